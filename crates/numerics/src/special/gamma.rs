//! The gamma function and the regularised incomplete gamma functions with their inverse.

use super::invert::{Point, solve};
use super::normal::normal_ppf;
use crate::math;

/// Enough terms for shapes to about 1e8; beyond, the loops still end.
const TERMS: usize = 100_000;
const TINY: f64 = 1e-300;
/// A factor this near to one no longer changes a product; less than the spacing of floats above one would never be met.
pub(super) const SETTLED: f64 = 2.0 * f64::EPSILON;

/// The gamma function.
#[must_use]
pub fn gamma(x: f64) -> f64 {
    libm::tgamma(x)
}

/// Natural logarithm of the absolute value of the gamma function.
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// Probability that a gamma variable of this shape and scale 1 is at most `x`; NaN when `shape` is not positive or `x`
/// is negative.
///
/// Relative error about 1e-14 for shapes below 100, growing in proportion to the shape.
#[must_use]
pub fn regularized_gamma_lower(shape: f64, x: f64) -> f64 {
    tails(shape, x).0
}

/// Probability that a gamma variable of this shape and scale 1 exceeds `x`; accurate in the upper tail.
#[must_use]
pub fn regularized_gamma_upper(shape: f64, x: f64) -> f64 {
    tails(shape, x).1
}

/// The `x` at which [`regularized_gamma_lower`] is `u`; NaN when `u` is outside the unit interval.
#[must_use]
pub fn regularized_gamma_lower_inverse(shape: f64, u: f64) -> f64 {
    if !(shape > 0.0 && (0.0..=1.0).contains(&u)) {
        return f64::NAN;
    }
    if u == 0.0 {
        return 0.0;
    }
    if u == 1.0 {
        return f64::INFINITY;
    }
    let ln_u = math::ln(u);
    // Wilson and Hilferty's cube, or the leading power of the lower tail where the cube is poor.
    let cube = 1.0 - 1.0 / (9.0 * shape) + normal_ppf(u) / (3.0 * math::sqrt(shape));
    let power = (ln_u + ln_gamma(shape + 1.0)) / shape;
    let start = if cube > 0.3 { math::ln(shape * cube * cube * cube) } else { power };
    // The lower end must reach exp(ln u / shape), which underflows for tiny shapes: the quantile is then zero.
    let limit = 800.0 + 2.0 * power.abs();
    let t = solve(u, start, limit, |t| {
        let x = math::exp(t);
        let (below, above) =
            if x > 0.0 { tails(shape, x) } else { (math::exp(shape * t - ln_gamma(shape + 1.0)), 1.0) };
        Point { below, above, density: math::exp(shape * t - x - ln_gamma(shape)) }
    });
    math::exp(t)
}

/// Both tails, the smaller one computed and the other its complement.
fn tails(shape: f64, x: f64) -> (f64, f64) {
    if !(shape > 0.0 && x >= 0.0) {
        return (f64::NAN, f64::NAN);
    }
    if x == 0.0 {
        return (0.0, 1.0);
    }
    if x == f64::INFINITY {
        return (1.0, 0.0);
    }
    let scale = math::exp(shape * math::ln(x) - x - ln_gamma(shape));
    if x < shape + 1.0 {
        let below = (scale * series(shape, x)).min(1.0);
        (below, 1.0 - below)
    } else {
        let above = (scale * fraction(shape, x)).min(1.0);
        (1.0 - above, above)
    }
}

/// Power series of the lower function, without its factor `x^a exp(-x) / gamma(a)`.
fn series(shape: f64, x: f64) -> f64 {
    let (mut denominator, mut term) = (shape, 1.0 / shape);
    let mut sum = term;
    for _ in 0..TERMS {
        denominator += 1.0;
        term *= x / denominator;
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    sum
}

/// Legendre's continued fraction of the upper function by Lentz's method, without the same factor.
fn fraction(shape: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - shape;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut value = d;
    for term in 1..TERMS {
        let i = term as f64;
        let a = -i * (i - shape);
        b += 2.0;
        d = 1.0 / away_from_zero(a * d + b);
        c = away_from_zero(b + a / c);
        let factor = d * c;
        value *= factor;
        if (factor - 1.0).abs() <= SETTLED {
            break;
        }
    }
    value
}

pub(super) fn away_from_zero(x: f64) -> f64 {
    if x.abs() < TINY { TINY } else { x }
}
