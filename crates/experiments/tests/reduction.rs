//! What a reduction of runs says, and that it does not depend on how the runs came in.
#![allow(clippy::unwrap_used)]

use jevons_economy::output::{AgentLabel, Column, Event, EventKind, RunOutput, Schema};
use jevons_experiments::{QUANTILES, Reduction, Share, Summary};
use jevons_numerics::Month;
use proptest::prelude::*;

const MONTHS: usize = 14;

fn start() -> Month {
    Month::new(2026, 11).unwrap()
}

fn schema() -> Schema {
    let column = |metric, agent: &str| Column {
        metric,
        agent: agent.to_owned(),
        unit: "usd",
        description: "A test column.",
        headline: false,
    };
    let agent = |name: &str| AgentLabel { name: name.to_owned(), sector: 0, population: false };
    Schema {
        first_month: start(),
        months: MONTHS,
        columns: vec![column("gross", ""), column("cash", "Alpha"), column("cash", "Beta")],
        parameters: vec![],
        sectors: vec!["labs".to_owned()],
        instruments: vec![],
        flows: vec![],
        agents: vec![agent("Alpha"), agent("Beta")],
    }
}

/// Column 0 is the run number, column 1 a scrambled value, column 2 stops after some months in every third run.
fn run(number: u32) -> RunOutput {
    let mut series = Vec::new();
    let mut events = Vec::new();
    for month in 0..MONTHS {
        let scrambled = f64::from(number.wrapping_mul(2_654_435_761) >> 8) * 0.1 - 1e5;
        let closed = number.is_multiple_of(3) && month >= 2 + number as usize % 7;
        series.extend([
            f64::from(number),
            scrambled * (month + 1) as f64,
            if closed { f64::NAN } else { 1.0 },
        ]);
        if closed && (month == 2 + number as usize % 7 || month == MONTHS - 1) {
            events.push(Event {
                id: events.len() as u32,
                month: start().plus(month as i32),
                kind: EventKind::Default,
                agent: 1,
                counterparty: Some(0),
                amount_cents: 5,
                causes: vec![],
            });
        }
    }
    RunOutput {
        run: number,
        draws: vec![],
        series,
        events,
        held: vec![],
        owed: vec![],
        flows: vec![],
        digest: number.into(),
    }
}

fn reduce(runs: impl IntoIterator<Item = u32>, sample: usize) -> Reduction {
    let mut reduction = Reduction::with_sample(&schema(), 42, sample);
    runs.into_iter().for_each(|number| reduction.add(&run(number)).unwrap());
    reduction
}

/// Debug text, because NaN differs from itself; every digit of every number is in it.
fn text(summary: &Summary) -> String {
    format!("{summary:?}")
}

#[test]
fn the_statistics_of_known_numbers_are_right() {
    let summary = reduce(0..101, 4_096).summary();
    let cell = &summary.columns[0][5];
    assert_eq!((summary.runs, summary.sampled_runs, cell.runs, cell.not_applicable), (101, 101, 101, 0));
    assert_eq!((cell.mean, cell.min, cell.max), (50.0, 0.0, 100.0));
    for (probability, expected) in QUANTILES.into_iter().zip([5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0]) {
        assert!((cell.quantile(probability) - expected).abs() < 1e-9, "{probability}");
    }
    assert!(cell.quantile(0.33).is_nan());
    // Variance of 0..=100 with n - 1 is 858.5.
    assert!((cell.mean_standard_error - (858.5_f64 / 101.0).sqrt()).abs() < 1e-12);
}

#[test]
fn runs_where_a_metric_does_not_apply_are_counted_apart() {
    let summary = reduce(0..30, 4_096).summary();
    assert_eq!((summary.columns[2][0].runs, summary.columns[2][0].not_applicable), (30, 0));
    let last = &summary.columns[2][MONTHS - 1];
    assert_eq!((last.runs, last.not_applicable, last.mean), (20, 10, 1.0));

    let all_closed = reduce([0, 3, 6], 4_096).summary();
    let last = &all_closed.columns[2][MONTHS - 1];
    assert_eq!((last.runs, last.not_applicable), (0, 3));
    assert!(last.mean.is_nan() && last.min.is_nan() && last.max.is_nan() && last.quantile(0.5).is_nan());
}

#[test]
fn defaults_are_counted_by_run_and_by_year() {
    let summary = reduce(0..30, 4_096).summary();
    assert_eq!(summary.default_share(1), Share { runs: 10, of: 30 });
    assert_eq!(summary.default_share(0), Share { runs: 0, of: 30 });
    let outcome = summary.outcome(EventKind::Default, 1).unwrap();
    // Closing months are 2 + run % 7 for runs 0, 3, .. 27: 2 5 8 4 7 3 6 2 5 8, so the median is 5.
    assert_eq!(outcome.median_month, start().plus(5));
    assert_eq!(outcome.share_by(Month::new(2026, 12).unwrap()).runs, 0);
    assert_eq!(outcome.share_by(Month::new(2027, 1).unwrap()).runs, 2);
    assert_eq!(outcome.share_by(Month::new(2027, 12).unwrap()).runs, 10);
}

#[test]
fn a_sample_estimates_quantiles_and_leaves_the_rest_exact() {
    let summary = reduce(0..5_000, 1_000).summary();
    let cell = &summary.columns[0][0];
    assert_eq!((summary.runs, summary.sampled_runs), (5_000, 1_000));
    assert_eq!((cell.runs, cell.mean, cell.min, cell.max), (5_000, 2_499.5, 0.0, 4_999.0));
    let median = cell.quantiles[3];
    let (low, high) = median.interval.unwrap();
    assert!(low < 2_499.5 && 2_499.5 < high, "{low} {high}");
    assert!(high - low < 400.0, "about 2 x 1.96 x 0.5 / sqrt(1000) of 5000, which is 310");
}

#[test]
fn runs_of_the_wrong_shape_are_refused_and_not_counted() {
    let mut reduction = Reduction::new(&schema(), 1);
    let mut short = run(4);
    short.series.pop();
    let mut infinite = run(4);
    infinite.series[4] = f64::INFINITY;
    let mut stranger = run(3);
    stranger.events[0].counterparty = Some(2);
    let mut late = run(3);
    late.events[0].month = start().plus(MONTHS as i32);
    let cases = [
        (short, "run 4 is not valid: it has 41 values where 14 months of 3 columns need 42"),
        (infinite, "run 4 is not valid: cash of Alpha is infinite in 2026-12"),
        (stranger, "run 3 is not valid: event 0 names agent 2 of 2"),
        (late, "run 3 is not valid: event 0 is dated 2028-01, outside the simulated months"),
    ];
    for (output, message) in cases {
        assert_eq!(reduction.add(&output).unwrap_err().to_string(), message);
    }
    assert_eq!(reduction.runs(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn order_and_shards_do_not_matter(
        order in Just((0..60_u32).collect::<Vec<_>>()).prop_shuffle(), shards in 1..6_usize, sample in 1..80_usize,
    ) {
        let expected = text(&reduce(0..60, sample).summary());
        let parts = order.chunks(60_usize.div_ceil(shards)).map(|part| reduce(part.iter().copied(), sample));
        let merged = parts.reduce(|mut all, part| { all.merge(part); all }).unwrap();
        prop_assert_eq!(text(&merged.summary()), expected);
    }
}
