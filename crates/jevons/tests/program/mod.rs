//! The program as a user has it: arguments in, exit code and texts out.
#![allow(dead_code, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What the program answered.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// `jevons` with words that are separated by spaces, in a folder.
pub fn command(folder: &Path, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jevons"));
    command.args(line.split(' ').filter(|word| !word.is_empty())).current_dir(folder);
    command.env_remove("COLUMNS").env_remove("NO_COLOR");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The answer to `jevons LINE` in a folder.
pub fn jevons(folder: &Path, line: &str) -> Answer {
    answer(&mut command(folder, line))
}

pub fn answer(command: &mut Command) -> Answer {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Answer { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// The answer to a call that must succeed.
pub fn good(folder: &Path, line: &str) -> Answer {
    let answer = jevons(folder, line);
    assert_eq!(answer.code, Some(0), "jevons {line}\n{}", answer.err);
    answer
}

/// Checks exit code and complaint of a call that must fail, and that it printed nothing else.
#[track_caller]
pub fn refused(folder: &Path, line: &str, code: i32, complaint: &str) {
    let answer = jevons(folder, line);
    assert_eq!(
        answer,
        Answer { code: Some(code), out: String::new(), err: format!("{complaint}\n") },
        "{line}"
    );
}

/// Every file below a folder, by its path from there.
pub fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(root, &path, found);
            } else {
                found.insert(path.strip_prefix(root).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    collect(root, root, &mut found);
    found
}

/// A copy of a folder with everything in it.
pub fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// The root of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}
