//! Prices of labs: penetration, matching, cost recovery, rationing, and the ceiling set by open weights (M18).
//!
//! Symbols: P list price of a task (1 at the opening), c cost of serving a task (1 at the opening), k inference share
//! of revenue at the opening, m target gross margin, Q lab quality, O open quality.
//!
//! - A task costs c = w r / r0. The price that gives margin m is P* = k c / (1 - m).
//! - Penetration: with money at hand a lab forgoes part of the margin that it wants in the long run.
//! - Matching: when a rival sells the same quality for less, part of the gap is closed, down to a tolerated loss.
//! - Recovery: when runway falls below the trigger the margin rises with the need.
//! - Rationing: while hours are short a lab cuts no price.
//! - Customers leave for open weights beyond P_max = (cost of open weights) exp(beta (Q - O)), so P <= P_max; at the
//!   opening P_max is at least today's price: today's premium is what customers are seen to pay.
//! - Prices move in steps: each month with a sampled probability, by at most a factor of two. A lever acts at once.

use jevons_numerics::math;
use jevons_parameters::parameters;

use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::roster::lab;
use crate::streams;
use crate::trail::Channel;
use crate::world::World;

/// M18: pricing regimes of labs.
pub const M18: Mechanism = Mechanism {
    id: Id::M18,
    name: "Lab pricing regimes",
    file: "labs/pricing.rs",
    what: "A lab with money prices to win customers, one whose rival undercuts it follows, one that runs out of money \
           raises prices to recover its costs, and one that cannot serve what is asked cuts nothing. Open weights set \
           the price beyond which customers leave.",
    equations: "c = w r / r0, P* = k c / (1 - m)\n\
                recovery if runway < 0.8 trigger: m* = margin + x stress; penetration: m* = margin - d; m' = m + (m* - m) (y + stress) / 12\n\
                matching if rival < 0.9 P: P* = max(min(P*, P (rival / P)^s), (1 - t) k c)\n\
                rationing if served < 0.97: P* = max(P*, P)\n\
                P' = clip(min(P*, Pmax), P / 2, 2 P), with a monthly probability\n\
                Pmax = h max(w r / r0, 0.02) exp(beta ((Q - O) - (Q0 - O0)))",
    symbols: &[
        ("w", "computing behind one task, relative to the opening"),
        ("r", "price of an accelerator-hour, USD"),
        ("m", "gross margin that the lab steers to"),
        ("stress", "1 - runway / labs.funding.runway_trigger_months, 0 to 1"),
        ("rival", "lowest price of a rival at the lab's own quality"),
        ("d", "labs.pricing.penetration_discount"),
        ("s", "labs.pricing.match_share"),
        ("t", "labs.pricing.tolerated_loss"),
    ],
    off: "A list price follows the cost of a task at the margin of the opening, whatever rivals, runway and open weights do.",
    sources: &["llm_prices: list prices since 2023", "judgement"],
    claims: &[
        "Z-048", "Z-051", "Z-055", "Z-056", "Z-076", "Z-079", "Z-081", "Z-120", "Z-133", "Z-134", "D-017",
        "D-052", "D-069", "D-070", "D-072", "G-007",
    ],
    probe: Probe {
        outcome: "lab.list_price",
        agent: "OpenAI",
        effect: Effect::Moves,
        months: 24,
        at_least: 0.1,
        given: &[],
    },
};

parameters! {
    /// Prices of labs.
    pub struct PricingParameters {
        /// Gross margin that a lab steers to in the long run.
        gross_margin_target: "labs.pricing.gross_margin_target" for ["M18"],
        /// Speed at which the margin moves to its target, per year.
        margin_speed_per_year: "labs.pricing.margin_speed_per_year" for ["M18"],
        /// Rise of the target margin when no runway is left.
        distress_margin: "labs.pricing.distress_margin" for ["M18"],
        /// Margin that a lab with money forgoes to win customers.
        penetration_discount: "labs.pricing.penetration_discount" for ["M18"],
        /// Share of the gap to a cheaper rival that a lab closes when it reconsiders its prices.
        match_share: "labs.pricing.match_share" for ["M18"],
        /// Loss on a task, as a share of its cost, down to which a lab follows a rival.
        tolerated_loss: "labs.pricing.tolerated_loss" for ["M18"],
        /// Log price premium per capability point over open weights.
        premium_per_point: "labs.pricing.premium_per_point" for ["M18", "M21"],
        /// List price at the opening below which no customer leaves for open weights, as a multiple of it.
        opening_headroom: "labs.pricing.opening_headroom" for ["M18", "M24"],
        /// Monthly probability that a lab reconsiders its list prices.
        repricing_probability: "labs.pricing.repricing_probability_per_month" for ["M18"],
    }
}

