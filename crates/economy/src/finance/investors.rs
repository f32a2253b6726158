//! Investors: money set aside for AI, capital calls, distributions, and funds marked to what they hold (M41).

use jevons_ledger::{Flow, Instrument, Money, RealAsset};
use jevons_numerics::math;

use crate::labs::funding::{CROSSOVER, INVESTORS, SOFTBANK, SOVEREIGN, STRATEGIC, VENTURE};
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::other_ai::funding;
use crate::roster::{chip, cloud};
use crate::world::{Done, World};

/// M41: funding supply.
pub const M41: Mechanism = Mechanism {
    id: Id::M41,
    name: "Supply of funding",
    file: "finance/investors.rs",
    what: "Venture, sovereign, crossover and strategic investors set money aside for AI every month: more when they believe, \
           less when safe money pays better. A few of them carry most of it. Labs, app start-ups and other AI companies live \
           on the same money.",
    equations: "a = base (1 + growth)^t c exp(-sensitivity (r - r0))\n\
                money set aside' = min(money set aside + a, 18 a) less what was invested",
    symbols: &[
        ("a", "money set aside in a month, USD"),
        ("c", "confidence of private investors"),
        ("r, r0", "policy interest rate now and at the opening, a year"),
    ],
    off: "Every class sets aside what it did at the opening, whatever it believes and whatever safe money pays.",
    sources: &[
        "Gompers and Lerner (1998), What drives venture capital fundraising?, doi 10.2307/2534802",
        "judgement",
    ],
    claims: &["Z-011", "Z-012", "Z-130", "D-081", "D-082", "D-083", "D-084", "D-085", "D-109", "G-008"],
    probe: Probe {
        outcome: "lab.funding",
        agent: "",
        effect: Effect::Lowers,
        months: 30,
        at_least: 0.1,
        given: &[("levers.rates", 0.04), ("levers.confidence_shock", -0.04)],
    },
};

/// Share of a venture fund's calls that institutional investors answer; sovereign funds answer the rest.
const INSTITUTIONAL_PARTNER_SHARE: f64 = 0.7;

impl World<'_> {
    /// Money that an investor can call from its own investors, in USD.
    #[must_use]
    pub fn callable(&self, place: usize) -> f64 {
        if place == VENTURE { 0.5 * self.liquid_usd(self.opening.roster.institutions) } else { 0.0 }
    }

    /// Venture funds call what they lack for an investment of `usd`.
    ///
    /// # Errors
    /// If the ledger refuses a posting.
    pub fn call_capital(&mut self, usd: f64) -> Done {
        let roster = &self.opening.roster;
        let (venture, institutions, sovereign) = (roster.venture, roster.institutions, roster.sovereign);
        let missing = usd - self.ledger.deposits(venture).usd();
        if missing > 0.0 {
            let answered = self.place(
                Instrument::FundShares,
                venture,
                sovereign,
                missing * (1.0 - INSTITUTIONAL_PARTNER_SHARE),
            )?;
            self.place(Instrument::FundShares, venture, institutions, missing - answered.usd() + 0.01)?;
        }
        Ok(())
    }

    /// Private credit calls what it lacks for a loan of `usd` from institutional investors.
    ///
    /// # Errors
    /// If the ledger refuses a posting.
    pub fn fund_private_credit(&mut self, usd: f64) -> Done {
        let roster = &self.opening.roster;
        let (credit, institutions) = (roster.private_credit, roster.institutions);
        let missing = usd - self.ledger.deposits(credit).usd();
        if missing > 0.0 {
            self.place(Instrument::FundShares, credit, institutions, missing + 0.01)?;
        }
        Ok(())
    }
}

/// Phase 9, first: each class of investor sets money aside, in proportion to its confidence.
pub fn set_aside(world: &mut World<'_>) {
    let p = world.parameters.finance.clone();
    // The policy rate returns to its long-run level over three years.
    let clock = world.clock;
    let gap = p.policy_rate_long_run - world.finance.policy_rate_rest;
    world.finance.policy_rate_rest += clock.closed(gap, 36.0);
    world.finance.policy_rate = world.finance.policy_rate_rest + world.levers.rates[0];
    let years = world.months_elapsed() / 12.0;
    let on = world.on(Id::M41);
    let growth = if on { math::exp(math::ln(1.0 + p.funding_growth_per_year) * years) } else { 1.0 };
    let dearer = world.finance.policy_rate - world.opening.macroeconomy.policy_rate;
    let appetite = math::exp(-p.funding_rate_sensitivity * dearer);
    let confidence = if on { world.finance.confidence.venture * appetite } else { 1.0 };
    let venture = world.finance.ai_funding_usd_per_year * p.venture_own_share * growth * confidence / 12.0;
    let mut monthly = [0.0; INVESTORS];
    let levers = &world.levers;
    let venture = venture * levers.venture_money[0];
    monthly[VENTURE] = venture * p.venture_lab_share;
    monthly[SOVEREIGN] = p.sovereign_usd_per_year * growth * confidence / 12.0 * levers.sovereign_money[0];
    monthly[SOFTBANK] = p.softbank_usd_per_year * confidence / 12.0 * levers.softbank_money[0];
    monthly[CROSSOVER] = world.finance.ai_funding_usd_per_year
        * (1.0 - p.venture_own_share)
        * p.crossover_share
        * growth
        * confidence
        / 12.0;
    let flows = [
        world.clouds.cash_flow[cloud::MICROSOFT],
        world.clouds.cash_flow[cloud::ALPHABET],
        world.clouds.cash_flow[cloud::AMAZON],
        world.chips.profit[chip::NVIDIA] / 12.0,
    ];
    for (place, flow) in STRATEGIC.into_iter().zip(flows) {
        monthly[place] = flow.max(0.0) * p.strategic_share_of_cash_flow * confidence;
    }
    for (place, added) in monthly.iter_mut().enumerate() {
        *added *= world.wealth_appetite(place);
    }
    for (powder, added) in world.finance.dry_powder.iter_mut().zip(monthly) {
        // Mandates lapse: nobody waits longer than a year and a half.
        *powder = (*powder + clock.per_step(added)).min(18.0 * added);
    }
    let added = venture * (1.0 - p.venture_lab_share);
    world.finance.set_aside_beyond_labs = added;
    funding::set_aside(world, &monthly);
    world.finance.startup_powder = (world.finance.startup_powder + clock.per_step(added)).min(12.0 * added);
    if clock.begins_month() {
        world.finance.invested_in_labs = 0.0;
        world.finance.invested_in_startups = 0.0;
    }
}

