//! From the text of a file to a scenario; everything that is wrong is found at once.

mod shock;
mod timing;

use std::ops::Range;

use jevons_parameters::reader::{Field, Fields, Found, Reading, read_claims, read_sources};
use jevons_parameters::{Diagnostic, SourceIndex};
use toml::de::DeTable;

use crate::scenario::Scenario;
use crate::shock::Shock;

const FIELDS: &[Field] = &[
    Field::required("id", "id = \"S03\""),
    Field::required("name", "name = \"A funding round fails\""),
    Field::required("story", "story = \"What happens and why one would ask\""),
    Field::optional("claims", "claims = [\"Z-016\"]"),
    Field::optional("mechanisms", "mechanisms = [\"M22\"]"),
    Field::optional("sources", "sources = [\"judgement\"]"),
    Field::optional("notes", "notes = \"Remarks\""),
    Field::required(
        "shock",
        "[[shock]] with id, describe, target, operation, value and from; docs/scenarios.md has a whole one",
    ),
];

/// Reads the scenario in `file`, or says everything that is wrong with it.
pub(crate) fn scenario(
    file: &str,
    text: &str,
    sources: &dyn SourceIndex,
) -> Result<Scenario, Vec<Diagnostic>> {
    let mut reading = Reading::new(file, text);
    let Some(document) = reading.document("table") else {
        for diagnostic in &mut reading.diagnostics {
            if diagnostic.message == "table `shock` is given twice" {
                diagnostic.hints.push("each shock begins with [[shock]], in two brackets".to_owned());
            }
        }
        return Err(reading.diagnostics);
    };
    match read(document.get_ref(), sources, &mut reading) {
        Some(scenario) if reading.diagnostics.is_empty() => Ok(scenario),
        _ => Err(reading.diagnostics),
    }
}

fn read<'a>(
    table: &'a DeTable<'a>,
    sources: &dyn SourceIndex,
    reading: &mut Reading<'_>,
) -> Option<Scenario> {
    let head = head(reading.text);
    let fields = Fields::check(table, FIELDS, "the scenario", &head, reading);
    let id = fields.text("id", reading).and_then(|id| check_id(&id, "a scenario", "S03", reading));
    let name = fields.text("name", reading).and_then(|name| one_line("name", &name, reading));
    let story = fields.text("story", reading).map(|story| story.value.trim().to_owned());
    let claims = optional(&fields, "claims", || read_claims(&fields, reading));
    let mechanisms = optional(&fields, "mechanisms", || read_mechanisms(&fields, reading));
    let sources = optional(&fields, "sources", || read_sources(&fields, sources, reading));
    let notes = fields.text("notes", reading).map(|notes| notes.value.trim().to_owned());
    let shocks = read_shocks(&fields, reading);
    Some(Scenario {
        id: id?,
        name: name?,
        story: story?,
        claims: claims?,
        mechanisms: mechanisms?,
        sources: sources?,
        notes,
        shocks: shocks?,
        file: reading.file.to_owned(),
        text: reading.text.to_owned(),
        id_span: fields.span("id")?,
    })
}

fn optional<T: Default>(fields: &Fields<'_>, name: &str, read: impl FnOnce() -> Option<T>) -> Option<T> {
    if fields.get(name).is_some() { read() } else { Some(T::default()) }
}

/// The first line with something on it, to point at when the file lacks something.
fn head(text: &str) -> Range<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        if !content.is_empty() && !content.starts_with('#') {
            let indent = line.len() - line.trim_start().len();
            return start + indent..start + indent + content.len();
        }
        start += line.len();
    }
    0..0
}

/// An id: words of letters and digits, joined by hyphens or underscores.
fn check_id(id: &Found<&str>, whose: &str, example: &str, reading: &mut Reading<'_>) -> Option<String> {
    let is_word = |letter: char| letter.is_ascii_alphanumeric();
    let valid = id.value.starts_with(is_word)
        && id.value.ends_with(is_word)
        && id.value.chars().all(|letter| is_word(letter) || letter == '-' || letter == '_');
    if !valid {
        let label = "expected letters and digits, with hyphens between";
        let diagnostic = reading.report(
            format!("`{}` cannot be the id of {whose}", id.value.escape_debug()),
            id.span.clone(),
            label,
        );
        diagnostic.hints.push(format!("for example \"{example}\""));
    }
    valid.then(|| id.value.to_owned())
}

fn one_line(name: &str, found: &Found<&str>, reading: &mut Reading<'_>) -> Option<String> {
    let text = found.value.trim();
    if text.contains('\n') {
        let diagnostic =
            reading.report(format!("`{name}` has several lines"), found.span.clone(), "expected one line");
        diagnostic.hints.push("what is longer belongs into `story` or `notes`".to_owned());
        return None;
    }
    Some(text.to_owned())
}

fn read_mechanisms(fields: &Fields<'_>, reading: &mut Reading<'_>) -> Option<Vec<String>> {
    let found = fields.strings("mechanisms", reading)?;
    for (position, mechanism) in found.iter().enumerate() {
        if !is_mechanism(mechanism.value) {
            let message = format!("`{}` is not the id of a mechanism", mechanism.value);
            let diagnostic =
                reading.report(message, mechanism.span.clone(), "expected the letter M and two digits");
            diagnostic.hints.push("for example \"M08\"; docs/model.md lists them".to_owned());
        } else if found[..position].iter().any(|earlier| earlier.value == mechanism.value) {
            let message = format!("mechanism `{}` is given twice", mechanism.value);
            reading.report(message, mechanism.span.clone(), "second time");
        }
    }
    Some(found.iter().map(|mechanism| mechanism.value.to_owned()).collect())
}

fn is_mechanism(text: &str) -> bool {
    matches!(text.as_bytes(), [b'M', tens, units] if tens.is_ascii_digit() && units.is_ascii_digit())
}

fn read_shocks(fields: &Fields<'_>, reading: &mut Reading<'_>) -> Option<Vec<Shock>> {
    let tables = fields.tables("shock", reading)?;
    if tables.is_empty() {
        let diagnostic = reading.report(
            "a scenario without shocks is the baseline",
            fields.span("shock")?,
            "expected at least one [[shock]]",
        );
        diagnostic.hints.push("`jevons run` without a scenario runs the baseline".to_owned());
    }
    let mut shocks: Vec<Shock> = Vec::new();
    let mut complete = true;
    for (position, table) in tables.iter().enumerate() {
        let Some(shock) = shock::read(position, table, reading) else {
            complete = false;
            continue;
        };
        if let Some(first) = shocks.iter().find(|first| first.id == shock.id) {
            let context = (reading.place(first.places.id.clone()), "first time".to_owned());
            let message = format!("two shocks have the id `{}`", shock.id);
            reading.report(message, shock.places.id.clone(), "second time").context.push(context);
        }
        shocks.push(shock);
    }
    complete.then_some(shocks)
}
