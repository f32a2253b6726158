//! Scores of quantiles and of intervals.

use crate::input::{self, InvalidForecast};

const FINITE: &str = "a finite number";
const INSIDE: &str = "a number between 0 and 1";

/// Pinball loss of a quantile forecast: `level (y - q)` when the observation `y` is above it, `(1 - level) (q - y)` when
/// below (R. Koenker and G. Bassett, "Regression Quantiles", Econometrica 46, 1978).
///
/// # Errors
/// When a number is not finite, or the level does not lie between 0 and 1.
pub fn pinball(level: f64, quantile: f64, observation: f64) -> Result<f64, InvalidForecast> {
    input::number("level", level, level > 0.0 && level < 1.0, INSIDE)?;
    input::number("quantile", quantile, quantile.is_finite(), FINITE)?;
    input::number("observation", observation, observation.is_finite(), FINITE)?;
    let above = observation - quantile;
    Ok(f64::max(level * above, (level - 1.0) * above))
}

/// A central interval: the observation is below `lower` with probability `alpha / 2`, and above `upper` with the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Probability of being outside: 0.1 for an interval of 90 %.
    pub alpha: f64,
}

impl Interval {
    fn check(&self) -> Result<(), InvalidForecast> {
        input::number("lower end", self.lower, self.lower.is_finite(), FINITE)?;
        let ordered = self.upper.is_finite() && self.upper >= self.lower;
        input::number("upper end", self.upper, ordered, "a finite number, not below the lower end")?;
        input::number("alpha", self.alpha, self.alpha > 0.0 && self.alpha < 1.0, INSIDE)
    }

    /// Whether the observation lies in the interval, its ends included.
    #[must_use]
    pub fn covers(&self, observation: f64) -> bool {
        (self.lower..=self.upper).contains(&observation)
    }
}

/// Interval score: the width, and `2 / alpha` times what the observation is outside by (R. Winkler, "A Decision-Theoretic
/// Approach to Interval Estimation", Journal of the American Statistical Association 67, 1972).
///
/// # Errors
/// When the interval is not one, or the observation is not finite.
pub fn interval_score(interval: Interval, observation: f64) -> Result<f64, InvalidForecast> {
    interval.check()?;
    input::number("observation", observation, observation.is_finite(), FINITE)?;
    let outside = (interval.lower - observation).max(0.0) + (observation - interval.upper).max(0.0);
    Ok(interval.upper - interval.lower + 2.0 / interval.alpha * outside)
}

/// Weighted interval score of a median and `K` central intervals:
/// `(|y - median| / 2 + sum of alpha / 2 * interval score) / (K + 1/2)`; it tends to the CRPS as intervals get many.
///
/// Source: J. Bracher, E. Ray, T. Gneiting and N. Reich, "Evaluating epidemic forecasts in an interval format", PLoS
/// Computational Biology 17 (2021), doi:10.1371/journal.pcbi.1008618.
///
/// # Errors
/// When an interval is not one, or a number is not finite.
pub fn weighted_interval_score(
    median: f64,
    intervals: &[Interval],
    observation: f64,
) -> Result<f64, InvalidForecast> {
    input::number("median", median, median.is_finite(), FINITE)?;
    let mut sum = 0.5 * (observation - median).abs();
    for interval in intervals {
        sum += interval.alpha / 2.0 * interval_score(*interval, observation)?;
    }
    input::number("observation", observation, observation.is_finite(), FINITE)?;
    Ok(sum / (intervals.len() as f64 + 0.5))
}
