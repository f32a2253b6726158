//! What a comparison of pairs says: closed forms, published examples, coverage on simulated pairs, and that the order
//! of the pairs does not matter.
#![allow(clippy::unwrap_used)]

use jevons_economy::output::{AgentLabel, Column, Event, EventKind, RunOutput, Schema};
use jevons_experiments::Share;
use jevons_experiments::paired::{Comparison, Effects, PairedSummary, Pairs, Precision, YesNoSummary};
use jevons_numerics::{Month, Streams, math};
use proptest::prelude::*;

/// Pairs of single numbers, numbered from 0.
fn reduced(pairs: impl IntoIterator<Item = (f64, f64)>) -> PairedSummary {
    let mut reduction = Pairs::new(1, 0, 7);
    for (run, (a, b)) in pairs.into_iter().enumerate() {
        reduction.add(run as u32, (&[a], &[]), (&[b], &[])).unwrap();
    }
    reduction.number(0).unwrap()
}

/// Pairs of single answers: how many of each kind.
fn answered(both: u32, only_in_a: u32, only_in_b: u32, in_neither: u32) -> YesNoSummary {
    let mut reduction = Pairs::new(0, 1, 7);
    let mut run = 0;
    for (count, a, b) in
        [(both, true, true), (only_in_a, true, false), (only_in_b, false, true), (in_neither, false, false)]
    {
        for _ in 0..count {
            reduction.add(run, (&[], &[a]), (&[], &[b])).unwrap();
            run += 1;
        }
    }
    reduction.answer(0).unwrap()
}

#[track_caller]
fn assert_close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} for {expected}");
}

#[test]
fn the_sleep_of_ten_patients_is_that_of_student() {
    // Additional hours of sleep with two drugs (Cushny and Peebles 1905, used by Student 1908); R: t.test(paired = TRUE).
    let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    let summary = reduced(first.into_iter().zip(second));
    assert_close(summary.mean_a, 0.75, 1e-12);
    assert_close(summary.mean_b, 2.33, 1e-12);
    assert_close(summary.mean_difference, 1.58, 1e-12);
    let (low, high) = summary.mean_interval.unwrap();
    assert_close(low, 0.700_114_2, 5e-8);
    assert_close(high, 2.459_885_8, 5e-8);
    // Sorted differences: 0, 0.8, 1, 1.2, 1.3, 1.3, 1.4, 1.8, 2.4, 4.6; the second and the ninth.
    assert_close(summary.median_difference(), 1.3, 1e-12);
    let (low, high) = summary.median_interval.unwrap();
    assert_close(low, 0.8, 1e-12);
    assert_close(high, 2.4, 1e-12);
    assert_eq!((summary.higher, summary.lower), (Share { runs: 9, of: 10 }, Share { runs: 0, of: 10 }));
    assert_close(summary.median_a, 0.35, 1e-12);
    assert_close(summary.median_b, 1.75, 1e-12);
    assert_close(summary.ratio_of_medians(), 5.0, 1e-12);
    // Variances 3.200556, 4.009 and 1.512889.
    assert_close(summary.variance_ratio, (3.200_555_555_6 + 4.009) / 1.512_888_888_9, 1e-8);
    assert!(summary.is_clear());
}

#[test]
fn a_change_that_adds_the_same_everywhere_is_known_exactly() {
    let summary = reduced((0..100).map(|run| (f64::from(run), f64::from(run) + 3.0)));
    assert_eq!(summary.mean_difference, 3.0);
    assert_eq!((summary.mean_interval, summary.median_interval), (Some((3.0, 3.0)), Some((3.0, 3.0))));
    assert_eq!(summary.quantiles.map(|quantile| quantile.value), [3.0; 3]);
    assert_eq!(summary.variance_ratio, f64::INFINITY);
    assert_eq!(summary.runs_needed(Precision::ShareOfMean(0.01)), Some(2));
    assert_eq!(summary.higher, Share { runs: 100, of: 100 });
}

#[test]
fn a_change_that_does_nothing_shows_nothing() {
    let summary = reduced((0..50).map(|run| (f64::from(run % 7), f64::from(run % 7))));
    assert_eq!((summary.mean_difference, summary.mean_interval), (0.0, Some((0.0, 0.0))));
    assert_eq!((summary.higher.runs, summary.lower.runs, summary.ratio_of_medians()), (0, 0, 1.0));
    assert!(!summary.is_clear());
    // Where nothing varies there is nothing to gain either.
    assert!(reduced([(1.0, 1.0), (1.0, 1.0)]).variance_ratio.is_nan());
    assert!(reduced([(0.0, 1.0), (0.0, 1.0)]).ratio_of_medians().is_nan());
}

