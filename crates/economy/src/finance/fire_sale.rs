//! Fire sales: accelerators of a failing neocloud are sold in haste, and pressed prices reach its lenders (M42).
//!
//! - A second default within two years ends in a sale: all of a named neocloud's fleet, a part of that of the aggregate.
//! - Price = what each vintage would fetch without haste x exp(-b x units sold / units of all), b from the fall of the
//!   price when a twentieth of all is sold.
//! - Large clouds buy in proportion to the money that they have beyond a month's bills; what nobody buys is scrapped.
//! - The proceeds are the collateral of secured lenders.

use jevons_contagion::fire_sale::PriceImpact;
use jevons_ledger::{Change, Flow, Money, RealAsset};
use jevons_numerics::Month;

use super::clearing::{claims, wind_up, write_off_all};
use super::forced_sales::SOLD_SHARE;
use super::resolution::{mark_creditors, wipe_equity};
use crate::clouds::{Fleet, vintages};
use crate::output::EventKind;
use crate::roster::{cloud, lab};
use crate::trail::Channel;
use crate::world::{Done, Stop, World};

/// Months after a restructuring within which another default ends in a sale.
pub(super) const RELAPSE_MONTHS: u32 = 24;
/// Share of the aggregate of small neoclouds that is sold when it defaults again: not all of them fail together.
const AGGREGATE_SHARE: f64 = 0.3;

/// Sells `share` of a cloud's accelerators in haste and returns what they fetched.
///
/// # Errors
/// If the ledger refuses a posting.
fn sell_fleet(world: &mut World<'_>, c: usize, share: f64, cause: u32) -> Result<Money, Stop> {
    let seller = world.opening.roster.clouds[c];
    let (first, last) = (world.month.plus(-12 * 20), world.month);
    let all: f64 = (0..cloud::COUNT).map(|owner| world.clouds.fleet[owner].units()).sum();
    let lot = world.clouds.fleet[c].take(first, last, share);
    let patient = vintages::resale_usd(world, &lot);
    let fall = world.parameters.finance.fire_sale_impact;
    let impact = PriceImpact::calibrated(SOLD_SHARE, fall)
        .map_err(|error| Stop::Quantities(format!("a fire sale has no price: {error}")))?;
    let asked = impact.price_after(patient, lot.units(), all);
    let carried = world.ledger.real(RealAsset::Accelerators, seller);
    let book = carried.scaled(share).min(carried);
    let money: [f64; cloud::HYPERSCALERS] = std::array::from_fn(|buyer| {
        let agent = world.opening.roster.clouds[buyer];
        let spare = world.liquid_usd(agent) - world.operating_reserve_usd(agent);
        if world.clouds.alive[buyer] { spare.max(0.0) } else { 0.0 }
    });
    let total: f64 = money.iter().sum();
    let sold = if total > 0.0 { (total / asked.max(1.0)).min(1.0) } else { 0.0 };
    let mut proceeds = Money::ZERO;
    for (buyer, money) in money.into_iter().enumerate() {
        let part = if total > 0.0 { sold * money / total } else { 0.0 };
        if part > 0.0 {
            let paid = hand_over(world, (c, buyer), &lot, part, (book.scaled(part), asked * part))?;
            proceeds = proceeds.saturating_add(paid);
        }
    }
    // What nobody buys is scrapped; so is what rounding left in the books.
    let left = world.ledger.real(RealAsset::Accelerators, seller);
    let scrapped = book.scaled(1.0 - sold).min(left);
    world.ledger.consume_asset(Change::WriteOff, RealAsset::Accelerators, seller, scrapped)?;
    let id = world.event(EventKind::FireSale, seller, None, proceeds.cents(), &[cause]);
    // Holders of accelerators everywhere see what theirs would fetch.
    for other in cloud::HYPERSCALERS..cloud::COUNT {
        world.mark(Channel::Equity, world.opening.roster.clouds[other], id);
    }
    Ok(proceeds)
}

