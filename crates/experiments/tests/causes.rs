//! Trees of causes and effects: what belongs to them, how they are laid out, and what many runs say.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use jevons_economy::output::{Event, EventKind};
use jevons_experiments::Share;
use jevons_experiments::causes::{Branch, CauseCounts, CauseError, Causes, Count, Reach, Subject, Trees};
use jevons_numerics::Month;
use proptest::prelude::*;

fn month(months: i32) -> Month {
    Month::new(2026, 11).unwrap().plus(months)
}

fn event(id: u32, kind: EventKind, agent: usize, causes: &[u32]) -> Event {
    Event {
        id,
        month: month(id as i32 / 3),
        kind,
        agent,
        counterparty: None,
        amount_cents: 100 * i64::from(id),
        causes: causes.to_vec(),
    }
}

/// Two triggers whose trees meet: 0 brings about 2, 3, 4, 6 and 7, and 1 brings about 4, 5, 6 and 7.
///
/// ```text
/// 0 -> 2 -> 4 -> 6 -> 7      8 stands alone
/// 0 -> 3    1 -> 4, 5   2 -> 7
/// ```
fn story() -> Vec<Event> {
    use EventKind::{Default, Layoff, MissedPayment, PriceChange, RoundFailed, Shock};
    vec![
        event(0, RoundFailed, 0, &[]),
        event(1, Shock, 1, &[]),
        event(2, MissedPayment, 0, &[0]),
        event(3, PriceChange, 0, &[0]),
        event(4, Default, 0, &[2, 1, 2]),
        event(5, Layoff, 2, &[1]),
        event(6, Default, 1, &[4]),
        event(7, Layoff, 1, &[6, 2]),
        event(8, PriceChange, 2, &[]),
    ]
}

fn ids(set: &BTreeSet<u32>) -> Vec<u32> {
    set.iter().copied().collect()
}

#[test]
fn a_graph_knows_what_leads_where() {
    let events = story();
    let causes = Causes::new(&events).unwrap();
    assert_eq!(causes.roots().collect::<Vec<_>>(), [0, 1, 8]);
    assert_eq!((causes.causes(4), causes.effects(2)), (&[1, 2][..], &[4, 7][..]), "each once, in order");
    assert_eq!(ids(&causes.descendants(&[0])), [2, 3, 4, 6, 7]);
    assert_eq!(ids(&causes.tree(4)), [4, 6, 7]);
    assert_eq!(ids(&causes.ancestors(&[6])), [0, 1, 2, 4]);
    assert_eq!(ids(&causes.descendants(&[3, 6])), [7]);
    assert_eq!(ids(&causes.leaves(0)), [3, 7]);
    assert_eq!(ids(&causes.leaves(8)), [8]);
    assert_eq!(ids(&causes.triggers(7)), [0, 1]);
    assert_eq!(ids(&causes.triggers(8)), [8]);
}

#[test]
fn what_is_due_to_one_trigger_alone_has_no_other() {
    let events = story();
    let causes = Causes::new(&events).unwrap();
    assert_eq!(ids(&causes.due_to_alone(0)), [0, 2, 3]);
    assert_eq!(ids(&causes.due_to_alone(1)), [1, 5]);
    assert_eq!(ids(&causes.due_to_alone(2)), [0; 0], "no trigger");
    assert_eq!(
        (causes.sole_trigger(3), causes.sole_trigger(7), causes.sole_trigger(99)),
        (Some(0), None, None)
    );
}

#[test]
fn an_extent_says_how_far_a_tree_reaches() {
    let events = story();
    let causes = Causes::new(&events).unwrap();
    let extent = causes.extent(0).unwrap();
    assert_eq!(extent.reach, Reach { defaulted: 2, agents: 2, events: 6 });
    assert_eq!((extent.steps, extent.alone), (4, 3));
    assert_eq!(extent.until, month(2));
    let single = causes.extent(8).unwrap();
    assert_eq!(single.reach, Reach { defaulted: 0, agents: 1, events: 1 });
    assert_eq!((single.steps, single.alone), (0, 1));
    assert_eq!(causes.extent(4).unwrap().alone, 0, "no trigger");
    assert_eq!(causes.extent(9), None);
}

