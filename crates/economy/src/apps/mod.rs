//! App start-ups: revenue, token bills, runway, rounds, closure and entry (M27, M34).
//!
//! Symbols: w market weight, t token cost as a share of revenue at the opening, P provider's price, q pass-through.
//!
//! - Revenue is the start-up's share of what enterprises and customers abroad spend on applications.
//! - Token bill = t R P^(1 - q) where a share q of a price rise is passed on to customers.
//! - Those short of runway ask venture funds for eighteen months of burn; money goes round until it is used up.
//! - Who cannot pay its bills closes: holders write off, customers go to the others. New ones enter with seed money.

pub mod consolidation;
pub mod dependence;
pub mod entry;

use jevons_ledger::{Change, Flow, Instrument, Payees, Side, apportion};
use jevons_numerics::math;
use jevons_parameters::parameters;

use crate::clock::Clock;
use crate::enterprises::{HOSTS, PROVIDERS, pick, providers};
use crate::mechanism::{Id, Mechanism};
use crate::other_ai::ROUND_MONTHS;
use crate::output::EventKind;
use crate::roster::HOUSEHOLD_GROUPS;
use crate::streams;
use crate::trail::Channel;
use crate::world::{Done, World};

/// Mechanisms of this layer.
pub const MECHANISMS: &[&Mechanism] = &[&consolidation::M14, &dependence::M27, &entry::M34];

parameters! {
    /// App start-ups.
    pub struct StartupParameters {
        /// Token cost as a share of revenue, average.
        token_share: "apps.token_share_of_revenue" for ["M27"],
        /// Share of a price change that start-ups pass on.
        pass_through: "apps.price_pass_through" for ["M27"],
        /// Runway below which a start-up seeks a round, in months.
        runway_trigger_months: "apps.runway_trigger_months" for ["M27"],
        /// Yearly hazard of closing for reasons other than money.
        other_closure_per_year: "apps.other_closure_hazard_per_year" for ["M27"],
        /// Monthly standard deviation of log market weight.
        growth_volatility: "apps.growth_volatility_per_month" for ["M34"],
        /// Burn at the opening as a share of revenue, average.
        burn_share: "apps.burn_share_of_revenue" for ["M27"],
        /// Yearly share of spending on applications that clouds and labs absorb into products of their own.
        absorption_per_year: "apps.consolidation.absorption_per_year" for ["M14"],
        /// Yearly hazard that a start-up is taken over when confidence is at rest.
        takeovers_per_year: "apps.consolidation.takeovers_per_year" for ["M14"],
        /// Price of a start-up that is taken over, as a multiple of its yearly revenue.
        takeover_multiple: "apps.consolidation.price_to_revenue" for ["M14"],
        /// Seed money of a new start-up, in USD.
        seed_usd: "apps.seed_usd" for ["M34"],
        /// Companies that the population stands for.
        companies: "apps.companies_represented" for ["M34"],
    }
}

/// App start-ups, in columns.
#[derive(Debug, Clone)]
pub struct Startups {
    /// Market weight; zero when closed.
    pub weight: Vec<f64>,
    /// Token cost as a share of revenue.
    pub token_share: Vec<f64>,
    /// Staff and other cost, USD a month.
    pub other_cost: Vec<f64>,
    /// Main provider.
    pub provider: Vec<u8>,
    /// Whether in business.
    pub alive: Vec<bool>,
    /// Revenue of this step, in cents.
    pub revenue_cents: Vec<i64>,
    /// Revenue of all, in USD a month.
    pub revenue: f64,
    /// Token bills of all, in USD a month.
    pub token_bill: f64,
    /// Token bills by provider, in USD a month.
    pub bills: [f64; PROVIDERS],
    /// Founders and incumbents.
    pub entry: entry::Entry,
    /// Closed in this step.
    closed: u32,
    /// Closed so far this month.
    pub closed_in_month: u32,
    /// Closed since the opening.
    pub closed_total: u32,
    /// Entered so far this month.
    pub entered: u32,
    /// What clouds and labs have taken over.
    pub consolidation: consolidation::Consolidation,
    tokens_cents: Vec<i64>,
    other_cents: Vec<i64>,
    scratch: Vec<i64>,
    draws: Vec<f64>,
    choice_draws: Vec<f64>,
}

