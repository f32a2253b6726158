//! Ensemble Kalman inversion: an ensemble of parameters is moved towards the observations by its own covariances.
//!
//! In normal scores `z` (the prior is standard normal), with outputs `G(z)`, observations `y` of error covariance `R`, each
//! round takes a part `1 / a` of the information that the observations hold:
//!
//! ```text
//! z <- z + C_zG (C_GG + a R)^-1 (y + sqrt(a) e - G(z)),   e ~ N(0, R) drawn for each member
//! 1 / a = min(max(M / (2 mean(F)), sqrt(M / (2 var(F)))), 1 - t),   F = |R^-1/2 (y - G(z))|^2 / 2,   t <- t + 1 / a
//! ```
//!
//! It ends when `t = 1`: all information has been used once. `M` is the number of observations. For a linear simulator and
//! a large ensemble the result is the posterior; otherwise it is its approximation by first and second moments.
//!
//! Sources: M. Iglesias, K. Law and A. Stuart, "Ensemble Kalman methods for inverse problems", Inverse Problems 29 (2013);
//! M. Iglesias and Y. Yang, "Adaptive regularisation for ensemble Kalman inversion", Inverse Problems 37 (2021), for the
//! steps.
//!
//! With `J` members a correlation of zero is estimated as about `1 / sqrt(J)`, and every such chance correlation would
//! narrow a parameter of which the data say nothing. Correlations within [`KalmanSettings::cutoff`] standard errors of zero
//! are therefore taken as zero (after X. Luo and T. Bhakta, "Automatic and adaptive localization for ensemble-based history
//! matching", Journal of Petroleum Science and Engineering 184, 2020).

use jevons_numerics::Streams;
use jevons_numerics::math::sqrt;

use crate::error::{self, InferenceError, InvalidInference, simulated};
use crate::matrix::Cholesky;
use crate::population::{normal_scores, purpose, units};
use crate::{Particle, Population, Proposal, Targets};

/// How ensemble Kalman inversion is run.
#[derive(Debug, Clone, PartialEq)]
pub struct KalmanSettings {
    /// Members of the ensemble.
    pub members: usize,
    /// Number of parameters.
    pub parameters: usize,
    /// Rounds at most.
    pub rounds: u32,
    /// Correlations of a parameter with an output below this many standard errors count as zero; 0 keeps all.
    pub cutoff: f64,
    /// Seed of all draws.
    pub seed: u64,
}

/// What one round did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Round {
    /// Its number, from 1.
    pub number: u32,
    /// Share of the information used so far, `t`.
    pub progress: f64,
    /// Mean distance of the members from the targets before the round.
    pub distance: f64,
    /// Members whose outputs are all numbers; the others are drawn anew from those.
    pub usable: usize,
}

/// Ensemble Kalman inversion between two rounds.
#[derive(Debug, Clone, PartialEq)]
pub struct Kalman {
    settings: KalmanSettings,
    targets: Targets,
    population: Population,
    rounds: Vec<Round>,
    progress: f64,
    simulations: u32,
}

impl Kalman {
    /// Draws and simulates the prior.
    ///
    /// # Errors
    /// When settings are out of range, the simulator fails or returns lists of the wrong length, or fewer than half of the
    /// simulations give numbers.
    pub fn start<E>(
        settings: KalmanSettings,
        targets: Targets,
        simulate: &mut impl FnMut(&[Proposal]) -> Result<Vec<Vec<f64>>, E>,
    ) -> Result<Self, InferenceError<E>> {
        check(&settings)?;
        let draws = Streams::new(settings.seed, 0).at(purpose::PRIOR, 0);
        let point = |member: usize| -> Vec<f64> {
            (0..settings.parameters as u32).map(|axis| draws.nth(member as u32).uniform(axis)).collect()
        };
        let points = (0..settings.members).map(point).collect();
        let mut this = Self {
            settings,
            targets,
            population: Population { particles: Vec::new() },
            rounds: Vec::new(),
            progress: 0.0,
            simulations: 0,
        };
        this.simulate(points, simulate)?;
        Ok(this)
    }

