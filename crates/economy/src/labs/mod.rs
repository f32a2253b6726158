//! Labs: revenue by product, prices, compute, staff, training and fund-raising (M16, M18, M22, M49).

pub mod accounts;
pub mod funding;
pub mod growth;
pub mod plans;
pub mod pricing;
mod settlement;
pub mod waterfall;

use jevons_parameters::parameters;

use jevons_numerics::math;

use crate::clock::StepLength;
use crate::enterprises::PROVIDERS;
use crate::mechanism::Mechanism;
use crate::roster::lab;
use crate::world::World;
pub use pricing::{Regime, reprice};
pub use settlement::{plan_compute, settle};

/// Mechanisms of this layer.
pub const MECHANISMS: &[&Mechanism] =
    &[&pricing::M18, &plans::M19, &funding::M22, &waterfall::M23, &accounts::M49];

parameters! {
    /// Labs.
    pub struct LabParameters {
        /// Share of API revenue in a lab's revenue where no fact says it.
        api_share_default: "labs.api_share_of_revenue_default" for ["M49"],
        /// Share of API revenue in OpenAI's revenue where no fact says it.
        openai_api_share: "labs.openai.api_share_of_revenue_default" for ["M49"],
        /// Share of seats for organisations in a lab's revenue.
        seat_share: "labs.seat_share_of_revenue" for ["M28", "M49"],
        /// Inference cost as a share of revenue where no fact says it.
        inference_share_default: "labs.inference_share_of_revenue_default" for ["M49"],
        /// Yearly cash cost of one member of staff, in USD.
        staff_cost_usd_per_year: "labs.staff_cost_usd_per_year" for ["M49"],
        /// Sales, data and other cost as a share of revenue.
        other_cost_share: "labs.other_cost_share_of_revenue" for ["M49"],
        /// Months in which half of a lab's own growth trend fades into that of the market.
        momentum_half_life_months: "labs.growth_momentum_half_life_months" for ["M21"],
        /// Standard deviation of surprises in a provider's growth of use, log a year.
        growth_surprise: "labs.growth_surprise_per_year" for ["M21", "M30"],
        /// Months in which half of such a surprise fades.
        growth_surprise_half_life_months: "labs.growth_surprise_half_life_months" for ["M21", "M30"],
        /// Largest share of a parent's operating cash flow that its division may burn before it must save.
        division_burden_max: "labs.division_burden_max_share" for ["M12", "M49"],
        /// Share of revenue owed by OpenAI to its strategic partner.
        revenue_share: "labs.openai.revenue_share" for ["M23"],
        /// Runway that a lab plans for, in months.
        planned_runway_months: "labs.funding.planned_runway_months" for ["M22"],
        /// Runway below which a lab opens a round, in months.
        runway_trigger_months: "labs.funding.runway_trigger_months" for ["M22"],
        /// Months of spending that a round is to pay for.
        round_months: "labs.funding.round_months" for ["M22"],
        /// Fastest monthly growth of training spend (log).
        training_growth_max: "labs.training.growth_max_per_month" for ["M16", "M22"],
        /// Valuation as a multiple of annualised revenue in the long run.
        multiple_long_run: "labs.funding.revenue_multiple_long_run" for ["M22", "M40"],
        /// Speed at which multiples move to the long run, per year.
        multiple_speed_per_year: "labs.funding.multiple_speed_per_year" for ["M22", "M40"],
        /// Share of the asked amount below which a round fails.
        round_fill_minimum: "labs.funding.round_fill_minimum" for ["M22"],
        /// Share of a strategic investor's money that comes as cloud credits.
        strategic_credit_share: "labs.funding.strategic_credit_share" for ["M04", "M09"],
        /// Share of independent labs' training commitments that can be cut within a quarter.
        training_flexibility: "labs.training.flexibility_per_month" for ["M16"],
        /// Monthly change of the log of training budgets for a log point of belief in scaling.
        belief_effect: "labs.training.belief_effect_per_month" for ["M16"],
        /// Probability that a strategic owner pays for a lab that has run out of money.
        rescue_probability: "labs.rescue_probability" for ["M45", "M46"],
    }
}

