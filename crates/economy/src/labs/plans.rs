//! Tokens per task and flat-rate plans: reasoning that is billed unseen, heavy users, caps and tiers (M19).
//!
//! Symbols: n tokens per task (1 at the opening), q tokens that a race for quality adds, P price of a task (1 at the
//! opening), u use of one payer of a flat plan (1 at the opening), k cost of flat plans over their revenue without
//! caps, f margin below which use is capped.
//!
//! - Tokens per task grow at a sampled rate. When training brings less than usual, labs let models reason longer:
//!   better answers for more tokens, so that a task costs more though a token costs less.
//! - Nobody lets a model think for more than the answer is worth: growth slows as a task gets dearer, and ends at a
//!   sampled multiple of the opening's price.
//! - Part of the growth is reasoning that the customer pays for and does not see.
//! - A payer of a flat plan uses more every month. A part of that is sold as dearer tiers; when the rest costs more
//!   than the lab will bear, use is capped, and capped users leave a little sooner.

use jevons_numerics::math;
use jevons_parameters::parameters;

use super::Regime;
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::roster::lab;
use crate::technology::Technology;
use crate::trail::Channel;
use crate::world::World;

/// M19: tokens per task and unit economics.
pub const M19: Mechanism = Mechanism {
    id: Id::M19,
    name: "Tokens per task and unit economics",
    file: "labs/plans.rs",
    what: "Tasks take ever more tokens, many of them reasoning that is billed and not seen: a task may cost more while \
           a token costs less. Payers of flat plans use more each month; some move to dearer tiers, and where the \
           others cost too much their use is capped.",
    equations: "n' = n g_n^(e/12) q' / q, e = clip(1 - ln P / ln d, 0, 1)\n\
                ln q' = ln q + e v / 12 clip(1 - E / usual, 0, 1), quality + p log10 q\n\
                hidden share = 1 - (1 - h0) n^(-s)\n\
                u' = u exp(y / 12), revenue of flat plans x u^t\n\
                k = inference share x u^(1 - t) x cost of a task, cap = clip((1 - f) / k, 0.02, 1), f + 0.2 in recovery and rationing\n\
                inference hours = hours of metered volume + hours of flat volume x u x cap",
    symbols: &[
        ("n", "tokens per task, relative to the opening"),
        ("q", "tokens per task added by the race for quality, 1 at the opening"),
        ("E", "expected advance of the frontier, points a year"),
        ("u", "use of one payer of a flat plan, relative to the opening"),
        ("P", "price of a task bought by API from the labs, relative to the opening"),
        ("d", "technology.reasoning.dearest_task"),
        ("v", "technology.reasoning.race_per_year"),
        ("p", "technology.reasoning.points_per_tenfold"),
        (
            "h0, s",
            "technology.reasoning.hidden_share_at_opening, technology.reasoning.hidden_share_of_growth",
        ),
        ("y", "labs.plans.use_growth_per_year"),
        ("t", "labs.plans.tier_share"),
        ("f", "labs.plans.margin_floor"),
    ],
    off: "A task takes the tokens that it took at the opening, and a payer of a flat plan uses what it used.",
    sources: &["Epoch AI on the length of outputs", "Zitron (2024), The Subprime AI Crisis", "judgement"],
    claims: &["Z-052", "Z-057", "Z-059", "D-051", "D-064", "D-069", "G-035", "G-036", "G-038"],
    probe: Probe {
        outcome: "market.price_per_task",
        agent: "",
        effect: Effect::Raises,
        months: 24,
        at_least: 0.1,
        given: &[],
    },
};

parameters! {
    /// Tokens per task and flat plans.
    pub struct PlanParameters {
        /// Growth of tokens per task (log a year) when training brings nothing more.
        race_per_year: "technology.reasoning.race_per_year" for ["M19"],
        /// Price of a task, as a multiple of the opening's, at which tokens per task grow no more.
        dearest_task: "technology.reasoning.dearest_task" for ["M19"],
        /// Capability points for ten times the tokens per task.
        points_per_tenfold: "technology.reasoning.points_per_tenfold" for ["M19"],
        /// Share of tokens that customers do not see at the opening.
        hidden_at_opening: "technology.reasoning.hidden_share_at_opening" for ["M19"],
        /// Share of the growth of tokens per task that customers do not see.
        hidden_of_growth: "technology.reasoning.hidden_share_of_growth" for ["M19"],
        /// Growth of use of one payer of a flat plan, log a year.
        use_growth_per_year: "labs.plans.use_growth_per_year" for ["M19"],
        /// Share of that growth (log) that comes back as revenue of dearer tiers.
        tier_share: "labs.plans.tier_share" for ["M19"],
        /// Gross margin on flat plans below which a lab caps their use.
        margin_floor: "labs.plans.margin_floor" for ["M18", "M19"],
        /// Yearly loss of share of consumers (log) when all use is capped.
        cap_churn_per_year: "labs.plans.cap_churn_per_year" for ["M19"],
    }
}

