//! What would have happened anyway: the same run without the scenario, and what becomes of each event there.

use jevons_economy::output::{Event, EventKind};
use jevons_economy::simulate::Simulate;
use jevons_experiments::causes::{Fate, fates};
use jevons_results::Manifest;
use serde_json::{Value, json};

use super::TraceArgs;
use crate::failure::Failure;
use crate::replay;
use crate::session::Session;

/// The run without its scenario.
pub struct Without {
    scenario: String,
    /// Of each event.
    fates: Vec<Fate>,
    /// The first shock: what is before it is the same in both.
    first_shock: u32,
}

/// Plays the run again without its scenario; `None` when it has none or no shock came in this run.
///
/// When that is not possible, because the program or its inputs are not those of the folder, it says so and goes on: the
/// causes on record are good without it.
pub fn play(
    args: &TraceArgs,
    session: &mut Session,
    manifest: &Manifest,
    run: u32,
    events: &[Event],
) -> Result<Option<Without>, Failure> {
    let Some(shock) = events.iter().find(|event| event.kind == EventKind::Shock) else { return Ok(None) };
    let recorded = manifest.overrides.iter().find(|fixed| fixed.key == "scenario");
    let Some(scenario) = recorded.map(|fixed| fixed.value.clone()) else { return Ok(None) };
    let without = match replay::without_scenario(session, &args.folder, manifest) {
        Ok(Some(setup)) => {
            setup.simulation.run(run).map_err(|error| Failure::CheckFailed(error.to_string()))?
        }
        Ok(None) => return Ok(None),
        Err(Failure::BadInput(reason)) => {
            session.note(format!("what would have happened without {scenario} is not known: {reason}"))?;
            return Ok(None);
        }
        Err(failure) => return Err(failure),
    };
    Ok(Some(Without { scenario, fates: fates(events, &without.events), first_shock: shock.id }))
}

impl Without {
    fn fate(&self, event: u32) -> Option<Fate> {
        self.fates.get(event as usize).copied().filter(|_| event > self.first_shock)
    }

    /// Name of the scenario.
    pub fn scenario(&self) -> &str {
        &self.scenario
    }

    /// Whether an event does not happen in the same months without the scenario; shocks do not.
    pub fn differs(&self, event: u32) -> bool {
        event == self.first_shock || self.fate(event).is_some_and(|fate| fate != Fate::Anyway)
    }

    /// What is said beside an event; nothing of what was before the first shock.
    pub fn in_words(&self, event: u32) -> Option<String> {
        let months = |n: u32, word: &str| format!("{n} months {word}");
        Some(match self.fate(event)? {
            Fate::Anyway => "anyway".to_owned(),
            Fate::Later(n) => months(n, "sooner"),
            Fate::Earlier(n) => months(n, "later"),
            Fate::Gone => format!("only with {}", self.scenario),
        })
    }

    /// How many of some events do not happen without the scenario.
    pub fn gone(&self, events: impl IntoIterator<Item = u32>) -> usize {
        events.into_iter().filter(|&event| self.fate(event) == Some(Fate::Gone)).count()
    }

    /// The same for machines.
    pub fn json(&self, event: u32) -> Value {
        match self.fate(event) {
            None => json!({ "happens": true, "months_later": 0 }),
            Some(Fate::Anyway) => json!({ "happens": true, "months_later": 0 }),
            Some(Fate::Later(n)) => json!({ "happens": true, "months_later": n }),
            Some(Fate::Earlier(n)) => json!({ "happens": true, "months_later": -i64::from(n) }),
            Some(Fate::Gone) => json!({ "happens": false }),
        }
    }

    /// How to read it.
    pub fn note(&self) -> String {
        let name = &self.scenario;
        format!(
            "anyway, sooner, later, only: against the same run without {name}, under the same draws; an event counts as the \
             same within twelve months, a default always"
        )
    }
}
