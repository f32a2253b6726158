//! Where parameter files come from: the binary, which carries those of the repository, or a folder.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// A folder or a file in it could not be read.
#[derive(Debug, Error)]
pub enum FolderError {
    /// The operating system refused.
    #[error("cannot read `{}`: {error}", .path.display())]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
    /// The folder has no TOML files.
    #[error("no *.toml files in `{}`\nhint: is this the folder of the parameter files?", .path.display())]
    Empty {
        /// Which folder.
        path: PathBuf,
    },
}

/// Names and texts, in the order of the names.
const SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// The names and texts of the parameter files inside the binary.
#[must_use]
pub fn shipped() -> BTreeMap<String, String> {
    SHIPPED.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// The names and texts of the `*.toml` files directly in `folder`; names have the folder in front, as errors show them.
///
/// # Errors
/// When the folder or a file cannot be read or is not UTF-8, or when there is no such file.
pub fn read_folder(folder: &Path) -> Result<BTreeMap<String, String>, FolderError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |error| FolderError::Io { path, error }
    };
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") && path.is_file() {
            let text = std::fs::read_to_string(&path).map_err(at(&path))?;
            files.insert(path.to_string_lossy().replace('\\', "/"), text);
        }
    }
    if files.is_empty() { Err(FolderError::Empty { path: folder.to_owned() }) } else { Ok(files) }
}