impl Startups {
    /// Start-ups with the given columns, all in business.
    #[must_use]
    pub fn new(weight: Vec<f64>, token_share: Vec<f64>, other_cost: Vec<f64>, provider: Vec<u8>) -> Self {
        let count = weight.len();
        Self {
            weight,
            token_share,
            other_cost,
            provider,
            alive: vec![true; count],
            revenue_cents: vec![0; count],
            revenue: 0.0,
            token_bill: 0.0,
            bills: [0.0; PROVIDERS],
            entry: entry::Entry::new(0),
            closed: 0,
            closed_in_month: 0,
            closed_total: 0,
            entered: 0,
            consolidation: consolidation::Consolidation::default(),
            tokens_cents: vec![0; count],
            other_cents: vec![0; count],
            scratch: vec![0; count],
            draws: vec![0.0; count],
            choice_draws: vec![0.0; count],
        }
    }

    /// Number in business.
    #[must_use]
    pub fn in_business(&self) -> usize {
        self.alive.iter().filter(|alive| **alive).count()
    }
}

/// Phase 7: start-ups earn, and pay for tokens, staff and everything else.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn settle(world: &mut World<'_>) -> Done {
    world.incumbents_earn()?;
    earn(world)?;
    decide_bills(world);
    pay_bills(world)
}

fn earn(world: &mut World<'_>) -> Done {
    let roster = &world.opening.roster;
    let home: i64 = world.enterprises.apps_cents().iter().sum();
    apportion(home, &world.startups.weight, &mut world.startups.revenue_cents);
    let World { ledger, enterprises, startups, .. } = world;
    ledger.bulk_market(
        Flow::AppSales,
        roster.enterprises,
        enterprises.apps_cents(),
        roster.startups,
        &startups.revenue_cents,
    )?;
    let clock = world.clock;
    let abroad = jevons_ledger::Money::from_usd(clock.per_step(world.enterprises.foreign_apps));
    world.raise_cash(roster.abroad, abroad)?;
    apportion(abroad.cents(), &world.startups.weight, &mut world.startups.scratch);
    let World { ledger, startups, .. } = world;
    ledger.bulk_receive(Flow::AppSales, roster.abroad, roster.startups, &startups.scratch)?;
    for (revenue, more) in startups.revenue_cents.iter_mut().zip(&startups.scratch) {
        *revenue += more;
    }
    startups.revenue = clock.per_month(startups.revenue_cents.iter().sum::<i64>() as f64 / 100.0);
    Ok(())
}

fn decide_bills(world: &mut World<'_>) {
    let clock = world.clock;
    let p = &world.parameters.apps;
    let cumulated = world.choice_probabilities();
    let factor = world.token_bill_factor();
    let dependent = world.on(Id::M27);
    let switching = world.reconsidering(1.5);
    let closing = clock.share(p.other_closure_per_year / 12.0);
    let volatility = p.growth_volatility * clock.noise(1.0);
    let growth = world.draws(streams::STARTUP_GROWTH);
    let choice = world.draws(streams::STARTUP_FUNDING);
    let money = world.ledger.column(world.opening.roster.startups, Instrument::Deposits, Side::Asset);
    let s = &mut world.startups;
    growth.fill_normal(&mut s.draws);
    choice.fill_uniform(&mut s.choice_draws);
    s.closed = 0;
    for i in 0..s.weight.len() {
        (s.tokens_cents[i], s.other_cents[i]) = (0, 0);
        if !s.alive[i] {
            continue;
        }
        s.weight[i] *= math::exp(volatility * s.draws[i]);
        let u = s.choice_draws[i];
        let leaves = switching[usize::from(s.provider[i])];
        if u < leaves {
            s.provider[i] = pick(&cumulated, u / leaves);
        }
        let revenue = s.revenue_cents[i] as f64;
        let tokens = (revenue * s.token_share[i] * factor[usize::from(s.provider[i])]) as i64;
        let other = (clock.per_step(s.other_cost[i]) * 100.0) as i64;
        let closes = u > 1.0 - closing || (dependent && tokens + other > money[i]);
        s.tokens_cents[i] = tokens.min(money[i]);
        s.other_cents[i] = other.min(money[i] - s.tokens_cents[i]);
        if closes {
            s.alive[i] = false;
            s.weight[i] = 0.0;
            s.closed += 1;
        }
    }
    s.closed_total += s.closed;
    s.closed_in_month = if clock.begins_month() { s.closed } else { s.closed_in_month + s.closed };
    s.token_bill = clock.per_month(s.tokens_cents.iter().sum::<i64>() as f64 / 100.0);
}