#[test]
fn quantiles_are_of_differences_and_not_differences_of_quantiles() {
    // B is A in reverse: the same distribution, but every pair differs.
    let summary = reduced((0..101).map(|run| (f64::from(run), f64::from(100 - run))));
    assert_eq!((summary.median_a, summary.median_b, summary.median_difference()), (50.0, 50.0, 0.0));
    assert_eq!(summary.quantiles.map(|quantile| quantile.value), [-90.0, 0.0, 90.0]);
    assert_eq!((summary.higher.runs, summary.lower.runs), (50, 50));
    assert_close(summary.variance_ratio, 0.5, 1e-12);
}

#[test]
fn numbers_that_do_not_apply_are_counted_by_side() {
    let nan = f64::NAN;
    let pairs = [(1.0, 2.0), (nan, 5.0), (3.0, nan), (4.0, nan), (nan, nan), (2.0, 5.0)];
    let summary = reduced(pairs);
    let counts = (summary.pairs, summary.only_in_a, summary.only_in_b, summary.in_neither);
    assert_eq!(counts, (2, 2, 1, 1));
    assert_eq!((summary.mean_a, summary.mean_b, summary.mean_difference), (1.5, 3.5, 2.0));
    assert_eq!((summary.median_a, summary.median_b), (1.5, 3.5));
    assert_eq!(summary.higher, Share { runs: 2, of: 2 });
    let nothing = reduced([(nan, 5.0)]);
    assert!(nothing.mean_difference.is_nan() && nothing.median_a.is_nan() && nothing.mean_interval.is_none());
    let one = reduced([(1.0, 5.0)]);
    assert_eq!((one.mean_difference, one.mean_interval, one.median_interval), (4.0, None, None));
    assert!(one.standard_deviation.is_nan());
    assert_eq!(one.runs_needed(Precision::Absolute(1.0)), None);
}

#[test]
fn matched_answers_are_those_of_published_examples() {
    // Example of the function diffpropci.mp of the R package PropCIs: 40 against 20 of 160 pairs.
    let summary = answered(50, 40, 20, 50);
    let (low, high) = summary.interval();
    assert_close(low, -0.216_017_26, 5e-9);
    assert_close(high, -0.030_896_32, 5e-9);
    assert_close(summary.difference(), -0.125, 1e-15);
    assert_eq!(
        (summary.share_a(), summary.share_b()),
        (Share { runs: 90, of: 160 }, Share { runs: 70, of: 160 })
    );
    // R: binom.test(20, 60)$p.value
    assert_close(summary.p_value(), 0.013_488_8, 5e-7);
    // The variance of -1, 0 and 1 with n - 1.
    let variance = (60.0 - 20.0 * 20.0 / 160.0) / 159.0;
    assert_close(summary.standard_deviation(), f64::sqrt(variance), 1e-12);
    let apart = (90.0 * 70.0 + 70.0 * 90.0) / (160.0 * 159.0);
    assert_close(summary.variance_ratio(), apart / variance, 1e-12);
    assert!(summary.runs_needed(Precision::Absolute(0.05)).is_some_and(|runs| (500..600).contains(&runs)));
}

#[test]
fn answers_that_never_change_leave_an_interval_open() {
    let never = answered(0, 0, 0, 200);
    let (low, high) = never.interval();
    assert!(low < 0.0 && high > 0.0 && (low + high).abs() < 1e-15 && high < 0.02, "{low} {high}");
    assert_eq!((never.p_value(), never.runs_needed(Precision::Absolute(0.01))), (1.0, None));
    let always = answered(0, 0, 200, 0);
    assert_eq!((always.difference(), always.interval().1), (1.0, 1.0));
    assert!(answered(0, 0, 0, 0).difference().is_nan());
}

