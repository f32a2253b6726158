//! What the clouds earn and pay, at monthly rates: other business, compute, power, buildings, taxes, shareholders.

use jevons_ledger::{Change, Flow, Money, RealAsset};
use jevons_numerics::math;

use super::{HOURS_PER_MONTH, planning, power, vintages};
use crate::other_ai;
use crate::roster::cloud;
use crate::streams;
use crate::world::{Done, World};

/// Share of operating cost that is payroll; the rest is goods and services.
const PAYROLL_SHARE: f64 = 0.4;
/// Book life of buildings, power and cooling, in months.
const BUILDING_LIFE_MONTHS: f64 = 240.0;
/// Book life of other property and equipment, in months.
const OTHER_LIFE_MONTHS: f64 = 144.0;

/// Phase 7: the clouds' own bills. Bills of their customers are paid by the customers.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn settle(world: &mut World<'_>) -> Done {
    grow(world);
    bill_direct_customers(world)?;
    rent_from_each_other(world)?;
    for c in 0..cloud::COUNT {
        let agent = world.opening.roster.clouds[c];
        let ordinary = world.clouds.ordinary_revenue[c] / 12.0;
        world.settle(
            Flow::OrdinaryRevenue,
            world.opening.roster.abroad,
            agent,
            ordinary * world.parameters.clouds.foreign_share,
        )?;
        let compute = world.flow_usd(Flow::Compute, agent);
        let seats = world.flow_usd(Flow::SeatSales, agent);
        world.clouds.ai_revenue[c] = compute.max(0.0) + seats;
        let power = pay_power(world, c)?;
        let running = world.clouds.ai_revenue[c] * world.parameters.clouds.running_cost_share;
        let usual = ordinary * world.clouds.ordinary_cost_share[c] + running;
        world.clouds.workforce.payroll[c] = usual * PAYROLL_SHARE;
        let payroll = usual * PAYROLL_SHARE * world.clouds.workforce.paid_share(c);
        let goods = usual * (1.0 - PAYROLL_SHARE);
        let costs = payroll + goods;
        world.settle_payroll(agent, payroll)?;
        world.settle(Flow::IntermediateGoods, agent, world.opening.roster.businesses, goods)?;
        let interest = world.pay_interest(agent)?;
        // Compute rented from others is a cost already counted in the flow.
        // What a division is given it pays back for compute: without the one the other would be income from nobody.
        let division = world.flow_usd(Flow::IntragroupFunding, agent);
        let before_tax = ordinary + compute + seats - costs - power - interest + division;
        let depreciation = depreciation_usd(world, c);
        let tax = world.pay_corporate_tax(agent, (before_tax - depreciation).max(0.0))?;
        let smoothing = if world.is_first_step() { 1.0 } else { world.clock.share(0.25) };
        world.clouds.cash_flow[c] += smoothing * (before_tax - tax - world.clouds.cash_flow[c]);
        build(world, c)?;
        pay_shareholders(world, c)?;
    }
    Ok(())
}

/// Ordinary business and internal workloads grow.
fn grow(world: &mut World<'_>) {
    let p = &world.parameters.clouds;
    let (clock, months) = (world.clock, world.months_elapsed());
    let noise = world.draws(streams::ORDINARY_BUSINESS);
    let activity = world.enterprises.activity;
    for c in 0..cloud::COUNT {
        let luck = 0.004 * noise.normal(c as u32) * clock.noise(1.0);
        let growth = clock.per_step(math::ln(1.0 + p.ordinary_growth_per_year) / 12.0) + luck;
        let most = clock.per_step(0.05);
        let cycle = 0.5 * math::ln(activity / world.enterprises.activity_before).clamp(-most, most);
        let unstaffed = world.parameters.boards.growth_lost * (1.0 - world.clouds.workforce.jobs[c]) / 12.0;
        world.clouds.ordinary_revenue[c] *= math::exp(growth + cycle - clock.per_step(unstaffed));
        // Growth before the opening fades into the long-run rate.
        let fade = math::exp(-math::ln(2.0) * months / p.internal_half_life_months);
        let internal =
            fade * world.clouds.opening_growth[c] + (1.0 - fade) * math::ln(1.0 + p.internal_growth_per_year);
        world.clouds.internal_hours[c] *= math::exp(clock.per_step(internal / 12.0));
        let direct = fade * world.clouds.opening_sales_growth[c]
            + (1.0 - fade) * math::ln(1.0 + p.direct_growth_per_year);
        world.clouds.direct_hours[c] *= math::exp(clock.per_step(direct / 12.0));
        // Contracts with other clouds that were signed before the opening begin one after the other.
        if c >= cloud::HYPERSCALERS {
            let begun = math::exp(clock.per_step(fade * world.clouds.opening_sales_growth[c] / 12.0));
            for renter in 0..cloud::COUNT {
                world.clouds.rented_hours[renter][c] *= begun;
                world.clouds.overflow.opening_rented[renter][c] *= begun;
            }
        }
    }
}

