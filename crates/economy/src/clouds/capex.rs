//! Capital expenditure of the clouds (M08): expected demand, rivals, cash flow, debt capacity and the market's patience.
//!
//! Symbols: H capacity in hours, F expected demand at the end of the lead time L, g expected growth, I AI capex a month.
//!
//! - g is extrapolative with a memory: g <- g + (observed growth - g) / memory. At the opening g is what makes the
//!   observed capex the right one: the plan in the facts reveals the expectation behind it.
//! - Needed additions over the lead time: A = F (1 + buffer) / u* - H (surviving); target I* = A p / (share L).
//! - ln I moves towards ln I* at a sampled speed, keeps part of its own growth (plans are announced ahead), and adds a
//!   weight on the growth of rivals' capex and on the market's confidence, and a surprise, partly common to all:
//!   boards decide on more than the model knows.
//! - Capex is limited by operating cash flow and by debt capacity; what exceeds cash flow is borrowed. Lenders' limit is
//!   at least what the spending at the opening needs.

use jevons_numerics::math;

use super::patience;
use super::power;
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::roster::cloud;
use crate::streams;
use crate::trail::Channel;
use crate::world::{Done, World};

/// M08: the capital expenditure rule of the large clouds.
pub const M08: Mechanism = Mechanism {
    id: Id::M08,
    name: "Capital expenditure rule of the clouds",
    file: "clouds/capex.rs",
    what: "Clouds build for the demand that they expect at the end of the lead time. They extrapolate its growth, follow \
           their rivals, keep part of the growth of plans already announced, and stop where cash flow and lenders end. \
           Boards without a controlling founder listen to their share price; retreat costs the story, so cuts come late; \
           entrants move plans up in one regime and down in another. When AI revenue stays small the market takes a \
           discount, and boards cut, or hold and let pay and staff pay for it.",
    equations: "g' = g + (clip(12 ln(S' / S), -1, 2) - g) / memory\n\
                N = S exp(2 g / 12) exp(L g / 12) (1 + buffer) / U0\n\
                I* = max(N - H survival, 2 % of H) / hours of a unit x p / (share L)\n\
                ln I' = ln I + clip(h G + v clip(ln(I* / I), -0.7, 0.7) + w (G rivals - G) + 0.05 ln c + sigma z + kappa D r + eta e, -0.25, 0.25)\n\
                where v .. + kappa D r + eta e < 0 it counts 1 - x of itself; patience over: with probability D held, or cut by a share over half a year",
    symbols: &[
        ("I", "AI capital expenditure, USD a month"),
        ("G", "growth of the plan, log a month, smoothed over six months"),
        ("S", "hours asked for, smoothed over three months"),
        ("g", "expected growth of demand, log a year"),
        ("N", "hours needed at the end of the lead time L"),
        ("H", "hours deliverable now"),
        ("p", "price of an H100 equivalent, USD"),
        ("c", "confidence of holders of listed shares"),
        ("D", "weight of the market in the board's decisions, 0 under founder control"),
        ("r", "return of the own shares, log a month, smoothed over a quarter"),
        ("e", "how much better or cheaper entrants became than usual, log points"),
        ("x", "boards.exit_cost_share"),
    ],
    off: "Every cloud goes on with its plan of the opening, as far as it can pay for it.",
    sources: &[
        "judgement",
        "facts: capital expenditure of the five, 2022 to 2025",
        "ownership: votes of founders",
        "Morck, Shleifer and Vishny (1990), The stock market and investment",
    ],
    claims: &[
        "Z-050", "Z-069", "Z-092", "Z-094", "Z-096", "Z-097", "Z-101", "Z-102", "Z-138", "Z-142", "Z-144",
        "Z-149", "H-001", "H-003", "H-004", "H-014", "H-015", "H-024", "H-026", "H-034", "H-036", "D-012",
        "D-016", "D-026", "D-046", "D-068", "D-101", "D-104", "D-113", "D-118", "D-119", "D-129", "G-020",
    ],
    probe: Probe {
        outcome: "market.capex_five",
        agent: "",
        effect: Effect::Raises,
        months: 36,
        at_least: 0.05,
        given: &[],
    },
};

