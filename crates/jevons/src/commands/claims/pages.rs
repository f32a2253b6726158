//! `jevons claims pages`: a page for each claim, with a list of all.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::answers::Ground;
use super::library;
use super::page::Pages;
use super::runs::LookArgs;
use crate::failure::{Failure, Outcome};
use crate::session::Session;
use crate::text::count;

/// Write a page for each claim, and a list of all
///
/// Each page has what was said, what the record shows with its sources, what the model says with charts and by regime, the
/// rule that was fixed beforehand, and what would change the answer. The pages need nothing but a browser: `index.html` in the
/// folder leads to all of them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons claims pages claims-pages --no-runs
  jevons claims pages claims-pages H-001 Z-081 C5
  jevons claims pages claims-pages --quick")]
pub struct PagesArgs {
    /// Folder for the pages; made when there is none
    #[arg(value_name = "DIR")]
    out: PathBuf,
    /// Ids of claims or of checks; all without any
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    look: LookArgs,
}

pub fn run(args: &PagesArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let library = library(&args.look.source)?;
    let (claims, checks) = super::chosen(&library, &args.ids)?;
    let ground = Ground::load(session)?;
    let looked = args.look.look(&claims, session)?;
    let claims = ground.answered(&library, &claims, looked);
    let checks = ground.checked(&checks);
    let pages = Pages {
        library: &library,
        release: ground.release(),
        parameters: ground.parameters(),
        claims: &claims,
        checks: &checks,
        runs: (args.look.runs.count(), args.look.runs.seed),
    };
    let written = pages.write_all(&args.out)?;
    let list = args.out.join("index.html");
    if session.json() {
        session.document(&json!({ "pages": written, "list": list.display().to_string() }))?;
    } else {
        session.line(format!("{} written; open {}", count(written, "page"), list.display()))?;
    }
    Ok(Outcome::Good)
}
