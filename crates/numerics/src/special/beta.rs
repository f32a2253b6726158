//! The regularised incomplete beta function and its inverse.

use super::gamma::{SETTLED, away_from_zero, ln_gamma};
use super::invert::{Point, solve};
use crate::math;

/// Enough terms for parameters to about 1e8; beyond, the loop still ends.
const TERMS: usize = 100_000;

/// Natural logarithm of the beta function.
#[must_use]
pub fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// Probability that a beta variable with parameters `a` and `b` is at most `x`; NaN outside the domain.
///
/// Relative error about 1e-14 for parameters below 100, growing in proportion to the larger one.
#[must_use]
pub fn regularized_beta(a: f64, b: f64, x: f64) -> f64 {
    tails(a, b, x, 1.0 - x).0
}

/// The `x` at which [`regularized_beta`] is `u`, and `1 - x` to its own full precision.
#[must_use]
pub fn regularized_beta_inverse(a: f64, b: f64, u: f64) -> (f64, f64) {
    if !(a > 0.0 && b > 0.0 && (0.0..=1.0).contains(&u)) {
        return (f64::NAN, f64::NAN);
    }
    if u == 0.0 {
        return (0.0, 1.0);
    }
    if u == 1.0 {
        return (1.0, 0.0);
    }
    let scale = ln_beta(a, b);
    // Leading powers of both tails, in log-odds: their upper and lower bounds bracket every solution.
    let lower = (math::ln(u) + math::ln(a) + scale) / a;
    let upper = -(math::ln_one_plus(-u) + math::ln(b) + scale) / b;
    let limit = 800.0 + 2.0 * lower.abs().max(upper.abs());
    let start = math::ln(a / b) + super::normal_ppf(u) * math::sqrt(1.0 / a + 1.0 / b);
    let t = solve(u, start, limit, |t| {
        let (x, y) = shares(t);
        // Far out one of the shares underflows, where the leading power is exact.
        let (below, above) = if x == 0.0 {
            (math::exp(a * t - scale) / a, 1.0)
        } else if y == 0.0 {
            (1.0, math::exp(-b * t - scale) / b)
        } else {
            tails(a, b, x, y)
        };
        Point { below, above, density: math::exp(a * ln_share(t) + b * ln_share(-t) - scale) }
    });
    shares(t)
}

/// A share and its complement from their log-odds.
fn shares(t: f64) -> (f64, f64) {
    (math::logistic(t), math::logistic(-t))
}

/// Logarithm of the share with log-odds `t`.
fn ln_share(t: f64) -> f64 {
    if t < 0.0 { t - math::ln_one_plus(math::exp(t)) } else { -math::ln_one_plus(math::exp(-t)) }
}

/// Both tails at `x = 1 - y`, the smaller one computed and the other its complement.
fn tails(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    if !(a > 0.0 && b > 0.0 && x >= 0.0 && y >= 0.0) {
        return (f64::NAN, f64::NAN);
    }
    if x == 0.0 {
        return (0.0, 1.0);
    }
    if y == 0.0 {
        return (1.0, 0.0);
    }
    let scale = math::exp(a * ln_complement(x, y) + b * ln_complement(y, x) - ln_beta(a, b));
    if x * (a + b + 2.0) < a + 1.0 {
        let below = (scale * fraction(a, b, x) / a).min(1.0);
        (below, 1.0 - below)
    } else {
        let above = (scale * fraction(b, a, y) / b).min(1.0);
        (1.0 - above, above)
    }
}

/// Logarithm of `x`, through its complement `y` when that is the smaller and so the more precise one.
fn ln_complement(x: f64, y: f64) -> f64 {
    if y < 0.5 { math::ln_one_plus(-y) } else { math::ln(x) }
}

/// The continued fraction of the incomplete beta function by Lentz's method (DLMF 8.17.22).
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for term in 1..TERMS {
        let m = term as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        let factor = d * c;
        value *= factor;
        if (factor - 1.0).abs() <= SETTLED {
            break;
        }
    }
    value
}
