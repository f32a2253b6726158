//! Where events and arrows stand: months from left to right, one row for each agent in the order in which it is
//! reached, so that trouble runs downwards.

use std::collections::{BTreeMap, BTreeSet};

use jevons_numerics::{Month, math};

use crate::input::CauseEvent;

/// Width of the picture.
pub(super) const WIDTH: f64 = 1_120.0;
/// Room on the left for the names of agents, on the right for the labels of the last events.
const LEFT: f64 = 168.0;
const RIGHT: f64 = 60.0;
/// Room above for the label of the first row, below for the months.
pub(super) const TOP: f64 = 16.0;
const BOTTOM: f64 = 30.0;
/// Height of a lane: events of one agent in one month stand below each other.
pub(super) const LANE: f64 = 29.0;
/// Room between two rows.
const ROW_GAP: f64 = 6.0;
/// Radius of events without an amount, and of the largest one.
const RADIUS: (f64, f64) = (3.5, 10.5);
/// Marks drawn at most: more could not be told apart.
const MARKS: usize = 140;
/// Marks that are drawn whatever they are.
const MARKS_LEAST: usize = 12;

/// Events of one kind that happen to one agent in one month.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mark {
    /// Positions among the events.
    pub(super) events: Vec<usize>,
    /// Sum of their amounts.
    pub(super) cents: f64,
    /// Whether nothing in the tree caused any of them.
    pub(super) trigger: bool,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) radius: f64,
}

/// From a cause to an effect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Arrow {
    /// Positions among the marks.
    pub(super) from: usize,
    pub(super) to: usize,
}

/// The row of an agent.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// Position of its first event.
    pub(super) first: usize,
    pub(super) y: f64,
    pub(super) height: f64,
}

/// The whole picture.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layout {
    pub(super) height: f64,
    pub(super) rows: Vec<Row>,
    pub(super) marks: Vec<Mark>,
    pub(super) arrows: Vec<Arrow>,
    /// Events that are not drawn.
    pub(super) left_out: usize,
    pub(super) first: Month,
    pub(super) last: Month,
}

impl Layout {
    /// Places events that are in order of time; `None` without any.
    pub(super) fn new(events: &[CauseEvent]) -> Option<Self> {
        let first = events.first()?.month;
        let last = events.iter().map(|event| event.month).max()?;
        let (mut marks, mut arrows) = graph(events);
        let left_out = thin_out(events, &mut marks, &mut arrows);
        drop_shortcuts(&mut arrows, marks.len());
        let largest = marks.iter().map(|mark| mark.cents).fold(1.0, f64::max);
        for mark in &mut marks {
            mark.radius = RADIUS.0 + (RADIUS.1 - RADIUS.0) * weight(mark.cents, largest);
        }
        let mut layout = Self { height: 0.0, rows: vec![], marks, arrows, left_out, first, last };
        layout.place(events);
        Some(layout)
    }

    /// Where a month stands.
    pub(super) fn x(&self, month: Month) -> f64 {
        let months = f64::from(self.last.since(self.first).max(1));
        LEFT + (WIDTH - LEFT - RIGHT) * f64::from(month.since(self.first)) / months
    }

    /// Lower end of the rows.
    pub(super) fn bottom(&self) -> f64 {
        self.height - BOTTOM
    }

    fn place(&mut self, events: &[CauseEvent]) {
        let event = |mark: &Mark| &events[mark.events[0]];
        let mut lanes: BTreeMap<(&str, Month), usize> = BTreeMap::new();
        let own: Vec<usize> = self
            .marks
            .iter()
            .map(|mark| {
                let used = lanes.entry((event(mark).agent.as_str(), event(mark).month)).or_default();
                *used += 1;
                *used - 1
            })
            .collect();
        let mut row_of: BTreeMap<&str, usize> = BTreeMap::new();
        let mut y = TOP;
        for mark in &self.marks {
            let agent = event(mark).agent.as_str();
            if row_of.contains_key(agent) {
                continue;
            }
            row_of.insert(agent, self.rows.len());
            let most = lanes.iter().filter(|((name, _), _)| *name == agent).map(|(_, used)| *used).max();
            let height = ROW_GAP + LANE * most.unwrap_or(1) as f64;
            self.rows.push(Row { first: mark.events[0], y, height });
            y += height;
        }
        self.height = y + BOTTOM;
        for (position, lane) in own.into_iter().enumerate() {
            let event = &events[self.marks[position].events[0]];
            let row = row_of.get(event.agent.as_str()).map_or(0.0, |&row| self.rows[row].y);
            let x = self.x(event.month);
            let mark = &mut self.marks[position];
            (mark.x, mark.y) = (x, row + ROW_GAP / 2.0 + LANE * (lane as f64 + 0.5));
        }
    }
}

