//! Distribution functions and quantiles of each family.

use std::f64::consts::PI;

use super::{Family, discrete};
use crate::math;
use crate::special::{
    normal_cdf, normal_ppf, regularized_beta, regularized_beta_inverse, regularized_gamma_lower,
    regularized_gamma_lower_inverse,
};

impl Family {
    /// The value not exceeded with probability `u` in the unit interval.
    pub(super) fn ppf(&self, u: f64) -> f64 {
        match self {
            Self::Fixed { value } => *value,
            Self::Uniform { low, high } => between(*low, *high, u),
            Self::Triangular { low, mode, high } => triangular_ppf(*low, *mode, *high, u),
            Self::Normal { mean, standard_deviation } => mean + standard_deviation * normal_ppf(u),
            Self::TruncatedNormal { mean, standard_deviation, low, high } => {
                let (from, to) = ((low - mean) / standard_deviation, (high - mean) / standard_deviation);
                (mean + standard_deviation * truncated_ppf(from, to, u)).clamp(*low, *high)
            }
            Self::LogNormal { mean_of_log, standard_deviation_of_log } => {
                math::exp(mean_of_log + standard_deviation_of_log * normal_ppf(u))
            }
            Self::Beta { alpha, beta, low, high } => {
                let (share, rest) = regularized_beta_inverse(*alpha, *beta, u);
                // From the nearer end, so that neither tail loses digits.
                if share <= rest { low + (high - low) * share } else { high - (high - low) * rest }
            }
            Self::Gamma { shape, scale } => scale * regularized_gamma_lower_inverse(*shape, u),
            Self::Exponential { rate } => -math::ln_one_plus(-u) / rate,
            Self::StudentT { degrees_of_freedom, location, scale } => {
                location + scale * student_ppf(*degrees_of_freedom, u)
            }
            Self::Weibull { shape, scale } => scale * math::pow(-math::ln_one_plus(-u), 1.0 / shape),
            Self::Gumbel { location, scale } => location - scale * math::ln(-ln_of_share(u)),
            Self::Pareto { shape, minimum } => minimum * math::exp(-math::ln_one_plus(-u) / shape),
            Self::Cauchy { location, scale } => location + scale * cauchy_ppf(u),
            Self::Logistic { location, scale } => location + scale * math::logit(u),
            Self::Poisson { .. } | Self::Binomial { .. } | Self::NegativeBinomial { .. } => {
                discrete::count_ppf(self, u)
            }
            Self::Discrete { values, weights } => discrete::listed_ppf(values, weights, u),
        }
    }

    /// Probability that the value is at most `x`.
    pub(super) fn cdf(&self, x: f64) -> f64 {
        let share = |value: f64| value.clamp(0.0, 1.0);
        match self {
            Self::Fixed { value } => f64::from(u8::from(x >= *value)),
            Self::Uniform { low, high } => share((x - low) / (high - low)),
            Self::Triangular { low, mode, high } => triangular_cdf(*low, *mode, *high, x),
            Self::Normal { mean, standard_deviation } => normal_cdf((x - mean) / standard_deviation),
            Self::TruncatedNormal { mean, standard_deviation, low, high } => {
                let standard = |value: f64| (value - mean) / standard_deviation;
                let whole = truncated_mass(standard(*low), standard(*high));
                share(truncated_mass(standard(*low), standard(x.clamp(*low, *high))) / whole)
            }
            Self::LogNormal { mean_of_log, standard_deviation_of_log } => {
                if x > 0.0 {
                    normal_cdf((math::ln(x) - mean_of_log) / standard_deviation_of_log)
                } else {
                    0.0
                }
            }
            Self::Beta { alpha, beta, low, high } => {
                regularized_beta(*alpha, *beta, share((x - low) / (high - low)))
            }
            Self::Gamma { shape, scale } => regularized_gamma_lower(*shape, x.max(0.0) / scale),
            Self::Exponential { rate } => -math::exp_minus_one(-rate * x.max(0.0)),
            Self::StudentT { degrees_of_freedom, location, scale } => {
                student_cdf(*degrees_of_freedom, (x - location) / scale)
            }
            Self::Weibull { shape, scale } => -math::exp_minus_one(-math::pow(x.max(0.0) / scale, *shape)),
            Self::Gumbel { location, scale } => math::exp(-math::exp(-(x - location) / scale)),
            Self::Pareto { shape, minimum } => {
                if x > *minimum {
                    -math::exp_minus_one(-shape * math::ln(x / minimum))
                } else {
                    0.0
                }
            }
            Self::Cauchy { location, scale } => math::atan2(1.0, -(x - location) / scale) / PI,
            Self::Logistic { location, scale } => math::logistic((x - location) / scale),
            Self::Poisson { .. } | Self::Binomial { .. } | Self::NegativeBinomial { .. } => {
                discrete::count_cdf(self, x)
            }
            Self::Discrete { values, weights } => discrete::listed_cdf(values, weights, x),
        }
    }

