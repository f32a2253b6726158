//! Clearing payments: published and closed-form cases, and what every clearing must satisfy.
#![allow(clippy::unwrap_used)]

use jevons_contagion::clearing::{
    BankruptcyCosts, Claims, Clearing, ClearingSolver, Method, Network, RankedNetwork, Repetition,
};
use proptest::prelude::*;

/// Debts `(from, to, amount)` as a matrix.
fn matrix(nodes: usize, debts: &[(usize, usize, f64)]) -> Vec<f64> {
    let mut matrix = vec![0.0; nodes * nodes];
    debts.iter().for_each(|&(from, to, amount)| matrix[from * nodes + to] = amount);
    matrix
}

fn cleared(assets: &[f64], liabilities: &[f64], outside: &[f64], alpha: f64, beta: f64) -> Clearing {
    let network = Network { external_assets: assets, liabilities, owed_outside: outside };
    let costs = BankruptcyCosts { external_assets_kept: alpha, receipts_kept: beta };
    ClearingSolver::new().clear(&network, costs).unwrap().clone()
}

#[track_caller]
fn assert_close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found_one, expected_one) in found.iter().zip(expected) {
        assert!((found_one - expected_one).abs() <= tolerance, "{found:?} for {expected:?}");
    }
}

/// Three nodes in a circle that owe each other 6 and a fourth node 4 each.
fn circle_and_sink() -> Vec<f64> {
    matrix(4, &[(0, 1, 6.0), (1, 2, 6.0), (2, 0, 6.0), (0, 3, 4.0), (1, 3, 4.0), (2, 3, 4.0)])
}

// Cases of the model of Eisenberg and Noe (2001), solved from its equations and by linear programming.

#[test]
fn a_chain_passes_its_losses_down() {
    let chain = matrix(4, &[(0, 1, 10.0), (1, 2, 10.0), (2, 3, 10.0)]);
    let clearing = cleared(&[4.0, 3.0, 2.0, 0.0], &chain, &[], 1.0, 1.0);
    assert_close(&clearing.payments, &[4.0, 7.0, 9.0, 0.0], 1e-9);
    assert_close(&clearing.recovery, &[0.4, 0.7, 0.9, 1.0], 1e-9);
    assert_close(&clearing.receipts, &[0.0, 4.0, 7.0, 9.0], 1e-9);
    assert_close(&clearing.equity, &[-6.0, -3.0, -1.0, 9.0], 1e-9);
    assert_eq!(clearing.default_round, [Some(1), Some(2), Some(3), None]);
    assert_eq!((clearing.rounds, clearing.method), (3, Method::Exact));
    assert_eq!(clearing.defaulted().collect::<Vec<_>>(), [0, 1, 2]);
}

#[test]
fn a_circle_of_defaults_is_solved_at_once() {
    let clearing = cleared(&[1.0, 2.0, 3.0, 0.0], &circle_and_sink(), &[], 1.0, 1.0);
    assert_close(&clearing.payments, &[220.0 / 49.0, 230.0 / 49.0, 285.0 / 49.0, 0.0], 1e-12);
    assert_close(&clearing.payments, &[4.489_795_918_4, 4.693_877_551_0, 5.816_326_530_6, 0.0], 1e-9);
    assert_close(&clearing.receipts[3..], &[6.0], 1e-9);
}

#[test]
fn a_circle_with_money_pays_in_full() {
    let clearing = cleared(&[5.0, 5.0, 5.0, 0.0], &circle_and_sink(), &[], 1.0, 1.0);
    assert_close(&clearing.payments, &[10.0, 10.0, 10.0, 0.0], 1e-9);
    assert_close(&clearing.equity, &[1.0, 1.0, 1.0, 12.0], 1e-9);
    assert_eq!((clearing.rounds, clearing.defaulted().count()), (0, 0));
}

