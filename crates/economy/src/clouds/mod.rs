//! Clouds: fleets, the market for accelerator-hours, capital expenditure and the clouds' accounts.

pub mod bargaining;
pub mod capex;
pub mod commitments;
pub mod cross_subsidy;
pub mod fleet;
pub mod layoffs;
pub mod market;
pub mod neoclouds;
pub mod patience;
pub mod planning;
pub mod power;
mod settlement;
pub mod subsidy;
pub mod vintages;

use jevons_ledger::RealAsset;
use jevons_parameters::parameters;

use crate::mechanism::Mechanism;
use crate::roster::{cloud, lab};
use crate::world::World;
pub use fleet::Fleet;
use power::Power;
pub use settlement::{depreciate, settle};
use vintages::Vintages;

/// Mechanisms of this layer.
pub const MECHANISMS: &[&Mechanism] = &[
    &vintages::M02,
    &power::M03,
    &capex::M08,
    &subsidy::M09,
    &neoclouds::M10,
    &bargaining::M11,
    &cross_subsidy::M12,
    &planning::M15,
    &layoffs::M38,
];

parameters! {
    /// Clouds.
    pub struct CloudParameters {
        /// Share of hours that the fleet can deliver.
        availability: "clouds.availability" for ["M15"],
        /// Share of deliverable hours in use at the opening.
        opening_utilisation: "clouds.opening_utilisation" for ["M15"],
        /// Yearly growth of internal workloads (ranking, search, own products) in accelerator-hours.
        internal_growth_per_year: "clouds.internal_growth_per_year" for ["M08", "M12"],
        /// Months in which half of the growth of internal workloads before the opening fades into its long-run rate.
        internal_half_life_months: "clouds.internal_growth_half_life_months" for ["M08"],
        /// Yearly growth of hours rented directly by enterprises and start-ups.
        direct_growth_per_year: "clouds.direct_growth_per_year" for ["M10"],
        /// Months that expectations of growth remember.
        expectation_memory_months: "clouds.expectation_memory_months" for ["M08"],
        /// Months between ordering and using capacity.
        lead_time_months: "clouds.lead_time_months" for ["M08", "M15"],
        /// Capacity planned above expected use, as a share.
        buffer_share: "clouds.buffer_share" for ["M15"],
        /// Speed at which capital expenditure moves to its target, per month.
        capex_adjustment_per_month: "clouds.capex_adjustment_per_month" for ["M08"],
        /// Share of last month's growth of capital expenditure that goes on: plans are announced a year ahead.
        capex_persistence: "clouds.capex_persistence_per_month" for ["M08"],
        /// Weight of rivals' capital expenditure in one's own.
        rivalry_weight: "clouds.rivalry_weight" for ["M08"],
        /// Monthly standard deviation of surprises in a plan of capital expenditure (log).
        capex_surprise: "clouds.capex_surprise_per_month" for ["M08"],
        /// Largest share of operating cash flow spent on capital expenditure before debt is needed.
        cash_flow_share_max: "clouds.cash_flow_share_max" for ["M08", "M42"],
        /// Largest net debt as a multiple of operating cash flow.
        leverage_max: "clouds.leverage_max" for ["M42"],
        /// Largest debt of a neocloud as a multiple of operating cash flow: contracts with customers stand behind it.
        neocloud_leverage_max: "clouds.neocloud_leverage_max" for ["M42"],
        /// Share of AI capital expenditure that is accelerators and networking.
        accelerator_share_of_capex: "clouds.accelerator_share_of_capex" for ["M08"],
        /// Share of the hyperscalers' capital expenditure at the opening that is for AI.
        ai_share_of_capex: "clouds.ai_share_of_capex" for ["M08"],
        /// Yearly growth of the large companies' other business.
        ordinary_growth_per_year: "clouds.ordinary_growth_per_year" for ["M12"],
        /// Share of ordinary revenue earned abroad.
        foreign_share: "clouds.foreign_share",
        /// Economic life of accelerators, in years.
        economic_life_years: "clouds.accelerators.economic_life_years" for ["M02"],
        /// Share of accelerators that fail for good each year.
        failures_per_year: "clouds.accelerators.failures_per_year" for ["M02"],
        /// Failures at 85 over those at 65 degrees.
        heat_failure_ratio: "clouds.accelerators.failure_ratio_85_to_65_degrees" for ["M02"],
        /// Degrees by which accelerators run hotter at full load than those whose failures are known.
        degrees_above_usual: "clouds.accelerators.degrees_above_usual" for ["M02"],
        /// Part of a gain in efficiency beyond the usual that makes old accelerators useful again (log).
        software_revival: "clouds.accelerators.software_revival" for ["M02"],
        /// Rise of book value over value in use, since the opening, beyond which a fleet is written down.
        write_down_tolerance: "clouds.accelerators.write_down_tolerance" for ["M02"],
        /// Share of planned use below which capacity counts as stranded.
        stranded_below_share: "clouds.stranding.below_share_of_planned_use" for ["M15"],
        /// Months of such use after which the idle part is written down.
        stranded_months: "clouds.stranding.months" for ["M15"],
        /// Response of the price of an accelerator-hour to utilisation, per month.
        rent_response: "clouds.rents.response_to_utilisation" for ["M10", "M15"],
        /// Monthly standard deviation of the log price of an accelerator-hour.
        rent_volatility: "clouds.rents.volatility_per_month" for ["M10"],
        /// Months over which contract prices follow the market.
        contract_months: "clouds.rents.contract_months" for ["M09"],
        /// Facility power per H100 equivalent at the opening, in kW.
        power_kw_per_h100e: "clouds.power.kw_per_h100e" for ["M03"],
        /// Price of electricity, in USD per MWh.
        power_usd_per_mwh: "clouds.power.usd_per_mwh" for ["M03"],
        /// Cost of a site with its power and cooling equipment, in USD per kW and month.
        site_usd_per_kw_month: "clouds.power.site_usd_per_kw_month" for ["M02", "M03"],
        /// Power connected at the opening above what the fleet needs, as a share of it.
        power_headroom_share: "clouds.power.headroom_share" for ["M03"],
        /// Largest growth of the power connected for AI in a year.
        power_growth_per_year: "clouds.power.growth_max_per_year" for ["M03"],
        /// Mean wait for a connection, in months.
        power_wait_months: "clouds.power.connection_wait_months" for ["M03"],
        /// Share of its power for AI that a large cloud can take from its other services.
        power_displaced_share: "clouds.power.displaced_share_max" for ["M03"],
        /// Water evaporated on site for each MWh, in cubic metres.
        water_m3_per_mwh: "clouds.power.water_m3_per_mwh" for ["M03"],
        /// Other running cost of AI capacity as a share of its revenue.
        running_cost_share: "clouds.running_cost_share" for ["M15"],
        /// Discount of the strategic cloud's price to its lab against the market.
        lab_discount_share: "clouds.lab_discount_share" for ["M09"],
    }
}

