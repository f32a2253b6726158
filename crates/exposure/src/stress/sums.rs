//! Sums up the runs of all scenarios.

use std::collections::BTreeMap;

use super::action::Action;
use super::course::Course;
use super::plans::plans;
use super::points::PointKind;
use super::position::Position;
use super::result::{
    Failure, Fate, Hedge, HedgeIn, MonthSpread, ProductCourse, Runway, ScenarioResult, ScenarioRuns,
    StressResult, Verdict,
};
use super::run::{RunResult, Tried};
use crate::quantiles::Spread;

/// A verdict needs this share of the runs.
const SURE: f64 = 0.9;

/// Sums up the runs of all scenarios.
#[must_use]
pub fn stress(position: &Position, scenarios: &[ScenarioRuns]) -> StressResult {
    let results: Vec<ScenarioResult> =
        scenarios.iter().map(|scenario| scenario_result(position, scenario)).collect();
    StressResult {
        months: results.first().map_or(0, |result| result.bill.len()),
        bill_usd: position.bill_usd(),
        failures: failures(scenarios, &results),
        hedges: hedges(scenarios, &results),
        plans: plans(
            scenarios,
            position.bill_usd() * results.first().map_or(0, |result| result.bill.len()) as f64,
        ),
        scenarios: results,
    }
}

fn scenario_result(position: &Position, scenario: &ScenarioRuns) -> ScenarioResult {
    let runs = &scenario.runs;
    let months = runs.first().map_or(0, |run| run.course.once.len());
    let now = position.bill_usd().max(1e-9);
    let over = |value: &dyn Fn(&RunResult) -> f64| Spread::of(&runs.iter().map(value).collect::<Vec<_>>());
    let by_month = |value: &dyn Fn(&Course, usize) -> f64| -> MonthSpread {
        (0..months).map(|month| over(&|run| value(&run.course, month))).collect()
    };
    let products = position.products.iter().enumerate().map(|(number, product)| ProductCourse {
        name: product.name.clone(),
        bill: by_month(&|course, month| course.bill[number][month]),
        margin: product.revenue_usd.filter(|revenue| *revenue > 0.0).map(|revenue| {
            by_month(&|course, month| {
                let earned = revenue + course.passed_on[number][month] - course.lost[number][month];
                (earned - course.bill[number][month]) / earned.max(1e-9)
            })
        }),
    });
    let hedges: Vec<HedgeIn> = (0..Action::HEDGES.len()).map(|number| hedge_in(number, runs)).collect();
    let best = hedges.iter().max_by(|a, b| a.value.p50.total_cmp(&b.value.p50));
    let regret = best.map_or(0.0, |best| best.value.p50.max(0.0));
    ScenarioResult {
        name: scenario.name.clone(),
        title: scenario.title.clone(),
        runs: runs.len(),
        bill: by_month(&Course::bill_of),
        products: products.collect(),
        dearest_month: over(&|run| (0..months).map(|m| run.course.bill_of(m)).fold(0.0, f64::max) / now),
        last_month: over(&|run| run.course.bill_of(months.saturating_sub(1)) / now),
        extra: over(&|run| run.course.cost() - now * months as f64),
        lost: over(&|run| run.course.lost.iter().flatten().sum()),
        months_down: over(&|run| run.course.months_down),
        fates: fates(runs),
        runway: runway(position, runs, months),
        best: best.filter(|best| best.value.p50 > 0.0).map_or(Action::Nothing, |best| best.action),
        hedges,
        regret,
    }
}

/// Share of what holds.
pub(super) fn share(of: impl Iterator<Item = bool>) -> f64 {
    let (mut yes, mut all) = (0.0, 0.0);
    for holds in of {
        all += 1.0;
        yes += f64::from(u8::from(holds));
    }
    if all > 0.0 { yes / all } else { 0.0 }
}

/// What shares of runs in which an action saves say, with everything unsourced against hedging and for it.
pub(super) fn verdict(pays_at_worst: f64, pays_at_best: f64) -> Verdict {
    match (pays_at_worst >= SURE, pays_at_best <= 1.0 - SURE) {
        (true, _) => Verdict::Pays,
        (_, true) => Verdict::DoesNotPay,
        _ => Verdict::Open,
    }
}

fn hedge_in(number: usize, runs: &[RunResult]) -> HedgeIn {
    let pays = |judgement: usize| share(runs.iter().map(|run| run.values[number][judgement] > 0.0));
    HedgeIn {
        action: Action::HEDGES[number],
        value: Spread::of(&runs.iter().map(|run| run.values[number][0]).collect::<Vec<_>>()),
        pays: pays(0),
        pays_at_worst: pays(1),
        pays_at_best: pays(2),
    }
}

