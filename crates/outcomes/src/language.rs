//! The language of tests and measures: one grammar, with one set of functions for facts and one for runs.

use std::fmt;
use std::ops::Range;

use jevons_expression::{Language, Lexeme, Node, Operator, Problem, Quoted, Token};
use jevons_facts::{Period, Quarter, month_of};
use jevons_numerics::Month;
use jevons_parameters::nearest;
use jiff::civil::Date;

/// A part of a test or a measure.
pub type Expression = Node<Kind>;

/// What a part is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A number.
    Number(f64),
    /// A quarter, month or day.
    Time(Period),
    /// A name in quotes.
    Text(String),
    /// `lab.cash["OpenAI"]`, or the name of a figure of the document.
    Name {
        /// The metric or figure.
        name: String,
        /// The agent in brackets behind it.
        agent: Option<Quoted>,
    },
    /// A function of something.
    Call {
        /// The function.
        name: String,
        /// What stands between its parentheses.
        arguments: Vec<Expression>,
    },
    /// A number with its sign turned.
    Negate(Box<Expression>),
    /// A condition turned round.
    Not(Box<Expression>),
    /// Two parts joined.
    Binary(Operator, Box<Expression>, Box<Expression>),
}

impl jevons_expression::Kind for Kind {
    jevons_expression::operator_variants!();

    fn parts(&self) -> Vec<&Expression> {
        match self {
            Self::Call { arguments, .. } => arguments.iter().collect(),
            Self::Negate(inner) | Self::Not(inner) => vec![inner],
            Self::Binary(_, left, right) => vec![left, right],
            Self::Number(_) | Self::Time(_) | Self::Text(_) | Self::Name { .. } => Vec::new(),
        }
    }
}

/// Reads an expression; which functions and names there are, [`check_functions`] says.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn read(text: &str) -> Result<Expression, Problem> {
    Parser::whole(text)
}

/// Whether it says yes or no rather than a number.
#[must_use]
pub fn gives_condition(expression: &Expression) -> bool {
    use Operator::{And, Compare, Or};
    match &expression.kind {
        Kind::Not(_) | Kind::Binary(And | Or | Compare(_), ..) => true,
        Kind::Call { name, .. } => matches!(name.as_str(), "any" | "all" | "ever" | "always"),
        _ => false,
    }
}

type Parser = jevons_expression::Parser<Tests>;

/// The grammar of tests.
#[derive(Debug)]
struct Tests;

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

/// Declares the functions of a language as one table: name, arguments, how they are written, what it gives.
#[macro_export]
macro_rules! function_table {
    ($(#[$meta:meta])* $table:ident: $($name:literal [$($argument:ident),*] $written:literal $meaning:literal;)*) => {
        $(#[$meta])*
        pub const $table: &[$crate::Function] = &[$($crate::Function {
            name: $name,
            arguments: &[$($crate::Argument::$argument),*],
            written: $written,
            meaning: $meaning,
        },)*];
    };
}

/// The time that an argument names: a literal, or a whole number as a year.
#[must_use]
pub fn time(argument: &Expression) -> Option<Period> {
    match argument.kind {
        Kind::Time(period) => Some(period),
        Kind::Number(year) if (1900.0..2200.0).contains(&year) => {
            Some(Period::Year((1900..2200_i16).find(|whole| f64::from(*whole) == year)?))
        }
        _ => None,
    }
}

/// The month in which a time begins.
#[must_use]
pub fn first_month(period: Period) -> Month {
    month_of(period.start())
}

/// The month in which a time ends.
#[must_use]
pub fn last_month(period: Period) -> Month {
    month_of(period.end())
}

/// Everything that is wrong with the functions of an expression, held against those that there are.
#[must_use]
pub fn check_functions(expression: &Expression, functions: &[Function]) -> Vec<Problem> {
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
        let time_of = |text: &str| time(&read(text).unwrap());
        assert_eq!(time_of("2024"), Some(Period::Year(2024)));
        assert_eq!(time_of("2024.5"), None);
        assert_eq!(time_of("2024-Q4").map(last_month), "2024-12".parse().ok());
        assert!(read("2025-02-30").is_err_and(|problem| problem.message.contains("no such day")));
    }
}
