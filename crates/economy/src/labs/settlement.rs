//! What labs spend: compute in cash and credits, staff, data, the partner's share (M09, M16, M23, M49).
//!
//! Training spend follows funding as much as revenue: it grows while runway exceeds the planned runway, and is cut
//! when it falls short, by no more than contracts allow.

use jevons_ledger::{Flow, Instrument, Money};
use jevons_numerics::math;

use crate::roster::{cloud, lab};
use crate::world::{Done, World};

/// Phase 5: compute that labs ask for, hours a month.
pub fn plan_compute(world: &mut World<'_>) {
    crate::clouds::commitments::fall_due(world);
    let work: [f64; lab::COUNT] = std::array::from_fn(|l| world.work_billed(l));
    let used: [f64; lab::COUNT] = std::array::from_fn(|l| world.used_volume(l));
    let given_away = world.given_away_usd();
    for l in 0..lab::COUNT {
        let anew = world.training_hours_factor(l);
        let labs = &mut world.labs;
        if !labs.alive[l] {
            labs.inference_hours[l] = 0.0;
            labs.training_hours[l] = 0.0;
            continue;
        }
        let volume = if labs.opening_volume[l] > 0.0 { used[l] / labs.opening_volume[l] } else { 1.0 };
        labs.inference_hours[l] = labs.opening_inference_hours[l] * volume * work[l];
        let extra = if l == lab::META_AI { given_away } else { 0.0 };
        labs.training_hours[l] =
            (labs.training_spend[l] * anew + extra) / world.clouds.lab_price[l].max(0.01);
    }
}

/// Phase 7: the labs' bills.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn settle(world: &mut World<'_>) -> Done {
    let slot = world.history_slot();
    for l in 0..lab::COUNT {
        // The year before a closure passes as any other.
        world.labs.history[l][slot] = world.labs.revenue[l];
        if !world.labs.alive[l] {
            continue;
        }
        let agent = world.opening.roster.labs[l];
        fund_division(world, l)?;
        let revenue = world.labs.annualised_revenue(l) / 12.0;
        let compute = pay_compute(world, l)?;
        let other = revenue * world.parameters.labs.other_cost_share;
        world.settle_payroll(agent, world.labs.staff_cost[l])?;
        world.settle(Flow::IntermediateGoods, agent, world.opening.roster.businesses, other)?;
        let partner = revenue * world.partner_share(l);
        let microsoft = world.opening.roster.clouds[cloud::MICROSOFT];
        world.settle(Flow::RevenueShare, agent, microsoft, partner)?;
        let interest = world.pay_interest(agent)?;
        let legal = world.pay_damages(l)? + world.pay_royalty(l, revenue)?;
        let costs = compute + other + world.labs.staff_cost[l] + partner + interest + legal;
        let smoothing = if world.is_first_step() { 1.0 } else { world.clock.share(1.0 / 3.0) };
        let labs = &mut world.labs;
        labs.costs[l] = costs;
        labs.revenue[l] += smoothing * (revenue - labs.revenue[l]);
        labs.cash_flow[l] += smoothing * (revenue - costs - labs.cash_flow[l]);
        if l == lab::OPENAI {
            super::waterfall::share_profit(world, revenue - costs)?;
        }
        plan_spending(world, l);
    }
    Ok(())
}

/// A division is kept at three months of spending by its parent, and hands over what it earns beyond that.
fn fund_division(world: &mut World<'_>, l: usize) -> Done {
    let Some(parent) = world.opening.roster.parent(l) else { return Ok(()) };
    let agent = world.opening.roster.labs[l];
    let wanted = 3.0 * (world.labs.costs[l] + 0.2 * world.labs.revenue[l]);
    let cash = world.ledger.deposits(agent).usd();
    if cash < wanted {
        let spare = world.liquid_usd(parent) - world.operating_reserve_usd(parent);
        world.pay_what_one_can(Flow::IntragroupFunding, parent, agent, (wanted - cash).min(spare))?;
    } else if cash > 2.0 * wanted {
        world.pay_what_one_can(Flow::IntragroupFunding, agent, parent, cash - 2.0 * wanted)?;
    }
    Ok(())
}

