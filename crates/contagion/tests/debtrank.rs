//! DebtRank: cases with closed forms, and what every spreading of distress must satisfy.
#![allow(clippy::unwrap_used)]

use jevons_contagion::debtrank::{DebtRank, Form};
use proptest::prelude::*;

fn spread(nodes: usize, weights: &[f64], form: Form, shock: &[f64]) -> Vec<f64> {
    let mut debtrank = DebtRank::new();
    debtrank.set_weights(nodes, weights).unwrap();
    let distress = debtrank.spread(form, shock).unwrap();
    assert!(distress.settled);
    distress.loss.clone()
}

#[track_caller]
fn assert_close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found_one, expected_one) in found.iter().zip(expected) {
        assert!((found_one - expected_one).abs() <= tolerance, "{found:?} for {expected:?}");
    }
}

/// A is exposed to B, B to C, C to A, each for half its equity.
const RING: [f64; 9] = [0.0, 0.5, 0.0, 0.0, 0.0, 0.5, 0.5, 0.0, 0.0];

/// Spectral radius 0.3955.
#[rustfmt::skip]
const FOUR: [f64; 16] = [
    0.0, 0.2, 0.1, 0.0,
    0.3, 0.0, 0.0, 0.2,
    0.0, 0.4, 0.0, 0.1,
    0.1, 0.1, 0.1, 0.0,
];

#[test]
fn a_shock_goes_round_a_ring() {
    let shock = [0.5, 0.0, 0.0];
    assert_close(&spread(3, &RING, Form::Linear, &shock), &[4.0 / 7.0, 1.0 / 7.0, 2.0 / 7.0], 1e-12);
    assert_close(&spread(3, &RING, Form::OncePerNode, &shock), &[0.5625, 0.125, 0.25], 1e-15);
}

#[test]
fn an_equal_shock_doubles_in_a_ring_of_halves() {
    for (shock, linear) in [(0.1, 0.2), (0.25, 0.5), (0.5, 1.0), (0.7, 1.0)] {
        assert_close(&spread(3, &RING, Form::Linear, &[shock; 3]), &[linear; 3], 1e-12);
    }
    assert_close(&spread(3, &RING, Form::OncePerNode, &[0.1; 3]), &[0.15; 3], 1e-15);
}

#[test]
fn four_nodes_under_a_uniform_shock() {
    let expected = [0.076_936_122_1, 0.088_241_944_6, 0.092_877_331_8, 0.075_805_539_9];
    assert_close(&spread(4, &FOUR, Form::Linear, &[0.05; 4]), &expected, 1e-9);
}

#[test]
fn four_nodes_when_one_loses_everything() {
    // The first three rows are known to eight digits.
    let linear = [
        [1.0, 0.329_521_83, 0.146_569_65, 0.147_609_15],
        [0.241_658_24, 1.0, 0.416_582_41, 0.165_824_06],
        [0.111_353_71, 0.056_768_56, 1.0, 0.116_812_23],
        [0.0625, 0.218_75, 0.1875, 1.0],
    ];
    let once = [
        [1.0, 0.32, 0.13, 0.143],
        [0.24, 1.0, 0.41, 0.16],
        [0.11, 0.05, 1.0, 0.115],
        [0.05, 0.215, 0.18, 1.0],
    ];
    let mut importance = Vec::new();
    for node in 0..4 {
        let mut shock = [0.0; 4];
        shock[node] = 1.0;
        assert_close(&spread(4, &FOUR, Form::Linear, &shock), &linear[node], 6e-9);
        assert_close(&spread(4, &FOUR, Form::OncePerNode, &shock), &once[node], 1e-12);
        importance.push((linear[node].iter().sum::<f64>() - 1.0) / 4.0);
    }
    let mut debtrank = DebtRank::new();
    debtrank.set_weights(4, &FOUR).unwrap();
    assert_close(&debtrank.importance(Form::Linear, &[7.0; 4]).unwrap(), &importance, 1e-8);
    // Only what the fourth node loses counts when nothing else has value.
    let fourth = debtrank.importance(Form::Linear, &[0.0, 0.0, 0.0, 2.0]).unwrap();
    assert_close(&fourth, &[0.147_609_15, 0.165_824_06, 0.116_812_23, 0.0], 6e-9);
    assert_eq!(debtrank.importance(Form::Linear, &[0.0; 4]).unwrap(), [0.0; 4]);
}

#[test]
fn weights_are_exposures_over_equity() {
    let exposures = [0.0, 6.0, 0.0, 0.0, 0.0, 1.0, 0.25, 0.0, 0.0];
    let mut debtrank = DebtRank::new();
    debtrank.set_exposures(&exposures, &[12.0, 2.0, 0.5]).unwrap();
    let loss = debtrank.spread(Form::Linear, &[0.5, 0.0, 0.0]).unwrap().loss.clone();
    assert_close(&loss, &[4.0 / 7.0, 1.0 / 7.0, 2.0 / 7.0], 1e-12);
}

