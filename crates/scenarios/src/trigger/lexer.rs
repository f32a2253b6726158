//! From the text of a trigger to its words, numbers, months, quoted names and signs.

use std::ops::Range;

use jevons_numerics::Month;

use super::problem::Problem;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    Number(f64),
    Month(Month),
    /// A name with its dots: `lab.runway_months`, `and`, `min`.
    Word(String),
    /// Something in quotes, without them.
    Quoted(String),
    Sign(&'static str),
    End,
}

impl Token {
    /// How a message names it.
    pub fn found(&self) -> String {
        match self {
            Self::Number(_) => "a number".to_owned(),
            Self::Month(_) => "a month".to_owned(),
            Self::Word(word) => format!("`{word}`"),
            Self::Quoted(_) => "something in quotes".to_owned(),
            Self::Sign(sign) => format!("`{sign}`"),
            Self::End => "the end".to_owned(),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Lexeme {
    pub token: Token,
    pub span: Range<usize>,
}

/// Longer signs before those that they begin with.
const SIGNS: [&str; 15] = ["<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "(", ")", "[", "]", ","];

/// What people write out of habit, and what it is here.
const HABITS: [(&str, &str); 10] = [
    ("&&", "`and` joins two conditions"),
    ("||", "`or` joins two conditions"),
    ("!", "`not` turns a condition round; `!=` compares"),
    ("=", "two are equal by `==`"),
    ("%", "write a share as a fraction: 0.3 for 30 %"),
    ("≤", "write `<=`"),
    ("≥", "write `>=`"),
    ("≠", "write `!=`"),
    ("^", "there are no powers; multiply"),
    ("{", "group with `(` and `)`"),
];

/// The lexemes of `text`, with [`Token::End`] last.
pub(crate) fn lexemes(text: &str) -> Result<Vec<Lexeme>, Problem> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let lexeme = lexeme(text, at, first)?;
        at = lexeme.span.end;
        found.push(lexeme);
    }
    // What is missing at the end is missing behind the last word, and not lines below it.
    let end = text.trim_end().len();
    found.push(Lexeme { token: Token::End, span: end..end });
    Ok(found)
}

fn lexeme(text: &str, at: usize, first: char) -> Result<Lexeme, Problem> {
    let rest = text.get(at..).unwrap_or_default();
    if first.is_ascii_digit() || (first == '.' && rest[1..].starts_with(|next: char| next.is_ascii_digit())) {
        return number_or_month(rest, at);
    }
    if is_letter(first) {
        let length = length_of_path(rest);
        return Ok(Lexeme { token: Token::Word(rest[..length].to_owned()), span: at..at + length });
    }
    if first == '"' || first == '\'' {
        return quoted(rest, at, first);
    }
    match SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
        Some(sign) => Ok(Lexeme { token: Token::Sign(sign), span: at..at + sign.len() }),
        None => Err(unexpected(rest, at, first)),
    }
}

fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphabetic() || letter == '_'
}

fn is_part(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

fn length_of(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|letter| !belongs(letter)).unwrap_or(text.len())
}

/// Bytes of the name at the beginning of `text`: words joined by single dots.
fn length_of_path(text: &str) -> usize {
    let mut length = length_of(text, is_part);
    while let Some(word) = text.get(length..).and_then(|rest| rest.strip_prefix('.')) {
        match length_of(word, is_part) {
            0 => break,
            more => length += 1 + more,
        }
    }
    length
}

fn quoted(rest: &str, at: usize, quote: char) -> Result<Lexeme, Problem> {
    let Some(length) = rest[1..].find(quote) else {
        let problem = Problem::new("a quotation mark is not closed", at..at + rest.len(), "opened here");
        return Err(problem.hint(format!("close it with {quote}")));
    };
    let token = Token::Quoted(rest[1..=length].to_owned());
    Ok(Lexeme { token, span: at..at + length + 2 })
}

/// A number, or a month: four digits, a hyphen and digits, with no blank between.
fn number_or_month(rest: &str, at: usize) -> Result<Lexeme, Problem> {
    let digits = |text: &str| length_of(text, |letter| letter.is_ascii_digit());
    if digits(rest) == 4 && rest[4..].starts_with('-') && digits(&rest[5..]) > 0 {
        let length = 5 + length_of(&rest[5..], is_part);
        let span = at..at + length;
        return match rest[..length].parse() {
            Ok(month) => Ok(Lexeme { token: Token::Month(month), span }),
            Err(_) => Err(Problem::new(
                format!("`{}` is not a month", &rest[..length]),
                span,
                "expected a month such as 2027-01",
            )
            .hint("to subtract, put blanks around `-`")),
        };
    }
    let mut length = length_of(rest, |letter| is_part(letter) || letter == '.');
    // The sign of an exponent belongs to its number: 1e-3.
    if rest[..length].ends_with(['e', 'E'])
        && rest[..length - 1].ends_with(|last: char| last.is_ascii_digit())
        && let Some(exponent) = rest[length..].strip_prefix(['+', '-'])
    {
        length += 1 + length_of(exponent, is_part);
    }
    let (written, span) = (&rest[..length], at..at + length);
    match plain(written).and_then(|plain| plain.parse::<f64>().ok()) {
        Some(number) if number.is_finite() => Ok(Lexeme { token: Token::Number(number), span }),
        Some(_) => Err(Problem::new(format!("`{written}` is too large"), span, "expected a finite number")),
        None => Err(Problem::new(
            format!("`{written}` is not a number"),
            span,
            "expected a number such as 12, 0.5 or 2.5e9",
        )
        .hint("numbers bear no unit: 2 bn is 2e9, 30 % is 0.3")),
    }
}

/// The digits without the underscores between them; `None` when this is no number in decimal notation.
fn plain(written: &str) -> Option<String> {
    let stray = written
        .split('_')
        .any(|group| !group.starts_with(|c: char| c.is_ascii_digit()) && !group.starts_with('.'));
    let known = written.chars().all(|c| c.is_ascii_digit() || "._eE+-".contains(c));
    (known && (!stray || !written.contains('_'))).then(|| written.replace('_', ""))
}

fn unexpected(rest: &str, at: usize, first: char) -> Problem {
    let habit = HABITS.into_iter().find(|(written, _)| rest.starts_with(written));
    let length = habit.map_or(first.len_utf8(), |(written, _)| written.len());
    let problem = Problem::new(
        format!("`{}` has no meaning here", rest[..length].escape_debug()),
        at..at + length,
        "expected a name, a number, a comparison or a parenthesis",
    );
    match habit {
        Some((_, hint)) => problem.hint(hint),
        None => problem,
    }
}
