//! Distributions from quantiles have these quantiles.

use jevons_numerics::{Distribution, Family};
use proptest::prelude::*;

#[track_caller]
fn assert_quantiles(law: &Distribution, quantiles: &[(f64, f64)], tolerance: f64) {
    for (level, expected) in quantiles {
        let found = law.ppf(*level);
        assert!(
            (found - expected).abs() <= tolerance * expected.abs().max(1.0),
            "{law} at {level}: {found}, not {expected}"
        );
    }
}

proptest! {
    #[test]
    fn two_quantiles_are_met(low in 0.001..100.0, width in 0.001..1000.0) {
        let goals = [(0.05, low), (0.95, low + width)];
        assert_quantiles(&Distribution::lognormal_from_p5_p95(low, low + width).unwrap(), &goals, 1e-11);
        assert_quantiles(&Distribution::normal_from_p5_p95(low, low + width).unwrap(), &goals, 1e-11);
        let mirrored = [(0.05, -low - width), (0.95, -low)];
        let law = Distribution::neg_lognormal_from_p5_p95(-low - width, -low).unwrap();
        assert_quantiles(&law, &mirrored, 1e-11);
        prop_assert!(law.ppf(1.0 - 1e-12) < 0.0);
    }

    #[test]
    fn three_quantiles_are_met_by_the_shifted_law(p5 in -100.0..100.0, below in 0.01..50.0, above in 0.01..50.0) {
        let law = Distribution::shifted_lognormal_from_p5_p50_p95(p5, p5 + below, p5 + below + above).unwrap();
        assert_quantiles(&law, &[(0.05, p5), (0.5, p5 + below), (0.95, p5 + below + above)], 1e-7);
    }

    #[test]
    fn beta_laws_are_found_again(alpha in 0.3..60.0, beta in 0.3..60.0) {
        let made = Distribution::new(Family::Beta { alpha, beta, low: 0.0, high: 1.0 }).unwrap();
        let (p5, p50, p95) = (made.ppf(0.05), made.ppf(0.5), made.ppf(0.95));
        prop_assume!(p5 > 1e-6 && p95 < 1.0 - 1e-6);
        for law in [
            Distribution::beta_from_p5_p95(0.0, 1.0, p5, p95).unwrap(),
            Distribution::beta_from_p5_p50_p95(0.0, 1.0, p5, p50, p95).unwrap(),
        ] {
            assert_quantiles(&law, &[(0.05, p5), (0.5, p50), (0.95, p95)], 1e-7);
        }
    }
}

#[test]
fn equal_tails_give_the_normal_law() {
    let law = Distribution::shifted_lognormal_from_p5_p50_p95(1.0, 2.0, 3.0).unwrap();
    assert_eq!(law.name(), "normal");
}

#[test]
fn a_share_with_a_plausible_median_is_met_closely() {
    let law = Distribution::beta_from_p5_p50_p95(0.0, 1.0, 0.2, 0.35, 0.55).unwrap();
    assert_quantiles(&law, &[(0.05, 0.2), (0.5, 0.35), (0.95, 0.55)], 0.01);
}

#[test]
fn laws_read_as_text() {
    let law =
        Distribution::new(Family::Discrete { values: vec![2.0, 1.0, 3.0], weights: vec![1.0, 3.0, 0.0] });
    assert_eq!(law.unwrap().to_string(), "discrete(1: 0.75, 2: 0.25)");
    let law = Distribution::new(Family::Gamma { shape: 2.0, scale: 3.0 }).unwrap();
    assert_eq!(law.clone().negated().to_string(), "-gamma(shape 2, scale 3)");
    assert_eq!(law.clone().shifted(1.5).unwrap().to_string(), "1.5 + gamma(shape 2, scale 3)");
    assert_eq!(law.shifted(1.5).unwrap().negated().to_string(), "-1.5 - gamma(shape 2, scale 3)");
}
