//! All parameters of the economy, each declared beside the mechanism that reads it.

use jevons_parameters::parameters;

use crate::apps::StartupParameters;
use crate::chips::ChipParameters;
use crate::clouds::CloudParameters;
use crate::consumers::ConsumerParameters;
use crate::enterprises::EnterpriseParameters;
use crate::finance::FinanceParameters;
use crate::government::GovernmentParameters;
use crate::households::HouseholdParameters;
use crate::labs::LabParameters;
use crate::open_weights::OpenWeightParameters;
use crate::technology::TechnologyParameters;

parameters! {
    /// Every parameter of the economy.
    pub struct Parameters {
        /// Technology.
        technology: TechnologyParameters,
        /// Chips.
        chips: ChipParameters,
        /// Clouds.
        clouds: CloudParameters,
        /// Labs.
        labs: LabParameters,
        /// Hosts of open weights.
        open_weights: OpenWeightParameters,
        /// App start-ups.
        apps: StartupParameters,
        /// Enterprises.
        enterprises: EnterpriseParameters,
        /// Consumers.
        consumers: ConsumerParameters,
        /// Households.
        households: HouseholdParameters,
        /// Finance.
        finance: FinanceParameters,
        /// Governments.
        government: GovernmentParameters,
    }
}
