//! `jevons claims check`: puts claims to their tests.

use std::path::PathBuf;

use clap::Args;
use jevons_claims::{CheckAnswer, Claim, ConsistencyCheck, Layer, Library, Verdict};
use serde_json::json;

use super::answers::Ground;
use super::page::{Answered, Pages, list, summary};
use super::runs::LookArgs;
use super::{chosen, library, print};
use crate::failure::{Failure, Outcome};
use crate::session::Session;
use crate::text::{count, shorten};

/// Put claims to their tests
///
/// Reads the record, the assumptions and, for tests against the model, the runs of every world that they look at, each world
/// once; what was read is kept and not computed twice. Prints one line for each claim and a summary by document and layer.
/// Checks of stated numbers (C1 and the like) must come to what was published, or the command ends with exit code 1.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons claims check Z-081 H-001 C5
  jevons claims check --all --no-runs      the record, the assumptions and the arithmetic, in a second
  jevons claims check --all --quick
  jevons claims check --all --page docs/claims_summary.md
  jevons claims check --all --json")]
pub struct CheckArgs {
    /// Ids of claims or of checks
    #[arg(value_name = "ID", required_unless_present = "all")]
    ids: Vec<String>,
    /// All claims and all checks
    #[arg(long, conflicts_with = "ids")]
    all: bool,
    /// Write the verdicts of all as a page of Markdown, with what they were made from
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,
    #[command(flatten)]
    look: LookArgs,
}

/// Most characters of a statement in a line.
const STATEMENT: usize = 90;

pub fn run(args: &CheckArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let library = library(&args.look.source)?;
    let (claims, checks) = chosen(&library, &args.ids)?;
    let ground = Ground::load(session)?;
    let looked = args.look.look(&claims, session)?;
    let answers = ground.answered(&library, &claims, looked);
    let checked = ground.checked(&checks);
    if let Some(path) = &args.page {
        let pages = Pages {
            library: &library,
            release: ground.release(),
            parameters: ground.parameters(),
            claims: &answers,
            checks: &checked,
            runs: (args.look.runs.count(), args.look.runs.seed),
        };
        summary::write(&pages, path)?;
    }
    if session.json() {
        let claims = answers.iter().map(|one| json!({ "id": one.claim.id, "answer": one.answer }));
        let checks = checked.iter().map(|(check, answer)| json!({ "id": check.id, "answer": answer }));
        let (claims, checks): (Vec<_>, Vec<_>) = (claims.collect(), checks.collect());
        session.document(&json!({ "claims": claims, "checks": checks }))?;
    } else {
        print_all(&library, &answers, &checked, session)?;
    }
    let good = checked.iter().all(|(_, answer)| answer.reproduced);
    Ok(if good { Outcome::Good } else { Outcome::CheckFailed })
}

fn print_all(
    library: &Library,
    answers: &[Answered<'_>],
    checked: &[(&ConsistencyCheck, CheckAnswer)],
    session: &mut Session,
) -> Result<(), Failure> {
    let verdict = |verdict: Option<Verdict>| verdict.map_or(String::new(), |verdict| verdict.to_string());
    if !answers.is_empty() {
        let cells = |Answered { claim, answer, .. }: &Answered<'_>| {
            let number = answer.model.as_ref().and_then(|model| model.probability);
            vec![
                claim.id.clone(),
                print::verdict(answer.verdict),
                verdict(answer.record.as_ref().map(|one| one.verdict)),
                verdict(answer.model.as_ref().map(|one| one.verdict)),
                number.map_or(String::new(), |(share, _)| format!("{:.0} %", 100.0 * share)),
                verdict(answer.assumption.as_ref().map(|one| one.verdict)),
                shorten(&claim.statement, STATEMENT),
            ]
        };
        let header = ["id", "verdict", "record", "model", "of runs", "assumed", "statement"];
        session.table(&header, &["of runs"], answers.iter().map(cells).collect())?;
    }
    if !checked.is_empty() {
        session.line("")?;
        let cells = |(check, answer): &(&ConsistencyCheck, CheckAnswer)| {
            let published = answer.lines.iter().filter(|line| line.published.is_some()).count();
            let state = if answer.reproduced { "reproduced" } else { "differs" };
            vec![check.id.clone(), state.to_owned(), published.to_string(), check.title.clone()]
        };
        session.table(
            &["check", "result", "numbers", "of"],
            &["numbers"],
            checked.iter().map(cells).collect(),
        )?;
    }
    for (check, answer) in checked.iter().filter(|(_, answer)| !answer.reproduced) {
        session.line("")?;
        print::check(check, answer, session)?;
    }
    if answers.len() > 1 {
        session.line("")?;
        print_summary(library, answers, session)?;
    }
    Ok(())
}

/// How many claims of each document and layer have each verdict.
fn print_summary(library: &Library, answers: &[Answered<'_>], session: &mut Session) -> Result<(), Failure> {
    let row = |name: &str, of: &dyn Fn(&Claim) -> bool| list::counts(answers, name, of);
    let documents = library.documents().iter();
    let by_document =
        documents.filter_map(|document| row(&document.id, &|claim| claim.document == document.id));
    let by_layer = Layer::ALL.iter().filter_map(|layer| row(layer.as_str(), &|claim| claim.layer == *layer));
    let rows = by_document.chain(by_layer).chain(row("all", &|_| true)).collect();
    let header = list::header("");
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    session.table(&header, &header[1..], rows)?;
    let disagree: Vec<&str> =
        answers.iter().filter(|one| one.answer.disagree).map(|one| one.claim.id.as_str()).collect();
    if !disagree.is_empty() {
        session.note(format!(
            "\nrecord and model disagree on {}: {}",
            count(disagree.len(), "claim"),
            disagree.join(", ")
        ))?;
    }
    Ok(())
}
