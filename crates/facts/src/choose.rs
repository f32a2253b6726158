//! One value where sources disagree: which one, by which rule, and over which others.
//!
//! Of two values for one period the better is, in this order: the one that is not tier D; the one whose note does not
//! call it rejected; the kind nearer to the event (actual, derived, reported by the press, survey, estimate,
//! literature, announcement, guidance, projection); of forward-looking kinds the later vintage; the better tier; the
//! one whose note does not mark a `CONFLICT`; the one whose date of publication is known and not set by rule; the one
//! published later (a restatement); the one that comes first in its file.
//!
//! Periods are searched in three rounds: first without forward-looking kinds and tier D, then without tier D, then
//! with everything. A balance of last year that was audited beats a forecast of next year's.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::period::{Period, Quarter};
use crate::provenance::Datum;
use crate::view::View;
use crate::vocabulary::{Kind, Tier};

/// Which value of a metric is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// The latest balance or dated value.
    LatestInstant,
    /// The last balance or dated value on or before a date.
    InstantAt(Date),
    /// The flow or mean of a calendar quarter; fiscal quarters map to the quarter that holds their middle.
    Quarter(Quarter),
    /// The flow or mean of a calendar year, or of the fiscal year with most days in it.
    Year(i16),
    /// The flow of the latest twelve months.
    TrailingYear,
}

/// The value chosen, what it is made of, and what was passed over.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice<'r> {
    /// The value.
    pub value: f64,
    /// Its unit.
    pub unit: &'r str,
    /// The time it is about.
    pub period: Period,
    /// The data it is made of: one, or four quarters.
    pub data: Vec<&'r Datum>,
    /// Other values for the same period, or for later ones, and why they were passed over.
    pub rejected: Vec<Rejected<'r>>,
    /// The rule that was applied.
    pub rule: &'static str,
}

/// A value that was passed over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rejected<'r> {
    /// The value.
    pub datum: &'r Datum,
    /// Why.
    pub reason: &'static str,
}

impl Choice<'_> {
    /// The worst tier among the data used.
    #[must_use]
    pub fn tier(&self) -> Tier {
        self.data.iter().map(|datum| datum.provenance.tier).max().unwrap_or(Tier::D)
    }

    /// The kind farthest from the event among the data used.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.data.iter().map(|datum| datum.provenance.kind).max().unwrap_or(Kind::Unsourced)
    }
}

impl<'r> View<'r> {
    /// One value of a metric of an entity; `None` when nothing known by then fits.
    ///
    /// A year made of quarters is their sum, so [`Want::TrailingYear`] and a [`Want::Year`] without a yearly value
    /// need a unit that adds up (`usd_bn`, counts).
    #[must_use]
    pub fn choose(self, entity: &str, metric: &str, want: Want) -> Option<Choice<'r>> {
        let data = self.facts(entity, metric);
        let adds_up = |unit: &str| self.release().units().is_additive(unit);
        ROUNDS.iter().find_map(|admits| {
            let admitted: Vec<&Datum> = data.iter().copied().filter(|datum| admits(datum)).collect();
            let chosen = match want {
                Want::LatestInstant => latest_instant(&admitted, self.as_of(), "latest dated value"),
                Want::InstantAt(date) => latest_instant(
                    &admitted,
                    date.min(self.as_of()),
                    "last dated value on or before the date",
                ),
                Want::Quarter(quarter) => one_quarter(&admitted, quarter),
                Want::Year(year) => one_year(&admitted, year, adds_up),
                Want::TrailingYear => trailing_year(&admitted, adds_up),
            };
            chosen.map(|chosen| chosen.with_rejected(&data))
        })
    }

    /// Where several values speak of one period: the one that counts, and why the others do not, in order of time.
    #[must_use]
    pub fn conflicts(self, entity: &str, metric: &str) -> Vec<Choice<'r>> {
        let mut groups: Vec<Vec<&Datum>> = Vec::new();
        for datum in self.facts(entity, metric) {
            match groups.iter_mut().find(|group| competes(group[0], datum)) {
                Some(group) => group.push(datum),
                None => groups.push(vec![datum]),
            }
        }
        let several = groups.into_iter().filter(|group| group.len() > 1);
        several
            .filter_map(|group| {
                let chosen = best(group.iter().copied())?;
                Some(single(chosen, "best of several values for one period").with_rejected(&group))
            })
            .collect()
    }

    /// The latest value of a metric of an entity, whatever its form: a balance, a quarter or a year.
    ///
    /// Values that end on the same day rank as in [`View::choose`], after the shorter period.
    #[must_use]
    pub fn latest(self, entity: &str, metric: &str) -> Option<Choice<'r>> {
        let data = self.facts(entity, metric);
        ROUNDS.iter().find_map(|admits| {
            let admitted = data.iter().copied().filter(|datum| admits(datum));
            let best = admitted.max_by_key(|datum| {
                (datum.period.end().min(self.as_of()), Reverse(datum.period.days()), Reverse(rank(datum)))
            })?;
            Some(single(best, "latest value of any form").with_rejected(&data))
        })
    }
}

