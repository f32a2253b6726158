//! From lexemes to the tree of a trigger, by recursive descent; and the names of targets, which are written alike.

use std::ops::Range;

use jevons_parameters::nearest;

use super::functions::{Computes, FUNCTIONS, Function};
use super::lexer::{Lexeme, Token, lexemes};
use super::problem::Problem;
use super::syntax::{Comparison, DEPTH_MAX, Expression, Kind, Operator, Quoted};

/// Longest trigger, in bytes: room for dozens of conditions.
const BYTES_MAX: usize = 4_000;
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
    let mut parser = Parser::new(text)?;
    if parser.peek().token == Token::End {
        let problem = Problem::new("the trigger is empty", 0..text.len(), "expected a condition");
        return Err(problem.hint("for example min(lab.runway_months) < 6"));
    }
    let expression = parser.disjunction()?;
    parser.expect_end()?;
    Ok(expression)
}

/// Reads `name` or `name["agent", "another"]`.
pub(crate) fn name_with_agents(text: &str) -> Result<(String, Vec<Quoted>), Problem> {
    let mut parser = Parser::new(text)?;
    let first = parser.next();
    let Token::Word(name) = first.token else {
        let label = format!("expected a name, found {}", first.token.found());
        let problem = Problem::new("this does not name anything", first.span, label);
        return Err(problem.hint("for example clouds.lab_discount_share or levers.round_money[\"OpenAI\"]"));
    };
    let mut agents = Vec::new();
    if parser.take("[") {
        agents.push(parser.agent(&name)?);
        while parser.take(",") {
            agents.push(parser.agent(&name)?);
        }
        parser.expect("]", "to close the agents")?;
    }
    let rest = parser.next();
    if rest.token == Token::End {
        return Ok((name, agents));
    }
    let expected = if agents.is_empty() { "`[` or the end" } else { "the end" };
    let label = format!("expected {expected}, found {}", rest.token.found());
    let problem = Problem::new("this is more than the name of a target", rest.span, label);
    Err(problem
        .hint("a target is one name, with agents in brackets behind it; further targets are further shocks"))
}

struct Parser {
    lexemes: Vec<Lexeme>,
    at: usize,
    /// Parentheses, functions and signs that are open.
    open: u16,
}

impl Parser {
    fn new(text: &str) -> Result<Self, Problem> {
        if text.len() > BYTES_MAX {
            let message = format!("this is longer than {BYTES_MAX} bytes");
            let problem = Problem::new(message, 0..text.len(), format!("found {} bytes", text.len()));
            return Err(
                problem.hint("split it into several shocks that ask for each other by fired(\"...\")")
            );
        }
        Ok(Self { lexemes: lexemes(text)?, at: 0, open: 0 })
    }

    /// The lexeme to come; the last one is always [`Token::End`].
    fn peek(&self) -> &Lexeme {
        &self.lexemes[self.at.min(self.lexemes.len() - 1)]
    }

    fn next(&mut self) -> Lexeme {
        let next = self.peek().clone();
        self.at += 1;
        next
    }

    fn take(&mut self, sign: &'static str) -> bool {
        let found = self.peek().token == Token::Sign(sign);
        self.at += usize::from(found);
        found
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = matches!(&self.peek().token, Token::Word(found) if found == word);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &'static str, why: &str) -> Result<Range<usize>, Problem> {
        let found = self.peek().clone();
        if self.take(sign) {
            return Ok(found.span);
        }
        let label = format!("expected `{sign}`, found {}", found.token.found());
        Err(Problem::new(format!("`{sign}` is missing {why}"), found.span, label))
    }

    fn expect_end(&mut self) -> Result<(), Problem> {
        let found = self.next();
        let hint = match &found.token {
            Token::End => return Ok(()),
            Token::Sign("[") => "only names of metrics and targets have agents",
            Token::Sign(")" | "]") => "it closes nothing; remove it",
            _ => "join two conditions by `and` or `or`",
        };
        let label = format!("expected the end or an operator, found {}", found.token.found());
        Err(Problem::new("the trigger does not go on like this", found.span, label).hint(hint))
    }

