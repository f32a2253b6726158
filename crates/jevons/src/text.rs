//! How numbers, dates and long texts look on the terminal.

use std::fmt::Display;
use std::str::FromStr;

use jevons_facts::last_day_of;
use jevons_numerics::Month;
use jevons_parameters::is_claim;
use jevons_parameters::reader::{Fields, Reading};
use jiff::civil::Date;

/// A number in as few digits as say it.
pub fn number(value: f64) -> String {
    if value != 0.0 && (value.abs() >= 1e15 || value.abs() < 1e-6) {
        return format!("{value:e}");
    }
    format!("{value}")
}

/// At most `width` characters; what is cut off becomes an ellipsis.
pub fn shorten(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(width.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('\u{2026}');
    short
}

/// `1 row`, `2 rows`.
pub fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

/// A date of an option: `2024-09-30`, or `2024-09` for the end of that month.
pub fn parse_date(text: &str) -> Result<Date, String> {
    let date = match text.len() {
        7 => text.parse::<Month>().ok().map(last_day_of),
        10 => text.parse::<Date>().ok(),
        _ => None,
    };
    date.ok_or_else(|| "expected a month such as 2024-09 (its end) or a day such as 2024-09-30".to_owned())
}

/// Today's date, `YYYY-MM-DD`, by Greenwich.
pub fn today() -> String {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

/// A whole number of an option, between bounds.
pub fn parse_whole<T>(text: &str, least: T, most: T) -> Result<T, String>
where
    T: FromStr + PartialOrd + Display,
{
    let number = text.parse().ok().filter(|number| *number >= least && *number <= most);
    number.ok_or_else(|| format!("expected a whole number from {least} to {most}"))
}

/// The id of a claim, in either case, for arguments.
///
/// # Errors
/// What was expected, when it cannot be one.
pub fn claim(text: &str) -> Result<String, String> {
    let id = text.to_uppercase();
    if is_claim(&id) { Ok(id) } else { Err("expected the id of a claim, such as Z-016".to_owned()) }
}

/// The month in a field of a file.
pub fn month_in(fields: &Fields<'_>, name: &str, reading: &mut Reading<'_>) -> Option<Month> {
    let found = fields.text(name, reading)?;
    let month = found.value.parse::<Month>().ok();
    if month.is_none() {
        let label = format!("expected a month such as 2025-12, found `{}`", found.value);
        reading.report(format!("`{name}` is no month"), found.span, label);
    }
    month
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        assert_eq!(number(20.0), "20");
        assert_eq!(number(0.172), "0.172");
        assert_eq!(number(1.3e15), "1.3e15");
        assert_eq!(number(0.0), "0");
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(shorten("short", 5), "short");
        assert_eq!(shorten("much too long", 6), "much\u{2026}");
    }

    #[test]
    fn a_month_means_its_end() {
        assert_eq!(parse_date("2024-02").unwrap().to_string(), "2024-02-29");
        assert_eq!(parse_date("2024-02-03").unwrap().to_string(), "2024-02-03");
        assert!(parse_date("2024").is_err());
        assert!(parse_date("2024-13").is_err());
        assert!(parse_date("2024-02-30").is_err());
    }
}
