//! Vintages of accelerators: wear by heat, economic obsolescence, resale value, and book values that prove too high (M02).
//!
//! Symbols: a age in years, q what a vintage earns over what running it costs, o obsolescence of a vintage (log), u use of
//! a fleet, H failures at 85 over those at 65 degrees, r rent, c running cost of an hour (power and site).
//!
//! - Heat wears, and load makes heat: failures = f H^((t - 30 (1 - u)) / 20), t degrees above the usual at full load.
//! - An old accelerator takes less of the work that pays, and draws more power for the work it does. It leaves service when
//!   q falls towards one. The speed of obsolescence is the one at which this happens at the sampled economic life, at the
//!   rents of the opening: when rents fall faster, life gets shorter, and software that makes old chips useful prolongs it.
//! - A resale price is the price of a new unit times what the vintage still earns over what a new one will earn.
//! - Books depreciate over the stated life. Each December the book value of a fleet is compared with what it will earn; the
//!   ratio of the opening is what auditors accepted, and a rise beyond a tolerance is written down.

use jevons_ledger::{Change, Money, RealAsset};
use jevons_numerics::{Month, math};

use super::fleet::{MONTHS, slot};
use super::{Fleet, HOURS_PER_MONTH};
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::roster::cloud;
use crate::trail::Channel;
use crate::world::{Done, World};

/// M02: vintages of accelerators.
pub const M02: Mechanism = Mechanism {
    id: Id::M02,
    name: "Vintages: wear, obsolescence, resale value",
    file: "clouds/vintages.rs",
    what: "Accelerators wear by heat, lose work to newer ones, and leave service when they no longer earn the power and the \
           place that they take. Books follow another clock: when rents fall faster than books expect, fleets are written \
           down.",
    equations: "failures a year = f H^((t - 30 (1 - u)) / 20)\n\
                q = r u / u0 exp(-o) / c, c = kW exp(k (a - 1)) (power + site), k half the yearly fall of the price\n\
                units leave at 10 % clip((1.25 - q) / 0.5, 0, 1) a month\n\
                o' = max(o + d / 12 (once 60 % of the economic life is over) - s (growth of efficiency - usual), 0)\n\
                d such that q = 1 at the economic life, at the rents of the opening\n\
                resale = p min(1, V(o, a) / V(0, 0)), V = earnings less running cost, discounted, until q = 1\n\
                written down when (book / value in use) > (1 + tolerance) max(1, the same at the opening)",
    symbols: &[
        ("q", "earnings over running cost of an hour of a vintage"),
        ("r", "market rent of an hour of an H100 equivalent, USD"),
        ("c", "running cost of an hour of an H100 equivalent, USD"),
        ("o", "obsolescence: log of the work that a vintage no longer gets"),
        ("u", "use of the fleet, smoothed over six months; u0 at the opening"),
        ("a", "age of the vintage, years"),
        ("d", "speed of obsolescence, log a year"),
        ("p", "price of a new H100 equivalent, USD"),
    ],
    off: "A fixed share fails each year and all units retire within a year around the economic life; nothing is written down.",
    sources: &[
        "Jorgenson, D. W. (1963): Capital theory and investment behavior",
        "Solow, R. M. (1960): Investment and technical progress (vintages)",
        "Llama 3 training report: failures of 16,384 accelerators",
        "judgement",
    ],
    claims: &["H-008", "H-009", "H-013", "D-014", "D-015", "D-133"],
    probe: Probe {
        outcome: "cloud.write_downs",
        agent: "Microsoft",
        effect: Effect::Raises,
        months: 24,
        at_least: 0.2,
        given: &[("levers.idle_hours", 0.5)],
    },
};

/// Degrees by which an idle accelerator is cooler than a busy one (judgement).
const IDLE_DEGREES: f64 = 30.0;
/// Share of the economic life over which a vintage does the same work as new ones (judgement: in late 2025 rents were
/// quoted for accelerators of 2022 to 2023 and those before them still rented well).
const GRACE: f64 = 0.6;
/// Least value of a unit as parts and memory, as a share of the price of a new one (judgement).
const SCRAP: f64 = 0.03;
/// Discount rate of what a vintage will earn, a year (judgement: what neoclouds pay for money).
const DISCOUNT: f64 = 0.10;

