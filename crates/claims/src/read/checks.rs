//! Files of consistency checks.

use std::ops::Range;

use jevons_parameters::reader::{Field, Fields, Found, Reading};
use toml::de::DeTable;

use super::formula::{self, Speaks};
use super::{line_of, strings, tables};
use crate::checks::{ConsistencyCheck, Line, rounding};

const CHECK: &[Field] = &[
    Field::required("title", "title = \"OpenAI's accounts of 2024\""),
    Field::required("claims", "claims = [\"Z-017\"]"),
    Field::required("conclusion", "conclusion = \"What it comes to\""),
    Field::required("line", "[[C1.line]]"),
    Field::optional("figures", "[C1.figures]"),
];

const LINE: &[Field] = &[
    Field::required("label", "label = \"Cost\""),
    Field::required("value", "value = 'servers + training + staff'"),
    Field::required("unit", "unit = \"USD billion\""),
    Field::optional("published", "published = \"8.5\""),
];

/// The checks of a file.
pub(super) fn read(table: &DeTable<'_>, reading: &mut Reading<'_>) -> Vec<(ConsistencyCheck, Range<usize>)> {
    let found = tables(table, &[], "check", reading);
    found
        .into_iter()
        .filter_map(|(id, span, table)| Some((check(id, &span, table, reading)?, span)))
        .collect()
}

fn check(
    id: &str,
    span: &Range<usize>,
    table: &DeTable<'_>,
    reading: &mut Reading<'_>,
) -> Option<ConsistencyCheck> {
    let fields = Fields::check(table, CHECK, &format!("check `{id}`"), span, reading);
    let figures = formula::figures(&fields, reading);
    let mut text = |name| fields.text(name, reading).map(|found| found.value.trim().to_owned());
    let [title, conclusion] = ["title", "conclusion"].map(&mut text);
    let tables = fields.tables("line", reading);
    let line = |table: Found<&DeTable<'_>>, reading: &mut Reading<'_>| {
        let fields = Fields::check(table.value, LINE, "a line of the check", &table.span, reading);
        let value = formula::read(&fields, "value", Speaks::OfFacts(&figures), false, reading);
        let published = fields.text("published", reading);
        if let Some(found) = &published
            && rounding(found.value).is_none()
        {
            let message = format!("`{}` is not a number", found.value);
            let diagnostic = reading.report(message, found.span.clone(), "expected digits as published");
            diagnostic
                .hints
                .push("for example \"2.35\" or \"351,000\"; two results are two lines".to_owned());
        }
        let mut text = |name| fields.text(name, reading).map(|found| found.value.trim().to_owned());
        let [label, unit] = ["label", "unit"].map(&mut text);
        let published = published.map(|found| found.value.to_owned());
        Some(Line { label: label?, value: value?, unit: unit?, published })
    };
    let lines = tables.unwrap_or_default().into_iter().filter_map(|table| line(table, reading)).collect();
    Some(ConsistencyCheck {
        id: id.to_owned(),
        title: title?,
        claims: strings(&fields, "claims", reading),
        figures,
        lines,
        conclusion: conclusion?,
        file: reading.file.to_owned(),
        line: line_of(reading.text, span.start),
    })
}