#[test]
fn of_several_solutions_the_greatest_is_taken() {
    // Without any money of their own, nobody paying anything would be consistent too.
    let ring = matrix(3, &[(0, 1, 10.0), (1, 2, 10.0), (2, 0, 10.0)]);
    let clearing = cleared(&[0.0; 3], &ring, &[], 1.0, 1.0);
    assert_eq!(clearing.payments, [10.0; 3]);
    assert_eq!(clearing.defaulted().count(), 0);
}

#[test]
fn creditors_outside_share_in_proportion() {
    // External assets 10, 5, 3 after a loss of 1.5 each; 9, 4, 2 owed outside and 0.5 to the previous node.
    let ring = matrix(3, &[(1, 0, 0.5), (2, 1, 0.5), (0, 2, 0.5)]);
    let (assets, outside) = ([8.5, 3.5, 1.5], [9.0, 4.0, 2.0]);
    let clearing = cleared(&assets, &ring, &outside, 1.0, 1.0);
    assert_close(&clearing.equity, &[-969.0 / 1708.0, -1035.0 / 1708.0, -905.0 / 1708.0], 1e-12);
    assert_close(&clearing.equity, &[-0.567_330_210_8, -0.605_971_897_0, -0.529_859_484_8], 1e-9);
    for (node, outside) in outside.iter().enumerate() {
        let share = clearing.payments[node] / (outside + 0.5);
        assert!((clearing.paid_outside[node] - share * outside).abs() < 1e-12);
        assert!((clearing.recovery[node] - share).abs() < 1e-12);
    }
}

// Cases of the model of Rogers and Veraart (2013).

#[test]
fn bankruptcy_costs_deepen_losses() {
    let clearing = cleared(&[1.0, 2.0, 3.0, 0.0], &circle_and_sink(), &[], 0.8, 0.8);
    // The cases are known to nine digits.
    assert_close(&clearing.payments, &[2.609_196_23, 2.852_414_19, 3.769_158_81, 0.0], 5e-9);
    // x = 0.8 (e + 0.6 x of the node before): the closed form of the circle.
    let (a, s) = (0.8, 0.48);
    let first = a * (1.0 + s * (3.0 + s * 2.0)) / (1.0 - s * s * s);
    assert_close(&clearing.payments[..1], &[first], 1e-12);
}

#[test]
fn a_cent_can_decide_whether_a_network_stands() {
    let stands = cleared(&[4.0, 4.0, 4.0, 0.0], &circle_and_sink(), &[], 0.5, 0.5);
    assert_eq!((stands.defaulted().count(), stands.payments[..3].iter().sum::<f64>()), (0, 30.0));
    let falls = cleared(&[3.99, 4.0, 4.0, 0.0], &circle_and_sink(), &[], 0.5, 0.5);
    assert_close(&falls.payments, &[2.852_004_11, 2.855_601_23, 2.856_680_37, 0.0], 5e-9);
    assert_eq!(falls.default_round, [Some(1), Some(2), Some(3), None]);
    let destroyed = 1.0 - falls.payments.iter().sum::<f64>() / 30.0;
    assert!((destroyed - 0.71).abs() < 0.005, "{destroyed}");
}

#[test]
fn rounding_makes_nobody_default() {
    // 0.1 and 0.2 add up to a little more than 0.3.
    let debts = matrix(3, &[(0, 1, 0.1), (0, 2, 0.2)]);
    let clearing = cleared(&[0.3, 0.0, 0.0], &debts, &[], 0.5, 0.5);
    assert_eq!((clearing.defaulted().count(), clearing.equity[0]), (0, 0.0));
}

// Classes of seniority.

#[derive(Debug)]
struct Ranked {
    assets: Vec<f64>,
    collateral: Vec<f64>,
    secured: Vec<f64>,
    senior: Vec<f64>,
    senior_outside: Vec<f64>,
    junior: Vec<f64>,
    junior_outside: Vec<f64>,
}