/// State of the labs.
#[derive(Debug, Clone)]
pub struct Labs {
    /// Whether the lab is in business.
    pub alive: [bool; lab::COUNT],
    /// API list price relative to the opening.
    pub price: [f64; lab::COUNT],
    /// The same as the lab would have it without the lever on list prices.
    pub own_price: [f64; lab::COUNT],
    /// How each lab prices at present.
    pub regime: [Regime; lab::COUNT],
    /// Claims on OpenAI's profit.
    pub units: waterfall::Units,
    /// Flat-rate plans.
    pub plans: plans::Plans,
    /// List price of the flagship model at the opening, in USD per million tokens, three parts input to one output.
    pub list_price_usd_per_mtok: [f64; lab::COUNT],
    /// Effective price at the opening: list price after caching, batches and smaller models.
    pub effective_price_usd_per_mtok: [f64; lab::COUNT],
    /// Inference cost as a share of revenue at the opening.
    pub inference_share: [f64; lab::COUNT],
    /// Gross margin that the lab steers to now.
    pub margin_target: [f64; lab::COUNT],
    /// Cost of a task at the last change of the list price, relative to the opening.
    pub priced_cost: [f64; lab::COUNT],
    /// Own growth trend, log a year, that fades into the market's.
    pub momentum: [f64; lab::COUNT],
    /// Surprise in the growth of use of each provider, log a year.
    pub surprise: [f64; PROVIDERS],
    /// API revenue, in USD a month.
    pub api_revenue: [f64; lab::COUNT],
    /// Subscription revenue, in USD a month.
    pub subscription_revenue: [f64; lab::COUNT],
    /// Seat revenue, in USD a month.
    pub seat_revenue: [f64; lab::COUNT],
    /// Revenue at opening prices: tasks done for customers, in USD a month.
    pub volume: [f64; lab::COUNT],
    /// Volume of the first month.
    pub opening_volume: [f64; lab::COUNT],
    /// Inference hours of the first month.
    pub opening_inference_hours: [f64; lab::COUNT],
    /// Inference hours asked for, a month.
    pub inference_hours: [f64; lab::COUNT],
    /// Training and research hours asked for, a month.
    pub training_hours: [f64; lab::COUNT],
    /// Share of the hours asked for that were served.
    pub served_share: [f64; lab::COUNT],
    /// Training and research compute, in USD a month.
    pub training_spend: [f64; lab::COUNT],
    /// Training spend at the opening.
    pub opening_training_spend: [f64; lab::COUNT],
    /// Staff cost, in USD a month.
    pub staff_cost: [f64; lab::COUNT],
    /// Costs, in USD a month.
    pub costs: [f64; lab::COUNT],
    /// Revenue less costs, smoothed, in USD a month; negative is burn.
    pub cash_flow: [f64; lab::COUNT],
    /// Revenue, smoothed, in USD a month.
    pub revenue: [f64; lab::COUNT],
    /// Smoothed revenue of the last thirteen months step by step, ring buffer: see [`World::revenue_ago`].
    pub history: [[f64; HISTORY]; lab::COUNT],
    /// Valuation of the last round, in USD.
    pub valuation: [f64; lab::COUNT],
    /// Valuation multiple of annualised revenue now.
    pub multiple: [f64; lab::COUNT],
    /// Months since the last round.
    pub months_since_round: [f64; lab::COUNT],
    /// Lever on the list price in the step before.
    pub list_price_lever: [f64; lab::COUNT],
    /// Months waited for profit since the opening, less where revenue grew.
    pub months_waited: [f64; lab::COUNT],
    /// Whether the lab has gone public.
    pub public: [bool; lab::COUNT],
    /// Amount that the open round still seeks, in USD.
    pub funding_gap: [f64; lab::COUNT],
}

impl Labs {
    /// Training spend relative to the opening.
    #[must_use]
    pub fn training_index(&self, lab: usize) -> f64 {
        if self.opening_training_spend[lab] > 0.0 {
            self.training_spend[lab] / self.opening_training_spend[lab]
        } else {
            1.0
        }
    }

    /// Annualised revenue, in USD.
    #[must_use]
    pub fn annualised_revenue(&self, lab: usize) -> f64 {
        12.0 * (self.api_revenue[lab] + self.subscription_revenue[lab] + self.seat_revenue[lab])
    }
}

/// Months of revenue that are remembered: a year back from now takes thirteen ends of months.
pub const HISTORY_MONTHS: u32 = 13;
/// Steps of revenue that are remembered at most.
pub const HISTORY: usize = HISTORY_MONTHS as usize * StepLength::MOST_STEPS;

impl World<'_> {
    /// Place in the history of revenue that is written in this step: with what stood at the end of the last one.
    #[must_use]
    pub fn history_slot(&self) -> usize {
        (self.clock.steps_elapsed(self.step) % self.clock.steps(HISTORY_MONTHS)) as usize
    }

    /// Smoothed revenue of a lab `months` months ago, from 1 to 12, as seen once this step's is known, in USD a month.
    #[must_use]
    pub fn revenue_ago(&self, lab: usize, months: u32) -> f64 {
        // What stood at the end of a step is written in the step after it.
        let length = self.clock.steps(HISTORY_MONTHS);
        let slot = self.clock.steps_elapsed(self.step) + length + 1 - self.clock.steps(months);
        self.labs.history[lab][(slot % length) as usize]
    }

    /// Growth of revenue over the last year (log).
    #[must_use]
    pub fn yearly_growth(&self, lab: usize) -> f64 {
        let (before, now) = (self.revenue_ago(lab, 12), self.labs.revenue[lab]);
        if before > 0.0 && now > 0.0 { math::ln(now / before) } else { 0.0 }
    }
}