#[test]
fn totals_count_every_event_once() {
    let events = story();
    let causes = Causes::new(&events).unwrap();
    let both = causes.tree(0).into_iter().chain(causes.tree(1)).chain([4, 99]);
    let totals = causes.totals(both);
    assert_eq!((totals[&EventKind::Default].events, totals[&EventKind::Default].amount), (2, 1_000));
    assert_eq!((totals[&EventKind::Layoff].events, totals[&EventKind::Layoff].amount), (2, 1_200));
    assert_eq!(totals.values().map(|total| total.events).sum::<usize>(), 8);
}

fn lines(branches: &[Branch]) -> Vec<String> {
    let line = |branch: &Branch| {
        let again = if branch.again { " again" } else { "" };
        let hidden = if branch.hidden > 0 { format!(" +{}", branch.hidden) } else { String::new() };
        format!("{}{}{again}{hidden}", ".".repeat(branch.level), branch.event)
    };
    branches.iter().map(line).collect()
}

#[test]
fn an_event_stands_under_each_of_its_causes_and_in_full_once() {
    let events = story();
    let causes = Causes::new(&events).unwrap();
    let among = |ids: &[u32]| ids.iter().copied().collect::<BTreeSet<u32>>();
    let whole = causes.branches(&among(&[0, 1, 2, 3, 4, 5, 6, 7, 8]), None);
    assert_eq!(
        lines(&whole),
        ["0", ".2", "..4", "...6", "....7", "..7 again", ".3", "1", ".4 again", ".5", "8"]
    );
    let tree = causes.branches(&causes.tree(1), None);
    assert_eq!(lines(&tree), ["1", ".4", "..6", "...7", ".5"], "causes outside are not shown");
    let cut = causes.branches(&causes.tree(0), Some(2));
    assert_eq!(lines(&cut), ["0", ".2", "..4 +2", "..7", ".3"]);
    assert_eq!(lines(&causes.branches(&causes.tree(0), Some(0))), ["0 +5"]);
    assert_eq!(causes.branches(&BTreeSet::new(), None), []);
}

#[test]
fn what_is_cut_in_one_place_is_shown_where_the_way_is_shorter() {
    use EventKind::Default;
    // 0 -> 1 -> 2 -> 3 -> 4, and 0 -> 3.
    let events: Vec<Event> = [&[][..], &[0], &[1], &[0, 2], &[3]]
        .iter()
        .enumerate()
        .map(|(id, causes)| event(id as u32, Default, 0, causes))
        .collect();
    let causes = Causes::new(&events).unwrap();
    let cut = causes.branches(&causes.tree(0), Some(3));
    assert_eq!(lines(&cut), ["0", ".1", "..2", "...3 +1", ".3", "..4"]);
}

#[test]
fn a_chain_as_long_as_a_run_can_be_laid_out() {
    let events: Vec<Event> = (0..100_000_u32)
        .map(|id| event(id, EventKind::Default, 0, &id.checked_sub(1).into_iter().collect::<Vec<_>>()))
        .collect();
    let causes = Causes::new(&events).unwrap();
    let branches = causes.branches(&causes.tree(0), None);
    assert_eq!(branches.last().unwrap().level, 99_999);
    assert_eq!(causes.extent(0).unwrap().steps, 99_999);
}

#[test]
fn events_that_cannot_be_are_refused_by_name() {
    use EventKind::Default;
    let refuse = |events: &[Event]| Causes::new(events).unwrap_err();
    let pair = |causes: &[u32]| [event(0, Default, 0, &[]), event(1, Default, 0, causes)];

    let error = refuse(&pair(&[7]));
    assert_eq!(error, CauseError::Missing { id: 1, cause: 7, last: 1 });
    assert_eq!(error.to_string(), "event 1 names event 7 as its cause, and the last event of the run is 1");
    assert_eq!(refuse(&pair(&[0, 1])).to_string(), "event 1 names itself as its cause");
    let circle = [event(0, Default, 0, &[1]), event(1, Default, 0, &[0])];
    assert_eq!(refuse(&circle).to_string(), "event 0 names event 1 as its cause, which comes after it");
    let gap = [event(0, Default, 0, &[]), event(2, Default, 0, &[])];
    assert_eq!(
        refuse(&gap).to_string(),
        "the event at position 1 has the id 2, where ids count the events of a run from 0"
    );
    let mut late = pair(&[0]);
    late[0].month = month(5);
    assert_eq!(
        refuse(&late).to_string(),
        "event 1 is dated 2026-11, before the event in front of it, which is dated 2027-04"
    );
    assert!(Causes::new(&[]).unwrap().roots().next().is_none());
}

