//! What a comparison says, as tables and as JSON.

use jevons_economy::output::Column;
use jevons_experiments::paired::{DefaultEffect, PairedSummary, Precision};
use serde_json::{Value, json};

use super::Compared;
use crate::failure::Failure;
use crate::session::Session;
use crate::text::number;

/// Metrics by which companies are said to gain or lose: what their owners have.
const VALUES: [&str; 3] = ["lab.valuation", "cloud.market_value", "chip.market_value"];
/// Losses by those with whom they end.
const BORNE: &str = "fin.losses_borne";
/// How well a difference should be known when the number of runs for it is told.
const TENTH: Precision = Precision::ShareOfMean(0.1);

fn digits(value: f64) -> String {
    if value.is_finite() { number(format!("{value:.2e}").parse().unwrap_or(value)) } else { "-".to_owned() }
}

fn interval(range: Option<(f64, f64)>) -> String {
    range.map_or_else(|| "-".to_owned(), |(low, high)| format!("{} to {}", digits(low), digits(high)))
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
    let headline = |agent: bool| move |column: &Column| column.headline && column.agent.is_empty() != agent;
    session.line("")?;
    session.heading("The economy")?;
    differences(compared, session, &compared.last(headline(false)))?;
    session.line("")?;
    session.heading("Companies")?;
    differences(compared, session, &compared.last(headline(true)))?;
    defaults(compared, session)?;
    winners(compared, session)?;
    bearers(compared, session)?;
    session.note(
        "\nMeans over pairs in which the metric applies in both; * the 95 % interval leaves zero out. Needed: pairs of runs\n\
         with which the interval would be a tenth of the difference to either side.",
    )
}

fn differences(
    compared: &Compared,
    session: &mut Session,
    rows: &[(&Column, &PairedSummary)],
) -> Result<(), Failure> {
    let [a, b] = &compared.names;
    let cells = |(column, summary): &(&Column, &PairedSummary)| {
        vec![
            column.label(),
            column.unit.to_owned(),
            digits(summary.mean_a),
            digits(summary.mean_b),
            format!("{}{}", digits(summary.mean_difference), if summary.is_clear() { " *" } else { "  " }),
            interval(summary.mean_interval),
            percent(summary.higher.runs, summary.higher.of),
            percent(summary.lower.runs, summary.lower.of),
            summary.runs_needed(TENTH).map_or_else(|| "-".to_owned(), |runs| runs.to_string()),
        ]
    };
    let header = ["metric", "unit", a, b, "difference", "95 % interval", "higher", "lower", "needed"];
    session.table(&header, &header[2..], rows.iter().map(cells).collect())
}

fn defaults(compared: &Compared, session: &mut Session) -> Result<(), Failure> {
    let moved = |effect: &&DefaultEffect| effect.summary.share_a().runs + effect.summary.share_b().runs > 0;
    let mut rows: Vec<&DefaultEffect> = compared.effects.defaults.iter().filter(moved).collect();
    if rows.is_empty() {
        return Ok(());
    }
    rows.sort_by(|x, y| y.summary.difference().total_cmp(&x.summary.difference()));
    let [a, b] = &compared.names;
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
    };
    session.line("")?;
    session.heading("Who defaults, share of runs")?;
    let header = ["company", a, b, "points", "95 % interval", "p"];
    session.table(&header, &header[1..], rows.iter().map(cells).collect())
}

fn winners(compared: &Compared, session: &mut Session) -> Result<(), Failure> {
    let mut rows = compared.last(|column| VALUES.contains(&column.metric));
    rows.sort_by(|x, y| y.1.mean_difference.total_cmp(&x.1.mean_difference));
    session.line("")?;
    session.heading("Who gains and who loses: value of companies, USD")?;
    differences(compared, session, &rows)?;
    session.line("")?;
    session.heading("Sectors: financial net worth, USD")?;
    let mut sectors: Vec<_> = compared.effects.sectors.iter().collect();
    sectors.sort_by(|x, y| y.net_worth_usd.mean_difference.total_cmp(&x.net_worth_usd.mean_difference));
    let cells = |effect: &&jevons_experiments::paired::SectorEffect| {
        let summary = &effect.net_worth_usd;
        vec![
            compared.schema.sectors[effect.sector].clone(),
            format!("{}{}", digits(summary.mean_difference), if summary.is_clear() { " *" } else { "  " }),
            interval(summary.mean_interval),
        ]
    };
    let header = ["sector", "difference", "95 % interval"];
    session.table(&header, &header[1..], sectors.iter().map(cells).collect())
}

fn bearers(compared: &Compared, session: &mut Session) -> Result<(), Failure> {
    let rows = compared.last(|column| column.metric == BORNE);
    let total = |side: fn(&PairedSummary) -> f64| rows.iter().map(|(_, summary)| side(summary)).sum::<f64>();
    let all = [total(|s| s.mean_a), total(|s| s.mean_b), total(|s| s.mean_difference)];
    let mut cells: Vec<Vec<String>> = rows
        .iter()
        .map(|(column, summary)| {
            let amounts = [summary.mean_a, summary.mean_b, summary.mean_difference];
            [vec![column.agent.clone()], amounts.map(digits).to_vec()].concat()
        })
        .collect();
    cells.push([vec!["all".to_owned()], all.map(digits).to_vec()].concat());
    let [a, b] = &compared.names;
    session.line("")?;
    session.heading("Who bears what is written off in the end, USD")?;
    let header = ["with whom losses end", a, b, "difference"];
    session.table(&header, &header[1..], cells)
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
