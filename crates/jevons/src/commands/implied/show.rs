//! What is found, in words: the share, the bull case and the bear case, what stands behind them, and the pace.

use std::path::Path;

use jevons_parameters::Parameter;
use jevons_report::Finding;
use jevons_report::format::{percent, quantity};
use serde_json::{Value, json};

use super::plan::{GROUPS, Plan, Quantity};
use super::sides::Contrast;
use super::{Boxes, Findings, ImpliedArgs};
use crate::commands::discover::boxes::write;
use crate::economy::Setup;
use crate::failure::{Failure, Outcome};
use crate::findings as pages;
use crate::session::Session;

/// Assumptions that are listed.
const LISTED: usize = 15;
/// Things that a case names of each kind.
const NAMED: usize = 3;

/// Lists plans.
pub fn list(plans: &[Plan], session: &mut Session) -> Result<Outcome, Failure> {
    if session.json() {
        let plans = plans.iter().map(|plan| {
            json!({
                "plan": plan.id, "title": plan.title, "says": plan.says, "by": plan.by, "pays": plan.pays,
                "because": plan.because, "sources": plan.sources,
            })
        });
        session.document(&json!({ "plans": plans.collect::<Vec<_>>() }))?;
        return Ok(Outcome::Good);
    }
    let rows = plans.iter().map(|plan| vec![plan.id.clone(), plan.title.clone(), plan.by.clone()]);
    session.table(&["plan", "what would have to come true", "stated by"], &[], rows.collect())?;
    session.note(
        "\n`jevons implied --plan NAME` says what it takes; a file of your own works too (docs/implied.md).",
    )?;
    Ok(Outcome::Good)
}

/// The share in one sentence.
fn share(found: &Findings<'_>) -> String {
    let (low, high) = found.share.interval();
    format!(
        "It pays in {} of {} runs over the prior: {} (95 % interval {:.1} to {:.1} %).",
        found.share.runs,
        found.share.of,
        percent(found.share.value()),
        100.0 * low,
        100.0 * high
    )
}

/// What stands above the findings on a terminal.
pub fn head(
    args: &ImpliedArgs,
    setup: &Setup,
    found: &Findings<'_>,
    session: &mut Session,
) -> Result<(), Failure> {
    session.heading(&format!("{}: {}", found.plan.title, found.scenario))?;
    for text in [&found.plan.says, &found.plan.because] {
        if !text.is_empty() {
            session.line(text)?;
        }
    }
    session
        .line(format!("condition: {}; {} runs, {} to {}", found.plan.pays, args.runs, setup.from, setup.to))
}

/// Everything in the order in which it is read.
pub fn findings(setup: &Setup, found: &Findings<'_>) -> Vec<Finding> {
    let mut all = vec![answer(found)];
    if !found.paces.is_empty() {
        all.push(pace(found));
    }
    all.push(quantities(found));
    all.push(inputs(setup, found));
    for Boxes { case, findings, .. } in &found.boxes {
        for (place, one) in findings.iter().enumerate() {
            let otherwise = if place > 0 { ", otherwise" } else { "" };
            all.push(Finding {
                title: format!("Assumptions under which it mostly {case}{otherwise}"),
                ..one.clone()
            });
        }
    }
    all
}

/// Headings of the two sides: where too few runs stand on one, its neighbours do.
fn headings(found: &Findings<'_>) -> [&'static str; 2] {
    match (&found.instead, found.share.runs * 2 < found.share.of) {
        (None, _) => ["where it pays", "where it does not"],
        (Some(_), true) => ["nearest to paying", "the other runs"],
        (Some(_), false) => ["the other runs", "nearest to failing"],
    }
}

fn answer(found: &Findings<'_>) -> Finding {
    let mut finding = Finding::new("How much of the prior satisfies it");
    finding.text(share(found));
    if let Some((left, right)) = found.sides {
        let write = |points: [f64; 3]| {
            let [low, middle, high] = points.map(|value| quantity(value, "usd"));
            let plain = |text: String| text.replace('$', "");
            format!("{} (5 to 95 %: {} to {})", plain(middle), plain(low), plain(high))
        };
        finding.text(format!(
            "The left side of the condition is {}, the right side {}.",
            write(left),
            write(right)
        ));
    }
    if let Some(instead) = &found.instead {
        finding.text(instead);
    }
    finding.text(case(found, true));
    finding.text(case(found, false));
    finding.note(
        "The share is that of the model's priors, chosen by people; it is no probability that the world pays it. The interval is \
         Wilson's and counts only the number of runs.",
    );
    finding
}