impl Ranked {
    fn clear_with(&self, costs: BankruptcyCosts, repetition: Option<Repetition>) -> (Clearing, Vec<f64>) {
        let unsecured = [
            Claims { liabilities: &self.senior, owed_outside: &self.senior_outside },
            Claims { liabilities: &self.junior, owed_outside: &self.junior_outside },
        ];
        let network = RankedNetwork {
            external_assets: &self.assets,
            collateral: &self.collateral,
            secured: Some(Claims { liabilities: &self.secured, owed_outside: &[] }),
            unsecured: &unsecured,
        };
        let mut solver = ClearingSolver::new();
        let clearing = match repetition {
            None => solver.clear_ranked(&network, costs).unwrap().clone(),
            Some(end) => solver.clear_ranked_by_repetition(&network, costs, end).unwrap().clone(),
        };
        let nodes = self.assets.len();
        let between = (0..nodes * nodes).map(|at| solver.payment(at / nodes, at % nodes)).collect();
        (clearing, between)
    }

    fn clear(&self, alpha: f64, beta: f64) -> Clearing {
        self.clear_with(BankruptcyCosts { external_assets_kept: alpha, receipts_kept: beta }, None).0
    }

    fn owed(&self, node: usize) -> [f64; 3] {
        let nodes = self.assets.len();
        let row = |matrix: &[f64]| matrix[node * nodes..(node + 1) * nodes].iter().sum::<f64>();
        [
            row(&self.secured),
            row(&self.senior) + self.senior_outside[node],
            row(&self.junior) + self.junior_outside[node],
        ]
    }
}

/// Node 0 owes node 1 a secured 30, node 2 a senior 20 and node 3 a junior 10.
fn one_debtor(assets: f64, collateral: f64) -> Ranked {
    Ranked {
        assets: vec![assets, 0.0, 0.0, 0.0],
        collateral: vec![collateral, 0.0, 0.0, 0.0],
        secured: matrix(4, &[(0, 1, 30.0)]),
        senior: matrix(4, &[(0, 2, 20.0)]),
        senior_outside: vec![],
        junior: matrix(4, &[(0, 3, 10.0)]),
        junior_outside: vec![],
    }
}

#[test]
fn secured_creditors_have_their_collateral_and_rank_with_seniors_for_the_rest() {
    // Assets, collateral, alpha -> what the secured, senior and junior creditor receives, by hand.
    let cases = [
        (70.0, 30.0, 1.0, [30.0, 20.0, 10.0]),
        (55.0, 30.0, 1.0, [30.0, 20.0, 5.0]),
        (50.0, 0.0, 1.0, [30.0, 20.0, 0.0]),
        // 12 covered; the other 18 share 28 with the 20 of the seniors.
        (40.0, 12.0, 1.0, [12.0 + 28.0 * 18.0 / 38.0, 28.0 * 20.0 / 38.0, 0.0]),
        (40.0, 40.0, 1.0, [30.0, 10.0, 0.0]),
        // Half of everything is lost, collateral included: 10 covered, 20 and 20 share 10.
        (40.0, 20.0, 0.5, [15.0, 5.0, 0.0]),
        (0.0, 0.0, 1.0, [0.0, 0.0, 0.0]),
    ];
    for (assets, collateral, alpha, expected) in cases {
        let clearing = one_debtor(assets, collateral).clear(alpha, 1.0);
        assert_close(&clearing.receipts[1..], &expected, 1e-12);
        let by_class = [0, 1, 2].map(|class| clearing.class_payments[class * 4]);
        assert_close(&by_class, &expected, 1e-12);
    }
}

#[test]
fn a_circle_of_junior_debt_does_not_pretend_to_have_money() {
    // Two nodes have 1 each, owe 5 outside and 10 to each other, after the 5: their mutual claims are worth nothing.
    let ring = Ranked {
        assets: vec![1.0, 1.0],
        collateral: vec![],
        secured: vec![0.0; 4],
        senior: vec![0.0; 4],
        senior_outside: vec![5.0, 5.0],
        junior: matrix(2, &[(0, 1, 10.0), (1, 0, 10.0)]),
        junior_outside: vec![],
    };
    let clearing = ring.clear(1.0, 1.0);
    assert_close(&clearing.paid_outside, &[1.0, 1.0], 1e-12);
    assert_close(&clearing.receipts, &[0.0, 0.0], 1e-12);
    assert_close(&clearing.equity, &[-14.0, -14.0], 1e-12);
    assert_eq!(clearing.method, Method::Exact);
    // With 5 each of their own the same circle stands, whatever they owe each other.
    let stands = Ranked { assets: vec![5.0, 5.0], ..ring }.clear(1.0, 1.0);
    assert_eq!(stands.defaulted().count(), 0);
}

