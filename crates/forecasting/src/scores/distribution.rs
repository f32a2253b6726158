//! The continuous ranked probability score of named distributions, in closed form.

use jevons_numerics::math::{exp, ln, sqrt};
use jevons_numerics::special::{normal_cdf, normal_pdf};

use crate::input::{self, InvalidForecast};

const POSITIVE: &str = "a positive finite number";
const FINITE: &str = "a finite number";

/// CRPS of a normal forecast (Gneiting et al. 2005, "Calibrated Probabilistic Forecasting Using Ensemble Model Output
/// Statistics and Minimum CRPS Estimation"): `s (z (2 F(z) - 1) + 2 f(z) - 1 / sqrt(pi))` with `z = (y - m) / s`.
///
/// # Errors
/// When a number is not finite or the standard deviation is not positive.
pub fn crps_gaussian(mean: f64, standard_deviation: f64, observation: f64) -> Result<f64, InvalidForecast> {
    input::number("mean", mean, mean.is_finite(), FINITE)?;
    let positive = standard_deviation > 0.0 && standard_deviation.is_finite();
    input::number("standard deviation", standard_deviation, positive, POSITIVE)?;
    input::number("observation", observation, observation.is_finite(), FINITE)?;
    let z = (observation - mean) / standard_deviation;
    let half_spread = 1.0 / sqrt(std::f64::consts::PI);
    Ok(standard_deviation * (z * (2.0 * normal_cdf(z) - 1.0) + 2.0 * normal_pdf(z) - half_spread))
}

/// CRPS of a forecast whose logarithm is normal (S. Baran and S. Lerch, "Log-normal distribution based Ensemble Model
/// Output Statistics models", Quarterly Journal of the Royal Meteorological Society 141, 2015).
///
/// # Errors
/// When a number is not finite or the standard deviation is not positive.
pub fn crps_lognormal(
    mean_of_log: f64,
    standard_deviation_of_log: f64,
    observation: f64,
) -> Result<f64, InvalidForecast> {
    input::number("mean of the logarithm", mean_of_log, mean_of_log.is_finite(), FINITE)?;
    let s = standard_deviation_of_log;
    input::number("standard deviation of the logarithm", s, s > 0.0 && s.is_finite(), POSITIVE)?;
    input::number("observation", observation, observation.is_finite(), FINITE)?;
    // All of the distribution lies above zero; below it the score grows in a straight line.
    let z = if observation > 0.0 { (ln(observation) - mean_of_log) / s } else { f64::NEG_INFINITY };
    let mean = exp(mean_of_log + s * s / 2.0);
    let inside = normal_cdf(z - s) + normal_cdf(s / sqrt(2.0)) - 1.0;
    Ok(observation * (2.0 * normal_cdf(z) - 1.0) - 2.0 * mean * inside)
}