fn pay_bills(world: &mut World<'_>) -> Done {
    let roster = &world.opening.roster;
    let providers = providers(world);
    let (startups, households) = (roster.startups, roster.households);
    let World { ledger, startups: s, households: h, .. } = &mut *world;
    let payees = Payees::Each { choice: &s.provider, agents: &providers };
    ledger.bulk_pay(Flow::TokenSales, startups, &s.tokens_cents, payees)?;
    let other: i64 = s.other_cents.iter().sum();
    let mut wages = [0_i64; HOUSEHOLD_GROUPS];
    apportion(other, &h.tech_wage_share, &mut wages);
    ledger.bulk_market(Flow::Wages, startups, &s.other_cents, households, &wages)?;
    let mut totals = [0_i64; PROVIDERS];
    for (amount, &v) in s.tokens_cents.iter().zip(&s.provider) {
        totals[usize::from(v)] += amount;
    }
    for (v, total) in totals.into_iter().enumerate() {
        let usd = world.clock.per_month(total as f64 / 100.0);
        world.startups.bills[v] = usd;
        if v == HOSTS {
            world.enterprises.host_revenue += usd;
        } else {
            let price = world.labs.price[v].max(1e-6);
            world.labs.api_revenue[v] += usd;
            world.labs.volume[v] += usd / price;
        }
    }
    Ok(())
}

/// Phases 9 and 10: rounds, closures and entry.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn fund(world: &mut World<'_>) -> Done {
    close_the_closed(world)?;
    let p = world.parameters.apps.clone();
    let roster = &world.opening.roster;
    let count = world.startups.weight.len();
    let per_member = p.companies / count.max(1) as f64;
    let chance = world.entry_chance();
    let (clock, chance) = (world.clock, world.clock.share(chance));
    let others = world.other_ai_asks_of_venture();
    let money = world.ledger.column(roster.startups, Instrument::Deposits, Side::Asset);
    let s = &mut world.startups;
    s.scratch.fill(0);
    if clock.begins_month() {
        s.entered = 0;
    }
    let asked = ask(s, &p, money, clock, chance);
    // Funds that cannot give everybody what they ask share what they have between start-ups and other AI companies.
    let powder = world.finance.startup_powder;
    let part = (powder - others).max(powder * asked / (asked + others).max(1.0));
    let (mut left, kept) = (part * 100.0, powder - part);
    // The queue starts elsewhere every time, so that nobody is always first.
    let start = (clock.steps_elapsed(world.step) as usize * 7919) % count.max(1);
    for k in 0..count {
        let i = (start + k) % count;
        let amount = s.draws[i];
        if amount <= 0.0 || amount > left {
            continue;
        }
        left -= amount;
        s.scratch[i] = amount as i64;
        if !s.alive[i] {
            s.alive[i] = true;
            s.entered += 1;
        }
    }
    let given: i64 = s.scratch.iter().sum();
    let total_weight: f64 = s.weight.iter().sum();
    for i in 0..count {
        if s.alive[i] && s.weight[i] == 0.0 {
            s.weight[i] = 0.2 * total_weight / count as f64;
            s.other_cost[i] = p.seed_usd * per_member / 20.0;
        }
    }
    let usd = given as f64 / 100.0;
    world.finance.startup_powder = kept + left.max(0.0) / 100.0;
    world.finance.invested_in_startups += usd;
    world.call_capital(usd)?;
    if world.ledger.deposits(roster.venture).usd() + 0.005 < usd {
        // Investors could not answer the call: nobody is funded this time.
        return Ok(());
    }
    let World { ledger, startups, .. } = world;
    ledger.bulk_open(Instrument::Equity, Side::Liability, roster.startups, &startups.scratch)?;
    adjust_costs(world);
    Ok(())
}

