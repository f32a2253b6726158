//! `jevons data`: look at the facts, see which one counts and why, and check a release.

mod check;
mod entity;
mod json;
mod list;
mod show;

use clap::{Args, Subcommand};

use crate::failure::{Failure, Outcome};
use crate::session::Session;

/// List, show and check the facts
///
/// Every fact has a source, a tier (A primary, B credible secondary, C a single weak source, D unsourced) and a date
/// from which on it could be known. With --as-of you see what could be known on a date, and nothing later.
#[derive(Debug, Args)]
pub struct DataArgs {
    #[command(subcommand)]
    command: DataCommand,
}

#[derive(Debug, Subcommand)]
enum DataCommand {
    List(list::ListArgs),
    Show(show::ShowArgs),
    Check(check::CheckArgs),
}

pub fn run(args: &DataArgs, session: &mut Session) -> Result<Outcome, Failure> {
    match &args.command {
        DataCommand::List(args) => list::run(args, session),
        DataCommand::Show(args) => show::run(args, session),
        DataCommand::Check(args) => check::run(args, session),
    }
}
