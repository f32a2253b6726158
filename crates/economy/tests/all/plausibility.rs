//! Orders of magnitude against the record. These are no scores: calibration and backtests come with their own tests.

use jevons_economy::output::EventKind;
use jevons_economy::roster::{PopulationSizes, Roster, chip, cloud, lab};
use jevons_economy::simulate::Simulate;
use jevons_ledger::Flow;

use crate::common::{median, month, series, simulation};

/// From what was known at the end of September 2024, the median of runs for June 2025 against what happened.
#[test]
fn from_september_2024_the_middle_of_2025_is_within_a_factor_of_two() {
    let economy = simulation("2024-10", 9, 11);
    let runs: Vec<_> = (0..25).map(|run| economy.run(run).unwrap()).collect();
    let june = |metric: &str, agent: &str| {
        median(runs.iter().map(|run| *series(&economy, run, metric, agent).last().unwrap()).collect())
    };
    // Record: Nvidia 41.1 bn and the five 97.3 bn a quarter, OpenAI 10 bn a year, Anthropic between 3 bn at the end of
    // May and 4 bn at the beginning of July, flagship 3.50 (GPT-4.1, o3).
    for (metric, agent, record) in [
        ("chip.accelerator_revenue", chip::NAMES[chip::NVIDIA], 164.4e9),
        ("market.capex_five", "", 389.0e9),
        ("lab.revenue", lab::NAMES[lab::OPENAI], 10.0e9),
        ("lab.revenue", lab::NAMES[lab::ANTHROPIC], 3.5e9),
        ("lab.list_price", lab::NAMES[lab::OPENAI], 3.5),
    ] {
        let ratio = june(metric, agent) / record;
        assert!((0.5..=2.0).contains(&ratio), "{metric} {agent}: {ratio:.2} of the record");
    }
}

/// In every run and month of the default ensemble's first runs: no company pays with money it has not, hours served
/// stay below capacity (both asserted by the run itself), and revenue has customers.
#[test]
fn no_absurd_books_in_five_years() {
    let economy = simulation("2026-01", 60, 1);
    for run in 0..6 {
        let output = economy.run(run).unwrap();
        for l in 0..lab::COUNT {
            let revenue = series(&economy, &output, "lab.revenue", lab::NAMES[l]);
            let cash = series(&economy, &output, "lab.cash", lab::NAMES[l]);
            assert!(
                revenue.iter().chain(&cash).all(|x| x.is_nan() || *x >= 0.0),
                "run {run}, {}",
                lab::NAMES[l]
            );
        }
        for c in 0..cloud::COUNT {
            let use_of = series(&economy, &output, "cloud.gpu_utilisation", cloud::NAMES[c]);
            assert!(use_of.iter().all(|x| (0.0..=1.0 + 1e-9).contains(x)), "run {run}, {}", cloud::NAMES[c]);
        }
        let consumption = series(&economy, &output, "hh.consumption", "");
        let growth = consumption.last().unwrap() / consumption[0];
        assert!((0.8..2.0).contains(&growth), "run {run}: consumption grows by {growth}");
    }
}

/// What a default is blamed on happened before it.
#[test]
fn causes_come_before_effects() {
    let economy = simulation("2026-01", 60, 4);
    let mut defaults = 0;
    for run in 0..12 {
        let output = economy.run(run).unwrap();
        for event in &output.events {
            assert!(event.causes.iter().all(|&cause| cause < event.id));
            let months = event.causes.iter().map(|&cause| output.events[cause as usize].month);
            assert!(months.into_iter().all(|month| month <= event.month));
            if event.kind == EventKind::Default && !economy.schema().agents[event.agent].population {
                defaults += 1;
                assert!(!event.causes.is_empty(), "run {run}: a default without a cause");
            }
        }
    }
    assert!(defaults > 0, "no default in twelve runs: the test would prove nothing");
}

/// Books close whoever is paid when; only this sees money that reaches a company after it has closed its month.
#[test]
fn what_clouds_sell_is_what_they_are_paid() {
    for first in ["2024-10", "2026-01"] {
        let economy = simulation(first, 18, 1);
        let output = economy.run(3).unwrap();
        let roster = Roster::new(PopulationSizes::default());
        let mut paid = vec![Vec::new(); cloud::COUNT];
        let last = month(first).plus(17);
        economy
            .follow(3, last, |_, ledger| {
                for (months, agent) in paid.iter_mut().zip(roster.clouds) {
                    let compute = ledger.flow(Flow::Compute, agent).usd().max(0.0);
                    months.push(12.0 * (compute + ledger.flow(Flow::SeatSales, agent).usd()));
                }
            })
            .unwrap();
        for (c, paid) in paid.iter().enumerate() {
            let said = series(&economy, &output, "cloud.ai_revenue", cloud::NAMES[c]);
            for (number, (said, paid)) in
                said.iter().zip(paid).enumerate().filter(|(_, (said, _))| said.is_finite())
            {
                let error = (said - paid).abs() / paid.max(1e6);
                assert!(
                    error < 1e-6,
                    "{} in month {number} from {first}: {said:e} of {paid:e}",
                    cloud::NAMES[c]
                );
            }
        }
    }
}
