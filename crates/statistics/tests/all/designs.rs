//! Properties of the other designs, and measures of evenness against published values.

use jevons_numerics::Streams;
use jevons_statistics::InvalidInput;
use jevons_statistics::design::{
    Design, Factor, Factorial, LatinHypercube, MonteCarlo, Morris, Permutation, Row, Saltelli, Sobol,
    discrepancy,
};
use proptest::prelude::*;

use crate::common::{assert_near, numbers, reference, rows};

fn points(design: &impl Design) -> Vec<Vec<f64>> {
    (0..design.runs().unwrap()).map(|run| design.point(run)).collect()
}

/// Halton's sequence in prime bases, known as a set of points with published discrepancies.
fn halton(count: u32, bases: &[u32]) -> Vec<Vec<f64>> {
    let radical_inverse = |mut index: u32, base: u32| {
        let (mut sum, mut scale) = (0.0, 1.0);
        while index > 0 {
            scale /= f64::from(base);
            sum += f64::from(index % base) * scale;
            index /= base;
        }
        sum
    };
    (0..count).map(|index| bases.iter().map(|base| radical_inverse(index, *base)).collect()).collect()
}

#[test]
fn discrepancies_are_the_published_ones() {
    let reference = &reference!("qmc.json")["discrepancy"];
    let sobol = Sobol::plain(3).unwrap();
    let middle = |level: u32| (f64::from(level) + 0.5) / 4.0;
    let grid: Vec<Vec<f64>> =
        (0..64_u32).map(|cell| vec![middle(cell / 16), middle(cell / 4 % 4), middle(cell % 4)]).collect();
    for (name, points) in [
        ("sobol_unscrambled_d3_n64", (0..64).map(|run| sobol.point(run)).collect()),
        ("halton_unscrambled_d3_n64", halton(64, &[2, 3, 5])),
        ("grid_4x4x4_midpoints", grid),
    ] {
        let expected = |kind: &str| reference[name][kind].as_f64().unwrap();
        assert_near(name, discrepancy::centred(&points), expected("CD"), 1e-9);
        assert_near(name, discrepancy::wrap_around(&points), expected("WD"), 1e-9);
        assert_near(name, discrepancy::mixture(&points), expected("MD"), 1e-9);
        assert_near(name, discrepancy::l2_star(&points), expected("L2-star"), 1e-9);
    }
    assert!(discrepancy::centred::<Vec<f64>>(&[]).is_nan());
}

