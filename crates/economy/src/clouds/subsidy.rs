//! Subsidised compute and credits: what clouds give to labs, how it lapses, and how it ends (M09).
//!
//! Symbols: m market rent as long contracts follow it, d discount at the opening, k share of it that is kept, x lever.
//!
//! - A lab pays m (1 - d k) x for an accelerator-hour; m follows the market rent over the length of a contract.
//! - The subsidy is (market rent - price) x hours served: given by the cloud, received by the lab, no payment of its own.
//! - k goes to zero over the notice when a cloud withdraws: when its board has lost patience, or drops the lab.
//! - Credits that would last longer than a year lapse in equal parts over their life.

use jevons_ledger::{AgentId, Instrument, Money};

use super::bargaining::SUPPORTERS;
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::roster::{cloud, lab};
use crate::streams;
use crate::trail::Channel;
use crate::world::{Done, World};

/// M09: subsidised compute and credits.
pub const M09: Mechanism = Mechanism {
    id: Id::M09,
    name: "Subsidised compute and credits",
    file: "clouds/subsidy.rs",
    what: "Clouds sell compute to the labs that they support below the market's price, and give part of their investments as \
           credits. The discount can be withdrawn with notice, and is when the cloud's own shareholders lose patience; \
           credits that are not used lapse.",
    equations: "price = m (1 - d k) x, m' = m + (rent - m) / contract\n\
                subsidy = (rent - price) hours served\n\
                k' = k - 1 / notice once withdrawn\n\
                lapsed = max(credits - 12 bills, 0) / life",
    symbols: &[
        ("m", "market rent as long contracts follow it, USD an H100-hour"),
        ("d", "discount at the opening, share"),
        ("k", "share of the discount that is kept"),
        ("x", "levers.compute_price"),
    ],
    off: "Every lab pays the market's rent for every hour.",
    sources: &["facts: OpenAI azure_gpu_hour_price", "judgement"],
    claims: &[
        "Z-033", "Z-034", "Z-035", "Z-036", "Z-080", "Z-082", "Z-084", "Z-085", "Z-087", "Z-127", "Z-132",
        "Z-137", "D-090", "G-012", "G-016", "G-018",
    ],
    probe: Probe {
        outcome: "lab.runway_months",
        agent: lab::NAMES[lab::OPENAI],
        effect: Effect::Raises,
        months: 6,
        at_least: 0.05,
        given: &[],
    },
};

/// What clouds give to labs beyond the market.
#[derive(Debug, Clone, PartialEq)]
pub struct Support {
    /// Market rent as each lab's contracts follow it, USD an H100-hour.
    pub contract_rent: [f64; lab::COUNT],
    /// Share of the discount of the opening that is kept.
    pub kept: [f64; lab::COUNT],
    /// Whether the discount was withdrawn.
    pub withdrawn: [bool; lab::COUNT],
    /// The lever on the price of compute a step ago.
    lever_before: [f64; lab::COUNT],
    /// The lever on support a step ago.
    asked_before: [f64; lab::COUNT],
}

impl Support {
    /// Support at the opening: contracts at the market rent, all discounts kept.
    #[must_use]
    pub fn new(rent: f64) -> Self {
        Self {
            contract_rent: [rent; lab::COUNT],
            kept: [1.0; lab::COUNT],
            withdrawn: [false; lab::COUNT],
            lever_before: [1.0; lab::COUNT],
            asked_before: [1.0; lab::COUNT],
        }
    }
}

/// The cloud whose support a lab would miss most.
#[must_use]
pub const fn strategic_cloud(l: usize) -> Option<usize> {
    match l {
        lab::OPENAI => Some(cloud::MICROSOFT),
        lab::ANTHROPIC => Some(cloud::AMAZON),
        _ => None,
    }
}

/// Phase 4: what labs pay for an hour.
pub fn price(world: &mut World<'_>) {
    let clock = world.clock;
    let months = world.parameters.clouds.contract_months;
    let notice = world.parameters.bargaining.notice_months.max(1.0);
    for l in 0..lab::COUNT {
        let clouds = &mut world.clouds;
        let support = &mut clouds.support;
        support.contract_rent[l] += clock.closed(clouds.rent - support.contract_rent[l], months);
        let asked = world.levers.cloud_support[l];
        let target = if support.withdrawn[l] { 0.0 } else { asked };
        let most = clock.per_step(1.0 / notice);
        support.kept[l] += (target - support.kept[l]).clamp(-most, most);
        let discount = 1.0 - clouds.opening_lab_price[l] / clouds.opening_rent;
        let contract = support.contract_rent[l] * (1.0 - discount * support.kept[l]);
        let lever = world.levers.compute_price[l];
        clouds.lab_price[l] = if world.switches.on(Id::M09) { contract * lever } else { clouds.rent };
        let support = &mut world.clouds.support;
        let dearer = 1.0 - std::mem::replace(&mut support.lever_before[l], lever) / lever.max(1e-9);
        let withheld = std::mem::replace(&mut support.asked_before[l], asked) - asked;
        let supported = SUPPORTERS.iter().any(|(of, _)| *of == l);
        let withheld = if supported { withheld } else { 0.0 };
        let concerned = lab::INDEPENDENT.contains(&l) && world.labs.alive[l];
        if concerned && world.on(Id::M09) && dearer.max(withheld) > 0.05 {
            let lost = dearer.max(withheld * discount) * yearly_bill(world, l);
            record(world, l, strategic_cloud(l), lost);
        }
    }
}

