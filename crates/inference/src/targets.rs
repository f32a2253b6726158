//! What was observed, and how exactly.

use jevons_numerics::math::sqrt;

use crate::error::{self, InvalidInference};

/// Observations with the standard deviations of their errors, one for each output of the simulator.
///
/// Of positive quantities give logarithms: an error of observation is then a share of the quantity.
#[derive(Debug, Clone, PartialEq)]
pub struct Targets {
    observed: Vec<f64>,
    deviations: Vec<f64>,
}

impl Targets {
    /// Observations and the standard deviations of their errors.
    ///
    /// # Errors
    /// When there is none, the lists differ in length, an observation is not finite or a deviation not positive.
    pub fn new(observed: Vec<f64>, deviations: Vec<f64>) -> Result<Self, InvalidInference> {
        error::length("deviations of the targets", deviations.len(), observed.len())?;
        error::number("the number of targets", 0.0, !observed.is_empty(), "one or more")?;
        for &value in &observed {
            error::number("an observation", value, value.is_finite(), "a finite number")?;
        }
        for &value in &deviations {
            error::number(
                "a deviation",
                value,
                value > 0.0 && value.is_finite(),
                "a positive finite number",
            )?;
        }
        Ok(Self { observed, deviations })
    }

    /// The observations.
    #[must_use]
    pub fn observed(&self) -> &[f64] {
        &self.observed
    }

    /// Standard deviations of the errors of observation.
    #[must_use]
    pub fn deviations(&self) -> &[f64] {
        &self.deviations
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.observed.len()
    }

    /// Never: at least one is demanded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.observed.is_empty()
    }

    /// Simulated less observed, in standard deviations.
    pub fn residuals<'a>(&'a self, outputs: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        let observed = self.observed.iter().zip(&self.deviations);
        outputs.iter().zip(observed).map(|(output, (observed, deviation))| (output - observed) / deviation)
    }

    /// Root of the mean squared residual: 1 is as far off as errors of observation are; infinite when an output is not a
    /// number.
    #[must_use]
    pub fn distance(&self, outputs: &[f64]) -> f64 {
        let mean = self.residuals(outputs).map(|r| r * r).sum::<f64>() / self.len() as f64;
        if mean.is_finite() { sqrt(mean) } else { f64::INFINITY }
    }
}
