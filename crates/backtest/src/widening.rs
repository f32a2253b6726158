//! The model widened by its own past errors: an ensemble that is too sure of itself gets the spread that its errors had so far.
//!
//! ```text
//! error of a median h quarters ahead:  Student t with 4 degrees of freedom, scale sqrt(s^2 + tau^2 h)
//! ```
//!
//! `s` is the spread of the runs, `tau` what they leave out, for each quarter ahead. It is fitted, for each target, to the errors
//! of earlier forecasts whose outcomes were known by then: with those of the target itself at their full weight and those of all
//! other targets together as much as eight of its own. Heavy tails keep single large errors from deciding. Nothing is done
//! about a bias. Dressing ensembles with past errors is usual in meteorology: M. Roulston and L. Smith, "Combining dynamical and
//! statistical ensembles", Tellus A 55 (2003).

use jevons_history::origin_date;
use jevons_numerics::Month;
use jevons_numerics::Streams;
use jevons_numerics::math::{exp, ln, sqrt};

use crate::case::{Case, Forecaster};
use crate::score::Scored;

/// What errors of all other targets together count for, in errors of the target itself.
const BORROWED: f64 = 8.0;
/// Fewer errors than this, of all targets, say nothing.
const LEAST: usize = 10;
/// Degrees of freedom.
const FREEDOM: u32 = 4;
/// The range in which `tau` is sought, in logarithms a root quarter, and in how many steps.
const RANGE: [f64; 2] = [0.005, 2.0];
const STEPS: u32 = 120;

/// The error of an earlier forecast.
struct Past<'a> {
    target: &'a str,
    horizon: f64,
    square: f64,
    variance: f64,
}

/// Errors of earlier forecasts that were known at the end of a month.
pub(crate) struct PastErrors<'a>(Vec<Past<'a>>);

impl<'a> PastErrors<'a> {
    /// Those of `earlier` whose outcomes were known at the end of `month`.
    pub fn known(earlier: &'a [Scored], month: Month) -> Self {
        let known = earlier.iter().filter(|one| one.case.published <= origin_date(month));
        Self(
            known
                .filter_map(|one| {
                    let verdict = one.of(Forecaster::Model)?;
                    Some(Past {
                        target: &one.case.target,
                        horizon: f64::from(one.case.horizon),
                        square: verdict.error * verdict.error,
                        variance: verdict.deviation * verdict.deviation,
                    })
                })
                .collect(),
        )
    }

    /// What runs of this target leave out, in logarithms a root quarter; `None` when too little is known.
    pub fn spread(&self, target: &str) -> Option<f64> {
        if self.0.len() < LEAST {
            return None;
        }
        let others = self.0.iter().filter(|past| past.target != target).count();
        let weight = BORROWED / others.max(1) as f64;
        let likelihood = |tau: f64| -> f64 {
            self.0
                .iter()
                .map(|past| {
                    let scale = past.variance + tau * tau * past.horizon;
                    let freedom = f64::from(FREEDOM);
                    let log =
                        -0.5 * ln(scale) - 0.5 * (freedom + 1.0) * ln(1.0 + past.square / (freedom * scale));
                    if past.target == target { log } else { weight.min(1.0) * log }
                })
                .sum()
        };
        let [least, most] = RANGE.map(ln);
        let at = |step: u32| exp(least + (most - least) * f64::from(step) / f64::from(STEPS));
        (0..=STEPS).map(at).max_by(|a, b| likelihood(*a).total_cmp(&likelihood(*b)))
    }

    /// The sample widened for a case; `None` when too little is known.
    pub fn widen(&self, members: &[f64], case: &Case, seed: u64, index: u32) -> Option<Vec<f64>> {
        const WIDENING: u32 = 0x0b5e_0004;
        let spread = self.spread(&case.target)? * sqrt(f64::from(case.horizon));
        let draws = Streams::new(seed, index)
            .at(WIDENING, case.origin.year() as u32 * 12 + u32::from(case.origin.month()));
        let student = |member: u32| {
            let draw = draws.nth(member);
            let squares: f64 = (1..=FREEDOM).map(|axis| draw.normal(axis) * draw.normal(axis)).sum();
            draw.normal(0) / sqrt(squares / f64::from(FREEDOM))
        };
        Some(members.iter().zip(0..).map(|(value, member)| value + spread * student(member)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Errors of two targets with a spread of their own, one small and one large, four for each of `quarters` ahead.
    fn past(own: f64, other: f64, quarters: u32) -> PastErrors<'static> {
        // Quartiles and tails of the law: their likelihood is largest near the scale that they have.
        const QUANTILES: [f64; 6] = [-1.53, -0.74, -0.27, 0.27, 0.74, 1.53];
        let errors = |target: &'static str, tau: f64| {
            (1..=quarters).flat_map(move |horizon| {
                QUANTILES.into_iter().map(move |quantile| {
                    let horizon = f64::from(horizon);
                    let error = quantile * tau * sqrt(horizon);
                    Past { target, horizon, square: error * error, variance: 1e-6 }
                })
            })
        };
        PastErrors(errors("own", own).chain(errors("other", other)).collect())
    }

    #[test]
    fn a_target_with_errors_of_its_own_is_widened_by_them_and_one_without_by_those_of_others() {
        let errors = past(0.1, 0.8, 8);
        let own = errors.spread("own").unwrap();
        let new = errors.spread("never seen").unwrap();
        assert!((0.07..0.25).contains(&own), "{own}");
        assert!(new > own && new < 0.8, "{new}");
        assert!(errors.spread("other").unwrap() > 0.5);
        assert_eq!(PastErrors(Vec::new()).spread("own"), None);
    }

    #[test]
    fn runs_that_were_wide_enough_are_left_alone() {
        let wide = past(0.2, 0.2, 4).0.into_iter().map(|past| Past { variance: 1.0, ..past });
        assert!(PastErrors(wide.collect()).spread("own").unwrap() < 0.02);
    }
}
