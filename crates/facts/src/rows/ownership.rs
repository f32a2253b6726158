//! Who owns whom: dated stakes and the contract terms that go with them.

use jiff::civil::Date;

use super::{Context, Known, SOURCE};
use crate::period::Period;
use crate::provenance::{Provenance, sourced};
use crate::row::Row;
use crate::table::Table;
use crate::view::View;
use crate::vocabulary::Kind;

/// A share of a company.
#[derive(Debug, Clone, PartialEq)]
pub struct Stake {
    /// Owner as written: a company, a person, or a group of investors.
    pub owner: String,
    /// The owner's name in the registry, when it is there.
    pub owner_entity: Option<String>,
    /// Company owned.
    pub issuer: String,
    /// Share in per cent.
    pub percent: f64,
    /// Low end of its range.
    pub low: Option<f64>,
    /// High end of its range.
    pub high: Option<f64>,
    /// What the share is of: `economic`, `voting`, `control`, `profit_share_tier1` ...
    pub basis: String,
    /// From when on the stake is known to be held.
    pub since: Period,
    /// A condition that stands in the way: `if fully vested`, `NOT completed`.
    pub condition: Option<String>,
    ended: Option<Date>,
    /// Where it comes from.
    pub provenance: Provenance,
}

impl Stake {
    /// The day on which the stake ended, as far as `view` can know it.
    #[must_use]
    pub fn ended(&self, view: View<'_>) -> Option<Date> {
        self.ended.filter(|ended| *ended <= view.as_of())
    }
}

/// A term of a contract between a holder and a company: a cap, a ceiling, a commitment.
#[derive(Debug, Clone, PartialEq)]
pub struct StakeTerm {
    /// Holder as written.
    pub holder: String,
    /// Company.
    pub issuer: String,
    /// The term, with its unit.
    pub term: String,
    /// The value.
    pub value: f64,
    /// The time it was agreed or reported.
    pub since: Period,
    /// Where it comes from.
    pub provenance: Provenance,
}

sourced!(Stake, StakeTerm);

pub(crate) fn read_stakes(table: &Table<'_>, context: &mut Context<'_>) -> Vec<Stake> {
    let read = |row: Row<'_>| {
        let owner = row.required("owner");
        let owner_entity = context.entities.get(owner).map(|entity| entity.name.clone());
        let issuer = context.entities.resolve(row, "issuer", row.required("issuer"));
        let kind = row.kind("kind");
        let held = held(row);
        let (low, high) = row.range();
        Stake {
            owner: owner.to_owned(),
            owner_entity,
            issuer,
            percent: row.within("stake_pct", 0.0..=100.0),
            low,
            high,
            basis: row.required("basis").to_owned(),
            since: held.since,
            condition: held.condition,
            ended: held.ended,
            provenance: row.provenance(kind, row.tier_by_source(kind, SOURCE), held.known, SOURCE),
        }
    };
    table.rows().map(read).collect()
}

pub(crate) fn read_terms(table: &Table<'_>, context: &mut Context<'_>) -> Vec<StakeTerm> {
    let read = |row: Row<'_>| {
        let holder = row.required("holder");
        let issuer = context.entities.resolve(row, "issuer", row.required("issuer"));
        let held = held(row);
        let kind = Kind::Actual;
        StakeTerm {
            holder: holder.to_owned(),
            issuer,
            term: row.required("term").to_owned(),
            value: row.number("value"),
            since: held.since,
            provenance: row.provenance(kind, row.tier_by_source(kind, SOURCE), held.known, SOURCE),
        }
    };
    table.rows().map(read).collect()
}

struct Held {
    since: Period,
    ended: Option<Date>,
    condition: Option<String>,
    known: Known,
}

/// A stake is known from its publication on, or else from its own date; an end that is written down becomes known
/// when it comes.
fn held(row: Row<'_>) -> Held {
    row.required("as_of");
    let time = row.loose("as_of");
    let condition = time.as_ref().and_then(|time| time.remark.clone());
    let period = time.and_then(|time| time.period).unwrap_or(Period::Instant(Date::ZERO));
    let (since, ended) = match period {
        Period::Span { start, end } => (Period::Instant(start), Some(end)),
        other => (other, None),
    };
    let published = row.loose("published").and_then(|published| published.period);
    let known = match published {
        Some(published) => Known::on(published.end(), "dated in its source"),
        None => Known::on(since.end(), "own date"),
    };
    Held { since, ended, condition, known }
}
