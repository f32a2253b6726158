//! Credit: interest, spreads that follow confidence and leverage, and how much lenders will lend (M42).
//!
//! What else belongs to M42: fire sales of accelerators in `fire_sale.rs`, of shares in `forced_sales.rs`.

use jevons_ledger::{AgentId, Flow, Instrument};
use jevons_numerics::math;

use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::roster::cloud;
use crate::world::{Done, Stop, World};

/// M42: debt.
pub const M42: Mechanism = Mechanism {
    id: Id::M42,
    name: "Debt",
    file: "finance/credit.rs",
    what: "Clouds borrow what their cash flow does not pay for: large ones by bonds, neoclouds against accelerators. Lenders \
           stop at a multiple of cash flow that shrinks with their confidence, and ask for more as it falls. Who holds \
           shares with borrowed money sells when they fall, and presses them further.",
    equations: "rate = policy rate + spread c^-fear\n\
                room = leverage c^e x 12 F - (debt - liquid assets), not below zero\n\
                neoclouds repay a sixtieth of their loans a month; bonds are rolled over\n\
                s = min(h (L - 1) (1 - (1 - x + m) exp(-b s)), h) if x > m, shares fall by exp(-b s) and recover",
    symbols: &[
        ("c", "confidence of lenders"),
        ("F", "operating cash flow, USD a month"),
        ("x", "fall of listed shares in the month, as a share"),
        ("m", "finance.leverage.borne_fall; recovery: finance.leverage.recovery_half_life_months"),
        ("s", "share of all listed shares sold by holders with debt"),
        ("h, L", "finance.leverage.held_share, finance.leverage.ratio"),
        ("b", "from finance.leverage.price_impact"),
    ],
    off: "Nobody lends more to clouds; what is owed bears the spread at rest.",
    sources: &[
        "Kiyotaki and Moore (1997), Credit Cycles, doi 10.1086/262072",
        "Greenwood, Landier and Thesmar (2015), Vulnerable banks, doi 10.1016/j.jfineco.2014.11.006",
        "judgement",
    ],
    claims: &["Z-009", "Z-010", "L-012"],
    probe: Probe {
        outcome: "cloud.debt",
        agent: "Other neoclouds",
        effect: Effect::Raises,
        months: 24,
        at_least: 0.02,
        given: &[],
    },
};

/// Instruments that bear interest.
const DEBT: [Instrument; 5] = [
    Instrument::TermLoans,
    Instrument::RevolvingLoans,
    Instrument::AssetBackedLoans,
    Instrument::Bonds,
    Instrument::ConvertibleNotes,
];

impl World<'_> {
    /// Yearly interest rate that lenders ask of `agent`.
    #[must_use]
    pub fn lending_rate(&self, agent: AgentId) -> f64 {
        let p = &self.parameters.finance;
        let roster = &self.opening.roster;
        let spread = match roster.clouds.iter().position(|&known| known == agent) {
            Some(c) if c < cloud::HYPERSCALERS => p.spread_investment_grade,
            Some(_) => p.spread_high_yield,
            None if roster.labs.contains(&agent) || agent == roster.hosts => p.spread_high_yield,
            None => p.spread_investment_grade,
        };
        let fear = math::exp(-p.spread_fear_elasticity * math::ln(self.finance.confidence.credit));
        let fear = if self.on(Id::M42) { fear } else { 1.0 };
        self.finance.policy_rate + spread * fear
    }

    /// Pays this step's interest on all debts of `agent` to whoever holds them; returns what was due a month, in USD.
    ///
    /// # Errors
    /// If the ledger refuses a posting.
    pub fn pay_interest(&mut self, agent: AgentId) -> Result<f64, Stop> {
        let rate = self.lending_rate(agent) / 12.0;
        let mut due = 0.0;
        for instrument in DEBT {
            if self.ledger.owed(instrument, agent).is_zero() {
                continue;
            }
            for holder in 0..self.ledger.registry().agents() {
                let Some(holder) = self.ledger.registry().agent(holder) else { continue };
                let interest = self.ledger.position(instrument, holder, agent).usd() * rate;
                if interest >= 0.01 {
                    self.settle(Flow::Interest, agent, holder, interest)?;
                    due += interest;
                }
            }
        }
        Ok(due)
    }

    /// How much more lenders would lend to a cloud now, in USD.
    #[must_use]
    pub fn credit_room_usd(&self, c: usize) -> f64 {
        if !self.on(Id::M42) {
            return 0.0;
        }
        let p = &self.parameters;
        let agent = self.opening.roster.clouds[c];
        let flow = 12.0 * self.clouds.cash_flow[c].max(0.0);
        let leverage = self.clouds.leverage_max[c];
        let mood =
            math::exp(p.finance.credit_confidence_elasticity * math::ln(self.finance.confidence.credit));
        let net_debt = self.debt_usd(agent) - self.liquid_usd(agent);
        (leverage * mood * flow + mood * self.backlog_collateral(c) - net_debt).max(0.0)
    }
}

/// Phase 9: scheduled repayment of the neoclouds' loans, a sixtieth of what is owed each month.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn repay(world: &mut World<'_>) -> Done {
    for c in cloud::HYPERSCALERS..cloud::COUNT {
        let agent = world.opening.roster.clouds[c];
        let lender = world.opening.roster.private_credit;
        let owed = world.ledger.position(Instrument::AssetBackedLoans, lender, agent).usd();
        let due = jevons_ledger::Money::from_usd(world.clock.closed(owed, 60.0));
        world.raise_cash(agent, due)?;
        let paid = world.payable(agent, due);
        world.ledger.redeem(Instrument::AssetBackedLoans, agent, lender, paid)?;
        world.finance.missed[agent.index()] += due.saturating_sub(paid).usd();
    }
    Ok(())
}
