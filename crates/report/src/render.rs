//! Puts a report together: one file with everything in it, that asks the network for nothing.

use minijinja::Value;
use serde::Serialize;

use crate::causes;
use crate::fan;
use crate::format::{metric_title, quantity, thousands};
use crate::input::{
    Assumption, CauseEvent, CauseTree, ChartGroup, Fact, Headline, MoneyFlow, ReportInput, RunDescription,
    SourceLink,
};
use crate::page::{Masthead, ReportError, render_page};
use crate::regimes::{RegimesView, regimes_view};
use crate::sankey;
use crate::scenario::{ScenarioView, scenario_view};
use crate::tables::{
    HUES, LossTable, MatrixTable, SurvivalTable, bearer_table, loss_table, matrix_table, survival_table,
};

const TEMPLATE: &str = include_str!("../assets/report.html");

/// Payments listed below the picture at most.
const LISTED_PAYMENTS: usize = 40;
/// Events listed below the picture at most.
const LISTED_EVENTS: usize = 300;

/// Renders a report as one HTML page; nothing of `input` is taken as HTML.
///
/// # Errors
/// When the template fails, which no input can bring about.
pub fn render(input: &ReportInput) -> Result<String, ReportError> {
    let masthead = Masthead {
        title: input.title.clone(),
        standfirst: input.standfirst.clone(),
        run: run_items(&input.run),
        command: input.repeat.command.clone(),
    };
    render_page(TEMPLATE, &masthead, report_view(input))
}

/// What the template shows; its fields are named as there.
#[derive(Serialize)]
struct ReportView {
    interrupted: Option<Interrupted>,
    as_of: String,
    headlines: Vec<HeadlineView>,
    /// Whether the answers fill rows of four; else they stand in rows of three.
    rows_of_four: bool,
    scenario: Option<ScenarioView>,
    charts: Vec<GroupView>,
    has_history: bool,
    survival: Option<SurvivalTable>,
    causes: Option<CausesView>,
    money: Option<MoneyView>,
    matrices: Vec<MatrixTable>,
    losses: Option<LossTable>,
    bearers: Option<LossTable>,
    regimes: Option<RegimesView>,
    limits: Vec<String>,
    assumptions: Vec<AssumptionGroup>,
    assumption_count: usize,
    facts: Vec<FactView>,
    inferred_count: usize,
    digests: Vec<(String, String)>,
}

fn report_view(input: &ReportInput) -> ReportView {
    let mut figures = 0;
    let money = input.money.as_ref().and_then(|money| {
        let drawn = sankey::draw(money, &input.sectors)?;
        Some(money_view(money, &drawn, &input.sectors))
    });
    let charts = input.charts.iter();
    ReportView {
        interrupted: interrupted(&input.run),
        as_of: input.run.as_of.clone(),
        headlines: input.headlines.iter().map(headline_view).collect(),
        rows_of_four: input.headlines.len().is_multiple_of(4),
        scenario: input.scenario.as_ref().map(scenario_view),
        has_history: charts.clone().flat_map(|group| &group.charts).any(|chart| !chart.history.is_empty()),
        charts: charts.map(|group| group_view(group, &mut figures)).collect(),
        survival: input.survival.as_ref().map(|survival| survival_table(survival, &input.sectors)),
        causes: input.causes.as_ref().and_then(causes_view),
        money,
        matrices: input.matrices.iter().map(matrix_table).collect(),
        losses: input.losses.as_ref().map(|losses| loss_table(losses, &input.sectors)),
        bearers: input.bearers.as_ref().map(bearer_table),
        regimes: input.regimes.as_ref().map(regimes_view),
        limits: input.limits.clone(),
        assumptions: assumption_groups(&input.assumptions),
        assumption_count: input.assumptions.len(),
        facts: input.facts.iter().map(fact_view).collect(),
        inferred_count: input.facts.iter().filter(|fact| fact.inferred).count(),
        digests: input.repeat.digests.clone(),
    }
}

#[derive(Serialize)]
pub(crate) struct HeadlineView {
    question: String,
    answer: String,
    detail: String,
}

