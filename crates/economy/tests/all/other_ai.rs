//! Other AI companies: their size is what the record leaves to them, and they live on the same money as everybody else.

use jevons_economy::inputs;
use jevons_economy::opening::funding::FundingOpening;
use jevons_economy::output::EventKind;
use jevons_economy::simulate::Simulate;
use jevons_economy::simulation::Simulation;
use jevons_ledger::Instrument;

use crate::common::{median, opening, parameters, series, simulation};

const RUNS: u32 = 12;

/// Medians over runs of the mean over the last year of a metric, with inputs held from the first month on.
fn last_year(metric: &str, inputs: &[(&str, f64)]) -> f64 {
    let fixed = inputs.iter().flat_map(|&(name, value)| {
        let places = inputs::places(name);
        assert!(!places.is_empty(), "no input is called {name}");
        places.into_iter().map(move |place| (place, value))
    });
    let economy = Simulation::new(opening("2026-01"), parameters().clone(), 1, 36).with_inputs(fixed);
    let mean = |run: u32| {
        let values = series(&economy, &economy.run(run).unwrap(), metric, "");
        values[24..].iter().sum::<f64>() / 12.0
    };
    median((0..RUNS).map(mean).collect())
}

#[test]
fn they_open_with_what_the_record_leaves_to_them() {
    // CB Insights: 9.7 + 15.9 + 10.0 + 9.5 bn in the four quarters to September 2023; OpenAI 10.3 bn, Anthropic 2.45 bn and
    // Mistral 0.1 bn of it. In the four to September 2025, the first by Crunchbase: 42 + 68.8 + 47.3 + 47 bn.
    for (first, all, labs) in [("2023-12", 45.1e9, 12.863e9), ("2026-01", 205.1e9, 66.29e9)] {
        let opening = opening(first);
        let FundingOpening { all: known, labs: of_labs, app_funding, funding, .. } = opening.funding;
        assert!((known - all).abs() < 1e8, "{first}: {known:e} of all");
        assert!((of_labs - labs).abs() < 0.1e9, "{first}: {of_labs:e} of labs");
        assert!((known - of_labs - app_funding - funding).abs() < 1.0, "{first}: parts are not the whole");
        let agent = opening.roster.other_ai;
        let months = opening.ledger.deposits(agent).usd() / (funding / 12.0);
        assert!((12.0..24.0).contains(&months), "{first}: money for {months} months");
        let shares = opening.ledger.owed(Instrument::Equity, agent).usd();
        assert!((shares / funding - 3.0).abs() < 1e-6);
    }
}

#[test]
fn in_the_first_year_they_raise_about_what_they_raised_before() {
    let economy = simulation("2026-01", 12, 1);
    let before = economy.opening().funding.funding;
    for run in 0..RUNS {
        let raised = series(&economy, &economy.run(run).unwrap(), "other_ai.funding", "");
        let ratio = raised.iter().sum::<f64>() / 12.0 / before;
        assert!((0.6..1.8).contains(&ratio), "run {run}: {ratio:.2} of the year before");
    }
}

#[test]
fn every_lever_on_venture_money_reaches_them() {
    let usual = last_year("other_ai.funding", &[]);
    for input in [
        ("levers.venture_money", 0.2),
        ("levers.sovereign_money", 0.0),
        ("levers.softbank_money", 0.0),
        ("levers.rates", 0.05),
        ("levers.confidence_shock", -0.05),
    ] {
        let less = last_year("other_ai.funding", &[input]);
        assert!(less < 0.995 * usual, "{}: {less:e} instead of {usual:e}", input.0);
    }
}

#[test]
fn without_money_they_dismiss_staff_buy_less_compute_and_close_at_their_holders_cost() {
    let drought = [
        ("levers.venture_money", 0.0),
        ("levers.sovereign_money", 0.0),
        ("levers.softbank_money", 0.0),
        ("levers.confidence_shock", -0.1),
    ];
    for (metric, most) in [("other_ai.costs", 0.6), ("other_ai.compute_bill", 0.6)] {
        let ratio = last_year(metric, &drought) / last_year(metric, &[]);
        assert!(ratio < most, "{metric}: {ratio:.2} of what it is with money");
    }
    let closures = [&drought[..], &[]].map(|inputs| last_year("other_ai.exit_rate", inputs));
    assert!(closures[0] > 1.5 * closures[1], "closures a year {closures:?}");
    let fixed = drought
        .iter()
        .flat_map(|&(name, value)| inputs::places(name).into_iter().map(move |place| (place, value)));
    let economy = Simulation::new(opening("2026-01"), parameters().clone(), 1, 36).with_inputs(fixed);
    let output = economy.run(0).unwrap();
    let agent = economy.opening().roster.other_ai.index();
    let wave = output.events.iter().find(|e| e.kind == EventKind::Default && e.agent == agent);
    assert!(wave.is_some_and(|event| event.amount_cents > 0), "a wave of closures is an event with its loss");
    let lost = series(&economy, &output, "fin.losses_by_sector", "Investors");
    assert!(*lost.last().unwrap() > 5e10, "holders lose {:e}", lost.last().unwrap());
}
