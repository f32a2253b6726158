//! Approximate Bayesian computation by sequential Monte Carlo (ABC-SMC): no likelihood is needed, only a simulator.
//!
//! ```text
//! generation 0:   points of the prior, all accepted
//! generation t:   tolerance = quantile of the distances of generation t - 1
//!                 draw an ancestor by weight, move it by a normal kernel, simulate; accept when the distance is within the
//!                 tolerance; weight = prior density / sum over ancestors of weight x kernel density
//! ```
//!
//! Moves are made in normal scores (the quantiles of the standard normal law at the coordinates of the unit cube), in which
//! the prior is standard normal and nothing leaves it. The kernel has twice the weighted variance of the last generation, which is optimal for normal posteriors (M. Beaumont,
//! J.-M. Cornuet, J.-M. Marin and C. Robert, "Adaptive approximate Bayesian computation", Biometrika 96, 2009; S. Filippi,
//! C. Barnes, J. Cornebise and M. Stumpf, "On optimality of kernels for approximate Bayesian computation using sequential
//! Monte Carlo", Statistical Applications in Genetics and Molecular Biology 12, 2013). The scheme of generations is that of
//! T. Toni, D. Welch, N. Strelkowa, A. Ipsen and M. Stumpf, Journal of the Royal Society Interface 6 (2009).
//!
//! As the tolerance falls the population tends to the posterior given the outputs as simulated. When the simulator knows
//! nothing of errors of observation, let the algorithm add them ([`AbcSettings::add_observation_error`]): otherwise targets
//! would be matched more closely than they are known.
//!
//! With more than a dozen parameters few proposals come near all targets and weights become unequal
//! ([`Generation::effective_size`] tells): use [`crate::kalman`] there, or fit fewer parameters at a time.

use jevons_numerics::Streams;
use jevons_numerics::math::{exp, floor, ln, sqrt};

use crate::error::{self, InferenceError, InvalidInference, simulated};
use crate::matrix::Cholesky;
use crate::population::{log_sum_exp, normal_scores, purpose, units};
use crate::{Particle, Population, Proposal, Targets};

/// How particles are moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kernel {
    /// Normal with twice the weighted covariance: follows ridges along which parameters make up for each other.
    WeightedCovariance,
    /// Each coordinate by itself with twice its weighted variance: for more parameters than particles can correlate.
    ComponentWise,
}

/// How ABC-SMC is run.
#[derive(Debug, Clone, PartialEq)]
pub struct AbcSettings {
    /// Particles in a generation.
    pub particles: usize,
    /// Number of parameters.
    pub parameters: usize,
    /// The share of a generation whose distances lie within the next tolerance, between 0 and 1; a half is usual.
    pub tolerance_quantile: f64,
    /// Tolerance at which to stop, in units of [`Targets::distance`].
    pub final_tolerance: f64,
    /// Generations after the first at most.
    pub generations: u32,
    /// Simulations at most, over all generations.
    pub simulations: u32,
    /// Share of accepted simulations below which a generation is given up.
    pub least_acceptance: f64,
    /// How particles are moved.
    pub kernel: Kernel,
    /// Whether errors of observation are drawn and added to outputs before their distance is taken.
    pub add_observation_error: bool,
    /// Points handed to the simulator at once. The population does not depend on it, save where a limit ends the last
    /// generation; what is not needed of a generation's last batch is thrown away.
    pub batch: usize,
    /// Seed of all draws.
    pub seed: u64,
}

/// What one generation did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Generation {
    /// Its number, from 0 for the prior.
    pub number: u32,
    /// Distances up to this were accepted.
    pub tolerance: f64,
    /// Points simulated in it.
    pub simulations: u32,
    /// Accepted share of them.
    pub acceptance: f64,
    /// What its weights are worth in equally weighted draws.
    pub effective_size: f64,
}

/// Whether there is more to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Another generation can be made.
    Continues,
    /// The tolerance asked for was reached.
    ReachedTolerance,
    /// All generations were made.
    ReachedGenerations,
    /// The next generation would need more simulations than allowed; the last complete one stands.
    ReachedSimulations,
    /// Too few were accepted; the last complete generation stands.
    AcceptanceTooLow,
}

