//! Looking through ownership: cases by hand, and what every table must satisfy.
#![allow(clippy::unwrap_used)]

use jevons_contagion::lookthrough::{Borne, LookThrough};
use proptest::prelude::*;

/// Shares `(owner, entity, share)` as a matrix.
fn matrix(nodes: usize, shares: &[(usize, usize, f64)]) -> Vec<f64> {
    let mut matrix = vec![0.0; nodes * nodes];
    shares.iter().for_each(|&(owner, entity, share)| matrix[owner * nodes + entity] = share);
    matrix
}

fn passed(nodes: usize, shares: &[(usize, usize, f64)], losses: &[i64]) -> Borne {
    let mut look_through = LookThrough::new();
    look_through.set_ownership(nodes, &matrix(nodes, shares)).unwrap();
    look_through.pass_through(losses).unwrap().clone()
}

#[test]
fn losses_go_up_a_chain_of_owners() {
    // Households own 80 % of a fund, a foundation 20 %; the fund owns 50 % of a company, households the rest.
    let (households, foundation, fund, company) = (0, 1, 2, 3);
    let shares =
        [(households, fund, 0.8), (foundation, fund, 0.2), (fund, company, 0.5), (households, company, 0.5)];
    let borne = passed(4, &shares, &[0, 0, 0, 1_000]);
    assert_eq!(borne.by_holder, [900, 100, 0, 0]);
    // Losses of the fund and of final holders themselves come on top.
    assert_eq!(passed(4, &shares, &[7, 3, 100, 1_000]).by_holder, [987, 123, 0, 0]);
    assert_eq!(borne.by_unknown_owners, [0; 4]);
    let mut look_through = LookThrough::new();
    look_through.set_ownership(4, &matrix(4, &shares)).unwrap();
    assert_eq!(look_through.final_holders().collect::<Vec<_>>(), [households, foundation]);
}

#[test]
fn funds_that_own_each_other_are_solved() {
    // Fund 1 and fund 2 own half of each other; household 0 owns the rest of fund 1, household 3 the rest of fund 2.
    let shares = [(1, 2, 0.5), (2, 1, 0.5), (0, 1, 0.5), (3, 2, 0.5)];
    // 900 at fund 1: x1 = 900 + x2 / 2, x2 = x1 / 2, so x1 = 1200 and x2 = 600.
    assert_eq!(passed(4, &shares, &[0, 900, 0, 0]).by_holder, [600, 0, 0, 300]);
}

#[test]
fn what_nobody_known_owns_is_shown_apart() {
    let borne = passed(2, &[(0, 1, 0.3)], &[0, 1_000]);
    assert_eq!((borne.by_holder, borne.by_unknown_owners), (vec![300, 0], vec![0, 700]));
}

#[test]
fn shares_that_were_rounded_still_own_everything() {
    let borne = passed(3, &[(0, 2, 0.499_999_999_8), (1, 2, 0.499_999_999_8)], &[0, 0, 1_000_000_000_000]);
    assert_eq!(borne.by_holder, [500_000_000_000, 500_000_000_000, 0]);
    assert_eq!(borne.by_unknown_owners, [0; 3]);
}

#[test]
fn cents_are_given_by_largest_remainders() {
    let third = 1.0 / 3.0;
    let shares = [(0, 3, third), (1, 3, third), (2, 3, third)];
    assert_eq!(passed(4, &shares, &[0, 0, 0, 100]).by_holder, [34, 33, 33, 0]);
    assert_eq!(passed(4, &shares, &[0, 0, 0, -100]).by_holder.iter().sum::<i64>(), -100);
    let unequal = [(0, 3, 0.25), (1, 3, 0.70), (2, 3, 0.05)];
    assert_eq!(passed(4, &unequal, &[0, 0, 0, 10]).by_holder, [3, 7, 0, 0], "2.5, 7.0 and 0.5");
    assert_eq!(passed(1, &[], &[5]).by_holder, [5]);
    assert_eq!(LookThrough::new().pass_through(&[]).unwrap(), &Borne::default());
}

