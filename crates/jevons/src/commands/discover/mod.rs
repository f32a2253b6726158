//! `jevons discover`: which combinations of assumptions lead to an outcome, what announces it, and how little it takes.

pub(super) mod boxes;
mod event;
mod reverse;
mod warning;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jevons_economy::output::{RunOutput, Schema};
use jevons_economy::simulate::{Simulate, SimulationError};
use jevons_experiments::Share;
use jevons_report::Finding;
use jevons_report::format::percent;
use jevons_results::Disk;
use serde_json::{Value, json};

use crate::batches::{in_batches, interruption};
use crate::economy::{PlanArgs, Setup, set_up};
use crate::failure::{Failure, Outcome};
use crate::findings;
use crate::scenarios::BASELINE;
use crate::session::Session;
use crate::text::parse_whole;
use event::Event;

/// Find the assumptions under which something happens
///
/// Runs an ensemble, tells runs in which the outcome happens from the others, and looks for boxes of assumptions in which it
/// mostly happens (PRIM), for the questions that tell them apart (a classification tree), for series that announce it (early
/// warning), and for the most plausible assumptions that bring it about (a reverse stress test).
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons discover --outcome 'default[OpenAI]@2029-12'
  jevons discover S01+S07 --outcome 'default[Anthropic]' --runs 2000
  jevons discover --outcome 'fin.drawdown>0.4' --method boxes --method tree
  jevons discover --outcome 'market.lab_revenue>400e9@2030-12' --html page.html
  jevons discover --outcome 'default[CoreWeave]@2028-12' --method reverse --evaluations 600")]
pub struct DiscoverArgs {
    /// Scenarios, such as S03 or S01+S07 [default: the baseline]
    #[arg(value_name = "SCENARIO")]
    scenario: Vec<String>,
    /// What happens: an event of an agent such as 'default[OpenAI]', or a metric beyond a threshold such as
    /// 'fin.drawdown>0.4' or 'lab.cash[OpenAI]<1e9', by a month [default: by the last]
    #[arg(long, value_name = "EVENT[AGENT]@MONTH")]
    outcome: String,
    /// How it is looked at; may be given several times [default: boxes, tree, warning]
    #[arg(long, value_name = "METHOD")]
    method: Vec<Method>,
    /// Number of runs
    #[arg(long, value_name = "N", default_value_t = 1000, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole::<u32>(text, 40, 1_000_000))]
    runs: u32,
    /// Density that a box shall reach: share of its runs in which the outcome happens
    #[arg(long, value_name = "SHARE", default_value_t = 0.8)]
    density: f64,
    /// Runs that the reverse stress test may make
    #[arg(long, value_name = "N", default_value_t = 400, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole::<u32>(text, 10, 100_000))]
    evaluations: u32,
    #[command(flatten)]
    plan: PlanArgs,
    /// Write everything into one HTML page that opens anywhere
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// How an outcome is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Method {
    /// Boxes of assumptions in which it mostly happens (PRIM)
    Boxes,
    /// Questions that tell it apart (classification tree)
    Tree,
    /// Series that announce it
    Warning,
    /// The most plausible assumptions that bring it about
    Reverse,
}

/// What is kept of a run.
pub(super) struct Kept {
    /// Values of the parameters.
    pub draws: Vec<f64>,
    /// Month of the outcome, as a position; none when it does not happen in time.
    pub when: Option<usize>,
    /// Headline series, one after another.
    pub watched: Vec<f64>,
}

/// All runs.
pub(super) struct Found {
    /// Positions of the parameters that vary.
    pub free: Vec<usize>,
    /// The runs.
    pub runs: Vec<Kept>,
    /// Whether it happens in each.
    pub cases: Vec<bool>,
}

