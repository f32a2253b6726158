//! The fit by ABC: a few parameters, brought near to one figure for each target.
//!
//! Dozens of quarters can never all be near at once, and those of a target err together. What is compared is therefore the
//! mean of a target's quarters, in logarithms. Parameters that are not fitted are drawn from their priors in every run, so
//! that the posterior is that of the fitted ones whatever the others are.

use jevons_inference::abc::{AbcSettings, AbcSmc, Kernel, Progress};
use jevons_inference::influence::influences;
use jevons_inference::{Population, Proposal};

use crate::calibration::fitted::{Fitted, Step};
use crate::calibration::observed::Observed;
use crate::calibration::runs::Runs;
use crate::calibration::{Fit, Work, failure};
use crate::failure::Failure;

/// Parameters that are fitted when none are named: more would need too many runs.
pub const FEW: usize = 8;
/// Runs handed out at once.
const BATCH: usize = 200;
/// Runs at most, for each member.
const RUNS_PER_MEMBER: u32 = 60;
/// Share of accepted runs below which it is enough.
const LEAST_ACCEPTANCE: f64 = 0.03;

/// Fits by ABC.
pub fn fit(fit: &Fit, mut runs: Runs<'_>, work: &Work, observed: &Observed) -> Result<Fitted, Failure> {
    runs.keep_rows();
    let keys = &work.keys;
    let places = if work.places.is_empty() { telling(fit, &mut runs, keys)? } else { work.places.clone() };
    let settings = AbcSettings {
        particles: fit.members as usize,
        parameters: places.len(),
        tolerance_quantile: 0.5,
        final_tolerance: 0.0,
        generations: fit.rounds,
        simulations: fit.members.saturating_mul(RUNS_PER_MEMBER),
        least_acceptance: LEAST_ACCEPTANCE,
        kernel: Kernel::WeightedCovariance,
        add_observation_error: true,
        batch: BATCH,
        seed: fit.seed,
    };
    let mut simulate = |proposals: &[Proposal]| -> Result<Vec<Vec<f64>>, Failure> {
        Ok(runs.of(proposals, &places)?.iter().map(|row| observed.mean_of(row)).collect())
    };
    let mut abc =
        AbcSmc::start(settings, observed.means(fit.discrepancy)?, &mut simulate).map_err(failure)?;
    let prior = abc.population().clone();
    let progress = abc.finish(&mut simulate).map_err(failure)?;
    runs.finish()?;
    let populations = (with_rows(prior, &runs), with_rows(abc.population().clone(), &runs));
    let steps = abc.generations().iter().map(Step::of_generation).collect();
    let fitted = work.fitted(places, observed.targets(fit.discrepancy)?, populations, steps);
    Ok(Fitted { stopped: Some(words(progress)), simulations: abc.simulations(), ..fitted })
}

const fn words(progress: Progress) -> &'static str {
    match progress {
        Progress::Continues | Progress::ReachedGenerations => "all generations asked for were made",
        Progress::ReachedTolerance => "the tolerance reached zero",
        Progress::ReachedSimulations => "the next generation would have needed too many runs",
        Progress::AcceptanceTooLow => "too few runs were accepted to go on",
    }
}

/// The parameters that decide most about the targets, by an ensemble of the prior.
fn telling(fit: &Fit, runs: &mut Runs<'_>, keys: &[String]) -> Result<Vec<usize>, Failure> {
    let all: Vec<usize> = (0..keys.len()).collect();
    // Runs of their own, numbered beyond all others.
    let first = u32::MAX - fit.members;
    let proposals: Vec<Proposal> =
        (first..u32::MAX).map(|run| Proposal { unit: runs.prior_point(run), run }).collect();
    let rows = runs.of(&proposals, &all)?;
    let particles = proposals.into_iter().zip(rows).map(|(Proposal { unit, run }, outputs)| {
        let finite = outputs.iter().all(|value| value.is_finite());
        let distance = if finite { 0.0 } else { f64::INFINITY };
        jevons_inference::Particle { unit, run, weight: 1.0, outputs, distance }
    });
    let influence = influences(&Population { particles: particles.collect() });
    let mut order = all;
    order.sort_by(|a, b| influence[*b].total_cmp(&influence[*a]));
    order.truncate(FEW);
    order.sort_unstable();
    Ok(order)
}

/// The population with what its runs said of every case instead of the means.
fn with_rows(mut population: Population, runs: &Runs<'_>) -> Population {
    for particle in &mut population.particles {
        if let Some(row) = runs.row(particle.run) {
            particle.outputs.clone_from(row);
        }
    }
    population
}
