//! Fits parameters to what was known at a date, over runs that open some time before.

mod approximate;
mod fitted;
mod observed;
pub mod recovery;
mod runs;

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::ValueEnum;
use jevons_backtest::Origin;
use jevons_facts::Release;
use jevons_history::{Target, origin_date, targets};
use jevons_inference::kalman::{Kalman, KalmanSettings};
use jevons_inference::{InferenceError, Population, Targets};
use jevons_numerics::Month;

use crate::economy::{EARLIEST, Plan, Setup, set_up};
use crate::failure::Failure;
use crate::posterior::Source;
use crate::session::Session;

pub use fitted::{Fitted, Step};
use observed::Observed;
use runs::Runs;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Method {
    /// Ensemble Kalman inversion: all parameters at once, near to normal in normal scores
    #[default]
    Kalman,
    /// Approximate Bayesian computation by sequential Monte Carlo: a few parameters, of any shape
    Abc,
}

impl Method {
    /// Its name in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Kalman => "ensemble Kalman inversion",
            Self::Abc => "approximate Bayesian computation by sequential Monte Carlo",
        }
    }
}

/// What is fitted, and how.
#[derive(Debug, Clone)]
pub struct Fit {
    /// How.
    pub method: Method,
    /// Last month that is known.
    pub origin: Month,
    /// Last month that the opening of the runs knows.
    pub start: Month,
    /// Ids of the targets.
    pub targets: Vec<String>,
    /// Keys of the parameters that are fitted; when empty, all by Kalman, those with most influence by ABC.
    pub parameters: Vec<String>,
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
    /// Where runs are kept while the fit is under way, and whether one that was stopped goes on.
    pub journal: Option<(PathBuf, bool)>,
}

impl Fit {
    /// The usual way to fit at an origin.
    pub fn at(origin: Month, seed: u64, set: &[String]) -> Self {
        let earliest = EARLIEST.parse::<Month>().map_or(origin, |month| month.plus(-1));
        Self {
            method: Method::default(),
            origin,
            start: origin.plus(-MONTHS).max(earliest),
            targets: FITTED.map(str::to_owned).to_vec(),
            parameters: Vec::new(),
            members: 300,
            rounds: 20,
            discrepancy: 0.15,
            seed,
            set: set.to_vec(),
            journal: None,
        }
    }

    /// The plan of its runs, up to the last month with an observation.
    fn plan(&self, to: Month) -> Plan {
        Plan {
            from: Some(self.start.plus(1)),
            to: Some(to),
            seed: self.seed,
            set: self.set.clone(),
            source: Source::Priors,
            runs: self.members,
            ..Plan::default()
        }
    }

    /// All that decides what its runs are.
    fn work(&self, inputs: &BTreeMap<String, String>) -> String {
        let settings = Self { journal: None, ..self.clone() };
        format!("{} {settings:?} {inputs:?}", env!("CARGO_PKG_VERSION"))
    }
}

/// What a fit works on.
struct Work {
    origin: Origin,
    setup: Setup,
    /// Keys of all parameters.
    keys: Vec<String>,
    /// Positions of those asked for; none when the method chooses.
    places: Vec<usize>,
}

impl Work {
    fn new(session: &mut Session, release: &Release, fit: &Fit) -> Result<Self, Failure> {
        let known = release.as_of(origin_date(fit.origin));
        let origin = Origin::new(known, fit.start, chosen(fit)?, fit.seed);
        let Some(to) = origin.last_month() else {
            return Err(Failure::with_hint(
                format!("nothing was observed between {} and {} that could be fitted", fit.start, fit.origin),
                "take an earlier --start, or other targets (docs/targets.md)",
            ));
        };
        let setup = set_up(session, &fit.plan(to))?;
        let keys: Vec<String> = setup.parameters.keys().map(str::to_owned).collect();
        let places = places(&fit.parameters, &keys)?;
        Ok(Self { origin, setup, keys, places })
    }

    /// What came of fitting the parameters at `places`: the ensemble before and after.
    fn fitted(
        &self,
        places: Vec<usize>,
        targets: Targets,
        (prior, posterior): (Population, Population),
        steps: Vec<Step>,
    ) -> Fitted {
        Fitted {
            keys: places.iter().map(|place| self.keys[*place].clone()).collect(),
            parameters: self.keys.len(),
            places,
            cases: self.origin.cases().to_vec(),
            targets,
            prior,
            posterior,
            steps,
            progress: 1.0,
            stopped: None,
            simulations: 0,
        }
    }

    fn fit(&self, session: &mut Session, fit: &Fit, observed: Observed) -> Result<Fitted, Failure> {
        let runs = Runs::new(session, &self.setup, &self.origin, fit)?;
        match fit.method {
            Method::Kalman => by_kalman(fit, runs, self, observed.targets(fit.discrepancy)?),
            Method::Abc => approximate::fit(fit, runs, self, &observed),
        }
    }
}

/// Fits parameters to what was known at `fit.origin`.
pub fn fit(session: &mut Session, release: &Release, fit: &Fit) -> Result<Fitted, Failure> {
    let work = Work::new(session, release, fit)?;
    work.fit(session, fit, Observed::of(work.origin.cases()))
}

/// Positions of the parameters asked for.
fn places(wanted: &[String], keys: &[String]) -> Result<Vec<usize>, Failure> {
    let place = |key: &String| {
        keys.iter().position(|known| known == key).ok_or_else(|| {
            let near = jevons_parameters::nearest(key, keys.iter().map(String::as_str), 3);
            Failure::unknown("parameter", key, &near, "`jevons params list` lists them")
        })
    };
    let mut places: Vec<usize> = wanted.iter().map(place).collect::<Result<_, _>>()?;
    places.sort_unstable();
    places.dedup();
    Ok(places)
}

fn by_kalman(fit: &Fit, mut runs: Runs<'_>, work: &Work, targets: Targets) -> Result<Fitted, Failure> {
    let keys = &work.keys;
    let places = if work.places.is_empty() { (0..keys.len()).collect() } else { work.places.clone() };
    let settings = KalmanSettings {
        members: fit.members as usize,
        parameters: places.len(),
        rounds: fit.rounds,
        cutoff: CUTOFF,
        seed: fit.seed,
    };
    let mut simulate = |proposals: &[_]| runs.of(proposals, &places);
    let mut kalman = Kalman::start(settings, targets.clone(), &mut simulate).map_err(failure)?;
    let prior = kalman.population().clone();
    kalman.finish(&mut simulate).map_err(failure)?;
    runs.finish()?;
    let steps = kalman.rounds().iter().map(Step::of_round).collect();
    let (progress, simulations) = (kalman.progress(), kalman.simulations());
    let fitted = work.fitted(places, targets, (prior, kalman.population().clone()), steps);
    Ok(Fitted { progress, simulations, ..fitted })
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
