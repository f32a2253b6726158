//! From lexemes to a tree, by recursive descent; what a value is, the language says.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use crate::lexer::{Lexeme, Token, lexemes};
use crate::operators::{Comparison, Operator};
use crate::problem::Problem;

/// The greatest depth of a tree, so that nothing that walks through one can exhaust the stack.
pub const DEPTH_MAX: u16 = 64;
/// Longest expression, in bytes: room for dozens of conditions.
const BYTES_MAX: usize = 4_000;

/// A tree that operators can be put on.
pub trait Tree: Sized {
    /// Two parts joined.
    fn binary(operator: Operator, left: Self, right: Self, span: Range<usize>) -> Self;
    /// A number with its sign turned.
    fn negate(inner: Self, span: Range<usize>) -> Self;
    /// A condition turned round.
    fn not(inner: Self, span: Range<usize>) -> Self;
    /// Its bytes in the text.
    fn span(&self) -> Range<usize>;
    /// The same with other bytes: parentheses belong to what they hold.
    fn set_span(&mut self, span: Range<usize>);
    /// Levels below and including this one.
    fn depth(&self) -> u16;
}

/// What an expression is made of and called.
pub trait Language: Sized {
    /// The tree that is built.
    type Tree: Tree;
    /// What a whole text is: `trigger`.
    const WHOLE: &'static str;
    /// What a whole text gives: `a condition`.
    const GIVES: &'static str;
    /// What can stand for a value, for messages: `a metric, a number or a function`.
    const VALUES: &'static str;
    /// What to write, for a text that is empty: `for example ...`.
    const EXAMPLE: &'static str;
    /// What to do with a text that is too long or too deep.
    const SPLIT: &'static str;
    /// What may have something in brackets behind it.
    const BRACKETS: &'static str;

    /// The value that begins with `found`, which is neither an operator nor a parenthesis.
    ///
    /// # Errors
    /// When no value begins like this, or it is not finished.
    fn value(parser: &mut Parser<Self>, found: Lexeme) -> Result<Self::Tree, Problem>;
}

/// Something quoted, with its bytes in the text, quotes included. Two are equal when they say the same.
#[derive(Debug, Clone)]
pub struct Quoted {
    /// What stands between the quotes.
    pub text: String,
    /// Its bytes.
    pub span: Range<usize>,
}

impl PartialEq for Quoted {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl fmt::Display for Quoted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quote = if self.text.contains('"') { '\'' } else { '"' };
        write!(f, "{quote}{}{quote}", self.text)
    }
}

/// A text being read.
#[derive(Debug)]
pub struct Parser<L> {
    lexemes: Vec<Lexeme>,
    at: usize,
    /// Parentheses, functions and signs that are open.
    open: u16,
    language: PhantomData<L>,
}

impl<L: Language> Parser<L> {
    /// A text of which nothing has been read.
    ///
    /// # Errors
    /// When it is too long, or something in it has no meaning in any place.
    pub fn new(text: &str) -> Result<Self, Problem> {
        if text.len() > BYTES_MAX {
            let message = format!("this is longer than {BYTES_MAX} bytes");
            let problem = Problem::new(message, 0..text.len(), format!("found {} bytes", text.len()));
            return Err(problem.hint(L::SPLIT));
        }
        Ok(Self { lexemes: lexemes(text)?, at: 0, open: 0, language: PhantomData })
    }

