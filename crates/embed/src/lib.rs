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
    write(folder, false)
}

/// As [`toml_files`], with the files of the folders inside it as well.
///
/// # Errors
/// As [`toml_files`].
pub fn toml_files_below(folder: &str) -> io::Result<()> {
    write(folder, true)
}

fn write(folder: &str, below: bool) -> io::Result<()> {
    let path = variable("CARGO_MANIFEST_DIR")?.join("../..").canonicalize()?.join(folder);
    let mut list = String::from("&[\n");
    let mut files = Vec::new();
    collect(&path, below, &mut files)?;
    files.sort();
    for file in files {
        let inside = file.strip_prefix(&path).unwrap_or(&file).components();
        let parts: Vec<_> = inside.map(|part| part.as_os_str().to_string_lossy()).collect();
        let name = format!("{folder}/{}", parts.join("/"));
        let _ = writeln!(list, "    ({name:?}, include_str!({file:?})),");
    }
    list.push_str("]\n");
    // Cargo looks at everything below a folder.
    println!("cargo::rerun-if-changed={}", path.display());
    fs::write(variable("OUT_DIR")?.join("shipped.rs"), list)
}

fn variable(name: &str) -> io::Result<PathBuf> {
    env::var_os(name).map(PathBuf::from).ok_or_else(|| io::Error::other(format!("cargo did not set {name}")))
}

fn collect(folder: &Path, below: bool, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && below {
            collect(&path, below, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    Ok(())
}