/// How much an amount weighs beside the largest one, 0 to 1: by the cube root, as with balls, because a fall of the
/// market is a hundred times a default.
pub(super) fn weight(cents: f64, largest: f64) -> f64 {
    math::pow((cents / largest).clamp(0.0, 1.0), 1.0 / 3.0)
}

/// Events of one kind, agent and month as one mark, in order of time, and the arrows between marks, each once.
fn graph(events: &[CauseEvent]) -> (Vec<Mark>, Vec<Arrow>) {
    let mut marks: Vec<Mark> = Vec::new();
    let mut groups: BTreeMap<(&str, Month, &str), usize> = BTreeMap::new();
    let mut mark_of: BTreeMap<u32, usize> = BTreeMap::new();
    let mut arrows: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (position, event) in events.iter().enumerate() {
        let group = *groups.entry((&event.agent, event.month, &event.what)).or_insert(marks.len());
        if group == marks.len() {
            marks.push(Mark { events: vec![], cents: 0.0, trigger: true, x: 0.0, y: 0.0, radius: 0.0 });
        }
        marks[group].events.push(position);
        marks[group].cents += event.cents.max(0) as f64;
        for cause in event.causes.iter().filter_map(|cause| mark_of.get(cause)) {
            marks[group].trigger = false;
            if *cause != group {
                arrows.insert((*cause, group));
            }
        }
        mark_of.insert(event.id, group);
    }
    (marks, arrows.into_iter().map(|(from, to)| Arrow { from, to }).collect())
}

/// Leaves out marks that lead to nothing, one by one, so that what led to what stays whole: ordinary business, unless
/// little else happened, and then the smallest until few enough are left, what is severe last. Returns how many events
/// are left out.
fn thin_out(events: &[CauseEvent], marks: &mut Vec<Mark>, arrows: &mut Vec<Arrow>) -> usize {
    let mut effects = vec![0_usize; marks.len()];
    arrows.iter().for_each(|arrow| effects[arrow.from] += 1);
    let mut kept = vec![true; marks.len()];
    let mut left = marks.len();
    let event = |position: usize| &events[marks[position].events[0]];
    loop {
        let leaf = |position: &usize| kept[*position] && effects[*position] == 0;
        let routine = |position: &usize| leaf(position) && event(*position).routine;
        let smaller = |a: &usize, b: &usize| {
            event(*a).severe.cmp(&event(*b).severe).then(marks[*a].cents.total_cmp(&marks[*b].cents))
        };
        let gone = match (0..marks.len()).rfind(routine).filter(|_| left > MARKS_LEAST) {
            Some(position) => position,
            None if left <= MARKS => break,
            // Within a month two marks may lead to each other: then the last one goes.
            None => {
                match (0..marks.len()).filter(leaf).min_by(smaller).or(kept.iter().rposition(|&kept| kept)) {
                    Some(position) => position,
                    None => break,
                }
            }
        };
        kept[gone] = false;
        left -= 1;
        for arrow in arrows.iter().filter(|arrow| arrow.to == gone && kept[arrow.from]) {
            effects[arrow.from] -= 1;
        }
    }
    let left_out = (0..marks.len()).filter(|&mark| !kept[mark]).map(|mark| marks[mark].events.len()).sum();
    let place: Vec<usize> = kept
        .iter()
        .scan(0, |next, kept| {
            let own = *next;
            *next += usize::from(*kept);
            Some(own)
        })
        .collect();
    arrows.retain(|arrow| kept[arrow.from] && kept[arrow.to]);
    arrows.iter_mut().for_each(|arrow| (arrow.from, arrow.to) = (place[arrow.from], place[arrow.to]));
    let mut position = 0;
    marks.retain(|_| {
        position += 1;
        kept[position - 1]
    });
    left_out
}

