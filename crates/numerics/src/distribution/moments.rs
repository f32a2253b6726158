//! Means and variances of each family.

use std::f64::consts::PI;

use super::Family;
use crate::math;
use crate::special::{gamma, normal_pdf};

const EULER_MASCHERONI: f64 = 0.577_215_664_901_532_9;

impl Family {
    /// Mean; `None` where the law has none.
    pub(super) fn mean(&self) -> Option<f64> {
        Some(match self {
            Self::Fixed { value } => *value,
            Self::Uniform { low, high } => 0.5 * low + 0.5 * high,
            Self::Triangular { low, mode, high } => (low + mode + high) / 3.0,
            Self::Normal { mean, .. } => *mean,
            Self::TruncatedNormal { mean, standard_deviation, low, high } => {
                let (first, _) = truncated_moments(*mean, *standard_deviation, *low, *high);
                mean + standard_deviation * first
            }
            Self::LogNormal { mean_of_log, standard_deviation_of_log: sd } => {
                math::exp(mean_of_log + 0.5 * sd * sd)
            }
            Self::Beta { alpha, beta, low, high } => low + (high - low) * alpha / (alpha + beta),
            Self::Gamma { shape, scale } => shape * scale,
            Self::Exponential { rate } => 1.0 / rate,
            Self::StudentT { degrees_of_freedom, location, .. } => {
                return (*degrees_of_freedom > 1.0).then_some(*location);
            }
            Self::Weibull { shape, scale } => scale * gamma(1.0 + 1.0 / shape),
            Self::Gumbel { location, scale } => location + EULER_MASCHERONI * scale,
            Self::Pareto { shape, minimum } => {
                if *shape > 1.0 {
                    shape * minimum / (shape - 1.0)
                } else {
                    f64::INFINITY
                }
            }
            Self::Cauchy { .. } => return None,
            Self::Logistic { location, .. } => *location,
            Self::Poisson { mean } => *mean,
            Self::Binomial { trials, probability } => f64::from(*trials) * probability,
            Self::NegativeBinomial { successes, probability } => {
                successes * (1.0 - probability) / probability
            }
            Self::Discrete { values, weights } => {
                values.iter().zip(weights).map(|(value, weight)| value * weight).sum()
            }
        })
    }

    /// Variance; `None` where the law has none.
    pub(super) fn variance(&self) -> Option<f64> {
        Some(match self {
            Self::Fixed { .. } => 0.0,
            Self::Uniform { low, high } => (high - low) * (high - low) / 12.0,
            Self::Triangular { low, mode, high } => {
                let (rise, fall) = (mode - low, high - mode);
                (rise * rise + rise * fall + fall * fall) / 18.0
            }
            Self::Normal { standard_deviation, .. } => standard_deviation * standard_deviation,
            Self::TruncatedNormal { mean, standard_deviation, low, high } => {
                let (first, second) = truncated_moments(*mean, *standard_deviation, *low, *high);
                standard_deviation * standard_deviation * (second - first * first)
            }
            Self::LogNormal { mean_of_log, standard_deviation_of_log: sd } => {
                math::exp_minus_one(sd * sd) * math::exp(2.0 * mean_of_log + sd * sd)
            }
            Self::Beta { alpha, beta, low, high } => {
                let (sum, width) = (alpha + beta, high - low);
                width * width * alpha * beta / (sum * sum * (sum + 1.0))
            }
            Self::Gamma { shape, scale } => shape * scale * scale,
            Self::Exponential { rate } => 1.0 / (rate * rate),
            Self::StudentT { degrees_of_freedom: df, scale, .. } => {
                if *df <= 1.0 {
                    return None;
                }
                if *df > 2.0 { scale * scale * df / (df - 2.0) } else { f64::INFINITY }
            }
            Self::Weibull { shape, scale } => {
                let (first, second) = (gamma(1.0 + 1.0 / shape), gamma(1.0 + 2.0 / shape));
                scale * scale * (second - first * first)
            }
            Self::Gumbel { scale, .. } => PI * PI / 6.0 * scale * scale,
            Self::Pareto { shape, minimum } => {
                let less = shape - 1.0;
                if *shape > 2.0 {
                    minimum * minimum * shape / (less * less * (shape - 2.0))
                } else {
                    f64::INFINITY
                }
            }
            Self::Cauchy { .. } => return None,
            Self::Logistic { scale, .. } => PI * PI / 3.0 * scale * scale,
            Self::Poisson { mean } => *mean,
            Self::Binomial { trials, probability } => f64::from(*trials) * probability * (1.0 - probability),
            Self::NegativeBinomial { successes, probability } => {
                successes * (1.0 - probability) / (probability * probability)
            }
            Self::Discrete { values, weights } => {
                let mean = self.mean()?;
                values
                    .iter()
                    .zip(weights)
                    .map(|(value, weight)| weight * (value - mean) * (value - mean))
                    .sum()
            }
        })
    }
}

/// First and second moment of a standard normal number kept within bounds given in the units of the law.
fn truncated_moments(mean: f64, standard_deviation: f64, low: f64, high: f64) -> (f64, f64) {
    let (from, to) = ((low - mean) / standard_deviation, (high - mean) / standard_deviation);
    let mass = super::function::truncated_mass(from, to);
    // At an infinite bound the density has vanished faster than the bound grows.
    let edge = |z: f64| if z.is_finite() { z * normal_pdf(z) } else { 0.0 };
    ((normal_pdf(from) - normal_pdf(to)) / mass, 1.0 + (edge(from) - edge(to)) / mass)
}
