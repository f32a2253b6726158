//! The state as buyer, as patron of champions, and as the last who pays (M45).

use jevons_ledger::{AgentId, Flow};
use jevons_parameters::parameters;

use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::roster::lab;
use crate::streams;
use crate::world::{Done, World};

/// M45: the state as buyer, champion and rescuer.
pub const M45: Mechanism = Mechanism {
    id: Id::M45,
    name: "The state as buyer, patron and rescuer",
    file: "government/state.rs",
    what: "Governments buy generative AI, each from the labs of its own bloc; China and Europe pay for labs of their own; and \
           a state may pay for a lab that no owner pays for, against shares. What is bought today is in the labs' revenue \
           already, so that purchases count only where a scenario adds them.",
    equations: "purchases from lab = levers.procurement x its revenue, by the government of its bloc\n\
                subsidies = government.china.lab_subsidy_usd_per_year, government.eu.lab_support_usd_per_year\n\
                P(state pays nine months of burn) = 1 - (1 - government.lab_rescue_probability) (1 - levers.state_rescue)",
    symbols: &[],
    off: "Governments neither buy more, nor pay for labs, nor rescue.",
    sources: &["judgement", "facts: public programmes"],
    claims: &["D-019", "D-065", "D-066", "G-013", "G-042", "G-043", "G-044", "G-045", "G-048", "G-095"],
    probe: Probe {
        outcome: "lab.revenue",
        agent: "Mistral AI",
        effect: Effect::Raises,
        months: 24,
        at_least: 0.1,
        given: &[("levers.procurement", 0.3)],
    },
};

parameters! {
    /// The state.
    pub struct StateParameters {
        /// Probability that a state pays for a failing lab that no owner pays for.
        lab_rescue_probability: "government.lab_rescue_probability" for ["M45"],
    }
}

/// The government of a lab's bloc.
fn patron(world: &World<'_>, l: usize) -> AgentId {
    let roster = &world.opening.roster;
    match l {
        lab::MISTRAL => roster.eu_governments,
        lab::DEEPSEEK | lab::QWEN => roster.china_government,
        _ => roster.us_government,
    }
}

/// Phase 7: governments buy from the labs of their own bloc.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn procure(world: &mut World<'_>) -> Done {
    let share = world.levers.procurement[0];
    if share <= 0.0 || !world.on(Id::M45) {
        return Ok(());
    }
    for l in (0..lab::COUNT).filter(|&l| world.labs.alive[l]).collect::<Vec<_>>() {
        let usd = world.clock.per_step(share * world.labs.annualised_revenue(l) / 12.0);
        let (buyer, agent) = (patron(world, l), world.opening.roster.labs[l]);
        let paid = world.clock.per_month(world.pay_what_one_can(Flow::TokenSales, buyer, agent, usd)?.usd());
        world.labs.api_revenue[l] += paid;
        world.labs.volume[l] += paid / world.labs.price[l].max(1e-6);
    }
    Ok(())
}

impl World<'_> {
    /// The state that pays for lab `l`, if one does.
    #[must_use]
    pub fn state_rescuer(&self, l: usize) -> Option<AgentId> {
        let own = self.parameters.state.lab_rescue_probability;
        let chance = 1.0 - (1.0 - own) * (1.0 - self.levers.state_rescue[0]);
        let pays = self.on(Id::M45) && self.draws(streams::RULINGS).happens(40 + l as u32, chance);
        pays.then(|| patron(self, l))
    }
}
