//! Series of labs, technology and open weights beyond the headline ones.

use super::{Metric, Scope, alive, metric};

/// These series, after all others.
pub(super) const METRICS: &[Metric] = &[
    metric(
        Scope::Labs,
        "lab.inference_cost",
        "usd_per_year",
        "Annualised cost of inference",
        false,
        |w, l| alive(w, l, 12.0 * w.inference_cost_usd(l)),
    ),
    metric(
        Scope::Labs,
        "lab.gross_margin",
        "ratio",
        "Revenue less cost of inference, as a share of revenue",
        false,
        |w, l| alive(w, l, w.gross_margin(l)),
    ),
    metric(
        Scope::Labs,
        "lab.net_loss",
        "usd_per_year",
        "Annualised costs less revenue; negative is a profit",
        true,
        |w, l| alive(w, l, 12.0 * w.labs.costs[l] - w.labs.annualised_revenue(l)),
    ),
    metric(
        Scope::Labs,
        "lab.breakeven_price_multiple",
        "multiple",
        "Smallest multiple of all prices that would cover the lab's costs, 1,000 if none does",
        true,
        |w, l| alive(w, l, w.break_even_multiple(l)),
    ),
    metric(
        Scope::Labs,
        "lab.next_generation_cost",
        "usd",
        "Compute of the lab's next generation at today's prices, research included",
        false,
        |w, l| alive(w, l, w.next_generation_usd(l)),
    ),
    metric(
        Scope::Labs,
        "lab.pricing_regime",
        "regime",
        "How the lab prices: 0 to win customers, 1 following a rival, 2 recovering costs, 3 rationing",
        false,
        |w, l| alive(w, l, f64::from(w.labs.regime[l] as u8)),
    ),
    metric(
        Scope::Economy,
        "market.belief_in_scaling",
        "index",
        "Belief that scale pays, moved by launches, 1 at rest",
        false,
        |w, _| w.technology.training.belief,
    ),
];
