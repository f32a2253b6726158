//! Time series (`series.csv`): adoption, labour, energy, rates, spreads, index closes.

use super::{Context, Known, Source};
use crate::period::Period;
use crate::provenance::{Provenance, sourced};
use crate::row::Row;
use crate::table::Table;
use crate::vocabulary::Kind;

/// One point of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesPoint {
    /// Name of the series.
    pub series: String,
    /// The time it is about.
    pub period: Period,
    /// The value.
    pub value: f64,
    /// Unit, in words.
    pub unit: String,
    /// Where it comes from.
    pub provenance: Provenance,
}

sourced!(SeriesPoint);

pub(crate) fn read_series(table: &Table<'_>, context: &mut Context<'_>) -> Vec<SeriesPoint> {
    let source = Source { title: "", url: "source_url", note: "note" };
    let read = |row: Row<'_>| {
        let series = row.required("series");
        let period = row.period("date");
        let known = if context.rules.is_market_series(series) {
            Known::on(period.end(), "market series: end of its month")
        } else if context.rules.is_event_series(series) {
            Known::on(period.end(), "dated event")
        } else {
            Known::after(period, context.rules)
        };
        let unit = row.required("unit");
        let bounds = if unit.starts_with('%') { -1000.0..=1000.0 } else { -1e15..=1e15 };
        SeriesPoint {
            series: series.to_owned(),
            period,
            value: row.within("value", bounds),
            unit: unit.to_owned(),
            provenance: row.provenance(Kind::Actual, row.tier_by_source(Kind::Actual, source), known, source),
        }
    };
    table.rows().map(read).collect()
}
