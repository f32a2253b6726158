//! From parameter files to a validated set: every file is read to its end and everything wrong is reported at once.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::nearest::nearest;
use crate::parameter::{self, Parameter};
use crate::reader::{Reading, wrong_type};
use crate::set::ParameterSet;
use crate::source::SourceIndex;

/// Where a key was first given.
type Seen = BTreeMap<String, Place>;

impl ParameterSet {
    /// Reads `files` (names and texts), which together must give exactly the keys in `known`, once each.
    ///
    /// `known` are the keys that the model uses; their order becomes the order of the set. The first word of a key is
    /// the name of its file: `labs.funding.x` stands in `labs.toml`.
    ///
    /// # Errors
    /// Everything that is wrong with the files, with places and hints.
    pub fn parse(
        files: &BTreeMap<String, String>,
        known: &[&str],
        sources: &dyn SourceIndex,
    ) -> Result<Self, Diagnostics> {
        let mut diagnostics = Vec::new();
        let mut found: BTreeMap<String, Parameter> = BTreeMap::new();
        let mut seen = Seen::new();
        let mut mistyped = BTreeSet::new();
        let mut all_readable = true;
        for (file, text) in files {
            let mut reading = Reading { file, text, diagnostics: Vec::new() };
            let (document, errors) = DeTable::parse_recoverable(text);
            if errors.is_empty() {
                let mut walk =
                    Walk { known, sources, seen: &mut seen, mistyped: &mut mistyped, found: &mut found };
                walk.root(document.get_ref(), &mut reading);
            } else {
                all_readable = false;
                report_syntax(&errors, &mut reading);
            }
            diagnostics.append(&mut reading.diagnostics);
        }
        if all_readable {
            diagnostics.extend(missing(known, |key| seen.contains_key(key) || mistyped.contains(key)));
        }
        diagnostics.extend(declared_twice(known));
        if diagnostics.is_empty() {
            let parameters = known.iter().filter_map(|key| found.remove(*key)).collect();
            Ok(Self::new(parameters, files))
        } else {
            Err(Diagnostics::new(files.clone(), diagnostics))
        }
    }
}

/// The walk through the tables of the files.
struct Walk<'k> {
    known: &'k [&'k str],
    sources: &'k dyn SourceIndex,
    seen: &'k mut Seen,
    /// Keys that stand under a name near their own, and so need no second message that they are missing.
    mistyped: &'k mut BTreeSet<String>,
    found: &'k mut BTreeMap<String, Parameter>,
}

impl Walk<'_> {
    fn root<'a>(&mut self, root: &'a DeTable<'a>, reading: &mut Reading<'_>) {
        let file_name = reading.file.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = file_name.strip_suffix(".toml").unwrap_or(file_name).to_owned();
        for (name, value) in root {
            if !value.get_ref().is_table() {
                let label = format!("expected a table such as [{stem}.{}]", name.get_ref());
                reading.report(format!("`{}` stands outside any table", name.get_ref()), name.span(), label);
                continue;
            }
            if name.get_ref() != stem.as_str() {
                let message = format!("`{}` does not belong in `{file_name}`", name.get_ref());
                let diagnostic = reading.report(message, name.span(), format!("expected `{stem}`"));
                diagnostic.hints.push(format!(
                    "move it to `{}.toml`: the first word of a key names its file",
                    name.get_ref()
                ));
            }
            self.table(name.get_ref(), name.span(), value, reading);
        }
    }

    fn table<'a>(
        &mut self,
        key: &str,
        name: Range<usize>,
        value: &'a Spanned<DeValue<'a>>,
        reading: &mut Reading<'_>,
    ) {
        let Some(table) = value.get_ref().as_table() else {
            self.seen.insert(key.to_owned(), reading.place(name));
            wrong_type::<()>(value, &format!("`{key}`"), "the table of a parameter", reading);
            return;
        };
        if parameter::is_parameter(table) {
            self.parameter(key, table, &header(reading.text, name), reading);
            return;
        }
        for (child, value) in table {
            self.table(&format!("{key}.{}", child.get_ref()), child.span(), value, reading);
        }
    }

    fn parameter<'a>(
        &mut self,
        key: &str,
        table: &'a DeTable<'a>,
        head: &Range<usize>,
        reading: &mut Reading<'_>,
    ) {
        if let Some(first) = self.seen.get(key) {
            let diagnostic =
                reading.report(format!("parameter `{key}` is given twice"), head.clone(), "second time");
            diagnostic.context.push((first.clone(), "first time".to_owned()));
            return;
        }
        self.seen.insert(key.to_owned(), reading.place(head.clone()));
        if !self.known.contains(&key) {
            let near = nearest(key, self.known.iter().copied(), 1);
            self.mistyped.extend(near.first().map(|near| (*near).to_owned()));
            let diagnostic = reading.report(
                format!("unknown parameter `{key}`"),
                head.clone(),
                "the model reads no such parameter",
            );
            diagnostic.hints.push(match near.first() {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    "remove it; `jevons params list` shows the parameters that the model reads".to_owned()
                }
            });
        }
        if let Some(parameter) = parameter::read(key, table, head, self.sources, reading) {
            self.found.insert(key.to_owned(), parameter);
        }
    }
}

/// The whole header `labs.funding.x` around the name of its last part, or just the name when it is a dotted key.
fn header(text: &str, name: Range<usize>) -> Range<usize> {
    let line_start =
        text.get(..name.start).and_then(|before| before.rfind('\n')).map_or(0, |position| position + 1);
    let before = text.get(line_start..name.start).unwrap_or_default();
    match before.trim_start().strip_prefix('[') {
        Some(path) => name.start - path.trim_start().len()..name.end,
        None => name,
    }
}

/// Reports what the TOML parser could not read, without the errors that only follow from an earlier one.
fn report_syntax(errors: &[toml::de::Error], reading: &mut Reading<'_>) {
    let mut repeated_table: Option<usize> = None;
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let span = span.start.min(reading.text.len())..span.end.min(reading.text.len());
        if error.message() != "duplicate key" {
            reading.report("this is not TOML", span, error.message());
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
        let what = if is_header { "parameter" } else { "field" };
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

fn missing(known: &[&str], is_given: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
    let absent = known.iter().filter(|key| !is_given(key));
    absent
        .map(|key| {
            let file = key.split('.').next().unwrap_or_default();
            Diagnostic::nowhere(format!("the model uses `{key}`, which no file gives"))
                .hint(format!("add a table [{key}] to `{file}.toml`"))
        })
        .collect()
}

fn declared_twice(known: &[&str]) -> Vec<Diagnostic> {
    let repeated = known.iter().enumerate().filter(|(position, key)| known[..*position].contains(key));
    repeated
        .map(|(_, key)| {
            Diagnostic::nowhere(format!("the model declares `{key}` twice"))
                .hint("let one group of parameters own it and pass the value to whoever else needs it")
        })
        .collect()
}
