//! Reverse stress tests on models whose most plausible cause is known.

use jevons_numerics::Streams;
use jevons_statistics::discovery::stress::{implausibility, most_plausible, refine, scores, share_beyond};
use proptest::prelude::*;

use crate::common::{assert_all_near, assert_near};

fn draw(seed: u64, inputs: u32) -> Vec<f64> {
    let draws = Streams::new(seed, 0).at(1, 0);
    (0..inputs).map(|input| draws.normal(input)).collect()
}

#[test]
fn a_plane_is_met_where_it_is_nearest() {
    // The outcome happens where 2 x_3 + x_7 >= 4: nearest to the origin at (1.6, 0.8), squared distance 3.2.
    let causes = |x: &[f64]| 2.0 * x[3] + x[7] >= 4.0;
    let mut start = draw(2, 40);
    (start[3], start[7]) = (2.0, 1.5);
    let found = refine(&start, 400, |x| Some(causes(x)));
    assert!(causes(&found.scores) && found.settled && found.evaluations < 200, "{found:?}");
    assert!(found.moved().iter().all(|input| [3, 7].contains(input)), "{:?}", found.moved());
    assert!(found.start > 30.0 && found.implausibility < 4.3, "{found:?}");
    assert_eq!(found.implausibility, implausibility(&found.scores));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_comes_out_is_a_cause_more_plausible_than_the_start(
        seed: u64,
        budget in 0_usize..120,
        threshold in 1.0_f64..4.0,
    ) {
        // An island: not monotonic, and not reached along a straight line to the medians.
        let causes = |x: &[f64]| x[0] * x[1] > threshold && (x[2] - 0.5).abs() < 2.0;
        let mut start = draw(seed, 12);
        (start[0], start[1], start[2]) = (2.5, 2.0, 0.3);
        let mut calls = 0;
        let found = refine(&start, budget, |x| {
            calls += 1;
            Some(causes(x))
        });
        prop_assert!(causes(&found.scores));
        prop_assert!(found.implausibility <= found.start);
        prop_assert_eq!(calls, found.evaluations);
        prop_assert!(calls <= budget);
    }
}

#[test]
fn a_caller_who_stops_keeps_what_was_found() {
    let mut calls = 0;
    let found = refine(&[3.0, 3.0], 100, |x| {
        calls += 1;
        (calls < 4).then(|| x[0] > 1.0)
    });
    assert!(!found.settled && found.evaluations == 4 && found.scores[0] > 1.0, "{found:?}");
    let unasked = refine(&[3.0, 3.0], 0, |_| None);
    assert_eq!((unasked.scores, unasked.evaluations), (vec![3.0, 3.0], 0));
}

#[test]
fn the_most_plausible_cause_is_the_nearest_to_the_medians() {
    let points = [[0.5, 0.5], [0.9, 0.9], [0.7, 0.5], [0.5, 0.7]].map(|point| scores(&point));
    assert_eq!(most_plausible(&points, &[false, true, true, true]), Some(2));
    assert_eq!(most_plausible(&points, &[false; 4]), None);
}

#[test]
fn implausibility_has_a_probability() {
    // Chi-squared with two degrees of freedom beyond 3: exp(-1.5).
    assert_near("share", share_beyond(3.0, 2), 0.223_130_160_148_429_8, 1e-12);
    assert_eq!((share_beyond(0.0, 5), share_beyond(1.0, 0)), (1.0, 1.0));
    assert_all_near("scores", &scores(&[0.5, 0.975]), &[0.0, 1.959_963_984_540_054], 1e-12);
    assert!(scores(&[0.0, 1.0]).iter().all(|score| score.is_finite()));
}
