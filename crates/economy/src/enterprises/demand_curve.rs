//! Demand curve: how volume responds to price, with a kink at today's price (M30).

use jevons_numerics::math;

use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::world::World;

/// M30: demand responds to price, differently above and below today's.
pub const M30: Mechanism = Mechanism {
    id: Id::M30,
    name: "Demand curve: Jevons or satiation",
    file: "enterprises/demand_curve.rs",
    what: "Volume responds to price with one elasticity above today's price and another below it, so that demand may be \
           satiated below and collapse above, or grow so fast that cheaper tokens cost more in all. Budgets bound it.",
    equations: "V(P) = P^eps, eps = demand.elasticity_above_todays_price if P > 1, else demand.elasticity_below_todays_price\n\
                spending = min(P V(P), enterprises.budget_stretch_max)",
    symbols: &[
        ("P", "price relative to the opening"),
        ("V", "volume relative to that at the price of the opening"),
    ],
    off: "Volume does not respond to price: what is bought is what was bought at the price of the opening.",
    sources: &["Jevons (1865), The Coal Question, ch. VII", "judgement"],
    claims: &["H-019", "H-035", "D-060", "D-076", "D-089", "D-107", "D-108", "D-111", "D-112"],
    probe: Probe {
        outcome: "market.tokens",
        agent: "",
        effect: Effect::Lowers,
        months: 12,
        at_least: 0.05,
        given: &[("levers.list_price", 10.0)],
    },
};

/// Volume at a price relative to the opening, with a kink at 1.
#[must_use]
pub fn volume_at(price: f64, elasticity_up: f64, elasticity_down: f64) -> f64 {
    let elasticity = if price > 1.0 { elasticity_up } else { elasticity_down };
    math::exp(elasticity * math::ln(price.max(1e-6)))
}

impl World<'_> {
    /// Volume of tokens bought at `price` relative to that at the price of the opening.
    #[must_use]
    pub fn volume_at_price(&self, price: f64) -> f64 {
        let p = &self.parameters.enterprises;
        if self.on(Id::M30) { volume_at(price, p.elasticity_up, p.elasticity_down) } else { 1.0 }
    }
}
