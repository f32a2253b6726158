//! GPU clouds and inference providers: overflow in shortage, hours rented between clouds, and arbitrage (M10).
//!
//! Symbols: U utilisation of a large cloud, U0 that of the opening, k response, a share of arbitrage.
//!
//! - Demand that a large cloud cannot serve goes in part to neoclouds with free hours; the cloud pays them the market
//!   rent with a premium and serves those customers who pay it something near that rent. Its own division and labs
//!   with an old contract far below the market wait: nobody rents dear to sell cheap.
//! - Hours that large clouds rent under contract follow their own utilisation.
//! - Of the customers who rent from neoclouds directly a share a came for want of room (machines without tools): they move
//!   to large clouds when those have room, and come when they have not. The others stay with their tools.
//! - Hosts of open weights buy where there is room.

use super::bargaining::{free_hours, shifted};
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::roster::{cloud, lab};
use crate::world::World;
use jevons_numerics::math;

/// M10: GPU clouds and inference providers.
pub const M10: Mechanism = Mechanism {
    id: Id::M10,
    name: "GPU clouds and inference providers",
    file: "clouds/neoclouds.rs",
    what: "Neoclouds live on shortage at the large clouds: what those cannot serve flows over to them at a premium, what \
           those rent from them follows utilisation, and part of their own customers leave when there is room elsewhere. \
           Customers who came for tools stay.",
    equations: "overflow = min(o x (asked - served), free hours of neoclouds)\n\
                rented' = rented exp(clip(k (U - U0), -0.1, 0.1)), 0.1 to 4 times that of the opening\n\
                moved = a k (U large - U0) x direct hours of neoclouds",
    symbols: &[
        ("U", "utilisation of the renter, U0 at the opening"),
        ("o", "bargaining.neoclouds.overflow_share"),
        ("x", "share of hours asked by customers who pay 0.8 of the market rent or more, without a division"),
        ("k", "bargaining.neoclouds.response_to_utilisation"),
        ("a", "bargaining.neoclouds.arbitrage_share"),
    ],
    off: "What clouds rent to each other is constant, nothing flows over, and direct customers stay.",
    sources: &["facts: CoreWeave top_customer_share_of_revenue", "judgement"],
    claims: &[
        "G-054", "G-055", "G-058", "G-059", "G-062", "G-070", "G-071", "G-072", "G-073", "G-074", "G-075",
        "G-076", "G-077", "G-094",
    ],
    probe: Probe {
        outcome: "cloud.ai_revenue",
        agent: cloud::NAMES[cloud::OTHER_NEOCLOUDS],
        effect: Effect::Moves,
        months: 24,
        at_least: 0.02,
        given: &[],
    },
};

/// Price of a lab's hours, as a share of the market rent, from which a cloud rents elsewhere to serve it.
const PASSED_ON_FROM: f64 = 0.8;

/// Hours between clouds beyond contracts of the opening.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overflow {
    /// Hours passed on a month, by large cloud and neocloud.
    pub hours: [[f64; cloud::COUNT]; cloud::COUNT],
    /// Hours rented under contract at the opening.
    pub opening_rented: [[f64; cloud::COUNT]; cloud::COUNT],
}

/// Phase 6: what large clouds cannot serve is served by neoclouds that have room.
pub fn pass_on(world: &mut World<'_>) {
    world.clouds.overflow.hours = [[0.0; cloud::COUNT]; cloud::COUNT];
    if !world.on(Id::M10) {
        return;
    }
    let free: [f64; cloud::COUNT] =
        std::array::from_fn(|n| if n >= cloud::HYPERSCALERS { free_hours(world, n) } else { 0.0 });
    let share = world.parameters.bargaining.overflow_share;
    let unserved: [f64; cloud::COUNT] = std::array::from_fn(|c| {
        let missing = world.clouds.demand[c].external() - world.clouds.served[c].external();
        if c < cloud::HYPERSCALERS { share * paying_share(world, c) * missing.max(0.0) } else { 0.0 }
    });
    let clouds = &mut world.clouds;
    let (room, wanted) = (free.iter().sum::<f64>(), unserved.iter().sum::<f64>());
    if room <= 0.0 || wanted <= 0.0 {
        return;
    }
    let scale = (room / wanted).min(1.0);
    for c in 0..cloud::HYPERSCALERS {
        for n in cloud::HYPERSCALERS..cloud::COUNT {
            let hours = unserved[c] * scale * free[n] / room;
            clouds.overflow.hours[c][n] = hours;
            clouds.demand[n].clouds += hours;
            clouds.served[n].clouds += hours;
        }
        let served = clouds.served[c].external() + unserved[c] * scale;
        if clouds.demand[c].external() > 0.0 {
            clouds.fill[c] = (served / clouds.demand[c].external()).min(1.0);
        }
    }
    for n in cloud::HYPERSCALERS..cloud::COUNT {
        let used = clouds.served[n].total();
        // The capacity is what is served and what is free of it.
        let capacity = used + free[n] - clouds.overflow.hours.iter().map(|row| row[n]).sum::<f64>();
        clouds.utilisation[n] = if capacity > 0.0 { (used / capacity).min(1.0) } else { 0.0 };
    }
}

