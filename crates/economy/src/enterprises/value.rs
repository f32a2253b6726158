//! What use is worth: errors, tasks that tolerate them, and value per dollar, which decides who stays (M31).
//!
//! Symbols: e share of answers that are wrong, C cost of a wrong answer in multiples of the worth of a right one, spread
//! over tasks as an exponential of mean C*, x = e C*. A task is worth doing while 1 - e C > 0, so that a share
//! 1 - exp(-1 / x) of tasks is within reach and their mean net worth per task of all is w(x) = 1 - x (1 - exp(-1 / x)).

use jevons_numerics::math;
use jevons_parameters::parameters;

use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::roster::lab;
use crate::world::World;

/// M31: reliability, capability and value.
pub const M31: Mechanism = Mechanism {
    id: Id::M31,
    name: "Reliability, capability and value",
    file: "enterprises/value.rs",
    what: "Tasks differ in what an error costs and in whether answers can be checked. Better models err less, never not at \
           all, and least is gained where nobody can check. Value per dollar is seen with a delay, since wrong answers that \
           sound right are found late; it moves the odds that a pilot is abandoned and that use in production ends.",
    equations: "e_k = floor + (e0 - floor) 2^(-g_k (Q - Q0) / enterprises.value.points_to_halve_errors), g = 1 where answers can be checked\n\
                w(x) = 1 - x (1 - exp(-1 / x)), x_k = e_k C*\n\
                value per dollar V = V0 (sum s_k w(x_k)) / (same at the opening) x K / I\n\
                measured v' = v + (V / V0 - v) / enterprises.value.months_to_measure\n\
                odds(p, v) = logistic(logit p - enterprises.value.hazard_response ln v)",
    symbols: &[
        ("Q", "quality of the labs' models, mean by API revenue, points"),
        ("s_k", "share of spending on tasks that can be checked and on the others"),
        ("K", "share of the gain that adopters keep, relative to the opening (M32)"),
        ("I", "price of a task relative to the opening: tokens, applications and seats by their shares"),
    ],
    off: "The odds of abandonment stay those of the opening whatever models can do and cost.",
    sources: &[
        "judgement",
        "Bick, Blandin, Deming (2024), time saved by users",
        "facts: capability, shares of use",
    ],
    claims: &[
        "Z-042", "Z-044", "Z-049", "Z-053", "Z-054", "Z-058", "Z-061", "Z-111", "Z-145", "Z-146", "Z-147",
        "H-025", "D-027", "D-030", "D-041", "D-059", "D-105", "D-122", "D-123", "G-040", "G-093",
    ],
    probe: Probe {
        outcome: "ent.poc_abandon_rate",
        agent: "",
        effect: Effect::Raises,
        months: 24,
        at_least: 0.03,
        given: &[("levers.list_price", 4.0)],
    },
};

parameters! {
    /// Value of use.
    pub struct ValueParameters {
        /// Worth of what a dollar spent on generative AI brings at the opening, in USD.
        per_usd: "enterprises.value.per_usd_at_opening" for ["M31"],
        /// Share of spending on tasks whose answers can be checked.
        checkable_share: "enterprises.value.checkable_share" for ["M31"],
        /// Share of answers that are wrong at the opening.
        error_rate: "enterprises.value.error_rate_at_opening" for ["M31"],
        /// Share of answers that stay wrong however good the models.
        error_floor: "enterprises.value.error_floor" for ["M31"],
        /// Capability points that halve the errors of tasks that can be checked.
        points_to_halve_errors: "enterprises.value.points_to_halve_errors" for ["M31"],
        /// Part of that gain that reaches tasks that cannot be checked.
        uncheckable_gain: "enterprises.value.uncheckable_gain" for ["M31"],
        /// Mean cost of a wrong answer in multiples of the worth of a right one.
        error_cost: "enterprises.value.error_cost" for ["M31"],
        /// Months in which value is measured.
        months_to_measure: "enterprises.value.months_to_measure" for ["M31"],
        /// Fall of the log odds of abandonment when log value per dollar rises by one.
        hazard_response: "enterprises.value.hazard_response" for ["M28", "M31"],
    }
}

/// State of what use is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value {
    /// Value per dollar relative to the opening.
    pub relative: f64,
    /// The same as enterprises have measured it so far.
    pub measured: f64,
    /// Share of tasks within reach.
    pub reach: f64,
    /// Mean quality of the labs' models at the opening, points; nothing before the first month.
    pub opening_quality: Option<f64>,
}

impl Default for Value {
    fn default() -> Self {
        Self { relative: 1.0, measured: 1.0, reach: 0.0, opening_quality: None }
    }
}

/// Net worth of all tasks of a class and the share of them within reach, when errors cost `x` on average.
#[must_use]
pub fn net_worth(x: f64) -> (f64, f64) {
    let reach = 1.0 - math::exp(-1.0 / x.max(1e-6));
    (1.0 - x * reach, reach)
}

