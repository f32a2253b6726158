//! The Gaussian copula against published values, and tables that no inputs can have.

use jevons_statistics::design::{Correlation, Design, GaussianCopula, Sobol};
use proptest::prelude::*;

use crate::common::{assert_all_near, assert_near, reference, rows};

const NAMES: [&str; 3] = ["demand.growth", "demand.price_elasticity", "chips.yield"];

fn table(correlations: &[(&str, &str, f64)]) -> Vec<Correlation> {
    let row = |&(first, second, rho): &(&str, &str, f64)| Correlation {
        first: first.to_owned(),
        second: second.to_owned(),
        rho,
    };
    correlations.iter().map(row).collect()
}

fn refusal(correlations: &[(&str, &str, f64)]) -> String {
    GaussianCopula::new(&NAMES, &table(correlations)).unwrap_err().to_string()
}

#[test]
fn dependent_points_are_the_published_ones() {
    let reference = &reference!("copula.json")["gaussian_copula"];
    let matrix = rows(&reference["corr"]);
    let pairs = [(0, 1), (0, 2), (1, 2)];
    let correlations: Vec<_> = pairs.iter().map(|&(a, b)| (NAMES[a], NAMES[b], matrix[a][b])).collect();
    let copula = GaussianCopula::new(&NAMES, &table(&correlations)).unwrap();
    for (input, expected) in rows(&reference["u_in_sobol_1_to_16"]).iter().zip(rows(&reference["u_out"])) {
        let mut point = input.clone();
        copula.correlate(&mut point);
        assert_all_near("coordinate", &point, &expected, 1e-9);
    }
}

#[test]
fn rank_correlations_are_those_of_theory_and_margins_stay_uniform() {
    let copula = GaussianCopula::new(&NAMES, &table(&[(NAMES[0], NAMES[2], 0.6)])).unwrap();
    let design = Sobol::scrambled(3, 5).unwrap();
    let points: Vec<Vec<f64>> = (0..4096)
        .map(|run| {
            let mut point = design.point(run);
            copula.correlate(&mut point);
            point
        })
        .collect();
    let mean = |f: &dyn Fn(&[f64]) -> f64| points.iter().map(|point| f(point)).sum::<f64>() / 4096.0;
    // The rank correlation of uniform margins is twelve times their covariance.
    let rank = |a: usize, b: usize| 12.0 * mean(&|x| (x[a] - 0.5) * (x[b] - 0.5));
    let theory = reference!("copula.json")["gaussian_copula"]["spearman_theoretical_for_pearson_rho"]["0.6"]
        .as_f64()
        .unwrap();
    assert_near("rank correlation", rank(0, 2), theory, 0.005);
    assert_near("of what no row names", rank(0, 1), 0.0, 0.005);
    assert_near("mean", mean(&|x| x[2]), 0.5, 0.001);
    assert_near("variance", mean(&|x| (x[2] - 0.5) * (x[2] - 0.5)), 1.0 / 12.0, 0.001);
}

proptest! {
    #[test]
    fn the_edges_of_the_cube_stay_inside_it(edges in prop::array::uniform3(0_usize..3), rho in -0.99..0.99) {
        let copula = GaussianCopula::new(&NAMES, &table(&[(NAMES[0], NAMES[1], rho)])).unwrap();
        let mut point: Vec<f64> = edges.iter().map(|edge| [0.0, 0.5, 1.0][*edge]).collect();
        let third = point[2];
        copula.correlate(&mut point);
        prop_assert!(point.iter().all(|x| (0.0..=1.0).contains(x)), "{:?}", point);
        prop_assert_eq!(point[2], third);
    }
}

#[test]
fn contradictions_are_named_and_never_mended() {
    let [a, b, c] = NAMES;
    insta::assert_snapshot!(refusal(&[(a, b, 0.9), (b, c, 0.9)]), @"
    the correlations between `demand.growth`, `demand.price_elasticity` and `chips.yield` contradict each other: `chips.yield` cannot be so close to some and so far from others of them
    hint: pairs without a row have correlation 0, which may be what does not fit; or multiply all correlations of the group by 0.78, with which they would be possible
    ");
}

#[test]
fn tables_that_are_wrong_say_where() {
    let [a, b, _] = NAMES;
    insta::assert_snapshot!(refusal(&[(a, "chip.yield", 0.5)]), @"
    there is no input `chip.yield`
    hint: did you mean `chips.yield`?
    ");
    insta::assert_snapshot!(refusal(&[(a, "zzz", 0.5)]), @"there is no input `zzz`");
    insta::assert_snapshot!(refusal(&[(a, a, 0.5)]), @"
    `demand.growth` is correlated with itself
    hint: a row names two inputs
    ");
    insta::assert_snapshot!(refusal(&[(a, b, 0.5), (b, a, 0.4)]), @"
    `demand.price_elasticity` and `demand.growth` have two rows: 0.4 after 0.5
    hint: keep one of them
    ");
    insta::assert_snapshot!(
        refusal(&[(a, b, 1.0)]),
        @"the correlation of `demand.growth` and `demand.price_elasticity` is 1; expected a number between -1 and 1, both excluded"
    );
    insta::assert_snapshot!(
        refusal(&[(a, b, f64::NAN)]),
        @"the correlation of `demand.growth` and `demand.price_elasticity` is NaN; expected a number between -1 and 1, both excluded"
    );
}
