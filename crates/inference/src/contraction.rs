//! What the data say about each parameter: how far its posterior has moved away from its prior, in the unit cube.
//!
//! In the unit cube every prior is uniform, with variance 1/12. A parameter about which the data say nothing has a posterior
//! that is uniform too, up to the chance of finitely many particles: its distribution function strays from the diagonal by
//! an area of about `0.31 / sqrt(n)`, and by more than `0.58 / sqrt(n)` one time in twenty (the law of the area under a
//! Brownian bridge without its sign: D. Johnson and T. Killeen, "An Explicit Formula for the C.D.F. of the L1 Norm of the
//! Brownian Bridge", Annals of Probability 11, 1983). With a hundred parameters five are expected beyond.

use jevons_numerics::math::{ln, sqrt};

use crate::Population;

/// The 95 % point of the area under a Brownian bridge without its sign.
const AREA_95: f64 = 0.5821;
/// Cells of the histogram by which information is measured.
const CELLS: usize = 20;

/// Posterior of one parameter against its prior.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contraction {
    /// Mean in the unit cube; one half a priori.
    pub mean: f64,
    /// One less posterior over prior variance: 0 nothing learned about the spread, 1 everything; below 0 when the posterior
    /// is wider than the prior.
    pub contraction: f64,
    /// Kullback-Leibler divergence of the posterior from the prior in nats, from a histogram of twenty cells, less what
    /// chance alone would give; not below 0.
    pub information_nats: f64,
    /// Wasserstein distance of order 1 from the prior: the mean move of probability in units of the prior's own cube, 0 to
    /// one half.
    pub distance: f64,
    /// The distance that chance alone exceeds one time in twenty.
    pub distance_by_chance: f64,
}

impl Contraction {
    /// Whether the data say something that chance would not.
    #[must_use]
    pub fn is_informed(&self) -> bool {
        self.distance > self.distance_by_chance
    }
}

/// Compares the posterior of each parameter with its prior.
#[must_use]
pub fn contractions(population: &Population) -> Vec<Contraction> {
    let parameters = population.particles.first().map_or(0, |particle| particle.unit.len());
    let effective = population.effective_size();
    (0..parameters).map(|axis| contraction(population, axis, effective)).collect()
}

fn contraction(population: &Population, axis: usize, effective: f64) -> Contraction {
    let (mean, deviation) = population.moments(|particle| particle.unit[axis]);
    let mut points: Vec<(f64, f64)> =
        population.particles.iter().map(|particle| (particle.unit[axis], particle.weight)).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Deviation of the sample itself: divided by n - 1 where weights are equal.
    let unbiased = if effective > 1.0 { effective / (effective - 1.0) } else { 1.0 };
    Contraction {
        mean,
        contraction: 1.0 - 12.0 * deviation * deviation * unbiased,
        information_nats: information(&points, effective),
        distance: distance_from_uniform(&points),
        distance_by_chance: AREA_95 / sqrt(effective),
    }
}

/// Area between the distribution function of sorted weighted points and the diagonal.
fn distance_from_uniform(points: &[(f64, f64)]) -> f64 {
    let (mut area, mut from, mut level) = (0.0, 0.0, 0.0);
    for (point, weight) in points.iter().copied().chain([(1.0, 0.0)]) {
        area += area_from_diagonal(from, point, level);
        from = point;
        level += weight;
    }
    area
}

/// Integral of `|level - u|` from `from` to `to`.
fn area_from_diagonal(from: f64, to: f64, level: f64) -> f64 {
    let half_square = |x: f64| x * x / 2.0;
    if level <= from || level >= to {
        (half_square(to - level) - half_square(from - level)).abs()
    } else {
        half_square(level - from) + half_square(to - level)
    }
}

fn information(points: &[(f64, f64)], effective: f64) -> f64 {
    let mut cells = [0.0; CELLS];
    for (point, weight) in points {
        cells[((point * CELLS as f64) as usize).min(CELLS - 1)] += weight;
    }
    let divergence: f64 =
        cells.iter().filter(|share| **share > 0.0).map(|share| share * ln(share * CELLS as f64)).sum();
    // Miller 1955: chance fills cells unequally.
    (divergence - (CELLS - 1) as f64 / (2.0 * effective)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Particle;

    fn population(units: &[f64]) -> Population {
        let particle = |unit: &f64| Particle {
            unit: vec![*unit],
            run: 0,
            weight: 1.0 / units.len() as f64,
            outputs: Vec::new(),
            distance: 0.0,
        };
        Population { particles: units.iter().map(particle).collect() }
    }

    #[test]
    fn a_uniform_posterior_says_nothing_and_a_narrow_one_much() {
        let uniform: Vec<f64> = (0..1000).map(|i| (f64::from(i) + 0.5) / 1000.0).collect();
        let nothing = contractions(&population(&uniform))[0];
        assert!(!nothing.is_informed() && nothing.distance < 1e-3 && nothing.contraction.abs() < 2e-3);
        assert_eq!(nothing.information_nats, 0.0);
        let narrow: Vec<f64> = uniform.iter().map(|u| 0.8 + 0.05 * u).collect();
        let much = contractions(&population(&narrow))[0];
        assert!(much.is_informed() && much.contraction > 0.99);
        // All in one cell of twenty: ln 20, less what chance gives.
        assert!((much.information_nats - (jevons_numerics::math::ln(20.0) - 19.0 / 2000.0)).abs() < 1e-9);
    }

    #[test]
    fn distances_are_those_of_the_integral() {
        // All at one half: the mean of |u - 1/2| is a quarter. All at zero: one half.
        assert!((distance_from_uniform(&[(0.5, 1.0)]) - 0.25).abs() < 1e-15);
        assert!((distance_from_uniform(&[(0.0, 1.0)]) - 0.5).abs() < 1e-15);
        // At a quarter and three quarters: an eighth.
        assert!((distance_from_uniform(&[(0.25, 0.5), (0.75, 0.5)]) - 0.125).abs() < 1e-15);
    }
}
