//! Dated events: launches, price changes, rounds, shocks, commitments.

use jiff::civil::Date;

use super::{Context, Known, Source};
use crate::provenance::{Provenance, sourced};
use crate::row::Row;
use crate::table::Table;
use crate::vocabulary::Kind;

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Date.
    pub date: Date,
    /// What happened.
    pub event: String,
    /// Whom it concerned, by their names in the registry; empty for everybody.
    pub entities: Vec<String>,
    /// `launch`, `price_cut`, `round`, `market_shock`, `commitment` ...
    pub event_kind: String,
    /// Where it comes from.
    pub provenance: Provenance,
}

sourced!(Event);

pub(crate) fn read_events(table: &Table<'_>, context: &mut Context<'_>) -> Vec<Event> {
    let source = Source { title: "source", url: "", note: "" };
    let read = |row: Row<'_>| {
        let date = row.date("date");
        let names = row.required("entities").split(';').map(str::trim).filter(|name| *name != "all");
        Event {
            date,
            event: row.required("event").to_owned(),
            entities: names.map(|name| context.entities.resolve(row, "entities", name)).collect(),
            event_kind: row.required("kind").to_owned(),
            provenance: row.provenance(
                Kind::Actual,
                row.tier_by_source(Kind::Actual, source),
                Known::on(date, "own date"),
                source,
            ),
        }
    };
    table.rows().map(read).collect()
}