/// How a lab sets its prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Regime {
    /// To win customers: below the margin that it wants in the long run.
    Penetration,
    /// Following a rival that is cheaper.
    Matching,
    /// To recover its costs before money runs out.
    Recovery,
    /// Holding prices and limiting use, since hours are short.
    Rationing,
}

/// Share of hours served below which a lab rations.
const RATIONED_BELOW: f64 = 0.97;
/// Stress above which a lab recovers its costs.
const RECOVERY_STRESS: f64 = 0.2;
/// A rival is cheaper when its price is below this share of one's own.
const UNDERCUT: f64 = 0.9;
/// Share of all API revenue from which a rival is noticed.
const NOTICED_SHARE: f64 = 0.02;

/// Phase 4: list prices.
pub fn reprice(world: &mut World<'_>) {
    let draws = world.draws(streams::REPRICING);
    for l in 0..lab::COUNT {
        if !world.labs.alive[l] {
            continue;
        }
        let chance = world.clock.share(world.parameters.pricing.repricing_probability);
        let reconsiders = draws.happens(l as u32, chance);
        if world.on(Id::M18) {
            let rival = rival_price(world, l);
            let stress = stress(world, l);
            let regime = regime(world, l, rival, stress);
            world.labs.regime[l] = regime;
            steer_margin(world, l, regime, stress);
            if reconsiders {
                world.labs.own_price[l] = next_price(world, l, regime, rival);
            }
        } else if reconsiders {
            world.labs.own_price[l] = task_cost(world, l);
        }
        post(world, l);
    }
}

/// The price of the month: the lab's own times the lever, which needs no notice.
fn post(world: &mut World<'_>, l: usize) {
    let before = world.labs.price[l];
    let lever = world.levers.list_price[l];
    let turned = std::mem::replace(&mut world.labs.list_price_lever[l], lever) != lever;
    let price = world.labs.own_price[l] * lever;
    world.labs.price[l] = price;
    let ratio = price / before;
    if (ratio - 1.0).abs() < 0.04 {
        return;
    }
    let agent = world.opening.roster.labs[l];
    // A price has the causes of its rule: whoever is not short of money does not price by money, and of cost and margin
    // only that is named which moved the price.
    let by_margin = margin_moved(world, l, math::ln(ratio));
    let through: &[Channel] = match world.labs.regime[l] {
        _ if turned => &[Channel::Sales],
        Regime::Recovery if by_margin => &[Channel::Funding, Channel::Sales],
        Regime::Rationing => &[Channel::Costs, Channel::Supply],
        Regime::Matching => &[Channel::Sales],
        Regime::Recovery | Regime::Penetration => &[Channel::Costs],
    };
    world.labs.priced_cost[l] = task_cost(world, l);
    let change = ((ratio - 1.0) * 10_000.0) as i64;
    let id = world.event_through(EventKind::PriceChange, agent, None, change, through);
    if ratio > 1.0 {
        for customers in [world.opening.roster.startups, world.opening.roster.enterprises] {
            let customers = world.ledger.registry().agent_of(customers);
            world.mark(Channel::Costs, customers, id);
        }
        if ratio > 1.5 {
            // What customers of this size do to such a rise comes back as lost sales.
            world.mark(Channel::Sales, agent, id);
        }
    } else if ratio < 0.9 {
        for rival in (0..lab::COUNT).filter(|&rival| rival != l) {
            world.mark(Channel::Sales, world.opening.roster.labs[rival], id);
        }
    }
}

/// Whether a change of the price (in logs) is less that of the cost since the last change than that of the margin.
fn margin_moved(world: &World<'_>, l: usize, change: f64) -> bool {
    let of_cost = math::ln(task_cost(world, l) / world.labs.priced_cost[l]);
    (change - of_cost).abs() > of_cost.abs()
}

