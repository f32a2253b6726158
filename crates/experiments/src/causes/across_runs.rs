//! Causes over many runs: the largest tree, how large trees get, and how often one thing leads to another.

use std::collections::BTreeMap;

use jevons_economy::output::{Event, EventKind};

use super::{CauseError, Causes, Reach};
use crate::outcomes::Share;

/// The largest tree of an ensemble; [`Reach`] says which is larger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LargestTree {
    /// Number of its run.
    pub run: u32,
    /// Id of its trigger.
    pub trigger: u32,
    /// How many it reaches.
    pub reach: Reach,
    /// Its events by id, as recorded: their causes may lie outside of the tree.
    pub events: Vec<Event>,
}

/// How large the trees of an ensemble are. Its memory is that of one tree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trees {
    largest: Option<LargestTree>,
    /// Runs by the number of agents that default in their largest tree.
    defaulted: BTreeMap<usize, u64>,
}

impl Trees {
    /// Adds the events of a run. Each run may be added once, here or in what is merged later.
    ///
    /// # Errors
    /// When the events are no causal graph; the run is then not counted.
    pub fn add(&mut self, run: u32, events: &[Event]) -> Result<(), CauseError> {
        let causes = Causes::new(events)?;
        let largest = causes.largest_tree();
        *self.defaulted.entry(largest.map_or(0, |(_, reach)| reach.defaulted)).or_insert(0) += 1;
        if let Some((trigger, reach)) = largest.filter(|(_, reach)| self.beats(*reach, run)) {
            let tree = causes.tree(trigger);
            let events = tree.into_iter().filter_map(|id| causes.event(id)).cloned().collect();
            self.largest = Some(LargestTree { run, trigger, reach, events });
        }
        Ok(())
    }

    /// Adds every run of `other`, which shares no run with this one.
    pub fn merge(&mut self, other: Self) {
        for (defaulted, runs) in other.defaulted {
            *self.defaulted.entry(defaulted).or_insert(0) += runs;
        }
        if let Some(tree) = other.largest
            && self.beats(tree.reach, tree.run)
        {
            self.largest = Some(tree);
        }
    }

    /// Whether such a tree in this run is to be kept instead of the one that is: the larger one, and of equal ones that
    /// of the lowest run.
    fn beats(&self, reach: Reach, run: u32) -> bool {
        self.largest.as_ref().is_none_or(|kept| reach > kept.reach || (reach == kept.reach && run < kept.run))
    }

    /// The largest tree of all runs; of equal ones that of the lowest run. `None` when nothing caused anything.
    #[must_use]
    pub fn largest(&self) -> Option<&LargestTree> {
        self.largest.as_ref()
    }

    /// How many agents default in the largest tree of a run, at most, in half of the runs; 0 without runs.
    #[must_use]
    pub fn median_defaulted(&self) -> usize {
        let runs: u64 = self.defaulted.values().sum();
        let mut passed = 0;
        let median = self.defaulted.iter().find(|(_, count)| {
            passed += **count;
            passed * 2 >= runs
        });
        median.map_or(0, |(defaulted, _)| *defaulted)
    }

    /// Runs in whose largest tree at least so many agents default.
    #[must_use]
    pub fn runs_with(&self, defaulted: usize) -> Share {
        let runs = self.defaulted.range(defaulted..).map(|(_, runs)| runs).sum();
        Share { runs, of: self.defaulted.values().sum() }
    }
}

/// Something that happens to somebody, in whatever run and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// What.
    pub kind: EventKind,
    /// To whom: index into the agents of the schema.
    pub agent: usize,
}

/// How often something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Runs in which it was found at least once.
    pub runs: u64,
    /// Events of which it was found.
    pub events: u64,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.runs += other.runs;
        self.events += other.events;
    }
}

/// How often events of one kind and agent have events of another kind and agent among what led to them, over any
/// number of steps. Its memory depends on kinds and agents, not on runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseCounts {
    agents: usize,
    runs: u64,
    effects: BTreeMap<Subject, Count>,
    /// By effect, then cause.
    pairs: BTreeMap<(Subject, Subject), Count>,
}

