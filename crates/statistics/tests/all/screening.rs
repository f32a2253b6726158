//! Morris's screening against saved trajectories and functions whose effects are known.

use jevons_statistics::design::{Design, Morris};
use jevons_statistics::sensitivity::{Bootstrap, elementary_effects, screening};
use proptest::prelude::*;

use crate::common::{assert_near, column, ishigami, numbers, reference, rows, table};

#[test]
fn saved_trajectories_have_the_published_effects() {
    let reference = reference!("morris.json");
    for (function, (_, saved)) in [
        ("morris20", table!("morris_morris20_xy.csv")),
        ("sobol_g", table!("morris_sobol_g_xy.csv")),
        ("ishigami", table!("morris_ishigami_xy.csv")),
        ("linear", table!("morris_linear_xy.csv")),
    ] {
        let case = &reference[function];
        let bounds = rows(&case["bounds"]);
        let unit = |row: &Vec<f64>| -> Vec<f64> {
            row.iter().zip(&bounds).map(|(x, bounds)| (x - bounds[0]) / (bounds[1] - bounds[0])).collect()
        };
        let points: Vec<Vec<f64>> = saved.iter().map(unit).collect();
        let effects = elementary_effects(&points, &column(&saved, bounds.len()), None).unwrap();
        let found = screening(&effects, &Bootstrap::default()).unwrap();
        let expected = |kind: &str| numbers(&case[kind]);
        let (means, absolutes, deviations, widths) =
            (expected("mu"), expected("mu_star"), expected("sigma"), expected("mu_star_conf95_seed12345"));
        assert_eq!(found.len(), means.len());
        for (input, found) in found.iter().enumerate() {
            assert_near(function, found.mean.unwrap().value, means[input], 1e-9);
            assert_near(function, found.mean_absolute.value, absolutes[input], 1e-9);
            assert_near(function, found.deviation.value, deviations[input], 1e-9);
            // Resampled with other random numbers.
            let (width, published) = (found.mean_absolute.half_width, widths[input]);
            assert!((width - published).abs() < 0.4 * published + 1e-9, "{function}: {width}, {published}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_linear_function_has_its_slopes_and_no_deviation(
        seed: u64,
        slopes in prop::collection::vec(-5.0_f64..5.0, 1..8),
        half_levels in 1_u32..5,
    ) {
        let design = Morris::new(slopes.len(), 6, 2 * half_levels, seed).unwrap();
        let points: Vec<_> = (0..design.runs().unwrap()).map(|run| design.point(run)).collect();
        let outcomes: Vec<f64> =
            points.iter().map(|point| point.iter().zip(&slopes).map(|(x, slope)| x * slope).sum()).collect();
        let effects = elementary_effects(&points, &outcomes, None).unwrap();
        let found = screening(&effects, &Bootstrap::default()).unwrap();
        for (found, slope) in found.iter().zip(&slopes) {
            prop_assert!((found.mean.unwrap().value - slope).abs() < 1e-9);
            prop_assert!((found.mean_absolute.value - slope.abs()).abs() < 1e-9);
            prop_assert!(found.deviation.value < 1e-9 && found.effects == 6);
        }
    }
}

#[test]
fn curves_and_interactions_show_as_deviation() {
    let design = Morris::new(3, 200, 4, 8).unwrap();
    let points: Vec<_> = (0..design.runs().unwrap()).map(|run| design.point(run)).collect();
    let outcomes: Vec<f64> = points.iter().map(|point| ishigami(point)).collect();
    let found =
        screening(&elementary_effects(&points, &outcomes, None).unwrap(), &Bootstrap::default()).unwrap();
    // The second input goes up and down, the third acts only through the first: mean effects are near zero.
    for input in [1, 2] {
        let mean = found[input].mean.unwrap();
        assert!(mean.low() < 0.0 && mean.high() > 0.0, "{mean:?}");
        assert!(found[input].mean_absolute.low() > 3.0 && found[input].deviation.value > 3.0);
    }
}

#[test]
fn groups_move_together_and_have_no_direction() {
    let groups = [0, 1, 0];
    let design = Morris::new(3, 20, 4, 3).unwrap().grouped(&groups).unwrap();
    let points: Vec<_> = (0..design.runs().unwrap()).map(|run| design.point(run)).collect();
    let outcomes: Vec<f64> = points.iter().map(|point| 2.0 * point[1]).collect();
    let effects = elementary_effects(&points, &outcomes, Some(&groups)).unwrap();
    let found = screening(&effects, &Bootstrap::default()).unwrap();
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|group| group.mean.is_none()));
    assert_near("group that does nothing", found[0].mean_absolute.value, 0.0, 1e-12);
    assert_near("group that matters", found[1].mean_absolute.value, 2.0, 1e-9);
}

#[test]
fn runs_without_an_outcome_cost_their_steps_only() {
    let design = Morris::new(2, 10, 4, 3).unwrap();
    let points: Vec<_> = (0..design.runs().unwrap()).map(|run| design.point(run)).collect();
    let mut outcomes: Vec<f64> = points.iter().map(|point| point[0]).collect();
    outcomes[1] = f64::NAN;
    let effects = elementary_effects(&points, &outcomes, None).unwrap();
    let found = screening(&effects, &Bootstrap::default()).unwrap();
    assert_eq!(found.iter().map(|input| input.effects).sum::<usize>(), 18);
}

#[test]
fn what_is_no_trajectory_says_where() {
    let refusal = |points: &[[f64; 2]]| {
        let outcomes = vec![0.0; points.len()];
        elementary_effects(points, &outcomes, None).unwrap_err().to_string()
    };
    insta::assert_snapshot!(refusal(&[[0.0, 0.0], [0.5, 0.5], [0.5, 1.0]]), @"
    row 1 differs from the row before it in inputs of several groups; expected exactly one input or group
    hint: a trajectory is one row more than there are inputs, and each step changes one of them
    ");
    insta::assert_snapshot!(refusal(&[[0.0, 0.0], [0.0, 0.0], [0.5, 1.0]]), @"
    row 1 differs from the row before it in no input; expected exactly one input or group
    hint: a trajectory is one row more than there are inputs, and each step changes one of them
    ");
    insta::assert_snapshot!(refusal(&[[0.0, 0.0], [0.0, 0.5]]), @"runs of trajectories: 2 found; expected 3");
    insta::assert_snapshot!(refusal(&[]), @"runs of trajectories: 0 found; expected 2");
    let one = elementary_effects(&[[0.0], [0.5]], &[0.0, 1.0], None).unwrap();
    insta::assert_snapshot!(screening(&one, &Bootstrap::default()).unwrap_err(), @"
    effects of an input: 1 found, and at least 2 are needed
    hint: use ten trajectories or more; runs without an outcome are left out
    ");
}