type Admits = fn(&Datum) -> bool;

const ROUNDS: [Admits; 3] = [
    |datum| datum.provenance.tier != Tier::D && !datum.provenance.kind.looks_forward(),
    |datum| datum.provenance.tier != Tier::D,
    |_| true,
];

/// What makes one value better than another for the same period; smaller is better.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank<'d> {
    tier_d: bool,
    rejected: bool,
    kind: Kind,
    vintage: Reverse<Date>,
    tier: Tier,
    conflict: bool,
    dated_by_rule: bool,
    published: Reverse<Date>,
    place: (&'d str, u64),
}

fn rank(datum: &Datum) -> Rank<'_> {
    let origin = &datum.provenance;
    Rank {
        tier_d: origin.tier == Tier::D,
        rejected: origin.note.contains("rejected"),
        kind: origin.kind,
        vintage: Reverse(if origin.kind.looks_forward() { origin.published } else { Date::MIN }),
        tier: origin.tier,
        conflict: origin.note.contains("CONFLICT"),
        dated_by_rule: origin.published_basis.starts_with("rule"),
        published: Reverse(origin.published),
        place: (&origin.file, origin.line),
    }
}

/// Why `loser` ranks after `winner`.
fn reason(winner: &Datum, loser: &Datum) -> &'static str {
    if winner.unit != loser.unit {
        return "another unit";
    }
    let (best, other) = (rank(winner), rank(loser));
    if best.tier_d != other.tier_d {
        "tier D: unsourced or contradicted"
    } else if best.rejected != other.rejected {
        "its note calls it rejected"
    } else if best.kind != other.kind {
        if other.kind.looks_forward() { "it looks forward" } else { "a kind farther from the event" }
    } else if best.vintage != other.vintage {
        "an older vintage"
    } else if best.tier != other.tier {
        "a lower tier"
    } else if best.conflict != other.conflict {
        "its note marks a conflict"
    } else if best.dated_by_rule != other.dated_by_rule {
        "its date of publication is set by rule"
    } else if best.published != other.published {
        "published earlier"
    } else {
        "equal in kind, tier and date; the first in the file counts"
    }
}

fn best<'r>(data: impl Iterator<Item = &'r Datum>) -> Option<&'r Datum> {
    data.min_by_key(|datum| rank(datum))
}

fn single<'r>(datum: &'r Datum, rule: &'static str) -> Choice<'r> {
    let (value, unit, period) = (datum.value, datum.unit.as_str(), datum.period);
    Choice { value, unit, period, data: vec![datum], rejected: Vec::new(), rule }
}

impl<'r> Choice<'r> {
    /// Adds what else was known for the same time: for a dated value also later ones that did not count.
    fn with_rejected(mut self, data: &[&'r Datum]) -> Self {
        let instant = self.period.is_instant();
        for datum in data {
            if self.data.iter().any(|used| std::ptr::eq(*used, *datum)) {
                continue;
            }
            let rival = self.data.iter().find(|used| competes(used, datum));
            if let Some(used) = rival {
                self.rejected.push(Rejected { datum, reason: reason(used, datum) });
            } else if instant && datum.period.is_instant() && datum.period.end() > self.period.end() {
                let reason = if datum.provenance.tier == Tier::D {
                    "tier D: unsourced or contradicted"
                } else if datum.provenance.kind.looks_forward() {
                    "it looks forward"
                } else {
                    "after the date asked for"
                };
                self.rejected.push(Rejected { datum, reason });
            }
        }
        self
    }
}

/// Whether two data speak of the same time.
fn competes(a: &Datum, b: &Datum) -> bool {
    let (left, right) = (a.period, b.period);
    left == right
        || (left.is_instant() && right.is_instant() && left.end() == right.end())
        || left.as_quarter().is_some_and(|quarter| right.as_quarter() == Some(quarter))
        || left.as_year().is_some_and(|year| right.as_year() == Some(year))
}

fn latest_instant<'r>(data: &[&'r Datum], limit: Date, rule: &'static str) -> Option<Choice<'r>> {
    let instants =
        || data.iter().copied().filter(|datum| datum.period.is_instant() && datum.period.end() <= limit);
    let latest = instants().map(|datum| datum.period.end()).max()?;
    let chosen = best(instants().filter(|datum| datum.period.end() == latest))?;
    Some(single(chosen, rule))
}

