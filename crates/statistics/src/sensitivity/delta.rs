//! Borgonovo's delta: how much the density of an outcome changes when an input is known.

use jevons_numerics::math;

use super::{Bootstrap, Estimate};
use crate::moments::{mean, order, population_variance, sample_deviation};

const GRID: usize = 100;
const CLASSES_MAX: f64 = 48.0;

/// The index delta of an input (Borgonovo 2007): half the mean distance between the density of the outcome given the
/// input and its density without. From 0, no influence, to 1, complete.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Delta {
    /// The estimate with its bias taken off by the bootstrap (Plischke, Borgonovo and Smith 2013, equation 30).
    pub index: Estimate,
    /// The estimate from the data themselves (their equation 26), which is too high for inputs of little influence.
    pub uncorrected: f64,
}

pub(super) fn deltas(outcome: &[f64], inputs: &[&[f64]], bootstrap: &Bootstrap) -> Vec<Delta> {
    let (low, high) = outcome
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value)));
    let step = (high - low) / (GRID - 1) as f64;
    let grid: Vec<f64> = (0..GRID).map(|point| low + step * point as f64).collect();
    let all: Vec<usize> = (0..outcome.len()).collect();
    let raw = Sample::new(outcome, &all, &grid);
    let uncorrected: Vec<f64> = inputs.iter().map(|input| raw.delta(input, &grid)).collect();
    let mut resampled = vec![Vec::new(); inputs.len()];
    for resample in 0..bootstrap.resamples {
        let positions = bootstrap.positions(resample, outcome.len());
        let sample = Sample::new(outcome, &positions, &grid);
        for (input, estimates) in inputs.iter().zip(&mut resampled) {
            estimates.push(sample.delta(input, &grid));
        }
    }
    let with_interval = |(uncorrected, estimates): (f64, Vec<f64>)| {
        let value = 2.0 * uncorrected - mean(&estimates);
        Delta { index: Estimate { value, half_width: bootstrap.half_width(&estimates) }, uncorrected }
    };
    uncorrected.into_iter().zip(resampled).map(with_interval).collect()
}

/// Some of the runs, with the density of their outcomes.
struct Sample<'a> {
    positions: &'a [usize],
    outcome: Vec<f64>,
    density: Vec<f64>,
}

impl<'a> Sample<'a> {
    fn new(outcome: &[f64], positions: &'a [usize], grid: &[f64]) -> Self {
        let outcome: Vec<f64> = positions.iter().map(|&run| outcome[run]).collect();
        // A resample of equal outcomes has no density; its distance from others is not counted.
        let density = density(&outcome, grid).unwrap_or_else(|| vec![0.0; grid.len()]);
        Self { positions, outcome, density }
    }

    fn delta(&self, input: &[f64], grid: &[f64]) -> f64 {
        let input: Vec<f64> = self.positions.iter().map(|&run| input[run]).collect();
        let mut sum = 0.0;
        for class in classes(&input) {
            let outcomes: Vec<f64> = class.iter().map(|&run| self.outcome[run]).collect();
            let Some(inside) = density(&outcomes, grid) else { continue };
            let gaps: Vec<f64> =
                self.density.iter().zip(&inside).map(|(all, some)| (all - some).abs()).collect();
            let steps = grid.windows(2).zip(gaps.windows(2));
            let area: f64 = steps.map(|(x, y)| (x[1] - x[0]) * (y[0] + y[1]) / 2.0).sum();
            sum += class.len() as f64 / (2.0 * input.len() as f64) * area;
        }
        sum
    }
}

/// Runs by class of the input: classes of equal size, in the number of Plischke, Borgonovo and Smith.
fn classes(input: &[f64]) -> Vec<Vec<usize>> {
    let runs = input.len() as f64;
    let exponent = 2.0 / (7.0 + math::tanh((1500.0 - runs) / 500.0));
    let count = math::pow(runs, exponent).ceil().min(CLASSES_MAX);
    let order = order(input);
    let edge = |class: usize| (runs * class as f64 / count) as usize;
    (0..count as usize).map(|class| order[edge(class)..edge(class + 1)].to_vec()).collect()
}

/// Variance of the class means of the outcome.
pub(super) fn variance_of_class_means(outcome: &[f64], input: &[f64]) -> f64 {
    let centre = mean(outcome);
    classes(input)
        .iter()
        .filter(|class| !class.is_empty())
        .map(|class| {
            let inside = class.iter().map(|&run| outcome[run]).sum::<f64>() / class.len() as f64;
            class.len() as f64 / outcome.len() as f64 * (inside - centre) * (inside - centre)
        })
        .sum()
}

/// Density at the points of the grid by Gaussian kernels with Silverman's bandwidth; none when all values are equal.
fn density(values: &[f64], grid: &[f64]) -> Option<Vec<f64>> {
    let spread = sample_deviation(values);
    if spread <= 0.0 || population_variance(values) <= 0.0 {
        return None;
    }
    let count = values.len() as f64;
    let bandwidth = spread * math::pow(count * 0.75, -0.2);
    let scale = 1.0 / (count * bandwidth * math::sqrt(2.0 * std::f64::consts::PI));
    let kernel = |distance: f64| math::exp(-0.5 * distance * distance);
    let at = |x: &f64| values.iter().map(|value| kernel((x - value) / bandwidth)).sum::<f64>() * scale;
    Some(grid.iter().map(at).collect())
}
