//! Households: wages, transfers, spending, saving, and displacement of white-collar work (M35, M36, M37).
//!
//! - Spending follows income and fears ([`demand_loop`]), and a fall of markets reaches it over a year.
//! - What is not spent is saved in fund shares, but for a cushion of money.
//! - Automation displaces work ([`displacement`]); a part of the wages becomes revenue ([`capture`]).

pub mod capture;
pub mod demand_loop;
pub mod displacement;

use jevons_ledger::{AgentId, Flow, Instrument, Money, Payees, Side, apportion};
use jevons_parameters::parameters;

use crate::government::policy;
use crate::mechanism::Mechanism;
use crate::roster::{HOUSEHOLD_GROUPS, cloud};
use crate::world::{Done, World};
use displacement::Displacement;

/// Mechanisms of this layer.
pub const MECHANISMS: &[&Mechanism] = &[&demand_loop::M35, &displacement::M36, &capture::M37];

parameters! {
    /// Households and labour.
    pub struct HouseholdParameters {
        /// Elasticity of spending to disposable income relative to what households are used to.
        propensity_to_consume: "households.propensity_to_consume" for ["M35"],
        /// Spending out of a dollar of lost or gained wealth, per year.
        wealth_effect: "households.wealth_effect_per_year" for ["M40", "M35"],
        /// Money that households keep, in months of income.
        cushion_months: "households.cushion_months",
    }
}

/// State of households.
#[derive(Debug, Clone)]
pub struct Households {
    /// Share of each group in wages paid by technology companies.
    pub tech_wage_share: [f64; HOUSEHOLD_GROUPS],
    /// Share of each group in all other wages.
    pub wage_share: [f64; HOUSEHOLD_GROUPS],
    /// Share of each group in income from wealth.
    pub wealth_share: [f64; HOUSEHOLD_GROUPS],
    /// Share of each group in transfers.
    pub transfer_share: [f64; HOUSEHOLD_GROUPS],
    /// Whether the group is white-collar.
    pub white_collar: [bool; HOUSEHOLD_GROUPS],
    /// Who lost work and who found other work.
    pub work: Displacement,
    /// White-collar wages displaced a year, a year's mean; nothing before the first month.
    pub risk: Option<f64>,
    /// The same as households are used to.
    pub usual_risk: f64,
    /// Disposable income by group, in USD a month.
    pub income: [f64; HOUSEHOLD_GROUPS],
    /// Consumption, in USD a month.
    pub consumption: f64,
    /// Fund shares at the end of the last step, in USD.
    pub wealth_before: f64,
    /// Smoothed effect of changes of wealth on spending, USD a month.
    pub wealth_spending: f64,
    /// Spendable income that households are used to, relative to the trend of consumption.
    pub usual_income: f64,
    /// Taxes paid on income, in USD a month.
    pub income_tax: f64,
}

impl World<'_> {
    /// Passes `usd` from an investor to the savers behind it.
    ///
    /// # Errors
    /// If the ledger refuses a posting.
    pub fn pay_savers(&mut self, payer: AgentId, usd: f64) -> Done {
        let due = Money::from_usd(usd.max(0.0));
        self.raise_cash(payer, due)?;
        let paid = self.payable(payer, due);
        let mut parts = [0_i64; HOUSEHOLD_GROUPS];
        apportion(paid.cents(), &self.households.wealth_share, &mut parts);
        self.ledger.bulk_receive(Flow::Dividends, payer, self.opening.roster.households, &parts)?;
        Ok(())
    }
}

/// Phase 11: income is taxed, spent and saved; automation displaces.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn live(world: &mut World<'_>) -> Done {
    displacement::displace(world);
    pay_ordinary_wages(world)?;
    let gross = gross_income(world);
    tax(world, &gross)?;
    policy::respond(world)?;
    spend(world)?;
    save(world)
}

/// Wages of the enterprise sector, paid from its operating account.
fn pay_ordinary_wages(world: &mut World<'_>) -> Done {
    let work = &world.households.work;
    let lost = work.lost_share(world.parameters.labour.rehired_wage_share);
    let other = work.other;
    let total = world.governments.enterprise_wages;
    let mut wages = [0.0; HOUSEHOLD_GROUPS];
    for (group, wage) in wages.iter_mut().enumerate() {
        let kept = if world.households.white_collar[group] { 1.0 - lost } else { 1.0 - other };
        *wage = total * world.households.wage_share[group] * kept;
    }
    let due = Money::from_usd(world.clock.per_step(wages.iter().sum()));
    let businesses = world.opening.roster.businesses;
    world.raise_cash(businesses, due)?;
    let paid = world.payable(businesses, due);
    let mut parts = [0_i64; HOUSEHOLD_GROUPS];
    apportion(paid.cents(), &wages, &mut parts);
    world.ledger.bulk_receive(Flow::Wages, businesses, world.opening.roster.households, &parts)?;
    Ok(())
}

