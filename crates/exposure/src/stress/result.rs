//! What many runs of several scenarios say: bills, margins, failures, runway, and what each action is worth.

use std::collections::BTreeMap;

use serde::Serialize;

use super::assumptions::{Judgement, StressAssumptions};
use super::course::{Action, Case, Course};
use super::path::MarketPath;
use super::position::{Driver, Position};
use crate::quantiles::Spread;

/// Month in which a failure is tried out.
const FAILURE_MONTH: usize = 6;
/// A verdict needs this share of the runs.
const SURE: f64 = 0.9;
/// Where judgement stands in the three values of an action.
const JUDGEMENTS: [Judgement; 3] = [Judgement::Drawn, Judgement::AgainstHedging, Judgement::ForHedging];

/// What one run does to the company.
#[derive(Debug, Clone, PartialEq)]
pub struct RunResult {
    /// With nothing done.
    pub course: Course,
    /// What each action saves over doing nothing, US dollars: with judgement drawn, against and for hedging.
    pub values: Vec<[f64; 3]>,
    /// Makers: name, month of failure, prices by month.
    fates: Vec<(String, Option<usize>, Vec<f64>)>,
    /// What a failure of each vendor does beyond the same run without one.
    failures: Vec<Tried>,
}

/// A failure of a vendor that was tried out.
#[derive(Debug, Clone, PartialEq)]
struct Tried {
    vendor: String,
    interruption: f64,
    cost: f64,
    months_down: f64,
}

/// What one run does to the company; `failures` says whether to try out what the failure of each vendor would do.
#[must_use]
pub fn one_run(
    position: &Position,
    assumptions: &StressAssumptions,
    seed: u64,
    path: &MarketPath,
    failures: bool,
) -> RunResult {
    let drawn = JUDGEMENTS.map(|judgement| assumptions.draw(seed, path.run, judgement));
    let course = |judgement: usize, action: Action, path: &MarketPath| {
        Case { position, path, drawn: &drawn[judgement], action }.course()
    };
    let nothing = course(0, Action::Nothing, path);
    let before =
        [nothing.cost(), course(1, Action::Nothing, path).cost(), course(2, Action::Nothing, path).cost()];
    let value = |action: Action| -> [f64; 3] {
        std::array::from_fn(|judgement| before[judgement] - course(judgement, action, path).cost())
    };
    let makers: Vec<String> = position
        .by_driver()
        .into_iter()
        .filter_map(|(driver, _)| match driver {
            Driver::Maker(name) => Some(name),
            Driver::OpenHosts => None,
        })
        .collect();
    let failure = |name: &String| {
        let with = course(0, Action::Nothing, &path.with_failure(name, FAILURE_MONTH));
        let without = course(0, Action::Nothing, &path.without_failure(name));
        Tried {
            vendor: name.clone(),
            interruption: with.interruption() - without.interruption(),
            cost: with.cost() - without.cost(),
            months_down: with.months_down - without.months_down,
        }
    };
    RunResult {
        values: Action::HEDGES.into_iter().map(value).collect(),
        fates: makers
            .iter()
            .filter_map(|name| path.vendor(name))
            .map(|vendor| (vendor.name.clone(), vendor.fails, vendor.price.clone()))
            .collect(),
        failures: if failures { makers.iter().map(failure).collect() } else { Vec::new() },
        course: nothing,
    }
}

/// A month over the runs.
pub type MonthSpread = Vec<Spread>;

/// A product over the runs, by month.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProductCourse {
    /// Name.
    pub name: String,
    /// Bill, US dollars a month.
    pub bill: MonthSpread,
    /// Revenue less bill over revenue, both as they become; `None` without revenue.
    pub margin: Option<MonthSpread>,
}

/// A maker over the runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fate {
    /// Who.
    pub name: String,
    /// Share of the runs in which it fails.
    pub fails: f64,
    /// Price of a task in the last month before its end, over that of the opening.
    pub price: Spread,
}

