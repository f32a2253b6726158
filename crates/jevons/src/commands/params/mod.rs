//! `jevons params`: the assumptions, what they rest on and what depends on them.

mod check;
mod list;
mod show;

use clap::{Args, Subcommand};

use crate::failure::{Failure, Outcome};
use crate::session::Session;

/// List, show and check the assumptions
///
/// Every number that the model needs and nobody knows exactly is a parameter: a distribution with bounds, sources and
/// the claims that depend on it. Runs draw them; --set fixes one.
#[derive(Debug, Args)]
pub struct ParamsArgs {
    #[command(subcommand)]
    command: ParamsCommand,
}

#[derive(Debug, Subcommand)]
enum ParamsCommand {
    List(list::ListArgs),
    Show(show::ShowArgs),
    Check(check::CheckArgs),
}

pub fn run(args: &ParamsArgs, session: &mut Session) -> Result<Outcome, Failure> {
    match &args.command {
        ParamsCommand::List(args) => list::run(args, session),
        ParamsCommand::Show(args) => show::run(args, session),
        ParamsCommand::Check(args) => check::run(args, session),
    }
}

/// A value of a parameter for people: the name of its regime, or three significant digits.
fn value(parameter: &jevons_parameters::Parameter, value: f64) -> String {
    parameter.regime(value).map_or_else(|| digits(value), str::to_owned)
}

/// A number to three significant digits.
fn digits(value: f64) -> String {
    crate::text::number(format!("{value:.2e}").parse().unwrap_or(value))
}
