//! Posteriors that are known in closed form: a normal mean, a share, a rate.

use jevons_inference::abc::{AbcSmc, Progress};
use jevons_inference::kalman::{Kalman, KalmanSettings};
use jevons_inference::{Population, Proposal, Targets, importance};
use jevons_numerics::special::normal_ppf;
use jevons_numerics::{Distribution, Family, Streams};
use serde_json::Value;

use crate::{abc_settings, batches};

fn reference() -> Value {
    serde_json::from_str(include_str!("../data/calibration_diagnostics.json")).unwrap()
}

/// The normal mean: prior mean and variance, observed mean and the variance of its error.
struct NormalMean {
    prior_deviation: f64,
    observed: f64,
    error: f64,
    posterior: (f64, f64),
}

fn normal_mean() -> NormalMean {
    let reference = &reference()["conjugate_normal_known_variance"];
    let get = |key: &str| reference[key].as_f64().unwrap();
    let data: Vec<f64> = reference["data"].as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect();
    assert_eq!(get("prior_mean"), 0.0);
    NormalMean {
        prior_deviation: get("prior_var").sqrt(),
        observed: data.iter().sum::<f64>() / data.len() as f64,
        error: (get("noise_var") / data.len() as f64).sqrt(),
        posterior: (get("posterior_mean"), get("posterior_var").sqrt()),
    }
}

impl NormalMean {
    fn targets(&self) -> Targets {
        Targets::new(vec![self.observed], vec![self.error]).unwrap()
    }

    fn value(&self, unit: f64) -> f64 {
        self.prior_deviation * normal_ppf(unit)
    }

    fn check(&self, population: &Population, tolerance: f64, what: &str) {
        let (mean, deviation) = population.moments(|particle| self.value(particle.unit[0]));
        let (true_mean, true_deviation) = self.posterior;
        assert!((mean - true_mean).abs() < tolerance * true_deviation, "{what}: mean {mean} for {true_mean}");
        let off = (deviation / true_deviation - 1.0).abs();
        assert!(off < tolerance, "{what}: deviation {deviation} for {true_deviation}");
    }
}

#[test]
fn kalman_inversion_finds_the_mean_of_normal_data() {
    let case = normal_mean();
    let settings = KalmanSettings { members: 4_000, parameters: 1, rounds: 50, cutoff: 3.0, seed: 5 };
    let mut simulate = batches(|proposal: &Proposal| vec![case.value(proposal.unit[0])]);
    let mut kalman = Kalman::start(settings, case.targets(), &mut simulate).unwrap();
    kalman.finish(&mut simulate).unwrap();
    assert_eq!(kalman.progress(), 1.0);
    case.check(kalman.population(), 0.06, "Kalman");
    assert_eq!(kalman.simulations() as usize, 4_000 * (kalman.rounds().len() + 1));
}

#[test]
fn abc_with_errors_of_observation_finds_the_mean_of_normal_data() {
    let case = normal_mean();
    let mut settings = abc_settings(1);
    settings.add_observation_error = true;
    settings.final_tolerance = 0.05;
    let mut simulate = batches(|proposal: &Proposal| vec![case.value(proposal.unit[0])]);
    let mut abc = AbcSmc::start(settings, case.targets(), &mut simulate).unwrap();
    assert_eq!(abc.finish(&mut simulate).unwrap(), Progress::ReachedTolerance);
    case.check(abc.population(), 0.12, "ABC");
    let tolerances: Vec<f64> = abc.generations().iter().map(|generation| generation.tolerance).collect();
    assert!(tolerances.windows(2).all(|pair| pair[1] < pair[0]), "{tolerances:?}");
}

