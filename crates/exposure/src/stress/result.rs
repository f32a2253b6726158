//! What many runs of several scenarios say: bills, margins, failures, runway, and what each action is worth.

use serde::Serialize;

use super::action::Action;
use super::plans::PlanResult;
use super::points::PointKind;
use super::run::RunResult;
use crate::quantiles::Spread;

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

/// What the end of a maker, a host or a cloud does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Failure {
    /// What it is to the bill.
    pub kind: PointKind,
    /// Who.
    pub vendor: String,
    /// Share of the bill that depends on it.
    pub share: Spread,
    /// Lost revenue and migration after a failure in the seventh month, beyond the same run without one, US dollars.
    pub interruption: Spread,
    /// The same for a company that has a second vendor ready, US dollars.
    pub prepared: Spread,
    /// Interruption with what the substitute costs more or less until the end of the period, US dollars.
    pub cost: Spread,
    /// Months without service, weighted by the share of the bill.
    pub months_down: Spread,
    /// Share of the runs in which it fails by itself, in the scenario named, where that is greatest. Clouds that default are
    /// mostly carried on by their lenders.
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
    /// Ends of makers, hosts and clouds, the dearest first.
    pub failures: Vec<Failure>,
    /// Actions, the best first.
    pub hedges: Vec<Hedge>,
    /// Plans of one to three actions, valued on the same runs, the best first.
    pub plans: Vec<PlanResult>,
}

impl StressResult {
    /// The plan of one action.
    #[must_use]
    pub fn plan_of(&self, action: Action) -> Option<&PlanResult> {
        self.plans.iter().find(|plan| plan.actions == [action])
    }
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
