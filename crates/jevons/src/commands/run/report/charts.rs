//! The fan charts of the report: which series, in which groups, with what the record shows before them.

use jevons_economy::output::Schema;
use jevons_economy::roster::{chip, cloud, lab};
use jevons_experiments::Summary;
use jevons_facts::{View, month_of};
use jevons_numerics::Month;
use jevons_report::input::{AxisKind, ChartGroup, FanBand, FanChart};

use super::column;
use crate::economy::Setup;

/// A chart to draw: metric, agent, title, axis.
type Wanted = (&'static str, &'static str, &'static str, AxisKind);

const LINEAR: AxisKind = AxisKind::Linear;
const LOG: AxisKind = AxisKind::Logarithmic;

/// Themes in the order of the money.
fn themes() -> Vec<(&'static str, &'static str, Vec<Wanted>)> {
    let labs: Vec<Wanted> = [lab::OPENAI, lab::ANTHROPIC, lab::XAI, lab::DEEPMIND]
        .map(|l| ("lab.revenue", lab::NAMES[l], "Annualised revenue", LOG))
        .to_vec();
    let runways = lab::INDEPENDENT.map(|l| ("lab.runway_months", lab::NAMES[l], "Runway", LINEAR)).to_vec();
    let capex: Vec<Wanted> = (0..cloud::HYPERSCALERS)
        .map(|c| ("cloud.capex", cloud::NAMES[c], "Capital expenditure", LINEAR))
        .collect();
    vec![
        (
            "The market",
            "Revenue of the labs against the capital expenditure that is said to rest on it.",
            vec![
                ("market.lab_revenue", "", "Revenue of all labs", LOG),
                ("market.capex_five", "", "Capital expenditure of the five", LINEAR),
                ("ent.ai_spend", "", "Enterprise spending", LOG),
                ("app.revenue", "", "App start-ups", LOG),
            ],
        ),
        ("Labs", "What they sell, a year at the pace of the month.", labs),
        (
            "Staying power",
            "Months until money and credits are gone at the present burn; 120 stands for ever.",
            runways,
        ),
        ("Clouds", "Everything they build, not only for AI.", capex),
        (
            "Chips and compute",
            "Accelerators sold, what an hour of one costs, and how busy they are.",
            vec![
                ("chip.accelerator_revenue", chip::NAMES[chip::NVIDIA], "Accelerator sales", LINEAR),
                ("gpu.rental_price", "", "Price of an H100-hour", LINEAR),
                ("market.gpu_utilisation", "", "Use of accelerators", LINEAR),
                ("energy.ai_power", "", "Power of the fleets", LINEAR),
            ],
        ),
        (
            "Prices of tokens",
            "What a token costs on average, and what the capability of the opening costs.",
            vec![
                ("market.api_price_effective", "", "Average price paid", LOG),
                ("market.api_price_constant_capability", "", "Constant capability", LOG),
                ("lab.list_price", lab::NAMES[lab::OPENAI], "Flagship list price", LOG),
            ],
        ),
        (
            "Money and mood",
            "Market value of the modelled companies, confidence, and what was written off.",
            vec![
                ("fin.listed_value", "", "Listed companies", LINEAR),
                ("fin.drawdown", "", "Fall from the highest value", LINEAR),
                ("fin.confidence_venture", "", "Confidence of private investors", LINEAR),
                ("fin.losses", "", "Written off so far", LINEAR),
            ],
        ),
        (
            "People",
            "Households and users.",
            vec![
                ("consumer.users", "", "Weekly users of chatbots", LINEAR),
                ("ent.production_share", "", "Enterprises with AI in production", LINEAR),
                ("hh.consumption", "", "Consumption", LINEAR),
            ],
        ),
    ]
}

/// All groups of charts.
pub fn groups(setup: &Setup, schema: &Schema, summary: &Summary) -> Vec<ChartGroup> {
    let opening = setup.simulation.opening();
    let view = setup.release.as_of(opening.as_of);
    let draw = |(metric, agent, title, axis): Wanted| {
        chart(setup, schema, summary, view, metric, agent, title, axis)
    };
    themes()
        .into_iter()
        .map(|(title, text, wanted)| ChartGroup {
            title: title.to_owned(),
            text: text.to_owned(),
            charts: wanted.into_iter().filter_map(draw).collect(),
        })
        .filter(|group| !group.charts.is_empty())
        .collect()
}

#[expect(clippy::too_many_arguments, reason = "it only joins what a chart is made of")]
fn chart(
    setup: &Setup,
    schema: &Schema,
    summary: &Summary,
    view: View<'_>,
    metric: &str,
    agent: &str,
    title: &str,
    axis: AxisKind,
) -> Option<FanChart> {
    let position = column(schema, metric, agent)?;
    let series = &schema.columns[position];
    let bands = summary
        .columns
        .get(position)?
        .iter()
        .map(|cell| FanBand::of(|probability| cell.quantile(probability)));
    let sector = schema.agents.iter().find(|label| label.name == agent).map(|label| label.sector);
    Some(FanChart {
        title: title.to_owned(),
        agent: agent.to_owned(),
        unit: series.unit.to_owned(),
        description: series.description.to_owned(),
        note: String::new(),
        sector,
        axis,
        first_month: setup.from,
        bands: bands.collect(),
        history: history(view, metric, agent),
    })
}

/// What the record shows of a series before the opening, for those that have one.
fn history(view: View<'_>, metric: &str, agent: &str) -> Vec<(Month, f64)> {
    let earliest = month_of(view.as_of()).plus(-36);
    let points = |entity: &str, fact: &str, scale: f64| -> Vec<(Month, f64)> {
        view.facts(entity, fact)
            .into_iter()
            .filter(|d| !d.provenance.kind.looks_forward() && d.provenance.tier != jevons_facts::Tier::D)
            .filter(|d| d.period.days() < 100)
            .map(|d| (month_of(d.period.end()), d.value * scale))
            .filter(|(month, _)| *month >= earliest)
            .collect()
    };
    match metric {
        "lab.revenue" => points(agent, "annualised_revenue", 1e9),
        "cloud.capex" => points(agent, "capex_cash", 4e9),
        "chip.accelerator_revenue" => points(agent, "datacenter_revenue", 4e9),
        "market.capex_five" => sum_of_five(view, earliest),
        _ => Vec::new(),
    }
}

/// Quarters for which all five report capital expenditure, at a yearly rate.
fn sum_of_five(view: View<'_>, earliest: Month) -> Vec<(Month, f64)> {
    let mut sums: std::collections::BTreeMap<Month, (usize, f64)> = std::collections::BTreeMap::new();
    for name in &cloud::NAMES[..cloud::HYPERSCALERS] {
        let mut seen = std::collections::BTreeSet::new();
        for datum in view.facts(name, "capex_cash").into_iter().filter(|d| d.period.as_quarter().is_some()) {
            let month = month_of(datum.period.end());
            if month >= earliest && seen.insert(month) {
                let entry = sums.entry(month).or_default();
                entry.0 += 1;
                entry.1 += datum.value * 4e9;
            }
        }
    }
    let complete = sums.into_iter().filter(|(_, (count, _))| *count == cloud::HYPERSCALERS);
    complete.map(|(month, (_, usd))| (month, usd)).collect()
}
