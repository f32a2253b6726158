//! Alternative silicon: in-house designs and other makers' chips take hours from the incumbents as they get cheaper (M07).
//!
//! Symbols: x log cost of computing on entrants' silicon relative to incumbents', 0 at the opening; s share of a budget.
//!
//! - x drifts at a sampled rate and moves with the lever; incumbents answer an advantage by cutting their own price.
//! - A buyer's budget moves towards shares s0 exp(-e x), slowly: designs take years. Who has none tries some once it pays.

use jevons_numerics::math;

use super::{BUYERS, Chips};
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::roster::chip;
use crate::world::World;

/// M07: alternative silicon.
pub const M07: Mechanism = Mechanism {
    id: Id::M07,
    name: "Alternative silicon",
    file: "chips/silicon.rs",
    what: "Chips designed in house or by new makers compute at a cost of their own. When they are cheaper, budgets shift to \
           them, as slowly as designs and software allow; the incumbents keep part of their sales by cutting prices, and \
           computing gets cheaper for all.",
    equations: "x = drift t + ln lever + matched\n\
                matched' = matched + answer / 12 x max(-x, 0) x share of entrants; ln p falls by as much\n\
                s* = max(s0, try max(1 - exp(x), 0)) exp(-e x), scaled with the incumbents' s0 to one\n\
                s' = s + v / 12 (s* - s); units = sum over makers of money / price",
    symbols: &[
        ("x", "log cost of computing on entrants' silicon relative to incumbents', 0 at the opening"),
        ("s", "share of a buyer's budget that goes to a maker; s0 at the opening"),
        ("t", "years since the opening"),
        ("p", "incumbents' price of an H100 equivalent, USD"),
    ],
    off: "Budgets keep the shares of the opening, and all makers' computing costs the same.",
    sources: &[
        "accelerator shipments of Google and Nvidia, 2022 to 2025",
        "Christensen, C. M. (1997): The Innovator's Dilemma",
        "judgement",
    ],
    claims: &["G-063", "L-023"],
    probe: Probe {
        outcome: "chip.accelerator_revenue",
        agent: "Nvidia",
        effect: Effect::Lowers,
        months: 36,
        at_least: 0.1,
        given: &[("levers.asic_cost", 0.4)],
    },
};

/// Makers of entrants' silicon.
const ENTRANTS: [usize; 2] = [chip::BROADCOM, chip::OTHERS];

/// State of the contest between incumbents and entrants.
#[derive(Debug, Clone)]
pub struct Silicon {
    /// Log cost of computing on entrants' silicon relative to the incumbents'.
    pub relative: f64,
    /// Part of the entrants' advantage that the incumbents have matched so far (log).
    pub matched: f64,
    /// Shares of the opening by buyer and maker.
    pub opening_split: [[f64; chip::DESIGNERS]; BUYERS],
}

impl Silicon {
    /// The contest at the opening.
    #[must_use]
    pub const fn new(opening_split: [[f64; chip::DESIGNERS]; BUYERS]) -> Self {
        Self { relative: 0.0, matched: 0.0, opening_split }
    }
}

impl Chips {
    /// Price of one H100 equivalent of `maker`, in USD.
    #[must_use]
    pub fn price_of(&self, maker: usize) -> f64 {
        let factor = if ENTRANTS.contains(&maker) { math::exp(self.silicon.relative) } else { 1.0 };
        self.price_per_h100e * factor
    }

    /// What one H100 equivalent costs `buyer` on average, in USD.
    #[must_use]
    pub fn price_for(&self, buyer: usize) -> f64 {
        let units: f64 = (0..chip::DESIGNERS).map(|m| self.split[buyer][m] / self.price_of(m)).sum();
        if units > 0.0 { 1.0 / units } else { self.price_per_h100e }
    }
}

/// Share of the entrants in last month's sales.
#[must_use]
pub fn share_of_entrants(chips: &Chips) -> f64 {
    let all: f64 = chips.delivered.iter().sum();
    if all > 0.0 { ENTRANTS.iter().map(|&m| chips.delivered[m]).sum::<f64>() / all } else { 0.0 }
}

/// Phase 3, before orders: relative cost, the incumbents' answer, and the shares of budgets.
pub fn compete(world: &mut World<'_>) {
    if !world.on(Id::M07) {
        return;
    }
    let p = &world.parameters.chips;
    let years = world.months_elapsed() / 12.0;
    let clock = world.clock;
    let cost = math::ln(1.0 + p.silicon_drift_per_year) * years + math::ln(world.levers.asic_cost[0]);
    let (answer, elasticity) = (p.silicon_answer_per_year, p.silicon_elasticity);
    let (trial, speed) = (p.silicon_trial_share, p.silicon_speed_per_year);
    let chips = &mut world.chips;
    let advantage = (-cost - chips.silicon.matched).max(0.0);
    let cut = clock.per_step(answer / 12.0 * advantage * share_of_entrants(chips));
    chips.silicon.matched += cut;
    chips.price_per_h100e *= math::exp(-cut);
    chips.silicon.relative = cost + chips.silicon.matched;
    let relative = chips.silicon.relative;
    let tried = trial * (1.0 - math::exp(relative)).max(0.0) / ENTRANTS.len() as f64;
    for buyer in 0..BUYERS {
        let opening = chips.silicon.opening_split[buyer];
        let wanted: [f64; chip::DESIGNERS] = std::array::from_fn(|m| {
            if ENTRANTS.contains(&m) {
                opening[m].max(tried) * math::exp(-elasticity * relative)
            } else {
                opening[m]
            }
        });
        let total: f64 = wanted.iter().sum();
        for (share, wanted) in chips.split[buyer].iter_mut().zip(wanted) {
            *share += clock.share((speed / 12.0).min(1.0)) * (wanted / total.max(1e-9) - *share);
        }
    }
}
