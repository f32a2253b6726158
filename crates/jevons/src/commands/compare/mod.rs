//! `jevons compare`: the same runs with and without a shock, and what the difference is, for whom, how surely.

mod page;
mod tables;

use std::path::PathBuf;

use clap::Args;
use jevons_economy::output::{RunOutput, Schema};
use jevons_economy::simulate::Simulate;
use jevons_economy::simulation::Simulation;
use jevons_experiments::paired::{Comparison, Effects};
use jevons_numerics::Month;
use rayon::prelude::*;

use crate::economy::{Plan, set_up};
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
    /// First simulated month [default: after the newest facts]
    #[arg(long, value_name = "YYYY-MM")]
    from: Option<Month>,
    /// Last simulated month [default: 2030-12]
    #[arg(long, value_name = "YYYY-MM")]
    to: Option<Month>,
    /// Seed of all random numbers
    #[arg(long, value_name = "N", default_value_t = 1, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole(text, u64::MIN, u64::MAX))]
    seed: u64,
    /// Fix an input in both; `jevons params list` prints the keys of parameters
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Write everything, and the differences month by month, into one HTML page that opens anywhere
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// Pairs that are computed before they are added up, per thread.
const BATCH: usize = 8;

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
    let mut world = |scenario: &str| {
        let plan = Plan {
            from: args.from,
            to: args.to,
            seed: args.seed,
            set: args.set.clone(),
            scenario: scenario.to_owned(),
        };
        set_up(session, &plan)
    };
    let (a, b) = (world(&args.a)?, world(&args.b)?);
    let months = [a.from, a.to];
    let name = |simulation: &Simulation| {
        simulation.scenario().map_or_else(|| BASELINE.to_owned(), |program| program.name().to_owned())
    };
    let names = [name(&a.simulation), name(&b.simulation)];
    let effects = compare(args, &a.simulation, &b.simulation)?;
    let schema = a.simulation.schema().clone();
    let compared = Compared { names, schema, months, seed: args.seed, effects };
    if session.json() {
        session.document(&tables::document(&compared))?;
    } else {
        tables::print(&compared, session)?;
    }
    if let Some(path) = &args.html {
        page::write(&compared, path)?;
        session.note(format!("page     {}", path.display()))?;
    }
    Ok(Outcome::Good)
}

fn compare(args: &CompareArgs, a: &Simulation, b: &Simulation) -> Result<Effects, Failure> {
    let internal = |error: String| Failure::Internal(error);
    let mut comparison =
        Comparison::new(a.schema(), b.schema(), args.seed).map_err(|error| internal(error.to_string()))?;
    let size = BATCH * rayon::current_num_threads();
    let numbers: Vec<u32> = (0..args.runs).collect();
    for batch in numbers.chunks(size) {
        let pairs: Vec<(RunOutput, RunOutput)> = batch
            .par_iter()
            .map(|&run| Ok((a.run(run)?, b.run(run)?)))
            .collect::<Result<_, jevons_economy::simulate::SimulationError>>()
            .map_err(|error| Failure::CheckFailed(error.to_string()))?;
        for (a, b) in &pairs {
            comparison.add(a, b).map_err(|error| internal(error.to_string()))?;
        }
    }
    let columns = (0..a.schema().columns.len()).into_par_iter().map(|column| comparison.column(column));
    let columns = columns.collect();
    Ok(comparison.effects_of(columns))
}
