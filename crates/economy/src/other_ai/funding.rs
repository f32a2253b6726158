//! Rounds of other AI companies: the same investors as labs and app start-ups, in the same mood (M41).
//!
//! Symbols: D money asked for, S money on offer, f = min(1, S / D), r mean months of money, q runway at which a round is
//! sought, N months between rounds.
//!
//! - Runways are spread evenly from q to 2 r - q, so that a part 1 / (2 (r - q)) comes to the market in a month: an
//!   eighteenth when rounds are spread evenly, more when money runs out. Each asks for 1.3 N months of burn, as labs do.
//! - On offer: what venture funds set aside for others than labs, which app start-ups draw on too, and a fixed multiple of
//!   what every other investor sets aside for labs: companies and all others have each their multiple.
//! - A part f of those who ask gets all of it. While more is set aside in a month than is asked for, rounds are larger, up
//!   to twice: inflows to funds raise what is paid for the same companies (Gompers and Lerner 2000, "Money chasing deals?").
//! - Who gets nothing dismisses staff and asks again every three months; each month a part closes that is one over its
//!   months of money, or is sold for its staff: its shares are written off, its customers and orders are gone.

use jevons_ledger::{AgentId, Instrument, Money};
use jevons_numerics::math;

use super::{ADJUSTMENT_MONTHS, FUNDED, GROUPS, ROUND_MONTHS, UNFUNDED, mean_runway};
use crate::labs::funding::{CROSSOVER, INVESTORS, SOFTBANK, SOVEREIGN, STRATEGIC, VENTURE, investor};
use crate::output::EventKind;
use crate::roster::{chip, cloud};
use crate::trail::Channel;
use crate::world::{Done, World};

/// Growth of burn that a round pays for, as in rounds of labs.
const STEP_UP: f64 = 1.3;
/// Largest round over what is needed.
const LARGEST_ROUND: f64 = 2.0;
/// Months after which those who got nothing ask again, as labs do.
const RETRY_MONTHS: f64 = 3.0;
/// Closures in a month, as a share of all, that are worth an event.
const NOTED: f64 = 0.02;

impl World<'_> {
    /// What investors other than venture funds set aside for labs in a month of the opening, USD: companies, and all others.
    fn partners_at_rest(&self) -> [f64; 2] {
        let p = &self.parameters.finance;
        let companies: f64 = [cloud::MICROSOFT, cloud::ALPHABET, cloud::AMAZON]
            .into_iter()
            .map(|c| self.clouds.cash_flow[c])
            .chain([self.chips.profit[chip::NVIDIA] / 12.0])
            .map(|flow| flow.max(0.0) * p.strategic_share_of_cash_flow)
            .sum();
        let funds = p.sovereign_usd_per_year + p.softbank_usd_per_year;
        let crossover =
            self.finance.ai_funding_usd_per_year * (1.0 - p.venture_own_share) * p.crossover_share;
        [companies, (funds + crossover) / 12.0]
    }

    /// Money on offer at the opening is what was raised: what venture funds do not give companies and others do, each a
    /// fixed multiple of what it sets aside for labs.
    pub(crate) fn calibrate_other_ai(&mut self) {
        let p = &self.parameters.finance;
        let venture =
            self.finance.ai_funding_usd_per_year * p.venture_own_share * (1.0 - p.venture_lab_share);
        let raised = self.opening.funding.funding + self.opening.funding.app_funding;
        let missing = (raised - venture).max(0.0) / 12.0;
        let corporate = self.parameters.other_ai.corporate_share;
        let [companies, others] = self.partners_at_rest();
        self.finance.other_ai_per_lab_dollar =
            [corporate * missing / companies.max(1.0), (1.0 - corporate) * missing / others.max(1.0)];
    }

    /// Share of each group that asks for money in this step.
    fn asking_other_ai(&self) -> [f64; GROUPS] {
        let trigger = self.parameters.apps.runway_trigger_months;
        let spread = 2.0 * (self.runway_in_the_middle(FUNDED) - trigger);
        [self.clock.share(1.0 / spread.max(1.0)), self.clock.share(1.0 / RETRY_MONTHS)]
    }

    /// Burn of a group of other AI companies, USD a month.
    fn burn_of_other_ai(&self, group: usize) -> f64 {
        self.other_ai.costs[group] * (1.0 - self.parameters.other_ai.revenue_share)
    }

    /// Months of burn for which the money of a group lasts.
    fn runway_of_other_ai(&self, group: usize) -> f64 {
        self.other_ai.money[group] / self.burn_of_other_ai(group).max(1.0)
    }

    /// The same in the middle of the step, of whose money a step has been spent.
    fn runway_in_the_middle(&self, group: usize) -> f64 {
        self.runway_of_other_ai(group) + 0.5 * self.clock.months
    }

    /// What each group asks for in this step, USD.
    fn asks_of_other_ai(&self) -> [f64; GROUPS] {
        let asking = self.asking_other_ai();
        std::array::from_fn(|g| STEP_UP * ROUND_MONTHS * self.burn_of_other_ai(g) * asking[g])
    }

    /// What investors other than venture funds can give other AI companies now, USD.
    fn partners_money(&self) -> [f64; INVESTORS] {
        std::array::from_fn(|place| {
            let at_hand = 0.9 * self.liquid_usd(investor(self, place)).max(0.0);
            if place == VENTURE { 0.0 } else { self.finance.other_ai_powder[place].min(at_hand) }
        })
    }

    /// What other AI companies ask of venture funds in this step, USD: the part of what they ask that the funds have of all
    /// that is on offer.
    #[must_use]
    pub fn other_ai_asks_of_venture(&self) -> f64 {
        let venture = self.finance.startup_powder;
        let partners: f64 = self.partners_money().iter().sum();
        self.asks_of_other_ai().iter().sum::<f64>() * venture / (venture + partners).max(1.0)
    }
}

