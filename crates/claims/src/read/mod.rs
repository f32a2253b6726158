//! From files to claims; everything that is wrong is found at once.

mod checks;
mod claim;
mod formula;
mod tests;

use std::ops::Range;

use jevons_parameters::Diagnostic;
use jevons_parameters::reader::{Field, Fields, Reading, listed, wrong_type};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::checks::ConsistencyCheck;
use crate::claim::{Claim, Document, Layer};
use crate::library::Known;

/// What a file held, and what is wrong with it.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    pub documents: Vec<Document>,
    pub claims: Vec<(Claim, Spans)>,
    pub checks: Vec<(ConsistencyCheck, Range<usize>)>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Places of a claim that only all files together can judge.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spans {
    pub id: Range<usize>,
    pub canonical: Range<usize>,
    pub document: Range<usize>,
}

/// What a file holds, by its name: `documents.toml`, files in the folder `checks`, and files of claims.
pub(crate) fn file(name: &str, text: &str, known: &Known<'_>) -> Contents {
    let mut reading = Reading::new(name, text);
    let mut contents = Contents::default();
    if let Some(document) = reading.document("claim") {
        let table = document.get_ref();
        let mut parts = name.rsplit('/');
        if parts.clone().nth(1) == Some("checks") {
            contents.checks = checks::read(table, &mut reading);
        } else if parts.next() == Some("documents.toml") {
            contents.documents = documents(table, &mut reading);
        } else {
            contents.claims = claims(table, known, &mut reading);
        }
    }
    contents.diagnostics = reading.diagnostics;
    contents
}

/// Tables inside `table` with their names, but for the fields in `fields`; what is no table is reported.
fn tables<'a>(
    table: &'a DeTable<'a>,
    fields: &[&str],
    what: &str,
    reading: &mut Reading<'_>,
) -> Vec<(&'a str, Range<usize>, &'a DeTable<'a>)> {
    let mut found = Vec::new();
    for (key, value) in table {
        let name: &str = key.get_ref();
        if fields.contains(&name) {
            continue;
        }
        match value.get_ref().as_table() {
            Some(inner) => found.push((name, key.span(), inner)),
            None => {
                let known = listed(fields.iter().copied(), "or");
                let label = if fields.is_empty() {
                    format!("expected [{what}]")
                } else {
                    format!("expected {known}, or [{what}]")
                };
                let message = format!("`{name}` stands outside of any {what}");
                reading.report(message, key.span(), label);
            }
        }
    }
    // TOML keeps no order of tables; people read from above.
    found.sort_by_key(|(_, span, _)| span.start);
    found
}

const DOCUMENT: &[Field] = &[
    Field::required("letters", "letters = \"Z\""),
    Field::required("title", "title = \"The title\""),
    Field::required("author", "author = \"Who wrote it\""),
    Field::required("date", "date = \"2024-09\""),
    Field::required("about", "about = \"What sort of text it is\""),
    Field::optional("faults", "faults = [\"Translated twice: 4.4 million means 440 million\"]"),
];

fn documents(table: &DeTable<'_>, reading: &mut Reading<'_>) -> Vec<Document> {
    let read = |(id, span, table): (&str, Range<usize>, &DeTable<'_>), reading: &mut Reading<'_>| {
        let fields = Fields::check(table, DOCUMENT, &format!("document `{id}`"), &span, reading);
        let mut text = |name| fields.text(name, reading).map(|found| found.value.trim().to_owned());
        let [letters, title, author, date, about] =
            ["letters", "title", "author", "date", "about"].map(&mut text);
        let faults = strings(&fields, "faults", reading);
        Some(Document {
            id: id.to_owned(),
            letters: letters?,
            title: title?,
            author: author?,
            date: date?,
            about: about?,
            faults,
        })
    };
    let found = tables(table, &[], "document", reading);
    found.into_iter().filter_map(|one| read(one, reading)).collect()
}

fn claims(table: &DeTable<'_>, known: &Known<'_>, reading: &mut Reading<'_>) -> Vec<(Claim, Spans)> {
    let head = top_text(table, "document", "document = \"essay-2024-09\"", reading);
    let layer = top_text(table, "layer", "layer = \"labs\"", reading).and_then(|(text, span)| {
        let layer = Layer::parse(text);
        if layer.is_none() {
            unknown_word("layer", text, span, Layer::NAMES, reading);
        }
        layer
    });
    let found = tables(table, &["document", "layer"], "claim", reading);
    let read = |(id, span, table): (&str, Range<usize>, &DeTable<'_>), reading: &mut Reading<'_>| {
        let (claim, canonical) = claim::read(id, span.clone(), table, known, reading)?;
        let ((document, document_span), layer) = (head.clone()?, layer?);
        let document = document.to_owned();
        Some((Claim { document, layer, ..claim }, Spans { id: span, canonical, document: document_span }))
    };
    found.into_iter().filter_map(|one| read(one, reading)).collect()
}

/// A text at the top of a file.
fn top_text<'a>(
    table: &'a DeTable<'a>,
    name: &str,
    example: &str,
    reading: &mut Reading<'_>,
) -> Option<(&'a str, Range<usize>)> {
    let Some(value) = table.get(name) else {
        let label = format!("expected {example} above the first claim");
        reading.report(format!("the file lacks `{name}`"), 0..0, label);
        return None;
    };
    match value.get_ref().as_str() {
        Some(text) => Some((text, value.span())),
        None => wrong_type(value, &format!("`{name}`"), "a string", reading),
    }
}

/// Reports a word that is none of those that can stand there.
fn unknown_word(field: &str, found: &str, span: Range<usize>, known: &[&str], reading: &mut Reading<'_>) {
    let label = match known.len() {
        ..=16 => format!("expected {}", listed(known.iter().copied(), "or")),
        _ => format!("expected one of the {field}s that there are"),
    };
    let near =
        jevons_parameters::nearest(found, known.iter().copied(), 1).first().map(|near| (*near).to_owned());
    let diagnostic = reading.report(format!("there is no {field} `{found}`"), span, label);
    if let Some(near) = near {
        diagnostic.hints.push(format!("did you mean `{near}`?"));
    }
}

/// The strings of a field, none when it is absent or wrong.
fn strings(fields: &Fields<'_>, name: &str, reading: &mut Reading<'_>) -> Vec<String> {
    let found = if fields.get(name).is_some() { fields.strings(name, reading) } else { None };
    found.unwrap_or_default().into_iter().map(|text| text.value.trim().to_owned()).collect()
}

/// A table inside a table.
fn inner<'a>(
    fields: &Fields<'a>,
    name: &str,
    reading: &mut Reading<'_>,
) -> Option<(&'a DeTable<'a>, &'a Spanned<DeValue<'a>>)> {
    let value = fields.get(name)?;
    match value.get_ref().as_table() {
        Some(table) => Some((table, value)),
        None => wrong_type(value, &format!("`{name}`"), "a table", reading),
    }
}

/// The number of the line in which a byte stands, counted from 1.
fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or_default().matches('\n').count() + 1
}
