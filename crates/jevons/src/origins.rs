//! The model run from past origins and scored, one after the other: later ones know the errors of earlier ones.

use jevons_backtest::{Origin, Scored};
use jevons_economy::simulate::Simulate;
use jevons_facts::Release;
use jevons_history::targets;
use jevons_numerics::Month;

use crate::batches::{in_batches, interruption};
use crate::calibration::{self, Fit};
use crate::economy::{Plan, set_up};
use crate::failure::Failure;
use crate::posterior::Source;
use crate::session::Session;

/// How the model is run from origins.
#[derive(Debug, Clone)]
pub struct Backtest {
    /// Runs from each origin.
    pub runs: u32,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Fixed inputs.
    pub set: Vec<String>,
    /// Whether parameters are fitted at each origin to what was known then.
    pub calibrate: bool,
}

impl Backtest {
    /// Runs and scores `origins`, in order.
    pub fn score(
        &self,
        session: &mut Session,
        release: &Release,
        origins: &[Month],
    ) -> Result<Vec<Scored>, Failure> {
        let mut scored = Vec::new();
        for month in origins {
            let more = self.at(session, release, *month, &scored)?;
            scored.extend(more);
        }
        Ok(scored)
    }

    fn at(
        &self,
        session: &mut Session,
        release: &Release,
        month: Month,
        earlier: &[Scored],
    ) -> Result<Vec<Scored>, Failure> {
        let origin = Origin::new(release.as_of(release.date()), month, targets(), self.seed);
        let Some(to) = origin.last_month() else { return Ok(Vec::new()) };
        let plan = Plan {
            from: Some(month.plus(1)),
            to: Some(to),
            seed: self.seed,
            set: self.set.clone(),
            source: Source::Priors,
            runs: self.runs,
            ..Plan::default()
        };
        let setup = set_up(session, &plan)?;
        let simulation = &setup.simulation;
        let reader =
            origin.reader(simulation.schema()).map_err(|error| Failure::Internal(error.to_string()))?;
        if !session.json() {
            session.aside(&format!("from {month}: {} outcomes up to {to}", origin.cases().len()))?;
        }
        let fitted = match self.calibrate {
            true => Some(calibration::fit(session, release, &Fit::at(month, self.seed, &self.set))?.draws()),
            false => None,
        };
        let mut runs = Vec::with_capacity(self.runs as usize);
        let compute = |run: u32| {
            let output = match &fitted {
                Some(draws) => simulation.run_at_point(&draws.point(run, simulation.point(run)), run),
                None => simulation.run(run),
            };
            output.map(|output| reader.read(&output))
        };
        let taken = in_batches(session, self.runs, compute, |row| {
            runs.push(row);
            Ok(())
        })?;
        if let Some(stopped) = interruption(taken, self.runs) {
            return Err(stopped);
        }
        Ok(origin.score(&runs, earlier))
    }
}
