//! What is wrong with a release: every finding names its file, line and field, and says what to do.

use std::cell::RefCell;
use std::fmt;

/// Whether a finding stops the release from being used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The release cannot be used.
    Error,
    /// The release can be used; the row deserves a look.
    Warning,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Whether it stops the release from being used.
    pub severity: Severity,
    /// Name of the file.
    pub file: String,
    /// Line of the file, counted from 1, where the row starts.
    pub line: Option<u64>,
    /// Column.
    pub field: Option<String>,
    /// What was found and what was expected.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(field) = &self.field {
            write!(f, ", field `{field}`")?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

/// A release that cannot be used, with every reason found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError {
    /// All errors, in the order of files and lines.
    pub issues: Vec<Issue>,
}

impl LoadError {
    /// How many errors the message prints before it only counts.
    pub const SHOWN: usize = 20;
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.issues.len();
        write!(f, "the data release has {count} error{}", if count == 1 { "" } else { "s" })?;
        for issue in self.issues.iter().take(Self::SHOWN) {
            write!(f, "\n{issue}")?;
        }
        if count > Self::SHOWN {
            write!(f, "\n... and {} more", count - Self::SHOWN)?;
        }
        Ok(())
    }
}

impl std::error::Error for LoadError {}

/// Findings as they are collected: a load goes on after an error, to report all of them at once.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    errors: RefCell<Vec<Issue>>,
    warnings: RefCell<Vec<Issue>>,
}

impl Findings {
    pub fn push(&self, issue: Issue) {
        match issue.severity {
            Severity::Error => {
                let mut errors = self.errors.borrow_mut();
                // A cell that two readers look at is one fault.
                if errors.last() != Some(&issue) {
                    errors.push(issue);
                }
            }
            Severity::Warning => self.warnings.borrow_mut().push(issue),
        }
    }

    /// The warnings, unless there was an error.
    pub fn finish(self) -> Result<Vec<Issue>, LoadError> {
        let errors = self.errors.into_inner();
        if errors.is_empty() { Ok(self.warnings.into_inner()) } else { Err(LoadError { issues: errors }) }
    }
}

/// The name nearest to `found`, as the text of a hint; `None` when nothing is near.
pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = found.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for name in known {
        let score = strsim::jaro_winkler(&lower, &name.to_lowercase());
        if best.is_none_or(|(leading, _)| score > leading) {
            best = Some((score, name));
        }
    }
    best.filter(|(score, _)| *score >= 0.8).map(|(_, name)| name)
}
