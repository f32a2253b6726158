//! What a lab owes its partner and its investors: revenue share, profit units, their cap, conversion (M23).
//!
//! Symbols: R revenue and G profit of a month, U principal of the partner's units, V valuation, s partner's stake.
//!
//! - The partner has a share of revenue. Of profit that is paid out it has three quarters until its money is back and
//!   49 % until its cap; the other holders have the rest up to a multiple of their money, and the foundation what lies
//!   beyond.
//! - Conversion turns units into shares: the partner holds s of the company and every other holder is diluted.
//! - A conversion that has not come by its deadline lets investors of the last rounds have their money as debt.
//!
//! The terms are those of OpenAI until October 2025, as reported; no other lab has issued such units.

use jevons_contagion::waterfall::{CapGrowth, Holder, LeadPartner};
use jevons_ledger::{AgentId, Flow, Instrument, Money};
use jevons_numerics::Month;
use jevons_parameters::parameters;

use super::funding::{CROSSOVER, SOFTBANK, SOVEREIGN, VENTURE, investor};
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::roster::{cloud, lab};
use crate::streams;
use crate::trail::Channel;
use crate::world::{Done, World};

/// M23: instruments and waterfall.
pub const M23: Mechanism = Mechanism {
    id: Id::M23,
    name: "Instruments and waterfall",
    file: "labs/waterfall.rs",
    what: "OpenAI owes its partner a share of revenue and, until it is converted, most of its profit; its other \
           investors hold claims on profit that are capped and worth nothing without it. Conversion turns claims into \
           shares and dilutes; a conversion that fails turns the last rounds into debt.",
    equations: "revenue share = labs.openai.revenue_share x R\n\
                paid out = labs.profit_units.payout_share x max(G, 0), in stages: partner 75 % until it has U, then 49 % until its cap;\n\
                others up to 100 times their money, growing 20 % a year from 2025; the foundation beyond\n\
                converted with hazard labs.conversion.hazard_per_year x levers.conversion: units become s V of V\n\
                at the deadline without it: notes = reclaimed share x rounds since a year before the opening",
    symbols: &[
        ("R, G", "revenue and profit of the month, USD"),
        ("U", "principal of the partner's units, USD"),
        ("s", "labs.conversion.partner_stake"),
        ("V", "valuation, USD"),
    ],
    off: "A lab owes its partner nothing, profit stays in the company, and nothing is converted.",
    sources: &[
        "OpenAI (2019), OpenAI LP",
        "ownership_terms: caps",
        "events: recapitalisation of OpenAI, 28 October 2025",
        "judgement",
    ],
    claims: &["Z-020", "Z-022", "Z-023", "Z-024", "Z-025", "Z-026", "Z-027", "Z-029", "Z-030", "Z-031"],
    probe: Probe {
        outcome: "lab.costs",
        agent: "OpenAI",
        effect: Effect::Raises,
        months: 6,
        at_least: 0.02,
        given: &[],
    },
};

parameters! {
    /// Units, payments and conversion.
    pub struct WaterfallParameters {
        /// Share of a lab's profit that is paid to holders of units.
        payout_share: "labs.profit_units.payout_share" for ["M23"],
        /// Yearly hazard that the structure is converted while it may be.
        hazard_per_year: "labs.conversion.hazard_per_year" for ["M23"],
        /// Months from the opening to the deadline of the conversion.
        deadline_months: "labs.conversion.deadline_months" for ["M23"],
        /// Share of the last rounds that investors take back as debt when it fails.
        reclaim_share: "labs.conversion.reclaim_share" for ["M23"],
        /// Stake of the partner after the conversion.
        partner_stake: "labs.conversion.partner_stake" for ["M23"],
    }
}

/// Partner's share of profit until its money is back, in basis points, as reported.
const SHARE_BEFORE: u32 = 7_500;
/// Its share afterwards.
const SHARE_AFTER: u32 = 4_900;
/// The foundation's share once the partner's money is back.
const FOUNDATION_AFTER: u32 = 200;
/// Growth of the cap of the other holders per year, from January 2025.
const CAP_GROWTH_PER_YEAR: f64 = 0.2;