/// What each investor other than a venture fund sets aside for other AI companies: `monthly` is what it does for labs.
pub fn set_aside(world: &mut World<'_>, monthly: &[f64; INVESTORS]) {
    let clock = world.clock;
    let [of_companies, of_others] = world.finance.other_ai_per_lab_dollar;
    let first = world.is_first_step();
    for place in [SOVEREIGN, SOFTBANK, CROSSOVER].into_iter().chain(STRATEGIC) {
        let multiple = if STRATEGIC.contains(&place) { of_companies } else { of_others };
        let added = multiple * monthly[place];
        world.finance.set_aside_beyond_labs += added;
        let powder = &mut world.finance.other_ai_powder[place];
        // Half a year of what each sets aside has gathered before the opening.
        let before = if first { 6.0 * added } else { *powder };
        *powder = (before + clock.per_step(added)).min(12.0 * added);
    }
}

/// Phase 9: rounds, closures, and what both do to costs.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn fund(world: &mut World<'_>) -> Done {
    if world.clock.begins_month() {
        world.finance.invested_in_other_ai = 0.0;
    }
    reconcile(world);
    let before = world.other_ai.total_costs();
    // Half of those who close do so before the rounds and half after, so that the length of the step does not matter.
    let mut closed = close(world);
    let asks = world.asks_of_other_ai();
    let asked: f64 = asks.iter().sum();
    let mut offers = world.partners_money();
    offers[VENTURE] = world.finance.startup_powder;
    let supply: f64 = offers.iter().sum();
    let added = world.clock.per_step(world.finance.set_aside_beyond_labs);
    let seed = world.parameters.other_ai.seed_share * added;
    let larger = ((added - seed) / asked.max(1.0)).clamp(1.0, LARGEST_ROUND);
    let wanted = (seed + asked * larger).min(supply);
    let mut raised = 0.0;
    for (place, offer) in offers.into_iter().enumerate() {
        raised += buy_in(world, place, offer / supply.max(1.0) * wanted)?;
    }
    world.finance.invested_in_other_ai += raised;
    world.other_ai.asked = asked;
    let failed = spread(world, &asks, raised, seed.min(raised));
    let after = close(world);
    closed = [closed[0] + after[0], closed[1] + after[1]];
    let months =
        world.parameters.apps.runway_trigger_months * (1.0 - world.parameters.other_ai.revenue_share);
    let failed = move_part(&mut world.other_ai, FUNDED, failed, months);
    join(&mut world.other_ai, UNFUNDED, failed);
    follow_the_money(world);
    bury(world, closed, before)
}

/// Cents that transactions round away are shared, so that groups have what the account has.
fn reconcile(world: &mut World<'_>) {
    let account = world.ledger.deposits(world.opening.roster.other_ai).usd();
    let o = &mut world.other_ai;
    let all = o.total_money();
    if all > 0.0 {
        o.money.iter_mut().for_each(|money| *money *= account / all);
    } else {
        o.money[FUNDED] = account;
    }
}

fn buy_in(world: &mut World<'_>, place: usize, ticket: f64) -> Result<f64, crate::world::Stop> {
    if ticket < 1.0 {
        return Ok(0.0);
    }
    let (agent, buyer) = (world.opening.roster.other_ai, investor(world, place));
    if place == VENTURE {
        world.call_capital(ticket)?;
    }
    let paid = world.place(Instrument::Equity, agent, buyer, ticket)?.usd();
    let powder = if place == VENTURE {
        &mut world.finance.startup_powder
    } else {
        &mut world.finance.other_ai_powder[place]
    };
    *powder = (*powder - paid).max(0.0);
    Ok(paid)
}

