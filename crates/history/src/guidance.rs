//! What companies said to expect: forecasts to beat that were public at the time.
//!
//! | target | guidance | how it becomes a quarter |
//! | --- | --- | --- |
//! | Nvidia's data-centre revenue | total revenue of the next quarter, midpoint | times the last known share of the data centre |
//! | capital expenditure | of the year (Oracle: fiscal year), midpoint | what is left of it after known quarters, spread evenly |
//! | labs' annualised revenue | forecasts of years told to investors | a path of steady growth, see below |
//!
//! The path of a lab starts at the last known pace and comes to the year's revenue as forecast, known months included. Of
//! several vintages for one period the latest known counts. CoreWeave's guidance on revenue has no usable date, and of
//! Anthropic's forecasts none for a year that is over has one: neither is here.

use jevons_facts::{Datum, Kind, Period, Quarter, View, Want, month_of};
use jevons_numerics::Month;
use jiff::civil::Date;

use crate::projection;
use crate::target::Target;

/// What a company said to expect of a quarter, or of a month for what is compared in months.
#[derive(Debug, Clone, PartialEq)]
pub struct Guidance {
    /// The quarter.
    pub quarter: Quarter,
    /// The month; the last of the quarter for flows.
    pub month: Month,
    /// The value, in the unit of the target.
    pub value: f64,
    /// When it was said.
    pub published: Date,
    /// File and line.
    pub source: String,
}

/// Guidance that the view knows of for quarters whose outcome it does not know; empty when there is none.
#[must_use]
pub fn guidance(target: &Target, view: View<'_>) -> Vec<Guidance> {
    let mut list = match target.id.split_once('.') {
        Some(("revenue", "Nvidia")) => nvidia(view),
        Some(("capex", entity)) => capex(entity, view),
        Some(("revenue", lab)) => projection::of_years(lab, &target.history(view), view),
        _ => Vec::new(),
    };
    list.sort_by_key(|guidance| guidance.month);
    list
}

/// Billions a quarter to units a year, as targets have them.
const ANNUAL_BN: f64 = 4e9;

fn nvidia(view: View<'_>) -> Vec<Guidance> {
    let share = (0..8).find_map(|back| {
        let quarter = Quarter::of(view.as_of()).plus(-back);
        let part = view.choose("Nvidia", "datacenter_revenue", Want::Quarter(quarter))?;
        let total = view.choose("Nvidia", "total_revenue", Want::Quarter(quarter))?;
        (total.value > 0.0).then_some(part.value / total.value)
    });
    let Some(share) = share else { return Vec::new() };
    latest_vintages(view, "Nvidia", "revenue_guidance_midpoint", Kind::Guidance)
        .filter_map(|datum| Some((datum.period.as_quarter()?, datum)))
        .filter(|(quarter, _)| view.choose("Nvidia", "datacenter_revenue", Want::Quarter(*quarter)).is_none())
        .map(|(quarter, datum)| at(quarter, datum.value * share, datum))
        .collect()
}

fn capex(entity: &str, view: View<'_>) -> Vec<Guidance> {
    let mut list = Vec::new();
    for datum in latest_vintages(view, entity, "capex_guidance_midpoint", Kind::Guidance) {
        let first = Quarter::of(datum.period.start());
        // A fiscal year that begins late in a quarter has its own quarters by their middles, as accounts do.
        let first = if is_late(datum.period) { first.plus(1) } else { first };
        let quarters: Vec<Quarter> = (0..4).map(|step| first.plus(step)).collect();
        let known = |quarter: &Quarter| {
            let choice = view.choose(entity, "capex_cash", Want::Quarter(*quarter))?;
            (!choice.kind().looks_forward()).then_some(choice.value)
        };
        let done: f64 = quarters.iter().filter_map(known).sum();
        let open: Vec<Quarter> =
            quarters.iter().copied().filter(|quarter| known(quarter).is_none()).collect();
        let rest = (datum.value - done) / open.len() as f64;
        if rest > 0.0 {
            list.extend(open.into_iter().map(|quarter| at(quarter, rest, datum)));
        }
    }
    list
}

/// Whether a period begins in the last month of a quarter, as Oracle's fiscal years do in June.
fn is_late(period: Period) -> bool {
    let start = period.start();
    start.month() % 3 == 0
}

fn at(quarter: Quarter, value_bn: f64, datum: &Datum) -> Guidance {
    let origin = &datum.provenance;
    Guidance {
        quarter,
        month: month_of(quarter.end()),
        value: value_bn * ANNUAL_BN,
        published: origin.published,
        source: format!("{}:{}", origin.file, origin.line),
    }
}

/// Of each period the statement of this kind that was made last.
pub(crate) fn latest_vintages<'r>(
    view: View<'r>,
    entity: &str,
    metric: &str,
    kind: Kind,
) -> impl Iterator<Item = &'r Datum> {
    let mut latest: Vec<&'r Datum> = Vec::new();
    let given = view.facts(entity, metric).into_iter();
    for datum in given.filter(|datum| datum.provenance.kind == kind) {
        match latest.iter_mut().find(|known| known.period == datum.period) {
            Some(known) if known.provenance.published < datum.provenance.published => *known = datum,
            Some(_) => {}
            None => latest.push(datum),
        }
    }
    latest.into_iter()
}
