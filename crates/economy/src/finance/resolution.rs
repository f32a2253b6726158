//! Resolution of companies that cannot pay: rescue of a lab by its strategic owner, closure, restructuring (M22, M42, M45).

use jevons_ledger::{AgentId, Instrument, Money};

use super::clearing::{claims, wind_up, write_off_all};
use crate::clouds::commitments;
use crate::output::EventKind;
use crate::roster::cloud;
use crate::trail::Channel;
use crate::world::{Done, Stop, World};

/// A rescued lab's old holders keep this share of its value.
const RESCUE_KEEPS: f64 = 0.1;
/// Months of burn that a rescue pays for.
const RESCUE_MONTHS: f64 = 9.0;

/// A lab that missed bills twice is paid for by its strategic owner or by a state; returns whether it was.
///
/// # Errors
/// If the ledger refuses a posting.
pub(super) fn rescue(world: &mut World<'_>, l: usize, cause: u32) -> Result<bool, Stop> {
    let roster = &world.opening.roster;
    let agent = roster.labs[l];
    let needed = RESCUE_MONTHS * (-world.labs.cash_flow[l]).max(0.0);
    let Some(rescuer) = world.strategic_rescuer(l, needed).or_else(|| world.state_rescuer(l)) else {
        return Ok(false);
    };
    let kept = Money::from_usd((RESCUE_KEEPS * world.labs.valuation[l]).max(1.0));
    world.ledger.revalue_issuer(Instrument::Equity, agent, kept)?;
    let paid = world.place(Instrument::Equity, agent, rescuer, needed)?;
    world.labs.valuation[l] = kept.usd() + paid.usd();
    world.labs.multiple[l] *= 0.3;
    world.labs.training_spend[l] *= 0.5;
    world.labs.staff_cost[l] *= 0.7;
    world.finance.news -= 0.2 * world.parameters.finance.confidence_default_effect * world.weight_of_lab(l);
    world.event(EventKind::Rescue, agent, Some(rescuer), paid.cents(), &[cause]);
    Ok(true)
}

/// Closes labs together: their creditors clear at once, owners are wiped out, customers leave, staff are dismissed.
///
/// # Errors
/// If the ledger refuses a posting.
pub(super) fn close_labs(world: &mut World<'_>, closing: &[(usize, u32)]) -> Done {
    let mut defaults = Vec::with_capacity(closing.len());
    for &(l, cause) in closing {
        commitments::break_all(world, l, &[cause])?;
        let agent = world.opening.roster.labs[l];
        let debts: f64 = claims().map(|i| world.ledger.owed(i, agent).usd()).sum();
        let amount = Money::from_usd(debts).cents();
        defaults.push(world.event(EventKind::Default, agent, None, amount, &[cause]));
        world.finance.news -= world.parameters.finance.confidence_default_effect * world.weight_of_lab(l);
    }
    let estates: Vec<(AgentId, f64)> =
        closing.iter().map(|&(l, _)| (world.opening.roster.labs[l], 0.0)).collect();
    mark_creditors(world, &estates, &defaults);
    wind_up(world, &estates)?;
    for (&(l, _), &id) in closing.iter().zip(&defaults) {
        let agent = world.opening.roster.labs[l];
        wipe_equity(world, agent, 1.0)?;
        forfeit_credits(world, agent)?;
        world.labs.alive[l] = false;
        for stream in
            [&mut world.labs.training_spend, &mut world.labs.staff_cost, &mut world.labs.funding_gap]
        {
            stream[l] = 0.0;
        }
        world.labs.revenue[l] = 0.0;
        world.finance.defaults += 1;
        world.mark_all(Channel::Confidence, id);
        world.event(EventKind::Layoff, agent, None, 0, &[id]);
        let moved = world.customers_leave(l);
        world.event(EventKind::Migration, agent, None, Money::from_usd(moved).cents(), &[id]);
        // Its suppliers lose a customer.
        for c in 0..cloud::COUNT {
            if world.clouds.supplier_share[l][c] > 0.0 {
                world.mark(Channel::Sales, world.opening.roster.clouds[c], id);
            }
        }
    }
    Ok(())
}

/// Whoever is owed something by those who default has this as the cause of what it lacks.
pub(super) fn mark_creditors(world: &mut World<'_>, estates: &[(AgentId, f64)], defaults: &[u32]) {
    for (&(agent, _), &id) in estates.iter().zip(defaults) {
        for instrument in claims() {
            let holders: Vec<AgentId> =
                world.ledger.holders(instrument, agent).map(|(holder, _)| holder).collect();
            for holder in holders {
                world.mark(Channel::Credit, holder, id);
            }
        }
    }
}

/// Lenders write down, take the company, and it goes on without new investment for a while.
///
/// # Errors
/// If the ledger refuses a posting.
pub(super) fn restructure(world: &mut World<'_>, c: usize, cause: u32) -> Done {
    let agent = world.opening.roster.clouds[c];
    let owed: f64 = claims().map(|i| world.ledger.owed(i, agent).usd()).sum();
    let id = world.event(EventKind::Default, agent, None, Money::from_usd(owed).cents(), &[cause]);
    mark_creditors(world, &[(agent, 0.0)], &[id]);
    let loss = 1.0 - world.parameters.finance.recovery_share;
    write_off_all(world, agent, loss)?;
    // The old holders keep one part in a hundred: a company that goes on has somebody's name in its books.
    wipe_equity(world, agent, 0.99)?;
    // New shares to the first lender for what they kept.
    let (lender, instrument) = if c < cloud::HYPERSCALERS {
        (world.opening.roster.institutions, Instrument::Bonds)
    } else {
        (world.opening.roster.private_credit, Instrument::AssetBackedLoans)
    };
    let kept = world.ledger.position(instrument, lender, agent);
    let swapped = Money::from_usd(0.3 * kept.usd());
    world.ledger.convert(instrument, Instrument::Equity, agent, lender, swapped)?;
    world.finance.cloud_value[c] = world.ledger.owed(Instrument::Equity, agent).usd();
    world.clouds.ai_capex[c] *= 0.1;
    world.finance.missed_months[agent.index()] = 0.0;
    world.finance.defaults += 1;
    world.finance.news -= 0.125 * world.parameters.finance.confidence_default_effect;
    world.mark_all(Channel::Confidence, id);
    Ok(())
}

/// Shares lose `share` of their value; the loss is that of the holders.
pub(super) fn wipe_equity(world: &mut World<'_>, agent: AgentId, share: f64) -> Done {
    let holders: Vec<(AgentId, Money)> = world.ledger.holders(Instrument::Equity, agent).collect();
    for (holder, value) in holders {
        let value = value.scaled(share).min(value);
        world.lose(holder, value);
        world.ledger.write_off(Instrument::Equity, agent, holder, value)?;
    }
    Ok(())
}

/// Prepaid compute that nobody can use any more is the supplier's gain; the customer's loss is that of its owners, whose
/// shares are written off.
fn forfeit_credits(world: &mut World<'_>, customer: AgentId) -> Done {
    for supplier in world.opening.roster.clouds {
        let credits = world.ledger.position(Instrument::CloudCredits, customer, supplier);
        world.ledger.write_off(Instrument::CloudCredits, supplier, customer, credits)?;
    }
    Ok(())
}
