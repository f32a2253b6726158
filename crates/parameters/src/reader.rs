//! Typed reading of TOML tables in which every field must be known, present and of the right type; for every kind of
//! file that people write.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Diagnostic, Place};
use crate::nearest::nearest;
pub use crate::references::{read_claims, read_sources};
use crate::syntax;

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

/// One file being read, and what is wrong with it so far.
#[derive(Debug)]
pub struct Reading<'a> {
    /// Name of the file.
    pub file: &'a str,
    /// What stands in it.
    pub text: &'a str,
    /// What is wrong so far.
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> Reading<'a> {
    /// A file of which nothing has been read.
    #[must_use]
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text, diagnostics: Vec::new() }
    }

    /// The tables of the file, or `None` after reporting why this is not TOML; `table` says what a table describes
    /// (`parameter`).
    pub fn document(&mut self, table: &str) -> Option<Spanned<DeTable<'a>>> {
        let (document, errors) = DeTable::parse_recoverable(self.text);
        if errors.is_empty() {
            return Some(document);
        }
        syntax::report(&errors, table, self);
        None
    }

    /// The stretch `span` of this file.
    #[must_use]
    pub fn place(&self, span: Range<usize>) -> Place {
        Place::new(self.file, span)
    }

    /// Notes that something is wrong at `span`, and returns the diagnostic for hints and context.
    pub fn report(
        &mut self,
        message: impl Into<String>,
        span: Range<usize>,
        label: impl Into<String>,
    ) -> &mut Diagnostic {
        let diagnostic = Diagnostic::new(message, self.place(span), label);
        self.diagnostics.push(diagnostic);
        let last = self.diagnostics.len() - 1;
        &mut self.diagnostics[last]
    }
}

/// A field that a table may have.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// How one is written, for the hint when it is missing.
    pub example: &'static str,
}

impl Field {
    /// A field that must be there.
    #[must_use]
    pub const fn required(name: &'static str, example: &'static str) -> Self {
        Self { name, required: true, example }
    }

    /// A field that may be there.
    #[must_use]
    pub const fn optional(name: &'static str, example: &'static str) -> Self {
        Self { name, required: false, example }
    }
}

/// A TOML table whose fields have been checked against the list of those it may have.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a> {
    table: &'a DeTable<'a>,
}

impl<'a> Fields<'a> {
    /// Reports the fields of `table` that are not in `allowed`, and the required ones that it lacks.
    ///
    /// `what` names the table in messages (``parameter `labs.x` ``); `head` is where it begins.
    pub fn check(
        table: &'a DeTable<'a>,
        allowed: &[Field],
        what: &str,
        head: &Range<usize>,
        reading: &mut Reading<'_>,
    ) -> Self {
        for key in table.keys() {
            let name: &str = key.get_ref();
            if !allowed.iter().any(|field| field.name == name) {
                report_unknown(name, key.span(), allowed, what, reading);
            }
        }
        let missing: Vec<&Field> =
            allowed.iter().filter(|field| field.required && !table.contains_key(field.name)).collect();
        if !missing.is_empty() {
            let names = listed(missing.iter().map(|field| field.name), "and");
            let diagnostic =
                reading.report(format!("{what} lacks {names}"), head.clone(), format!("expected {names}"));
            diagnostic.hints.push(format!(
                "write, for example: {}",
                missing.iter().map(|field| field.example).collect::<Vec<_>>().join("; ")
            ));
        }
        Self { table }
    }

