//! Fits parameters to what was known at a date, by ensemble Kalman inversion over runs that open some time before.

use std::collections::BTreeMap;

use jevons_backtest::{Case, Origin};
use jevons_economy::simulate::Simulate;
use jevons_facts::Release;
use jevons_history::{Target, origin_date, targets};
use jevons_inference::kalman::{Kalman, KalmanSettings, Round};
use jevons_inference::{InferenceError, Population, Proposal, Targets};
use jevons_numerics::Month;
use jevons_numerics::math::{ln, sqrt};

use crate::batches::{in_batches, interruption};
use crate::draws::DrawArgs;
use crate::economy::{EARLIEST, Plan, set_up};
use crate::failure::Failure;
use crate::session::Session;

/// Targets that the model and the record define nearly alike; the others are scored, not fitted.
pub const FITTED: [&str; 8] = [
    "revenue.Nvidia",
    "capex.Microsoft",
    "capex.Alphabet",
    "capex.Amazon",
    "capex.Meta",
    "capex.Oracle",
    "revenue.OpenAI",
    "revenue.Anthropic",
];
/// Months of history that parameters are fitted to.
pub const MONTHS: i32 = 24;
/// Correlations within this many standard errors of zero count as chance.
const CUTOFF: f64 = 3.0;

/// How parameters are fitted.
#[derive(Debug, Clone)]
pub struct Fit {
    /// Last month that is known.
    pub origin: Month,
    /// Last month that the opening of the runs knows.
    pub start: Month,
    /// Ids of the targets.
    pub targets: Vec<String>,
    /// Members of the ensemble.
    pub members: u32,
    /// Rounds at most.
    pub rounds: u32,
    /// Error of the model itself, in logarithms.
    pub discrepancy: f64,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Fixed inputs.
    pub set: Vec<String>,
}

impl Fit {
    /// The usual way to fit at an origin.
    pub fn at(origin: Month, seed: u64, set: &[String]) -> Self {
        let earliest = EARLIEST.parse::<Month>().map_or(origin, |month| month.plus(-1));
        Self {
            origin,
            start: origin.plus(-MONTHS).max(earliest),
            targets: FITTED.map(str::to_owned).to_vec(),
            members: 300,
            rounds: 20,
            discrepancy: 0.15,
            seed,
            set: set.to_vec(),
        }
    }
}

/// What came of a fit.
#[derive(Debug)]
pub struct Fitted {
    /// Keys of the parameters, aligned with the points of the populations.
    pub keys: Vec<String>,
    /// What was fitted to.
    pub cases: Vec<Case>,
    /// The same as numbers.
    pub targets: Targets,
    /// The ensemble before.
    pub prior: Population,
    /// The ensemble after.
    pub posterior: Population,
    /// The rounds.
    pub rounds: Vec<Round>,
    /// Share of the information used; less than 1 when rounds ran out.
    pub progress: f64,
    /// Runs simulated.
    pub simulations: u32,
}

/// Beginning of the keys of parameters that speak of the month in which runs open. What a fit says of them holds for the
/// opening of the fit, and nothing for that of later runs.
const OF_THE_OPENING: &str = "opening.";

impl Fitted {
    /// Positions of the parameters that later runs take from the fit.
    fn carried(&self) -> impl Iterator<Item = usize> {
        (0..self.keys.len()).filter(|position| !self.keys[*position].starts_with(OF_THE_OPENING))
    }

    /// Keys of the parameters that later runs take from the fit; all others keep their priors.
    pub fn carried_keys(&self) -> Vec<String> {
        self.carried().map(|position| self.keys[position].clone()).collect()
    }

    /// Points of members whose runs came to numbers, aligned with [`Fitted::carried_keys`].
    pub fn points(&self) -> Vec<Vec<f64>> {
        let usable = self.posterior.particles.iter().filter(|member| member.weight > 0.0);
        usable.map(|member| self.carried().map(|position| member.unit[position]).collect()).collect()
    }

    /// Points of later runs: the fitted members one after the other, what they do not carry taken from `prior`.
    pub fn point(&self, run: u32, mut prior: Vec<f64>) -> Vec<f64> {
        let usable: Vec<_> = self.posterior.particles.iter().filter(|member| member.weight > 0.0).collect();
        if let Some(member) = usable.get(run as usize % usable.len().max(1)) {
            for position in self.carried() {
                prior[position] = member.unit[position];
            }
        }
        prior
    }
}

