//! Walks through a test against the record and keeps what it used and what it missed.

use std::collections::BTreeMap;

use jevons_expression::Operator;
use jevons_facts::{Tier, View};
use jevons_numerics::math;

use super::{Evidence, Figure};
use jevons_outcomes::Formula;
use jevons_outcomes::language::{Expression, Kind, last_month, time};

/// A number, NaN when it is not known; or a condition, `None` when it cannot be told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Value {
    Number(f64),
    Condition(Option<bool>),
}

/// One walk through a test.
pub(crate) struct Evaluation<'v> {
    pub(super) view: View<'v>,
    figures: &'v BTreeMap<String, Figure>,
    pub evidence: Vec<Evidence>,
    pub missing: Vec<String>,
    /// A comparison that is taken to come out like this, whatever its sides are.
    pub(super) forced: Option<(Expression, bool)>,
}

impl<'v> Evaluation<'v> {
    pub fn new(view: View<'v>, figures: &'v BTreeMap<String, Figure>) -> Self {
        Self { view, figures, evidence: Vec::new(), missing: Vec::new(), forced: None }
    }

    /// The worst tier used; `None` when no fact was.
    pub fn tier(&self) -> Option<Tier> {
        self.evidence.iter().map(|evidence| evidence.tier).max()
    }

    /// The number that a formula gives; a condition is 1 or 0.
    pub fn number(&mut self, formula: &Formula) -> f64 {
        self.as_number(&formula.expression)
    }

    /// Whether a condition holds; `None` when that cannot be told.
    pub fn condition(&mut self, formula: &Formula) -> Option<bool> {
        self.as_condition(&formula.expression)
    }

    pub(super) fn as_number(&mut self, expression: &Expression) -> f64 {
        match self.value(expression) {
            Value::Number(number) => number,
            Value::Condition(condition) => condition.map_or(f64::NAN, |holds| f64::from(u8::from(holds))),
        }
    }

    fn as_condition(&mut self, expression: &Expression) -> Option<bool> {
        match self.value(expression) {
            Value::Condition(condition) => condition,
            // The reader refuses a number where a condition must stand.
            Value::Number(number) => (!number.is_nan()).then_some(number != 0.0),
        }
    }

    fn value(&mut self, expression: &Expression) -> Value {
        if let Some((_, holds)) = self.forced.as_ref().filter(|(forced, _)| forced == expression) {
            return Value::Condition(Some(*holds));
        }
        match &expression.kind {
            Kind::Number(number) => Value::Number(*number),
            Kind::Time(_) | Kind::Text(_) => Value::Number(f64::NAN),
            Kind::Name { name, .. } => {
                Value::Number(self.figures.get(name).map_or(f64::NAN, |figure| figure.value))
            }
            Kind::Call { name, arguments } => Value::Number(self.call(name, arguments)),
            Kind::Negate(inner) => Value::Number(-self.as_number(inner)),
            Kind::Not(inner) => Value::Condition(self.as_condition(inner).map(|holds| !holds)),
            Kind::Binary(Operator::And, left, right) => {
                let sides = (self.as_condition(left), self.as_condition(right));
                Value::Condition(match sides {
                    (Some(false), _) | (_, Some(false)) => Some(false),
                    (Some(true), Some(true)) => Some(true),
                    _ => None,
                })
            }
            Kind::Binary(Operator::Or, left, right) => {
                let sides = (self.as_condition(left), self.as_condition(right));
                Value::Condition(match sides {
                    (Some(true), _) | (_, Some(true)) => Some(true),
                    (Some(false), Some(false)) => Some(false),
                    _ => None,
                })
            }
            Kind::Binary(operator, left, right) => {
                let (left, right) = (self.as_number(left), self.as_number(right));
                match operator {
                    Operator::Add => Value::Number(left + right),
                    Operator::Subtract => Value::Number(left - right),
                    Operator::Multiply => Value::Number(left * right),
                    Operator::Compare(comparison) => {
                        let known = !left.is_nan() && !right.is_nan();
                        Value::Condition(known.then(|| comparison.holds(left, right)))
                    }
                    _ if right == 0.0 => Value::Number(f64::NAN),
                    _ => Value::Number(left / right),
                }
            }
        }
    }