pub(crate) fn headline_view(headline: &Headline) -> HeadlineView {
    HeadlineView {
        question: headline.question.clone(),
        answer: together(&headline.answer),
        detail: together(&headline.detail),
    }
}

/// How many runs there are of how many.
#[derive(Serialize)]
struct Interrupted {
    runs: String,
    wanted: String,
}

fn count(runs: u64) -> String {
    thousands(&runs.to_string())
}

fn interrupted(run: &RunDescription) -> Option<Interrupted> {
    let stopped = run.runs < run.runs_wanted;
    stopped.then(|| Interrupted { runs: count(run.runs), wanted: count(run.runs_wanted) })
}

fn run_items(run: &RunDescription) -> Vec<(String, String)> {
    let runs = match interrupted(run) {
        Some(Interrupted { runs, wanted }) => format!("{runs} of {wanted}"),
        None => count(run.runs),
    };
    let items = [
        ("Facts published by", run.as_of.clone()),
        ("Simulated", format!("{} to {}", run.from, run.to)),
        ("Runs", runs),
        ("Seed", run.seed.to_string()),
        ("Version", run.version.clone()),
        ("Made", run.created.clone()),
    ];
    items.map(|(name, value)| (name.to_owned(), value)).to_vec()
}

#[derive(Serialize)]
struct GroupView {
    title: String,
    text: String,
    figures: Vec<FigureView>,
}

#[derive(Serialize)]
struct FigureView {
    title: String,
    agent: String,
    axis_title: String,
    description: String,
    svg: Value,
    readings: String,
}

fn group_view(group: &ChartGroup, figures: &mut usize) -> GroupView {
    let figures = group.charts.iter().enumerate().map(|(position, chart)| {
        *figures += 1;
        // What is the same as in the text of the group or a chart before is not said again.
        let said = sentence(&chart.description) == sentence(&group.text)
            || group.charts[..position].iter().any(|before| before.description == chart.description);
        let drawn = fan::draw(chart, *figures, fan::RUNS);
        FigureView {
            title: chart.title.clone(),
            agent: chart.agent.clone(),
            axis_title: capitalised(&drawn.axis_title),
            description: if said { String::new() } else { sentence(&chart.description) },
            svg: Value::from_safe_string(drawn.svg),
            readings: drawn.readings,
        }
    });
    GroupView { title: group.title.clone(), text: group.text.clone(), figures: figures.collect() }
}

/// With numbers and what follows them on one line.
fn together(text: &str) -> String {
    let units = ["%", "bn", "tn", "billion", "trillion", "million"];
    units
        .iter()
        .fold(text.to_owned(), |text, unit| text.replace(&format!(" {unit}"), &format!("\u{a0}{unit}")))
}

/// With a full stop, if it says anything.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

/// As a sentence begins.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

#[derive(Serialize)]
struct CausesView {
    caption: String,
    command: String,
    svg: Value,
    left_out: usize,
    not_listed: usize,
    events: Vec<CauseEventView>,
}

#[derive(Serialize)]
struct CauseEventView {
    id: u32,
    month: String,
    what: String,
    agent: String,
    other: Option<String>,
    hue: Option<usize>,
    amount: String,
    causes: String,
}

fn causes_view(tree: &CauseTree) -> Option<CausesView> {
    let drawn = causes::draw(tree)?;
    let view = |event: &CauseEvent| CauseEventView {
        id: event.id,
        month: event.month.to_string(),
        what: event.what.clone(),
        agent: event.agent.clone(),
        other: event.other.clone(),
        hue: event.sector.map(|sector| sector % HUES),
        amount: event.amount.clone(),
        causes: causes_in_words(tree, event),
    };
    Some(CausesView {
        caption: together(&tree.caption),
        command: tree.command.clone(),
        svg: Value::from_safe_string(drawn.svg),
        left_out: drawn.left_out,
        not_listed: tree.events.len().saturating_sub(LISTED_EVENTS),
        events: tree.events.iter().take(LISTED_EVENTS).map(view).collect(),
    })
}

