//! Quantiles of a sorted sample and how well they are known.

/// The probabilities at which every series is summarised.
pub const QUANTILES: [f64; 7] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95];

/// Two-sided 95 % point of the normal distribution.
const NORMAL_95: f64 = 1.959_963_984_540_054;

/// A quantile estimated from a sample, with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuantileEstimate {
    /// The estimate; NaN when the sample is empty.
    pub value: f64,
    /// Lower and upper end of the 95 % interval; `None` when the sample is too small to bound it on both sides
    /// (the 5 % quantile needs 73 runs).
    pub interval: Option<(f64, f64)>,
}

impl QuantileEstimate {
    /// Estimates the quantile at `probability` of a sample sorted in ascending order.
    ///
    /// The interval runs between the order statistics that stand where the share of the sample below the true
    /// quantile would be expected in 95 % of samples (Woodruff, "Confidence intervals for medians and other
    /// position measures", 1952): no distribution is assumed.
    #[must_use]
    pub fn of(sorted: &[f64], probability: f64) -> Self {
        let spread = NORMAL_95 * (probability * (1.0 - probability) / sorted.len() as f64).sqrt();
        let (below, above) = (probability - spread, probability + spread);
        let bounded = below >= 0.0 && above <= 1.0;
        Self {
            value: quantile(sorted, probability),
            interval: bounded.then(|| (quantile(sorted, below), quantile(sorted, above))),
        }
    }

    /// Standard error: the width of the interval in units of a normal one.
    #[must_use]
    pub fn standard_error(&self) -> Option<f64> {
        self.interval.map(|(low, high)| (high - low) / (2.0 * NORMAL_95))
    }
}

/// Quantile of a sample sorted in ascending order, interpolated linearly between order statistics (type 7 of
/// Hyndman and Fan, the default of NumPy, pandas, R and DuckDB's `quantile_cont`); NaN for an empty sample.
#[must_use]
pub fn quantile(sorted: &[f64], probability: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let position = last as f64 * probability.clamp(0.0, 1.0);
    let below = position.floor();
    let low = sorted[below as usize];
    let high = sorted[(below as usize + 1).min(last)];
    // Equal neighbours first: infinity minus infinity is not a number.
    if low == high { low } else { low + (position - below) * (high - low) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_numpy() {
        // numpy.quantile([1, 2, 4, 8, 16], [0, .05, .1, .25, .5, .9, 1])
        let sorted = [1.0, 2.0, 4.0, 8.0, 16.0];
        for (probability, expected) in
            [(0.0, 1.0), (0.05, 1.2), (0.1, 1.4), (0.25, 2.0), (0.5, 4.0), (0.9, 12.8), (1.0, 16.0)]
        {
            assert!((quantile(&sorted, probability) - expected).abs() < 1e-12, "{probability}");
        }
        assert_eq!(quantile(&[3.0], 0.95), 3.0);
        assert!(quantile(&[], 0.5).is_nan());
    }

    #[test]
    fn a_tail_quantile_of_a_small_sample_has_no_interval() {
        let sample = |runs: u32| (0..runs).map(f64::from).collect::<Vec<_>>();
        assert_eq!(QuantileEstimate::of(&sample(72), 0.05).interval, None);
        assert!(QuantileEstimate::of(&sample(73), 0.05).interval.is_some());
        assert!(QuantileEstimate::of(&sample(73), 0.95).interval.is_some());
        assert_eq!(QuantileEstimate::of(&sample(3), 0.5).standard_error(), None);
        assert_eq!(QuantileEstimate::of(&[], 0.5).interval, None);
    }

    #[test]
    fn the_standard_error_of_a_uniform_sample_is_the_textbook_one() {
        // Uniform on 0..1: the density is 1, so the error is sqrt(p (1 - p) / n).
        let runs = 4_000;
        let sorted: Vec<f64> = (0..runs).map(|rank| (f64::from(rank) + 0.5) / f64::from(runs)).collect();
        for probability in QUANTILES {
            let expected = (probability * (1.0 - probability) / f64::from(runs)).sqrt();
            let error = QuantileEstimate::of(&sorted, probability).standard_error().unwrap();
            assert!((error / expected - 1.0).abs() < 0.01, "{probability}: {error} for {expected}");
        }
    }

    #[test]
    fn intervals_cover_the_true_quantile_about_19_times_in_20() {
        let mut state = 1;
        let mut uniform = || {
            state = crate::sample::mix(state);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        for probability in [0.05, 0.5, 0.9] {
            let covered = (0..2_000)
                .filter(|_| {
                    let mut sample: Vec<f64> = (0..200).map(|_| uniform()).collect();
                    sample.sort_by(f64::total_cmp);
                    let (low, high) = QuantileEstimate::of(&sample, probability).interval.unwrap();
                    low <= probability && probability <= high
                })
                .count();
            assert!((1_840..=1_960).contains(&covered), "{probability}: {covered} of 2000");
        }
    }
}
