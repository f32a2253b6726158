//! Prices of labs: penetration, cost recovery and the ceiling set by open weights (M18).
//!
//! Symbols: P list price (1 at the opening), c cost of serving a task (1 at the opening), k inference share of revenue
//! at the opening, m target gross margin, Q lab quality, O open quality.
//!
//! - A task costs c = (n / e) (r / r0). The price that gives margin m is P* = k c / (1 - m).
//! - m moves from the opening margin to the long-run target, and rises as runway falls below the trigger.
//! - Customers leave for open weights beyond P_max = (cost of open weights) exp(beta (Q - O)), so P <= P_max; at the
//!   opening P_max is at least today's price: today's premium is what customers are seen to pay.
//! - Prices move in steps: each month with a sampled probability, by at most a factor of two.

use jevons_numerics::math;

use crate::output::EventKind;
use crate::roster::lab;
use crate::streams;
use crate::trail::Channel;
use crate::world::World;

/// Phase 4: list prices.
pub fn reprice(world: &mut World<'_>) {
    let draws = world.streams.at(streams::REPRICING, world.step);
    for l in 0..lab::COUNT {
        if !world.labs.alive[l] {
            continue;
        }
        steer_margin(world, l);
        if !draws.happens(l as u32, world.parameters.labs.repricing_probability) {
            continue;
        }
        let before = world.labs.price[l];
        let target = wanted_price(world, l).min(ceiling(world, l)) * world.levers.list_price[l];
        let price = target.clamp(0.5 * before, 2.0 * before);
        if (price / before - 1.0).abs() < 0.05 {
            continue;
        }
        world.labs.price[l] = price;
        let agent = world.opening.roster.labs[l];
        let through: &[Channel] =
            if price > before { &[Channel::Costs, Channel::Funding] } else { &[Channel::Sales] };
        let change = ((price / before - 1.0) * 10_000.0) as i64;
        let id = world.event_through(EventKind::PriceChange, agent, None, change, through);
        if price > before {
            let startups = world.ledger.registry().agent_of(world.opening.roster.startups);
            world.mark(Channel::Costs, startups, id);
        }
    }
}

/// Cost of serving one task relative to the opening.
#[must_use]
pub fn task_cost(world: &World<'_>, l: usize) -> f64 {
    let rent = world.clouds.lab_price[l] / world.clouds.opening_lab_price[l];
    world.technology.work_per_task() * rent
}

fn steer_margin(world: &mut World<'_>, l: usize) {
    let p = &world.parameters.labs;
    let runway = world.runway_months(l);
    let stress = (1.0 - runway / p.runway_trigger_months).clamp(0.0, 1.0);
    // A division of a rich parent is not pressed by its own cash.
    let stress = if lab::INDEPENDENT.contains(&l) { stress } else { 0.0 };
    let target = (p.gross_margin_target + p.distress_margin * stress).min(0.9);
    let speed = (p.margin_speed_per_year + stress) / 12.0;
    let labs = &mut world.labs;
    labs.margin_target[l] += (target - labs.margin_target[l]) * speed.min(1.0);
}

fn wanted_price(world: &World<'_>, l: usize) -> f64 {
    world.labs.inference_share[l] * task_cost(world, l) / (1.0 - world.labs.margin_target[l])
}

fn ceiling(world: &World<'_>, l: usize) -> f64 {
    let beta = world.parameters.labs.premium_per_point;
    let tech = &world.technology;
    let lead = tech.quality[l] - tech.open;
    let opening_lead = tech.opening_quality[l] - world.opening.open_quality;
    let opening_premium = world.parameters.labs.opening_headroom;
    let open_cost = tech.work_per_task() * world.clouds.rent / world.clouds.opening_rent;
    opening_premium * open_cost.max(0.02) * math::exp(beta * (lead - opening_lead))
}
