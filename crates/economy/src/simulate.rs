//! The one door through which ensembles ask an economy for a run.

use jevons_numerics::Month;

use crate::output::{RunOutput, Schema};

/// An economy that is set up and can be run any number of times.
///
/// The same run number gives the same output, bit for bit, in whatever order, on whatever thread and however
/// often it is asked for.
pub trait Simulate {
    /// The shape of every run.
    fn schema(&self) -> &Schema;

    /// Simulates run number `run` from the opening to the last month.
    ///
    /// # Errors
    /// When a check of the model fails: accounts that do not balance, or a number that left its range.
    fn run(&self, run: u32) -> Result<RunOutput, SimulationError>;
}

/// A check of the model failed and the run was abandoned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("run {run}{}: {message}", month.map(|month| format!(" in {month}")).unwrap_or_default())]
pub struct SimulationError {
    /// Number of the run within its ensemble.
    pub run: u32,
    /// Month of the failure, if it has one.
    pub month: Option<Month>,
    /// What failed, naming the transaction, agent or series.
    pub message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_run_and_month() {
        let error = SimulationError { run: 7, month: Month::new(2026, 3), message: "deposits differ".into() };
        assert_eq!(error.to_string(), "run 7 in 2026-03: deposits differ");
        assert_eq!(SimulationError { month: None, ..error }.to_string(), "run 7: deposits differ");
    }
}
