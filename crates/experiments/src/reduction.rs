//! Reduces runs to what tables and charts show, without keeping them.

use jevons_economy::output::{Column, EventKind, RunOutput, Schema};

use crate::causes::Trees;
use crate::exact_sum::ExactSum;
use crate::outcomes::{FirstEvents, Outcome, Share};
use crate::quantiles::{QUANTILES, QuantileEstimate};
use crate::regimes::{RegimeSummary, Regimes};
use crate::sample::{SAMPLE_RUNS, Sample};

/// A run that does not have the shape of its ensemble, or that holds an infinite number or impossible causes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("run {run} is not valid: {message}")]
pub struct InvalidRun {
    /// Number of the run.
    pub run: u32,
    /// What is wrong with it.
    pub message: String,
}

/// One series in one month, over all runs.
#[derive(Debug, Clone, PartialEq)]
pub struct CellSummary {
    /// Runs in which the metric applied.
    pub runs: u64,
    /// Runs in which it did not apply (a closed company).
    pub not_applicable: u64,
    /// Mean over the runs in which it applied; NaN without any, as all numbers below.
    pub mean: f64,
    /// Standard error of the mean; NaN with fewer than two runs. Its standard deviation is that of the sample.
    pub mean_standard_error: f64,
    /// Smallest value of all runs.
    pub min: f64,
    /// Largest value of all runs.
    pub max: f64,
    /// Quantiles at [`QUANTILES`].
    pub quantiles: [QuantileEstimate; QUANTILES.len()],
}

impl CellSummary {
    /// The quantile at one of the probabilities of [`QUANTILES`]; NaN for any other.
    #[must_use]
    pub fn quantile(&self, probability: f64) -> f64 {
        let found = QUANTILES.iter().position(|&known| known == probability);
        found.map_or(f64::NAN, |position| self.quantiles[position].value)
    }
}

/// What an ensemble says.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Runs summarised.
    pub runs: u64,
    /// Runs from which quantiles and standard errors were taken: all, or [`SAMPLE_RUNS`].
    pub sampled_runs: u64,
    /// For each column of the schema, each month.
    pub columns: Vec<Vec<CellSummary>>,
    /// Events by kind and agent, for those that happened in any run.
    pub outcomes: Vec<Outcome>,
    /// How large the trees of causes and effects are, and the largest of them.
    pub trees: Trees,
    /// Results by regime of the deciding quantities.
    pub regimes: Vec<RegimeSummary>,
}

impl Summary {
    /// What was found about one kind of event and agent; `None` when it happened in no run.
    #[must_use]
    pub fn outcome(&self, kind: EventKind, agent: usize) -> Option<&Outcome> {
        self.outcomes.iter().find(|outcome| outcome.kind == kind && outcome.agent == agent)
    }

    /// Share of runs in which the agent defaulted by the end of the ensemble.
    #[must_use]
    pub fn default_share(&self, agent: usize) -> Share {
        self.outcome(EventKind::Default, agent)
            .map_or(Share { runs: 0, of: self.runs }, |outcome| outcome.share)
    }
}

/// Exact running statistics of one cell.
#[derive(Debug, Clone)]
struct Cell {
    runs: u64,
    sum: ExactSum,
    min: f64,
    max: f64,
}

/// Runs reduced so far. Its memory depends on months, columns, the size of the sample and the largest tree of events,
/// not on the runs.
#[derive(Debug, Clone)]
pub struct Reduction {
    months: usize,
    columns: usize,
    labels: Vec<String>,
    agents: usize,
    runs: u64,
    cells: Vec<Cell>,
    sample: Sample,
    first_events: FirstEvents,
    trees: Trees,
    regimes: Regimes,
}

impl Reduction {
    /// An empty reduction of an ensemble; `seed` is the seed of the ensemble and chooses the sampled runs.
    #[must_use]
    pub fn new(schema: &Schema, seed: u64) -> Self {
        Self::with_sample(schema, seed, SAMPLE_RUNS)
    }

    /// As [`Reduction::new`], keeping at most `sample_runs` runs (8 bytes each per month and column).
    #[must_use]
    pub fn with_sample(schema: &Schema, seed: u64, sample_runs: usize) -> Self {
        let empty = Cell { runs: 0, sum: ExactSum::default(), min: f64::INFINITY, max: f64::NEG_INFINITY };
        Self {
            months: schema.months,
            columns: schema.columns.len(),
            labels: schema.columns.iter().map(Column::label).collect(),
            agents: schema.agents.len(),
            runs: 0,
            cells: vec![empty; schema.months * schema.columns.len()],
            sample: Sample::new(seed, sample_runs),
            first_events: FirstEvents::new(schema.first_month, schema.months),
            trees: Trees::default(),
            regimes: Regimes::new(schema),
        }
    }

