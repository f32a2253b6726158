//! `jevons ledger` from outside: books that close to the cent, the same amount on both sides, and no run that is not
//! the recorded one.
#![allow(clippy::unwrap_used)]

mod program;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use program::{answer, command, copy, good, jevons, refused, root};
use serde_json::Value;
use tempfile::TempDir;

/// A folder that holds the ensemble `r`.
static ENSEMBLE: LazyLock<TempDir> = LazyLock::new(|| {
    let temporary = tempfile::tempdir().unwrap();
    good(temporary.path(), "run --runs 2 --to 2026-03 --out r");
    temporary
});

fn ensemble() -> &'static Path {
    ENSEMBLE.path()
}

fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.unwrap()).collect()
}

fn json(folder: &Path, line: &str) -> Value {
    let answer = good(folder, line);
    assert_eq!(answer.err, "", "{line}");
    serde_json::from_str(&answer.out).unwrap_or_else(|error| panic!("{line}: {error}"))
}

fn cents(row: &BTreeMap<String, String>) -> i128 {
    row["cents"].parse().unwrap()
}

#[test]
fn matrices_close_and_say_whose_run_they_are() {
    let answer = good(ensemble(), "ledger r --run 1 --month 2026-02");
    assert!(answer.out.starts_with("Balance sheets, run 1, 2026-02, billion US dollars\n"), "{}", answer.out);
    assert!(answer.out.contains("\nless: net worth "), "{}", answer.out);
    assert!(
        answer.out.contains("\nTransaction flows, run 1, 2026-02, billion US dollars\n"),
        "{}",
        answer.out
    );
    let end =
        "every column, and every row of claims and of flows, adds up to zero; the run is the recorded one\n";
    assert!(answer.out.ends_with(end), "{}", answer.out);
    assert_eq!(answer.err, "");
    let quiet = good(ensemble(), "ledger r --run 1 --month 2026-02 --quiet");
    assert_eq!(format!("{}{end}", quiet.out), answer.out);
    let narrow = answer_at(100, "ledger r --run 1 --month 2026-02 --quiet");
    assert!(narrow.lines().all(|line| line.chars().count() <= 100), "{narrow}");
    let numbers = |text: &str| text.split_whitespace().filter(|word| word.contains('.')).count();
    assert_eq!(numbers(&narrow), numbers(&quiet.out), "nothing is left out");
}

fn answer_at(columns: u32, line: &str) -> String {
    answer(command(ensemble(), line).env("COLUMNS", columns.to_string())).out
}

#[test]
fn csv_has_every_cell_in_cents_and_no_notes() {
    let answer = good(ensemble(), "ledger r --run 1 --month 2026-02 --csv");
    assert!(answer.err.contains("the run is the recorded one"), "{}", answer.err);
    assert_eq!(good(ensemble(), "ledger r --run 1 --month 2026-02 --csv --quiet").err, "");
    let mut sums: BTreeMap<(String, String), i128> = BTreeMap::new();
    let rows = rows(&answer.out);
    assert!(rows.len() > 300);
    for row in &rows {
        *sums.entry((row["matrix"].clone(), row["column"].clone())).or_default() += cents(row);
        if row["matrix"] == "transaction flows" {
            *sums.entry((row["matrix"].clone(), format!("row {}", row["row"]))).or_default() += cents(row);
        }
    }
    assert!(sums.len() > 30 && sums.values().all(|&sum| sum == 0), "{sums:?}");
    assert!(rows.iter().any(|row| cents(row) != 0));

    let document = json(ensemble(), "ledger r --run 1 --month 2026-02 --json");
    assert_eq!((&document["closed"], &document["same_as_recorded"]), (&true.into(), &true.into()));
    let in_json: Vec<i64> = document["matrices"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|matrix| matrix["rows"].as_array().unwrap())
        .flat_map(|row| row["cents"].as_array().unwrap())
        .map(|cell| cell.as_i64().unwrap())
        .collect();
    assert_eq!(in_json, rows.iter().map(|row| row["cents"].parse().unwrap()).collect::<Vec<i64>>());
}

