//! The page on claims has every function and check, and its example is a good row.

use jevons_claims::{RECORD_FUNCTIONS, Verdict};
use jevons_outcomes::{Function, RUN_FUNCTIONS};

use crate::common::{library, parameters, release, shipped};

fn page() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/claims.md");
    std::fs::read_to_string(path).expect("docs/claims.md")
}

fn rows(functions: &[Function]) -> String {
    functions.iter().map(|function| format!("| `{function}` | {} |\n", function.meaning)).collect()
}

fn checks() -> String {
    let row = |check: &jevons_claims::ConsistencyCheck| {
        format!("| {} | {} | {} |\n", check.id, check.title, check.conclusion)
    };
    shipped().checks().iter().map(row).collect()
}

/// With the environment variable UPDATE_DOCS set the tables are written; otherwise they are compared.
#[test]
fn the_tables_are_those_of_the_code() {
    let mut expected = page();
    for (heading, table) in [
        ("### Facts", rows(RECORD_FUNCTIONS)),
        ("### Runs", rows(RUN_FUNCTIONS)),
        ("## Consistency checks", checks()),
    ] {
        let section = expected.find(heading).unwrap_or_else(|| panic!("no {heading}"));
        let rule = section + expected[section..].find("| ---").expect("a table");
        let start = rule + expected[rule..].find('\n').expect("a line") + 1;
        let end = start + expected[start..].find("\n\n").expect("the end of the table") + 1;
        expected.replace_range(start..end, &table);
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/claims.md"), &expected)
            .expect("written");
    }
    assert!(
        page() == expected,
        "docs/claims.md is stale; UPDATE_DOCS=1 cargo test -p jevons-claims writes it"
    );
}

#[test]
fn the_example_is_a_good_row() {
    let page = page();
    let start = page.find("# claims/essay-2024-09/labs.toml").expect("the example");
    let text = &page[start..start + page[start..].find("```").expect("its end")];
    let text = text.replace("\"essay-2024-09\"", "\"essay\"");
    let library = library(&text).unwrap_or_else(|wrong| panic!("{wrong}"));
    assert!(library.claims()[0].is_tested());
    for field in ["holds_from", "assumption", "shows"] {
        assert!(text.contains(field), "the example lacks {field}");
    }
}

/// What docs/claims_summary.md says of the record and the assumptions is what they say now; runs take too long to compare.
#[test]
fn the_summary_is_of_these_claims() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/claims_summary.md");
    let page = std::fs::read_to_string(path).expect("docs/claims_summary.md");
    let stale = "run `jevons claims check --all --page docs/claims_summary.md` again";
    for claim in shipped().claims() {
        let start = format!("| {} | ", claim.id);
        let row = page.lines().find(|line| line.starts_with(&start));
        let row = row.unwrap_or_else(|| panic!("{} is not in the summary: {stale}", claim.id));
        let cells: Vec<&str> = row.split(" | ").collect();
        let answer = shipped().answer(claim, release().whole(), parameters(), None);
        let words = |verdict: Option<Verdict>| verdict.map_or(String::new(), |verdict| verdict.to_string());
        let record = words(answer.record.as_ref().map(|one| one.verdict));
        let assumed = words(answer.assumption.as_ref().map(|one| one.verdict));
        assert_eq!((cells[2].trim(), cells[5].trim()), (&*record, &*assumed), "{}: {stale}", claim.id);
        let run = page.contains("| runs of each world |") && claim.model.is_some();
        assert!(!run || !cells[3].trim().is_empty(), "{} was not run: {stale}", claim.id);
    }
}
