//! Sponsors of open weights: budgets, the lag they can hold, licences, and trust in the origin (M24).
//!
//! Symbols: S mean training budget of those who still sponsor relative to the opening (nobody counts as zero), F the
//! same of the closed leaders, L lag in months.
//!
//! - L = L0 (F / S)^f: who spends less than the leaders falls behind.
//! - Each sponsor stops with a sampled hazard, higher while its own money is short.
//! - A licence binds large users: clouds that host Meta's models pay a share of what they earn with them.
//! - Some buyers refuse weights of Chinese origin: the larger their part in what is open, the fewer come.

use jevons_ledger::Flow;
use jevons_numerics::math;
use jevons_parameters::parameters;

use crate::chips::export_controls;
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::roster::{cloud, lab};
use crate::streams;
use crate::trail::Channel;
use crate::world::{Done, World};

/// M24: lag, sponsors and licences of open weights.
pub const M24: Mechanism = Mechanism {
    id: Id::M24,
    name: "Lag, sponsors and licences of open weights",
    file: "open_weights/sponsors.rs",
    what: "Open weights follow the frontier by a lag that grows when fewer or poorer sponsors train them while the \
           leaders spend more. Sponsors may stop, large users pay for a licence, and some buyers refuse what comes from \
           China.",
    equations: "L = L0 clip((F / S)^f, 0.5, 6) x factor of distillation (M20), F, S relative to the opening\n\
                each month a sponsor stops with hazard h (1 + 2 [its money is short]) / 12\n\
                open quality = max(open quality, frontier of L months ago)\n\
                licence = share of hosts' sales on large clouds x Meta's part\n\
                weight of hosts in choice x (1 - d c) / (1 - d c0)",
    symbols: &[
        ("S", "mean of sponsors' training spending relative to the opening, times levers.open_sponsorship"),
        ("F", "mean of the closed labs' training spending relative to the opening"),
        ("L0", "open_weights.lag_months"),
        ("f", "open_weights.lag_response_to_budget"),
        ("h", "open_weights.sponsor_exit_per_year"),
        ("d", "open_weights.distrust_of_origin"),
        ("c", "part of Chinese labs in S"),
    ],
    off: "Open weights follow by the sampled lag as long as any of their sponsors is in business, and ask for no licence.",
    sources: &["capability: lags derived from the Epoch capability index", "judgement"],
    claims: &[
        "H-017", "D-037", "D-043", "D-048", "D-049", "D-074", "G-021", "G-029", "G-030", "G-033", "G-034",
        "G-049", "L-008", "L-009", "L-015", "L-022",
    ],
    probe: Probe {
        outcome: "ow.quality_gap",
        agent: "",
        effect: Effect::Raises,
        months: 24,
        at_least: 0.1,
        given: &[("levers.open_sponsorship", 0.3)],
    },
};

parameters! {
    /// Sponsors of open weights.
    pub struct SponsorParameters {
        /// Elasticity of the lag to the leaders' budgets over those of the sponsors.
        lag_response: "open_weights.lag_response_to_budget" for ["M24"],
        /// Yearly hazard that a sponsor stops.
        exit_per_year: "open_weights.sponsor_exit_per_year" for ["M24", "M26"],
        /// Share of sales on large clouds that the licence of the largest sponsor asks for.
        licence_share: "open_weights.licence_share_of_sales" for ["M24"],
        /// Share of buyers who refuse weights of Chinese origin.
        distrust: "open_weights.distrust_of_origin" for ["M24"],
    }
}

/// Chinese labs among the sponsors.
const CHINESE: [usize; 2] = [lab::DEEPSEEK, lab::QWEN];

/// Phase 2: sponsors stay or stop, and the open frontier follows.
pub fn follow(world: &mut World<'_>) {
    let on = world.on(Id::M24);
    if on {
        stop(world);
    }
    let lag = world.parameters.technology.open_weight_lag_months * world.lag_by_distillation();
    let lag = if on { lag * lag_by_budgets(world) } else { lag };
    let lag = (lag + export_controls::lag_months(world)).max(0.0);
    world.open_weights.lag_months = lag;
    let sponsored = lab::OPEN_WEIGHTS.iter().any(|&l| world.labs.alive[l])
        && (!on || world.sponsor_budget(&lab::OPEN_WEIGHTS) > 0.0);
    let clock = world.clock;
    let tech = &mut world.technology;
    tech.remember_frontier();
    // Somebody must give weights away: without a sponsor the open frontier stands still.
    if sponsored {
        tech.open = tech.open.max(tech.frontier_ago(lag, clock));
    }
}

