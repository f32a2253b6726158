//! Points of the unit cube to simulate, and what came of them.

use jevons_numerics::math::{exp, ln, sqrt};
use jevons_numerics::special::{normal_cdf, normal_ppf};

/// A point to simulate.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The parameters, each the probability at which its prior's quantile is taken; between 0 and 1.
    pub unit: Vec<f64>,
    /// Number of the simulation, different for each: the run whose random numbers the simulator takes.
    pub run: u32,
}

/// A simulated point with its weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Particle {
    /// The parameters in the unit cube.
    pub unit: Vec<f64>,
    /// Number of the simulation.
    pub run: u32,
    /// Share of the posterior; weights of a population sum to 1.
    pub weight: f64,
    /// What the simulator gave.
    pub outputs: Vec<f64>,
    /// Distance from the targets, see [`crate::Targets::distance`].
    pub distance: f64,
}

/// A weighted sample of the posterior.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// The particles.
    pub particles: Vec<Particle>,
}

impl Population {
    /// How many equally weighted draws the weights are worth: one over the sum of their squares.
    #[must_use]
    pub fn effective_size(&self) -> f64 {
        1.0 / self.particles.iter().map(|particle| particle.weight * particle.weight).sum::<f64>()
    }

    /// The weights.
    #[must_use]
    pub fn weights(&self) -> Vec<f64> {
        self.particles.iter().map(|particle| particle.weight).collect()
    }

    /// Coordinate number `parameter` of all particles.
    #[must_use]
    pub fn coordinates(&self, parameter: usize) -> Vec<f64> {
        self.particles.iter().map(|particle| particle.unit[parameter]).collect()
    }

    /// Weighted mean and standard deviation of what `value` makes of a particle.
    #[must_use]
    pub fn moments(&self, value: impl Fn(&Particle) -> f64) -> (f64, f64) {
        let mean: f64 = self.particles.iter().map(|particle| particle.weight * value(particle)).sum();
        let square = |particle: &Particle| {
            let off = value(particle) - mean;
            particle.weight * off * off
        };
        (mean, sqrt(self.particles.iter().map(square).sum()))
    }

    /// Makes the weights sum to 1.
    pub(crate) fn normalise(&mut self) {
        let total: f64 = self.particles.iter().map(|particle| particle.weight).sum();
        self.particles.iter_mut().for_each(|particle| particle.weight /= total);
    }
}

/// Quantiles of the standard normal law at the coordinates: the prior becomes standard normal.
pub(crate) fn normal_scores(unit: &[f64]) -> Vec<f64> {
    unit.iter().map(|u| normal_ppf(*u)).collect()
}

/// Back to the open unit cube.
pub(crate) fn units(scores: &[f64]) -> Vec<f64> {
    // The nearest floats inside, as draws have them.
    const EDGE: f64 = f64::EPSILON / 2.0;
    scores.iter().map(|z| normal_cdf(*z).clamp(EDGE, 1.0 - EDGE)).collect()
}

/// `ln(sum of exp)` without overflow.
pub(crate) fn log_sum_exp(exponents: &[f64]) -> f64 {
    let largest = exponents.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return largest;
    }
    largest + ln(exponents.iter().map(|x| exp(x - largest)).sum())
}

/// What draws are for; no two are shared.
pub(crate) mod purpose {
    pub const PRIOR: u32 = 0;
    pub const ANCESTOR: u32 = 1;
    pub const MOVE: u32 = 2;
    pub const OBSERVATION: u32 = 3;
    pub const RESAMPLE: u32 = 4;
}
