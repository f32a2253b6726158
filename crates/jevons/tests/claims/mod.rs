//! Claims as a user meets them: verdicts from runs, kept and read again, and pages that lead to each other.

use std::collections::BTreeSet;
use std::fs;

use super::program::{good, jevons};

/// One claim of every kind, and every sort of test against the model: a share of runs, a difference, two worlds, events.
const EVERY_KIND: &str = "Z-118 H-016 G-076 Z-097 Z-096 Z-112 C5";

#[test]
fn claims_of_every_kind_are_checked_and_not_computed_twice() {
    let folder = tempfile::tempdir().unwrap();
    let line = format!("claims check {EVERY_KIND} --runs 20 --page summary.md --color never");
    let first = good(folder.path(), &line);
    for (id, verdict) in [("Z-096", "fails"), ("H-016", "holds"), ("Z-118", "holds")] {
        let row = first.out.lines().find(|line| line.starts_with(id)).unwrap();
        assert!(row.contains(verdict), "{row}");
    }
    assert!(first.out.contains("reproduced"), "{}", first.out);
    assert!(first.err.contains("60 runs: 3 worlds of 20 each"), "{}", first.err);
    let second = good(folder.path(), &line);
    assert_eq!(first.out, second.out);
    assert!(!second.err.contains("worlds"), "{}", second.err);
    let summary = fs::read_to_string(folder.path().join("summary.md")).unwrap();
    for text in ["| seed | 1 |", "| runs of each world | 20 |", "SHA-256 of data release", "| G-076 | **"] {
        assert!(summary.contains(text), "{text}\n{summary}");
    }
    // The page of a difference between two worlds has both, its course and its regimes.
    let page = folder.path().join("Z-097.html");
    good(folder.path(), "claims show Z-097 --html Z-097.html --runs 20");
    let text = fs::read_to_string(page).unwrap();
    for part in [
        "class=\"outline\"",
        "class=\"other\"",
        "By regime",
        "What would change our mind",
        "Rule, fixed beforehand",
    ] {
        assert!(text.contains(part), "{part}");
    }
}

/// Pages of all claims without runs: whole, nothing from the network, and every link within the folder leads somewhere.
#[test]
fn pages_lead_to_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let said = good(folder.path(), "claims pages out --no-runs");
    let files: BTreeSet<String> = fs::read_dir(folder.path().join("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(files.len() > 460 && said.out.starts_with(&files.len().to_string()), "{}", said.out);
    for file in &files {
        let text = fs::read_to_string(folder.path().join("out").join(file)).unwrap();
        assert!(text.contains("default-src 'none'") && text.trim_end().ends_with("</html>"), "{file}");
        assert!(!text.contains("NaN"), "{file} shows what is no number");
        for link in text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let inside = link.starts_with('#') || link.starts_with("data:") || link.starts_with("http");
            assert!(inside || files.contains(link), "{file} leads to {link}");
        }
    }
    let refused = jevons(folder.path(), "claims pages out Z-999 --no-runs");
    assert!(refused.code == Some(2) && refused.err.contains("there is no claim `Z-999`"), "{}", refused.err);
}