/// Fits parameters to what was known at `fit.origin`.
pub fn fit(session: &mut Session, release: &Release, fit: &Fit) -> Result<Fitted, Failure> {
    let known = release.as_of(origin_date(fit.origin));
    let origin = Origin::new(known, fit.start, chosen(fit)?, fit.seed);
    let Some(to) = origin.last_month() else {
        return Err(Failure::with_hint(
            format!("nothing was observed between {} and {} that could be fitted", fit.start, fit.origin),
            "take an earlier --start, or other targets (docs/targets.md)",
        ));
    };
    let plan = Plan {
        from: Some(fit.start.plus(1)),
        to: Some(to),
        seed: fit.seed,
        set: fit.set.clone(),
        scenario: String::new(),
        draws: DrawArgs::default(),
        posterior: None,
        runs: fit.members,
    };
    let setup = set_up(session, &plan)?;
    let simulation = &setup.simulation;
    let reader = origin.reader(simulation.schema()).map_err(|error| Failure::Internal(error.to_string()))?;
    let targets = observed(origin.cases(), fit.discrepancy)?;
    let keys: Vec<String> = setup.parameters.keys().map(str::to_owned).collect();
    let settings = KalmanSettings {
        members: fit.members as usize,
        parameters: keys.len(),
        rounds: fit.rounds,
        cutoff: CUTOFF,
        seed: fit.seed,
    };
    let mut simulate = |proposals: &[Proposal]| -> Result<Vec<Vec<f64>>, Failure> {
        let mut rows = Vec::with_capacity(proposals.len());
        let count = proposals.len() as u32;
        let compute = |index: u32| {
            let proposal = &proposals[index as usize];
            simulation.run_at_point(&proposal.unit, proposal.run).map(|output| reader.read(&output))
        };
        let taken = in_batches(session, count, compute, |row| {
            rows.push(row);
            Ok(())
        })?;
        interruption(taken, count).map_or(Ok(rows), Err)
    };
    let mut kalman = Kalman::start(settings, targets.clone(), &mut simulate).map_err(failure)?;
    let prior = kalman.population().clone();
    kalman.finish(&mut simulate).map_err(failure)?;
    Ok(Fitted {
        keys,
        cases: origin.cases().to_vec(),
        targets,
        prior,
        posterior: kalman.population().clone(),
        rounds: kalman.rounds().to_vec(),
        progress: kalman.progress(),
        simulations: kalman.simulations(),
    })
}

fn failure(error: InferenceError<Failure>) -> Failure {
    match error {
        InferenceError::Invalid(error) => Failure::CheckFailed(error.to_string()),
        InferenceError::Simulator(failure) => failure,
    }
}

fn chosen(fit: &Fit) -> Result<Vec<Target>, Failure> {
    let all = targets();
    let ids: Vec<&str> = all.iter().map(|target| target.id.as_str()).collect();
    for wanted in &fit.targets {
        if !ids.contains(&wanted.as_str()) {
            let near = jevons_parameters::nearest(wanted, ids.iter().copied(), 3);
            return Err(Failure::unknown("target", wanted, &near, "docs/targets.md lists them"));
        }
    }
    Ok(all.iter().filter(|target| fit.targets.contains(&target.id)).cloned().collect())
}

/// Observations in logarithms with their errors.
///
/// What a model has wrong about a target it has wrong in every quarter: the error of the model is shared by the `n` cases of
/// a target, which is the same as `n` times its variance for each of them if they were independent.
fn observed(cases: &[Case], discrepancy: f64) -> Result<Targets, Failure> {
    let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
    for case in cases {
        *counts.entry(&case.target).or_default() += 1.0;
    }
    let deviation = |case: &Case| {
        let shared = counts.get(case.target.as_str()).copied().unwrap_or(1.0) * discrepancy * discrepancy;
        sqrt(case.log_deviation * case.log_deviation + shared)
    };
    let values = cases.iter().map(|case| ln(case.observed)).collect();
    Targets::new(values, cases.iter().map(deviation).collect())
        .map_err(|error| Failure::BadInput(error.to_string()))
}
