//! Bundling and upsell: prices of subscriptions and seats, and features forced into a product at a higher price (M29).
//!
//! Symbols: b price of subscriptions and f price of seats relative to the opening, t seats in use of seats paid for.

use jevons_numerics::math;
use jevons_parameters::parameters;

use crate::clock::StepLength;
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::roster::cloud;
use crate::streams;
use crate::trail::Channel;
use crate::world::World;

/// M29: bundling and upsell.
pub const M29: Mechanism = Mechanism {
    id: Id::M29,
    name: "Bundling, upsell and prices of subscriptions",
    file: "consumers/bundling.rs",
    what: "Subscriptions become dearer year by year and some payers leave for it. Sellers of seats cut the price of the add-on \
           while seats stand idle. When seats do not grow as hoped, the largest seller puts the feature into the product that \
           everybody has and raises its price: add-on sales go, idle users cost compute, and some customers leave.",
    equations: "b' = b exp(ln(1 + consumers.price_rise_per_year) / 12), payers' long run x b^-consumers.price_elasticity\n\
                f' = f exp(-0.1 / 12 x clip(1 - t / enterprises.seats.renewal_utilisation, 0, 1))\n\
                bundled, once, with bundling.hazard_per_year / 12 while seats grow by less than 30 % a year:\n\
                \u{20}\u{20}ordinary revenue + offices x bundling.price_rise_usd (1 - bundling.churn) a month\n\
                \u{20}\u{20}internal hours + offices x bundling.cost_usd / rent, seats of all x (1 - bundling.cannibalised)",
    symbols: &[("offices", "office seats to which the feature is added (enterprises.seats.office_seats)")],
    off: "Prices of subscriptions and seats stay those of the opening, and nobody bundles.",
    sources: &["judgement", "facts: seats sold, churn"],
    claims: &["Z-051", "Z-107", "Z-115", "Z-128", "Z-138", "Z-139", "D-061"],
    probe: Probe {
        outcome: "consumer.payers",
        agent: "",
        effect: Effect::Lowers,
        months: 36,
        at_least: 0.01,
        given: &[("consumers.price_rise_per_year", 0.1)],
    },
};

parameters! {
    /// Bundling and upsell.
    pub struct BundlingParameters {
        /// Rise of the price of subscriptions a year.
        price_rise: "consumers.price_rise_per_year" for ["M29"],
        /// Elasticity of the share of payers to that price, without its sign.
        price_elasticity: "consumers.price_elasticity" for ["M29"],
        /// Yearly hazard of bundling while seats disappoint.
        hazard_per_year: "bundling.hazard_per_year" for ["M29"],
        /// Rise of the price of the product that everybody has, USD a month and office seat.
        price_rise_usd: "bundling.price_rise_usd_per_seat_month" for ["M29"],
        /// Share of that product's customers who leave for it.
        churn: "bundling.churn" for ["M29"],
        /// Compute that one more user costs who pays nothing for it, USD a month.
        cost_usd: "bundling.cost_usd_per_seat_month" for ["M29"],
        /// Share of all seats of assistants that nobody buys any more.
        cannibalised: "bundling.cannibalised_seats" for ["M29"],
    }
}

/// Yearly growth of the attach rate below which a seller is disappointed.
const HOPED_GROWTH: f64 = 0.3;
/// Fastest fall of the price of seats, log a year.
const SEAT_PRICE_FALL: f64 = 0.1;

/// Prices of subscriptions and what has been bundled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bundling {
    /// Price of subscriptions relative to the opening.
    pub price: f64,
    /// Share of seats that nobody buys since a seller bundled.
    pub given_away: f64,
    /// Attach rate of the last year step by step, ring buffer.
    attach: [f64; 12 * StepLength::MOST_STEPS],
}

impl Default for Bundling {
    fn default() -> Self {
        Self { price: 1.0, given_away: 0.0, attach: [0.0; 12 * StepLength::MOST_STEPS] }
    }
}

/// Phase 4: prices of subscriptions and seats; a seller may bundle.
pub fn price(world: &mut World<'_>) {
    if !world.on(Id::M29) {
        return;
    }
    let clock = world.clock;
    let p = world.parameters.bundling.clone();
    let seats = &world.enterprises.seats;
    let used = if seats.bought > 0.0 { seats.used / seats.bought } else { 1.0 };
    let idle = (1.0 - used / world.parameters.seats.renewal_utilisation).clamp(0.0, 1.0);
    world.enterprises.seat_price *= math::exp(-clock.per_step(SEAT_PRICE_FALL / 12.0 * idle));
    let attach = world.attach_rate();
    let draws = world.draws(streams::BUNDLING);
    let bundling = &mut world.consumers.bundling;
    bundling.price *= math::exp(clock.per_step(math::ln_one_plus(p.price_rise) / 12.0));
    let slot = (clock.steps_elapsed(world.step) % clock.steps(12)) as usize;
    let before = std::mem::replace(&mut bundling.attach[slot], attach);
    let disappoints = before > 0.0 && attach < before * (1.0 + HOPED_GROWTH);
    let hazard = clock.share((p.hazard_per_year / 12.0).min(1.0));
    if bundling.given_away == 0.0 && disappoints && draws.happens(0, hazard) {
        bundle(world, &p);
    }
}

fn bundle(world: &mut World<'_>, p: &BundlingParameters) {
    world.consumers.bundling.given_away = p.cannibalised.max(1e-9);
    let offices = world.parameters.seats.office_seats;
    let seller = cloud::MICROSOFT;
    let yearly = 12.0 * offices * p.price_rise_usd * (1.0 - p.churn);
    // Those who leave take the rest of what they paid for the product with them: a tenth of the seller's other sales.
    world.clouds.ordinary_revenue[seller] *= 1.0 - 0.1 * p.churn;
    world.clouds.ordinary_revenue[seller] += yearly;
    world.clouds.internal_hours[seller] += offices * p.cost_usd / world.clouds.rent.max(0.01);
    let agent = world.opening.roster.clouds[seller];
    // In hundredths of a per cent, as all changes of price: what the seller's other products cost more.
    let rise = (yearly / world.clouds.ordinary_revenue[seller].max(1.0) * 10_000.0) as i64;
    let id =
        world.event_through(EventKind::PriceChange, agent, None, rise, &[Channel::Sales, Channel::Equity]);
    let customers = world.ledger.registry().agent_of(world.opening.roster.enterprises);
    world.mark(Channel::Costs, customers, id);
}

impl World<'_> {
    /// Long-run share of payers relative to that at the price of the opening.
    #[must_use]
    pub fn payers_at_price(&self) -> f64 {
        math::exp(-self.parameters.bundling.price_elasticity * math::ln(self.consumers.bundling.price))
    }
}
