//! `jevons claims`: what was said, what the record shows, what is assumed and what the model says.

mod answers;
mod check;
mod list;
mod page;
mod pages;
mod print;
mod runs;
mod show;
mod store;
mod words;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jevons_claims::{Claim, ConsistencyCheck, FolderProblem, Known, Library};
use jevons_economy::inputs::{self, Input};
use jevons_economy::mechanism;
use jevons_economy::parameters::Parameters;
use jevons_parameters::Diagnostics;

use crate::failure::{Failure, Outcome};
use crate::scenarios::shipped;
use crate::session::Session;

/// List, show and test what has been said about the AI economy
///
/// Each statement is a row in a file: what was said in which document, and up to three tests whose rules were written down
/// before anything was computed. The record says what has come about, the assumptions whether runs have room for it, the
/// model what simulated economies do. docs/claims.md says how to add one.
#[derive(Debug, Args)]
pub struct ClaimsArgs {
    #[command(subcommand)]
    command: ClaimsCommand,
}

#[derive(Debug, Subcommand)]
enum ClaimsCommand {
    List(list::ListArgs),
    Show(show::ShowArgs),
    Check(check::CheckArgs),
    Pages(pages::PagesArgs),
}

/// Where claims come from.
#[derive(Debug, Clone, Args)]
pub struct SourceArgs {
    /// Folder with claims of your own, instead of those inside the program
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub fn run(args: &ClaimsArgs, session: &mut Session) -> Result<Outcome, Failure> {
    match &args.command {
        ClaimsCommand::List(args) => list::run(args, session),
        ClaimsCommand::Show(args) => show::run(args, session),
        ClaimsCommand::Check(args) => check::run(args, session),
        ClaimsCommand::Pages(args) => pages::run(args, session),
    }
}

/// The claims that the options name.
fn library(source: &SourceArgs) -> Result<Library, Failure> {
    let owned = |names: &mut dyn Iterator<Item = String>| names.collect::<Vec<String>>();
    let mechanisms = owned(&mut mechanism::all().iter().map(|known| known.id.name().to_owned()));
    let scenarios = owned(&mut shipped()?.scenarios().iter().map(|scenario| scenario.id.clone()));
    let parameters = owned(&mut Parameters::KEYS.iter().map(|key| (*key).to_owned()));
    let inputs = owned(&mut inputs::all().iter().filter_map(|input| match input {
        Input::Parameter(_) | Input::Lever(_, 1..) => None,
        Input::Lever(lever, _) => Some(lever.name.to_owned()),
        Input::Switch(_) => Some(input.name()),
    }));
    let known =
        Known { mechanisms: &mechanisms, scenarios: &scenarios, parameters: &parameters, inputs: &inputs };
    let bad = |wrong: &Diagnostics| {
        let errors = crate::text::count(wrong.as_slice().len(), "error");
        Failure::BadInput(format!("the claims have {errors}\n\n{}", wrong.render(true)))
    };
    match &source.folder {
        None => Library::shipped(&known).map_err(|wrong| Failure::Internal(wrong.render(true))),
        Some(folder) => Library::from_folder(folder, &known).map_err(|problem| match &problem {
            FolderProblem::Invalid(wrong) => bad(wrong),
            FolderProblem::Io { .. } => Failure::BadInput(problem.to_string()),
        }),
    }
}

/// The claim called `id`.
fn find<'l>(library: &'l Library, id: &str) -> Result<&'l Claim, Failure> {
    library
        .claim(id)
        .ok_or_else(|| Failure::unknown("claim", id, &library.nearest(id), "`jevons claims list` lists them"))
}

/// The claims and checks with these ids, or all without any.
fn chosen<'l>(
    library: &'l Library,
    ids: &[String],
) -> Result<(Vec<&'l Claim>, Vec<&'l ConsistencyCheck>), Failure> {
    if ids.is_empty() {
        return Ok((library.claims().iter().collect(), library.checks().iter().collect()));
    }
    let (mut claims, mut checks) = (Vec::new(), Vec::new());
    for id in ids {
        match library.check(id) {
            Some(check) => checks.push(check),
            None => claims.push(find(library, id)?),
        }
    }
    Ok((claims, checks))
}