#[test]
fn what_one_agent_gave_the_other_one_received_to_the_cent() {
    let movements =
        |agent: &str| json(ensemble(), &format!("ledger r --run 0 --month 2026-03 --json --agent {agent}"));
    let find = |document: &Value, what: &str, direction: &str, counterparty: &str| {
        let found = document["movements"].as_array().unwrap().iter().find(|row| {
            row["what"] == what && row["direction"] == direction && row["counterparty"] == counterparty
        });
        found.unwrap_or_else(|| panic!("{what} {direction} {counterparty}: {document}"))["cents"].clone()
    };
    let (lab, cloud) = (movements("OpenAI"), movements("Microsoft"));
    assert_eq!(
        find(&lab, "compute", "gave to", "Microsoft"),
        find(&cloud, "compute", "received from", "OpenAI")
    );
    let depreciation =
        cloud["movements"].as_array().unwrap().iter().find(|row| row["what"] == "depreciation");
    let depreciation = depreciation.unwrap();
    assert!(depreciation["counterparty"].is_null() && depreciation["cents"].as_i64().unwrap() < 0);
    for document in [lab, cloud] {
        assert_eq!((&document["run"], &document["same_as_recorded"]), (&0.into(), &true.into()));
        let steps: Vec<i64> = document["net_worth"]
            .as_array()
            .unwrap()
            .iter()
            .map(|step| step["cents"].as_i64().unwrap())
            .collect();
        let (end, steps) = steps.split_last().unwrap();
        assert_eq!(steps.iter().sum::<i64>(), *end, "{document}");
    }
    let csv = rows(&good(ensemble(), "ledger r --run 0 --month 2026-03 --csv --agent OpenAI").out);
    assert_eq!(csv[0].keys().collect::<Vec<_>>(), ["cents", "counterparty", "direction", "what"]);
    let text = good(ensemble(), "ledger r --run 0 --month 2026-03 --agent OpenAI").out;
    assert!(text.starts_with("OpenAI (Labs), run 0: movements of 2026-03\n"), "{text}");
    assert!(text.contains("\nMoney\n"), "{text}");
}

#[test]
fn the_opening_has_a_source_for_every_line_and_quotes_names_with_commas() {
    let lines = rows(&good(ensemble(), "ledger --opening --csv").out);
    assert_eq!(
        lines[0].keys().map(String::as_str).collect::<Vec<_>>(),
        ["agent", "basis", "cents", "counterparty", "facts", "item", "passed_over", "rule", "side"]
    );
    assert!(lines.iter().any(|line| line["rule"].contains(',')), "a rule with a comma is one field");
    for line in &lines {
        assert!(
            !line["rule"].is_empty() && (line["basis"] != "fact" || !line["facts"].is_empty()),
            "{line:?}"
        );
    }
    let sum = |side: &str| -> i128 {
        let claims = lines.iter().filter(|line| line["side"] == side && !line["counterparty"].is_empty());
        claims.map(cents).sum()
    };
    assert_eq!(sum("asset"), sum("liability"), "every claim has a holder and an issuer");
    let document = json(ensemble(), "ledger --opening --json --agent OpenAI");
    assert!(document["lines"].as_array().unwrap().iter().all(|line| line["agent"] == "OpenAI"));
}

#[test]
fn facts_that_contradict_those_that_are_used_are_told() {
    let text = good(ensemble(), "ledger --opening --as-of 2025-03").out;
    let (_, table) = text.split_once("\nFacts that contradict each other\n").unwrap();
    let row = table.lines().find(|line| line.starts_with("Broadcom inventory")).unwrap();
    assert!(row.contains("1.894 usd_bn, 2024-08-04 (balances.csv:"), "{row}");
    assert!(row.contains("1.76 usd_bn, 2024-11-03 (balances.csv:"), "{row}");
    assert!(row.ends_with("tier D: unsourced or contradicted"), "{row}");
    let one = good(ensemble(), "ledger --opening --as-of 2025-03 --agent Broadcom").out;
    assert!(one.contains(" - passed over: tier D: unsourced or contradicted\n"), "{one}");
}