    /// Reads something with one more level open.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Problem>) -> Result<T, Problem> {
        if self.open >= DEPTH_MAX {
            return Err(too_deep(self.peek().span.clone()));
        }
        self.open += 1;
        let read = read(self);
        self.open -= 1;
        read
    }

    fn disjunction(&mut self) -> Result<Expression, Problem> {
        let mut left = self.conjunction()?;
        while self.take_word("or") {
            let right = self.conjunction()?;
            left = binary(Operator::Or, left, right)?;
        }
        Ok(left)
    }

    fn conjunction(&mut self) -> Result<Expression, Problem> {
        let mut left = self.negation()?;
        while self.take_word("and") {
            let right = self.negation()?;
            left = binary(Operator::And, left, right)?;
        }
        Ok(left)
    }

    fn negation(&mut self) -> Result<Expression, Problem> {
        let start = self.peek().span.start;
        if !self.take_word("not") {
            return self.comparison();
        }
        let inner = self.deeper(Self::negation)?;
        let span = start..inner.span.end;
        node(Kind::Not(Box::new(inner)), span)
    }

    fn comparison(&mut self) -> Result<Expression, Problem> {
        let left = self.sum()?;
        let Some(operator) = self.take_comparison() else { return Ok(left) };
        let right = self.sum()?;
        let compared = binary(Operator::Compare(operator), left, right)?;
        let next = self.peek().span.clone();
        if self.take_comparison().is_some() {
            let problem = Problem::new(
                "comparisons do not follow each other",
                next,
                "expected `and`, `or` or the end, found another comparison",
            );
            return Err(problem.hint("write a < b and b < c"));
        }
        Ok(compared)
    }

    fn take_comparison(&mut self) -> Option<Comparison> {
        let comparison = match self.peek().token {
            Token::Sign("<") => Comparison::Less,
            Token::Sign("<=") => Comparison::LessOrEqual,
            Token::Sign(">") => Comparison::Greater,
            Token::Sign(">=") => Comparison::GreaterOrEqual,
            Token::Sign("==") => Comparison::Equal,
            Token::Sign("!=") => Comparison::NotEqual,
            _ => return None,
        };
        self.at += 1;
        Some(comparison)
    }

    fn sum(&mut self) -> Result<Expression, Problem> {
        let mut left = self.product()?;
        loop {
            let operator = match self.peek().token {
                Token::Sign("+") => Operator::Add,
                Token::Sign("-") => Operator::Subtract,
                _ => return Ok(left),
            };
            self.at += 1;
            let right = self.product()?;
            left = binary(operator, left, right)?;
        }
    }

    fn product(&mut self) -> Result<Expression, Problem> {
        let mut left = self.signed()?;
        loop {
            let operator = match self.peek().token {
                Token::Sign("*") => Operator::Multiply,
                Token::Sign("/") => Operator::Divide,
                _ => return Ok(left),
            };
            self.at += 1;
            let right = self.signed()?;
            left = binary(operator, left, right)?;
        }
    }

    fn signed(&mut self) -> Result<Expression, Problem> {
        let start = self.peek().span.start;
        if !self.take("-") {
            return self.single();
        }
        let inner = self.deeper(Self::signed)?;
        let span = start..inner.span.end;
        node(Kind::Negate(Box::new(inner)), span)
    }

    fn single(&mut self) -> Result<Expression, Problem> {
        let found = self.next();
        match found.token {
            Token::Number(number) => node(Kind::Number(number), found.span),
            Token::Month(month) => node(Kind::MonthLiteral(month), found.span),
            Token::Word(word) => self.named(word, found.span),
            Token::Sign("(") => {
                let mut inner = self.deeper(Self::disjunction)?;
                let end = self.expect(")", "to close the parenthesis")?;
                inner.span = found.span.start..end.end;
                Ok(inner)
            }
            token => {
                let problem = Problem::new(
                    "a value is missing",
                    found.span,
                    format!(
                        "expected a metric, a number, a month, a function or `(`, found {}",
                        token.found()
                    ),
                );
                Err(match token {
                    Token::Quoted(_) => problem
                        .hint("an agent stands in brackets behind its metric: lab.runway_months[\"OpenAI\"]"),
                    _ => problem,
                })
            }
        }
    }

    /// What begins with a word: a metric, a function, the month or the months that have passed.
    fn named(&mut self, word: String, span: Range<usize>) -> Result<Expression, Problem> {
        if self.peek().token == Token::Sign("(") {
            return self.call(&word, span);
        }
        match word.as_str() {
            "month" => return node(Kind::CurrentMonth, span),
            "elapsed" => return node(Kind::Elapsed, span),
            "and" | "or" | "not" => {
                let label =
                    format!("expected a metric, a number, a month, a function or `(`, found `{word}`");
                return Err(Problem::new("a value is missing", span, label));
            }
            _ => {}
        }
        if let Some(function) = FUNCTIONS.iter().find(|function| function.name == word) {
            let label = format!("expected {function}");
            return Err(Problem::new(format!("the function `{word}` needs its arguments"), span, label));
        }
        let mut agent = None;
        let mut end = span.end;
        if self.take("[") {
            agent = Some(self.agent(&word)?);
            let next = self.peek().clone();
            if next.token == Token::Sign(",") {
                let problem =
                    Problem::new("a metric is of one agent", next.span, "expected `]`, found another agent");
                return Err(problem.hint(format!("min({word}) and its kind look at all agents")));
            }
            end = self.expect("]", "to close the agent")?.end;
        }
        node(Kind::Metric { name: word, agent }, span.start..end)
    }

    /// A name in quotes, inside brackets.
    fn agent(&mut self, of: &str) -> Result<Quoted, Problem> {
        let found = self.next();
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

    fn call(&mut self, name: &str, span: Range<usize>) -> Result<Expression, Problem> {
        let Some(function) = FUNCTIONS.iter().find(|function| function.name == name) else {
            return Err(unknown_function(name, span));
        };
        self.expect("(", "")?;
        self.deeper(|parser| match function.computes {
            Computes::Fired => parser.fired(function, span.start),
            computes => parser.function_of_expression(computes, function, span.start),
        })
    }

    fn fired(&mut self, function: &Function, start: usize) -> Result<Expression, Problem> {
        let found = self.next();
        let Token::Quoted(text) = found.token else {
            let label = format!("expected the id of a shock in quotes, found {}", found.token.found());
            let problem = Problem::new(format!("{function} asks for a shock"), found.span, label);
            return Err(problem.hint(format!("for example {}", function.example)));
        };
        let end = self.close(function)?;
        node(Kind::Fired(Quoted { text, span: found.span }), start..end)
    }

    fn function_of_expression(
        &mut self,
        computes: Computes,
        function: &Function,
        start: usize,
    ) -> Result<Expression, Problem> {
        let inner = Box::new(self.disjunction()?);
        let kind = match computes {
            Computes::OverAgents(over) => Kind::OverAgents(over, inner),
            Computes::OverMonths(past) => Kind::OverMonths(past, inner, self.months(function)?),
            Computes::Held | Computes::Fired => Kind::Held(inner, self.months(function)?),
        };
        let end = self.close(function)?;
        node(kind, start..end)
    }

    /// The second argument, a number of months written out.
    fn months(&mut self, function: &Function) -> Result<u32, Problem> {
        let comma = self.peek().clone();
        if !self.take(",") {
            let label = format!("expected `,` and a number of months, found {}", comma.token.found());
            let problem = Problem::new(format!("`{}` lacks its months", function.name), comma.span, label);
            return Err(problem.hint(format!("for example {}", function.example)));
        }
        let found = self.next();
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
    fn close(&mut self, function: &Function) -> Result<usize, Problem> {
        let found = self.peek().clone();
        if found.token == Token::Sign(",") {
            let label = format!("expected `)`: it is {function}");
            return Err(Problem::new(
                format!("`{}` takes no more arguments", function.name),
                found.span,
                label,
            ));
        }
        Ok(self.expect(")", &format!("to close `{}`", function.name))?.end)
    }
}

fn whole_months(number: f64) -> Option<u32> {
    (1..=MONTHS_BACK_MAX).find(|months| f64::from(*months) == number)
}

fn binary(operator: Operator, left: Expression, right: Expression) -> Result<Expression, Problem> {
    let span = left.span.start..right.span.end;
    node(Kind::Binary(operator, Box::new(left), Box::new(right)), span)
}

fn node(kind: Kind, span: Range<usize>) -> Result<Expression, Problem> {
    let expression = Expression::new(kind, span);
    if expression.depth > DEPTH_MAX { Err(too_deep(expression.span)) } else { Ok(expression) }
}

fn too_deep(span: Range<usize>) -> Problem {
    let message = format!("the trigger has more than {DEPTH_MAX} levels");
    let problem = Problem::new(message, span, "expected fewer parentheses or a shorter chain");
    problem.hint("split it into several shocks that ask for each other by fired(\"...\")")
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
