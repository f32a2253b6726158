//! What plans are worth over all runs: ranked, with the confidence of the rank, what they cost to keep, and whether two actions
//! overlap or reinforce each other.

use serde::Serialize;

use super::action::{Action, Plan};
use super::result::{ScenarioRuns, Verdict};
use super::sums::{share, verdict};
use crate::quantiles::{Spread, quantile};

/// Beyond this share of the smaller value two actions overlap or reinforce each other.
const TOGETHER: f64 = 0.1;
/// Runs whose best saves less than this part of the bill have no best.
const NEGLIGIBLE_USD: f64 = 0.005;

/// How two actions go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Together {
    /// Both save less than each of them by itself would: they work on the same dollars.
    Overlap,
    /// What both save adds up.
    AddUp,
    /// Both save more than each of them by itself would.
    Reinforce,
}

impl Together {
    /// In words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Overlap => "overlap",
            Self::AddUp => "add up",
            Self::Reinforce => "reinforce",
        }
    }
}

/// A plan over all runs of all scenarios.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanResult {
    /// Its actions.
    pub actions: Vec<Action>,
    /// Mean over scenarios of what it saves in the median run over doing nothing, US dollars.
    pub mean_usd: f64,
    /// The same of its actions, each by itself, added up, US dollars.
    pub sum_of_parts_usd: f64,
    /// How its actions go together; of one action nothing is said.
    pub together: Option<Together>,
    /// Share of all runs in which it saves anything.
    pub pays: f64,
    /// The same with everything unsourced against and for hedging; of three actions it is not known.
    pub pays_at_ends: Option<[f64; 2]>,
    /// Share of all runs in which no plan of as many actions saves more.
    pub best_of_its_size: f64,
    /// What the best of all plans saves more in a run, US dollars: over all runs.
    pub regret_usd: Spread,
    /// What it saves in each scenario in the median run, in the order of the scenarios, US dollars.
    pub by_scenario_usd: Vec<f64>,
    /// Cost of getting ready, US dollars, the median of the assumptions.
    pub once_usd: f64,
    /// Cost of staying ready, US dollars a month, the median of the assumptions.
    pub standing_usd_per_month: f64,
    /// Weeks until all of it works, the median of the assumptions.
    pub delay_weeks: f64,
    /// Whether it can be recommended; of three actions it is not said.
    pub verdict: Option<Verdict>,
}

impl PlanResult {
    /// What it is called.
    #[must_use]
    pub fn title(&self) -> String {
        Plan::of(&self.actions).title()
    }

    /// Standing cost of a month with what it costs once spread over the period, US dollars.
    #[must_use]
    pub fn cost_to_keep(&self, months: usize) -> f64 {
        self.standing_usd_per_month + self.once_usd / months.max(1) as f64
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    quantile(&values, 0.5)
}

/// All plans, the most valuable first.
#[must_use]
pub(super) fn plans(scenarios: &[ScenarioRuns], bill_usd: f64) -> Vec<PlanResult> {
    let all = Plan::all();
    let runs = || scenarios.iter().flat_map(|of| &of.runs);
    // The best of each size, and of all, run by run.
    let bests: Vec<[f64; 4]> = runs()
        .map(|run| {
            let mut best = [0.0_f64; 4];
            for (plan, value) in all.iter().zip(&run.values) {
                best[plan.len()] = best[plan.len()].max(value[0]);
                best[0] = best[0].max(value[0]);
            }
            best
        })
        .collect();
    let saved = |number: usize| -> Vec<f64> {
        let of = |scenario: &ScenarioRuns| median(scenario.runs.iter().map(|run| run.values[number][0]));
        scenarios.iter().map(of).collect()
    };
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
    let single = |action: Action| {
        let number = all.iter().position(|plan| *plan == Plan::of(&[action]));
        number.map_or(0.0, |number| mean(&saved(number)))
    };
    let result = |(number, plan): (usize, &Plan)| {
        let by_scenario_usd = saved(number);
        let mean_usd = mean(&by_scenario_usd);
        let parts: Vec<f64> = plan.actions().map(single).collect();
        let pays = |judgement: usize| share(runs().map(|run| run.values[number][judgement] > 0.0));
        let judged = plan.len() <= 2;
        let is_best = runs().zip(&bests).map(|(run, best)| {
            let best = best[plan.len()];
            best > NEGLIGIBLE_USD * bill_usd && run.values[number][0] >= best
        });
        let regret: Vec<f64> =
            runs().zip(&bests).map(|(run, best)| best[0] - run.values[number][0]).collect();
        PlanResult {
            actions: plan.actions().collect(),
            mean_usd,
            sum_of_parts_usd: parts.iter().sum(),
            together: together(mean_usd, &parts),
            pays: pays(0),
            pays_at_ends: judged.then(|| [pays(1), pays(2)]),
            best_of_its_size: share(is_best),
            regret_usd: Spread::of(&regret),
            by_scenario_usd,
            once_usd: median(runs().map(|run| run.standing[number].once_usd)),
            standing_usd_per_month: median(runs().map(|run| run.standing[number].usd_per_month)),
            delay_weeks: median(runs().map(|run| run.standing[number].delay_weeks)),
            verdict: judged.then(|| verdict(pays(1), pays(2))),
        }
    };
    let mut results: Vec<PlanResult> = all.iter().enumerate().map(result).collect();
    results.sort_by(|a, b| b.mean_usd.total_cmp(&a.mean_usd));
    results
}

fn together(joint: f64, parts: &[f64]) -> Option<Together> {
    let smaller = parts.iter().map(|value| value.abs()).fold(f64::INFINITY, f64::min);
    let beyond = joint - parts.iter().sum::<f64>();
    match parts.len() {
        0 | 1 => None,
        _ if beyond < -TOGETHER * smaller => Some(Together::Overlap),
        _ if beyond > TOGETHER * smaller => Some(Together::Reinforce),
        _ => Some(Together::AddUp),
    }
}