#[test]
fn exposures_above_equity_end_at_the_cap_and_count_once_in_the_older_form() {
    // B has lent three times its equity to A, C half of its own to B.
    let weights = [0.0, 0.0, 0.0, 3.0, 0.0, 0.0, 0.0, 0.5, 0.0];
    assert_close(&spread(3, &weights, Form::Linear, &[0.2, 0.0, 0.0]), &[0.2, 0.6, 0.3], 1e-12);
    assert_close(&spread(3, &weights, Form::OncePerNode, &[0.2, 0.0, 0.0]), &[0.2, 0.2, 0.1], 1e-12);
    assert_close(&spread(3, &weights, Form::Linear, &[0.4, 0.0, 0.0]), &[0.4, 1.0, 0.5], 1e-12);
}

#[test]
fn a_circle_that_feeds_itself_ends_at_the_cap_and_one_that_is_not_reached_stays_calm() {
    // A and B multiply each other's losses; C and D would, too, but nobody is exposed to A or B.
    let mut weights = vec![0.0; 16];
    for (row, column) in [(0, 1), (1, 0), (2, 3), (3, 2)] {
        weights[row * 4 + column] = 1.5;
    }
    assert_eq!(spread(4, &weights, Form::Linear, &[1e-6, 0.0, 0.0, 0.0]), [1.0, 1.0, 0.0, 0.0]);
}

/// Two nodes that pass all but a ten-millionth of their losses to each other.
fn slow_pair(more: &[(usize, usize, f64)], nodes: usize) -> Vec<f64> {
    let mut weights = vec![0.0; nodes * nodes];
    for &(row, column, weight) in [(0, 1, 1.0 - 1e-7), (1, 0, 1.0 - 1e-7)].iter().chain(more) {
        weights[row * nodes + column] = weight;
    }
    weights
}

#[test]
fn a_shock_that_settles_very_slowly_still_reaches_its_limit() {
    // h = s + w h in a pair: the limit is s / (1 - w), even beside a pair that would explode if it were reached.
    let weights = slow_pair(&[(2, 3, 1.5), (3, 2, 1.5)], 4);
    let loss = spread(4, &weights, Form::Linear, &[1e-8, 1e-8, 0.0, 0.0]);
    assert_close(&loss, &[0.1, 0.1, 0.0, 0.0], 1e-9);
}

#[test]
fn a_slow_shock_that_ends_at_the_cap_hurts_others_no_more_than_the_cap() {
    // Without a cap the pair would lose 5 times its equity; a third node has lent it a half of its own.
    let weights = slow_pair(&[(2, 0, 0.5)], 3);
    assert_close(&spread(3, &weights, Form::Linear, &[5e-7, 5e-7, 0.0]), &[1.0, 1.0, 0.5], 1e-12);
    // A shock to one of the pair only: the other is capped because the first is.
    let loss = spread(3, &weights, Form::Linear, &[5e-7, 0.0, 0.1]);
    assert_close(&loss, &[1.0, 1.0 - 1e-7, 0.6], 1e-12);
}

#[test]
fn a_tiny_shock_still_goes_all_the_way() {
    let chain = [(1, 0), (2, 1), (3, 2), (4, 3)];
    let mut weights = vec![0.0; 25];
    chain.iter().for_each(|&(row, column)| weights[row * 5 + column] = 1.0);
    assert_eq!(spread(5, &weights, Form::Linear, &[1e-9, 0.0, 0.0, 0.0, 0.0]), [1e-9; 5]);
}

#[test]
fn rounds_are_counted_until_nothing_more_than_a_millionth_moves() {
    let mut debtrank = DebtRank::new();
    debtrank.set_weights(3, &[0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.5, 0.0]).unwrap();
    let chain = debtrank.spread(Form::Linear, &[1.0, 0.0, 0.0]).unwrap().clone();
    assert_eq!(
        (chain.rounds, chain.loss),
        (3, vec![1.0, 0.5, 0.25]),
        "two rounds that move and one that does not"
    );
    let none = debtrank.spread(Form::Linear, &[0.0; 3]).unwrap();
    assert_eq!((none.rounds, none.settled), (1, true));
}

