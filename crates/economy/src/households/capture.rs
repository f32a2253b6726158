//! Capture: the part of replaced wages that becomes revenue of those who sell the machines (M37).

use jevons_parameters::parameters;

use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::world::World;

/// M37: capture of labour savings.
pub const M37: Mechanism = Mechanism {
    id: Id::M37,
    name: "Capture of labour savings",
    file: "households/capture.rs",
    what: "Of a wage that an enterprise no longer pays, a part goes to the sellers of what replaces it, on top of what it \
           pays for tools of those who stay. The rest is profit, which owners receive.",
    equations: "spending on tokens and applications x (1 + R / B)\n\
                R' = R + (labour.capture_share x d x white-collar wages - R) / 6",
    symbols: &[
        ("R", "captured wages, USD a month"),
        ("B", "spending on use at the prices of the opening in the month before, USD"),
        ("d", "displaced share of white-collar wages (M36)"),
    ],
    off: "Replaced wages are profit and nothing else.",
    sources: &["judgement"],
    claims: &["H-030"],
    probe: Probe {
        outcome: "ent.ai_spend",
        agent: "",
        effect: Effect::Raises,
        months: 60,
        at_least: 0.05,
        given: &[("labour.displacement_per_year", 0.12)],
    },
};

parameters! {
    /// Capture.
    pub struct CaptureParameters {
        /// Share of the replaced wage bill that becomes spending on AI.
        share: "labour.capture_share" for ["M37"],
    }
}

impl World<'_> {
    /// Wages of white-collar groups in the enterprise sector if nobody were displaced, USD a month.
    #[must_use]
    pub fn white_collar_wages(&self) -> f64 {
        let h = &self.households;
        let share: f64 = h
            .wage_share
            .iter()
            .zip(&h.white_collar)
            .map(|(share, &desk)| if desk { *share } else { 0.0 })
            .sum();
        self.governments.enterprise_wages * share
    }

    /// Factor on spending on use that replaced wages bring about now.
    pub fn capture(&mut self) -> f64 {
        if !self.on(Id::M37) {
            return 1.0;
        }
        let replaced = self.white_collar_wages() * self.households.work.displaced;
        let target = self.parameters.capture.share * replaced;
        let clock = self.clock;
        let e = &mut self.enterprises;
        e.captured += clock.closed(target - e.captured, 6.0);
        // Before the first month there is nothing to compare with, and nothing captured.
        if e.base_spend > 0.0 { 1.0 + (e.captured / e.base_spend).min(5.0) } else { 1.0 }
    }
}
