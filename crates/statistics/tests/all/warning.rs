//! Early warning: series that announce an event, that follow it, and that merely rise.

use jevons_numerics::Streams;
use jevons_statistics::discovery::warning::{Watched, alarm, auc_at_lead, best_alarm};
use jevons_statistics::sensitivity::Bootstrap;

const MONTHS: usize = 36;

/// Noise around a common trend, with a rise of three from six months before the event if it is announced, from the month of
/// the event otherwise. Every third run has an event, in month 15 to 30.
fn runs(announced: bool) -> Vec<(Vec<f64>, Option<usize>)> {
    (0..150)
        .map(|run| {
            let draws = Streams::new(8, run).at(1, 0);
            let event = (run % 3 == 0).then(|| 15 + (run as usize / 3) % 16);
            let rise = event.map(|event| if announced { event - 6 } else { event });
            let level = |month: usize| {
                let risen = rise.is_some_and(|rise| month >= rise);
                0.1 * month as f64 + 0.5 * draws.normal(month as u32) + if risen { 3.0 } else { 0.0 }
            };
            ((0..MONTHS).map(level).collect(), event)
        })
        .collect()
}

fn watched(runs: &[(Vec<f64>, Option<usize>)]) -> Vec<Watched<'_>> {
    runs.iter().map(|(series, event)| Watched { series, event: *event }).collect()
}

fn area(announced: bool, lead: usize) -> (f64, f64) {
    let runs = runs(announced);
    let found = auc_at_lead(&watched(&runs), lead, &Bootstrap::default()).unwrap().unwrap();
    (found.value, found.half_width)
}

#[test]
fn a_series_announces_as_long_before_as_it_moves() {
    for lead in [1, 3, 6] {
        let (value, half_width) = area(true, lead);
        // Not one: others whose event comes next have risen, too.
        assert!(value > 0.9 && half_width < 0.05, "{lead} months: {value} +- {half_width}");
    }
    let (value, half_width) = area(true, 9);
    assert!((value - 0.5).abs() < 2.0 * half_width && half_width < 0.15, "{value} +- {half_width}");
}

#[test]
fn a_common_trend_announces_nothing() {
    // Pooled over months the trend alone would tell cases, which have later months, from others.
    let (value, half_width) = area(false, 2);
    assert!((value - 0.5).abs() < 2.0 * half_width, "{value} +- {half_width}");
}

#[test]
fn nobody_to_compare_with_is_no_area() {
    let series = [1.0, 2.0, 3.0];
    let bootstrap = Bootstrap::default();
    let all_events = [Watched { series: &series, event: Some(2) }; 3];
    assert_eq!(auc_at_lead(&all_events, 1, &bootstrap).unwrap(), None);
    assert_eq!(auc_at_lead(&all_events, 5, &bootstrap).unwrap(), None);
    assert_eq!(auc_at_lead(&[], 1, &bootstrap).unwrap(), None);
}

#[test]
fn alarms_count_leads_misses_and_false_alarms() {
    let runs = [
        (vec![0.0, 2.0, 5.0, 0.0], Some(3)),
        (vec![0.0, 0.0, 0.0, 9.0], Some(3)),
        (vec![0.0, 0.0, 2.0, 0.0], None),
        (vec![0.0, 0.0, 0.0, 0.0], None),
        (vec![f64::NAN, 3.0], Some(7)),
    ];
    let found = alarm(&watched(&runs), 2.0, true);
    assert_eq!(found.leads, [2, 6]);
    assert_eq!((found.missed, found.false_alarms, found.quiet), (1, 1, 1));
    assert_eq!((found.hit_rate(), found.false_alarm_rate()), (2.0 / 3.0, 0.5));
    assert_eq!(found.lead(0.5), Some(4.0));
    assert_eq!(alarm(&watched(&runs), 10.0, true).lead(0.5), None);
    assert_eq!(alarm(&watched(&runs), -1.0, false).false_alarms, 0);
}

#[test]
fn the_best_alarm_rings_in_time() {
    let runs = runs(true);
    for above in [true, false] {
        let turned: Vec<_> = runs
            .iter()
            .map(|(series, event)| (series.iter().map(|x| if above { *x } else { -x }).collect(), *event))
            .collect();
        let found = best_alarm(&watched(&turned), above).unwrap();
        assert_eq!(found.above, above);
        assert!(found.hit_rate() > 0.7 && found.false_alarm_rate() < 0.35, "{found:?}");
        let lead = found.lead(0.5).unwrap();
        assert!((2.0..=8.0).contains(&lead), "{lead}");
    }
    insta::assert_snapshot!(best_alarm(&watched(&runs[1..3]), true).unwrap_err(), @"
    runs with the event: 0 found, and at least 1 are needed
    hint: an alarm is judged by runs with the event and by runs without
    ");
}
