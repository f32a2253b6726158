//! Training data: a finite stock, synthetic data of limited efficacy, and distillation from the leaders (M20).
//!
//! Symbols: o orders of magnitude of training compute beyond the opening, R room until human data is used up, s efficacy
//! of synthetic data, d share of a follower's catching up that is learnt from leaders' outputs, x how much can be learnt.
//!
//! - Data grows with the root of compute, so a tenfold stock of data is room for a hundredfold of compute.
//! - Beyond the room an order of compute brings only the share s of an order.
//! - Followers learn from what leaders' models say: the more is sold, the more can be learnt. Blocking it lengthens
//!   the lag of open weights and lets lagging labs fall further behind.

use jevons_numerics::math;
use jevons_parameters::parameters;

use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::roster::lab;
use crate::world::World;

/// M20: finite data, synthetic data, distillation.
pub const M20: Mechanism = Mechanism {
    id: Id::M20,
    name: "Data limit, synthetic data and distillation",
    file: "technology/data.rs",
    what: "Human text runs out some years from now; beyond that, compute brings only the part that synthetic data can \
           replace. Followers learn from leaders' outputs: what leaders sell shortens the lag behind them, and with it \
           the time for which a lead can be charged for.",
    equations: "R = 0.5 max(year of exhaustion - year of the opening, 0) + 2 log10(levers.data_supply)\n\
                usable orders = min(o, R) + s max(o - R, 0)\n\
                x = levers.distillation x clip(1 + y ln(leaders' tokens / tokens at the opening), 0, 1.5)\n\
                lag of open weights / (1 - d (1 - x))\n\
                quality of a lagging lab + d x max(distance to the frontier - distance at the opening, 0)",
    symbols: &[
        ("o", "orders of magnitude of finished training compute beyond the opening"),
        ("R", "orders of compute until human data is used up"),
        ("s", "technology.data.synthetic_efficacy"),
        ("d", "technology.data.distilled_share"),
        ("y", "technology.data.output_effect"),
    ],
    off: "Data never binds and the lag of open weights is the sampled one, whether leaders' outputs can be copied or not.",
    sources: &["Villalobos and others (2024), Will we run out of data?", "judgement"],
    claims: &["Z-043", "H-020", "D-003", "D-037", "D-075", "L-021", "L-022"],
    probe: Probe {
        outcome: "ow.quality_gap",
        agent: "",
        effect: Effect::Raises,
        months: 36,
        at_least: 0.1,
        given: &[("levers.distillation", 0.0)],
    },
};

parameters! {
    /// Training data.
    pub struct DataParameters {
        /// Calendar year in which training at the usual pace has used up human text.
        exhaustion_year: "technology.data.exhaustion_year" for ["M20"],
        /// Share of an order of compute that counts when only synthetic data is left.
        synthetic_efficacy: "technology.data.synthetic_efficacy" for ["M20"],
        /// Share of a follower's catching up that is learnt from leaders' outputs.
        distilled_share: "technology.data.distilled_share" for ["M20"],
        /// Rise of what can be learnt for a log point more of leaders' outputs.
        output_effect: "technology.data.output_effect" for ["M20"],
    }
}

/// Orders of magnitude by which training compute grows in a usual year.
const USUAL_ORDERS_PER_YEAR: f64 = 0.5;

/// Orders of compute that count when data lasts for `room` of them.
#[must_use]
pub fn usable_orders(orders: f64, room: f64, efficacy: f64) -> f64 {
    orders.min(room) + efficacy * (orders - room).max(0.0)
}

impl World<'_> {
    /// Orders of training compute beyond the opening until human data is used up.
    #[must_use]
    pub fn data_room(&self) -> f64 {
        let first = self.opening.first_month;
        let year = f64::from(first.year()) + f64::from(first.month() - 1) / 12.0;
        let years = (self.parameters.data.exhaustion_year - year).max(0.0);
        USUAL_ORDERS_PER_YEAR * years + 2.0 * math::log10(self.levers.data_supply[0].max(1e-6))
    }

    /// Orders of compute that count for the quality of a lab.
    #[must_use]
    pub fn orders_that_count(&self, orders: f64) -> f64 {
        if !self.on(Id::M20) {
            return orders;
        }
        usable_orders(orders, self.data_room(), self.parameters.data.synthetic_efficacy)
    }

    /// How much followers can learn from leaders' outputs, 1 at the opening.
    #[must_use]
    pub fn distillation(&self) -> f64 {
        let closed = || (0..lab::COUNT).filter(|l| !lab::OPEN_WEIGHTS.contains(l));
        let now: f64 = closed().map(|l| self.labs.volume[l]).sum::<f64>() * self.technology.tokens_per_task;
        let then: f64 = closed().map(|l| self.labs.opening_volume[l]).sum();
        let more = math::ln((now / then.max(1.0)).max(1e-3));
        self.levers.distillation[0] * (1.0 + self.parameters.data.output_effect * more).clamp(0.0, 1.5)
    }

    /// Factor on the lag of open weights that comes of what can be learnt from leaders.
    #[must_use]
    pub fn lag_by_distillation(&self) -> f64 {
        if !self.on(Id::M20) {
            return 1.0;
        }
        1.0 / (1.0 - self.parameters.data.distilled_share * (1.0 - self.distillation())).max(0.1)
    }

    /// Points that a lab which falls behind gains by learning from the leaders.
    #[must_use]
    pub fn learnt_from_leaders(&self, l: usize, reached: f64) -> f64 {
        if !self.on(Id::M20) {
            return 0.0;
        }
        let tech = &self.technology;
        let usual = tech.opening_frontier - tech.opening_quality[l];
        let further = (tech.frontier - reached - usual).max(0.0);
        (self.parameters.data.distilled_share * self.distillation()).min(0.9) * further
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compute_beyond_the_data_counts_in_part() {
        assert_eq!(usable_orders(0.8, 1.0, 0.3), 0.8);
        assert!((usable_orders(2.0, 1.0, 0.3) - 1.3).abs() < 1e-12);
        // Data taken away costs what was there: less counts than at the opening.
        assert!((usable_orders(0.0, -1.0, 0.3) + 0.7).abs() < 1e-12);
    }
}
