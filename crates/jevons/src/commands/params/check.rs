//! `jevons params check`: are the parameter files good?

use clap::Args;
use serde_json::json;

use crate::failure::{Failure, Outcome};
use crate::parameters;
use crate::session::Session;
use crate::source_index::ReleaseIndex;
use crate::text::count;

/// Check the parameter files
///
/// Reads all files to their end and reports everything that is wrong with them. Exit code 1 when something is.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons params check
  jevons params check --parameters data/parameters")]
pub struct CheckArgs {}

pub fn run(_: &CheckArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let release = session.release()?;
    let index = ReleaseIndex::new(&release);
    match parameters::check(session, &index)? {
        Ok(set) => {
            let (parameters, files) = (set.parameters().len(), set.file_digests().len());
            if session.json() {
                let digests = set.file_digests();
                session.document(&json!({ "errors": [], "parameters": parameters, "files": digests, "digest": set.digest() }))?;
            } else {
                session.line(format!(
                    "{} in {}: good",
                    count(parameters, "parameter"),
                    count(files, "file")
                ))?;
            }
            Ok(Outcome::Good)
        }
        Err(wrong) => {
            if session.json() {
                session.document(&json!({ "errors": wrong.records() }))?;
            } else {
                session.line(wrong.render(true))?;
                session.line(count(wrong.as_slice().len(), "error"))?;
            }
            Ok(Outcome::CheckFailed)
        }
    }
}
