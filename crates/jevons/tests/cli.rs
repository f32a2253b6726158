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

/// Pieces of a file that look like secrets; dates and ids that products are assigned by are none.
fn secrets_of(text: &str) -> Vec<&str> {
    let pieces = text.split(['"', ',', '\n', '\t', ';']).map(str::trim);
    let is_id = |piece: &str| piece.starts_with("wrkspc_") || piece.starts_with("proj_");
    let is_time = |piece: &str| jevons_exposure::moment::parse(piece).is_some();
    // Zeros stand in numbers too.
    let is_number = |piece: &str| piece.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    pieces
        .filter(|piece| piece.len() >= 12 && jevons_exposure::secret::looks_secret(piece))
        .filter(|piece| !is_id(piece) && !is_time(piece) && !is_number(piece))
        .collect()
}

/// The rows of a Parquet file as lines.
fn parquet_text(path: &std::path::Path) -> String {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(|row| format!("{}\n", row.unwrap().to_string().replace('\n', " "))).collect()
}

/// The page and the files of `jevons exposure` hold nothing of its inputs that looks like a secret.
#[test]
fn the_page_of_exposure_shows_no_secret() {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/exposure/samples");
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("bill.html");
    let out = folder.path().join("out");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_jevons"))
        .args(["exposure", "--scenarios", "baseline,S02", "--runs", "2", "--months", "12", "--json"])
        .arg(&samples)
        .arg("--company")
        .arg(samples.join("company.toml"))
        .arg("--html")
        .arg(&page)
        .arg("--out")
        .arg(&out)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut outputs = String::from_utf8(output.stdout).unwrap();
    let page = std::fs::read_to_string(page).unwrap();
    for part in
        ["The token bill of Nimbus Desk under stress", "Whom it depends on", "What can be done", "TSMC"]
    {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("NaN"));
    outputs.push_str(&page);
    for (name, holds) in [
        ("stress.csv", ",gross_margin,"),
        ("options.csv", ",keep a second vendor ready,"),
        ("plans.csv", "keep a second vendor ready + open weights at a host,2,"),
        ("failures.csv", "\nAmazon,cloud,"),
        ("announced.csv", "\n2027-01-01,gemini-3.8-flash,"),
    ] {
        assert!(std::fs::read_to_string(out.join(name)).unwrap().contains(holds), "{name}");
    }
    let mut tables = 0;
    for entry in std::fs::read_dir(&out).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "parquet") {
            let text = parquet_text(&path);
            let csv = path.with_extension("csv");
            if csv.exists() {
                let mut reader = csv::Reader::from_path(&csv).unwrap();
                assert_eq!(reader.records().count(), text.lines().count(), "{}", path.display());
                tables += 1;
            }
            outputs.push_str(&text);
        } else {
            outputs.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
    assert_eq!(tables, 11, "every table is there in both forms");
    let mut checked = 0;
    for entry in std::fs::read_dir(&samples).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for secret in secrets_of(&text) {
            assert!(!outputs.contains(secret), "`{secret}`");
            checked += 1;
        }
    }
    assert!(checked > 100, "only {checked} values were looked for");
}
