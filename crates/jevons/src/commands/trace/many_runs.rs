//! Over all runs: how often one thing led to another.

use jevons::events::kind_in_words;
use jevons_economy::output::EventKind;
use jevons_experiments::Share;
use jevons_experiments::causes::{CauseCounts, Causes, Count, Subject};
use jevons_report::format::percent;
use jevons_results::{Manifest, RUNS_PER_PART, recorded_events};
use serde_json::{Value, json};

use super::{TraceArgs, not_as_written, selection};
use crate::failure::Failure;
use crate::session::Session;

/// Causes listed of each effect at most; machines get all.
const LISTED: usize = 12;

pub fn show(args: &TraceArgs, session: &mut Session, manifest: &Manifest) -> Result<(), Failure> {
    let agents: Vec<&str> = manifest.schema.agents.iter().map(|agent| agent.name.as_str()).collect();
    let agent = args.agent.as_deref().map(|name| selection::agent(name, &agents)).transpose()?;
    let kind = match &args.kind {
        Some(name) => Some(selection::kind(name)?),
        None if agent.is_none() => Some(EventKind::Default),
        None => None,
    };
    let counts = count(args, manifest, agents.len())?;
    // Of an agent, only what has causes is of interest; a kind that was asked for is told in any case.
    let has_causes = |effect: &Subject| kind.is_some() || !counts.causes_of(*effect).is_empty();
    let mut effects: Vec<(Subject, Count)> = counts
        .effects()
        .filter(|(effect, _)| kind.is_none_or(|kind| effect.kind == kind))
        .filter(|(effect, _)| agent.is_none_or(|agent| effect.agent == agent))
        .filter(|(effect, _)| has_causes(effect))
        .collect();
    effects.sort_by_key(|(effect, count)| (std::cmp::Reverse(count.runs), *effect));
    let runs = counts.runs();
    if session.json() {
        let effects: Vec<Value> =
            effects.iter().map(|(effect, count)| effect_json(&counts, &agents, *effect, *count)).collect();
        return session.document(&json!({ "runs": runs, "effects": effects }));
    }
    if effects.is_empty() {
        let what = kind.map_or("event".to_owned(), |kind| format!("`{}`", kind.name()));
        let whom = agent.map_or(String::new(), |agent| format!(" of {}", agents[agent]));
        let with = if kind.is_none() { " with a cause" } else { "" };
        return session.line(format!("no {what}{whom}{with} in any of {runs} runs"));
    }
    for (effect, count) in &effects {
        print(&counts, &agents, *effect, *count, session)?;
    }
    session.note(
        "shares are of the runs in which it happened, with 95 % intervals; what led to it stands anywhere among the \
         causes of its causes",
    )
}

/// Counts the finished runs, part by part: no more than one part is in memory.
fn count(args: &TraceArgs, manifest: &Manifest, agents: usize) -> Result<CauseCounts, Failure> {
    let mut counts = CauseCounts::new(agents);
    for part in 0..manifest.runs.div_ceil(RUNS_PER_PART) {
        for recorded in recorded_events(&args.folder, manifest, part)?.into_iter().flatten() {
            let causes = Causes::new(&recorded.events)
                .map_err(|error| not_as_written(&args.folder, recorded.run, &error))?;
            counts.add(&causes);
        }
    }
    Ok(counts)
}

fn in_words(agents: &[&str], subject: Subject) -> String {
    format!("{} of {}", kind_in_words(subject.kind), agents.get(subject.agent).copied().unwrap_or_default())
}

fn print(
    counts: &CauseCounts,
    agents: &[&str],
    effect: Subject,
    count: Count,
    session: &mut Session,
) -> Result<(), Failure> {
    let runs = counts.runs();
    session.heading(&format!("{}: {} of {runs} runs", in_words(agents, effect), count.runs))?;
    let causes = counts.causes_of(effect);
    if causes.is_empty() {
        session.line("nothing that is recorded led to it")?;
        return session.line("");
    }
    let rows = causes.iter().take(LISTED).map(|(cause, led)| {
        let share = Share { runs: led.runs, of: count.runs };
        let (low, high) = share.interval();
        vec![
            in_words(agents, *cause),
            led.runs.to_string(),
            percent(share.value()),
            format!("{:.0}\u{2013}{:.0} %", 100.0 * low, 100.0 * high),
        ]
    });
    session.table(
        &["led to by", "runs", "share", "interval"],
        &["runs", "share", "interval"],
        rows.collect(),
    )?;
    if causes.len() > LISTED {
        session.note(format!("and, in fewer runs, {} more", causes.len() - LISTED))?;
    }
    session.line("")
}

fn effect_json(counts: &CauseCounts, agents: &[&str], effect: Subject, count: Count) -> Value {
    let subject =
        |subject: Subject| (subject.kind.name(), agents.get(subject.agent).copied().unwrap_or_default());
    let causes: Vec<Value> = counts
        .causes_of(effect)
        .into_iter()
        .map(|(cause, led)| {
            let share = Share { runs: led.runs, of: count.runs };
            let (low, high) = share.interval();
            let (kind, agent) = subject(cause);
            json!({
                "kind": kind, "agent": agent, "runs": led.runs, "events": led.events,
                "share": share.value(), "low": low, "high": high,
            })
        })
        .collect();
    let (kind, agent) = subject(effect);
    json!({ "kind": kind, "agent": agent, "runs": count.runs, "events": count.events, "led_to_by": causes })
}
