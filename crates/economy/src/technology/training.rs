//! The training ladder: each generation costs several times the last, capability is logarithmic in compute (M16).
//!
//! Symbols: C compute spent on training so far (1 at the opening), F that stock when the present generation was
//! finished, g growth of cost per generation, Q quality in points of the Epoch capability index, B belief in scaling.
//!
//! - C grows with training spending at the price of an accelerator-hour. A generation is finished when C reaches g F.
//! - Unreleased quality is Q0 + b (log10 F / F0 + a t): the last run counts when it is finished, algorithms every month.
//! - B is what launches have taught: it rises when the frontier moves faster than expected, and moves budgets.

use jevons_ledger::Money;
use jevons_numerics::math;
use jevons_numerics::random::Streams;
use jevons_parameters::parameters;

use super::Technology;
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::roster::lab;
use crate::streams;
use crate::trail::Channel;
use crate::world::World;

/// M16: the training ladder and returns to scale.
pub const M16: Mechanism = Mechanism {
    id: Id::M16,
    name: "Training ladder and returns to scale",
    file: "technology/training.rs",
    what: "Models come in generations, each of which takes several times the compute of all before it, for the same \
           number of points: capability is logarithmic in compute. What launches bring against what was expected \
           moves the belief that scale pays, and belief moves training budgets.",
    equations: "C' = C + T / T0 x r0 / r / 18\n\
                F' = C when C >= g F, else F\n\
                Q* = Q0 + b (log10(F / F0) + a t) + J + z\n\
                ln B' = exp(-1 / 24) ln B + k s, s = advance of the frontier less its expected advance, in years of it\n\
                expected' = expected + (advance - expected) / 18\n\
                ln T' = ln T + .. + w ln B",
    symbols: &[
        ("C", "training compute so far, relative to the opening"),
        ("F", "the same when the last generation was finished; F0 a uniform part of a generation ago"),
        ("T", "training spending, USD a month"),
        ("r", "contract price of an accelerator-hour, USD"),
        ("J", "points added by the lever quality_jump"),
        ("B", "belief in scaling, 1 at rest"),
        ("g", "technology.training.cost_growth_per_generation"),
        ("b", "technology.points_per_order_of_magnitude"),
        ("a", "technology.algorithmic_orders_per_year"),
        ("k", "technology.training.belief_update"),
        ("w", "labs.training.belief_effect_per_month"),
    ],
    off: "Every dollar of training counts at once, and belief in scaling never moves.",
    sources: &[
        "Kaplan and others (2020), Scaling Laws for Neural Language Models",
        "Cottier and others (2024), The rising costs of training frontier AI models",
        "judgement",
    ],
    claims: &[
        "Z-018", "Z-019", "Z-038", "Z-066", "Z-072", "Z-073", "H-002", "H-021", "D-002", "D-010", "D-011",
        "D-012", "D-013", "D-016", "D-055", "D-057", "D-067", "G-005", "G-039", "G-041",
    ],
    probe: Probe {
        outcome: "lab.training_spend",
        agent: "OpenAI",
        effect: Effect::Lowers,
        months: 24,
        at_least: 0.02,
        given: &[("levers.quality_jump", -2.0)],
    },
};

parameters! {
    /// The training ladder.
    pub struct TrainingParameters {
        /// Training compute of all generations up to the next, relative to that up to the last.
        cost_growth: "technology.training.cost_growth_per_generation" for ["M16"],
        /// Change of the log of belief in scaling for a surprise of a year's usual progress.
        belief_update: "technology.training.belief_update" for ["M16"],
    }
}

/// Months of training at the opening rate that the opening stock stands for.
pub const OPENING_STOCK_MONTHS: f64 = 18.0;
/// Monthly persistence of the log of belief: what is left after two years is 1 / e.
const BELIEF_PERSISTENCE: f64 = 0.959;
/// Months over which the expected advance follows what is seen.
const EXPECTATION_MONTHS: f64 = 18.0;

/// State of the ladder.
#[derive(Debug, Clone)]
pub struct Training {
    /// Compute spent on training so far relative to that at the opening, by lab.
    pub stock: [f64; lab::COUNT],
    /// That stock when the present generation was finished.
    pub finished: [f64; lab::COUNT],
    /// The same at the opening.
    pub opening_finished: [f64; lab::COUNT],
    /// Points added by the lever so far.
    pub jump: [f64; lab::COUNT],
    /// Belief in scaling, 1 at rest.
    pub belief: f64,
    /// Advance of the frontier that everybody expects, points a year.
    pub expected_advance: f64,
}

impl Training {
    /// At the opening every lab is somewhere between two generations.
    #[must_use]
    pub fn new(streams: &Streams, cost_growth: f64, usual_advance: f64) -> Self {
        let draws = streams.at(streams::GENERATION, u32::MAX);
        let step = math::ln(cost_growth.max(1.01));
        let finished = std::array::from_fn(|l| math::exp(-step * draws.uniform(l as u32)));
        Self {
            stock: [1.0; lab::COUNT],
            finished,
            opening_finished: finished,
            jump: [0.0; lab::COUNT],
            belief: 1.0,
            expected_advance: usual_advance,
        }
    }

    /// Orders of magnitude of compute in the finished models of a lab beyond those of the opening.
    #[must_use]
    pub fn orders(&self, l: usize, in_generations: bool) -> f64 {
        let (now, then) =
            if in_generations { (self.finished[l], self.opening_finished[l]) } else { (self.stock[l], 1.0) };
        math::log10(now / then)
    }
}

