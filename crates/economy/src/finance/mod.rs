//! Finance: confidence, listed equity, investors, credit, liquidity and distress.

pub mod bearers;
pub mod clearing;
pub mod confidence;
pub mod credit;
pub mod distress;
pub mod equity;
pub mod exits;
mod fire_sale;
pub mod forced_sales;
pub mod investors;
mod liquidity;
pub mod network;
mod resolution;

use jevons_parameters::parameters;

use crate::labs::funding::INVESTORS;
use crate::mechanism::Mechanism;
use crate::roster::{chip, cloud};
use bearers::Bearers;
use clearing::ClearingHouse;
use confidence::Confidence;
use network::Network;

/// Mechanisms of this layer.
pub const MECHANISMS: &[&Mechanism] =
    &[&confidence::M39, &equity::M40, &investors::M41, &credit::M42, &exits::M43, &network::M51];

parameters! {
    /// Finance.
    pub struct FinanceParameters {
        /// Monthly persistence of confidence.
        confidence_persistence: "finance.confidence.persistence_per_month" for ["M39"],
        /// Monthly standard deviation of the log of confidence.
        confidence_volatility: "finance.confidence.volatility_per_month" for ["M39"],
        /// Effect of a growth surprise of one log point a year on the log of confidence.
        confidence_growth_effect: "finance.confidence.growth_effect" for ["M39"],
        /// Effect of one capability point beyond the usual advance of the frontier on the log of confidence.
        confidence_launch_effect: "finance.confidence.launch_effect_per_point" for ["M39"],
        /// Fall of the log of confidence when a round of the only lab fails.
        confidence_round_effect: "finance.confidence.failed_round_effect" for ["M22", "M39"],
        /// Fall of the log of confidence when the only lab defaults.
        confidence_default_effect: "finance.confidence.default_effect" for ["M39", "M51"],
        /// Effect of confidence on market values (elasticity).
        equity_confidence_elasticity: "finance.equity.confidence_elasticity" for ["M40"],
        /// Reaction of market value to growth of a company's capital expenditure; its sign is a regime.
        equity_capex_reaction: "finance.equity.capex_reaction" for ["M40"],
        /// Multiple of after-tax cash profit that listed companies return to.
        equity_multiple_long_run: "finance.equity.multiple_long_run" for ["M40"],
        /// Speed of that return, per year.
        equity_reversion_per_year: "finance.equity.reversion_per_year" for ["M40"],
        /// Monthly standard deviation of the market's log value.
        equity_market_volatility: "finance.equity.market_volatility_per_month" for ["M40"],
        /// Monthly standard deviation of one company's log value beyond the market.
        equity_own_volatility: "finance.equity.own_volatility_per_month" for ["M40"],
        /// Elasticity of money set aside to what an investor's holdings are worth.
        wealth_elasticity: "finance.network.wealth_elasticity" for ["M51"],
        /// Share of new AI venture money that is for labs rather than start-ups.
        venture_lab_share: "finance.venture.lab_share" for ["M41"],
        /// Venture funds' own share of all AI venture funding (the rest is strategic, sovereign and crossover money).
        venture_own_share: "finance.venture.own_share" for ["M41"],
        /// Share of AI venture funding by others than venture funds that crossover investors put into labs.
        crossover_share: "finance.venture.crossover_share" for ["M41"],
        /// Fall of the log of money set aside when the policy rate is one point (1.0 = 100 %) above that of the opening.
        funding_rate_sensitivity: "finance.venture.rate_sensitivity" for ["M41"],
        /// Yearly growth of money set aside for AI by private investors.
        funding_growth_per_year: "finance.venture.funding_growth_per_year" for ["M41"],
        /// Sovereign funds' yearly money for labs, in USD.
        sovereign_usd_per_year: "finance.sovereign.lab_money_usd_per_year" for ["M41"],
        /// SoftBank's yearly money for labs, in USD.
        softbank_usd_per_year: "finance.softbank.lab_money_usd_per_year" for ["M41"],
        /// Share of a strategic investor's operating cash flow that it may put into labs.
        strategic_share_of_cash_flow: "finance.strategic.share_of_cash_flow" for ["M04", "M11"],
        /// Months without profit or growth for which investors go on offering in full.
        patience_months: "finance.exits.patience_months" for ["M43"],
        /// Share of their shares that founders and staff sell a year in tenders.
        tender_share_per_year: "finance.exits.tender_share_per_year" for ["M43"],
        /// Revenue from which a lab may go public, in USD a year.
        offering_revenue_usd_per_year: "finance.exits.offering_revenue_usd_per_year" for ["M43"],
        /// Hazard of an offering a year while the window is open.
        offering_hazard_per_year: "finance.exits.offering_hazard_per_year" for ["M43"],
        /// Spread of investment-grade borrowers above government securities.
        spread_investment_grade: "finance.credit.spread_investment_grade" for ["M42"],
        /// Spread of neoclouds and other high-yield borrowers.
        spread_high_yield: "finance.credit.spread_high_yield" for ["M42"],
        /// Elasticity of supply of credit to confidence.
        credit_confidence_elasticity: "finance.credit.confidence_elasticity" for ["M42"],
        /// Elasticity of spreads to lenders' loss of confidence.
        spread_fear_elasticity: "finance.credit.spread_fear_elasticity" for ["M42"],
        /// Recovery of lenders when an AI company defaults.
        recovery_share: "finance.credit.recovery_share" for ["M02", "M42"],
        /// Fall of the price of accelerators when a twentieth of all is sold in haste.
        fire_sale_impact: "finance.credit.fire_sale_impact" for ["M02", "M42"],
        /// Share of assets lost to the costs of bankruptcy.
        bankruptcy_cost_share: "finance.credit.bankruptcy_cost_share" for ["M42"],
        /// Policy interest rate to which rates return, per year.
        policy_rate_long_run: "finance.rates.policy_long_run" for ["M41"],
    }
}

