//! Other AI companies: everybody whom the count of AI venture funding holds besides labs and app start-ups (M41).
//!
//! Robotics, vehicles, chips, data infrastructure and applications in single industries. They earn little and spend what
//! investors gave them on staff, suppliers and accelerator-hours. One account in the ledger, because their rounds are
//! recorded as one sum; inside it two groups: those whose last round is being spent, and those who asked and got nothing.
//!
//! Symbols: W cost a month of a group, M its money, rho revenue over cost, q runway at which a round is sought, N months
//! between rounds.
//!
//! - Revenue is rho W; of cost a part goes to clouds, of the rest a part to staff; a part of both is spent abroad.
//! - Hours rented are the clouds' part of cost over the market rent: a fall of rent is more hours, not less spending.
//! - Staff are hired over half a year to W = M / ((q + N / 2) (1 - rho)), which in a year of constant funding is W itself;
//!   who got nothing dismisses staff to W = M / (N (1 - rho)).

pub mod funding;

use jevons_ledger::Flow;
use jevons_parameters::parameters;

use crate::opening::Opening;
use crate::parameters::Parameters;
use crate::roster::cloud;
use crate::world::{Done, Stop, World};

parameters! {
    /// Other AI companies.
    pub struct OtherAiParameters {
        /// Revenue as a share of costs.
        revenue_share: "other_ai.revenue_share_of_costs" for ["M41"],
        /// Share of costs that goes to clouds for accelerator-hours.
        compute_share: "other_ai.compute_share_of_costs" for ["M41"],
        /// Share of all other costs that is pay of staff.
        payroll_share: "other_ai.payroll_share_of_other_costs" for ["M41"],
        /// Share of customers, staff and suppliers outside the United States.
        foreign_share: "other_ai.foreign_share" for ["M41"],
        /// Share of the money of others than venture funds that comes from Microsoft, Alphabet, Amazon and Nvidia.
        corporate_share: "other_ai.corporate_share" for ["M41"],
        /// Share of the money on offer that is for new companies.
        seed_share: "other_ai.seed_share_of_funding" for ["M41"],
    }
}

/// Those who spend their last round.
pub const FUNDED: usize = 0;
/// Those who asked for another and got none.
pub const UNFUNDED: usize = 1;
/// Groups.
pub const GROUPS: usize = 2;
/// Months of burn that a round pays for, as for app start-ups.
pub const ROUND_MONTHS: f64 = 18.0;
/// Months over which costs follow money.
const ADJUSTMENT_MONTHS: f64 = 6.0;
/// Largest part of the hours rented directly at the opening that can be theirs.
const MOST_OF_DIRECT_HOURS: f64 = 0.5;

/// Other AI companies, in columns by group.
#[derive(Debug, Clone)]
pub struct OtherAi {
    /// Cost, USD a month.
    pub costs: [f64; GROUPS],
    /// Money, USD; adds up to the deposits of the sector.
    pub money: [f64; GROUPS],
    /// What holders paid in and have not written off, USD.
    pub paid_in: [f64; GROUPS],
    /// Share of costs that goes to clouds: the parameter, or less where clouds sell too little to others than labs.
    pub compute_share: f64,
    /// Accelerator-hours asked for at each cloud, a month.
    pub hours: [f64; cloud::COUNT],
    /// Received from customers, USD a month.
    pub revenue: f64,
    /// Paid to clouds, USD a month.
    pub compute_bill: f64,
    /// Asked for in this step, USD.
    pub asked: f64,
    /// Closed in this step, as a share of all by cost.
    pub closed_share: f64,
    /// Kept for the clouds' bills in this step, USD.
    reserved: [f64; GROUPS],
}

impl OtherAi {
    /// Everybody funded, with the money and shares of the opening.
    #[must_use]
    pub fn open(opening: &Opening, p: &Parameters) -> Self {
        let agent = opening.roster.other_ai;
        let money = opening.ledger.deposits(agent).usd();
        let equity = opening.ledger.owed(jevons_ledger::Instrument::Equity, agent).usd();
        let burn = money / mean_runway(p.apps.runway_trigger_months);
        Self {
            costs: [burn / (1.0 - p.other_ai.revenue_share), 0.0],
            money: [money, 0.0],
            paid_in: [equity, 0.0],
            compute_share: p.other_ai.compute_share,
            hours: [0.0; cloud::COUNT],
            revenue: 0.0,
            compute_bill: 0.0,
            asked: 0.0,
            closed_share: 0.0,
            reserved: [0.0; GROUPS],
        }
    }

    /// Cost of all, USD a month.
    #[must_use]
    pub fn total_costs(&self) -> f64 {
        self.costs.iter().sum()
    }

