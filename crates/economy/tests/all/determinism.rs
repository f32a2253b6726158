//! Same seed, same bits: whatever the order of runs, the number of threads and what else is in the economy.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use jevons_economy::clock::StepLength;
use jevons_economy::inputs;
use jevons_economy::roster::PopulationSizes;
use jevons_economy::schedule;
use jevons_economy::simulate::Simulate;
use jevons_economy::simulation::Simulation;
use jevons_economy::world::World;
use jevons_statistics::design::LatinHypercube;

use crate::common::{month, opening, opening_of, parameters, release, simulation};

/// Digests of the first runs, as kept. `JEVONS_BLESS=1` rewrites them: say in the commit why numbers moved.
#[test]
fn digests_are_the_golden_ones() {
    let economy = simulation("2026-01", 18, 7);
    let found: String =
        (0..3).map(|run| format!("run {run} {:016x}\n", economy.run(run).unwrap().digest)).collect();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/digests.txt");
    if std::env::var_os("JEVONS_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &found).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap();
    assert_eq!(
        found, kept,
        "numbers moved; if that is meant, run with JEVONS_BLESS=1 and say why in the commit"
    );
}

#[test]
fn a_run_at_its_own_draws_is_that_run_and_luck_is_apart_from_them() {
    let economy = simulation("2026-01", 3, 7);
    let draws = |run| parameters().draw(7, run);
    let own = economy.run_at(&draws(2), 2).unwrap();
    assert_eq!(own.digest, economy.run(2).unwrap().digest);
    let lucky = economy.run_at(&draws(2), 5).unwrap();
    assert_eq!(lucky.draws, own.draws);
    assert_ne!(lucky.digest, own.digest);
    assert_ne!(economy.run_at(&draws(5), 2).unwrap().draws, own.draws);
}

#[test]
fn order_and_threads_do_not_matter() {
    let economy = simulation("2025-07", 12, 3);
    let forwards: Vec<_> = (0..4).map(|run| economy.run(run).unwrap()).collect();
    let backwards: Vec<_> = (0..4).rev().map(|run| economy.run(run).unwrap()).collect();
    let on_threads: Vec<_> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..4)
            .map(|run| {
                scope.spawn({
                    let economy = &economy;
                    move || economy.run(run).unwrap()
                })
            })
            .collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).collect()
    });
    for run in 0..4 {
        let bits = |output: &jevons_economy::output::RunOutput| {
            output.series.iter().map(|x| x.to_bits()).collect::<Vec<_>>()
        };
        assert_eq!(bits(&forwards[run]), bits(&backwards[3 - run]));
        assert_eq!(bits(&forwards[run]), bits(&on_threads[run]));
        assert_eq!(forwards[run].held, on_threads[run].held);
        assert_eq!(forwards[run].events, backwards[3 - run].events);
    }
    assert_ne!(forwards[0].digest, forwards[1].digest, "different runs must differ");
}

#[test]
fn another_seed_gives_other_runs() {
    let (one, two) = (simulation("2026-01", 6, 1), simulation("2026-01", 6, 2));
    assert_ne!(one.run(0).unwrap().digest, two.run(0).unwrap().digest);
}

/// Fewer start-ups: the enterprises' own draws, and so their pilots and abandonments, stay as they were.
#[test]
fn adding_agents_leaves_other_agents_draws_alone() {
    let values = parameters().draw(5, 0);
    let states = |startups: usize| {
        let sizes = PopulationSizes { startups, ..PopulationSizes::default() };
        let opening = opening_of(release(), "2026-01", sizes);
        let mut world = World::start(&opening, &inputs::baseline(&values), StepLength::Month, 5, 0);
        play(&mut world, 8);
        world.enterprises.state.clone()
    };
    assert_eq!(states(2_000), states(700));
}

/// A shock to one assumption: what is drawn for everybody else stays.
#[test]
fn a_shock_leaves_other_draws_alone() {
    let opening = opening("2026-01");
    let values = parameters().draw(5, 1);
    let states = |confidence: f64| {
        let mut world = World::start(&opening, &inputs::baseline(&values), StepLength::Month, 5, 1);
        world.finance.confidence.venture = confidence;
        play(&mut world, 8);
        (world.enterprises.state.clone(), world.finance.confidence.venture)
    };
    let (calm, shocked) = (states(1.0), states(0.4));
    assert_eq!(calm.0, shocked.0);
    assert!(shocked.1 < calm.1, "the shock must have an effect: {} {}", shocked.1, calm.1);
}

fn play(world: &mut World<'_>, months: u32) {
    for step in 0..months {
        world.step = step;
        world.month = month("2026-01").plus(step as i32);
        schedule::month(world, &mut |_| ()).unwrap();
    }
}

#[test]
fn a_design_spreads_parameters_over_their_ranges() {
    let economy = || Simulation::new(opening("2026-01"), parameters().clone(), 1, 2);
    let runs = 8;
    let keys = parameters().parameters().len();
    let latin = economy().with_design(Box::new(LatinHypercube::new(keys, runs, 1).unwrap()));
    let place = parameters().position("clouds.availability").unwrap();
    let parameter = &parameters().parameters()[place];
    let strata: BTreeSet<u32> = (0..runs)
        .map(|run| {
            let value = latin.run(run).unwrap().draws[place];
            // The stratum whose quantiles the value lies between.
            (0..runs).rfind(|&k| parameter.quantile(f64::from(k) / f64::from(runs)) <= value).unwrap()
        })
        .collect();
    assert_eq!(strata.len(), runs as usize, "one run in each eighth of the range");
    assert_ne!(economy().run(3).unwrap().digest, latin.run(3).unwrap().digest);
}
