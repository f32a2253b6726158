//! Commoditising the complement: an owner of applications gives models away so that they cost its rivals' price (M26).
//!
//! Symbols: y share of the distance to the frontier that is given away, G gain of the owner's other business, X cost of
//! training like the leader.
//!
//! - The owner (Meta, whose income is advertising) gains a sampled share of its ordinary revenue when frontier models
//!   are free. It gives away the more the more that is worth against training like the leader.
//! - What it gives raises open quality at once and costs its division the leader's budget in that proportion.

use jevons_parameters::parameters;

use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::roster::{cloud, lab};
use crate::trail::Channel;
use crate::world::World;

/// M26: commoditise the complement.
pub const M26: Mechanism = Mechanism {
    id: Id::M26,
    name: "Commoditise the complement",
    file: "open_weights/complement.rs",
    what: "Who earns with applications gains when models are free. Meta trains like the leaders and gives the result \
           away as soon as that is worth more to its other business than it costs; usually it is not.",
    equations: "y* = clip(2 G / X - 1, 0, 1), y' = y + (y* - y) / 12, at least levers.frontier_given_away\n\
                open quality = max(open, O + y (frontier - O)), O the frontier of a lag ago\n\
                training hours of the owner + y max(leader's - own, 0)",
    symbols: &[
        ("y", "share of the distance to the frontier that is given away"),
        ("G", "open_weights.complement_gain_share x ordinary revenue of the owner, USD a month"),
        ("X", "leader's training spending less the owner's, USD a month"),
    ],
    off: "Nobody gives away more than follows from the lag of open weights.",
    sources: &["Spolsky (2002), Strategy Letter V", "judgement"],
    claims: &["D-115", "D-117", "G-029"],
    probe: Probe {
        outcome: "ow.quality_gap",
        agent: "",
        effect: Effect::Lowers,
        months: 12,
        at_least: 0.3,
        given: &[("levers.frontier_given_away", 0.8)],
    },
};

parameters! {
    /// The owner of applications.
    pub struct ComplementParameters {
        /// Share of ordinary revenue that an owner of applications gains when frontier models are free.
        gain_share: "open_weights.complement_gain_share" for ["M26"],
    }
}

/// Phase 2, after the lag: the owner gives away what pays.
pub fn give_away(world: &mut World<'_>) {
    if !world.on(Id::M26) || !world.labs.alive[lab::META_AI] {
        world.open_weights.given_away = 0.0;
        return;
    }
    let before = world.open_weights.given_away;
    let sponsors = world.open_weights.sponsoring[0];
    let wanted = if sponsors { worth(world) } else { 0.0 };
    let closed = world.clock.closed(wanted - before, 12.0);
    let now = (before + closed).max(world.levers.frontier_given_away[0]);
    world.open_weights.given_away = now;
    if before < 0.5 && now >= 0.5 {
        let owner = world.opening.roster.labs[lab::META_AI];
        let id = world.event(EventKind::Release, owner, None, 0, &[]);
        for rival in world.opening.roster.labs {
            if rival != owner {
                world.mark(Channel::Sales, rival, id);
            }
        }
    }
    let lag = world.open_weights.lag_months;
    let clock = world.clock;
    let tech = &mut world.technology;
    let behind = tech.frontier_ago(lag, clock);
    tech.open = tech.open.max(behind + now * (tech.frontier - behind));
}

/// What giving the frontier away is worth against what it costs, as the share that is given.
fn worth(world: &World<'_>) -> f64 {
    let gain = world.parameters.complement.gain_share * world.clouds.ordinary_revenue[cloud::META] / 12.0;
    (2.0 * gain / extra_training_usd(world).max(1.0) - 1.0).clamp(0.0, 1.0)
}

/// What the owner would have to add to train like the leader, in USD a month.
fn extra_training_usd(world: &World<'_>) -> f64 {
    let leader = (0..lab::COUNT).map(|l| world.labs.training_spend[l]).fold(0.0, f64::max);
    (leader - world.labs.training_spend[lab::META_AI]).max(0.0)
}

impl World<'_> {
    /// Training that the owner of applications pays for beyond its own plan, in USD a month.
    #[must_use]
    pub fn given_away_usd(&self) -> f64 {
        if self.open_weights.given_away > 0.0 {
            self.open_weights.given_away * extra_training_usd(self)
        } else {
            0.0
        }
    }
}
