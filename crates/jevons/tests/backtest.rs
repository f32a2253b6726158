//! `jevons backtest` from outside: tables, pages, machines, refusals.
#![allow(clippy::unwrap_used)]

mod program;

use std::fs;

use program::{good, refused};
use serde_json::Value;

const MARKS: &str =
    "<!-- backtest: from here on by `jevons backtest` -->\nold tables\n<!-- backtest: until here -->\n";

#[test]
fn an_origin_is_scored_and_written_to_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.md");
    fs::write(&page, format!("before\n{MARKS}after\n")).unwrap();
    let line = "backtest --origin 2025-06 --runs 20 --json --page page.md --cases cases.csv";
    let answer: Value = serde_json::from_str(&good(folder.path(), line).out).unwrap();
    let nvidia = answer["by_target"].as_array().unwrap().iter().find(|row| row["group"] == "revenue.Nvidia");
    let nvidia = nvidia.unwrap();
    assert_eq!(nvidia["cases"], 1, "one quarter after June 2025 is known");
    let rivals: Vec<&str> = nvidia["rivals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rival| rival["forecaster"].as_str().unwrap())
        .collect();
    assert_eq!(rivals, ["no change", "recent drift", "historical growth", "AR(1)", "last value (point)"]);
    let written = fs::read_to_string(&page).unwrap();
    assert!(
        written.starts_with("before\n<!-- backtest: from") && written.ends_with("until here -->\nafter\n")
    );
    assert!(written.contains("`jevons backtest --origin 2025-06 --runs 20 --seed 1`"), "{written}");
    assert!(written.contains("| revenue.Nvidia |") && !written.contains("old tables"));
    let cases = fs::read_to_string(folder.path().join("cases.csv")).unwrap();
    assert!(cases.starts_with("target,origin,quarter,horizon,"));
    // The same again, whatever is in the folder.
    let again: Value = serde_json::from_str(&good(folder.path(), line).out).unwrap();
    assert_eq!(answer, again);
}

#[test]
fn what_cannot_be_scored_is_refused_before_anything_is_run() {
    let folder = tempfile::tempdir().unwrap();
    refused(
        folder.path(),
        "backtest --origin 2025-12",
        2,
        "error: --origin 2025-12 is outside 2022-11 to 2025-11\n  \
         hint: the release ends on 2025-12-31, and something must come after an origin",
    );
    fs::write(folder.path().join("plain.md"), "no place\n").unwrap();
    refused(
        folder.path(),
        "backtest --page plain.md",
        2,
        "error: --page plain.md has no place for the tables\n  hint: put these two lines where they belong:\n\
         <!-- backtest: from here on by `jevons backtest` -->\n<!-- backtest: until here -->",
    );
}

/// The page of the project has the tables of a whole backtest.
#[test]
fn the_page_on_validation_has_the_tables() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/validation.md");
    let page = fs::read_to_string(path).unwrap();
    let tables = page.split("<!-- backtest: ").nth(1).unwrap();
    for target in jevons_history::targets() {
        assert!(tables.contains(&format!("| {} |", target.id)), "{} is not in docs/validation.md", target.id);
    }
    for origin in jevons_history::ORIGINS {
        assert!(tables.contains(&format!("| {origin} |")), "{origin} is not in docs/validation.md");
    }
}
