//! The tree of some events: what led to them and what followed, line by line.

use std::collections::BTreeSet;

use anstyle::{AnsiColor, Style};
use jevons::events::{amount_in_words, kind_in_words, total_in_words};
use jevons_economy::output::EventKind;
use jevons_experiments::causes::{Branch, Causes};
use serde_json::{Value, json};

use super::selection::Selection;
use super::{Story, TraceArgs, total_json};
use crate::failure::Failure;
use crate::session::Session;
use crate::text::count;

const ALARM: Style = AnsiColor::Red.on_default().bold();
const ASKED: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
/// Widest that the tree itself is padded to, so that one long line does not push all amounts away.
const TREE_WIDTH: usize = 72;

pub fn show(
    args: &TraceArgs,
    story: &Story<'_>,
    selection: &Selection,
    session: &mut Session,
) -> Result<(), Failure> {
    let (direction, mut around) = around(args, &story.causes, &selection.ids);
    if args.only {
        let Some(without) = &story.without else {
            return Err(Failure::BadInput(format!(
                "--only: run {} has no shocks of a scenario, and nothing to be compared with",
                story.run
            )));
        };
        around.retain(|&id| without.differs(id) || selection.ids.contains(&id));
    }
    let branches = story.causes.branches(&around, args.depth.map(|depth| depth as usize));
    let asked: BTreeSet<u32> = selection.ids.iter().copied().collect();
    if session.json() {
        return session.document(&document(story, direction, &asked, &around, &branches));
    }
    session.heading(&format!("Run {}: {direction} of {}", story.run, selection.title))?;
    // At the top of its own tree everybody sees what was asked for.
    let marked = if args.down && asked.len() == 1 { BTreeSet::new() } else { asked };
    for line in lines(story, &branches, &marked) {
        session.line(line)?;
    }
    session.line("")?;
    print_totals(story, &around, session)?;
    print_notes(args, story, &around, &branches, !marked.is_empty(), session)
}

/// What is asked for around some events, themselves included, and what it is called.
fn around(args: &TraceArgs, causes: &Causes<'_>, ids: &[u32]) -> (&'static str, BTreeSet<u32>) {
    let mut around: BTreeSet<u32> = ids.iter().copied().collect();
    if !args.down {
        around.extend(causes.ancestors(ids));
    }
    if !args.up {
        around.extend(causes.descendants(ids));
    }
    let direction = match (args.up, args.down) {
        (true, _) => "causes",
        (_, true) => "effects",
        _ => "causes and effects",
    };
    (direction, around)
}

/// One line for each branch: month, id, what happened to whom under its cause, amount, and what else is to be known.
fn lines(story: &Story<'_>, branches: &[Branch], asked: &BTreeSet<u32>) -> Vec<String> {
    let rows: Vec<Row> = branches
        .iter()
        .zip(guides(branches))
        .filter_map(|(branch, guide)| row(story, branch, guide, asked))
        .collect();
    let widest = |width: fn(&Row) -> usize, most: usize| rows.iter().map(width).filter(|&w| w <= most).max();
    let id = widest(|row| row.id.len(), usize::MAX).unwrap_or(0);
    let tree = widest(|row| console::measure_text_width(&row.tree), TREE_WIDTH).unwrap_or(TREE_WIDTH);
    let amount = widest(|row| console::measure_text_width(&row.amount), usize::MAX).unwrap_or(0);
    let padded = |text: &str, width, side| console::pad_str(text, width, side, None).into_owned();
    rows.iter()
        .map(|row| {
            let style = row.style;
            let what = padded(&row.tree, tree, console::Alignment::Left);
            let amount = padded(&row.amount, amount, console::Alignment::Right);
            let line = format!("{}  {:>id$}  {style}{what}{style:#}  {amount}", row.month, row.id);
            let line = line.trim_end();
            let gap = if row.note.is_empty() { "" } else { "  " };
            format!("{line}{gap}{FAINT}{}{FAINT:#}", row.note).trim_end().to_owned()
        })
        .collect()
}

struct Row {
    month: String,
    id: String,
    tree: String,
    amount: String,
    note: String,
    style: Style,
}

