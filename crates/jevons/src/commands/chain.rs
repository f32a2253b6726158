//! `jevons chain`: which steps of the crisis are reached, in how many runs, and how soon.

use clap::Args;
use jevons_economy::output::RunOutput;
use jevons_economy::simulate::{Simulate, SimulationError};
use jevons_economy::simulation::Simulation;
use jevons_experiments::milestones::{Milestone, Milestones};
use jevons_numerics::Month;
use jevons_scenarios::{Program, Scenario, compose};
use rayon::prelude::*;
use serde_json::json;

use crate::economy::{Plan, set_up};
use crate::failure::{Failure, Outcome};
use crate::scenarios::BASELINE;
use crate::session::Session;
use crate::text::parse_whole;

/// The steps, in the language of scenarios.
const STEPS: &str = include_str!("../../../../data/crisis_chain.toml");
/// Runs that are computed before they are added up, per thread.
const BATCH: usize = 8;

/// Follow the crisis step by step
///
/// The documents tell of a crisis in twelve steps. For each scenario this says in how many runs each step is reached after
/// its first shock, and the median number of months until then. Beside them stands the baseline, counted from its start:
/// what happens anyway is not the work of a shock. data/crisis_chain.toml says when a step counts as reached.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons chain                        the subsidy ends and pilots are given up (S01+S07), and the baseline
  jevons chain S01+S07 S08 S10        the three triggers of the documents
  jevons chain S20 --runs 200 --json")]
pub struct ChainArgs {
    /// Scenarios, each a column [default: S01+S07]
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<String>,
    /// Number of runs of each
    #[arg(long, value_name = "N", default_value_t = 100, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole::<u32>(text, 1, 100_000))]
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
    /// Fix an input in all
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
}

pub fn run(args: &ChainArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let mut names = vec![BASELINE.to_owned()];
    match args.scenarios.is_empty() {
        true => names.push("S01+S07".to_owned()),
        false => names.extend(args.scenarios.iter().cloned()),
    }
    let mut columns = Vec::new();
    for name in &names {
        let plan = Plan {
            from: args.from,
            to: args.to,
            seed: args.seed,
            set: args.set.clone(),
            scenario: name.clone(),
        };
        let setup = set_up(session, &plan)?;
        columns.push(follow(&setup.simulation, args.runs)?);
    }
    if session.json() {
        let documents = names.iter().zip(&columns).map(|(name, table)| {
            let steps: Vec<_> = table
                .iter()
                .map(|step| {
                    json!({
                        "step": step.id, "describe": step.describe, "reached": step.reached, "runs": step.runs,
                        "median_delay_months": step.median_delay,
                    })
                })
                .collect();
            json!({ "scenario": name, "steps": steps })
        });
        session.document(&documents.collect())?;
    } else {
        print(args, &names, &columns, session)?;
    }
    Ok(Outcome::Good)
}

/// The steps, checked against what the economy records.
fn steps(simulation: &Simulation) -> Result<Program, Failure> {
    let scenario = Scenario::parse("data/crisis_chain.toml", STEPS)
        .map_err(|wrong| Failure::Internal(wrong.render(false)))?;
    let composition = compose(&[scenario]).map_err(|error| Failure::Internal(error.to_string()))?;
    let checked = composition.check(&simulation.vocabulary());
    // That the steps change nothing is a warning, and the point.
    checked.map(|(program, _)| program).map_err(|wrong| Failure::Internal(wrong.render(false)))
}

fn follow(simulation: &Simulation, runs: u32) -> Result<Vec<Milestone>, Failure> {
    let values = simulation.vocabulary().value_count();
    let mut milestones = Milestones::new(steps(simulation)?, simulation.schema(), values);
    let numbers: Vec<u32> = (0..runs).collect();
    for batch in numbers.chunks(BATCH * rayon::current_num_threads()) {
        let outputs: Vec<RunOutput> = batch
            .par_iter()
            .map(|&run| simulation.run(run))
            .collect::<Result<_, SimulationError>>()
            .map_err(|error| Failure::CheckFailed(error.to_string()))?;
        outputs.iter().for_each(|output| milestones.add(output));
    }
    Ok(milestones.table())
}

fn print(
    args: &ChainArgs,
    names: &[String],
    columns: &[Vec<Milestone>],
    session: &mut Session,
) -> Result<(), Failure> {
    session.heading("The crisis, step by step")?;
    session
        .line(format!("share of {} runs that reach a step, and the median months until then", args.runs))?;
    session.line("")?;
    let cell = |step: &Milestone| {
        let share = 100.0 * step.reached as f64 / step.runs.max(1) as f64;
        match step.median_delay {
            Some(months) => format!("{share:.0} %, {months}"),
            None => format!("{share:.0} %"),
        }
    };
    let steps = columns.first().map_or(0, Vec::len);
    let rows = (0..steps)
        .map(|step| {
            let mut row = vec![columns[0][step].id.clone()];
            row.extend(columns.iter().map(|table| cell(&table[step])));
            row
        })
        .collect();
    let mut header = vec!["step"];
    header.extend(names.iter().map(String::as_str));
    session.table(&header, &header[1..], rows)?;
    session.note("\nWhen a step counts as reached: data/crisis_chain.toml")?;
    for step in &columns[0] {
        session.note(format!("  {}", step.describe))?;
    }
    Ok(())
}
