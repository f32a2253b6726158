//! What parameters are fitted to: logarithms with their errors, target by target.

use std::collections::BTreeMap;

use jevons_backtest::Case;
use jevons_inference::Targets;
use jevons_numerics::Streams;
use jevons_numerics::math::{ln, sqrt};

use crate::failure::Failure;

/// Observations in logarithms, with the standard deviations of their own errors.
pub struct Observed {
    values: Vec<f64>,
    deviations: Vec<f64>,
    /// Positions of the observations of each target.
    groups: Vec<Vec<usize>>,
}

impl Observed {
    /// What was reported.
    pub fn of(cases: &[Case]) -> Self {
        let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (position, case) in cases.iter().enumerate() {
            groups.entry(&case.target).or_default().push(position);
        }
        Self {
            values: cases.iter().map(|case| ln(case.observed)).collect(),
            deviations: cases.iter().map(|case| case.log_deviation).collect(),
            groups: groups.into_values().collect(),
        }
    }

    /// What would have been reported of a run of the model: with errors of observation, and with an error of the model for
    /// each target.
    pub fn simulated(cases: &[Case], row: &[f64], discrepancy: f64, streams: Streams) -> Self {
        const OBSERVATION: u32 = 0x0b5e_0002;
        const MODEL: u32 = 0x0b5e_0003;
        let mut this = Self::of(cases);
        this.values = row.to_vec();
        for (target, group) in this.groups.iter().enumerate() {
            let shared = discrepancy * streams.at(MODEL, 0).normal(target as u32);
            for at in group {
                let own = this.deviations[*at] * streams.at(OBSERVATION, 0).normal(*at as u32);
                this.values[*at] += shared + own;
            }
        }
        this
    }

    /// Every observation for itself.
    ///
    /// What a model has wrong about a target it has wrong in every quarter: the error of the model is shared by the `n` cases
    /// of a target, which is the same as `n` times its variance for each of them if they were independent.
    pub fn targets(&self, discrepancy: f64) -> Result<Targets, Failure> {
        let mut deviations = self.deviations.clone();
        for group in &self.groups {
            let shared = group.len() as f64 * discrepancy * discrepancy;
            for at in group {
                deviations[*at] = sqrt(deviations[*at] * deviations[*at] + shared);
            }
        }
        targets(self.values.clone(), deviations)
    }

    /// The mean of each target's observations; the error of the model is shared by all of them, their own errors are not.
    pub fn means(&self, discrepancy: f64) -> Result<Targets, Failure> {
        let deviation = |group: &Vec<usize>| {
            let squares: f64 = group.iter().map(|at| self.deviations[*at] * self.deviations[*at]).sum();
            sqrt(squares / (group.len() * group.len()) as f64 + discrepancy * discrepancy)
        };
        targets(self.mean_of(&self.values), self.groups.iter().map(deviation).collect())
    }

    /// The mean of a row over the cases of each target.
    pub fn mean_of(&self, row: &[f64]) -> Vec<f64> {
        let mean = |group: &Vec<usize>| group.iter().map(|at| row[*at]).sum::<f64>() / group.len() as f64;
        self.groups.iter().map(mean).collect()
    }
}

fn targets(values: Vec<f64>, deviations: Vec<f64>) -> Result<Targets, Failure> {
    Targets::new(values, deviations).map_err(|error| Failure::BadInput(error.to_string()))
}
