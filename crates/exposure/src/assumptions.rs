//! What no file says: ranges for hidden reasoning, other tokenisers and other models, each with its source.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

const TEXT: &str = include_str!("../../../data/prices/assumptions.toml");

/// A range and where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// Low value.
    pub low: f64,
    /// Central value.
    pub central: f64,
    /// High value.
    pub high: f64,
    /// Tier of the source; D is judgement.
    pub tier: String,
    /// Source.
    pub source: String,
}

/// The assumptions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assumptions {
    /// Reasoning as a share of output, where it is not reported.
    pub reasoning_share_of_output: Range,
    /// Tokens that another tokeniser makes of a text, as a multiple.
    pub tokens_of_another_tokeniser: Range,
    /// Output of another model for an answer, as a multiple.
    pub output_of_another_model: Range,
    /// Calls of another model for a result, as a multiple.
    pub calls_of_another_model: Range,
}

impl Assumptions {
    /// Those inside the program.
    ///
    /// # Errors
    /// When the file inside the program is wrong: a defect.
    pub fn shipped() -> Result<Self, String> {
        let assumptions: Self =
            toml::from_str(TEXT).map_err(|error| format!("data/prices/assumptions.toml: {error}"))?;
        for (name, range) in assumptions.all() {
            if !(range.low <= range.central && range.central <= range.high) {
                return Err(format!("data/prices/assumptions.toml: {name} is out of order"));
            }
        }
        Ok(assumptions)
    }

    /// All of them by name.
    #[must_use]
    pub fn all(&self) -> BTreeMap<&'static str, &Range> {
        BTreeMap::from([
            ("reasoning_share_of_output", &self.reasoning_share_of_output),
            ("tokens_of_another_tokeniser", &self.tokens_of_another_tokeniser),
            ("output_of_another_model", &self.output_of_another_model),
            ("calls_of_another_model", &self.calls_of_another_model),
        ])
    }
}