#[test]
fn intervals_cover_the_truth_about_19_times_in_20() {
    let (worlds, size) = (2_000, 25);
    let (mut mean, mut median, mut share) = (0, 0, 0);
    for world in 0..worlds {
        let draws = Streams::new(3, world).at(0, 0);
        // Common luck, and a difference that is lognormal: mean exp(0.5 * 0.25), median 1.
        let pairs = (0..size).map(|run| {
            let luck = 100.0 * draws.normal(run);
            (luck, luck + draws.nth(1).lognormal(run, 0.0, 0.5))
        });
        let summary = reduced(pairs);
        let covers = |(low, high): (f64, f64), truth: f64| i32::from(low <= truth && truth <= high);
        mean += covers(summary.mean_interval.unwrap(), math::exp(0.125));
        median += covers(summary.median_interval.unwrap(), 1.0);
        // Yes in A with 30 %; of the others 20 % change to yes, of those 10 % back: a difference of 11 points.
        let mut counts = [0; 4];
        for run in 0..4 * size {
            let a = draws.nth(2).happens(run, 0.3);
            let b = if a { !draws.nth(3).happens(run, 0.1) } else { draws.nth(4).happens(run, 0.2) };
            counts[usize::from(!a) * 2 + usize::from(a != b)] += 1;
        }
        let [both, only_in_a, in_neither, only_in_b] = counts;
        share += covers(answered(both, only_in_a, only_in_b, in_neither).interval(), 0.7 * 0.2 - 0.3 * 0.1);
    }
    let of_2000 = |share: f64| (share * f64::from(worlds)) as i32;
    // Differences are skewed, which costs Student's interval a little; 95.7 % is what ranks 8 and 18 of 25 give.
    assert!((of_2000(0.91)..of_2000(0.96)).contains(&mean), "{mean}");
    assert!((of_2000(0.945)..of_2000(0.97)).contains(&median), "{median}");
    assert!((of_2000(0.935)..of_2000(0.97)).contains(&share), "{share}");
}

#[test]
fn pairing_buys_what_the_correlation_gives() {
    // Equal variances and a correlation of 0.9: two variances over the variance of the difference is 1 / (1 - 0.9).
    let draws = Streams::new(5, 1).at(0, 0);
    let luck =
        |run: u32, own: u32| f64::sqrt(0.9) * draws.normal(run) + f64::sqrt(0.1) * draws.nth(own).normal(run);
    let summary = reduced((0..2_000).map(|run| (luck(run, 1), luck(run, 2) + 0.05)));
    assert_close(summary.variance_ratio, 10.0, 1.0);
    // Half-widths shrink with the root of the runs, so that what is missing can be foretold.
    let (low, high) = summary.mean_interval.unwrap();
    let half_width = 0.5 * (high - low);
    assert_eq!(summary.runs_needed(Precision::Absolute(half_width * (1.0 + 1e-12))), Some(2_000));
    let quarter = summary.runs_needed(Precision::Absolute(half_width / 2.0)).unwrap();
    assert!((7_990..=8_000).contains(&quarter), "{quarter}");
}

#[test]
fn a_sample_estimates_quantiles_and_leaves_the_rest_exact() {
    let mut reduction = Pairs::with_sample(1, 0, 42, 500);
    for run in 0..5_000 {
        reduction.add(run, (&[1.0], &[]), (&[1.0 + f64::from(run)], &[])).unwrap();
    }
    let summary = reduction.number(0).unwrap();
    assert_eq!((reduction.pairs(), reduction.sampled_pairs(), summary.pairs), (5_000, 500, 5_000));
    assert_eq!((summary.mean_difference, summary.higher.runs), (2_499.5, 4_999));
    let (low, high) = summary.median_interval.unwrap();
    assert!(low < 2_499.5 && 2_499.5 < high && high - low < 600.0, "{low} {high}");
    // The mean is of all pairs: its interval is that of 5,000 and not of 500.
    let (low, high) = summary.mean_interval.unwrap();
    assert_close(0.5 * (high - low), 1.96 * 5_000.0 / f64::sqrt(12.0 * 5_000.0), 3.0);
}

const MONTHS: usize = 3;

fn schema() -> Schema {
    let column = |metric, agent: &str| Column {
        metric,
        agent: agent.to_owned(),
        unit: "usd",
        description: "A test column.",
        headline: false,
    };
    let agent = |name: &str, population| AgentLabel { name: name.to_owned(), sector: 0, population };
    Schema {
        first_month: Month::new(2026, 11).unwrap(),
        months: MONTHS,
        columns: vec![column("gross", ""), column("cash", "Alpha")],
        parameters: vec![],
        sectors: vec!["labs".to_owned(), "banks".to_owned()],
        instruments: vec!["deposits", "loans"],
        flows: vec!["interest"],
        agents: vec![agent("Alpha", false), agent("Firms", true), agent("Beta", false)],
    }
}

