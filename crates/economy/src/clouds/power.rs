//! Power, water and sites: what can be switched on, the queue for connections, and what other services give up (M03).
//!
//! Symbols: N power needed by a cloud's fleet (MW), C power connected for it, Q asked for and not connected.
//!
//! - Clouds ask for what they expect to need when the wait is over. All connections of a month together are at most a
//!   sampled share of the power of all; each request has the same chance, so that a queue is served in the mean wait.
//! - When N exceeds C a large cloud takes power from its other services, up to a share of C, and pays for their move.
//! - What is still missing stays dark: accelerators wait in the hall, and fewer hours can be served.
//! - Nobody orders accelerators that it cannot hope to switch on within the lead time.

use jevons_ledger::Flow;
use jevons_numerics::math;

use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::roster::{cloud, lab};
use crate::trail::Channel;
use crate::world::{Done, World};

/// M03: power, water and sites.
pub const M03: Mechanism = Mechanism {
    id: Id::M03,
    name: "Power, water and sites",
    file: "clouds/power.rs",
    what: "Grids connect a limited amount of power a year, and who asks waits. When fleets outgrow it, other services give \
           way first; then accelerators stay dark, hours are short, and orders are held back.",
    equations: "U0 = what I at the opening needs at the end of the lead time beyond C and what is connected until then\n\
                asked = max(N exp((clip(g, 0, 0.8) - k) W / 12) (1 + headroom) - C - Q, 0)\n\
                connected = Q / W, all together at most G sum C / 12, and U0 / L for L months\n\
                C' = C + connected, Q' = Q + asked - connected\n\
                lit = min(1, lever x C (1 + given up by other services) / N)\n\
                orders in the lead time at most for 5 % above what the power at its end can light",
    symbols: &[
        ("N", "power that the fleet needs, MW"),
        ("C", "power connected for AI, MW"),
        ("Q", "power asked for and not connected, MW"),
        ("U0", "sites under way at the opening, MW; L is the lead time in months, I capital expenditure"),
        ("W", "mean wait for a connection, months"),
        ("G", "largest growth of power connected for AI, log a year"),
        ("g", "growth of demand that the cloud expects, log a year"),
        ("k", "fall of the power needed by new accelerators for the same work, log a year"),
    ],
    off: "Whatever is bought can be switched on.",
    sources: &[
        "CoreWeave: active and contracted power, 2025",
        "waits for connection in the United States, 2025",
        "judgement",
    ],
    claims: &["Z-104", "Z-124", "D-021"],
    probe: Probe {
        outcome: "energy.ai_power",
        agent: "",
        effect: Effect::Lowers,
        months: 24,
        at_least: 0.05,
        given: &[("levers.power_supply", 0.8)],
    },
};

/// Power of the clouds' accelerators.
#[derive(Debug, Clone)]
pub struct Power {
    /// Connected for AI, in MW, before the lever.
    pub connected_mw: [f64; cloud::COUNT],
    /// Asked for and not connected, in MW.
    pub queued_mw: [f64; cloud::COUNT],
    /// Under way at the opening for accelerators already paid for, and not yet connected, in MW.
    pub under_way_mw: [f64; cloud::COUNT],
    /// Of that, what is connected each month.
    pub under_way_per_month: [f64; cloud::COUNT],
    /// Taken from other services this month, in MW.
    pub displaced_mw: [f64; cloud::COUNT],
    /// Share of the fleet that can be switched on this month.
    pub lit: [f64; cloud::COUNT],
    /// Month of the last event of dark accelerators.
    pub dark_at: [Option<u32>; cloud::COUNT],
}

impl Default for Power {
    fn default() -> Self {
        Self {
            connected_mw: [0.0; cloud::COUNT],
            queued_mw: [0.0; cloud::COUNT],
            under_way_mw: [0.0; cloud::COUNT],
            under_way_per_month: [0.0; cloud::COUNT],
            displaced_mw: [0.0; cloud::COUNT],
            lit: [1.0; cloud::COUNT],
            dark_at: [None; cloud::COUNT],
        }
    }
}

