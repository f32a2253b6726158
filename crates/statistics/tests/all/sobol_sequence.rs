//! Sobol's sequence against published points, and what scrambling keeps.

use jevons_statistics::design::{DIMENSIONS_MAX, Design, Sobol, discrepancy};
use proptest::prelude::*;

use crate::common::{assert_near, numbers, reference, rows};

fn points(design: &impl Design, count: u64) -> Vec<Vec<f64>> {
    (0..count).map(|run| design.point(run)).collect()
}

#[test]
fn the_plain_sequence_is_the_published_one() {
    let reference = reference!("qmc.json");
    for dimensions in [2, 5, 10, 40] {
        let expected = rows(&reference[format!("sobol_unscrambled_d{dimensions}_n16")]);
        assert_eq!(points(&Sobol::plain(dimensions).unwrap(), 16), expected, "{dimensions} dimensions");
    }
    let expected = rows(&reference["sobol_unscrambled_d64_index_1000_to_1003"]);
    let sequence = Sobol::plain(64).unwrap();
    for (run, expected) in (1000..).zip(&expected) {
        assert_eq!(&sequence.point(run), expected, "point {run}");
    }
}

#[test]
fn the_last_dimensions_are_the_published_ones_too() {
    let reference = reference!("sobol_1024_dimensions.json");
    let stride = reference["stride"].as_u64().unwrap() as usize;
    let sequence = Sobol::plain(DIMENSIONS_MAX).unwrap();
    let expected = rows(&reference["points"]);
    let sums = numbers(&reference["sums"]);
    for ((run, expected), sum) in numbers(&reference["index"]).iter().zip(&expected).zip(sums) {
        let point = sequence.point(*run as u64);
        let some: Vec<f64> = point.iter().copied().step_by(stride).collect();
        assert_eq!(&some, expected, "point {run}");
        assert_near("sum of all coordinates", point.iter().sum(), sum, 1e-9);
    }
}

#[test]
fn an_integral_is_the_published_estimate() {
    let check = &reference!("qmc.json")["integral_check"];
    let sequence = Sobol::plain(6).unwrap();
    let product = |point: &[f64]| point.iter().map(|x| 1.0 + (x - 0.5)).product::<f64>();
    let estimate = points(&sequence, 1024).iter().map(|point| product(point)).sum::<f64>() / 1024.0;
    assert_near("integral", estimate, check["sobol_unscrambled_estimate"].as_f64().unwrap(), 1e-9);
}

#[test]
fn there_is_an_end_to_dimensions() {
    let refused = Sobol::plain(DIMENSIONS_MAX + 1).unwrap_err();
    insta::assert_snapshot!(refused, @"
    dimensions of a Sobol design: 1025 found, and at most 1024 are possible
    hint: put inputs into groups, or use a Monte Carlo or Latin hypercube design
    ");
}

/// Number of points in each cell of a grid over two dimensions.
fn cells(points: &[Vec<f64>], x: (usize, usize), y: (usize, usize)) -> Vec<usize> {
    let mut counts = vec![0; x.1 * y.1];
    for point in points {
        let cell = |(dimension, cells): (usize, usize)| (point[dimension] * cells as f64) as usize;
        counts[cell(x) * y.1 + cell(y)] += 1;
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn scrambling_keeps_every_margin_stratified(seed: u64, dimension in 0_usize..300) {
        let sequence = Sobol::scrambled(300, seed).unwrap();
        let mut strata: Vec<usize> =
            points(&sequence, 64).iter().map(|point| (point[dimension] * 64.0) as usize).collect();
        strata.sort_unstable();
        prop_assert_eq!(strata, (0..64).collect::<Vec<_>>());
    }

    #[test]
    fn scrambling_keeps_the_first_two_dimensions_a_net(seed: u64, shape in 0_u32..=8) {
        let sequence = Sobol::scrambled(2, seed).unwrap();
        // Every elementary box of area 1/256, however long and thin, holds one of 256 points.
        let counts = cells(&points(&sequence, 256), (0, 1 << shape), (1, 1 << (8 - shape)));
        prop_assert!(counts.iter().all(|count| *count == 1), "{:?}", counts);
    }

    #[test]
    fn scrambled_points_lie_inside_the_cube(seed: u64, run in 0_u64..1 << 32) {
        let sequence = Sobol::scrambled(40, seed).unwrap();
        prop_assert!(sequence.point(run).iter().all(|x| *x > 0.0 && *x < 1.0));
    }
}

#[test]
fn every_scrambled_point_alone_is_uniform_over_seeds() {
    // The origin, which the plain sequence always has, goes everywhere: 4,000 seeds over 16 cells of 250 +- 15.
    let mut counts = [0_u32; 16];
    for seed in 0..4000 {
        let point = Sobol::scrambled(3, seed).unwrap().point(0);
        counts[(point[2] * 16.0) as usize] += 1;
    }
    assert!(counts.iter().all(|count| (175..325).contains(count)), "{counts:?}");
}

#[test]
fn scrambled_points_are_spread_as_well_as_plain_ones() {
    let plain = discrepancy::centred(&points(&Sobol::plain(6).unwrap(), 512));
    for seed in 0..5 {
        let scrambled = discrepancy::centred(&points(&Sobol::scrambled(6, seed).unwrap(), 512));
        assert!(scrambled < 1.5 * plain, "seed {seed}: {scrambled} against {plain}");
    }
}

#[test]
fn scrambled_sums_have_far_smaller_errors_than_independent_points() {
    // A smooth function: the root mean square error over seeds of 1,024 points.
    let function = |point: &[f64]| point.iter().map(|x| 1.0 + (x - 0.5)).product::<f64>();
    let error = |seed| {
        let sequence = Sobol::scrambled(6, seed).unwrap();
        points(&sequence, 1024).iter().map(|point| function(point)).sum::<f64>() / 1024.0 - 1.0
    };
    let errors: Vec<f64> = (0..40).map(error).collect();
    let square = errors.iter().map(|error| error * error).sum::<f64>() / 40.0;
    // Independent points: variance (13/12)^6 - 1 = 0.62, over 1,024 points 6.0e-4.
    assert!(square < 6.0e-4 / 1000.0, "mean squared error {square:e}");
    assert!(errors.iter().sum::<f64>().abs() / 40.0 < 4.0 * (square / 40.0).sqrt(), "unbiased");
}
