//! What a comparison says, as tables and as JSON.

use jevons_economy::output::Column;
use jevons_experiments::paired::{DefaultEffect, PairedSummary, Precision, SectorEffect};
use jevons_numerics::Month;
use jevons_report::format::quantity;
use serde_json::{Value, json};

use super::Compared;
use crate::failure::Failure;
use crate::session::Session;

/// Metrics by which companies are said to gain or lose: what their owners have.
const VALUES: [&str; 3] = ["lab.valuation", "cloud.market_value", "chip.market_value"];
/// Losses by those with whom they end.
const BORNE: &str = "fin.losses_borne";
/// How well a difference should be known when the number of runs for it is told.
const TENTH: Precision = Precision::ShareOfMean(0.1);

/// A number with its unit, as people say it; a difference of shares is one of percentage points, and marked as any other.
fn said(value: f64, unit: &str) -> String {
    if value.is_finite() { quantity(value, unit) } else { "-".to_owned() }
}

fn interval(range: Option<(f64, f64)>, unit: &str) -> String {
    range.map_or_else(|| "-".to_owned(), |(low, high)| format!("{} to {}", said(low, unit), said(high, unit)))
}

fn marked(summary: &PairedSummary, unit: &str) -> String {
    format!("{}{}", said(summary.mean_difference, unit), if summary.is_clear() { " *" } else { "  " })
}

fn percent(runs: u64, of: u64) -> String {
    if of == 0 { "-".to_owned() } else { format!("{:.0} %", 100.0 * runs as f64 / of as f64) }
}

impl Compared {
    /// The last month of every column that `keep` wants.
    fn last(&self, keep: impl Fn(&Column) -> bool) -> Vec<(&Column, &PairedSummary)> {
        let columns = self.schema.columns.iter().zip(&self.effects.columns);
        columns
            .filter(|(column, _)| keep(column))
            .filter_map(|(column, months)| Some((column, months.last()?)))
            .filter(|(_, summary)| summary.pairs > 0)
            .collect()
    }
}

/// A table of the comparison, for the terminal and for the page.
pub(super) struct Table {
    /// What it is about.
    pub heading: &'static str,
    /// Headings of the columns.
    pub header: Vec<String>,
    /// How many of the columns, from the left, are texts.
    texts: usize,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}

/// Whether a headline metric is compared by its mean: a multiple stands for "none at all" at its cap, and has none.
fn has_mean(column: &Column) -> bool {
    column.headline && column.unit != "multiple"
}

/// How to read the tables.
pub(super) const NOTE: [&str; 2] = [
    "Means over pairs in which the metric applies in both; * the 95 % interval leaves zero out. Needed: pairs of runs",
    "with which the interval would be a tenth of the difference to either side.",
];

/// Prints everything.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn print(compared: &Compared, session: &mut Session) -> Result<(), Failure> {
    let [a, b] = &compared.names;
    let [from, to] = compared.months;
    session.heading(&format!("{b} against {a}"))?;
    session.line(format!(
        "{} pairs of runs with the same draws, {from} to {to}, seed {}; differences at the end, {b} less {a}",
        compared.effects.pairs, compared.seed
    ))?;
    for table in tables(compared) {
        session.line("")?;
        session.heading(table.heading)?;
        let header: Vec<&str> = table.header.iter().map(String::as_str).collect();
        session.table(&header, &header[table.texts..], table.rows)?;
    }
    session.note(format!("\n{}", NOTE.join("\n")))
}

/// All tables, in their order.
pub(super) fn tables(compared: &Compared) -> Vec<Table> {
    let headline = |agent: bool| move |column: &Column| has_mean(column) && column.agent.is_empty() != agent;
    let mut values = compared.last(|column| VALUES.contains(&column.metric));
    values.sort_by(|x, y| y.1.mean_difference.total_cmp(&x.1.mean_difference));
    let mut tables = vec![
        differences(compared, "The economy", &compared.last(headline(false))),
        course(compared),
        differences(compared, "Companies", &compared.last(headline(true))),
    ];
    tables.extend(defaults(compared));
    tables.push(differences(compared, "Who gains and who loses: value of companies, USD", &values));
    tables.push(sectors(compared));
    tables.push(bearers(compared));
    tables
}