/// Leaves out arrows from a cause to an effect that is also reached from it over others: they say nothing new, and
/// cover what does.
fn drop_shortcuts(arrows: &mut Vec<Arrow>, marks: usize) {
    // Marks are in order of time: only within a month may an arrow lead back, and those stay.
    let forward = |arrow: &&Arrow| arrow.from < arrow.to;
    let mut reached = vec![vec![false; marks]; marks];
    let mut effects: Vec<Vec<usize>> = vec![Vec::new(); marks];
    arrows.iter().filter(forward).for_each(|arrow| effects[arrow.from].push(arrow.to));
    let mut shortcuts: BTreeSet<(usize, usize)> = BTreeSet::new();
    for from in (0..marks).rev() {
        let mut own = vec![false; marks];
        for &effect in &effects[from] {
            own.iter_mut().zip(&reached[effect]).for_each(|(own, below)| *own |= below);
        }
        for &effect in &effects[from] {
            if std::mem::replace(&mut own[effect], true) {
                shortcuts.insert((from, effect));
            }
        }
        reached[from] = own;
    }
    arrows.retain(|arrow| !shortcuts.contains(&(arrow.from, arrow.to)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: u32, agent: &str, what: &str, cents: i64, causes: &[u32]) -> CauseEvent {
        CauseEvent {
            id,
            month: Month::new(2027, 1).unwrap().plus(id as i32 / 4),
            what: what.to_owned(),
            agent: agent.to_owned(),
            other: None,
            sector: None,
            cents,
            amount: String::new(),
            severe: what == "severe",
            routine: what == "routine",
            causes: causes.to_vec(),
        }
    }

    #[test]
    fn events_of_one_kind_agent_and_month_are_one_mark() {
        let events = [
            event(0, "A", "missed payment", 5, &[]),
            event(1, "A", "missed payment", 6, &[0]),
            event(2, "A", "default", 7, &[1, 0, 99]),
            event(3, "B", "default", 1, &[2]),
            event(8, "A", "missed payment", 1, &[2]),
        ];
        let layout = Layout::new(&events).unwrap();
        assert_eq!(layout.marks.len(), 4);
        assert_eq!((layout.marks[0].events.as_slice(), layout.marks[0].cents), (&[0, 1][..], 11.0));
        let pairs: Vec<(usize, usize)> = layout.arrows.iter().map(|arrow| (arrow.from, arrow.to)).collect();
        assert_eq!(pairs, [(0, 1), (1, 2), (1, 3)], "none to itself, none from outside, each once");
        assert_eq!(layout.rows.len(), 2);
        assert!(layout.marks[1].y > layout.marks[0].y && layout.marks[0].x == layout.marks[1].x, "lanes");
        assert!(layout.rows[0].height > layout.rows[1].height);
        assert!(layout.marks[3].x > layout.marks[0].x && layout.marks[3].y == layout.marks[0].y);
        assert!(Layout::new(&[]).is_none());
    }

    #[test]
    fn ordinary_business_that_leads_to_nothing_is_left_out_unless_little_else_happened() {
        let mut events = vec![event(0, "A", "routine", 1, &[]), event(1, "A", "severe", 1, &[0])];
        events.extend((2..40).map(|id| event(id, &format!("B{id}"), "routine", 1_000, &[id - 1])));
        let layout = Layout::new(&events).unwrap();
        assert_eq!((layout.marks.len(), layout.left_out), (MARKS_LEAST, 40 - MARKS_LEAST));
        events.extend((40..60).map(|id| event(id, &format!("C{id}"), "layoff", 0, &[1])));
        let layout = Layout::new(&events).unwrap();
        assert_eq!((layout.marks.len(), layout.left_out), (22, 38), "what leads to something severe stays");
        assert_eq!(layout.marks[0].events, [0]);
    }

    #[test]
    fn an_arrow_that_repeats_a_longer_way_is_left_out() {
        let events = [
            event(0, "A", "shock", 0, &[]),
            event(1, "B", "default", 0, &[0]),
            event(2, "C", "default", 0, &[0, 1]),
            event(3, "D", "default", 0, &[0, 2]),
            event(4, "E", "default", 0, &[0]),
        ];
        let layout = Layout::new(&events).unwrap();
        let pairs: Vec<(usize, usize)> = layout.arrows.iter().map(|arrow| (arrow.from, arrow.to)).collect();
        assert_eq!(pairs, [(0, 1), (0, 4), (1, 2), (2, 3)]);
    }

    #[test]
    fn what_led_to_something_large_stays() {
        // A chain of small events to a large one, with many small leaves.
        let mut events: Vec<CauseEvent> = (0..200)
            .map(|id| {
                event(id, "A", &format!("chain {id}"), 1, &id.checked_sub(1).into_iter().collect::<Vec<_>>())
            })
            .collect();
        for id in 200..400 {
            events.push(event(id, "B", "leaf", 2, &[id - 200]));
        }
        events[199].cents = 1_000;
        let layout = Layout::new(&events).unwrap();
        assert_eq!(layout.marks.len(), MARKS);
        let drawn: usize = layout.marks.iter().map(|mark| mark.events.len()).sum();
        assert_eq!(drawn + layout.left_out, events.len());
        let mut small = vec![event(0, "A", "start", 1, &[])];
        small.extend((1..300).map(|id| event(id, "B", &format!("leaf {id}"), i64::from(id), &[0])));
        let layout = Layout::new(&small).unwrap();
        assert_eq!((layout.marks.len(), layout.left_out), (MARKS, 300 - MARKS));
        assert_eq!(layout.marks[0].events, [0], "the cause");
        assert_eq!(layout.marks.last().unwrap().events, [299], "the largest effect");
        assert_eq!(layout.arrows.len(), MARKS - 1);
        assert!(layout.marks.iter().all(|mark| mark.x.is_finite() && mark.y < layout.bottom()));
    }
}