/// How long the money lasts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Runway {
    /// Share of the runs in which money runs out.
    pub out: f64,
    /// Months until then; the length of the period in runs in which it does not.
    pub months: Spread,
    /// Money in the end, US dollars.
    pub cash_in_the_end: Spread,
}

/// What an action is worth in a scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HedgeIn {
    /// Which.
    pub action: Action,
    /// Saved over doing nothing, US dollars over the period.
    pub value: Spread,
    /// Share of the runs in which it saves anything.
    pub pays: f64,
    /// The same with everything unsourced at the end that speaks against hedging.
    pub pays_at_worst: f64,
    /// The same with everything unsourced at the end that speaks for it.
    pub pays_at_best: f64,
}

/// A scenario's runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScenarioResult {
    /// How a command names it.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// Runs.
    pub runs: usize,
    /// Bill of all products, US dollars by month.
    pub bill: MonthSpread,
    /// By product.
    pub products: Vec<ProductCourse>,
    /// Bill of the dearest month over today's.
    pub dearest_month: Spread,
    /// Bill of the last month over today's.
    pub last_month: Spread,
    /// Cost over the period beyond today's bill: tokens, lost revenue, migrations, less what customers pay, US dollars.
    pub extra: Spread,
    /// Revenue lost over the period, US dollars.
    pub lost: Spread,
    /// Months without service, weighted by the share of the bill.
    pub months_down: Spread,
    /// Makers.
    pub fates: Vec<Fate>,
    /// How long money lasts, when cash is given.
    pub runway: Option<Runway>,
    /// What each action is worth.
    pub hedges: Vec<HedgeIn>,
    /// Regret of doing nothing: the median of what the best action saves, US dollars; 0 when none saves anything.
    pub regret: f64,
    /// That action.
    pub best: Action,
}

/// Whether an action can be recommended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// In nine of ten runs, even with everything unsourced against it.
    Pays,
    /// In less than one of ten, even with everything unsourced for it.
    DoesNotPay,
    /// It depends on the run or on what has no source.
    Open,
}

impl Verdict {
    /// In words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Pays => "pays",
            Self::DoesNotPay => "does not pay",
            Self::Open => "open",
        }
    }
}

/// An action over all scenarios.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hedge {
    /// Which.
    pub action: Action,
    /// Mean over the scenarios of the median of what it saves, US dollars. Scenarios count alike: nobody knows how likely they are.
    pub mean_usd: f64,
    /// Share of all runs in which it saves anything.
    pub pays: f64,
    /// The same with everything unsourced at the end that speaks against hedging, and for it.
    pub pays_at_ends: [f64; 2],
    /// Scenario in which it does best, and what it saves there in the median run, US dollars.
    pub best_in: (String, f64),
    /// Scenario in which it does worst.
    pub worst_in: (String, f64),
    /// Greatest regret with it: how much more the best action of a scenario saves, US dollars.
    pub greatest_regret_usd: f64,
    /// Whether it can be recommended.
    pub verdict: Verdict,
}

/// What the failure of a vendor does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Failure {
    /// Who.
    pub vendor: String,
    /// Share of the bill.
    pub share: f64,
    /// Lost revenue and migration after a failure in the seventh month, beyond the same run without one, US dollars.
    pub interruption: Spread,
    /// The same with what the substitute costs more or less until the end of the period, US dollars.
    pub cost: Spread,
    /// Months without service, weighted by the share of the bill.
    pub months_down: Spread,
    /// Share of the runs in which it fails by itself, in the scenario named, where that is greatest.
    pub most_likely: (String, f64),
}

/// What all scenarios say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StressResult {
    /// Months.
    pub months: usize,
    /// Bill of a month now, US dollars.
    pub bill_usd: f64,
    /// Scenarios, in their order.
    pub scenarios: Vec<ScenarioResult>,
    /// Failures of vendors, the dearest first.
    pub failures: Vec<Failure>,
    /// Actions, the best first.
    pub hedges: Vec<Hedge>,
}

