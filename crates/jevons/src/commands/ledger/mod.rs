//! `jevons ledger`: the books of a month of a run, or of the opening, with the source of every line.

mod account;
mod matrices;
mod opening;
mod replay;

use std::path::PathBuf;

use clap::{ArgGroup, Args};
use jevons_facts::nearest;
use jevons_ledger::{AgentId, Registry};
use jevons_numerics::Month;
use serde_json::Value;

use crate::failure::{Failure, Outcome};
use crate::session::Session;
use crate::text::parse_whole;

/// Show the balance-sheet and transaction-flow matrices of a run, or the opening sheets with their sources
///
/// A run is played again from its manifest up to the month, which takes a fraction of a second; the digest of the
/// whole run is compared with the one in the folder, so that what is shown is what was simulated.
#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("what").required(true).args(["folder", "opening"]),
    after_help = "\
Examples:
  jevons ledger runs/2026-01_2030-12_seed1 --run 12 --month 2026-07
  jevons ledger runs/2026-01_2030-12_seed1 --run 12 --month 2026-07 --agent OpenAI
  jevons ledger runs/2026-01_2030-12_seed1 --run 12 --month 2026-07 --csv > matrices.csv
  jevons ledger --opening --as-of 2024-09
  jevons ledger --opening --as-of 2024-09 --agent Microsoft"
)]
pub struct LedgerArgs {
    /// Folder of an ensemble
    #[arg(value_name = "RUN_DIR", requires = "run", requires = "month")]
    folder: Option<PathBuf>,
    /// Number of the run
    #[arg(long, value_name = "K", allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole(text, u32::MIN, u32::MAX))]
    run: Option<u32>,
    /// Month whose end (balances) and course (flows) are shown
    #[arg(long, value_name = "YYYY-MM")]
    month: Option<Month>,
    /// Show the opening sheets instead of a run
    #[arg(long, conflicts_with_all = ["run", "month"])]
    opening: bool,
    /// Last month whose facts are used for the opening [default: that of the newest facts]
    #[arg(long, value_name = "YYYY-MM", requires = "opening")]
    as_of: Option<Month>,
    /// Show one agent: its movements and what they did to it, or its opening lines with all their sources
    #[arg(long, value_name = "NAME")]
    agent: Option<String>,
    /// Print CSV with amounts in cents
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

pub fn run(args: &LedgerArgs, session: &mut Session) -> Result<Outcome, Failure> {
    match (&args.folder, args.run, args.month) {
        (Some(folder), Some(run), Some(month)) => replay::show(args, session, folder, run, month),
        _ => opening::show(args, session),
    }
}

fn find(registry: &Registry, name: &str) -> Result<AgentId, Failure> {
    registry.find(name).ok_or_else(|| {
        let near: Vec<&str> =
            nearest(name, registry.names().iter().map(String::as_str)).into_iter().collect();
        Failure::unknown("agent", name, &near, "without --agent all are shown")
    })
}

/// The name of the sector of an agent.
fn sector(registry: &Registry, agent: AgentId) -> &str {
    &registry.sectors()[registry.sector(agent).index()]
}

/// Cents as a number that is exact in JSON.
fn exact(cents: i128) -> Result<Value, Failure> {
    i64::try_from(cents)
        .map(Value::from)
        .map_err(|_| Failure::Internal(format!("{cents} cents are too many")))
}

/// A note for people: after a table with it, beside CSV apart from it.
fn conclude(args: &LedgerArgs, session: &mut Session, text: &str) -> Result<(), Failure> {
    if args.csv { session.aside(text) } else { session.note(text) }
}