/// The bull case or the bear case: the quantities and assumptions that differ most, as they are on that side.
fn case(found: &Findings<'_>, bull: bool) -> String {
    let side = |one: &Contrast| if bull { (one.pays, one.fails) } else { (one.fails, one.pays) };
    let mut strongest: Vec<&(&Quantity, Contrast)> =
        found.quantities.iter().filter(|(_, contrast)| contrast.is_significant()).collect();
    strongest.sort_by(|a, b| b.1.distance.total_cmp(&a.1.distance));
    let parts: Vec<String> = strongest
        .iter()
        .take(NAMED)
        .map(|(what, contrast)| {
            let (here, there) = side(contrast);
            let said = |value: f64| quantity(value, &what.unit);
            format!(
                "{} is {} ({} to {}), against {}",
                lower_first(&what.what),
                said(here[1]),
                said(here[0]),
                said(here[2]),
                said(there[1])
            )
        })
        .collect();
    let name = if bull { "The bull case" } else { "The bear case" };
    let share = if bull { found.share.value() } else { 1.0 - found.share.value() };
    let stands = match (&found.instead, bull) {
        (Some(_), true) => headings(found)[0].to_owned(),
        (Some(_), false) => headings(found)[1].to_owned(),
        (None, true) => format!("it pays, {}", percent(share)),
        (None, false) => format!("it does not pay, {}", percent(share)),
    };
    if parts.is_empty() {
        return format!(
            "{name} ({stands}): none of the quantities below tells it from the other better than chance."
        );
    }
    format!("{name} ({stands}): {}.", parts.join("; "))
}