/// Labs hold deposits at banks and owe them a loan. Each month they pay 1 dollar of interest; in month 2 banks write
/// off `written_off` dollars of the loan. Alpha defaults if anything is written off.
fn run(number: u32, written_off: i64) -> RunOutput {
    let (mut held, mut owed, mut flows) = (vec![], vec![], vec![]);
    for month in 0..MONTHS as i64 {
        let deposits = 10_000 - 100 * (month + 1);
        let loan = 5_000 - if month >= 1 { 100 * written_off } else { 0 };
        held.extend([deposits, 0, 0, loan]);
        owed.extend([0, deposits, loan, 0]);
        flows.extend([-100, 100]);
    }
    let default = |agent| Event {
        id: 0,
        month: Month::new(2026, 12).unwrap(),
        kind: EventKind::Default,
        agent,
        counterparty: None,
        amount_cents: 0,
        causes: vec![],
    };
    let mut events = vec![default(1)];
    if written_off > 0 {
        events.push(Event { id: 1, ..default(0) });
        events.push(Event { id: 2, kind: EventKind::Rescue, ..default(2) });
    }
    let series = (0..2 * MONTHS).map(|cell| f64::from(number) + written_off as f64 * cell as f64).collect();
    RunOutput { run: number, draws: vec![], series, events, held, owed, flows, digest: 0 }
}

fn compared(runs: impl IntoIterator<Item = u32>, sample: usize) -> Comparison {
    let mut comparison = Comparison::with_sample(&schema(), &schema(), 1, sample).unwrap();
    // In every fourth run the change does nothing.
    let lost = |number: u32| if number.is_multiple_of(4) { 0 } else { 7 };
    runs.into_iter().for_each(|number| comparison.add(&run(number, 0), &run(number, lost(number))).unwrap());
    comparison
}

#[test]
fn whole_runs_are_compared_by_series_defaults_and_sectors() {
    let effects: Effects = compared(0..40, 4_096).effects();
    assert_eq!((effects.pairs, effects.sampled_pairs, effects.columns.len()), (40, 40, 2));
    // Column 1 in month 2 is cell 5: thirty runs rose by 35.
    let cell = &effects.columns[1][2];
    assert_eq!((cell.mean_difference, cell.higher), (35.0 * 0.75, Share { runs: 30, of: 40 }));
    let means =
        [(0, 0), (1, 0), (0, 1)].map(|(column, month)| effects.columns[column][month].mean_difference);
    assert_eq!(means, [0.0, 7.0 * 0.75, 14.0 * 0.75], "cells 0, 1 and 2: a month has two columns");

    let agents: Vec<usize> = effects.defaults.iter().map(|effect| effect.agent).collect();
    assert_eq!(agents, [0, 2], "a population is left out");
    let alpha = effects.defaults[0].summary;
    assert_eq!((alpha.both, alpha.only_in_a, alpha.only_in_b, alpha.in_neither), (0, 0, 30, 10));
    assert_eq!(effects.defaults[1].summary.in_neither, 40, "a rescue is no default");
    let by_year: Vec<(String, u64)> =
        effects.defaults[0].by_year.iter().map(|(month, of)| (month.to_string(), of.only_in_b)).collect();
    let sooner = effects.defaults[0].by_year[0].1.only_in_b;
    assert!(sooner <= 30 && by_year.last() == Some(&("2027-01".to_owned(), 30)), "{by_year:?}");

    // What banks lose on the loan labs are freed of; interest changes net worth but is no loss of value.
    let [labs, banks] = &effects.sectors[..] else { panic!("two sectors") };
    assert_eq!((labs.sector, banks.sector), (0, 1));
    assert_eq!(labs.net_worth_usd.mean_a, 97.0 - 50.0);
    assert_eq!((labs.net_worth_usd.mean_difference, banks.net_worth_usd.mean_difference), (5.25, -5.25));
    assert_eq!((labs.losses_of_value_usd.mean_a, banks.losses_of_value_usd.mean_a), (0.0, 0.0));
    assert_eq!((labs.losses_of_value_usd.mean_b, banks.losses_of_value_usd.mean_b), (-5.25, 5.25));
    assert_eq!(banks.losses_of_value_usd.quantiles[2].value, 7.0);
}

#[test]
fn runs_without_balances_are_compared_by_series_alone() {
    let mut comparison = Comparison::new(&schema(), &schema(), 1).unwrap();
    let bare = |written_off| RunOutput { held: vec![], owed: vec![], flows: vec![], ..run(3, written_off) };
    comparison.add(&bare(0), &bare(2)).unwrap();
    let effects = comparison.effects();
    assert_eq!((effects.columns[0][1].pairs, effects.sectors[0].net_worth_usd.pairs), (1, 0));
    assert_eq!(effects.sectors[1].losses_of_value_usd.in_neither, 1);
    assert!(comparison.column(2).is_empty());
}

