//! Distributions from the quantiles that people can judge: what is exceeded in 95, 50 and 5 cases of a hundred.

use super::{Distribution, Family, InvalidDistribution, check};
use crate::math;
use crate::special::{normal_ppf, regularized_beta_inverse};

/// How far the nearest beta law may miss a quantile, as a share of the distance from p5 to p95.
const BETA_TOLERANCE: f64 = 0.05;

impl Distribution {
    /// The normal law with these 5 % and 95 % quantiles.
    ///
    /// # Errors
    /// When not `p5 < p95`, both finite.
    pub fn normal_from_p5_p95(p5: f64, p95: f64) -> Result<Self, InvalidDistribution> {
        rising("normal", &[("p5", p5), ("p95", p95)])?;
        let standard_deviation = (p95 - p5) / (2.0 * normal_ppf(0.95));
        Self::new(Family::Normal { mean: 0.5 * p5 + 0.5 * p95, standard_deviation })
    }

    /// The lognormal law with these 5 % and 95 % quantiles.
    ///
    /// # Errors
    /// When not `0 < p5 < p95`, both finite.
    pub fn lognormal_from_p5_p95(p5: f64, p95: f64) -> Result<Self, InvalidDistribution> {
        check::positive("lognormal", "p5", p5)?;
        rising("lognormal", &[("p5", p5), ("p95", p95)])?;
        let (low, high) = (math::ln(p5), math::ln(p95));
        let standard_deviation_of_log = (high - low) / (2.0 * normal_ppf(0.95));
        Self::new(Family::LogNormal { mean_of_log: 0.5 * (low + high), standard_deviation_of_log })
    }

    /// Minus a lognormal number, with these (negative) 5 % and 95 % quantiles.
    ///
    /// # Errors
    /// When not `p5 < p95 < 0`, both finite.
    pub fn neg_lognormal_from_p5_p95(p5: f64, p95: f64) -> Result<Self, InvalidDistribution> {
        let name = "neg_lognormal";
        check::require(name, "p95", p95, p95 < 0.0, || "a number below 0".to_owned())?;
        rising(name, &[("p5", p5), ("p95", p95)])?;
        Ok(Self::lognormal_from_p5_p95(-p95, -p5)?.negated())
    }

    /// The law with all three quantiles that is a lognormal one shifted, mirrored too when the longer tail is below;
    /// the normal law when both tails are equally long.
    ///
    /// The support is unbounded on the side of the longer tail and may extend below zero on the other.
    ///
    /// # Errors
    /// When not `p5 < p50 < p95`, all finite.
    pub fn shifted_lognormal_from_p5_p50_p95(
        p5: f64,
        p50: f64,
        p95: f64,
    ) -> Result<Self, InvalidDistribution> {
        rising("shifted_lognormal", &[("p5", p5), ("p50", p50), ("p95", p95)])?;
        let (below, above) = (p50 - p5, p95 - p50);
        let spread = math::ln(above / below) / normal_ppf(0.95);
        if spread.abs() < 1e-9 {
            return Self::normal_from_p5_p95(p5, p95);
        }
        if spread < 0.0 {
            return Ok(Self::shifted_lognormal_from_p5_p50_p95(-p95, -p50, -p5)?.negated());
        }
        // The median of the unshifted law is m with m (exp(s z) - 1) = above and m (1 - exp(-s z)) = below.
        let median = below * above / (above - below);
        Self::new(Family::LogNormal { mean_of_log: math::ln(median), standard_deviation_of_log: spread })?
            .shifted(p50 - median)
    }

    /// The beta law from `low` to `high` with these 5 % and 95 % quantiles.
    ///
    /// # Errors
    /// When not `low < p5 < p95 < high`, all finite, or when the quantiles are so near to the ends that no parameters
    /// from 1e-3 to 1e6 give them.
    pub fn beta_from_p5_p95(low: f64, high: f64, p5: f64, p95: f64) -> Result<Self, InvalidDistribution> {
        let name = "beta";
        rising(name, &[("low", low), ("p5", p5), ("p95", p95), ("high", high)])?;
        let unit = |x: f64| (x - low) / (high - low);
        let goals = [(0.05, unit(p5)), (0.95, unit(p95))];
        let fit = nearest_beta(&goals);
        let expected = || format!("quantiles that a beta law can have, {}", fit.describe(&goals, low, high));
        check::require(name, "p5", p5, fit.worst_miss < 1e-9, expected)?;
        Self::new(Family::Beta { alpha: fit.alpha, beta: fit.beta, low, high })
    }

    /// The beta law from `low` to `high` nearest to these three quantiles (two parameters cannot meet three quantiles
    /// exactly: the sum of squared misses is smallest).
    ///
    /// # Errors
    /// When not `low < p5 < p50 < p95 < high`, all finite, or when the nearest law misses one of them by more than 5 %
    /// of the distance from `p5` to `p95`.
    pub fn beta_from_p5_p50_p95(
        low: f64,
        high: f64,
        p5: f64,
        p50: f64,
        p95: f64,
    ) -> Result<Self, InvalidDistribution> {
        let name = "beta";
        rising(name, &[("low", low), ("p5", p5), ("p50", p50), ("p95", p95), ("high", high)])?;
        let unit = |x: f64| (x - low) / (high - low);
        let goals = [(0.05, unit(p5)), (0.5, unit(p50)), (0.95, unit(p95))];
        let fit = nearest_beta(&goals);
        let expected = || format!("a median that a beta law can have, {}", fit.describe(&goals, low, high));
        check::require(name, "p50", p50, fit.worst_miss <= BETA_TOLERANCE, expected)?;
        Self::new(Family::Beta { alpha: fit.alpha, beta: fit.beta, low, high })
    }
}

