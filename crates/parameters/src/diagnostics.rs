//! Errors in input files, collected and rendered with the line, the caret and a hint.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

/// A stretch of one input file, in bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Name of the file, as given to the parser.
    pub file: String,
    /// Byte offset of the first character.
    pub start: usize,
    /// Byte offset after the last character.
    pub end: usize,
}

impl Place {
    /// The stretch `span` of `file`.
    #[must_use]
    pub fn new(file: &str, span: Range<usize>) -> Self {
        Self { file: file.to_owned(), start: span.start, end: span.end }
    }
}

/// Whether something has to be put right before anything can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It has to.
    #[default]
    Error,
    /// It need not, but is probably not what was meant.
    Warning,
}

impl Severity {
    fn is_error(&self) -> bool {
        *self == Self::Error
    }
}

/// One thing that is wrong with the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether it has to be put right.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// Where, and what was found or expected there; `None` when no file is at fault (something is missing).
    pub primary: Option<(Place, String)>,
    /// Other places that matter, with what they have to do with it.
    pub context: Vec<(Place, String)>,
    /// What to do about it, one line each.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// A diagnostic at `place`, where `label` says what was found or expected.
    #[must_use]
    pub fn new(message: impl Into<String>, place: Place, label: impl Into<String>) -> Self {
        let primary = Some((place, label.into()));
        Self { primary, ..Self::nowhere(message) }
    }

    /// A diagnostic about something that is in no file.
    #[must_use]
    pub fn nowhere(message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            message: message.into(),
            primary: None,
            context: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// The same as a warning.
    #[must_use]
    pub fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Adds another place that matters.
    #[must_use]
    pub fn with_context(mut self, place: Place, label: impl Into<String>) -> Self {
        self.context.push((place, label.into()));
        self
    }

    /// Adds a line that says what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

/// Everything that is wrong with a set of input files, in the order of the files and lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostics {
    texts: BTreeMap<String, String>,
    list: Vec<Diagnostic>,
}

/// The form of a [`Diagnostic`] for machines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiagnosticRecord {
    /// Whether it has to be put right; left out of errors.
    #[serde(skip_serializing_if = "Severity::is_error")]
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// File, when one is at fault.
    pub file: Option<String>,
    /// Line, counted from 1.
    pub line: Option<usize>,
    /// Column in characters, counted from 1.
    pub column: Option<usize>,
    /// What was found or expected there.
    pub label: Option<String>,
    /// What to do about it.
    pub hints: Vec<String>,
}

impl Diagnostics {
    /// Diagnostics about files whose names and texts are `texts`; sorted by place, those without one last.
    #[must_use]
    pub fn new(texts: BTreeMap<String, String>, mut list: Vec<Diagnostic>) -> Self {
        list.sort_by_key(|diagnostic| {
            let place = diagnostic.primary.as_ref().map(|(place, _)| place.clone());
            (place.is_none(), place)
        });
        Self { texts, list }
    }

    /// Those of several sets of files together.
    #[must_use]
    pub fn join(sets: impl IntoIterator<Item = Self>) -> Self {
        let (mut texts, mut list) = (BTreeMap::new(), Vec::new());
        for set in sets {
            texts.extend(set.texts);
            list.extend(set.list);
        }
        Self::new(texts, list)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The diagnostics, in order.
    #[must_use]
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.list
    }

    /// The text for people; with terminal colours when `colour` is set.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut text = String::new();
        for diagnostic in &self.list {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(renderer.render(&[self.group(diagnostic)]).trim_end());
            text.push('\n');
        }
        text
    }

    /// The form for machines.
    #[must_use]
    pub fn records(&self) -> Vec<DiagnosticRecord> {
        self.list.iter().map(|diagnostic| self.record(diagnostic)).collect()
    }

    fn record(&self, diagnostic: &Diagnostic) -> DiagnosticRecord {
        let mut record = DiagnosticRecord {
            severity: diagnostic.severity,
            message: diagnostic.message.clone(),
            file: None,
            line: None,
            column: None,
            label: None,
            hints: diagnostic.hints.clone(),
        };
        if let Some((place, label)) = &diagnostic.primary {
            record.file = Some(place.file.clone());
            record.label = Some(label.clone());
            if let Some(text) = self.texts.get(&place.file) {
                let (line, column) = line_and_column(text, place.start);
                record.line = Some(line);
                record.column = Some(column);
            }
        }
        record
    }

    fn group<'a>(&'a self, diagnostic: &'a Diagnostic) -> Group<'a> {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group = Group::with_title(level.primary_title(diagnostic.message.as_str()));
        if let Some((place, label)) = &diagnostic.primary {
            let mut snippet =
                self.snippet(place).annotation(annotation(AnnotationKind::Primary, place, label));
            let (here, elsewhere): (Vec<_>, Vec<_>) =
                diagnostic.context.iter().partition(|(other, _)| other.file == place.file);
            for (other, label) in here {
                snippet = snippet.annotation(annotation(AnnotationKind::Context, other, label));
            }
            group = group.element(snippet);
            for (other, label) in elsewhere {
                let snippet = self.snippet(other);
                group = group.element(snippet.annotation(annotation(AnnotationKind::Context, other, label)));
            }
        }
        group.elements(
            diagnostic.hints.iter().map(|hint| Level::HELP.with_name("hint").message(hint.as_str())),
        )
    }

    fn snippet<'a>(&'a self, place: &'a Place) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let text = self.texts.get(&place.file).map_or("", String::as_str);
        Snippet::source(text).path(place.file.as_str())
    }
}

fn annotation<'a>(kind: AnnotationKind, place: &Place, label: &'a str) -> annotate_snippets::Annotation<'a> {
    let annotation = kind.span(place.start..place.end);
    if label.is_empty() { annotation } else { annotation.label(label) }
}

/// Line and column, both counted from 1, of byte `offset` of `text`.
pub(crate) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |position| position + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}
