//! Confidence: one slow variable per class of investor, moved by growth surprises, news and luck (M39).
//!
//! ln c <- rho ln c + a (growth of lab revenue - expected growth) + b (advance of the frontier - usual advance)
//!         + news + noise.
//! Expected growth is what the labs grew in the year before, fading. A month without a better model drains a little
//! and a launch gives it back, the more the better it is. News: rounds that close feed; rounds that fall short or
//! fail, rescues and defaults drain, each in proportion to the company's weight.

use jevons_numerics::math;

use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::roster::lab;
use crate::streams;
use crate::technology::Technology;
use crate::world::World;

/// M39: confidence and narrative.
pub const M39: Mechanism = Mechanism {
    id: Id::M39,
    name: "Confidence and narrative",
    file: "finance/confidence.rs",
    what: "One slow stock of belief for each class of investor. Growth beyond what everybody expects and launches feed it; \
           disappointments, failed rounds and defaults drain it; it multiplies valuations, fills rounds and bounds the \
           patience of boards and lenders.",
    equations: "ln c' = clip(rho ln c + a surprise / 12 + l (advance - usual) + news + sigma (0.8 z common + 0.6 z own), -1.6, 0.7)\n\
                surprise = clip(4 ln(R / R three months ago) - expected, -1, 1); expected follows over nine months",
    symbols: &[
        ("c", "confidence, 1 at rest"),
        ("R", "revenue of all labs, USD a month"),
        ("advance", "rise of the frontier this month, capability points"),
        ("news", "effects of rounds, rescues and defaults of the month, log points"),
    ],
    off: "Confidence stays at rest, whatever happens.",
    sources: &["Shiller (2017), Narrative Economics, doi 10.1257/aer.107.4.967", "judgement"],
    claims: &[
        "Z-003", "Z-060", "Z-071", "Z-075", "Z-103", "Z-152", "H-011", "D-016", "D-028", "D-031", "D-057",
        "D-067", "D-130", "D-132", "L-028",
    ],
    probe: Probe {
        outcome: "fin.confidence_venture",
        agent: "",
        effect: Effect::Lowers,
        months: 12,
        at_least: 0.1,
        given: &[("levers.confidence_shock", -0.03)],
    },
};

/// Confidence, 1 at rest; it multiplies valuations, fills rounds and bounds the patience of boards and lenders.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Confidence {
    /// Venture, sovereign, strategic and crossover money.
    pub venture: f64,
    /// Holders of listed shares.
    pub public: f64,
    /// The same a step ago.
    pub public_before: f64,
    /// Lenders.
    pub credit: f64,
    /// Growth of lab revenue that everybody expects, log a year.
    pub expected_growth: f64,
}

/// Phase 12: expectations and confidence for the next step.
pub fn update(world: &mut World<'_>) {
    let p = &world.parameters.finance;
    let draws = world.draws(streams::CONFIDENCE);
    let revenue: f64 = (0..lab::COUNT).map(|l| world.labs.revenue[l]).sum();
    let before: f64 = (0..lab::COUNT).map(|l| world.revenue_ago(l, 3)).sum();
    // Growth over the last quarter, at a yearly rate.
    let growth = if before > 0.0 && revenue > 0.0 { 4.0 * math::ln(revenue / before) } else { 0.0 };
    let clock = world.clock;
    let finance = &mut world.finance;
    let surprise = (growth - finance.confidence.expected_growth).clamp(-1.0, 1.0);
    finance.confidence.expected_growth += clock.closed(growth - finance.confidence.expected_growth, 9.0);
    let usual = clock.per_step(Technology::usual_advance_per_year(&world.parameters.technology) / 12.0);
    let launches = p.confidence_launch_effect * (world.technology.advance - usual);
    let common = draws.normal(0);
    let persistence = p.confidence_persistence;
    let (kept, input) = (clock.kept(persistence), clock.input(persistence));
    let volatility = p.confidence_volatility * clock.noise(persistence);
    let step = |now: f64, own: f64, news: f64| {
        let noise = volatility * (0.8 * common + 0.6 * own);
        let log = kept * math::ln(now) + p.confidence_growth_effect * surprise / 12.0 * input + news + noise;
        math::exp(log.clamp(-1.6, 0.7))
    };
    let news = finance.news + launches + world.levers.confidence_shock[0];
    if !world.switches.on(Id::M39) {
        finance.news = 0.0;
        return;
    }
    finance.confidence.venture = step(finance.confidence.venture, draws.normal(1), news);
    finance.confidence.public_before = finance.confidence.public;
    finance.confidence.public = step(finance.confidence.public, draws.normal(2), 0.7 * news);
    finance.confidence.credit = step(finance.confidence.credit, draws.normal(3), 0.8 * news);
    finance.news = 0.0;
}
