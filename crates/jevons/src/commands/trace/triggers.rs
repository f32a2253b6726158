//! The triggers of a run, those with the largest trees first.

use jevons::events::{amount_in_words, kind_in_words, total_in_words};
use jevons_economy::output::EventKind;
use jevons_experiments::causes::Extent;
use serde_json::{Value, json};

use super::{Story, total_json};
use crate::failure::Failure;
use crate::session::Session;
use crate::text::count;

/// Where the number of events stands that do not happen without the scenario.
const ONLY_COLUMN: usize = 7;
/// Triggers listed at most; machines get all.
const LISTED: usize = 20;

pub fn show(story: &Story<'_>, session: &mut Session) -> Result<(), Failure> {
    let causes = &story.causes;
    let mut trees: Vec<(u32, Extent)> = causes
        .roots()
        .filter(|&id| !causes.effects(id).is_empty())
        .filter_map(|id| Some((id, causes.extent(id)?)))
        .collect();
    // Shocks are what was asked for; whatever else is large comes after them.
    let is_shock = |id: u32| causes.event(id).is_some_and(|event| event.kind == EventKind::Shock);
    trees.sort_by_key(|(id, extent)| (!is_shock(*id), std::cmp::Reverse(extent.reach), *id));
    let single = causes.roots().count() - trees.len();
    if session.json() {
        return session.document(&json!({
            "run": story.run,
            "events": causes.events().len(),
            "without_cause_or_effect": single,
            "triggers": trees.iter().filter_map(|(id, extent)| trigger_json(story, *id, extent)).collect::<Vec<_>>(),
        }));
    }
    let events = count(causes.events().len(), "event");
    let run = story.run;
    if trees.is_empty() {
        return session.line(format!("run {run} has {events}, and none of them names a cause"));
    }
    session.heading(&format!("Run {run}: {events}; what brought about most"))?;
    let rows: Vec<Vec<String>> =
        trees.iter().take(LISTED).filter_map(|(id, extent)| row(story, *id, extent)).collect();
    let mut header = vec![
        "id", "month", "trigger", "", "amount", "events", "alone", "steps", "agents", "until", "defaults",
    ];
    if story.without.is_some() {
        header.insert(ONLY_COLUMN, "only");
    }
    let numbers = ["id", "amount", "events", "alone", "only", "steps", "agents"];
    let numbers: Vec<&str> = numbers.into_iter().filter(|name| header.contains(name)).collect();
    session.table(&header, &numbers, rows)?;
    if let Some(without) = &story.without {
        session.note(format!(
            "only: events of the tree that do not happen in the same run without {}",
            without.scenario()
        ))?;
    }
    if trees.len() > LISTED {
        session
            .note(format!("{} more triggers with smaller trees; --json lists all", trees.len() - LISTED))?;
    }
    session.note(format!(
        "alone: events that nothing else led to; {} neither a cause nor an effect; --event ID prints a tree",
        if single == 1 { "1 event has".to_owned() } else { format!("{single} events have") }
    ))
}

fn row(story: &Story<'_>, id: u32, extent: &Extent) -> Option<Vec<String>> {
    let event = story.causes.event(id)?;
    let totals = story.causes.totals(story.causes.tree(id));
    let defaults = totals.get(&EventKind::Default).map_or(String::new(), |total| {
        format!("{}, {}", total.events, total_in_words(EventKind::Default, total))
    });
    let mut cells = vec![
        format!("#{id}"),
        event.month.to_string(),
        kind_in_words(event.kind),
        story.whom(event),
        amount_in_words(event.kind, event.amount_cents),
        extent.reach.events.to_string(),
        extent.alone.to_string(),
        extent.steps.to_string(),
        extent.reach.agents.to_string(),
        extent.until.to_string(),
        defaults.trim_end_matches(", ").to_owned(),
    ];
    if let Some(without) = &story.without {
        cells.insert(ONLY_COLUMN, without.gone(story.causes.tree(id)).to_string());
    }
    Some(cells)
}

fn trigger_json(story: &Story<'_>, id: u32, extent: &Extent) -> Option<Value> {
    let totals = story.causes.totals(story.causes.tree(id));
    let mut value = story.event_json(story.causes.event(id)?);
    value["tree"] = json!({
        "events": extent.reach.events, "alone": extent.alone, "steps": extent.steps, "agents": extent.reach.agents,
        "defaulted": extent.reach.defaulted,
        "until": extent.until.to_string(),
        "only_with_scenario": story.without.as_ref().map(|without| without.gone(story.causes.tree(id))),
        "totals": totals.iter().map(|(kind, total)| total_json(*kind, total)).collect::<Vec<_>>(),
    });
    Some(value)
}
