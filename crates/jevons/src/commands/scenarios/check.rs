//! `jevons scenarios check`: whether files are good scenarios.

use clap::Args;
use serde_json::json;

use super::model;
use crate::failure::{Failure, Outcome};
use crate::scenarios::find;
use crate::session::Session;
use crate::text::count;

/// Check scenario files
///
/// Prints everything that is wrong with a file, with line and hint, and what is suspicious: shocks that never begin, change
/// nothing or hide each other. Without a file all scenarios of the program are checked.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons scenarios check
  jevons scenarios check ./mine.toml
  jevons scenarios check ./mine.toml+S07")]
pub struct CheckArgs {
    /// Paths of files, or ids; several joined by + are checked together
    #[arg(value_name = "FILE")]
    files: Vec<String>,
}

pub fn run(args: &CheckArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let simulation = model(session)?;
    let vocabulary = simulation.vocabulary();
    let mut names = args.files.clone();
    if names.is_empty() {
        names = crate::scenarios::shipped()?.scenarios().iter().map(|scenario| scenario.id.clone()).collect();
    }
    let (mut errors, mut warnings, mut records) = (0, 0, Vec::new());
    for name in &names {
        let Some(composition) = find(name)? else { continue };
        let found = match composition.check(&vocabulary) {
            Ok((_, found)) => {
                warnings += found.as_slice().len();
                found
            }
            Err(found) => {
                errors += found.as_slice().len();
                found
            }
        };
        if session.json() {
            records.push(json!({ "scenario": composition.name(), "diagnostics": found.records() }));
        } else if !found.is_empty() {
            session.line(found.render(true))?;
        }
    }
    if session.json() {
        session.document(&json!({ "errors": errors, "warnings": warnings, "scenarios": records }))?;
    } else {
        let (checked, errors) = (count(names.len(), "scenario"), count(errors, "error"));
        session.line(format!("{checked} checked: {errors}, {}", count(warnings, "warning")))?;
    }
    Ok(if errors == 0 { Outcome::Good } else { Outcome::CheckFailed })
}
