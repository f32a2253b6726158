//! Lists the scenario files of the repository, so that the binary carries all of them and needs no list by hand.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = variable("CARGO_MANIFEST_DIR")?.join("../..").canonicalize()?;
    let folder = root.join("scenarios");
    // Cargo looks at everything below a folder; while there is none, its parent shows when it comes.
    let data = root.join("data");
    let watched = if data.is_dir() && !folder.is_dir() { &data } else { &folder };
    println!("cargo::rerun-if-changed={}", watched.display());
    let mut list = String::from("&[\n");
    for path in toml_files(&folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let _ = writeln!(list, "    ({:?}, include_str!({path:?})),", format!("scenarios/{name}"));
    }
    list.push_str("]\n");
    fs::write(variable("OUT_DIR")?.join("shipped.rs"), list)
}

fn variable(name: &str) -> io::Result<PathBuf> {
    env::var_os(name).map(PathBuf::from).ok_or_else(|| io::Error::other(format!("cargo did not set {name}")))
}

fn toml_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}
