//! Several scenarios at once, `S01+S07`.

use std::collections::BTreeMap;

use jevons_parameters::{Diagnostics, sha256};
use thiserror::Error;

use crate::check;
use crate::program::Program;
use crate::scenario::Scenario;
use crate::vocabulary::Vocabulary;

/// Scenarios that act together, in the order in which they were named; without any it is the baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Composition {
    scenarios: Vec<Scenario>,
}

/// Why scenarios cannot act together.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CompositionError {
    /// The same scenario is named more than once.
    #[error("scenario `{id}` is named twice\nhint: a scenario acts once; name it once")]
    Twice {
        /// Its id.
        id: String,
    },
    /// Two files have the same id, by which triggers and results tell scenarios apart.
    #[error("`{first}` and `{second}` have the same id `{id}`\nhint: give your own file an id of its own")]
    SameId {
        /// The id.
        id: String,
        /// Name of the file named first.
        first: String,
        /// Name of the file named later.
        second: String,
    },
}

/// Puts scenarios together. Shocks act in the order of the scenarios, and within one in the order of its file.
///
/// # Errors
/// When two scenarios have the same id.
pub fn compose(scenarios: &[Scenario]) -> Result<Composition, CompositionError> {
    for (position, later) in scenarios.iter().enumerate() {
        if let Some(first) =
            scenarios[..position].iter().find(|first| first.id.eq_ignore_ascii_case(&later.id))
        {
            let id = later.id.clone();
            return Err(match first.text == later.text {
                true => CompositionError::Twice { id },
                false => {
                    CompositionError::SameId { id, first: first.file.clone(), second: later.file.clone() }
                }
            });
        }
    }
    Ok(Composition { scenarios: scenarios.to_vec() })
}

impl Composition {
    /// The scenarios, in the order in which they act.
    #[must_use]
    pub fn scenarios(&self) -> &[Scenario] {
        &self.scenarios
    }

    /// The ids joined by `+`, as one names them; `baseline` when there are none.
    #[must_use]
    pub fn name(&self) -> String {
        let ids: Vec<&str> = self.scenarios.iter().map(|scenario| scenario.id.as_str()).collect();
        if ids.is_empty() { "baseline".to_owned() } else { ids.join("+") }
    }

    /// SHA-256 over everything that the scenarios say and their order: the digest of one line
    /// `<sha256 of the file>  <id>` for each.
    #[must_use]
    pub fn digest(&self) -> String {
        let lines = self.scenarios.iter().map(|scenario| format!("{}  {}\n", scenario.digest(), scenario.id));
        sha256(lines.collect::<String>().as_bytes())
    }

    /// Makes the program that runs execute, against what the model lets scenarios change and look at.
    ///
    /// The second value are warnings: shocks of which one undoes another, or that never act within these months.
    ///
    /// # Errors
    /// Names that the model does not know and values that it cannot take, with lines and hints.
    pub fn check(&self, vocabulary: &Vocabulary) -> Result<(Program, Diagnostics), Diagnostics> {
        check::check(self, vocabulary)
    }

    /// The files by their names, for messages that point into them.
    pub(crate) fn texts(&self) -> BTreeMap<String, String> {
        self.scenarios.iter().map(|scenario| (scenario.file.clone(), scenario.text.clone())).collect()
    }
}
