//! The tree of a trigger expression, and its text.

use std::fmt;
use std::ops::Range;

use jevons_expression::{Level, Operator, Quoted};
use jevons_numerics::Month;

use super::functions::{Computes, Over, Past, function_of};

/// A part of a trigger, with its bytes in the text. Two parts are equal when they say the same, wherever they stand.
#[derive(Debug, Clone)]
pub(crate) struct Expression {
    pub kind: Kind,
    pub span: Range<usize>,
    /// Levels below and including this one.
    pub depth: u16,
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

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

impl Expression {
    pub fn new(kind: Kind, span: Range<usize>) -> Self {
        let below = kind.parts().map(|part| part.depth).max().unwrap_or(0);
        Self { kind, span, depth: below.saturating_add(1) }
    }

    fn level(&self) -> Level {
        match &self.kind {
            Kind::Binary(operator, ..) => operator.levels().0,
            Kind::Not(_) => Level::Not,
            Kind::Negate(_) => Level::Sign,
            _ => Level::Single,
        }
    }

    /// Whether `test` is true of this part or of one inside it.
    pub fn contains(&self, test: &dyn Fn(&Kind) -> bool) -> bool {
        test(&self.kind) || self.kind.parts().any(|part| part.contains(test))
    }

    /// Whether its value depends on metrics.
    pub fn reads_metrics(&self) -> bool {
        self.contains(&|kind| matches!(kind, Kind::Metric { .. }))
    }

    /// Whether its value is the same in all months.
    pub fn is_constant(&self) -> bool {
        !self.contains(&|kind| {
            matches!(kind, Kind::Metric { .. } | Kind::Elapsed | Kind::CurrentMonth | Kind::Fired(_))
        })
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, least: Level) -> fmt::Result {
        if self.level() < least {
            f.write_str("(")?;
            self.write(f, Level::Or)?;
            return f.write_str(")");
        }
        match &self.kind {
            Kind::Number(number) => write_number(f, *number),
            Kind::MonthLiteral(month) => write!(f, "{month}"),
            Kind::CurrentMonth => f.write_str("month"),
            Kind::Elapsed => f.write_str("elapsed"),
            Kind::Metric { name, agent: None } => f.write_str(name),
            Kind::Metric { name, agent: Some(agent) } => write!(f, "{name}[{agent}]"),
            Kind::Negate(inner) => {
                f.write_str("-")?;
                inner.write(f, Level::Sign)
            }
            Kind::Not(inner) => {
                f.write_str("not ")?;
                inner.write(f, Level::Not)
            }
            Kind::Binary(operator, left, right) => {
                let (_, left_least, right_least) = operator.levels();
                left.write(f, left_least)?;
                write!(f, " {} ", operator.symbol())?;
                right.write(f, right_least)
            }
            Kind::OverAgents(over, inner) => {
                write!(f, "{}({inner})", function_of(Computes::OverAgents(*over)))
            }
            Kind::OverMonths(past, inner, months) => {
                write!(f, "{}({inner}, {months})", function_of(Computes::OverMonths(*past)))
            }
            Kind::Held(inner, months) => write!(f, "{}({inner}, {months})", function_of(Computes::Held)),
            Kind::Fired(shock) => write!(f, "{}({shock})", function_of(Computes::Fired)),
        }
    }
}

impl Kind {
    /// The parts directly inside.
    pub fn parts(&self) -> impl Iterator<Item = &Expression> {
        let (first, second) = match self {
            Self::Binary(_, left, right) => (Some(left), Some(right)),
            Self::Negate(inner)
            | Self::Not(inner)
            | Self::OverAgents(_, inner)
            | Self::OverMonths(_, inner, _)
            | Self::Held(inner, _) => (Some(inner), None),
            _ => (None, None),
        };
        first.into_iter().chain(second).map(|part| &**part)
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

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, Level::Or)
    }
}
