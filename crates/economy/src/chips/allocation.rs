//! Supply, rationing and allocation of accelerators: a queue, a limit, and favourites (M01).
//!
//! Symbols: B what a buyer waits for (USD), K what a maker can deliver in the month (USD), w weight of a buyer.
//!
//! - Who has paid in advance is served first (see `forward.rs`), from nine tenths of K at most.
//! - The rest of K is shared in proportion to w B, nobody getting more than it waits for. Nvidia's w of small clouds is
//!   a parameter; all other weights are 1.
//! - Orders lapse beyond the months of orders that a buyer keeps in the book: when plans fall, the queue goes with them.

use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::roster::{chip, cloud};
use crate::trail::Channel;
use crate::world::World;

use super::BUYERS;

/// M01: supply, rationing and allocation of accelerators.
pub const M01: Mechanism = Mechanism {
    id: Id::M01,
    name: "Supply, rationing and allocation of accelerators",
    file: "chips/allocation.rs",
    what: "The foundry, packaging and memory limit what makers can deliver in a month. When buyers wait for more, they are \
           rationed, the price stops falling, and the maker may favour small clouds over the large ones that build chips of \
           their own.",
    equations: "K' = clip(max(sum B, 0.9 K), 0.97 K, K exp(growth)) x supply lever at delivery\n\
                reserved first: min(B, paid in advance), 0.9 K at most\n\
                then delivered(buyer) = min(B, w B / sum(w B) x rest of K), again until nothing is left\n\
                ln p' = ln p + ln(1 - d) / 12 x max(1 - s clip(sum B / sum K - 1, 0, 3), -0.5)\n\
                B' = min(B - delivered, book months x orders)",
    symbols: &[
        ("B", "ordered and not delivered, by buyer and maker, USD"),
        ("K", "largest deliveries of a maker in the month, USD"),
        ("w", "weight of the buyer with the maker"),
        ("p", "price of an H100 equivalent, USD"),
        ("d", "yearly fall of that price"),
        ("s", "share of the fall that a queue of one month takes away"),
    ],
    off: "Makers deliver in the month whatever is ordered, and the price falls at its steady rate.",
    sources: &[
        "accelerator shipments and Nvidia's data-centre revenue, 2023 to 2025",
        "Forrester, J. W. (1961): Industrial Dynamics (order backlogs and lapsing orders)",
        "judgement",
    ],
    claims: &["H-006", "G-060", "G-061", "L-029"],
    probe: Probe {
        outcome: "chip.accelerator_revenue",
        agent: "Nvidia",
        effect: Effect::Lowers,
        months: 12,
        at_least: 0.2,
        given: &[("levers.chip_supply", 0.5)],
    },
};

/// Part of a month's deliveries that advance payments can claim.
const RESERVED_MAX: f64 = 0.9;
/// Share of what it waits for below which a buyer counts as rationed.
const RATIONED_BELOW: f64 = 0.7;

/// Shares `capacity` among those who wait: `reserved` first, the rest by weight.
#[must_use]
pub fn allot(
    waiting: &[f64; BUYERS],
    reserved: &[f64; BUYERS],
    weight: &[f64; BUYERS],
    capacity: f64,
) -> [f64; BUYERS] {
    let claimed: f64 = reserved.iter().sum();
    let honoured = if claimed > 0.0 { (RESERVED_MAX * capacity / claimed).min(1.0) } else { 0.0 };
    let mut got = reserved.map(|claim| claim * honoured);
    let mut left = capacity - got.iter().sum::<f64>();
    // Each round fills at least one buyer or uses up what is left.
    for _ in 0..BUYERS {
        let total: f64 = (0..BUYERS).map(|b| weight[b] * (waiting[b] - got[b]).max(0.0)).sum();
        if total <= 0.0 || left <= 0.0 {
            break;
        }
        let mut used = 0.0;
        for b in 0..BUYERS {
            let want = (waiting[b] - got[b]).max(0.0);
            let part = (left * weight[b] * want / total).min(want);
            got[b] += part;
            used += part;
        }
        left -= used;
    }
    got
}

