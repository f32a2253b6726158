//! Elementary functions whose results are the same bits on every platform.
//!
//! IEEE 754 fixes the result of `+ - * /`, `sqrt` and rounding, but not of `exp`, `ln`, `pow` or `sin`: the standard
//! library hands those to the platform's C library, and a million random arguments give different bits on Linux and
//! in WebAssembly. One differing bit in a chaotic economy is another history. So anything that affects a result calls
//! this module, which uses the `libm` crate (a port of musl's functions in plain arithmetic) everywhere. For the same
//! reason nothing in jevons uses `mul_add` (a fused result differs from `a * b + c`) or `powi` (the compiler chooses
//! the order of its multiplications).

/// e to the power `x`.
#[must_use]
#[inline]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// e to the power `x`, less one; accurate when `x` is small.
#[must_use]
#[inline]
pub fn exp_minus_one(x: f64) -> f64 {
    libm::expm1(x)
}

/// Natural logarithm.
#[must_use]
#[inline]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// Natural logarithm of `1 + x`; accurate when `x` is small.
#[must_use]
#[inline]
pub fn ln_one_plus(x: f64) -> f64 {
    libm::log1p(x)
}

/// Logarithm to base 2.
#[must_use]
#[inline]
pub fn log2(x: f64) -> f64 {
    libm::log2(x)
}

/// Logarithm to base 10.
#[must_use]
#[inline]
pub fn log10(x: f64) -> f64 {
    libm::log10(x)
}

/// `base` to the power `exponent`.
#[must_use]
#[inline]
pub fn pow(base: f64, exponent: f64) -> f64 {
    libm::pow(base, exponent)
}

/// `base` to a whole power, by squaring: the order of multiplications is fixed here and not by the compiler.
#[must_use]
pub fn pow_whole(base: f64, exponent: u32) -> f64 {
    let (mut result, mut square, mut remaining) = (1.0, base, exponent);
    while remaining > 0 {
        if remaining & 1 == 1 {
            result *= square;
        }
        square *= square;
        remaining >>= 1;
    }
    result
}

/// Square root, correctly rounded.
#[must_use]
#[inline]
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// Cube root.
#[must_use]
#[inline]
pub fn cbrt(x: f64) -> f64 {
    libm::cbrt(x)
}

/// Sine of an angle in radians.
#[must_use]
#[inline]
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// Cosine of an angle in radians.
#[must_use]
#[inline]
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// Tangent of an angle in radians.
#[must_use]
#[inline]
pub fn tan(x: f64) -> f64 {
    libm::tan(x)
}

/// Angle in radians, in (-pi, pi], of the point with abscissa `x` and ordinate `y`.
#[must_use]
#[inline]
pub fn atan2(y: f64, x: f64) -> f64 {
    libm::atan2(y, x)
}

/// Hyperbolic tangent.
#[must_use]
#[inline]
pub fn tanh(x: f64) -> f64 {
    libm::tanh(x)
}

/// Logistic function `1 / (1 + exp(-x))`, accurate in both tails.
#[must_use]
#[inline]
pub fn logistic(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + exp(-x))
    } else {
        let odds = exp(x);
        odds / (1.0 + odds)
    }
}

/// Log-odds `ln(p / (1 - p))` of a share `p`, the inverse of [`logistic`].
#[must_use]
#[inline]
pub fn logit(p: f64) -> f64 {
    if (0.25..=0.75).contains(&p) {
        // 2p - 1 is exact here, and the logarithm of a ratio near one is not.
        let centred = 2.0 * p - 1.0;
        ln_one_plus(centred) - ln_one_plus(-centred)
    } else {
        ln(p) - ln_one_plus(-p)
    }
}

/// The nearest whole number, ties to the even one; `None` for NaN and for what an `i64` cannot hold.
#[must_use]
#[inline]
pub fn round_half_even(x: f64) -> Option<i64> {
    whole(x.round_ties_even())
}

/// The largest whole number not above `x`; `None` for NaN and for what an `i64` cannot hold.
#[must_use]
#[inline]
pub fn floor(x: f64) -> Option<i64> {
    whole(x.floor())
}

/// The smallest whole number not below `x`; `None` for NaN and for what an `i64` cannot hold.
#[must_use]
#[inline]
pub fn ceil(x: f64) -> Option<i64> {
    whole(x.ceil())
}

/// Converts a float that is already whole, refusing what `as` would silently saturate.
#[inline]
fn whole(x: f64) -> Option<i64> {
    // 2^63 is exact as a float; the largest i64 is one less and is not.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    (-LIMIT..LIMIT).contains(&x).then_some(x as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_round_to_the_even_neighbour() {
        for (x, expected) in [(0.5, 0), (1.5, 2), (2.5, 2), (-0.5, 0), (-1.5, -2), (2.4999999999999996, 2)] {
            assert_eq!(round_half_even(x), Some(expected), "{x}");
        }
    }

    #[test]
    fn conversions_refuse_what_an_integer_cannot_hold() {
        for x in [f64::NAN, f64::INFINITY, -f64::INFINITY, 9.3e18, 9_223_372_036_854_775_808.0, -1e300] {
            assert_eq!((round_half_even(x), floor(x), ceil(x)), (None, None, None), "{x}");
        }
        assert_eq!(round_half_even(-9_223_372_036_854_775_808.0), Some(i64::MIN));
        assert_eq!((floor(-1.5), ceil(-1.5)), (Some(-2), Some(-1)));
    }

    #[test]
    fn whole_powers_agree_with_repeated_multiplication() {
        assert_eq!(pow_whole(3.0, 0), 1.0);
        assert_eq!(pow_whole(3.0, 13), 1_594_323.0);
        assert_eq!(pow_whole(-0.5, 3), -0.125);
    }

    #[test]
    fn log_odds_and_shares_are_inverse_in_both_tails() {
        for x in [-700.0, -30.0, -1e-9, 0.0, 1e-9, 1.0, 30.0] {
            let back = logit(logistic(x));
            // Near one and near a half a share has lost digits that its log-odds would need.
            let tolerance = if x > 1.0 { 2e-3 } else { 1e-13 * x.abs() + 1e-15 };
            assert!((back - x).abs() <= tolerance, "{x} came back as {back}");
        }
        assert_eq!((logistic(f64::INFINITY), logistic(-f64::INFINITY)), (1.0, 0.0));
    }
}