    fn call(&mut self, name: &str, arguments: &[Expression]) -> f64 {
        let number = |evaluation: &mut Self, at: usize| {
            arguments.get(at).map_or(f64::NAN, |argument| evaluation.as_number(argument))
        };
        match name {
            "breakeven" => {
                let [revenue, by_volume, fixed, elasticity] = [0, 1, 2, 3].map(|at| number(self, at));
                breakeven_multiple(revenue, by_volume, fixed, elasticity)
            }
            "breakeven_in_part" => {
                let [revenue, other, cost, elasticity] = [0, 1, 2, 3].map(|at| number(self, at));
                breakeven_in_part(revenue, other, cost, elasticity)
            }
            "power" => {
                let [base, exponent] = [0, 1].map(|at| number(self, at));
                if base > 0.0 { math::pow(base, exponent) } else { f64::NAN }
            }
            "log" => {
                let number = number(self, 0);
                if number > 0.0 { math::ln(number) } else { f64::NAN }
            }
            "abs" => number(self, 0).abs(),
            "min" | "max" => {
                let all: Vec<f64> = arguments.iter().map(|argument| self.as_number(argument)).collect();
                let unknown = all.iter().any(|number| number.is_nan());
                let best = all.into_iter().reduce(if name == "min" { f64::min } else { f64::max });
                best.filter(|_| !unknown).unwrap_or(f64::NAN)
            }
            "months_between" => {
                let ends = [0, 1].map(|at| arguments.get(at).and_then(time).map(last_month));
                match ends {
                    [Some(from), Some(to)] => f64::from(to.since(from)),
                    _ => f64::NAN,
                }
            }
            _ => self.look_up(name, arguments).unwrap_or(f64::NAN),
        }
    }
}

/// The least multiple of all prices, 1 or more, that covers costs: `m` with `m^(1 + e) R = m^e V + F`, where `R` is
/// today's revenue, `V` today's cost that follows volume, `F` the cost that does not, and `e` the elasticity of volume to
/// price, at most 0. 1 when today's revenue covers them; NaN when no multiple does.
///
/// Below an elasticity of -1 every rise loses revenue, so that a rise helps only as it saves cost.
#[must_use]
pub fn breakeven_multiple(revenue: f64, cost_by_volume: f64, fixed_cost: f64, elasticity: f64) -> f64 {
    let surplus = |multiple: f64| {
        let volume = math::pow(multiple, elasticity);
        volume * multiple * revenue - volume * cost_by_volume - fixed_cost
    };
    first_crossing(surplus)
}

/// The least multiple of one part's prices that covers costs which do not follow volume, when the other part's revenue
/// stays: `m^(1 + e) R + S = C`.
#[must_use]
pub fn breakeven_in_part(revenue: f64, other_revenue: f64, cost: f64, elasticity: f64) -> f64 {
    first_crossing(|multiple| math::pow(multiple, 1.0 + elasticity) * revenue + other_revenue - cost)
}

/// Largest multiple of prices that is looked at.
const MULTIPLE_MAX: f64 = 1e6;

/// The least multiple from 1 on at which `surplus` is no longer negative: a search in steps of 1 %, then bisection.
fn first_crossing(surplus: impl Fn(f64) -> f64) -> f64 {
    let at_one = surplus(1.0);
    if at_one.is_nan() {
        return f64::NAN;
    }
    if at_one >= 0.0 {
        return 1.0;
    }
    let (mut below, mut above) = (1.0, 1.01);
    while surplus(above) < 0.0 {
        below = above;
        above *= 1.01;
        if above > MULTIPLE_MAX {
            return f64::NAN;
        }
    }
    for _ in 0..100 {
        let middle = 0.5 * (below + above);
        if surplus(middle) < 0.0 {
            below = middle;
        } else {
            above = middle;
        }
    }
    above
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiples_agree_with_closed_forms() {
        // Without a response revenue is proportional to the price: (V + F) / R.
        assert!((breakeven_multiple(3.7, 4.0, 4.7, 0.0) - 8.7 / 3.7).abs() < 1e-9);
        // With e = -1/2 the equation is quadratic in the root of the multiple.
        let root = (4.7 + (4.7_f64 * 4.7 + 4.0 * 3.7 * 4.0).sqrt()) / (2.0 * 3.7);
        assert!((breakeven_multiple(3.7, 4.0, 4.7, -0.5) - root * root).abs() < 1e-9);
        assert!((breakeven_in_part(1.0, 2.7, 8.7, 0.0) - 6.0).abs() < 1e-9);
        assert_eq!(breakeven_multiple(10.0, 4.0, 4.7, -0.5), 1.0, "nothing has to rise");
        assert!(breakeven_multiple(3.7, 4.0, 4.7, -1.5).is_nan(), "every rise loses revenue");
    }
}
