//! Forecasts of a year's revenue as a path of annualised revenue, month by month.
//!
//! From the last known pace a path grows at one rate until the end of the year, the rate at which the year comes to what was
//! forecast. Months of the year that are over count with what is known of them: paces on a straight line in logarithms between
//! observations. A later year goes on from where the path stands.

use jevons_facts::{Kind, Period, Quarter, View};
use jevons_numerics::Month;
use jevons_numerics::math::{exp, ln};

use crate::guidance::{Guidance, latest_vintages};
use crate::observation::Observation;

/// Billions to units.
const BN: f64 = 1e9;
/// The rates of growth a month that a path may have, in logarithms.
const RATES: [f64; 2] = [-1.0, 1.0];
/// Halvings of that range: more would not change a bit.
const HALVINGS: usize = 60;

/// What forecasts of whole years say of each month after the last known pace.
pub(crate) fn of_years(lab: &str, history: &[Observation], view: View<'_>) -> Vec<Guidance> {
    let mut years: Vec<_> = latest_vintages(view, lab, "revenue_forecast", Kind::Projection)
        .filter_map(|datum| match datum.period {
            Period::Year(year) => Some((i32::from(year), datum)),
            _ => None,
        })
        .collect();
    years.sort_by_key(|(year, _)| *year);
    let Some(last) = history.last() else { return Vec::new() };
    let (mut from, mut pace) = (last.month, last.value);
    let mut said = Vec::new();
    for (year, datum) in years {
        let months: Vec<Month> = (1..=12).filter_map(|month| Month::new(year, month)).collect();
        let (done, open): (Vec<Month>, Vec<Month>) = months.into_iter().partition(|month| *month <= from);
        // A year that is over says nothing, and from one that begins later than next month a path would have to be guessed.
        if open.first().is_none_or(|first| first.since(from) != 1) {
            continue;
        }
        let known: f64 = done.iter().filter_map(|month| pace_of(history, *month)).sum();
        let wanted = (datum.value * BN * 12.0 - known) / open.len() as f64;
        let Some(rate) = rate_to(wanted / pace, open.len()) else { continue };
        let origin = &datum.provenance;
        said.extend((1..).zip(&open).map(|(step, month)| Guidance {
            quarter: Quarter::of(jevons_facts::last_day_of(*month)),
            month: *month,
            value: pace * exp(rate * f64::from(step)),
            published: origin.published,
            source: format!("{}:{}", origin.file, origin.line),
        }));
        pace *= exp(rate * open.len() as f64);
        from = open[open.len() - 1];
    }
    said
}

/// The pace in `month`, on a line between the observations around it; `None` before the first.
fn pace_of(history: &[Observation], month: Month) -> Option<f64> {
    let before = history.iter().rev().find(|observation| observation.month <= month)?;
    let Some(after) = history.iter().find(|observation| observation.month > month) else {
        return Some(before.value);
    };
    let share = f64::from(month.since(before.month)) / f64::from(after.month.since(before.month));
    Some(before.value * exp(share * ln(after.value / before.value)))
}

/// The rate at which the mean of the next `months` months is `ratio` times the pace now; `None` when none does.
fn rate_to(ratio: f64, months: usize) -> Option<f64> {
    let mean = |rate: f64| (1..=months).map(|step| exp(rate * step as f64)).sum::<f64>() / months as f64;
    let [mut low, mut high] = RATES;
    if !(mean(low)..=mean(high)).contains(&ratio) {
        return None;
    }
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if mean(middle) < ratio { low = middle } else { high = middle }
    }
    Some(0.5 * (low + high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_comes_to_the_year() {
        let rate = rate_to(2.0, 12).unwrap();
        let sum: f64 = (1..=12).map(|step| exp(rate * f64::from(step))).sum();
        assert!((sum / 12.0 - 2.0).abs() < 1e-9 && rate > 0.0);
        assert!(rate_to(1.0, 12).unwrap().abs() < 1e-9);
        assert!(rate_to(0.5, 6).unwrap() < 0.0);
        assert_eq!(rate_to(1e9, 12), None);
    }
}