/// C owes A 14 and has nothing. A owes 5 outside and then 10 to B. B has 4, owes 3 outside and then 20 to D. D owes 25
/// to E, and E 1 outside. In the first round A, B, C and D fail; that A then turns out to have nothing for B must not
/// take from B what it has for D, and E with it.
#[test]
fn a_debtor_without_money_takes_nothing_from_its_creditor() {
    let (a, b, c, d, e) = (0, 1, 2, 3, 4);
    let ranked = Ranked {
        assets: vec![0.0, 4.0, 0.0, 0.0, 0.0],
        collateral: vec![],
        secured: vec![0.0; 25],
        senior: matrix(5, &[(c, a, 14.0), (d, e, 25.0)]),
        senior_outside: vec![5.0, 3.0, 0.0, 0.0, 1.0],
        junior: matrix(5, &[(a, b, 10.0), (b, d, 20.0)]),
        junior_outside: vec![],
    };
    let clearing = ranked.clear(1.0, 1.0);
    assert_close(&clearing.payments, &[0.0, 4.0, 0.0, 1.0, 1.0], 1e-12);
    assert_eq!(clearing.default_round, [Some(1), Some(1), Some(1), Some(1), None]);
    // With a tenth of B's assets lost 0.6 come down the chain, and E fails.
    let clearing = ranked.clear(0.9, 1.0);
    assert_close(&clearing.payments, &[0.0, 3.6, 0.0, 0.6, 0.6], 1e-12);
    assert_eq!(clearing.default_round[e], Some(2));
}

#[test]
fn money_in_long_circles_is_found_without_walking_them() {
    // 1,000,000 goes round while 0.001 more leaves than enters: repetition would need a billion rounds.
    let ring = Ranked {
        assets: vec![0.0, 0.0, 0.001],
        collateral: vec![],
        secured: vec![0.0; 9],
        senior: matrix(3, &[(0, 1, 1e6), (1, 2, 1e6), (2, 0, 1e6)]),
        senior_outside: vec![0.001, 0.0, 0.001],
        junior: vec![0.0; 9],
        junior_outside: vec![5.0, 5.0, 5.0],
    };
    let clearing = ring.clear(1.0, 1.0);
    assert_eq!(clearing.method, Method::Exact);
    // Both seniors outside are owed the same and lose the same share, half each: 0.001 of 0.002.
    assert_close(&clearing.paid_outside, &[0.0005, 0.0, 0.0005], 1e-8);
    assert_close(&clearing.recovery, &[0.5, 0.5, 0.5], 1e-5);
}

#[test]
fn payments_between_nodes_add_up_over_classes() {
    let mut ranked = one_debtor(40.0, 12.0);
    ranked.senior[4 + 2] = 7.0;
    let (clearing, between) = ranked.clear_with(BankruptcyCosts::NONE, None);
    assert_close(&between[..4], &[0.0, 12.0 + 28.0 * 18.0 / 38.0, 28.0 * 20.0 / 38.0, 0.0], 1e-12);
    assert_close(&between[4..8], &[0.0, 0.0, 7.0, 0.0], 1e-12);
    assert_eq!(clearing.default_round, [Some(1), None, None, None]);
    assert_eq!(ClearingSolver::new().payment(0, 0), 0.0);
}

// What holds for every network.

