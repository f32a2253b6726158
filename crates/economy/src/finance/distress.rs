//! Distress: missed bills, rescue by an owner, default, write-offs, and customers who must move (M22, M45).
//!
//! Illiquid first, insolvent second: a lab or neocloud that misses bills two months running is resolved. A lab is
//! rescued by its strategic partner or closed; a neocloud is restructured by its lenders and goes on.

use jevons_ledger::{AgentId, Flow, Instrument, Money};

use crate::output::EventKind;
use crate::roster::{cloud, lab};
use crate::streams;
use crate::trail::Channel;
use crate::world::{Done, World};

/// Instruments on which creditors lose in a default.
const CLAIMS: [Instrument; 8] = [
    Instrument::TradePayables,
    Instrument::Claims,
    Instrument::ConvertibleNotes,
    Instrument::Bonds,
    Instrument::Leases,
    Instrument::RevolvingLoans,
    Instrument::TermLoans,
    Instrument::AssetBackedLoans,
];

/// Phase 10: overdue bills are paid if money has come in; who cannot pay twice is resolved.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn resolve(world: &mut World<'_>) -> Done {
    for agent in 0..world.finance.missed.len() {
        let missed = world.finance.missed[agent] > 1_000.0;
        world.finance.missed_months[agent] = if missed { world.finance.missed_months[agent] + 1 } else { 0 };
    }
    for l in lab::INDEPENDENT {
        let agent = world.opening.roster.labs[l];
        if world.labs.alive[l] && world.finance.missed_months[agent.index()] > 0 {
            let id = miss(world, agent);
            if world.finance.missed_months[agent.index()] >= 2 {
                resolve_lab(world, l, id)?;
            }
        }
    }
    for c in 0..cloud::COUNT {
        let agent = world.opening.roster.clouds[c];
        if world.finance.missed_months[agent.index()] > 0 && world.clouds.alive[c] {
            let id = miss(world, agent);
            if world.finance.missed_months[agent.index()] >= 2 {
                restructure(world, c, id)?;
            }
        }
    }
    pay_arrears(world)?;
    world.finance.missed.fill(0.0);
    Ok(())
}

fn miss(world: &mut World<'_>, agent: AgentId) -> u32 {
    let amount = Money::from_usd(world.finance.missed[agent.index()]).cents();
    let through =
        [Channel::Costs, Channel::Sales, Channel::Funding, Channel::Credit, Channel::Law, Channel::Supply];
    let id = world.event_through(EventKind::MissedPayment, agent, None, amount, &through);
    world.mark(Channel::Credit, agent, id);
    id
}

/// Overdue payables of those who have money again.
fn pay_arrears(world: &mut World<'_>) -> Done {
    for debtor in world.opening.roster.labs.into_iter().chain(world.opening.roster.clouds) {
        if world.ledger.owed(Instrument::TradePayables, debtor).is_zero() {
            continue;
        }
        for creditor in 0..world.ledger.registry().agents() {
            let Some(creditor) = world.ledger.registry().agent(creditor) else { continue };
            if creditor == world.opening.roster.businesses {
                // Ordinary trade credit of the opening sheets, which rolls over.
                continue;
            }
            let owed = world.ledger.position(Instrument::TradePayables, creditor, debtor);
            let paid = owed.min(world.ledger.deposits(debtor));
            if !paid.is_zero() {
                world.ledger.redeem(Instrument::TradePayables, debtor, creditor, paid)?;
            }
        }
    }
    Ok(())
}

