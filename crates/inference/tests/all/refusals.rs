//! What cannot be fitted is refused with the number at fault, and a simulator's own error comes through.

use std::convert::Infallible;

use jevons_inference::abc::{AbcSmc, Progress};
use jevons_inference::kalman::{Kalman, KalmanSettings};
use jevons_inference::{InferenceError, Proposal, Targets, diagnostics, importance, screening};

use crate::{abc_settings, batches};

fn targets() -> Targets {
    Targets::new(vec![1.0], vec![0.1]).unwrap()
}

#[test]
fn messages_name_what_is_wrong_and_what_was_expected() {
    let said = |result: Result<Targets, jevons_inference::InvalidInference>| result.unwrap_err().to_string();
    assert_eq!(said(Targets::new(vec![], vec![])), "the number of targets is 0; expected one or more");
    assert_eq!(said(Targets::new(vec![1.0], vec![])), "deviations of the targets: 0 entries; expected 1");
    assert_eq!(
        said(Targets::new(vec![1.0], vec![0.0])),
        "a deviation is 0; expected a positive finite number"
    );
    assert_eq!(
        said(Targets::new(vec![f64::NAN], vec![1.0])),
        "an observation is NaN; expected a finite number"
    );
    let mut settings = abc_settings(1);
    settings.tolerance_quantile = 1.0;
    let error = AbcSmc::start(settings, targets(), &mut batches(|_| vec![0.0])).unwrap_err();
    assert_eq!(error.to_string(), "tolerance quantile is 1; expected a share below 1");
    let error = diagnostics::r_hat(&[vec![1.0; 10]]).unwrap_err();
    assert_eq!(error.to_string(), "chains is 1; expected one or more; R-hat needs two");
    let error = screening::implausibility(&[1.0], &targets(), &[0.0], 2).unwrap_err();
    assert_eq!(error.to_string(), "rank is 2; expected from 1 to the number of targets");
    let lost = vec![Proposal { unit: vec![0.5], run: 0 }];
    let error = importance::weigh(lost, vec![vec![f64::NAN]], &targets(), 1.0).unwrap_err();
    assert_eq!(error.to_string(), "only 0 of 1 simulations gave numbers; expected at least 1");
}

#[test]
fn a_simulator_that_returns_the_wrong_lists_is_told_so() {
    let start = |results: fn(usize) -> Vec<Vec<f64>>| {
        let settings = KalmanSettings { members: 10, parameters: 1, rounds: 3, cutoff: 0.0, seed: 0 };
        let mut simulate = |proposals: &[Proposal]| Ok::<_, Infallible>(results(proposals.len()));
        Kalman::start(settings, targets(), &mut simulate).unwrap_err().to_string()
    };
    assert_eq!(start(|_| Vec::new()), "results of a batch: 0 entries; expected 10");
    assert_eq!(start(|size| vec![vec![0.0; 2]; size]), "outputs of a simulation: 2 entries; expected 1");
    assert_eq!(
        start(|size| vec![vec![f64::NAN]; size]),
        "only 0 of 10 simulations gave numbers; expected at least 5"
    );
}

#[test]
fn an_interrupted_simulator_ends_the_calibration_with_its_own_error() {
    let error = AbcSmc::start(abc_settings(1), targets(), &mut |_: &[Proposal]| Err("interrupted"));
    assert_eq!(error.unwrap_err(), InferenceError::Simulator("interrupted"));
}

#[test]
fn limits_end_a_calibration_with_the_last_complete_generation() {
    let mut simulate = batches(|proposal: &Proposal| vec![proposal.unit[0] * 10.0]);
    let mut settings = abc_settings(1);
    (settings.particles, settings.simulations) = (100, 250);
    let mut abc = AbcSmc::start(settings.clone(), targets(), &mut simulate).unwrap();
    assert_eq!(abc.finish(&mut simulate).unwrap(), Progress::ReachedSimulations);
    assert_eq!(abc.population().particles.len(), 100);
    assert!(abc.simulations() <= 250);

    (settings.simulations, settings.least_acceptance, settings.batch) = (100_000, 0.9, 50);
    settings.final_tolerance = 0.0;
    let mut abc = AbcSmc::start(settings, targets(), &mut simulate).unwrap();
    assert_eq!(abc.finish(&mut simulate).unwrap(), Progress::AcceptanceTooLow);
}
