//! Gains competed away: what adoption brings an adopter shrinks as its rivals adopt too (M32, loop B5).

use jevons_parameters::parameters;

use super::PRODUCTION;
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::world::World;

/// M32: gains competed away.
pub const M32: Mechanism = Mechanism {
    id: Id::M32,
    name: "Gains competed away",
    file: "enterprises/competition.rs",
    what: "What lowers everybody's costs lowers everybody's prices: the more rivals have adopted, the less of the gain an \
           adopter keeps. Willingness to pay follows in part; the rest is paid so as not to fall behind.",
    equations: "K = (1 - enterprises.competition.passed_on a) / (same at the opening)\n\
                spending x (1 - enterprises.competition.willingness_follows (1 - K))\n\
                a' = a + (enterprises in production - a) / 12",
    symbols: &[
        ("K", "share of the gain that adopters keep, relative to the opening"),
        ("a", "share of enterprises in production, a year's mean: prices follow costs slowly"),
    ],
    off: "Adopters keep the gain that they have at the opening, whoever else adopts.",
    sources: &["judgement", "facts: pass-through of costs"],
    claims: &["Z-116", "D-105"],
    probe: Probe {
        outcome: "ent.ai_spend",
        agent: "",
        effect: Effect::Lowers,
        months: 48,
        at_least: 0.02,
        given: &[],
    },
};

parameters! {
    /// Competition between adopters.
    pub struct CompetitionParameters {
        /// Share of the gain that reaches customers when all have adopted.
        passed_on: "enterprises.competition.passed_on" for ["M32"],
        /// Part of a lost gain by which willingness to pay falls.
        willingness_follows: "enterprises.competition.willingness_follows" for ["M32"],
    }
}

/// Share of the gain that adopters keep when `adopters` have adopted, relative to that at `opening`.
#[must_use]
pub fn kept(passed_on: f64, adopters: f64, opening: f64) -> f64 {
    (1.0 - passed_on * adopters) / (1.0 - passed_on * opening).max(1e-6)
}

impl World<'_> {
    /// What adopters keep of the gain now.
    pub fn compete(&mut self) {
        let adopters = self.enterprises.shares[usize::from(PRODUCTION)];
        let opening = self.opening.population.production_share;
        let clock = self.clock;
        let e = &mut self.enterprises;
        e.adopters += clock.closed(adopters - e.adopters, 12.0);
        let on = self.switches.on(Id::M32);
        e.gain_kept = if on { kept(self.parameters.competition.passed_on, e.adopters, opening) } else { 1.0 };
    }

    /// Willingness to pay relative to the opening, as far as it follows the gain.
    #[must_use]
    pub fn willingness(&self) -> f64 {
        1.0 - self.parameters.competition.willingness_follows * (1.0 - self.enterprises.gain_kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gain_falls_with_the_share_of_adopters() {
        assert_eq!(kept(0.6, 0.2, 0.2), 1.0);
        let gain = |adopters: f64| kept(0.6, adopters, 0.1);
        assert!(gain(0.9) < 0.5 * gain(0.1));
        assert!(kept(0.0, 0.9, 0.1) >= 1.0);
    }
}
