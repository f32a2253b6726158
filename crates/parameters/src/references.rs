//! Fields that refer to something outside their file: sources in the data release, and claims.

use crate::reader::{Fields, Reading};
use crate::source::{JUDGEMENT, Source, SourceIndex};

/// The field `sources`, whose rows `index` must have.
pub fn read_sources(
    fields: &Fields<'_>,
    index: &dyn SourceIndex,
    reading: &mut Reading<'_>,
) -> Option<Vec<Source>> {
    let found = fields.strings("sources", reading)?;
    if found.is_empty() {
        let diagnostic = reading.report("`sources` is empty", fields.span("sources")?, "expected a source");
        diagnostic.hints.push(format!("write \"{JUDGEMENT}\" when nobody has measured it"));
        return None;
    }
    let mut sources: Vec<Source> = Vec::new();
    for text in &found {
        let Some(source) = Source::parse(text.value) else {
            let label = format!("expected \"{JUDGEMENT}\" or \"<file>:<name>\"");
            let message = format!("`{}` is not a reference to a source", text.value);
            let diagnostic = reading.report(message, text.span.clone(), label);
            diagnostic.hints.push("for example \"populations:startup_runway_median\"".to_owned());
            continue;
        };
        if sources.contains(&source) {
            reading.report(format!("source `{source}` is given twice"), text.span.clone(), "second time");
        }
        if matches!(source, Source::Release(_)) && !index.contains(text.value) {
            let message = format!("the data release has no `{}`", text.value);
            let diagnostic = reading.report(message, text.span.clone(), "expected a row of the release");
            let near = index.nearest(text.value);
            if !near.is_empty() {
                let near: Vec<_> = near.iter().take(3).map(|reference| format!("`{reference}`")).collect();
                diagnostic.hints.push(format!("did you mean {}?", near.join(" or ")));
            }
            diagnostic.hints.push("`jevons data list` shows what there is".to_owned());
        }
        sources.push(source);
    }
    Some(sources)
}

/// First letters of the ids of claims, one for each document.
const CLAIM_LETTERS: [u8; 5] = *b"ZHDGL";

/// The field `claims`: ids of claims, each once.
pub fn read_claims(fields: &Fields<'_>, reading: &mut Reading<'_>) -> Option<Vec<String>> {
    let found = fields.strings("claims", reading)?;
    for (position, claim) in found.iter().enumerate() {
        if !is_claim(claim.value) {
            let letters: Vec<_> =
                CLAIM_LETTERS.iter().map(|letter| char::from(*letter).to_string()).collect();
            let label =
                format!("expected one of the letters {}, a hyphen and three digits", letters.join(", "));
            let message = format!("`{}` is not the id of a claim", claim.value);
            let diagnostic = reading.report(message, claim.span.clone(), label);
            let upper = claim.value.to_ascii_uppercase();
            diagnostic.hints.push(match is_claim(&upper) {
                true => format!("did you mean `{upper}`?"),
                false => "for example \"Z-016\"; a range is written id by id".to_owned(),
            });
        } else if found[..position].iter().any(|earlier| earlier.value == claim.value) {
            reading.report(
                format!("claim `{}` is given twice", claim.value),
                claim.span.clone(),
                "second time",
            );
        }
    }
    Some(found.iter().map(|claim| claim.value.to_owned()).collect())
}

/// Whether `text` has the form of a claim's id: a document's letter, a hyphen and three digits.
#[must_use]
pub fn is_claim(text: &str) -> bool {
    match text.as_bytes() {
        [letter, b'-', digits @ ..] => {
            CLAIM_LETTERS.contains(letter) && digits.len() == 3 && digits.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    }
}
