//! Estimates with intervals from resampled data (Efron 1979).

use jevons_numerics::Streams;
use jevons_numerics::special::normal_ppf;

use super::stream;
use crate::InvalidInput;
use crate::error::number;
use crate::moments::sample_deviation;

/// How intervals are made: the data are drawn again with replacement, and the interval is a multiple of the standard
/// deviation of the estimates from them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bootstrap {
    /// How often the data are drawn again.
    pub resamples: u32,
    /// Probability that an interval holds the true value, if errors are normal.
    pub level: f64,
    /// Seed of the draws.
    pub seed: u64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self { resamples: 100, level: 0.95, seed: 0 }
    }
}

impl Bootstrap {
    pub(crate) fn check(&self) -> Result<(), InvalidInput> {
        let valid = self.level > 0.0 && self.level < 1.0;
        number("level of intervals", self.level, valid, "a probability between 0 and 1, both excluded")?;
        if self.resamples < 2 {
            let found = self.resamples as usize;
            let hint = "an interval is as wide as estimates from resampled data differ";
            return Err(InvalidInput::TooFew { what: "resamples", found, needed: 2, hint });
        }
        Ok(())
    }

    /// The positions that resample number `resample` of `count` things consists of.
    pub(crate) fn positions(&self, resample: u32, count: usize) -> Vec<usize> {
        let draws = Streams::new(self.seed, resample).at(stream::BOOTSTRAP, 0);
        (0..count as u32).map(|draw| draws.below(draw, count as u32) as usize).collect()
    }

    /// Half the width of an interval, given estimates from all resamples.
    pub(crate) fn half_width(&self, estimates: &[f64]) -> f64 {
        normal_ppf(0.5 + self.level / 2.0) * sample_deviation(estimates)
    }
}

/// An estimate with half the width of its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// The interval reaches so far to both sides.
    pub half_width: f64,
}

impl Estimate {
    /// Lower end of the interval.
    #[must_use]
    pub fn low(&self) -> f64 {
        self.value - self.half_width
    }

    /// Upper end of the interval.
    #[must_use]
    pub fn high(&self) -> f64 {
        self.value + self.half_width
    }

    /// Whether the interval lies on one side of zero.
    #[must_use]
    pub fn differs_from_zero(&self) -> bool {
        self.low() > 0.0 || self.high() < 0.0
    }
}