/// Seed money makes new companies; of those who asked a part gets what it asked for. Returns the share of the funded group
/// that asked and got nothing.
fn spread(world: &mut World<'_>, asks: &[f64; GROUPS], raised: f64, seed: f64) -> f64 {
    let p = &world.parameters;
    let (revenue_share, trigger) = (p.other_ai.revenue_share, p.apps.runway_trigger_months);
    let asking = world.asking_other_ai();
    let asked: f64 = asks.iter().sum();
    let fill = if asked > 0.0 { ((raised - seed) / asked).min(1.0) } else { 0.0 };
    let o = &mut world.other_ai;
    let theirs = o.money[UNFUNDED] / o.costs[UNFUNDED].max(1.0);
    let funded = move_part(o, UNFUNDED, asking[UNFUNDED] * fill, theirs);
    join(o, FUNDED, funded);
    o.money[FUNDED] += raised;
    o.paid_in[FUNDED] += raised;
    o.costs[FUNDED] += seed / (mean_runway(trigger) * (1.0 - revenue_share));
    asking[FUNDED] * (1.0 - fill)
}

/// Adds what [`move_part`] took out of one group to another.
fn join(o: &mut super::OtherAi, group: usize, [costs, money, paid_in]: [f64; 3]) {
    o.costs[group] += costs;
    o.money[group] += money;
    o.paid_in[group] += paid_in;
}

/// Takes a share of a group out of it, with money for so many months of costs: costs, money and what was paid in.
fn move_part(o: &mut super::OtherAi, group: usize, share: f64, months: f64) -> [f64; 3] {
    let costs = share * o.costs[group];
    let money = (months * costs).min(share.max(0.0) * o.money[group]);
    let paid_in = share * o.paid_in[group];
    o.costs[group] -= costs;
    o.money[group] -= money;
    o.paid_in[group] -= paid_in;
    [costs, money, paid_in]
}

/// Of those who got nothing a part closes every month, and some close for other reasons, as app start-ups do: the closures of
/// half a step. Returns what holders lose and the costs that are gone, USD.
fn close(world: &mut World<'_>) -> [f64; 2] {
    let clock = world.clock;
    let half = |monthly: f64| 1.0 - math::sqrt(1.0 - clock.share(monthly.min(1.0)));
    let other = half(world.parameters.apps.other_closure_per_year / 12.0);
    let dry = half(1.0 / world.runway_in_the_middle(UNFUNDED).max(1.0));
    let o = &mut world.other_ai;
    let mut closed = [0.0; 2];
    for (group, closes) in [(FUNDED, other), (UNFUNDED, (dry + other).min(1.0))] {
        closed[0] += closes * o.paid_in[group];
        closed[1] += closes * o.costs[group];
        o.costs[group] *= 1.0 - closes;
        o.paid_in[group] *= 1.0 - closes;
    }
    closed
}

/// Shares of those who closed are written off; many closures are an event.
fn bury(world: &mut World<'_>, [lost, gone]: [f64; 2], costs_before: f64) -> Done {
    let clock = world.clock;
    world.other_ai.closed_share = if costs_before > 0.0 { gone / costs_before } else { 0.0 };
    let agent = world.opening.roster.other_ai;
    let written_off = write_off(world, agent, lost)?;
    if world.other_ai.closed_share > clock.per_step(NOTED) {
        let through = [Channel::Costs, Channel::Sales, Channel::Funding, Channel::Confidence];
        let id = world.event_through(EventKind::Default, agent, None, written_off, &through);
        world.mark_all(Channel::Confidence, id);
        let weight = clock.per_step(0.025);
        world.finance.news -= weight * world.parameters.finance.confidence_default_effect;
    }
    Ok(())
}

/// Shares worth `usd` are written off by all holders in proportion; returns the cents.
fn write_off(world: &mut World<'_>, agent: AgentId, usd: f64) -> Result<i64, crate::world::Stop> {
    let share = usd / world.ledger.owed(Instrument::Equity, agent).usd().max(1.0);
    let holders: Vec<(AgentId, Money)> = world.ledger.holders(Instrument::Equity, agent).collect();
    let mut cents = 0;
    for (holder, value) in holders {
        let part = value.scaled(share).min(value);
        world.lose(holder, part);
        world.ledger.write_off(Instrument::Equity, agent, holder, part)?;
        cents += part.cents();
    }
    Ok(cents)
}

/// Staff are hired when there is more money than the plans need, and dismissed where there is none to come.
fn follow_the_money(world: &mut World<'_>) {
    let p = &world.parameters;
    let burning = 1.0 - p.other_ai.revenue_share;
    let clock = world.clock;
    let planned = mean_runway(p.apps.runway_trigger_months);
    let o = &mut world.other_ai;
    let affordable = o.money[FUNDED] / (planned * burning);
    o.costs[FUNDED] += clock.closed((affordable - o.costs[FUNDED]).max(0.0), ADJUSTMENT_MONTHS);
    let lasting = o.money[UNFUNDED] / (ROUND_MONTHS * burning);
    o.costs[UNFUNDED] += clock.closed((lasting - o.costs[UNFUNDED]).min(0.0), ADJUSTMENT_MONTHS);
}
