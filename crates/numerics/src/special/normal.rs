//! The standard normal law: density, distribution function and its inverse.

use crate::math;

const INVERSE_ROOT_TWO_PI: f64 = 0.398_942_280_401_432_7;

/// Density of the standard normal law.
#[must_use]
pub fn normal_pdf(x: f64) -> f64 {
    INVERSE_ROOT_TWO_PI * math::exp(-0.5 * x * x)
}

/// Probability that a standard normal number is at most `x`; relative error below 1e-13 down to the smallest floats.
#[must_use]
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

/// The number that a standard normal one does not exceed with probability `u`: minus and plus infinity at 0 and 1, NaN
/// outside.
///
/// Wichura 1988, "Algorithm AS 241: the percentage points of the normal distribution", PPND16; relative error about
/// 1e-16 in exact arithmetic, below 1e-14 as evaluated here.
#[must_use]
pub fn normal_ppf(u: f64) -> f64 {
    let centred = u - 0.5;
    if centred.abs() <= CENTRAL { central(centred) } else { tail(u, centred) }
}

/// Replaces each uniform in the open unit interval by its normal quantile.
///
/// The central formula is applied to all and the tails (15 % of uniforms) corrected after: the first loop has no
/// branches and so becomes vector instructions, with the same bits as [`normal_ppf`].
#[inline]
pub(crate) fn normal_ppf_in_place<const N: usize>(values: &mut [f64; N]) {
    let uniforms = *values;
    for (value, u) in values.iter_mut().zip(&uniforms) {
        *value = central(u - 0.5);
    }
    for (value, u) in values.iter_mut().zip(&uniforms) {
        let centred = u - 0.5;
        if centred.abs() > CENTRAL {
            *value = tail(*u, centred);
        }
    }
}

/// Distance from one half within which the central formula holds.
const CENTRAL: f64 = 0.425;

#[inline(always)]
fn central(centred: f64) -> f64 {
    const NUMERATOR: [f64; 8] = [
        3.387_132_872_796_366_5,
        1.331_416_678_917_843_8e2,
        1.971_590_950_306_551_3e3,
        1.373_169_376_550_946e4,
        4.592_195_393_154_987e4,
        6.726_577_092_700_87e4,
        3.343_057_558_358_813e4,
        2.509_080_928_730_122_7e3,
    ];
    const DENOMINATOR: [f64; 8] = [
        1.0,
        4.231_333_070_160_091e1,
        6.871_870_074_920_579e2,
        5.394_196_021_424_751e3,
        2.121_379_430_158_659_7e4,
        3.930_789_580_009_271e4,
        2.872_908_573_572_194_3e4,
        5.226_495_278_852_854e3,
    ];
    let r = 0.180_625 - centred * centred;
    centred * polynomial(r, &NUMERATOR) / polynomial(r, &DENOMINATOR)
}

#[inline(never)]
fn tail(u: f64, centred: f64) -> f64 {
    const NEAR_NUMERATOR: [f64; 8] = [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        2.417_807_251_774_506e-1,
        2.272_384_498_926_918_4e-2,
        7.745_450_142_783_414e-4,
    ];
    const NEAR_DENOMINATOR: [f64; 8] = [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        6.897_673_349_851e-1,
        1.481_039_764_274_800_8e-1,
        1.519_866_656_361_645_7e-2,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ];
    const FAR_NUMERATOR: [f64; 8] = [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        2.965_605_718_285_048_7e-1,
        2.653_218_952_657_612_4e-2,
        1.242_660_947_388_078_4e-3,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ];
    const FAR_DENOMINATOR: [f64; 8] = [
        1.0,
        5.998_322_065_558_88e-1,
        1.369_298_809_227_358e-1,
        1.487_536_129_085_061_5e-2,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ];
    let below = if centred < 0.0 { u } else { 1.0 - u };
    if below == 0.0 {
        return if centred < 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let depth = math::sqrt(-math::ln(below));
    let size = if depth <= 5.0 {
        polynomial(depth - 1.6, &NEAR_NUMERATOR) / polynomial(depth - 1.6, &NEAR_DENOMINATOR)
    } else {
        polynomial(depth - 5.0, &FAR_NUMERATOR) / polynomial(depth - 5.0, &FAR_DENOMINATOR)
    };
    if centred < 0.0 { -size } else { size }
}

/// Horner's rule, coefficients from the constant up.
#[inline(always)]
fn polynomial(x: f64, coefficients: &[f64; 8]) -> f64 {
    let [c0, c1, c2, c3, c4, c5, c6, c7] = *coefficients;
    ((((((c7 * x + c6) * x + c5) * x + c4) * x + c3) * x + c2) * x + c1) * x + c0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_at_and_beyond_the_ends() {
        assert_eq!(normal_ppf(0.0), f64::NEG_INFINITY);
        assert_eq!(normal_ppf(1.0), f64::INFINITY);
        assert_eq!(normal_ppf(0.5), 0.0);
        for u in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
            assert!(normal_ppf(u).is_nan(), "{u}");
        }
    }

    #[test]
    fn a_batch_has_the_bits_of_single_quantiles() {
        let mut values: [f64; 64] = std::array::from_fn(|i| (i as f64 + 0.5) / 64.0);
        let singles = values.map(normal_ppf);
        normal_ppf_in_place(&mut values);
        assert_eq!(values.map(f64::to_bits), singles.map(f64::to_bits));
    }
}
