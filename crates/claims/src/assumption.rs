//! What the program assumes: whether the distribution of a parameter has room for what was said.

use jevons_parameters::{Parameter, ParameterSet};
use serde::Serialize;

use crate::verdict::Verdict;

/// A test against a parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AssumptionTest {
    /// Key of the parameter.
    pub parameter: String,
    /// Least and greatest value that the statement speaks of, in the unit of the parameter; equal for one number.
    pub says: (f64, f64),
    /// How the number of the statement became one in the unit of the parameter, or why it is this parameter.
    pub because: Option<String>,
}

/// What the assumptions say of a statement. It tells whether runs have room for it, not whether it is so.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AssumptionAnswer {
    /// Holds when nine tenths of all draws reach around it, fails when nearly none comes near it.
    pub verdict: Verdict,
    /// Why, in a sentence.
    pub reason: String,
    /// The 5 %, 50 % and 95 % points of the parameter.
    pub points: [f64; 3],
    /// Share of draws below what was said (of a range its middle).
    pub share_below: f64,
    /// Share of draws within the range; 0 for one number.
    pub share_within: f64,
    /// Unit.
    pub unit: &'static str,
}

impl AssumptionTest {
    /// What the parameters say; `None` when there is no such parameter.
    #[must_use]
    pub fn answer(&self, parameters: &ParameterSet) -> Option<AssumptionAnswer> {
        let parameter = parameters.get(&self.parameter)?;
        let points = [0.05, 0.5, 0.95].map(|probability| parameter.quantile(probability));
        let [low, _, high] = points;
        let (least, greatest) = self.says;
        let far = [0.005, 0.995].map(|probability| parameter.quantile(probability));
        let (verdict, reason) = if least >= low && greatest <= high {
            (Verdict::Holds, "nine tenths of all draws reach around it")
        } else if greatest >= low && least <= high {
            (Verdict::Mixed, "part of it lies within nine tenths of all draws")
        } else if greatest >= far[0] && least <= far[1] {
            (Verdict::Mixed, "only one draw in twenty or fewer comes so far")
        } else {
            (Verdict::Fails, "no draw in two hundred comes near it")
        };
        let below = |value| share_below(parameter, value);
        Some(AssumptionAnswer {
            verdict,
            reason: reason.to_owned(),
            points,
            share_below: below(0.5 * (least + greatest)),
            share_within: (below(greatest) - below(least)).max(0.0),
            unit: parameter.unit,
        })
    }
}

/// Share of draws below a value, by bisection of the quantiles.
fn share_below(parameter: &Parameter, value: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..50 {
        let middle = 0.5 * (low + high);
        if parameter.quantile(middle) < value {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}
