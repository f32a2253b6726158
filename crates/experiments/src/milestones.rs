//! Milestones: conditions on recorded series, and in how many runs and how soon each is met.
//!
//! Milestones are written like scenarios whose shocks change nothing, so that one language says when something happens.
//! They are held against finished runs: a run's series go in, and for each milestone its first month comes out.

use jevons_economy::output::{EventKind, RunOutput, Schema};
use jevons_numerics::Month;
use jevons_scenarios::{Fired, Happening, Program};

/// Delays of each milestone over the runs added so far.
#[derive(Debug, Clone)]
pub struct Milestones {
    program: Program,
    first_month: Month,
    columns: usize,
    values: usize,
    runs: u64,
    /// Months from the trigger to the milestone, for the runs that meet it.
    delays: Vec<Vec<u32>>,
}

/// What is known of one milestone.
#[derive(Debug, Clone, PartialEq)]
pub struct Milestone {
    /// Its name.
    pub id: String,
    /// What it is, in one line.
    pub describe: String,
    /// Runs that meet it.
    pub reached: u64,
    /// Runs.
    pub runs: u64,
    /// Median of the months from the trigger, over the runs that meet it; `None` without any.
    pub median_delay: Option<u32>,
}

impl Milestones {
    /// No runs yet, of ensembles with this shape; `values` is the number of inputs of the vocabulary that `program` was
    /// checked against.
    #[must_use]
    pub fn new(program: Program, schema: &Schema, values: usize) -> Self {
        let delays = vec![Vec::new(); program.shocks().len()];
        let (first_month, columns) = (schema.first_month, schema.columns.len());
        Self { program, first_month, columns, values, runs: 0, delays }
    }

    /// Adds a run: milestones count from its first shock on, or from its start when it has none.
    pub fn add(&mut self, output: &RunOutput) {
        let months = output.series.len() / self.columns.max(1);
        let shock = output.events.iter().find(|event| event.kind == EventKind::Shock);
        let trigger = shock.map_or(0, |event| event.month.since(self.first_month).max(0) as usize);
        let mut state = self.program.start();
        // What milestones change does not matter: they add nothing.
        let (base, mut values) = (vec![0.0; self.values], vec![0.0; self.values]);
        let mut fired: Vec<Fired> = Vec::new();
        let mut first = vec![None; self.delays.len()];
        for step in 0..months {
            let before = match step {
                0 => &[][..],
                _ => &output.series[(step - 1) * self.columns..step * self.columns],
            };
            fired.clear();
            self.program.step(&mut state, step, before, &base, &mut values, &mut fired);
            for event in &fired {
                // Conditions look at the month before.
                let met = step.saturating_sub(1);
                if event.what == Happening::Began && met >= trigger && first[event.shock].is_none() {
                    first[event.shock] = Some((met - trigger) as u32);
                }
            }
        }
        for (delays, first) in self.delays.iter_mut().zip(first) {
            delays.extend(first);
        }
        self.runs += 1;
    }

    /// What is known so far, in the order of the milestones.
    #[must_use]
    pub fn table(&self) -> Vec<Milestone> {
        let shocks = self.program.shocks().iter();
        shocks
            .zip(&self.delays)
            .map(|(shock, delays)| {
                let mut sorted = delays.clone();
                sorted.sort_unstable();
                Milestone {
                    id: shock.id.clone(),
                    describe: shock.describe.clone(),
                    reached: delays.len() as u64,
                    runs: self.runs,
                    median_delay: sorted.get(sorted.len() / 2).copied(),
                }
            })
            .collect()
    }
}
