//! `jevons scenarios inputs`: everything that a scenario can change or look at.

use clap::Args;
use jevons_scenarios::{MetricSpec, TargetKind, TargetSpec};
use serde_json::json;

use super::model;
use crate::failure::{Failure, Outcome};
use crate::session::Session;
use crate::text::{count, number};

/// List what scenarios can change, and what triggers can look at
///
/// Levers first: knobs that exist for scenarios and do nothing by themselves. Parameters are listed by `jevons params
/// list`, mechanisms by `jevons mechanisms list`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons scenarios inputs
  jevons scenarios inputs --metrics
  jevons scenarios inputs --all --json")]
pub struct InputsArgs {
    /// Metrics that triggers can look at instead of levers
    #[arg(long)]
    metrics: bool,
    /// Parameters and switches of mechanisms too
    #[arg(long, conflicts_with = "metrics")]
    all: bool,
}

pub fn run(args: &InputsArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let vocabulary = model(session)?.vocabulary();
    let targets: Vec<&TargetSpec> =
        vocabulary.targets.iter().filter(|target| args.all || target.kind == TargetKind::Lever).collect();
    if session.json() {
        let document = if args.metrics { json!(vocabulary.metrics) } else { json!(targets) };
        session.document(&document)?;
        return Ok(Outcome::Good);
    }
    if args.metrics {
        let cells = |metric: &MetricSpec| {
            vec![metric.name.clone(), metric.unit.clone(), of(&metric.agents), metric.description.clone()]
        };
        let header = ["metric", "unit", "of", "meaning"];
        session.table(&header, &[], vocabulary.metrics.iter().map(cells).collect())?;
        session.note(format!("\n{}", count(vocabulary.metrics.len(), "metric")))?;
        return Ok(Outcome::Good);
    }
    let cells = |target: &&TargetSpec| {
        vec![
            target.name.clone(),
            of(&target.agents),
            target.unit.clone(),
            number(target.low),
            number(target.high),
            target.description.clone(),
        ]
    };
    let header = ["name", "of", "unit", "least", "greatest", "meaning"];
    session.table(&header, &["least", "greatest"], targets.iter().map(cells).collect())?;
    session.note(format!("\n{}", count(targets.len(), "input")))?;
    Ok(Outcome::Good)
}

/// Whose values there are, in few words.
fn of(agents: &[String]) -> String {
    match agents {
        [] => "the economy".to_owned(),
        [one] => one.clone(),
        [first, .., last] => format!("{first} to {last} ({})", agents.len()),
    }
}