impl CauseCounts {
    /// Nothing counted yet, of an ensemble with so many agents.
    #[must_use]
    pub fn new(agents: usize) -> Self {
        Self { agents, runs: 0, effects: BTreeMap::new(), pairs: BTreeMap::new() }
    }

    /// Counts a run. Events of agents beyond those of the ensemble are left out.
    pub fn add(&mut self, causes: &Causes<'_>) {
        self.runs += 1;
        let words = (self.agents * EventKind::ALL.len()).div_ceil(64);
        // What led to each event, one bit for each subject: that a set is joined fast matters for long chains.
        let mut before: Vec<Vec<u64>> = Vec::with_capacity(causes.events().len());
        let mut run: BTreeMap<Subject, Vec<u64>> = BTreeMap::new();
        for event in causes.events() {
            let mut own = vec![0; words];
            for &cause in causes.causes(event.id) {
                join(&mut own, &before[cause as usize]);
                if let Some(bit) = causes.event(cause).and_then(|cause| self.bit(cause)) {
                    own[bit / 64] |= 1 << (bit % 64);
                }
            }
            if self.bit(event).is_some() {
                let effect = Subject { kind: event.kind, agent: event.agent };
                self.effects.entry(effect).or_default().events += 1;
                for cause in self.subjects(&own) {
                    self.pairs.entry((effect, cause)).or_default().events += 1;
                }
                join(run.entry(effect).or_insert_with(|| vec![0; words]), &own);
            }
            before.push(own);
        }
        for (effect, causes) in run {
            self.effects.entry(effect).or_default().runs += 1;
            for cause in self.subjects(&causes) {
                self.pairs.entry((effect, cause)).or_default().runs += 1;
            }
        }
    }

    fn bit(&self, event: &Event) -> Option<usize> {
        (event.agent < self.agents).then(|| event.kind as usize * self.agents + event.agent)
    }

    fn subjects(&self, bits: &[u64]) -> Vec<Subject> {
        let is_set = |bit: &usize| bits[bit / 64] >> (bit % 64) & 1 == 1;
        let set = (0..self.agents * EventKind::ALL.len()).filter(is_set);
        set.map(|bit| Subject { kind: EventKind::ALL[bit / self.agents], agent: bit % self.agents }).collect()
    }

    /// Adds every run of `other`, counts of the same ensemble that share no run with these.
    pub fn merge(&mut self, other: Self) {
        self.runs += other.runs;
        for (effect, count) in other.effects {
            self.effects.entry(effect).or_default().add(count);
        }
        for (pair, count) in other.pairs {
            self.pairs.entry(pair).or_default().add(count);
        }
    }

    /// Runs counted.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.runs
    }

    /// Everything that happened, and how often, by kind and agent.
    pub fn effects(&self) -> impl Iterator<Item = (Subject, Count)> {
        self.effects.iter().map(|(subject, count)| (*subject, *count))
    }

    /// How often something happened.
    #[must_use]
    pub fn effect(&self, effect: Subject) -> Count {
        self.effects.get(&effect).copied().unwrap_or_default()
    }

    /// In how many of the runs in which `effect` happened `cause` led to it.
    #[must_use]
    pub fn share(&self, effect: Subject, cause: Subject) -> Share {
        let led = self.pairs.get(&(effect, cause)).copied().unwrap_or_default();
        Share { runs: led.runs, of: self.effect(effect).runs }
    }

    /// Everything that ever led to `effect`, and how often, the most frequent first.
    #[must_use]
    pub fn causes_of(&self, effect: Subject) -> Vec<(Subject, Count)> {
        let least = Subject { kind: EventKind::ALL[0], agent: 0 };
        let pairs = self.pairs.range((effect, least)..).take_while(|((other, _), _)| *other == effect);
        let mut causes: Vec<(Subject, Count)> = pairs.map(|((_, cause), count)| (*cause, *count)).collect();
        causes.sort_by_key(|(cause, count)| (std::cmp::Reverse((count.runs, count.events)), *cause));
        causes
    }
}

fn join(own: &mut [u64], other: &[u64]) {
    own.iter_mut().zip(other).for_each(|(own, other)| *own |= other);
}
