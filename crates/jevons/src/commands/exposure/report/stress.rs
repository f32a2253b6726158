//! What may happen, and what can be done.

use jevons_exposure::quantiles::Spread;
use jevons_exposure::stress::{Action, ScenarioResult, StressResult};
use jevons_report::input::{AxisKind, BearerRow, Bearers, FanBand, FanChart};
use jevons_report::{ExposureSection, PlainTable};

use super::super::Stressed;
use super::super::depends::range;
use super::super::page::percent;
use super::super::terminal::by_cost;
use super::{between, money, table};
use crate::scenarios::BASELINE;

/// Scenarios with a chart, beside the baseline.
const CHARTED: usize = 5;
/// Makers, hosts and clouds that the page shows.
const POINTS: usize = 14;
/// Plans of each size that the page shows.
const PLANS: usize = 6;

fn chart(
    title: &str,
    scenario: &ScenarioResult,
    months: &[Spread],
    unit: &str,
    first: jevons_numerics::Month,
) -> FanChart {
    let band = |of: &Spread| FanBand {
        p5: of.p5,
        p10: f64::NAN,
        p25: of.p25,
        p50: of.p50,
        p75: of.p75,
        p90: f64::NAN,
        p95: of.p95,
    };
    FanChart {
        title: title.to_owned(),
        agent: String::new(),
        unit: unit.to_owned(),
        description: scenario.title.clone(),
        note: String::new(),
        sector: None,
        axis: AxisKind::Linear,
        first_month: first,
        bands: months.iter().map(band).collect(),
        history: Vec::new(),
    }
}

pub(super) fn happens(stressed: &Stressed) -> ExposureSection {
    let result = &stressed.result;
    let sorted = by_cost(result);
    let base = result.scenarios.iter().find(|scenario| scenario.name == BASELINE);
    let mut shown: Vec<&ScenarioResult> = base.into_iter().collect();
    shown.extend(sorted.iter().filter(|scenario| scenario.name != BASELINE).take(CHARTED));
    let first = stressed.first_month;
    let mut charts: Vec<FanChart> = shown
        .iter()
        .map(|scenario| {
            chart(&format!("Bill, {}", scenario.name), scenario, &scenario.bill, "usd_per_month", first)
        })
        .collect();
    for scenario in shown.iter().take(2) {
        charts.extend(scenario.products.iter().filter_map(|product| {
            let margin = product.margin.as_ref()?;
            Some(chart(
                &format!("Margin of {}, {}", product.name, scenario.name),
                scenario,
                margin,
                "share",
                first,
            ))
        }));
    }
    let x = |of: &Spread| format!("{:.2} ({:.2} to {:.2})", of.p50, of.p5, of.p95);
    let scenarios = sorted.iter().map(|scenario| {
        vec![
            format!("{} {}", scenario.name, scenario.title),
            x(&scenario.last_month),
            x(&scenario.dearest_month),
            money(scenario.extra.p50),
            between(&scenario.extra),
            scenario.runway.as_ref().map_or("-".to_owned(), |runway| percent(runway.out)),
        ]
    });
    let failures = result.failures.iter().take(POINTS).map(|failure| {
        vec![
            format!("{} ({})", failure.vendor, failure.kind.title()),
            range(&failure.share),
            x(&failure.months_down),
            format!("{} ({})", money(failure.interruption.p50), between(&failure.interruption)),
            money(failure.prepared.p50),
            format!("{} ({})", money(failure.cost.p50), between(&failure.cost)),
            match failure.most_likely.1 > 0.0 {
                true => format!("{}, {}", percent(failure.most_likely.1), failure.most_likely.0),
                false => "in no run".to_owned(),
            },
        ]
    });
    ExposureSection {
        title: "What may happen".to_owned(),
        text: vec![format!(
            "The same work is done every month for {} months. Prices, failures of vendors, rationing and rents are those of the same run \
                 of the simulated economy, {} runs for each scenario. Nobody knows how likely a scenario is.",
            result.months, stressed.runs
        )],
        charts,
        tables: vec![
            table(
                "All scenarios, the dearest first: medians, 5 to 95 % in brackets",
                &[
                    "Scenario",
                    "Last month over now",
                    "Dearest month over now",
                    "Extra cost",
                    "5 to 95 %",
                    "Out of money",
                ],
                scenarios.collect(),
            ),
            table(
                "Whose end hurts most: makers, hosts and clouds that stop in month 7, with nothing prepared",
                &[
                    "Who",
                    "Of the bill",
                    "Months down",
                    "Interruption",
                    "With a second vendor",
                    "All until the end",
                    "Fails most often in",
                ],
                failures.collect(),
            ),
        ],
        notes: vec![format!(
            "Month 1 of the runs is {first}, the month after the newest facts; a scenario begins for the bill when it begins in the run. Extra \
             cost: tokens, lost revenue and migrations beyond today's bill, less what customers pay. Interruption: lost revenue and the \
             migration. When a host stops the same model is had elsewhere; when a cloud stops, what it serves stops, and makers and hosts on it \
             have less until they have other machines, by shares that are drawn where nobody discloses them. Hosts that the economy does not \
             have fail like its small clouds; clouds that default are mostly carried on; other neoclouds are all of them together. Divisions of large companies, and makers that the \
             economy does not have, fail in no run."
        )],
        ..ExposureSection::default()
    }
}