#[test]
fn pairs_that_do_not_fit_are_refused_and_not_counted() {
    let mut comparison = Comparison::new(&schema(), &schema(), 1).unwrap();
    let good = run(4, 0);
    let with = |change: &dyn Fn(&mut RunOutput)| {
        let mut output = good.clone();
        change(&mut output);
        output
    };
    let cases = [
        (good.clone(), run(5, 0), "run 4 of A was paired with run 5 of B"),
        (
            with(&|output| output.series.truncate(5)),
            good.clone(),
            "A has 5 values where 3 months of 2 columns need 6",
        ),
        (
            good.clone(),
            with(&|output| output.series[3] = f64::INFINITY),
            "cash of Alpha is infinite in 2026-12 in B",
        ),
        (
            good.clone(),
            with(&|output| output.held.truncate(1)),
            "balances or flows of B do not fit its sectors and months",
        ),
        (good.clone(), with(&|output| output.events[0].agent = 3), "event 0 of B names agent 3 of 3"),
    ];
    for (a, b, message) in cases {
        let found = comparison.add(&a, &b).unwrap_err().to_string();
        assert_eq!(found, format!("the pair of runs 4 is not valid: {message}"));
    }
    let mut pairs = Pairs::new(2, 1, 1);
    let refused = [
        pairs.add(0, (&[1.0], &[true]), (&[1.0, 2.0], &[true])),
        pairs.add(0, (&[1.0, 2.0], &[true]), (&[1.0, 2.0], &[])),
        pairs.add(0, (&[1.0, f64::INFINITY], &[true]), (&[1.0, 2.0], &[true])),
    ];
    let messages = refused.map(|result| result.unwrap_err().message);
    assert_eq!(
        messages,
        [
            "A has 1 numbers where 2 are compared",
            "B has 0 answers where 1 are compared",
            "number 1 of A is infinite"
        ]
    );
    assert_eq!((comparison.pairs(), pairs.pairs()), (0, 0));
    assert!(pairs.number(2).is_none() && pairs.answer(1).is_none());
}

#[test]
fn ensembles_that_record_different_things_are_not_compared() {
    let refused = |change: &dyn Fn(&mut Schema)| {
        let mut other = schema();
        change(&mut other);
        Comparison::new(&schema(), &other, 1).unwrap_err().to_string()
    };
    let messages = [
        refused(&|schema| schema.first_month = Month::new(2026, 12).unwrap()),
        refused(&|schema| schema.months = 4),
        refused(&|schema| schema.columns[1].agent = "Gamma".to_owned()),
        refused(&|schema| schema.columns[1].unit = "share"),
        refused(&|schema| {
            schema.agents.pop();
        }),
        refused(&|schema| schema.sectors.push("states".to_owned())),
        refused(&|schema| schema.instruments[0] = "cash"),
        refused(&|schema| schema.flows[0] = "wages"),
    ];
    assert_eq!(
        messages,
        [
            "A and B cannot be compared: the first month of A is 2026-11, of B is 2026-12",
            "A and B cannot be compared: the number of months of A is 3, of B is 4",
            "A and B cannot be compared: series of A number 2 is cash of Alpha in usd, of B number 2 is cash of Gamma in usd",
            "A and B cannot be compared: series of A number 2 is cash of Alpha in usd, of B number 2 is cash of Alpha in share",
            "A and B cannot be compared: agent of A number 2 is Beta, of B ends after 1",
            "A and B cannot be compared: sector of A ends after 2, of B number 3 is states",
            "A and B cannot be compared: instrument of A number 1 is deposits, of B number 1 is cash",
            "A and B cannot be compared: flow of A number 1 is interest, of B number 1 is wages",
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn order_and_shards_do_not_matter(
        order in Just((0..60_u32).collect::<Vec<_>>()).prop_shuffle(), shards in 1..6_usize, sample in 1..80_usize,
    ) {
        let text = |comparison: &Comparison| format!("{:?}", comparison.effects());
        let expected = text(&compared(0..60, sample));
        let parts = order.chunks(60_usize.div_ceil(shards)).map(|part| compared(part.iter().copied(), sample));
        let merged = parts.reduce(|mut all, part| { all.merge(part); all }).unwrap();
        prop_assert_eq!(text(&merged), expected);
    }

    #[test]
    fn turning_the_comparison_round_turns_every_sign(
        pairs in prop::collection::vec((-1e6..1e6f64, -1e6..1e6f64), 1..40),
    ) {
        let there = reduced(pairs.iter().copied());
        let back = reduced(pairs.iter().map(|&(a, b)| (b, a)));
        prop_assert_eq!(there.mean_difference, -back.mean_difference);
        prop_assert_eq!((there.higher, there.median_a), (back.lower, back.median_b));
        prop_assert_eq!(there.median_interval, back.median_interval.map(|(low, high)| (-high, -low)));
        prop_assert_eq!(there.standard_deviation.is_nan(), pairs.len() < 2);
    }
}
