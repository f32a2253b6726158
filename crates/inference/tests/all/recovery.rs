//! Known parameters of a toy economy found again from its simulated history, and those that leave no trace left alone.

use jevons_inference::abc::{AbcSmc, Kernel};
use jevons_inference::contraction::contractions;
use jevons_inference::kalman::{Kalman, KalmanSettings};
use jevons_inference::predictive::checks;
use jevons_inference::{Population, Proposal, Targets, screening};
use jevons_numerics::Streams;
use jevons_numerics::math::ln;

use crate::{abc_settings, batches};

const QUARTERS: usize = 8;
const ERROR: f64 = 0.05;
const NOISE: f64 = 0.02;

/// Adoption that starts at one tenth of a level and catches up with it at a speed: two parameters that matter and, behind
/// them, others that do not. Outputs are logarithms.
fn history(unit: &[f64], run: u32) -> Vec<f64> {
    let (level, speed) = (1.0 + 9.0 * unit[0], 0.05 + 0.6 * unit[1]);
    let mut adopted = level * 0.1;
    let noise = Streams::new(77, run).at(0, 0);
    (0..QUARTERS as u32)
        .map(|quarter| {
            adopted += speed * (level - adopted);
            ln(adopted) + NOISE * noise.normal(quarter)
        })
        .collect()
}

const TRUTH: [f64; 2] = [0.3, 0.7];

fn targets() -> Targets {
    let error = Streams::new(78, 0).at(0, 0);
    let observed = history(&TRUTH, 1_000_000).into_iter().zip(0..).map(|(x, k)| x + ERROR * error.normal(k));
    Targets::new(observed.collect(), vec![ERROR; QUARTERS]).unwrap()
}

fn check_recovery(population: &Population, what: &str) {
    let said = contractions(population);
    for (axis, truth) in TRUTH.into_iter().enumerate() {
        let (mean, deviation) = population.moments(|particle| particle.unit[axis]);
        assert!((mean - truth).abs() < 3.0 * deviation, "{what} {axis}: {mean} ± {deviation} for {truth}");
        assert!(said[axis].is_informed() && said[axis].contraction > 0.6, "{what} {axis}: {:?}", said[axis]);
    }
    for (axis, silent) in said.iter().enumerate().skip(2) {
        assert!(silent.contraction < 0.25, "{what} {axis} leaves no trace: {silent:?}");
        assert!(silent.distance < 0.12, "{what} {axis} leaves no trace: {silent:?}");
    }
    let predicted = checks(population, &targets()).unwrap();
    assert!(predicted.iter().all(|check| check.within(0.98)), "{what}: {predicted:?}");
}

#[test]
fn abc_recovers_two_parameters_and_leaves_a_third_alone() {
    for kernel in [Kernel::WeightedCovariance, Kernel::ComponentWise] {
        let mut settings = abc_settings(3);
        (settings.particles, settings.kernel) = (600, kernel);
        (settings.final_tolerance, settings.add_observation_error) = (1.0, true);
        let mut simulate = batches(|proposal: &Proposal| history(&proposal.unit, proposal.run));
        let mut abc = AbcSmc::start(settings, targets(), &mut simulate).unwrap();
        abc.finish(&mut simulate).unwrap();
        check_recovery(abc.population(), "ABC");
    }
}

#[test]
fn kalman_inversion_recovers_two_parameters_and_leaves_many_others_alone() {
    let settings = KalmanSettings { members: 400, parameters: 30, rounds: 40, cutoff: 3.0, seed: 4 };
    let mut simulate = batches(|proposal: &Proposal| history(&proposal.unit, proposal.run));
    let mut kalman = Kalman::start(settings.clone(), targets(), &mut simulate).unwrap();
    kalman.finish(&mut simulate).unwrap();
    assert_eq!(kalman.progress(), 1.0);
    check_recovery(kalman.population(), "Kalman");

    // Without the cutoff chance correlations narrow parameters that leave no trace.
    let keep_all = KalmanSettings { cutoff: 0.0, ..settings };
    let mut naive = Kalman::start(keep_all, targets(), &mut simulate).unwrap();
    naive.finish(&mut simulate).unwrap();
    let mean = |population: &Population| {
        let said = contractions(population);
        said.iter().skip(2).map(|silent| silent.contraction).sum::<f64>() / (said.len() - 2) as f64
    };
    let (with, without) = (mean(kalman.population()), mean(naive.population()));
    assert!(with < without, "mean contraction {with} with the cutoff, {without} without");
}

