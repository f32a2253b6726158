//! Who pays for AI inside a large company: pay and bonuses of everybody else (M12).
//!
//! Symbols: b capital expenditure over operating cash flow, b0 the same at the opening, s savings sought over payroll,
//! q cut of pay.
//!
//! - q moves to min(phi max(b - b0, 0) + s, q max) over half a year, and back when the pressure is gone.

use super::patience::Path;
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::roster::cloud;
use crate::world::World;

/// M12: other businesses and wages of large companies pay for AI.
pub const M12: Mechanism = Mechanism {
    id: Id::M12,
    name: "Cross-subsidy inside large companies",
    file: "clouds/cross_subsidy.rs",
    what: "Capital expenditure for AI is paid out of the cash flow of other businesses. When it takes more of that cash flow \
           than at the opening, pay and bonuses grow less; when a board refuses to cut its plan, they are cut as far as they \
           can be, and staff after them. What is saved is cash flow.",
    equations: "q' = q + (min(phi max(b - b0, 0) + s, q max) - q) / 6\n\
                payroll = ordinary payroll x (1 - q) x jobs",
    symbols: &[
        ("q", "cut of pay, share of payroll"),
        ("b", "capital expenditure over operating cash flow, b0 at the opening"),
        ("s", "savings sought because capital expenditure is held, over payroll"),
        ("phi", "boards.cross_subsidy.response_to_burden"),
    ],
    off: "Pay follows other business whatever is spent on AI.",
    sources: &["judgement"],
    claims: &["Z-004", "Z-095", "Z-100", "Z-105", "Z-123", "D-127", "L-032"],
    probe: Probe {
        outcome: "cloud.cash_flow",
        agent: cloud::NAMES[cloud::AMAZON],
        effect: Effect::Raises,
        months: 24,
        at_least: 0.002,
        given: &[("levers.hold_capex", 1.0), ("levers.confidence_shock", -0.05)],
    },
};

/// Staff and pay of the clouds.
#[derive(Debug, Clone, PartialEq)]
pub struct Workforce {
    /// Ordinary payroll before cuts, in USD a month.
    pub payroll: [f64; cloud::COUNT],
    /// Cut of pay as a share of payroll.
    pub pay_cut: [f64; cloud::COUNT],
    /// Places filled as a share of those that other business asks for.
    pub jobs: [f64; cloud::COUNT],
    /// Capital expenditure over operating cash flow, smoothed.
    pub burden: [f64; cloud::COUNT],
    /// The same at the opening.
    pub opening_burden: [f64; cloud::COUNT],
    /// Technology jobs at the opening, as pay a month, in USD.
    pub opening_pay: f64,
    /// Month of the last recorded lay-offs.
    pub recorded: [Option<u32>; cloud::COUNT],
    /// Places filled when lay-offs were last recorded.
    pub jobs_recorded: [f64; cloud::COUNT],
}

impl Default for Workforce {
    fn default() -> Self {
        Self {
            payroll: [0.0; cloud::COUNT],
            pay_cut: [0.0; cloud::COUNT],
            jobs: [1.0; cloud::COUNT],
            burden: [0.0; cloud::COUNT],
            opening_burden: [0.0; cloud::COUNT],
            opening_pay: 0.0,
            recorded: [None; cloud::COUNT],
            jobs_recorded: [1.0; cloud::COUNT],
        }
    }
}

impl Workforce {
    /// What is paid of a cloud's ordinary payroll.
    #[must_use]
    pub fn paid_share(&self, c: usize) -> f64 {
        (1.0 - self.pay_cut[c]) * self.jobs[c]
    }
}

/// Phase 8: pay of the step to come.
pub fn squeeze_pay(world: &mut World<'_>) {
    let p = world.parameters.boards.clone();
    let (clock, first) = (world.clock, world.is_first_step());
    for c in 0..cloud::HYPERSCALERS {
        let flow = world.clouds.cash_flow[c].max(1.0);
        let burden = (world.clouds.capex_paid[c] / flow).clamp(0.0, 3.0);
        let savings = world.savings_sought(c) / world.clouds.workforce.payroll[c].max(1.0);
        let on = world.on(Id::M12);
        let force = &mut world.clouds.workforce;
        if first {
            force.burden[c] = burden;
        }
        force.burden[c] += clock.closed(burden - force.burden[c], 6.0);
        if world.step < 6 {
            force.opening_burden[c] = force.burden[c];
        }
        let more = (force.burden[c] - force.opening_burden[c]).max(0.0);
        let target = if on { (p.pay_response * more + savings).min(p.pay_cut_max) } else { 0.0 };
        force.pay_cut[c] += clock.closed(target - force.pay_cut[c], 6.0);
    }
}

/// Share of the payroll that is sought and cannot be had from pay: what is left for lay-offs.
#[must_use]
pub fn beyond_pay(world: &World<'_>, c: usize) -> f64 {
    let payroll = world.clouds.workforce.payroll[c].max(1.0);
    let from_pay = if world.on(Id::M12) { world.parameters.boards.pay_cut_max } else { 0.0 };
    let holding = world.clouds.boards.path[c] == Path::Holding || world.levers.hold_capex[c] > 0.0;
    if holding { (world.savings_sought(c) / payroll - from_pay).max(0.0) } else { 0.0 }
}