    /// Reads a whole text.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn whole(text: &str) -> Result<L::Tree, Problem> {
        let mut parser = Self::new(text)?;
        if parser.peek().token == Token::End {
            let message = format!("the {} is empty", L::WHOLE);
            let problem = Problem::new(message, 0..text.len(), format!("expected {}", L::GIVES));
            return Err(problem.hint(L::EXAMPLE));
        }
        let expression = parser.expression()?;
        parser.expect_end()?;
        Ok(expression)
    }

    /// The lexeme to come; the last one is always [`Token::End`].
    #[must_use]
    pub fn peek(&self) -> &Lexeme {
        &self.lexemes[self.at.min(self.lexemes.len() - 1)]
    }

    /// Takes the lexeme to come.
    pub fn take_next(&mut self) -> Lexeme {
        let next = self.peek().clone();
        self.at += 1;
        next
    }

    /// Takes the sign to come if it is this one.
    pub fn take(&mut self, sign: &'static str) -> bool {
        let found = self.peek().token == Token::Sign(sign);
        self.at += usize::from(found);
        found
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = matches!(&self.peek().token, Token::Word(found) if found == word);
        self.at += usize::from(found);
        found
    }

    /// Takes a sign that must come; `why` ends the message when it does not.
    ///
    /// # Errors
    /// When something else comes.
    pub fn expect(&mut self, sign: &'static str, why: &str) -> Result<Range<usize>, Problem> {
        let found = self.peek().clone();
        if self.take(sign) {
            return Ok(found.span);
        }
        let label = format!("expected `{sign}`, found {}", found.token.found());
        Err(Problem::new(format!("`{sign}` is missing {why}"), found.span, label))
    }

    fn expect_end(&mut self) -> Result<(), Problem> {
        let found = self.take_next();
        let hint = match &found.token {
            Token::End => return Ok(()),
            Token::Sign("[") => L::BRACKETS,
            Token::Sign(")" | "]") => "it closes nothing; remove it",
            _ => "join two conditions by `and` or `or`",
        };
        let label = format!("expected the end or an operator, found {}", found.token.found());
        let message = format!("the {} does not go on like this", L::WHOLE);
        Err(Problem::new(message, found.span, label).hint(hint))
    }

    /// Reads something with one more level open.
    ///
    /// # Errors
    /// Those of `read`, and when too much is open.
    pub fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Problem>) -> Result<T, Problem> {
        if self.open >= DEPTH_MAX {
            return Err(Self::too_deep(self.peek().span.clone()));
        }
        self.open += 1;
        let read = read(self);
        self.open -= 1;
        read
    }

    /// Reads an expression, up to what cannot belong to it.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn expression(&mut self) -> Result<L::Tree, Problem> {
        let mut left = self.conjunction()?;
        while self.take_word("or") {
            let right = self.conjunction()?;
            left = Self::binary(Operator::Or, left, right)?;
        }
        Ok(left)
    }

    fn conjunction(&mut self) -> Result<L::Tree, Problem> {
        let mut left = self.negation()?;
        while self.take_word("and") {
            let right = self.negation()?;
            left = Self::binary(Operator::And, left, right)?;
        }
        Ok(left)
    }

    fn negation(&mut self) -> Result<L::Tree, Problem> {
        let start = self.peek().span.start;
        if !self.take_word("not") {
            return self.comparison();
        }
        let inner = self.deeper(Self::negation)?;
        let span = start..inner.span().end;
        Self::checked(L::Tree::not(inner, span))
    }

    fn comparison(&mut self) -> Result<L::Tree, Problem> {
        let left = self.sum()?;
        let Some(operator) = self.take_comparison() else { return Ok(left) };
        let right = self.sum()?;
        let compared = Self::binary(Operator::Compare(operator), left, right)?;
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
        let Token::Sign(sign) = self.peek().token else { return None };
        let comparison = Comparison::from_symbol(sign)?;
        self.at += 1;
        Some(comparison)
    }

    fn sum(&mut self) -> Result<L::Tree, Problem> {
        let mut left = self.product()?;
        loop {
            let operator = match self.peek().token {
                Token::Sign("+") => Operator::Add,
                Token::Sign("-") => Operator::Subtract,
                _ => return Ok(left),
            };
            self.at += 1;
            let right = self.product()?;
            left = Self::binary(operator, left, right)?;
        }
    }

    fn product(&mut self) -> Result<L::Tree, Problem> {
        let mut left = self.signed()?;
        loop {
            let operator = match self.peek().token {
                Token::Sign("*") => Operator::Multiply,
                Token::Sign("/") => Operator::Divide,
                _ => return Ok(left),
            };
            self.at += 1;
            let right = self.signed()?;
            left = Self::binary(operator, left, right)?;
        }
    }

    fn signed(&mut self) -> Result<L::Tree, Problem> {
        let start = self.peek().span.start;
        if !self.take("-") {
            return self.single();
        }
        let inner = self.deeper(Self::signed)?;
        let span = start..inner.span().end;
        Self::checked(L::Tree::negate(inner, span))
    }

    fn single(&mut self) -> Result<L::Tree, Problem> {
        let found = self.take_next();
        if found.token != Token::Sign("(") {
            return L::value(self, found);
        }
        let mut inner = self.deeper(Self::expression)?;
        let end = self.expect(")", "to close the parenthesis")?;
        inner.set_span(found.span.start..end.end);
        Ok(inner)
    }

    fn binary(operator: Operator, left: L::Tree, right: L::Tree) -> Result<L::Tree, Problem> {
        let span = left.span().start..right.span().end;
        Self::checked(L::Tree::binary(operator, left, right, span))
    }

    /// The tree, unless it is too deep.
    ///
    /// # Errors
    /// When it is.
    pub fn checked(tree: L::Tree) -> Result<L::Tree, Problem> {
        if tree.depth() > DEPTH_MAX { Err(Self::too_deep(tree.span())) } else { Ok(tree) }
    }

    fn too_deep(span: Range<usize>) -> Problem {
        let message = format!("the {} has more than {DEPTH_MAX} levels", L::WHOLE);
        Problem::new(message, span, "expected fewer parentheses or a shorter chain").hint(L::SPLIT)
    }

    /// What to say where a value should begin and `token` comes.
    #[must_use]
    pub fn no_value(token: &Token, span: Range<usize>) -> Problem {
        let label = format!("expected {}, found {}", L::VALUES, token.found());
        Problem::new("a value is missing", span, label)
    }
}
