//! A scenario: a story, the claims that it bears on, and the shocks that it consists of.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use jevons_parameters::{Diagnostics, Place, Source, SourceIndex, sha256};
use serde::Serialize;

use crate::read;
use crate::shock::Shock;

/// A scenario as its file gives it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scenario {
    /// Its id, such as `S03`.
    pub id: String,
    /// Its name, in a few words.
    pub name: String,
    /// What happens in it and why one would ask.
    pub story: String,
    /// Ids of the claims that it bears on.
    pub claims: Vec<String>,
    /// Ids of the mechanisms that it works through.
    pub mechanisms: Vec<String>,
    /// Where its numbers come from.
    pub sources: Vec<Source>,
    /// Remarks.
    pub notes: Option<String>,
    /// Its shocks, in the order in which they act.
    pub shocks: Vec<Shock>,
    /// Name of its file.
    pub file: String,
    #[serde(skip)]
    pub(crate) text: String,
    /// Where the id stands.
    #[serde(skip)]
    pub(crate) id_span: Range<usize>,
}

impl Scenario {
    /// Reads a scenario; `file` is the name that messages show.
    ///
    /// Sources are checked in their form only; see [`Scenario::parse_with_sources`].
    ///
    /// ```
    /// use jevons_scenarios::Scenario;
    ///
    /// let scenario = Scenario::parse("dear-tokens.toml", r#"
    ///     id = "dear-tokens"
    ///     name = "Tokens get dear"
    ///     story = "The labs stop selling below cost."
    ///
    ///     [[shock]]
    ///     id = "reset"
    ///     describe = "List prices triple within a year"
    ///     target = "levers.list_price"
    ///     operation = "scale"
    ///     value = 3
    ///     shape = "ramp"
    ///     ramp_months = 12
    ///     from = "+6"
    /// "#)?;
    /// assert_eq!(scenario.shocks[0].value, 3.0);
    /// # Ok::<(), jevons_parameters::Diagnostics>(())
    /// ```
    ///
    /// # Errors
    /// Everything that is wrong with the file, with lines and hints.
    pub fn parse(file: &str, text: &str) -> Result<Self, Diagnostics> {
        Self::parse_with_sources(file, text, &AnySource)
    }

    /// Reads a scenario whose sources the release must have.
    ///
    /// # Errors
    /// Everything that is wrong with the file, with lines and hints.
    pub fn parse_with_sources(
        file: &str,
        text: &str,
        sources: &dyn SourceIndex,
    ) -> Result<Self, Diagnostics> {
        read::scenario(file, text, sources)
            .map_err(|list| Diagnostics::new(BTreeMap::from([(file.to_owned(), text.to_owned())]), list))
    }

    /// The name of the file without folder and ending, such as `S03-funding-round-fails`.
    #[must_use]
    pub fn slug(&self) -> &str {
        let name = self.file.rsplit(['/', '\\']).next().unwrap_or_default();
        Path::new(name).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
    }

    /// The file as it was read.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn id_place(&self) -> Place {
        Place::new(&self.file, self.id_span.clone())
    }

    /// SHA-256 of the file.
    #[must_use]
    pub fn digest(&self) -> String {
        sha256(self.text.as_bytes())
    }
}

/// A release that has everything, for those who have none at hand.
struct AnySource;

impl SourceIndex for AnySource {
    fn contains(&self, _: &str) -> bool {
        true
    }

    fn nearest(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}
