//! Runs of an ensemble played again from its manifest: as recorded, or without its scenario.

use std::path::Path;

use jevons_economy::simulate::Simulate;
use jevons_numerics::Month;
use jevons_results::Manifest;

use crate::draws::{DrawArgs, RECORDED};
use crate::economy::{self, Inputs, Plan, Setup};
use crate::failure::Failure;
use crate::posterior::Source;
use crate::session::Session;

/// The plan that a manifest records.
fn plan(manifest: &Manifest) -> Result<Plan, Failure> {
    let month = |text: &str| text.parse::<Month>().map_err(|error| Failure::BadInput(error.to_string()));
    let (mut scenario, mut draws, mut set) = (String::new(), DrawArgs::default(), Vec::new());
    let mut source = Source::default();
    for fixed in &manifest.overrides {
        match fixed.key.as_str() {
            "scenario" => scenario.clone_from(&fixed.value),
            "posterior" => source = fixed.value.parse().unwrap_or_default(),
            key if RECORDED.contains(&key) => DrawArgs::from_recorded(key, &fixed.value, &mut draws)?,
            key => set.push(format!("{key}={}", fixed.value)),
        }
    }
    let (from, to) = (Some(month(&manifest.from)?), Some(month(&manifest.to)?));
    Ok(Plan { from, to, seed: manifest.seed, set, scenario, draws, source, runs: manifest.runs })
}

/// The same economy without its scenario, under the same draws; `None` when it has none.
pub fn without_scenario(
    session: &mut Session,
    folder: &Path,
    manifest: &Manifest,
) -> Result<Option<Setup>, Failure> {
    let plan = plan(manifest)?;
    if plan.scenario.is_empty() {
        return Ok(None);
    }
    // A run without the scenario says something of the recorded one only if that could be played again.
    set_up_again(session, folder, manifest)?;
    economy::set_up(session, &Plan { scenario: String::new(), ..plan }).map(Some)
}

/// The economy of a manifest, if the program and the inputs at hand are those it was made with.
pub fn set_up_again(session: &mut Session, folder: &Path, manifest: &Manifest) -> Result<Setup, Failure> {
    let at = folder.display();
    if manifest.jevons_version != env!("CARGO_PKG_VERSION") {
        let (made, now) = (&manifest.jevons_version, env!("CARGO_PKG_VERSION"));
        return Err(Failure::with_hint(
            format!("`{at}` was made by jevons {made}, this is {now}: the run cannot be played again"),
            format!("use jevons {made}, or simulate the ensemble again"),
        ));
    }
    // The inputs come first: with others, every further message would be about the wrong thing.
    let inputs = Inputs::load(session)?;
    let digests = inputs.digests();
    let other = |name: &str| {
        Failure::with_hint(
            format!("`{name}` is not what `{at}` was made with: the run cannot be played again"),
            "use --data and --parameters to name the inputs of that time",
        )
    };
    let recorded = &manifest.inputs_sha256;
    // The scenario and the posterior are known once they are put together again.
    let later = |name: &str| name.starts_with("scenario ") || name == "posterior";
    let names = recorded.keys().filter(|name| !later(name)).chain(digests.keys());
    if let Some(name) = names.into_iter().find(|&name| recorded.get(name) != digests.get(name)) {
        return Err(other(name));
    }
    let setup = inputs.set_up(session, &plan(manifest)?).map_err(|failure| match failure {
        Failure::BadInput(message) => {
            Failure::BadInput(format!("the settings in `{at}/manifest.json` cannot be used: {message}"))
        }
        other => other,
    })?;
    let again = setup.inputs();
    match recorded.keys().chain(again.keys()).find(|&name| recorded.get(name) != again.get(name)) {
        Some(name) => Err(other(name)),
        None => Ok(setup),
    }
}

/// Whether the run played again has the digest that was recorded; `None` when the run was not finished.
pub fn compare_digest(setup: &Setup, folder: &Path, run: u32) -> Result<Option<bool>, Failure> {
    let recorded = jevons_results::recorded_digest(folder, setup.simulation.schema(), run)?;
    let Some(recorded) = recorded else { return Ok(None) };
    let again = setup.simulation.run(run).map_err(|error| Failure::CheckFailed(error.to_string()))?;
    Ok(Some(again.digest == recorded))
}