fn resolve_lab(world: &mut World<'_>, l: usize, cause: u32) -> Done {
    let agent = world.opening.roster.labs[l];
    let rescuer = match l {
        lab::OPENAI => Some(world.opening.roster.clouds[cloud::MICROSOFT]),
        lab::ANTHROPIC => Some(world.opening.roster.clouds[cloud::AMAZON]),
        _ => None,
    };
    let burn = (-world.labs.cash_flow[l]).max(0.0);
    let luck = world.streams.at(streams::ROUNDS, world.step).uniform(100 + l as u32);
    if let Some(rescuer) = rescuer {
        let needed = 9.0 * burn;
        let willing = luck < world.parameters.labs.rescue_probability;
        if willing && world.liquid_usd(rescuer) > needed {
            // The old holders are diluted: what they keep is worth a tenth.
            let tenth = Money::from_usd((0.1 * world.labs.valuation[l]).max(1.0));
            world.ledger.revalue_issuer(Instrument::Equity, agent, tenth)?;
            let paid = world.place(Instrument::Equity, agent, rescuer, needed)?;
            world.labs.valuation[l] = tenth.usd() + paid.usd();
            world.labs.multiple[l] *= 0.3;
            world.labs.training_spend[l] *= 0.5;
            world.labs.staff_cost[l] *= 0.7;
            world.finance.news -=
                0.2 * world.parameters.finance.confidence_default_effect * world.weight_of_lab(l);
            world.event(EventKind::Rescue, agent, Some(rescuer), paid.cents(), &[cause]);
            return Ok(());
        }
    }
    close_lab(world, l, cause)
}

fn close_lab(world: &mut World<'_>, l: usize, cause: u32) -> Done {
    let agent = world.opening.roster.labs[l];
    let weight = world.weight_of_lab(l);
    let debts: f64 = CLAIMS.iter().map(|&i| world.ledger.owed(i, agent).usd()).sum();
    let id = world.event(EventKind::Default, agent, None, Money::from_usd(debts).cents(), &[cause]);
    let cash = world.ledger.deposits(agent).usd();
    let costs = cash * world.parameters.finance.bankruptcy_cost_share;
    world.pay_what_one_can(Flow::BankruptcyCosts, agent, world.opening.roster.businesses, costs)?;
    repay_what_is_left(world, agent, debts)?;
    // What creditors leave over is the owners'.
    let rest = world.ledger.deposits(agent).usd();
    world.pay_dividend(agent, rest)?;
    write_off_all(world, agent, 1.0)?;
    wipe_equity(world, agent, 1.0)?;
    let credits = forfeit_credits(world, agent)?;
    world.finance.losses[world.ledger.registry().sector(agent).index()] += credits;
    world.labs.alive[l] = false;
    for stream in [&mut world.labs.training_spend, &mut world.labs.staff_cost, &mut world.labs.funding_gap] {
        stream[l] = 0.0;
    }
    world.labs.revenue[l] = 0.0;
    world.finance.defaults += 1;
    world.finance.news -= world.parameters.finance.confidence_default_effect * weight;
    world.mark_all(Channel::Confidence, id);
    world.event(EventKind::Layoff, agent, None, 0, &[id]);
    let moved = world.customers_leave(l);
    world.event(EventKind::Migration, agent, None, Money::from_usd(moved).cents(), &[id]);
    // Its suppliers lose a customer, its rivals win some.
    for c in 0..cloud::COUNT {
        if world.clouds.supplier_share[l][c] > 0.0 {
            world.mark(Channel::Sales, world.opening.roster.clouds[c], id);
        }
    }
    Ok(())
}

