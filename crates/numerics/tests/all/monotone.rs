//! Quantiles never decrease, and undo the distribution function.

use jevons_numerics::{Distribution, Family};
use proptest::prelude::*;

fn families() -> impl Strategy<Value = Family> {
    let size = || (-2.0..2.0_f64).prop_map(|power| 10f64.powf(power));
    prop_oneof![
        (-5.0..5.0, size()).prop_map(|(low, width)| Family::Uniform { low, high: low + width }),
        (-5.0..5.0, size(), 0.0..=1.0).prop_map(|(low, width, share)| Family::Triangular {
            low,
            mode: low + width * share,
            high: low + width
        }),
        (-5.0..5.0, size())
            .prop_map(|(mean, standard_deviation)| Family::Normal { mean, standard_deviation }),
        (-5.0..5.0, size(), -6.0..6.0, size()).prop_map(|(mean, sd, from, width)| Family::TruncatedNormal {
            mean,
            standard_deviation: sd,
            low: mean + sd * from,
            high: mean + sd * (from + width)
        }),
        (-5.0..5.0, 0.01..3.0).prop_map(|(mean_of_log, standard_deviation_of_log)| Family::LogNormal {
            mean_of_log,
            standard_deviation_of_log
        }),
        (size(), size()).prop_map(|(alpha, beta)| Family::Beta { alpha, beta, low: -1.0, high: 3.0 }),
        (size(), size()).prop_map(|(shape, scale)| Family::Gamma { shape, scale }),
        size().prop_map(|rate| Family::Exponential { rate }),
        (0.5..50.0, size()).prop_map(|(degrees_of_freedom, scale)| Family::StudentT {
            degrees_of_freedom,
            location: 1.0,
            scale
        }),
        (0.3..10.0, size()).prop_map(|(shape, scale)| Family::Weibull { shape, scale }),
        size().prop_map(|scale| Family::Gumbel { location: 2.0, scale }),
        (0.5..10.0, size()).prop_map(|(shape, minimum)| Family::Pareto { shape, minimum }),
        size().prop_map(|scale| Family::Cauchy { location: 2.0, scale }),
        size().prop_map(|scale| Family::Logistic { location: 2.0, scale }),
    ]
}

fn counts() -> impl Strategy<Value = Family> {
    prop_oneof![
        (0.0..300.0).prop_map(|mean| Family::Poisson { mean }),
        (0..200_u32, 0.0..=1.0).prop_map(|(trials, probability)| Family::Binomial { trials, probability }),
        (0.1..20.0, 0.05..=1.0)
            .prop_map(|(successes, probability)| Family::NegativeBinomial { successes, probability }),
        prop::collection::vec((-9.0..9.0, 0.1..2.0), 1..6).prop_map(|pairs| {
            let (values, weights) = pairs.into_iter().unzip();
            Family::Discrete { values, weights }
        }),
    ]
}

/// Quantiles may fall by the last digits that their evaluation carries, never by more.
fn rises(law: &Distribution, low: f64, high: f64) -> bool {
    let (below, above) = (law.ppf(low), law.ppf(high));
    below <= above || below - above <= 1e-12 * below.abs().max(above.abs())
}

proptest! {
    #[test]
    fn continuous_quantiles_rise_and_invert(family in families(), u in 1e-9..1.0, v in 1e-9..1.0, mirror: bool) {
        let law = Distribution::new(family).unwrap().shifted(0.25).unwrap();
        let law = if mirror { law.negated() } else { law };
        prop_assert!(rises(&law, f64::min(u, v), f64::max(u, v)), "{law} at {u} and {v}");
        let (least, most) = law.support();
        let value = law.ppf(u);
        prop_assert!(least <= value && value <= most, "{law} at {u}: {value}");
        // Where the law is steep one step of the float moves the probability: allow for the neighbours.
        let step = 4.0 * f64::EPSILON * (value.abs() + 10.0);
        let (from, to) = (law.cdf(value - step) - 1e-10, law.cdf(value + step) + 1e-10);
        prop_assert!(from <= u && u <= to, "{law}: {u} gives {value}, where the function is {from} to {to}");
    }

    #[test]
    fn nearby_uniforms_keep_their_order(family in families(), u in 0.001..0.999, gap in 0.0..1e-6) {
        let law = Distribution::new(family).unwrap();
        prop_assert!(rises(&law, u, u + gap), "{law} at {u} and {gap} more");
    }

    #[test]
    fn quantiles_of_counts_are_the_smallest_that_reach(family in counts(), u in 1e-9..1.0, v in 1e-9..1.0) {
        let law = Distribution::new(family).unwrap();
        prop_assert!(law.ppf(f64::min(u, v)) <= law.ppf(f64::max(u, v)), "{law} at {u} and {v}");
        let value = law.ppf(u);
        prop_assert!(law.cdf(value) >= u - 1e-12, "{law} at {u}: {value}");
        prop_assert!(law.cdf(value - 1e-6) < u + 1e-12, "{law} at {u}: {value}");
        let mirrored = law.clone().negated();
        prop_assert!((mirrored.cdf(-value) - (1.0 - law.cdf(value - 1e-6))).abs() < 1e-9, "{law} mirrored at {value}");
    }

    #[test]
    fn moments_are_those_of_the_quantiles(family in prop_oneof![families(), counts()]) {
        // The mean of ten thousand evenly spaced quantiles is the mean, if the tails allow it.
        const POINTS: u32 = 10_000;
        let light = !matches!(
            family,
            Family::Pareto { .. } | Family::StudentT { .. } | Family::Cauchy { .. } | Family::LogNormal { .. } | Family::Weibull { .. }
        );
        prop_assume!(light);
        let law = Distribution::new(family).unwrap();
        let values: Vec<f64> = (0..POINTS).map(|i| law.ppf((f64::from(i) + 0.5) / f64::from(POINTS))).collect();
        let mean = values.iter().sum::<f64>() / f64::from(POINTS);
        let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / f64::from(POINTS);
        let deviation = law.variance().unwrap().sqrt();
        prop_assert!((mean - law.mean().unwrap()).abs() <= 0.02 * deviation + 1e-9, "{law}: {mean}");
        prop_assert!((variance.sqrt() - deviation).abs() <= 0.1 * deviation + 1e-9, "{law}: {variance}");
    }
}

#[test]
fn quantiles_outside_the_unit_interval_are_not_numbers() {
    let law = Distribution::new(Family::Normal { mean: 0.0, standard_deviation: 1.0 }).unwrap();
    for u in [-0.01, 1.01, f64::NAN] {
        assert!(law.ppf(u).is_nan(), "{u}");
    }
}
