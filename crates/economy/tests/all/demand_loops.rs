//! Feedback loops of demand: prices and lost sales, displaced incomes and AI budgets, adoption and its gain.

use jevons_economy::inputs;
use jevons_economy::output::{EventKind, RunOutput};
use jevons_economy::simulate::Simulate;
use jevons_economy::simulation::Simulation;

use crate::common::{opening, parameters, series};

fn given(months: usize, inputs: &[(&str, f64)]) -> Simulation {
    let fixed: Vec<(usize, f64)> = inputs
        .iter()
        .flat_map(|&(name, value)| {
            let places = inputs::places(name);
            assert!(!places.is_empty(), "no input is called {name}");
            places.into_iter().map(move |place| (place, value))
        })
        .collect();
    Simulation::new(opening("2026-01"), parameters().clone(), 1, months).with_inputs(fixed)
}

fn mean(economy: &Simulation, runs: u32, metric: &str, month: usize) -> f64 {
    let value = |run| series(economy, &economy.run(run).unwrap(), metric, "")[month];
    (0..runs).map(value).sum::<f64>() / f64::from(runs)
}

/// Whether an event of `kind` is among the causes of event `id`, directly or through others.
fn descends(output: &RunOutput, id: u32, kind: EventKind) -> bool {
    let causes = &output.events[id as usize].causes;
    causes.iter().any(|&cause| output.events[cause as usize].kind == kind || descends(output, cause, kind))
}

/// R6: customers who leave make a lab raise its price, and a higher price is what makes customers leave.
#[test]
fn lost_demand_raises_prices_and_raised_prices_lose_demand() {
    let economy = given(36, &[("levers.production_abandonment", 0.04), ("levers.round_money", 0.3)]);
    let (mut forwards, mut backwards) = (0, 0);
    for run in 0..6 {
        let output = economy.run(run).unwrap();
        for event in &output.events {
            let rise = event.kind == EventKind::PriceChange && event.amount_cents > 0;
            forwards += u32::from(rise && descends(&output, event.id, EventKind::Abandonment));
            let left = event.kind == EventKind::Abandonment;
            backwards += u32::from(left && descends(&output, event.id, EventKind::PriceChange));
        }
    }
    assert!(forwards > 0, "no rise of a price goes back to customers who left");
    assert!(backwards > 0, "no wave of customers who left goes back to a price");
}

/// R8: displacement costs the sellers of AI a part of their sales, through incomes and desks and not otherwise.
#[test]
fn displaced_incomes_come_back_as_lower_budgets() {
    let spend = |closed: f64, displacement: f64| {
        let economy = given(
            60,
            &[
                ("labour.displacement_per_year", 0.2),
                ("mechanism.M35", closed),
                ("mechanism.M36", displacement),
                ("mechanism.M37", 0.0),
            ],
        );
        mean(&economy, 4, "ent.ai_spend", 59)
    };
    let [closed, open] = [1.0, 0.0].map(|closed| spend(closed, 1.0) / spend(closed, 0.0));
    assert!(closed < 0.98, "{closed:.4}");
    assert!((open - 1.0).abs() < 0.02, "{open:.4}");
}

/// B5: what adopters keep falls as more adopt.
#[test]
fn the_gain_of_adopters_falls_with_adoption() {
    let economy = given(48, &[]);
    for run in 0..3 {
        let output = economy.run(run).unwrap();
        let kept = series(&economy, &output, "ent.gain_kept", "");
        let adopted = series(&economy, &output, "ent.production_share", "");
        assert!(adopted[47] > adopted[0] && kept[47] < kept[0], "run {run}");
    }
}
