//! Results do not depend on the length of the step beyond what is published.

use jevons_economy::clock::StepLength;
use jevons_economy::output::{EventKind, RunOutput};
use jevons_economy::simulate::Simulate;
use jevons_economy::simulation::Simulation;

use crate::common::{opening, parameters, series};

fn economy(months: usize, length: StepLength) -> Simulation {
    Simulation::new(opening("2026-01"), parameters().clone(), 1, months).with_steps(length)
}

/// Two audits a month: books, stocks and quantities are checked at the end of each step, and a fault ends the run.
#[test]
fn books_close_in_half_months_and_a_months_flows_are_those_of_its_steps() {
    let (whole, half) = (economy(18, StepLength::Month), economy(18, StepLength::HalfMonth));
    let (flows, sectors) = (whole.schema().flows.len(), whole.schema().sectors.len());
    for run in 0..2 {
        let (one, two) = (whole.run(run).unwrap(), half.run(run).unwrap());
        assert_eq!(one.draws, two.draws);
        for month in two.flows.chunks(flows * sectors) {
            // What one sector pays another receives.
            assert!(month.chunks(sectors).all(|by_sector| by_sector.iter().sum::<i64>() == 0));
        }
        for (flow, name) in whole.schema().flows.iter().enumerate() {
            let volume = |output: &RunOutput| -> f64 {
                let months = output.flows.chunks(flows * sectors);
                months
                    .flat_map(|month| &month[flow * sectors..(flow + 1) * sectors])
                    .map(|cents| cents.abs() as f64)
                    .sum()
            };
            let ratio = volume(&two) / volume(&one);
            let steady = ["wages", "consumption", "government_purchases", "exports"].contains(name);
            assert!(
                !steady || (ratio - 1.0).abs() < 0.03,
                "{name}: {ratio:.3} of what it is in whole months"
            );
        }
    }
}

const NAMES: [&str; 9] = [
    "ln lab revenue",
    "ln capex of five",
    "OpenAI defaults",
    "CoreWeave defaults",
    "largest drawdown",
    "ln losses",
    "ln GPU rental price",
    "ln price per task",
    "ln listed value",
];

/// Headline results of five years, in the order of [`NAMES`].
fn headlines(economy: &Simulation, run: u32) -> [f64; NAMES.len()] {
    let output = economy.run(run).unwrap();
    let last = |metric: &str| *series(economy, &output, metric, "").last().unwrap();
    let fails = |name: &str| {
        let agent = economy.schema().agents.iter().position(|agent| agent.name == name).unwrap();
        f64::from(u8::from(output.events.iter().any(|e| e.kind == EventKind::Default && e.agent == agent)))
    };
    [
        last("market.lab_revenue").ln(),
        last("market.capex_five").ln(),
        fails("OpenAI"),
        fails("CoreWeave"),
        series(economy, &output, "fin.drawdown", "").into_iter().fold(0.0, f64::max),
        last("fin.losses").max(1.0).ln(),
        last("gpu.rental_price").ln(),
        last("market.price_per_task").ln(),
        last("fin.listed_value").ln(),
    ]
}

fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (mean, (squares / (count - 1.0) / count).sqrt())
}

/// Half-month steps against months, run by run under the same draws of parameters and the same luck of each month.
/// `JEVONS_STEP_RUNS` sets the number of runs; the published table is that of 400.
#[test]
#[ignore = "slow: two ensembles of five years"]
fn half_months_tell_the_same_story() {
    let runs: u32 = std::env::var("JEVONS_STEP_RUNS").map_or(100, |n| n.parse().unwrap());
    let mut wrong = Vec::new();
    let ensemble = |length| -> Vec<[f64; NAMES.len()]> {
        let economy = economy(60, length);
        (0..runs).map(|run| headlines(&economy, run)).collect()
    };
    let (whole, half) = std::thread::scope(|scope| {
        let half = scope.spawn(|| ensemble(StepLength::HalfMonth));
        (ensemble(StepLength::Month), half.join().unwrap())
    });
    for (place, name) in NAMES.iter().enumerate() {
        let column = |ensemble: &[[f64; NAMES.len()]]| -> Vec<f64> {
            ensemble.iter().map(|row| row[place]).filter(|value| value.is_finite()).collect()
        };
        let pairs = half.iter().zip(&whole).map(|(h, w)| h[place] - w[place]);
        let differences: Vec<f64> = pairs.filter(|value| value.is_finite()).collect();
        let ((w, we), (h, he), (d, de)) =
            (mean_and_error(&column(&whole)), mean_and_error(&column(&half)), mean_and_error(&differences));
        println!("| {name} | {w:.3} ({we:.3}) | {h:.3} ({he:.3}) | {d:+.3} ({de:.3}) |");
        // Four standard errors and a little: beyond that some rule means something else in half months.
        if d.abs() > 4.0 * de + 0.02 {
            wrong.push(format!("{name}: {d:+.3}, standard error {de:.3}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
