//! Bargaining between clouds and labs: who supports whom, from whom a lab buys, and how a cloud drops a lab (M11).
//!
//! Symbols: s share of a lab's compute bought from a cloud, f share of its demand that the cloud serves, h free hours.
//!
//! - Purchases move to where commitments fall due and where there is capacity: what is not served elsewhere goes to
//!   free hours, at a sampled speed.
//! - A cloud drops a lab with a hazard that rises when its own or open models are as good and when the stock market has
//!   lost patience. It then gives neither discount nor money, and does not rescue.
//! - Commitments to buy are kept in `commitments.rs`.

use jevons_parameters::parameters;

use super::subsidy;
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::roster::{cloud, lab};
use crate::streams;
use crate::trail::Channel;
use crate::world::World;

parameters! {
    /// What clouds and labs agree on, and clouds among each other.
    pub struct BargainingParameters {
        /// Months of notice with which a discount ends.
        notice_months: "bargaining.subsidy.notice_months" for ["M09"],
        /// Probability that a cloud whose board has given in withdraws the discount of its lab.
        withdrawal_probability: "bargaining.subsidy.withdrawal_probability" for ["M09"],
        /// Months over which credits lapse that would last longer than a year.
        credit_life_months: "bargaining.subsidy.credit_life_months" for ["M09"],
        /// Speed at which a lab's purchases move to other suppliers, per month.
        supplier_speed: "bargaining.supplier_change_per_month" for ["M11"],
        /// Yearly hazard that a cloud drops a lab that is no better than what it can have without it.
        drop_per_year: "bargaining.drop_hazard_per_year" for ["M11"],
        /// Share of announced commitments that binds.
        binding_share: "bargaining.commitments.binding_share" for ["M11"],
        /// Share of binding commitments that lenders lend to a cloud.
        lending_share: "bargaining.commitments.lending_share" for ["M11", "M42"],
        /// Damages for a broken commitment, as a share of what was left of it.
        damages_share: "bargaining.commitments.damages_share" for ["M11"],
        /// Runway below which a lab breaks its commitments, in months.
        break_runway_months: "bargaining.commitments.break_runway_months" for ["M11"],
        /// Share of demand that a large cloud cannot serve and passes on to neoclouds.
        overflow_share: "bargaining.neoclouds.overflow_share" for ["M10"],
        /// Premium over the market rent for hours passed on.
        overflow_premium: "bargaining.neoclouds.overflow_premium" for ["M10"],
        /// Monthly response of hours rented from neoclouds to the renter's utilisation.
        rented_response: "bargaining.neoclouds.response_to_utilisation" for ["M10"],
        /// Share of direct demand at neoclouds that is there because large clouds are full.
        arbitrage_share: "bargaining.neoclouds.arbitrage_share" for ["M10"],
    }
}

/// M11: bargaining between clouds and labs.
pub const M11: Mechanism = Mechanism {
    id: Id::M11,
    name: "Bargaining between clouds and labs",
    file: "clouds/bargaining.rs",
    what: "Labs buy from several clouds and move to where they have committed to buy and where there is capacity. Commitments \
           rise over their term and put a floor under a lab's compute, as far as the capacity stands ready; a lab that cannot \
           pay breaks them, and the cloud has a claim and idle machines. A cloud may drop a lab.",
    equations: "due' = due exp(gamma), gamma such that the binding share falls due within the term\n\
                compute >= sum of min(due, price x hours ready)\n\
                s' = s + v (s* - s), s* half by dues and half s f + (1 - f) h / H\n\
                hazard of being dropped = drop (1 - clip(lead / 10, 0, 1)) x (3 if patience is over)",
    symbols: &[
        ("due", "commitment falling due, USD a month"),
        ("s", "share of a lab's compute bought from a cloud"),
        ("f", "share of the lab's demand that the cloud serves"),
        ("h", "free hours of a cloud, H of all clouds"),
        ("lead", "points of capability over the cloud's own or open models"),
        ("v", "bargaining.supplier_change_per_month"),
    ],
    off: "Suppliers are those of the opening, nobody drops anybody, and nothing is committed.",
    sources: &["facts: OpenAI and Anthropic compute_commitment", "judgement"],
    claims: &[
        "Z-083", "D-042", "D-058", "D-097", "D-098", "D-099", "D-100", "D-102", "G-008", "G-009", "G-010",
        "G-014", "G-015", "G-017", "G-019", "G-022", "G-023", "G-025", "G-027",
    ],
    probe: Probe {
        outcome: "lab.training_spend",
        agent: lab::NAMES[lab::OPENAI],
        effect: Effect::Moves,
        months: 36,
        at_least: 0.03,
        given: &[],
    },
};

/// Labs with the clouds that support them: money, discount, compute.
pub const SUPPORTERS: [(usize, usize); 4] = [
    (lab::OPENAI, cloud::MICROSOFT),
    (lab::ANTHROPIC, cloud::AMAZON),
    (lab::ANTHROPIC, cloud::ALPHABET),
    (lab::MISTRAL, cloud::MICROSOFT),
];

/// Lead in points at which a lab cannot be replaced.
const SAFE_LEAD: f64 = 10.0;