/// Terms of the units, from the facts known at the opening.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Terms {
    /// Multiple of their money that other holders may receive at most.
    pub cap_multiple: Option<f64>,
    /// What the partner may receive at most, in USD.
    pub partner_cap_usd: Option<f64>,
}

/// State of the units.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Units {
    /// Principal of the partner at the opening, in USD; zero where there are no units.
    pub principal: f64,
    /// Money of the other holders at the opening, in USD.
    pub others: f64,
    /// Raised from others than the partner since the opening, in USD.
    pub raised_since: f64,
    /// Profit paid out so far, in cents.
    pub paid_out: i64,
    /// Whether the deadline has passed without conversion.
    pub failed: bool,
}

/// Parts of a cumulated payout, in cents: partner, other holders, foundation. `None` when the terms make no sense.
#[must_use]
pub fn parts(units: &Units, terms: &Terms, month: Month, paid_out: i64) -> Option<[i64; 3]> {
    let from = Month::new(2025, 1)?;
    let cents = |usd: f64| Money::from_usd(usd).cents();
    let growth = |multiple| CapGrowth { multiple, growth_per_year: CAP_GROWTH_PER_YEAR, grows_from: from };
    let others = cents(units.others);
    let cap = terms.cap_multiple.and_then(|multiple| growth(multiple).cap_cents(others, month));
    let waterfall = LeadPartner {
        partner: Holder { name: "partner".to_owned(), cap_cents: terms.partner_cap_usd.map(cents) },
        first_share_basis_points: SHARE_BEFORE,
        recoups_cents: Some(cents(units.principal)),
        then_share_basis_points: SHARE_AFTER,
        then_nonprofit_basis_points: FOUNDATION_AFTER,
        unit_holders: vec![(Holder { name: "other holders".to_owned(), cap_cents: cap }, 1)],
        nonprofit: "foundation".to_owned(),
    };
    let all = waterfall.waterfall().ok()?.distribute(paid_out);
    <[i64; 3]>::try_from(all).ok()
}

/// Phase 7: this step's part of a profit of `profit_usd` a month is shared.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn share_profit(world: &mut World<'_>, profit_usd: f64) -> Done {
    if profit_usd <= 0.0 || !world.on(Id::M23) || !has_units(world) {
        return Ok(());
    }
    let units = world.labs.units;
    let profit = world.clock.per_step(profit_usd * world.parameters.waterfall.payout_share);
    let paid = Money::from_usd(profit).cents();
    let terms = world.opening.terms;
    let (Some(before), Some(after)) = (
        parts(&units, &terms, world.month, units.paid_out),
        parts(&units, &terms, world.month, units.paid_out.saturating_add(paid)),
    ) else {
        return Ok(());
    };
    let roster = &world.opening.roster;
    let (agent, partner, foundation) =
        (roster.labs[lab::OPENAI], roster.clouds[cloud::MICROSOFT], roster.founders);
    let usd = |place: usize| Money::from_cents(after[place] - before[place]).usd();
    world.pay_what_one_can(Flow::ProfitUnitPayments, agent, partner, usd(0))?;
    world.pay_dividend(agent, usd(1))?;
    world.pay_what_one_can(Flow::ProfitUnitPayments, agent, foundation, usd(2))?;
    world.labs.units.paid_out = units.paid_out.saturating_add(paid);
    Ok(())
}

/// Phase 9: the structure is converted, or its deadline passes.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn convert(world: &mut World<'_>) -> Done {
    if !world.on(Id::M23) || !world.labs.alive[lab::OPENAI] || !has_units(world) {
        return Ok(());
    }
    let p = world.parameters.waterfall.clone();
    let hazard = p.hazard_per_year * world.levers.conversion[lab::OPENAI];
    if world.draws(streams::CONVERSION).happens(0, world.clock.share(hazard / 12.0)) {
        return become_shares(world, p.partner_stake);
    }
    if !world.labs.units.failed && f64::from(world.step) >= p.deadline_months {
        world.labs.units.failed = true;
        return reclaim(world, p.reclaim_share);
    }
    Ok(())
}

