//! Every impossible distribution is refused with what was found and what was expected.

use jevons_numerics::{Distribution, Family};

#[track_caller]
fn refused(attempt: Result<Distribution, jevons_numerics::InvalidDistribution>, message: &str) {
    assert_eq!(attempt.unwrap_err().to_string(), message);
}

#[test]
fn parameters_outside_their_range() {
    let new = Distribution::new;
    refused(new(Family::Fixed { value: f64::NAN }), "fixed: `value` is NaN; expected a finite number");
    refused(
        new(Family::Uniform { low: 2.0, high: 2.0 }),
        "uniform: `high` is 2; expected a number above `low` (2)",
    );
    refused(
        new(Family::Triangular { low: 0.0, mode: 12.0, high: 10.0 }),
        "triangular: `mode` is 12; expected a number from `low` (0) to `high` (10)",
    );
    refused(
        new(Family::Normal { mean: 0.0, standard_deviation: 0.0 }),
        "normal: `standard_deviation` is 0; expected a number above 0",
    );
    refused(
        new(Family::LogNormal { mean_of_log: f64::INFINITY, standard_deviation_of_log: 1.0 }),
        "lognormal: `mean_of_log` is inf; expected a finite number",
    );
    refused(
        new(Family::Beta { alpha: -1.0, beta: 1.0, low: 0.0, high: 1.0 }),
        "beta: `alpha` is -1; expected a number above 0",
    );
    refused(
        new(Family::Poisson { mean: -1.0 }),
        "poisson: `mean` is -1; expected a number from 0 to 1000000; use a normal law for more",
    );
    refused(
        new(Family::Binomial { trials: 3, probability: 1.2 }),
        "binomial: `probability` is 1.2; expected a share from 0 to 1",
    );
    refused(
        new(Family::Binomial { trials: 2_000_000, probability: 0.2 }),
        "binomial: `trials` is 2000000; expected at most 1000000; use a normal law for more",
    );
    refused(
        new(Family::NegativeBinomial { successes: 3.0, probability: 0.0 }),
        "negative_binomial: `probability` is 0; expected a share above 0, at most 1",
    );
    refused(
        new(Family::NegativeBinomial { successes: 3.0, probability: 1e-9 }),
        "negative_binomial: `probability` is 0.000000001; expected one with at most 1000000 failures on average",
    );
    refused(
        Distribution::pert(3.0, 2.0, 10.0),
        "pert: `mode` is 2; expected a number from `low` (3) to `high` (10)",
    );
    let law = Distribution::fixed(1.0).unwrap();
    refused(law.shifted(f64::NAN), "fixed: `shift` is NaN; expected a finite number");
}

#[test]
fn truncation_that_leaves_nothing() {
    let law = |low, high| {
        Distribution::new(Family::TruncatedNormal { mean: 0.0, standard_deviation: 1.0, low, high })
    };
    refused(law(1.0, 0.5), "truncated_normal: `high` is 0.5; expected a number above `low` (1)");
    refused(
        law(50.0, 60.0),
        "truncated_normal: `low` is 50; expected a range that the normal law reaches, nearer to `mean` (0)",
    );
    refused(
        law(f64::NEG_INFINITY, -50.0),
        "truncated_normal: `high` is -50; expected a range that the normal law reaches, nearer to `mean` (0)",
    );
    assert!(law(0.0, f64::INFINITY).is_ok());
}

#[test]
fn lists_that_do_not_fit() {
    let law = |values: &[f64], weights: &[f64]| {
        Distribution::new(Family::Discrete { values: values.to_vec(), weights: weights.to_vec() })
    };
    refused(law(&[], &[]), "discrete: `values` is empty; expected at least one value");
    refused(
        law(&[1.0, 2.0], &[1.0]),
        "discrete: `weights` is a list of 1; expected one weight for each of the 2 values",
    );
    refused(law(&[1.0], &[-1.0]), "discrete: `weights` is -1; expected weights of 0 or more");
    refused(
        law(&[1.0], &[0.0]),
        "discrete: `weights` is a list whose sum is 0; expected weights with a positive, finite sum",
    );
    refused(law(&[f64::NAN], &[1.0]), "discrete: `values` is NaN; expected a finite number");
}

#[test]
fn quantiles_that_no_law_has() {
    refused(
        Distribution::normal_from_p5_p95(3.0, 3.0),
        "normal: `p95` is 3; expected a number above `p5` (3)",
    );
    refused(Distribution::lognormal_from_p5_p95(0.0, 3.0), "lognormal: `p5` is 0; expected a number above 0");
    refused(
        Distribution::neg_lognormal_from_p5_p95(-3.0, 0.0),
        "neg_lognormal: `p95` is 0; expected a number below 0",
    );
    refused(
        Distribution::shifted_lognormal_from_p5_p50_p95(1.0, 1.0, 3.0),
        "shifted_lognormal: `p50` is 1; expected a number above `p5` (1)",
    );
    refused(
        Distribution::beta_from_p5_p95(0.0, 1.0, 0.4, 1.0),
        "beta: `high` is 1; expected a number above `p95` (1)",
    );
    refused(
        Distribution::beta_from_p5_p95(0.0, 1.0, 1e-9, 0.6),
        "beta: `p5` is 0.000000001; expected quantiles that a beta law can have, the nearest on 0 to 1 has p5 1.74e-7, p95 0.6000",
    );
    refused(
        Distribution::beta_from_p5_p50_p95(0.0, 1.0, 0.1, 0.55, 0.6),
        "beta: `p50` is 0.55; expected a median that a beta law can have, the nearest on 0 to 1 has p5 0.1909, p50 0.4169, p95 0.6709",
    );
}
