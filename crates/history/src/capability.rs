//! The price of a capability held constant: the cheapest model that reaches it, quarter by quarter.

use jevons_facts::rows::prices::CapabilityPrice;
use jevons_facts::{Quarter, View, month_of};
use jiff::civil::Date;

use crate::observation::{Observation, total};

/// The price at the end of each quarter of the highest capability that had a price at the reference date.
///
/// A price holds until a cheaper model comes, so every quarter after the first has one.
pub(crate) fn read(view: View<'_>, reference: Date, definition: f64) -> Vec<Observation> {
    let points: Vec<&CapabilityPrice> = view.capability_prices().collect();
    let reached = points.iter().filter(|point| point.date <= reference);
    let highest = reached.max_by(|a, b| threshold(a).total_cmp(&threshold(b)));
    let Some(series) = highest.map(|point| point.series.as_str()) else { return Vec::new() };
    let mut path: Vec<&CapabilityPrice> = points.into_iter().filter(|point| point.series == series).collect();
    path.sort_by_key(|point| point.date);
    let Some(first) = path.first() else { return Vec::new() };
    let first = Quarter::of(first.date);
    let ended = (0..).map(|step| first.plus(step)).take_while(|quarter| quarter.end() <= view.as_of());
    ended.filter_map(|quarter| at_end_of(quarter, &path, definition)).collect()
}

fn at_end_of(quarter: Quarter, path: &[&CapabilityPrice], definition: f64) -> Option<Observation> {
    let point = path.iter().rev().find(|point| point.date <= quarter.end())?;
    let origin = &point.provenance;
    Some(Observation {
        quarter,
        month: month_of(quarter.end()),
        value: point.blended_usd_per_mtok,
        log_deviation: total(origin.tier, origin.kind, definition),
        tier: origin.tier,
        kind: origin.kind,
        published: quarter.end().max(origin.published),
        source: format!("{}:{}", origin.file, origin.line),
    })
}

/// The capability of a series, read from its name (`... ECI>=126 (...)`); lowest when it has none.
fn threshold(point: &CapabilityPrice) -> f64 {
    let number = point.series.split(">=").nth(1).and_then(|rest| rest.split(' ').next());
    number.and_then(|number| number.parse().ok()).unwrap_or(f64::NEG_INFINITY)
}
