//! Displacement of white-collar work, slow ways back, and manual work that robots hardly touch (M36).
//!
//! Symbols: d displaced share of white-collar wages, w those back at a desk, m those in manual trades, E exposed share.

use jevons_parameters::parameters;

use crate::clock::Clock;
use crate::enterprises::PRODUCTION;
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::world::World;

/// M36: mobility, matching, and the frontier of automation.
pub const M36: Mechanism = Mechanism {
    id: Id::M36,
    name: "Displacement, matching and mobility",
    file: "households/displacement.rs",
    what: "Where enterprises use generative AI, exposed white-collar work is displaced at a speed that is one of the great \
           unknowns. Some of the displaced find a desk again, the longer searched for the more applications machines write; \
           others turn to trades, slowly. Manual work itself is hardly automated.",
    equations: "d' = d + labour.displacement_per_year / 12 x a E, at most E\n\
                w' = w + ((1 - s) d - w) / (labour.rehiring_months (1 + labour.matching_friction a))\n\
                m' = m + (s d - m) / labour.switching_months, s = labour.manual_share_of_reemployed\n\
                white-collar wages x (1 - (d - (w + m) labour.rehired_wage_share))\n\
                other wages x (1 - n), n' = n + labour.manual_displacement_per_year / 12 x a\n\
                white-collar employment 1 - d + w",
    symbols: &[
        ("a", "share of enterprises in production"),
        ("E", "exposed share of white-collar wages"),
        ("n", "displaced share of other wages"),
    ],
    off: "Nobody is displaced.",
    sources: &["judgement", "facts: unemployment by duration, employment of the young in exposed work"],
    claims: &["L-002", "L-005", "L-007", "L-026", "L-027", "L-033", "L-034"],
    probe: Probe {
        outcome: "labour.white_collar_employment",
        agent: "",
        effect: Effect::Lowers,
        months: 60,
        at_least: 0.001,
        given: &[],
    },
};

parameters! {
    /// Displacement and ways back.
    pub struct LabourParameters {
        /// Share of exposed white-collar wages displaced each year when all enterprises use AI.
        displacement_per_year: "labour.displacement_per_year" for ["M36"],
        /// Share of white-collar wages that is exposed.
        exposed_share: "labour.exposed_share_of_white_collar_wages" for ["M36"],
        /// Share of the lost wage that displaced workers earn again after the delay.
        rehired_wage_share: "labour.rehired_wage_share" for ["M36"],
        /// Months until they do.
        rehiring_months: "labour.rehiring_months" for ["M36"],
        /// Lengthening of the search when all enterprises and applicants use AI.
        matching_friction: "labour.matching_friction" for ["M36"],
        /// Share of the displaced who end up in manual trades.
        manual_share: "labour.manual_share_of_reemployed" for ["M36"],
        /// Months until those do.
        switching_months: "labour.switching_months" for ["M36"],
        /// Share of other wages displaced by machines each year when all enterprises use AI.
        manual_displacement_per_year: "labour.manual_displacement_per_year" for ["M36"],
    }
}

/// Who lost work and who found other work, as shares of wages.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Displacement {
    /// Displaced share of white-collar wages.
    pub displaced: f64,
    /// Displaced a month.
    pub newly: f64,
    /// Of the displaced, back at a desk.
    pub desk: f64,
    /// Of the displaced, in manual trades.
    pub manual: f64,
    /// Displaced share of other wages.
    pub other: f64,
}

impl Displacement {
    /// Share of white-collar wages that is lost now.
    #[must_use]
    pub fn lost_share(&self, rehired_wage_share: f64) -> f64 {
        (self.displaced - (self.desk + self.manual) * rehired_wage_share).clamp(0.0, 1.0)
    }

    /// White-collar employment relative to what it would be.
    #[must_use]
    pub fn white_collar_employment(&self) -> f64 {
        1.0 - self.displaced + self.desk
    }

    /// A step in which a share `adoption` of enterprises uses AI.
    pub fn step(&mut self, p: &LabourParameters, adoption: f64, clock: Clock) {
        let room = clock.per_month((p.exposed_share - self.displaced).max(0.0));
        self.newly = (p.displacement_per_year / 12.0 * adoption * p.exposed_share).min(room);
        self.displaced += clock.per_step(self.newly);
        let search = p.rehiring_months.max(1.0) * (1.0 + p.matching_friction * adoption);
        self.desk += clock.closed((1.0 - p.manual_share) * self.displaced - self.desk, search);
        let trades = p.manual_share * self.displaced - self.manual;
        self.manual += clock.closed(trades, p.switching_months.max(1.0));
        let other = clock.per_step(p.manual_displacement_per_year / 12.0 * adoption);
        self.other = (self.other + other).min(1.0);
    }
}

/// Phase 11, first: work is displaced, and the displaced look for other work.
pub fn displace(world: &mut World<'_>) {
    if world.on(Id::M36) {
        let adoption = world.enterprises.shares[usize::from(PRODUCTION)];
        world.households.work.step(&world.parameters.labour, adoption, world.clock);
    } else {
        world.households.work.newly = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_lost_and_none_beyond_the_exposed() {
        let p = LabourParameters {
            displacement_per_year: 1.0,
            exposed_share: 0.3,
            rehired_wage_share: 0.8,
            rehiring_months: 6.0,
            matching_friction: 0.5,
            manual_share: 0.2,
            switching_months: 24.0,
            manual_displacement_per_year: 0.001,
        };
        let mut work = Displacement::default();
        for _ in 0..240 {
            work.step(&p, 1.0, Clock::default());
            assert!(work.desk + work.manual <= work.displaced);
        }
        assert!((work.displaced - 0.3).abs() < 1e-9);
        assert!((work.white_collar_employment() - (1.0 - 0.3 * 0.2)).abs() < 1e-3);
        assert!((work.lost_share(0.8) - 0.3 * 0.2).abs() < 1e-3);
        assert!(work.other < 0.03);
    }
}