/// The causes that are in the tree by number, and how many are not.
fn causes_in_words(tree: &CauseTree, event: &CauseEvent) -> String {
    let inside = |cause: &&u32| tree.events.iter().any(|event| event.id == **cause);
    let (inside, outside): (Vec<&u32>, Vec<&u32>) = event.causes.iter().partition(inside);
    let mut words: Vec<String> = inside.iter().map(|cause| format!("#{cause}")).collect();
    if !outside.is_empty() {
        words.push(format!("{} outside this tree", outside.len()));
    }
    words.join(", ")
}

#[derive(Serialize)]
struct MoneyView {
    caption: String,
    svg: Value,
    split: bool,
    left_out: usize,
    not_listed: usize,
    payments: Vec<PaymentView>,
}

#[derive(Serialize)]
struct PaymentView {
    from: String,
    from_hue: usize,
    to: String,
    to_hue: usize,
    amount: String,
    what: String,
}

fn money_view(money: &MoneyFlow, drawn: &sankey::Drawn, sectors: &[String]) -> MoneyView {
    let payments = drawn.bundles.iter().take(LISTED_PAYMENTS).map(|bundle| {
        let parts = bundle.parts.iter().map(|(name, cents)| {
            let name = name.replace('_', " ");
            if bundle.parts.len() == 1 {
                name
            } else {
                format!("{name} {}", quantity(*cents as f64, "usd_cents"))
            }
        });
        PaymentView {
            from: sectors[bundle.from].clone(),
            from_hue: bundle.from % HUES,
            to: sectors[bundle.to].clone(),
            to_hue: bundle.to % HUES,
            amount: quantity(bundle.cents as f64, "usd_cents"),
            what: parts.collect::<Vec<_>>().join(", "),
        }
    });
    MoneyView {
        caption: money.caption.clone(),
        svg: Value::from_safe_string(drawn.svg.clone()),
        split: money.places.iter().any(|place| place.receives_at_end),
        left_out: drawn.left_out,
        not_listed: drawn.bundles.len().saturating_sub(LISTED_PAYMENTS),
        payments: payments.collect(),
    }
}

#[derive(Serialize)]
struct AssumptionGroup {
    title: String,
    rows: Vec<AssumptionView>,
}

#[derive(Serialize)]
struct AssumptionView {
    key: String,
    description: String,
    unit: String,
    distribution: String,
    quantiles: [String; 3],
    overridden: bool,
    sources: Vec<LinkView>,
    claims: Vec<String>,
}

/// Assumptions by the first word of their keys, in the order given.
fn assumption_groups(assumptions: &[Assumption]) -> Vec<AssumptionGroup> {
    let theme = |assumption: &Assumption| assumption.key.split('.').next().unwrap_or("").to_owned();
    let mut groups: Vec<AssumptionGroup> = Vec::new();
    for assumption in assumptions {
        let title = metric_title(&theme(assumption));
        let row = AssumptionView {
            key: assumption.key.clone(),
            description: assumption.description.clone(),
            unit: assumption.unit.replace('_', " "),
            distribution: assumption.distribution.clone(),
            quantiles: assumption.quantiles.clone(),
            overridden: assumption.overridden,
            sources: assumption.sources.iter().map(link_view).collect(),
            claims: assumption.claims.clone(),
        };
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.rows.push(row),
            None => groups.push(AssumptionGroup { title, rows: vec![row] }),
        }
    }
    groups
}

#[derive(Serialize)]
struct FactView {
    entity: String,
    metric: String,
    period: String,
    value: String,
    published: String,
    tier: String,
    inferred: bool,
    source: LinkView,
}

fn fact_view(fact: &Fact) -> FactView {
    FactView {
        entity: fact.entity.clone(),
        metric: fact.metric.replace('_', " "),
        period: fact.period.clone(),
        value: fact.value.clone(),
        published: fact.published.clone(),
        tier: fact.tier.clone(),
        inferred: fact.inferred,
        source: link_view(&fact.source),
    }
}

#[derive(Serialize)]
pub(crate) struct LinkView {
    title: String,
    url: String,
    /// Whether the address may be a link; anything but the web stays text.
    is_web: bool,
}

pub(crate) fn link_view(link: &SourceLink) -> LinkView {
    let address = link.url.trim();
    let is_web = ["https://", "http://"]
        .iter()
        .any(|scheme| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    LinkView { title: link.title.clone(), url: address.to_owned(), is_web }
}