pub fn run(args: &DiscoverArgs, session: &mut Session) -> Result<Outcome, Failure> {
    if !(0.0..=1.0).contains(&args.density) {
        return Err(Failure::BadInput(format!("--density {}: expected a share from 0 to 1", args.density)));
    }
    if let Some(path) = &args.html {
        Disk::default().probe(path)?;
    }
    let setup = set_up(session, &args.plan.plan_over_priors(&args.scenario.join("+"), args.runs))?;
    let schema = setup.simulation.schema();
    let event = Event::parse(&args.outcome, schema)?;
    let watched = if args.wants(Method::Warning) { warning::columns(schema) } else { Vec::new() };
    let mut runs = Vec::with_capacity(args.runs as usize);
    let compute = |run: u32| -> Result<Kept, SimulationError> {
        let output = setup.simulation.run(run)?;
        let when = event.first(schema, &output);
        Ok(Kept { when, watched: series(schema, &output, &watched), draws: output.draws })
    };
    let taken = in_batches(session, args.runs, compute, |kept| {
        runs.push(kept);
        Ok(())
    })?;
    if let Some(stopped) = interruption(taken, args.runs) {
        return Err(stopped);
    }
    let cases: Vec<bool> = runs.iter().map(|run| run.when.is_some()).collect();
    let found = Found { free: free(&setup), runs, cases };
    let count = found.cases.iter().filter(|case| **case).count();
    let name = setup.simulation.scenario().map_or(BASELINE, |program| program.name()).to_owned();
    let share = Share { runs: count as u64, of: args.runs.into() };
    let (low, high) = share.interval();
    let happens = format!(
        "happens in {count} of {} runs, {} ({:.0}\u{2013}{:.0} %), by {}",
        args.runs,
        percent(share.value()),
        100.0 * low,
        100.0 * high,
        event.by(schema)
    );
    if !session.json() {
        session.heading(&format!("{}: {}", event.label(), name))?;
        session.line(&happens)?;
    }
    if count == 0 || count == found.cases.len() {
        let always = if count == 0 { "in none" } else { "in all" };
        return Err(Failure::with_hint(
            format!(
                "--outcome {}: it happens {always} of {} runs, and nothing tells them apart",
                args.outcome, args.runs
            ),
            "ask for more runs, another threshold, or another month",
        ));
    }
    let mut document = json!({
        "outcome": event.label(), "scenario": name, "by": event.by(schema).to_string(),
        "runs": args.runs, "happens": count, "share": share.value(),
        "low": share.interval().0, "high": share.interval().1,
    });
    let mut findings = Vec::new();
    let mut add = |key: &str, (value, found): (Value, Vec<Finding>)| {
        document[key] = value;
        findings.extend(found);
    };
    if args.wants(Method::Boxes) {
        add("boxes", boxes::prim(args.density, &setup, &found)?);
    }
    if args.wants(Method::Tree) {
        add("tree", boxes::tree(args, &setup, &found)?);
    }
    if args.wants(Method::Warning) {
        add("warning", warning::show(schema, &watched, &found)?);
    }
    if args.wants(Method::Reverse) {
        add("reverse", reverse::show(args, &setup, &event, &found)?);
    }
    if session.json() {
        session.document(&document)?;
    } else {
        findings::print(&findings, session)?;
    }
    if let Some(path) = &args.html {
        let title = format!("What leads to it: {}", event.label());
        findings::write(path, &title, &happens, about(args, &setup, &name), &findings)?;
        session.note(format!("page     {}", path.display()))?;
    }
    Ok(Outcome::Good)
}

impl DiscoverArgs {
    fn wants(&self, method: Method) -> bool {
        if self.method.is_empty() { method != Method::Reverse } else { self.method.contains(&method) }
    }
}

/// What a page says of the runs.
fn about(args: &DiscoverArgs, setup: &Setup, name: &str) -> Vec<(String, String)> {
    let item = |name: &str, value: String| (name.to_owned(), value);
    vec![
        item("Scenario", name.to_owned()),
        item("Runs", args.runs.to_string()),
        item("Simulated", format!("{} to {}", setup.from, setup.to)),
        item("Seed", args.plan.seed.to_string()),
        item("Version", env!("CARGO_PKG_VERSION").to_owned()),
    ]
}

/// The parameters that vary between runs.
pub(super) fn free(setup: &Setup) -> Vec<usize> {
    let parameters = setup.parameters.parameters().iter().enumerate();
    parameters
        .filter(|(position, parameter)| {
            setup.parameters.overridden(*position).is_none()
                && parameter.quantile(0.001) != parameter.quantile(0.999)
        })
        .map(|(position, _)| position)
        .collect()
}

/// The months of some columns, column by column.
fn series(schema: &Schema, output: &RunOutput, columns: &[usize]) -> Vec<f64> {
    let width = schema.columns.len();
    let months = 0..schema.months;
    columns
        .iter()
        .flat_map(|&column| months.clone().map(move |month| output.series[month * width + column]))
        .collect()
}