/// Factor on the lag that comes of budgets.
fn lag_by_budgets(world: &World<'_>) -> f64 {
    let closed = [lab::OPENAI, lab::ANTHROPIC, lab::DEEPMIND, lab::XAI];
    let alive: Vec<f64> =
        closed.into_iter().filter(|&l| world.labs.alive[l]).map(|l| world.labs.training_index(l)).collect();
    let leaders = if alive.is_empty() { 1.0 } else { alive.iter().sum::<f64>() / alive.len() as f64 };
    let sponsors = world.sponsor_budget(&lab::OPEN_WEIGHTS);
    let response = world.parameters.sponsors.lag_response;
    math::exp(response * math::ln(leaders.max(1e-3) / sponsors.max(1e-3))).clamp(0.5, 6.0)
}

fn stop(world: &mut World<'_>) {
    let draws = world.draws(streams::SPONSORS);
    for (place, l) in lab::OPEN_WEIGHTS.into_iter().enumerate() {
        if !world.open_weights.sponsoring[place] || !world.labs.alive[l] {
            continue;
        }
        let hazard = world.parameters.sponsors.exit_per_year * if is_short(world, l) { 3.0 } else { 1.0 };
        if !draws.happens(l as u32, world.clock.share(hazard / 12.0)) {
            continue;
        }
        world.open_weights.sponsoring[place] = false;
        let agent = world.opening.roster.labs[l];
        let through = [Channel::Funding, Channel::Equity];
        let id = world.event_through(EventKind::SupportWithdrawn, agent, None, 0, &through);
        world.mark(Channel::Supply, world.opening.roster.hosts, id);
    }
}

/// Whether a sponsor's own money is short: a runway below a year, or capital expenditure beyond the parent's cash flow.
fn is_short(world: &World<'_>, l: usize) -> bool {
    match l {
        lab::MISTRAL => world.runway_months(l) < 12.0,
        lab::META_AI => world.clouds.capex_paid[cloud::META] > world.clouds.cash_flow[cloud::META],
        _ => false,
    }
}

/// Phase 7: large clouds pay for the licence of the largest sponsor's models.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn pay_licences(world: &mut World<'_>) -> Done {
    let sponsoring = world.open_weights.sponsoring;
    let share = world.parameters.sponsors.licence_share;
    if !world.on(Id::M24) || !sponsoring[0] || !world.labs.alive[lab::META_AI] || share <= 0.0 {
        return Ok(());
    }
    let part = 1.0 / sponsoring.iter().filter(|s| **s).count() as f64;
    let agent = world.opening.roster.labs[lab::META_AI];
    for c in (0..cloud::HYPERSCALERS).filter(|&c| c != cloud::META) {
        let sales = world.enterprises.host_revenue * world.clouds.host_supplier_share[c];
        world.settle(Flow::Fees, world.opening.roster.clouds[c], agent, sales * share * part)?;
    }
    Ok(())
}

impl World<'_> {
    /// Mean training budget of the given sponsors relative to the opening; who has stopped counts as zero.
    #[must_use]
    pub fn sponsor_budget(&self, labs: &[usize]) -> f64 {
        let sponsors = lab::OPEN_WEIGHTS.into_iter().zip(self.open_weights.sponsoring);
        let active = sponsors.filter(|(l, sponsors)| *sponsors && self.labs.alive[*l] && labs.contains(l));
        let budget: f64 = active.map(|(l, _)| self.labs.training_index(l)).sum();
        self.levers.open_sponsorship[0] * budget / lab::OPEN_WEIGHTS.len() as f64
    }

    /// Factor on the odds that a customer chooses open weights, from distrust of their origin; 1 at the opening.
    #[must_use]
    pub fn trust_in_origin(&self) -> f64 {
        let all = self.sponsor_budget(&lab::OPEN_WEIGHTS);
        if !self.on(Id::M24) || all <= 0.0 {
            return 1.0;
        }
        let distrust = self.parameters.sponsors.distrust;
        let at = |chinese: f64| 1.0 - distrust * chinese;
        at(self.sponsor_budget(&CHINESE) / all) / at(CHINESE.len() as f64 / lab::OPEN_WEIGHTS.len() as f64)
    }
}
