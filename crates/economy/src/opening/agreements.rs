//! What binds clouds at the opening: who controls their boards, what labs have committed to buy, credits given (M08, M09, M11).

use jevons_facts::{View, month_of};

use super::companies::{BILLION, INDEX_HOUSES};
use crate::clouds::commitments::Commitment;
use crate::roster::{cloud, lab};

/// Clouds whose founders have held shares with ten votes each since they were listed.
const DUAL_CLASS: [usize; 3] = [cloud::ALPHABET, cloud::META, cloud::COREWEAVE];

/// Commitments in the facts: lab, cloud, metric and length in months. Amazon's runs seven years by its announcement,
/// CoreWeave's five as its contracts do, Oracle's about five from 2027; where nothing is said it is seven years.
const COMMITMENTS: [(usize, usize, &str, f64); 5] = [
    (lab::OPENAI, cloud::MICROSOFT, "compute_commitment_microsoft_azure", 84.0),
    (lab::OPENAI, cloud::ORACLE, "compute_commitment_oracle", 76.0),
    (lab::OPENAI, cloud::AMAZON, "compute_commitment_aws", 84.0),
    (lab::OPENAI, cloud::COREWEAVE, "compute_commitment_coreweave", 60.0),
    (lab::ANTHROPIC, cloud::MICROSOFT, "compute_commitment_azure", 84.0),
];

/// Weight of the stock market in each board's decisions: none where founders have half of the votes, full where they
/// have none. Where no votes are known, founders of companies with two classes of shares have half of them, and in other
/// companies as many as shares.
#[must_use]
pub fn discipline(view: View<'_>) -> [f64; cloud::COUNT] {
    std::array::from_fn(|c| {
        let stakes = |basis: &str| -> f64 {
            view.stakes_held()
                .into_iter()
                .filter(|stake| stake.issuer == cloud::NAMES[c] && stake.basis == basis)
                .filter(|stake| stake.owner_entity.is_none() && !INDEX_HOUSES.contains(&stake.owner.as_str()))
                .map(|stake| stake.percent / 100.0)
                .fold(0.0, f64::max)
        };
        let voting = stakes("voting");
        let votes = match voting > 0.0 {
            true => voting,
            false if DUAL_CLASS.contains(&c) => 0.5,
            false => stakes("economic"),
        };
        (1.0 - votes / 0.5).clamp(0.0, 1.0)
    })
}

/// What labs have announced to buy, less the part of the term that is over.
#[must_use]
pub fn commitments(view: View<'_>) -> [[Commitment; cloud::COUNT]; lab::COUNT] {
    let now = month_of(view.as_of());
    let mut known = [[Commitment::default(); cloud::COUNT]; lab::COUNT];
    for (l, c, metric, term) in COMMITMENTS {
        if let Some(choice) = view.latest(lab::NAMES[l], metric) {
            let age = f64::from(now.since(month_of(choice.period.end())).max(0));
            let months = (term - age).max(0.0);
            known[l][c] = Commitment { usd: choice.value * BILLION * months / term, months };
        }
    }
    known
}

/// Clouds that pay for part of a round with credits, by the name that the facts give the round.
pub const CREDITORS: [(usize, usize, &str); 3] = [
    (lab::OPENAI, cloud::MICROSOFT, "Microsoft"),
    (lab::ANTHROPIC, cloud::AMAZON, "Amazon"),
    (lab::ANTHROPIC, cloud::ALPHABET, "Google"),
];
