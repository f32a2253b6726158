//! Enterprise procurement: what a company buys is tied to the cloud where its data and its commitments are (M13).
//!
//! Symbols: b weight of a provider in the choice without ties, a 1 where the marketplace of the home cloud sells it.
//!
//! - Weight of provider v for a company at home with cloud h: b exp(lambda a(h, v) + kappa(v)); kappa is such that all
//!   companies together choose as they do at the opening.
//! - A company's home is drawn with the probability that fits its provider at the opening.
//! - A cloud that has dropped a lab no longer sells it.

use jevons_numerics::math;
use jevons_numerics::random::Streams;

use super::{Enterprises, HOSTS, PROVIDERS};
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::roster::{cloud, lab};
use crate::streams;
use crate::world::World;

/// M13: enterprise procurement.
pub const M13: Mechanism = Mechanism {
    id: Id::M13,
    name: "Enterprise procurement",
    file: "enterprises/procurement.rs",
    what: "Companies buy models where they already buy computing: credits that they have committed to spend, data that is \
           costly to move and compliance that is already signed off count for the providers in their cloud's marketplace. \
           Hosts of open weights and labs that no marketplace sells have to win without.",
    equations: "weight(v, h) = b(v) exp(lambda a(h, v) + kappa(v))",
    symbols: &[
        ("v", "provider"),
        ("h", "home: Microsoft, Amazon, Alphabet, or none of them"),
        ("b", "weight by brand, quality and price"),
        ("a", "1 where the home's marketplace sells the provider"),
        ("lambda", "enterprises.procurement.marketplace_effect"),
        ("kappa", "correction by which shares of the opening stay what they are"),
    ],
    off: "Companies choose by brand, quality and price alone.",
    sources: &["facts: Amazon and Alphabet cloud_revenue", "judgement"],
    claims: &["G-054", "G-056", "G-057"],
    probe: Probe {
        outcome: "ent.marketplace_share",
        agent: "",
        effect: Effect::Raises,
        months: 48,
        at_least: 0.02,
        given: &[],
    },
};

/// Homes: three clouds with marketplaces, and none of them.
pub const HOMES: usize = 4;
/// Clouds with marketplaces, by home.
const CLOUDS: [usize; HOMES - 1] = [cloud::MICROSOFT, cloud::AMAZON, cloud::ALPHABET];
/// Shares of companies by home: quarterly cloud revenue of 2025 was 33 for Amazon and 15 for Alphabet, about 22 for
/// Microsoft's Azure; a fifth at home elsewhere or nowhere (judgement).
const SHARES: [f64; HOMES] = [0.25, 0.38, 0.17, 0.2];

/// Homes of companies, and what they make of providers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Procurement {
    /// Home of each company.
    pub home: Vec<u8>,
    /// Correction of each provider.
    correction: [f64; PROVIDERS],
}

/// Whether the marketplace of a home sells a provider's models, before anybody has been dropped.
fn sells(home: usize, v: usize, sold_by_microsoft: bool) -> bool {
    match (home, v) {
        (0, lab::OPENAI | lab::MISTRAL | lab::META_AI | lab::XAI | lab::DEEPSEEK) => true,
        (0, lab::ANTHROPIC) => sold_by_microsoft,
        (1, lab::ANTHROPIC | lab::MISTRAL | lab::META_AI | lab::QWEN) => true,
        (2, lab::DEEPMIND | lab::ANTHROPIC | lab::MISTRAL | lab::META_AI) => true,
        _ => false,
    }
}