#[test]
fn wrong_input_is_named() {
    let mut debtrank = DebtRank::new();
    let messages = [
        debtrank.set_weights(2, &[0.0, -0.1, 0.0, 0.0]).unwrap_err(),
        debtrank.set_weights(2, &[0.0, 0.1, f64::NAN, 0.0]).unwrap_err(),
        debtrank.set_weights(2, &[0.5, 0.1, 0.0, 0.0]).unwrap_err(),
        debtrank.set_weights(2, &[0.0; 3]).unwrap_err(),
        debtrank.set_exposures(&[0.0, 1.0, 0.0, 0.0], &[0.0, 1.0]).unwrap_err(),
        debtrank.set_exposures(&[0.0, 1.0, 0.0, 0.0], &[1e-320, 1.0]).unwrap_err(),
    ]
    .map(|error| error.to_string());
    assert_eq!(
        messages,
        [
            "weights in row 0, column 1 is -0.1; expected a finite amount, zero or more",
            "weights in row 1, column 0 is NaN; expected a finite amount, zero or more",
            "weights in row 0, column 0 is 0.5; expected zero, as nobody is exposed to itself",
            "weights: 3 numbers, which is not 2 rows of 2; expected 4",
            "equity of node 0 is 0; expected a positive amount where there are exposures",
            "exposure over equity in row 0, column 1 is inf; expected a finite amount, zero or more",
        ]
    );
    debtrank.set_exposures(&[0.0, 1.0, 0.0, 0.0], &[2.0, -3.0]).unwrap();
    assert_eq!(
        debtrank.spread(Form::Linear, &[0.0, 1.5]).unwrap_err().to_string(),
        "shock of node 1 is 1.5; expected a share from 0 to 1"
    );
    assert!(debtrank.importance(Form::Linear, &[1.0]).is_err());
}

fn networks() -> impl Strategy<Value = (usize, Vec<f64>, Vec<f64>)> {
    (1..7_usize, 0.1..3.0_f64).prop_flat_map(|(nodes, most)| {
        let weights = prop::collection::vec(prop_oneof![Just(0.0), 0.0..most], nodes * nodes);
        let weights = weights.prop_map(move |mut weights| {
            (0..nodes).for_each(|node| weights[node * (nodes + 1)] = 0.0);
            weights
        });
        (Just(nodes), weights, prop::collection::vec(prop_oneof![Just(0.0), 0.0..0.3], nodes))
    })
}

proptest! {
    #[test]
    fn the_linear_form_solves_its_equations((nodes, weights, shock) in networks()) {
        let loss = spread(nodes, &weights, Form::Linear, &shock);
        for node in 0..nodes {
            let passed: f64 = (0..nodes).map(|to| weights[node * nodes + to] * loss[to]).sum();
            prop_assert!((loss[node] - (shock[node] + passed).min(1.0)).abs() < 1e-9, "{loss:?}");
        }
    }

    /// Enough steps of the process itself, without any shortcut, lead to the same losses.
    #[test]
    fn the_limit_is_that_of_the_process((nodes, weights, shock) in networks()) {
        let mut loss = shock.clone();
        for _ in 0..5_000 {
            let next: Vec<f64> = (0..nodes)
                .map(|node| {
                    let passed: f64 = (0..nodes).map(|to| weights[node * nodes + to] * loss[to]).sum();
                    (shock[node] + passed).min(1.0)
                })
                .collect();
            loss = next;
        }
        let found = spread(nodes, &weights, Form::Linear, &shock);
        for (found, process) in found.iter().zip(&loss) {
            prop_assert!((found - process).abs() < 1e-6, "{found} for {process}");
        }
    }

    #[test]
    fn passing_on_once_never_hurts_more_than_passing_on_always((nodes, weights, shock) in networks()) {
        let linear = spread(nodes, &weights, Form::Linear, &shock);
        let once = spread(nodes, &weights, Form::OncePerNode, &shock);
        for ((linear, once), shock) in linear.iter().zip(&once).zip(&shock) {
            prop_assert!(*shock <= *once && *once <= linear + 1e-12 && *linear <= 1.0);
        }
    }

    #[test]
    fn without_caps_losses_are_those_of_the_inverse(weights in prop::collection::vec(0.0..0.24f64, 9), shock in prop::collection::vec(0.0..0.5f64, 3)) {
        let mut weights = weights;
        (0..3).for_each(|node| weights[node * 4] = 0.0);
        let loss = spread(3, &weights, Form::Linear, &shock);
        // Cramer's rule for (I - W) h = shock.
        let a = |row: usize, column: usize| f64::from(u8::from(row == column)) - weights[row * 3 + column];
        let determinant = |column: Option<usize>| {
            let m = |row: usize, at: usize| if column == Some(at) { shock[row] } else { a(row, at) };
            m(0, 0) * (m(1, 1) * m(2, 2) - m(1, 2) * m(2, 1)) - m(0, 1) * (m(1, 0) * m(2, 2) - m(1, 2) * m(2, 0))
                + m(0, 2) * (m(1, 0) * m(2, 1) - m(1, 1) * m(2, 0))
        };
        for (node, loss) in loss.iter().enumerate() {
            let expected = determinant(Some(node)) / determinant(None);
            prop_assert!((loss - expected).abs() < 1e-12);
        }
    }
}
