//! The Diebold-Mariano test against its definition worked by hand, and its size under the null hypothesis.

use jevons_forecasting::comparison::{diebold_mariano, skill, two_sided_student_t};
use jevons_numerics::Streams;

#[test]
fn the_statistic_is_that_of_the_definition() {
    // d = 1, -1, 2, 0: mean 1/2, c(0) = 1.25, c(1) = -1/4 * (0.75 + 2.25 + 0.75) = -0.9375.
    let first = [2.0, 1.0, 4.0, 3.0];
    let second = [1.0, 2.0, 2.0, 3.0];
    let one = diebold_mariano(&first, &second, 1).unwrap();
    assert_eq!(one.mean_difference, 0.5);
    // t statistic of the mean: 0.5 / sqrt(5/3 / 4).
    assert!((one.statistic - 0.5 / (5.0_f64 / 12.0).sqrt()).abs() < 1e-14, "{}", one.statistic);
    // V = 1.25 - 1.875 is negative, so Bartlett: 1.25 - 0.9375 = 0.3125; correction (4 + 1 - 4 + 1/2) / 4 = 0.375.
    let two = diebold_mariano(&first, &second, 2).unwrap();
    assert!(two.bartlett);
    assert!((two.statistic - 0.5 / (0.3125_f64 / 4.0).sqrt() * 0.375_f64.sqrt()).abs() < 1e-14);
}

#[test]
fn equal_forecasters_are_equal_and_a_sure_difference_is_sure() {
    let equal = diebold_mariano(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0], 1).unwrap();
    assert_eq!((equal.statistic, equal.p_value), (0.0, 1.0));
    let sure = diebold_mariano(&[2.0, 3.0, 4.0], &[1.0, 2.0, 3.0], 1).unwrap();
    assert_eq!((sure.statistic, sure.p_value), (f64::INFINITY, 0.0));
}

#[test]
fn student_tails_are_those_of_tables() {
    // Points that 5 % of a t distribution lie beyond on either side.
    for (degrees, point) in [(1.0, 12.706), (5.0, 2.571), (30.0, 2.042)] {
        assert!((two_sided_student_t(point, degrees) - 0.05).abs() < 5e-5, "{degrees}");
    }
    assert_eq!(two_sided_student_t(0.0, 4.0), 1.0);
}

#[test]
fn equally_good_forecasters_are_rejected_about_one_time_in_twenty() {
    let (trials, forecasts) = (2_000, 16);
    let rejected = (0..trials)
        .filter(|trial| {
            let draws = Streams::new(5, *trial);
            let loss = |purpose: u32| -> Vec<f64> {
                (0..forecasts).map(|t| draws.at(purpose, t).normal(0)).map(|x| x * x).collect()
            };
            diebold_mariano(&loss(0), &loss(1), 1).unwrap().p_value < 0.05
        })
        .count();
    let share = rejected as f64 / f64::from(trials);
    assert!((0.03..0.065).contains(&share), "{share}");
}

#[test]
fn skill_is_the_share_saved() {
    assert_eq!(skill(1.0, 4.0), Some(0.75));
    assert_eq!(skill(4.0, 2.0), Some(-1.0));
    assert_eq!(skill(1.0, 0.0), None);
}
