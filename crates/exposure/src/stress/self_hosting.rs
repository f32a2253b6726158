//! When serving open weights oneself pays: cost by utilisation against what the same tokens cost by token.
//!
//! A million tokens costs h g / (3.6e-3 v u f) where h is the rent of a GPU-hour, g GPUs of a node, v its tokens a second when
//! fully used, u the share of its hours that are used, f the share of GPUs in the cost of hosting. No fleet is smaller than a node.

use serde::Serialize;

use super::assumptions::StressAssumptions;
use super::position::{Driver, Position};
use crate::quantiles::Spread;

/// Shares of hours used that are shown.
const UTILISATIONS: [f64; 5] = [0.1, 0.2, 0.38, 0.6, 1.0];
/// Draws of the assumptions.
const DRAWS: u32 = 1_000;
const HOURS: f64 = 730.5;
const WEEKS: f64 = 52.18 / 12.0;
const GPUS: f64 = 8.0;

/// Cost at a utilisation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BreakEven {
    /// Share of hours used.
    pub utilisation: f64,
    /// Cost of a million tokens, US dollars.
    pub usd_per_mtok: Spread,
    /// Share of the draws in which it is below what these tokens cost by token now.
    pub cheaper: f64,
}

/// When serving open weights oneself pays.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SelfHosting {
    /// What the tokens of the bill cost by token now, US dollars a million.
    pub api_usd_per_mtok: f64,
    /// The same with open weights at a host, where there are any, US dollars a million.
    pub open_usd_per_mtok: Option<f64>,
    /// Tokens a month that could be moved, millions, over the draws.
    pub movable_mtok: Spread,
    /// What one node with its engineers costs a month, US dollars: no fleet is cheaper.
    pub least_fleet_usd: Spread,
    /// What the movable tokens cost by token now, US dollars a month.
    pub movable_usd: Spread,
    /// Share of one node's hours that the movable tokens use.
    pub use_of_one_node: Spread,
    /// By utilisation.
    pub by_utilisation: Vec<BreakEven>,
}

/// Holds the bill against a fleet of one's own; `None` when nothing of it can be moved to open weights.
#[must_use]
pub fn self_hosting(position: &Position, assumptions: &StressAssumptions, seed: u64) -> Option<SelfHosting> {
    let stakes = || {
        let all = position
            .products
            .iter()
            .flat_map(|product| product.stakes.iter().map(move |stake| (product.frontier, stake)));
        all.filter(|(_, stake)| stake.open.is_some() && stake.driver != Driver::OpenHosts)
    };
    let mtok: f64 = stakes().map(|(_, stake)| stake.mtok).sum();
    if mtok <= 0.0 {
        return None;
    }
    let usd: f64 = stakes().map(|(_, stake)| stake.paid_usd).sum();
    let open: f64 = stakes().filter_map(|(_, stake)| stake.open.map(|open| open * stake.list_usd)).sum();
    let api_usd_per_mtok = usd / mtok;
    let draws: Vec<_> =
        (0..DRAWS).map(|run| assumptions.draw(seed, run, super::assumptions::Judgement::Drawn)).collect();
    let over =
        |value: &dyn Fn(&super::Drawn) -> f64| Spread::of(&draws.iter().map(value).collect::<Vec<_>>());
    let movable = |d: &super::Drawn, value: fn(&super::Stake) -> f64| -> f64 {
        let share = |frontier: bool| if frontier { d.movable_frontier } else { d.movable_mid };
        stakes().map(|(frontier, stake)| share(frontier) * value(stake)).sum()
    };
    // Another model needs other numbers of tokens for the same work.
    let cost = |d: &super::Drawn, u: f64| {
        let seconds_per_mtok = 1e6 / (d.tokens_per_second_of_a_node * u);
        let node_hour = GPUS * d.gpu_usd_per_hour / d.gpu_share_of_hosting.max(0.05);
        node_hour * seconds_per_mtok / 3_600.0 * d.cost_with_another_model
    };
    let by_utilisation = UTILISATIONS.map(|u| {
        let costs: Vec<f64> = draws.iter().map(|d| cost(d, u)).collect();
        let cheaper = costs.iter().filter(|cost| **cost < api_usd_per_mtok).count();
        BreakEven {
            utilisation: u,
            usd_per_mtok: Spread::of(&costs),
            cheaper: cheaper as f64 / f64::from(DRAWS),
        }
    });
    Some(SelfHosting {
        api_usd_per_mtok,
        open_usd_per_mtok: Some(open / mtok),
        movable_mtok: over(&|d| movable(d, |stake| stake.mtok)),
        movable_usd: over(&|d| movable(d, |stake| stake.paid_usd)),
        least_fleet_usd: over(&|d| {
            HOURS * GPUS * d.gpu_usd_per_hour / d.gpu_share_of_hosting.max(0.05)
                + d.hosting_engineers * d.engineer_usd_per_week * WEEKS
        }),
        use_of_one_node: over(&|d| {
            let tokens = movable(d, |stake| stake.mtok) * d.cost_with_another_model * 1e6;
            tokens / (d.tokens_per_second_of_a_node * 3_600.0 * HOURS)
        }),
        by_utilisation: by_utilisation.to_vec(),
    })
}