    /// Makes one round; whether more are to come.
    ///
    /// # Errors
    /// When the simulator fails or returns lists of the wrong length, or fewer than half of the simulations give numbers.
    pub fn advance<E>(
        &mut self,
        simulate: &mut impl FnMut(&[Proposal]) -> Result<Vec<Vec<f64>>, E>,
    ) -> Result<bool, InferenceError<E>> {
        let number = self.rounds.len() as u32 + 1;
        if self.is_finished() {
            return Ok(false);
        }
        let members: Vec<&Particle> =
            self.population.particles.iter().filter(|member| member.distance.is_finite()).collect();
        let usable = members.len();
        let distance = members.iter().map(|member| member.distance).sum::<f64>() / usable as f64;
        let remaining = 1.0 - self.progress;
        let step = self.step(&members).min(remaining);
        let moved = self.moved(&members, 1.0 / step, number);
        // Exactly one in the end, so that finishing does not hang on rounding.
        self.progress = if step >= remaining { 1.0 } else { self.progress + step };
        self.rounds.push(Round { number, progress: self.progress, distance, usable });
        self.simulate(moved, simulate)?;
        Ok(!self.is_finished())
    }

    /// Makes rounds until all information is used or the rounds are.
    ///
    /// # Errors
    /// As [`Kalman::advance`].
    pub fn finish<E>(
        &mut self,
        simulate: &mut impl FnMut(&[Proposal]) -> Result<Vec<Vec<f64>>, E>,
    ) -> Result<(), InferenceError<E>> {
        while self.advance(simulate)? {}
        Ok(())
    }

