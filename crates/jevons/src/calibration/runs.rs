//! The runs of a fit: computed over threads, or taken from the journal of a fit that was stopped.

use std::collections::BTreeMap;

use jevons_backtest::{Origin, OriginReader};
use jevons_economy::simulate::Simulate;
use jevons_inference::Proposal;
use jevons_results::Journal;

use crate::batches::{in_batches, interruption};
use crate::calibration::Fit;
use crate::economy::Setup;
use crate::failure::Failure;
use crate::session::Session;

/// What simulates proposals.
pub struct Runs<'a> {
    session: &'a Session,
    setup: &'a Setup,
    reader: OriginReader<'a>,
    journal: Option<Journal>,
    /// Rows by the number of their run, when they are wanted later.
    kept: Option<BTreeMap<u32, Vec<f64>>>,
}

impl<'a> Runs<'a> {
    /// Runs of `fit` that are read at the cases of `origin`.
    pub fn new(
        session: &'a mut Session,
        setup: &'a Setup,
        origin: &'a Origin,
        fit: &Fit,
    ) -> Result<Self, Failure> {
        let reader =
            origin.reader(setup.simulation.schema()).map_err(|error| Failure::Internal(error.to_string()))?;
        let journal = match &fit.journal {
            None => None,
            Some((path, resume)) => {
                let open = if *resume { Journal::resume } else { Journal::create };
                let journal = open(path, &fit.work(&setup.inputs()))?;
                if journal.known() > 0 && !session.json() {
                    session.aside(&format!("{} runs are known from before", journal.known()))?;
                }
                Some(journal)
            }
        };
        Ok(Self { session, setup, reader, journal, kept: None })
    }

    /// Keeps all rows from here on.
    pub fn keep_rows(&mut self) {
        self.kept = Some(BTreeMap::new());
    }

    /// The row of a run that was kept.
    pub fn row(&self, run: u32) -> Option<&Vec<f64>> {
        self.kept.as_ref()?.get(&run)
    }

    /// The point of the prior of a run.
    pub fn prior_point(&self, run: u32) -> Vec<f64> {
        self.setup.simulation.point(run)
    }

    /// What runs at these points say of the cases. A point gives the parameters at `places`; all others are drawn from
    /// their priors.
    pub fn of(&mut self, proposals: &[Proposal], places: &[usize]) -> Result<Vec<Vec<f64>>, Failure> {
        let Self { session, setup, reader, journal, kept } = self;
        let simulation = &setup.simulation;
        let mut rows = Vec::with_capacity(proposals.len());
        if let Some(journal) = journal {
            rows.extend(proposals.iter().map_while(|proposal| journal.recall(proposal.run)));
        }
        let known = rows.len();
        let compute = |index: u32| {
            let proposal = &proposals[known + index as usize];
            let mut point = simulation.point(proposal.run);
            for (place, coordinate) in places.iter().zip(&proposal.unit) {
                point[*place] = *coordinate;
            }
            simulation.run_at_point(&point, proposal.run).map(|output| reader.read(&output))
        };
        let count = (proposals.len() - known) as u32;
        let taken = in_batches(session, count, compute, |row: Vec<f64>| {
            if let Some(journal) = journal {
                journal.keep(proposals[rows.len()].run, &row)?;
            }
            rows.push(row);
            Ok(())
        })?;
        if let Some(stopped) = interruption(taken, count) {
            return Err(stopped);
        }
        if let Some(kept) = kept {
            kept.extend(proposals.iter().map(|proposal| proposal.run).zip(rows.iter().cloned()));
        }
        Ok(rows)
    }

    /// Nothing more will be asked for: the journal goes.
    pub fn finish(&mut self) -> Result<(), Failure> {
        self.journal.take().map_or(Ok(()), |journal| Ok(journal.finish()?))
    }
}
