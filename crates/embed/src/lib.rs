//! For build scripts: puts the TOML files of a folder of the repository into a library, with no list kept by hand.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Writes `shipped.rs` into the folder of the build: a list of names, as `data/parameters/labs.toml`, and texts of the
/// TOML files directly in `folder`, which is given from the root of the repository. A crate reads it with
/// `include!(concat!(env!("OUT_DIR"), "/shipped.rs"))`.
///
/// # Errors
/// When it is not called by a build script, or the file system refuses.
pub fn toml_files(folder: &str) -> io::Result<()> {
    let path = variable("CARGO_MANIFEST_DIR")?.join("../..").canonicalize()?.join(folder);
    let mut list = String::from("&[\n");
    for file in in_order(&path)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let _ = writeln!(list, "    ({:?}, include_str!({file:?})),", format!("{folder}/{name}"));
    }
    list.push_str("]\n");
    // Cargo looks at everything below a folder.
    println!("cargo::rerun-if-changed={}", path.display());
    fs::write(variable("OUT_DIR")?.join("shipped.rs"), list)
}

fn variable(name: &str) -> io::Result<PathBuf> {
    env::var_os(name).map(PathBuf::from).ok_or_else(|| io::Error::other(format!("cargo did not set {name}")))
}

fn in_order(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    Ok(files)
}
