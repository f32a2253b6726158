//! The scenarios that there are: those that the binary carries, those of a folder, and files of the user.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use jevons_parameters::reader::listed;
use jevons_parameters::{Diagnostic, Diagnostics, FolderError, nearest};
use thiserror::Error;

use crate::scenario::Scenario;

/// Names and texts, in the order of the names.
const SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// Scenarios that can be called by their names.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Library {
    scenarios: Vec<Scenario>,
}

/// Why a scenario could not be found or read.
#[derive(Debug, Error)]
pub enum FindError {
    /// There is no scenario of this name.
    #[error("there is no scenario `{name}`\nhint: {}", suggestion(.near))]
    Unknown {
        /// The name as given.
        name: String,
        /// Ids and names that look like it, nearest first.
        near: Vec<String>,
    },
    /// Nothing stands between two `+`, or at an end.
    #[error("`{text}` names nothing beside a `+`\nhint: for example S01+S07")]
    Empty {
        /// The text as given.
        text: String,
    },
    /// The operating system refused to read a file or folder.
    #[error("cannot read `{}`: {error}\nhint: a name that ends in .toml or has a slash in it is a file", .path.display())]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
    /// A folder has no scenarios.
    #[error("no *.toml files in `{}`\nhint: is this the folder of the scenarios?", .path.display())]
    NoFiles {
        /// Which folder.
        path: PathBuf,
    },
    /// A file was read and is not a good scenario.
    #[error("{0}")]
    Invalid(Diagnostics),
}

fn suggestion(near: &[String]) -> String {
    if near.is_empty() {
        return "`jevons scenarios list` shows them all; a file is named by its path, as in ./mine.toml"
            .to_owned();
    }
    format!("did you mean {}?", listed(near.iter().map(String::as_str), "or"))
}

/// The scenarios in the `*.toml` files directly in `folder`.
///
/// # Errors
/// When the folder or a file cannot be read, when there is no such file, and everything that is wrong with any.
pub fn read_folder(folder: &Path) -> Result<Library, FindError> {
    let files = jevons_parameters::read_folder(folder).map_err(|error| match error {
        FolderError::Io { path, error } => FindError::Io { path, error },
        FolderError::Empty { path } => FindError::NoFiles { path },
    })?;
    Library::new(&files).map_err(FindError::Invalid)
}

impl Library {
    /// The scenarios inside the binary.
    ///
    /// # Errors
    /// When one of them is not good; a test of the project makes sure that all are.
    pub fn shipped() -> Result<Self, Diagnostics> {
        Self::new(&SHIPPED.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
    }

    /// The scenarios in files of these names and texts, in the order of their ids.
    ///
    /// # Errors
    /// Everything that is wrong with any of them, and ids that are given twice.
    pub fn new(files: &BTreeMap<String, String>) -> Result<Self, Diagnostics> {
        let (mut scenarios, mut wrong) = (Vec::<Scenario>::new(), Vec::new());
        for (file, text) in files {
            match Scenario::parse(file, text) {
                Ok(scenario) => {
                    wrong.extend(same_id(&scenarios, &scenario, files));
                    scenarios.push(scenario);
                }
                Err(diagnostics) => wrong.push(diagnostics),
            }
        }
        if !wrong.is_empty() {
            return Err(Diagnostics::join(wrong));
        }
        scenarios.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(Self { scenarios })
    }

    /// All scenarios, in the order of their ids.
    #[must_use]
    pub fn scenarios(&self) -> &[Scenario] {
        &self.scenarios
    }

    /// The scenario called `name`: by its id (`S03`), by the name of its file (`S03-funding-round-fails`) or that without
    /// the id (`funding-round-fails`), in capitals or not; or the file at the path `name`, which must end in `.toml` or
    /// have a slash in it.
    ///
    /// # Errors
    /// When there is none, or the file cannot be read or is not a good scenario.
    pub fn find(&self, name: &str) -> Result<Scenario, FindError> {
        let name = name.trim();
        if is_path(name) {
            let path = Path::new(name);
            let text = std::fs::read_to_string(path)
                .map_err(|error| FindError::Io { path: path.to_owned(), error })?;
            return Scenario::parse(&name.replace('\\', "/"), &text).map_err(FindError::Invalid);
        }
        let called =
            |scenario: &&Scenario| names(scenario).iter().any(|known| known.eq_ignore_ascii_case(name));
        self.scenarios.iter().find(called).cloned().ok_or_else(|| self.unknown(name))
    }

    /// The scenarios that `text` names, with `+` between them.
    ///
    /// # Errors
    /// As [`Library::find`] for the first that is not found, and when a name is missing.
    pub fn find_all(&self, text: &str) -> Result<Vec<Scenario>, FindError> {
        // The path of an existing file may have a `+` in it.
        if is_path(text) && Path::new(text).is_file() {
            return Ok(vec![self.find(text)?]);
        }
        let find = |name: &str| match name.trim() {
            "" => Err(FindError::Empty { text: text.to_owned() }),
            name => self.find(name),
        };
        text.split('+').map(find).collect()
    }

    fn unknown(&self, name: &str) -> FindError {
        let lower = name.to_lowercase();
        let all: Vec<(String, &Scenario)> = self
            .scenarios
            .iter()
            .flat_map(|scenario| names(scenario).map(|name| (name.to_lowercase(), scenario)))
            .collect();
        let mut near: Vec<String> = Vec::new();
        for found in nearest(&lower, all.iter().map(|(name, _)| name.as_str()), 6) {
            let ids = all.iter().filter(|(name, _)| name == found).map(|(_, scenario)| &scenario.id);
            for id in ids {
                if near.len() < 3 && !near.contains(id) {
                    near.push(id.clone());
                }
            }
        }
        FindError::Unknown { name: name.to_owned(), near }
    }
}

fn is_path(name: &str) -> bool {
    name.ends_with(".toml") || name.contains(['/', '\\'])
}

/// Everything by which a scenario can be called.
fn names(scenario: &Scenario) -> [&str; 3] {
    let slug = scenario.slug();
    let rest = slug.strip_prefix(scenario.id.as_str()).map_or(slug, |rest| rest.trim_start_matches('-'));
    [&scenario.id, slug, rest]
}

/// What is wrong with a scenario whose id another one has.
fn same_id(
    earlier: &[Scenario],
    scenario: &Scenario,
    files: &BTreeMap<String, String>,
) -> Option<Diagnostics> {
    let first = earlier.iter().find(|first| first.id.eq_ignore_ascii_case(&scenario.id))?;
    let message = format!("two scenarios have the id `{}`", scenario.id);
    let diagnostic = Diagnostic::new(message, scenario.id_place(), "second time")
        .with_context(first.id_place(), "first time")
        .hint("results and triggers tell scenarios apart by their ids");
    Some(Diagnostics::new(files.clone(), vec![diagnostic]))
}
