//! Bundling and consolidation: clouds and labs take over start-ups, or take over what they sell (M14).
//!
//! Symbols: a share of spending on applications that clouds and labs have absorbed, w market weight.
//!
//! - a' = a + h (1 - a) / 12: what start-ups sold comes with seats of labs and of Microsoft, at half the price.
//! - A start-up is taken over with a hazard in proportion to public confidence and to what competition policy allows. The
//!   buyer, drawn by spare money, pays a multiple of revenue to the venture funds for goodwill; its customers are absorbed.

use jevons_ledger::{AgentId, Change, Flow, Instrument, Money, Payees, RealAsset, Side};

use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::roster::{cloud, lab};
use crate::streams;
use crate::trail::Channel;
use crate::world::{Done, World};

/// M14: service bundling and consolidation.
pub const M14: Mechanism = Mechanism {
    id: Id::M14,
    name: "Service bundling and consolidation",
    file: "apps/consolidation.rs",
    what: "Clouds and labs add to their own products what start-ups sold, and buy start-ups. Either way the start-ups' share \
           of spending on applications falls and that of the sellers of seats rises, by less. Takeovers need money, mood and \
           leave of competition policy.",
    equations: "a' = a + h (1 - a) / 12 + (1 - a) w of those taken over\n\
                hazard of takeover = g x confidence x leave",
    symbols: &[
        ("a", "share of spending on applications absorbed"),
        ("h", "apps.consolidation.absorption_per_year"),
        ("g", "apps.consolidation.takeovers_per_year"),
        ("w", "market weight"),
        ("leave", "levers.mergers_allowed"),
    ],
    off: "Nobody bundles and nobody buys start-ups.",
    sources: &["facts: Windsurf acquisition_price", "judgement"],
    claims: &["G-052", "G-053", "G-064", "G-065", "G-066", "G-067", "G-068", "G-069", "G-081", "G-083"],
    probe: Probe {
        outcome: "app.revenue",
        agent: "",
        effect: Effect::Lowers,
        months: 48,
        at_least: 0.05,
        given: &[],
    },
};

/// What is bundled costs this part of what start-ups asked for it.
const BUNDLED_PRICE: f64 = 0.5;
/// Part of its spare money that a buyer spends on takeovers in a month.
const BUDGET: f64 = 0.1;
/// Takeovers as a share of the population that are worth an event.
const NOTED: f64 = 0.01;

/// What has been taken over.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Consolidation {
    /// Share of spending on applications that clouds and labs have absorbed.
    pub absorbed: f64,
    /// Start-ups taken over so far, members.
    pub taken_over: u32,
    /// Taken over and paid for since the last event: members and cents.
    since: (u32, i64),
}

impl World<'_> {
    /// Factors on spending on applications: what start-ups still sell, and what is added to seats.
    #[must_use]
    pub fn bundling(&self) -> (f64, f64) {
        let absorbed = if self.on(Id::M14) { self.startups.consolidation.absorbed } else { 0.0 };
        (1.0 - absorbed, BUNDLED_PRICE * absorbed)
    }
}

/// Phase 9, after the rounds of start-ups: products are bundled and start-ups taken over.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn consolidate(world: &mut World<'_>) -> Done {
    if !world.on(Id::M14) {
        return Ok(());
    }
    let rate = world.clock.share(world.parameters.apps.absorption_per_year / 12.0);
    let absorbed = &mut world.startups.consolidation.absorbed;
    *absorbed += rate * (1.0 - *absorbed);
    let Some((buyer, spare)) = buyer(world) else { return Ok(()) };
    let (count, price) = choose(world, (world.clock.share(BUDGET) * spare * 100.0) as i64);
    if count == 0 {
        return Ok(());
    }
    pay(world, buyer, price)?;
    note(world, buyer, count, price);
    Ok(())
}

