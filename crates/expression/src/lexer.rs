//! From a text to its words, numbers, times, quoted names and signs.

use std::ops::Range;

use jevons_numerics::Month;

use crate::problem::Problem;

/// The smallest part of a text that means something.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    /// A number in decimal notation.
    Number(f64),
    /// A month: `2027-01`.
    Month(Month),
    /// A quarter: `2027-Q1`.
    Quarter(i16, u8),
    /// A day: `2027-01-31`. Whether the month has it, the language checks.
    Day(Month, u8),
    /// A name with its dots: `lab.runway_months`, `and`, `min`.
    Word(String),
    /// Something in quotes, without them.
    Quoted(String),
    /// An operator, a parenthesis, a bracket or a comma.
    Sign(&'static str),
    /// The end of the text.
    End,
}

impl Token {
    /// How a message names it.
    #[must_use]
    pub fn found(&self) -> String {
        match self {
            Self::Number(_) => "a number".to_owned(),
            Self::Month(_) => "a month".to_owned(),
            Self::Quarter(..) => "a quarter".to_owned(),
            Self::Day(..) => "a day".to_owned(),
            Self::Word(word) => format!("`{word}`"),
            Self::Quoted(_) => "something in quotes".to_owned(),
            Self::Sign(sign) => format!("`{sign}`"),
            Self::End => "the end".to_owned(),
        }
    }
}

/// A token and its bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Lexeme {
    /// What it is.
    pub token: Token,
    /// Where it stands.
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
///
/// # Errors
/// When something has no meaning in any expression.
pub fn lexemes(text: &str) -> Result<Vec<Lexeme>, Problem> {
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
        return number_or_time(rest, at);
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

/// A quarter at the beginning of `text`: four digits, a hyphen, the letter Q and a digit from 1 to 4.
fn quarter(text: &str) -> Option<(i16, u8)> {
    let (year, rest) = (text.get(..4)?, text.get(4..)?.strip_prefix("-Q")?);
    let quarter = rest.bytes().next().filter(|digit| (b'1'..=b'4').contains(digit))? - b'0';
    let ends = !rest[1..].starts_with(is_part);
    if ends { year.parse().ok().map(|year| (year, quarter)) } else { None }
}

/// The day behind a month of seven letters at the beginning of `text`: a hyphen and two digits.
fn day(text: &str) -> Option<u8> {
    let digits = text.get(7..)?.strip_prefix('-')?;
    let length = length_of(digits, is_part);
    let day: u8 = digits.get(..2).filter(|_| length == 2)?.parse().ok()?;
    (1..=31).contains(&day).then_some(day)
}

/// A number, or a time: four digits, a hyphen and digits, with no blank between.
fn number_or_time(rest: &str, at: usize) -> Result<Lexeme, Problem> {
    let digits = |text: &str| length_of(text, |letter| letter.is_ascii_digit());
    if digits(rest) == 4
        && let Some((year, number)) = quarter(rest)
    {
        return Ok(Lexeme { token: Token::Quarter(year, number), span: at..at + 7 });
    }
    if digits(rest) == 4 && rest[4..].starts_with('-') && digits(&rest[5..]) > 0 {
        let length = 5 + length_of(&rest[5..], is_part);
        let span = at..at + length;
        if let (7, Ok(month), Some(day)) = (length, rest[..length].parse(), day(rest)) {
            return Ok(Lexeme { token: Token::Day(month, day), span: at..at + 10 });
        }
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<Token> {
        lexemes(text).unwrap().into_iter().map(|lexeme| lexeme.token).collect()
    }

    #[test]
    fn times_are_told_from_differences() {
        let month = |text: &str| text.parse::<Month>().unwrap();
        assert_eq!(tokens("2027-01"), [Token::Month(month("2027-01")), Token::End]);
        assert_eq!(tokens("2027-01-31"), [Token::Day(month("2027-01"), 31), Token::End]);
        assert_eq!(tokens("2027-Q3"), [Token::Quarter(2027, 3), Token::End]);
        assert_eq!(tokens("2027 - 1").len(), 4);
        let not_a_quarter = [Token::Number(2027.0), Token::Sign("-"), Token::Word("Q5".into()), Token::End];
        assert_eq!(tokens("2027-Q5"), not_a_quarter);
        assert!(lexemes("2027-13").is_err());
    }
}