/// Phase 8: staff and pay, labs and suppliers, other clouds.
pub fn reconsider(world: &mut World<'_>) {
    cross_subsidy::squeeze_pay(world);
    layoffs::adjust_staff(world);
    bargaining::bargain(world);
    neoclouds::rearrange(world);
}

/// Who buys accelerator-hours from a cloud, apart from the labs.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Hours {
    /// Internal workloads.
    pub internal: f64,
    /// Labs.
    pub labs: f64,
    /// Inference providers.
    pub hosts: f64,
    /// Enterprises and start-ups that rent directly.
    pub direct: f64,
    /// Other clouds that rent.
    pub clouds: f64,
}

impl Hours {
    /// All hours.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.internal + self.labs + self.hosts + self.direct + self.clouds
    }

    /// Hours sold to somebody else.
    #[must_use]
    pub fn external(&self) -> f64 {
        self.total() - self.internal
    }
}

/// State of the clouds.
#[derive(Debug, Clone)]
pub struct Clouds {
    /// Accelerators of each cloud.
    pub fleet: Vec<Fleet>,
    /// Hours asked for, a month.
    pub demand: [Hours; cloud::COUNT],
    /// Hours served, a month.
    pub served: [Hours; cloud::COUNT],
    /// Hours served over hours deliverable, when they were served.
    pub utilisation: [f64; cloud::COUNT],
    /// Share of external demand served.
    pub fill: [f64; cloud::COUNT],
    /// Internal hours wanted, at the opening relative to capacity and growing.
    pub internal_hours: [f64; cloud::COUNT],
    /// Growth of the fleet over the year before the opening (log).
    pub opening_growth: [f64; cloud::COUNT],
    /// Growth of what each cloud sold before the opening, log a year.
    pub opening_sales_growth: [f64; cloud::COUNT],
    /// Largest net debt that lenders allow each cloud, as a multiple of its yearly operating cash flow.
    pub leverage_max: [f64; cloud::COUNT],
    /// Hours on which enterprises serve open weights themselves, beyond those of the opening.
    pub self_hosted_hours: [f64; cloud::COUNT],
    /// Hours that enterprises and start-ups rent directly.
    pub direct_hours: [f64; cloud::COUNT],
    /// Hours that hyperscalers rent from neoclouds, by renter and owner.
    pub rented_hours: [[f64; cloud::COUNT]; cloud::COUNT],
    /// Share of each lab's compute bought from each cloud.
    pub supplier_share: [[f64; cloud::COUNT]; lab::COUNT],
    /// Share of the hosts' compute bought from each cloud.
    pub host_supplier_share: [f64; cloud::COUNT],
    /// Market price of one H100-hour, in USD.
    pub rent: f64,
    /// Market price of one H100-hour at the opening.
    pub opening_rent: f64,
    /// Contract price of one H100-hour for each lab, in USD.
    pub lab_price: [f64; lab::COUNT],
    /// Contract price of each lab at the opening.
    pub opening_lab_price: [f64; lab::COUNT],
    /// Expected yearly growth (log) of demand for hours.
    pub expected_growth: [f64; cloud::COUNT],
    /// Hours demanded, smoothed, to measure growth.
    pub smoothed_demand: [f64; cloud::COUNT],
    /// AI capital expenditure plan, in USD a month.
    pub ai_capex: [f64; cloud::COUNT],
    /// Other capital expenditure, in USD a month.
    pub other_capex: [f64; cloud::COUNT],
    /// The lever on capital expenditure of the month before.
    pub capex_lever: [f64; cloud::COUNT],
    /// Growth of the AI capital expenditure plan, smoothed over six months (log a month).
    pub capex_growth: [f64; cloud::COUNT],
    /// Spent on capital expenditure, in USD a month.
    pub capex_paid: [f64; cloud::COUNT],
    /// Spent on AI capital expenditure, in USD a month.
    pub ai_capex_paid: [f64; cloud::COUNT],
    /// Accelerators ordered, in USD a month.
    pub accelerator_orders: [f64; cloud::COUNT],
    /// Ordinary revenue, in USD a year.
    pub ordinary_revenue: [f64; cloud::COUNT],
    /// Cash cost of ordinary business as a share of its revenue.
    pub ordinary_cost_share: [f64; cloud::COUNT],
    /// Share of ordinary revenue paid by households.
    pub household_share: [f64; cloud::COUNT],
    /// Dividends as a share of operating cash flow.
    pub dividend_share: [f64; cloud::COUNT],
    /// Buy-backs as a share of operating cash flow.
    pub buyback_share: [f64; cloud::COUNT],
    /// Revenue from accelerator-hours and seats, in USD a month.
    pub ai_revenue: [f64; cloud::COUNT],
    /// Operating cash flow, smoothed, in USD a month.
    pub cash_flow: [f64; cloud::COUNT],
    /// Book life of accelerators, in months.
    pub book_life_months: [f64; cloud::COUNT],
    /// Power used now, in MW.
    pub power_mw: [f64; cloud::COUNT],
    /// Price of an H100 equivalent when the plan was made, to follow its fall in power.
    pub power_index: f64,
    /// Vintages: wear, obsolescence, write-downs.
    pub vintages: Vintages,
    /// Power connected, asked for and missing.
    pub power: Power,
    /// Months in a row in which capacity counted as stranded.
    pub idle_months: [f64; cloud::COUNT],
    /// Whether the cloud is in business.
    pub alive: [bool; cloud::COUNT],
    /// Boards and the market's patience with them.
    pub boards: patience::Boards,
    /// Staff and pay.
    pub workforce: cross_subsidy::Workforce,
    /// What clouds give to labs beyond the market.
    pub support: subsidy::Support,
    /// What labs committed to buy.
    pub commitments: commitments::Commitments,
    /// Which clouds have dropped which labs.
    pub dropped: [[bool; cloud::COUNT]; lab::COUNT],
    /// Hours between clouds beyond the contracts of the opening.
    pub overflow: neoclouds::Overflow,
}

