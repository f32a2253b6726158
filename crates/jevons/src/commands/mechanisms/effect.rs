//! `jevons mechanisms effect`: the same runs with and without a mechanism.

use clap::Args;
use jevons_economy::inputs;
use jevons_economy::mechanism::Mechanism;
use jevons_economy::simulate::{Simulate, SimulationError};
use jevons_economy::simulation::Simulation;
use jevons_experiments::paired::{Precision, runs_needed, student_95};
use serde_json::json;

use super::find;
use crate::batches::{in_batches, interruption};
use crate::economy::{self, PlanArgs};
use crate::failure::{Failure, Outcome};
use crate::scenarios::BASELINE;
use crate::session::Session;
use crate::text::number;

/// Measure what a mechanism does
///
/// Runs the economy with and without the mechanism, everything else and all random numbers the same, and prints by how
/// much the outcome differs: the mean of its last twelve months. Without --outcome it is the one that the mechanism declares,
/// and without --to its months are those of the mechanism's own measurement.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons mechanisms effect M08 --outcome cloud.capex --agent Microsoft
  jevons mechanisms effect M30 --set levers.list_price=10
  jevons mechanisms effect M22 --runs 100 --json")]
pub struct EffectArgs {
    /// Id of the mechanism
    #[arg(value_name = "ID")]
    id: String,
    /// Metric to look at, for example cloud.capex
    #[arg(long, value_name = "METRIC")]
    outcome: Option<String>,
    /// Agent of the metric, for example Microsoft
    #[arg(long, value_name = "NAME")]
    agent: Option<String>,
    /// Number of pairs of runs
    #[arg(long, value_name = "N", default_value = "40", value_parser = clap::value_parser!(u32).range(2..=100_000))]
    runs: u32,
    #[command(flatten)]
    plan: PlanArgs,
}

/// What is measured.
struct Measure {
    metric: String,
    agent: String,
    unit: &'static str,
    column: usize,
    columns: usize,
}

pub fn run(args: &EffectArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let mechanism = find(&args.id)?;
    let [with, without] = worlds(args, mechanism, session)?;
    let measure = measure(args, mechanism, &with)?;
    let pair = |run| Ok((outcome(&with, run, &measure)?, outcome(&without, run, &measure)?));
    let mut pairs: Vec<(f64, f64)> = Vec::new();
    let taken = in_batches(session, args.runs, pair, |pair| {
        pairs.push(pair);
        Ok(())
    })?;
    if let Some(stopped) = interruption(taken, args.runs) {
        return Err(stopped);
    }
    let differences: Vec<f64> = pairs.iter().map(|(a, b)| a - b).filter(|d| d.is_finite()).collect();
    if differences.is_empty() {
        return Err(Failure::BadInput(format!(
            "{} does not apply to {} in any run",
            measure.metric, measure.agent
        )));
    }
    print(args, mechanism, &measure, &pairs, &differences, session)?;
    Ok(Outcome::Good)
}

/// The economy with and without the mechanism.
fn worlds(
    args: &EffectArgs,
    mechanism: &Mechanism,
    session: &mut Session,
) -> Result<[Simulation; 2], Failure> {
    let given = mechanism.probe.given.iter().filter(|_| args.outcome.is_none() && args.plan.set.is_empty());
    let given: Vec<(usize, f64)> = given
        .flat_map(|&(name, value)| inputs::places(name).into_iter().map(move |place| (place, value)))
        .collect();
    let switch = inputs::places(&format!("mechanism.{}", mechanism.id.name()));
    let mut world = |on: f64| -> Result<Simulation, Failure> {
        let mut plan = args.plan.plan(BASELINE, args.runs);
        if plan.to.is_none() {
            let from = economy::first_month(session, plan.from)?;
            plan.to = Some(from.plus(mechanism.probe.months as i32 - 1));
        }
        let setup = economy::set_up(session, &plan)?;
        Ok(setup.simulation.with_inputs(given.iter().copied().chain(switch.iter().map(|&place| (place, on)))))
    };
    Ok([world(1.0)?, world(0.0)?])
}