#[test]
fn wrong_ownership_is_named() {
    let refused =
        |nodes, shares: &[f64]| LookThrough::new().set_ownership(nodes, shares).unwrap_err().to_string();
    let messages = [
        refused(2, &[0.0, 0.5, 0.0]),
        refused(2, &[0.0, -0.5, 0.0, 0.0]),
        refused(2, &[0.1, 0.0, 0.0, 0.0]),
        refused(2, &[0.0, 1.2, 0.0, 0.0]),
        refused(2, &[0.0, f64::NAN, 0.0, 0.0]),
        refused(3, &matrix(3, &[(0, 1, 1.0), (1, 0, 1.0)])),
        refused(4, &matrix(4, &[(0, 1, 0.1), (2, 1, 0.9), (1, 0, 1.0), (1, 2, 1.0), (0, 3, 1.0)])),
    ];
    assert_eq!(
        messages,
        [
            "shares: 3 numbers, which is not 2 rows of 2; expected 4",
            "shares in row 0, column 1 is -0.5; expected a finite amount, zero or more",
            "shares in row 0, column 0 is 0.1; expected zero, as own shares are left out",
            "the sum of all owners' shares of node 1 is 1.2; expected at most 1",
            "shares in row 0, column 1 is NaN; expected a finite amount, zero or more",
            "node 0 belongs to a circle of nodes that nobody outside owns, so that their losses end nowhere",
            "node 0 belongs to a circle of nodes that nobody outside owns, so that their losses end nowhere",
        ]
    );
    let mut look_through = LookThrough::new();
    look_through.set_ownership(2, &matrix(2, &[(0, 1, 1.0)])).unwrap();
    assert_eq!(
        look_through.pass_through(&[1]).unwrap_err().to_string(),
        "losses: 1 numbers for 2 nodes; expected 2"
    );
    assert_eq!(
        look_through.pass_through(&[i64::MAX, 1]).unwrap_err().to_string(),
        "the sum of all losses is 9223372036854776000; expected a number of cents that 64 bits hold"
    );
}

/// Ownership of up to eight nodes in which circles are common; the last node is owned by nobody and owns a little of
/// everybody, so that no circle is closed.
fn structures() -> impl Strategy<Value = (usize, Vec<f64>)> {
    (2..8_usize).prop_flat_map(|nodes| {
        let weights = prop::collection::vec(prop_oneof![1 => Just(0.0), 2 => 0.0..1.0], nodes * nodes);
        (Just(nodes), weights, prop::collection::vec(prop_oneof![Just(1.0), 0.2..1.0], nodes)).prop_map(
            |(nodes, mut shares, known)| {
                for entity in 0..nodes {
                    shares[entity * (nodes + 1)] = 0.0;
                    shares[(nodes - 1) * nodes + entity] += 0.01;
                    let all: f64 = (0..nodes).map(|owner| shares[owner * nodes + entity]).sum();
                    for owner in 0..nodes {
                        shares[owner * nodes + entity] *=
                            if entity == nodes - 1 { 0.0 } else { known[entity] / all };
                    }
                }
                (nodes, shares)
            },
        )
    })
}

fn losses() -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(prop_oneof![Just(0), -1_000_000..1_000_000_000_000_i64], 8)
}

proptest! {
    #[test]
    fn the_table_adds_up_and_nothing_stays_in_the_middle((nodes, shares) in structures(), losses in losses()) {
        let mut look_through = LookThrough::new();
        look_through.set_ownership(nodes, &shares).unwrap();
        let finals: Vec<usize> = look_through.final_holders().collect();
        let borne = look_through.pass_through(&losses[..nodes]).unwrap();
        let all = borne.by_holder.iter().chain(&borne.by_unknown_owners).sum::<i64>();
        prop_assert_eq!(all, losses[..nodes].iter().sum::<i64>());
        for node in 0..nodes {
            prop_assert!(finals.contains(&node) || borne.by_holder[node] == 0);
            prop_assert!(!finals.contains(&node) || borne.by_unknown_owners[node] == 0);
        }
    }

    #[test]
    fn losses_of_two_shocks_together_are_their_sum_up_to_a_cent(
        (nodes, shares) in structures(), first in losses(), second in losses(),
    ) {
        let mut look_through = LookThrough::new();
        look_through.set_ownership(nodes, &shares).unwrap();
        let mut pass = |losses: &[i64]| look_through.pass_through(losses).unwrap().clone();
        let both: Vec<i64> = first.iter().zip(&second).map(|(first, second)| first + second).collect();
        let (first, second, both) = (pass(&first[..nodes]), pass(&second[..nodes]), pass(&both[..nodes]));
        // Each of the three is within a cent of its exact share.
        for node in 0..nodes {
            prop_assert!((both.by_holder[node] - first.by_holder[node] - second.by_holder[node]).abs() <= 2);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Walking the shares of owners, again and again, approaches the solution.
    #[test]
    fn the_solution_is_where_walking_ends((nodes, shares) in structures(), losses in losses()) {
        let mut look_through = LookThrough::new();
        look_through.set_ownership(nodes, &shares).unwrap();
        let borne = look_through.pass_through(&losses[..nodes]).unwrap().clone();
        let finals: Vec<usize> = look_through.final_holders().collect();
        let mut moving: Vec<f64> = losses[..nodes].iter().map(|&cents| cents as f64).collect();
        let mut ended = vec![0.0; nodes];
        for _ in 0..20_000 {
            finals.iter().for_each(|&node| ended[node] += std::mem::take(&mut moving[node]));
            let next = |owner: usize| (0..nodes).map(|entity| shares[owner * nodes + entity] * moving[entity]).sum();
            moving = (0..nodes).map(next).collect();
        }
        for (borne, ended) in borne.by_holder.iter().zip(&ended) {
            prop_assert!((*borne as f64 - ended).abs() < 1.1, "{borne} {ended}");
        }
    }
}
