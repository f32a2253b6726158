//! The values of triggers: metrics, months and functions; and the names of targets, which are written like metrics.

use std::ops::Range;

use jevons_expression::{Language, Lexeme, Problem, Quoted, Token};
use jevons_parameters::nearest;

use super::functions::{Computes, FUNCTIONS, Function};
use super::syntax::{Expression, Kind};

/// Most months that a function looks back.
pub(crate) const MONTHS_BACK_MAX: u32 = 240;

/// What functions are called elsewhere, and their names here.
const HABITS: [(&str, &str); 6] = [
    ("minimum", "min"),
    ("maximum", "max"),
    ("average", "mean"),
    ("total", "sum"),
    ("delta", "change"),
    ("held", "for_months"),
];

/// Reads a whole trigger, without regard to which metrics there are and whether conditions stand where they should.
pub(crate) fn expression(text: &str) -> Result<Expression, Problem> {
    Parser::whole(text)
}

/// Reads `name` or `name["agent", "another"]`.
pub(crate) fn name_with_agents(text: &str) -> Result<(String, Vec<Quoted>), Problem> {
    let mut parser = Parser::new(text)?;
    let first = parser.take_next();
    let Token::Word(name) = first.token else {
        let label = format!("expected a name, found {}", first.token.found());
        let problem = Problem::new("this does not name anything", first.span, label);
        return Err(problem.hint("for example clouds.lab_discount_share or levers.round_money[\"OpenAI\"]"));
    };
    let mut agents = Vec::new();
    if parser.take("[") {
        agents.push(agent(&mut parser, &name)?);
        while parser.take(",") {
            agents.push(agent(&mut parser, &name)?);
        }
        parser.expect("]", "to close the agents")?;
    }
    let rest = parser.take_next();
    if rest.token == Token::End {
        return Ok((name, agents));
    }
    let expected = if agents.is_empty() { "`[` or the end" } else { "the end" };
    let label = format!("expected {expected}, found {}", rest.token.found());
    let problem = Problem::new("this is more than the name of a target", rest.span, label);
    Err(problem
        .hint("a target is one name, with agents in brackets behind it; further targets are further shocks"))
}

type Parser = jevons_expression::Parser<Triggers>;

/// The language of triggers.
#[derive(Debug)]
pub(crate) struct Triggers;

impl Language for Triggers {
    type Tree = Expression;
    const WHOLE: &'static str = "trigger";
    const GIVES: &'static str = "a condition";
    const VALUES: &'static str = "a metric, a number, a month, a function or `(`";
    const EXAMPLE: &'static str = "for example min(lab.runway_months) < 6";
    const SPLIT: &'static str = "split it into several shocks that ask for each other by fired(\"...\")";
    const BRACKETS: &'static str = "only names of metrics and targets have agents";

    fn value(parser: &mut Parser, found: Lexeme) -> Result<Expression, Problem> {
        match found.token {
            Token::Number(number) => node(Kind::Number(number), found.span),
            Token::Month(month) => node(Kind::MonthLiteral(month), found.span),
            Token::Word(word) => named(parser, word, found.span),
            token => {
                let problem = Parser::no_value(&token, found.span);
                Err(match token {
                    Token::Quoted(_) => problem
                        .hint("an agent stands in brackets behind its metric: lab.runway_months[\"OpenAI\"]"),
                    _ => problem,
                })
            }
        }
    }
}

/// What begins with a word: a metric, a function, the month or the months that have passed.
fn named(parser: &mut Parser, word: String, span: Range<usize>) -> Result<Expression, Problem> {
    if parser.peek().token == Token::Sign("(") {
        return call(parser, &word, span);
    }
    match word.as_str() {
        "month" => return node(Kind::CurrentMonth, span),
        "elapsed" => return node(Kind::Elapsed, span),
        "and" | "or" | "not" => {
            let label = format!("expected a metric, a number, a month, a function or `(`, found `{word}`");
            return Err(Problem::new("a value is missing", span, label));
        }
        _ => {}
    }
    if let Some(function) = FUNCTIONS.iter().find(|function| function.name == word) {
        let label = format!("expected {function}");
        return Err(Problem::new(format!("the function `{word}` needs its arguments"), span, label));
    }
    let mut of = None;
    let mut end = span.end;
    if parser.take("[") {
        of = Some(agent(parser, &word)?);
        let next = parser.peek().clone();
        if next.token == Token::Sign(",") {
            let problem =
                Problem::new("a metric is of one agent", next.span, "expected `]`, found another agent");
            return Err(problem.hint(format!("min({word}) and its kind look at all agents")));
        }
        end = parser.expect("]", "to close the agent")?.end;
    }
    node(Kind::Metric { name: word, agent: of }, span.start..end)
}

