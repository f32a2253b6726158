//! Arithmetic on the numbers that documents state: do they agree with each other and with the record?

use std::collections::BTreeMap;

use jevons_facts::{Tier, View};
use serde::Serialize;

use crate::record::{Evaluation, Evidence, Figure};
use jevons_outcomes::Formula;

/// A line of arithmetic and what it came to when it was first done.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// What is computed.
    pub label: String,
    /// How.
    pub value: Formula,
    /// Unit, in words.
    pub unit: String,
    /// The result as published, digit by digit: `2.35`, `351,000`.
    pub published: Option<String>,
}

/// A check of whether numbers that were stated agree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConsistencyCheck {
    /// Its id, such as `C5`.
    pub id: String,
    /// What is checked.
    pub title: String,
    /// Statements that it bears on.
    pub claims: Vec<String>,
    /// Numbers of the documents.
    pub figures: BTreeMap<String, Figure>,
    /// The arithmetic.
    pub lines: Vec<Line>,
    /// What it comes to, in words.
    pub conclusion: String,
    /// File that holds it.
    pub file: String,
    /// Line of that file, counted from 1.
    pub line: usize,
}

/// A line of arithmetic, done.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LineAnswer {
    /// What was computed.
    pub label: String,
    /// The result; NaN when a fact is missing.
    pub value: f64,
    /// Unit, in words.
    pub unit: String,
    /// The result as published.
    pub published: Option<String>,
    /// Whether the result rounds to the published one; `None` when nothing was published.
    pub reproduced: Option<bool>,
}

/// A check, done.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckAnswer {
    /// Its lines.
    pub lines: Vec<LineAnswer>,
    /// Whether every published result was reproduced within its rounding.
    pub reproduced: bool,
    /// Rows of the release that were used.
    pub evidence: Vec<Evidence>,
    /// What the record did not have.
    pub missing: Vec<String>,
}

impl CheckAnswer {
    /// The worst tier among the facts used; `None` when only figures of documents were.
    #[must_use]
    pub fn tier(&self) -> Option<Tier> {
        self.evidence.iter().map(|evidence| evidence.tier).max()
    }
}

impl ConsistencyCheck {
    /// Does the arithmetic.
    #[must_use]
    pub fn answer(&self, view: View<'_>) -> CheckAnswer {
        let mut evaluation = Evaluation::new(view, &self.figures);
        let answer = |line: &Line| {
            let value = evaluation.number(&line.value);
            let published = line.published.clone();
            let reproduced = published.as_deref().map(|published| agrees(value, published));
            LineAnswer { label: line.label.clone(), value, unit: line.unit.clone(), published, reproduced }
        };
        let lines: Vec<LineAnswer> = self.lines.iter().map(answer).collect();
        let reproduced = lines.iter().all(|line| line.reproduced != Some(false));
        CheckAnswer { lines, reproduced, evidence: evaluation.evidence, missing: evaluation.missing }
    }
}

/// The number that was published and half a unit of its last digit. Noughts at the end of a whole number count as digits
/// only after a decimal point: `351,000` is known to the thousand.
#[must_use]
pub fn rounding(published: &str) -> Option<(f64, f64)> {
    let plain = published.replace([',', '_'], "");
    let value: f64 = plain.parse().ok().filter(|value: &f64| value.is_finite())?;
    let unit = match plain.split_once('.') {
        Some((_, decimals)) => decimals.chars().fold(1.0, |unit, _| unit / 10.0),
        None => plain.chars().rev().take_while(|digit| *digit == '0').fold(1.0, |unit, _| unit * 10.0),
    };
    Some((value, 0.5 * unit))
}

fn agrees(value: f64, published: &str) -> bool {
    // A hair more than half a unit: what lies on the edge may have been rounded either way.
    rounding(published).is_some_and(|(number, half)| (value - number).abs() <= half * (1.0 + 1e-9))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_follows_the_digits() {
        assert_eq!(rounding("2.35"), Some((2.35, 0.005)));
        assert_eq!(rounding("351,000"), Some((351_000.0, 500.0)));
        assert_eq!(rounding("19"), Some((19.0, 0.5)));
        assert_eq!(rounding("about 3"), None);
        assert!(agrees(2.3514, "2.35") && !agrees(2.36, "2.35"));
    }
}
