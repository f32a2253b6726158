//! Series of labs, technology and open weights beyond the headline ones.

use jevons_ledger::Instrument;

use super::{Metric, Scope, alive, metric};
use crate::roster::lab;

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
        Scope::Labs,
        "lab.flat_plan_cost",
        "ratio",
        "Cost of all use that payers of flat plans want, over the revenue of these plans",
        false,
        |w, l| alive(w, l, w.flat_cost_share(l)),
    ),
    metric(
        Scope::Labs,
        "lab.flat_plan_cap",
        "share",
        "Share of that use that the lab lets through",
        false,
        |w, l| alive(w, l, w.labs.plans.cap[l]),
    ),
    metric(
        Scope::Economy,
        "market.price_per_task",
        "index",
        "Price of a task bought by API from the labs, relative to the opening, by volume",
        true,
        |w, _| w.price_per_task(),
    ),
    metric(
        Scope::Economy,
        "market.tokens_per_task",
        "index",
        "Tokens used for one task, relative to the opening",
        false,
        |w, _| w.technology.tokens_per_task,
    ),
    metric(
        Scope::Economy,
        "market.hidden_token_share",
        "share",
        "Share of tokens that customers pay for and do not see",
        false,
        |w, _| w.hidden_share(),
    ),
    metric(
        Scope::Economy,
        "market.hhi_frontier",
        "index",
        "Herfindahl-Hirschman index of the labs' API revenue, 1 for a monopoly",
        false,
        |w, _| w.frontier_concentration(),
    ),
    metric(
        Scope::Economy,
        "market.data_room",
        "log10_flop",
        "Orders of magnitude of training compute until human data is used up, as seen from the opening",
        false,
        |w, _| w.data_room(),
    ),
    metric(
        Scope::Economy,
        "ow.lag_months",
        "months",
        "Lag by which open weights follow the frontier",
        true,
        |w, _| w.open_weights.lag_months,
    ),
    metric(Scope::Economy, "ow.sponsors", "count", "Labs that still sponsor open weights", false, |w, _| {
        w.open_weights.sponsoring.iter().filter(|s| **s).count() as f64
    }),
    metric(
        Scope::Economy,
        "ow.share",
        "share",
        "Sales of hosts of open weights over those of hosts and the labs' APIs",
        false,
        |w, _| {
            let labs: f64 = w.labs.api_revenue.iter().sum();
            w.enterprises.host_revenue / (w.enterprises.host_revenue + labs).max(1.0)
        },
    ),
    metric(
        Scope::Economy,
        "ow.self_hosted_share",
        "share",
        "Share of tokens that customers of OpenAI serve themselves",
        false,
        |w, _| w.open_weights.self_hosted[lab::OPENAI],
    ),
    metric(
        Scope::Labs,
        "lab.profit_units",
        "usd",
        "Principal of claims on the lab's profit that are neither paid back nor converted",
        false,
        |w, l| alive(w, l, w.ledger.owed(Instrument::ProfitUnits, w.opening.roster.labs[l]).usd()),
    ),
    metric(
        Scope::Economy,
        "market.belief_in_scaling",
        "index",
        "Belief that scale pays, moved by launches, 1 at rest",
        false,
        |w, _| w.technology.training.belief,
    ),
    metric(
        Scope::Labs,
        "lab.served_share",
        "share",
        "Share of the accelerator-hours which the lab asks for that clouds deliver",
        false,
        |w, l| alive(w, l, w.labs.served_share[l]),
    ),
    metric(
        Scope::Economy,
        "ow.price",
        "index",
        "What hosts charge for a task with open weights, relative to the opening",
        false,
        |w, _| w.open_price(),
    ),
];
