//! `jevons data check`: whether a release can be used, what is odd in it, and where its sources disagree.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use jevons_facts::{Choice, Issue, LoadError, Provenance, Release, Tier};
use serde_json::{Value, json};

use crate::failure::{Failure, Outcome};
use crate::session::Session;
use crate::text::{count, number};

/// Check a release: errors, oddities, conflicts between sources
///
/// Prints rows by file and tier, every oddity, and the periods for which sources disagree. The exit code is 1 when the
/// release has an error and cannot be used.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons data check
  jevons data check path/to/release
  jevons data check path/to/release --json")]
pub struct CheckArgs {
    /// Folder of the release; without it the one of --data, or the one inside the program
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// How many conflicts and warnings are printed before they are only counted.
const SHOWN: usize = 20;

pub fn run(args: &CheckArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let folder = args.folder.clone().or_else(|| session.global().data.clone());
    let loaded = match &folder {
        Some(folder) if !folder.is_dir() => {
            let message = format!("{} is not a folder", folder.display());
            return Err(Failure::with_hint(message, "give the folder that holds facts.csv"));
        }
        Some(folder) => Release::from_folder(folder),
        None => Release::shipped(),
    };
    match loaded {
        Ok(release) => {
            report(&release, session)?;
            Ok(Outcome::Good)
        }
        Err(error) => {
            report_errors(&error, session)?;
            Ok(Outcome::CheckFailed)
        }
    }
}

/// Rows of one tier.
pub(super) fn of_tier(rows: &[&Provenance], tier: Tier) -> usize {
    rows.iter().filter(|origin| origin.tier == tier).count()
}

/// Rows of a file by tier, for machines.
pub(super) fn summary(file: &str, rows: &[&Provenance]) -> Value {
    let tiers: BTreeMap<&str, usize> =
        Tier::ALL.iter().map(|tier| (tier.as_str(), of_tier(rows, *tier))).collect();
    json!({ "file": file, "rows": rows.len(), "tiers": tiers })
}

fn report(release: &Release, session: &mut Session) -> Result<(), Failure> {
    let mut files: BTreeMap<&str, Vec<&Provenance>> = BTreeMap::new();
    for origin in release.provenances() {
        files.entry(&origin.file).or_default().push(origin);
    }
    let view = release.whole();
    let conflicts: Vec<(&str, &str, Choice<'_>)> = view
        .pairs()
        .into_iter()
        .flat_map(|(entity, metric)| {
            view.conflicts(entity, metric).into_iter().map(move |choice| (entity, metric, choice))
        })
        .collect();
    if session.json() {
        let files: Vec<Value> = files.iter().map(|(file, rows)| summary(file, rows)).collect();
        let conflicts: Vec<Value> = conflicts
            .iter()
            .map(|(entity, metric, choice)| {
                json!({ "entity": entity, "metric": metric, "choice": super::json::choice_json(choice) })
            })
            .collect();
        return session.document(&json!({
            "release": release.name(), "date": release.date().to_string(), "digest": release.digest(),
            "files": files, "conflicts": conflicts, "errors": [], "credits": release.credits(),
            "warnings": release.warnings().iter().map(issue_json).collect::<Vec<_>>(),
        }));
    }
    session.heading(&format!("Data release {}", release.name()))?;
    session.line(format!("date {}, SHA-256 {}\n", release.date(), release.digest()))?;
    files_table(&files, session)?;
    conflicts_table(&conflicts, session)?;
    warnings(release.warnings(), session)?;
    let warnings = count(release.warnings().len(), "warning");
    session.line(format!("\ngood: {}, no error, {warnings}", count(release.provenances().count(), "row")))
}

fn files_table(files: &BTreeMap<&str, Vec<&Provenance>>, session: &mut Session) -> Result<(), Failure> {
    let cells = |name: &str, rows: &[&Provenance]| {
        let mut cells = vec![name.to_owned(), rows.len().to_string()];
        cells.extend(Tier::ALL.iter().map(|tier| of_tier(rows, *tier).to_string()));
        cells
    };
    let all: Vec<&Provenance> = files.values().flatten().copied().collect();
    let mut rows: Vec<Vec<String>> = files.iter().map(|(file, rows)| cells(file, rows)).collect();
    rows.push(cells("all", &all));
    session.table(&["file", "rows", "A", "B", "C", "D"], &["rows", "A", "B", "C", "D"], rows)
}

fn conflicts_table(conflicts: &[(&str, &str, Choice<'_>)], session: &mut Session) -> Result<(), Failure> {
    if conflicts.is_empty() {
        return session.line("\nno period has several values");
    }
    session.line(format!("\n{} with several values:", count(conflicts.len(), "period")))?;
    let rows = conflicts
        .iter()
        .take(SHOWN)
        .map(|(entity, metric, choice)| {
            let others: Vec<String> = choice.rejected.iter().map(|other| number(other.datum.value)).collect();
            let reason = choice.rejected.first().map_or("", |other| other.reason);
            vec![
                (*entity).to_owned(),
                (*metric).to_owned(),
                choice.period.to_string(),
                number(choice.value),
                others.join(", "),
                reason.to_owned(),
            ]
        })
        .collect();
    session.table(
        &["entity", "metric", "period", "counts", "passed over", "why"],
        &["counts", "passed over"],
        rows,
    )?;
    if conflicts.len() > SHOWN {
        session.line(format!("... and {} more; `--json` prints all", conflicts.len() - SHOWN))?;
    }
    Ok(())
}

fn warnings(warnings: &[Issue], session: &mut Session) -> Result<(), Failure> {
    if warnings.is_empty() {
        return Ok(());
    }
    session.line(format!("\n{}:", count(warnings.len(), "warning")))?;
    for warning in warnings.iter().take(SHOWN) {
        session.line(warning.to_string())?;
    }
    if warnings.len() > SHOWN {
        session.line(format!("... and {} more; `--json` prints all", warnings.len() - SHOWN))?;
    }
    Ok(())
}

fn report_errors(error: &LoadError, session: &mut Session) -> Result<(), Failure> {
    if session.json() {
        let errors: Vec<Value> = error.issues.iter().map(issue_json).collect();
        return session.document(&json!({ "errors": errors }));
    }
    session.line(error.to_string())
}

fn issue_json(issue: &Issue) -> Value {
    json!({
        "file": issue.file, "line": issue.line, "field": issue.field, "message": issue.message, "hint": issue.hint,
    })
}
