//! Lay-offs in technology: from capital expenditure and from the stock market to staff (M38).
//!
//! Symbols: n places filled relative to what other business asks for, d distance of the own shares from their peak.
//!
//! - n moves down to 1 - min(s + xi max(d - 0.2, 0), most) by at most 3 % a month, s being the savings that boards seek
//!   and do not find in pay; it moves back to 1 over some years. Other business grows less where staff is missing.
//! - What is not paid in wages is missing in the income of households.

use super::cross_subsidy::beyond_pay;
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::roster::{cloud, lab};
use crate::trail::Channel;
use crate::world::World;

/// M38: lay-offs in technology.
pub const M38: Mechanism = Mechanism {
    id: Id::M38,
    name: "Lay-offs in technology",
    file: "clouds/layoffs.rs",
    what: "Large companies lay off staff when their shares have fallen far, and when boards hold capital expenditure and \
           pay cannot give what has to be saved. Wages fall, households have less to spend, and other business grows less.",
    equations: "n* = 1 - min(s + xi max(d - 0.2, 0), most)\n\
                n' = n - min(n - n*, 0.03) if n > n*, else n + (1 - n) / refill\n\
                growth of other business less lambda (1 - n)",
    symbols: &[
        ("n", "places filled as a share of those that other business asks for"),
        ("s", "savings sought beyond the largest cut of pay, over payroll"),
        ("d", "fall of the own shares from their peak, share"),
        ("xi", "boards.layoffs.response_to_drawdown"),
        ("most", "boards.layoffs.share_max"),
        ("lambda", "boards.layoffs.growth_lost_per_year"),
    ],
    off: "Staff follows other business, whatever happens to shares and plans.",
    sources: &["series: tech_layoffs_fyi", "judgement"],
    claims: &["Z-004", "Z-095", "Z-100", "Z-105", "Z-123", "D-127", "L-032"],
    probe: Probe {
        outcome: "labour.tech_employment",
        agent: "",
        effect: Effect::Lowers,
        months: 24,
        at_least: 0.02,
        given: &[("levers.cloud_equity_shock", -0.05)],
    },
};

/// Fastest lay-offs in one month, as a share of staff.
const FASTEST: f64 = 0.03;
/// Fall of shares that nobody answers with lay-offs.
const TOLERATED_FALL: f64 = 0.2;
/// Fewest places filled.
const FEWEST: f64 = 0.3;

/// Phase 8: lay-offs and hiring.
pub fn adjust_staff(world: &mut World<'_>) {
    let p = world.parameters.boards.clone();
    let clock = world.clock;
    if world.is_first_step() {
        world.clouds.workforce.opening_pay = pay_at_opening_wages(world);
    }
    for c in 0..cloud::HYPERSCALERS {
        if !world.on(Id::M38) {
            world.clouds.workforce.jobs[c] = 1.0;
            continue;
        }
        let boards = &world.clouds.boards;
        let value = world.finance.cloud_value[c];
        let fall = if boards.peak_value[c] > 0.0 { 1.0 - value / boards.peak_value[c] } else { 0.0 };
        let pressure = beyond_pay(world, c) + p.layoff_response * (fall - TOLERATED_FALL).max(0.0);
        let target = 1.0 - pressure.min(p.layoff_max);
        let jobs = world.clouds.workforce.jobs[c];
        let moved = if jobs > target {
            jobs - (jobs - target).min(clock.per_step(FASTEST))
        } else {
            jobs + clock.closed(1.0 - jobs, p.refill_months)
        };
        let left = (moved * clock.kept(1.0 - world.levers.layoffs[c])).max(FEWEST);
        world.clouds.workforce.jobs[c] = left;
        record(world, c);
    }
}

/// Lay-offs of a twentieth of the staff since the last record, or of a twelfth within a month, are an event.
fn record(world: &mut World<'_>, c: usize) {
    let force = &mut world.clouds.workforce;
    let lost = force.jobs_recorded[c] - force.jobs[c];
    let lately = force.recorded[c].is_some_and(|step| world.step - step < 6);
    if lost <= 0.0 {
        force.jobs_recorded[c] = force.jobs[c];
    }
    if lost < if lately { 0.08 } else { 0.04 } {
        return;
    }
    force.recorded[c] = Some(world.step);
    force.jobs_recorded[c] = force.jobs[c];
    let amount = (lost * force.payroll[c] * 12.0 * 100.0) as i64;
    let agent = world.opening.roster.clouds[c];
    let through = [Channel::Equity, Channel::Confidence, Channel::Sales, Channel::Credit];
    let id = world.event_through(EventKind::Layoff, agent, None, amount, &through);
    world.mark(Channel::Sales, world.opening.roster.businesses, id);
}

/// Pay of technology companies a month at the wages of the opening, in USD: jobs, in money.
#[must_use]
pub fn pay_at_opening_wages(world: &World<'_>) -> f64 {
    let force = &world.clouds.workforce;
    let clouds: f64 = (0..cloud::COUNT).map(|c| force.payroll[c] * force.jobs[c]).sum();
    let labs: f64 = (0..lab::COUNT).map(|l| world.labs.staff_cost[l]).sum();
    let start_ups: f64 = world
        .startups
        .other_cost
        .iter()
        .zip(&world.startups.alive)
        .map(|(cost, alive)| if *alive { *cost } else { 0.0 })
        .sum();
    let years = world.months_elapsed() / 12.0;
    let wages = jevons_numerics::math::exp(
        jevons_numerics::math::ln(1.0 + world.parameters.government.nominal_growth) * years,
    );
    (clouds + labs + start_ups) / wages
}