/// Weights of the buyers with `maker`.
#[must_use]
pub fn weights(world: &World<'_>, maker: usize) -> [f64; BUYERS] {
    let mut weight = [1.0; BUYERS];
    if maker == chip::NVIDIA {
        weight[cloud::HYPERSCALERS..cloud::COUNT].fill(world.parameters.chips.small_cloud_weight);
    }
    weight
}

/// Change of the log price of an H100 equivalent in a step, when buyers wait for `waiting` USD in a month and makers can deliver
/// `capacity` in it.
#[must_use]
pub fn price_change(world: &World<'_>, waiting: f64, capacity: f64) -> f64 {
    let p = &world.parameters.chips;
    let clock = world.clock;
    let steady = clock.per_step(jevons_numerics::math::ln(1.0 - p.price_decline_per_year) / 12.0);
    if !world.on(Id::M01) {
        return steady;
    }
    // A queue holds the price up; without one it falls with the generations.
    let queue = (waiting / capacity.max(1.0) - 1.0).clamp(0.0, 3.0);
    steady * (1.0 - p.scarcity_pricing * queue).max(-0.5)
}

/// Notes how far each buyer was served, by what it waited for in a month and what it got of it, and records those who are
/// rationed, once a year each.
pub fn note_rationing(world: &mut World<'_>, waited: &[f64; BUYERS], delivered: &[f64; BUYERS]) {
    for buyer in 0..BUYERS {
        let fill = if waited[buyer] > 1.0 { (delivered[buyer] / waited[buyer]).min(1.0) } else { 1.0 };
        world.chips.fill[buyer] = fill;
        world.chips.fear[buyer] += world.clock.closed(1.0 - fill - world.chips.fear[buyer], 6.0);
        let silent = world.chips.rationed_at[buyer].is_some_and(|month| world.step - month < 12);
        if buyer == cloud::COUNT || fill >= RATIONED_BELOW || silent || !world.clouds.alive[buyer] {
            continue;
        }
        world.chips.rationed_at[buyer] = Some(world.step);
        let agent = world.opening.roster.clouds[buyer];
        let maker = world.opening.roster.chips[chip::NVIDIA];
        let mut causes = world.causes(agent, &[Channel::Supply]);
        causes.extend(world.causes(maker, &[Channel::Supply, Channel::Law]));
        causes.sort_unstable();
        causes.dedup();
        let missing = ((waited[buyer] - delivered[buyer]) * 100.0) as i64;
        let id = world.event(EventKind::Rationed, agent, Some(maker), missing, &causes);
        world.mark(Channel::Supply, agent, id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_month_is_shared_by_weight_and_nobody_gets_more_than_it_waits_for() {
        let mut waiting = [0.0; BUYERS];
        waiting[0] = 100.0;
        waiting[5] = 10.0;
        waiting[6] = 90.0;
        let mut weight = [1.0; BUYERS];
        let none = [0.0; BUYERS];
        let even = allot(&waiting, &none, &weight, 100.0);
        assert!((even[0] - 50.0).abs() < 1e-9 && (even[5] - 5.0).abs() < 1e-9, "{even:?}");
        weight[5] = 4.0;
        weight[6] = 4.0;
        let favoured = allot(&waiting, &none, &weight, 100.0);
        assert!((favoured.iter().sum::<f64>() - 100.0).abs() < 1e-9);
        assert!((favoured[0] - 20.0).abs() < 1e-9 && favoured[5] <= 10.0, "{favoured:?}");
        let all = allot(&waiting, &none, &weight, 1_000.0);
        assert_eq!(all, waiting);
    }

    #[test]
    fn advance_payments_go_first_but_leave_a_tenth_for_others() {
        let waiting = [100.0; BUYERS];
        let mut reserved = [0.0; BUYERS];
        reserved[2] = 100.0;
        let got = allot(&waiting, &reserved, &[1.0; BUYERS], 100.0);
        assert!((got[2] - 90.0 - 10.0 * 10.0 / 710.0).abs() < 1e-9, "{got:?}");
        assert!((got.iter().sum::<f64>() - 100.0).abs() < 1e-9);
    }
}
