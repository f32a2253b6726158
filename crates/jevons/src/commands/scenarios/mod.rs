//! `jevons scenarios`: what can happen, what each changes, and whether a file of one's own is good.

mod check;
mod inputs;
mod list;
mod show;

use clap::{Args, Subcommand};
use jevons_economy::simulation::Simulation;

use crate::economy::{Plan, set_up};
use crate::failure::{Failure, Outcome};
use crate::session::Session;

/// List, show and check scenarios
///
/// A scenario is a story and its shocks: dated or conditional changes of parameters, levers and mechanisms. `jevons run S03`
/// plays one, `jevons run S01+S07` several together, `jevons run ./mine.toml` one of your own.
#[derive(Debug, Args)]
pub struct ScenariosArgs {
    #[command(subcommand)]
    command: ScenariosCommand,
}

#[derive(Debug, Subcommand)]
enum ScenariosCommand {
    List(list::ListArgs),
    Show(show::ShowArgs),
    Check(check::CheckArgs),
    Inputs(inputs::InputsArgs),
}

pub fn run(args: &ScenariosArgs, session: &mut Session) -> Result<Outcome, Failure> {
    match &args.command {
        ScenariosCommand::List(args) => list::run(args, session),
        ScenariosCommand::Show(args) => show::run(args, session),
        ScenariosCommand::Check(args) => check::run(args, session),
        ScenariosCommand::Inputs(args) => inputs::run(args, session),
    }
}

/// The model of a run from the newest facts to 2030, to hold scenarios against.
fn model(session: &mut Session) -> Result<Simulation, Failure> {
    let plan = Plan { seed: 1, runs: 1, ..Plan::default() };
    Ok(set_up(session, &plan)?.simulation)
}
