//! What came of a fit.

use jevons_backtest::Case;
use jevons_inference::abc::Generation;
use jevons_inference::contraction::{Contraction, contractions};
use jevons_inference::kalman::Round;
use jevons_inference::{Population, Targets};

/// What came of a fit.
#[derive(Debug)]
pub struct Fitted {
    /// Keys of the parameters that were fitted, aligned with the points of the populations.
    pub keys: Vec<String>,
    /// Their positions among all parameters.
    pub places: Vec<usize>,
    /// How many parameters there are in all.
    pub parameters: usize,
    /// What was fitted to.
    pub cases: Vec<Case>,
    /// The same as numbers.
    pub targets: Targets,
    /// The ensemble before.
    pub prior: Population,
    /// The ensemble after.
    pub posterior: Population,
    /// Rounds or generations.
    pub steps: Vec<Step>,
    /// Share of the information used; less than 1 when rounds ran out. Always 1 for ABC, whose tolerance says it.
    pub progress: f64,
    /// Why ABC made no more generations.
    pub stopped: Option<&'static str>,
    /// Runs simulated.
    pub simulations: u32,
}

/// One round of ensemble Kalman inversion, or one generation of ABC.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Its number.
    pub number: u32,
    /// Mean distance before the round, or the tolerance of the generation; infinite for the prior.
    pub distance: f64,
    /// Runs that it could use, as equally weighted draws.
    pub effective_size: f64,
    /// Accepted share of a generation's runs.
    pub acceptance: Option<f64>,
}

impl Step {
    /// A round of ensemble Kalman inversion.
    pub fn of_round(round: &Round) -> Self {
        let Round { number, distance, usable, .. } = *round;
        Self { number, distance, effective_size: usable as f64, acceptance: None }
    }

    /// A generation of ABC.
    pub fn of_generation(generation: &Generation) -> Self {
        let Generation { number, tolerance, acceptance, effective_size, .. } = *generation;
        Self { number, distance: tolerance, effective_size, acceptance: Some(acceptance) }
    }
}

/// Beginning of the keys of parameters that speak of the month in which runs open. What a fit says of them holds for the
/// opening of the fit, and nothing for that of later runs.
const OF_THE_OPENING: &str = "opening.";

impl Fitted {
    /// What the data say about each fitted parameter.
    pub fn contractions(&self) -> Vec<Contraction> {
        contractions(&self.posterior)
    }

    /// Positions, among the fitted, of the parameters that later runs take from the fit: about which the data say
    /// something, save those of the opening.
    fn carried(&self) -> Vec<usize> {
        let said = self.contractions();
        (0..self.keys.len())
            .filter(|at| said[*at].is_informed() && !self.keys[*at].starts_with(OF_THE_OPENING))
            .collect()
    }

    /// The keys, points and weights that later runs draw from; all other parameters keep their priors.
    pub fn posterior(&self) -> (Vec<String>, Vec<Vec<f64>>, Vec<f64>) {
        let carried = self.carried();
        let usable = self.posterior.particles.iter().filter(|member| member.weight > 0.0);
        let (points, weights) = usable
            .map(|member| (carried.iter().map(|at| rounded(member.unit[*at])).collect(), member.weight))
            .unzip();
        (carried.iter().map(|at| self.keys[*at].clone()).collect(), points, weights)
    }

    /// How later runs draw: the fitted members one after the other, what they do not carry taken from the prior.
    pub fn draws(&self) -> Draws {
        let places = self.carried().into_iter().map(|at| self.places[at]).collect();
        Draws { places, points: self.posterior().1 }
    }
}

/// Equally likely points for the parameters at some positions.
#[derive(Debug)]
pub struct Draws {
    places: Vec<usize>,
    points: Vec<Vec<f64>>,
}

impl Draws {
    /// The point of a run, from its point of the prior.
    pub fn point(&self, run: u32, mut prior: Vec<f64>) -> Vec<f64> {
        if let Some(point) = self.points.get(run as usize % self.points.len().max(1)) {
            for (place, coordinate) in self.places.iter().zip(point) {
                prior[*place] = *coordinate;
            }
        }
        prior
    }
}

/// Six digits: a posterior of a few hundred points knows less. Never 0 or 1, where a prior may have no value.
fn rounded(unit: f64) -> f64 {
    const DIGITS: f64 = 1e6;
    (unit * DIGITS).round().clamp(1.0, DIGITS - 1.0) / DIGITS
}