/// Phase 11: income of institutional investors goes on to the savers; sovereign funds are fed by their governments.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn distribute(world: &mut World<'_>) -> Done {
    let roster = &world.opening.roster;
    let (institutions, founders) = (roster.institutions, roster.founders);
    let income = world.flow_usd(Flow::Dividends, institutions).max(0.0)
        + world.flow_usd(Flow::Interest, institutions).max(0.0);
    let clock = world.clock;
    world.pay_savers(institutions, clock.per_step(income))?;
    // Founders and staff spend a part of what their shares pay.
    let paid = world.flow_usd(Flow::Dividends, founders).max(0.0);
    world.pay_savers(founders, clock.per_step(0.5 * paid))?;
    let credit_income = clock.per_step(world.flow_usd(Flow::Interest, roster.private_credit).max(0.0));
    world.pay_what_one_can(Flow::Dividends, roster.private_credit, institutions, credit_income)?;
    let oil = clock.per_step(world.parameters.finance.sovereign_usd_per_year * 1.2 / 12.0);
    world.pay_what_one_can(Flow::IncomeTax, roster.abroad, roster.gulf_governments, oil)?;
    world.place(Instrument::FundShares, roster.sovereign, roster.gulf_governments, oil)?;
    // SoftBank borrows against its holdings at home to keep its promises.
    let wanted = world.finance.dry_powder[SOFTBANK].min(1e10);
    let softbank = roster.softbank;
    if world.ledger.deposits(softbank).usd() < wanted
        && world.debt_usd(softbank) < softbank_borrowing_limit(world)
    {
        let amount = Money::from_usd(wanted - world.ledger.deposits(softbank).usd());
        world.ledger.issue(Instrument::TermLoans, softbank, roster.banks, amount)?;
    }
    world.pay_interest(softbank)?;
    Ok(())
}

/// A quarter of the value of what it holds, the limit of its own policy.
fn softbank_borrowing_limit(world: &World<'_>) -> f64 {
    let agent = world.opening.roster.softbank;
    0.25 * world.ledger.held(Instrument::Equity, agent).usd()
        + 0.25 * world.ledger.held(Instrument::OtherClaims, agent).usd()
}

/// Phase 9, last: units of funds are marked to the funds' net assets, so that gains and losses reach the holders.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn mark_funds(world: &mut World<'_>) -> Done {
    let roster = &world.opening.roster;
    let (venture, credit, sovereign, softbank, institutions) =
        (roster.venture, roster.private_credit, roster.sovereign, roster.softbank, roster.institutions);
    // Those who hold units of others come last.
    for (fund, unit) in [
        (venture, Instrument::FundShares),
        (credit, Instrument::FundShares),
        (sovereign, Instrument::FundShares),
        (softbank, Instrument::Equity),
        (institutions, Instrument::FundShares),
    ] {
        let owed = world.ledger.owed(unit, fund);
        let Some(value) = owed.checked_add(world.ledger.net_worth(fund)) else { continue };
        if !owed.is_zero() && !value.is_negative() && !value.is_zero() {
            world.ledger.revalue_issuer(unit, fund, value)?;
        }
    }
    Ok(())
}

/// Equity of companies that are neither listed nor labs is carried at book value.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn mark_unlisted(world: &mut World<'_>) -> Done {
    let agent = world.opening.roster.hosts;
    let book =
        world.ledger.deposits(agent).usd() + world.ledger.real(RealAsset::OtherFixedAssets, agent).usd();
    let owed = world.ledger.owed(Instrument::Equity, agent);
    if !owed.is_zero() && book > 1.0 {
        world.ledger.revalue_issuer(Instrument::Equity, agent, Money::from_usd(book))?;
    }
    Ok(())
}