/// Months by which smoothed demand lags behind a trend.
pub const SMOOTHING_LAG_MONTHS: f64 = 2.0;

/// Hours that a cloud expects to need at the end of the lead time, given growth expected a year (log).
fn expected_hours(demand: f64, growth: f64, lead_months: f64) -> f64 {
    demand * math::exp(growth * lead_months / 12.0)
}

/// AI capital expenditure a month (USD) that closes the gap between expected need and capacity over the lead time.
#[must_use]
pub fn target_capex(world: &World<'_>, cloud: usize, growth: f64) -> f64 {
    let p = &world.parameters.clouds;
    let lead = p.lead_time_months;
    let capacity = world.clouds.capacity_hours(cloud, p.availability);
    let survival = math::exp(-(p.failures_per_year + 0.5 / p.economic_life_years) * lead / 12.0);
    // Smoothing over three months lags two months behind a trend.
    let demand = expected_hours(world.clouds.smoothed_demand[cloud], growth, SMOOTHING_LAG_MONTHS);
    let needed = expected_hours(demand, growth, lead) * (1.0 + p.buffer_share) / p.opening_utilisation;
    let hours_per_unit = super::HOURS_PER_MONTH * p.availability;
    let units = (needed - capacity * survival).max(0.02 * capacity) / hours_per_unit;
    units * world.chips.price_for(cloud) / (p.accelerator_share_of_capex * lead)
}

