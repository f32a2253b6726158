//! Probability distributions drawn by inversion: one uniform in, one value out, never decreasing in the uniform.
//!
//! Inversion costs one uniform whatever the family, so changing a parameter's distribution leaves all other draws as
//! they were, and Sobol points, Latin hypercubes and copulas can stand in for random uniforms.

mod check;
mod discrete;
mod fit;
mod function;
mod moments;

use std::fmt;

/// The named laws, with their parameters.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "the fields are the parameters that each variant's line defines")]
pub enum Family {
    /// Always `value`.
    Fixed { value: f64 },
    /// Equal density from `low` to `high`.
    Uniform { low: f64, high: f64 },
    /// Density rising in a straight line from `low` to `mode` and falling to `high`.
    Triangular { low: f64, mode: f64, high: f64 },
    /// The normal law.
    Normal { mean: f64, standard_deviation: f64 },
    /// The normal law with these parameters given that its value lies from `low` to `high` (which may be infinite).
    TruncatedNormal { mean: f64, standard_deviation: f64, low: f64, high: f64 },
    /// Its natural logarithm is normal.
    LogNormal { mean_of_log: f64, standard_deviation_of_log: f64 },
    /// Density proportional to `x^(alpha - 1) (1 - x)^(beta - 1)` on the unit interval stretched to `low..high`.
    Beta { alpha: f64, beta: f64, low: f64, high: f64 },
    /// Density proportional to `x^(shape - 1) exp(-x / scale)`.
    Gamma { shape: f64, scale: f64 },
    /// Waiting time of events that come at `rate` per unit of time.
    Exponential { rate: f64 },
    /// Student's t with `degrees_of_freedom`, stretched by `scale` and centred on `location`.
    StudentT { degrees_of_freedom: f64, location: f64, scale: f64 },
    /// Survival `exp(-(x / scale)^shape)`.
    Weibull { shape: f64, scale: f64 },
    /// Largest of many: distribution function `exp(-exp(-(x - location) / scale))`.
    Gumbel { location: f64, scale: f64 },
    /// Survival `(minimum / x)^shape` from `minimum` up.
    Pareto { shape: f64, minimum: f64 },
    /// Student's t with one degree of freedom.
    Cauchy { location: f64, scale: f64 },
    /// Distribution function `1 / (1 + exp(-(x - location) / scale))`.
    Logistic { location: f64, scale: f64 },
    /// Number of events when `mean` are expected.
    Poisson { mean: f64 },
    /// Number of successes in `trials`.
    Binomial { trials: u32, probability: f64 },
    /// Number of failures before the success that brings their number to `successes`.
    NegativeBinomial { successes: f64, probability: f64 },
    /// One of `values` with chances in proportion to `weights`.
    Discrete { values: Vec<f64>, weights: Vec<f64> },
}

/// A checked distribution: a family, possibly mirrored and shifted.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    family: Family,
    /// Whether the value is `shift - X` instead of `shift + X`.
    mirrored: bool,
    shift: f64,
}

/// A distribution that cannot exist.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{distribution}: `{field}` is {found}; expected {expected}")]
pub struct InvalidDistribution {
    /// Name of the family.
    pub distribution: &'static str,
    /// The parameter or quantile at fault.
    pub field: &'static str,
    /// What it was.
    pub found: String,
    /// What it may be.
    pub expected: String,
}

impl Distribution {
    /// A distribution of this family.
    ///
    /// # Errors
    /// When a parameter is not finite or outside its range.
    pub fn new(family: Family) -> Result<Self, InvalidDistribution> {
        Ok(Self { family: check::checked(family)?, mirrored: false, shift: 0.0 })
    }

    /// The distribution that is always `value`.
    ///
    /// # Errors
    /// When `value` is not finite.
    pub fn fixed(value: f64) -> Result<Self, InvalidDistribution> {
        Self::new(Family::Fixed { value })
    }

    /// The PERT law: a beta law from `low` to `high` whose mean is `(low + 4 mode + high) / 6`.
    ///
    /// # Errors
    /// When not `low <= mode <= high` and `low < high`.
    pub fn pert(low: f64, mode: f64, high: f64) -> Result<Self, InvalidDistribution> {
        check::mode_within("pert", low, mode, high)?;
        let towards = |end: f64| 1.0 + 4.0 * (mode - end).abs() / (high - low);
        Self::new(Family::Beta { alpha: towards(low), beta: towards(high), low, high })
    }

    /// The distribution of this value plus `by`.
    ///
    /// # Errors
    /// When `by` is not finite.
    pub fn shifted(mut self, by: f64) -> Result<Self, InvalidDistribution> {
        check::finite(self.name(), "shift", by)?;
        self.shift += by;
        Ok(self)
    }

    /// The distribution of minus this value.
    #[must_use]
    pub fn negated(mut self) -> Self {
        self.mirrored = !self.mirrored;
        self.shift = -self.shift;
        self
    }