/// What households received in this step, by group, at monthly rates in USD: everything that flowed in and was not spent yet.
fn gross_income(world: &World<'_>) -> [f64; HOUSEHOLD_GROUPS] {
    let money = world.ledger.column(world.opening.roster.households, Instrument::Deposits, Side::Asset);
    let mut income = [0.0; HOUSEHOLD_GROUPS];
    for (group, income) in income.iter_mut().enumerate() {
        let received = money[group] as f64 / 100.0 - world.governments.household_money_before[group];
        *income = world.clock.per_month(received.max(0.0));
    }
    income
}

fn tax(world: &mut World<'_>, gross: &[f64; HOUSEHOLD_GROUPS]) -> Done {
    let clock = world.clock;
    let rate = world.parameters.government.income_tax_rate;
    let average = gross.iter().sum::<f64>() / HOUSEHOLD_GROUPS as f64;
    let mut cents = [0_i64; HOUSEHOLD_GROUPS];
    for (group, tax) in cents.iter_mut().enumerate() {
        // Progressive: the rate rises with income relative to the average group, within bounds.
        let own = (rate * (0.6 + 0.4 * gross[group] / average.max(1.0))).clamp(0.4 * rate, 1.6 * rate);
        *tax = (clock.per_step(gross[group] * own) * 100.0) as i64;
        world.households.income[group] = gross[group] * (1.0 - own);
    }
    let roster = &world.opening.roster;
    world.ledger.bulk_pay(Flow::IncomeTax, roster.households, &cents, Payees::One(roster.us_government))?;
    world.households.income_tax = clock.per_month(cents.iter().sum::<i64>() as f64 / 100.0);
    let transfers = Money::from_usd(clock.per_step(world.governments.transfers));
    world.raise_cash(roster.us_government, transfers)?;
    let mut parts = [0_i64; HOUSEHOLD_GROUPS];
    apportion(transfers.cents(), &world.households.transfer_share, &mut parts);
    world.ledger.bulk_receive(Flow::SocialTransfers, roster.us_government, roster.households, &parts)?;
    for (income, part) in world.households.income.iter_mut().zip(parts) {
        *income += clock.per_month(part as f64 / 100.0);
    }
    Ok(())
}

fn spend(world: &mut World<'_>) -> Done {
    let p = &world.parameters.households;
    let roster = &world.opening.roster;
    let wealth: f64 =
        world.ledger.column(roster.households, Instrument::FundShares, Side::Asset).iter().sum::<i64>()
            as f64
            / 100.0;
    let clock = world.clock;
    let change = if world.is_first_step() { 0.0 } else { wealth - world.households.wealth_before };
    // A change of wealth is spent over a year: in equal parts at the sampled propensity.
    let added = p.wealth_effect * change / 12.0;
    world.households.wealth_spending += added - clock.closed(world.households.wealth_spending, 12.0);
    world.households.wealth_before = wealth;
    let total_income: f64 = world.households.income.iter().sum();
    let deviation = world.spending_deviation();
    let wanted = world.governments.trend_consumption * (1.0 + deviation) + world.households.wealth_spending;
    let money = world.ledger.column(roster.households, Instrument::Deposits, Side::Asset);
    let mut cents = [0_i64; HOUSEHOLD_GROUPS];
    for (group, bill) in cents.iter_mut().enumerate() {
        let share = world.households.income[group] / total_income.max(1.0);
        *bill = ((clock.per_step(wanted.max(0.0) * share) * 100.0) as i64).min(money[group]);
    }
    let total: i64 = cents.iter().sum();
    let mut payees = [roster.businesses; cloud::HYPERSCALERS + 1];
    payees[..cloud::HYPERSCALERS].copy_from_slice(&roster.clouds[..cloud::HYPERSCALERS]);
    let mut totals = [0_i64; cloud::HYPERSCALERS + 1];
    let home = 1.0 - world.parameters.clouds.foreign_share;
    let mut left = total;
    for c in 0..cloud::HYPERSCALERS {
        let usd = world.clouds.ordinary_revenue[c] / 12.0 * home * world.clouds.household_share[c];
        totals[c] = ((clock.per_step(usd) * 100.0) as i64).min(left);
        left -= totals[c];
    }
    totals[cloud::HYPERSCALERS] = left;
    let payees = Payees::Pool { agents: &payees, totals: &totals };
    world.ledger.bulk_pay(Flow::Consumption, roster.households, &cents, payees)?;
    world.households.consumption = clock.per_month(total as f64 / 100.0);
    Ok(())
}

fn save(world: &mut World<'_>) -> Done {
    let roster = &world.opening.roster;
    let months = world.parameters.households.cushion_months;
    let money = world.ledger.column(roster.households, Instrument::Deposits, Side::Asset);
    let mut cents = [0_i64; HOUSEHOLD_GROUPS];
    for (group, saved) in cents.iter_mut().enumerate() {
        let cushion = world.opening.household_money[group].max(months * world.households.income[group]);
        let surplus = money[group] as f64 / 100.0 - cushion;
        *saved = (surplus.max(0.0) * 100.0) as i64;
    }
    world.ledger.bulk_open(Instrument::FundShares, Side::Asset, roster.households, &cents)?;
    let money = world.ledger.column(roster.households, Instrument::Deposits, Side::Asset);
    for (before, now) in world.governments.household_money_before.iter_mut().zip(money) {
        *before = *now as f64 / 100.0;
    }
    Ok(())
}