#[test]
fn results_depend_on_the_seed_and_not_on_batches() {
    let run = |batch: usize, seed: u64| {
        let mut settings = abc_settings(2);
        (settings.particles, settings.generations, settings.batch) = (100, 3, batch);
        settings.seed = seed;
        let mut simulate = batches(|proposal: &Proposal| history(&proposal.unit, proposal.run));
        let mut abc = AbcSmc::start(settings, targets(), &mut simulate).unwrap();
        abc.finish(&mut simulate).unwrap();
        abc.population().clone()
    };
    assert_eq!(run(7, 1), run(500, 1));
    assert_ne!(run(7, 1), run(7, 2));
}

#[test]
fn runs_without_numbers_are_left_out() {
    // One tenth of the cube fails.
    let outputs = |proposal: &Proposal| {
        if proposal.unit[0] > 0.9 { vec![f64::NAN; QUARTERS] } else { history(&proposal.unit, proposal.run) }
    };
    let mut simulate = batches(outputs);
    let settings = KalmanSettings { members: 300, parameters: 2, rounds: 40, cutoff: 3.0, seed: 1 };
    let mut kalman = Kalman::start(settings, targets(), &mut simulate).unwrap();
    kalman.finish(&mut simulate).unwrap();
    assert!(kalman.rounds()[0].usable < 300);
    check_recovery(kalman.population(), "Kalman with failures");

    let mut settings = abc_settings(2);
    (settings.particles, settings.final_tolerance, settings.add_observation_error) = (400, 1.0, true);
    let mut abc = AbcSmc::start(settings, targets(), &mut simulate).unwrap();
    assert!(abc.generations()[0].acceptance < 1.0);
    abc.finish(&mut simulate).unwrap();
    assert!(abc.population().particles.iter().all(|particle| particle.unit[0] <= 0.9));
}

#[test]
fn screening_keeps_the_truth_and_rules_out_what_is_far() {
    let targets = targets();
    let model = vec![NOISE; QUARTERS];
    let of =
        |unit: &[f64], rank| screening::implausibility(&history(unit, 5), &targets, &model, rank).unwrap();
    assert!(of(&TRUTH, 1) < screening::CUTOFF);
    assert!(of(&[0.9, 0.7], 1) > screening::CUTOFF);
    assert!(of(&[0.9, 0.7], 2) <= of(&[0.9, 0.7], 1));
    let lost = screening::implausibility(&[f64::NAN; QUARTERS], &targets, &model, 1).unwrap();
    assert_eq!(lost, f64::INFINITY);
}

/// The 95 % point by which a parameter is called informed, from simulated uniform samples.
#[test]
fn chance_alone_informs_one_parameter_in_twenty() {
    let (trials, size) = (4_000, 200);
    let draws = Streams::new(6, 0).at(0, 0);
    let particle = |trial: u32, member: u32| jevons_inference::Particle {
        unit: vec![draws.nth(trial).uniform(member)],
        run: 0,
        weight: 1.0 / f64::from(size),
        outputs: Vec::new(),
        distance: 0.0,
    };
    let informed = (0..trials)
        .filter(|trial| {
            let particles = (0..size).map(|member| particle(*trial, member)).collect();
            contractions(&Population { particles })[0].is_informed()
        })
        .count();
    let share = informed as f64 / f64::from(trials);
    assert!((0.04..0.06).contains(&share), "{share}");
}
