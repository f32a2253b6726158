//! Whether conditions stand where conditions must, and numbers where numbers must.

use super::functions::{Computes, function_of};
use super::syntax::{Expression, Kind};
use jevons_expression::{Operator, Problem};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Number,
    Condition,
    Month,
}

impl Type {
    fn name(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Condition => "a condition",
            Self::Month => "a month",
        }
    }
}

/// Everything that has the wrong type in a trigger, which as a whole must be a condition.
pub(crate) fn check(trigger: &Expression) -> Vec<Problem> {
    let mut problems = Vec::new();
    let found = type_of(trigger, &mut problems);
    // What is wrong inside may be why the whole is no condition.
    if let Some(found) = found.filter(|found| problems.is_empty() && *found != Type::Condition) {
        let label = format!("expected a condition, found {}", found.name());
        let problem = Problem::new("a trigger is a condition", trigger.span.clone(), label);
        problems.push(problem.hint(comparison_with(trigger, found)));
    }
    problems
}

fn comparison_with(expression: &Expression, found: Type) -> String {
    match found {
        Type::Month => format!("compare it: {expression} >= 2027-01"),
        _ => format!("compare it: {expression} < 6"),
    }
}

/// The type, or `None` when something inside has been reported that leaves it open.
fn type_of(expression: &Expression, problems: &mut Vec<Problem>) -> Option<Type> {
    match &expression.kind {
        Kind::Number(_) | Kind::Elapsed | Kind::Metric { .. } => Some(Type::Number),
        Kind::MonthLiteral(_) | Kind::CurrentMonth => Some(Type::Month),
        Kind::Fired(_) => Some(Type::Condition),
        Kind::Negate(inner) => operand(inner, Type::Number, "`-` needs a number", problems),
        Kind::Not(inner) => operand(inner, Type::Condition, "`not` needs a condition", problems),
        Kind::Binary(Operator::Compare(_), left, right) => {
            compared(left, right, problems);
            Some(Type::Condition)
        }
        Kind::Binary(operator, left, right) => {
            let (wanted, what) = match operator {
                Operator::And | Operator::Or => (Type::Condition, "joins two conditions"),
                _ => (Type::Number, "needs two numbers"),
            };
            let what = format!("`{}` {what}", operator.symbol());
            operand(left, wanted, &what, problems);
            operand(right, wanted, &what, problems)
        }
        Kind::OverAgents(over, inner) => {
            let name = function_of(Computes::OverAgents(*over));
            let (wanted, what) = match over.takes_conditions() {
                true => (Type::Condition, format!("`{name}` asks which agents meet a condition")),
                false => (Type::Number, format!("`{name}` takes a number of each agent")),
            };
            let before = problems.len();
            operand(inner, wanted, &what, problems);
            if let (Type::Number, [.., last]) = (wanted, &mut problems[before..]) {
                last.hints.push("`any`, `all` and `count` ask which agents meet a condition".to_owned());
            }
            Some(if over.gives_condition() { Type::Condition } else { Type::Number })
        }
        Kind::OverMonths(past, inner, _) => {
            let what =
                format!("`{}` looks at a number over months", function_of(Computes::OverMonths(*past)));
            operand(inner, Type::Number, &what, problems)
        }
        Kind::Held(inner, _) => {
            let what = format!("`{}` asks how long a condition has held", function_of(Computes::Held));
            operand(inner, Type::Condition, &what, problems)
        }
    }
}

/// Reports an operand of another type; the result has the wanted one in any case, so that one slip is told once.
fn operand(operand: &Expression, wanted: Type, what: &str, problems: &mut Vec<Problem>) -> Option<Type> {
    let found = type_of(operand, problems);
    if let Some(found) = found.filter(|found| *found != wanted) {
        let label = format!("expected {}, found {}", wanted.name(), found.name());
        let mut problem = Problem::new(what, operand.span.clone(), label);
        match (wanted, found) {
            (Type::Condition, _) => problem = problem.hint(comparison_with(operand, found)),
            (Type::Number, Type::Month) => {
                problem = problem.hint("`elapsed` is the number of months since the start");
            }
            _ => {}
        }
        problems.push(problem);
    }
    Some(wanted)
}

fn compared(left: &Expression, right: &Expression, problems: &mut Vec<Problem>) {
    let types = (type_of(left, problems), type_of(right, problems));
    let (Some(left_type), Some(right_type)) = types else { return };
    for (side, found) in [(left, left_type), (right, right_type)] {
        if found == Type::Condition {
            let label = "expected a number or a month, found a condition";
            let problem = Problem::new("conditions are not compared", side.span.clone(), label);
            problems.push(problem.hint("join conditions by `and` or `or`; `not` turns one round"));
            return;
        }
    }
    if left_type != right_type {
        let label = format!("expected {}, found {}", left_type.name(), right_type.name());
        let problem = Problem::new("a month and a number cannot be compared", right.span.clone(), label);
        problems.push(problem.hint("`month` compares with 2027-01, `elapsed` with a number of months"));
    }
}
