//! The folder of an ensemble, as commands find it.

use std::path::Path;

use jevons_results::{Manifest, read_manifest};

use crate::failure::Failure;

/// The manifest of an ensemble.
pub fn manifest(folder: &Path) -> Result<Manifest, Failure> {
    read_manifest(folder)?.ok_or_else(|| {
        Failure::with_hint(
            format!("`{}` holds no ensemble: there is no manifest.json", folder.display()),
            "give the folder that `jevons run` named",
        )
    })
}

/// Checks the number of a run of an ensemble.
pub fn check_run(manifest: &Manifest, run: u32) -> Result<(), Failure> {
    if run < manifest.runs {
        return Ok(());
    }
    let last = manifest.runs.saturating_sub(1);
    Err(Failure::BadInput(format!("--run {run}: the ensemble has runs 0 to {last}")))
}