/// Headings with the names of A and B after the first ones.
fn header(compared: &Compared, before: &[&str], after: &[&str]) -> Vec<String> {
    let names = compared.names.iter().map(String::as_str);
    before.iter().copied().chain(names).chain(after.iter().copied()).map(str::to_owned).collect()
}

fn differences(compared: &Compared, heading: &'static str, rows: &[(&Column, &PairedSummary)]) -> Table {
    let cells = |(column, summary): &(&Column, &PairedSummary)| {
        vec![
            column.label(),
            said(summary.mean_a, column.unit),
            said(summary.mean_b, column.unit),
            marked(summary, column.unit),
            interval(summary.mean_interval, column.unit),
            percent(summary.higher.runs, summary.higher.of),
            percent(summary.lower.runs, summary.lower.of),
            summary.runs_needed(TENTH).map_or_else(|| "-".to_owned(), |runs| runs.to_string()),
        ]
    };
    let after = ["difference", "95 % interval", "higher", "lower", "needed"];
    let header = header(compared, &["metric"], &after);
    Table { heading, header, texts: 1, rows: rows.iter().map(cells).collect() }
}

/// The mean difference of the headline metrics of the economy at the end of each year: what comes and goes does not show
/// at the end.
fn course(compared: &Compared) -> Table {
    let first = compared.schema.first_month;
    let ends: Vec<(usize, Month)> = (0..compared.schema.months)
        .map(|position| (position, first.plus(position as i32)))
        .filter(|(position, month)| month.month() == 12 || position + 1 == compared.schema.months)
        .collect();
    let columns = compared.schema.columns.iter().zip(&compared.effects.columns);
    let rows = columns
        .filter(|(column, _)| column.headline && column.agent.is_empty())
        .map(|(column, months)| {
            let cells = ends.iter().filter_map(|&(position, _)| months.get(position));
            std::iter::once(column.label()).chain(cells.map(|cell| marked(cell, column.unit))).collect()
        })
        .collect();
    let names = std::iter::once("metric".to_owned()).chain(ends.iter().map(|(_, month)| month.to_string()));
    Table {
        heading: "The course: mean difference at the end of each year",
        header: names.collect(),
        texts: 1,
        rows,
    }
}

/// Who defaults; nothing when nobody does.
fn defaults(compared: &Compared) -> Option<Table> {
    let moved = |effect: &&DefaultEffect| effect.summary.share_a().runs + effect.summary.share_b().runs > 0;
    let mut rows: Vec<&DefaultEffect> = compared.effects.defaults.iter().filter(moved).collect();
    rows.sort_by(|x, y| y.summary.difference().total_cmp(&x.summary.difference()));
    let cells = |effect: &&DefaultEffect| {
        let summary = &effect.summary;
        let (low, high) = summary.interval();
        let points = |share: f64| format!("{:+.0}", 100.0 * share);
        vec![
            compared.schema.agents[effect.agent].name.clone(),
            percent(summary.share_a().runs, summary.share_a().of),
            percent(summary.share_b().runs, summary.share_b().of),
            points(summary.difference()),
            format!("{} to {}", points(low), points(high)),
            format!("{:.3}", summary.p_value()),
        ]
        .into_iter()
        .chain(effect.by_year.iter().map(|(_, summary)| {
            let (low, high) = summary.interval();
            let clear = if low > 0.0 || high < 0.0 { " *" } else { "  " };
            format!("{}{clear}", points(summary.difference()))
        }))
        .collect()
    };
    let years = rows.first().map_or(Vec::new(), |effect| {
        effect.by_year.iter().map(|(month, _)| format!("by {month}")).collect::<Vec<String>>()
    });
    let mut names = header(compared, &["company"], &["points", "95 % interval", "p"]);
    names.extend(years);
    (!rows.is_empty()).then(|| Table {
        heading: "Who defaults, share of runs",
        header: names,
        texts: 1,
        rows: rows.iter().map(cells).collect(),
    })
}

