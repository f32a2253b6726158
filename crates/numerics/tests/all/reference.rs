//! Agreement with values computed elsewhere; `tests/reference/README.md` says how.

use jevons_numerics::special::{
    normal_cdf, normal_ppf, regularized_beta, regularized_beta_inverse, regularized_gamma_lower,
    regularized_gamma_lower_inverse, regularized_gamma_upper,
};
use jevons_numerics::{Distribution, Family};
use serde_json::Value;

const TOLERANCE: f64 = 1e-9;

fn distributions() -> Value {
    serde_json::from_str(include_str!("../reference/distributions.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

#[track_caller]
fn assert_near(what: &str, found: f64, expected: f64, tolerance: f64) {
    let miss = (found - expected).abs();
    assert!(miss <= tolerance * expected.abs().max(1e-300), "{what}: {found:e} instead of {expected:e}");
}

/// The distribution of one case of the file.
fn distribution(case: &Value) -> Distribution {
    let p = |name: &str| case["parameters"][name].as_f64().unwrap_or_else(|| panic!("{case} lacks {name}"));
    let family = match case["family"].as_str().unwrap() {
        "normal" => Family::Normal { mean: p("mean"), standard_deviation: p("standard_deviation") },
        "lognormal" => Family::LogNormal {
            mean_of_log: p("mean_of_log"),
            standard_deviation_of_log: p("standard_deviation_of_log"),
        },
        "uniform" => Family::Uniform { low: p("low"), high: p("high") },
        "triangular" => Family::Triangular { low: p("low"), mode: p("mode"), high: p("high") },
        "beta" => Family::Beta { alpha: p("alpha"), beta: p("beta"), low: p("low"), high: p("high") },
        "pert" => return Distribution::pert(p("low"), p("mode"), p("high")).unwrap(),
        "gamma" => Family::Gamma { shape: p("shape"), scale: p("scale") },
        "exponential" => Family::Exponential { rate: p("rate") },
        "student_t" => Family::StudentT {
            degrees_of_freedom: p("degrees_of_freedom"),
            location: p("location"),
            scale: p("scale"),
        },
        "weibull" => Family::Weibull { shape: p("shape"), scale: p("scale") },
        "gumbel" => Family::Gumbel { location: p("location"), scale: p("scale") },
        "pareto" => Family::Pareto { shape: p("shape"), minimum: p("minimum") },
        "truncated_normal" => Family::TruncatedNormal {
            mean: p("mean"),
            standard_deviation: p("standard_deviation"),
            low: p("low"),
            high: p("high"),
        },
        "cauchy" => Family::Cauchy { location: p("location"), scale: p("scale") },
        "logistic" => Family::Logistic { location: p("location"), scale: p("scale") },
        "poisson" => Family::Poisson { mean: p("mean") },
        "binomial" => Family::Binomial { trials: p("trials") as u32, probability: p("probability") },
        "negative_binomial" => {
            Family::NegativeBinomial { successes: p("successes"), probability: p("probability") }
        }
        other => panic!("unknown family {other}"),
    };
    Distribution::new(family).unwrap()
}

#[test]
fn quantiles_functions_and_moments_of_continuous_laws() {
    let file = distributions();
    let levels = numbers(&file["levels"]);
    let cases = file["continuous"].as_array().unwrap();
    assert_eq!(cases.len(), 16);
    for case in cases {
        let law = distribution(case);
        let (quantiles, probabilities) = (numbers(&case["ppf"]), numbers(&case["cdf_at_ppf"]));
        for ((level, quantile), probability) in levels.iter().zip(&quantiles).zip(&probabilities) {
            let what = format!("{law} at {level}");
            // A median of zero has no relative error.
            assert!((law.ppf(*level) - quantile).abs() <= TOLERANCE * quantile.abs().max(1e-3), "{what}");
            assert_near(&what, law.cdf(*quantile), *probability, TOLERANCE);
        }
        match (law.mean(), case["mean"].as_f64()) {
            (Some(found), Some(expected)) => {
                assert!((found - expected).abs() < TOLERANCE * expected.abs().max(1.0), "{law}")
            }
            (found, expected) => assert_eq!(found, expected, "mean of {law}"),
        }
        match (law.variance(), case["variance"].as_f64()) {
            (Some(found), Some(expected)) => {
                assert_near(&format!("variance of {law}"), found, expected, TOLERANCE)
            }
            (found, expected) => assert_eq!(found, expected, "variance of {law}"),
        }
    }
}

#[test]
fn probabilities_and_quantiles_of_counts() {
    let file = distributions();
    let cases = file["counts"].as_array().unwrap();
    assert_eq!(cases.len(), 3);
    for case in cases {
        let law = distribution(case);
        let mut reached = 0.0;
        for (count, probability) in numbers(&case["probabilities_from_0"]).iter().enumerate() {
            let count = count as f64;
            let what = format!("{law} at {count}");
            assert_near(&what, law.cdf(count) - law.cdf(count - 1.0), *probability, TOLERANCE);
            assert_eq!(law.ppf(reached + 0.5 * probability), count, "{what}");
            reached += probability;
            assert_near(&what, law.cdf(count + 0.5), reached, TOLERANCE);
        }
    }
    let poisson = numbers(&cases[0]["cdf_from_0"]);
    for (count, expected) in poisson.iter().enumerate() {
        assert_near("poisson", distribution(&cases[0]).cdf(count as f64), *expected, TOLERANCE);
    }
}

#[test]
fn parameters_from_two_quantiles() {
    let file = distributions();
    let cases = file["from_p5_and_p95"].as_array().unwrap();
    assert_eq!(cases.len(), 4);
    for case in cases {
        let field = |law: &str, name: &str| case[law][name].as_f64().unwrap();
        let (p5, p95) = (case["p5"].as_f64().unwrap(), case["p95"].as_f64().unwrap());
        let lognormal = Distribution::lognormal_from_p5_p95(p5, p95).unwrap();
        let Family::LogNormal { mean_of_log, standard_deviation_of_log } = *lognormal.family() else {
            panic!("{lognormal}")
        };
        assert_near("mean of log", mean_of_log, field("lognormal", "mulog"), TOLERANCE);
        assert_near("sd of log", standard_deviation_of_log, field("lognormal", "sigmalog"), TOLERANCE);
        assert_near("mean", lognormal.mean().unwrap(), field("lognormal", "mean"), TOLERANCE);
        assert_near("median", lognormal.ppf(0.5), field("lognormal", "median"), TOLERANCE);
        let normal = Distribution::normal_from_p5_p95(p5, p95).unwrap();
        assert_near("mean", normal.mean().unwrap(), field("normal", "mean"), TOLERANCE);
        assert_near("sd", normal.variance().unwrap().sqrt(), field("normal", "sd"), TOLERANCE);
    }
}

#[test]
fn special_functions_agree_with_sixty_digits() {
    let file: Value = serde_json::from_str(include_str!("../reference/special.json")).unwrap();
    let check = |name: &str, tolerance: f64, function: &dyn Fn(&[f64]) -> f64| {
        let rows = file[name].as_array().unwrap();
        assert!(rows.len() >= 9, "{name}");
        for row in rows.iter().map(numbers) {
            let (expected, arguments) = row.split_last().unwrap();
            assert_near(&format!("{name} of {arguments:?}"), function(arguments), *expected, tolerance);
        }
    };
    check("normal_cdf", 2e-13, &|a| normal_cdf(a[0]));
    check("normal_ppf", 1e-14, &|a| normal_ppf(a[0]));
    check("gamma_lower", 1e-12, &|a| regularized_gamma_lower(a[0], a[1]));
    check("gamma_upper", 1e-12, &|a| regularized_gamma_upper(a[0], a[1]));
    check("beta", 1e-12, &|a| regularized_beta(a[0], a[1], a[2]));
    check("gamma_lower_inverse", 1e-12, &|a| regularized_gamma_lower_inverse(a[0], a[1]));
    check("beta_inverse", 1e-12, &|a| {
        // The row ends in the share and its complement.
        let (share, rest) = regularized_beta_inverse(a[0], a[1], a[2]);
        assert_near(&format!("share of {a:?}"), share, a[3], 1e-12);
        rest
    });
}
