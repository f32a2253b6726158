//! A page of findings: sections of sentences, tables and notes, in one file that asks the network for nothing.

use serde::Serialize;

use crate::page::{Masthead, PlainTable, ReportError, render_page};

const TEMPLATE: &str = include_str!("../assets/findings.html");

/// One thing that is said, with what it rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its heading.
    pub title: String,
    /// What it says, in their order.
    pub pieces: Vec<Piece>,
}

/// A part of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "sort", rename_all = "snake_case")]
pub enum Piece {
    /// Sentences.
    Text {
        /// The sentences.
        text: String,
    },
    /// A table.
    Table {
        /// The table.
        table: PlainTable,
    },
    /// How to read what stands before it.
    Note {
        /// The sentences.
        text: String,
    },
}

impl Finding {
    /// A finding of which nothing is said yet.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), pieces: Vec::new() }
    }

    /// Adds sentences.
    pub fn text(&mut self, text: impl Into<String>) {
        self.pieces.push(Piece::Text { text: text.into() });
    }

    /// Adds a table.
    pub fn table(&mut self, title: impl Into<String>, header: &[&str], rows: Vec<Vec<String>>) {
        let header = header.iter().map(|name| (*name).to_owned()).collect();
        self.pieces.push(Piece::Table { table: PlainTable { title: title.into(), header, rows } });
    }

    /// Adds how to read it.
    pub fn note(&mut self, text: impl Into<String>) {
        self.pieces.push(Piece::Note { text: text.into() });
    }
}

#[derive(Serialize)]
struct View<'a> {
    findings: &'a [Finding],
}

/// Renders findings as one HTML page; nothing of them is taken as HTML.
///
/// # Errors
/// When the template fails, which no input can bring about.
pub fn render_findings(masthead: &Masthead, findings: &[Finding]) -> Result<String, ReportError> {
    render_page(TEMPLATE, masthead, View { findings })
}