/// The runs of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioRuns {
    /// How a command names it.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// Its runs.
    pub runs: Vec<RunResult>,
}

/// Sums up the runs of all scenarios.
#[must_use]
pub fn stress(position: &Position, scenarios: &[ScenarioRuns]) -> StressResult {
    let results: Vec<ScenarioResult> = scenarios
        .iter()
        .filter(|scenario| !scenario.runs.is_empty())
        .map(|scenario| scenario_result(position, scenario))
        .collect();
    StressResult {
        months: results.first().map_or(0, |result| result.bill.len()),
        bill_usd: position.bill_usd(),
        failures: failures(position, scenarios, &results),
        hedges: hedges(scenarios, &results),
        scenarios: results,
    }
}

fn scenario_result(position: &Position, scenario: &ScenarioRuns) -> ScenarioResult {
    let runs = &scenario.runs;
    let months = runs[0].course.once.len();
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

fn share(of: impl Iterator<Item = bool>) -> f64 {
    let (mut yes, mut all) = (0.0, 0.0);
    for holds in of {
        all += 1.0;
        yes += f64::from(u8::from(holds));
    }
    if all > 0.0 { yes / all } else { 0.0 }
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

fn failures(position: &Position, scenarios: &[ScenarioRuns], results: &[ScenarioResult]) -> Vec<Failure> {
    let mut by_vendor: BTreeMap<&str, Vec<&Tried>> = BTreeMap::new();
    for tried in scenarios.iter().flat_map(|of| &of.runs).flat_map(|run| &run.failures) {
        by_vendor.entry(&tried.vendor).or_default().push(tried);
    }
    let weights = position.by_driver();
    let failure = |(name, tried): (&str, Vec<&Tried>)| {
        let over = |value: fn(&Tried) -> f64| {
            Spread::of(&tried.iter().map(|tried| value(tried)).collect::<Vec<_>>())
        };
        let of = weights.iter().find(|(driver, _)| *driver == Driver::Maker(name.to_owned()));
        let fails = |result: &ScenarioResult| {
            let fate = result.fates.iter().find(|fate| fate.name == name);
            (result.name.clone(), fate.map_or(0.0, |fate| fate.fails))
        };
        Failure {
            vendor: name.to_owned(),
            share: of.map_or(0.0, |(_, usd)| usd / position.bill_usd().max(1e-9)),
            interruption: over(|tried| tried.interruption),
            cost: over(|tried| tried.cost),
            months_down: over(|tried| tried.months_down),
            // Of equal shares the first scenario is named.
            most_likely: results
                .iter()
                .map(fails)
                .rev()
                .max_by(|a, b| a.1.total_cmp(&b.1))
                .unwrap_or_default(),
        }
    };
    let mut failures: Vec<Failure> = by_vendor.into_iter().map(failure).collect();
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
        let verdict = match (pays(1) >= SURE, pays(2) <= 1.0 - SURE) {
            (true, _) => Verdict::Pays,
            (_, true) => Verdict::DoesNotPay,
            _ => Verdict::Open,
        };
        Hedge {
            action,
            mean_usd: medians.iter().map(|of| of.1).sum::<f64>() / medians.len().max(1) as f64,
            pays: pays(0),
            pays_at_ends: [pays(1), pays(2)],
            best_in: named(medians.iter().max_by(by_value)),
            worst_in: named(medians.iter().min_by(by_value)),
            greatest_regret_usd: medians.iter().map(|of| of.2).fold(0.0, f64::max),
            verdict,
        }
    };
    let mut hedges: Vec<Hedge> = Action::HEDGES.into_iter().enumerate().map(hedge).collect();
    hedges.sort_by(|a, b| b.mean_usd.total_cmp(&a.mean_usd));
    hedges
}
