//! What a test says of a statement.

use std::fmt;

use serde::Serialize;

/// What a test says of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It holds by the rule in the file.
    Holds,
    /// It fails by the rule in the file.
    Fails,
    /// Partly, or not clearly enough for the rule.
    Mixed,
    /// Its time has not come.
    Open,
    /// What would decide it is not public, or is known from sources that carry no verdict.
    NotDecidable,
}

impl Verdict {
    /// All of them, in the order of tables.
    pub const ALL: [Self; 5] = [Self::Holds, Self::Fails, Self::Mixed, Self::Open, Self::NotDecidable];

    /// In words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::Mixed => "mixed",
            Self::Open => "open",
            Self::NotDecidable => "not decidable",
        }
    }

    /// The verdict called `name`, with a blank, a hyphen or an underscore between words.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase().replace(['-', '_'], " ");
        Self::ALL.into_iter().find(|verdict| verdict.as_str() == name)
    }

    /// Whether it says yes, no or both, and not that nothing can be said.
    #[must_use]
    pub const fn decides(self) -> bool {
        matches!(self, Self::Holds | Self::Fails | Self::Mixed)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