/// Hours in a month.
pub const HOURS_PER_MONTH: f64 = 730.0;

impl Clouds {
    /// Hours a month of a cloud that its fleet could deliver with enough power.
    #[must_use]
    pub fn capacity_hours(&self, cloud: usize, availability: f64) -> f64 {
        self.fleet[cloud].units() * HOURS_PER_MONTH * availability
    }

    /// Hours of a cloud that can be delivered a month: what has power.
    #[must_use]
    pub fn deliverable_hours(&self, cloud: usize, availability: f64) -> f64 {
        self.capacity_hours(cloud, availability) * self.power.lit[cloud]
    }

    /// Share of deliverable hours in use, all clouds together.
    #[must_use]
    pub fn mean_utilisation(&self) -> f64 {
        let hours: f64 = self.served.iter().map(Hours::total).sum();
        let deliverable: f64 = self
            .served
            .iter()
            .zip(self.utilisation)
            .map(|(s, u)| if u > 0.0 { s.total() / u } else { 0.0 })
            .sum();
        if deliverable > 0.0 { hours / deliverable } else { 0.0 }
    }
}

/// Return that AI assets are to earn, a year.
const RETURN_WANTED: f64 = 0.1;

impl World<'_> {
    /// Revenue a year that would pay for a cloud's AI assets within their economic life and earn a return, in USD.
    #[must_use]
    pub fn required_ai_revenue(&self, c: usize) -> f64 {
        let agent = self.opening.roster.clouds[c];
        let machines = self.ledger.real(RealAsset::Accelerators, agent).usd();
        let shells = self.ledger.real(RealAsset::DataCentres, agent).usd();
        let life = self.parameters.clouds.economic_life_years;
        machines * (1.0 / life + RETURN_WANTED) + shells * (1.0 / 20.0 + RETURN_WANTED)
    }
}
