//! Self-hosting: enterprises run open weights on hours of their own where that is cheaper than a lab or host (M25).
//!
//! Symbols: x share of an enterprise's tokens that it serves itself (x0 at the opening), P price of its provider, c cost of
//! a task on own hours, both relative to the opening, D lead of the provider over open weights in points.
//!
//! - ln(x* / (1 - x*)) = ln(x0 / (1 - x0)) + e (ln P - ln c) - beta (D - D0); x moves to x* at a sampled speed.
//! - What is served on own hours is not bought: spending on tokens falls by (1 - x) / (1 - x0).
//! - Own hours are rented from the clouds, more of them than a lab needs, since they are used less evenly.

use jevons_numerics::math;
use jevons_parameters::parameters;

use crate::enterprises::{HOSTS, PROVIDERS};
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::roster::cloud;
use crate::world::World;

/// M25: third-party and own hosting.
pub const M25: Mechanism = Mechanism {
    id: Id::M25,
    name: "Third-party and own hosting",
    file: "open_weights/hosting.rs",
    what: "Anyone may serve open weights. Hosts sell them near cost, and enterprises run them on hours of their own when \
           their provider becomes dear against that: income moves from labs to clouds, and the hours are still used.",
    equations: "ln(x* / (1 - x*)) = ln(x0 / (1 - x0)) + e (ln P - ln c) - beta (D - D0)\n\
                x' = x + v / 12 (x* - x), at least levers.self_hosting\n\
                c = w p / p0, w of open weights\n\
                spending on tokens x (1 - x) / (1 - x0)\n\
                own hours = tasks served oneself x hours of a task x w / u, rented from clouds at the market price",
    symbols: &[
        ("x", "share of tokens that an enterprise serves itself"),
        ("P", "list price of the provider, relative to the opening"),
        ("p", "price of an H100 equivalent, USD"),
        ("D", "quality of the provider less that of open weights, points"),
        ("x0", "open_weights.self_hosted_share"),
        ("e", "open_weights.self_hosting_price_effect"),
        ("v", "open_weights.self_hosting_speed_per_year"),
        ("u", "open_weights.own_utilisation"),
        ("beta", "labs.pricing.premium_per_point"),
    ],
    off: "Nobody hosts more itself than at the opening; open weights are bought from hosts.",
    sources: &["priors: self-hosted share of tokens", "judgement"],
    claims: &["Z-122", "D-036", "D-043", "D-044", "D-050", "G-028", "G-031", "L-016", "L-017"],
    probe: Probe {
        outcome: "lab.api_revenue",
        agent: "OpenAI",
        effect: Effect::Lowers,
        months: 12,
        at_least: 0.1,
        given: &[("levers.self_hosting", 0.5)],
    },
};

parameters! {
    /// Self-hosting.
    pub struct HostingParameters {
        /// Share of enterprises' tokens that they serve themselves at the opening.
        opening_share: "open_weights.self_hosted_share" for ["M25"],
        /// Effect of a log point of price against own cost on the log odds of serving oneself.
        price_effect: "open_weights.self_hosting_price_effect" for ["M25"],
        /// Speed at which enterprises build up or give up hosting of their own, per year.
        speed_per_year: "open_weights.self_hosting_speed_per_year" for ["M25"],
        /// Use of own hours relative to that of a lab's.
        own_utilisation: "open_weights.own_utilisation" for ["M25"],
    }
}

/// Phase 5, first: how much customers of each provider serve themselves.
pub fn decide(world: &mut World<'_>) {
    let p = world.parameters.hosting.clone();
    let on = world.on(Id::M25);
    let usual = math::ln(p.opening_share / (1.0 - p.opening_share));
    let own_cost = world.open_work() * world.chips.price_per_h100e / world.opening.compute.price_per_h100e;
    let speed = world.clock.share((p.speed_per_year / 12.0).min(1.0));
    for v in 0..PROVIDERS {
        let lead = lead(world, v);
        let price = world.provider_price(v).max(1e-6);
        let odds = usual + p.price_effect * math::ln(price / own_cost.max(1e-6))
            - world.parameters.pricing.premium_per_point * lead;
        let target = 1.0 / (1.0 + math::exp(-odds.clamp(-20.0, 20.0)));
        let before = world.open_weights.self_hosted[v];
        let now = (before + speed * (target - before)).max(world.levers.self_hosting[0]).min(0.95);
        world.open_weights.self_hosted[v] = if on { now } else { p.opening_share };
    }
}

/// Lead of a provider over open weights beyond that of the opening, in points.
fn lead(world: &World<'_>, v: usize) -> f64 {
    if v == HOSTS {
        return 0.0;
    }
    let tech = &world.technology;
    (tech.quality[v] - tech.open) - (tech.opening_quality[v] - world.opening.open_quality)
}

/// Phase 5, last: hours that enterprises rent to serve `bought` tokens' worth of tasks not bought, in USD at the prices
/// of the opening by provider.
pub fn rent_hours(world: &mut World<'_>, bought: [f64; PROVIDERS]) {
    let p = &world.parameters.hosting;
    let mut hours = 0.0;
    for (v, volume) in bought.into_iter().enumerate() {
        let share = world.open_weights.self_hosted[v];
        let more = volume * (share - p.opening_share) / (1.0 - share).max(0.05);
        let per_usd = if v == HOSTS {
            (1.0 - world.parameters.open_weights.host_margin) / world.clouds.opening_rent
        } else if world.labs.opening_volume[v] > 0.0 {
            world.labs.opening_inference_hours[v] / world.labs.opening_volume[v]
        } else {
            0.0
        };
        hours += more.max(0.0) * per_usd * world.open_work() / p.own_utilisation.max(0.05);
    }
    for c in 0..cloud::COUNT {
        world.clouds.self_hosted_hours[c] = hours * world.clouds.host_supplier_share[c];
    }
}

impl World<'_> {
    /// Spending on tokens of provider `v` relative to that without a change of self-hosting since the opening.
    #[must_use]
    pub fn bought_share(&self, v: usize) -> f64 {
        let usual = self.parameters.hosting.opening_share;
        (1.0 - self.open_weights.self_hosted[v]) / (1.0 - usual)
    }
}