/// ABC-SMC between two generations.
#[derive(Debug, Clone, PartialEq)]
pub struct AbcSmc {
    settings: AbcSettings,
    targets: Targets,
    population: Population,
    generations: Vec<Generation>,
    simulations: u32,
}

impl AbcSmc {
    /// Draws and simulates the prior.
    ///
    /// # Errors
    /// When settings are out of range, the simulator fails or returns lists of the wrong length, or fewer than half of the
    /// simulations of the prior give numbers.
    pub fn start<E>(
        settings: AbcSettings,
        targets: Targets,
        simulate: &mut impl FnMut(&[Proposal]) -> Result<Vec<Vec<f64>>, E>,
    ) -> Result<Self, InferenceError<E>> {
        check(&settings)?;
        let mut this = Self {
            population: Population { particles: Vec::with_capacity(settings.particles) },
            generations: Vec::new(),
            simulations: 0,
            settings,
            targets,
        };
        let (needed, streams) = (this.settings.particles, this.streams());
        let draw = |attempt: u32| {
            let draws = streams.at(purpose::PRIOR, 0);
            (0..this.settings.parameters as u32).map(|axis| draws.nth(attempt).uniform(axis)).collect()
        };
        let mut particles = Vec::with_capacity(needed);
        while particles.len() < needed {
            let proposals = this.batch(particles.len(), needed, draw);
            let results = simulated(&proposals, this.targets.len(), simulate)?;
            for (proposal, outputs) in proposals.into_iter().zip(results) {
                particles.push(this.particle(proposal, outputs));
            }
        }
        let usable = particles.iter().filter(|particle| particle.distance.is_finite()).count();
        if usable < needed.div_ceil(2).max(2) {
            let needed = needed.div_ceil(2).max(2);
            let simulated = particles.len();
            return Err(InvalidInference::TooFewUsable { usable, simulated, needed }.into());
        }
        // A run that came to no numbers has no weight, but stays visible.
        for particle in &mut particles {
            particle.weight = if particle.distance.is_finite() { 1.0 / usable as f64 } else { 0.0 };
        }
        this.simulations = needed as u32;
        this.population = Population { particles };
        this.generations.push(Generation {
            number: 0,
            tolerance: f64::INFINITY,
            simulations: needed as u32,
            acceptance: usable as f64 / needed as f64,
            effective_size: usable as f64,
        });
        Ok(this)
    }

    /// Makes one more generation, or says why not.
    ///
    /// # Errors
    /// When the simulator fails or returns lists of the wrong length.
    pub fn advance<E>(
        &mut self,
        simulate: &mut impl FnMut(&[Proposal]) -> Result<Vec<Vec<f64>>, E>,
    ) -> Result<Progress, InferenceError<E>> {
        let number = self.generations.len() as u32;
        if number > self.settings.generations {
            return Ok(Progress::ReachedGenerations);
        }
        if self.generations.last().is_some_and(|last| last.tolerance <= self.settings.final_tolerance) {
            return Ok(Progress::ReachedTolerance);
        }
        let tolerance = self.next_tolerance();
        let mover = Mover::of(&self.population, self.settings.kernel);
        let needed = self.settings.particles;
        let (mut accepted, mut made) = (Vec::with_capacity(needed), 0_u32);
        while accepted.len() < needed {
            let room = self.settings.simulations.saturating_sub(self.simulations + made);
            let size = self.settings.batch.min(room as usize);
            if size == 0 {
                self.simulations += made;
                return Ok(Progress::ReachedSimulations);
            }
            let share = accepted.len() as f64 / f64::from(made.max(1));
            if made as usize >= needed && share < self.settings.least_acceptance {
                self.simulations += made;
                return Ok(Progress::AcceptanceTooLow);
            }
            let first = self.simulations + made;
            let propose = |offset: u32| Proposal {
                unit: mover.propose(self.streams(), number, made + offset),
                run: first + offset,
            };
            let proposals: Vec<Proposal> = (0..size as u32).map(propose).collect();
            let results = simulated(&proposals, self.targets.len(), simulate)?;
            for (proposal, outputs) in proposals.into_iter().zip(results) {
                if accepted.len() == needed {
                    break;
                }
                made += 1;
                let particle = self.particle(proposal, outputs);
                if particle.distance <= tolerance {
                    accepted.push(particle);
                }
            }
        }
        let log_weights: Vec<f64> = accepted.iter().map(|p: &Particle| mover.log_weight(&p.unit)).collect();
        let largest = log_weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for (particle, log_weight) in accepted.iter_mut().zip(log_weights) {
            particle.weight = exp(log_weight - largest);
        }
        self.simulations += made;
        self.population = Population { particles: accepted };
        self.population.normalise();
        self.generations.push(Generation {
            number,
            tolerance,
            simulations: made,
            acceptance: needed as f64 / f64::from(made),
            effective_size: self.population.effective_size(),
        });
        Ok(Progress::Continues)
    }

