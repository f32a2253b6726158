//! Consumers: users, subscribers and what they pay, by cohort (M29).
//!
//! Symbols: s users as a share of a cohort, S their potential, y payers as a share of users, a price a month.
//!
//! - ds/dt = g s (1 - s / S) (logistic), g fading from the labs' own trend to the market's.
//! - y moves to a sampled long-run conversion; some cancel each month.
//! - Shares of the labs move with quality and with their own trend.

pub mod bundling;

use jevons_ledger::{Flow, Payees, apportion};
use jevons_numerics::math;
use jevons_parameters::parameters;

use crate::mechanism::Mechanism;
use crate::roster::{HOUSEHOLD_GROUPS, lab};
use crate::world::{Done, World};

/// Mechanisms of this layer.
pub const MECHANISMS: &[&Mechanism] = &[&bundling::M29];

parameters! {
    /// Consumers.
    pub struct ConsumerParameters {
        /// Share of people online who will use a chatbot every week in the long run.
        potential_share: "consumers.potential_share_of_people_online" for ["M29", "M30"],
        /// Growth of users where there are few (log a year).
        growth_per_year: "consumers.growth_per_year" for ["M29"],
        /// Share of users who pay in the long run.
        paid_conversion: "consumers.paid_conversion_long_run" for ["M29"],
        /// Speed at which conversion moves, per year.
        conversion_speed_per_year: "consumers.conversion_speed_per_year" for ["M29"],
        /// Effect of one capability point on the yearly growth of a lab's share (log).
        quality_effect: "consumers.quality_effect_per_year" for ["M21", "M29"],
        /// Share of subscribers outside the United States.
        foreign_share: "consumers.foreign_share_of_revenue",
    }
}

/// Consumer cohorts, in columns.
#[derive(Debug, Clone)]
pub struct Consumers {
    /// People, in millions.
    pub people_mn: Vec<f64>,
    /// Household group that pays, or [`Consumers::ABROAD`].
    pub payer: Vec<u8>,
    /// Users as a share of people.
    pub users: Vec<f64>,
    /// Potential users as a share of people.
    pub potential: Vec<f64>,
    /// Payers as a share of users.
    pub payers: Vec<f64>,
    /// What a payer of the cohort pays a month, in USD.
    pub price_usd: Vec<f64>,
    /// Shares of subscription revenue by lab.
    pub share: [f64; lab::COUNT],
    /// Users this month, in millions.
    pub users_mn: f64,
    /// Payers this month, in millions.
    pub payers_mn: f64,
    /// Users at the opening, in millions.
    pub opening_users_mn: f64,
    /// Spending, in USD a month.
    pub spend: f64,
    /// Prices of subscriptions, and what is bundled.
    pub bundling: bundling::Bundling,
}

impl Consumers {
    /// The payer of cohorts outside the United States.
    pub const ABROAD: u8 = u8::MAX;
}

/// Phases 5 and 7: people take up chatbots, subscribe, and pay.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn subscribe(world: &mut World<'_>) -> Done {
    move_shares(world);
    let clock = world.clock;
    let p = &world.parameters.consumers;
    let weight = world.momentum_left();
    let own = world.subscription_mean(|l| world.labs.momentum[l]);
    let surprise = world.subscription_mean(|l| world.labs.surprise[l]);
    // A lab's revenue trend is users times conversion; about two thirds of it were users.
    let growth = (weight * 0.66 * own + (1.0 - weight) * p.growth_per_year + 0.66 * surprise) / 12.0;
    let growth = clock.per_step(growth);
    let speed = clock.share(p.conversion_speed_per_year / 12.0);
    let scale = p.paid_conversion / world.opening.consumer_conversion * world.payers_at_price();
    let mut bills = [0.0; HOUSEHOLD_GROUPS];
    let (mut abroad, mut users_mn, mut payers_mn) = (0.0, 0.0, 0.0);
    let per_payer = world.flat_revenue_per_payer();
    let c = &mut world.consumers;
    for i in 0..c.users.len() {
        let room = (1.0 - c.users[i] / c.potential[i]).max(0.0);
        c.users[i] += growth * c.users[i] * room;
        let target = world.opening.cohort_conversion[i] * scale;
        c.payers[i] += speed * (target - c.payers[i]);
        let users = c.people_mn[i] * c.users[i];
        let payers = users * c.payers[i].clamp(0.0, 1.0);
        users_mn += users;
        payers_mn += payers;
        let bill = payers * 1e6 * c.price_usd[i] * per_payer;
        match bills.get_mut(usize::from(c.payer[i])) {
            Some(total) => *total += bill,
            None => abroad += bill,
        }
    }
    (c.users_mn, c.payers_mn) = (users_mn, payers_mn);
    if c.opening_users_mn == 0.0 {
        c.opening_users_mn = users_mn;
    }
    pay(world, bills, abroad)
}

fn move_shares(world: &mut World<'_>) {
    let effect = world.parameters.consumers.quality_effect;
    let left = world.momentum_left();
    let trend: [f64; lab::COUNT] =
        std::array::from_fn(|l| left * world.labs.momentum[l] + world.labs.surprise[l]);
    let average = world.subscription_mean(|l| trend[l]);
    let quality = world.subscription_mean(|l| world.technology.quality[l]);
    let churn = world.parameters.plans.cap_churn_per_year;
    let clock = world.clock;
    let c = &mut world.consumers;
    for l in 0..lab::COUNT {
        let drift = effect * (world.technology.quality[l] - quality) + 0.5 * (trend[l] - average)
            - churn * (1.0 - world.labs.plans.cap[l]);
        c.share[l] *= math::exp(clock.per_step(drift.clamp(-1.5, 1.5) / 12.0));
    }
    let total: f64 = c.share.iter().sum();
    c.share.iter_mut().for_each(|share| *share /= total.max(1e-12));
}

/// Pays this step's part of bills at monthly rates.
fn pay(world: &mut World<'_>, bills: [f64; HOUSEHOLD_GROUPS], abroad: f64) -> Done {
    let clock = world.clock;
    let roster = &world.opening.roster;
    let mut cents = bills.map(|usd| (clock.per_step(usd) * 100.0) as i64);
    let money = world.ledger.column(
        roster.households,
        jevons_ledger::Instrument::Deposits,
        jevons_ledger::Side::Asset,
    );
    for (bill, held) in cents.iter_mut().zip(money) {
        *bill = (*bill).min(held / i64::from(clock.steps(20)));
    }
    let home: i64 = cents.iter().sum();
    let mut totals = [0_i64; lab::COUNT];
    apportion(home, &world.consumers.share, &mut totals);
    let payees = Payees::Pool { agents: &roster.labs, totals: &totals };
    world.ledger.bulk_pay(Flow::Subscriptions, roster.households, &cents, payees)?;
    let mut spend = clock.per_month(home as f64 / 100.0);
    let per_payer = world.flat_revenue_per_payer();
    for l in 0..lab::COUNT {
        let due = clock.per_step(abroad * world.consumers.share[l]);
        let paid = world.pay_what_one_can(Flow::Subscriptions, roster.abroad, roster.labs[l], due)?.usd();
        let paid = clock.per_month(paid);
        spend += paid;
        world.labs.subscription_revenue[l] = clock.per_month(totals[l] as f64 / 100.0) + paid;
        world.labs.volume[l] += world.labs.subscription_revenue[l] / per_payer;
    }
    world.consumers.spend = spend;
    Ok(())
}
