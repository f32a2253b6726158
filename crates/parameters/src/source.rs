//! Where a number comes from: a row of the data release, or judgement.

use std::fmt;

use serde::Serialize;

/// What the parameters need to know of the data release, so that this crate does not depend on the facts.
///
/// A reference has the form `<file>:<name>`, e.g. `populations:startup_runway_median`.
pub trait SourceIndex {
    /// Whether the release has the row that `reference` names.
    fn contains(&self, reference: &str) -> bool;

    /// References of the release that look like `reference`, nearest first; empty when none is near.
    fn nearest(&self, reference: &str) -> Vec<String>;

    /// What the release says there, in one line for people: value, range, unit, date.
    fn describe(&self, reference: &str) -> Option<String> {
        let _ = reference;
        None
    }
}

/// One entry of a parameter's `sources`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Nobody measured it: the authors' judgement.
    Judgement,
    /// A row of the data release, as `<file>:<name>`.
    Release(String),
}

impl Source {
    /// Reads `judgement` or `<file>:<name>`; `None` when the text is neither.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text == JUDGEMENT {
            return Some(Self::Judgement);
        }
        let (file, name) = text.split_once(':')?;
        let file_is_a_word = !file.is_empty()
            && file.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        (file_is_a_word && !name.trim().is_empty()).then(|| Self::Release(text.to_owned()))
    }
}

pub(crate) const JUDGEMENT: &str = "judgement";

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Judgement => JUDGEMENT,
            Self::Release(reference) => reference,
        })
    }
}

impl Serialize for Source {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