    /// Makes generations until there is a reason to stop.
    ///
    /// # Errors
    /// As [`AbcSmc::advance`].
    pub fn finish<E>(
        &mut self,
        simulate: &mut impl FnMut(&[Proposal]) -> Result<Vec<Vec<f64>>, E>,
    ) -> Result<Progress, InferenceError<E>> {
        loop {
            let progress = self.advance(simulate)?;
            if progress != Progress::Continues {
                return Ok(progress);
            }
        }
    }

    /// The last complete generation.
    #[must_use]
    pub fn population(&self) -> &Population {
        &self.population
    }

    /// What each generation did.
    #[must_use]
    pub fn generations(&self) -> &[Generation] {
        &self.generations
    }

    /// Simulations made so far, those of a generation that was given up included.
    #[must_use]
    pub fn simulations(&self) -> u32 {
        self.simulations
    }

    fn streams(&self) -> Streams {
        Streams::new(self.settings.seed, 0)
    }

    /// The next points of the prior, up to a batch.
    fn batch(&self, done: usize, needed: usize, draw: impl Fn(u32) -> Vec<f64>) -> Vec<Proposal> {
        let runs = done as u32..(done + self.settings.batch).min(needed) as u32;
        runs.map(|run| Proposal { unit: draw(run), run }).collect()
    }

    fn particle(&self, proposal: Proposal, mut outputs: Vec<f64>) -> Particle {
        let Proposal { unit, run } = proposal;
        let distance = if self.settings.add_observation_error {
            let draws = self.streams().at(purpose::OBSERVATION, run);
            let errors = self.targets.deviations().iter().enumerate();
            let noisy = outputs.iter().zip(errors).map(|(x, (k, s))| x + s * draws.normal(k as u32));
            self.targets.distance(&noisy.collect::<Vec<f64>>())
        } else {
            self.targets.distance(&outputs)
        };
        outputs.shrink_to_fit();
        Particle { unit, run, weight: 0.0, outputs, distance }
    }

    /// The quantile of the distances of the last generation, by order, but always below its tolerance: distances of discrete
    /// outputs come in heaps. The tolerance asked for when no particle was nearer.
    fn next_tolerance(&self) -> f64 {
        let last = self.generations.last().map_or(f64::INFINITY, |generation| generation.tolerance);
        let with_weight = self.population.particles.iter().filter(|particle| particle.weight > 0.0);
        let mut distances: Vec<f64> = with_weight.map(|particle| particle.distance).collect();
        distances.sort_by(f64::total_cmp);
        let greatest = distances.len().saturating_sub(1) as f64;
        let position = floor(self.settings.tolerance_quantile * greatest).unwrap_or(0).max(0) as usize;
        let nearer = distances.partition_point(|distance| *distance < last);
        let chosen = nearer.checked_sub(1).map(|most| distances[position.min(most)]);
        chosen.unwrap_or(self.settings.final_tolerance).max(self.settings.final_tolerance)
    }
}

fn check(settings: &AbcSettings) -> Result<(), InvalidInference> {
    let share = |what, value: f64, least: bool| {
        let fits = value < 1.0 && if least { value >= 0.0 } else { value > 0.0 };
        error::number(what, value, fits, "a share below 1")
    };
    error::number("particles", settings.particles as f64, settings.particles >= 4, "four or more")?;
    error::number("parameters", settings.parameters as f64, settings.parameters >= 1, "one or more")?;
    error::number("batch", settings.batch as f64, settings.batch >= 1, "one or more")?;
    share("tolerance quantile", settings.tolerance_quantile, false)?;
    share("least acceptance", settings.least_acceptance, true)?;
    let tolerance = settings.final_tolerance;
    error::number("final tolerance", tolerance, tolerance >= 0.0, "zero or more")?;
    let enough = settings.simulations as usize >= settings.particles;
    error::number("simulations", f64::from(settings.simulations), enough, "as many as particles, or more")
}