/// Phase 8: clouds reconsider their labs, labs their suppliers.
pub fn bargain(world: &mut World<'_>) {
    if !world.on(Id::M11) {
        world.clouds.supplier_share = world.opening.supplier_share;
        return;
    }
    let luck = world.draws(streams::DROPPED);
    for (place, (l, c)) in SUPPORTERS.into_iter().enumerate() {
        if world.labs.alive[l]
            && !world.clouds.dropped[l][c]
            && luck.uniform(place as u32) < world.clock.share(hazard(world, l, c))
        {
            drop_lab(world, l, c);
        }
    }
    let speed = world.clock.share(world.parameters.bargaining.supplier_speed);
    let free: [f64; cloud::COUNT] = std::array::from_fn(|c| free_hours(world, c));
    for l in lab::INDEPENDENT {
        if world.labs.alive[l] {
            let target = wanted_suppliers(world, l, &free);
            for (share, wanted) in world.clouds.supplier_share[l].iter_mut().zip(target) {
                *share += speed * (wanted - *share);
            }
            withhold(world, l, &free);
        }
    }
}

/// Monthly probability that cloud `c` drops lab `l`.
fn hazard(world: &World<'_>, l: usize, c: usize) -> f64 {
    let p = &world.parameters;
    let own = if c == cloud::ALPHABET { world.technology.quality[lab::DEEPMIND] } else { f64::NEG_INFINITY };
    let lead = world.technology.quality[l] - world.technology.open.max(own);
    let replaceable = 1.0 - (lead / SAFE_LEAD).clamp(0.0, 1.0);
    let waited = 3.0 * p.boards.patience_quarters;
    let hurry = if world.clouds.boards.months_short[c] >= waited { 3.0 } else { 1.0 };
    p.bargaining.drop_per_year / 12.0 * replaceable * hurry
}

fn drop_lab(world: &mut World<'_>, l: usize, c: usize) {
    world.clouds.dropped[l][c] = true;
    let before = world.events.len();
    if subsidy::strategic_cloud(l) == Some(c) {
        subsidy::withdraw(world, l);
    }
    if world.events.len() == before {
        subsidy::record(world, l, Some(c), 0.0);
    }
    let id = world.events.len().saturating_sub(1) as u32;
    world.mark(Channel::Funding, world.opening.roster.labs[l], id);
}

/// Hours that a cloud could deliver a month beyond those that it does; Meta sells none.
pub(super) fn free_hours(world: &World<'_>, c: usize) -> f64 {
    if c == cloud::META || !world.clouds.alive[c] {
        return 0.0;
    }
    let capacity = world.clouds.deliverable_hours(c, world.parameters.clouds.availability);
    (capacity - world.clouds.served[c].total()).max(0.0)
}

/// Shares of suppliers that a lab wants: half by what falls due, half by what is served and where hours are free.
fn wanted_suppliers(world: &World<'_>, l: usize, free: &[f64; cloud::COUNT]) -> [f64; cloud::COUNT] {
    let shares = &world.clouds.supplier_share[l];
    let all: f64 = shares.iter().sum();
    let by_capacity = shifted(shares, &world.clouds.fill, free);
    let due = &world.clouds.commitments.due[l];
    let dues: f64 = due.iter().sum();
    if dues <= 0.0 {
        return by_capacity;
    }
    std::array::from_fn(|c| 0.5 * by_capacity[c] + 0.5 * all * due[c] / dues)
}

/// Shares after what is not served has gone to free hours; the same in all.
#[must_use]
pub fn shifted(
    shares: &[f64; cloud::COUNT],
    fill: &[f64; cloud::COUNT],
    free: &[f64; cloud::COUNT],
) -> [f64; cloud::COUNT] {
    let hours: f64 = free.iter().sum();
    if hours <= 0.0 {
        return *shares;
    }
    let missing: f64 = shares.iter().zip(fill).map(|(share, fill)| share * (1.0 - fill)).sum();
    std::array::from_fn(|c| shares[c] * fill[c] + missing * free[c] / hours)
}

/// A cloud told to withhold support serves no more than that share of what it served at the opening.
fn withhold(world: &mut World<'_>, l: usize, free: &[f64; cloud::COUNT]) {
    let support = world.levers.cloud_support[l];
    if support >= 1.0 {
        return;
    }
    let mut taken = 0.0;
    let mut others = *free;
    for (supported, c) in SUPPORTERS {
        if supported == l {
            others[c] = 0.0;
            let cap = support * world.opening.supplier_share[l][c];
            let share = &mut world.clouds.supplier_share[l][c];
            taken += (*share - cap).max(0.0);
            *share = share.min(cap);
        }
    }
    let hours: f64 = others.iter().sum();
    for (c, share) in world.clouds.supplier_share[l].iter_mut().enumerate() {
        // Where nobody has room, neoclouds are asked and cannot serve.
        let asked =
            if hours > 0.0 { others[c] / hours } else { f64::from(u8::from(c == cloud::OTHER_NEOCLOUDS)) };
        *share += taken * asked;
    }
}

impl World<'_> {
    /// Share of its usual money that cloud `c` offers to lab `l`.
    #[must_use]
    pub fn cloud_support(&self, l: usize, c: usize) -> f64 {
        match self.on(Id::M11) {
            false => 1.0,
            true if self.clouds.dropped[l][c] => 0.0,
            true => self.levers.cloud_support[l],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_supplier_cannot_serve_goes_to_those_with_room_and_nothing_is_lost() {
        let mut shares = [0.0; cloud::COUNT];
        (shares[0], shares[4]) = (0.8, 0.1);
        let mut fill = [1.0; cloud::COUNT];
        fill[0] = 0.5;
        let mut free = [0.0; cloud::COUNT];
        assert_eq!(shifted(&shares, &fill, &free), shares, "nobody has room");
        (free[4], free[5]) = (30.0, 10.0);
        let moved = shifted(&shares, &fill, &free);
        assert!(
            (moved[0] - 0.4).abs() < 1e-12
                && (moved[4] - 0.4).abs() < 1e-12
                && (moved[5] - 0.1).abs() < 1e-12
        );
        assert!((moved.iter().sum::<f64>() - 0.9).abs() < 1e-12);
    }
}
