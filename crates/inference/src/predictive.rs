//! Posterior predictive checks: whether a fitted model would have produced what was seen.
//!
//! Outputs of the particles with errors of observation added are what the fitted model expects to see. An observation far in
//! their tail is one that the model cannot reproduce with any of its parameters: a fault of the model, not of its fit (A.
//! Gelman, X.-L. Meng and H. Stern, "Posterior predictive assessment of model fitness via realized discrepancies", Statistica
//! Sinica 6, 1996). The probabilities use the observations twice, and are nearer to one half than they should be.

use jevons_numerics::math::sqrt;
use jevons_numerics::special::normal_cdf;

use crate::error::{self, InvalidInference};
use crate::{Population, Targets};

/// One observation against what the fitted model expects.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Check {
    /// Mean of the outputs.
    pub mean: f64,
    /// Standard deviation of the outputs with the error of observation.
    pub deviation: f64,
    /// Probability that the fitted model gives less than what was observed.
    pub probability_below: f64,
}

impl Check {
    /// Observation less mean in standard deviations, given the observation.
    #[must_use]
    pub fn standardised(&self, observed: f64) -> f64 {
        (observed - self.mean) / self.deviation
    }

    /// Whether the observation lies in the central interval of this probability.
    #[must_use]
    pub fn within(&self, probability: f64) -> bool {
        (self.probability_below - 0.5).abs() <= probability / 2.0
    }
}

/// Checks every target; particles whose outputs are not numbers are left out.
///
/// # Errors
/// When outputs have another length than the targets, or no particle with weight gave numbers.
pub fn checks(population: &Population, targets: &Targets) -> Result<Vec<Check>, InvalidInference> {
    let particles = &population.particles;
    for particle in particles {
        error::length("outputs of a particle", particle.outputs.len(), targets.len())?;
    }
    let usable = |particle: &&crate::Particle| {
        particle.weight > 0.0 && particle.outputs.iter().all(|output| output.is_finite())
    };
    let kept: Vec<&crate::Particle> = particles.iter().filter(usable).collect();
    let total: f64 = kept.iter().map(|particle| particle.weight).sum();
    if total <= 0.0 {
        let simulated = particles.len();
        return Err(InvalidInference::TooFewUsable { usable: kept.len(), simulated, needed: 1 });
    }
    let check = |k: usize| {
        let (observed, error) = (targets.observed()[k], targets.deviations()[k]);
        let average = |value: &dyn Fn(f64) -> f64| {
            kept.iter().map(|particle| particle.weight * value(particle.outputs[k])).sum::<f64>() / total
        };
        let mean = average(&|output| output);
        let variance = average(&|output| (output - mean) * (output - mean));
        Check {
            mean,
            deviation: sqrt(variance + error * error),
            // The errors of observation are normal, so that their part is known without drawing them.
            probability_below: average(&|output| normal_cdf((observed - output) / error)),
        }
    };
    Ok((0..targets.len()).map(check).collect())
}