/// State of the vintages of all fleets.
#[derive(Debug, Clone)]
pub struct Vintages {
    /// Obsolescence by month of purchase (log).
    pub obsolescence: Vec<f64>,
    /// Speed of obsolescence once it sets in, log a year.
    pub speed: f64,
    /// Age at which it sets in, in months.
    pub grace_months: f64,
    /// Efficiency of software when vintages last lost work.
    pub efficiency_seen: f64,
    /// Use of each fleet, smoothed over six months.
    pub smoothed_use: [f64; cloud::COUNT],
    /// Book value over value in use at the opening, at least 1.
    pub accepted_ratio: [f64; cloud::COUNT],
    /// Written down so far, in USD.
    pub written_down: [f64; cloud::COUNT],
    /// Written down since the last event of each cloud, in USD.
    pub unreported: [f64; cloud::COUNT],
}

impl Default for Vintages {
    fn default() -> Self {
        Self {
            obsolescence: vec![0.0; MONTHS],
            speed: 0.0,
            grace_months: 0.0,
            efficiency_seen: 1.0,
            smoothed_use: [0.0; cloud::COUNT],
            accepted_ratio: [1.0; cloud::COUNT],
            written_down: [0.0; cloud::COUNT],
            unreported: [0.0; cloud::COUNT],
        }
    }
}

/// Sets speed, past obsolescence and accepted ratios of books at the opening, once fleets and rents are known.
pub fn calibrate(world: &mut World<'_>) {
    let p = &world.parameters.clouds;
    let life = p.economic_life_years;
    let margin = math::ln((world.clouds.rent / running_cost(world)).max(1.0));
    let speed = ((margin - power_drift(world) * (life - 1.0)) / ((1.0 - GRACE) * life)).max(0.02);
    let used = p.opening_utilisation;
    let vintages = &mut world.clouds.vintages;
    vintages.speed = speed;
    vintages.grace_months = 12.0 * GRACE * life;
    vintages.smoothed_use = [used; cloud::COUNT];
    let now = slot(world.opening.first_month);
    for (bought, gone) in vintages.obsolescence.iter_mut().enumerate().take(now) {
        *gone = speed * ((now - bought) as f64 - vintages.grace_months).max(0.0) / 12.0;
    }
    for c in 0..cloud::COUNT {
        world.clouds.vintages.accepted_ratio[c] = book_ratio(world, c).unwrap_or(1.0).max(1.0);
    }
}

/// Cost of running one H100 equivalent bought a year ago for an hour: power and site, in USD.
#[must_use]
pub fn running_cost(world: &World<'_>) -> f64 {
    let p = &world.parameters.clouds;
    let kw = p.power_kw_per_h100e * world.clouds.power_index;
    kw * (p.power_usd_per_mwh / 1_000.0 + p.site_usd_per_kw_month / HOURS_PER_MONTH)
}

/// Yearly rise (log) of the power that the same work takes on older accelerators.
fn power_drift(world: &World<'_>) -> f64 {
    -0.5 * math::ln(1.0 - world.parameters.chips.price_decline_per_year)
}

/// Earnings over running cost of an hour of the vintage of slot `bought`, at a fleet's relative use `used`.
fn earnings_over_cost(world: &World<'_>, bought: usize, used: f64) -> f64 {
    let age = slot(world.month).saturating_sub(bought) as f64 / 12.0;
    let earns = world.clouds.rent * used * math::exp(-world.clouds.vintages.obsolescence[bought]);
    earns / (running_cost(world) * math::exp(power_drift(world) * (age - 1.0)))
}

