//! The area under the curve against its definition, and how often intervals hold the truth.

use jevons_numerics::Streams;
use jevons_numerics::special::normal_cdf;
use jevons_statistics::discovery::roc::auc;
use proptest::prelude::*;

use crate::common::assert_near;

proptest! {
    #[test]
    fn the_area_is_the_share_of_pairs_won(rows in prop::collection::vec((0_u8..8, any::<bool>()), 6..40)) {
        let scores: Vec<f64> = rows.iter().map(|row| f64::from(row.0)).collect();
        let cases: Vec<bool> = rows.iter().map(|row| row.1).collect();
        let (mut won, mut pairs) = (0.0, 0.0);
        for (x, case) in scores.iter().zip(&cases) {
            for (y, other) in scores.iter().zip(&cases) {
                if *case && !other {
                    pairs += 1.0;
                    won += if x > y { 1.0 } else if x == y { 0.5 } else { 0.0 };
                }
            }
        }
        match auc(&scores, &cases, 0.95) {
            Ok(found) => {
                prop_assert!((found.value - won / pairs).abs() < 1e-12);
                prop_assert!(0.0 <= found.low && found.low <= found.value + 1e-12);
                prop_assert!(found.value <= found.high + 1e-12 && found.high <= 1.0);
            }
            Err(_) => prop_assert!(cases.iter().filter(|case| **case).count().min(
                cases.iter().filter(|case| !**case).count()) < 2),
        }
    }
}

/// Scores of 30 cases, normal with mean one, and 50 others, normal with mean zero.
fn two_normals(seed: u64) -> (Vec<f64>, Vec<bool>) {
    let draws = Streams::new(seed, 0).at(1, 0);
    let cases: Vec<bool> = (0..80).map(|run| run < 30).collect();
    let score = |run: u32| draws.normal(run) + if run < 30 { 1.0 } else { 0.0 };
    ((0..80).map(score).collect(), cases)
}

#[test]
fn the_variance_is_that_of_the_structural_components() {
    let (scores, cases) = two_normals(4);
    let found = auc(&scores, &cases, 0.95).unwrap();
    let wins = |x: f64, y: f64| if x > y { 1.0 } else { 0.0 };
    let of_cases: Vec<f64> =
        (0..30).map(|i| (30..80).map(|j| wins(scores[i], scores[j])).sum::<f64>() / 50.0).collect();
    let of_others: Vec<f64> =
        (30..80).map(|j| (0..30).map(|i| wins(scores[i], scores[j])).sum::<f64>() / 30.0).collect();
    let variance = |values: &[f64]| {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (values.len() as f64 - 1.0)
    };
    let error = (variance(&of_cases) / 30.0 + variance(&of_others) / 50.0).sqrt();
    let odds = |p: f64| (p / (1.0 - p)).ln();
    let reach = 1.959_963_984_540_054 * error / (found.value * (1.0 - found.value));
    assert_near("lower end", odds(found.low), odds(found.value) - reach, 1e-9);
    assert_near("upper end", odds(found.high), odds(found.value) + reach, 1e-9);
}

#[test]
fn intervals_hold_the_truth_as_often_as_they_say() {
    // The difference of the two normals is normal with mean one and variance two.
    let truth = normal_cdf(1.0 / 2.0_f64.sqrt());
    let held = (0..400).filter(|seed| {
        let (scores, cases) = two_normals(*seed);
        let found = auc(&scores, &cases, 0.9).unwrap();
        found.low <= truth && truth <= found.high
    });
    // 360 expected, standard deviation 6.
    let held = held.count();
    assert!((338..=384).contains(&held), "{held} of 400");
}

#[test]
fn a_perfect_score_is_not_certain() {
    let cases = [true, true, true, false, false, false, false];
    let found = auc(&[5.0, 6.0, 7.0, 1.0, 2.0, 3.0, 4.0], &cases, 0.95).unwrap();
    assert_eq!((found.value, found.high), (1.0, 1.0));
    // The share of which three successes of three are just compatible: 0.025^(1/3).
    assert_near("lower end", found.low, 0.292_401_773_821_286_6, 1e-9);
}

#[test]
fn too_little_to_compare_says_so() {
    insta::assert_snapshot!(auc(&[1.0, 2.0, 3.0], &[true, false, false], 0.95).unwrap_err(), @"
    cases: 1 found, and at least 2 are needed
    hint: make more runs, or ask for an outcome that is neither rare nor general
    ");
    insta::assert_snapshot!(auc(&[1.0, f64::NAN], &[true, false], 0.95).unwrap_err(), @"a score is NaN; expected a finite number");
    insta::assert_snapshot!(auc(&[1.0, 2.0], &[true, false], 95.0).unwrap_err(), @"level of the interval is 95; expected a probability between 0 and 1");
    insta::assert_snapshot!(auc(&[1.0, 2.0], &[true], 0.95).unwrap_err(), @"flags: 1 found; expected 2");
}