/// Random debts, about half of them zero, with money owed outside and assets that often do not suffice.
fn networks() -> impl Strategy<Value = (Vec<f64>, Vec<f64>, Vec<f64>)> {
    (1..8_usize).prop_flat_map(|nodes| {
        let some = |most: f64| prop_oneof![Just(0.0), 0.0..most];
        let debts = prop::collection::vec(some(10.0), nodes * nodes).prop_map(move |mut debts| {
            (0..nodes).for_each(|node| debts[node * nodes + node] = 0.0);
            debts
        });
        (prop::collection::vec(some(8.0), nodes), debts, prop::collection::vec(some(5.0), nodes))
    })
}

fn kept() -> impl Strategy<Value = f64> {
    prop_oneof![Just(1.0), 0.0..=1.0]
}

fn owed(nodes: usize, debts: &[f64], outside: &[f64]) -> Vec<f64> {
    (0..nodes)
        .map(|node| debts[node * nodes..(node + 1) * nodes].iter().sum::<f64>() + outside[node])
        .collect()
}

const EXACT: f64 = 1e-9;

proptest! {
    #[test]
    fn liability_is_limited_and_creditors_come_first(
        (assets, debts, outside) in networks(), alpha in kept(), beta in kept(),
    ) {
        let clearing = cleared(&assets, &debts, &outside, alpha, beta);
        let owed = owed(assets.len(), &debts, &outside);
        for node in 0..assets.len() {
            let (paid, had) = (clearing.payments[node], assets[node] + clearing.receipts[node]);
            prop_assert!(paid >= 0.0 && paid <= owed[node] + EXACT && paid <= had + EXACT);
            if clearing.default_round[node].is_some() {
                let estate = alpha * assets[node] + beta * clearing.receipts[node];
                prop_assert!(had < owed[node] && (paid - estate).abs() < EXACT);
                prop_assert!(clearing.equity[node] <= 0.0);
            } else {
                prop_assert!((paid - owed[node]).abs() < EXACT && had >= owed[node] - EXACT);
            }
        }
    }

    #[test]
    fn money_is_neither_made_nor_lost_but_by_bankruptcies(
        (assets, debts, outside) in networks(), alpha in kept(), beta in kept(),
    ) {
        let clearing = cleared(&assets, &debts, &outside, alpha, beta);
        let owners: f64 = clearing.equity.iter().map(|equity| equity.max(0.0)).sum();
        let left = owners + clearing.paid_outside.iter().sum::<f64>() + clearing.bankruptcy_costs();
        prop_assert!((left - assets.iter().sum::<f64>()).abs() < EXACT);
        if alpha == 1.0 && beta == 1.0 {
            prop_assert_eq!(clearing.bankruptcy_costs(), 0.0);
        }
    }

    #[test]
    fn more_money_never_means_smaller_payments(
        (assets, debts, outside) in networks(), alpha in kept(), beta in kept(), node in 0..8_usize, gift in 0.0..5.0,
    ) {
        let before = cleared(&assets, &debts, &outside, alpha, beta);
        let mut richer = assets.clone();
        richer[node % assets.len()] += gift;
        let after = cleared(&richer, &debts, &outside, alpha, beta);
        for (before, after) in before.payments.iter().zip(&after.payments) {
            prop_assert!(after >= &(before - EXACT));
        }
    }

    /// Repeating the equations from full payment comes down on the greatest solution; from nothing, on the least.
    #[test]
    fn rounds_of_defaults_find_the_greatest_solution(
        (assets, debts, outside) in networks(), alpha in kept(), beta in kept(),
    ) {
        let network = Network { external_assets: &assets, liabilities: &debts, owed_outside: &outside };
        let costs = BankruptcyCosts { external_assets_kept: alpha, receipts_kept: beta };
        let mut solver = ClearingSolver::new();
        let exact = solver.clear(&network, costs).unwrap().clone();
        prop_assert_eq!(exact.method, Method::Exact);
        let end = Repetition { tolerance: 1e-14, repetitions_max: 20_000 };
        let repeated = solver.clear_by_repetition(&network, costs, end).unwrap();
        let settled = matches!(repeated.method, Method::Iterated { settled: true, .. });
        for (exact, repeated) in exact.payments.iter().zip(&repeated.payments) {
            prop_assert!(exact <= &(repeated + EXACT), "{} above {}", exact, repeated);
            // A slow approach may settle early: a millionth is far less than any default makes.
            prop_assert!(!settled || exact >= &(repeated - 1e-6), "{} below {}", exact, repeated);
        }
    }

    #[test]
    fn buffers_keep_nothing_of_the_network_before(first in networks(), second in networks(), alpha in kept()) {
        let costs = BankruptcyCosts { external_assets_kept: alpha, receipts_kept: 0.5 };
        let mut solver = ClearingSolver::new();
        let [first, second] = [&first, &second].map(|(assets, debts, outside)| {
            Network { external_assets: assets, liabilities: debts, owed_outside: outside }
        });
        solver.clear(&first, costs).unwrap();
        let reused = solver.clear(&second, costs).unwrap().clone();
        let fresh = ClearingSolver::new().clear(&second, costs).unwrap().clone();
        prop_assert_eq!(reused, fresh);
    }
}

