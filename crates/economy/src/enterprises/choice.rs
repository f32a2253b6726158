//! Choice of provider: a logit in quality, price, brand and tools, reconsidered seldom, and sooner after a rise (M21).
//!
//! Symbols: b constant of a provider (what makes its share of the opening the probable one), Q quality, P price relative
//! to the opening, W its staff relative to the opening, s share of customers who reconsider in a year.
//!
//! - Weight exp(b + theta (Q - frontier) - phi ln P + k (ln W - mean ln W)): models are alike, brands and tools are not.
//! - Customers reconsider at rate s. When their provider becomes dearer than the others by more than what switching
//!   costs, they reconsider sooner.

use jevons_numerics::math;
use jevons_parameters::parameters;

use super::{HOSTS, PROVIDERS};
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::roster::lab;
use crate::streams;
use crate::world::World;

/// M21: differentiation and moats.
pub const M21: Mechanism = Mechanism {
    id: Id::M21,
    name: "Differentiation, moats, entry",
    file: "enterprises/choice.rs",
    what: "Customers choose among models that are nearly alike: by quality, price, brand and the tools around a model, \
           which take staff. They seldom reconsider, since switching costs something, but a provider that becomes \
           dearer than the others by more than that loses them soon.",
    equations: "weight(v) = exp(b + theta (Q - frontier) - phi ln P + k (ln W - mean ln W)) x trust in origin\n\
                reconsidered a year: s exp(clip(g max(ln P - mean ln P of the others - d, 0), 0, 3))",
    symbols: &[
        ("b", "constant of a provider"),
        ("Q", "quality, points"),
        ("P", "list price relative to the opening"),
        ("W", "staff relative to the opening"),
        ("theta", "enterprises.choice.quality_effect"),
        ("phi", "enterprises.choice.price_effect"),
        ("k", "enterprises.choice.tool_premium"),
        ("s", "enterprises.provider_switching_per_year"),
        ("d", "enterprises.choice.switching_cost"),
        ("g", "enterprises.choice.price_switching"),
    ],
    off: "Who reconsiders chooses by the shares of the opening, whatever quality, price and tools have become.",
    sources: &["McFadden (1974), Conditional Logit Analysis", "judgement"],
    claims: &[
        "Z-068", "Z-099", "Z-117", "Z-125", "Z-126", "Z-140", "Z-151", "H-017", "H-022", "H-029", "H-031",
        "H-032", "H-033", "D-018", "D-038", "D-039", "D-043", "D-045", "D-053", "D-054", "D-071", "D-073",
        "D-074", "D-106", "D-121", "G-002", "G-003", "G-004", "G-026", "G-032", "G-038", "G-050", "G-051",
        "L-013", "L-014",
    ],
    probe: Probe {
        outcome: "lab.api_revenue",
        agent: "OpenAI",
        effect: Effect::Lowers,
        months: 24,
        at_least: 0.05,
        given: &[("levers.list_price[\"OpenAI\"]", 3.0)],
    },
};

parameters! {
    /// Choice of provider.
    pub struct ChoiceParameters {
        /// Share of enterprises that change their main provider each year.
        switching_per_year: "enterprises.provider_switching_per_year" for ["M21"],
        /// Effect of one capability point on the log odds of being chosen.
        quality: "enterprises.choice.quality_effect" for ["M21"],
        /// Effect of log price on the log odds of being chosen.
        price: "enterprises.choice.price_effect" for ["M21"],
        /// Effect of a log point more staff than the other labs on the log odds of being chosen.
        tools: "enterprises.choice.tool_premium" for ["M21"],
        /// Log price by which a provider may be dearer than the others before customers reconsider sooner.
        switching_cost: "enterprises.choice.switching_cost" for ["M21"],
        /// Rise of the log rate of reconsidering for a log point of price beyond that.
        price_switching: "enterprises.choice.price_switching" for ["M21"],
    }
}