    /// Money of all, USD.
    #[must_use]
    pub fn total_money(&self) -> f64 {
        self.money.iter().sum()
    }
}

/// Months of money that companies have on average when their rounds are spread evenly over the months between two.
#[must_use]
pub fn mean_runway(trigger_months: f64) -> f64 {
    trigger_months + 0.5 * ROUND_MONTHS
}

/// At the opening: the hours that they rent are a part of those that are rented directly, half of them at most.
pub fn take_their_hours(world: &mut World<'_>) {
    let direct: f64 = world.clouds.direct_hours.iter().sum();
    let costs = world.other_ai.total_costs();
    let wanted = costs * world.parameters.other_ai.compute_share / world.clouds.rent;
    let part = (wanted / direct.max(1.0)).min(MOST_OF_DIRECT_HOURS);
    world.other_ai.compute_share = part * direct * world.clouds.rent / costs.max(1.0);
    world.clouds.direct_hours.iter_mut().for_each(|hours| *hours *= 1.0 - part);
}

/// Phase 6, before hours are allocated: what the clouds' part of costs buys, from the clouds from which others rent directly.
pub fn plan_compute(world: &mut World<'_>) {
    let o = &mut world.other_ai;
    let direct: f64 = world.clouds.direct_hours.iter().sum();
    let wanted = o.costs.iter().sum::<f64>() * o.compute_share / world.clouds.rent;
    for (hours, at_cloud) in o.hours.iter_mut().zip(world.clouds.direct_hours) {
        *hours = wanted * at_cloud / direct.max(1.0);
    }
}

/// Phase 7: customers pay; staff and suppliers are paid as far as money goes; the clouds' part is kept for their bills.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn settle(world: &mut World<'_>) -> Done {
    let p = world.parameters.other_ai.clone();
    let roster = &world.opening.roster;
    let (agent, businesses, abroad) = (roster.other_ai, roster.businesses, roster.abroad);
    let clock = world.clock;
    let costs = world.other_ai.total_costs();
    let sales = p.revenue_share * costs;
    let home = 1.0 - p.foreign_share;
    let at_home = world.settle(Flow::OrdinaryRevenue, businesses, agent, sales * home)?;
    let from_abroad = world.settle(Flow::OrdinaryRevenue, abroad, agent, sales * p.foreign_share)?;
    let revenue = at_home + from_abroad;
    let mut spent = 0.0;
    let o = &mut world.other_ai;
    o.revenue = revenue;
    for k in 0..GROUPS {
        o.money[k] += clock.per_step(revenue) * o.costs[k] / costs.max(1e-9);
        let due = clock.per_step(o.costs[k]);
        let paid = (due * (1.0 - o.compute_share)).min(o.money[k]);
        o.money[k] -= paid;
        o.reserved[k] = (due * o.compute_share).min(o.money[k]);
        spent += paid;
    }
    let spent = clock.per_month(spent);
    let (pay, goods) = (spent * p.payroll_share, spent * (1.0 - p.payroll_share));
    world.settle_payroll(agent, pay * home)?;
    world.settle(Flow::Wages, agent, abroad, pay * p.foreign_share)?;
    world.settle(Flow::IntermediateGoods, agent, businesses, goods * home)?;
    world.settle(Flow::IntermediateGoods, agent, abroad, goods * p.foreign_share)?;
    Ok(())
}

/// Phase 7: pays the clouds for the hours that were served, within what was kept for them. `bills` in USD a month.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn pay_clouds(world: &mut World<'_>, bills: &[f64; cloud::COUNT], elsewhere: f64) -> Result<(), Stop> {
    let (agent, abroad) = (world.opening.roster.other_ai, world.opening.roster.abroad);
    let clock = world.clock;
    let kept: f64 = world.other_ai.reserved.iter().sum();
    let due: f64 = clock.per_step(bills.iter().sum::<f64>() + elsewhere);
    let within = if due > kept { kept / due } else { 1.0 };
    let mut paid = 0.0;
    for (c, bill) in bills.iter().enumerate() {
        let part = clock.per_step(bill * within);
        paid += world.pay_what_one_can(Flow::Compute, agent, world.opening.roster.clouds[c], part)?.usd();
    }
    let part = clock.per_step(elsewhere * within);
    paid += world.pay_what_one_can(Flow::Compute, agent, abroad, part)?.usd();
    let o = &mut world.other_ai;
    for k in 0..GROUPS {
        o.money[k] = (o.money[k] - paid * o.reserved[k] / kept.max(1e-9)).max(0.0);
    }
    o.compute_bill = clock.per_month(paid);
    Ok(())
}