/// Ranked networks on five nodes, with collateral for some.
fn ranked_networks() -> impl Strategy<Value = Ranked> {
    const NODES: usize = 5;
    let matrix = || {
        prop::collection::vec(prop_oneof![2 => Just(0.0), 1 => 0.0..10.0], NODES * NODES).prop_map(
            |mut debts| {
                (0..NODES).for_each(|node| debts[node * (NODES + 1)] = 0.0);
                debts
            },
        )
    };
    let list = |most: f64| prop::collection::vec(prop_oneof![Just(0.0), 0.0..most], NODES);
    let pledged = prop::collection::vec(0.0..=1.0_f64, NODES);
    (list(12.0), pledged, matrix(), matrix(), list(6.0), matrix(), list(4.0)).prop_map(
        |(assets, pledged, secured, senior, senior_outside, junior, junior_outside)| Ranked {
            collateral: assets.iter().zip(pledged).map(|(assets, share)| assets * share).collect(),
            assets,
            secured,
            senior,
            senior_outside,
            junior,
            junior_outside,
        },
    )
}

proptest! {
    #[test]
    fn a_class_is_paid_only_when_those_before_it_are(ranked in ranked_networks(), alpha in kept(), beta in kept()) {
        let nodes = ranked.assets.len();
        let clearing = ranked.clear(alpha, beta);
        prop_assert_eq!(clearing.method, Method::Exact);
        for node in 0..nodes {
            let [secured, senior, junior] = ranked.owed(node);
            let [to_secured, to_senior, to_junior] = [0, 1, 2].map(|class| clearing.class_payments[class * nodes + node]);
            let all = to_secured + to_senior + to_junior;
            prop_assert!((all - clearing.payments[node]).abs() < EXACT);
            if clearing.default_round[node].is_none() {
                prop_assert!((all - secured - senior - junior).abs() < EXACT);
                continue;
            }
            let estate = alpha * ranked.assets[node] + beta * clearing.receipts[node];
            prop_assert!((all - estate).abs() < EXACT, "the whole estate is paid out: {} of {}", all, estate);
            prop_assert!(to_junior < EXACT || (to_senior + to_secured - senior - secured).abs() < EXACT);
            let covered = secured.min(alpha * ranked.collateral[node]);
            prop_assert!(to_secured >= covered - EXACT);
            // What is not covered and the senior claims receive the same share.
            let uncovered = secured - covered;
            prop_assert!(((to_secured - covered) * senior - to_senior * uncovered).abs() < 1e-7);
        }
    }

    #[test]
    fn rounds_by_class_find_the_greatest_solution(ranked in ranked_networks(), alpha in kept(), beta in kept()) {
        let costs = BankruptcyCosts { external_assets_kept: alpha, receipts_kept: beta };
        let (exact, between) = ranked.clear_with(costs, None);
        let end = Repetition { tolerance: 1e-14, repetitions_max: 20_000 };
        let (repeated, _) = ranked.clear_with(costs, Some(end));
        let settled = matches!(repeated.method, Method::Iterated { settled: true, .. });
        for (exact, repeated) in exact.class_payments.iter().zip(&repeated.class_payments) {
            prop_assert!(exact <= &(repeated + EXACT), "{} above {}", exact, repeated);
            prop_assert!(!settled || exact >= &(repeated - 1e-6), "{} below {}", exact, repeated);
        }
        let nodes = ranked.assets.len();
        for node in 0..nodes {
            let received: f64 = (0..nodes).map(|from| between[from * nodes + node]).sum();
            prop_assert!((received - exact.receipts[node]).abs() < EXACT);
        }
    }

    #[test]
    fn one_class_alone_is_the_plain_network((assets, debts, outside) in networks(), alpha in kept(), beta in kept()) {
        let plain = cleared(&assets, &debts, &outside, alpha, beta);
        let claims = [Claims { liabilities: &debts, owed_outside: &outside }];
        let network = RankedNetwork { external_assets: &assets, collateral: &[], secured: None, unsecured: &claims };
        let costs = BankruptcyCosts { external_assets_kept: alpha, receipts_kept: beta };
        let mut solver = ClearingSolver::new();
        prop_assert_eq!(solver.clear_ranked(&network, costs).unwrap(), &plain);
        // Secured creditors without collateral are creditors like any others.
        let secured = RankedNetwork { secured: Some(claims[0]), unsecured: &[], ..network };
        let secured = solver.clear_ranked(&secured, costs).unwrap();
        for (secured, plain) in secured.payments.iter().zip(&plain.payments) {
            prop_assert!((secured - plain).abs() < EXACT);
        }
    }
}

