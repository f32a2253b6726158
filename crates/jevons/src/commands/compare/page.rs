//! The page of a comparison.

use std::path::Path;

use jevons::ensemble::command_line;
use jevons_economy::output::Column;
use jevons_experiments::paired::PairedSummary;
use jevons_report::format::{metric_title, scope_title};
use jevons_report::input::{AxisKind, FanBand, FanChart};
use jevons_report::{ComparisonInput, Masthead, PlainTable, render_comparison};
use jevons_results::Disk;

use super::{Compared, tables};
use crate::failure::Failure;

/// Writes the page of a comparison: the whole of it, or nothing.
pub(super) fn write(compared: &Compared, path: &Path) -> Result<(), Failure> {
    let page = render_comparison(&input(compared)).map_err(|error| Failure::Internal(error.to_string()))?;
    Ok(Disk::default().write(path, page.as_bytes())?)
}

fn input(compared: &Compared) -> ComparisonInput {
    let [a, b] = &compared.names;
    let [from, to] = compared.months;
    let item = |name: &str, value: String| (name.to_owned(), value);
    let plain = |table: tables::Table| PlainTable {
        title: table.heading.to_owned(),
        header: table.header,
        rows: table.rows,
    };
    let columns = compared.schema.columns.iter().zip(&compared.effects.columns);
    let headline = columns.filter(|(column, _)| column.headline && column.agent.is_empty());
    ComparisonInput {
        masthead: Masthead {
            title: format!("{b} against {a}"),
            standfirst: format!(
                "Run number k of both has the same draws, so that what differs is what the scenarios change and nothing \
                 else. Differences are {b} less {a}; the tables give them for {to}."
            ),
            run: vec![
                item("Pairs of runs", compared.effects.pairs.to_string()),
                item("Simulated", format!("{from} to {to}")),
                item("Seed", compared.seed.to_string()),
                item("Version", env!("CARGO_PKG_VERSION").to_owned()),
            ],
            command: command_line(&std::env::args().skip(1).collect::<Vec<_>>()),
        },
        charts: headline.filter_map(|(column, months)| chart(compared, column, months)).collect(),
        tables: tables::tables(compared).into_iter().map(plain).collect(),
        note: tables::NOTE.join(" "),
    }
}

/// The mean difference by month; nothing where both are equal all the time.
fn chart(compared: &Compared, column: &Column, months: &[PairedSummary]) -> Option<FanChart> {
    let differs = |summary: &PairedSummary| summary.higher.runs + summary.lower.runs > 0;
    if !months.iter().any(differs) {
        return None;
    }
    let band = |summary: &PairedSummary| {
        let (low, high) = summary.mean_interval.unwrap_or((f64::NAN, f64::NAN));
        let none = f64::NAN;
        FanBand {
            p5: low,
            p10: none,
            p25: none,
            p50: summary.mean_difference,
            p75: none,
            p90: none,
            p95: high,
        }
    };
    Some(FanChart {
        title: metric_title(column.metric),
        agent: scope_title(column.metric).to_owned(),
        unit: column.unit.to_owned(),
        description: column.description.to_owned(),
        note: String::new(),
        sector: None,
        axis: AxisKind::Linear,
        first_month: compared.schema.first_month,
        bands: months.iter().map(band).collect(),
        history: Vec::new(),
    })
}