#[test]
fn the_largest_tree_of_many_runs_is_kept_and_nothing_else() {
    let alone = [event(0, EventKind::Default, 0, &[])];
    let pair = [event(0, EventKind::Shock, 0, &[]), event(1, EventKind::Default, 0, &[0])];
    let mut trees = Trees::default();
    assert_eq!((trees.largest(), trees.median_defaulted()), (None, 0));
    trees.add(9, &alone).unwrap();
    trees.add(8, &[]).unwrap();
    assert_eq!((trees.largest(), trees.median_defaulted()), (None, 0));
    trees.add(5, &pair).unwrap();
    trees.add(3, &pair).unwrap();
    let kept = trees.largest().unwrap();
    assert_eq!(
        (kept.run, kept.trigger, kept.events.as_slice()),
        (3, 0, &pair[..]),
        "the lowest run of equals"
    );
    let mut other = Trees::default();
    other.add(7, &story()).unwrap();
    other.merge(trees.clone());
    let kept = other.largest().unwrap();
    assert_eq!((kept.run, kept.trigger, kept.events.len()), (7, 1, 5));
    assert_eq!(kept.events[1].causes, [2, 1, 2], "as recorded");
    assert_eq!(other.median_defaulted(), 1);
    assert_eq!(other.runs_with(2), Share { runs: 1, of: 5 });
    trees.merge(other.clone());
    assert_eq!(trees.largest(), other.largest());
    assert!(trees.add(11, &[event(0, EventKind::Default, 0, &[0])]).is_err());
}

#[test]
fn a_tree_with_defaults_is_larger_than_one_of_much_business() {
    use EventKind::{DebtIssued, Default, Shock};
    let mut events = vec![event(0, Shock, 0, &[]), event(1, Default, 1, &[0]), event(2, Shock, 0, &[])];
    events.extend((3..20).map(|id| event(id, DebtIssued, id as usize % 3, &[2])));
    let causes = Causes::new(&events).unwrap();
    assert_eq!(causes.largest_tree(), Some((0, Reach { defaulted: 1, agents: 2, events: 2 })));
}

#[test]
fn counts_say_how_often_one_thing_leads_to_another() {
    let events = story();
    let second = vec![event(0, EventKind::MissedPayment, 1, &[]), event(1, EventKind::Default, 1, &[0])];
    let mut counts = CauseCounts::new(3);
    counts.add(&Causes::new(&events).unwrap());
    let mut other = CauseCounts::new(3);
    other.add(&Causes::new(&second).unwrap());
    other.add(&Causes::new(&[]).unwrap());
    counts.merge(other);
    let subject = |kind, agent| Subject { kind, agent };
    let fall = subject(EventKind::Default, 1);
    assert_eq!((counts.runs(), counts.effect(fall)), (3, Count { runs: 2, events: 2 }));
    assert_eq!(counts.share(fall, subject(EventKind::Default, 0)), Share { runs: 1, of: 2 });
    assert_eq!(
        counts.share(fall, subject(EventKind::RoundFailed, 0)),
        Share { runs: 1, of: 2 },
        "many steps up"
    );
    assert_eq!(counts.share(fall, subject(EventKind::Layoff, 1)).runs, 0, "an effect is no cause");
    assert_eq!(counts.causes_of(subject(EventKind::Shock, 1)), []);
    let led: Vec<Subject> = counts.causes_of(fall).into_iter().map(|(cause, _)| cause).collect();
    assert_eq!(led.len(), 5);
    assert_eq!(counts.effects().map(|(_, count)| count.events).sum::<u64>(), 11);
}

#[test]
fn a_run_counts_once_however_often_something_led_to_something_in_it() {
    use EventKind::{Default, Shock};
    let events = vec![
        event(0, Shock, 0, &[]),
        event(1, Shock, 0, &[]),
        event(2, Default, 0, &[0, 1]),
        event(3, Default, 0, &[2]),
    ];
    let mut counts = CauseCounts::new(1);
    counts.add(&Causes::new(&events).unwrap());
    let fall = Subject { kind: Default, agent: 0 };
    assert_eq!(
        counts.causes_of(fall),
        [
            (Subject { kind: Shock, agent: 0 }, Count { runs: 1, events: 2 }),
            (fall, Count { runs: 1, events: 1 })
        ]
    );
}

