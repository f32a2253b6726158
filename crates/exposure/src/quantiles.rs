//! Quantiles of samples: 5, 25, 50, 75 and 95 %.

use serde::Serialize;

/// What lies in the middle and at the ends.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Spread {
    /// 5 % lie below.
    pub p5: f64,
    /// A quarter lies below.
    pub p25: f64,
    /// The median.
    pub p50: f64,
    /// Three quarters lie below.
    pub p75: f64,
    /// 95 % lie below.
    pub p95: f64,
}

impl Spread {
    /// The quantiles of a sample; zeros of an empty one. Values that are no numbers are left out.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        sorted.sort_by(f64::total_cmp);
        let [p5, p25, p50, p75, p95] = [0.05, 0.25, 0.5, 0.75, 0.95].map(|share| quantile(&sorted, share));
        Self { p5, p25, p50, p75, p95 }
    }
}

/// A quantile of sorted values by linear interpolation (Hyndman and Fan 1996, type 7); 0 of none.
#[must_use]
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let place = share.clamp(0.0, 1.0) * last as f64;
    let below = place as usize;
    let above = (below + 1).min(last);
    let part = place - below as f64;
    match part > 0.0 {
        // Infinite ends must not make a number that is none.
        true if sorted[below].is_finite() && sorted[above].is_finite() => {
            sorted[below] + part * (sorted[above] - sorted[below])
        }
        true => sorted[above],
        false => sorted[below],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_interpolate_and_bear_infinity() {
        let hundred: Vec<f64> = (0..=100).rev().map(f64::from).collect();
        assert_eq!(Spread::of(&hundred), Spread { p5: 5.0, p25: 25.0, p50: 50.0, p75: 75.0, p95: 95.0 });
        assert_eq!(Spread::of(&[]), Spread::default());
        assert_eq!(Spread::of(&[f64::NAN, 2.0]).p95, 2.0);
        assert_eq!(Spread::of(&[1.0, f64::INFINITY]).p50, f64::INFINITY);
    }
}
