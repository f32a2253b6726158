//! `jevons claims show`: everything about a claim, or about a check of numbers.

use clap::Args;
use serde_json::json;

use super::answers::Ground;
use super::runs::{self, RunsArgs};
use super::{SourceArgs, find, library, print};
use crate::failure::{Failure, Outcome};
use crate::session::Session;

/// Show everything about a claim
///
/// What was said, where, and what was put right in it; its tests with their rules; what the record says with every row that
/// was used, what is assumed, and, with --run, what the model says. C1 and the like show a check of stated numbers.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons claims show Z-081
  jevons claims show H-001 --run
  jevons claims show C5
  jevons claims show L-008 --json")]
pub struct ShowArgs {
    /// Id of a claim or of a check
    #[arg(value_name = "ID")]
    id: String,
    /// Run the economy for the test against the model
    #[arg(long)]
    run: bool,
    #[command(flatten)]
    runs: RunsArgs,
    #[command(flatten)]
    source: SourceArgs,
}

pub fn run(args: &ShowArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let library = library(&args.source)?;
    let ground = Ground::load(session)?;
    if let Some(check) = library.check(&args.id) {
        let answer = check.answer(ground.release().whole());
        if session.json() {
            session.document(&json!({ "check": check, "answer": answer }))?;
        } else {
            print::check(check, &answer, session)?;
        }
        return Ok(if answer.reproduced { Outcome::Good } else { Outcome::CheckFailed });
    }
    let claim = find(&library, &args.id)?;
    let model = match (&claim.model, args.run) {
        (Some(_), true) => runs::answers(&[claim], &args.runs, session)?.remove(&claim.id),
        _ => None,
    };
    let answer = ground.answer(&library, claim, model);
    if session.json() {
        let document = library.document(&claim.document);
        session.document(&json!({ "claim": claim, "document": document, "answer": answer }))?;
    } else {
        print::claim(&library, claim, &answer, session)?;
    }
    Ok(Outcome::Good)
}
