//! `jevons scenarios show`: everything that a scenario changes against the baseline.

use clap::Args;
use serde_json::json;

use super::model;
use crate::failure::{Failure, Outcome};
use crate::scenarios::{find, program};
use crate::session::Session;

/// Show what a scenario changes
///
/// The story, the claims that it stands for, and every change against the baseline with its months, in one sentence each.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons scenarios show S03
  jevons scenarios show S01+S07
  jevons scenarios show ./mine.toml --json")]
pub struct ShowArgs {
    /// Id or name of a scenario, several joined by +, or the path of a file
    #[arg(value_name = "SCENARIO")]
    scenario: String,
}

pub fn run(args: &ShowArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let Some(composition) = find(&args.scenario)? else {
        return Err(Failure::BadInput("the baseline changes nothing".to_owned()));
    };
    let simulation = model(session)?;
    let program = program(session, &composition, &simulation)?;
    if session.json() {
        session.document(&json!({
            "name": composition.name(), "sha256": composition.digest(),
            "scenarios": composition.scenarios(), "changes": program.changes(),
        }))?;
        return Ok(Outcome::Good);
    }
    for scenario in composition.scenarios() {
        session.heading(&format!("{} {}", scenario.id, scenario.name))?;
        session.line(scenario.story.trim())?;
        session.line("")?;
        for change in program.changes().iter().filter(|change| change.scenario == scenario.id) {
            session.line(format!("  {}: {}", change.shock, change.describe))?;
            session.line(format!("    {}", change.words))?;
            session.line(format!("    {}: {}", change.target, change.target_description))?;
        }
        session.line("")?;
        if let Some(notes) = &scenario.notes {
            session.line(format!("note        {notes}"))?;
        }
        session.line(format!("mechanisms  {}", scenario.mechanisms.join(", ")))?;
        session.line(format!("claims      {}", scenario.claims.join(", ")))?;
        session.line(format!("file        {}", scenario.file))?;
    }
    Ok(Outcome::Good)
}
