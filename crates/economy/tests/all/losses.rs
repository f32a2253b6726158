//! Losses: what is written off is borne by somebody, to the cent; what a failure destroys has owners and creditors.

use jevons_economy::finance::bearers;
use jevons_economy::inputs;
use jevons_economy::output::{Event, EventKind};
use jevons_economy::roster::SECTOR_NAMES;
use jevons_economy::simulate::Simulate;
use jevons_economy::simulation::Simulation;

use crate::common::{opening, parameters, series};

/// An economy in which nobody gives labs money, so that they fail.
fn without_rounds(months: usize) -> Simulation {
    let switch = inputs::places("mechanism.M22").into_iter().map(|place| (place, 0.0));
    Simulation::new(opening("2026-01"), parameters().clone(), 1, months).with_inputs(switch)
}

#[test]
fn every_loss_ends_with_somebody_to_the_cent() {
    let economy = without_rounds(48);
    for run in 0..4 {
        let output = economy.run(run).unwrap();
        let last = |metric: &str, agent: &str| *series(&economy, &output, metric, agent).last().unwrap();
        let borne: f64 = bearers::NAMES.iter().map(|name| last("fin.losses_borne", name)).sum();
        let lost: f64 = SECTOR_NAMES.iter().map(|name| last("fin.losses_by_sector", name)).sum();
        assert!(lost > 1e9, "run {run}: hardly anything is lost ({lost})");
        assert!((borne - lost).abs() < 0.02, "run {run}: {lost:.2} is lost and {borne:.2} borne");
        let deciles: Vec<f64> =
            bearers::NAMES[..10].iter().map(|name| last("fin.losses_borne", name)).collect();
        assert!(deciles.windows(2).all(|pair| pair[0] <= pair[1]), "the rich own more: {deciles:?}");
    }
}

#[test]
fn labs_without_money_close_and_their_creditors_and_customers_are_named() {
    let economy = without_rounds(48);
    let output = economy.run(0).unwrap();
    let agents = &economy.schema().agents;
    let failed: Vec<_> = output
        .events
        .iter()
        .filter(|event| event.kind == EventKind::Default && agents[event.agent].sector == 2)
        .collect();
    assert!(!failed.is_empty());
    for event in failed {
        let follows = |kind| output.events.iter().any(|e| e.kind == kind && e.causes.contains(&event.id));
        assert!(follows(EventKind::Migration) && follows(EventKind::Layoff));
        let cause = &output.events[event.causes[0] as usize];
        assert_eq!(cause.kind, EventKind::MissedPayment);
    }
}

/// Rents collapse and lenders hardly write anything off: a restructured neocloud fails again and is sold.
#[test]
fn a_neocloud_that_fails_again_is_sold_and_its_lenders_get_the_proceeds() {
    let inputs = [("levers.idle_hours", 2.0), ("finance.credit.recovery_share", 0.98)];
    let fixed = inputs
        .iter()
        .flat_map(|&(name, value)| inputs::places(name).into_iter().map(move |place| (place, value)));
    let economy = Simulation::new(opening("2026-01"), parameters().clone(), 1, 48).with_inputs(fixed);
    let mut sales = 0;
    for run in 0..6 {
        let output = economy.run(run).unwrap();
        // Institutional investors sell shares in haste, which needs no default.
        let institutions = opening("2026-01").roster.institutions.index();
        let of_a_cloud = |event: &&Event| event.kind == EventKind::FireSale && event.agent != institutions;
        for event in output.events.iter().filter(of_a_cloud) {
            let default = &output.events[event.causes[0] as usize];
            assert_eq!(default.kind, EventKind::Default);
            assert!(default.agent == event.agent && default.month == event.month);
            sales += 1;
        }
    }
    assert!(sales > 0, "no fire sale in six runs: the test would prove nothing");
}