/// What each start-up asks for, in cents, into its draw; returns the sum in USD.
fn ask(s: &mut Startups, p: &StartupParameters, money: &[i64], clock: Clock, chance: f64) -> f64 {
    let seed = p.seed_usd * p.companies / s.weight.len().max(1) as f64 * 100.0;
    for i in 0..s.weight.len() {
        s.draws[i] = if s.alive[i] {
            let burn = clock.per_month((s.other_cents[i] + s.tokens_cents[i] - s.revenue_cents[i]) as f64);
            let short = burn > 0.0 && (money[i] as f64) < p.runway_trigger_months * burn;
            if short { ROUND_MONTHS * burn } else { 0.0 }
        } else if s.choice_draws[i] > chance {
            0.0
        } else {
            // A closed place is taken by a newcomer after a year or so when money is to be had.
            seed
        };
    }
    s.draws.iter().sum::<f64>() / 100.0
}

/// Costs follow revenue: the profitable hire, the burning cut a little.
fn adjust_costs(world: &mut World<'_>) {
    let (clock, speed) = (world.clock, world.clock.share(0.08));
    let s = &mut world.startups;
    for i in 0..s.weight.len() {
        if !s.alive[i] {
            continue;
        }
        let gross = clock.per_month((s.revenue_cents[i] - s.tokens_cents[i]) as f64 / 100.0);
        let target = (1.1 * gross).max(0.0) + 0.2 * s.other_cost[i];
        s.other_cost[i] += speed * (target - s.other_cost[i]);
    }
}

fn close_the_closed(world: &mut World<'_>) -> Done {
    if world.startups.closed == 0 {
        return Ok(());
    }
    let roster = &world.opening.roster;
    let World { ledger, startups: s, .. } = &mut *world;
    let rest = ledger.column(roster.startups, Instrument::Deposits, Side::Asset);
    for i in 0..s.weight.len() {
        s.scratch[i] = if s.alive[i] { 0 } else { rest[i] };
    }
    ledger.bulk_pay(Flow::BankruptcyCosts, roster.startups, &s.scratch, Payees::One(roster.businesses))?;
    let shares = ledger.column(roster.startups, Instrument::Equity, Side::Liability);
    let mut lost = 0_i64;
    for i in 0..s.weight.len() {
        s.scratch[i] = if s.alive[i] { 0 } else { -shares[i] };
        lost -= s.scratch[i];
    }
    ledger.bulk_change(Change::WriteOff, Instrument::Equity, Side::Liability, roster.startups, &s.scratch)?;
    world.lose(roster.venture, jevons_ledger::Money::from_cents(lost));
    let count = world.startups.weight.len().max(1) as f64;
    if f64::from(world.startups.closed) / count > world.clock.per_step(0.02) {
        let agent = world.ledger.registry().agent_of(roster.startups);
        let through = [Channel::Costs, Channel::Sales, Channel::Funding, Channel::Confidence];
        let id = world.event_through(EventKind::Default, agent, None, lost, &through);
        world.mark_all(Channel::Confidence, id);
        let weight = world.clock.per_step(0.025);
        world.finance.news -= weight * world.parameters.finance.confidence_default_effect;
    }
    Ok(())
}
