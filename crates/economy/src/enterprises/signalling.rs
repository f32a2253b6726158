//! Signalling and mandated demand: the part of budgets and of use that follows the mood (M33).

use jevons_numerics::math;
use jevons_parameters::parameters;

use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::trail::Channel;
use crate::world::World;

/// M33: signalling and mandated demand.
pub const M33: Mechanism = Mechanism {
    id: Id::M33,
    name: "Signalling and mandated demand",
    file: "enterprises/signalling.rs",
    what: "A part of AI budgets pleases investors and a part of use is ordered from above. Both follow the confidence of \
           holders of listed shares and go with it; the rest is spent for what it brings.",
    equations: "spending and use of seats x (1 - m + m S), m = enterprises.signalling.share\n\
                S = clip(c^enterprises.signalling.elasticity, 0, 1.5)\n\
                c' = c + (confidence of holders of listed shares - c) / 3",
    symbols: &[("S", "sentiment, 1 at rest"), ("c", "public confidence, a quarter's mean")],
    off: "No budget and no use follows the mood.",
    sources: &["judgement", "facts: share of spending out of budgets for innovation"],
    claims: &["Z-113", "Z-138", "Z-150"],
    probe: Probe {
        outcome: "ent.ai_spend",
        agent: "",
        effect: Effect::Lowers,
        months: 12,
        at_least: 0.03,
        given: &[("levers.confidence_shock", -0.08)],
    },
};

parameters! {
    /// Signalling.
    pub struct SignallingParameters {
        /// Share of budgets and of use that follows the mood.
        share: "enterprises.signalling.share" for ["M33"],
        /// Elasticity of that share to confidence.
        elasticity: "enterprises.signalling.elasticity" for ["M33"],
    }
}

/// Sentiment below which the loss of demand is news.
const NEWS_BELOW: f64 = 0.6;

/// Factor on spending and use at public confidence `c`.
#[must_use]
pub fn mandate(p: &SignallingParameters, c: f64) -> f64 {
    let sentiment = math::exp(p.elasticity * math::ln(c.max(1e-3))).clamp(0.0, 1.5);
    1.0 - p.share + p.share * sentiment
}

impl World<'_> {
    /// What the mood adds to or takes from budgets now.
    pub fn follow_the_mood(&mut self) {
        let clock = self.clock;
        let e = &mut self.enterprises;
        e.mood += clock.closed(self.finance.confidence.public - e.mood, 3.0);
        let p = &self.parameters.signalling;
        let factor = if self.switches.on(Id::M33) { mandate(p, e.mood) } else { 1.0 };
        e.mandate = factor;
        let sentiment = 1.0 - (1.0 - factor) / p.share.max(1e-6);
        if sentiment < NEWS_BELOW && !e.mood_turned {
            e.mood_turned = true;
            let lost = (e.spend.iter().sum::<f64>() * (1.0 - factor) * 100.0) as i64;
            let agent = self.ledger.registry().agent_of(self.opening.roster.enterprises);
            let through = [Channel::Confidence, Channel::Equity];
            let id = self.event_through(EventKind::Abandonment, agent, None, lost, &through);
            self.mark_sellers(id);
        } else if sentiment > 0.9 {
            self.enterprises.mood_turned = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_signalling_part_of_demand_goes_with_the_mood() {
        let p = SignallingParameters { share: 0.2, elasticity: 1.5 };
        assert!((mandate(&p, 1.0) - 1.0).abs() < 1e-12);
        assert!(mandate(&p, 0.5) > 0.8 && mandate(&p, 0.5) < 0.9);
        assert!(mandate(&p, 1e-9) >= 0.8 - 1e-9);
        assert!(mandate(&p, 9.0) <= 1.1 + 1e-12);
    }
}
