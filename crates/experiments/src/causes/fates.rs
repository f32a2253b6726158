//! What becomes of the events of a run without something: played again under the same draws, which still happen.
//!
//! Causes are links in the bookkeeping of the model; this is the counterfactual that they are not.

use std::collections::BTreeMap;

use jevons_economy::output::{Event, EventKind};

/// Months within which an event of the other run is taken for the same one. An agent defaults or leaves the scene once, so
/// that the other run's default counts whenever it comes.
const WINDOW_MONTHS: i32 = 12;

/// What becomes of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It happens all the same, in the same month or the one before or after.
    Anyway,
    /// It happens so many months later.
    Later(u32),
    /// It happens so many months earlier.
    Earlier(u32),
    /// It does not happen.
    Gone,
}

/// The fate of each of the events of a run in another that lacks something.
///
/// Events are the same when they are of one kind, happen to one agent, and, for prices, go in one direction. Of several
/// the nearest in time are matched first, each with one other only.
#[must_use]
pub fn fates(events: &[Event], without: &[Event]) -> Vec<Fate> {
    let mut groups: BTreeMap<(EventKind, usize, bool), [Vec<usize>; 2]> = BTreeMap::new();
    for (place, list) in [events, without].into_iter().enumerate() {
        for (position, event) in list.iter().enumerate() {
            let rise = event.kind == EventKind::PriceChange && event.amount_cents > 0;
            groups.entry((event.kind, event.agent, rise)).or_default()[place].push(position);
        }
    }
    let mut fates = vec![Fate::Gone; events.len()];
    for ((kind, ..), [own, other]) in groups {
        let window = if kind == EventKind::Default { i32::MAX } else { WINDOW_MONTHS };
        let shift = |a: usize, b: usize| without[b].month.since(events[a].month);
        let mut pairs: Vec<(i32, usize, usize)> = own
            .iter()
            .flat_map(|&a| other.iter().map(move |&b| (shift(a, b).abs(), a, b)))
            .filter(|&(distance, ..)| distance <= window)
            .collect();
        pairs.sort_unstable();
        let mut taken = vec![false; without.len()];
        let mut matched = vec![false; events.len()];
        for (_, a, b) in pairs {
            if matched[a] || taken[b] {
                continue;
            }
            (matched[a], taken[b]) = (true, true);
            fates[a] = match shift(a, b) {
                -1..=1 => Fate::Anyway,
                later @ 2.. => Fate::Later(later.unsigned_abs()),
                earlier => Fate::Earlier(earlier.unsigned_abs()),
            };
        }
    }
    fates
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: EventKind, agent: usize, month: &str, amount_cents: i64) -> Event {
        let month = month.parse().expect("a month");
        Event { id: 0, month, kind, agent, counterparty: None, amount_cents, causes: Vec::new() }
    }

    #[test]
    fn an_event_is_gone_later_or_the_same() {
        use EventKind::{Default, PriceChange, RoundFailed};
        let with = [
            event(RoundFailed, 1, "2027-01", 0),
            event(PriceChange, 1, "2027-02", 1_000),
            event(Default, 1, "2027-06", 0),
            event(Default, 2, "2027-06", 0),
        ];
        let without = [
            event(PriceChange, 1, "2027-02", -1_000),
            event(RoundFailed, 1, "2027-02", 0),
            event(RoundFailed, 2, "2027-01", 0),
            event(Default, 1, "2030-06", 0),
        ];
        assert_eq!(fates(&with, &without), [Fate::Anyway, Fate::Gone, Fate::Later(36), Fate::Gone]);
        assert_eq!(fates(&without, &with), [Fate::Gone, Fate::Anyway, Fate::Gone, Fate::Earlier(36)]);
        assert_eq!(fates(&with, &with), [Fate::Anyway; 4]);
    }

    #[test]
    fn each_is_matched_once_and_with_the_nearest() {
        use EventKind::RoundFailed;
        let with = [event(RoundFailed, 1, "2027-01", 0), event(RoundFailed, 1, "2027-04", 0)];
        let without = [event(RoundFailed, 1, "2027-05", 0)];
        assert_eq!(fates(&with, &without), [Fate::Gone, Fate::Anyway]);
        let late = [event(RoundFailed, 1, "2029-01", 0)];
        assert_eq!(
            fates(&with, &late),
            [Fate::Gone, Fate::Gone],
            "a round of two years later is another one"
        );
    }
}