fn row(story: &Story<'_>, branch: &Branch, guide: String, asked: &BTreeSet<u32>) -> Option<Row> {
    let event = story.causes.event(branch.event)?;
    let id = branch.event;
    let is_asked = asked.contains(&id);
    let mut notes = Vec::new();
    if let Some(fate) = story.without.as_ref().and_then(|without| without.in_words(id)) {
        notes.push(fate);
    }
    if branch.again {
        notes.push(format!("see #{id}"));
    }
    if branch.hidden > 0 {
        notes.push(format!("+{} below", branch.hidden));
    }
    Some(Row {
        month: event.month.to_string(),
        id: format!("#{id}"),
        tree: format!("{guide}{}  {}", kind_in_words(event.kind), story.whom(event)),
        // An amount that stands twice would be added twice.
        amount: if branch.again { String::new() } else { amount_in_words(event.kind, event.amount_cents) },
        note: format!("{}{}", if is_asked { "* " } else { "" }, notes.join(", ")).trim_end().to_owned(),
        style: match event.kind {
            _ if branch.again => FAINT,
            EventKind::Default => ALARM,
            _ if is_asked => ASKED,
            _ => Style::new(),
        },
    })
}

/// The lines that lead from causes to effects: whether a level goes on below is known from below.
fn guides(branches: &[Branch]) -> Vec<String> {
    let mut goes_on: Vec<bool> = Vec::new();
    let mut guides: Vec<String> = branches
        .iter()
        .rev()
        .map(|Branch { level, .. }| {
            let level = *level;
            goes_on.resize(level + 1, false);
            let above = (1..level).map(|above| if goes_on[above] { "\u{2502} " } else { "  " });
            let own = match level {
                0 => "",
                _ if goes_on[level] => "\u{251c} ",
                _ => "\u{2514} ",
            };
            let guide = above.collect::<String>() + own;
            goes_on[level] = true;
            guide
        })
        .collect();
    guides.reverse();
    guides
}

fn print_totals(story: &Story<'_>, around: &BTreeSet<u32>, session: &mut Session) -> Result<(), Failure> {
    let totals = story.causes.totals(around.iter().copied());
    let rows = totals.iter().map(|(kind, total)| {
        vec![kind_in_words(*kind), total.events.to_string(), total_in_words(*kind, total)]
    });
    session.table(&["each event once", "events", "amount"], &["events", "amount"], rows.collect())
}

fn print_notes(
    args: &TraceArgs,
    story: &Story<'_>,
    around: &BTreeSet<u32>,
    branches: &[Branch],
    marked: bool,
    session: &mut Session,
) -> Result<(), Failure> {
    let tops: Vec<&Branch> = branches.iter().filter(|branch| branch.level == 0).collect();
    let steps = steps(story, around);
    let agents: BTreeSet<usize> =
        around.iter().filter_map(|&id| story.causes.event(id)).map(|event| event.agent).collect();
    let asked = if marked { "; * asked for" } else { "" };
    session.note(format!(
        "{} in {}, {}{asked}",
        count(around.len(), "event"),
        count(steps, "step"),
        count(agents.len(), "agent")
    ))?;
    if let Some(without) = &story.without {
        session.note(without.note())?;
    }
    if args.down {
        return Ok(());
    }
    let tops: Vec<u32> = tops.iter().map(|top| top.event).collect();
    let others = story.causes.descendants(&tops).difference(around).count();
    match (others, tops.as_slice()) {
        (0, _) => Ok(()),
        (others, [top]) => {
            session.note(format!("the trigger brought about {others} more: --event {top} --down prints them"))
        }
        (others, tops) => session.note(format!(
            "the {} triggers brought about {others} more: --event ID --down prints them",
            tops.len()
        )),
    }
}

/// Steps of the longest chain among some events.
fn steps(story: &Story<'_>, around: &BTreeSet<u32>) -> usize {
    let mut steps = std::collections::BTreeMap::new();
    for &id in around {
        let above =
            story.causes.causes(id).iter().filter_map(|cause| steps.get(cause).map(|steps| steps + 1));
        let own: usize = above.max().unwrap_or(0);
        steps.insert(id, own);
    }
    steps.into_values().max().unwrap_or(0)
}

fn document(
    story: &Story<'_>,
    direction: &str,
    asked: &BTreeSet<u32>,
    around: &BTreeSet<u32>,
    branches: &[Branch],
) -> Value {
    let tree: Vec<Value> = branches
        .iter()
        .map(|Branch { event, level, again, hidden }| {
            json!({ "event": event, "level": level, "again": again, "hidden": hidden })
        })
        .collect();
    let shown: BTreeSet<u32> = branches.iter().map(|branch| branch.event).collect();
    let events: Vec<Value> =
        shown.iter().filter_map(|&id| story.causes.event(id)).map(|event| story.event_json(event)).collect();
    let totals = story.causes.totals(around.iter().copied());
    json!({
        "run": story.run,
        "shown": direction,
        "asked_for": asked,
        "triggers": branches.iter().filter(|branch| branch.level == 0).map(|branch| branch.event).collect::<Vec<_>>(),
        "steps": steps(story, around),
        "totals": totals.iter().map(|(kind, total)| total_json(*kind, total)).collect::<Vec<_>>(),
        "tree": tree,
        "events": events,
    })
}
