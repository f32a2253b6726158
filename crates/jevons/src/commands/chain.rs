//! `jevons chain`: which steps of the crisis are reached, in how many runs, and how soon.

use clap::Args;
use jevons_economy::simulate::Simulate;
use jevons_economy::simulation::Simulation;
use jevons_experiments::milestones::{Milestone, Milestones};
use jevons_scenarios::{Program, Scenario, compose};
use serde_json::json;

use crate::batches::{in_batches, interruption};
use crate::economy::{PlanArgs, set_up};
use crate::failure::{Failure, Outcome};
use crate::scenarios::BASELINE;
use crate::session::Session;
use crate::text::parse_whole;

/// The steps, in the language of scenarios.
const STEPS: &str = include_str!("../../../../data/crisis_chain.toml");
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
    #[command(flatten)]
    plan: PlanArgs,
}

pub fn run(args: &ChainArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let mut names = vec![BASELINE.to_owned()];
    match args.scenarios.is_empty() {
        true => names.push("S01+S07".to_owned()),
        false => names.extend(args.scenarios.iter().cloned()),
    }
    let mut columns = Vec::new();
    for name in &names {
        let setup = set_up(session, &args.plan.plan(name, args.runs))?;
        let (taken, table) = follow(session, &setup.simulation, args.runs)?;
        if let Some(stopped) = interruption(taken, args.runs) {
            return Err(stopped);
        }
        columns.push(table);
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

/// Over how many runs the steps were followed, and what is known of each.
fn follow(session: &Session, simulation: &Simulation, runs: u32) -> Result<(u32, Vec<Milestone>), Failure> {
    let values = simulation.vocabulary().value_count();
    let mut milestones = Milestones::new(steps(simulation)?, simulation.schema(), values);
    let taken = in_batches(
        session,
        runs,
        |run| simulation.run(run),
        |output| {
            milestones.add(&output);
            Ok(())
        },
    )?;
    Ok((taken, milestones.table()))
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
