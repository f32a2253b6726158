//! The generated page of the documentation: every claim with its verdict, dated, with what it was made from.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use jevons_claims::Verdict;
use jevons_report::PlainTable;
use jevons_report::format::percent;
use jevons_results::Disk;

use super::{Answered, Pages, list};
use crate::commands::claims::words;
use crate::failure::Failure;
use crate::text::today;

/// First line of the page, by which tests know it.
const MARK: &str = "<!-- Written by `jevons claims check --all --page`. Do not edit: run it again. -->";

/// Writes the page.
pub fn write(pages: &Pages<'_>, path: &Path) -> Result<(), Failure> {
    Ok(Disk::default().write(path, text(pages).as_bytes())?)
}

fn text(pages: &Pages<'_>) -> String {
    let mut page = format!("{MARK}\n\n# What the claims came to\n\n");
    for line in list::TEXT {
        let _ = writeln!(page, "{line}\n");
    }
    let _ = writeln!(page, "## How it was made\n\n| | |\n| --- | --- |");
    for (name, value) in made(pages) {
        let _ = writeln!(page, "| {name} | {value} |");
    }
    for table in list::summaries(pages) {
        let _ = writeln!(page, "\n## {}\n\n{}", table.title, markdown(&table));
    }
    let disagree = pages.claims.iter().filter(|answered| answered.answer.disagree);
    let disagree: Vec<&str> = disagree.map(|answered| answered.claim.id.as_str()).collect();
    if !disagree.is_empty() {
        let _ = writeln!(page, "\nRecord and model decide differently on {}.", disagree.join(", "));
    }
    let _ = writeln!(page, "\n## Every claim\n");
    let _ = writeln!(
        page,
        "The probability is the share of runs in which what is asked happens, with its 95 % interval; a test that compares \
         two worlds has a difference instead.\n"
    );
    let _ = writeln!(
        page,
        "| claim | verdict | record | model | probability or difference | assumed | statement |"
    );
    let _ = writeln!(page, "| --- | --- | --- | --- | --- | --- | --- |");
    for answered in pages.claims {
        let _ = writeln!(page, "{}", row(answered));
    }
    let _ = writeln!(page, "\n## Every check of numbers\n\n| check | result | of |\n| --- | --- | --- |");
    for (check, answer) in pages.checks {
        let result = if answer.reproduced { "reproduced" } else { "differs" };
        let _ = writeln!(page, "| {} | {result} | {} |", check.id, cell(&check.title));
    }
    page
}

/// What the page was made from: date, version, runs, seed and the hashes of all inputs.
fn made(pages: &Pages<'_>) -> Vec<(String, String)> {
    let item = |name: &str, value: String| (name.to_owned(), value);
    let mut made = vec![item("made", today()), item("version", env!("CARGO_PKG_VERSION").to_owned())];
    made.push(item("data release", pages.release.date().to_string()));
    let looked: Vec<_> = pages.claims.iter().filter_map(|answered| answered.looked.as_ref()).collect();
    if !looked.is_empty() {
        made.push(item("runs of each world", pages.runs.0.to_string()));
        made.push(item("seed", pages.runs.1.to_string()));
    }
    let inputs: BTreeMap<&String, &String> = looked.iter().flat_map(|one| &one.ran.inputs).collect();
    let shared = inputs.into_iter().filter(|(name, _)| !name.starts_with("scenario "));
    made.extend(shared.map(|(name, digest)| {
        item(&format!("SHA-256 of {name}"), format!("`{}`", &digest[..16.min(digest.len())]))
    }));
    made
}

fn markdown(table: &PlainTable) -> String {
    let line = |cells: &[String]| {
        format!("| {} |", cells.iter().map(|text| cell(text)).collect::<Vec<_>>().join(" | "))
    };
    let rule: Vec<&str> =
        (0..table.header.len()).map(|place| if place == 0 { "---" } else { "---:" }).collect();
    let mut lines = vec![line(&table.header), format!("| {} |", rule.join(" | "))];
    lines.extend(table.rows.iter().map(|row| line(row)));
    lines.join("\n")
}

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn row(answered: &Answered<'_>) -> String {
    let Answered { claim, answer, .. } = answered;
    let verdict = |verdict: Option<Verdict>| verdict.map_or(String::new(), |verdict| verdict.to_string());
    let model = answer.model.as_ref();
    let number = match (model, model.and_then(|model| model.probability), &claim.model) {
        (Some(_), Some((share, (low, high))), _) => {
            format!("{} ({} to {})", percent(share), percent(low), percent(high))
        }
        (Some(model), None, Some(test)) => words::numbers(test, model),
        _ => String::new(),
    };
    let cells = [
        claim.id.clone(),
        format!("**{}**", super::claim::verdict(answer)),
        verdict(answer.record.as_ref().map(|one| one.verdict)),
        verdict(model.map(|one| one.verdict)),
        number,
        verdict(answer.assumption.as_ref().map(|one| one.verdict)),
        claim.statement.clone(),
    ];
    format!("| {} |", cells.map(|text| cell(&text)).join(" | "))
}
