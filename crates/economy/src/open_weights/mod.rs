//! Hosts of open weights: they serve at marginal cost plus a thin margin (M24, M25).
//!
//! Their price follows the cost of a task; their customers are the enterprises and start-ups that chose open weights.

pub mod complement;
pub mod hosting;
pub mod sponsors;

use jevons_ledger::Flow;
use jevons_parameters::parameters;

use crate::enterprises::PROVIDERS;
use crate::mechanism::Mechanism;
use crate::roster::{cloud, lab};
use crate::world::{Done, World};

/// Mechanisms of this layer.
pub const MECHANISMS: &[&Mechanism] = &[&sponsors::M24, &hosting::M25, &complement::M26];

parameters! {
    /// Hosts of open weights.
    pub struct OpenWeightParameters {
        /// Gross margin of hosts.
        host_margin: "open_weights.host_gross_margin" for ["M25"],
        /// Share of enterprise token spending on open weights at the opening where no fact says it.
        share_default: "open_weights.share_of_spend_default" for ["M24", "M25"],
    }
}

/// State of open weights.
#[derive(Debug, Clone)]
pub struct OpenWeights {
    /// Which of [`lab::OPEN_WEIGHTS`] still sponsor them.
    pub sponsoring: [bool; lab::OPEN_WEIGHTS.len()],
    /// Lag behind the frontier at present, in months.
    pub lag_months: f64,
    /// Share of the distance to the frontier that an owner of applications gives away.
    pub given_away: f64,
    /// Share of tokens that customers of each provider serve themselves.
    pub self_hosted: [f64; PROVIDERS],
}

impl OpenWeights {
    /// All sponsors at work, and `self_hosted` of tokens served by their users.
    #[must_use]
    pub fn new(self_hosted: f64) -> Self {
        Self {
            sponsoring: [true; lab::OPEN_WEIGHTS.len()],
            lag_months: 0.0,
            given_away: 0.0,
            self_hosted: [self_hosted; PROVIDERS],
        }
    }
}

impl World<'_> {
    /// Accelerator-hours that hosts ask for this month.
    #[must_use]
    pub fn hosts_hours(&self) -> f64 {
        let spend = self.enterprises.host_revenue * (1.0 - self.parameters.open_weights.host_margin);
        spend / self.clouds.rent.max(0.01)
    }

    /// List price of a task on open weights relative to the opening.
    #[must_use]
    pub fn open_price(&self) -> f64 {
        self.open_work() * self.clouds.rent / self.clouds.opening_rent
    }
}

/// Phase 7: hosts pay for compute and staff.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn settle(world: &mut World<'_>) -> Done {
    let agent = world.opening.roster.hosts;
    let hours = world.hosts_hours();
    for c in 0..cloud::COUNT {
        let bill = hours * world.clouds.host_supplier_share[c] * world.clouds.fill[c] * world.clouds.rent;
        world.settle(Flow::Compute, agent, world.opening.roster.clouds[c], bill)?;
    }
    let margin = world.enterprises.host_revenue * world.parameters.open_weights.host_margin;
    world.settle_payroll(agent, 0.9 * margin)?;
    sponsors::pay_licences(world)
}
