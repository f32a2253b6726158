//! How often, and when, each kind of event happened to each agent.

use std::collections::BTreeMap;

use jevons_economy::output::{Event, EventKind};
use jevons_numerics::Month;

/// A number of runs out of all runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Runs counted.
    pub runs: u64,
    /// All runs.
    pub of: u64,
}

impl Share {
    /// The share, 0 to 1; NaN when there are no runs.
    #[must_use]
    pub fn value(self) -> f64 {
        self.runs as f64 / self.of as f64
    }

    /// 95 % interval of the probability that the share estimates (Wilson, 1927), which stays sensible at 0 and 1.
    #[must_use]
    pub fn interval(self) -> (f64, f64) {
        if self.of == 0 {
            return (0.0, 1.0);
        }
        let (of, share, z) = (self.of as f64, self.value(), 1.959_963_984_540_054);
        let centre = share + z * z / (2.0 * of);
        let spread = z * (share * (1.0 - share) / of + z * z / (4.0 * of * of)).sqrt();
        let scale = 1.0 + z * z / of;
        // Rounding must not turn an observed none or all into an almost.
        let low = if self.runs == 0 { 0.0 } else { (centre - spread) / scale };
        let high = if self.runs == self.of { 1.0 } else { (centre + spread) / scale };
        (low, high)
    }
}

/// One kind of event that happened to one agent, over all runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The kind of event.
    pub kind: EventKind,
    /// Index into the agents of the schema.
    pub agent: usize,
    /// Runs in which it happened at least once.
    pub share: Share,
    /// Month by which it had happened in half of the runs in which it happened at all.
    pub median_month: Month,
    /// First simulated month, with which `first_in` begins.
    first_month: Month,
    /// Runs in which it happened for the first time in each simulated month.
    first_in: Vec<u64>,
}

impl Outcome {
    /// Runs in which it had happened by the end of `month`.
    #[must_use]
    pub fn share_by(&self, month: Month) -> Share {
        let months = usize::try_from(month.since(self.first_month) + 1).unwrap_or(0).min(self.first_in.len());
        Share { runs: self.first_in[..months].iter().sum(), of: self.share.of }
    }
}

/// Counts, for every kind of event and agent, the runs by month of the first such event.
#[derive(Debug, Clone)]
pub(crate) struct FirstEvents {
    first_month: Month,
    months: usize,
    counts: BTreeMap<(EventKind, usize), Vec<u64>>,
}

impl FirstEvents {
    pub(crate) fn new(first_month: Month, months: usize) -> Self {
        Self { first_month, months, counts: BTreeMap::new() }
    }

    /// Position of a month among the simulated ones.
    pub(crate) fn position(&self, month: Month) -> Option<usize> {
        usize::try_from(month.since(self.first_month)).ok().filter(|&position| position < self.months)
    }

    /// The simulated month at a position.
    pub(crate) fn month(&self, position: usize) -> Month {
        self.first_month.plus(position as i32)
    }

    /// Counts the events of one run; months outside the simulated ones are ignored.
    pub(crate) fn add(&mut self, events: &[Event]) {
        let mut first: BTreeMap<(EventKind, usize), usize> = BTreeMap::new();
        for event in events {
            if let Some(position) = self.position(event.month) {
                let entry = first.entry((event.kind, event.agent)).or_insert(position);
                *entry = position.min(*entry);
            }
        }
        for (key, position) in first {
            self.counts.entry(key).or_insert_with(|| vec![0; self.months])[position] += 1;
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        for (key, counts) in other.counts {
            let own = self.counts.entry(key).or_insert_with(|| vec![0; self.months]);
            own.iter_mut().zip(counts).for_each(|(own, count)| *own += count);
        }
    }

    /// All outcomes, by kind and then agent.
    pub(crate) fn outcomes(&self, of: u64) -> Vec<Outcome> {
        let outcome = |(&(kind, agent), counts): (&(EventKind, usize), &Vec<u64>)| {
            let runs = counts.iter().sum::<u64>();
            let mut passed = 0;
            let median = counts.iter().position(|count| {
                passed += count;
                passed * 2 >= runs
            });
            Outcome {
                kind,
                agent,
                share: Share { runs, of },
                median_month: self.first_month.plus(median.unwrap_or(0) as i32),
                first_month: self.first_month,
                first_in: counts.clone(),
            }
        };
        self.counts.iter().map(outcome).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: EventKind, agent: usize, month: Month) -> Event {
        Event { id: 0, month, kind, agent, counterparty: None, amount_cents: 0, causes: vec![] }
    }

    #[test]
    fn only_the_first_event_of_a_kind_counts_in_each_run() {
        let start = Month::new(2026, 11).unwrap();
        let mut counts = FirstEvents::new(start, 24);
        counts.add(&[
            event(EventKind::Default, 3, start.plus(5)),
            event(EventKind::Default, 3, start.plus(2)),
            event(EventKind::Rescue, 3, start),
        ]);
        counts.add(&[event(EventKind::Default, 3, start.plus(4))]);
        counts.add(&[event(EventKind::Default, 3, start.plus(20))]);
        counts.add(&[]);
        let outcomes = counts.outcomes(4);
        assert_eq!(outcomes.len(), 2);
        let default = &outcomes[0];
        assert_eq!((default.kind, default.agent), (EventKind::Default, 3));
        assert_eq!(default.share, Share { runs: 3, of: 4 });
        assert_eq!(default.median_month, start.plus(4));
        for (month, runs) in [(-1, 0), (1, 0), (2, 1), (4, 2), (19, 2), (20, 3), (99, 3)] {
            assert_eq!(default.share_by(start.plus(month)).runs, runs, "month {month}");
        }
    }

    #[test]
    fn shares_of_zero_and_all_keep_an_open_side() {
        let (low, high) = Share { runs: 0, of: 200 }.interval();
        assert_eq!(low, 0.0);
        assert!((high - 0.018_8).abs() < 1e-4, "{high}");
        let (low, high) = Share { runs: 200, of: 200 }.interval();
        assert!((low - 0.981_2).abs() < 1e-4 && high == 1.0, "{low} {high}");
        assert_eq!(Share { runs: 0, of: 0 }.interval(), (0.0, 1.0));
    }
}
