//! `jevons trace` on a scenario, where what it says would not have happened without it does not happen without it; and claims.
#![allow(clippy::unwrap_used)]

mod claims;
mod program;

use std::collections::BTreeMap;
use std::path::Path;

use jevons_economy::output::{Event, EventKind};
use jevons_results::{read_manifest, recorded_events};
use program::{good, refused};
use serde_json::Value;

const RUNS: u32 = 8;

fn events(folder: &Path) -> Vec<Vec<Event>> {
    let manifest = read_manifest(folder).unwrap().unwrap();
    let part = recorded_events(folder, &manifest, 0).unwrap().unwrap();
    part.into_iter().map(|recorded| recorded.events).collect()
}

fn document(folder: &Path, line: &str) -> Value {
    serde_json::from_str(&good(folder, line).out).unwrap()
}

/// How many of `events` are like `event`, from so many months before it to so many after it.
fn like(events: &[Event], event: &Event, months: i32) -> usize {
    let alike = |other: &&Event| {
        other.kind == event.kind
            && other.agent == event.agent
            && (event.kind == EventKind::Default || other.month.since(event.month).abs() <= months)
            && (event.kind != EventKind::PriceChange || (other.amount_cents > 0) == (event.amount_cents > 0))
    };
    events.iter().filter(alike).count()
}

#[test]
fn what_only_the_scenario_brings_about_is_not_in_the_run_without_it() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    good(folder, &format!("run S03 --runs {RUNS} --to 2028-12 --out failed"));
    good(folder, &format!("run --runs {RUNS} --to 2028-12 --out plain"));
    let (with, without) = (events(&folder.join("failed")), events(&folder.join("plain")));
    let mut kinds: BTreeMap<bool, u32> = BTreeMap::new();
    for run in 0..RUNS as usize {
        let Some(shock) = with[run].iter().find(|event| event.kind == EventKind::Shock) else { continue };
        let tree = document(folder, &format!("trace failed --run {run} --event {} --down --json", shock.id));
        for said in tree["events"].as_array().unwrap() {
            let event = &with[run][said["id"].as_u64().unwrap() as usize];
            if event.id == shock.id {
                continue;
            }
            let happens = said["without_scenario"]["happens"].as_bool().unwrap();
            *kinds.entry(happens).or_default() += 1;
            // One that stands in for another may be a year from that, and that another year from this one.
            let (more, fewer) = (like(&with[run], event, 24), like(&without[run], event, 12));
            if happens {
                assert!(fewer > 0, "run {run}: {event:?} is said to happen anyway");
            } else {
                // Of several alike the nearest are taken for the same: those that are left are too many.
                assert!(fewer < more, "run {run}: {event:?} is said to be the work of the scenario");
            }
        }
    }
    assert!(kinds[&false] > 20, "{kinds:?}: the scenario brings about something");
    assert!(kinds.contains_key(&true), "{kinds:?}: and does not do all that its tree names");
}

#[test]
fn the_tree_and_the_triggers_say_what_is_only_the_work_of_the_scenario() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    good(folder, "run S02 --runs 2 --to 2027-06 --out prices");
    let triggers = good(folder, "trace prices --run 0").out;
    let header = triggers.lines().nth(1).unwrap();
    assert!(header.contains(" only "), "{triggers}");
    assert!(triggers.lines().nth(2).unwrap().contains("shock"), "shocks come first: {triggers}");
    let list = document(folder, "trace prices --run 0 --json");
    let shock = list["triggers"].as_array().unwrap().iter().find(|event| event["kind"] == "shock").unwrap();
    let id = shock["id"].as_u64().unwrap();
    let all = good(folder, &format!("trace prices --run 0 --event {id} --down")).out;
    let only = good(folder, &format!("trace prices --run 0 --event {id} --down --only")).out;
    assert!(all.contains("only with S02") && all.contains("anyway"), "{all}");
    assert!(only.contains("only with S02") && !only.contains("  anyway"), "{only}");
    good(folder, "run --runs 1 --to 2026-03 --out plain");
    let complaint = "error: --only: run 0 has no shocks of a scenario, and nothing to be compared with";
    refused(folder, "trace plain --run 0 --agent Anthropic --only", 2, complaint);
}
