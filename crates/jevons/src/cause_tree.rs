//! The largest tree of causes and effects of an ensemble, for its report.

use jevons_economy::output::{EventKind, Schema};
use jevons_experiments::Summary;
use jevons_experiments::causes::LargestTree;
use jevons_report::format::{percent, thousands};
use jevons_report::input::{CauseEvent, CauseTree};

use crate::events::{adds_up, amount_in_words, is_routine, kind_in_words};

/// Fewest events that are worth showing.
const LEAST: usize = 3;

/// The tree that the report shows: the largest of all runs, which is the one in which most default; `None` when it has
/// fewer than three events.
#[must_use]
pub fn cause_tree(schema: &Schema, summary: &Summary) -> Option<CauseTree> {
    let tree = summary.trees.largest().filter(|tree| tree.events.len() >= LEAST)?;
    let name = |agent: usize| schema.agents.get(agent).map(|label| label.name.clone()).unwrap_or_default();
    let events = tree.events.iter().map(|event| CauseEvent {
        id: event.id,
        month: event.month,
        what: kind_in_words(event.kind),
        agent: name(event.agent),
        other: event.counterparty.map(name),
        sector: schema.agents.get(event.agent).map(|label| label.sector),
        cents: if adds_up(event.kind) { event.amount_cents } else { 0 },
        amount: amount_in_words(event.kind, event.amount_cents),
        severe: event.kind == EventKind::Default,
        routine: is_routine(event.kind),
        causes: event.causes.clone(),
    });
    Some(CauseTree {
        caption: caption(tree, summary),
        command: format!("jevons trace RUN_DIR --run {} --event {} --down", tree.run, tree.trigger),
        events: events.collect(),
    })
}

/// Which tree it is, and how usual: the largest of many is an extreme.
fn caption(tree: &LargestTree, summary: &Summary) -> String {
    let LargestTree { run, reach, events, .. } = tree;
    let inside = |cause: &u32| events.iter().any(|event| event.id == *cause);
    let shared = events.iter().filter(|event| !event.causes.iter().all(inside)).count();
    let others = match shared {
        0 => "None of them has a cause outside of it.".to_owned(),
        1 => "1 of them has causes outside of it as well.".to_owned(),
        shared => format!("{shared} of them have causes outside of it as well."),
    };
    let runs = thousands(&summary.runs.to_string());
    let what =
        format!("{} events, which happened to {} companies and populations", reach.events, reach.agents);
    if reach.defaulted == 0 {
        return format!(
            "Events name the events that caused them. In none of {runs} runs does a default belong to a tree of causes \
             and effects; this is the tree that reaches most, in run {run}: one trigger and what goes back to it, {what}. \
             {others}"
        );
    }
    let half = reach.defaulted.div_ceil(2);
    format!(
        "Events name the events that caused them. Of all trees of causes and effects in {runs} runs this is the one in \
         which most default, {} of them, in run {run}: one trigger and what goes back to it, {what}. {others} It is the \
         worst case and not a usual one: in half of the runs no more than {} default in one tree, and in {} of the runs \
         at least {half}.",
        reach.defaulted,
        summary.trees.median_defaulted(),
        percent(summary.trees.runs_with(half).value()),
    )
}