/// Hands a part of a lot to a buyer, for a price; returns what was paid.
fn hand_over(
    world: &mut World<'_>,
    (c, buyer): (usize, usize),
    lot: &Fleet,
    part: f64,
    (book, price): (Money, f64),
) -> Result<Money, Stop> {
    let (seller, agent) = (world.opening.roster.clouds[c], world.opening.roster.clouds[buyer]);
    let due = Money::from_usd(price);
    world.raise_cash(agent, due)?;
    let paid = world.payable(agent, due);
    let book = book.min(world.ledger.real(RealAsset::Accelerators, seller));
    let flow = Flow::AcceleratorPurchases;
    world.ledger.sell_asset(flow, seller, agent, RealAsset::Accelerators, book, paid)?;
    let mut share = lot.clone();
    share.scale(part);
    let (month, life): (Month, f64) = (world.month, world.clouds.book_life_months[buyer]);
    world.clouds.fleet[buyer].join(&share, paid.usd(), month, life);
    Ok(paid)
}

/// A neocloud that fails again is sold: named ones are closed, of the aggregate a part.
///
/// # Errors
/// If the ledger refuses a posting.
pub(super) fn liquidate(world: &mut World<'_>, c: usize, cause: u32) -> Done {
    let agent = world.opening.roster.clouds[c];
    let owed: f64 = claims().map(|i| world.ledger.owed(i, agent).usd()).sum();
    let id = world.event(EventKind::Default, agent, None, Money::from_usd(owed).cents(), &[cause]);
    mark_creditors(world, &[(agent, 0.0)], &[id]);
    world.finance.defaults += 1;
    world.finance.news -= 0.125 * world.parameters.finance.confidence_default_effect;
    world.mark_all(Channel::Confidence, id);
    if c == cloud::OTHER_NEOCLOUDS {
        sell_fleet(world, c, AGGREGATE_SHARE, id)?;
        world.finance.missed_months[agent.index()] = 0.0;
        let loss = AGGREGATE_SHARE * (1.0 - world.parameters.finance.recovery_share);
        return write_off_all(world, agent, loss);
    }
    let proceeds = sell_fleet(world, c, 1.0, id)?;
    for asset in RealAsset::ALL {
        // Halls without tenants and contracts have no buyer in this model.
        let rest = world.ledger.real(*asset, agent);
        world.ledger.consume_asset(Change::WriteOff, *asset, agent, rest)?;
    }
    wind_up(world, &[(agent, proceeds.usd())])?;
    wipe_equity(world, agent, 1.0)?;
    world.clouds.alive[c] = false;
    world.finance.cloud_value[c] = 0.0;
    world.event(EventKind::Layoff, agent, None, 0, &[id]);
    send_customers_away(world, c, id);
    Ok(())
}

/// Those who bought from a closed cloud buy from its rivals, in proportion to what they buy there.
fn send_customers_away(world: &mut World<'_>, c: usize, cause: u32) {
    let clouds = &mut world.clouds;
    clouds.direct_hours[c] = 0.0;
    for renter in &mut clouds.rented_hours {
        renter[c] = 0.0;
    }
    let mut hit = [false; lab::COUNT];
    for (l, shares) in clouds.supplier_share.iter_mut().enumerate() {
        hit[l] = shares[c] > 0.01;
        move_share(shares, c);
    }
    move_share(&mut clouds.host_supplier_share, c);
    for l in (0..lab::COUNT).filter(|&l| hit[l]) {
        world.mark(Channel::Supply, world.opening.roster.labs[l], cause);
    }
}

fn move_share(shares: &mut [f64; cloud::COUNT], c: usize) {
    let gone = std::mem::take(&mut shares[c]);
    let rest: f64 = shares.iter().sum();
    if rest > 0.0 {
        shares.iter_mut().for_each(|share| *share *= 1.0 + gone / rest);
    } else {
        shares[cloud::MICROSOFT] = gone;
    }
}
