//! PRIM against complete published trajectories, and boxes that are known.

use jevons_statistics::design::{Design, Sobol};
use jevons_statistics::discovery::prim::{Options, Step, Trajectory, find_boxes};
use jevons_statistics::discovery::{Restriction, describe};
use proptest::prelude::*;
use serde_json::Value;

use crate::common::{assert_near, column, reference, table};

fn slices(columns: &[Vec<f64>]) -> Vec<&[f64]> {
    columns.iter().map(Vec::as_slice).collect()
}

fn assert_agrees(found: &Step, expected: &Value, names: &[String], whole: &Value) {
    let count = |field: &str| expected[field].as_u64().unwrap() as usize;
    let number = |field: &str| expected[field].as_f64().unwrap();
    assert_eq!((found.runs, found.cases), (count("n"), count("k")), "{expected}");
    assert_near("coverage", found.coverage, number("coverage"), 1e-12);
    assert_near("density", found.density, number("density"), 1e-12);
    assert_near("mass", found.mass, number("mass"), 1e-12);
    let limits = expected["limits"].as_object().unwrap();
    assert_eq!(found.sides.len(), limits.len(), "{expected}");
    for side in &found.sides {
        let name = &names[side.restriction.input];
        let limit = |found: Option<f64>, quasi_p: Option<f64>, end: usize| {
            assert_eq!(
                found.or(whole[name][end].as_f64()),
                limits[name][end].as_f64(),
                "{name} of {expected}"
            );
            let published = expected["qp"][name][end].as_f64();
            assert_eq!(quasi_p.is_some(), published.is_some(), "{name} of {expected}");
            if let (Some(found), Some(published)) = (quasi_p, published) {
                assert_near("quasi-p", found / published, 1.0, 1e-9);
            }
        };
        limit(side.restriction.lower, side.lower_quasi_p, 0);
        limit(side.restriction.upper, side.upper_quasi_p, 1);
    }
}

fn assert_trajectories(case: &str, outcome: usize) {
    let reference = &reference!("prim.json")[case];
    let (names, rows) = table!("prim_selfmade_xy.csv");
    let inputs: Vec<Vec<f64>> = (0..5).map(|input| column(&rows, input)).collect();
    let cases: Vec<bool> = rows.iter().map(|row| row[outcome] == 1.0).collect();
    let parameter = |name: &str| reference["params"][name].as_f64().unwrap();
    let options = Options {
        threshold: parameter("threshold"),
        peel: parameter("peel_alpha"),
        boxes: 2,
        ..Options::default()
    };
    let found = find_boxes(&slices(&inputs), &cases, &options).unwrap();
    let expected = reference["boxes"].as_array().unwrap();
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        let expected = expected.as_array().unwrap();
        assert_eq!(found.steps.len(), expected.len());
        for (found, expected) in found.steps.iter().zip(expected) {
            assert_agrees(found, expected, &names, &reference["initial_limits"]);
        }
    }
}

#[test]
fn an_exact_box_is_found_by_the_published_trajectory() {
    assert_trajectories("selfmade_exact_box", 5);
}

#[test]
fn a_noisy_box_is_found_by_the_published_trajectory() {
    assert_trajectories("selfmade_noisy_box", 6);
}

fn known(runs: u64, dimensions: usize, inside: impl Fn(&[f64]) -> bool) -> (Vec<Vec<f64>>, Vec<bool>) {
    let design = Sobol::scrambled(dimensions, 5).unwrap();
    let points: Vec<_> = (0..runs).map(|run| design.point(run)).collect();
    let cases = points.iter().map(|point| inside(point)).collect();
    ((0..dimensions).map(|input| column(&points, input)).collect(), cases)
}

#[test]
fn the_balanced_step_is_the_box_that_is_there_and_speaks() {
    let (inputs, cases) = known(1000, 6, |x| x[1] > 0.6 && x[4] < 0.35);
    let found = &find_boxes(&slices(&inputs), &cases, &Options::default()).unwrap()[0];
    assert!(found.found);
    let step = &found.steps[found.balanced()];
    assert!(step.coverage > 0.9 && step.density > 0.95, "{step:?}");
    let restrictions = step.restrictions();
    assert_eq!(restrictions.iter().map(|side| side.input).collect::<Vec<_>>(), [1, 4]);
    assert_near("lower limit", restrictions[0].lower.unwrap(), 0.6, 0.02);
    assert_near("upper limit", restrictions[1].upper.unwrap(), 0.35, 0.02);
    let names = ["a", "demand.growth", "c", "d", "chips.yield", "f"];
    let text = describe(&restrictions, &names, |_, limit| format!("{:.0} %", 100.0 * limit));
    assert_eq!(text, "`demand.growth` is 61 % or more and `chips.yield` is 35 % or less");
    assert!(step.sides.iter().all(|side| side.lower_quasi_p.or(side.upper_quasi_p).unwrap() < 1e-6));
}

