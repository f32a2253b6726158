//! The exact bits of a hundred thousand outputs of every function: a change of one bit anywhere is a new version.
//!
//! The digests hold on every platform and at every optimisation level; that is what `math` is for. When a change of
//! results is meant, run the test and copy the printed line.

use jevons_numerics::{Distribution, Family, Streams, math, special};

const POINTS: u32 = 100_000;

/// FNV-1a over the bytes of each result, least significant first.
fn digest(function: impl Fn(f64) -> f64) -> u64 {
    let draws = Streams::new(2026, 0).at(0, 0);
    (0..POINTS).fold(0xcbf2_9ce4_8422_2325, |hash, point| {
        let result = function(draws.uniform(point));
        // All NaN are one result: their payload is not a platform's to choose.
        let bits = if result.is_nan() { u64::MAX } else { result.to_bits() };
        bits.to_le_bytes()
            .iter()
            .fold(hash, |hash: u64, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
    })
}

#[track_caller]
fn assert_digests(digests: &[(&str, u64)], expected: &str) {
    let found: String = digests.iter().map(|(name, digest)| format!("{name} {digest:016x}\n")).collect();
    assert_eq!(found, expected, "\nfound:\n{found}");
}

#[test]
fn elementary_functions() {
    let wide = |u: f64| 200.0 * (u - 0.5);
    let digests = [
        ("exp", digest(|u| math::exp(wide(u)))),
        ("exp_minus_one", digest(|u| math::exp_minus_one(wide(u)))),
        ("ln", digest(|u| math::ln(1000.0 * u))),
        ("ln_one_plus", digest(|u| math::ln_one_plus(u - 0.5))),
        ("log2", digest(|u| math::log2(1000.0 * u))),
        ("log10", digest(|u| math::log10(1000.0 * u))),
        ("pow", digest(|u| math::pow(u, wide(u)))),
        ("pow_whole", digest(|u| math::pow_whole(0.5 + u, 37))),
        ("sqrt", digest(|u| math::sqrt(1000.0 * u))),
        ("cbrt", digest(|u| math::cbrt(wide(u)))),
        ("sin", digest(|u| math::sin(wide(u)))),
        ("cos", digest(|u| math::cos(wide(u)))),
        ("tan", digest(|u| math::tan(wide(u)))),
        ("atan2", digest(|u| math::atan2(u - 0.5, wide(u * u)))),
        ("tanh", digest(|u| math::tanh(0.1 * wide(u)))),
        ("logistic", digest(|u| math::logistic(wide(u)))),
        ("logit", digest(math::logit)),
    ];
    assert_digests(&digests, include_str!("../reference/golden_math.txt"));
}

#[test]
fn special_functions_and_draws() {
    let draws = Streams::new(7, 8).at(9, 10);
    let digests = [
        ("normal_pdf", digest(|u| special::normal_pdf(20.0 * (u - 0.5)))),
        ("normal_cdf", digest(|u| special::normal_cdf(20.0 * (u - 0.5)))),
        ("normal_ppf", digest(special::normal_ppf)),
        ("gamma", digest(|u| special::gamma(20.0 * u))),
        ("ln_gamma", digest(|u| special::ln_gamma(200.0 * u))),
        ("regularized_gamma_lower", digest(|u| special::regularized_gamma_lower(10.0 * u, 5.0))),
        ("regularized_gamma_upper", digest(|u| special::regularized_gamma_upper(3.0, 10.0 * u))),
        ("regularized_beta", digest(|u| special::regularized_beta(10.0 * u, 3.0, u))),
        ("bits", digest(|u| f64::from(draws.bits((u * 1e9) as u32) as u32))),
        ("normal", digest(|u| draws.normal((u * 1e9) as u32))),
        ("lognormal", digest(|u| draws.lognormal((u * 1e9) as u32, 1.0, 0.5))),
    ];
    assert_digests(&digests, include_str!("../reference/golden_special.txt"));
}

#[test]
fn quantiles() {
    let families = [
        Family::Uniform { low: -1.0, high: 4.0 },
        Family::Triangular { low: 0.0, mode: 2.0, high: 10.0 },
        Family::Normal { mean: 2.0, standard_deviation: 3.0 },
        Family::TruncatedNormal { mean: 0.0, standard_deviation: 1.0, low: -0.5, high: 2.0 },
        Family::LogNormal { mean_of_log: 1.0, standard_deviation_of_log: 0.5 },
        Family::Beta { alpha: 2.0, beta: 5.0, low: 0.0, high: 1.0 },
        Family::Gamma { shape: 2.0, scale: 3.0 },
        Family::Exponential { rate: 0.5 },
        Family::StudentT { degrees_of_freedom: 3.0, location: 0.0, scale: 1.0 },
        Family::Weibull { shape: 1.5, scale: 2.0 },
        Family::Gumbel { location: 0.0, scale: 1.0 },
        Family::Pareto { shape: 2.5, minimum: 1.0 },
        Family::Cauchy { location: 0.0, scale: 1.0 },
        Family::Logistic { location: 0.0, scale: 1.0 },
        Family::Poisson { mean: 3.5 },
        Family::Binomial { trials: 10, probability: 0.3 },
        Family::NegativeBinomial { successes: 4.0, probability: 0.4 },
        Family::Discrete { values: vec![1.0, 2.0, 4.0], weights: vec![0.3, 0.5, 0.2] },
    ];
    let digests: Vec<(&str, u64)> = families
        .into_iter()
        .map(|family| {
            let law = Distribution::new(family).unwrap();
            (law.name(), digest(|u| law.ppf(u)))
        })
        .collect();
    assert_digests(&digests, include_str!("../reference/golden_quantiles.txt"));
}
