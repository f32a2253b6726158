//! One claim.

use std::ops::Range;

use jevons_parameters::reader::{Field, Fields, Reading};
use toml::de::DeTable;

use super::{formula, line_of, strings, tests, unknown_word};
use crate::claim::{Claim, Layer, Sort};
use crate::library::Known;

const FIELDS: &[Field] = &[
    Field::required("statement", "statement = \"What was said, in your words\""),
    Field::required("place", "place = \"the words that it begins with\""),
    Field::required("kind", "kind = \"prediction\""),
    Field::optional("date", "date = \"2024-09\""),
    Field::optional("said", "said = \"5 USD billion\""),
    Field::optional("entities", "entities = [\"OpenAI\"]"),
    Field::optional("canonical", "canonical = \"Z-017\""),
    Field::optional("corrections", "corrections = [\"The document has 4.4 million for 440 million\"]"),
    Field::optional("note", "note = \"Remarks\""),
    Field::optional("mechanisms", "mechanisms = [\"M08\"]"),
    Field::optional("scenarios", "scenarios = [\"S08\"]"),
    Field::optional("wanted", "wanted = \"What would decide it\""),
    Field::optional("figures", "[Z-081.figures]"),
    Field::optional("record", "[Z-081.record]"),
    Field::optional("assumption", "[Z-081.assumption]"),
    Field::optional("model", "[Z-081.model]"),
];

/// Whether `text` is the id of a claim: capital letters, a hyphen, three digits.
pub(super) fn is_id(text: &str) -> bool {
    text.split_once('-').is_some_and(|(letters, digits)| {
        !letters.is_empty()
            && letters.bytes().all(|letter| letter.is_ascii_uppercase())
            && digits.len() == 3
            && digits.bytes().all(|digit| digit.is_ascii_digit())
    })
}

/// A claim without its document and layer, which the file gives, and where it names its canonical one.
pub(super) fn read(
    id: &str,
    span: Range<usize>,
    table: &DeTable<'_>,
    known: &Known<'_>,
    reading: &mut Reading<'_>,
) -> Option<(Claim, Range<usize>)> {
    if !is_id(id) {
        let message = format!("`{id}` cannot be the id of a claim");
        let diagnostic =
            reading.report(message, span.clone(), "expected capital letters, a hyphen and three digits");
        diagnostic.hints.push("for example [Z-081]".to_owned());
    }
    let before = reading.diagnostics.len();
    let fields = Fields::check(table, FIELDS, &format!("claim `{id}`"), &span, reading);
    let mut text = |name| fields.text(name, reading).map(|found| found.value.trim().to_owned());
    let [statement, place, date, said, canonical, note, wanted] =
        ["statement", "place", "date", "said", "canonical", "note", "wanted"].map(&mut text);
    let sort = fields.text("kind", reading).and_then(|found| {
        let sort = Sort::parse(found.value);
        if sort.is_none() {
            unknown_word("kind of claim", found.value, found.span, Sort::NAMES, reading);
        }
        sort
    });
    let mechanisms = references(&fields, "mechanisms", "mechanism", known.mechanisms, reading);
    let scenarios = references(&fields, "scenarios", "scenario", known.scenarios, reading);
    let figures = formula::figures(&fields, reading);
    let record = tests::record(&fields, &span, &figures, reading);
    let assumption = tests::assumption(&fields, &span, known, reading);
    let model = tests::model(&fields, &span, known, reading);
    let claim = Claim {
        id: id.to_owned(),
        document: String::new(),
        statement: statement?,
        place: place?,
        date: date.unwrap_or_default(),
        sort: sort?,
        layer: Layer::Labs,
        said: said.unwrap_or_default(),
        entities: strings(&fields, "entities", reading),
        canonical,
        corrections: strings(&fields, "corrections", reading),
        note,
        mechanisms,
        scenarios,
        figures,
        record,
        assumption,
        model,
        wanted,
        file: reading.file.to_owned(),
        line: line_of(reading.text, span.start),
    };
    let canonical = fields.span("canonical").unwrap_or_default();
    (reading.diagnostics.len() == before).then_some((claim, canonical))
}

/// Ids of mechanisms or scenarios, each of which there must be.
fn references(
    fields: &Fields<'_>,
    name: &str,
    what: &str,
    known: &[String],
    reading: &mut Reading<'_>,
) -> Vec<String> {
    let found = if fields.get(name).is_some() { fields.strings(name, reading) } else { None };
    let mut all = Vec::new();
    for one in found.unwrap_or_default() {
        if known.iter().any(|id| id == one.value) {
            all.push(one.value.to_owned());
        } else {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            unknown_word(what, one.value, one.span, &known, reading);
        }
    }
    all
}
