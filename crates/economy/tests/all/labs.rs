//! Labs and open weights under levers: prices that are reset, reasoning, distillation, and claims on profit.

use jevons_economy::inputs;
use jevons_economy::simulate::Simulate;
use jevons_economy::simulation::Simulation;

use crate::common::{opening, parameters, series};

const RUNS: u32 = 4;

fn given(first: &str, months: usize, inputs: &[(&str, f64)]) -> Simulation {
    let values = inputs.iter().flat_map(|&(name, value)| {
        let places = inputs::places(name);
        assert!(!places.is_empty(), "no input is called {name}");
        places.into_iter().map(move |place| (place, value))
    });
    Simulation::new(opening(first), parameters().clone(), 5, months).with_inputs(values)
}

fn metric(economy: &Simulation, run: u32, name: &str, agent: &str) -> Vec<f64> {
    series(economy, &economy.run(run).unwrap(), name, agent)
}

#[test]
fn a_reset_of_prices_acts_at_once_and_holds() {
    let usual = given("2026-01", 6, &[]);
    for factor in [10.0, 100.0] {
        let reset = given("2026-01", 6, &[("levers.list_price[\"OpenAI\"]", factor)]);
        for run in 0..RUNS {
            let before = metric(&usual, run, "lab.list_price", "OpenAI");
            let after = metric(&reset, run, "lab.list_price", "OpenAI");
            for (month, (a, b)) in after.iter().zip(&before).enumerate() {
                // The lab's own part of the price may answer, by a factor of two at most each time.
                assert!(
                    *a > 0.2 * factor * b,
                    "run {run}, month {month}: {a} after a reset by {factor}, {b} before"
                );
            }
            assert!((after[0] / before[0] / factor - 1.0).abs() < 1e-9);
        }
    }
}

/// Better answers need more tokens: a task costs more although a token costs less (R9).
#[test]
fn reasoning_makes_a_task_dearer_while_a_token_gets_cheaper() {
    let with = given("2026-01", 24, &[]);
    let without = given("2026-01", 24, &[("mechanism.M19", 0.0)]);
    let mut dearer = 0;
    for run in 0..RUNS {
        let change = |economy: &Simulation, name: &str| {
            let values = metric(economy, run, name, "");
            values[23] / values[0]
        };
        let task = change(&with, "market.price_per_task") / change(&without, "market.price_per_task");
        let token = change(&with, "market.api_price_effective");
        assert!(token < 1.0, "run {run}: the price of a token changes by {token}");
        dearer += u32::from(task > 1.0);
    }
    assert_eq!(dearer, RUNS);
}

/// What leaders say teaches followers: blocking it lengthens the lag and the lead (R10).
#[test]
fn blocked_distillation_lengthens_the_lag() {
    let open = given("2026-01", 24, &[]);
    let blocked = given("2026-01", 24, &[("levers.distillation", 0.0)]);
    for run in 0..RUNS {
        let last = |economy: &Simulation| *metric(economy, run, "ow.lag_months", "").last().unwrap();
        assert!(last(&blocked) > 1.05 * last(&open), "run {run}");
    }
}

#[test]
fn units_become_shares_or_come_back_as_debt() {
    let first = "2025-01";
    let units = |economy: &Simulation, run| metric(economy, run, "lab.profit_units", "OpenAI");
    let converted = given(first, 12, &[("labs.conversion.hazard_per_year", 12.0)]);
    let failed =
        given(first, 12, &[("levers.conversion[\"OpenAI\"]", 0.0), ("labs.conversion.deadline_months", 3.0)]);
    let schema = failed.schema();
    let notes = schema.instruments.iter().position(|name| *name == "convertible notes").unwrap();
    let labs = schema.sectors.iter().position(|name| name == "Labs").unwrap();
    for run in 0..RUNS {
        assert_eq!(*units(&converted, run).last().unwrap(), 0.0, "run {run}");
        let kept = units(&failed, run);
        assert!(kept[0] > 1e9 && (kept[11] == kept[0] || kept[11].is_nan()), "run {run}: {kept:?}");
        let output = failed.run(run).unwrap();
        let owed = |month: usize| {
            output.owed[(month * schema.instruments.len() + notes) * schema.sectors.len() + labs]
        };
        assert_eq!(owed(1), 0, "run {run}");
        assert!(owed(6) > 10_000_000_000, "run {run}: {} cents", owed(6));
    }
}
