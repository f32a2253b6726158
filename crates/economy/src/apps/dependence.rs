//! Dependence of app start-ups on their provider: token bills, what is passed on, and exit without money (M27).

use jevons_numerics::math;

use crate::enterprises::{HOSTS, PROVIDERS};
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::world::World;

/// M27: dependence and exit of app start-ups.
pub const M27: Mechanism = Mechanism {
    id: Id::M27,
    name: "Dependence and exit of app start-ups",
    file: "apps/dependence.rs",
    what: "A start-up lives on the model of one provider. What it cannot pass on of a price rise it pays itself, its customers' \
           use falls with what is passed on, and when its money is gone it closes. While venture money is plentiful it pays \
           the difference and few close: the effect is that of a large rise met by empty funds.",
    equations: "token bill = revenue x token share x served x P^(1 - q) x clip(V(P), 0.2, 2), q = apps.price_pass_through\n\
                closes when bills exceed money, or with apps.other_closure_hazard_per_year / 12",
    symbols: &[("P", "provider's price relative to the opening"), ("V", "volume at that price (M30)")],
    off: "Tokens cost a start-up the share of revenue that they cost at the opening, and nobody closes for want of money.",
    sources: &["judgement", "facts: gross margins, closures, pass-through of costs"],
    claims: &["Z-077", "Z-121"],
    probe: Probe {
        outcome: "app.exit_rate",
        agent: "",
        effect: Effect::Raises,
        months: 24,
        at_least: 0.1,
        given: &[
            ("levers.list_price", 10.0),
            ("demand.elasticity_above_todays_price", -0.2),
            ("levers.venture_money", 0.2),
        ],
    },
};

impl World<'_> {
    /// Token bills of start-ups relative to revenue and token share, by provider.
    #[must_use]
    pub fn token_bill_factor(&self) -> [f64; PROVIDERS] {
        let pass_through = self.parameters.apps.pass_through;
        std::array::from_fn(|v| {
            let served = if v == HOSTS { 1.0 } else { self.labs.served_share[v] };
            if !self.on(Id::M27) {
                return served;
            }
            let price = self.provider_price(v);
            // What is passed on is paid by customers out of the same budget, so the bill rises by the rest only.
            let kept = math::exp((1.0 - pass_through) * math::ln(price.max(1e-6)));
            served * kept * self.volume_at_price(price).clamp(0.2, 2.0) * self.tokens_by_technique(price)
        })
    }

    /// Sum of squares of the providers' shares in the token bills of start-ups: 1 is one provider for all.
    #[must_use]
    pub fn vendor_concentration(&self) -> f64 {
        let bills = &self.startups.bills;
        let total: f64 = bills.iter().sum();
        if total > 0.0 { bills.iter().map(|bill| bill / total * (bill / total)).sum() } else { f64::NAN }
    }
}