/// A name in quotes, inside brackets.
fn agent(parser: &mut Parser, of: &str) -> Result<Quoted, Problem> {
    let found = parser.take_next();
    match found.token {
        Token::Quoted(text) => Ok(Quoted { text, span: found.span }),
        token => {
            let label = format!("expected a name in quotes, found {}", token.found());
            let problem = Problem::new("an agent is missing", found.span, label);
            let name = match token {
                Token::Word(word) => word,
                _ => "OpenAI".to_owned(),
            };
            Err(problem.hint(format!("write {of}[\"{name}\"]")))
        }
    }
}

fn call(parser: &mut Parser, name: &str, span: Range<usize>) -> Result<Expression, Problem> {
    let Some(function) = FUNCTIONS.iter().find(|function| function.name == name) else {
        return Err(unknown_function(name, span));
    };
    parser.expect("(", "")?;
    parser.deeper(|parser| match function.computes {
        Computes::Fired => fired(parser, function, span.start),
        computes => function_of_expression(parser, computes, function, span.start),
    })
}

fn fired(parser: &mut Parser, function: &Function, start: usize) -> Result<Expression, Problem> {
    let found = parser.take_next();
    let Token::Quoted(text) = found.token else {
        let label = format!("expected the id of a shock in quotes, found {}", found.token.found());
        let problem = Problem::new(format!("{function} asks for a shock"), found.span, label);
        return Err(problem.hint(format!("for example {}", function.example)));
    };
    let end = close(parser, function)?;
    node(Kind::Fired(Quoted { text, span: found.span }), start..end)
}

fn function_of_expression(
    parser: &mut Parser,
    computes: Computes,
    function: &Function,
    start: usize,
) -> Result<Expression, Problem> {
    let inner = Box::new(parser.expression()?);
    let kind = match computes {
        Computes::OverAgents(over) => Kind::OverAgents(over, inner),
        Computes::OverMonths(past) => Kind::OverMonths(past, inner, months(parser, function)?),
        Computes::Held | Computes::Fired => Kind::Held(inner, months(parser, function)?),
    };
    let end = close(parser, function)?;
    node(kind, start..end)
}

/// The second argument, a number of months written out.
fn months(parser: &mut Parser, function: &Function) -> Result<u32, Problem> {
    let comma = parser.peek().clone();
    if !parser.take(",") {
        let label = format!("expected `,` and a number of months, found {}", comma.token.found());
        let problem = Problem::new(format!("`{}` lacks its months", function.name), comma.span, label);
        return Err(problem.hint(format!("for example {}", function.example)));
    }
    let found = parser.take_next();
    let valid = match found.token {
        Token::Number(number) => whole_months(number),
        _ => None,
    };
    valid.ok_or_else(|| {
        let label = format!("expected a whole number from 1 to {MONTHS_BACK_MAX}, written out");
        Problem::new(format!("`{}` looks back by whole months", function.name), found.span, label)
    })
}

/// The closing parenthesis of a function, and where it ends.
fn close(parser: &mut Parser, function: &Function) -> Result<usize, Problem> {
    let found = parser.peek().clone();
    if found.token == Token::Sign(",") {
        let label = format!("expected `)`: it is {function}");
        return Err(Problem::new(format!("`{}` takes no more arguments", function.name), found.span, label));
    }
    Ok(parser.expect(")", &format!("to close `{}`", function.name))?.end)
}

fn whole_months(number: f64) -> Option<u32> {
    (1..=MONTHS_BACK_MAX).find(|months| f64::from(*months) == number)
}

fn node(kind: Kind, span: Range<usize>) -> Result<Expression, Problem> {
    Parser::checked(Expression::new(kind, span))
}

fn unknown_function(name: &str, span: Range<usize>) -> Problem {
    let habit = HABITS.into_iter().find(|(written, _)| *written == name).map(|(_, function)| function);
    let near = nearest(name, FUNCTIONS.iter().map(|function| function.name), 1);
    let names: Vec<&str> = FUNCTIONS.iter().map(|function| function.name).collect();
    let label = format!("expected one of {}", names.join(", "));
    let problem = Problem::new(format!("there is no function `{name}`"), span, label);
    match habit.or(near.first().copied()) {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None => problem,
    }
}
