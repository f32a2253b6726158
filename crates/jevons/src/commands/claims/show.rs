//! `jevons claims show`: everything about a claim, or about a check of numbers.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use jevons_claims::Library;
use serde_json::json;

use super::answers::Ground;
use super::page::Pages;
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
  jevons claims show Z-118 --html Z-118.html
  jevons claims show L-008 --json")]
pub struct ShowArgs {
    /// Id of a claim or of a check
    #[arg(value_name = "ID")]
    id: String,
    /// Run the economy for the test against the model
    #[arg(long)]
    run: bool,
    /// Write it as a page that needs nothing but a browser; runs the economy
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
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
        if let Some(path) = &args.html {
            let checked = (check, answer.clone());
            args.pages(&library, &ground).write_check(&checked, path)?;
        }
        if session.json() {
            session.document(&json!({ "check": check, "answer": answer }))?;
        } else if args.html.is_none() {
            print::check(check, &answer, session)?;
        }
        return Ok(if answer.reproduced { Outcome::Good } else { Outcome::CheckFailed });
    }
    let claim = find(&library, &args.id)?;
    let looked = match args.run || args.html.is_some() {
        true => runs::look(&[claim], &args.runs, session)?,
        false => BTreeMap::new(),
    };
    let answered = ground.answered(&library, &[claim], looked);
    let Some(one) = answered.first() else { return Ok(Outcome::Good) };
    if let Some(path) = &args.html {
        args.pages(&library, &ground).write_one(one, path)?;
        session.note(format!("written: {}", path.display()))?;
    }
    if session.json() {
        let document = library.document(&claim.document);
        session.document(&json!({ "claim": claim, "document": document, "answer": one.answer }))?;
    } else if args.html.is_none() {
        print::claim(&library, claim, &one.answer, session)?;
    }
    Ok(Outcome::Good)
}

impl ShowArgs {
    fn pages<'g>(&self, library: &'g Library, ground: &'g Ground) -> Pages<'g> {
        let runs = (self.runs.count(), self.runs.seed);
        let (release, parameters) = (ground.release(), ground.parameters());
        Pages { library, release, parameters, claims: &[], checks: &[], runs }
    }
}
