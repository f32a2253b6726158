//! Whether one forecaster is better than another: the test of Diebold and Mariano for small samples.
//!
//! Both forecast the same things; `d` are the differences of their losses (squared errors, scores), one for each forecast in
//! the order of time. Forecasts `h` steps ahead overlap, so neighbouring differences are correlated up to `h - 1` steps:
//!
//! ```text
//! V = c(0) + 2 (c(1) + ... + c(h - 1)),  c(k) the autocovariances of d
//! S = mean(d) / sqrt(V / n) * sqrt((n + 1 - 2h + h (h - 1) / n) / n),  against Student's t with n - 1 degrees of freedom
//! ```
//!
//! Sources: F. Diebold and R. Mariano, "Comparing Predictive Accuracy", Journal of Business and Economic Statistics 13
//! (1995); D. Harvey, S. Leybourne and P. Newbold, "Testing the equality of prediction mean squared errors", International
//! Journal of Forecasting 13 (1997), equations 8 and 9.
//!
//! With few overlapping forecasts `V` can come out negative. Then the weights of Bartlett (Newey and West 1987) replace
//! the equal ones, which cannot.

use jevons_numerics::math::sqrt;
use jevons_numerics::special::regularized_beta;

use crate::input::{self, InvalidForecast};

/// Outcome of the test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DieboldMariano {
    /// Mean of the first loss less the second: below zero the first forecaster is better.
    pub mean_difference: f64,
    /// The corrected statistic; zero when the losses are equal throughout.
    pub statistic: f64,
    /// Two-sided probability of a statistic as large as this when both are equally good.
    pub p_value: f64,
    /// Number of forecasts.
    pub forecasts: usize,
    /// Whether the variance came from the weights of Bartlett because the plain estimate was not positive.
    pub bartlett: bool,
}

/// Compares the losses of two forecasters for the same forecasts, in the order of time, `horizon` steps ahead.
///
/// # Errors
/// When the lists differ in length, a loss is not finite, the horizon is zero, or there are not more than `horizon`
/// forecasts and at least three.
pub fn diebold_mariano(
    first: &[f64],
    second: &[f64],
    horizon: usize,
) -> Result<DieboldMariano, InvalidForecast> {
    input::same_length("the second losses", second.len(), "the first", first.len())?;
    input::number("horizon", horizon as f64, horizon >= 1, "one step or more")?;
    let needed = horizon.saturating_add(1).max(3);
    input::finite("the first losses", first, needed)?;
    input::finite("the second losses", second, needed)?;
    let differences: Vec<f64> = first.iter().zip(second).map(|(a, b)| a - b).collect();
    let n = differences.len() as f64;
    let mean_difference = differences.iter().sum::<f64>() / n;
    let covariance = |lag: usize| {
        let pairs = differences.iter().zip(&differences[lag..]);
        pairs.map(|(a, b)| (a - mean_difference) * (b - mean_difference)).sum::<f64>() / n
    };
    let tail = |weight: &dyn Fn(usize) -> f64| {
        (1..horizon).map(|lag| 2.0 * weight(lag) * covariance(lag)).sum::<f64>()
    };
    let own = covariance(0);
    let plain = own + tail(&|_| 1.0);
    let bartlett = plain <= 0.0 && own > 0.0;
    let variance = if bartlett { own + tail(&|lag| 1.0 - lag as f64 / horizon as f64) } else { plain };
    let h = horizon as f64;
    let correction = sqrt(((n + 1.0 - 2.0 * h + h * (h - 1.0) / n) / n).max(0.0));
    let (statistic, p_value) = if variance > 0.0 {
        let statistic = mean_difference / sqrt(variance / n) * correction;
        (statistic, two_sided_student_t(statistic, n - 1.0))
    } else if mean_difference == 0.0 {
        (0.0, 1.0)
    } else {
        // The same difference every time: nothing left to chance.
        (f64::INFINITY.copysign(mean_difference), 0.0)
    };
    Ok(DieboldMariano { mean_difference, statistic, p_value, forecasts: differences.len(), bartlett })
}

/// Probability that a number from Student's t is as far from zero as this, on either side.
#[must_use]
pub fn two_sided_student_t(statistic: f64, degrees_of_freedom: f64) -> f64 {
    let square = statistic * statistic;
    regularized_beta(degrees_of_freedom / 2.0, 0.5, degrees_of_freedom / (degrees_of_freedom + square))
}

/// Skill: the share by which a score is lower than that of a benchmark; 1 is perfect, 0 no better, below 0 worse. `None`
/// when the benchmark's score is not positive.
#[must_use]
pub fn skill(score: f64, benchmark: f64) -> Option<f64> {
    (benchmark > 0.0).then(|| 1.0 - score / benchmark)
}