#[test]
fn weighted_runs_of_the_prior_give_the_mean_of_normal_data() {
    let case = normal_mean();
    let draws = Streams::new(2, 0).at(0, 0);
    let proposals: Vec<Proposal> =
        (0..200_000).map(|run| Proposal { unit: vec![draws.uniform(run)], run }).collect();
    let outputs = proposals.iter().map(|proposal| vec![case.value(proposal.unit[0])]).collect();
    let population = importance::weigh(proposals, outputs, &case.targets(), 1.0).unwrap();
    case.check(&population, 0.05, "importance");
    // Equal draws have the same mean, and each particle comes up as often as its weight says.
    let weights = population.weights();
    let drawn = importance::resample(&weights, 5_000, 9);
    let mean = drawn.iter().map(|at| case.value(population.particles[*at].unit[0])).sum::<f64>() / 5_000.0;
    assert!((mean - case.posterior.0).abs() < 0.05 * case.posterior.1, "{mean}");
}

#[test]
fn abc_finds_the_share_of_successes() {
    let reference = &reference()["conjugate_beta_binomial"];
    let trials = reference["trials"].as_u64().unwrap() as u32;
    let successes = reference["successes"].as_f64().unwrap();
    // Uniform prior: the share is the coordinate itself. The simulator draws, so it holds all the noise there is.
    let mut simulate = batches(|proposal: &Proposal| {
        let draws = Streams::new(31, proposal.run).at(0, 0);
        let won = (0..trials).filter(|trial| draws.uniform(*trial) < proposal.unit[0]).count();
        vec![won as f64]
    });
    let targets = Targets::new(vec![successes], vec![1.0]).unwrap();
    let mut settings = abc_settings(1);
    settings.particles = 2_000;
    settings.final_tolerance = 0.0;
    let mut abc = AbcSmc::start(settings, targets, &mut simulate).unwrap();
    abc.finish(&mut simulate).unwrap();
    assert_eq!(abc.generations().last().unwrap().tolerance, 0.0, "counts match exactly");
    let (mean, _) = abc.population().moments(|particle| particle.unit[0]);
    let expected = reference["posterior_mean"].as_f64().unwrap();
    assert!((mean - expected).abs() < 0.01, "{mean} for {expected}");
    check_interval(abc.population(), &reference["posterior_90ci"], |unit| unit, 0.025);
}

#[test]
fn abc_finds_the_rate_of_counts() {
    let reference = &reference()["conjugate_gamma_poisson"];
    let counts: Vec<f64> =
        reference["counts"].as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect();
    let prior = Distribution::new(Family::Gamma { shape: 2.0, scale: 1.0 }).unwrap();
    let value = |unit: f64| prior.ppf(unit);
    // The sum of the counts is sufficient: its posterior is the posterior.
    let mut simulate = batches(|proposal: &Proposal| {
        let mean = counts.len() as f64 * value(proposal.unit[0]);
        let count = Distribution::new(Family::Poisson { mean }).unwrap();
        vec![count.ppf(Streams::new(8, proposal.run).at(0, 0).uniform(0))]
    });
    let targets = Targets::new(vec![counts.iter().sum()], vec![1.0]).unwrap();
    let mut settings = abc_settings(1);
    settings.particles = 2_000;
    settings.final_tolerance = 0.0;
    let mut abc = AbcSmc::start(settings, targets, &mut simulate).unwrap();
    abc.finish(&mut simulate).unwrap();
    let (mean, _) = abc.population().moments(|particle| value(particle.unit[0]));
    let expected = reference["posterior_mean"].as_f64().unwrap();
    assert!((mean - expected).abs() < 0.05, "{mean} for {expected}");
    check_interval(abc.population(), &reference["posterior_90ci"], value, 0.15);
}

/// The weighted 5 % and 95 % points.
fn check_interval(population: &Population, expected: &Value, value: impl Fn(f64) -> f64, tolerance: f64) {
    let mut points: Vec<(f64, f64)> =
        population.particles.iter().map(|p| (value(p.unit[0]), p.weight)).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (probability, end) in [(0.05, 0), (0.95, 1)] {
        let mut sum = 0.0;
        let found = points.iter().find(|(_, weight)| {
            sum += weight;
            sum >= probability
        });
        let (found, wanted) = (found.unwrap().0, expected[end].as_f64().unwrap());
        assert!((found - wanted).abs() < tolerance, "{probability}: {found} for {wanted}");
    }
}
