//! Capacity that was planned ahead and is not used: rents give way, and what stands idle is written down (M15).
//!
//! Symbols: U use of all fleets, U0 use at the opening, i hours offered by others as a share of all hours.
//!
//! - The price of an accelerator-hour answers to use: k (U / (1 + i) - U0) a month. Hours offered by others also take
//!   their part of the customers who rent directly.
//! - A cloud whose use stays below a share of the use that it planned for, for so many months, writes the idle part down,
//!   accelerators and buildings.

use jevons_ledger::RealAsset;

use super::vintages;
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::roster::cloud;
use crate::world::{Done, World};

/// M15: capacity planning and stranded assets.
pub const M15: Mechanism = Mechanism {
    id: Id::M15,
    name: "Capacity planning and stranded assets",
    file: "clouds/planning.rs",
    what: "Capacity is reserved ahead of demand. When demand does not come, or others dump their hours, rents fall with use, \
           and what stays idle for long is written down, halls and all.",
    equations: "pressure on ln r = k (U / (1 + i) - U0) a month\n\
                hours rented directly go to others in the share i / (1 + i)\n\
                u < x U0 for so many months: accelerators and data centres written down by 1 - u / (x U0)",
    symbols: &[
        ("r", "market rent of an H100 equivalent, USD an hour"),
        ("U", "use of all fleets"),
        ("U0", "use at the opening"),
        ("u", "use of one fleet, smoothed over six months"),
        ("i", "lever: hours offered by others, share of all hours"),
        ("x", "share of planned use below which capacity counts as stranded"),
    ],
    off: "Rents follow the price of new hardware alone, others offer no hours, and idle capacity keeps its book value.",
    sources: &[
        "H100 rents, 2023 to 2025",
        "optical fibre, 1997 to 2004: use, prices and write-downs",
        "judgement",
    ],
    claims: &["Z-108", "Z-109", "Z-110", "Z-112", "H-012", "H-016", "D-091"],
    probe: Probe {
        outcome: "gpu.rental_price",
        agent: "",
        effect: Effect::Lowers,
        months: 24,
        at_least: 0.1,
        given: &[("levers.idle_hours", 0.5)],
    },
};

/// Pressure of use on the log rent, a month.
#[must_use]
pub fn rent_pressure(world: &World<'_>) -> f64 {
    if world.is_first_step() || !world.on(Id::M15) {
        return 0.0;
    }
    let p = &world.parameters.clouds;
    let used = world.clouds.mean_utilisation() / (1.0 + world.levers.idle_hours[0]);
    p.rent_response * (used - p.opening_utilisation)
}

/// Share of hours rented directly that others serve.
#[must_use]
pub fn share_of_others(world: &World<'_>) -> f64 {
    let idle = world.levers.idle_hours[0];
    if world.on(Id::M15) { idle / (1.0 + idle) } else { 0.0 }
}

/// Phase 8: what has stood idle for too long is written down.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn strand(world: &mut World<'_>) -> Done {
    if !world.on(Id::M15) {
        return Ok(());
    }
    let p = world.parameters.clouds.clone();
    let planned = p.stranded_below_share * p.opening_utilisation;
    for c in 0..cloud::COUNT {
        let used = world.clouds.vintages.smoothed_use[c];
        if used >= planned || !world.clouds.alive[c] {
            world.clouds.idle_months[c] = 0.0;
            continue;
        }
        world.clouds.idle_months[c] += world.clock.months;
        if world.clouds.idle_months[c] < p.stranded_months {
            continue;
        }
        world.clouds.idle_months[c] = 0.0;
        let share = (1.0 - used / planned).clamp(0.0, 0.9);
        let life = world.clouds.book_life_months[c];
        let books: f64 = world.clouds.fleet[c].book_usd(world.month, life);
        world.clouds.fleet[c].write_down(share);
        vintages::write_off(world, c, RealAsset::Accelerators, books * share)?;
        let halls = world.ledger.real(RealAsset::DataCentres, world.opening.roster.clouds[c]).usd();
        vintages::write_off(world, c, RealAsset::DataCentres, halls * share)?;
        vintages::report(world, c);
    }
    Ok(())
}