/// Businesses and other AI companies pay for the hours that they rent themselves; those that left for other countries pay
/// there.
fn bill_direct_customers(world: &mut World<'_>) -> Done {
    let (businesses, abroad) = (world.opening.roster.businesses, world.opening.roster.abroad);
    let mut other_ai = [0.0; cloud::COUNT];
    let mut other_ai_elsewhere = 0.0;
    for c in 0..cloud::COUNT {
        let asked = world.clouds.demand[c].direct;
        let hours = asked * world.clouds.fill[c];
        let theirs = world.other_ai.hours[c];
        let wanted = world.clouds.direct_hours[c] + world.clouds.self_hosted_hours[c] + theirs;
        let theirs = if wanted > 0.0 { theirs / wanted } else { 0.0 };
        let bill = hours * world.clouds.rent;
        other_ai[c] = theirs * bill;
        world.settle(Flow::Compute, businesses, world.opening.roster.clouds[c], (1.0 - theirs) * bill)?;
        let elsewhere = (wanted - asked).max(0.0) * world.clouds.rent;
        other_ai_elsewhere += theirs * elsewhere;
        world.settle(Flow::Compute, businesses, abroad, (1.0 - theirs) * elsewhere)?;
    }
    other_ai::pay_clouds(world, &other_ai, other_ai_elsewhere)
}

fn rent_from_each_other(world: &mut World<'_>) -> Done {
    for renter in 0..cloud::COUNT {
        for owner in 0..cloud::COUNT {
            let rented = world.clouds.rented_hours[renter][owner] * world.clouds.fill[owner];
            let premium = 1.0 + world.parameters.bargaining.overflow_premium;
            let hours = rented + premium * world.clouds.overflow.hours[renter][owner];
            if hours > 0.0 && world.clouds.alive[owner] {
                let (from, to) = (world.opening.roster.clouds[renter], world.opening.roster.clouds[owner]);
                world.settle(Flow::Compute, from, to, hours * world.clouds.rent)?;
            }
        }
    }
    Ok(())
}

fn pay_power(world: &mut World<'_>, c: usize) -> Result<f64, crate::world::Stop> {
    let p = &world.parameters.clouds;
    let mw = power::needed_mw(world, c) * world.clouds.power.lit[c];
    let bill = mw * HOURS_PER_MONTH * p.power_usd_per_mwh;
    let (from, to) = (world.opening.roster.clouds[c], world.opening.roster.power);
    world.clouds.power_mw[c] = mw;
    world.settle(Flow::Power, from, to, bill)?;
    power::pay_for_displacement(world, c)?;
    Ok(bill)
}

fn build(world: &mut World<'_>, c: usize) -> Done {
    let share = world.parameters.clouds.accelerator_share_of_capex;
    let roster = &world.opening.roster;
    let (agent, builders, businesses) = (roster.clouds[c], roster.builders, roster.businesses);
    let clock = world.clock;
    let shells = clock.per_step(world.clouds.ai_capex[c] * (1.0 - share));
    let accelerators = world.chips.received[c];
    let built =
        world.invest(Flow::DataCentreBuilding, agent, builders, shells, RealAsset::DataCentres)?.usd();
    let other = clock.per_step(world.clouds.other_capex[c]);
    let bought =
        world.invest(Flow::OtherInvestment, agent, businesses, other, RealAsset::OtherFixedAssets)?.usd();
    let (built, bought) = (clock.per_month(built), clock.per_month(bought));
    world.clouds.ai_capex_paid[c] = accelerators + built;
    world.clouds.capex_paid[c] = accelerators + built + bought;
    Ok(())
}

fn pay_shareholders(world: &mut World<'_>, c: usize) -> Done {
    let agent = world.opening.roster.clouds[c];
    let flow = world.clouds.cash_flow[c].max(0.0);
    // Buy-backs give way when investment takes the cash; dividends last.
    let spare = (flow - world.clouds.capex_paid[c]).max(0.0) + 0.02 * world.liquid_usd(agent);
    let clock = world.clock;
    let dividend = (flow * world.clouds.dividend_share[c]).min(spare + 0.1 * flow);
    world.pay_dividend(agent, clock.per_step(dividend))?;
    let excess = world.excess_cash_usd(agent, 12.0 * flow);
    world.buy_back(agent, clock.per_step((flow * world.clouds.buyback_share[c]).min(spare) + excess))
}

/// Depreciation a month, in USD.
fn depreciation_usd(world: &World<'_>, c: usize) -> f64 {
    let agent = world.opening.roster.clouds[c];
    world.clouds.fleet[c].depreciation_usd(world.month, world.clouds.book_life_months[c])
        + world.ledger.real(RealAsset::DataCentres, agent).usd() / BUILDING_LIFE_MONTHS
        + world.ledger.real(RealAsset::OtherFixedAssets, agent).usd() / OTHER_LIFE_MONTHS
}

/// Phase 8: real assets lose value; fleets age.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn depreciate(world: &mut World<'_>) -> Done {
    for c in 0..cloud::COUNT {
        let agent = world.opening.roster.clouds[c];
        let accelerators =
            world.clouds.fleet[c].depreciation_usd(world.month, world.clouds.book_life_months[c]);
        for (asset, usd) in [
            (RealAsset::Accelerators, accelerators),
            (
                RealAsset::DataCentres,
                world.ledger.real(RealAsset::DataCentres, agent).usd() / BUILDING_LIFE_MONTHS,
            ),
            (
                RealAsset::OtherFixedAssets,
                world.ledger.real(RealAsset::OtherFixedAssets, agent).usd() / OTHER_LIFE_MONTHS,
            ),
        ] {
            let amount = Money::from_usd(world.clock.per_step(usd)).min(world.ledger.real(asset, agent));
            world.ledger.consume_asset(Change::Depreciation, asset, agent, amount)?;
        }
    }
    vintages::age(world)?;
    planning::strand(world)?;
    let decline = 1.0 - world.parameters.chips.price_decline_per_year;
    // Newer generations do more work per watt; the fleet follows as it is renewed.
    world.clouds.power_index *= math::exp(world.clock.per_step(0.5 * math::ln(decline) / 12.0));
    Ok(())
}