fn one_quarter<'r>(data: &[&'r Datum], quarter: Quarter) -> Option<Choice<'r>> {
    let chosen = best(data.iter().copied().filter(|datum| datum.period.as_quarter() == Some(quarter)))?;
    Some(single(chosen, "value of the quarter; fiscal quarters by their middle"))
}

fn one_year<'r>(data: &[&'r Datum], year: i16, adds_up: impl Fn(&str) -> bool) -> Option<Choice<'r>> {
    let of_year = || data.iter().copied().filter(|datum| datum.period.as_year() == Some(year));
    if let Some(chosen) = best(of_year().filter(|datum| datum.period.is_calendar_year())) {
        return Some(single(chosen, "value of the calendar year"));
    }
    if let Some(last) = Quarter::new(year, 4)
        && let Some(quarters) = four_quarters(&best_quarters(data), last)
        && let Some(sum) = sum(&quarters, "sum of the four quarters of the year", adds_up)
    {
        return Some(sum);
    }
    Some(single(best(of_year())?, "value of the fiscal year with most days in the year"))
}

/// Four quarters in a row, the latest there are; a fiscal year that ends later wins.
fn trailing_year<'r>(data: &[&'r Datum], adds_up: impl Fn(&str) -> bool) -> Option<Choice<'r>> {
    let quarters = best_quarters(data);
    let summed = quarters
        .keys()
        .rev()
        .find_map(|last| sum(&four_quarters(&quarters, *last)?, "sum of the latest four quarters", &adds_up));
    let years =
        || data.iter().copied().filter(|datum| datum.period.as_year().is_some() && adds_up(&datum.unit));
    let yearly = years()
        .map(|datum| datum.period.end())
        .max()
        .and_then(|latest| best(years().filter(|datum| datum.period.end() == latest)))
        .map(|datum| single(datum, "latest fiscal year: no four quarters in a row end later"));
    match (summed, yearly) {
        (Some(summed), Some(yearly)) if yearly.period.end() > summed.period.end() => Some(yearly),
        (Some(summed), _) => Some(summed),
        (None, yearly) => yearly,
    }
}

fn best_quarters<'r>(data: &[&'r Datum]) -> BTreeMap<Quarter, &'r Datum> {
    let mut quarters: BTreeMap<Quarter, &Datum> = BTreeMap::new();
    for datum in data {
        let Some(quarter) = datum.period.as_quarter() else { continue };
        let slot = quarters.entry(quarter).or_insert(datum);
        if rank(datum) < rank(slot) {
            *slot = datum;
        }
    }
    quarters
}

fn four_quarters<'r>(quarters: &BTreeMap<Quarter, &'r Datum>, last: Quarter) -> Option<Vec<&'r Datum>> {
    (-3..=0).map(|offset| quarters.get(&last.plus(offset)).copied()).collect()
}

fn sum<'r>(data: &[&'r Datum], rule: &'static str, adds_up: impl Fn(&str) -> bool) -> Option<Choice<'r>> {
    let (first, last) = (data.first()?, data.last()?);
    let unit = first.unit.as_str();
    if !adds_up(unit) || data.iter().any(|datum| datum.unit != unit) {
        return None;
    }
    let period = Period::Span { start: first.period.start(), end: last.period.end() };
    let value = data.iter().map(|datum| datum.value).sum();
    Some(Choice { value, unit, period, data: data.to_vec(), rejected: Vec::new(), rule })
}