/// What a lab's compute of last month costs in a year at its present price, in USD.
fn yearly_bill(world: &World<'_>, l: usize) -> f64 {
    12.0 * (world.labs.inference_hours[l] + world.labs.training_hours[l]) * world.clouds.lab_price[l]
}

/// Records that the support of cloud `c`, worth `usd` a year, ends, and marks the lab's costs.
pub(super) fn record(world: &mut World<'_>, l: usize, c: Option<usize>, usd: f64) {
    let lab_agent = world.opening.roster.labs[l];
    let giver: Option<AgentId> = c.map(|c| world.opening.roster.clouds[c]);
    let mut causes = giver.map_or_else(Vec::new, |agent| {
        world.causes(agent, &[Channel::Equity, Channel::Sales, Channel::Credit, Channel::Confidence])
    });
    causes.extend(world.causes(lab_agent, &[Channel::Costs, Channel::Law, Channel::Confidence]));
    causes.sort_unstable();
    causes.dedup();
    let cents = Money::from_usd(usd.max(0.0)).cents();
    let id = world.event(EventKind::SupportWithdrawn, lab_agent, giver, cents, &causes);
    world.mark(Channel::Costs, lab_agent, id);
    world.mark(Channel::Funding, lab_agent, id);
}

/// Ends the discount of lab `l`, with notice.
pub fn withdraw(world: &mut World<'_>, l: usize) {
    if world.clouds.support.withdrawn[l] || !world.labs.alive[l] || !world.on(Id::M09) {
        return;
    }
    world.clouds.support.withdrawn[l] = true;
    let gap = 1.0 - world.clouds.lab_price[l] / world.clouds.rent.max(0.01);
    let lost = gap.max(0.0) * yearly_bill(world, l) / (1.0 - gap).max(0.1);
    record(world, l, strategic_cloud(l), lost);
}

/// A board that has given in looks at what it gives away: its labs lose their discount with a sampled probability.
pub fn reconsider(world: &mut World<'_>, c: usize) {
    let luck = world.draws(streams::SUPPORT);
    for l in lab::INDEPENDENT {
        let asks = strategic_cloud(l) == Some(c);
        if asks && luck.happens(l as u32, world.parameters.bargaining.withdrawal_probability) {
            withdraw(world, l);
        }
    }
}

/// Phase 7: credits that would last longer than a year lapse little by little.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn lapse(world: &mut World<'_>) -> Done {
    if !world.on(Id::M09) {
        return Ok(());
    }
    let life = world.parameters.bargaining.credit_life_months.max(1.0);
    for l in lab::INDEPENDENT {
        let agent = world.opening.roster.labs[l];
        if world.ledger.held(Instrument::CloudCredits, agent).is_zero() {
            continue;
        }
        let bill = yearly_bill(world, l);
        for c in 0..cloud::COUNT {
            let supplier = world.opening.roster.clouds[c];
            let credits = world.ledger.position(Instrument::CloudCredits, agent, supplier);
            let unused = credits.usd() - bill * world.clouds.supplier_share[l][c];
            let lost = Money::from_usd(world.clock.closed(unused.max(0.0), life)).min(credits);
            if !lost.is_zero() {
                world.ledger.write_off(Instrument::CloudCredits, supplier, agent, lost)?;
            }
        }
    }
    Ok(())
}

impl World<'_> {
    /// What a cloud gives to independent labs by charging less than the market, in USD a month.
    #[must_use]
    pub fn subsidy_of_cloud(&self, c: usize) -> f64 {
        lab::INDEPENDENT.iter().map(|&l| self.subsidy(l, c)).sum()
    }

    /// What a lab receives by paying less than the market, in USD a month.
    #[must_use]
    pub fn subsidy_to_lab(&self, l: usize) -> f64 {
        (0..cloud::COUNT).map(|c| self.subsidy(l, c)).sum()
    }

    fn subsidy(&self, l: usize, c: usize) -> f64 {
        let hours = self.labs.inference_hours[l] + self.labs.training_hours[l];
        let served = hours * self.clouds.supplier_share[l][c] * self.clouds.fill[c];
        served * (self.clouds.rent - self.clouds.lab_price[l]).max(0.0)
    }
}