/// Who buys now, and what it can spare, in USD: drawn in proportion to that.
fn buyer(world: &World<'_>) -> Option<(AgentId, f64)> {
    let roster = &world.opening.roster;
    let clouds = [cloud::MICROSOFT, cloud::ALPHABET, cloud::AMAZON, cloud::META].map(|c| {
        let agent = roster.clouds[c];
        (agent, world.liquid_usd(agent) - 3.0 * world.operating_reserve_usd(agent))
    });
    let labs = [lab::OPENAI, lab::ANTHROPIC].map(|l| {
        let rich = world.labs.alive[l] && world.runway_months(l) > 24.0;
        (roster.labs[l], if rich { 0.2 * world.liquid_usd(roster.labs[l]) } else { 0.0 })
    });
    let bidders = clouds.into_iter().chain(labs).map(|(agent, usd)| (agent, usd.max(0.0)));
    let total: f64 = bidders.clone().map(|(_, usd)| usd).sum();
    let mut left = world.draws(streams::BUYERS).uniform(0) * total;
    bidders.filter(|(_, usd)| *usd > 0.0).find(|(_, usd)| {
        left -= usd;
        left < 0.0
    })
}

/// Who is taken over within a budget in cents: they leave the market, their money is marked for the buyer. Returns how many
/// and for how much.
fn choose(world: &mut World<'_>, budget: i64) -> (u32, i64) {
    let p = &world.parameters.apps;
    let mood = world.finance.confidence.public.min(2.0);
    let hazard = world.clock.share(p.takeovers_per_year / 12.0 * mood * world.levers.mergers_allowed[0]);
    let multiple = world.clock.per_month(12.0 * p.takeover_multiple);
    let draws = world.draws(streams::TAKEOVERS);
    let money = world.ledger.column(world.opening.roster.startups, Instrument::Deposits, Side::Asset);
    let s = &mut world.startups;
    draws.fill_uniform(&mut s.draws);
    s.scratch.fill(0);
    let all: f64 = s.weight.iter().sum();
    let (mut count, mut price, mut weight) = (0, 0, 0.0);
    for i in 0..s.weight.len() {
        if !s.alive[i] || s.draws[i] >= hazard {
            continue;
        }
        let asked = (multiple * s.revenue_cents[i] as f64) as i64 + money[i];
        if asked <= 0 || price + asked > budget {
            continue;
        }
        price += asked;
        count += 1;
        weight += s.weight[i] / all.max(1e-12);
        s.alive[i] = false;
        s.weight[i] = 0.0;
        s.scratch[i] = money[i];
    }
    let absorbed = &mut s.consolidation.absorbed;
    *absorbed += (1.0 - *absorbed) * weight.min(1.0);
    (count, price)
}

/// The buyer pays the funds and gets what the start-ups have; the funds' shares are gone.
fn pay(world: &mut World<'_>, buyer: AgentId, price: i64) -> Done {
    let roster = &world.opening.roster;
    let due = Money::from_cents(price);
    world.raise_cash(buyer, due)?;
    let paid = world.payable(buyer, due);
    world.ledger.pay_for_asset(Flow::OtherInvestment, buyer, roster.venture, paid, RealAsset::Intangibles)?;
    let World { ledger, startups: s, .. } = world;
    ledger.bulk_pay(Flow::IntragroupFunding, roster.startups, &s.scratch, Payees::One(buyer))?;
    let shares = ledger.column(roster.startups, Instrument::Equity, Side::Liability);
    for i in 0..s.weight.len() {
        s.scratch[i] = if s.alive[i] { 0 } else { -shares[i] };
    }
    ledger.bulk_change(Change::WriteOff, Instrument::Equity, Side::Liability, roster.startups, &s.scratch)?;
    Ok(())
}

fn note(world: &mut World<'_>, buyer: AgentId, count: u32, price: i64) {
    let members = world.startups.weight.len().max(1) as f64;
    let c = &mut world.startups.consolidation;
    c.taken_over += count;
    c.since = (c.since.0 + count, c.since.1 + price);
    if f64::from(c.since.0) / members < NOTED {
        return;
    }
    let amount = std::mem::take(&mut c.since).1;
    let agent = world.ledger.registry().agent_of(world.opening.roster.startups);
    let through = [Channel::Costs, Channel::Funding, Channel::Confidence];
    world.event_through(EventKind::Acquisition, agent, Some(buyer), amount, &through);
}
