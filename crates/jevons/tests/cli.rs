//! The program from outside: whole conversations as files that read like a terminal, and how it treats its output.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Stdio};

fn jevons(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jevons"));
    command.args(arguments);
    command
}

/// Files of conversations, all run from the root of the project.
#[test]
fn conversations() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::env::set_current_dir(root).unwrap();
    trycmd::TestCases::new().case("crates/jevons/tests/cmd/*.trycmd");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = jevons(&["data", "list", "--file", "balances", "--limit", "0", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn colours_are_for_terminals_unless_forced() {
    let escapes = |arguments: &[&str]| jevons(arguments).output().unwrap().stdout.contains(&0x1b);
    assert!(!escapes(&["data", "list"]), "not to a pipe");
    assert!(escapes(&["data", "list", "--color", "always"]));
    assert!(!escapes(&["data", "list", "--color", "never"]));
}

#[test]
fn json_is_one_document() {
    for arguments in [
        vec!["data", "list", "--json"],
        vec!["data", "list", "--json", "--entity", "Meta"],
        vec!["data", "show", "OpenAI", "--json"],
        vec!["data", "show", "OpenAI", "annualised_revenue", "--json"],
        vec!["data", "show", "us_ig_oas", "--json"],
        vec!["data", "check", "--json"],
    ] {
        let output = jevons(&arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}");
        serde_json::from_slice::<serde_json::Value>(&output.stdout)
            .unwrap_or_else(|error| panic!("{arguments:?}: {error}"));
    }
}