fn altered(name: &str, file: &str, from: &str, to: &str) -> PathBuf {
    let folder = ensemble().join(name);
    copy(&ensemble().join("r"), &folder);
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
    folder
}

#[test]
fn a_run_that_is_not_the_recorded_one_is_refused() {
    let line = |name: &str| format!("ledger {name} --run 1 --month 2026-02");
    altered("seed", "manifest.json", "\"seed\": 1,", "\"seed\": 2,");
    let answer = jevons(ensemble(), &line("seed"));
    assert_eq!(answer.code, Some(1));
    assert_eq!(
        answer.err,
        "check failed: the run played again differs from the recorded one\n\
         \x20 hint: the folder was changed after the run, or made by another build of this version of jevons\n"
    );
    let version = format!("\"jevons_version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    altered("version", "manifest.json", &version, "\"jevons_version\": \"99.0.0\"");
    refused(
        ensemble(),
        &line("version"),
        2,
        &format!(
            "error: `version` was made by jevons 99.0.0, this is {}: the run cannot be played again\n\
             \x20 hint: use jevons 99.0.0, or simulate the ensemble again",
            env!("CARGO_PKG_VERSION")
        ),
    );
    altered("late", "manifest.json", "\"to\": \"2026-03\"", "\"to\": \"2050-03\"");
    let answer = jevons(ensemble(), &line("late"));
    let expected =
        "error: the settings in `late/manifest.json` cannot be used: --to 2050-03 is outside 2026-01 to ";
    assert!(answer.code == Some(2) && answer.err.starts_with(expected), "{}", answer.err);
    altered("none", "manifest.json", "\"runs\": 2,", "\"runs\": 0,");
    let answer = jevons(ensemble(), &line("none"));
    let expected = "error: `none/manifest.json` is damaged: 2 of 0 runs cannot be finished\n";
    assert!(answer.code == Some(2) && answer.err.starts_with(expected), "{}", answer.err);
    fs::remove_file(altered("open", "manifest.json", "complete", "running").join("parts/part-00000.json"))
        .unwrap();
    assert!(good(ensemble(), &line("open")).out.ends_with("; the run is not recorded yet\n"));
}

#[test]
fn tampered_inputs_are_refused() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    copy(&root().join("data/parameters"), &folder.join("p"));
    good(folder, "run --runs 1 --to 2026-01 --parameters p --out r");
    let line = "ledger r --run 0 --month 2026-01 --parameters p";
    assert!(good(folder, line).out.ends_with("the run is the recorded one\n"));
    let path = folder.join("p/labs.toml");
    let text = fs::read_to_string(&path).unwrap();
    // A comment changes nothing but the digest: whoever changes a file should say so.
    fs::write(&path, format!("{text}# a remark\n")).unwrap();
    refused(
        folder,
        line,
        2,
        "error: `parameters/labs.toml` is not what `r` was made with: the run cannot be played again\n\
         \x20 hint: use --data and --parameters to name the inputs of that time",
    );
    let answer = jevons(folder, "run --runs 1 --to 2026-01 --parameters p --out r --resume");
    assert!(answer.err.contains("\n  parameters/labs.toml: sha256 "), "{}", answer.err);
}

#[test]
fn questions_that_have_no_answer_are_refused() {
    for (line, complaint) in [
        ("ledger r --run 2 --month 2026-02", "error: --run 2: the ensemble has runs 0 to 1"),
        ("ledger r --run 0 --month 2026-04", "error: --month 2026-04: the run goes from 2026-01 to 2026-03"),
        ("ledger r --run 0 --month 2025-12", "error: --month 2025-12: the run goes from 2026-01 to 2026-03"),
        (
            "ledger r --run 0 --month 2026-02 --agent openai",
            "error: there is no agent `openai`\n  hint: did you mean `OpenAI`?",
        ),
        (
            "ledger r/parts --run 0 --month 2026-02",
            "error: `r/parts` holds no ensemble: there is no manifest.json\n\
             \x20 hint: give the folder that `jevons run` named",
        ),
    ] {
        refused(ensemble(), line, 2, complaint);
    }
}