/// Phase 2: training goes on, models are finished and released, and the frontier moves.
pub fn step(world: &mut World<'_>) {
    let before = world.technology.frontier;
    train(world);
    jump(world);
    release(world);
    let tech = &mut world.technology;
    tech.frontier = (0..lab::COUNT)
        .filter(|&l| world.labs.alive[l])
        .map(|l| tech.quality[l])
        .fold(tech.frontier, f64::max);
    tech.advance = tech.frontier - before;
    learn(world);
}

fn train(world: &mut World<'_>) {
    let clock = world.clock;
    let growth = world.parameters.training.cost_growth;
    for l in 0..lab::COUNT {
        let price = world.clouds.lab_price[l] / world.clouds.opening_lab_price[l].max(1e-9);
        let training = &mut world.technology.training;
        let monthly = world.labs.training_index(l) / price.max(0.01) / OPENING_STOCK_MONTHS;
        training.stock[l] += clock.per_step(monthly);
        if training.stock[l] >= growth * training.finished[l] {
            training.finished[l] = training.stock[l];
        }
    }
}

/// The lever that adds capability to what a lab has released.
fn jump(world: &mut World<'_>) {
    for l in 0..lab::COUNT {
        let points = world.levers.quality_jump[l];
        if points != 0.0 && world.labs.alive[l] {
            world.technology.training.jump[l] += points;
            world.technology.quality[l] += points;
            if points > 0.0 {
                announce(world, l);
            }
        }
    }
}

fn release(world: &mut World<'_>) {
    let p = world.parameters.technology.clone();
    let draws = world.draws(streams::RELEASES);
    let noise = world.draws(streams::RELEASE_QUALITY);
    for l in 0..lab::COUNT {
        let chance = world.release_pace(l) / p.months_between_releases;
        if !world.labs.alive[l] || !draws.happens(l as u32, world.clock.share(chance)) {
            continue;
        }
        let reached = world.reached_quality(l) + noise.normal(l as u32);
        if reached > world.technology.quality[l] {
            world.technology.quality[l] = reached;
            announce(world, l);
        }
    }
}

/// A release is an event; one that passes the frontier is felt by those who sell against it.
fn announce(world: &mut World<'_>, l: usize) {
    let agent = world.opening.roster.labs[l];
    let id = world.event(EventKind::Release, agent, None, 0, &[]);
    if world.technology.quality[l] > world.technology.frontier {
        for rival in (0..lab::COUNT).filter(|&rival| rival != l) {
            world.mark(Channel::Sales, world.opening.roster.labs[rival], id);
        }
    }
}

/// Belief follows surprises, expectations follow what is seen.
fn learn(world: &mut World<'_>) {
    let update = world.parameters.training.belief_update;
    let on = world.on(Id::M16);
    let usual = Technology::usual_advance_per_year(&world.parameters.technology).max(0.1);
    let advance = world.technology.advance;
    let clock = world.clock;
    let training = &mut world.technology.training;
    let surprise = (advance - clock.per_step(training.expected_advance / 12.0)) / usual;
    let seen = clock.per_month(12.0 * advance);
    training.expected_advance += clock.closed(seen - training.expected_advance, EXPECTATION_MONTHS);
    let log = clock.kept(BELIEF_PERSISTENCE) * math::ln(training.belief) + update * surprise;
    training.belief = if on { math::exp(log.clamp(-1.6, 1.0)) } else { 1.0 };
}

impl World<'_> {
    /// Quality that a lab could release now, before luck.
    #[must_use]
    pub fn reached_quality(&self, l: usize) -> f64 {
        let p = &self.parameters.technology;
        let tech = &self.technology;
        let years = (self.months_elapsed() + self.clock.months) / 12.0;
        let trained = self.orders_that_count(tech.training.orders(l, self.on(Id::M16)));
        let orders = trained + p.algorithmic_orders_per_year * years;
        let reasoning = self.parameters.plans.points_per_tenfold * math::log10(tech.reasoning);
        let own = p.points_per_order_of_magnitude * orders + reasoning + tech.training.jump[l];
        let reached = tech.opening_quality[l] + own;
        reached + self.learnt_from_leaders(l, reached)
    }

    /// Compute of a lab's next generation at today's prices, research included, in USD.
    #[must_use]
    pub fn next_generation_usd(&self, l: usize) -> f64 {
        let training = &self.technology.training;
        let needed = (self.parameters.training.cost_growth - 1.0) * training.finished[l];
        let price = self.clouds.lab_price[l] / self.clouds.opening_lab_price[l].max(1e-9);
        let usd = needed * OPENING_STOCK_MONTHS * self.labs.opening_training_spend[l] * price;
        Money::from_usd(usd).usd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_times_the_compute_is_one_order_whatever_the_stock() {
        let mut training = Training::new(&Streams::new(1, 0), 3.0, 10.0);
        assert!(training.finished.iter().all(|f| (1.0 / 3.0..=1.0).contains(f)));
        assert_eq!(training.orders(0, true), 0.0);
        training.finished[0] = 10.0 * training.opening_finished[0];
        assert!((training.orders(0, true) - 1.0).abs() < 1e-12);
        training.stock[0] = 1_000.0;
        assert!((training.orders(0, true) - 1.0).abs() < 1e-12, "unfinished runs do not count");
        assert!((training.orders(0, false) - 3.0).abs() < 1e-12);
    }
}
