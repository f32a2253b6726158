//! What is wrong with a text, at its bytes; a diagnostic once the file is known.

use std::ops::Range;

use jevons_parameters::{Diagnostic, Place};

use crate::quotation::Quotation;

/// One thing that is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// Its bytes.
    pub span: Range<usize>,
    /// What was expected or found there.
    pub label: String,
    /// What to do about it.
    pub hints: Vec<String>,
}

impl Problem {
    /// A problem at `span`, where `label` says what was expected or found.
    #[must_use]
    pub fn new(message: impl Into<String>, span: Range<usize>, label: impl Into<String>) -> Self {
        Self { message: message.into(), span, label: label.into(), hints: Vec::new() }
    }

    /// The same with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same about the text that stands at `quotation` of `file`.
    #[must_use]
    pub fn at(self, file: &str, quotation: &Quotation) -> Diagnostic {
        let mut diagnostic =
            Diagnostic::new(self.message, Place::new(file, quotation.span(self.span)), self.label);
        diagnostic.hints = self.hints;
        diagnostic
    }
}