/// State of the financial system.
#[derive(Debug, Clone)]
pub struct Finance {
    /// Confidence of three classes of investor, 1 at rest.
    pub confidence: Confidence,
    /// Good or bad news of the step, in log points of confidence.
    pub news: f64,
    /// Policy interest rate per year without the lever.
    pub policy_rate_rest: f64,
    /// Policy interest rate per year.
    pub policy_rate: f64,
    /// Money set aside for labs by each investor, in USD.
    pub dry_powder: [f64; INVESTORS],
    /// Money that venture funds can still call from their investors for start-ups, in USD.
    pub startup_powder: f64,
    /// Money set aside for other AI companies by investors other than venture funds, in USD.
    pub other_ai_powder: [f64; INVESTORS],
    /// What companies, and all others but venture funds, set aside for other AI companies for each dollar that they set aside
    /// for labs.
    pub other_ai_per_lab_dollar: [f64; 2],
    /// Money set aside for start-ups and other AI companies by all, in USD a month.
    pub set_aside_beyond_labs: f64,
    /// AI venture funding a year at the opening, in USD.
    pub ai_funding_usd_per_year: f64,
    /// Put into labs so far this month, in USD.
    pub invested_in_labs: f64,
    /// Put into start-ups so far this month, in USD.
    pub invested_in_startups: f64,
    /// Put into other AI companies so far this month, in USD.
    pub invested_in_other_ai: f64,
    /// Bills missed in this step, by agent, in USD.
    pub missed: Vec<f64>,
    /// Months in a row with missed bills, by agent.
    pub missed_months: Vec<f64>,
    /// Market value of each chip maker at the end of the last step, in USD.
    pub chip_value: [f64; chip::COUNT],
    /// Market value of each cloud, in USD.
    pub cloud_value: [f64; cloud::COUNT],
    /// After-tax cash profit a year at the last valuation, chip makers.
    pub chip_profit: [f64; chip::COUNT],
    /// After-tax cash profit a year at the last valuation, clouds.
    pub cloud_profit: [f64; cloud::COUNT],
    /// Losses written off by lenders and investors so far, by sector of the loser, in USD.
    pub losses: Vec<f64>,
    /// Exposures and importance.
    pub network: Network,
    /// With whom they end.
    pub bearers: Bearers,
    /// Clearing of overdue bills and estates.
    pub clearing: ClearingHouse,
    /// Month in which each cloud was last restructured.
    pub restructured: [Option<u32>; cloud::COUNT],
    /// Defaults of named agents so far.
    pub defaults: u32,
    /// Market value of all modelled listed companies at the opening, in USD.
    pub opening_value: f64,
    /// Highest market value so far, in USD.
    pub peak_value: f64,
    /// What forced sales have taken off the log of all share prices and has not come back.
    pub sale_pressure: f64,
    /// Market value of all listed companies when the month began, in USD.
    pub value_at_start_of_month: f64,
    /// Its fall since then up to the last valuation, as a share; negative is a rise.
    pub month_fall: f64,
}

impl Finance {
    /// Market value of all modelled listed companies, in USD.
    #[must_use]
    pub fn listed_value(&self) -> f64 {
        self.chip_value.iter().sum::<f64>() + self.cloud_value.iter().sum::<f64>()
    }
}
