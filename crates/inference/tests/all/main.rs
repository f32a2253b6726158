//! Calibrators against known posteriors, diagnostics against ArviZ, and what is refused.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod chains;
mod conjugate;
mod recovery;
mod refusals;

use std::convert::Infallible;

use jevons_inference::Proposal;
use jevons_inference::abc::{AbcSettings, Kernel};

/// Reasonable settings for one or two parameters.
fn abc_settings(parameters: usize) -> AbcSettings {
    AbcSettings {
        particles: 1_000,
        parameters,
        tolerance_quantile: 0.5,
        final_tolerance: 0.02,
        generations: 20,
        simulations: 400_000,
        least_acceptance: 0.002,
        kernel: Kernel::WeightedCovariance,
        add_observation_error: false,
        batch: 2_000,
        seed: 17,
    }
}

/// A simulator of one point as a simulator of batches that cannot fail.
fn batches(
    simulate: impl Fn(&Proposal) -> Vec<f64>,
) -> impl FnMut(&[Proposal]) -> Result<Vec<Vec<f64>>, Infallible> {
    move |proposals| Ok(proposals.iter().map(&simulate).collect())
}
