//! `jevons compare`: the same runs with and without a shock, and what the difference is, for whom, how surely.

mod page;
mod tables;

use std::path::PathBuf;

use clap::Args;
use jevons_economy::output::Schema;
use jevons_economy::simulate::Simulate;
use jevons_economy::simulation::Simulation;
use jevons_experiments::paired::{Comparison, Effects};
use jevons_numerics::Month;
use jevons_results::Disk;
use rayon::prelude::*;

use crate::batches::{in_batches, interruption};
use crate::economy::{PlanArgs, set_up};
use crate::failure::{Failure, Outcome};
use crate::scenarios::BASELINE;
use crate::session::Session;
use crate::text::parse_whole;

/// Compare two scenarios run by run
///
/// Run number k of both has the same draws, so that what differs is what the scenarios change and nothing else. Prints the
/// difference of every headline metric with its interval, who fails more often, who gains and loses, who bears the losses,
/// and how many runs would be needed to know it better.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons compare baseline S03
  jevons compare S01 S01+S07 --runs 200
  jevons compare baseline S03 --html s03.html
  jevons compare baseline ./mine.toml --json")]
pub struct CompareArgs {
    /// What is compared with: a scenario, several joined by +, a file, or `baseline`
    #[arg(value_name = "A")]
    a: String,
    /// What is compared: likewise
    #[arg(value_name = "B")]
    b: String,
    /// Number of pairs of runs
    #[arg(long, value_name = "N", default_value_t = 100, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole::<u32>(text, 2, 100_000))]
    runs: u32,
    #[command(flatten)]
    plan: PlanArgs,
    /// Write everything, and the differences month by month, into one HTML page that opens anywhere
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// Two worlds and what sets them apart.
struct Compared {
    /// Names of A and B.
    names: [String; 2],
    schema: Schema,
    months: [Month; 2],
    seed: u64,
    effects: Effects,
}

pub fn run(args: &CompareArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let mut world = |scenario: &str| set_up(session, &args.plan.plan(scenario, args.runs));
    let (a, b) = (world(&args.a)?, world(&args.b)?);
    let months = [a.from, a.to];
    let name = |simulation: &Simulation| {
        simulation.scenario().map_or_else(|| BASELINE.to_owned(), |program| program.name().to_owned())
    };
    let names = [name(&a.simulation), name(&b.simulation)];
    if let Some(path) = &args.html {
        Disk::default().probe(path)?;
    }
    let (pairs, effects) = compare(args, session, &a.simulation, &b.simulation)?;
    if pairs < 2 {
        return Err(Failure::Interrupted("stopped before there were two pairs to compare".to_owned()));
    }
    let schema = a.simulation.schema().clone();
    let compared = Compared { names, schema, months, seed: args.plan.seed, effects };
    if session.json() {
        session.document(&tables::document(&compared))?;
    } else {
        tables::print(&compared, session)?;
    }
    if let Some(path) = &args.html {
        page::write(&compared, path)?;
        session.note(format!("page     {}", path.display()))?;
    }
    interruption(pairs, args.runs).map_or(Ok(Outcome::Good), Err)
}

/// How many pairs were compared, and what they say.
fn compare(
    args: &CompareArgs,
    session: &Session,
    a: &Simulation,
    b: &Simulation,
) -> Result<(u32, Effects), Failure> {
    let internal = |error: String| Failure::Internal(error);
    let mut comparison = Comparison::new(a.schema(), b.schema(), args.plan.seed)
        .map_err(|error| internal(error.to_string()))?;
    let pair = |run| Ok((a.run(run)?, b.run(run)?));
    let pairs = in_batches(session, args.runs, pair, |(a, b)| {
        comparison.add(&a, &b).map_err(|error| internal(error.to_string()))
    })?;
    let columns = (0..a.schema().columns.len()).into_par_iter().map(|column| comparison.column(column));
    let columns = columns.collect();
    Ok((pairs, comparison.effects_of(columns)))
}
