//! Competition policy: whether a large company may take over a lab that nobody else pays for (M46).

use jevons_ledger::AgentId;
use jevons_parameters::parameters;

use crate::clouds::subsidy;
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::streams;
use crate::world::World;

/// M46: competition policy.
pub const M46: Mechanism = Mechanism {
    id: Id::M46,
    name: "Competition policy",
    file: "government/antitrust.rs",
    what: "A lab that cannot pay is taken over by the cloud that stands behind it, if that cloud wants to and may. Where \
           mergers are blocked it closes.",
    equations: "a rescue by an owner happens with probability labs.rescue_probability, and is allowed with\n\
                law.merger_approval x levers.mergers_allowed",
    symbols: &[],
    off: "Nobody asks an authority: every rescue that an owner wants happens.",
    sources: &["judgement"],
    claims: &["G-024", "G-080", "G-082"],
    probe: Probe {
        outcome: "fin.defaults",
        agent: "",
        effect: Effect::Raises,
        months: 48,
        at_least: 0.05,
        given: &[
            ("levers.mergers_allowed", 0.0),
            ("levers.round_money", 0.05),
            ("labs.rescue_probability", 1.0),
        ],
    },
};

parameters! {
    /// Competition policy.
    pub struct AntitrustParameters {
        /// Probability that a takeover of a failing lab is allowed.
        merger_approval: "law.merger_approval" for ["M46"],
    }
}

impl World<'_> {
    /// The strategic owner that pays `needed` for lab `l`, if one wants to, can, and may.
    #[must_use]
    pub fn strategic_rescuer(&self, l: usize, needed: f64) -> Option<AgentId> {
        let c = subsidy::strategic_cloud(l)?;
        // A cloud that has dropped its lab does not pay for it.
        if self.cloud_support(l, c) <= 0.0 {
            return None;
        }
        let rescuer = self.opening.roster.clouds[c];
        let luck = self.draws(streams::ROUNDS).uniform(100 + l as u32);
        let willing = luck < self.parameters.labs.rescue_probability && self.liquid_usd(rescuer) > needed;
        (willing && self.merger_allowed(l)).then_some(rescuer)
    }

    fn merger_allowed(&self, l: usize) -> bool {
        let chance = self.parameters.antitrust.merger_approval * self.levers.mergers_allowed[0];
        !self.on(Id::M46) || self.draws(streams::RULINGS).happens(20 + l as u32, chance)
    }
}