fn sectors(compared: &Compared) -> Table {
    let mut sectors: Vec<&SectorEffect> = compared.effects.sectors.iter().collect();
    sectors.sort_by(|x, y| y.net_worth_usd.mean_difference.total_cmp(&x.net_worth_usd.mean_difference));
    let cells = |effect: &&SectorEffect| {
        let summary = &effect.net_worth_usd;
        vec![
            compared.schema.sectors[effect.sector].clone(),
            marked(summary, "usd"),
            interval(summary.mean_interval, "usd"),
        ]
    };
    Table {
        heading: "Sectors: financial net worth, USD",
        header: ["sector", "difference", "95 % interval"].map(str::to_owned).to_vec(),
        texts: 1,
        rows: sectors.iter().map(cells).collect(),
    }
}

fn bearers(compared: &Compared) -> Table {
    let rows = compared.last(|column| column.metric == BORNE);
    let total = |side: fn(&PairedSummary) -> f64| rows.iter().map(|(_, summary)| side(summary)).sum::<f64>();
    let all = [total(|s| s.mean_a), total(|s| s.mean_b), total(|s| s.mean_difference)];
    let mut cells: Vec<Vec<String>> = rows
        .iter()
        .map(|(column, summary)| {
            let amounts = [summary.mean_a, summary.mean_b, summary.mean_difference];
            [vec![column.agent.clone()], amounts.map(|usd| said(usd, "usd")).to_vec()].concat()
        })
        .collect();
    cells.push([vec!["all".to_owned()], all.map(|usd| said(usd, "usd")).to_vec()].concat());
    Table {
        heading: "Who bears what is written off in the end, USD",
        header: header(compared, &["with whom losses end"], &["difference"]),
        texts: 1,
        rows: cells,
    }
}

/// Everything, for machines.
pub(super) fn document(compared: &Compared) -> Value {
    let paired = |summary: &PairedSummary| {
        json!({
            "pairs": summary.pairs, "mean_a": finite(summary.mean_a), "mean_b": finite(summary.mean_b),
            "difference": finite(summary.mean_difference), "interval_95": summary.mean_interval,
            "median_a": finite(summary.median_a), "median_b": finite(summary.median_b),
            "median_difference": finite(summary.median_difference()), "median_interval_95": summary.median_interval,
            "higher": summary.higher.runs, "lower": summary.lower.runs, "variance_ratio": finite(summary.variance_ratio),
            "runs_for_a_tenth": summary.runs_needed(TENTH),
        })
    };
    let series = compared.last(|_| true);
    let series: Vec<Value> = series
        .into_iter()
        .map(|(column, summary)| {
            let mut value = paired(summary);
            value["metric"] = column.metric.into();
            value["agent"] = column.agent.clone().into();
            value["unit"] = column.unit.into();
            value
        })
        .collect();
    let defaults: Vec<Value> = compared
        .effects
        .defaults
        .iter()
        .map(|effect| {
            let summary = &effect.summary;
            let (low, high) = summary.interval();
            json!({
                "agent": compared.schema.agents[effect.agent].name, "runs_a": summary.share_a().runs,
                "runs_b": summary.share_b().runs, "of": summary.pairs(), "difference": summary.difference(),
                "interval_95": [low, high], "p_value": summary.p_value(),
            })
        })
        .collect();
    let sectors: Vec<Value> = compared
        .effects
        .sectors
        .iter()
        .map(|effect| {
            let mut value = paired(&effect.net_worth_usd);
            value["sector"] = compared.schema.sectors[effect.sector].clone().into();
            value
        })
        .collect();
    let [from, to] = compared.months;
    json!({
        "a": compared.names[0], "b": compared.names[1], "pairs": compared.effects.pairs, "seed": compared.seed,
        "from": from.to_string(), "to": to.to_string(), "last_month": series, "defaults": defaults,
        "net_worth_by_sector_usd": sectors,
    })
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}
