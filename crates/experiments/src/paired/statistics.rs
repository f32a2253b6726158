//! Points of Student's t, ranks around a median, an exact test of matched pairs, and how many runs a precision takes.

use jevons_numerics::math;
use jevons_numerics::special::{regularized_beta, regularized_beta_inverse};

/// More runs than this are not counted exactly by a float and never made.
const MOST_RUNS: f64 = 9_007_199_254_740_992.0;
/// Two-sided 95 % point of the normal distribution.
pub(super) const NORMAL_95: f64 = 1.959_963_984_540_054;
const MANY_DEGREES: u64 = 10_000;

/// How well a mean difference should be known: the largest half-width of its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Precision {
    /// As a share of the mean difference without its sign.
    ShareOfMean(f64),
    /// In the unit of the difference.
    Absolute(f64),
}

/// The point that Student's t with so many degrees of freedom exceeds in absolute value with probability 5 %: 12.71 with
/// one, 2.26 with nine, 1.96 with many. NaN with none.
#[must_use]
pub fn student_95(degrees_of_freedom: u64) -> f64 {
    let degrees = degrees_of_freedom as f64;
    if degrees_of_freedom > MANY_DEGREES {
        // Expansion in 1 / degrees (Fisher 1926), where the beta law loses digits; the next term is below 1e-12.
        let square = NORMAL_95 * NORMAL_95;
        let first = (square + 1.0) / 4.0;
        let second = ((5.0 * square + 16.0) * square + 3.0) / 96.0;
        return NORMAL_95 * (1.0 + (first + second / degrees) / degrees);
    }
    // The share of `degrees / (degrees + t^2)` in a beta law.
    let (share, rest) = regularized_beta_inverse(0.5 * degrees, 0.5, 0.05);
    math::sqrt(degrees * rest / share)
}

/// Probability that at most `heads` of `throws` of a fair coin are heads.
fn at_most(heads: u64, throws: u64) -> f64 {
    if heads >= throws { 1.0 } else { regularized_beta((throws - heads) as f64, heads as f64 + 1.0, 0.5) }
}

/// The ranks, counted from 1, of the order statistics of a sample of `size` between which the median lies with a
/// probability of at least 95 %, whatever the distribution; the closest such ranks that lie symmetrically. `None` for
/// fewer than six values, of which the smallest and the largest may both lie on one side too often.
#[must_use]
pub fn median_ranks(size: usize) -> Option<(usize, usize)> {
    // Fewer than `rank` values lie below the median with the probability that a coin shows fewer heads.
    let (mut good, mut bad) = (0, size / 2 + 1);
    while bad - good > 1 {
        let middle = good + (bad - good) / 2;
        if at_most(middle as u64 - 1, size as u64) <= 0.025 {
            good = middle;
        } else {
            bad = middle;
        }
    }
    (good > 0).then(|| (good, size + 1 - good))
}

/// Probability that pairs which changed would be divided at least as unevenly if either direction were equally likely
/// (McNemar's test, two-sided, exact): `appeared` pairs went from no to yes, `vanished` from yes to no. 1 when none did.
#[must_use]
pub fn mcnemar_exact(appeared: u64, vanished: u64) -> f64 {
    (2.0 * at_most(appeared.min(vanished), appeared + vanished)).min(1.0)
}