/// Power that a cloud's whole fleet needs, in MW.
#[must_use]
pub fn needed_mw(world: &World<'_>, c: usize) -> f64 {
    let kw = world.parameters.clouds.power_kw_per_h100e * world.clouds.power_index;
    world.clouds.fleet[c].units() * kw / 1_000.0
}

/// Connects what the opening fleets need and a headroom, with a queue that keeps connections at their limit. Where
/// that is too little for what the cloud spends, sites for the rest are under way: nobody pays for accelerators that
/// have nowhere to go.
pub fn calibrate(world: &mut World<'_>) {
    let p = world.parameters.clouds.clone();
    for c in 0..cloud::COUNT {
        let connected = needed_mw(world, c) * (1.0 + p.power_headroom_share);
        world.clouds.power.connected_mw[c] = connected;
        world.clouds.power.queued_mw[c] = connected * growth_per_month(&p) * p.power_wait_months;
        if world.on(Id::M03) {
            let units = world.clouds.ai_capex[c] * p.accelerator_share_of_capex * p.lead_time_months
                / world.chips.price_for(c);
            let missing = (mw_to_light(world, c, units) - mw_later(world, c)).max(0.0);
            world.clouds.power.under_way_mw[c] = missing;
            world.clouds.power.under_way_per_month[c] = missing / p.lead_time_months;
        }
    }
}

/// Power connected at the end of the lead time, in MW.
fn mw_later(world: &World<'_>, c: usize) -> f64 {
    let p = &world.parameters.clouds;
    let power = &world.clouds.power;
    let coming = (power.queued_mw[c] / p.power_wait_months).min(power.connected_mw[c] * growth_per_month(p));
    let under_way = power.under_way_mw[c].min(power.under_way_per_month[c] * p.lead_time_months);
    (power.connected_mw[c] + p.lead_time_months * coming + under_way) * world.levers.power_supply[0]
}

/// Power that must be connected at the end of the lead time to switch on what is left of the fleet and `units` more, in
/// MW: other services give way for some.
fn mw_to_light(world: &World<'_>, c: usize, units: f64) -> f64 {
    let p = &world.parameters.clouds;
    let kw = p.power_kw_per_h100e * world.clouds.power_index;
    (world.clouds.fleet[c].units() * survival(p) + units) * kw / (1_000.0 * with_spare(p, c))
}

/// Part of a fleet that is left at the end of the lead time.
fn survival(p: &super::CloudParameters) -> f64 {
    math::exp(-(p.failures_per_year + 0.5 / p.economic_life_years) * p.lead_time_months / 12.0)
}

/// What a cloud can light with the power connected for AI, relative to it: a little more fits, and others give way.
fn with_spare(p: &super::CloudParameters, c: usize) -> f64 {
    1.05 * (1.0 + if c < cloud::HYPERSCALERS { p.power_displaced_share } else { 0.0 })
}

fn growth_per_month(p: &super::CloudParameters) -> f64 {
    math::ln(1.0 + p.power_growth_per_year) / 12.0
}