    /// The value of a field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.table.get(name)
    }

    /// Where the value of a field stands.
    #[must_use]
    pub fn span(&self, name: &str) -> Option<Range<usize>> {
        self.get(name).map(Spanned::span)
    }

    /// A string; like all that follow `None` when it is absent, or after reporting that it is of another type.
    pub fn string(&self, name: &str, reading: &mut Reading<'_>) -> Option<Found<&'a str>> {
        let value = self.get(name)?;
        string(value, &format!("`{name}`"), reading)
    }

    /// A string with something in it besides blanks.
    pub fn text(&self, name: &str, reading: &mut Reading<'_>) -> Option<Found<&'a str>> {
        let found = self.string(name, reading)?;
        if found.value.trim().is_empty() {
            reading.report(format!("`{name}` is empty"), found.span.clone(), "expected some text");
            return None;
        }
        Some(found)
    }

    /// `true` or `false`.
    pub fn boolean(&self, name: &str, reading: &mut Reading<'_>) -> Option<Found<bool>> {
        let value = self.get(name)?;
        match value.get_ref().as_bool() {
            Some(boolean) => Some(Found { value: boolean, span: value.span() }),
            None => wrong_type(value, &format!("`{name}`"), "true or false", reading),
        }
    }

    /// A finite number.
    pub fn number(&self, name: &str, reading: &mut Reading<'_>) -> Option<Found<f64>> {
        let value = self.get(name)?;
        number(value, &format!("`{name}`"), reading)
    }

    /// An array of strings; elements of another type are reported one by one.
    pub fn strings(&self, name: &str, reading: &mut Reading<'_>) -> Option<Vec<Found<&'a str>>> {
        self.elements(name, "an array of strings", reading, string)
    }

    /// An array of numbers.
    pub fn numbers(&self, name: &str, reading: &mut Reading<'_>) -> Option<Vec<Found<f64>>> {
        self.elements(name, "an array of numbers", reading, number)
    }

    /// An array of tables, `[[name]]`.
    pub fn tables(&self, name: &str, reading: &mut Reading<'_>) -> Option<Vec<Found<&'a DeTable<'a>>>> {
        if self.get(name).is_some_and(|value| value.get_ref().is_table()) {
            let span = self.span(name).unwrap_or_default();
            let label = format!("expected [[{name}]], found a single table");
            let diagnostic = reading.report(format!("`{name}` may come several times"), span, label);
            diagnostic.hints.push(format!("begin each with [[{name}]], in two brackets"));
            return None;
        }
        self.elements(name, &format!("tables [[{name}]]"), reading, table)
    }

    fn elements<T>(
        &self,
        name: &str,
        expected: &str,
        reading: &mut Reading<'_>,
        read: impl Fn(&'a Spanned<DeValue<'a>>, &str, &mut Reading<'_>) -> Option<Found<T>>,
    ) -> Option<Vec<Found<T>>> {
        let value = self.get(name)?;
        let Some(array) = value.get_ref().as_array() else {
            return wrong_type(value, &format!("`{name}`"), expected, reading);
        };
        let what = format!("an element of `{name}`");
        let elements: Vec<_> = array.iter().map(|element| read(element, &what, reading)).collect();
        elements.into_iter().collect()
    }
}

fn string<'a>(
    value: &'a Spanned<DeValue<'a>>,
    what: &str,
    reading: &mut Reading<'_>,
) -> Option<Found<&'a str>> {
    match value.get_ref().as_str() {
        Some(text) => Some(Found { value: text, span: value.span() }),
        None => wrong_type(value, what, "a string", reading),
    }
}

fn table<'a>(
    value: &'a Spanned<DeValue<'a>>,
    what: &str,
    reading: &mut Reading<'_>,
) -> Option<Found<&'a DeTable<'a>>> {
    match value.get_ref().as_table() {
        Some(table) => Some(Found { value: table, span: value.span() }),
        None => wrong_type(value, what, "a table", reading),
    }
}

fn number(value: &Spanned<DeValue<'_>>, what: &str, reading: &mut Reading<'_>) -> Option<Found<f64>> {
    let parsed = match value.get_ref() {
        DeValue::Integer(integer) => {
            i64::from_str_radix(integer.as_str(), integer.radix()).ok().map(|n| n as f64)
        }
        DeValue::Float(float) => float.as_str().parse::<f64>().ok(),
        _ => return wrong_type(value, what, "a number", reading),
    };
    match parsed.filter(|number| number.is_finite()) {
        Some(number) => Some(Found { value: number, span: value.span() }),
        None => {
            reading.report(
                format!("{what} is not a finite number"),
                value.span(),
                "expected a finite number",
            );
            None
        }
    }
}

/// Reports a value of the wrong type.
pub fn wrong_type<T>(
    value: &Spanned<DeValue<'_>>,
    what: &str,
    expected: &str,
    reading: &mut Reading<'_>,
) -> Option<T> {
    let kind = value.get_ref().type_str();
    let article = if kind.starts_with(['a', 'i']) { "an" } else { "a" };
    reading.report(
        format!("{what} has the wrong type"),
        value.span(),
        format!("expected {expected}, found {article} {kind}"),
    );
    None
}

fn report_unknown(name: &str, span: Range<usize>, allowed: &[Field], what: &str, reading: &mut Reading<'_>) {
    let names = || allowed.iter().map(|field| field.name);
    let near = nearest(name, names(), 1);
    let label = format!("expected {}", listed(names(), "or"));
    let diagnostic = reading.report(format!("{what} has an unknown field `{name}`"), span, label);
    let remarks = names().find(|name| name.starts_with("note")).map(|note| format!("`{note}` or in "));
    diagnostic.hints.push(match near.first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "a field that nothing reads would mislead; put remarks in {}a comment",
            remarks.unwrap_or_default()
        ),
    });
}

/// The names in backticks, with commas and a last conjunction: `a`, `b` or `c`.
#[must_use]
pub fn listed<'n>(names: impl IntoIterator<Item = &'n str>, conjunction: &str) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {conjunction} {last}", rest.join(", ")),
    }
}
