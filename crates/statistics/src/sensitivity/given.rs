//! Sensitivity from runs that were made for another purpose.

use jevons_numerics::Streams;

use super::{Bootstrap, Delta, Estimate, Pawn, delta, pawn, random_balance, stream};
use crate::InvalidInput;
use crate::design::Permutation;
use crate::error::{finite, length};
use crate::moments::{order, population_variance};

/// Runs below which none of the measures says anything.
const LEAST_RUNS: usize = 20;

/// The outcome of an ensemble, ready to be held against inputs.
///
/// An input is a column with one number a run, in the same order. Measures depend on the order of its values only, so
/// that coordinates of the unit cube serve as well as values, and better where many values are equal.
#[derive(Debug, Clone, PartialEq)]
pub struct GivenOutcome {
    values: Vec<f64>,
    order: Vec<usize>,
}

impl GivenOutcome {
    /// Takes the outcome of every run.
    ///
    /// # Errors
    /// When an outcome is not finite (leave such runs out of all columns, and say so), when there are fewer than twenty,
    /// when the outcome never varies.
    pub fn new(outcome: &[f64]) -> Result<Self, InvalidInput> {
        finite("an outcome", outcome)?;
        if outcome.len() < LEAST_RUNS {
            let hint = "make more runs; some hundreds are usual";
            return Err(InvalidInput::TooFew {
                what: "runs",
                found: outcome.len(),
                needed: LEAST_RUNS,
                hint,
            });
        }
        if outcome.iter().all(|value| *value == outcome[0]) {
            return Err(InvalidInput::Constant {
                what: "the outcome",
                value: outcome[0],
                runs: outcome.len(),
            });
        }
        Ok(Self { values: outcome.to_vec(), order: order(outcome) })
    }

    fn check(&self, input: &[f64]) -> Result<(), InvalidInput> {
        length("values of an input", input.len(), self.values.len())?;
        finite("a value of an input", input)
    }

    /// The PAWN index: how far the distribution of the outcome moves when the input is known to lie in one of `slices`
    /// equally likely slices of its range.
    ///
    /// # Errors
    /// When the input does not have one finite number a run; when there are fewer than two slices, or fewer than two
    /// runs a slice.
    pub fn pawn(&self, input: &[f64], slices: usize) -> Result<Pawn, InvalidInput> {
        self.check(input)?;
        pawn::pawn(&self.values, &self.order, input, slices)
    }

    /// The moment-independent index delta of several inputs, with intervals.
    ///
    /// # Errors
    /// When an input does not have one finite number a run, or the bootstrap is told impossible things.
    pub fn delta(&self, inputs: &[&[f64]], bootstrap: &Bootstrap) -> Result<Vec<Delta>, InvalidInput> {
        inputs.iter().try_for_each(|input| self.check(input))?;
        bootstrap.check()?;
        Ok(delta::deltas(&self.values, inputs, bootstrap))
    }

    /// The first-order index from classes of the input: the variance of class means over the variance of the outcome.
    ///
    /// # Errors
    /// When the input does not have one finite number a run, or the bootstrap is told impossible things.
    pub fn first_order(&self, input: &[f64], bootstrap: &Bootstrap) -> Result<Estimate, InvalidInput> {
        self.check(input)?;
        bootstrap.check()?;
        let by_classes = |positions: &[usize]| {
            let at = |column: &[f64]| -> Vec<f64> { positions.iter().map(|&run| column[run]).collect() };
            let (values, input) = (at(&self.values), at(input));
            let variance = population_variance(&values);
            if variance > 0.0 { delta::variance_of_class_means(&values, &input) / variance } else { 0.0 }
        };
        let all: Vec<usize> = (0..self.values.len()).collect();
        let resampled: Vec<f64> = (0..bootstrap.resamples)
            .map(|resample| by_classes(&bootstrap.positions(resample, self.values.len())))
            .collect();
        Ok(Estimate { value: by_classes(&all), half_width: bootstrap.half_width(&resampled) })
    }

    /// The first-order index from the lowest ten frequencies of the outcome in the order of the input (random balance
    /// designs, Tarantola et al. 2006, in the form of Plischke 2010 for given data, with the correction of Tissot and
    /// Prieur 2012 for small samples).
    ///
    /// # Errors
    /// When the input does not have one finite number a run.
    pub fn first_order_by_frequency(&self, input: &[f64]) -> Result<f64, InvalidInput> {
        self.check(input)?;
        Ok(random_balance::first_order(&self.values, input))
    }
}

/// The values of a column in random order: an input that cannot matter. Measures that are never negative are not zero
/// for it, and what does not exceed them should not be believed.
#[must_use]
pub fn shuffled(column: &[f64], seed: u64) -> Vec<f64> {
    let order = Permutation::new(column.len() as u32, Streams::new(seed, 0).at(stream::SHUFFLE, 0));
    (0..column.len() as u32).map(|position| column[order.at(position) as usize]).collect()
}
