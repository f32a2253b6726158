//! Copyright: a stock of liability, rulings, damages, and training anew (M44).
//!
//! Symbols: L damages for everything, s severity of a ruling between 0 and 1, T training spending of a lab.

use jevons_ledger::{AgentId, Flow, Instrument, Money};
use jevons_parameters::parameters;

use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::roster::lab;
use crate::streams;
use crate::trail::Channel;
use crate::world::{Done, Stop, World};

/// M44: copyright.
pub const M44: Mechanism = Mechanism {
    id: Id::M44,
    name: "Copyright: liability, rulings, training anew",
    file: "government/copyright.rs",
    what: "Models were trained on what belongs to others. Suits end one by one, mostly in settlements; a hard ruling costs \
           damages, which the lab owes to rights holders and pays within a year, and training anew on other data, which costs \
           money and slows its progress. Labs beyond the reach of the courts go free.",
    equations: "a suit ends with law.copyright.rulings_per_year / 12, against one lab, severity s = u^3\n\
                damages = s L (1 - law.copyright.clean_share) x T / sum T, L = law.copyright.liability_usd; a twelfth a month\n\
                for s x law.copyright.retraining_months: training hours x (1 + law.copyright.retraining_cost_share),\n\
                \u{20}\u{20}and releases half as often",
    symbols: &[("u", "uniform draw")],
    off: "Nobody sues.",
    sources: &["judgement", "facts: rulings and settlements of 2025"],
    claims: &["Z-063", "Z-064", "Z-065", "D-075"],
    probe: Probe {
        outcome: "lab.quality",
        agent: "OpenAI",
        effect: Effect::Lowers,
        months: 36,
        at_least: 0.005,
        given: &[("levers.copyright_ruling", 0.3)],
    },
};

parameters! {
    /// Copyright.
    pub struct CopyrightParameters {
        /// Suits that end against some lab in a year.
        rulings_per_year: "law.copyright.rulings_per_year" for ["M44"],
        /// Damages of all labs within reach if everything were an infringement, in USD.
        liability_usd: "law.copyright.liability_usd" for ["M44"],
        /// Share of training data that is licensed, synthetic or free.
        clean_share: "law.copyright.clean_share" for ["M44"],
        /// Months of training anew after a ruling of full severity.
        retraining_months: "law.copyright.retraining_months" for ["M44"],
        /// Training hours that training anew adds, as a share of usual ones.
        retraining_cost_share: "law.copyright.retraining_cost_share" for ["M44"],
    }
}

/// Months in which damages are paid.
const INSTALMENTS: f64 = 12.0;
/// Severity above which a ruling is news by itself.
const NEWS_SEVERITY: f64 = 0.02;
/// Labs that the courts reach.
const REACHED: [usize; 6] =
    [lab::OPENAI, lab::ANTHROPIC, lab::DEEPMIND, lab::META_AI, lab::XAI, lab::MISTRAL];

/// What courts have imposed.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Rulings {
    /// Damages that fall due each month, by lab, in USD.
    pub instalment: [f64; lab::COUNT],
    /// Months of training anew that are left.
    pub retraining: [f64; lab::COUNT],
}

/// Phase 1: courts rule.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn rule(world: &mut World<'_>) -> Done {
    let clock = world.clock;
    for left in &mut world.governments.rulings.retraining {
        *left = (*left - clock.months).max(0.0);
    }
    if !world.on(Id::M44) {
        return Ok(());
    }
    let draws = world.draws(streams::RULINGS);
    let lever = world.levers.copyright_ruling[0];
    if lever > 0.0 {
        for l in REACHED {
            sentence(world, l, lever)?;
        }
    } else if draws.happens(0, clock.share((world.parameters.copyright.rulings_per_year / 12.0).min(1.0))) {
        let l = REACHED[draws.below(1, REACHED.len() as u32) as usize];
        let u = draws.uniform(2);
        sentence(world, l, u * u * u)?;
    }
    Ok(())
}

/// The company that answers for a lab.
fn defendant(world: &World<'_>, l: usize) -> AgentId {
    world.opening.roster.parent(l).unwrap_or(world.opening.roster.labs[l])
}

fn sentence(world: &mut World<'_>, l: usize, severity: f64) -> Done {
    if !world.labs.alive[l] {
        return Ok(());
    }
    let p = &world.parameters.copyright;
    let all: f64 = REACHED.iter().map(|&i| world.labs.training_spend[i]).sum();
    let part = world.labs.training_spend[l] / all.max(1.0);
    let damages = severity * p.liability_usd * (1.0 - p.clean_share) * part;
    let months = severity * p.retraining_months;
    let due = Money::from_usd(damages);
    let (agent, holders) = (defendant(world, l), world.opening.roster.businesses);
    if due.is_zero() {
        return Ok(());
    }
    world.ledger.accrue(Flow::Settlements, agent, holders, due, Instrument::Claims)?;
    let rulings = &mut world.governments.rulings;
    rulings.instalment[l] += damages / INSTALMENTS;
    rulings.retraining[l] = rulings.retraining[l].max(months);
    if severity >= NEWS_SEVERITY {
        let lab = world.opening.roster.labs[l];
        let id = world.event_through(EventKind::Ruling, lab, Some(holders), due.cents(), &[Channel::Law]);
        world.mark(Channel::Law, lab, id);
        world.mark(Channel::Costs, lab, id);
    }
    Ok(())
}

impl World<'_> {
    /// Pays this step's part of a lab's instalment of damages; returns what was paid, in USD a month.
    ///
    /// # Errors
    /// If the ledger refuses a posting.
    pub fn pay_damages(&mut self, l: usize) -> Result<f64, Stop> {
        let (agent, holders) = (defendant(self, l), self.opening.roster.businesses);
        let owed = self.ledger.position(Instrument::Claims, holders, agent);
        if owed.is_zero() {
            self.governments.rulings.instalment[l] = 0.0;
            return Ok(0.0);
        }
        let due = owed.min(Money::from_usd(self.clock.per_step(self.governments.rulings.instalment[l])));
        self.raise_cash(agent, due)?;
        let paid = self.payable(agent, due);
        self.ledger.redeem(Instrument::Claims, agent, holders, paid)?;
        self.finance.missed[agent.index()] += due.saturating_sub(paid).usd();
        Ok(self.clock.per_month(paid.usd()))
    }

    /// Training hours of a lab relative to what it planned: training anew comes on top.
    #[must_use]
    pub fn training_hours_factor(&self, l: usize) -> f64 {
        let anew = self.governments.rulings.retraining[l] > 0.0;
        if anew { 1.0 + self.parameters.copyright.retraining_cost_share } else { 1.0 }
    }

    /// How often a lab releases relative to usual.
    #[must_use]
    pub fn release_pace(&self, l: usize) -> f64 {
        if self.governments.rulings.retraining[l] > 0.0 { 0.5 } else { 1.0 }
    }
}
