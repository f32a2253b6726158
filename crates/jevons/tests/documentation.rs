//! What the pages for readers show is what happens: their conversations are held with the program, in a folder that is
//! thrown away, and the command of the first page is run.
#![allow(clippy::unwrap_used)]

mod story;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, target) = {
            let entry = entry.unwrap();
            (entry.path(), to.join(entry.file_name()))
        };
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// Blocks marked `console` in README.md and docs/: commands and what they answer. `TRYCMD=overwrite` brings the
/// answers up to date.
#[test]
fn conversations_on_pages() {
    let folder = tempfile::tempdir().unwrap();
    for part in ["docs", "crates/facts/tests/fixtures"] {
        copy(&root().join(part), &folder.path().join(part));
    }
    story::write(&folder.path().join("runs/example"));
    let (readme, pages) = (root().join("README.md"), root().join("docs/*.md"));
    std::env::set_current_dir(folder.path()).unwrap();
    trycmd::TestCases::new().case(readme).case(pages).run();
    std::env::set_current_dir(root()).unwrap();
}

/// Lines of the `sh` blocks of the first page, without comments.
fn shell_lines(page: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for block in page.split("```sh\n").skip(1) {
        let block = block.split("```").next().unwrap();
        let commands = block.lines().map(|line| line.split(" #").next().unwrap().trim());
        lines.extend(commands.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned));
    }
    lines
}

/// Writes the files that a page shows in full: blocks marked `toml` whose first line is a comment with their name.
fn write_files_of(page: &str, folder: &Path) {
    for block in page.split("```toml\n").skip(1) {
        let text = block.split("```").next().unwrap();
        let name = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("# "))
            .filter(|name| name.ends_with(".toml"));
        if let Some(name) = name {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
}

/// Runs the program with few runs, so that it does not take long; it must succeed and say something.
fn run_briefly(arguments: &[&str], folder: &Path) {
    let few: &[&str] = match arguments[0] {
        "run" | "compare" | "chain" => &["--runs", "2"],
        "backtest" => &["--runs", "20", "--origin", "2025-06"],
        "calibrate" => &["--members", "20", "--rounds", "1"],
        "exposure" if !arguments.contains(&"none") => &["--runs", "2"],
        "stylised" => &["--runs", "20", "--fact", "capex-2024"],
        "implied" => &["--runs", "200"],
        _ if arguments.contains(&"effect") => &["--runs", "2"],
        "claims" if arguments[1] != "list" => &["--runs", "20"],
        _ => &[],
    };
    let output = Command::new(env!("CARGO_BIN_EXE_jevons"))
        .args(arguments)
        .args(few)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(!output.stdout.is_empty(), "{arguments:?} says nothing");
}

/// Commands of the page on scenarios and of the tutorials, in the order of each page; `my.toml` is the example of the
/// page on scenarios.
#[test]
fn commands_of_scenarios_and_tutorials_work() {
    let scenarios = fs::read_to_string(root().join("docs/scenarios.md")).unwrap();
    let example = scenarios.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let mut pages = vec![scenarios.clone()];
    for entry in fs::read_dir(root().join("docs/tutorials")).unwrap() {
        pages.push(fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    for page in pages {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("my.toml"), example).unwrap();
        copy(&root().join("data/exposure"), &folder.path().join("data/exposure"));
        write_files_of(&page, folder.path());
        let lines = shell_lines(&page);
        assert!(!lines.is_empty());
        for line in lines {
            let arguments = line.strip_prefix("jevons ").unwrap_or_else(|| panic!("nobody checks `{line}`"));
            run_briefly(&arguments.split(' ').collect::<Vec<_>>(), folder.path());
        }
    }
}

/// The first page promises that its commands work on a fresh machine: those of the program are run, and the scripts
/// are there.
#[test]
fn commands_of_the_first_page_work() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("data/exposure"), &folder.path().join("data/exposure"));
    let mut ran = 0;
    for line in shell_lines(&readme) {
        if let Some(arguments) = line.strip_prefix("cargo run --release -- ") {
            let arguments: Vec<&str> = arguments.split(' ').collect();
            run_briefly(&arguments, folder.path());
            ran += 1;
        } else {
            let script = line.split(' ').next().unwrap();
            assert!(line.starts_with("scripts/") && root().join(script).is_file(), "nobody checks `{line}`");
        }
    }
    assert!(ran > 0, "the first page shows no command");
    let reports: Vec<PathBuf> = fs::read_dir(folder.path().join("runs"))
        .unwrap()
        .map(|entry| entry.unwrap().path().join("report.html"))
        .collect();
    assert!(!reports.is_empty() && reports.iter().all(|report| report.is_file()), "{reports:?}");
}