/// Each named number finite and above the one before it.
fn rising(distribution: &'static str, numbers: &[(&'static str, f64)]) -> Result<(), InvalidDistribution> {
    for (position, (field, found)) in numbers.iter().enumerate() {
        match position.checked_sub(1).and_then(|before| numbers.get(before)) {
            None => check::finite(distribution, field, *found)?,
            Some((other, bound)) => check::above(distribution, field, *found, other, *bound)?,
        }
    }
    Ok(())
}

/// A beta law on the unit interval and how far it is from what was asked.
struct BetaFit {
    alpha: f64,
    beta: f64,
    /// Largest miss of a quantile as a share of the distance between the outer ones.
    worst_miss: f64,
}

impl BetaFit {
    fn describe(&self, goals: &[(f64, f64)], low: f64, high: f64) -> String {
        let nearest: Vec<String> = goals
            .iter()
            .map(|(level, _)| {
                let value = low + (high - low) * regularized_beta_inverse(self.alpha, self.beta, *level).0;
                if value.abs() < 1e-3 {
                    format!("p{:.0} {value:.2e}", level * 100.0)
                } else {
                    format!("p{:.0} {value:.4}", level * 100.0)
                }
            })
            .collect();
        format!("the nearest on {low} to {high} has {}", nearest.join(", "))
    }
}

/// Least squares over quantiles by Levenberg-Marquardt steps on the logarithms of both parameters.
fn nearest_beta(goals: &[(f64, f64)]) -> BetaFit {
    const STEPS: usize = 200;
    let (first, last) = (goals[0].1, goals[goals.len() - 1].1);
    let width = last - first;
    let misses = |point: [f64; 2]| -> Vec<f64> {
        let (alpha, beta) = (math::exp(point[0]), math::exp(point[1]));
        goals.iter().map(|(level, goal)| (quantile(alpha, beta, *level) - goal) / width).collect()
    };
    let size = |misses: &[f64]| misses.iter().map(|miss| miss * miss).sum::<f64>();

    let mut point = start(first, last);
    let mut current = misses(point);
    let mut damping = 1e-3;
    for _ in 0..STEPS {
        let slopes: [Vec<f64>; 2] = std::array::from_fn(|axis| {
            let mut ahead = point;
            ahead[axis] += DIFFERENCE;
            let mut behind = point;
            behind[axis] -= DIFFERENCE;
            misses(ahead).iter().zip(misses(behind)).map(|(a, b)| (a - b) / (2.0 * DIFFERENCE)).collect()
        });
        let step = damped_step(&slopes, &current, damping);
        let next = std::array::from_fn(|axis| (point[axis] + step[axis]).clamp(SMALLEST, LARGEST));
        let attempt = misses(next);
        if size(&attempt) < size(&current) {
            (point, current) = (next, attempt);
            damping = (damping * 0.1).max(1e-12);
        } else {
            damping *= 10.0;
        }
        if damping > 1e12 || step.iter().all(|change| change.abs() < 1e-15) {
            break;
        }
    }
    let worst_miss = current.iter().fold(0.0, |worst: f64, miss| worst.max(miss.abs()));
    BetaFit { alpha: math::exp(point[0]), beta: math::exp(point[1]), worst_miss }
}

/// Step of the numeric derivative; central differences are then good to about 1e-10.
const DIFFERENCE: f64 = 1e-5;
/// Logarithms of the smallest and largest parameter considered: 1e-3 and 1e6.
const SMALLEST: f64 = -6.907_755_278_982_137;
const LARGEST: f64 = 13.815_510_557_964_274;

fn quantile(alpha: f64, beta: f64, level: f64) -> f64 {
    regularized_beta_inverse(alpha, beta, level).0
}

/// Logarithms of the parameters whose mean and standard deviation are those of a normal law with these quantiles.
fn start(first: f64, last: f64) -> [f64; 2] {
    let mean = 0.5 * (first + last);
    let deviation = (last - first) / (2.0 * normal_ppf(0.95));
    let sum = (mean * (1.0 - mean) / (deviation * deviation) - 1.0).max(0.1);
    [math::ln(mean * sum).clamp(SMALLEST, LARGEST), math::ln((1.0 - mean) * sum).clamp(SMALLEST, LARGEST)]
}

/// Solves the two damped normal equations.
fn damped_step(slopes: &[Vec<f64>; 2], misses: &[f64], damping: f64) -> [f64; 2] {
    let dot = |one: &[f64], other: &[f64]| one.iter().zip(other).map(|(a, b)| a * b).sum::<f64>();
    let cross = dot(&slopes[0], &slopes[1]);
    let square = [0, 1].map(|axis| dot(&slopes[axis], &slopes[axis]) * (1.0 + damping) + 1e-300);
    let pull = [0, 1].map(|axis| -dot(&slopes[axis], misses));
    let determinant = square[0] * square[1] - cross * cross;
    if determinant == 0.0 || !determinant.is_finite() {
        return [0.0, 0.0];
    }
    [
        (pull[0] * square[1] - pull[1] * cross) / determinant,
        (pull[1] * square[0] - pull[0] * cross) / determinant,
    ]
}
