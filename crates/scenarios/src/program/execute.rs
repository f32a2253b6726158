//! A month of a trigger: its operations on a stack of values, with what they remember.

use jevons_expression::Operator;
use std::ops::Range;

use super::code::{Code, Op, Seen, Slot};
use crate::trigger::{Over, Past};

/// What a trigger is executed on.
pub(crate) struct Execution<'a> {
    /// The metrics at the end of the month before.
    pub metrics: &'a [f64],
    /// The month that begins, counted from the first.
    pub step: usize,
    /// The months in which shocks first began.
    pub first: &'a [Option<usize>],
    /// How often this trigger has been executed before.
    pub executions: usize,
    /// Whether approaches are kept.
    pub watched: bool,
    pub history: &'a mut [f64],
    pub counters: &'a mut [u32],
    pub closest: &'a mut [f64],
    pub stack: &'a mut Vec<f64>,
    pub slots: &'a [Slot],
}

const TRUE: f64 = 1.0;

fn condition(holds: bool) -> f64 {
    if holds { TRUE } else { 0.0 }
}

impl Execution<'_> {
    /// Whether the trigger holds. Every operation is executed each month, so that what conditions remember is whole.
    pub fn holds(&mut self, code: &Code) -> bool {
        self.stack.clear();
        for operation in &code.operations {
            self.execute(operation);
        }
        self.pop() == TRUE
    }

    fn pop(&mut self) -> f64 {
        self.stack.pop().unwrap_or(f64::NAN)
    }

    fn execute(&mut self, operation: &Op) {
        let value = match operation {
            Op::Constant(value) => *value,
            Op::Metric(position) => self.metrics.get(*position).copied().unwrap_or(f64::NAN),
            Op::Elapsed => self.step as f64,
            Op::Fired(shock) => {
                let first = self.first.get(*shock).copied().flatten();
                condition(first.is_some_and(|first| first < self.step))
            }
            Op::Negate => -self.pop(),
            Op::Not => condition(self.pop() != TRUE),
            Op::Apply(operator) => {
                let right = self.pop();
                apply(*operator, self.pop(), right)
            }
            Op::Watch(comparison, slot) => {
                let right = self.pop();
                let left = self.pop();
                self.keep(*slot, left, right);
                condition(comparison.holds(left, right))
            }
            Op::Past(past, places) => {
                let now = self.pop();
                self.past(*past, places.clone(), now)
            }
            Op::Held(counter, months) => {
                let held = self.pop() == TRUE;
                let count = &mut self.counters[*counter];
                *count = if held { count.saturating_add(1) } else { 0 };
                condition(*count >= *months)
            }
            Op::Guard(metrics) => {
                let held = self.pop();
                let exists =
                    |position: &usize| self.metrics.get(*position).is_some_and(|value| !value.is_nan());
                if metrics.iter().all(exists) { held } else { f64::NAN }
            }
            Op::Fold(over, agents) => {
                let start = self.stack.len().saturating_sub(*agents);
                let folded = fold(*over, &self.stack[start..]);
                self.stack.truncate(start);
                folded
            }
        };
        self.stack.push(value);
    }

    fn keep(&mut self, slot: usize, left: f64, right: f64) {
        let (Some(about), Some(closest)) = (self.slots.get(slot), self.closest.get_mut(slot)) else { return };
        let value = match about.seen {
            Seen::Left => left,
            Seen::Right => right,
            Seen::Difference => left - right,
        };
        // A comparison with NaN is false: the first value that exists is kept, and none that does not.
        let nearer = if about.lowest { value < *closest } else { value > *closest };
        if self.watched && (nearer || (closest.is_nan() && !value.is_nan())) {
            *closest = value;
        }
    }

    /// Remembers the value of this month in the ring at `places`, and looks back.
    fn past(&mut self, past: Past, places: Range<usize>, now: f64) -> f64 {
        let length = places.len().max(1);
        let Some(ring) = self.history.get_mut(places) else { return f64::NAN };
        let Some(place) = ring.get_mut(self.executions % length) else { return f64::NAN };
        *place = now;
        let then = ring.get((self.executions + 1) % length).copied().unwrap_or(f64::NAN);
        match past {
            Past::Change => now - then,
            Past::Growth if then > 0.0 => now / then - 1.0,
            Past::Growth => f64::NAN,
            Past::Highest => fold(Over::Max, ring),
            Past::Lowest => fold(Over::Min, ring),
        }
    }
}

fn apply(operator: Operator, left: f64, right: f64) -> f64 {
    match operator {
        Operator::Or => condition(left == TRUE || right == TRUE),
        Operator::And => condition(left == TRUE && right == TRUE),
        Operator::Compare(comparison) => condition(comparison.holds(left, right)),
        Operator::Add => left + right,
        Operator::Subtract => left - right,
        Operator::Multiply => left * right,
        Operator::Divide if right == 0.0 => f64::NAN,
        Operator::Divide => left / right,
    }
}

/// One of many, without those that do not exist; of none there is no least, no sum and nothing that holds for all.
fn fold(over: Over, values: &[f64]) -> f64 {
    let existing = || values.iter().copied().filter(|value| !value.is_nan());
    let number = existing().count();
    match over {
        Over::Any => condition(existing().any(|value| value == TRUE)),
        Over::All => condition(number > 0 && existing().all(|value| value == TRUE)),
        Over::Count => existing().filter(|value| *value == TRUE).count() as f64,
        _ if number == 0 => f64::NAN,
        Over::Min => existing().fold(f64::INFINITY, |least, value| if value < least { value } else { least }),
        Over::Max => {
            existing().fold(f64::NEG_INFINITY, |most, value| if value > most { value } else { most })
        }
        Over::Sum => existing().sum(),
        Over::Mean => existing().sum::<f64>() / number as f64,
    }
}