fn measure(args: &EffectArgs, mechanism: &Mechanism, world: &Simulation) -> Result<Measure, Failure> {
    let columns = &world.schema().columns;
    let metric = args.outcome.clone().unwrap_or_else(|| mechanism.probe.outcome.to_owned());
    let metrics: Vec<&str> = columns.iter().map(|column| column.metric).collect();
    if !metrics.contains(&metric.as_str()) {
        let near = jevons_parameters::nearest(&metric, metrics, 3);
        return Err(Failure::unknown("metric", &metric, &near, "docs/model.md lists the series"));
    }
    let of: Vec<&str> = columns.iter().filter(|c| c.metric == metric).map(|c| c.agent.as_str()).collect();
    let declared = if args.outcome.is_none() { mechanism.probe.agent } else { of[0] };
    let agent = args.agent.clone().unwrap_or_else(|| declared.to_owned());
    let Some(column) = columns.iter().position(|c| c.metric == metric && c.agent == agent) else {
        let near = jevons_parameters::nearest(&agent, of.iter().copied(), 3);
        return Err(Failure::unknown("agent", &agent, &near, &format!("{metric} is of {}", of.join(", "))));
    };
    let unit = columns[column].unit;
    Ok(Measure { metric, agent, unit, column, columns: columns.len() })
}

/// Mean of the last twelve months in which the metric applies; NaN without any.
fn outcome(world: &Simulation, run: u32, measure: &Measure) -> Result<f64, SimulationError> {
    let output = world.run(run)?;
    let months = output.series.chunks(measure.columns).rev().take(12).map(|row| row[measure.column]);
    let values: Vec<f64> = months.filter(|value| value.is_finite()).collect();
    Ok(values.iter().sum::<f64>() / values.len() as f64)
}

fn print(
    args: &EffectArgs,
    mechanism: &Mechanism,
    measure: &Measure,
    pairs: &[(f64, f64)],
    differences: &[f64],
    session: &mut Session,
) -> Result<(), Failure> {
    let count = differences.len() as f64;
    let mean = |values: &mut dyn Iterator<Item = f64>| {
        let finite: Vec<f64> = values.filter(|value| value.is_finite()).collect();
        finite.iter().sum::<f64>() / finite.len() as f64
    };
    let (with, without) = (mean(&mut pairs.iter().map(|p| p.0)), mean(&mut pairs.iter().map(|p| p.1)));
    let difference = mean(&mut differences.iter().copied());
    let squares: f64 = differences.iter().map(|d| (d - difference) * (d - difference)).sum();
    let deviation = (squares / (count - 1.0).max(1.0)).sqrt();
    let half = student_95(differences.len() as u64 - 1) * deviation / count.sqrt();
    let share = |keep: fn(f64) -> bool| differences.iter().filter(|d| keep(**d)).count() as f64 / count;
    let (up, down) = (share(|d| d > 0.0), share(|d| d < 0.0));
    let relative = if without == 0.0 { f64::NAN } else { difference / without.abs() };
    let needed = runs_needed(difference, deviation, Precision::ShareOfMean(0.1));
    if session.json() {
        return session.document(&json!({
            "mechanism": mechanism.id.name(), "outcome": measure.metric, "agent": measure.agent, "unit": measure.unit,
            "runs": args.runs, "with": with, "without": without, "difference": difference,
            "interval_95": [difference - half, difference + half], "relative": relative,
            "share_higher": up, "share_lower": down, "runs_for_a_tenth": needed,
        }));
    }
    let of = if measure.agent.is_empty() { String::new() } else { format!(" of {}", measure.agent) };
    session.heading(&format!("{} {}", mechanism.id.name(), mechanism.name))?;
    session.line(format!(
        "{}{of}, {}, mean of the last twelve months, {} pairs of runs",
        measure.metric, measure.unit, args.runs
    ))?;
    session.line("")?;
    let round = |value: f64| number(format!("{value:.3e}").parse().unwrap_or(value));
    session.line(format!("with        {}", round(with)))?;
    session.line(format!("without     {}", round(without)))?;
    let percent = if relative.is_finite() { format!(", {:+.1} %", 100.0 * relative) } else { String::new() };
    session.line(format!(
        "difference  {} (95 % interval {} to {}){percent}",
        round(difference),
        round(difference - half),
        round(difference + half)
    ))?;
    session.line(format!(
        "higher with it in {:.0} % of runs, lower in {:.0} %, the same in {:.0} %",
        100.0 * up,
        100.0 * down,
        100.0 * (1.0 - up - down)
    ))?;
    if difference.abs() <= half {
        session.line("no effect can be told from zero with so many runs")?;
    }
    if let Some(needed) = needed.filter(|needed| *needed > u64::from(args.runs)) {
        session.line(format!("{needed} runs would give the difference to a tenth of its size"))?;
    }
    Ok(())
}
