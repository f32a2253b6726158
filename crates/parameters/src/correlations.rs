//! Which parameters go together: `correlations.toml`, read into a Gaussian copula.

use serde::Serialize;

use jevons_statistics::design::{Correlation, GaussianCopula, InvalidCorrelations};

use crate::nearest::nearest;
use crate::reader::{Field, Fields, Found, Reading, read_sources};
use crate::source::{Source, SourceIndex};

/// Name of the file without its ending; no parameter can stand in it.
pub(crate) const STEM: &str = "correlations";

/// Two parameters whose draws go together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// Keys of the two.
    pub between: [String; 2],
    /// Correlation of their normal scores.
    pub correlation: f64,
    /// Where it comes from.
    pub sources: Vec<Source>,
    /// Why they go together.
    pub note: String,
}

/// The dependence between parameters.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Dependence {
    pub pairs: Vec<Pair>,
    pub copula: GaussianCopula,
}

const FIELDS: [Field; 4] = [
    Field::required("between", "between = [\"labs.x\", \"labs.y\"]"),
    Field::required("correlation", "correlation = 0.5"),
    Field::required("sources", "sources = [\"judgement\"]"),
    Field::required("note", "note = \"why they go together\""),
];

/// Reads the file; `None` when something is wrong, which is reported.
pub(crate) fn read(
    known: &[&str],
    sources: &dyn SourceIndex,
    reading: &mut Reading<'_>,
) -> Option<Dependence> {
    let document = reading.document("pair of parameters")?;
    let root = document.get_ref();
    let head = 0..0;
    let allowed = [Field::required("pair", "[[pair]]")];
    let fields = Fields::check(root, &allowed, "the table of correlations", &head, reading);
    let tables = fields.tables("pair", reading)?;
    let mut pairs = Vec::new();
    let mut spans = Vec::new();
    for table in &tables {
        let before = reading.diagnostics.len();
        let fields = Fields::check(table.value, &FIELDS, "the pair", &table.span, reading);
        let between = between(&fields, known, reading);
        let correlation = fields.number("correlation", reading);
        let sources = read_sources(&fields, sources, reading);
        let note = fields.text("note", reading);
        if let (Some(between), Some(correlation), Some(sources), Some(note)) =
            (between, correlation, sources, note)
            && reading.diagnostics.len() == before
        {
            let note = note.value.to_owned();
            pairs.push(Pair { between, correlation: correlation.value, sources, note });
            spans.push(table.span.clone());
        }
    }
    if pairs.len() < tables.len() {
        return None;
    }
    let rows: Vec<Correlation> = pairs
        .iter()
        .map(|Pair { between: [first, second], correlation, .. }| Correlation {
            first: first.clone(),
            second: second.clone(),
            rho: *correlation,
        })
        .collect();
    match GaussianCopula::new(known, &rows) {
        Ok(copula) => Some(Dependence { pairs, copula }),
        Err(error) => {
            let row = at_fault(&error, &pairs);
            let text = error.to_string();
            let (message, hint) = text.split_once("\nhint: ").unwrap_or((&text, ""));
            let span = spans.get(row).cloned().unwrap_or_default();
            let diagnostic = reading.report(message, span, "this pair");
            if !hint.is_empty() {
                diagnostic.hints.push(hint.to_owned());
            }
            None
        }
    }
}

/// The keys of a pair.
fn between(fields: &Fields<'_>, known: &[&str], reading: &mut Reading<'_>) -> Option<[String; 2]> {
    let keys = fields.strings("between", reading)?;
    let [first, second] = keys.as_slice() else {
        let span = fields.span("between").unwrap_or_default();
        let label = format!("expected the keys of two parameters, found {}", keys.len());
        reading.report("`between` does not name a pair", span, label);
        return None;
    };
    let mut good = true;
    for Found { value, span } in [first, second] {
        if !known.contains(value) {
            let near = nearest(value, known.iter().copied(), 1);
            let diagnostic =
                reading.report(format!("there is no parameter `{value}`"), span.clone(), "not a key");
            diagnostic.hints.push(near.first().map_or_else(
                || "`jevons params list` lists them".to_owned(),
                |near| format!("did you mean `{near}`?"),
            ));
            good = false;
        }
    }
    good.then(|| [first.value.to_owned(), second.value.to_owned()])
}

/// The last row that the error is about.
fn at_fault(error: &InvalidCorrelations, pairs: &[Pair]) -> usize {
    let about = |pair: &Pair| match error {
        InvalidCorrelations::Unknown { name, .. } | InvalidCorrelations::Itself(name) => {
            pair.between.contains(name)
        }
        InvalidCorrelations::Twice { first, second, .. } | InvalidCorrelations::Rho { first, second, .. } => {
            pair.between.contains(first) && pair.between.contains(second)
        }
        InvalidCorrelations::Contradiction { culprit, .. } => pair.between.contains(culprit),
    };
    pairs.iter().rposition(about).unwrap_or_default()
}