/// Pays for the hours served, prepaid credits first; returns the whole cost in USD a month.
fn pay_compute(world: &mut World<'_>, l: usize) -> Result<f64, crate::world::Stop> {
    let agent = world.opening.roster.labs[l];
    let hours = world.labs.inference_hours[l] + world.labs.training_hours[l];
    let price = world.clouds.lab_price[l];
    let mut total = 0.0;
    let mut outside = 1.0;
    for c in 0..cloud::COUNT {
        let share = world.clouds.supplier_share[l][c];
        outside -= share;
        let bill = hours * share * world.clouds.fill[c] * price;
        if bill < 0.01 {
            continue;
        }
        let supplier = world.opening.roster.clouds[c];
        let credits = world.ledger.position(Instrument::CloudCredits, agent, supplier);
        let used = credits.min(Money::from_usd(world.clock.per_step(bill)));
        world.ledger.deliver_prepaid(Flow::Compute, agent, supplier, used, Instrument::CloudCredits)?;
        world.settle(Flow::Compute, agent, supplier, bill - world.clock.per_month(used.usd()))?;
        total += bill;
    }
    // Compute that no modelled cloud sells: Chinese clouds, own clusters financed abroad.
    let bill = hours * outside.max(0.0) * price;
    world.settle(Flow::Compute, agent, world.opening.roster.abroad, bill)?;
    Ok(total + bill)
}

/// Whether a division burns more of its parent's operating cash flow than the parent's board lets it.
fn overburdens_parent(world: &World<'_>, l: usize) -> bool {
    let roster = &world.opening.roster;
    let parent = roster.parent(l).and_then(|parent| roster.clouds.iter().position(|&known| known == parent));
    parent.is_some_and(|c| {
        let burn = -world.labs.cash_flow[l];
        burn > world.parameters.labs.division_burden_max * world.clouds.cash_flow[c].max(0.0)
    })
}

/// Training and staff of the next step, at monthly rates.
fn plan_spending(world: &mut World<'_>, l: usize) {
    let p = world.parameters.labs.clone();
    let runway = world.runway_months(l).min(60.0);
    let growth = {
        let labs = &world.labs;
        let before = world.revenue_ago(l, 3);
        if before > 0.0 && labs.revenue[l] > 0.0 { math::ln(labs.revenue[l] / before) / 3.0 } else { 0.0 }
    };
    let confidence = world.finance.confidence.venture;
    let belief = p.belief_effect * math::ln(world.technology.training.belief);
    let change = if lab::INDEPENDENT.contains(&l) {
        let room = math::ln((runway / p.planned_runway_months).max(0.05));
        (0.05 * room + 0.5 * growth + belief).clamp(-p.training_flexibility, p.training_growth_max)
    } else {
        // A parent lets its division follow the frontier of spending, and its own capital expenditure.
        let leader = lab::INDEPENDENT.iter().map(|&i| world.labs.training_index(i)).fold(0.0, f64::max);
        let gap = math::ln(leader.max(0.05) / world.labs.training_index(l).max(0.01));
        let wanted = (0.1 * gap + belief).clamp(-0.04, p.training_growth_max);
        if overburdens_parent(world, l) { wanted.min(-0.04) } else { wanted }
    };
    let clock = world.clock;
    let labs = &mut world.labs;
    labs.training_spend[l] *= math::exp(clock.per_step(change + 0.01 * math::ln(confidence)));
    // Staff follow training with half its swing.
    labs.staff_cost[l] *= math::exp(clock.per_step(0.4 * change));
}

impl World<'_> {
    /// Months until a lab's money is gone at its present burn; 120 when it earns more than it spends.
    #[must_use]
    pub fn runway_months(&self, l: usize) -> f64 {
        let burn = -self.labs.cash_flow[l];
        let agent = self.opening.roster.labs[l];
        let credits = self.ledger.held(Instrument::CloudCredits, agent).usd();
        let money = self.liquid_usd(agent) + credits;
        if burn <= 0.0 { 120.0 } else { (money / burn).min(120.0) }
    }
}
