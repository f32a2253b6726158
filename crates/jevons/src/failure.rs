//! How a command ends: well, with a failed check, or not at all.

use std::io;

use jevons_facts::LoadError;
use jevons_results::ResultsError;

/// A command that came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All is well.
    Good,
    /// The command was to check something, and it failed.
    CheckFailed,
}

/// A command that could not do its work.
#[derive(Debug)]
pub enum Failure {
    /// Arguments or files are wrong; the message says where, and may hold a `hint:` line.
    BadInput(String),
    /// The system refused: a full disk, no permission.
    Refused(String),
    /// A defect of jevons.
    Internal(String),
    /// A check of the model or of the data failed.
    CheckFailed(String),
    /// The user stopped it; what was finished is kept.
    Interrupted(String),
    /// Nobody reads the output any more.
    Closed,
}

impl Failure {
    /// The exit code of the program.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::BadInput(_) => 2,
            Self::Refused(_) | Self::Internal(_) => 3,
            Self::CheckFailed(_) => 1,
            Self::Interrupted(_) => jevons::interrupt::INTERRUPTED,
            // Who closed the pipe has all they wanted.
            Self::Closed => 0,
        }
    }

    /// Bad input with a hint.
    pub fn with_hint(message: impl AsRef<str>, hint: impl AsRef<str>) -> Self {
        Self::BadInput(format!("{}\n  hint: {}", message.as_ref(), hint.as_ref()))
    }

    /// A name that is not known, with the nearest ones that are.
    pub fn unknown(what: &str, found: &str, near: &[&str], otherwise: &str) -> Self {
        let message = format!("there is no {what} `{found}`");
        if near.is_empty() {
            return Self::with_hint(message, otherwise);
        }
        let names: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
        Self::with_hint(message, format!("did you mean {}?", names.join(" or ")))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::Refused(format!("the output cannot be written: {error}")),
        }
    }
}

impl From<ResultsError> for Failure {
    fn from(error: ResultsError) -> Self {
        match (&error, error.exit_code()) {
            (ResultsError::Encoding { .. }, _) => Self::Internal(error.to_string()),
            (_, 2) => Self::BadInput(error.to_string()),
            _ => Self::Refused(error.to_string()),
        }
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        Self::BadInput(error.to_string())
    }
}
