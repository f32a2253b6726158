//! Scenarios that come with the program: they name what the model has, they run, and they do what their names say.

use jevons_economy::output::{EventKind, RunOutput};
use jevons_economy::roster::lab;
use jevons_economy::simulate::Simulate;
use jevons_economy::simulation::Simulation;
use jevons_scenarios::{Library, compose};

use crate::common::{opening, parameters, series};

const MONTHS: usize = 36;

fn library() -> Library {
    Library::shipped().unwrap_or_else(|wrong| panic!("{}", wrong.render(false)))
}

fn economy(name: &str) -> Simulation {
    let plain = Simulation::new(opening("2026-01"), parameters().clone(), 1, MONTHS);
    if name.is_empty() {
        return plain;
    }
    let scenarios = library().find_all(name).unwrap_or_else(|error| panic!("{error}"));
    let composition = compose(&scenarios).unwrap();
    let checked = composition.check(&plain.vocabulary());
    let (program, _) = checked.unwrap_or_else(|wrong| panic!("{name}: {}", wrong.render(false)));
    plain.with_scenario(program)
}

fn shocks(economy: &Simulation, output: &RunOutput) -> Vec<String> {
    let shocks = output.events.iter().filter(|event| event.kind == EventKind::Shock);
    shocks.map(|event| economy.schema().agents[event.agent].name.clone()).collect()
}

#[test]
fn there_are_twenty_six_and_all_fit_the_model() {
    let library = library();
    let ids: Vec<&str> = library.scenarios().iter().map(|scenario| scenario.id.as_str()).collect();
    let expected: Vec<String> = (1..=26).map(|number| format!("S{number:02}")).collect();
    assert_eq!(ids, expected);
    let vocabulary = economy("").vocabulary();
    for scenario in library.scenarios() {
        assert!(!scenario.claims.is_empty(), "{} stands for no claim", scenario.id);
        let checked = compose(std::slice::from_ref(scenario)).unwrap().check(&vocabulary);
        if let Err(wrong) = checked {
            panic!("{}", wrong.render(false));
        }
    }
}

#[test]
fn a_scenario_that_has_not_begun_changes_nothing() {
    let (plain, shocked) = (economy(""), economy("S03"));
    let (a, b) = (plain.run(0).unwrap(), shocked.run(0).unwrap());
    let first = b.events.iter().find(|event| event.kind == EventKind::Shock);
    let columns = plain.schema().columns.len();
    let same = first.map_or(MONTHS, |event| event.month.since(plain.schema().first_month) as usize);
    let bits = |output: &RunOutput| -> Vec<u64> {
        output.series[..same * columns].iter().map(|value| value.to_bits()).collect()
    };
    assert!(bits(&a) == bits(&b), "runs differ before the shock in month {same}");
}

#[test]
fn shocks_are_events_with_names_and_their_effects_name_them() {
    let economy = economy("S02");
    let output = economy.run(0).unwrap();
    assert_eq!(shocks(&economy, &output), ["S02/ten-times"]);
    let price = series(&economy, &output, "lab.list_price", lab::NAMES[lab::OPENAI]);
    let (before, after) = (price[4], price[12]);
    assert!(after > 4.0 * before, "list price {before} before and {after} after");
}

/// Every scenario, with closed accounts in every month and at least one shock that fires or says what it waits for.
#[test]
#[ignore = "slow: all scenarios"]
fn all_scenarios_run() {
    for scenario in library().scenarios() {
        let economy = economy(&scenario.id);
        let mut fired = 0;
        for run in 0..3 {
            let output = economy.run(run).unwrap_or_else(|error| panic!("{}: {error}", scenario.id));
            fired += shocks(&economy, &output).len();
        }
        let waits = scenario.shocks.iter().any(|shock| shock.when.is_some());
        assert!(fired > 0 || waits, "{}: no shock fired", scenario.id);
    }
}

#[test]
fn scenarios_can_be_put_together() {
    let economy = economy("S01+S07");
    let output = economy.run(1).unwrap();
    let fired = shocks(&economy, &output);
    assert!(fired.iter().any(|name| name.starts_with("S01/")), "{fired:?}");
    assert!(fired.iter().any(|name| name.starts_with("S07/")), "{fired:?}");
}
