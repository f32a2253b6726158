//! Distributions as they are written in the parameter files.

mod read;

use std::fmt;

use serde::Serialize;

/// A distribution as written: its kind and the numbers that describe it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Spec {
    /// One value, without uncertainty.
    Fixed {
        /// The value.
        value: f64,
    },
    /// Every value between two ends equally likely.
    Uniform {
        /// Least value.
        low: f64,
        /// Greatest value.
        high: f64,
    },
    /// Density rising from `low` to `mode` and falling to `high`.
    Triangular {
        /// Least value.
        low: f64,
        /// Most likely value.
        mode: f64,
        /// Greatest value.
        high: f64,
    },
    /// Normal, by its quantiles or by its moments.
    Normal(Normal),
    /// The logarithm is normal.
    Lognormal {
        /// 5 % quantile, above zero.
        p5: f64,
        /// 95 % quantile.
        p95: f64,
    },
    /// Negative values whose opposites are lognormal.
    NegLognormal {
        /// 5 % quantile: the strongly negative end.
        p5: f64,
        /// 95 % quantile, below zero.
        p95: f64,
    },
    /// A lognormal moved along the axis, mirrored when the longer tail is below: any three quantiles.
    ShiftedLognormal {
        /// 5 % quantile.
        p5: f64,
        /// Median.
        p50: f64,
        /// 95 % quantile.
        p95: f64,
    },
    /// Beta between `low` and `high`, through the median and as near the two other quantiles as a beta can be.
    Beta {
        /// 5 % quantile.
        p5: f64,
        /// Median.
        p50: f64,
        /// 95 % quantile.
        p95: f64,
        /// Least value; 0 unless given.
        low: f64,
        /// Greatest value; 1 unless given.
        high: f64,
    },
    /// One of some values.
    Discrete {
        /// The values, ascending.
        values: Vec<f64>,
        /// Their probabilities.
        weights: Vec<f64>,
    },
    /// One of some named regimes, each of which stands for a value.
    Regime {
        /// Names of the regimes.
        names: Vec<String>,
        /// The value that each stands for.
        values: Vec<f64>,
        /// Their probabilities.
        weights: Vec<f64>,
    },
}

/// The two ways to describe a normal distribution.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Normal {
    /// By quantiles.
    Quantiles {
        /// 5 % quantile.
        p5: f64,
        /// 95 % quantile.
        p95: f64,
    },
    /// By moments.
    Moments {
        /// Mean.
        mean: f64,
        /// Standard deviation.
        sd: f64,
    },
}

impl Spec {
    /// The name of the kind, as written.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Fixed { .. } => "fixed",
            Self::Uniform { .. } => "uniform",
            Self::Triangular { .. } => "triangular",
            Self::Normal(_) => "normal",
            Self::Lognormal { .. } => "lognormal",
            Self::NegLognormal { .. } => "neg-lognormal",
            Self::ShiftedLognormal { .. } => "shifted-lognormal",
            Self::Beta { .. } => "beta",
            Self::Discrete { .. } => "discrete",
            Self::Regime { .. } => "regime",
        }
    }
}

impl fmt::Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind();
        match self {
            Self::Fixed { value } => write!(f, "{kind} at {value}"),
            Self::Uniform { low, high } => write!(f, "{kind} from {low} to {high}"),
            Self::Triangular { low, mode, high } => write!(f, "{kind} from {low} to {high}, mode {mode}"),
            Self::Normal(Normal::Moments { mean, sd }) => {
                write!(f, "{kind}, mean {mean}, standard deviation {sd}")
            }
            Self::Normal(Normal::Quantiles { p5, p95 })
            | Self::Lognormal { p5, p95 }
            | Self::NegLognormal { p5, p95 } => write!(f, "{kind}, 5 % {p5}, 95 % {p95}"),
            Self::ShiftedLognormal { p5, p50, p95 } => {
                write!(f, "{kind}, 5 % {p5}, median {p50}, 95 % {p95}")
            }
            Self::Beta { p5, p50, p95, low, high } => {
                write!(f, "{kind} from {low} to {high}, 5 % {p5}, median {p50}, 95 % {p95}")
            }
            Self::Discrete { values, weights } => {
                let pairs: Vec<_> =
                    values.iter().zip(weights).map(|(value, w)| format!("{value} ({w})")).collect();
                write!(f, "{kind}: {}", pairs.join(", "))
            }
            Self::Regime { names, values, weights } => {
                let triples = names.iter().zip(values).zip(weights);
                let triples: Vec<_> = triples.map(|((name, v), w)| format!("{name} = {v} ({w})")).collect();
                write!(f, "{kind}: {}", triples.join(", "))
            }
        }
    }
}