/// The kernel of one generation, in normal scores.
struct Mover {
    /// Normal scores of the ancestors.
    scores: Vec<Vec<f64>>,
    /// Logarithms of their weights.
    log_weights: Vec<f64>,
    /// Cumulated weights.
    cumulated: Vec<f64>,
    /// Standard deviations of the moves, coordinate by coordinate.
    scales: Vec<f64>,
    /// Factor of their covariance, where it is used and exists.
    factor: Option<Cholesky>,
}

/// A coordinate whose particles all agree still moves a little.
const LEAST_SCALE: f64 = 1e-6;

impl Mover {
    fn of(population: &Population, kernel: Kernel) -> Self {
        let with_weight: Vec<&Particle> =
            population.particles.iter().filter(|particle| particle.weight > 0.0).collect();
        let weights: Vec<f64> = with_weight.iter().map(|particle| particle.weight).collect();
        let scores: Vec<Vec<f64>> =
            with_weight.iter().map(|particle| normal_scores(&particle.unit)).collect();
        let size = scores.first().map_or(0, Vec::len);
        let sum_over = |value: &dyn Fn(&[f64]) -> f64| -> f64 {
            scores.iter().zip(&weights).map(|(score, weight)| weight * value(score)).sum()
        };
        let means: Vec<f64> = (0..size).map(|axis| sum_over(&|score| score[axis])).collect();
        let covariance =
            |a: usize, b: usize| 2.0 * sum_over(&|score| (score[a] - means[a]) * (score[b] - means[b]));
        let scales = (0..size).map(|axis| sqrt(covariance(axis, axis)).max(LEAST_SCALE)).collect();
        let factor = (kernel == Kernel::WeightedCovariance).then(|| {
            let mut matrix: Vec<f64> =
                (0..size * size).map(|position| covariance(position / size, position % size)).collect();
            for axis in 0..size {
                matrix[axis * size + axis] += LEAST_SCALE * LEAST_SCALE;
            }
            Cholesky::of(&matrix, size)
        });
        let mut sum = 0.0;
        let cumulated = weights.iter().map(|weight| {
            sum += weight;
            sum
        });
        Self {
            cumulated: cumulated.collect(),
            log_weights: weights.iter().map(|weight| ln(*weight)).collect(),
            factor: factor.flatten(),
            scores,
            scales,
        }
    }

    /// A moved ancestor; `attempt` numbers the proposals of the generation.
    fn propose(&self, streams: Streams, generation: u32, attempt: u32) -> Vec<f64> {
        let wanted = streams.at(purpose::ANCESTOR, generation).uniform(attempt);
        let last = self.scores.len() - 1;
        let ancestor = &self.scores[self.cumulated.partition_point(|sum| *sum < wanted).min(last)];
        let draws = streams.at(purpose::MOVE, generation).nth(attempt);
        let normals: Vec<f64> = (0..ancestor.len() as u32).map(|axis| draws.normal(axis)).collect();
        let steps = match &self.factor {
            Some(factor) => factor.times(&normals),
            None => normals.iter().zip(&self.scales).map(|(normal, scale)| normal * scale).collect(),
        };
        let moved: Vec<f64> = ancestor.iter().zip(steps).map(|(score, step)| score + step).collect();
        units(&moved)
    }

    /// Logarithm of prior density over proposal density, up to what is the same for all points of a generation.
    fn log_weight(&self, unit: &[f64]) -> f64 {
        let point = normal_scores(unit);
        let exponents = self.scores.iter().zip(&self.log_weights).map(|(ancestor, log_weight)| {
            let steps: Vec<f64> = point.iter().zip(ancestor).map(|(a, b)| a - b).collect();
            let standardised = match &self.factor {
                Some(factor) => factor.forward(&steps),
                None => steps.iter().zip(&self.scales).map(|(step, scale)| step / scale).collect(),
            };
            log_weight - 0.5 * square(&standardised)
        });
        -0.5 * square(&point) - log_sum_exp(&exponents.collect::<Vec<f64>>())
    }
}

fn square(vector: &[f64]) -> f64 {
    vector.iter().map(|x| x * x).sum()
}
