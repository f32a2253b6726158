//! From a probability to a value of one parameter: its distribution, kept within its bounds.

use std::fmt;

use jevons_numerics::{Distribution, Family, InvalidDistribution};

use crate::spec::{Normal, Spec};

/// A distribution is within its bounds when these quantiles are; what lies beyond them is set to the bound.
const TAILS: (f64, f64) = (0.001, 0.999);

/// Least share of a distribution that truncation may leave: less is another distribution, which should be written.
const REMAINDER_MIN: f64 = 0.5;

/// What a distribution and its bounds amount to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Sampler {
    /// A number; draws beyond the bounds, at most the tails, are set to the bound.
    Clamped { distribution: Distribution, bounds: (f64, f64) },
    /// A number from the part of the distribution that lies between two of its probabilities.
    Truncated { distribution: Distribution, bounds: (f64, f64), from: f64, to: f64, matters: bool },
    /// The value of a regime, drawn by position.
    Regime { positions: Distribution, values: Vec<f64>, most_probable: usize },
}

/// Why a distribution cannot be used.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum InvalidSampler {
    /// The numbers describe no distribution.
    Impossible(String),
    /// A tail lies outside the bounds.
    Outside { percent: f64, value: f64, bound: f64, can_truncate: bool },
    /// Truncation would leave too little.
    MostlyOutside { share: f64 },
}

impl Sampler {
    pub fn new(spec: &Spec, bounds: (f64, f64), truncate: bool) -> Result<Self, InvalidSampler> {
        if let Spec::Regime { values, weights, .. } = spec {
            return regime(values, weights);
        }
        let distribution = distribution(spec).map_err(impossible)?;
        let outside = outside(&distribution, bounds, can_truncate(spec));
        if !truncate || !can_truncate(spec) {
            return outside.map_or(Ok(Self::Clamped { distribution, bounds }), Err);
        }
        let (from, to) = (distribution.cdf(bounds.0), distribution.cdf(bounds.1));
        if to - from < REMAINDER_MIN {
            return Err(InvalidSampler::MostlyOutside { share: to - from });
        }
        let matters = outside.is_some();
        Ok(Self::Truncated { distribution, bounds, from, to, matters })
    }

    /// Whether cutting the distribution off at its bounds was asked for and changes it.
    pub fn truncation_matters(&self) -> bool {
        matches!(self, Self::Truncated { matters: true, .. })
    }

    pub fn quantile(&self, probability: f64) -> f64 {
        let probability = probability.clamp(0.0, 1.0);
        match self {
            Self::Clamped { distribution, bounds } => distribution.ppf(probability).clamp(bounds.0, bounds.1),
            Self::Truncated { distribution, bounds, from, to, .. } => {
                distribution.ppf(from + probability * (to - from)).clamp(bounds.0, bounds.1)
            }
            Self::Regime { positions, values, most_probable } => {
                let position = positions.ppf(probability) as usize;
                values.get(position).copied().unwrap_or(values[*most_probable])
            }
        }
    }

    pub fn central(&self) -> f64 {
        match self {
            Self::Regime { values, most_probable, .. } => values[*most_probable],
            _ => self.quantile(0.5),
        }
    }
}

fn can_truncate(spec: &Spec) -> bool {
    !matches!(spec, Spec::Fixed { .. } | Spec::Discrete { .. } | Spec::Regime { .. })
}

/// The tail that lies outside the bounds, if one does; the lower one first.
fn outside(distribution: &Distribution, bounds: (f64, f64), can_truncate: bool) -> Option<InvalidSampler> {
    // Of a few single values every one counts, however improbable.
    let tails = if can_truncate { TAILS } else { (0.0, 1.0) };
    let (least, greatest) = (distribution.ppf(tails.0), distribution.ppf(tails.1));
    let invalid = |probability: f64, value: f64, bound: f64| {
        Some(InvalidSampler::Outside { percent: 100.0 * probability, value, bound, can_truncate })
    };
    if least < bounds.0 {
        invalid(tails.0, least, bounds.0)
    } else if greatest > bounds.1 {
        invalid(tails.1, greatest, bounds.1)
    } else {
        None
    }
}

fn distribution(spec: &Spec) -> Result<Distribution, InvalidDistribution> {
    match spec {
        Spec::Fixed { value } => Distribution::fixed(*value),
        Spec::Uniform { low, high } => Distribution::new(Family::Uniform { low: *low, high: *high }),
        Spec::Triangular { low, mode, high } => {
            Distribution::new(Family::Triangular { low: *low, mode: *mode, high: *high })
        }
        Spec::Normal(Normal::Quantiles { p5, p95 }) => Distribution::normal_from_p5_p95(*p5, *p95),
        Spec::Normal(Normal::Moments { mean, sd }) => {
            Distribution::new(Family::Normal { mean: *mean, standard_deviation: *sd })
        }
        Spec::Lognormal { p5, p95 } => Distribution::lognormal_from_p5_p95(*p5, *p95),
        Spec::NegLognormal { p5, p95 } => Distribution::neg_lognormal_from_p5_p95(*p5, *p95),
        Spec::ShiftedLognormal { p5, p50, p95 } => {
            Distribution::shifted_lognormal_from_p5_p50_p95(*p5, *p50, *p95)
        }
        Spec::Beta { p5, p50, p95, low, high } => {
            Distribution::beta_from_p5_p50_p95(*low, *high, *p5, *p50, *p95)
        }
        Spec::Discrete { values, weights } => {
            Distribution::new(Family::Discrete { values: values.clone(), weights: weights.clone() })
        }
        Spec::Regime { values, weights, .. } => positions(values.len(), weights),
    }
}

/// Positions 0, 1, 2 ... with these probabilities.
fn positions(count: usize, weights: &[f64]) -> Result<Distribution, InvalidDistribution> {
    let values = (0..count).map(|position| position as f64).collect();
    Distribution::new(Family::Discrete { values, weights: weights.to_vec() })
}

fn regime(values: &[f64], weights: &[f64]) -> Result<Sampler, InvalidSampler> {
    let positions = positions(values.len(), weights).map_err(impossible)?;
    let mut most_probable = 0;
    for (position, weight) in weights.iter().enumerate() {
        if *weight > weights[most_probable] {
            most_probable = position;
        }
    }
    Ok(Sampler::Regime { positions, values: values.to_vec(), most_probable })
}

fn impossible(error: InvalidDistribution) -> InvalidSampler {
    let InvalidDistribution { field, found, expected, .. } = error;
    InvalidSampler::Impossible(format!("`{field}` is {found}, expected {expected}"))
}

impl fmt::Display for InvalidSampler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Impossible(reason) => f.write_str(reason),
            Self::Outside { percent, value, bound, can_truncate } => {
                let (side, end) = if value < bound { ("least", "below") } else { ("greatest", "above") };
                match can_truncate {
                    true => write!(f, "its {percent} % quantile, {value:.4}, is {end} the bound {bound}"),
                    false => write!(f, "its {side} value, {value}, is {end} the bound {bound}"),
                }
            }
            Self::MostlyOutside { share } => {
                write!(
                    f,
                    "only {:.0} % of it would remain, expected {:.0} % or more",
                    100.0 * share,
                    100.0 * REMAINDER_MIN
                )
            }
        }
    }
}
