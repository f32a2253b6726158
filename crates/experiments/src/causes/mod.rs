//! Events and what caused them: the causal graph of one run, its trees, and how often one thing leads to another.
//!
//! An event without causes is a trigger. A tree is a trigger with everything that it brought about, over however
//! many steps; events with several causes belong to several trees, so that what trees are about does not add up
//! over trees. What is counted of a set of events counts each event once.

mod across_runs;
mod branches;
mod fates;

use std::collections::{BTreeMap, BTreeSet};

use jevons_economy::output::{Event, EventKind};
use jevons_numerics::Month;

pub use across_runs::{CauseCounts, Count, LargestTree, Subject, Trees};
pub use branches::Branch;
pub use fates::{Fate, fates};

/// Why the events of a run are no causal graph: they were not written by jevons as they are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CauseError {
    /// The ids do not count the events.
    #[error("the event at position {position} has the id {id}, where ids count the events of a run from 0")]
    Id {
        /// Position among the events of the run, from 0.
        position: usize,
        /// The id it has.
        id: u32,
    },
    /// The events are not in order of time.
    #[error("event {id} is dated {month}, before the event in front of it, which is dated {before}")]
    Order {
        /// The event.
        id: u32,
        /// Its month.
        month: Month,
        /// Month of the event in front of it.
        before: Month,
    },
    /// An event names a cause that is not there.
    #[error("event {id} names event {cause} as its cause, and the last event of the run is {last}")]
    Missing {
        /// The event.
        id: u32,
        /// The cause it names.
        cause: u32,
        /// Id of the last event.
        last: u32,
    },
    /// An event names itself as its cause.
    #[error("event {id} names itself as its cause")]
    Itself {
        /// The event.
        id: u32,
    },
    /// An event names a later one as its cause; every circle of causes has such an event.
    #[error("event {id} names event {cause} as its cause, which comes after it")]
    Later {
        /// The event.
        id: u32,
        /// The cause it names.
        cause: u32,
    },
}

/// Events of one kind, each counted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Total {
    /// How many.
    pub events: usize,
    /// Sum of their amounts as recorded: cents, except for kinds whose amount is no money.
    pub amount: i128,
}

/// How many a tree reaches. Of two the one with more defaulting agents is larger, whatever else is in them, because
/// trees of ordinary business have many events; then the one with more agents, and then with more events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Reach {
    /// Different agents that default; a population counts as one.
    pub defaulted: usize,
    /// Different agents to whom something happens.
    pub agents: usize,
    /// Events, the one at the top included.
    pub events: usize,
}

/// How far the tree under an event goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// How many it reaches.
    pub reach: Reach,
    /// Steps from the top to the last event of the longest chain of causes (the depth of the contagion).
    pub steps: u32,
    /// Month of the last event.
    pub until: Month,
    /// Events that would have no cause without the top, itself included: all of their triggers are it. Zero when
    /// the top is no trigger.
    pub alone: usize,
}

/// The causal graph of one run: without cycles, because causes come before their effects.
#[derive(Debug, Clone)]
pub struct Causes<'e> {
    events: &'e [Event],
    /// Of each event, in ascending order, each once.
    causes: Vec<Vec<u32>>,
    effects: Vec<Vec<u32>>,
    /// Steps of the longest chain of effects of each event.
    steps: Vec<u32>,
    /// The trigger of each event that has only one.
    sole: Vec<Option<u32>>,
}

impl<'e> Causes<'e> {
    /// The graph of the events of one run, in the order in which they happened.
    ///
    /// # Errors
    /// When ids do not count the events, events are not in order of time, or a cause is missing or not earlier than
    /// its effect.
    pub fn new(events: &'e [Event]) -> Result<Self, CauseError> {
        let mut causes = Vec::with_capacity(events.len());
        let mut effects = vec![Vec::new(); events.len()];
        let mut sole: Vec<Option<u32>> = Vec::with_capacity(events.len());
        for (position, event) in events.iter().enumerate() {
            check(events, position)?;
            let mut own = event.causes.clone();
            own.sort_unstable();
            own.dedup();
            own.iter().for_each(|&cause| effects[cause as usize].push(event.id));
            let mut triggers = own.iter().map(|&cause| sole[cause as usize]);
            sole.push(match triggers.next() {
                None => Some(event.id),
                Some(first) => first.filter(|_| triggers.all(|other| other == first)),
            });
            causes.push(own);
        }
        let mut steps = vec![0; events.len()];
        for id in (0..events.len()).rev() {
            let below = effects[id].iter().map(|&effect| steps[effect as usize] + 1);
            steps[id] = below.max().unwrap_or(0);
        }
        Ok(Self { events, causes, effects, steps, sole })
    }