// Input that cannot be.

#[test]
fn wrong_input_is_named() {
    let chain = matrix(2, &[(0, 1, 10.0)]);
    #[derive(Clone)]
    struct Case {
        assets: Vec<f64>,
        debts: Vec<f64>,
        outside: Vec<f64>,
        alpha: f64,
        beta: f64,
    }
    let good = Case { assets: vec![1.0, 1.0], debts: chain, outside: vec![], alpha: 1.0, beta: 1.0 };
    let with = |change: &dyn Fn(&mut Case)| {
        let mut case = good.clone();
        change(&mut case);
        let network =
            Network { external_assets: &case.assets, liabilities: &case.debts, owed_outside: &case.outside };
        let costs = BankruptcyCosts { external_assets_kept: case.alpha, receipts_kept: case.beta };
        ClearingSolver::new().clear(&network, costs).unwrap_err().to_string()
    };
    let messages = [
        with(&|case| case.assets[1] = -1.0),
        with(&|case| case.assets[0] = f64::NAN),
        with(&|case| case.debts[1] = f64::INFINITY),
        with(&|case| case.debts[2] = -0.5),
        with(&|case| case.debts[3] = 2.0),
        with(&|case| {
            case.debts.pop();
        }),
        with(&|case| case.outside = vec![1.0]),
        with(&|case| case.outside = vec![1.0, -2.0]),
        with(&|case| case.alpha = 1.5),
        with(&|case| case.beta = f64::NAN),
        with(&|case| case.debts[1..3].fill(1.7e308)),
    ];
    assert_eq!(
        messages,
        [
            "external assets of node 1 is -1; expected a finite amount, zero or more",
            "external assets of node 0 is NaN; expected a finite amount, zero or more",
            "liabilities in row 0, column 1 is inf; expected a finite amount, zero or more",
            "liabilities in row 1, column 0 is -0.5; expected a finite amount, zero or more",
            "liabilities in row 1, column 1 is 2; expected zero, as nobody owes itself",
            "liabilities: 3 numbers, which is not 2 rows of 2; expected 4",
            "debts outside: 1 numbers for 2 nodes; expected 2",
            "debts outside of node 1 is -2; expected a finite amount, zero or more",
            "the share of external assets kept (alpha) is 1.5; expected a share from 0 to 1",
            "the share of receipts kept (beta) is NaN; expected a share from 0 to 1",
            "the sum of all assets and debts is inf; expected a finite amount, zero or more",
        ]
    );
}