/// What the margin of a vintage is worth over its remaining life, in USD per unit, discounted at `rate` a year.
fn value_per_unit(world: &World<'_>, bought: usize, rate: f64) -> f64 {
    let p = &world.parameters.clouds;
    let vintages = &world.clouds.vintages;
    let scrap = SCRAP * world.chips.price_per_h100e;
    let ratio = earnings_over_cost(world, bought, 1.0);
    if ratio <= 1.0 {
        return scrap;
    }
    let earns = world.clouds.rent * math::exp(-vintages.obsolescence[bought]);
    let cost = earns / ratio;
    // Rents fall with the price of new hardware; once its grace is over the vintage loses work as well.
    let slow = (-0.7 * math::ln(1.0 - world.parameters.chips.price_decline_per_year)).max(0.01);
    let age = slot(world.month).saturating_sub(bought) as f64;
    let margin = math::ln(ratio);
    let first = ((vintages.grace_months - age).max(0.0) / 12.0).min(margin / slow);
    let later = earns * math::exp(-slow * first);
    let fast = slow + vintages.speed;
    let second = math::ln(later / cost).max(0.0) / fast;
    let hours = 12.0 * HOURS_PER_MONTH * p.availability * p.opening_utilisation;
    let worth = margin_worth(earns, cost, slow, rate, first)
        + math::exp(-rate * first) * margin_worth(later, cost, fast, rate, second);
    (hours * worth).max(scrap)
}

/// Discounted integral over `years` of earnings that fall at `fall` a year, less a steady cost.
fn margin_worth(earns: f64, cost: f64, fall: f64, rate: f64, years: f64) -> f64 {
    let annuity = |rate: f64| if rate > 1e-9 { (1.0 - math::exp(-rate * years)) / rate } else { years };
    earns * annuity(rate + fall) - cost * annuity(rate)
}

/// Price at which one H100 equivalent bought in `bought` finds a buyer among others who run accelerators, in USD.
#[must_use]
pub fn resale_usd_per_unit(world: &World<'_>, bought: Month) -> f64 {
    resale_of_slot(world, slot(bought))
}

fn resale_of_slot(world: &World<'_>, bought: usize) -> f64 {
    let new = value_per_unit(world, slot(world.month), DISCOUNT);
    let old = value_per_unit(world, bought.min(slot(world.month)), DISCOUNT);
    let relative = if new > 0.0 { (old / new).min(1.0) } else { 0.0 };
    // Nobody pays more for old hardware than it will earn.
    (world.chips.price_per_h100e * relative).min(old)
}

/// What a fleet would fetch if it were sold vintage by vintage without haste, in USD.
#[must_use]
pub fn resale_usd(world: &World<'_>, fleet: &Fleet) -> f64 {
    fleet.vintages().map(|(bought, units, _)| units * resale_of_slot(world, bought)).sum()
}

/// Book value of a cloud's accelerators over what they will earn; `None` without a fleet.
fn book_ratio(world: &World<'_>, c: usize) -> Option<f64> {
    let fleet = &world.clouds.fleet[c];
    let book = fleet.book_usd(world.month, world.clouds.book_life_months[c]);
    let value: f64 =
        fleet.vintages().map(|(bought, units, _)| units * value_per_unit(world, bought, 0.0)).sum();
    (book > 1.0).then(|| book / value.max(1.0))
}

/// Share of a cloud's units that fail for good in a year.
#[must_use]
pub fn failures_per_year(world: &World<'_>, c: usize) -> f64 {
    let p = &world.parameters.clouds;
    if !world.on(Id::M02) {
        return p.failures_per_year;
    }
    let used = world.clouds.vintages.smoothed_use[c];
    let degrees = p.degrees_above_usual - IDLE_DEGREES * (1.0 - used);
    (p.failures_per_year * math::exp(math::ln(p.heat_failure_ratio) * degrees / 20.0)).min(0.9)
}

