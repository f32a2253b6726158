//! Governments, the rest of the economy and the rest of the world: what closes the circle of money (M45).
//!
//! - The enterprise sector's operating account ("Other businesses") sells to households, government, abroad and the
//!   large companies, pays wages as a share of its smoothed sales, imports, taxes, interest, the large companies'
//!   products, and distributes what is left above its target of money.
//! - The United States buys, transfers, taxes, pays interest and borrows the difference.
//! - The rest of the world earns imports and spends exports; what it does not spend it lends to the Treasury.
//! - Utilities and builders pass on what they receive: fuel, materials, wages.

pub mod antitrust;
pub mod copyright;
pub mod patents;
pub mod policy;
pub mod state;

use jevons_ledger::{Flow, Instrument, Money};
use jevons_numerics::math;
use jevons_parameters::parameters;

use crate::mechanism::{Id, Mechanism};
use crate::roster::{HOUSEHOLD_GROUPS, cloud, lab};
use crate::world::{Done, World};

/// Mechanisms of this layer.
pub const MECHANISMS: &[&Mechanism] =
    &[&copyright::M44, &state::M45, &antitrust::M46, &patents::M47, &policy::M48];

/// Consumption as a share of output.
pub const CONSUMPTION_SHARE_OF_OUTPUT: f64 = 0.68;

parameters! {
    /// Governments and the macroeconomy.
    pub struct GovernmentParameters {
        /// Average tax on household income, social contributions included.
        income_tax_rate: "government.income_tax_rate",
        /// Tax on corporate profit.
        corporate_tax_rate: "government.corporate_tax_rate",
        /// Trend growth of nominal output a year.
        nominal_growth: "macro.nominal_growth_per_year",
        /// Share of the policy rate that deposits earn.
        deposit_rate_share: "finance.rates.deposit_share_of_policy_rate",
        /// Yearly subsidies of the Chinese government to labs that release weights, in USD.
        china_subsidy_usd_per_year: "government.china.lab_subsidy_usd_per_year" for ["M45", "M06"],
        /// Yearly support of European governments to Mistral AI, in USD.
        eu_support_usd_per_year: "government.eu.lab_support_usd_per_year" for ["M45"],
    }
}

/// State of governments and of the macroeconomy.
#[derive(Debug, Clone)]
pub struct Governments {
    /// Government purchases, USD a month.
    pub purchases: f64,
    /// Social transfers, USD a month.
    pub transfers: f64,
    /// Exports of the enterprise sector, USD a month.
    pub exports: f64,
    /// Imports as a share of the enterprise sector's sales.
    pub import_share: f64,
    /// Wages as a share of the enterprise sector's sales.
    pub wage_share: f64,
    /// Sales of the enterprise sector, smoothed, USD a month.
    pub sales: f64,
    /// Trend of household consumption, USD a month.
    pub trend_consumption: f64,
    /// Sales at the opening, growing with trend.
    pub trend_sales: f64,
    /// Mean sales of the months in which the circle settles, USD a month.
    pub measured_sales: f64,
    /// Wages that the enterprise sector pays, in USD a month.
    pub enterprise_wages: f64,
    /// Money that the operating account keeps, in USD.
    pub money_target: f64,
    /// Money that institutional investors keep, in USD.
    pub institutions_money_target: f64,
    /// Money that the rest of the world keeps, in USD.
    pub abroad_money_target: f64,
    /// Money of household groups before the step's income.
    pub household_money_before: [f64; HOUSEHOLD_GROUPS],
    /// Interest that the Treasury paid, in USD a month.
    pub treasury_interest: f64,
    /// What courts have imposed on labs.
    pub rulings: copyright::Rulings,
    /// Whether a patent on all models has been upheld.
    pub patent_upheld: bool,
    /// Share of sales of models that a holder of patents asks.
    pub royalty: f64,
    /// Answers to displacement.
    pub policy: policy::Policy,
}

/// Phase 7: purchases of governments and of the rest of the world, interest, subsidies.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn settle(world: &mut World<'_>) -> Done {
    let growth = trend_growth(world);
    let g = &mut world.governments;
    for level in
        [&mut g.purchases, &mut g.transfers, &mut g.exports, &mut g.trend_sales, &mut g.trend_consumption]
    {
        *level *= growth;
    }
    let (purchases, exports) = (g.purchases, g.exports);
    let roster = &world.opening.roster;
    world.settle(Flow::GovernmentPurchases, roster.us_government, roster.businesses, purchases)?;
    world.settle(Flow::Exports, roster.abroad, roster.businesses, exports)?;
    pay_treasury_interest(world)?;
    pay_deposit_interest(world)?;
    support_labs(world)
}

