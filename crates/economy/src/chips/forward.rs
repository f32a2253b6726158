//! Buying accelerators ahead: advance payments that jump the queue and make it longer for everybody else (M05).
//!
//! Symbols: F fear of shortage (0 none, 1 nothing was delivered), A advance payments outstanding, O orders a month.
//!
//! - A cloud that was not served in full pays for months of orders in advance: A* = months x F x O, as far as a share of
//!   its money goes. The maker owes the advance as deferred revenue and sets it off against its next bills.
//! - Deliveries against advances come first. Who did not pay ahead waits longer, fears more, and pays ahead as well.
//! - The lever gives a cloud a share of all makers' capacity: it orders at least that much and is served first.

use jevons_ledger::{Instrument, Money};

use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::roster::{chip, cloud};
use crate::world::{Done, World};

use super::BUYERS;

/// M05: pre-emptive purchase of hardware.
pub const M05: Mechanism = Mechanism {
    id: Id::M05,
    name: "Pre-emptive purchase of hardware",
    file: "chips/forward.rs",
    what: "Clouds that fear shortage pay makers in advance and are served first. That secures their own growth, and it \
           lengthens the queue and raises the price for their rivals, who may do the same. In months without a queue it \
           does almost nothing.",
    equations: "F' = F + (1 - delivered / waited for - F) / 6\n\
                A* = months x F x O + lever x sum K\n\
                advance = min(A* - A, share x money), owed as deferred revenue and set off on delivery\n\
                reserved = max(min(B, A), min(B, lever x K))",
    symbols: &[
        ("F", "fear of shortage, 0 to 1"),
        ("A", "advance payments outstanding, USD"),
        ("O", "orders a month, USD"),
        ("B", "ordered and not delivered, USD"),
        ("K", "largest deliveries of a maker in the month, USD"),
    ],
    off: "Nobody pays before delivery and nobody is served before others.",
    sources: &["judgement"],
    claims: &["H-006", "H-007", "L-018"],
    probe: Probe {
        outcome: "cloud.fleet",
        agent: "Amazon",
        effect: Effect::Lowers,
        months: 24,
        at_least: 0.1,
        given: &[("levers.forward_purchase[\"Microsoft\"]", 0.4)],
    },
};

/// Orders of the month once those who corner the market have placed theirs, in USD by cloud.
pub fn enlarge_orders(world: &World<'_>, orders: &mut [f64; BUYERS]) {
    if !world.on(Id::M05) {
        return;
    }
    let capacity: f64 = world.chips.capacity.iter().sum();
    for (order, share) in orders.iter_mut().zip(world.levers.forward_purchase) {
        *order = order.max(share * capacity);
    }
}

/// Pays in advance those who fear shortage.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn pay_ahead(world: &mut World<'_>, orders: &[f64; BUYERS]) -> Done {
    if !world.on(Id::M05) {
        return Ok(());
    }
    let (months, share) =
        (world.parameters.chips.forward_months, world.parameters.chips.forward_share_of_money);
    let capacity: f64 = world.chips.capacity.iter().sum();
    for c in 0..cloud::COUNT {
        let lever = world.levers.forward_purchase[c];
        let wanted = months * world.chips.fear[c] * orders[c] + lever * capacity;
        let paid = advance_usd(world, c);
        // Small sums are not worth a contract; a cloud without orders has nothing to secure.
        if wanted - paid < 0.02 * orders[c].max(1.0) || !world.clouds.alive[c] {
            continue;
        }
        let agent = world.opening.roster.clouds[c];
        let spare = world.liquid_usd(agent) - world.operating_reserve_usd(agent);
        let budget = (wanted - paid).min(world.clock.share(share) * spare).max(0.0);
        for maker in 0..chip::DESIGNERS {
            let part = budget * world.chips.split[c][maker];
            world.place(Instrument::DeferredRevenue, world.opening.roster.chips[maker], agent, part)?;
        }
    }
    Ok(())
}

/// Advance payments of a cloud outstanding with all makers, in USD.
#[must_use]
pub fn advance_usd(world: &World<'_>, c: usize) -> f64 {
    let roster = &world.opening.roster;
    (0..chip::DESIGNERS)
        .map(|m| world.ledger.position(Instrument::DeferredRevenue, roster.clouds[c], roster.chips[m]).usd())
        .sum()
}

/// What each buyer is served first by `maker`, in USD.
#[must_use]
pub fn reserved(world: &World<'_>, maker: usize) -> [f64; BUYERS] {
    let mut reserved = [0.0; BUYERS];
    if !world.on(Id::M05) {
        return reserved;
    }
    let roster = &world.opening.roster;
    for (c, claim) in reserved.iter_mut().enumerate().take(cloud::COUNT) {
        let advance =
            world.ledger.position(Instrument::DeferredRevenue, roster.clouds[c], roster.chips[maker]).usd();
        let bought = world.clock.per_step(world.levers.forward_purchase[c] * world.chips.capacity[maker]);
        *claim = advance.max(bought).min(world.chips.backlog[c][maker]);
    }
    reserved
}

/// Gives an advance back to a cloud whose bill of `due` USD falls due: the bill itself is then paid in full.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn set_off(world: &mut World<'_>, c: usize, maker: usize, due: f64) -> Done {
    let (holder, issuer) = (world.opening.roster.clouds[c], world.opening.roster.chips[maker]);
    let advance = world.ledger.position(Instrument::DeferredRevenue, holder, issuer);
    let wanted = advance.min(Money::from_usd(due));
    if wanted.is_zero() {
        return Ok(());
    }
    world.raise_cash(issuer, wanted)?;
    let back = world.payable(issuer, wanted);
    world.ledger.redeem(Instrument::DeferredRevenue, issuer, holder, back)?;
    Ok(())
}
