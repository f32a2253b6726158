//! Whether a fit finds again what is known: parameters of runs of the model itself, from what would have been reported of them.
//!
//! The true values are drawn from the priors, so that over many histories the central nine tenths of a fit that knows what it
//! knows hold nine tenths of them (S. Talts, M. Betancourt, D. Simpson, A. Vehtari and A. Gelman, "Validating Bayesian
//! Inference Algorithms with Simulation-Based Calibration", 2018).

use jevons_facts::Release;
use jevons_inference::Proposal;
use jevons_numerics::Streams;

use crate::calibration::observed::Observed;
use crate::calibration::runs::Runs;
use crate::calibration::{Fit, Work};
use crate::failure::Failure;
use crate::session::Session;

/// Number of the first run that makes a history; no fit has so many.
const FIRST: u32 = 1 << 30;
/// Stream of the errors of simulated histories.
const HISTORIES: u64 = 0x5bc0_0001;

/// One parameter of one history.
#[derive(Debug, Clone)]
pub struct Recovered {
    /// Its key.
    pub key: String,
    /// Its true value, in the unit cube of the prior.
    pub truth: f64,
    /// Mean of the posterior.
    pub mean: f64,
    /// Share of the posterior below the truth.
    pub rank: f64,
    /// Whether the fit says something about it that chance would not.
    pub informed: bool,
}

impl Recovered {
    /// Whether the truth lies in the central interval of this probability.
    pub fn inside(&self, probability: f64) -> bool {
        (self.rank - 0.5).abs() <= probability / 2.0
    }
}

/// Fits to `histories` histories made by the model.
pub fn recover(
    session: &mut Session,
    release: &Release,
    fit: &Fit,
    histories: u32,
) -> Result<Vec<Recovered>, Failure> {
    let fit = Fit { journal: None, ..fit.clone() };
    let work = Work::new(session, release, &fit)?;
    let all: Vec<usize> = (0..work.keys.len()).collect();
    let mut found = Vec::new();
    for history in 0..histories {
        let run = FIRST + history;
        let mut runs = Runs::new(session, &work.setup, &work.origin, &fit)?;
        let truth = runs.prior_point(run);
        let rows = runs.of(&[Proposal { unit: truth.clone(), run }], &all)?;
        if rows[0].iter().any(|value| !value.is_finite()) {
            continue;
        }
        let streams = Streams::new(fit.seed ^ HISTORIES, history);
        let observed = Observed::simulated(work.origin.cases(), &rows[0], fit.discrepancy, streams);
        if !session.json() {
            session.aside(&format!("history {} of {histories}", history + 1))?;
        }
        let fitted = work.fit(session, &fit, observed)?;
        let said = fitted.contractions();
        let population = &fitted.posterior;
        found.extend(fitted.keys.iter().enumerate().map(|(at, key)| {
            let truth = truth[fitted.places[at]];
            let below = population.particles.iter().filter(|particle| particle.unit[at] < truth);
            Recovered {
                key: key.clone(),
                truth,
                mean: said[at].mean,
                rank: below.map(|particle| particle.weight).sum(),
                informed: said[at].is_informed(),
            }
        }));
    }
    Ok(found)
}