    /// All events, by id.
    #[must_use]
    pub fn events(&self) -> &'e [Event] {
        self.events
    }

    /// The event with an id; `None` when there is none.
    #[must_use]
    pub fn event(&self, id: u32) -> Option<&'e Event> {
        self.events.get(id as usize)
    }

    /// What caused an event directly, in order of time.
    #[must_use]
    pub fn causes(&self, id: u32) -> &[u32] {
        self.causes.get(id as usize).map_or(&[], Vec::as_slice)
    }

    /// What an event caused directly, in order of time.
    #[must_use]
    pub fn effects(&self, id: u32) -> &[u32] {
        self.effects.get(id as usize).map_or(&[], Vec::as_slice)
    }

    /// The triggers: events that nothing recorded caused.
    pub fn roots(&self) -> impl Iterator<Item = u32> {
        self.events.iter().map(|event| event.id).filter(|&id| self.causes(id).is_empty())
    }

    /// Everything that some events brought about, over any number of steps.
    #[must_use]
    pub fn descendants(&self, of: &[u32]) -> BTreeSet<u32> {
        follow(of, |id| self.effects(id))
    }

    /// Everything that led to some events, over any number of steps.
    #[must_use]
    pub fn ancestors(&self, of: &[u32]) -> BTreeSet<u32> {
        follow(of, |id| self.causes(id))
    }

    /// The tree under an event: itself and everything it brought about; empty when there is no such event.
    #[must_use]
    pub fn tree(&self, id: u32) -> BTreeSet<u32> {
        let mut tree = self.descendants(&[id]);
        tree.extend(self.event(id).map(|event| event.id));
        tree
    }

    /// The triggers of an event; itself when it has no cause.
    #[must_use]
    pub fn triggers(&self, id: u32) -> BTreeSet<u32> {
        let mut chain = self.ancestors(&[id]);
        chain.extend(self.event(id).map(|event| event.id));
        chain.retain(|&id| self.causes(id).is_empty());
        chain
    }

    /// The trigger of an event that has only one; without it the event would have no cause at all.
    #[must_use]
    pub fn sole_trigger(&self, id: u32) -> Option<u32> {
        self.sole.get(id as usize).copied().flatten()
    }

    /// The events that a trigger alone brought about, itself included: all of their triggers are it.
    #[must_use]
    pub fn due_to_alone(&self, trigger: u32) -> BTreeSet<u32> {
        let mut due = self.tree(trigger);
        due.retain(|&id| self.sole_trigger(id) == Some(trigger));
        due
    }

    /// The last victims: events under this one that caused nothing further; itself when it caused nothing.
    #[must_use]
    pub fn leaves(&self, id: u32) -> BTreeSet<u32> {
        let mut leaves = self.tree(id);
        leaves.retain(|&id| self.effects(id).is_empty());
        leaves
    }

    /// How far the tree under an event goes; `None` when there is no such event.
    #[must_use]
    pub fn extent(&self, id: u32) -> Option<Extent> {
        let top = self.event(id)?;
        let tree = self.tree(id);
        let events = || tree.iter().filter_map(|&id| self.event(id));
        Some(Extent {
            reach: reach_of(events()),
            steps: self.steps[id as usize],
            until: events().map(|event| event.month).max().unwrap_or(top.month),
            alone: tree.iter().filter(|&&below| self.sole_trigger(below) == Some(id)).count(),
        })
    }

    /// The trigger with the largest tree, the first of equals, and how many it reaches; `None` when nothing caused
    /// anything.
    #[must_use]
    pub fn largest_tree(&self) -> Option<(u32, Reach)> {
        let mut best: Option<(u32, Reach)> = None;
        // For each event the trigger that reached it last: one table serves all triggers.
        let mut reached_by = vec![u32::MAX; self.events.len()];
        for root in self.roots().filter(|&root| !self.effects(root).is_empty()) {
            let mut tree = vec![root];
            let mut next = 0;
            while let Some(&id) = tree.get(next) {
                next += 1;
                for &effect in self.effects(id) {
                    if std::mem::replace(&mut reached_by[effect as usize], root) != root {
                        tree.push(effect);
                    }
                }
            }
            let reach = reach_of(tree.iter().map(|&id| &self.events[id as usize]));
            if best.is_none_or(|(_, largest)| reach > largest) {
                best = Some((root, reach));
            }
        }
        best
    }

    /// Number and sum of the amounts of some events by kind, each event counted once.
    #[must_use]
    pub fn totals(&self, ids: impl IntoIterator<Item = u32>) -> BTreeMap<EventKind, Total> {
        let once: BTreeSet<u32> = ids.into_iter().collect();
        let mut totals: BTreeMap<EventKind, Total> = BTreeMap::new();
        for event in once.into_iter().filter_map(|id| self.event(id)) {
            let total = totals.entry(event.kind).or_default();
            total.events += 1;
            total.amount += i128::from(event.amount_cents);
        }
        totals
    }
}

/// Checks one event against those in front of it.
fn check(events: &[Event], position: usize) -> Result<(), CauseError> {
    let Event { id, month, causes, .. } = &events[position];
    let (id, month) = (*id, *month);
    if id as usize != position {
        return Err(CauseError::Id { position, id });
    }
    if let Some(before) = position.checked_sub(1).map(|before| events[before].month).filter(|&m| m > month) {
        return Err(CauseError::Order { id, month, before });
    }
    match causes.iter().find(|&&cause| cause >= id) {
        None => Ok(()),
        Some(&cause) if cause == id => Err(CauseError::Itself { id }),
        Some(&cause) if cause as usize >= events.len() => {
            Err(CauseError::Missing { id, cause, last: events.len() as u32 - 1 })
        }
        Some(&cause) => Err(CauseError::Later { id, cause }),
    }
}

fn reach_of<'a>(events: impl Iterator<Item = &'a Event>) -> Reach {
    let (mut defaulted, mut agents, mut count) = (BTreeSet::new(), BTreeSet::new(), 0);
    for event in events {
        agents.insert(event.agent);
        if event.kind == EventKind::Default {
            defaulted.insert(event.agent);
        }
        count += 1;
    }
    Reach { defaulted: defaulted.len(), agents: agents.len(), events: count }
}

/// Everything that can be reached from some events in one step or more.
fn follow<'g>(from: &[u32], next: impl Fn(u32) -> &'g [u32]) -> BTreeSet<u32> {
    let mut reached = BTreeSet::new();
    let mut open = from.to_vec();
    while let Some(id) = open.pop() {
        open.extend(next(id).iter().copied().filter(|&id| reached.insert(id)));
    }
    reached
}
