//! `jevons mechanisms show`: everything about one mechanism.

use clap::Args;
use jevons_economy::mechanism::Mechanism;

use super::list::document;
use super::{direction, find, levers, parameters};
use crate::failure::{Failure, Outcome};
use crate::session::Session;

/// Show everything about a mechanism
///
/// What it says about the world, its equations and symbols, what holds when it is switched off, its sources, and the
/// parameters, levers and claims that belong to it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons mechanisms show M22
  jevons mechanisms show M08 --json")]
pub struct ShowArgs {
    /// Id of the mechanism, as `jevons mechanisms list` prints it
    #[arg(value_name = "ID")]
    id: String,
}

pub fn run(args: &ShowArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let mechanism = find(&args.id)?;
    if session.json() {
        session.document(&document(mechanism))?;
    } else {
        print(mechanism, session)?;
    }
    Ok(Outcome::Good)
}

fn print(mechanism: &Mechanism, session: &mut Session) -> Result<(), Failure> {
    session.heading(&format!("{} {}", mechanism.id.name(), mechanism.name))?;
    session.line(mechanism.what)?;
    session.line("")?;
    session.heading("Equations")?;
    for line in mechanism.equations.lines() {
        session.line(format!("  {}", line.trim()))?;
    }
    let width = mechanism.symbols.iter().map(|(symbol, _)| symbol.chars().count()).max().unwrap_or(0);
    for (symbol, meaning) in mechanism.symbols {
        let gap = " ".repeat(width - symbol.chars().count());
        session.line(format!("  {symbol}{gap}  {meaning}"))?;
    }
    session.line("")?;
    session.line(format!("off      {}", mechanism.off))?;
    let probe = mechanism.probe;
    let of = if probe.agent.is_empty() { String::new() } else { format!(" of {}", probe.agent) };
    session.line(format!("effect   {} {}{of}", direction(probe.effect), probe.outcome))?;
    session.line(format!("file     crates/economy/src/{}", mechanism.file))?;
    for (name, entries) in [
        ("Parameters", parameters(mechanism)),
        ("Levers", levers(mechanism)),
        ("Sources", mechanism.sources.to_vec()),
    ] {
        if !entries.is_empty() {
            session.line("")?;
            session.heading(name)?;
            entries.iter().try_for_each(|entry| session.line(format!("  {entry}")))?;
        }
    }
    session.line("")?;
    session.line(format!("claims   {}", mechanism.claims.join(", ")))
}