/// The growth expectation that makes `capex` the target, found by bisection.
#[must_use]
pub fn revealed_growth(world: &World<'_>, cloud: usize, capex: f64) -> f64 {
    let (mut low, mut high) = (-0.5, 2.5);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if target_capex(world, cloud, middle) < capex {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// Phase 8: plans for the next step and orders of accelerators, both at monthly rates.
///
/// # Errors
/// Never at present; the signature is that of a phase.
pub fn plan(world: &mut World<'_>) -> Done {
    patience::watch(world);
    if world.is_first_step() {
        reveal_leverage(world);
    }
    let p = world.parameters.clouds.clone();
    let rivals: f64 =
        world.clouds.capex_growth[..cloud::HYPERSCALERS].iter().sum::<f64>() / cloud::HYPERSCALERS as f64;
    let clock = world.clock;
    let draws = world.draws(streams::CAPEX_SURPRISE);
    let common = draws.normal_of_month(1_000);
    for c in 0..cloud::COUNT {
        if !world.clouds.alive[c] {
            world.clouds.ai_capex[c] = 0.0;
            world.clouds.accelerator_orders[c] = 0.0;
            continue;
        }
        learn(world, c, p.expectation_memory_months);
        let target = target_capex(world, c, world.clouds.expected_growth[c]).max(1.0);
        let before = world.clouds.ai_capex[c].max(1.0);
        let pull = p.capex_adjustment_per_month * math::ln(target / before).clamp(-0.7, 0.7);
        let rivalry = p.rivalry_weight * (rivals - world.clouds.capex_growth[c]);
        let mood = 0.05 * math::ln(world.finance.confidence.public);
        let habit = p.capex_persistence * world.clouds.capex_growth[c];
        // Everything here is growth at a monthly rate: a plan is surprised once a month, and moves in each step.
        let surprise = p.capex_surprise * (0.6 * common + 0.8 * draws.normal_of_month(c as u32));
        let drift = habit + rivalry + mood + surprise;
        let growth = if world.on(Id::M08) { patience::decide(world, c, pull, drift) } else { 0.0 };
        let growth = growth.clamp(-0.25, 0.25);
        let wanted = before * math::exp(clock.per_step(growth)) * lever_ratio(world, c);
        let affordable = affordable_capex(world, c);
        let plan = wanted.min(affordable).min(power::capex_limit(world, c).max(0.1 * before));
        let change = clock.per_month(math::ln((plan / before).max(1e-6)));
        world.clouds.capex_growth[c] += clock.closed(change - world.clouds.capex_growth[c], 6.0);
        world.clouds.ai_capex[c] = plan;
        world.clouds.accelerator_orders[c] = plan * p.accelerator_share_of_capex;
        if change < -0.08 {
            let amount = ((before - plan) * 100.0) as i64;
            let through =
                [Channel::Sales, Channel::Equity, Channel::Confidence, Channel::Credit, Channel::Supply];
            patience::record_cut(world, c, amount, &through);
        }
    }
    Ok(())
}

/// What a turn of the lever this month does to a plan; a plan already made is not turned twice.
fn lever_ratio(world: &mut World<'_>, c: usize) -> f64 {
    let before = std::mem::replace(&mut world.clouds.capex_lever[c], world.levers.capex[c]);
    world.levers.capex[c].max(1e-3) / before.max(1e-3)
}

fn learn(world: &mut World<'_>, c: usize, memory: f64) {
    let clock = world.clock;
    let clouds = &mut world.clouds;
    let before = clouds.smoothed_demand[c];
    let now = before + clock.closed(clouds.demand[c].total() - before, 3.0);
    if before > 0.0 && now > 0.0 {
        let observed = clock.per_month(12.0 * math::ln(now / before)).clamp(-1.0, 2.0);
        clouds.expected_growth[c] += clock.closed(observed - clouds.expected_growth[c], memory);
    }
    clouds.smoothed_demand[c] = now;
}

/// What the cloud can spend on AI a month: cash flow, cash above what it keeps, and room for debt.
fn affordable_capex(world: &World<'_>, c: usize) -> f64 {
    let lends = if world.on(Id::M42) { 1.0 } else { 0.0 };
    let [leverage, backed, net_debt] = debt_room(world, c);
    let total = own_means(world, c) + lends * (leverage + backed - net_debt).max(0.0) / MONTHS_TO_BORROW;
    (total - world.clouds.other_capex[c]).max(0.25 * world.clouds.ai_capex[c])
}

/// Months over which the room for debt is used.
const MONTHS_TO_BORROW: f64 = 24.0;
/// Months of cash flow that a cloud keeps as money.
const MONTHS_KEPT: f64 = 3.0;
/// Multiple of cash flow beyond which no spending at the opening is taken as a sign that lenders would go so far.
const LEVERAGE_REVEALED_MAX: f64 = 15.0;

/// Capital expenditure a month without new debt.
fn own_means(world: &World<'_>, c: usize) -> f64 {
    let flow = world.clouds.cash_flow[c].max(0.0);
    let liquid = world.liquid_usd(world.opening.roster.clouds[c]);
    world.parameters.clouds.cash_flow_share_max * flow + (liquid - MONTHS_KEPT * flow).max(0.0) / 12.0
}

/// What lenders allow on cash flow and on commitments of customers, and net debt, all in USD.
fn debt_room(world: &World<'_>, c: usize) -> [f64; 3] {
    let agent = world.opening.roster.clouds[c];
    let appetite = world.finance.confidence.credit;
    let on_flow = world.clouds.leverage_max[c] * appetite * 12.0 * world.clouds.cash_flow[c].max(0.0);
    let backed = appetite * world.backlog_collateral(c);
    [on_flow, backed, world.debt_usd(agent) - world.liquid_usd(agent)]
}

/// Lenders go as far as what is spent at the opening needs: what a cloud was seen to spend, it could pay for.
fn reveal_leverage(world: &mut World<'_>) {
    for c in 0..cloud::COUNT {
        let spent = world.clouds.ai_capex[c] + world.clouds.other_capex[c];
        let borrowed = MONTHS_TO_BORROW * (spent - own_means(world, c));
        let [on_flow, backed, net_debt] = debt_room(world, c);
        let needed = borrowed + net_debt - backed;
        if borrowed > 0.0 && needed > on_flow && on_flow > 0.0 {
            let times = needed / on_flow;
            world.clouds.leverage_max[c] = (world.clouds.leverage_max[c] * times)
                .min(LEVERAGE_REVEALED_MAX.max(world.clouds.leverage_max[c]));
        }
    }
}
