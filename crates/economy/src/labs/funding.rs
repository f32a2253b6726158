//! Fund-raising of the independent labs: runway, ask, valuation and who fills the round (M22, M41).
//!
//! Symbols: R annualised revenue, m multiple, B burn a month, A ask, S supply of willing money.
//!
//! - A round opens when runway falls below the trigger, or when a growing lab can raise early on better terms.
//! - A = months x B x 1.3 (burn grows); pre-money valuation V = m R.
//! - Willing money is what each class of investor has put aside for labs, times its confidence. The round closes in
//!   full if S >= A, in part down to a minimum at a lower valuation, and fails below it.
//! - A failed round lowers the multiple and is tried again after three months.
//! - m moves to (long run) x (1 + growth) x confidence.

use jevons_ledger::{AgentId, Instrument, Money};
use jevons_numerics::math;

use crate::chips::vendor_finance;
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::roster::{chip, cloud, lab};
use crate::streams;
use crate::trail::Channel;
use crate::world::{Done, World};

/// M22: fund-raising and runway.
pub const M22: Mechanism = Mechanism {
    id: Id::M22,
    name: "Fund-raising and runway",
    file: "labs/funding.rs",
    what: "A lab that burns money asks investors for more before it runs out. The round closes in full, in part at a lower \
           price, or not at all, by what each class of investor has set aside and believes.",
    equations: "runway = (money + securities + credits) / burn\n\
                A = min(1.3 x months x burn, M R / 3)\n\
                S = sum over investors of money set aside x affinity x exp(0.2 z)\n\
                S / A >= 1: full; >= minimum: part, at 0.6 + 0.4 S / A of the price; else it fails and M' = 0.7 M\n\
                ln M' = ln M + v / 12 ln(M* (1 + growth) c / M)",
    symbols: &[
        ("A", "ask, USD"),
        ("S", "money on offer, USD"),
        ("M", "valuation as a multiple of annualised revenue"),
        ("R", "annualised revenue, USD"),
        ("c", "confidence of private investors"),
    ],
    off: "No rounds are held: labs live on what they have and earn.",
    sources: &["judgement", "facts: rounds, valuations and revenue of labs"],
    claims: &[
        "Z-005", "Z-006", "Z-008", "Z-013", "Z-016", "Z-021", "Z-028", "Z-041", "Z-070", "Z-143", "D-016",
        "D-029", "D-032", "D-033", "D-040", "D-057", "D-078", "D-079", "D-080", "D-088", "D-093", "D-124",
        "G-008",
    ],
    probe: Probe {
        outcome: "fin.defaults",
        agent: "",
        effect: Effect::Lowers,
        months: 48,
        at_least: 0.2,
        given: &[],
    },
};

/// Investors that can take part, with their place in `Finance::dry_powder`.
pub const INVESTORS: usize = 8;
/// Venture funds.
pub const VENTURE: usize = 0;
/// Sovereign funds.
pub const SOVEREIGN: usize = 1;
/// SoftBank.
pub const SOFTBANK: usize = 2;
/// Crossover money of institutional investors.
pub const CROSSOVER: usize = 3;
/// The strategic investors: Microsoft, Alphabet, Amazon, Nvidia.
pub const STRATEGIC: [usize; 4] = [4, 5, 6, 7];

/// The agent behind a place in the list of investors.
#[must_use]
pub fn investor(world: &World<'_>, place: usize) -> AgentId {
    let roster = &world.opening.roster;
    match place {
        VENTURE => roster.venture,
        SOVEREIGN => roster.sovereign,
        SOFTBANK => roster.softbank,
        CROSSOVER => roster.institutions,
        4 => roster.clouds[cloud::MICROSOFT],
        5 => roster.clouds[cloud::ALPHABET],
        6 => roster.clouds[cloud::AMAZON],
        _ => roster.chips[chip::NVIDIA],
    }
}

/// How gladly an investor joins a lab's round, 0 to 1: strategic investors keep to the labs that buy from them.
fn affinity(place: usize, l: usize) -> f64 {
    match (place, l) {
        (4, lab::OPENAI) | (5 | 6, lab::ANTHROPIC) => 1.0,
        (7, _) => 0.5,
        (4, lab::ANTHROPIC | lab::MISTRAL) => 0.3,
        (4..=6, _) => 0.0,
        (SOFTBANK, lab::OPENAI) => 1.0,
        (SOFTBANK, _) => 0.1,
        (SOVEREIGN, lab::MISTRAL) => 0.3,
        _ => 0.6,
    }
}

/// What is left of the support of a cloud among the investors.
fn strategic_support(world: &World<'_>, place: usize, l: usize) -> f64 {
    match place {
        4 => world.cloud_support(l, cloud::MICROSOFT),
        5 => world.cloud_support(l, cloud::ALPHABET),
        6 => world.cloud_support(l, cloud::AMAZON),
        _ => 1.0,
    }
}

/// Phase 9: multiples move, rounds open and close.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn raise(world: &mut World<'_>) -> Done {
    let luck = world.draws(streams::ROUNDS);
    for l in lab::INDEPENDENT {
        if !world.labs.alive[l] || !world.on(Id::M22) {
            continue;
        }
        move_multiple(world, l);
        world.labs.months_since_round[l] += world.clock.months;
        let runway = world.runway_months(l);
        let since = world.labs.months_since_round[l];
        let growth = world.yearly_growth(l);
        let needs = runway < world.parameters.labs.runway_trigger_months && since >= 3.0;
        let seizes = runway < 24.0 && since >= 9.0 && growth > 0.7 && world.finance.confidence.venture > 0.9;
        if needs || seizes {
            hold_round(world, l, luck.normal(l as u32))?;
        } else {
            world.labs.funding_gap[l] = 0.0;
        }
    }
    Ok(())
}

