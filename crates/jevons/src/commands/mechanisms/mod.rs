//! `jevons mechanisms`: what the model is made of, and what each part does.

mod effect;
mod list;
mod show;

use clap::{Args, Subcommand};
use jevons_economy::levers::Levers;
use jevons_economy::mechanism::{self, Effect, Id, Mechanism};
use jevons_economy::parameters::Parameters;

use crate::failure::{Failure, Outcome};
use crate::session::Session;

/// List and show the mechanisms, and measure what one does
///
/// A mechanism is one statement about the world with its equations, sources and parameters, in a file of its own. Each can
/// be switched off, alone or in a scenario, which shows what it contributes.
#[derive(Debug, Args)]
pub struct MechanismsArgs {
    #[command(subcommand)]
    command: MechanismsCommand,
}

#[derive(Debug, Subcommand)]
enum MechanismsCommand {
    List(list::ListArgs),
    Show(show::ShowArgs),
    Effect(effect::EffectArgs),
}

pub fn run(args: &MechanismsArgs, session: &mut Session) -> Result<Outcome, Failure> {
    match &args.command {
        MechanismsCommand::List(args) => list::run(args, session),
        MechanismsCommand::Show(args) => show::run(args, session),
        MechanismsCommand::Effect(args) => effect::run(args, session),
    }
}

/// The mechanism called `name`, in either case.
fn find(name: &str) -> Result<&'static Mechanism, Failure> {
    let all = mechanism::all();
    let id = Id::from_name(&name.to_uppercase());
    all.iter().find(|known| Some(known.id) == id).copied().ok_or_else(|| {
        let near = jevons_parameters::nearest(name, all.iter().map(|known| known.id.name()), 3);
        Failure::unknown("mechanism", name, &near, "`jevons mechanisms list` lists them")
    })
}

/// Keys of the parameters that a mechanism reads.
fn parameters(mechanism: &Mechanism) -> Vec<&'static str> {
    let reads = |used: &&jevons_parameters::Use| used.mechanisms.contains(&mechanism.id.name());
    Parameters::USES.iter().filter(reads).map(|used| used.key).collect()
}

/// Names of the levers that it reads.
fn levers(mechanism: &Mechanism) -> Vec<&'static str> {
    Levers::ALL
        .iter()
        .filter(|lever| lever.mechanisms.contains(&mechanism.id))
        .map(|lever| lever.name)
        .collect()
}

/// What the declaration says of the direction, in words.
fn direction(effect: Effect) -> &'static str {
    match effect {
        Effect::Raises => "raises",
        Effect::Lowers => "lowers",
        Effect::Moves => "moves",
    }
}