/// A phrase inside a sentence: names keep their capital.
fn lower_first(text: &str) -> String {
    let first = text.split_whitespace().next().unwrap_or_default();
    let is_name = ["OpenAI", "Anthropic", "Nvidia", "AI", "Meta"].iter().any(|name| first.starts_with(name));
    let mut letters = text.chars();
    match letters.next() {
        Some(letter) if !is_name => letter.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

fn pace(found: &Findings<'_>) -> Finding {
    let mut finding = Finding::new("The pace that it takes, and the pace of the record");
    let rows = found.paces.iter().map(|(pace, needed)| {
        let recorded = needed.recorded.as_ref();
        vec![
            pace.what.clone(),
            quantity(needed.now, &pace.unit),
            format!("{} in {}", quantity(needed.then, &pace.unit), pace.month),
            growth(needed.growth),
            recorded.map_or("\u{2013}".to_owned(), |(value, _)| growth(*value)),
            recorded.map_or(String::new(), |(_, dates)| dates.clone()),
        ]
    });
    let header = ["what", "at the opening", "needed", "growth a year needed", "growth on record", "from, to"];
    finding.table("", &header, rows.collect());
    finding.note(
        "Needed is the median of the runs in which it pays (or that come nearest); growth runs from the opening to that month. The \
         record is the latest year of reported values. A pace on record is no promise: shares of anything end at one.",
    );
    finding
}

fn growth(value: f64) -> String {
    if value.is_finite() { format!("{:+.0} %", 100.0 * value) } else { "\u{2013}".to_owned() }
}

fn three(points: [f64; 3], write: &dyn Fn(f64) -> String) -> String {
    let [low, middle, high] = points.map(write);
    format!("{middle} ({low} to {high})")
}

fn chance(contrast: &Contrast) -> String {
    match contrast.chance {
        small if small < 0.001 => "< 0.001".to_owned(),
        other => format!("{other:.3}"),
    }
}

fn quantities(found: &Findings<'_>) -> Finding {
    let mut finding = Finding::new("What stands behind it: demand, prices, costs, funding");
    let [pays, fails] = headings(found);
    let header = ["quantity", pays, fails, "distance", "chance"];
    for group in GROUPS {
        let rows: Vec<Vec<String>> = found
            .quantities
            .iter()
            .filter(|(what, _)| what.group == group)
            .map(|(what, contrast)| {
                let write = |value: f64| quantity(value, &what.unit);
                vec![
                    what.what.clone(),
                    three(contrast.pays, &write),
                    three(contrast.fails, &write),
                    format!("{:.2}", contrast.distance),
                    chance(contrast),
                ]
            })
            .collect();
        if !rows.is_empty() {
            finding.table(capital(group), &header, rows);
        }
    }
    finding.note(
        "Medians with the 5 and 95 % points. distance: Kolmogorov's and Smirnov's, 0 for the same and 1 for no overlap; chance: its \
         probability if the two kinds of runs were alike, times the numbers compared (Bonferroni). These are results of runs, \
         not levers: they go together with it and need not cause it.",
    );
    finding
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn inputs(setup: &Setup, found: &Findings<'_>) -> Finding {
    let mut finding = Finding::new("Assumptions that must lie elsewhere than usual");
    let parameters = setup.parameters.parameters();
    let told = found.inputs.iter().filter(|(_, contrast)| contrast.is_significant());
    let told: Vec<&(usize, Contrast)> = told.collect();
    if told.is_empty() {
        finding.text(format!(
            "None of {} assumptions, each for itself, tells where it pays from where it does not better than chance.",
            found.inputs.len()
        ));
        return finding;
    }
    finding.text(format!(
        "{} of {} assumptions, each for itself, lie elsewhere where it pays, beyond what chance would do.",
        told.len(),
        found.inputs.len()
    ));
    let rows = told.iter().take(LISTED).map(|(input, contrast)| {
        let parameter: &Parameter = &parameters[*input];
        let write = |value: f64| write(parameter, value);
        vec![
            parameter.key.clone(),
            three(contrast.all, &write),
            three(contrast.pays, &write),
            three(contrast.fails, &write),
            format!("{:.2}", contrast.distance),
            chance(contrast),
        ]
    });
    let [pays, fails] = headings(found);
    let header = ["assumption", "prior", pays, fails, "distance", "chance"];
    finding.table("", &header, rows.collect());
    let strongest = told.iter().take(NAMED).map(|(input, contrast)| {
        let way = if contrast.is_higher() { "higher" } else { "lower" };
        format!(
            "{} ({}) is {way} where it pays",
            parameters[*input].key,
            lower_first(&parameters[*input].description)
        )
    });
    finding.text(format!("Above all: {}.", strongest.collect::<Vec<_>>().join("; ")));
    finding.note(
        "Medians with the 5 and 95 % points over runs; `jevons params show KEY` says where each comes from.",
    );
    finding
}

/// Everything for machines.
pub fn document(args: &ImpliedArgs, setup: &Setup, found: &Findings<'_>) -> Value {
    let plan = found.plan;
    let mut document = json!({
        "plan": plan.id, "title": plan.title, "says": plan.says, "by": plan.by, "condition": plan.pays,
        "because": plan.because, "sources": plan.sources, "scenario": found.scenario, "seed": args.economy.seed,
        "from": setup.from.to_string(), "to": setup.to.to_string(),
        "bull_case": case(found, true), "bear_case": case(found, false),
    });
    if let (Value::Object(document), Value::Object(more)) = (&mut document, found.json(setup)) {
        document.extend(more);
    }
    document
}

/// Writes the page.
pub fn page(args: &ImpliedArgs, setup: &Setup, found: &Findings<'_>, path: &Path) -> Result<(), Failure> {
    let item = |name: &str, value: String| (name.to_owned(), value);
    let plan = found.plan;
    let run = vec![
        item("Stated by", plan.by.clone()),
        item("Condition", plan.pays.clone()),
        item("Scenario", found.scenario.clone()),
        item("Runs", args.runs.to_string()),
        item("Simulated", format!("{} to {}", setup.from, setup.to)),
        item("Seed", args.economy.seed.to_string()),
        item("Sources", plan.sources.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
        item("Version", env!("CARGO_PKG_VERSION").to_owned()),
    ];
    let title = format!("What must be true: {}", plan.title);
    let standfirst = [plan.says.as_str(), plan.because.as_str()].join(" ");
    pages::write(path, &title, standfirst.trim(), run, &findings(setup, found))
}