fn fates(runs: &[RunResult]) -> Vec<Fate> {
    let mut by_name: BTreeMap<&str, (Vec<bool>, Vec<f64>)> = BTreeMap::new();
    for (name, fails, price) in runs.iter().flat_map(|run| &run.fates) {
        let (failed, prices) = by_name.entry(name).or_default();
        failed.push(fails.is_some());
        prices.extend(price.last());
    }
    let fate = |(name, (failed, prices)): (&str, (Vec<bool>, Vec<f64>))| Fate {
        name: name.to_owned(),
        fails: share(failed.into_iter()),
        price: Spread::of(&prices),
    };
    by_name.into_iter().map(fate).collect()
}

fn runway(position: &Position, runs: &[RunResult], months: usize) -> Option<Runway> {
    let start = position.cash_usd?;
    let mut lasts = Vec::with_capacity(runs.len());
    let mut ends = Vec::with_capacity(runs.len());
    for run in runs {
        let course = &run.course;
        let mut cash = start;
        let mut out = None;
        for month in 0..months {
            let sum = |parts: &[Vec<f64>]| parts.iter().map(|of| of[month]).sum::<f64>();
            cash += position.revenue_usd() + sum(&course.passed_on) - sum(&course.lost) - sum(&course.bill);
            cash -= course.once[month] + position.other_costs_usd;
            if cash < 0.0 && out.is_none() {
                out = Some(month);
            }
        }
        lasts.push(out.unwrap_or(months) as f64);
        ends.push(cash);
    }
    Some(Runway {
        out: share(lasts.iter().map(|month| *month < months as f64)),
        months: Spread::of(&lasts),
        cash_in_the_end: Spread::of(&ends),
    })
}

fn failures(scenarios: &[ScenarioRuns], results: &[ScenarioResult]) -> Vec<Failure> {
    let mut by_point: BTreeMap<(PointKind, &str), Vec<&Tried>> = BTreeMap::new();
    for tried in scenarios.iter().flat_map(|of| &of.runs).flat_map(|run| &run.failures) {
        by_point.entry((tried.point.kind, &tried.point.name)).or_default().push(tried);
    }
    let failure = |((kind, name), tried): ((PointKind, &str), Vec<&Tried>)| {
        let over = |value: fn(&Tried) -> f64| {
            Spread::of(&tried.iter().map(|tried| value(tried)).collect::<Vec<_>>())
        };
        let fails = |(scenario, result): (&ScenarioRuns, &ScenarioResult)| {
            let by_itself = match kind {
                PointKind::Maker => {
                    result.fates.iter().find(|fate| fate.name == name).map_or(0.0, |fate| fate.fails)
                }
                PointKind::Host | PointKind::Cloud => {
                    let falls = |run: &RunResult| run.fallen.iter().any(|(of, fell)| of == name && *fell);
                    share(scenario.runs.iter().map(falls))
                }
            };
            (result.name.clone(), by_itself)
        };
        Failure {
            kind,
            vendor: name.to_owned(),
            share: tried.first().map(|tried| tried.point.share).unwrap_or_default(),
            interruption: over(|tried| tried.interruption),
            prepared: over(|tried| tried.prepared),
            cost: over(|tried| tried.cost),
            months_down: over(|tried| tried.months_down),
            // Of equal shares the first scenario is named.
            most_likely: scenarios
                .iter()
                .zip(results)
                .map(fails)
                .rev()
                .max_by(|a, b| a.1.total_cmp(&b.1))
                .unwrap_or_default(),
        }
    };
    let mut failures: Vec<Failure> = by_point.into_iter().map(failure).collect();
    failures.sort_by(|a, b| b.interruption.p50.total_cmp(&a.interruption.p50));
    failures
}

fn hedges(scenarios: &[ScenarioRuns], results: &[ScenarioResult]) -> Vec<Hedge> {
    let hedge = |(number, action): (usize, Action)| {
        let medians: Vec<(&str, f64, f64)> = results
            .iter()
            .map(|result| {
                let value = result.hedges[number].value.p50;
                (result.name.as_str(), value, result.regret - value)
            })
            .collect();
        let by_value = |a: &&(&str, f64, f64), b: &&(&str, f64, f64)| a.1.total_cmp(&b.1);
        let named = |of: Option<&(&str, f64, f64)>| of.map(|of| (of.0.to_owned(), of.1)).unwrap_or_default();
        let pays = |judgement: usize| {
            share(scenarios.iter().flat_map(|of| &of.runs).map(|run| run.values[number][judgement] > 0.0))
        };
        Hedge {
            action,
            mean_usd: medians.iter().map(|of| of.1).sum::<f64>() / medians.len().max(1) as f64,
            pays: pays(0),
            pays_at_ends: [pays(1), pays(2)],
            best_in: named(medians.iter().max_by(by_value)),
            worst_in: named(medians.iter().min_by(by_value)),
            greatest_regret_usd: medians.iter().map(|of| of.2).fold(0.0, f64::max),
            verdict: verdict(pays(1), pays(2)),
        }
    };
    let mut hedges: Vec<Hedge> = Action::HEDGES.into_iter().enumerate().map(hedge).collect();
    hedges.sort_by(|a, b| b.mean_usd.total_cmp(&a.mean_usd));
    hedges
}