    /// Adds one run. Each run may be added once, here or in a reduction that is merged later.
    ///
    /// # Errors
    /// When the run does not fit the schema, holds an infinite number or an event that names a cause that is not earlier;
    /// it is then not counted.
    pub fn add(&mut self, output: &RunOutput) -> Result<(), InvalidRun> {
        let invalid = |message| InvalidRun { run: output.run, message };
        self.check(output).map_err(invalid)?;
        self.trees.add(output.run, &output.events).map_err(|error| invalid(error.to_string()))?;
        self.runs += 1;
        for (cell, &value) in self.cells.iter_mut().zip(&output.series) {
            if !value.is_nan() {
                cell.runs += 1;
                cell.sum.add(value);
                cell.min = cell.min.min(value);
                cell.max = cell.max.max(value);
            }
        }
        self.sample.offer(output.run, &output.series);
        self.first_events.add(&output.events);
        self.regimes.add(output);
        Ok(())
    }

    fn check(&self, output: &RunOutput) -> Result<(), String> {
        let (found, expected) = (output.series.len(), self.cells.len());
        if found != expected {
            return Err(format!(
                "it has {found} values where {} months of {} columns need {expected}",
                self.months, self.columns
            ));
        }
        if let Some(cell) = output.series.iter().position(|value| value.is_infinite()) {
            let month = self.first_events.month(cell / self.columns);
            return Err(format!("{} is infinite in {month}", self.labels[cell % self.columns]));
        }
        for event in &output.events {
            let agents = [Some(event.agent), event.counterparty];
            if let Some(agent) = agents.into_iter().flatten().find(|&agent| agent >= self.agents) {
                return Err(format!("event {} names agent {agent} of {}", event.id, self.agents));
            }
            if self.first_events.position(event.month).is_none() {
                return Err(format!(
                    "event {} is dated {}, outside the simulated months",
                    event.id, event.month
                ));
            }
        }
        Ok(())
    }

    /// Adds every run of `other`, a reduction of the same ensemble that shares no run with this one.
    pub fn merge(&mut self, other: Self) {
        self.runs += other.runs;
        for (own, other) in self.cells.iter_mut().zip(other.cells) {
            own.runs += other.runs;
            own.sum.merge(&other.sum);
            own.min = own.min.min(other.min);
            own.max = own.max.max(other.max);
        }
        self.sample.merge(other.sample);
        self.first_events.merge(other.first_events);
        self.trees.merge(other.trees);
        self.regimes.merge(other.regimes);
    }

    /// Runs added so far.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.runs
    }

    /// Summary of one column, month by month; columns may be summarised in parallel.
    #[must_use]
    pub fn column(&self, column: usize) -> Vec<CellSummary> {
        (0..self.months).map(|month| self.cell(month * self.columns + column)).collect()
    }

    fn cell(&self, index: usize) -> CellSummary {
        let cell = &self.cells[index];
        let sorted = self.sample.sorted(index);
        let applies = cell.runs > 0;
        let or_nan = |value: f64| if applies { value } else { f64::NAN };
        CellSummary {
            runs: cell.runs,
            not_applicable: self.runs - cell.runs,
            mean: or_nan(cell.sum.total() / cell.runs as f64),
            mean_standard_error: (sample_variance(&sorted) / cell.runs as f64).sqrt(),
            min: or_nan(cell.min),
            max: or_nan(cell.max),
            quantiles: QUANTILES.map(|probability| QuantileEstimate::of(&sorted, probability)),
        }
    }

    /// The summary of everything added so far.
    #[must_use]
    pub fn summary(&self) -> Summary {
        self.summary_of((0..self.columns).map(|column| self.column(column)).collect())
    }

    /// The summary, from columns that the caller computed with [`Reduction::column`].
    #[must_use]
    pub fn summary_of(&self, columns: Vec<Vec<CellSummary>>) -> Summary {
        Summary {
            runs: self.runs,
            sampled_runs: self.sample.len() as u64,
            columns,
            outcomes: self.first_events.outcomes(self.runs),
            trees: self.trees.clone(),
            regimes: self.regimes.table(),
        }
    }
}

/// Variance with n - 1; NaN for fewer than two values.
fn sample_variance(sorted: &[f64]) -> f64 {
    if sorted.len() < 2 {
        return f64::NAN;
    }
    let mean = sorted.iter().sum::<f64>() / sorted.len() as f64;
    sorted.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (sorted.len() - 1) as f64
}
