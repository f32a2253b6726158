//! The largest tree of causes and effects of an ensemble, for its report.

use jevons_economy::output::{EventKind, Schema};
use jevons_experiments::Summary;
use jevons_experiments::causes::LargestTree;
use jevons_report::format::{percent, thousands};
use jevons_report::input::{CauseEvent, CauseTree};

use crate::events::{adds_up, amount_in_words, kind_in_words};

/// Fewest events that are worth showing.
const LEAST: usize = 3;

/// The tree that the report shows: the largest of all runs; `None` when none has three events.
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
    let (size, run) = (tree.events.len(), tree.run);
    let inside = |cause: &u32| tree.events.iter().any(|event| event.id == *cause);
    let shared = tree.events.iter().filter(|event| !event.causes.iter().all(inside)).count();
    let others = match shared {
        0 => "None of them has a cause outside of it.".to_owned(),
        1 => "1 of them has causes outside of it as well.".to_owned(),
        shared => format!("{shared} of them have causes outside of it as well."),
    };
    let usual = match summary.trees.median_size() {
        1 => "1 event".to_owned(),
        several => format!("{several} events"),
    };
    let half = (size / 2).max(LEAST);
    format!(
        "Events name the events that caused them. This is the largest tree of causes and effects in {} runs: the {size} \
         events of run {run} that go back to one trigger. {others} It is the worst case and not a usual one: in half of \
         the runs the largest tree has no more than {}, and in {} of them it has at least {half}.",
        thousands(&summary.runs.to_string()),
        usual,
        percent(summary.trees.runs_with(half).value()),
    )
}