fn next_price(world: &World<'_>, l: usize, regime: Regime, rival: f64) -> f64 {
    let before = world.labs.own_price[l];
    let p = &world.parameters.pricing;
    let cost = world.labs.inference_share[l] * task_cost(world, l);
    let wanted = cost / (1.0 - world.labs.margin_target[l]);
    let wanted = match regime {
        Regime::Matching => {
            let followed = before * math::exp(p.match_share * math::ln(rival / before));
            wanted.min(followed).max((1.0 - p.tolerated_loss) * cost)
        }
        Regime::Rationing => wanted.max(before),
        Regime::Penetration | Regime::Recovery => wanted,
    };
    let price = wanted.min(ceiling(world, l)).clamp(0.5 * before, 2.0 * before);
    if (price / before - 1.0).abs() < 0.05 { before } else { price }
}

/// Cost of serving one task relative to the opening.
#[must_use]
pub fn task_cost(world: &World<'_>, l: usize) -> f64 {
    world.lab_work(l) * world.clouds.lab_price[l] / world.clouds.opening_lab_price[l]
}

/// How short of money a lab is: 0 above the trigger, 1 without any. A division of a rich parent is not pressed.
fn stress(world: &World<'_>, l: usize) -> f64 {
    let trigger = world.parameters.labs.runway_trigger_months;
    let stress = (1.0 - world.runway_months(l) / trigger).clamp(0.0, 1.0);
    if lab::INDEPENDENT.contains(&l) { stress } else { 0.0 }
}

fn regime(world: &World<'_>, l: usize, rival: f64, stress: f64) -> Regime {
    if stress > RECOVERY_STRESS {
        Regime::Recovery
    } else if world.labs.served_share[l] < RATIONED_BELOW {
        Regime::Rationing
    } else if rival < UNDERCUT * world.labs.own_price[l] {
        Regime::Matching
    } else {
        Regime::Penetration
    }
}

/// The lowest price of a noticed rival, put at the quality of lab `l`.
fn rival_price(world: &World<'_>, l: usize) -> f64 {
    let beta = world.parameters.pricing.premium_per_point;
    let tech = &world.technology;
    let lead = |v: usize| tech.quality[v] - tech.opening_quality[v];
    let total: f64 = world.labs.api_revenue.iter().sum();
    (0..lab::COUNT)
        .filter(|&v| v != l && world.labs.alive[v] && world.labs.api_revenue[v] > NOTICED_SHARE * total)
        .map(|v| world.labs.price[v] * math::exp(beta * (lead(l) - lead(v))))
        .fold(f64::INFINITY, f64::min)
}

fn steer_margin(world: &mut World<'_>, l: usize, regime: Regime, stress: f64) {
    let p = &world.parameters.pricing;
    let target = match regime {
        Regime::Recovery => (p.gross_margin_target + p.distress_margin * stress).min(0.9),
        Regime::Rationing => p.gross_margin_target,
        Regime::Penetration | Regime::Matching => p.gross_margin_target - p.penetration_discount,
    };
    let speed = (p.margin_speed_per_year + stress) / 12.0;
    let speed = world.clock.share(speed.min(1.0));
    let labs = &mut world.labs;
    labs.margin_target[l] += (target - labs.margin_target[l]) * speed;
}

fn ceiling(world: &World<'_>, l: usize) -> f64 {
    let p = &world.parameters.pricing;
    let tech = &world.technology;
    let lead = tech.quality[l] - tech.open;
    let opening_lead = tech.opening_quality[l] - world.opening.open_quality;
    p.opening_headroom * world.open_price().max(0.02) * math::exp(p.premium_per_point * (lead - opening_lead))
}

impl World<'_> {
    /// Price of a task bought by API from the labs, relative to the opening, by volume; NaN when none is bought.
    #[must_use]
    pub fn price_per_task(&self) -> f64 {
        let alive = || (0..lab::COUNT).filter(|&l| self.labs.alive[l] && self.labs.price[l] > 0.0);
        let revenue: f64 = alive().map(|l| self.labs.api_revenue[l]).sum();
        let tasks: f64 = alive().map(|l| self.labs.api_revenue[l] / self.labs.price[l]).sum();
        if tasks > 0.0 { revenue / tasks } else { f64::NAN }
    }
}
