//! Flows at the opening: what was last published, and how far it is likely to have moved since.
//!
//! A quarter is published weeks after its end, and a year stands for its middle: by the opening, figures of firms that
//! grow by half a year are out of date by a tenth to a third. Each run carries the growth of the year before on to the
//! opening, by the share that it draws (`opening.growth_carried_on`).

use jevons_facts::{Period, Quarter, View, Want, month_of};
use jevons_numerics::math;
use jevons_parameters::parameters;

use super::companies::BILLION;

parameters! {
    /// What happened between the last publications and the opening.
    pub struct OpeningParameters {
        /// Share of the growth of the year before that went on since the last published figures.
        growth_carried_on: "opening.growth_carried_on" for ["M08"],
    }
}

/// Years without any published quarter are looked at this far back.
const YEARS_BACK: i16 = 3;
/// Quarters are looked at this far back.
const QUARTERS_BACK: i32 = 4;

/// A flow as it was last published.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recent {
    /// USD a year.
    pub usd_per_year: f64,
    /// Months from the middle of its period to the opening.
    pub months_old: f64,
    /// Growth over the year before, log a year; `None` where nothing earlier is known.
    pub growth: Option<f64>,
}

impl Recent {
    /// Log change to the opening if all growth went on, growth being held within `bounds`; `otherwise` is the growth
    /// where none is known.
    #[must_use]
    pub fn drift(&self, bounds: (f64, f64), otherwise: f64) -> f64 {
        self.growth.unwrap_or(otherwise).clamp(bounds.0, bounds.1) * self.months_old / 12.0
    }
}

/// The latest quarter known within a year, at a yearly rate; failing that, the latest year.
#[must_use]
pub fn recent(view: View<'_>, entity: &str, metric: &str) -> Option<Recent> {
    let quarter =
        |quarter: Quarter| view.choose(entity, metric, Want::Quarter(quarter)).map(|choice| choice.value);
    let now = Quarter::of(view.as_of());
    let latest = (0..=QUARTERS_BACK).map(|back| now.plus(-back)).find_map(|q| quarter(q).map(|usd| (q, usd)));
    if let Some((latest, usd)) = latest {
        // A year before, or as near to it as is known; over less than a year seasons count as growth.
        let before = [4, 3, 2, 1].into_iter().find_map(|back| Some((back, quarter(latest.plus(-back))?)));
        let growth = before.and_then(|(back, before)| growth(before, usd, f64::from(back) / 4.0));
        return Some(Recent {
            usd_per_year: 4.0 * usd * BILLION,
            months_old: months_since_middle(view, Period::Quarter(latest)),
            growth,
        });
    }
    let year = |year: i16| view.choose(entity, metric, Want::Year(year)).map(|choice| choice.value);
    let this = view.as_of().year();
    let (latest, usd) = (0..=YEARS_BACK).map(|back| this - back).find_map(|y| year(y).map(|usd| (y, usd)))?;
    Some(Recent {
        usd_per_year: usd * BILLION,
        months_old: months_since_middle(view, Period::Year(latest)),
        growth: year(latest - 1).and_then(|before| growth(before, usd, 1.0)),
    })
}

/// Months from the middle of a period to the end of the day of a view.
#[must_use]
pub fn months_since_middle(view: View<'_>, period: Period) -> f64 {
    let end = f64::from(month_of(view.as_of()).since(month_of(period.end())));
    let length = f64::from(month_of(period.end()).since(month_of(period.start())) + 1);
    (end + 0.5 * length).max(0.0)
}

/// Log growth a year; none from or to nothing.
fn growth(before: f64, now: f64, years: f64) -> Option<f64> {
    (before > 0.0 && now > 0.0).then(|| math::ln(now / before) / years)
}
