//! Orders of magnitude against the record. These are no scores: calibration and backtests come with their own tests.

use jevons_economy::output::EventKind;
use jevons_economy::roster::{PopulationSizes, Roster, chip, cloud, lab};
use jevons_economy::simulate::Simulate;
use jevons_ledger::{AgentId, Flow, Instrument, Ledger};

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

/// What somebody sells, as the series say, against what the ledger says it was paid, in USD a year, month by month.
///
/// Books close whoever is paid when; only this sees money that reaches a company after it has closed its month.
fn said_and_paid(
    sellers: &[(&str, &str)],
    paid: impl Fn(&Roster, &Ledger, usize) -> f64,
) -> Vec<(String, f64, f64)> {
    let mut pairs = Vec::new();
    for (first, months, runs) in [("2024-10", 18, [3, 4]), ("2026-01", 60, [3, 5])] {
        let economy = simulation(first, months, 1);
        let roster = Roster::new(PopulationSizes::default());
        for run in runs {
            let output = economy.run(run).unwrap();
            let mut rows = Vec::new();
            let last = month(first).plus(months as i32 - 1);
            economy
                .follow(run, last, |_, ledger| {
                    rows.push(
                        (0..sellers.len()).map(|s| 12.0 * paid(&roster, ledger, s)).collect::<Vec<_>>(),
                    );
                })
                .unwrap();
            for (s, &(metric, agent)) in sellers.iter().enumerate() {
                let said = series(&economy, &output, metric, agent);
                for (number, (said, row)) in said.into_iter().zip(&rows).enumerate() {
                    if said.is_finite() {
                        pairs.push((
                            format!("{metric} {agent}, run {run} from {first}, month {number}"),
                            said,
                            row[s],
                        ));
                    }
                }
            }
        }
    }
    pairs
}

/// Amounts are paid in whole cents and recorded in dollars a year: a cent of each payment is a twelfth of that.
#[track_caller]
fn agree(pairs: &[(String, f64, f64)], payments: f64) {
    assert!(pairs.len() > 100, "hardly anything is compared");
    for (what, said, paid) in pairs {
        let tolerance = 12.0 * 0.01 * payments + 1e-9 * paid.abs();
        assert!((said - paid).abs() <= tolerance, "{what}: {said:e} said, {paid:e} paid");
    }
}

fn received(ledger: &Ledger, flow: Flow, agent: AgentId) -> f64 {
    ledger.flow(flow, agent).usd()
}

#[test]
fn what_clouds_sell_is_what_they_are_paid() {
    let sellers = cloud::NAMES.map(|name| ("cloud.ai_revenue", name));
    let pairs = said_and_paid(&sellers, |roster, ledger, c| {
        let agent = roster.clouds[c];
        received(ledger, Flow::Compute, agent).max(0.0) + received(ledger, Flow::SeatSales, agent)
    });
    agree(&pairs, 1.0);
}

#[test]
fn what_labs_sell_is_what_they_are_paid() {
    let sellers = lab::NAMES.map(|name| ("lab.revenue", name));
    let pairs = said_and_paid(&sellers, |roster, ledger, l| {
        [Flow::TokenSales, Flow::Subscriptions, Flow::SeatSales]
            .into_iter()
            .map(|flow| received(ledger, flow, roster.labs[l]))
            .sum()
    });
    agree(&pairs, 10.0);
    for (metric, flow) in
        [("lab.api_revenue", Flow::TokenSales), ("lab.subscription_revenue", Flow::Subscriptions)]
    {
        let sellers = lab::NAMES.map(|name| (metric, name));
        let pairs = said_and_paid(&sellers, |roster, ledger, l| received(ledger, flow, roster.labs[l]));
        agree(&pairs, 10.0);
    }
}

#[test]
fn what_start_ups_sell_and_buy_is_what_is_paid() {
    let sellers = [
        ("app.revenue", ""),
        ("app.token_bill", ""),
        ("other_ai.revenue", ""),
        ("other_ai.compute_bill", ""),
    ];
    let pairs = said_and_paid(&sellers, |roster, ledger, s| {
        let startups = roster.registry.agent_of(roster.startups);
        match s {
            0 => received(ledger, Flow::AppSales, startups),
            1 => -received(ledger, Flow::TokenSales, startups),
            2 => received(ledger, Flow::OrdinaryRevenue, roster.other_ai),
            _ => -received(ledger, Flow::Compute, roster.other_ai),
        }
    });
    agree(&pairs, 10.0);
}

#[test]
fn what_chip_makers_sell_is_what_they_are_paid() {
    let sellers: Vec<_> =
        chip::NAMES[..chip::DESIGNERS].iter().map(|&name| ("chip.accelerator_revenue", name)).collect();
    let pairs = said_and_paid(&sellers, |roster, ledger, m| {
        received(ledger, Flow::AcceleratorPurchases, roster.chips[m])
    });
    agree(&pairs, 10.0);
}

#[test]
fn what_is_raised_is_what_is_issued() {
    let sellers = [("other_ai.funding", "")];
    let pairs =
        said_and_paid(&sellers, |roster, ledger, _| ledger.issued(Instrument::Equity, roster.other_ai).usd());
    agree(&pairs, 10.0);
}