/// Phase 3, after deliveries: connections, and what can be switched on.
pub fn connect(world: &mut World<'_>) {
    if !world.on(Id::M03) {
        world.clouds.power.lit = [1.0; cloud::COUNT];
        world.clouds.power.displaced_mw = [0.0; cloud::COUNT];
        return;
    }
    let p = world.parameters.clouds.clone();
    let fall = -0.5 * math::ln(1.0 - world.parameters.chips.price_decline_per_year);
    let mut granted = [0.0; cloud::COUNT];
    for (c, grant) in granted.iter_mut().enumerate() {
        let growth = world.clouds.expected_growth[c].clamp(0.0, 0.8) - fall;
        let later = needed_mw(world, c) * math::exp(growth * p.power_wait_months.min(36.0) / 12.0);
        let power = &mut world.clouds.power;
        let asked = later * (1.0 + p.power_headroom_share) - power.connected_mw[c] - power.queued_mw[c];
        power.queued_mw[c] += asked.max(0.0);
        *grant = world.clock.closed(power.queued_mw[c], p.power_wait_months);
    }
    let limit =
        world.clock.per_step(growth_per_month(&p) * world.clouds.power.connected_mw.iter().sum::<f64>());
    let share = (limit / granted.iter().sum::<f64>().max(1e-9)).min(1.0);
    for c in 0..cloud::COUNT {
        let needed = needed_mw(world, c);
        let power = &mut world.clouds.power;
        power.connected_mw[c] += share * granted[c];
        power.queued_mw[c] -= share * granted[c];
        let built = world.clock.per_step(power.under_way_per_month[c]).min(power.under_way_mw[c]);
        power.connected_mw[c] += built;
        power.under_way_mw[c] -= built;
        let available = power.connected_mw[c] * world.levers.power_supply[0];
        let spare = if c < cloud::HYPERSCALERS { p.power_displaced_share * available } else { 0.0 };
        power.displaced_mw[c] = (needed - available).clamp(0.0, spare);
        power.lit[c] = ((available + power.displaced_mw[c]) / needed.max(1e-9)).min(1.0);
        note_darkness(world, c, needed);
    }
}

fn note_darkness(world: &mut World<'_>, c: usize, needed: f64) {
    let power = &world.clouds.power;
    let silent = power.dark_at[c].is_some_and(|month| world.step - month < 12);
    if power.lit[c] > 0.95 || silent || !world.clouds.alive[c] {
        return;
    }
    // What a year's accelerators in the dark cost, at the price of new ones spread over the economic life.
    let p = &world.parameters.clouds;
    let dark_units =
        (1.0 - power.lit[c]) * needed * 1_000.0 / (p.power_kw_per_h100e * world.clouds.power_index);
    let yearly = dark_units * world.chips.price_per_h100e / p.economic_life_years;
    let agent = world.opening.roster.clouds[c];
    let utilities = world.opening.roster.power;
    let id = world.event_through(
        EventKind::Rationed,
        agent,
        Some(utilities),
        (yearly * 100.0) as i64,
        &[Channel::Supply, Channel::Law],
    );
    world.clouds.power.dark_at[c] = Some(world.step);
    world.mark(Channel::Supply, agent, id);
    for l in 0..lab::COUNT {
        if world.clouds.supplier_share[l][c] > 0.2 {
            world.mark(Channel::Supply, world.opening.roster.labs[l], id);
        }
    }
}

/// Moving other services away to free their power costs what the site costs, paid abroad where they go.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn pay_for_displacement(world: &mut World<'_>, c: usize) -> Done {
    let kw = world.clouds.power.displaced_mw[c] * 1_000.0;
    if kw > 0.0 {
        let usd = kw * world.parameters.clouds.site_usd_per_kw_month;
        let (from, to) = (world.opening.roster.clouds[c], world.opening.roster.abroad);
        world.settle(Flow::IntermediateGoods, from, to, usd)?;
    }
    Ok(())
}

/// Largest AI capital expenditure a month whose accelerators can be switched on at the end of the lead time, in USD.
#[must_use]
pub fn capex_limit(world: &World<'_>, c: usize) -> f64 {
    if !world.on(Id::M03) {
        return f64::INFINITY;
    }
    let p = &world.parameters.clouds;
    let kw = p.power_kw_per_h100e * world.clouds.power_index;
    let units = mw_later(world, c) * with_spare(p, c) * 1_000.0 / kw;
    let room = (units - world.clouds.fleet[c].units() * survival(p)).max(0.0) / p.lead_time_months;
    room * world.chips.price_for(c) / p.accelerator_share_of_capex
}