#[test]
fn strata_have_the_published_middles() {
    let case = &reference!("qmc.json")["lhs_from_permutation"];
    let permutations = rows(&case["permutations_per_dim"]);
    for (run, expected) in rows(&case["centred_points"]).iter().enumerate() {
        for (permutation, expected) in permutations.iter().zip(expected) {
            let found = LatinHypercube::coordinate(permutation[run] as u32, 5, 0.5);
            assert_near("middle of a stratum", found, *expected, 1e-12);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_latin_hypercube_has_one_point_in_each_stratum(seed: u64, runs in 1_u32..200, centred: bool) {
        let design = LatinHypercube::new(3, runs, seed).unwrap();
        let design = if centred { design.centred() } else { design };
        let points = points(&design);
        for dimension in 0..3 {
            let mut strata: Vec<u32> =
                points.iter().map(|point| (point[dimension] * f64::from(runs)) as u32).collect();
            strata.sort_unstable();
            prop_assert_eq!(strata, (0..runs).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_permutation_hits_everything_once(seed: u64, length in 1_u32..5000) {
        let permutation = Permutation::new(length, Streams::new(seed, 0).at(9, 0));
        let mut elements: Vec<u32> = (0..length).map(|position| permutation.at(position)).collect();
        elements.sort_unstable();
        prop_assert_eq!(elements, (0..length).collect::<Vec<_>>());
    }

    #[test]
    fn trajectories_move_one_input_by_one_step(seed: u64, inputs in 1_usize..12, half in 1_u32..5) {
        let design = Morris::new(inputs, 3, 2 * half, seed).unwrap();
        let points = points(&design);
        prop_assert_eq!(points.len(), 3 * (inputs + 1));
        for (run, pair) in points.windows(2).enumerate() {
            let step = design.step(run as u64 + 1);
            let Some(changed) = step.changed else { continue };
            for input in 0..inputs {
                let moved = (pair[1][input] - pair[0][input]).abs();
                let expected = if input == changed { design.step_length() } else { 0.0 };
                prop_assert!((moved - expected).abs() < 1e-12, "{:?} to {:?}", pair[0], pair[1]);
            }
        }
        // Every input moves once in every trajectory.
        for trajectory in points.chunks(inputs + 1) {
            let (first, last) = (&trajectory[0], &trajectory[inputs]);
            prop_assert!(first.iter().zip(last).all(|(a, b)| a != b));
            prop_assert!(trajectory.iter().flatten().all(|x| (0.0..=1.0).contains(x)));
        }
    }

    #[test]
    fn a_block_of_saltelli_mixes_two_points(seed: u64, second_order: bool) {
        let groups = [0, 1, 0, 2];
        let design = Saltelli::scrambled(4, 5, second_order, seed).unwrap().grouped(&groups).unwrap();
        let rows = design.rows_per_block() as u64;
        prop_assert_eq!(rows, if second_order { 8 } else { 5 });
        for run in 0..design.runs().unwrap() {
            let (block, row) = design.row(run);
            let start = u64::from(block) * rows;
            let (a, b) = (design.point(start), design.point(start + rows - 1));
            for (input, coordinate) in design.point(run).into_iter().enumerate() {
                let expected = match row {
                    Row::A => a[input],
                    Row::B => b[input],
                    Row::AWithB(group) => if groups[input] == group { b[input] } else { a[input] },
                    Row::BWithA(group) => if groups[input] == group { a[input] } else { b[input] },
                };
                prop_assert_eq!(coordinate, expected);
            }
        }
    }
}

#[test]
fn permutations_prefer_no_element() {
    let mut counts = [[0_u32; 5]; 5];
    for seed in 0..5000 {
        let permutation = Permutation::new(5, Streams::new(seed, 0).at(9, 0));
        for (position, counts) in counts.iter_mut().enumerate() {
            counts[permutation.at(position as u32) as usize] += 1;
        }
    }
    // 1,000 expected, standard deviation 28.
    assert!(counts.iter().flatten().all(|count| (880..1120).contains(count)), "{counts:?}");
}

#[test]
fn points_do_not_depend_on_the_order_of_runs() {
    let designs: [&dyn Design; 5] = [
        &MonteCarlo::new(7, 3),
        &LatinHypercube::new(7, 50, 3).unwrap(),
        &Sobol::scrambled(7, 3).unwrap(),
        &Saltelli::scrambled(7, 10, true, 3).unwrap(),
        &Morris::new(7, 10, 4, 3).unwrap().spread(40),
    ];
    for design in designs {
        let forward: Vec<_> = (0..50).map(|run| design.point(run)).collect();
        let backward: Vec<_> = (0..50).rev().map(|run| design.point(run)).collect();
        assert!(forward.iter().eq(backward.iter().rev()));
        assert_ne!(forward[0], forward[49]);
    }
}

#[test]
fn independent_points_have_the_moments_of_uniform_ones() {
    let design = MonteCarlo::new(2, 11);
    let points: Vec<_> = (0..20_000).map(|run| design.point(run)).collect();
    let mean = |f: &dyn Fn(&[f64]) -> f64| points.iter().map(|point| f(point)).sum::<f64>() / 20_000.0;
    // Standard deviations of the three means: 0.0020, 0.0021 and 0.00059.
    assert_near("mean", mean(&|x| x[0]), 0.5, 0.008);
    assert_near("second moment", mean(&|x| x[1] * x[1]), 1.0 / 3.0, 0.008);
    assert_near("covariance", mean(&|x| (x[0] - 0.5) * (x[1] - 0.5)), 0.0, 0.0024);
}

#[test]
fn chosen_trajectories_lie_farther_apart() {
    let spread = |design: &Morris| -> f64 {
        let points = points(design);
        let walks: Vec<_> = points.chunks(7).collect();
        let mut sum = 0.0;
        for (number, a) in walks.iter().enumerate() {
            for b in &walks[..number] {
                for (x, y) in a.iter().flat_map(|x| b.iter().map(move |y| (x, y))) {
                    sum += x.iter().zip(y).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt();
                }
            }
        }
        sum
    };
    let plain = Morris::new(6, 5, 4, 1).unwrap();
    let chosen = plain.clone().spread(60);
    assert_eq!(chosen.runs(), plain.runs());
    assert!(spread(&chosen) > 1.03 * spread(&plain), "{} against {}", spread(&chosen), spread(&plain));
}

#[test]
fn all_levels_of_the_grid_are_used_alike() {
    let design = Morris::new(2, 4000, 4, 5).unwrap();
    let mut counts = [0_u32; 4];
    for point in points(&design) {
        counts[(point[0] * 3.0).round() as usize] += 1;
    }
    // 12,000 runs on 4 levels; the runs of a trajectory hang together.
    assert!(counts.iter().all(|count| (2800..3200).contains(count)), "{counts:?}");
}

#[test]
fn a_factorial_has_every_combination_once_with_names() {
    let factor = |name: &str, levels: &[&str]| Factor {
        name: name.to_owned(),
        levels: levels.iter().map(|level| (*level).to_owned()).collect(),
    };
    let design =
        Factorial::new(vec![factor("price", &["low", "high"]), factor("rule", &["a", "b", "c"])]).unwrap();
    assert_eq!(design.cells(), 6);
    assert_eq!(design.named(1), [("price", "low"), ("rule", "b")]);
    let mut all: Vec<_> = (0..6).map(|cell| design.levels(cell)).collect();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 6);
    let refused = |factors| Factorial::new(factors).unwrap_err().to_string();
    insta::assert_snapshot!(refused(vec![factor("price", &[])]), @"`price` has no levels; expected at least one");
    insta::assert_snapshot!(
        refused(vec![factor("price", &["low", "low"])]), @"level `low` is named twice"
    );
    insta::assert_snapshot!(
        refused(vec![factor("price", &["low"]), factor("price", &["low"])]), @"factor `price` is named twice"
    );
    let many: Vec<Factor> = (0..40).map(|number| factor(&number.to_string(), &["a", "b"])).collect();
    insta::assert_snapshot!(refused(many), @"
    there are more than 2^32 combinations
    hint: vary fewer things, or sample with another design
    ");
}

#[test]
fn impossible_designs_say_why() {
    let message = |error: InvalidInput| error.to_string();
    insta::assert_snapshot!(message(LatinHypercube::new(2, 0, 1).unwrap_err()), @"
    runs: 0 found, and at least 1 are needed
    hint: a Latin hypercube divides each dimension into as many strata as there are runs
    ");
    insta::assert_snapshot!(
        message(Morris::new(2, 5, 3, 1).unwrap_err()),
        @"number of levels is 3; expected an even number, two or more"
    );
    insta::assert_snapshot!(
        message(Saltelli::plain(3, 5, true).unwrap().grouped(&[0, 2, 2]).unwrap_err()),
        @"an empty group is 1; expected a group with at least one input: groups are numbered 0, 1, 2 ... without gaps"
    );
    insta::assert_snapshot!(
        message(Saltelli::plain(3, 5, true).unwrap().grouped(&[0, 1]).unwrap_err()),
        @"groups of inputs: 2 found; expected 3"
    );
    insta::assert_snapshot!(message(Saltelli::plain(0, 5, true).unwrap_err()), @"
    inputs: 0 found, and at least 1 are needed
    hint: indices say which of several inputs matter
    ");
}

#[test]
fn blocks_are_those_of_the_reference() {
    let (_, expected) = crate::common::table!("sobol_sobol_g_N64_unscrambled_xy.csv");
    let design = Saltelli::plain(8, 64, true).unwrap();
    assert_eq!(design.runs(), Some(expected.len() as u64));
    for (run, row) in expected.iter().enumerate() {
        assert_eq!(design.point(run as u64), row[..8], "row {run}");
    }
    let scrambled = numbers(&reference!("sobol_indices.json")["sobol_g"]["analytic"]["S1"]);
    assert_eq!(scrambled.len(), 8);
}