/// `probability` when value per dollar is `value` times what it was.
#[must_use]
pub fn at_value(probability: f64, response: f64, value: f64) -> f64 {
    if probability <= 0.0 || probability >= 1.0 {
        return probability;
    }
    math::logistic(math::logit(probability) - response * math::ln(value.max(1e-3)))
}

/// Net worth and reach over both classes of tasks, `points` of quality after the opening.
#[must_use]
pub fn worth_after(p: &ValueParameters, points: f64) -> (f64, f64) {
    let floor = p.error_floor.min(p.error_rate);
    let class = |gain: f64| {
        let halvings = gain * points / p.points_to_halve_errors.max(0.1);
        let errors = floor + (p.error_rate - floor) * math::exp(-math::ln(2.0) * halvings);
        net_worth(errors.clamp(1e-4, 1.0) * p.error_cost)
    };
    let (checked, open) = (class(1.0), class(p.uncheckable_gain));
    let mix = |a: f64, b: f64| p.checkable_share * a + (1.0 - p.checkable_share) * b;
    (mix(checked.0, open.0), mix(checked.1, open.1))
}

impl World<'_> {
    /// Mean of `value` over the labs by API revenue; of all labs in business where nobody has any.
    #[must_use]
    pub fn api_mean(&self, value: impl Fn(usize) -> f64) -> f64 {
        let total: f64 = self.labs.api_revenue.iter().sum();
        if total > 0.0 {
            (0..lab::COUNT).map(|l| self.labs.api_revenue[l] / total * value(l)).sum()
        } else {
            value(lab::OPENAI)
        }
    }

    /// Price of a task relative to the opening: tokens, applications and seats by their shares.
    #[must_use]
    pub fn task_price(&self) -> f64 {
        let [tokens, apps, seats] = self.enterprises.split;
        let api = self.api_mean(|l| self.labs.price[l]).max(1e-6);
        let passed = math::exp(self.parameters.apps.pass_through * math::ln(api));
        let token_share = self.parameters.apps.token_share;
        tokens * api + apps * (1.0 - token_share + token_share * passed) + seats * self.enterprises.seat_price
    }

    /// Value per dollar for the enterprises now, and as they have measured it so far.
    pub fn measure_value(&mut self) {
        let quality = self.api_mean(|l| self.technology.quality[l]);
        let opening = *self.enterprises.value.opening_quality.get_or_insert(quality);
        let p = &self.parameters.value;
        let (worth, reach) = worth_after(p, quality - opening);
        let (before, _) = worth_after(p, 0.0);
        let relative = worth / before.max(1e-6) * self.enterprises.gain_kept / self.task_price().max(1e-6);
        let (clock, months) = (self.clock, p.months_to_measure.max(1.0));
        let value = &mut self.enterprises.value;
        value.relative = relative;
        value.reach = reach;
        value.measured += clock.closed(relative - value.measured, months);
    }

    /// Probability `p` of giving up at the value that enterprises have measured.
    #[must_use]
    pub fn at_measured_value(&self, probability: f64) -> f64 {
        if self.on(Id::M31) {
            at_value(probability, self.parameters.value.hazard_response, self.enterprises.value.measured)
        } else {
            probability
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters() -> ValueParameters {
        ValueParameters {
            per_usd: 1.0,
            checkable_share: 0.5,
            error_rate: 0.2,
            error_floor: 0.02,
            points_to_halve_errors: 10.0,
            uncheckable_gain: 0.3,
            error_cost: 5.0,
            months_to_measure: 9.0,
            hazard_response: 0.7,
        }
    }

    #[test]
    fn the_net_worth_is_the_mean_over_tasks_of_what_is_left_after_errors() {
        // By sums over the distribution of the cost of an error.
        for x in [0.1, 1.0, 4.0] {
            let steps = 100_000;
            let mean: f64 = (0..steps)
                .map(|k| -math::ln((f64::from(k) + 0.5) / f64::from(steps)))
                .map(|cost| (1.0 - x * cost).max(0.0))
                .sum::<f64>()
                / f64::from(steps);
            assert!((net_worth(x).0 - mean).abs() < 1e-4, "{x}: {} and {mean}", net_worth(x).0);
        }
    }

    #[test]
    fn better_models_are_worth_more_up_to_the_floor_of_errors() {
        let p = parameters();
        let worth: Vec<f64> =
            [0.0, 10.0, 30.0, 1e4].into_iter().map(|points| worth_after(&p, points).0).collect();
        assert!(worth.windows(2).all(|pair| pair[0] < pair[1]));
        assert!((worth[3] - net_worth(0.02 * 5.0).0).abs() < 1e-9);
    }

    #[test]
    fn value_moves_the_odds_and_leaves_certainties() {
        assert_eq!(at_value(0.4, 0.7, 1.0), 0.4);
        assert!(at_value(0.4, 0.7, 0.5) > 0.4 && at_value(0.4, 0.7, 2.0) < 0.4);
        assert_eq!(at_value(1.0, 0.7, 2.0), 1.0);
        assert_eq!(at_value(0.0, 0.7, 0.1), 0.0);
    }
}
