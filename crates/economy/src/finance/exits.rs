//! Exits and patience: tenders, offerings, time to profit and what waiting costs (M43).
//!
//! Investors wait for profit for so long; beyond that their offers fade, the faster the more safe money pays. Staff
//! sell shares in tenders. A large lab goes public while the window is open, which gives early holders a way out.

use jevons_ledger::{Instrument, Money};
use jevons_numerics::math;

use crate::labs::funding::{CROSSOVER, VENTURE, investor};
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::roster::lab;
use crate::streams;
use crate::world::{Done, World};

/// M43: exits and patience.
pub const M43: Mechanism = Mechanism {
    id: Id::M43,
    name: "Exits and patience",
    file: "finance/exits.rs",
    what: "Money for a lab that earns nothing comes with patience, and patience ends: offers fade once a lab has burned money \
           without doubling its revenue for longer than its investors wait. Tenders give staff money that then is missing for rounds; an offering \
           to the public brings a lab money while the window is open.",
    equations: "offer' = offer exp(-max(0, t - patience) / fade), fade = 12 / (1 + r / 5 %)\n\
                t' = t + 1 - clip(growth, 0, 1) in a month without profit, else 0\n\
                tender: once a year a share of staff's shares, at the last valuation, from money set aside\n\
                window: public confidence > 1 and drawdown < 15 %; offering with a monthly hazard for R > threshold",
    symbols: &[
        ("t", "months waited for profit since the opening"),
        ("growth", "of revenue over a year, log"),
        ("R", "annualised revenue, USD"),
        ("r", "policy interest rate a year"),
    ],
    off: "Investors wait for ever, staff keep their shares and nobody goes public.",
    sources: &[
        "Ritter, IPO statistics (Warrington College of Business)",
        "facts: valuation_secondary_sale",
        "judgement",
    ],
    claims: &["Z-129", "Z-148", "H-027", "D-094", "D-095", "D-126", "G-082"],
    probe: Probe {
        outcome: "lab.funding",
        agent: "",
        effect: Effect::Moves,
        months: 60,
        at_least: 0.05,
        given: &[],
    },
};

/// Money that a lab keeps for itself when it goes public, as a share of its value.
const OFFERED_SHARE: f64 = 0.08;

impl World<'_> {
    /// Factor on what investors offer a lab that has not earned anything for so long.
    #[must_use]
    pub fn patience(&self, l: usize) -> f64 {
        if !self.on(Id::M43) {
            return 1.0;
        }
        let waited = self.labs.months_waited[l];
        let over = (waited - self.parameters.finance.patience_months).max(0.0);
        let fade = 12.0 / (1.0 + self.finance.policy_rate.max(0.0) / 0.05);
        math::exp(-over / fade)
    }
}

/// Phase 9: who waits, who sells, who goes public.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn step(world: &mut World<'_>) -> Done {
    for l in lab::INDEPENDENT {
        let growth = world.yearly_growth(l).clamp(0.0, 1.0);
        let months = world.clock.months;
        let earning = world.labs.cash_flow[l] >= 0.0;
        let waited = &mut world.labs.months_waited[l];
        // Growth is what one waits for: a month in which revenue doubles at a yearly rate does not count.
        *waited = if earning { 0.0 } else { *waited + months - months * growth };
        if !world.labs.alive[l] || !world.on(Id::M43) {
            continue;
        }
        tender(world, l)?;
        go_public(world, l)?;
    }
    Ok(())
}

/// Once a year staff sell a part of their shares to venture funds, at the last valuation.
fn tender(world: &mut World<'_>, l: usize) -> Done {
    // Each lab has its own month.
    if (world.step + 3 * l as u32) % 12 != 11 || !world.clock.ends_month() {
        return Ok(());
    }
    let agent = world.opening.roster.labs[l];
    let (staff, venture) = (world.opening.roster.founders, world.opening.roster.venture);
    let held = world.ledger.position(Instrument::Equity, staff, agent).usd();
    let wanted = held * world.parameters.finance.tender_share_per_year * world.finance.confidence.venture;
    let amount = wanted.min(0.3 * world.finance.dry_powder[VENTURE]).min(held);
    if amount < 1e6 {
        return Ok(());
    }
    world.call_capital(amount)?;
    let paid = Money::from_usd(amount).min(world.ledger.deposits(venture));
    world.ledger.trade(Instrument::Equity, agent, staff, venture, paid)?;
    world.finance.dry_powder[VENTURE] -= paid.usd();
    world.event(EventKind::Exit, agent, Some(staff), paid.cents(), &[]);
    Ok(())
}

/// A large lab sells new shares to the public while the window is open.
fn go_public(world: &mut World<'_>, l: usize) -> Done {
    let p = &world.parameters.finance;
    let listed = world.finance.listed_value();
    let drawdown = 1.0 - listed / world.finance.peak_value.max(listed).max(1.0);
    let open = world.finance.confidence.public > 1.0 && drawdown < 0.15;
    let large = world.labs.annualised_revenue(l) > p.offering_revenue_usd_per_year;
    let draws = world.draws(streams::OFFERINGS);
    let hazard = world.clock.share(p.offering_hazard_per_year / 12.0);
    if world.labs.public[l] || !open || !large || !draws.happens(l as u32, hazard) {
        return Ok(());
    }
    let agent = world.opening.roster.labs[l];
    let value = world.labs.multiple[l] * world.labs.annualised_revenue(l);
    world.ledger.revalue_issuer(Instrument::Equity, agent, Money::from_usd(value))?;
    let holder = investor(world, CROSSOVER);
    let raised = world.place(Instrument::Equity, agent, holder, OFFERED_SHARE * value)?;
    world.finance.invested_in_labs += raised.usd();
    world.labs.public[l] = true;
    world.labs.valuation[l] = value + raised.usd();
    world.event(EventKind::Exit, agent, Some(holder), raised.cents(), &[]);
    Ok(())
}
