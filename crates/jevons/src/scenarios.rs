//! Scenarios that arguments name: found, put together, checked against the model.

use jevons_economy::simulation::Simulation;
use jevons_parameters::Diagnostics;
use jevons_scenarios::{Composition, FindError, Library, Program, compose};

use crate::failure::Failure;
use crate::session::Session;
use crate::text::count;

/// Name of the run without any scenario.
pub const BASELINE: &str = "baseline";

/// The scenarios inside the program.
pub fn shipped() -> Result<Library, Failure> {
    Library::shipped().map_err(|wrong| Failure::Internal(wrong.render(true)))
}

/// The scenarios that `name` puts together, such as `S01+S07` or `./mine.toml`; `None` for the baseline.
pub fn find(name: &str) -> Result<Option<Composition>, Failure> {
    if name.trim().is_empty() || name.trim() == BASELINE {
        return Ok(None);
    }
    let scenarios = shipped()?.find_all(name).map_err(|error| match error {
        FindError::Invalid(wrong) => bad(&wrong),
        other => Failure::BadInput(other.to_string()),
    })?;
    compose(&scenarios).map(Some).map_err(|error| Failure::BadInput(error.to_string()))
}

/// What is wrong with a scenario.
fn bad(wrong: &Diagnostics) -> Failure {
    let errors = count(wrong.as_slice().len(), "error");
    // Colours that nobody can see are taken out on the way to the terminal.
    Failure::BadInput(format!("the scenario has {errors}\n\n{}", wrong.render(true)))
}

/// What an economy does under a composition; warnings go to the user.
pub fn program(
    session: &mut Session,
    composition: &Composition,
    simulation: &Simulation,
) -> Result<Program, Failure> {
    let (program, warnings) = composition.check(&simulation.vocabulary()).map_err(|wrong| bad(&wrong))?;
    if !warnings.is_empty() {
        session.warn(&warnings.render(true))?;
    }
    Ok(program)
}