    /// Whether all information has been used or all rounds made; [`Kalman::progress`] tells which.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.progress >= 1.0 || self.rounds.len() as u32 >= self.settings.rounds
    }

    /// Share of the information used: 1 when the ensemble stands for the posterior, less when rounds ran out.
    #[must_use]
    pub fn progress(&self) -> f64 {
        self.progress
    }

    /// The ensemble as it stands, equally weighted, with its outputs; members without numbers weigh nothing.
    #[must_use]
    pub fn population(&self) -> &Population {
        &self.population
    }

    /// What each round did.
    #[must_use]
    pub fn rounds(&self) -> &[Round] {
        &self.rounds
    }

    /// Simulations made so far.
    #[must_use]
    pub fn simulations(&self) -> u32 {
        self.simulations
    }

    fn simulate<E>(
        &mut self,
        points: Vec<Vec<f64>>,
        simulate: &mut impl FnMut(&[Proposal]) -> Result<Vec<Vec<f64>>, E>,
    ) -> Result<(), InferenceError<E>> {
        let first = self.simulations;
        let numbered = points.into_iter().zip(first..);
        let proposals: Vec<Proposal> = numbered.map(|(unit, run)| Proposal { unit, run }).collect();
        let results = simulated(&proposals, self.targets.len(), simulate)?;
        self.simulations += proposals.len() as u32;
        let particle = |(proposal, outputs): (Proposal, Vec<f64>)| {
            let distance = self.targets.distance(&outputs);
            let weight = f64::from(u8::from(distance.is_finite()));
            Particle { unit: proposal.unit, run: proposal.run, weight, outputs, distance }
        };
        let particles: Vec<Particle> = proposals.into_iter().zip(results).map(particle).collect();
        let usable = particles.iter().filter(|particle| particle.weight > 0.0).count();
        let needed = particles.len().div_ceil(2).max(2);
        if usable < needed {
            return Err(InvalidInference::TooFewUsable { usable, simulated: particles.len(), needed }.into());
        }
        self.population = Population { particles };
        self.population.normalise();
        Ok(())
    }

    /// The share of the information that this round can use without the ensemble collapsing.
    fn step(&self, members: &[&Particle]) -> f64 {
        let outputs = self.targets.len() as f64;
        let misfit: Vec<f64> = members.iter().map(|m| 0.5 * outputs * m.distance * m.distance).collect();
        let count = misfit.len() as f64;
        let mean = misfit.iter().sum::<f64>() / count;
        let variance = misfit.iter().map(|f| (f - mean) * (f - mean)).sum::<f64>() / (count - 1.0);
        let step = f64::max(outputs / (2.0 * mean), sqrt(outputs / (2.0 * variance)));
        // Members that all fit perfectly leave nothing to divide by.
        if step.is_nan() { 1.0 } else { step }
    }

    /// The members moved; as many as the ensemble has, those without numbers replaced by moved copies of others.
    fn moved(&self, members: &[&Particle], alpha: f64, round: u32) -> Vec<Vec<f64>> {
        let outputs = self.targets.len();
        // Outputs in standard deviations of the errors of observation: R becomes the identity.
        let scaled: Vec<Vec<f64>> =
            members.iter().map(|member| self.targets.residuals(&member.outputs).collect()).collect();
        let scores: Vec<Vec<f64>> = members.iter().map(|member| normal_scores(&member.unit)).collect();
        let (outputs_centred, scores_centred) = (centred(&scaled), centred(&scores));
        let count = members.len() as f64 - 1.0;
        let mut matrix = vec![0.0; outputs * outputs];
        for row in 0..outputs {
            for column in 0..=row {
                let sum: f64 = outputs_centred.iter().map(|output| output[row] * output[column]).sum();
                matrix[row * outputs + column] = sum / count + if row == column { alpha } else { 0.0 };
                matrix[column * outputs + row] = matrix[row * outputs + column];
            }
        }
        let cross = self.cross_covariance(&scores_centred, &outputs_centred);
        let streams = Streams::new(self.settings.seed, 0);
        // A covariance plus a positive multiple of the identity always has a factor, unless an output overflows.
        let Some(factor) = Cholesky::of(&matrix, outputs) else {
            return members.iter().map(|member| member.unit.clone()).collect();
        };
        let all = (0..self.settings.members).map(|place| {
            let source = place % members.len();
            let draws = streams.at(purpose::OBSERVATION, round).nth(place as u32);
            let wanted: Vec<f64> = scaled[source]
                .iter()
                .enumerate()
                .map(|(k, residual)| sqrt(alpha) * draws.normal(k as u32) - residual)
                .collect();
            let pull = factor.solve(&wanted);
            let moved: Vec<f64> = scores[source]
                .iter()
                .zip(&cross)
                .map(|(score, row)| score + row.iter().zip(&pull).map(|(c, p)| c * p).sum::<f64>())
                .collect();
            units(&moved)
        });
        all.collect()
    }

    /// Covariances of each parameter with each output, without those that could be chance.
    fn cross_covariance(&self, scores: &[Vec<f64>], outputs: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let count = scores.len() as f64 - 1.0;
        let threshold = self.settings.cutoff / sqrt(scores.len() as f64);
        let spread = |rows: &[Vec<f64>], axis: usize| -> f64 {
            sqrt(rows.iter().map(|row| row[axis] * row[axis]).sum::<f64>() / count)
        };
        let output_spreads: Vec<f64> = (0..self.targets.len()).map(|k| spread(outputs, k)).collect();
        let row = |axis: usize| {
            let own = spread(scores, axis);
            let entry = |(k, output_spread): (usize, &f64)| {
                let products = scores.iter().zip(outputs).map(|(score, output)| score[axis] * output[k]);
                let covariance = products.sum::<f64>() / count;
                if covariance.abs() < threshold * own * output_spread { 0.0 } else { covariance }
            };
            output_spreads.iter().enumerate().map(entry).collect()
        };
        (0..self.settings.parameters).map(row).collect()
    }
}

/// Rows less their mean.
fn centred(rows: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let size = rows.first().map_or(0, Vec::len);
    let mean = |axis: usize| rows.iter().map(|row| row[axis]).sum::<f64>() / rows.len() as f64;
    let means: Vec<f64> = (0..size).map(mean).collect();
    rows.iter().map(|row| row.iter().zip(&means).map(|(x, mean)| x - mean).collect()).collect()
}

fn check(settings: &KalmanSettings) -> Result<(), InvalidInference> {
    error::number("members", settings.members as f64, settings.members >= 4, "four or more")?;
    error::number("parameters", settings.parameters as f64, settings.parameters >= 1, "one or more")?;
    error::number("rounds", f64::from(settings.rounds), settings.rounds >= 1, "one or more")?;
    let fits = settings.cutoff >= 0.0 && settings.cutoff.is_finite();
    error::number("cutoff", settings.cutoff, fits, "a finite number, zero or more")
}