#[test]
fn limits_speak_however_many_there_are() {
    let side = |lower, upper| Restriction { input: 0, lower, upper };
    let text = |side: Restriction| side.describe("x", |limit| limit.to_string());
    assert_eq!(text(side(Some(1.0), Some(2.0))), "`x` is between 1 and 2");
    assert_eq!(text(side(None, None)), "`x` is anything");
    assert_eq!(describe(&[], &["x"], |_, limit| limit.to_string()), "any inputs");
    assert!(side(Some(1.0), Some(2.0)).holds(1.0) && !side(Some(1.0), Some(2.0)).holds(2.1));
}

fn consistent(trajectory: &Trajectory, inputs: &[Vec<f64>], cases: &[bool]) -> bool {
    trajectory.steps.iter().all(|step| {
        let inside =
            |run: &usize| step.restrictions().iter().all(|side| side.holds(inputs[side.input][*run]));
        let members: Vec<usize> = (0..cases.len()).filter(inside).collect();
        let inside = members.iter().filter(|&&run| cases[run]).count();
        members.len() == step.runs && inside == step.cases
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn boxes_hold_the_runs_they_say(
        rows in prop::collection::vec((0.0_f64..1.0, 0_u8..4, 0_u8..2, any::<bool>()), 30..120),
        peel in 0.05_f64..0.3,
    ) {
        // Continuous, of four values, of two values: ties must not confuse it.
        let inputs: Vec<Vec<f64>> = vec![
            rows.iter().map(|row| row.0).collect(),
            rows.iter().map(|row| f64::from(row.1)).collect(),
            rows.iter().map(|row| f64::from(row.2)).collect(),
        ];
        let cases: Vec<bool> = rows.iter().map(|row| row.3 && row.0 > 0.3).collect();
        prop_assume!(cases.contains(&true) && cases.contains(&false));
        let options = Options { threshold: 0.0, peel, ..Options::default() };
        let found = find_boxes(&slices(&inputs), &cases, &options).unwrap();
        prop_assert!(consistent(&found[0], &inputs, &cases));
        let densities: Vec<f64> = found[0].steps.iter().map(|step| step.density).collect();
        prop_assert!(densities.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", densities);
    }
}

#[test]
fn what_cannot_be_searched_says_why() {
    let inputs: Vec<f64> = (0..10).map(f64::from).collect();
    let refusal = |inputs: &[&[f64]], cases: &[bool], options: Options| {
        find_boxes(inputs, cases, &options).unwrap_err().to_string()
    };
    let some = [true, false, true, false, true, false, true, false, true, false];
    let plain = Options::default();
    insta::assert_snapshot!(refusal(&[&inputs], &[true; 10], plain), @"
    runs without the outcome: 0 found, and at least 1 are needed
    hint: ask for an outcome that does not happen in every run
    ");
    insta::assert_snapshot!(refusal(&[&inputs], &[false; 10], plain), @"
    runs with the outcome: 0 found, and at least 1 are needed
    hint: ask for an outcome that happens in some runs, or make more runs
    ");
    insta::assert_snapshot!(refusal(&[], &some, plain), @"
    inputs: 0 found, and at least 1 are needed
    hint: name the inputs that might explain the outcome
    ");
    insta::assert_snapshot!(refusal(&[&inputs[..9]], &some, plain), @"values of an input: 9 found; expected 10");
    insta::assert_snapshot!(refusal(&[&inputs], &some, Options { peel: 0.5, ..plain }), @"share to peel is 0.5; expected a share between 0 and 0.5, both excluded");
    insta::assert_snapshot!(refusal(&[&inputs], &some, Options { threshold: 80.0, ..plain }), @"threshold is 80; expected a share from 0 to 1");
}