fn pay_treasury_interest(world: &mut World<'_>) -> Done {
    let roster = &world.opening.roster;
    let treasury = roster.us_government;
    let rate = (world.finance.policy_rate + 0.002) / 12.0;
    let mut total = 0.0;
    for holder in 0..world.ledger.registry().agents() {
        let Some(holder) = world.ledger.registry().agent(holder) else { continue };
        let interest = world.ledger.position(Instrument::GovernmentSecurities, holder, treasury).usd() * rate;
        if interest >= 0.01 {
            total += world.settle(Flow::Interest, treasury, holder, interest)?;
        }
    }
    world.governments.treasury_interest = total;
    Ok(())
}

/// Deposits of households earn interest; so does the money of the large companies.
fn pay_deposit_interest(world: &mut World<'_>) -> Done {
    let rate = world.finance.policy_rate * world.parameters.government.deposit_rate_share / 12.0;
    let roster = &world.opening.roster;
    let banks = roster.banks;
    let households = world.ledger.registry().agent_of(roster.households);
    let interest = world.ledger.deposits(households).usd() * rate;
    world.pay_savers_interest(banks, world.clock.per_step(interest))?;
    for agent in roster.clouds.into_iter().chain(roster.labs).chain(roster.chips) {
        let interest = world.ledger.deposits(agent).usd() * rate;
        world.settle(Flow::Interest, banks, agent, interest)?;
    }
    Ok(())
}

fn support_labs(world: &mut World<'_>) -> Done {
    if !world.on(Id::M45) {
        return Ok(());
    }
    let p = world.parameters.government.clone();
    let roster = &world.opening.roster;
    let china = world.clock.per_step(p.china_subsidy_usd_per_year / 12.0);
    world.pay_what_one_can(Flow::IncomeTax, roster.abroad, roster.china_government, china)?;
    for l in [lab::DEEPSEEK, lab::QWEN] {
        world.pay_what_one_can(Flow::Subsidies, roster.china_government, roster.labs[l], china / 2.0)?;
    }
    let eu = world.clock.per_step(p.eu_support_usd_per_year / 12.0);
    world.pay_what_one_can(Flow::IncomeTax, roster.abroad, roster.eu_governments, eu)?;
    if world.labs.alive[lab::MISTRAL] {
        world.pay_what_one_can(Flow::Subsidies, roster.eu_governments, roster.labs[lab::MISTRAL], eu)?;
    }
    Ok(())
}

/// Phase 11: the enterprise sector pays for what it used, and distributes what is left.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn close_circle(world: &mut World<'_>) -> Done {
    pass_on(world)?;
    let roster = &world.opening.roster;
    let businesses = roster.businesses;
    measure_sales(world);
    let sales = world.governments.sales;
    world.settle(Flow::Imports, businesses, roster.abroad, sales * world.governments.import_share)?;
    let home = 1.0 - world.parameters.clouds.foreign_share;
    for c in 0..cloud::HYPERSCALERS {
        let usd = world.clouds.ordinary_revenue[c] / 12.0 * home * (1.0 - world.clouds.household_share[c]);
        world.settle(Flow::OrdinaryRevenue, businesses, roster.clouds[c], usd)?;
    }
    pay_enterprise_interest(world)?;
    let profit = 0.12 * sales;
    world.pay_corporate_tax(businesses, profit)?;
    distribute_surplus(world)?;
    invest_idle_money(world)
}

/// Months at the opening in which spending follows its trend. In the second half of them the sector's sales and
/// households' income are measured: from then on both are compared with what they were used to, so that the circle
/// opens in balance.
pub const SETTLING_MONTHS: u32 = 6;
/// Months of the measurement.
pub const MEASURED_MONTHS: u32 = 3;

/// Growth of nominal output over a step, as a factor.
fn trend_growth(world: &World<'_>) -> f64 {
    let yearly = math::ln(1.0 + world.parameters.government.nominal_growth);
    math::exp(world.clock.per_step(yearly / 12.0))
}

/// Sales of the enterprise sector a month: what others pay to its operating account.
fn measure_sales(world: &mut World<'_>) {
    let businesses = world.opening.roster.businesses;
    let received: f64 = [
        Flow::Consumption,
        Flow::GovernmentPurchases,
        Flow::Exports,
        Flow::OtherInvestment,
        Flow::BankruptcyCosts,
    ]
    .into_iter()
    .map(|flow| world.flow_usd(flow, businesses).max(0.0))
    .sum::<f64>()
        + bought_by_others(world);
    let (step, clock) = (world.step, world.clock);
    let growth = trend_growth(world);
    let g = &mut world.governments;
    if step < SETTLING_MONTHS {
        if step >= SETTLING_MONTHS - MEASURED_MONTHS {
            g.measured_sales += clock.per_step(received / f64::from(MEASURED_MONTHS));
        }
        if step + 1 == SETTLING_MONTHS && clock.ends_month() {
            let (wages, imports) = (g.wage_share * g.trend_sales, g.import_share * g.trend_sales);
            g.sales = g.measured_sales;
            g.trend_sales = g.measured_sales;
            g.wage_share = wages / g.sales;
            g.import_share = imports / g.sales;
        } else {
            g.sales *= growth;
        }
    } else {
        // Sales reach payrolls and plans over half a year.
        g.sales = g.sales * growth + clock.closed(received - g.sales, 6.0);
    }
    g.enterprise_wages = g.sales * g.wage_share;
    world.enterprises.activity_before = world.enterprises.activity;
    world.enterprises.activity = (g.sales / g.trend_sales).clamp(0.2, 2.0);
}

