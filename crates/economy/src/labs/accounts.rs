//! Profit and loss of labs: what inference costs, what is lost, and the price that would cover it (M49).
//!
//! Symbols: R revenue, I cost of inference, F costs that do not depend on volume (training, staff, interest), o other
//! costs and the partner's share of revenue, x multiple of all prices, eps elasticity of volume above today's price.
//!
//! - Tasks done at the work behind a task and the contract price of hours are the cost of inference.
//! - Break-even: the smallest x with (1 - o) R x^(1 + eps) - I x^eps >= F. With an elasticity below -1 there may be none.

use jevons_numerics::math;

use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::world::World;

/// M49: profit and loss of labs.
pub const M49: Mechanism = Mechanism {
    id: Id::M49,
    name: "Lab profit and loss",
    file: "labs/accounts.rs",
    what: "A lab earns from tokens, subscriptions and seats and pays for inference, training, staff, everything else \
           and its partner. The cost of inference follows the tasks done, the computing behind each and the price of \
           hours, not revenue: prices, efficiency and subsidies decide about the margin.",
    equations: "I = H0 V / V0 w r\n\
                gross margin = 1 - I / R\n\
                loss = I + training + staff + interest + o R - R\n\
                break-even multiple = min x: (1 - o) R x^(1 + eps) - I x^eps >= F",
    symbols: &[
        ("H0", "inference hours of the first month"),
        ("V", "volume: revenue at the prices of the opening, V0 of the first month"),
        ("w", "computing behind one task, relative to the opening"),
        ("r", "contract price of an accelerator-hour, USD"),
        ("R", "revenue, USD"),
        ("o", "other costs and the partner's share, as a share of revenue"),
        ("F", "training, staff and interest, USD"),
        ("eps", "demand.elasticity_above_todays_price"),
    ],
    off: "Inference costs the share of revenue that it cost at the opening, whatever happens to prices, efficiency and rents.",
    sources: &["facts: revenue, compute, staff and margins of OpenAI and Anthropic", "judgement"],
    claims: &[
        "Z-017", "Z-032", "Z-037", "Z-039", "Z-040", "Z-067", "Z-078", "Z-141", "H-023", "D-001", "D-005",
        "D-006", "D-007", "D-034", "D-056", "D-062", "D-063", "D-092", "D-096",
    ],
    probe: Probe {
        outcome: "lab.gross_margin",
        agent: "OpenAI",
        effect: Effect::Raises,
        months: 12,
        at_least: 0.1,
        given: &[("levers.list_price", 3.0)],
    },
};

/// Largest multiple of prices that is looked at; a lab that no multiple saves shows it.
const LARGEST_MULTIPLE: f64 = 1_000.0;
/// Steps of the search, a factor of 1.05 each.
const STEPS: u32 = 142;

/// The smallest multiple of all prices, from 1 upwards, that covers all costs.
///
/// `revenue` and `inference` are those of today, `fixed` what does not depend on volume, `other` a share of revenue.
#[must_use]
pub fn break_even(revenue: f64, inference: f64, fixed: f64, other: f64, elasticity: f64) -> f64 {
    let factor = 1.05;
    let thinning = math::exp(elasticity * math::ln(factor));
    let (mut multiple, mut volume) = (1.0, 1.0);
    for _ in 0..STEPS {
        if (1.0 - other) * revenue * multiple * volume - inference * volume >= fixed {
            return multiple;
        }
        multiple *= factor;
        volume *= thinning;
    }
    LARGEST_MULTIPLE
}

impl World<'_> {
    /// Computing that a lab must pay for per unit of volume, relative to the opening.
    #[must_use]
    pub fn work_billed(&self, l: usize) -> f64 {
        if self.on(Id::M49) {
            return self.lab_work(l);
        }
        // Cost in proportion to revenue: volume is revenue over price, and hours are cost over their price.
        self.labs.price[l] * self.clouds.opening_lab_price[l] / self.clouds.lab_price[l].max(0.01)
    }

    /// Cost of a lab's inference this month, in USD.
    #[must_use]
    pub fn inference_cost_usd(&self, l: usize) -> f64 {
        self.labs.inference_hours[l] * self.labs.served_share[l] * self.clouds.lab_price[l]
    }

    /// Revenue less cost of inference, as a share of revenue; NaN without revenue.
    #[must_use]
    pub fn gross_margin(&self, l: usize) -> f64 {
        let revenue = self.labs.annualised_revenue(l) / 12.0;
        if revenue > 0.0 { 1.0 - self.inference_cost_usd(l) / revenue } else { f64::NAN }
    }

    /// The smallest multiple of all prices that would cover a lab's costs, 1,000 if none does.
    #[must_use]
    pub fn break_even_multiple(&self, l: usize) -> f64 {
        let revenue = self.labs.annualised_revenue(l) / 12.0;
        if revenue <= 0.0 {
            return f64::NAN;
        }
        let p = &self.parameters.labs;
        let other = p.other_cost_share + self.partner_share(l);
        let inference = self.inference_cost_usd(l);
        let fixed = (self.labs.costs[l] - inference - other * revenue).max(0.0);
        break_even(revenue, inference, fixed, other, self.parameters.enterprises.elasticity_up)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn break_even_is_where_the_accounts_of_2024_say() {
        // OpenAI 2024 as the documents have it: revenue 3.7, inference 4, training 3 and staff 1.5 bn.
        let inelastic = break_even(3.7, 4.0, 4.5, 0.0, 0.0);
        assert!((inelastic / (8.5 / 3.7) - 1.0).abs() < 0.06, "{inelastic}");
        let elastic = break_even(3.7, 4.0, 4.5, 0.0, -0.5);
        assert!((3.2..3.8).contains(&elastic), "{elastic}");
        assert_eq!(break_even(3.7, 4.0, 4.5, 0.0, -1.5), LARGEST_MULTIPLE);
        assert_eq!(break_even(10.0, 4.0, 4.5, 0.0, -0.5), 1.0);
    }
}
