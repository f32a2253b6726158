//! What is wrong with a trigger or a target, at its bytes in the text; a diagnostic once the file is known.

use std::ops::Range;

use jevons_parameters::{Diagnostic, Place};

use crate::quotation::Quotation;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub message: String,
    pub span: Range<usize>,
    pub label: String,
    pub hints: Vec<String>,
}

impl Problem {
    pub fn new(message: impl Into<String>, span: Range<usize>, label: impl Into<String>) -> Self {
        Self { message: message.into(), span, label: label.into(), hints: Vec::new() }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same about the text that stands at `quotation` of `file`.
    pub fn at(self, file: &str, quotation: &Quotation) -> Diagnostic {
        let mut diagnostic =
            Diagnostic::new(self.message, Place::new(file, quotation.span(self.span)), self.label);
        diagnostic.hints = self.hints;
        diagnostic
    }
}
