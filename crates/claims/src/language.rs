//! The language in which claims are tested: one grammar, with one set of functions for facts and one for runs.

use std::fmt;
use std::ops::Range;

use jevons_expression::{Language, Lexeme, Operator, Problem, Quoted, Token, Tree};
use jevons_facts::{Period, Quarter, month_of};
use jevons_numerics::Month;
use jevons_parameters::nearest;
use jiff::civil::Date;

/// A part of a test, with its bytes in the text. Two parts are equal when they say the same.
#[derive(Debug, Clone)]
pub struct Expression {
    pub(crate) kind: Kind,
    pub(crate) span: Range<usize>,
    depth: u16,
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Number(f64),
    Time(Period),
    Text(String),
    /// `lab.cash["OpenAI"]`, or the name of a figure of the document.
    Name {
        name: String,
        agent: Option<Quoted>,
    },
    Call {
        name: String,
        arguments: Vec<Expression>,
    },
    Negate(Box<Expression>),
    Not(Box<Expression>),
    Binary(Operator, Box<Expression>, Box<Expression>),
}

impl Expression {
    fn new(kind: Kind, span: Range<usize>) -> Self {
        let below = match &kind {
            Kind::Call { arguments, .. } => arguments.iter().map(|part| part.depth).max(),
            Kind::Negate(inner) | Kind::Not(inner) => Some(inner.depth),
            Kind::Binary(_, left, right) => Some(left.depth.max(right.depth)),
            Kind::Number(_) | Kind::Time(_) | Kind::Text(_) | Kind::Name { .. } => None,
        };
        Self { kind, span, depth: below.unwrap_or(0).saturating_add(1) }
    }

    /// Reads a test; which functions and names there are, [`check_functions`] says.
    pub(crate) fn read(text: &str) -> Result<Self, Problem> {
        Parser::whole(text)
    }

    /// Calls `visit` on every part, outer parts first.
    pub(crate) fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        match &self.kind {
            Kind::Call { arguments, .. } => arguments.iter().for_each(|part| part.walk(visit)),
            Kind::Negate(inner) | Kind::Not(inner) => inner.walk(visit),
            Kind::Binary(_, left, right) => {
                left.walk(visit);
                right.walk(visit);
            }
            Kind::Number(_) | Kind::Time(_) | Kind::Text(_) | Kind::Name { .. } => {}
        }
    }
}

impl Tree for Expression {
    fn binary(operator: Operator, left: Self, right: Self, span: Range<usize>) -> Self {
        Self::new(Kind::Binary(operator, Box::new(left), Box::new(right)), span)
    }

    fn negate(inner: Self, span: Range<usize>) -> Self {
        Self::new(Kind::Negate(Box::new(inner)), span)
    }

    fn not(inner: Self, span: Range<usize>) -> Self {
        Self::new(Kind::Not(Box::new(inner)), span)
    }

    fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    fn set_span(&mut self, span: Range<usize>) {
        self.span = span;
    }

    fn depth(&self) -> u16 {
        self.depth
    }
}

type Parser = jevons_expression::Parser<Tests>;

/// The grammar of tests.
#[derive(Debug)]
pub(crate) struct Tests;

impl Language for Tests {
    type Tree = Expression;
    const WHOLE: &'static str = "expression";
    const GIVES: &'static str = "a number or a condition";
    const VALUES: &'static str = "a number, a time, a name in quotes, a metric, a function or `(`";
    const EXAMPLE: &'static str = "for example fact(\"OpenAI\", \"annual_revenue\", 2024) > 3.5";
    const SPLIT: &'static str = "make it shorter, or two claims of it";
    const BRACKETS: &'static str = "only metrics have agents";

    fn value(parser: &mut Parser, found: Lexeme) -> Result<Expression, Problem> {
        let span = found.span.clone();
        let kind = match found.token {
            Token::Number(number) => Kind::Number(number),
            Token::Month(month) => Kind::Time(Period::Month(month)),
            Token::Quarter(year, quarter) => match Quarter::new(year, quarter) {
                Some(quarter) => Kind::Time(Period::Quarter(quarter)),
                None => return Err(Parser::no_value(&Token::Quarter(year, quarter), span)),
            },
            Token::Day(month, day) => Kind::Time(day_of(month, day, &span)?),
            Token::Quoted(text) => Kind::Text(text),
            Token::Word(word) if matches!(word.as_str(), "and" | "or" | "not") => {
                return Err(Parser::no_value(&Token::Word(word), span));
            }
            Token::Word(word) => return named(parser, word, span),
            token @ (Token::Sign(_) | Token::End) => return Err(Parser::no_value(&token, span)),
        };
        Parser::checked(Expression::new(kind, span))
    }
}

fn day_of(month: Month, day: u8, span: &Range<usize>) -> Result<Period, Problem> {
    let date = i16::try_from(month.year()).ok().and_then(|year| {
        let (month, day) = (i8::try_from(month.month()).ok()?, i8::try_from(day).ok()?);
        Date::new(year, month, day).ok()
    });
    date.map(Period::Instant)
        .ok_or_else(|| Problem::new("there is no such day", span.clone(), format!("{month} has fewer days")))
}

