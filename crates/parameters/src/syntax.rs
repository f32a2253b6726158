//! What is wrong with a file that is not TOML, in the words of its reader.

use std::ops::Range;

use jevons_numerics::Month;

use crate::reader::Reading;

/// The whole header `labs.funding.x` around the name of its last part, or just the name when it is a dotted key.
pub(crate) fn header(text: &str, name: Range<usize>) -> Range<usize> {
    let line_start =
        text.get(..name.start).and_then(|before| before.rfind('\n')).map_or(0, |position| position + 1);
    let before = text.get(line_start..name.start).unwrap_or_default();
    match before.trim_start().strip_prefix('[') {
        Some(path) => name.start - path.trim_start().len()..name.end,
        None => name,
    }
}

/// Reports what the TOML parser could not read, without the errors that only follow from an earlier one; `table` says
/// what a table of the file describes.
pub(crate) fn report(errors: &[toml::de::Error], table: &str, reading: &mut Reading<'_>) {
    let mut repeated_table: Option<usize> = None;
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let span = span.start.min(reading.text.len())..span.end.min(reading.text.len());
        if error.message() != "duplicate key" {
            let is_month = reading.text.get(span.clone()).is_some_and(|text| text.parse::<Month>().is_ok());
            let diagnostic = reading.report("this is not TOML", span, error.message());
            if is_month {
                diagnostic.hints.push("a month stands in quotes".to_owned());
            }
            continue;
        }
        let line_start =
            reading.text.get(..span.start).and_then(|text| text.rfind('\n')).map_or(0, |n| n + 1);
        let is_header = reading.text.get(line_start..).is_some_and(|line| line.trim_start().starts_with('['));
        // The fields of a repeated table repeat as well; one message is enough.
        let rest_of_repeated = repeated_table
            .and_then(|start| reading.text.get(start..span.start))
            .is_some_and(|between| !between.contains("\n["));
        if rest_of_repeated && !is_header {
            continue;
        }
        repeated_table = is_header.then_some(line_start);
        let name = if is_header { header(reading.text, span.clone()) } else { span };
        let text = reading.text.get(name.clone()).unwrap_or_default().to_owned();
        let first = first_occurrence(reading.text, line_start, &text, is_header);
        let context = first.map(|start| reading.place(start..start + text.len()));
        let what = if is_header { table } else { "field" };
        let diagnostic = reading.report(format!("{what} `{text}` is given twice"), name, "second time");
        diagnostic.context.extend(context.map(|place| (place, "first time".to_owned())));
    }
}

/// Where the repeated header or field `text` stood first, above `line_start`.
fn first_occurrence(text: &str, line_start: usize, name: &str, is_header: bool) -> Option<usize> {
    let above = text.get(..line_start)?;
    let mut end = above.len();
    let mut first = None;
    for line in above.split_inclusive('\n').rev() {
        let start = end - line.len();
        end = start;
        let trimmed = line.trim_start();
        let offset = start + (line.len() - trimmed.len());
        let (opens_table, body) = match trimmed.strip_prefix('[') {
            Some(rest) => (true, rest),
            None => (false, trimmed),
        };
        let follows = body.strip_prefix(name).map(str::trim_start);
        match (is_header, opens_table) {
            (true, true) if follows.is_some_and(|rest| rest.starts_with(']')) => first = Some(offset + 1),
            (false, false) if follows.is_some_and(|rest| rest.starts_with('=')) => first = Some(offset),
            (false, true) => break,
            _ => {}
        }
    }
    first
}
