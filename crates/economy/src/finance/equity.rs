//! Market values of listed companies: cash profit times a multiple that moves with confidence, capex and luck (M40).
//!
//! d ln V = d ln E (half passed on at once) - k ln(V / (M* E)) / 12 + g d ln(confidence) + s (capex growth) + noise.
//! The sign of s is a regime: the documents contain both rewards and punishments of capital expenditure.

use jevons_ledger::{Instrument, Money};
use jevons_numerics::math;

use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::roster::{chip, cloud};
use crate::streams;
use crate::trail::Channel;
use crate::world::{Done, World};

/// Fall of all listed companies within a month that is recorded as an event.
const MARKET_FALL: f64 = 0.12;

/// Growth of a plan (log a month) beyond which more of it is no more news: a plan that is given up altogether ends in a
/// growth of minus infinity.
const PLAN_NEWS_MAX: f64 = 0.2;

/// M40: public equity.
pub const M40: Mechanism = Mechanism {
    id: Id::M40,
    name: "Public equity",
    file: "finance/equity.rs",
    what: "Market values follow earnings, return slowly to a multiple of them, and move with confidence, with luck and with a \
           company's capital expenditure, whose sign is a regime: markets have rewarded and punished it.",
    equations: "ln V' = ln V + clip(0.5 clip(ln(E / E before), -0.3, 0.3) + k / 12 ln(X E / V) + b ln(c / c before) + s G + noise, -0.6, 0.4)",
    symbols: &[
        ("V", "market value, USD"),
        ("E", "after-tax cash profit, USD a year"),
        ("c", "confidence of holders of listed shares"),
        ("G", "growth of the plan of capital expenditure, log a month, -0.2 to 0.2"),
    ],
    off: "Listed shares stay at their value of the opening.",
    sources: &["Campbell and Shiller (1988), doi 10.1093/rfs/1.3.195", "judgement"],
    claims: &[
        "Z-001", "Z-002", "Z-086", "Z-088", "Z-091", "Z-098", "Z-131", "Z-135", "Z-136", "H-005", "H-010",
        "H-028", "D-047", "D-077", "D-103", "D-120", "D-125", "D-128", "G-001", "L-010",
    ],
    probe: Probe {
        outcome: "fin.drawdown",
        agent: "",
        effect: Effect::Raises,
        months: 24,
        at_least: 0.5,
        given: &[],
    },
};

/// Phase 9: all listed companies are valued again, and every holder with them.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn value(world: &mut World<'_>) -> Done {
    if !world.on(Id::M40) {
        return Ok(());
    }
    let clock = world.clock;
    if clock.begins_month() {
        world.finance.value_at_start_of_month = world.finance.listed_value();
    }
    let before = world.finance.value_at_start_of_month;
    let p = world.parameters.finance.clone();
    let draws = world.draws(streams::MARKET_VALUES);
    let market = p.equity_market_volatility * draws.normal(0) * clock.noise(1.0);
    let own = p.equity_own_volatility * clock.noise(1.0);
    // A change of confidence moves values once; its level is already in them.
    let mood = p.equity_confidence_elasticity
        * math::ln(world.finance.confidence.public / world.finance.confidence.public_before);
    for maker in 0..chip::COUNT {
        let noise = market * 1.3 + own * draws.normal(1 + maker as u32);
        let profit = world.chips.profit[maker];
        let value = revalued(
            world,
            world.finance.chip_value[maker],
            world.finance.chip_profit[maker],
            profit,
            noise + mood + world.levers.chip_equity_shock[maker],
        );
        world.finance.chip_profit[maker] = profit;
        world.finance.chip_value[maker] = value;
        let agent = world.opening.roster.chips[maker];
        world.ledger.revalue_issuer(Instrument::Equity, agent, Money::from_usd(value))?;
    }
    for c in 0..cloud::COUNT {
        if !world.clouds.alive[c]
            || world.ledger.owed(Instrument::Equity, world.opening.roster.clouds[c]).is_zero()
        {
            continue;
        }
        let noise = market + own * draws.normal(20 + c as u32);
        let growth = world.clouds.capex_growth[c].clamp(-PLAN_NEWS_MAX, PLAN_NEWS_MAX);
        let capex = clock.per_step(p.equity_capex_reaction * growth);
        let profit = 12.0 * world.clouds.cash_flow[c];
        let value = revalued(
            world,
            world.finance.cloud_value[c],
            world.finance.cloud_profit[c],
            profit,
            noise + mood + capex + world.levers.cloud_equity_shock[c] + world.clouds.boards.discount_step[c],
        );
        world.finance.cloud_profit[c] = profit;
        world.finance.cloud_value[c] = value;
        let agent = world.opening.roster.clouds[c];
        world.ledger.revalue_issuer(Instrument::Equity, agent, Money::from_usd(value))?;
    }
    let listed = world.finance.listed_value();
    world.finance.month_fall = 1.0 - listed / before.max(1.0);
    world.finance.peak_value = world.finance.peak_value.max(listed);
    if clock.ends_month() && listed < (1.0 - MARKET_FALL) * before {
        let nvidia = world.opening.roster.chips[chip::NVIDIA];
        let lost = Money::from_usd(before - listed).cents();
        let through = [Channel::Equity, Channel::Confidence];
        let id = world.event_through(EventKind::MarketFall, nvidia, None, lost, &through);
        world.mark_all(Channel::Equity, id);
    }
    Ok(())
}

fn revalued(world: &World<'_>, value: f64, before: f64, profit: f64, shock: f64) -> f64 {
    let (p, clock) = (&world.parameters.finance, world.clock);
    let most = clock.per_step(0.3);
    let earnings =
        if before > 0.0 && profit > 0.0 { 0.5 * math::ln(profit / before).clamp(-most, most) } else { 0.0 };
    let fair = p.equity_multiple_long_run * profit.max(0.02 * value);
    let pull = clock.share(p.equity_reversion_per_year / 12.0) * math::ln(fair / value).clamp(-2.0, 2.0);
    value * math::exp((earnings + pull + shock).clamp(clock.per_step(-0.6), clock.per_step(0.4)))
}
