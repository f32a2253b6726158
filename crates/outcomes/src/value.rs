//! Numbers of agents and months, and what operators and functions make of them.

use jevons_expression::{Operator, Problem};

use crate::language::Expression;

/// Numbers of agents and months: one row for each agent or a single one, with one value for each month or a single one.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    pub rows: Vec<Vec<f64>>,
    pub of_agents: bool,
    pub of_months: bool,
}

impl Value {
    pub fn one(number: f64) -> Self {
        Self { rows: vec![vec![number]], of_agents: false, of_months: false }
    }

    pub fn map(mut self, change: impl Fn(f64) -> f64) -> Self {
        for value in self.rows.iter_mut().flatten() {
            *value = change(*value);
        }
        self
    }

    pub fn what(&self) -> &'static str {
        match (self.of_agents, self.of_months) {
            (true, _) => "a value of each agent",
            (false, true) => "a value of each month",
            (false, false) => "one value",
        }
    }
}

pub(crate) fn truth(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

pub(crate) fn needs_months(name: &str, inner: &Value, at: &Expression) -> Result<(), Problem> {
    if inner.of_months {
        return Ok(());
    }
    let label = "expected a value of each month, found one of the run";
    Err(Problem::new(format!("`{name}` looks at the months of a run"), at.span.clone(), label))
}

pub(crate) fn over_agents(name: &str, inner: &Value, at: &Expression) -> Result<Value, Problem> {
    if !inner.of_agents {
        let label = "expected a metric of all agents, without brackets; found a single value";
        return Err(Problem::new(format!("`{name}` looks at all agents"), at.span.clone(), label));
    }
    let width = inner.rows.first().map_or(1, Vec::len);
    let reduce = |month: usize| {
        let values = || inner.rows.iter().map(|row| row[month]).filter(|value| value.is_finite());
        let count = values().count() as f64;
        match name {
            "min" => values().reduce(f64::min).unwrap_or(f64::NAN),
            "max" => values().reduce(f64::max).unwrap_or(f64::NAN),
            "sum" if count > 0.0 => values().sum(),
            "mean" => values().sum::<f64>() / count,
            "any" => truth(values().any(|holds| holds == 1.0)),
            "all" => truth(count > 0.0 && values().all(|holds| holds == 1.0)),
            "count" => values().filter(|holds| *holds == 1.0).count() as f64,
            _ => f64::NAN,
        }
    };
    let rows = vec![(0..width).map(reduce).collect()];
    Ok(Value { rows, of_agents: false, of_months: inner.of_months })
}

pub(crate) fn largest_fall(values: impl Iterator<Item = f64>) -> f64 {
    let (mut highest, mut fall) = (f64::NAN, f64::NAN);
    for value in values {
        highest = if value > highest || highest.is_nan() { value } else { highest };
        if highest > 0.0 {
            let now = 1.0 - value / highest;
            fall = if now > fall || fall.is_nan() { now } else { fall };
        }
    }
    fall
}

pub(crate) fn combine(
    operator: Operator,
    left: &Value,
    right: &Value,
    at: &Expression,
) -> Result<Value, Problem> {
    let agents = left.rows.len().max(right.rows.len());
    let clash = |value: &Value| value.of_agents && value.rows.len() != agents;
    if (left.of_agents && right.of_agents) && (clash(left) || clash(right)) {
        let label = "expected metrics of the same agents";
        return Err(Problem::new("these are of different agents", at.span.clone(), label));
    }
    let of_months = left.of_months || right.of_months;
    let months = left.rows[0].len().max(right.rows[0].len());
    let pick = |value: &Value, agent: usize, month: usize| {
        let row = &value.rows[if value.of_agents { agent } else { 0 }];
        row[if value.of_months { month } else { 0 }]
    };
    let apply = |a: f64, b: f64| match operator {
        Operator::Add => a + b,
        Operator::Subtract => a - b,
        Operator::Multiply => a * b,
        Operator::Divide if b == 0.0 => f64::NAN,
        Operator::Divide => a / b,
        Operator::Compare(comparison) => truth(comparison.holds(a, b)),
        Operator::And => truth(a == 1.0 && b == 1.0),
        Operator::Or => truth(a == 1.0 || b == 1.0),
    };
    let row =
        |agent| (0..months).map(|month| apply(pick(left, agent, month), pick(right, agent, month))).collect();
    let of_agents = left.of_agents || right.of_agents;
    Ok(Value { rows: (0..agents).map(row).collect(), of_agents, of_months })
}
