//! Classification trees against another program's, and questions that are known.

use jevons_statistics::design::{Design, Sobol};
use jevons_statistics::discovery::cart::{Options, Tree};
use jevons_statistics::discovery::describe;
use proptest::prelude::*;

use crate::common::{assert_all_near, column, numbers, reference, rows, table};

fn slices(columns: &[Vec<f64>]) -> Vec<&[f64]> {
    columns.iter().map(Vec::as_slice).collect()
}

fn data(outcome: usize) -> (Vec<Vec<f64>>, Vec<bool>) {
    let (_, rows) = table!("prim_selfmade_xy.csv");
    let inputs = (0..5).map(|input| column(&rows, input)).collect();
    (inputs, rows.iter().map(|row| row[outcome] == 1.0).collect())
}

/// Input, threshold and runs of every node, a node before its branches, runs below before those above.
fn walk(tree: &Tree) -> Vec<Vec<f64>> {
    let (mut open, mut nodes) = (vec![0], Vec::new());
    while let Some(position) = open.pop() {
        let node = &tree.nodes[position];
        let runs = node.runs as f64;
        match node.split {
            None => nodes.push(vec![-2.0, -2.0, runs]),
            Some(split) => {
                nodes.push(vec![split.input as f64, split.at, runs]);
                open.extend([split.above, split.below]);
            }
        }
    }
    nodes
}

#[test]
fn trees_are_the_published_ones() {
    let reference = reference!("cart.json");
    for (case, outcome) in [("exact", 5), ("noisy", 6)] {
        let (inputs, cases) = data(outcome);
        let options = Options { folds: 0, ..Options::default() };
        let full = Tree::grow(&slices(&inputs), &cases, &options).unwrap();
        let expected = &reference[case];
        assert_eq!(full.leaves().len() as u64, expected["full_leaves"].as_u64().unwrap(), "{case}");
        let complexities = numbers(&expected["alphas"]);
        assert_all_near(case, &full.path(), &complexities, 1e-9);
        for (complexity, leaves) in complexities.iter().zip(numbers(&expected["leaves"])) {
            assert_eq!(full.pruned(*complexity).leaves().len() as f64, leaves, "{case} at {complexity}");
        }
        let pruned = full.pruned(expected["complexity"].as_f64().unwrap());
        for (found, expected) in walk(&pruned).iter().zip(rows(&expected["nodes"])) {
            assert_all_near(case, found, &expected, 1e-9);
        }
    }
}

#[test]
fn cross_validation_keeps_what_is_there_and_drops_noise() {
    let (inputs, cases) = data(6);
    let tree = Tree::grow(&slices(&inputs), &cases, &Options::default()).unwrap();
    let leaves = tree.leaves();
    assert_eq!(leaves.len(), 3, "{leaves:?}");
    let names = ["x1", "x2", "x3", "x4", "x5"];
    let text = describe(&leaves[0].restrictions, &names, |_, limit| format!("{limit:.2}"));
    assert_eq!(text, "`x1` is 0.40 or less and `x3` is 0.70 or more");
    assert!(leaves[0].density > 0.85 && leaves[0].coverage > 0.6, "{leaves:?}");
    // Of the outcome 5 % is noise outside the box and 10 % inside.
    assert!((0.04..0.08).contains(&tree.error.unwrap()), "{:?}", tree.error);
}

#[test]
fn pure_noise_is_no_tree() {
    let design = Sobol::scrambled(6, 9).unwrap();
    let points: Vec<_> = (0..800).map(|run| design.point(run)).collect();
    let inputs: Vec<Vec<f64>> = (0..5).map(|input| column(&points, input)).collect();
    let cases: Vec<bool> = points.iter().map(|point| point[5] < 0.3).collect();
    let tree = Tree::grow(&slices(&inputs), &cases, &Options::default()).unwrap();
    assert_eq!(tree.leaves().len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn leaves_hold_every_run_once_and_predict_what_they_hold(
        rows in prop::collection::vec((0.0_f64..1.0, 0_u8..4, any::<bool>()), 40..120),
        least_leaf in 1_usize..10,
    ) {
        let inputs: Vec<Vec<f64>> =
            vec![rows.iter().map(|row| row.0).collect(), rows.iter().map(|row| f64::from(row.1)).collect()];
        let cases: Vec<bool> = rows.iter().map(|row| row.2).collect();
        prop_assume!(cases.contains(&true) && cases.contains(&false));
        let options = Options { least_leaf, folds: 0, seed: 0 };
        let tree = Tree::grow(&slices(&inputs), &cases, &options).unwrap();
        let leaves = tree.leaves();
        prop_assert!(leaves.iter().all(|leaf| leaf.runs >= least_leaf));
        prop_assert_eq!(leaves.iter().map(|leaf| leaf.runs).sum::<usize>(), rows.len());
        let expected: f64 = (0..rows.len()).map(|run| tree.predict(|input| inputs[input][run])).sum();
        let count = cases.iter().filter(|case| **case).count() as f64;
        prop_assert!((expected - count).abs() < 1e-9);
        // Every split lowers impurity, so that a fully grown tree of distinct points separates.
        prop_assert!(tree.path().windows(2).all(|pair| pair[0] < pair[1]));
    }
}

#[test]
fn a_leaf_cannot_be_empty() {
    let (inputs, cases) = data(5);
    let options = Options { least_leaf: 0, ..Options::default() };
    let refused = Tree::grow(&slices(&inputs), &cases, &options).unwrap_err();
    insta::assert_snapshot!(refused, @"least runs in a leaf is 0; expected a whole number, one or more");
}