fn move_multiple(world: &mut World<'_>, l: usize) {
    let p = &world.parameters.labs;
    let growth = world.yearly_growth(l).clamp(-0.5, 2.0);
    let target = p.multiple_long_run * (1.0 + growth.max(-0.5)) * world.finance.confidence.venture;
    let now = world.labs.multiple[l];
    let moved = now * math::exp(world.clock.share(p.multiple_speed_per_year / 12.0) * math::ln(target / now));
    world.labs.multiple[l] = moved.clamp(1.0, 300.0);
}

fn hold_round(world: &mut World<'_>, l: usize, luck: f64) -> Done {
    let p = world.parameters.labs.clone();
    let burn = (-world.labs.cash_flow[l]).max(0.05 * world.labs.costs[l]);
    let revenue = world.labs.annualised_revenue(l).max(1e6);
    let value = world.labs.multiple[l] * revenue;
    // Nobody sells a third of the company in one round.
    let ask = (p.round_months * burn * 1.3).min(0.33 * value);
    let eagerness = world.levers.round_money[l] * world.patience(l);
    let mut offers = [0.0; INVESTORS];
    for (place, offer) in offers.iter_mut().enumerate() {
        let agent = investor(world, place);
        let money =
            world.finance.dry_powder[place].min(0.9 * world.liquid_usd(agent) + world.callable(place));
        let returned = if place >= 4 { vendor_finance::appetite(world, agent, l) } else { 1.0 };
        let gladly = affinity(place, l) * strategic_support(world, place, l) * returned;
        *offer = money.max(0.0) * gladly * math::exp(0.2 * luck) * eagerness;
    }
    let supply: f64 = offers.iter().sum();
    let fill = supply / ask.max(1.0);
    world.labs.funding_gap[l] = (ask - supply).max(0.0);
    world.labs.months_since_round[l] = 0.0;
    let agent = world.opening.roster.labs[l];
    let amount = |usd: f64| Money::from_usd(usd).cents();
    if fill < p.round_fill_minimum {
        world.labs.multiple[l] *= 0.7;
        let through = [Channel::Funding, Channel::Confidence, Channel::Sales, Channel::Costs];
        let id = world.event_through(EventKind::RoundFailed, agent, None, amount(ask), &through);
        world.mark(Channel::Funding, agent, id);
        world.round_news(l, -1.0);
        return Ok(());
    }
    let discount = if fill < 1.0 { 0.6 + 0.4 * fill } else { 1.0 };
    let mut raised = 0.0;
    for (place, offer) in offers.into_iter().enumerate() {
        let ticket = offer / supply * ask.min(supply);
        raised += buy_in(world, l, place, ticket)?;
    }
    let post = value * discount + raised;
    world.labs.valuation[l] = post;
    world.labs.multiple[l] *= discount;
    world.ledger.revalue_issuer(Instrument::Equity, agent, Money::from_usd(post))?;
    let kind = if fill < 1.0 { EventKind::RoundPartial } else { EventKind::RoundClosed };
    let through: &[Channel] = if fill < 1.0 { &[Channel::Funding, Channel::Confidence] } else { &[] };
    let id = world.event_through(kind, agent, None, amount(raised), through);
    if kind == EventKind::RoundPartial {
        world.mark(Channel::Funding, agent, id);
        world.round_news(l, -0.3);
    } else {
        world.trail.clear(Channel::Funding, agent);
        world.round_news(l, 0.3);
    }
    Ok(())
}

/// One investor's ticket: money, and cloud credits where the investor sells compute.
fn buy_in(world: &mut World<'_>, l: usize, place: usize, ticket: f64) -> Result<f64, crate::world::Stop> {
    if ticket < 1.0 {
        return Ok(0.0);
    }
    let agent = world.opening.roster.labs[l];
    let buyer = investor(world, place);
    let sells_compute = (4..=6).contains(&place);
    let credits = if sells_compute { ticket * world.parameters.labs.strategic_credit_share } else { 0.0 };
    let granted = Money::from_usd(credits);
    if !granted.is_zero() {
        world.ledger.exchange(Instrument::CloudCredits, buyer, Instrument::Equity, agent, granted)?;
    }
    if place == VENTURE {
        world.call_capital(ticket)?;
    }
    let paid = world.place(Instrument::Equity, agent, buyer, ticket - credits)?;
    let total = paid.usd() + granted.usd();
    world.finance.dry_powder[place] = (world.finance.dry_powder[place] - total).max(0.0);
    world.finance.invested_in_labs += total;
    if l == lab::OPENAI && !sells_compute {
        world.labs.units.raised_since += total;
    }
    Ok(total)
}

impl World<'_> {
    /// A round's effect on confidence: `tone` is -1 for a failed round; others matter a part as much.
    fn round_news(&mut self, l: usize, tone: f64) {
        self.finance.news += tone * self.parameters.finance.confidence_round_effect * self.weight_of_lab(l);
    }

    /// A lab's share of the revenue of all labs: how much its news matters.
    #[must_use]
    pub fn weight_of_lab(&self, l: usize) -> f64 {
        let total: f64 = (0..lab::COUNT).map(|i| self.labs.revenue[i]).sum();
        if total > 0.0 { self.labs.revenue[l] / total } else { 0.0 }
    }
}