/// Intermediate goods bought by others from the enterprise sector.
fn bought_by_others(world: &World<'_>) -> f64 {
    let roster = &world.opening.roster;
    let enterprises = world.ledger.registry().agent_of(roster.enterprises);
    // The operating account also feeds the firms' AI budgets, under the same name and with the other sign.
    let net = world.flow_usd(Flow::IntermediateGoods, roster.businesses);
    net + world.flow_usd(Flow::IntermediateGoods, enterprises)
}

/// Utilities and builders spend what they receive: three quarters on goods, a quarter on wages.
fn pass_on(world: &mut World<'_>) -> Done {
    let roster = &world.opening.roster;
    for (agent, flow) in [(roster.power, Flow::Power), (roster.builders, Flow::DataCentreBuilding)] {
        let received = world.flow_usd(flow, agent).max(0.0);
        world.settle_payroll(agent, 0.25 * received)?;
        world.settle(Flow::IntermediateGoods, agent, roster.businesses, 0.75 * received)?;
    }
    Ok(())
}

fn pay_enterprise_interest(world: &mut World<'_>) -> Done {
    let roster = &world.opening.roster;
    let enterprises = world.ledger.registry().agent_of(roster.enterprises);
    let rate = (world.finance.policy_rate + world.parameters.finance.spread_investment_grade) / 12.0;
    for (instrument, holder) in
        [(Instrument::TermLoans, roster.banks), (Instrument::Bonds, roster.institutions)]
    {
        let owed = world.ledger.position(instrument, holder, enterprises).usd();
        world.settle(Flow::Interest, roster.businesses, holder, owed * rate)?;
    }
    Ok(())
}

/// Owners receive what the operating account holds above its target; a bank profit goes the same way.
fn distribute_surplus(world: &mut World<'_>) -> Done {
    let roster = &world.opening.roster;
    let businesses = roster.businesses;
    let drawn = world.ledger.position(Instrument::RevolvingLoans, roster.banks, businesses);
    let repaid = drawn.min(world.ledger.deposits(businesses));
    world.ledger.redeem(Instrument::RevolvingLoans, businesses, roster.banks, repaid)?;
    let surplus = world.ledger.deposits(businesses).usd() - world.governments.money_target;
    if surplus > 0.0 {
        world.pay_savers(businesses, 0.5 * surplus)?;
        world.pay_what_one_can(Flow::Dividends, businesses, roster.institutions, 0.5 * surplus)?;
    }
    let profit = world.flow_usd(Flow::Interest, roster.banks);
    if profit > 0.0 {
        world.settle_payroll(roster.banks, 0.5 * profit)?;
        let dividend = world.clock.per_step(0.4 * profit);
        world.pay_what_one_can(Flow::Dividends, roster.banks, roster.institutions, dividend)?;
    }
    Ok(())
}

/// Money above what institutions and the rest of the world keep goes into Treasury securities that banks hold.
fn invest_idle_money(world: &mut World<'_>) -> Done {
    let roster = &world.opening.roster;
    let treasury = roster.us_government;
    for (agent, target) in [
        (roster.institutions, world.governments.institutions_money_target),
        (roster.abroad, world.governments.abroad_money_target),
    ] {
        let surplus = world.ledger.deposits(agent).usd() - target;
        let available = world.ledger.position(Instrument::GovernmentSecurities, roster.banks, treasury);
        let bought = Money::from_usd(surplus.max(0.0)).min(available);
        if !bought.is_zero() {
            world.ledger.trade(Instrument::GovernmentSecurities, treasury, roster.banks, agent, bought)?;
        }
    }
    // Loans that the rest of the world took are paid back out of what is still left.
    let owed = world.ledger.position(Instrument::TermLoans, roster.banks, roster.abroad);
    let left = world.ledger.deposits(roster.abroad).usd() - world.governments.abroad_money_target;
    let repaid = owed.min(Money::from_usd(left.max(0.0)));
    world.ledger.redeem(Instrument::TermLoans, roster.abroad, roster.banks, repaid)?;
    Ok(())
}

impl World<'_> {
    /// Interest on the deposits of households, by their part in wealth.
    ///
    /// # Errors
    /// If the ledger refuses a posting.
    pub fn pay_savers_interest(&mut self, payer: jevons_ledger::AgentId, usd: f64) -> Done {
        let due = Money::from_usd(usd.max(0.0));
        let mut parts = [0_i64; HOUSEHOLD_GROUPS];
        jevons_ledger::apportion(due.cents(), &self.households.wealth_share, &mut parts);
        self.ledger.bulk_receive(Flow::Interest, payer, self.opening.roster.households, &parts)?;
        Ok(())
    }
}
