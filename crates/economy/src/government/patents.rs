//! Patents: a holder of patents may come and ask a royalty on sales of models (M47).

use jevons_ledger::Flow;
use jevons_parameters::parameters;

use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::roster::lab;
use crate::streams;
use crate::trail::Channel;
use crate::world::{Stop, World};

/// M47: patents.
pub const M47: Mechanism = Mechanism {
    id: Id::M47,
    name: "Patent royalties",
    file: "government/patents.rs",
    what: "Patents on what all models are made of exist, and nobody has asked for money so far. Should a court uphold one, the \
           labs that cannot work around it owe a share of their sales, from then on. In most runs it never happens.",
    equations: "royalty = max(levers.patent_royalty, r if upheld) x revenue, r = law.patents.royalty_share\n\
                upheld with law.patents.hazard_per_year / 12 a month, for good",
    symbols: &[],
    off: "Nobody asks.",
    sources: &["judgement"],
    claims: &["L-024"],
    probe: Probe {
        outcome: "lab.training_spend",
        agent: "OpenAI",
        effect: Effect::Lowers,
        months: 24,
        at_least: 0.01,
        given: &[("levers.patent_royalty", 0.2)],
    },
};

parameters! {
    /// Patents.
    pub struct PatentParameters {
        /// Yearly hazard that a patent on all models is upheld.
        hazard_per_year: "law.patents.hazard_per_year" for ["M47"],
        /// Share of sales that its holder then asks.
        royalty_share: "law.patents.royalty_share" for ["M47"],
    }
}

/// Phase 1: what a holder of patents asks this month.
pub fn uphold(world: &mut World<'_>) {
    let p = &world.parameters.patents;
    let draws = world.draws(streams::RULINGS);
    let upheld = world.governments.patent_upheld
        || draws.happens(10, world.clock.share((p.hazard_per_year / 12.0).min(1.0)));
    world.governments.patent_upheld = upheld;
    let asked = world.levers.patent_royalty[0].max(if upheld { p.royalty_share } else { 0.0 });
    let before = std::mem::replace(&mut world.governments.royalty, asked);
    if asked > before && world.on(Id::M47) {
        let holder = world.opening.roster.businesses;
        for l in (0..lab::COUNT).filter(|&l| world.opening.roster.parent(l).is_none()) {
            let agent = world.opening.roster.labs[l];
            let id = world.event_through(EventKind::Ruling, agent, Some(holder), 0, &[Channel::Law]);
            world.mark(Channel::Law, agent, id);
            world.mark(Channel::Costs, agent, id);
        }
    }
}

impl World<'_> {
    /// Pays the royalty on `revenue` of a lab, at monthly rates; returns what was paid, in USD a month.
    ///
    /// # Errors
    /// If the ledger refuses a posting.
    pub fn pay_royalty(&mut self, l: usize, revenue: f64) -> Result<f64, Stop> {
        if !self.on(Id::M47) {
            return Ok(0.0);
        }
        let (agent, holder) = (self.opening.roster.labs[l], self.opening.roster.businesses);
        let royalty = revenue * self.governments.royalty;
        self.settle(Flow::Fees, agent, holder, royalty)
    }
}
