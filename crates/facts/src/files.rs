//! The files of a release: their names, how to read a folder of them, and the release inside the binary.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use crate::layout::LAYOUTS;
use sha2::{Digest, Sha256};

/// Texts of files by name, as they are: `facts.csv` and so on.
pub type Files = BTreeMap<String, String>;

/// Files every release has. A `*` stands for the year of a table.
pub fn required() -> impl Iterator<Item = &'static str> {
    LAYOUTS.iter().map(|layout| layout.file).filter(|file| !OPTIONAL.contains(file))
}

/// Files a release may have; what it lacks is taken from the release inside the binary.
pub const OPTIONAL: &[&str] = &["entities.csv", "release.toml", "units.csv"];

macro_rules! shipped {
    ($($file:literal),* $(,)?) => {
        &[$(($file, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/release/", $file)))),*]
    };
}

const SHIPPED: &[(&str, &str)] = shipped![
    "accelerator_shipments.csv",
    "accelerators.csv",
    "balances.csv",
    "capability.csv",
    "distributions.csv",
    "entities.csv",
    "events.csv",
    "facts.csv",
    "gpu_rental_prices.csv",
    "llm_prices.csv",
    "ownership.csv",
    "ownership_terms.csv",
    "parameters.csv",
    "populations.csv",
    "price_for_capability.csv",
    "priors.csv",
    "release.toml",
    "series.csv",
    "tech_facts.csv",
    "token_demand.csv",
    "units.csv",
    "us_macro_quarterly.csv",
    "us_occupations_2025.csv",
    "us_sector_labour_2025.csv",
    "us_sectors_2024.csv",
];

/// The files of the release inside the binary.
#[must_use]
pub fn shipped() -> Files {
    SHIPPED.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// One file of the release inside the binary; empty when it has none of this name.
pub(crate) fn shipped_text(name: &str) -> &'static str {
    SHIPPED.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text)
}

/// Reads the CSV and TOML files of a folder and its `README.md`; other files are not looked at.
///
/// # Errors
///
/// The folder or one of its files cannot be read, or a file is not UTF-8.
pub fn read_folder(folder: &Path) -> io::Result<Files> {
    let mut files = Files::new();
    for entry in std::fs::read_dir(folder).map_err(|error| name_file(folder, &error))? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let wanted = name == README || path.extension().is_some_and(|kind| kind == "csv" || kind == "toml");
        if wanted && path.is_file() {
            let text = std::fs::read_to_string(&path).map_err(|error| name_file(&path, &error))?;
            files.insert(name.to_owned(), text);
        }
    }
    Ok(files)
}

/// The file that may give the date of a release without `release.toml`.
pub(crate) const README: &str = "README.md";

fn name_file(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// The required name that `file` answers to: `us_sectors_*.csv` for `us_sectors_2025.csv`.
pub(crate) fn required_name(file: &str) -> Option<&'static str> {
    required().find(|required| match required.split_once('*') {
        None => *required == file,
        Some((head, tail)) => file
            .strip_prefix(head)
            .and_then(|rest| rest.strip_suffix(tail))
            .is_some_and(|year| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit())),
    })
}

/// SHA-256 over the names and bytes of the files that make up a release, in the order of their names.
pub(crate) fn digest(files: &Files) -> String {
    let mut hasher = Sha256::new();
    for (name, text) in files {
        if required_name(name).is_none() && !OPTIONAL.contains(&name.as_str()) {
            continue;
        }
        // Lengths keep two different lists of files from giving the same bytes.
        hasher.update((name.len() as u64).to_le_bytes());
        hasher.update(name.as_bytes());
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