/// The fewest pairs of runs with which the 95 % interval of a mean difference has the precision, if the differences
/// have this mean and standard deviation; at least two. `None` when the precision cannot be reached by any number (a
/// share of a mean of zero, a half-width of zero), or a number is not known.
#[must_use]
pub fn runs_needed(mean: f64, standard_deviation: f64, precision: Precision) -> Option<u64> {
    let half_width = match precision {
        Precision::ShareOfMean(share) => share * mean.abs(),
        Precision::Absolute(width) => width,
    };
    if standard_deviation == 0.0 && half_width >= 0.0 {
        return Some(2);
    }
    // The normal law needs fewer runs than Student's, by two or three; so it is a place to start from below.
    let of_normal = NORMAL_95 * standard_deviation / half_width;
    let start = (of_normal * of_normal).floor();
    if !(half_width > 0.0 && start < MOST_RUNS) {
        return None;
    }
    let mut runs = (start as u64).max(2);
    while student_95(runs - 1) * standard_deviation / math::sqrt(runs as f64) > half_width {
        runs += 1;
    }
    Some(runs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_of_students_t_are_those_of_tables() {
        let table = [
            (1, 12.706_204_736_174_7),
            (2, 4.302_652_729_749_46),
            (9, 2.262_157_162_798_20),
            (30, 2.042_272_456_301_24),
            (1_000, 1.962_339_080_826_41),
        ];
        for (degrees, point) in table {
            assert!((student_95(degrees) / point - 1.0).abs() < 1e-12, "{degrees}: {}", student_95(degrees));
        }
        assert!(student_95(0).is_nan());
        assert!((student_95(u64::MAX) - NORMAL_95).abs() < 1e-14);
        // Where the expansion takes over nothing jumps: neighbours differ by (z^3 + z) / 4 / degrees^2 = 2.4e-8.
        let step = student_95(MANY_DEGREES) - student_95(MANY_DEGREES + 1);
        assert!((step - 2.372e-8).abs() < 1e-11, "{step}");
    }

    #[test]
    fn ranks_around_the_median_are_those_of_tables() {
        // Tables of the sign test; 100 and 1,000 from the binomial distribution.
        let table = [
            (6, 1),
            (7, 1),
            (8, 1),
            (9, 2),
            (10, 2),
            (12, 3),
            (15, 4),
            (20, 6),
            (25, 8),
            (100, 40),
            (1_000, 469),
        ];
        for (size, low) in table {
            assert_eq!(median_ranks(size), Some((low, size + 1 - low)), "{size}");
        }
        assert!((0..6).all(|size| median_ranks(size).is_none()));
    }

    #[test]
    fn ranks_are_the_closest_with_enough_probability() {
        // Pascal's triangle, so that nothing is taken from the function that is tested.
        let mut coefficients = vec![1.0_f64];
        for size in 1..60_usize {
            let mut next = vec![1.0; size + 1];
            (1..size).for_each(|k| next[k] = coefficients[k - 1] + coefficients[k]);
            coefficients = next;
            let below =
                |rank: usize| coefficients[..rank].iter().sum::<f64>() / f64::from(2).powi(size as i32);
            match median_ranks(size) {
                Some((low, _)) => assert!(below(low) <= 0.025 && below(low + 1) > 0.025, "{size}"),
                None => assert!(below(1) > 0.025, "{size}"),
            }
        }
    }

    #[test]
    fn the_test_of_matched_pairs_is_the_binomial_one() {
        for ((appeared, vanished), expected) in [
            ((0, 0), 1.0),
            ((4, 4), 1.0),
            ((0, 5), 2.0 / 32.0),
            ((9, 1), 2.0 * 11.0 / 1_024.0),
            ((2, 8), 2.0 * 56.0 / 1_024.0),
            ((1, 0), 1.0),
        ] {
            assert!((mcnemar_exact(appeared, vanished) - expected).abs() < 1e-14, "{appeared} {vanished}");
            assert_eq!(mcnemar_exact(appeared, vanished), mcnemar_exact(vanished, appeared));
        }
        assert!(mcnemar_exact(0, 400) < 1e-100);
    }

    #[test]
    fn the_runs_needed_are_the_fewest() {
        let half_width = |runs: u64, deviation: f64| student_95(runs - 1) * deviation / (runs as f64).sqrt();
        for (mean, deviation, share) in
            [(10.0, 30.0, 0.05), (-2.0, 1.0, 0.1), (1.0, 1.0, 1.0), (5.0, 0.1, 0.5)]
        {
            let runs = runs_needed(mean, deviation, Precision::ShareOfMean(share)).unwrap();
            let aim = share * mean.abs();
            assert!(half_width(runs, deviation) <= aim, "{runs}");
            assert!(runs == 2 || half_width(runs - 1, deviation) > aim, "{runs}");
        }
        // 1.96^2 * (30 / 0.5)^2 and two more for not knowing the deviation.
        assert_eq!(runs_needed(10.0, 30.0, Precision::ShareOfMean(0.05)), Some(13_832));
        assert_eq!(runs_needed(10.0, 30.0, Precision::Absolute(0.5)), Some(13_832));
    }

    #[test]
    fn some_precisions_cannot_be_had() {
        assert_eq!(runs_needed(0.0, 1.0, Precision::ShareOfMean(0.1)), None);
        assert_eq!(runs_needed(1.0, 1.0, Precision::Absolute(0.0)), None);
        assert_eq!(runs_needed(1.0, f64::NAN, Precision::Absolute(1.0)), None);
        assert_eq!(runs_needed(1.0, 1.0, Precision::Absolute(f64::NAN)), None);
        assert_eq!(runs_needed(1.0, 1e30, Precision::Absolute(1e-30)), None);
        assert_eq!(runs_needed(0.0, 0.0, Precision::ShareOfMean(0.1)), Some(2), "nothing differs in any run");
    }
}
