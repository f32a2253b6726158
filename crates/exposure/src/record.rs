//! A record of a file, whatever its syntax: fields by name, with errors that say what was found and what was expected.

use std::borrow::Cow;

use serde_json::Value;

use crate::moment;
use crate::secret::{name, shown};

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The field.
    pub field: String,
    /// What stands there, as far as it can be shown.
    pub found: String,
    /// What should.
    pub expected: &'static str,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Found<'a> {
    /// Nothing, or null.
    Missing,
    /// A text.
    Text(Cow<'a, str>),
    /// A number.
    Number(f64),
    /// True or false.
    Truth(bool),
    /// A list or an object.
    Nested(&'a Value),
}

/// Fields by name. Names with dots lead into nested objects.
pub trait Record {
    /// What a field holds.
    fn found(&self, field: &str) -> Found<'_>;

    /// A text; of what is no text, nothing.
    fn text(&self, field: &str) -> Cow<'_, str> {
        match self.found(field) {
            Found::Text(text) => text,
            Found::Number(number) => Cow::Owned(number.to_string()),
            Found::Truth(truth) => Cow::Borrowed(if truth { "true" } else { "false" }),
            Found::Missing | Found::Nested(_) => Cow::Borrowed(""),
        }
    }

    /// The first of several fields that is filled.
    fn first(&self, fields: &[&str]) -> Cow<'_, str> {
        fields.iter().map(|field| self.text(field)).find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// A name fit for a report.
    fn name(&self, field: &str) -> String {
        name(&self.text(field))
    }

    /// The first of several names that is filled.
    fn first_name(&self, fields: &[&str]) -> String {
        name(&self.first(fields))
    }

    /// Whether a field says yes.
    fn truth(&self, field: &str) -> bool {
        match self.found(field) {
            Found::Truth(truth) => truth,
            Found::Text(text) => {
                ["true", "1", "yes", "t"].contains(&text.trim().to_ascii_lowercase().as_str())
            }
            _ => false,
        }
    }

    /// A number that may be missing, between bounds.
    ///
    /// # Errors
    /// When it is none, or not finite, or out of bounds.
    fn between(
        &self,
        field: &str,
        bounds: std::ops::RangeInclusive<f64>,
        expected: &'static str,
    ) -> Result<Option<f64>, Flaw> {
        let flaw = |found: &str| Flaw { field: field.to_owned(), found: shown(found), expected };
        let number = match self.found(field) {
            Found::Missing => return Ok(None),
            Found::Number(number) => number,
            Found::Text(text) if text.trim().is_empty() => return Ok(None),
            Found::Text(text) => text.trim().parse().map_err(|_| flaw(&text))?,
            Found::Truth(truth) => return Err(flaw(if truth { "true" } else { "false" })),
            Found::Nested(_) => {
                return Err(Flaw {
                    field: field.to_owned(),
                    found: "a list or an object".to_owned(),
                    expected,
                });
            }
        };
        match bounds.contains(&number) {
            true => Ok(Some(number)),
            false => Err(flaw(&format!("{number:e}"))),
        }
    }

    /// A count such as tokens; 0 when missing.
    ///
    /// # Errors
    /// When it is negative or no number.
    fn count(&self, field: &str) -> Result<f64, Flaw> {
        self.optional_count(field).map(|count| count.unwrap_or(0.0))
    }

    /// A count that may be missing.
    ///
    /// # Errors
    /// When it is negative or no number.
    fn optional_count(&self, field: &str) -> Result<Option<f64>, Flaw> {
        self.between(field, 0.0..=1e15, "a number of tokens or requests, 0 or more")
    }

    /// An amount of money that may be missing.
    ///
    /// # Errors
    /// When it is no number.
    fn money(&self, field: &str) -> Result<Option<f64>, Flaw> {
        self.between(field, -1e12..=1e12, "an amount of money")
    }

    /// A moment, in seconds since 1970.
    ///
    /// # Errors
    /// When it is missing or cannot be read.
    fn moment(&self, fields: &[&str]) -> Result<i64, Flaw> {
        let text = self.first(fields);
        moment::parse(&text).ok_or_else(|| Flaw {
            field: fields.first().copied().unwrap_or_default().to_owned(),
            found: shown(&text),
            expected: "a moment such as 2026-10-01T08:00:00Z, between 2018 and 2100",
        })
    }

    /// A text that must be there.
    ///
    /// # Errors
    /// When it is missing.
    fn required(&self, fields: &[&str], expected: &'static str) -> Result<Cow<'_, str>, Flaw> {
        let text = self.first(fields);
        if text.trim().is_empty() {
            let field = fields.first().copied().unwrap_or_default().to_owned();
            return Err(Flaw { field, found: "nothing".to_owned(), expected });
        }
        Ok(text)
    }
}

/// A JSON object as a record.
impl Record for Value {
    fn found(&self, field: &str) -> Found<'_> {
        // Names with dots are names first: OpenTelemetry and Langfuse have such.
        let direct = self.get(field);
        let nested = || field.split('.').try_fold(self, |value, part| value.get(part));
        match direct.or_else(nested) {
            None | Some(Value::Null) => Found::Missing,
            Some(Value::String(text)) => Found::Text(Cow::Borrowed(text)),
            Some(Value::Number(number)) => number.as_f64().map_or(Found::Missing, Found::Number),
            Some(Value::Bool(truth)) => Found::Truth(*truth),
            Some(nested) => Found::Nested(nested),
        }
    }
}

/// An object that a field holds, or that its text is the JSON of.
pub fn object<'a>(record: &'a (impl Record + ?Sized), field: &str) -> Cow<'a, Value> {
    match record.found(field) {
        Found::Nested(value) => Cow::Borrowed(value),
        Found::Text(text) => Cow::Owned(serde_json::from_str(&text).unwrap_or(Value::Null)),
        _ => Cow::Owned(Value::Null),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_may_be_texts_and_errors_show_no_secret() {
        let record = json!({"a": "12.5", "b": -1, "c": "sk-live-1234", "d": {"e": 3}, "f": [1], "g.h": 4});
        assert_eq!(record.count("a"), Ok(12.5));
        assert_eq!(record.count("d.e"), Ok(3.0));
        assert_eq!(record.count("g.h"), Ok(4.0));
        assert_eq!(record.count("none"), Ok(0.0));
        assert_eq!(record.count("b").unwrap_err().found, "`-1e0`");
        assert_eq!(record.count("c").unwrap_err().found, "a text of 12 characters");
        assert_eq!(record.count("f").unwrap_err().found, "a list or an object");
    }
}
