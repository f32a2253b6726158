//! Which events of a run are asked for, and what to say when there are none.

use std::collections::{BTreeMap, BTreeSet};

use jevons::events::{kind_in_words, kind_named};
use jevons_economy::output::EventKind;
use jevons_facts::nearest;

use super::{Story, TraceArgs, event_in_words};
use crate::failure::Failure;

/// Events that are asked for.
pub struct Selection {
    /// Their ids: one at least.
    pub ids: Vec<u32>,
    /// What they are, in words.
    pub title: String,
}

/// The events that the options name; `None` when they name none.
pub fn select(args: &TraceArgs, story: &Story<'_>) -> Result<Option<Selection>, Failure> {
    if let Some(id) = args.event {
        return one(id, story).map(Some);
    }
    if args.kind.is_none() && args.agent.is_none() {
        return Ok(None);
    }
    let kind = args.kind.as_deref().map(kind).transpose()?;
    let agent = args.agent.as_deref().map(|name| agent(name, &story.agents)).transpose()?;
    let events = story.causes.events().iter();
    let ids: Vec<u32> = events
        .filter(|event| kind.is_none_or(|kind| event.kind == kind))
        .filter(|event| agent.is_none_or(|agent| event.agent == agent))
        .map(|event| event.id)
        .collect();
    let title = match ids.as_slice() {
        [] => return Err(none(story, kind, agent)),
        [id] => story.causes.event(*id).map_or_else(String::new, |event| event_in_words(story, event)),
        several => title(several.len(), kind, agent.map(|agent| story.agent(agent))),
    };
    Ok(Some(Selection { ids, title }))
}

fn one(id: u32, story: &Story<'_>) -> Result<Selection, Failure> {
    if let Some(event) = story.causes.event(id) {
        return Ok(Selection { ids: vec![id], title: event_in_words(story, event) });
    }
    let run = story.run;
    Err(match story.causes.events().len() {
        0 => Failure::BadInput(format!("--event {id}: run {run} has no events")),
        events => Failure::with_hint(
            format!("--event {id}: run {run} has the events 0 to {}", events - 1),
            "without --event the triggers are listed; --kind and --agent find events by what they are",
        ),
    })
}

fn title(events: usize, kind: Option<EventKind>, agent: Option<&str>) -> String {
    let what = kind.map_or("events".to_owned(), |kind| format!("events `{}`", kind_in_words(kind)));
    let whom = agent.map_or(String::new(), |name| format!(" of {name}"));
    format!("{events} {what}{whom}")
}

/// The kind of event that the user names.
pub fn kind(name: &str) -> Result<EventKind, Failure> {
    kind_named(name).ok_or_else(|| {
        let known = EventKind::ALL.map(EventKind::name);
        let near: Vec<&str> = nearest(name, known).into_iter().collect();
        Failure::unknown("kind of event", name, &near, &format!("kinds are {}", known.join(", ")))
    })
}

/// The position of the agent that the user names.
pub fn agent(name: &str, agents: &[&str]) -> Result<usize, Failure> {
    agents.iter().position(|known| *known == name).ok_or_else(|| {
        let near: Vec<&str> = nearest(name, agents.iter().copied()).into_iter().collect();
        Failure::unknown("agent", name, &near, &format!("agents are {}", agents.join(", ")))
    })
}

/// Nothing of the sort happened: what did.
fn none(story: &Story<'_>, kind: Option<EventKind>, agent: Option<usize>) -> Failure {
    let run = story.run;
    let events = || story.causes.events().iter();
    if events().next().is_none() {
        return Failure::BadInput(format!("run {run} has no events"));
    }
    let what = kind.map_or("event".to_owned(), |kind| format!("`{}`", kind.name()));
    let whom = agent.map_or(String::new(), |agent| format!(" of {}", story.agent(agent)));
    let mut kinds: BTreeMap<EventKind, usize> = BTreeMap::new();
    let of_agent = || events().filter(|event| agent.is_none_or(|agent| event.agent == agent));
    of_agent().for_each(|event| *kinds.entry(event.kind).or_default() += 1);
    let hint = if kinds.is_empty() {
        let others: BTreeSet<usize> = events()
            .filter(|event| kind.is_none_or(|kind| event.kind == kind))
            .map(|event| event.agent)
            .collect();
        let names: Vec<&str> = others.into_iter().map(|agent| story.agent(agent)).collect();
        match names.as_slice() {
            [] => "nothing happened to this agent, and nothing of this kind to anybody".to_owned(),
            names => format!("it has some of {}", names.join(", ")),
        }
    } else {
        let counts: Vec<String> =
            kinds.iter().map(|(kind, count)| format!("{} ({count})", kind.name())).collect();
        format!("it has{} {}", if whom.is_empty() { "" } else { ", of that agent," }, counts.join(", "))
    };
    Failure::with_hint(format!("run {run} has no {what}{whom}"), hint)
}