/// Phase 8: units fail and leave service, vintages lose work, and books are held against what fleets will earn.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn age(world: &mut World<'_>) -> Done {
    let month = world.month;
    if !world.on(Id::M02) {
        let life = world.parameters.clouds.economic_life_years * 12.0;
        for c in 0..cloud::COUNT {
            let failures = failures_per_year(world, c);
            world.clouds.fleet[c].age(month, failures, life, world.clock);
        }
        return Ok(());
    }
    let clock = world.clock;
    lose_work(world);
    for c in 0..cloud::COUNT {
        let used = world.clouds.utilisation[c];
        let vintages = &mut world.clouds.vintages;
        vintages.smoothed_use[c] += clock.closed(used - vintages.smoothed_use[c], 6.0);
        let relative = vintages.smoothed_use[c] / world.parameters.clouds.opening_utilisation;
        let survival = clock.kept(1.0 - failures_per_year(world, c) / 12.0);
        let life = world.clouds.book_life_months[c];
        let mut left_in_books = 0.0;
        for bought in 0..slot(month) {
            let q = earnings_over_cost(world, bought, relative.clamp(0.3, 1.5));
            let leaving = clock.share(0.1 * ((1.25 - q) / 0.5).clamp(0.0, 1.0));
            left_in_books += world.clouds.fleet[c].retire(month, bought, survival, leaving, life);
        }
        write_off(world, c, RealAsset::Accelerators, left_in_books)?;
        if month.month() == 12 && clock.ends_month() {
            test_books(world, c)?;
        }
        report(world, c);
    }
    Ok(())
}

/// Vintages lose work to newer ones; software that does more on the same hardware wins some of it back.
fn lose_work(world: &mut World<'_>) {
    let clock = world.clock;
    let usual = clock.per_step(math::ln(world.parameters.technology.efficiency_gain_per_year) / 12.0);
    let seen = std::mem::replace(&mut world.clouds.vintages.efficiency_seen, world.technology.efficiency);
    let gained = math::ln(world.technology.efficiency / seen);
    let revived = world.parameters.clouds.software_revival * (gained - usual);
    let now = slot(world.month);
    let vintages = &mut world.clouds.vintages;
    for (bought, gone) in vintages.obsolescence.iter_mut().enumerate().take(now) {
        let old = (now - bought) as f64 > vintages.grace_months;
        let lost = if old { clock.per_step(vintages.speed / 12.0) } else { 0.0 };
        *gone = (*gone + lost - revived).max(0.0);
    }
}

/// Writes a fleet down to what auditors accepted at the opening if its value has fallen beyond the tolerance.
fn test_books(world: &mut World<'_>, c: usize) -> Done {
    let Some(ratio) = book_ratio(world, c) else { return Ok(()) };
    let accepted = world.clouds.vintages.accepted_ratio[c];
    if ratio <= accepted * (1.0 + world.parameters.clouds.write_down_tolerance) {
        return Ok(());
    }
    let share = (1.0 - accepted / ratio).min(0.95);
    let book = world.clouds.fleet[c].book_usd(world.month, world.clouds.book_life_months[c]);
    world.clouds.fleet[c].write_down(share);
    write_off(world, c, RealAsset::Accelerators, book * share)
}

/// Takes `usd` off the books of a cloud's `asset`, and off its market value: holders lose what the books lose.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn write_off(world: &mut World<'_>, c: usize, asset: RealAsset, usd: f64) -> Done {
    let agent = world.opening.roster.clouds[c];
    let amount = Money::from_usd(usd.max(0.0)).min(world.ledger.real(asset, agent));
    if amount.is_zero() {
        return Ok(());
    }
    world.ledger.consume_asset(Change::WriteOff, asset, agent, amount)?;
    world.clouds.vintages.written_down[c] += amount.usd();
    world.clouds.vintages.unreported[c] += amount.usd();
    Ok(())
}

/// Records what was written down once it is worth a line in a report: 3 % of the accelerators in the books.
pub fn report(world: &mut World<'_>, c: usize) {
    let agent = world.opening.roster.clouds[c];
    let amount = world.clouds.vintages.unreported[c];
    let books = world.ledger.real(RealAsset::Accelerators, agent).usd();
    if amount < 0.03 * books.max(1e6) {
        return;
    }
    world.clouds.vintages.unreported[c] = 0.0;
    let value = &mut world.finance.cloud_value[c];
    *value = (*value - amount).max(0.7 * *value);
    let through = [Channel::Sales, Channel::Supply, Channel::Confidence];
    let id = world.event_through(EventKind::WriteDown, agent, None, (amount * 100.0) as i64, &through);
    world.mark(Channel::Credit, agent, id);
    world.mark(Channel::Equity, agent, id);
}
