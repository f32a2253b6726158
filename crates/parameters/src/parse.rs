//! From parameter files to a validated set: every file is read to its end and everything wrong is reported at once.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::correlations;
use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::nearest::nearest;
use crate::parameter::{self, Parameter};
use crate::reader::{Reading, wrong_type};
use crate::set::ParameterSet;
use crate::source::SourceIndex;
use crate::syntax::header;

/// Where a key was first given.
type Seen = BTreeMap<String, Place>;

impl ParameterSet {
    /// Reads `files` (names and texts), which together must give exactly the keys in `known`, once each.
    ///
    /// `known` are the keys that the model uses; their order becomes the order of the set. The first word of a key is
    /// the name of its file: `labs.funding.x` stands in `labs.toml`. A file `correlations.toml` may say which of them go
    /// together.
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
        let mut dependence = None;
        for (file, text) in files {
            let mut reading = Reading::new(file, text);
            if stem(file) == correlations::STEM {
                dependence = correlations::read(known, sources, &mut reading);
            } else if let Some(document) = reading.document("parameter") {
                let mut walk =
                    Walk { known, sources, seen: &mut seen, mistyped: &mut mistyped, found: &mut found };
                walk.root(document.get_ref(), &mut reading);
            } else {
                all_readable = false;
            }
            diagnostics.append(&mut reading.diagnostics);
        }
        if all_readable {
            diagnostics.extend(missing(known, |key| seen.contains_key(key) || mistyped.contains(key)));
        }
        diagnostics.extend(declared_twice(known));
        if diagnostics.is_empty() {
            let parameters = known.iter().filter_map(|key| found.remove(*key)).collect();
            Ok(Self::new(parameters, files, dependence))
        } else {
            Err(Diagnostics::new(files.clone(), diagnostics))
        }
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// Name of a file without folders and ending.
fn stem(path: &str) -> &str {
    let name = file_name(path);
    name.strip_suffix(".toml").unwrap_or(name)
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
        let file_name = file_name(reading.file);
        let stem = stem(file_name).to_owned();
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
