//! Measures of many runs: expressions of the language of measures, read from every run of an ensemble.

use jevons_economy::output::Schema;
use jevons_economy::simulate::{Simulate, SimulationError};
use jevons_outcomes::Formula;
use jevons_parameters::Diagnostics;

use crate::batches::{in_batches, interruption};
use crate::economy::Setup;
use crate::failure::Failure;
use crate::session::Session;

/// What is kept of a run.
#[derive(Debug, Clone)]
pub struct Measured {
    /// Values of the parameters.
    pub draws: Vec<f64>,
    /// What each formula says, in their order; NaN where it says nothing.
    pub values: Vec<f64>,
}

/// Reads `formulas`, which must have been checked against the economy, from `runs` runs.
///
/// # Errors
/// When a check of the model fails, or the user stops it.
pub fn measure(
    session: &Session,
    setup: &Setup,
    formulas: &[&Formula],
    runs: u32,
) -> Result<Vec<Measured>, Failure> {
    let schema = setup.simulation.schema();
    let compute = |run: u32| -> Result<Measured, SimulationError> {
        let output = setup.simulation.run(run)?;
        let values =
            formulas.iter().map(|formula| formula.number(schema, &output).unwrap_or(f64::NAN)).collect();
        Ok(Measured { values, draws: output.draws })
    };
    let mut measured = Vec::with_capacity(runs as usize);
    let taken = in_batches(session, runs, compute, |one| {
        measured.push(one);
        Ok(())
    })?;
    interruption(taken, runs).map_or(Ok(measured), Err)
}

/// Reads a measure that stands by itself and holds it against what the economy records; `what` is what it is called.
///
/// # Errors
/// Everything that is wrong with it, at its place.
pub fn formula(text: &str, what: &str, schema: &Schema) -> Result<Formula, Failure> {
    let wrong = |wrong: Diagnostics| {
        Failure::BadInput(format!("{what} asks for what there is not\n\n{}", wrong.render(true)))
    };
    Formula::of_run_alone(text, what, schema).map_err(wrong)
}

/// The finite ones among some numbers, in their order.
pub fn sorted_finite(values: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    sorted
}
