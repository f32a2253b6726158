//! The market for accelerator-hours: who asks, who is served, and the price (M09, M10, M15).
//!
//! - Labs ask each supplier for their share of inference and training hours; hosts, direct renters and other clouds
//!   ask too; internal workloads take what is left, but are squeezed to four fifths before anybody else is rationed.
//! - The market price of an H100-hour falls with the cost of new accelerators and rises with utilisation u:
//!   d ln r = (d ln p) + k (u - u*) + noise, where u* is utilisation at the opening.
//! - Contract prices of labs follow the market over the length of a contract, less the strategic discount.

use jevons_numerics::math;

use super::{Clouds, Hours, planning};
use crate::chips::export_controls;
use crate::labs::Labs;
use crate::roster::{cloud, lab};
use crate::streams;
use crate::world::{Done, Stop, World};

/// Phase 4: prices of accelerator-hours.
pub fn price(world: &mut World<'_>) {
    let p = &world.parameters.clouds;
    let clock = world.clock;
    let noise = world.draws(streams::RENTS).normal(0) * clock.noise(1.0);
    let decline = world.chips.price_change;
    let pressure = planning::rent_pressure(world);
    let clouds = &mut world.clouds;
    let most = clock.per_step(0.15);
    let change = (0.7 * decline + clock.per_step(pressure) + p.rent_volatility * noise).clamp(-most, most);
    // Below the cost of power nobody lets an accelerator run.
    let floor = 1.2 * clouds.power_index * p.power_kw_per_h100e * p.power_usd_per_mwh / 1_000.0;
    clouds.rent = (clouds.rent * math::exp(change)).max(floor);
    super::subsidy::price(world);
    for l in export_controls::LABS {
        world.clouds.lab_price[l] *= export_controls::price_factor(world, l);
    }
}

/// Phase 6: hours are asked for, allocated and served.
///
/// # Errors
/// If more hours would be served than the fleets can deliver.
pub fn serve(world: &mut World<'_>) -> Done {
    let p = world.parameters.clouds.clone();
    let host_hours = world.hosts_hours();
    let others = planning::share_of_others(world);
    ask(&mut world.clouds, &world.labs, &world.other_ai.hours, host_hours, 1.0 - others);
    for c in 0..cloud::COUNT {
        let capacity = world.clouds.deliverable_hours(c, p.availability);
        let asked = world.clouds.demand[c];
        let served = allocate(asked, capacity);
        let external = asked.external();
        world.clouds.fill[c] = if external > 0.0 { served.external() / external } else { 1.0 };
        world.clouds.utilisation[c] = if capacity > 0.0 { served.total() / capacity } else { 0.0 };
        world.clouds.served[c] = served;
        if served.total() > capacity * (1.0 + 1e-9) {
            return Err(Stop::Quantities(format!(
                "{}: {} served {} accelerator-hours of {capacity}",
                world.month,
                cloud::NAMES[c],
                served.total()
            )));
        }
    }
    super::neoclouds::pass_on(world);
    for l in 0..lab::COUNT {
        let shares = &world.clouds.supplier_share[l];
        let fill: f64 = (0..cloud::COUNT).map(|c| shares[c] * world.clouds.fill[c]).sum();
        let own: f64 = 1.0 - shares.iter().sum::<f64>();
        // What no modelled cloud serves is served by the lab's own bloc, as far as that has the machines.
        let elsewhere = own.max(0.0) * export_controls::served(world, l);
        world.labs.served_share[l] = (fill + elsewhere).min(1.0);
    }
    Ok(())
}

fn ask(clouds: &mut Clouds, labs: &Labs, other_ai: &[f64; cloud::COUNT], host_hours: f64, direct_share: f64) {
    for c in 0..cloud::COUNT {
        let wanted: f64 = (0..lab::COUNT)
            .map(|l| clouds.supplier_share[l][c] * (labs.inference_hours[l] + labs.training_hours[l]))
            .sum();
        clouds.demand[c] = Hours {
            internal: clouds.internal_hours[c],
            labs: wanted,
            hosts: clouds.host_supplier_share[c] * host_hours,
            direct: (clouds.direct_hours[c] + clouds.self_hosted_hours[c] + other_ai[c]) * direct_share,
            clouds: (0..cloud::COUNT).map(|renter| clouds.rented_hours[renter][c]).sum(),
        };
    }
}

/// Shares `capacity` among what was asked: paying customers first, but internal work keeps four fifths if it can.
#[must_use]
pub fn allocate(asked: Hours, capacity: f64) -> Hours {
    if asked.total() <= capacity {
        return asked;
    }
    let external = asked.external();
    let protected = 0.8 * asked.internal;
    let for_external = (capacity - protected).max(0.5 * capacity).min(external);
    let share = if external > 0.0 { for_external / external } else { 0.0 };
    Hours {
        internal: (capacity - for_external).max(0.0).min(asked.internal),
        labs: asked.labs * share,
        hosts: asked.hosts * share,
        direct: asked.direct * share,
        clouds: asked.clouds * share,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_more_is_served_than_there_is_and_internal_work_gives_way_first() {
        let asked = Hours { internal: 50.0, labs: 30.0, hosts: 5.0, direct: 10.0, clouds: 5.0 };
        assert_eq!(allocate(asked, 120.0), asked);
        let tight = allocate(asked, 92.0);
        assert!((tight.total() - 92.0).abs() < 1e-9);
        assert_eq!(tight.external(), 50.0);
        let tighter = allocate(asked, 60.0);
        assert!((tighter.total() - 60.0).abs() < 1e-9);
        assert!(tighter.labs < 30.0 && tighter.internal <= 50.0);
    }
}