fn has_units(world: &World<'_>) -> bool {
    !world.ledger.owed(Instrument::ProfitUnits, world.opening.roster.labs[lab::OPENAI]).is_zero()
}

impl World<'_> {
    /// Share of a lab's revenue that it owes to its partner.
    #[must_use]
    pub fn partner_share(&self, l: usize) -> f64 {
        if l == lab::OPENAI && self.on(Id::M23) { self.parameters.labs.revenue_share } else { 0.0 }
    }
}

/// The partner's units become `stake` of all shares; the other holders keep the rest in proportion.
fn become_shares(world: &mut World<'_>, stake: f64) -> Done {
    let agent = world.opening.roster.labs[lab::OPENAI];
    let partner = world.opening.roster.clouds[cloud::MICROSOFT];
    let units = world.ledger.position(Instrument::ProfitUnits, partner, agent);
    let total = world.ledger.owed(Instrument::Equity, agent).checked_add(units).unwrap_or(units);
    world.ledger.convert(Instrument::ProfitUnits, Instrument::Equity, agent, partner, units)?;
    let held: Vec<(AgentId, Money)> = world.ledger.holders(Instrument::Equity, agent).collect();
    let of_partner = world.ledger.position(Instrument::Equity, partner, agent);
    let wanted = total.scaled(stake);
    let others = total.saturating_sub(of_partner).usd().max(1.0);
    for (holder, value) in held {
        let target = if holder == partner {
            wanted
        } else {
            total.saturating_sub(wanted).scaled(value.usd() / others)
        };
        world.ledger.revalue(Instrument::Equity, agent, holder, target.saturating_sub(value))?;
    }
    world.event(EventKind::Ruling, agent, Some(partner), wanted.cents(), &[]);
    Ok(())
}

/// Investors of the last rounds take back part of their money as notes.
fn reclaim(world: &mut World<'_>, share: f64) -> Done {
    let agent = world.opening.roster.labs[lab::OPENAI];
    let id = world.event_through(EventKind::Ruling, agent, None, 0, &[Channel::Law]);
    let rounds = world.opening.labs[lab::OPENAI].recent_rounds + world.labs.units.raised_since;
    let mut left = share * rounds;
    for place in [VENTURE, SOVEREIGN, SOFTBANK, CROSSOVER] {
        let holder = investor(world, place);
        let held = world.ledger.position(Instrument::Equity, holder, agent);
        // Somebody's name stays in the books of shares.
        // Parts are whole cents: what is left after the last can be a cent too little.
        let part = Money::from_usd(left.max(0.0)).min(held.scaled(0.9));
        world.ledger.convert(Instrument::Equity, Instrument::ConvertibleNotes, agent, holder, part)?;
        left -= part.usd();
    }
    world.labs.multiple[lab::OPENAI] *= 0.7;
    for channel in [Channel::Law, Channel::Funding, Channel::Credit] {
        world.mark(channel, agent, id);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A flat three quarters to the partner until it has its 13 bn, which takes 17.3 bn of profit; then 49 %.
    #[test]
    fn the_partner_is_whole_after_a_third_more_than_its_money() {
        let units = Units { principal: 13e9, others: 10e9, ..Units::default() };
        let terms = Terms { cap_multiple: Some(100.0), partner_cap_usd: Some(92e9) };
        let month = Month::new(2024, 10).unwrap();
        let at = |bn: f64| parts(&units, &terms, month, (bn * 1e11) as i64).unwrap().map(|c| c as f64 / 1e11);
        assert!((at(10.0)[0] - 7.5).abs() < 1e-6);
        assert!((at(52.0 / 3.0)[0] - 13.0).abs() < 1e-6);
        assert!((at(52.0 / 3.0 + 10.0)[0] - 17.9).abs() < 1e-6);
        assert!((at(400.0)[0] - 92.0).abs() < 1e-6, "the cap binds");
        assert!((at(400.0).iter().sum::<f64>() - 400.0).abs() < 1e-6);
    }
}
