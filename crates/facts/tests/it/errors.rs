//! Every message about a broken release: one change of a good one each, in `fixtures/broken.toml`.

use std::fmt::Write;

use jevons_facts::Release;
use jevons_facts::files::Files;
use proptest::prelude::*;
use serde::Deserialize;

use crate::later_release::next_files;

#[derive(Deserialize)]
struct Broken {
    case: Vec<Case>,
}

/// A change of one file: text replaced, a line added, or the file renamed or removed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    what: String,
    file: String,
    find: Option<String>,
    replace: Option<String>,
    append: Option<String>,
    rename: Option<String>,
}

impl Case {
    fn apply(&self, files: &mut Files) {
        if let Some(line) = &self.append {
            let text = files.entry(self.file.clone()).or_default();
            *text = format!("{text}{line}\n");
        } else if let (Some(find), Some(replace)) = (&self.find, &self.replace) {
            let text = files.get_mut(&self.file).unwrap();
            assert!(text.contains(find.as_str()), "{}: `{find}` is not in {}", self.what, self.file);
            *text = text.replacen(find, replace, 1);
        } else {
            let text = files.remove(&self.file).unwrap();
            if let Some(name) = &self.rename {
                files.insert(name.clone(), text);
            }
        }
    }
}

#[test]
fn every_fault_has_a_message_that_says_where_and_what() {
    let broken: Broken = toml::from_str(include_str!("../fixtures/broken.toml")).unwrap();
    let mut catalogue = String::new();
    for case in &broken.case {
        let mut files = next_files();
        case.apply(&mut files);
        writeln!(catalogue, "## {}", case.what).unwrap();
        match Release::from_files(&files) {
            Err(error) => error.issues.iter().for_each(|issue| writeln!(catalogue, "{issue}").unwrap()),
            Ok(release) => {
                let warnings = release.warnings();
                assert!(!warnings.is_empty(), "{}: nothing was found", case.what);
                warnings.iter().for_each(|issue| writeln!(catalogue, "(warning) {issue}").unwrap());
            }
        }
        catalogue.push('\n');
    }
    insta::assert_snapshot!("messages", catalogue);
}

#[test]
fn all_errors_are_reported_at_once_and_the_rest_is_counted() {
    let mut files = next_files();
    let facts = files.get_mut("facts.csv").unwrap();
    for number in 0..30 {
        facts.push_str(&format!("Kiln,metric_{number},2025,x,usd_bn,actual,2026-02-01,dated,A,t,u,\n"));
    }
    files.remove("events.csv");
    let error = Release::from_files(&files).unwrap_err();
    assert_eq!(error.issues.len(), 31);
    let message = error.to_string();
    assert!(
        message.starts_with("the data release has 31 errors\nevents.csv: the file is missing\n"),
        "{message}"
    );
    assert!(message.ends_with("\n... and 11 more"), "{message}");
    assert!(message.contains("facts.csv, line 12, field `value`: found `x`"), "{message}");
}

#[test]
fn lines_are_counted_alike_with_both_line_ends_and_after_quoted_line_breaks() {
    let mut files = next_files();
    let series = files.get_mut("series.csv").unwrap();
    *series =
        "series,date,value,unit,source_url,note\nfirst,2026-01,1,%,u,\"two\nlines\"\nsecond,2026-01,?,%,u,\n"
            .to_owned();
    let unix = Release::from_files(&files).unwrap_err();
    let series = files.get_mut("series.csv").unwrap();
    *series = series.replace('\n', "\r\n");
    let windows = Release::from_files(&files).unwrap_err();
    assert_eq!((unix.issues[0].line, windows.issues[0].line), (Some(4), Some(4)));
}

#[test]
fn a_folder_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = Release::from_folder(&folder.path().join("missing")).unwrap_err().to_string();
    assert!(error.contains("missing: cannot be read"), "{error}");
    std::fs::write(folder.path().join("facts.csv"), [0xff, 0xfe, 0x00]).unwrap();
    let error = Release::from_folder(folder.path()).unwrap_err().to_string();
    assert!(error.contains("facts.csv") && error.contains("UTF-8"), "{error}");
}

/// One cell of one file, by whatever numbers come up.
fn spoil(files: &mut Files, file: usize, line: usize, cell: usize, with: &str) {
    let name = files.keys().nth(file % files.len()).unwrap().clone();
    let text = files.get_mut(&name).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let line = line % lines.len();
    let mut cells: Vec<&str> = lines[line].split(',').collect();
    let cell = cell % cells.len();
    cells[cell] = with;
    lines[line] = cells.join(",");
    *text = lines.join("\n");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_cell_holds_it_is_read_or_reported(
        file: usize,
        line: usize,
        cell: usize,
        with in prop_oneof![
            "\\PC*",
            "[0-9]{0,5}[-QHFY./~ ]{0,3}[0-9]{0,4}[-. ]{0,2}[0-9é(]{0,4}\\)?",
            Just("9999-12-31".to_owned()),
            Just("0000-01-01".to_owned()),
            Just("1e308".to_owned()),
            Just("\"".to_owned()),
        ],
    ) {
        let mut files = next_files();
        spoil(&mut files, file, line, cell, &with);
        if let Err(error) = Release::from_files(&files) {
            prop_assert!(!error.issues.is_empty());
        }
    }
}