impl World<'_> {
    /// Cumulated probabilities of choosing each provider.
    #[must_use]
    pub fn choice_probabilities(&self) -> [f64; PROVIDERS] {
        let p = &self.parameters.choice;
        let on = self.on(Id::M21);
        let tools = tool_premiums(self);
        let mut weights = [0.0; PROVIDERS];
        for (v, weight) in weights.iter_mut().enumerate() {
            if v != HOSTS && !self.labs.alive[v] {
                continue;
            }
            let (quality, opening) = if v == HOSTS {
                (self.technology.open, self.opening.open_quality)
            } else {
                (self.technology.quality[v], self.technology.opening_quality[v])
            };
            let utility = self.enterprises.brand[v]
                + if on {
                    p.quality * (quality - self.technology.frontier)
                        - p.price * math::ln(self.provider_price(v).max(1e-6))
                        + tools[v]
                } else {
                    p.quality * (opening - self.technology.opening_frontier)
                };
            *weight = math::exp(utility.clamp(-30.0, 30.0));
        }
        weights[HOSTS] *= self.trust_in_origin();
        let total: f64 = weights.iter().sum();
        let mut cumulated = 0.0;
        weights.map(|weight| {
            cumulated += weight / total;
            cumulated
        })
    }

    /// Probability that a customer of each provider reconsiders in this step, when customers do so `scale` times as often
    /// as enterprises.
    #[must_use]
    pub fn reconsidering(&self, scale: f64) -> [f64; PROVIDERS] {
        let p = &self.parameters.choice;
        let on = self.on(Id::M21);
        let logs: [f64; PROVIDERS] = std::array::from_fn(|v| math::ln(self.provider_price(v).max(1e-6)));
        let open = |v: usize| v == HOSTS || self.labs.alive[v];
        let count = (0..PROVIDERS).filter(|&v| open(v)).count().max(2) as f64;
        let sum: f64 = (0..PROVIDERS).filter(|&v| open(v)).map(|v| logs[v]).sum();
        std::array::from_fn(|v| {
            let others = (sum - logs[v]) / (count - 1.0);
            let dearer = (logs[v] - others - p.switching_cost).max(0.0);
            let sooner = if on { (p.price_switching * dearer).min(3.0) } else { 0.0 };
            1.0 - math::exp(-self.clock.per_step(scale * p.switching_per_year * math::exp(sooner) / 12.0))
        })
    }

    /// Herfindahl-Hirschman index of the labs' API revenue, 1 for a monopoly.
    #[must_use]
    pub fn frontier_concentration(&self) -> f64 {
        let total: f64 = self.labs.api_revenue.iter().sum();
        let square = |usd: &f64| (usd / total.max(1.0)) * (usd / total.max(1.0));
        self.labs.api_revenue.iter().map(square).sum()
    }

    /// All customers of a closed lab choose another provider; returns their monthly spending, in USD.
    pub fn customers_leave(&mut self, l: usize) -> f64 {
        let cumulated = self.choice_probabilities();
        let draws = self.draws(streams::STARTUP_PROVIDER);
        let gone = l as u8;
        for (index, provider) in self.enterprises.provider.iter_mut().enumerate() {
            if *provider == gone {
                *provider = pick(&cumulated, draws.uniform(index as u32));
            }
        }
        for (index, provider) in self.startups.provider.iter_mut().enumerate() {
            if *provider == gone {
                *provider = pick(&cumulated, draws.uniform(100_000 + index as u32));
            }
        }
        let lost = self.labs.api_revenue[l] + self.labs.subscription_revenue[l] + self.labs.seat_revenue[l];
        self.consumers.share[l] = 0.0;
        let left: f64 = self.consumers.share.iter().sum();
        self.consumers.share.iter_mut().for_each(|share| *share /= left.max(1e-9));
        let seats: f64 = self.enterprises.seat_share.iter().sum::<f64>() - self.enterprises.seat_share[l];
        self.enterprises.seat_share[l] = 0.0;
        self.enterprises.seat_share.iter_mut().for_each(|share| *share /= seats.max(1e-9));
        self.labs.api_revenue[l] = 0.0;
        self.labs.subscription_revenue[l] = 0.0;
        self.labs.seat_revenue[l] = 0.0;
        lost
    }
}

/// Tools around each lab's models, relative to the mean of the labs: what its staff has built since the opening.
fn tool_premiums(world: &World<'_>) -> [f64; PROVIDERS] {
    let staff = |l: usize| {
        let then = world.opening.labs[l].staff / 12.0;
        if then > 0.0 { math::ln((world.labs.staff_cost[l] / then).clamp(0.05, 50.0)) } else { 0.0 }
    };
    let alive = || (0..lab::COUNT).filter(|&l| world.labs.alive[l]);
    let mean = alive().map(staff).sum::<f64>() / alive().count().max(1) as f64;
    let mut premiums = [0.0; PROVIDERS];
    for l in alive() {
        premiums[l] = world.parameters.choice.tools * (staff(l) - mean);
    }
    premiums
}

/// The provider whose cumulated probability first exceeds `u`.
#[must_use]
pub fn pick(cumulated: &[f64; PROVIDERS], u: f64) -> u8 {
    cumulated.iter().position(|&c| u < c).unwrap_or(HOSTS) as u8
}
