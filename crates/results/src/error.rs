//! What can go wrong with a run folder, and what to do about it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A failure to write or read a run folder. Whatever was finished before it stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum ResultsError {
    /// The operating system refused.
    #[error("cannot {action} `{}`: {source}\nhint: {}", path.display(), hint(source))]
    Io {
        /// What was attempted, e.g. `write`.
        action: &'static str,
        /// On which path.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// The folder holds something that is not a run.
    #[error(
        "`{}` is not empty and is not a run folder (it has no manifest.json; it does have `{found}`)\n\
         hint: name a new or an empty folder; nothing was changed",
        path.display()
    )]
    NotOurs {
        /// The folder.
        path: PathBuf,
        /// One thing in it.
        found: String,
    },
    /// The folder holds a finished ensemble already.
    #[error(
        "`{}` holds a finished ensemble of {runs} runs, made {created}\n\
         hint: name another folder, or delete this one first; --resume writes its summary and report again; nothing \
         was changed",
        path.display()
    )]
    Finished {
        /// The folder.
        path: PathBuf,
        /// Its runs.
        runs: u32,
        /// When it was made.
        created: String,
    },
    /// The folder holds an ensemble that was interrupted.
    #[error(
        "`{}` holds an unfinished ensemble ({finished} of {runs} runs, made {created})\n\
         hint: continue it with --resume and the same arguments, or name another folder; nothing was changed",
        path.display()
    )]
    Unfinished {
        /// The folder.
        path: PathBuf,
        /// Runs kept.
        finished: u32,
        /// Runs wanted.
        runs: u32,
        /// When it was made.
        created: String,
    },
    /// There is nothing to resume.
    #[error("there is no run to resume in `{}`: it has no manifest.json\nhint: leave out --resume to start a new run there", path.display())]
    NothingToResume {
        /// The folder.
        path: PathBuf,
    },
    /// A journal of work that was not finished is in the way.
    #[error("earlier work was not finished: `{}` holds its runs\nhint: --resume goes on where it stopped; delete the file to begin anew", path.display())]
    UnfinishedWork {
        /// The journal.
        path: PathBuf,
    },
    /// A journal holds the runs of other work.
    #[error("`{}` holds runs of other settings, files or another version of jevons\nhint: repeat the command as it was first given, or delete the file to begin anew", path.display())]
    OtherWork {
        /// The journal.
        path: PathBuf,
    },
    /// The folder was computed with other settings or inputs.
    #[error("cannot resume `{}`: it was started with other settings or inputs\n{}hint: repeat the original command with --resume (`command` in manifest.json), or start a new folder", path.display(), list(differences))]
    Incompatible {
        /// The folder.
        path: PathBuf,
        /// Everything that differs.
        differences: Vec<Difference>,
    },
    /// The folder is laid out as another version of jevons does.
    #[error(
        "`{}` is in format {found} of run folders, this jevons reads format {expected}\n\
         hint: use the version of jevons that made it (`jevons_version` in manifest.json), or run it again in a new folder",
        path.display()
    )]
    OtherFormat {
        /// The folder.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The format that is read.
        expected: u32,
    },
    /// Another process is writing to the folder.
    #[error("another jevons process is writing to `{}`\nhint: wait for it, or name another folder", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// A file of the folder is not as it was written.
    #[error("`{}` is damaged: {message}\nhint: {remedy}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found and what was expected.
        message: String,
        /// What the user can do.
        remedy: String,
    },
    /// A table could not be encoded: a defect of the program.
    #[error("cannot encode `{}`: {message}", path.display())]
    Encoding {
        /// The file.
        path: PathBuf,
        /// Why.
        message: String,
    },
}

impl ResultsError {
    pub(crate) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io { action, path: path.to_owned(), source }
    }

    pub(crate) fn damaged(path: &Path, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_owned(), message: message.into(), remedy: remedy.into() }
    }

    /// Exit code by the program's convention: 2 for what the user can put right in the command or the folder, 3
    /// when the machine refused or the program failed.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Io { source, .. } if is_wrong_path(source) => 2,
            Self::Io { .. } | Self::Encoding { .. } => 3,
            _ => 2,
        }
    }
}

/// A setting or input that the folder was computed with and that differs now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The setting, e.g. `seed`, or the input, e.g. `parameters/labs.toml`.
    pub what: String,
    /// What the folder has.
    pub folder: String,
    /// What was asked for now.
    pub now: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} in the folder, {} now", self.what, self.folder, self.now)
    }
}

fn list(differences: &[Difference]) -> String {
    differences.iter().map(|difference| format!("  {difference}\n")).collect()
}

/// Whether the path leads through a file, or to a folder where a file belongs.
fn is_wrong_path(source: &io::Error) -> bool {
    matches!(
        source.kind(),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists | io::ErrorKind::IsADirectory
    )
}

fn hint(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the disk is full; the runs written so far are safe. Make room and repeat the command with --resume"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "name a folder that you may write to"
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a part of this path is a file; name a folder"
        }
        io::ErrorKind::IsADirectory => "a folder stands where a file belongs; remove it",
        io::ErrorKind::NotFound => "check the spelling of the path",
        _ => "the runs written so far are safe; repeat the command with --resume when the cause is gone",
    }
}
