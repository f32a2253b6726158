//! `jevons trace`: what led to an event of a run, and what followed from it.

mod many_runs;
mod selection;
mod tree;
mod triggers;
mod without;

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args};
use jevons::ensemble::resume_command;
use jevons::events::{adds_up, is_money, kind_in_words};
use jevons_economy::output::{Event, EventKind};
use jevons_experiments::causes::{CauseError, Causes, Total};
use jevons_results::{Manifest, RUNS_PER_PART, recorded_events};
use serde_json::{Value, json};

use self::without::Without;
use crate::failure::{Failure, Outcome};
use crate::folder::{check_run, manifest};
use crate::session::Session;
use crate::text::parse_whole;

/// Follow causes and effects: from the trigger of a crisis to its last victim, or back
///
/// Events name the events that caused them. Of a run, this prints the triggers with the largest trees of effects; of an
/// event of the run, everything that led to it and followed from it, as a tree: an effect stands under its cause, and
/// again under each further cause. Without --run it says, over all runs, what led to defaults or whatever is asked for.
#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("selection").multiple(true).args(["event", "kind", "agent"]),
    after_help = "\
Examples:
  jevons trace runs/2026-01_2030-12_seed1 --run 12
  jevons trace runs/2026-01_2030-12_seed1 --run 12 --kind default --agent CoreWeave
  jevons trace runs/2026-01_2030-12_seed1 --run 12 --event 130 --down --depth 3
  jevons trace runs/2026-01_2030-12_seed1 --run 12 --event 197 --up --json
  jevons trace runs/round-fails --run 3 --kind default --only
  jevons trace runs/2026-01_2030-12_seed1 --agent CoreWeave"
)]
pub struct TraceArgs {
    /// Folder of an ensemble
    #[arg(value_name = "RUN_DIR")]
    folder: PathBuf,
    /// Number of the run [default: all of them, counted]
    #[arg(long, value_name = "K", allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole(text, u32::MIN, u32::MAX))]
    run: Option<u32>,
    /// Number of an event of the run
    #[arg(long, value_name = "E", requires = "run", conflicts_with_all = ["kind", "agent"],
          allow_negative_numbers = true, value_parser = |text: &str| parse_whole(text, u32::MIN, u32::MAX))]
    event: Option<u32>,
    /// All events of a kind, for example default or missed_payment
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// All events that happened to an agent
    #[arg(long, value_name = "NAME")]
    agent: Option<String>,
    /// Only what led to it
    #[arg(long, requires = "selection", requires = "run", conflicts_with = "down")]
    up: bool,
    /// Only what followed from it
    #[arg(long, requires = "selection", requires = "run")]
    down: bool,
    /// Only what the same run without its scenario has not, or not in the same months
    #[arg(long, requires = "selection", requires = "run")]
    only: bool,
    /// Deepest step shown under a trigger
    #[arg(long, value_name = "N", requires = "selection", requires = "run", allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole(text, 0_u32, 1_000_000))]
    depth: Option<u32>,
}

pub fn run(args: &TraceArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let manifest = manifest(&args.folder)?;
    let Some(run) = args.run else {
        many_runs::show(args, session, &manifest)?;
        return Ok(Outcome::Good);
    };
    let events = events_of_run(&args.folder, &manifest, run)?;
    let without = without::play(args, session, &manifest, run, &events)?;
    let story = Story {
        run,
        without,
        causes: Causes::new(&events).map_err(|error| not_as_written(&args.folder, run, &error))?,
        agents: manifest.schema.agents.iter().map(|agent| agent.name.as_str()).collect(),
    };
    match selection::select(args, &story)? {
        None => triggers::show(&story, session)?,
        Some(selection) => tree::show(args, &story, &selection, session)?,
    }
    Ok(Outcome::Good)
}

/// What happened in one run, and to whom.
struct Story<'e> {
    run: u32,
    /// What becomes of its events without the scenario.
    without: Option<Without>,
    causes: Causes<'e>,
    /// Names of the agents that events name.
    agents: Vec<&'e str>,
}

impl Story<'_> {
    fn agent(&self, agent: usize) -> &str {
        self.agents.get(agent).copied().unwrap_or_default()
    }

    /// To whom it happened, and the other side.
    fn whom(&self, event: &Event) -> String {
        match event.counterparty {
            Some(other) => format!("{} \u{2192} {}", self.agent(event.agent), self.agent(other)),
            None => self.agent(event.agent).to_owned(),
        }
    }

    fn event_json(&self, event: &Event) -> Value {
        json!({
            "id": event.id,
            "month": event.month.to_string(),
            "kind": event.kind.name(),
            "agent": self.agent(event.agent),
            "counterparty": event.counterparty.map(|other| self.agent(other)),
            "amount_usd_cents": is_money(event.kind).then_some(event.amount_cents),
            "change_share": (!is_money(event.kind)).then_some(event.amount_cents as f64 / 10_000.0),
            "causes": self.causes.causes(event.id),
            "effects": self.causes.effects(event.id),
            "without_scenario": self.without.as_ref().map(|without| without.json(event.id)),
        })
    }
}

/// A sum by kind for machines.
fn total_json(kind: EventKind, total: &Total) -> Value {
    // Sums of amounts that the ledger cannot hold are in no file that jevons wrote.
    let cents = i64::try_from(total.amount).map_or_else(|_| json!(total.amount as f64), Value::from);
    json!({ "kind": kind.name(), "events": total.events, "usd_cents": adds_up(kind).then_some(cents) })
}

/// `#134, default, CoreWeave, 2028-11`.
fn event_in_words(story: &Story<'_>, event: &Event) -> String {
    format!("#{}, {}, {}, {}", event.id, kind_in_words(event.kind), story.agent(event.agent), event.month)
}

fn events_of_run(folder: &Path, manifest: &Manifest, run: u32) -> Result<Vec<Event>, Failure> {
    check_run(manifest, run)?;
    let part = recorded_events(folder, manifest, run / RUNS_PER_PART)?;
    let recorded = part.into_iter().flatten().find(|recorded| recorded.run == run);
    recorded.map(|recorded| recorded.events).ok_or_else(|| {
        let (finished, runs) = (manifest.runs_finished, manifest.runs);
        Failure::with_hint(
            format!("run {run} is not in `{}`: {finished} of {runs} runs are finished", folder.display()),
            format!("continue with: {}", resume_command(&manifest.command, folder)),
        )
    })
}

/// Bad input: jevons writes no events that cannot be.
fn not_as_written(folder: &Path, run: u32, error: &CauseError) -> Failure {
    Failure::with_hint(
        format!("the events of run {run} in `{}` cannot be followed: {error}", folder.display()),
        "the folder was changed after the run; simulate it again in another one",
    )
}