pub(super) fn options(stressed: &Stressed) -> ExposureSection {
    let result = &stressed.result;
    let ranking = result.hedges.iter().map(|hedge| {
        let [low, high] = hedge.pays_at_ends;
        vec![
            hedge.action.title().to_owned(),
            money(hedge.mean_usd),
            format!("{:.0} % ({:.0} to {:.0})", 100.0 * hedge.pays, 100.0 * low, 100.0 * high),
            format!("{} in {}", money(hedge.best_in.1), hedge.best_in.0),
            format!("{} in {}", money(hedge.worst_in.1), hedge.worst_in.0),
            money(hedge.greatest_regret_usd),
            result.plan_of(hedge.action).map_or("-".to_owned(), |plan| money(plan.standing_usd_per_month)),
            result.plan_of(hedge.action).map_or("-".to_owned(), |plan| format!("{:.0}", plan.delay_weeks)),
            hedge.verdict.title().to_owned(),
        ]
    });
    let bars = |scenario: &ScenarioResult| Bearers {
        caption: format!("What each action saves over doing nothing, {} ({})", scenario.name, scenario.title),
        unit: "usd".to_owned(),
        rows: scenario
            .hedges
            .iter()
            .map(|hedge| BearerRow {
                name: hedge.action.title().to_owned(),
                sector: None,
                p5: hedge.value.p5,
                p25: hedge.value.p25,
                p50: hedge.value.p50,
                p75: hedge.value.p75,
                p95: hedge.value.p95,
            })
            .collect(),
    };
    let base = result.scenarios.iter().find(|scenario| scenario.name == BASELINE);
    let worst = result.scenarios.iter().max_by(|a, b| a.regret.total_cmp(&b.regret));
    let mut text = vec!["Each action is valued in every run of every scenario, with what it costs to get ready, to stay ready and to wait \
                         until it works."
        .to_owned()];
    if let Some(worst) = worst.filter(|worst| worst.best != Action::Nothing) {
        text.push(format!(
            "Doing nothing is regretted most in {} ({}): there {} would have saved {} in the median run.",
            worst.name,
            worst.title,
            worst.best.title(),
            money(worst.regret)
        ));
    }
    let mut tables = vec![table(
        "All actions over all scenarios",
        &[
            "Action",
            "Mean of scenarios",
            "Saves in (of runs)",
            "Best",
            "Worst",
            "Greatest regret",
            "Costs a month",
            "Weeks until ready",
            "Verdict",
        ],
        ranking.collect(),
    )];
    tables.push(plans(result));
    text.extend(best_plan(stressed));
    if let Some(found) = &stressed.self_hosting {
        let rows = found.by_utilisation.iter().map(|row| {
            let cost = &row.usd_per_mtok;
            vec![
                percent(row.utilisation),
                format!("${:.2} (${:.2} to ${:.2})", cost.p50, cost.p5, cost.p95),
                percent(row.cheaper),
            ]
        });
        tables.push(table(
            "Serving open weights yourself: cost of a million tokens by how well machines are used",
            &["Hours used", "Cost", "Below today's price in"],
            rows.collect(),
        ));
        text.push(format!(
            "A million tokens costs ${:.2} now. What could be moved to open weights would use {} of one node with eight H200, and costs {} a \
             month by token; such a node with its engineers costs {} a month however little it has to do.",
            found.api_usd_per_mtok,
            range(&found.use_of_one_node),
            between(&found.movable_usd),
            between(&found.least_fleet_usd)
        ));
    }
    ExposureSection {
        title: "What can be done".to_owned(),
        text,
        spreads: base.into_iter().chain(worst.filter(|worst| worst.name != BASELINE)).map(bars).collect(),
        tables,
        notes: vec![
            "Scenarios count alike in the mean. In brackets: with everything that has no source (tier D) at the end that speaks against the \
             action, and for it. Pays, does not pay: 9 of 10 runs agree even at the contrary end; open: it depends on the run or on what has \
             no source. Greatest regret: how much more the best action of a scenario would have saved. Together: overlap, where two \
             actions work on the same dollars and save less than each by itself added up; reinforce, where they save more. Best of its \
             size: share of the runs in which no plan of as many actions saves more. Regret of a plan: what the best plan of a run saves \
             more, in the median run and in 1 run of 20."
                .to_owned(),
        ],
        ..ExposureSection::default()
    }
}

/// The best plans of two and three actions, with the best single action before them.
fn plans(result: &StressResult) -> PlainTable {
    let of = |size: usize, most: usize| {
        result.plans.iter().filter(move |plan| plan.actions.len() == size).take(most)
    };
    let rows = of(1, 1).chain(of(2, PLANS)).chain(of(3, PLANS)).map(|plan| {
        vec![
            plan.title(),
            money(plan.mean_usd),
            plan.together.map_or("-", |together| together.title()).to_owned(),
            money(plan.mean_usd - plan.sum_of_parts_usd),
            format!("{:.0} %", 100.0 * plan.pays),
            format!("{:.0} %", 100.0 * plan.best_of_its_size),
            format!("{} ({})", money(plan.regret_usd.p50), money(plan.regret_usd.p95)),
            money(plan.standing_usd_per_month),
            format!("{:.0}", plan.delay_weeks),
        ]
    });
    table(
        "Actions together, valued on the same runs",
        &[
            "Plan",
            "Mean of scenarios",
            "Together",
            "Beyond the sum",
            "Saves in",
            "Best of its size",
            "Regret",
            "Costs a month",
            "Weeks until ready",
        ],
        rows.collect(),
    )
}

fn best_plan(stressed: &Stressed) -> Option<String> {
    let best = stressed.best_within_budget()?;
    let single = stressed.best_of(1)?;
    let within = stressed
        .budget
        .map_or(String::new(), |usd| format!(" that costs at most {} a month to keep", money(usd)));
    Some(format!(
        "The best set of up to three actions{within} is: {}. It saves {} in the mean of the scenarios, the best single action {}; it costs {} a \
         month to keep.",
        best.title(),
        money(best.mean_usd),
        money(single.mean_usd),
        money(best.cost_to_keep(stressed.result.months))
    ))
}
