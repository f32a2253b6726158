//! Results do not depend on the sizes of populations beyond sampling noise.

use jevons_economy::output::EventKind;
use jevons_economy::roster::PopulationSizes;
use jevons_economy::simulate::Simulate;
use jevons_economy::simulation::Simulation;

use crate::common::{opening_of, parameters, release, series};

#[test]
fn half_the_members_tell_the_same_story() {
    let revenue = |sizes: PopulationSizes| {
        let opening = opening_of(release(), "2026-01", sizes);
        let economy = Simulation::new(opening, parameters().clone(), 1, 24);
        let total: f64 = (0..8)
            .map(|run| {
                let output = economy.run(run).unwrap();
                *series(&economy, &output, "market.lab_revenue", "").last().unwrap()
            })
            .sum();
        total / 8.0
    };
    let whole = revenue(PopulationSizes::default());
    let half = revenue(PopulationSizes { startups: 1_000, enterprises: 2_000, consumers: 250 });
    let ratio = half / whole;
    assert!((0.85..1.15).contains(&ratio), "half the members give {ratio:.3} of lab revenue");
}

/// Headline results of five years: log of lab revenue and of capital expenditure, OpenAI's default, largest drawdown, log
/// of losses.
fn headlines(economy: &Simulation, run: u32) -> [f64; 5] {
    let output = economy.run(run).unwrap();
    let last = |metric: &str| *series(economy, &output, metric, "").last().unwrap();
    let falls = series(economy, &output, "fin.drawdown", "");
    let openai = economy.schema().agents.iter().position(|agent| agent.name == "OpenAI").unwrap();
    let fails = output.events.iter().any(|e| e.kind == EventKind::Default && e.agent == openai);
    [
        last("market.lab_revenue").ln(),
        last("market.capex_five").ln(),
        f64::from(u8::from(fails)),
        falls.into_iter().fold(0.0, f64::max),
        last("fin.losses").max(1.0).ln(),
    ]
}

/// Half and twice the members, run by run against the default: what differs is drawn populations and nothing else.
#[test]
#[ignore = "slow: three ensembles of five years"]
fn twice_and_half_the_members_differ_by_no_more_than_chance() {
    let runs = 40;
    let names = ["ln lab revenue", "ln capex of five", "OpenAI fails", "drawdown", "ln losses"];
    let ensemble = |sizes: PopulationSizes| -> Vec<[f64; 5]> {
        let economy = Simulation::new(opening_of(release(), "2026-01", sizes), parameters().clone(), 1, 60);
        (0..runs).map(|run| headlines(&economy, run)).collect()
    };
    let whole = ensemble(PopulationSizes::default());
    let mut wrong = Vec::new();
    for (label, sizes) in [
        ("half", PopulationSizes { startups: 1_000, enterprises: 2_000, consumers: 250 }),
        ("twice", PopulationSizes { startups: 4_000, enterprises: 8_000, consumers: 1_000 }),
    ] {
        let other = ensemble(sizes);
        for (place, name) in names.iter().enumerate() {
            let differences: Vec<f64> = other.iter().zip(&whole).map(|(a, b)| a[place] - b[place]).collect();
            let count = f64::from(runs);
            let mean = differences.iter().sum::<f64>() / count;
            let squares: f64 = differences.iter().map(|d| (d - mean) * (d - mean)).sum();
            let error = (squares / (count - 1.0) / count).sqrt();
            println!("{label} {name}: {mean:+.3} (standard error {error:.3})");
            // Four standard errors: beyond that it is no chance any more.
            if mean.abs() > 4.0 * error + 0.02 {
                wrong.push(format!("{label} {name}: {mean:+.3}, standard error {error:.3}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