    /// Probability that the value is below `x`, which differs from [`Family::cdf`] where single values have a chance.
    pub(super) fn probability_below(&self, x: f64) -> f64 {
        match self {
            Self::Fixed { value } => f64::from(u8::from(x > *value)),
            Self::Poisson { .. } | Self::Binomial { .. } | Self::NegativeBinomial { .. } => {
                discrete::count_cdf(self, x.ceil() - 1.0)
            }
            Self::Discrete { values, weights } => {
                values.iter().zip(weights).filter(|(value, _)| **value < x).map(|(_, weight)| weight).sum()
            }
            _ => self.cdf(x),
        }
    }
}

/// A point of the interval, exact at both ends.
fn between(low: f64, high: f64, share: f64) -> f64 {
    (low * (1.0 - share) + high * share).clamp(low, high)
}

fn triangular_ppf(low: f64, mode: f64, high: f64, u: f64) -> f64 {
    let (width, rise) = (high - low, mode - low);
    if u * width < rise {
        low + math::sqrt(u * width * rise)
    } else {
        high - math::sqrt((1.0 - u) * width * (high - mode))
    }
}

fn triangular_cdf(low: f64, mode: f64, high: f64, x: f64) -> f64 {
    if x <= low {
        0.0
    } else if x < mode {
        (x - low) * (x - low) / ((high - low) * (mode - low))
    } else if x < high {
        1.0 - (high - x) * (high - x) / ((high - low) * (high - mode))
    } else {
        1.0
    }
}

/// Probability that a standard normal number lies from `from` to `to`, without cancellation in the upper tail.
pub(super) fn truncated_mass(from: f64, to: f64) -> f64 {
    if from > 0.0 { normal_cdf(-from) - normal_cdf(-to) } else { normal_cdf(to) - normal_cdf(from) }
}

fn truncated_ppf(from: f64, to: f64, u: f64) -> f64 {
    if from > 0.0 {
        return -truncated_ppf(-to, -from, 1.0 - u);
    }
    normal_ppf((normal_cdf(from) + u * truncated_mass(from, to)).min(1.0))
}

fn student_ppf(degrees_of_freedom: f64, u: f64) -> f64 {
    if u > 0.5 {
        return -student_ppf(degrees_of_freedom, 1.0 - u);
    }
    let (share, rest) = regularized_beta_inverse(0.5 * degrees_of_freedom, 0.5, 2.0 * u);
    -math::sqrt(degrees_of_freedom * rest / share)
}

fn student_cdf(degrees_of_freedom: f64, x: f64) -> f64 {
    let square = x * x;
    // The smaller of the two shares is the one to hand over: its complement would have lost its digits.
    let outside = if square < degrees_of_freedom {
        1.0 - regularized_beta(0.5, 0.5 * degrees_of_freedom, square / (degrees_of_freedom + square))
    } else {
        regularized_beta(0.5 * degrees_of_freedom, 0.5, degrees_of_freedom / (degrees_of_freedom + square))
    };
    if x < 0.0 { 0.5 * outside } else { 1.0 - 0.5 * outside }
}

fn cauchy_ppf(u: f64) -> f64 {
    if u < 0.25 {
        -1.0 / math::tan(PI * u)
    } else if u > 0.75 {
        1.0 / math::tan(PI * (1.0 - u))
    } else {
        math::tan(PI * (u - 0.5))
    }
}

/// Logarithm of a share, precise when the share is near one.
fn ln_of_share(u: f64) -> f64 {
    if u > 0.5 { math::ln_one_plus(u - 1.0) } else { math::ln(u) }
}