/// Lenders write down, take the company, and it goes on without new investment for a while.
fn restructure(world: &mut World<'_>, c: usize, cause: u32) -> Done {
    let agent = world.opening.roster.clouds[c];
    let owed: f64 = CLAIMS.iter().map(|&i| world.ledger.owed(i, agent).usd()).sum();
    let id = world.event(EventKind::Default, agent, None, Money::from_usd(owed).cents(), &[cause]);
    let loss = 1.0 - world.parameters.finance.recovery_share;
    write_off_all(world, agent, loss)?;
    // The old holders keep one part in a hundred: a company that goes on has somebody's name in its books.
    wipe_equity(world, agent, 0.99)?;
    // New shares to the secured lender for what they kept: a tenth of the remaining debt.
    let lender = if c < cloud::HYPERSCALERS {
        world.opening.roster.institutions
    } else {
        world.opening.roster.private_credit
    };
    let (instrument, kept) = if c < cloud::HYPERSCALERS {
        (Instrument::Bonds, world.ledger.position(Instrument::Bonds, lender, agent))
    } else {
        (Instrument::AssetBackedLoans, world.ledger.position(Instrument::AssetBackedLoans, lender, agent))
    };
    let swapped = Money::from_usd(0.3 * kept.usd());
    world.ledger.convert(instrument, Instrument::Equity, agent, lender, swapped)?;
    world.finance.cloud_value[c] = world.ledger.owed(Instrument::Equity, agent).usd();
    world.clouds.ai_capex[c] *= 0.1;
    world.finance.missed_months[agent.index()] = 0;
    world.finance.defaults += 1;
    world.finance.news -= 0.125 * world.parameters.finance.confidence_default_effect;
    world.mark_all(Channel::Confidence, id);
    Ok(())
}

/// Pays creditors from the money that is left, all in one rank: a lab has no collateral to give.
fn repay_what_is_left(world: &mut World<'_>, debtor: AgentId, debts: f64) -> Done {
    let share = (world.ledger.deposits(debtor).usd() / debts.max(1.0)).min(1.0);
    each_claim(world, debtor, |world, instrument, holder, claim| {
        let part =
            Money::from_cents((claim.cents() as f64 * share) as i64).min(world.ledger.deposits(debtor));
        world.ledger.redeem(instrument, debtor, holder, part)?;
        Ok(())
    })
}

/// All creditors give up `share` of their claims; losses are counted by the sector of the loser.
fn write_off_all(world: &mut World<'_>, debtor: AgentId, share: f64) -> Done {
    each_claim(world, debtor, |world, instrument, holder, claim| {
        let part = Money::from_cents((claim.cents() as f64 * share) as i64).min(claim);
        world.ledger.write_off(instrument, debtor, holder, part)?;
        let sector = world.ledger.registry().sector(holder).index();
        world.finance.losses[sector] += part.usd();
        Ok(())
    })
}

fn each_claim<'a>(
    world: &mut World<'a>,
    debtor: AgentId,
    mut apply: impl FnMut(&mut World<'a>, Instrument, AgentId, Money) -> Done,
) -> Done {
    for instrument in CLAIMS {
        for holder in 0..world.ledger.registry().agents() {
            let Some(holder) = world.ledger.registry().agent(holder) else { continue };
            let claim = world.ledger.position(instrument, holder, debtor);
            if !claim.is_zero() {
                apply(world, instrument, holder, claim)?;
            }
        }
    }
    Ok(())
}

/// Shares lose `share` of their value; the loss is counted by the sector of the holder.
fn wipe_equity(world: &mut World<'_>, agent: AgentId, share: f64) -> Done {
    let holders: Vec<(AgentId, Money)> = world.ledger.holders(Instrument::Equity, agent).collect();
    for (holder, value) in holders {
        let value = value.scaled(share).min(value);
        let sector = world.ledger.registry().sector(holder).index();
        world.finance.losses[sector] += value.usd();
        world.ledger.write_off(Instrument::Equity, agent, holder, value)?;
    }
    Ok(())
}

/// Prepaid compute that nobody can use any more is the supplier's gain.
fn forfeit_credits(world: &mut World<'_>, customer: AgentId) -> Result<f64, crate::world::Stop> {
    let mut lost = 0.0;
    for supplier in world.opening.roster.clouds {
        let credits = world.ledger.position(Instrument::CloudCredits, customer, supplier);
        world.ledger.write_off(Instrument::CloudCredits, supplier, customer, credits)?;
        lost += credits.usd();
    }
    Ok(lost)
}
