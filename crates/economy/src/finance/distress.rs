//! Distress: who misses bills, and who is resolved (M22, M42).
//!
//! Illiquid first, insolvent second: overdue bills clear across the network every month; a lab or cloud that misses
//! bills two months running is resolved. A lab is rescued by its strategic partner or closed; a cloud is restructured
//! by its lenders, and a neocloud that fails again within two years is sold.

use jevons_ledger::{AgentId, Money};

use super::clearing::pay_arrears;
use super::fire_sale::{RELAPSE_MONTHS, liquidate};
use super::resolution::{close_labs, rescue, restructure};
use crate::output::EventKind;
use crate::roster::{cloud, lab};
use crate::trail::Channel;
use crate::world::{Done, World};

/// A shortfall below this is rounding, in USD.
const NEGLIGIBLE_USD: f64 = 1_000.0;
/// Months in a row with missed bills after which a company is resolved.
const MONTHS_TO_RESOLUTION: f64 = 2.0;

/// Phase 10: overdue bills are paid if money has come in; who cannot pay twice is resolved.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn resolve(world: &mut World<'_>) -> Done {
    for agent in 0..world.finance.missed.len() {
        let missed = world.finance.missed[agent] > NEGLIGIBLE_USD;
        let months = &mut world.finance.missed_months[agent];
        *months = if missed { *months + world.clock.months } else { 0.0 };
    }
    let mut closing: Vec<(usize, u32)> = Vec::new();
    for l in lab::INDEPENDENT {
        let agent = world.opening.roster.labs[l];
        let months = world.finance.missed_months[agent.index()];
        if world.labs.alive[l] && months > 0.0 {
            let id = miss(world, agent);
            if months >= MONTHS_TO_RESOLUTION && !rescue(world, l, id)? {
                closing.push((l, id));
            }
        }
    }
    if !closing.is_empty() {
        close_labs(world, &closing)?;
    }
    for c in 0..cloud::COUNT {
        let agent = world.opening.roster.clouds[c];
        let months = world.finance.missed_months[agent.index()];
        if world.clouds.alive[c] && months > 0.0 {
            let id = miss(world, agent);
            if months >= MONTHS_TO_RESOLUTION {
                resolve_cloud(world, c, id)?;
            }
        }
    }
    pay_arrears(world)?;
    world.finance.missed.fill(0.0);
    Ok(())
}

/// The first time lenders restructure; a neocloud that fails again soon is sold.
fn resolve_cloud(world: &mut World<'_>, c: usize, cause: u32) -> Done {
    let before = world.finance.restructured[c].replace(world.step);
    let again = before.is_some_and(|step| world.step - step <= RELAPSE_MONTHS);
    if again && c >= cloud::HYPERSCALERS { liquidate(world, c, cause) } else { restructure(world, c, cause) }
}

fn miss(world: &mut World<'_>, agent: AgentId) -> u32 {
    let amount = Money::from_usd(world.finance.missed[agent.index()]).cents();
    let through =
        [Channel::Costs, Channel::Sales, Channel::Funding, Channel::Credit, Channel::Law, Channel::Supply];
    let id = world.event_through(EventKind::MissedPayment, agent, None, amount, &through);
    world.mark(Channel::Credit, agent, id);
    id
}
