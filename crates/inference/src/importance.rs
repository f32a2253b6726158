//! Runs that exist already, weighted by their likelihood: no new simulation, at the price of few runs that count.
//!
//! With normal errors of observation the weight of a run of the prior is `exp(-sum of squared residuals / 2)`. When many
//! targets are known well, one run takes all the weight; [`Population::effective_size`] tells, and below some tens the
//! result should not be used. A temperature above 1 widens all errors by its square root.

use jevons_numerics::Streams;
use jevons_numerics::math::exp;

use crate::error::{self, InvalidInference};
use crate::population::{log_sum_exp, purpose};
use crate::{Particle, Population, Proposal, Targets};

/// Weights runs of the prior; runs with outputs that are not numbers get none.
///
/// # Errors
/// When lists differ in length, the temperature is below 1, or no run gave numbers.
pub fn weigh(
    proposals: Vec<Proposal>,
    outputs: Vec<Vec<f64>>,
    targets: &Targets,
    temperature: f64,
) -> Result<Population, InvalidInference> {
    error::length("outputs", outputs.len(), proposals.len())?;
    let fits = temperature >= 1.0 && temperature.is_finite();
    error::number("temperature", temperature, fits, "a finite number, one or more")?;
    for output in &outputs {
        error::length("outputs of a simulation", output.len(), targets.len())?;
    }
    let particle = |(proposal, outputs): (Proposal, Vec<f64>)| {
        let distance = targets.distance(&outputs);
        Particle { unit: proposal.unit, run: proposal.run, weight: 0.0, outputs, distance }
    };
    let mut particles: Vec<Particle> = proposals.into_iter().zip(outputs).map(particle).collect();
    let count = targets.len() as f64;
    let log_weights: Vec<f64> =
        particles.iter().map(|p| -0.5 * count * p.distance * p.distance / temperature).collect();
    let total = log_sum_exp(&log_weights);
    if total == f64::NEG_INFINITY {
        let simulated = particles.len();
        return Err(InvalidInference::TooFewUsable { usable: 0, simulated, needed: 1 });
    }
    for (particle, log_weight) in particles.iter_mut().zip(log_weights) {
        particle.weight = exp(log_weight - total);
    }
    Ok(Population { particles })
}

/// Positions of `count` equally weighted draws from the particles (systematic resampling: one uniform places a comb over the
/// cumulated weights, so that a particle of weight `w` is drawn `w count` times, rounded up or down).
#[must_use]
pub fn resample(weights: &[f64], count: usize, seed: u64) -> Vec<usize> {
    let total: f64 = weights.iter().sum();
    if weights.is_empty() || total.is_nan() || total <= 0.0 {
        return Vec::new();
    }
    let offset = Streams::new(seed, 0).at(purpose::RESAMPLE, 0).uniform(0);
    let (mut position, mut sum) = (0, weights[0] / total);
    let draw = |tooth: usize| {
        let wanted = (tooth as f64 + offset) / count as f64;
        while sum < wanted && position + 1 < weights.len() {
            position += 1;
            sum += weights[position] / total;
        }
        position
    };
    (0..count).map(draw).collect()
}