fn named(parser: &mut Parser, word: String, span: Range<usize>) -> Result<Expression, Problem> {
    if parser.take("(") {
        return call(parser, word, span.start);
    }
    let (mut of, mut end) = (None, span.end);
    if parser.take("[") {
        let found = parser.take_next();
        let Token::Quoted(text) = found.token else {
            let label = format!("expected a name in quotes, found {}", found.token.found());
            let problem = Problem::new("an agent is missing", found.span, label);
            return Err(problem.hint(format!("write {word}[\"OpenAI\"]")));
        };
        of = Some(Quoted { text, span: found.span });
        end = parser.expect("]", "to close the agent")?.end;
    }
    Parser::checked(Expression::new(Kind::Name { name: word, agent: of }, span.start..end))
}

fn call(parser: &mut Parser, name: String, start: usize) -> Result<Expression, Problem> {
    let mut arguments = Vec::new();
    parser.deeper(|parser| {
        if parser.peek().token == Token::Sign(")") {
            return Ok(());
        }
        arguments.push(parser.expression()?);
        while parser.take(",") {
            arguments.push(parser.expression()?);
        }
        Ok(())
    })?;
    let end = parser.expect(")", &format!("to close `{name}`"))?.end;
    Parser::checked(Expression::new(Kind::Call { name, arguments }, start..end))
}

/// What an argument of a function has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument {
    /// A name in quotes.
    Text,
    /// A year, quarter, month or day.
    Time,
    /// A number or a series.
    Number,
    /// A condition.
    Condition,
    /// A year, quarter, month or day, which may be left out.
    OptionalTime,
    /// A name in quotes, which may be left out.
    OptionalText,
    /// One number or more.
    Numbers,
}

/// A function of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// What stands between its parentheses.
    pub arguments: &'static [Argument],
    /// How the arguments are called in documentation.
    pub written: &'static str,
    /// What it gives.
    pub meaning: &'static str,
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.name, self.written)
    }
}

/// The time that an argument names: a literal, or a whole number as a year.
pub(crate) fn time(argument: &Expression) -> Option<Period> {
    match argument.kind {
        Kind::Time(period) => Some(period),
        Kind::Number(year) if (1900.0..2200.0).contains(&year) => {
            Some(Period::Year((1900..2200_i16).find(|whole| f64::from(*whole) == year)?))
        }
        _ => None,
    }
}

/// The month in which a time begins.
pub(crate) fn first_month(period: Period) -> Month {
    month_of(period.start())
}

/// The month in which a time ends.
pub(crate) fn last_month(period: Period) -> Month {
    month_of(period.end())
}

/// Everything that is wrong with the functions of an expression, held against those that there are.
pub(crate) fn check_functions(expression: &Expression, functions: &[Function]) -> Vec<Problem> {
    let mut problems = Vec::new();
    expression.walk(&mut |part| {
        if let Kind::Call { name, arguments } = &part.kind {
            match functions.iter().find(|function| function.name == name) {
                Some(function) => check_arguments(function, arguments, part, &mut problems),
                None => problems.push(unknown(name, part, functions)),
            }
        }
    });
    problems
}

fn unknown(name: &str, part: &Expression, functions: &[Function]) -> Problem {
    let span = part.span.start..part.span.start + name.len();
    let names = || functions.iter().map(|function| function.name);
    let label = format!("expected one of {}", names().collect::<Vec<_>>().join(", "));
    let problem = Problem::new(format!("there is no function `{name}` here"), span, label);
    match nearest(name, names(), 1).first() {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None => problem.hint("docs/claims.md says what each does"),
    }
}

fn check_arguments(
    function: &Function,
    arguments: &[Expression],
    whole: &Expression,
    problems: &mut Vec<Problem>,
) {
    let mut given = arguments.iter();
    for (position, wanted) in function.arguments.iter().enumerate() {
        if *wanted == Argument::Numbers {
            let all: Vec<_> = given.by_ref().collect();
            if all.is_empty() {
                problems.push(lacking(function, whole, position));
            }
            continue;
        }
        let Some(argument) = given.next() else {
            if !matches!(wanted, Argument::OptionalTime | Argument::OptionalText) {
                problems.push(lacking(function, whole, position));
            }
            return;
        };
        let (fits, expected) = match wanted {
            Argument::Text | Argument::OptionalText => {
                (matches!(argument.kind, Kind::Text(_)), "a name in quotes")
            }
            Argument::Time | Argument::OptionalTime => {
                (time(argument).is_some(), "a time such as 2025, 2025-Q3, 2025-06 or 2025-06-30")
            }
            Argument::Number | Argument::Condition | Argument::Numbers => {
                (!matches!(argument.kind, Kind::Text(_) | Kind::Time(_)), "a number or a condition")
            }
        };
        if !fits {
            let message = format!("`{}` takes ({})", function.name, function.written);
            problems.push(Problem::new(message, argument.span.clone(), format!("expected {expected}")));
        }
    }
    if let Some(more) = given.next() {
        let label = format!("expected `)`: it is {function}");
        let message = format!("`{}` takes no more arguments", function.name);
        problems.push(Problem::new(message, more.span.clone(), label));
    }
}

fn lacking(function: &Function, whole: &Expression, position: usize) -> Problem {
    let message = format!("`{}` lacks its argument {}", function.name, position + 1);
    Problem::new(message, whole.span.clone(), format!("expected {function}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_a_time_and_a_day_must_exist() {
        let read = |text: &str| Expression::read(text).unwrap();
        assert_eq!(time(&read("2024")), Some(Period::Year(2024)));
        assert_eq!(time(&read("2024.5")), None);
        assert_eq!(time(&read("2024-Q4")).map(last_month), "2024-12".parse().ok());
        assert!(Expression::read("2025-02-30").is_err_and(|problem| problem.message.contains("no such day")));
    }
}
