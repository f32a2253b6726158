//! Every mechanism alone: with it and without it under common random numbers, with closed accounts either way.

use jevons_economy::inputs;
use jevons_economy::mechanism::{self, Effect, Mechanism};
use jevons_economy::simulate::Simulate;
use jevons_economy::simulation::Simulation;

use crate::common::{opening, parameters, series};

const RUNS: u32 = 8;
const FIRST: &str = "2026-01";

fn world(mechanism: &Mechanism, on: bool) -> Simulation {
    let given = mechanism.probe.given.iter().flat_map(|&(name, value)| {
        let places = inputs::places(name);
        assert!(!places.is_empty(), "{}: no input is called {name}", mechanism.id.name());
        places.into_iter().map(move |place| (place, value))
    });
    let switch = inputs::places(&format!("mechanism.{}", mechanism.id.name()));
    let months = mechanism.probe.months as usize;
    Simulation::new(opening(FIRST), parameters().clone(), 1, months)
        .with_inputs(given.chain(switch.into_iter().map(|place| (place, if on { 1.0 } else { 0.0 }))))
}

/// Outcomes with and without the mechanism, run by run: means of the last twelve months.
fn outcomes(mechanism: &Mechanism) -> Vec<(f64, f64)> {
    let [with, without] = [true, false].map(|on| world(mechanism, on));
    let outcome = |economy: &Simulation, run: u32| {
        let output = economy.run(run).unwrap_or_else(|error| panic!("{}: {error}", mechanism.id.name()));
        let values = series(economy, &output, mechanism.probe.outcome, mechanism.probe.agent);
        let last: Vec<f64> = values.into_iter().rev().take(12).filter(|value| value.is_finite()).collect();
        last.iter().sum::<f64>() / last.len().max(1) as f64
    };
    (0..RUNS).map(|run| (outcome(&with, run), outcome(&without, run))).collect()
}

/// The sign and size that its declaration states; an audit of every month of every run, on and off, comes with it.
#[test]
#[ignore = "slow: two ensembles for every mechanism"]
fn every_mechanism_has_the_effect_that_it_declares() {
    let mut wrong = Vec::new();
    for mechanism in mechanism::all() {
        let pairs = outcomes(mechanism);
        let mean =
            |value: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(value).sum::<f64>() / f64::from(RUNS);
        let (with, without) = (mean(&|pair| pair.0), mean(&|pair| pair.1));
        let scale = with.abs().max(without.abs()).max(1e-12);
        let relative = (with - without) / scale;
        let moved = mean(&|(a, b)| (a - b).abs()) / scale;
        let holds = match mechanism.probe.effect {
            Effect::Raises => relative >= mechanism.probe.at_least,
            Effect::Lowers => relative <= -mechanism.probe.at_least,
            Effect::Moves => moved >= mechanism.probe.at_least,
        };
        println!(
            "{} {}: {with:.4e} with, {without:.4e} without, {relative:+.3}, moved {moved:.3}",
            mechanism.id.name(),
            mechanism.probe.outcome
        );
        if !holds {
            wrong.push(format!(
                "{} ({}): {} is {with:.4e} with and {without:.4e} without, {relative:+.3}, moved {moved:.3}",
                mechanism.id.name(),
                mechanism.name,
                mechanism.probe.outcome
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn declarations_are_complete_and_point_to_their_files() {
    let all = mechanism::all();
    for (place, mechanism) in all.iter().enumerate() {
        let id = mechanism.id.name();
        assert!(all[..place].iter().all(|other| other.id != mechanism.id), "{id} is declared twice");
        let path = format!("{}/src/{}", env!("CARGO_MANIFEST_DIR"), mechanism.file);
        let source = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{id}: {path} does not exist"));
        assert!(source.contains(&format!("pub const {id}: Mechanism")), "{id} is not declared in {path}");
        assert!(
            source.lines().next().is_some_and(|line| line.contains(id)),
            "the head of {path} does not name {id}"
        );
        let rest = source.replace(&format!("id: Id::{id}"), "");
        let read = format!("Id::{id}");
        let readers = walk().filter(|file| file.contains(&read)).count();
        assert!(rest.contains(&read) || readers > 1, "{id} is declared and never switched");
        for text in [mechanism.name, mechanism.what, mechanism.equations, mechanism.off] {
            assert!(!text.trim().is_empty(), "{id} leaves something unsaid");
        }
        assert!(
            !mechanism.sources.is_empty() && !mechanism.claims.is_empty(),
            "{id} has no source or no claim"
        );
        for claim in mechanism.claims {
            assert!(jevons_parameters::is_claim(claim), "{id}: {claim} is no claim");
        }
    }
}

/// Every source file of the economy.
fn walk() -> impl Iterator<Item = String> {
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.into_iter().map(|path| std::fs::read_to_string(path).unwrap())
}