/// Events with any causes that are earlier.
fn any_events() -> impl Strategy<Value = Vec<Event>> {
    prop::collection::vec((0..3_usize, prop::collection::vec(any::<prop::sample::Index>(), 0..3)), 0..25)
        .prop_map(|rows| {
            let kinds = [EventKind::Default, EventKind::Shock, EventKind::Layoff];
            let event = |(id, (agent, picks)): (usize, &(usize, Vec<prop::sample::Index>))| {
                let causes: Vec<u32> =
                    picks.iter().filter(|_| id > 0).map(|pick| pick.index(id) as u32).collect();
                self::event(id as u32, kinds[id % 3], *agent, &causes)
            };
            rows.iter().enumerate().map(event).collect()
        })
}

proptest! {
    #[test]
    fn ancestors_and_descendants_mirror_each_other(events in any_events()) {
        let causes = Causes::new(&events).unwrap();
        for event in &events {
            for below in causes.descendants(&[event.id]) {
                prop_assert!(below > event.id && causes.ancestors(&[below]).contains(&event.id));
            }
            let triggers = causes.triggers(event.id);
            prop_assert!(!triggers.is_empty());
            let sole = causes.sole_trigger(event.id);
            prop_assert_eq!(sole, triggers.first().copied().filter(|_| triggers.len() == 1));
        }
        // Every event is in the trees of its triggers, and due to one of them alone or to several.
        let alone: usize = causes.roots().map(|root| causes.due_to_alone(root).len()).sum();
        let reaches = causes.roots().map(|root| causes.extent(root).unwrap().reach);
        let largest = reaches.filter(|reach| reach.events > 1).max();
        prop_assert_eq!(causes.largest_tree().map(|(_, reach)| reach), largest);
        let several = events.iter().filter(|event| causes.triggers(event.id).len() > 1).count();
        prop_assert_eq!(alone + several, events.len());
    }

    #[test]
    fn branches_show_every_event_in_full_once(events in any_events()) {
        let causes = Causes::new(&events).unwrap();
        let all: BTreeSet<u32> = events.iter().map(|event| event.id).collect();
        let branches = causes.branches(&all, None);
        let full = branches.iter().filter(|branch| !branch.again);
        prop_assert_eq!(full.clone().map(|branch| branch.event).collect::<BTreeSet<_>>(), all);
        prop_assert_eq!(full.count(), events.len());
        let edges: usize = events.iter().map(|event| causes.causes(event.id).len()).sum();
        prop_assert_eq!(branches.len(), edges + causes.roots().count());
    }

    #[test]
    fn whatever_stands_in_a_file_is_a_graph_or_an_error(
        rows in prop::collection::vec((0..6_u32, 0..4_i32, prop::collection::vec(0..9_u32, 0..4)), 0..6),
    ) {
        let events: Vec<Event> = rows
            .iter()
            .map(|(id, at, causes)| Event { month: month(*at), ..event(*id, EventKind::Default, 0, causes) })
            .collect();
        if let Ok(causes) = Causes::new(&events) {
            prop_assert!(causes.roots().next().is_some() || events.is_empty());
        }
    }

    #[test]
    fn counts_and_trees_do_not_depend_on_order(runs in prop::collection::vec(any_events(), 1..6), cut in 0..6_usize) {
        let take = |runs: &mut dyn Iterator<Item = (u32, &Vec<Event>)>| {
            let (mut counts, mut trees) = (CauseCounts::new(3), Trees::default());
            for (run, events) in runs {
                counts.add(&Causes::new(events).unwrap());
                trees.add(run, events).unwrap();
            }
            (counts, trees)
        };
        let numbered = || (0_u32..).zip(&runs);
        let whole = take(&mut numbered());
        let cut = cut.min(runs.len());
        let (mut counts, mut trees) = take(&mut numbered().skip(cut));
        let first = take(&mut numbered().take(cut).collect::<Vec<_>>().into_iter().rev());
        counts.merge(first.0);
        trees.merge(first.1);
        prop_assert_eq!((counts, trees), whole);
    }
}
