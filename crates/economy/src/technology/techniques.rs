//! Long context, retrieval, fine-tuning: builders take the cheapest technique for a task, and tokens follow (M50).
//!
//! Symbols: P price of a task's tokens relative to the opening, n_i tokens of technique i, f_i its other cost, both
//! relative to the tokens of long context at the opening.
//!
//! - Long context puts everything into the prompt, retrieval only what is looked up, a tuned model what it has not
//!   learnt: the fewer tokens, the more other work.
//! - Shares follow cost by a logit, so that a rise of prices is answered with fewer tokens for the same task.

use jevons_numerics::math;
use jevons_parameters::parameters;

use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::world::World;

/// M50: long context, retrieval, fine-tuning.
pub const M50: Mechanism = Mechanism {
    id: Id::M50,
    name: "Long context, retrieval, fine-tuning",
    file: "technology/techniques.rs",
    what: "The same task can be done with everything in the prompt, with what a search finds, or with a model tuned for \
           it. Builders take what is cheapest: dear tokens are replaced by other work, cheap ones are spent freely.",
    equations: "cost of technique i = n_i P + f_i\n\
                share of i = cost^-k / sum of cost^-k\n\
                tokens of a task x sum of shares at P x n_i / sum of shares at 1 x n_i",
    symbols: &[
        ("P", "list price relative to the opening"),
        ("n_i", "tokens: 1 for long context, sampled for retrieval and tuning"),
        ("f_i", "other cost: 0 for long context, sampled for retrieval and tuning"),
        ("k", "technology.techniques.cost_effect"),
    ],
    off: "A task takes the same tokens at every price.",
    sources: &["judgement"],
    claims: &["G-037", "G-078", "G-079"],
    probe: Probe {
        outcome: "market.tokens",
        agent: "",
        effect: Effect::Lowers,
        months: 12,
        at_least: 0.03,
        given: &[("levers.list_price", 4.0)],
    },
};

parameters! {
    /// Techniques.
    pub struct TechniqueParameters {
        /// Tokens of a task with retrieval, relative to long context.
        retrieval_tokens: "technology.techniques.retrieval_tokens" for ["M50"],
        /// Other cost of retrieval, relative to the tokens of long context at the opening.
        retrieval_cost: "technology.techniques.retrieval_cost" for ["M50"],
        /// Tokens of a task with a tuned model, relative to long context.
        tuning_tokens: "technology.techniques.tuning_tokens" for ["M50"],
        /// Other cost of a tuned model, relative to the tokens of long context at the opening.
        tuning_cost: "technology.techniques.tuning_cost" for ["M50"],
        /// Elasticity of the odds of a technique to its cost.
        cost_effect: "technology.techniques.cost_effect" for ["M50"],
    }
}

/// Mean tokens of a task when each technique's share follows its cost at `price`.
#[must_use]
pub fn mean_tokens(p: &TechniqueParameters, price: f64) -> f64 {
    let techniques = [(1.0, 0.0), (p.retrieval_tokens, p.retrieval_cost), (p.tuning_tokens, p.tuning_cost)];
    let (mut weights, mut tokens) = (0.0, 0.0);
    for (n, other) in techniques {
        let weight = math::exp(-p.cost_effect * math::ln((n * price + other).max(1e-9)));
        weights += weight;
        tokens += weight * n;
    }
    tokens / weights
}

impl World<'_> {
    /// Tokens of a task at `price` relative to those at the price of the opening.
    #[must_use]
    pub fn tokens_by_technique(&self, price: f64) -> f64 {
        let p = &self.parameters.techniques;
        if self.on(Id::M50) { mean_tokens(p, price.max(1e-6)) / mean_tokens(p, 1.0) } else { 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dear_tokens_are_replaced_and_cheap_ones_spent() {
        let p = TechniqueParameters::from_values(&[0.3, 0.3, 0.1, 0.6, 2.0]);
        let at = |price: f64| mean_tokens(&p, price);
        assert!(at(10.0) < at(2.0) && at(2.0) < at(1.0) && at(1.0) < at(0.2));
        // In the limits: the fewest tokens that a technique can do with, and long context for everything.
        assert!((0.1..0.3).contains(&at(1e4)) && at(1e-4) > 0.99);
    }
}