/// Share of the hours that others ask of cloud `c` whose payers bear what it costs to rent them elsewhere.
fn paying_share(world: &World<'_>, c: usize) -> f64 {
    let (roster, labs, clouds) = (&world.opening.roster, &world.labs, &world.clouds);
    let asked = clouds.demand[c].external();
    let waits = |l: usize| {
        roster.parent(l) == Some(roster.clouds[c]) || clouds.lab_price[l] < PASSED_ON_FROM * clouds.rent
    };
    let waiting: f64 = (0..lab::COUNT)
        .filter(|&l| waits(l))
        .map(|l| clouds.supplier_share[l][c] * (labs.inference_hours[l] + labs.training_hours[l]))
        .sum();
    if asked > 0.0 { (1.0 - waiting / asked).clamp(0.0, 1.0) } else { 0.0 }
}

/// Phase 8: contracts between clouds, direct customers and hosts move with room and the want of it.
pub fn rearrange(world: &mut World<'_>) {
    if !world.on(Id::M10) {
        return;
    }
    let p = world.parameters.bargaining.clone();
    let usual = world.parameters.clouds.opening_utilisation;
    let free: [f64; cloud::COUNT] = std::array::from_fn(|c| free_hours(world, c));
    let clock = world.clock;
    let clouds = &mut world.clouds;
    for c in 0..cloud::HYPERSCALERS {
        let change = (p.rented_response * (clouds.utilisation[c] - usual)).clamp(-0.1, 0.1);
        for n in cloud::HYPERSCALERS..cloud::COUNT {
            let opening = clouds.overflow.opening_rented[c][n];
            let rented = clouds.rented_hours[c][n] * math::exp(clock.per_step(change));
            clouds.rented_hours[c][n] = rented.clamp(0.1 * opening, 4.0 * opening);
        }
    }
    let (large, hours) = (0..cloud::HYPERSCALERS).fold((0.0, 0.0), |(used, all), c| {
        let served = clouds.served[c].total();
        (used + served, all + served / clouds.utilisation[c].max(1e-6))
    });
    let tightness = if hours > 0.0 { large / hours - usual } else { 0.0 };
    let moved = (p.arbitrage_share * p.rented_response * tightness).clamp(-0.1, 0.1);
    move_direct(clouds, clock.per_step(moved));
    let moved = shifted(&clouds.host_supplier_share, &clouds.fill, &free);
    for (share, wanted) in clouds.host_supplier_share.iter_mut().zip(moved) {
        *share += clock.closed(wanted - *share, 6.0);
    }
}

/// Moves a share of the direct customers of neoclouds from (or, if negative, to) the large clouds.
fn move_direct(clouds: &mut super::Clouds, share: f64) {
    let small: f64 = clouds.direct_hours[cloud::HYPERSCALERS..].iter().sum();
    let large: f64 = clouds.direct_hours[..cloud::HYPERSCALERS].iter().sum();
    if small <= 0.0 || large <= 0.0 {
        return;
    }
    let moved = (share * small).min(0.05 * large);
    for (c, hours) in clouds.direct_hours.iter_mut().enumerate() {
        *hours *= if c < cloud::HYPERSCALERS { 1.0 - moved / large } else { 1.0 + moved / small };
    }
}