/// Flat plans of the labs.
#[derive(Debug, Clone)]
pub struct Plans {
    /// Use that one payer wants, relative to the opening.
    pub wanted: f64,
    /// Share of it that each lab lets through.
    pub cap: [f64; lab::COUNT],
}

impl Default for Plans {
    fn default() -> Self {
        Self { wanted: 1.0, cap: [1.0; lab::COUNT] }
    }
}

/// Least share of the wanted computing that a capped plan still serves: small models answer nearly everything.
const TIGHTEST_CAP: f64 = 0.02;
/// Rise of the margin floor while a lab recovers its costs or rations.
const STRESSED_FLOOR: f64 = 0.2;

/// Phase 2: tokens per task.
pub fn lengthen(world: &mut World<'_>) {
    if !world.on(Id::M19) {
        return;
    }
    let clock = world.clock;
    let effort = world.effort_left();
    let p = &world.parameters;
    let usual = Technology::usual_advance_per_year(&p.technology).max(0.1);
    let tech = &mut world.technology;
    let shortfall = (1.0 - tech.training.expected_advance / usual).clamp(0.0, 1.0);
    let race = math::exp(clock.per_step(effort * p.plans.race_per_year / 12.0 * shortfall));
    let trend = clock.per_step(effort * math::ln(p.technology.tokens_per_task_growth_per_year) / 12.0);
    tech.reasoning *= race;
    tech.tokens_per_task *= math::exp(trend) * race;
}

/// Phase 4: what flat plans let their users do.
pub fn cap(world: &mut World<'_>) {
    if !world.on(Id::M19) {
        world.labs.plans = Plans::default();
        return;
    }
    let clock = world.clock;
    world.labs.plans.wanted *= math::exp(clock.per_step(world.parameters.plans.use_growth_per_year / 12.0));
    for l in 0..lab::COUNT {
        if !world.labs.alive[l] {
            continue;
        }
        let stressed = matches!(world.labs.regime[l], Regime::Recovery | Regime::Rationing);
        let floor = world.parameters.plans.margin_floor + if stressed { STRESSED_FLOOR } else { 0.0 };
        let allowed = ((1.0 - floor) / world.flat_cost_share(l).max(1e-6)).clamp(TIGHTEST_CAP, 1.0);
        let before = world.labs.plans.cap[l];
        // Limits are announced and moved in steps, not from one day to the next.
        let cap = before + clock.closed(allowed - before, 3.0);
        world.labs.plans.cap[l] = cap;
        if before >= 0.75 && cap < 0.75 {
            let agent = world.opening.roster.labs[l];
            let through = [Channel::Costs, Channel::Funding, Channel::Supply];
            let id = world.event_through(EventKind::Rationed, agent, None, 0, &through);
            world.mark(Channel::Sales, agent, id);
        }
    }
}

impl World<'_> {
    /// Share of the growth of tokens per task that customers still let happen at the price of a task.
    fn effort_left(&self) -> f64 {
        let price = self.price_per_task();
        if price.is_nan() {
            return 1.0;
        }
        (1.0 - math::ln(price) / math::ln(self.parameters.plans.dearest_task)).clamp(0.0, 1.0)
    }

    /// Revenue of one payer of a flat plan relative to the opening: its price, and the part of the growth of use that is
    /// sold as dearer tiers.
    #[must_use]
    pub fn flat_revenue_per_payer(&self) -> f64 {
        let tiers = math::exp(self.parameters.plans.tier_share * math::ln(self.labs.plans.wanted));
        tiers * self.consumers.bundling.price
    }

    /// Cost of all use that payers of flat plans want, over the revenue of these plans.
    #[must_use]
    pub fn flat_cost_share(&self, l: usize) -> f64 {
        let cost = super::pricing::task_cost(self, l) * self.labs.inference_share[l];
        cost * self.labs.plans.wanted / self.flat_revenue_per_payer()
    }

    /// Volume that a lab serves relative to what it sells at the prices of the opening: flat plans are used more.
    #[must_use]
    pub fn used_volume(&self, l: usize) -> f64 {
        let labs = &self.labs;
        let flat = labs.subscription_revenue[l] / self.flat_revenue_per_payer() + labs.seat_revenue[l];
        let flat = flat.min(labs.volume[l]);
        labs.volume[l] + flat * (labs.plans.wanted * labs.plans.cap[l] - 1.0)
    }

    /// Share of tokens that customers pay for and do not see.
    #[must_use]
    pub fn hidden_share(&self) -> f64 {
        let p = &self.parameters.plans;
        let visible = math::exp(-p.hidden_of_growth * math::ln(self.technology.tokens_per_task.max(1e-9)));
        (1.0 - (1.0 - p.hidden_at_opening) * visible).clamp(0.0, 1.0)
    }
}
