//! The tree of a trigger expression, and its text.

use std::fmt;

use jevons_expression::{Level, Node, Operator, Quoted, Written};
use jevons_numerics::Month;

use super::functions::{Computes, Over, Past, function_of};

/// A part of a trigger.
pub(crate) type Expression = Node<Kind>;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Number(f64),
    MonthLiteral(Month),
    /// The month that begins.
    CurrentMonth,
    /// Months since the start.
    Elapsed,
    Metric {
        name: String,
        agent: Option<Quoted>,
    },
    Negate(Box<Expression>),
    Not(Box<Expression>),
    Binary(Operator, Box<Expression>, Box<Expression>),
    OverAgents(Over, Box<Expression>),
    OverMonths(Past, Box<Expression>, u32),
    Held(Box<Expression>, u32),
    Fired(Quoted),
}

impl Kind {
    /// Whether its value depends on metrics.
    pub fn reads_metrics(&self) -> bool {
        self.any(&|kind| matches!(kind, Self::Metric { .. }))
    }

    /// Whether its value is the same in all months.
    pub fn is_constant(&self) -> bool {
        !self.any(&|kind| {
            matches!(kind, Self::Metric { .. } | Self::Elapsed | Self::CurrentMonth | Self::Fired(_))
        })
    }

    fn any(&self, test: &impl Fn(&Self) -> bool) -> bool {
        test(self) || jevons_expression::Kind::parts(self).iter().any(|part| part.contains(test))
    }
}

impl jevons_expression::Kind for Kind {
    jevons_expression::operator_variants!();

    fn parts(&self) -> Vec<&Expression> {
        match self {
            Self::Binary(_, left, right) => vec![left, right],
            Self::Negate(inner)
            | Self::Not(inner)
            | Self::OverAgents(_, inner)
            | Self::OverMonths(_, inner, _)
            | Self::Held(inner, _) => vec![inner],
            _ => Vec::new(),
        }
    }
}

impl Written for Kind {
    fn level(&self) -> Level {
        match self {
            Self::Binary(operator, ..) => operator.levels().0,
            Self::Not(_) => Level::Not,
            Self::Negate(_) => Level::Sign,
            _ => Level::Single,
        }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write_number(f, *number),
            Self::MonthLiteral(month) => write!(f, "{month}"),
            Self::CurrentMonth => f.write_str("month"),
            Self::Elapsed => f.write_str("elapsed"),
            Self::Metric { name, agent: None } => f.write_str(name),
            Self::Metric { name, agent: Some(agent) } => write!(f, "{name}[{agent}]"),
            Self::Negate(inner) => {
                f.write_str("-")?;
                inner.write(f, Level::Sign)
            }
            Self::Not(inner) => {
                f.write_str("not ")?;
                inner.write(f, Level::Not)
            }
            Self::Binary(operator, left, right) => {
                let (_, left_least, right_least) = operator.levels();
                left.write(f, left_least)?;
                write!(f, " {} ", operator.symbol())?;
                right.write(f, right_least)
            }
            Self::OverAgents(over, inner) => {
                write!(f, "{}({inner})", function_of(Computes::OverAgents(*over)))
            }
            Self::OverMonths(past, inner, months) => {
                write!(f, "{}({inner}, {months})", function_of(Computes::OverMonths(*past)))
            }
            Self::Held(inner, months) => write!(f, "{}({inner}, {months})", function_of(Computes::Held)),
            Self::Fired(shock) => write!(f, "{}({shock})", function_of(Computes::Fired)),
        }
    }
}

/// The shortest digits that give the number back, with an exponent where there would be many noughts.
fn write_number(f: &mut fmt::Formatter<'_>, number: f64) -> fmt::Result {
    if number == 0.0 || (1e-5..1e9).contains(&number) {
        write!(f, "{number}")
    } else {
        write!(f, "{number:e}")
    }
}