    /// The family, whose value is mirrored and shifted if [`Distribution::negated`] or [`Distribution::shifted`] said so.
    #[must_use]
    pub fn family(&self) -> &Family {
        &self.family
    }

    /// Name of the family, e.g. `lognormal`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.family.name()
    }

    /// The value not exceeded with probability `u`; the ends of the support at 0 and 1, NaN outside.
    #[must_use]
    pub fn ppf(&self, u: f64) -> f64 {
        if !(0.0..=1.0).contains(&u) {
            return f64::NAN;
        }
        if self.mirrored { self.shift - self.family.ppf(1.0 - u) } else { self.shift + self.family.ppf(u) }
    }

    /// Probability that the value is at most `x`.
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        if self.mirrored {
            1.0 - self.family.probability_below(self.shift - x)
        } else {
            self.family.cdf(x - self.shift)
        }
    }

    /// Mean; `None` where the law has none.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        let mean = self.family.mean()?;
        Some(if self.mirrored { self.shift - mean } else { self.shift + mean })
    }

    /// Variance; `None` where the law has none, infinite where it is.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        self.family.variance()
    }

    /// The smallest and the largest possible value.
    #[must_use]
    pub fn support(&self) -> (f64, f64) {
        (self.ppf(0.0), self.ppf(1.0))
    }
}

impl Family {
    /// Name as data files write it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Fixed { .. } => "fixed",
            Self::Uniform { .. } => "uniform",
            Self::Triangular { .. } => "triangular",
            Self::Normal { .. } => "normal",
            Self::TruncatedNormal { .. } => "truncated_normal",
            Self::LogNormal { .. } => "lognormal",
            Self::Beta { .. } => "beta",
            Self::Gamma { .. } => "gamma",
            Self::Exponential { .. } => "exponential",
            Self::StudentT { .. } => "student_t",
            Self::Weibull { .. } => "weibull",
            Self::Gumbel { .. } => "gumbel",
            Self::Pareto { .. } => "pareto",
            Self::Cauchy { .. } => "cauchy",
            Self::Logistic { .. } => "logistic",
            Self::Poisson { .. } => "poisson",
            Self::Binomial { .. } => "binomial",
            Self::NegativeBinomial { .. } => "negative_binomial",
            Self::Discrete { .. } => "discrete",
        }
    }
}

impl fmt::Display for Distribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.mirrored, self.shift == 0.0) {
            (false, true) => self.family.fmt(f),
            (true, true) => write!(f, "-{}", self.family),
            (false, false) => write!(f, "{} + {}", self.shift, self.family),
            (true, false) => write!(f, "{} - {}", self.shift, self.family),
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name();
        match self {
            Self::Fixed { value } => write!(f, "{value}"),
            Self::Uniform { low, high } => write!(f, "{name}({low} to {high})"),
            Self::Triangular { low, mode, high } => write!(f, "{name}({low}, {mode}, {high})"),
            Self::Normal { mean, standard_deviation } => write!(f, "{name}({mean}, sd {standard_deviation})"),
            Self::TruncatedNormal { mean, standard_deviation, low, high } => {
                write!(f, "{name}({mean}, sd {standard_deviation}, {low} to {high})")
            }
            Self::LogNormal { mean_of_log, standard_deviation_of_log } => {
                write!(f, "{name}(ln {mean_of_log}, sd of ln {standard_deviation_of_log})")
            }
            Self::Beta { alpha, beta, low, high } => write!(f, "{name}({alpha}, {beta}, {low} to {high})"),
            Self::Gamma { shape, scale } | Self::Weibull { shape, scale } => {
                write!(f, "{name}(shape {shape}, scale {scale})")
            }
            Self::Exponential { rate } => write!(f, "{name}(rate {rate})"),
            Self::StudentT { degrees_of_freedom, location, scale } => {
                write!(f, "{name}({location}, scale {scale}, {degrees_of_freedom} degrees of freedom)")
            }
            Self::Gumbel { location, scale }
            | Self::Cauchy { location, scale }
            | Self::Logistic { location, scale } => write!(f, "{name}({location}, scale {scale})"),
            Self::Pareto { shape, minimum } => write!(f, "{name}(shape {shape}, from {minimum})"),
            Self::Poisson { mean } => write!(f, "{name}({mean})"),
            Self::Binomial { trials, probability } => write!(f, "{name}({trials}, {probability})"),
            Self::NegativeBinomial { successes, probability } => {
                write!(f, "{name}({successes}, {probability})")
            }
            Self::Discrete { values, weights } => {
                let pairs: Vec<String> =
                    values.iter().zip(weights).map(|(v, w)| format!("{v}: {w}")).collect();
                write!(f, "{name}({})", pairs.join(", "))
            }
        }
    }
}