impl Procurement {
    /// Homes for companies whose providers are known, with `shares` of providers at the opening.
    #[must_use]
    pub fn open(
        providers: &[u8],
        shares: &[f64; PROVIDERS],
        effect: f64,
        sold_by_microsoft: bool,
        streams: &Streams,
    ) -> Self {
        let total: f64 = shares.iter().sum();
        let shares = shares.map(|share| (share / total.max(1e-12)).max(1e-9));
        let bonus = |h: usize, v: usize| if sells(h, v, sold_by_microsoft) { effect } else { 0.0 };
        let mut correction = [0.0; PROVIDERS];
        let mut chosen = [[0.0; PROVIDERS]; HOMES];
        for _ in 0..40 {
            for (h, row) in chosen.iter_mut().enumerate() {
                let weights: [f64; PROVIDERS] =
                    std::array::from_fn(|v| shares[v] * math::exp(bonus(h, v) + correction[v]));
                let sum: f64 = weights.iter().sum();
                *row = weights.map(|weight| weight / sum);
            }
            for v in 0..PROVIDERS {
                let all: f64 = (0..HOMES).map(|h| SHARES[h] * chosen[h][v]).sum();
                correction[v] += math::ln(shares[v] / all);
            }
        }
        let draws = streams.at(streams::HOME_CLOUD, 0);
        let home = providers.iter().enumerate().map(|(i, &v)| {
            let mut left = draws.uniform(i as u32) * shares[usize::from(v)];
            let fits = (0..HOMES - 1).find(|&h| {
                left -= SHARES[h] * chosen[h][usize::from(v)];
                left < 0.0
            });
            fits.unwrap_or(HOMES - 1) as u8
        });
        Self { home: home.collect(), correction }
    }
}

impl Enterprises {
    /// Share of token spending with providers that the marketplace of the buyer's home sells.
    #[must_use]
    pub fn marketplace_share(&self, listed: &[[bool; PROVIDERS]; HOMES]) -> f64 {
        let (mut at_home, mut all) = (0_i64, 0_i64);
        for ((cents, &v), &h) in self.tokens_cents.iter().zip(&self.provider).zip(&self.procurement.home) {
            all += cents;
            if listed[usize::from(h)][usize::from(v)] {
                at_home += cents;
            }
        }
        if all > 0 { at_home as f64 / all as f64 } else { f64::NAN }
    }
}

impl World<'_> {
    /// Which providers the marketplaces sell now, by home.
    #[must_use]
    pub fn marketplaces(&self) -> [[bool; PROVIDERS]; HOMES] {
        let anthropic = self.opening.supplier_share[lab::ANTHROPIC][cloud::MICROSOFT] > 0.0;
        std::array::from_fn(|h| {
            std::array::from_fn(|v| {
                let dropped = v != HOSTS && h < CLOUDS.len() && self.clouds.dropped[v][CLOUDS[h]];
                sells(h, v, anthropic) && !dropped
            })
        })
    }

    /// Cumulated probabilities of choosing each provider, by home.
    #[must_use]
    pub fn choice_by_home(&self) -> [[f64; PROVIDERS]; HOMES] {
        let common = self.choice_probabilities();
        if !self.on(Id::M13) {
            return [common; HOMES];
        }
        let effect = self.parameters.enterprises.marketplace_effect;
        let listed = self.marketplaces();
        let correction = self.enterprises.procurement.correction;
        std::array::from_fn(|h| {
            let weights: [f64; PROVIDERS] = std::array::from_fn(|v| {
                let own = common[v] - if v > 0 { common[v - 1] } else { 0.0 };
                own * math::exp(correction[v] + if listed[h][v] { effect } else { 0.0 })
            });
            let total: f64 = weights.iter().sum();
            let mut sum = 0.0;
            weights.map(|weight| {
                sum += weight / total.max(1e-300);
                sum
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_to_clouds_leave_the_shares_of_the_opening_and_bring_buyers_to_what_their_cloud_sells() {
        let mut shares = [0.02; PROVIDERS];
        (shares[lab::OPENAI], shares[lab::ANTHROPIC], shares[lab::DEEPMIND]) = (0.3, 0.35, 0.2);
        let providers: Vec<u8> =
            (0..6_000).map(|i| [lab::OPENAI, lab::ANTHROPIC, HOSTS][i % 3] as u8).collect();
        let streams = Streams::new(1, 1);
        let procurement = Procurement::open(&providers, &shares, 1.0, false, &streams);
        let at = |v: usize, h: u8| {
            let own = providers.iter().zip(&procurement.home).filter(|(p, _)| usize::from(**p) == v);
            own.clone().filter(|(_, home)| **home == h).count() as f64 / own.count() as f64
        };
        assert!(at(lab::OPENAI, 0) > 1.5 * SHARES[0], "{}", at(lab::OPENAI, 0));
        assert!(at(lab::ANTHROPIC, 1) > 1.2 * SHARES[1], "{}", at(lab::ANTHROPIC, 1));
        assert!(at(lab::OPENAI, 1) < SHARES[1]);
        let without = Procurement::open(&providers, &shares, 0.0, false, &streams);
        assert!(without.correction.iter().all(|c| c.abs() < 1e-9));
    }
}
