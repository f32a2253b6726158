//! Policy response: transfers to those who lose their work, at once by rule and later by decision (M48).

use jevons_ledger::{Flow, Money, apportion};
use jevons_parameters::parameters;

use crate::clock::StepLength;
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::roster::HOUSEHOLD_GROUPS;
use crate::trail::Channel;
use crate::world::{Done, World};

/// M48: policy response with a lag.
pub const M48: Mechanism = Mechanism {
    id: Id::M48,
    name: "Policy response with a lag",
    file: "government/policy.rs",
    what: "Insurance replaces a small part of wages while people search. More comes by decision, years after the loss has \
           become visible, and replaces a part of what was lost then. The Treasury borrows what it pays.",
    equations: "transfers = l (government.policy.automatic_share x W (d - w - m)\n\
                \u{20}\u{20}+ government.policy.strength x lost wages government.policy.lag_months ago)",
    symbols: &[
        ("l", "levers.policy_response"),
        ("W", "white-collar wages if nobody were displaced, USD a month"),
        ("d - w - m", "share displaced and without other work (M36)"),
    ],
    off: "Transfers grow with output and react to nothing.",
    sources: &["judgement", "facts: replacement rate and recipiency of unemployment insurance"],
    claims: &["L-004", "L-006"],
    probe: Probe {
        outcome: "hh.consumption",
        agent: "",
        effect: Effect::Raises,
        months: 84,
        at_least: 0.002,
        given: &[("labour.displacement_per_year", 0.12)],
    },
};

parameters! {
    /// Policy response.
    pub struct PolicyParameters {
        /// Share of the wages of those without work that insurance pays at once.
        automatic_share: "government.policy.automatic_share" for ["M48"],
        /// Share of lost wages that later measures replace.
        strength: "government.policy.strength" for ["M48"],
        /// Months between a loss and the measure that answers it.
        lag_months: "government.policy.lag_months" for ["M48"],
    }
}

/// Longest lag, in months.
const MEMORY_MONTHS: usize = 96;
/// Share of all transfers that a measure must add to be news, and factor by which it must grow to be news again.
const NEWS_SHARE: f64 = 0.002;
const NEWS_FACTOR: f64 = 2.0;

/// What governments know of lost wages and do about them.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Lost wages step by step, newest first, in USD a month.
    lost: [f64; MEMORY_MONTHS * StepLength::MOST_STEPS],
    announced: f64,
    /// Transfers in answer to displacement, in USD a month.
    pub transfers: f64,
}

impl Default for Policy {
    fn default() -> Self {
        Self { lost: [0.0; MEMORY_MONTHS * StepLength::MOST_STEPS], announced: 0.0, transfers: 0.0 }
    }
}

/// Phase 11: those who lost wages receive transfers.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn respond(world: &mut World<'_>) -> Done {
    let p = world.parameters.policy.clone();
    let work = world.households.work;
    let wages = world.white_collar_wages();
    let clock = world.clock;
    let policy = &mut world.governments.policy;
    let newer = policy.lost.len() - 1;
    policy.lost.copy_within(0..newer, 1);
    policy.lost[0] = wages * work.lost_share(world.parameters.labour.rehired_wage_share);
    let oldest = clock.steps(MEMORY_MONTHS as u32) as usize - 1;
    let lag = (clock.per_month(p.lag_months).round().max(0.0) as usize).min(oldest);
    let decided = world.levers.policy_response[0] * p.strength * policy.lost[lag];
    let searching = (work.displaced - work.desk - work.manual).max(0.0);
    let automatic = world.levers.policy_response[0] * p.automatic_share * wages * searching;
    policy.transfers = 0.0;
    if !world.on(Id::M48) {
        return Ok(());
    }
    announce(world, decided);
    pay(world, decided + automatic)
}

fn announce(world: &mut World<'_>, decided: f64) {
    let least = NEWS_SHARE * world.governments.transfers;
    let policy = &mut world.governments.policy;
    if decided < least.max(NEWS_FACTOR * policy.announced) {
        return;
    }
    policy.announced = decided;
    let agent = world.opening.roster.us_government;
    let cents = Money::from_usd(decided).cents();
    world.event_through(EventKind::PolicyMeasure, agent, None, cents, &[Channel::Law, Channel::Confidence]);
}

/// This step's part of `usd` a month, to white-collar groups by their part in the wages that are lost.
fn pay(world: &mut World<'_>, usd: f64) -> Done {
    let roster = &world.opening.roster;
    let clock = world.clock;
    let due = Money::from_usd(clock.per_step(usd.max(0.0)));
    if due.is_zero() {
        return Ok(());
    }
    let h = &world.households;
    let weights: [f64; HOUSEHOLD_GROUPS] =
        std::array::from_fn(|group| if h.white_collar[group] { h.wage_share[group] } else { 0.0 });
    let mut parts = [0_i64; HOUSEHOLD_GROUPS];
    apportion(due.cents(), &weights, &mut parts);
    world.raise_cash(roster.us_government, due)?;
    world.ledger.bulk_receive(Flow::SocialTransfers, roster.us_government, roster.households, &parts)?;
    for (income, part) in world.households.income.iter_mut().zip(parts) {
        *income += clock.per_month(part as f64 / 100.0);
    }
    world.governments.policy.transfers = clock.per_month(due.usd());
    Ok(())
}
