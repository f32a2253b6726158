//! Expressions and figures in files.

use std::collections::BTreeMap;

use jevons_expression::Problem;
use jevons_outcomes::language::{Expression, Kind, check_functions, gives_condition};
use jevons_outcomes::{Formula, RUN_FUNCTIONS};
use jevons_parameters::nearest;
use jevons_parameters::reader::{Field, Fields, Reading};

use crate::record::{Figure, RECORD_FUNCTIONS};

/// What an expression may speak of.
#[derive(Clone, Copy)]
pub(super) enum Speaks<'f> {
    /// Facts, and these figures of the document.
    OfFacts(&'f BTreeMap<String, Figure>),
    /// A run.
    OfRuns,
}

/// The expression in a field; `condition` when it must say yes or no.
pub(super) fn read(
    fields: &Fields<'_>,
    name: &str,
    speaks: Speaks<'_>,
    condition: bool,
    reading: &mut Reading<'_>,
) -> Option<Formula> {
    Formula::in_field(fields, name, reading, |expression| {
        let mut problems = match speaks {
            Speaks::OfFacts(figures) => {
                let mut problems = check_functions(expression, RECORD_FUNCTIONS);
                problems.extend(check_names(expression, figures));
                problems
            }
            Speaks::OfRuns => check_functions(expression, RUN_FUNCTIONS),
        };
        if problems.is_empty() && condition && !gives_condition(expression) {
            let label = "expected a condition, found a number";
            let problem = Problem::new(format!("`{name}` says yes or no"), expression.span.clone(), label);
            problems.push(problem.hint("compare it with something: ... > 0"));
        }
        problems
    })
}

/// Names in tests against the record are those of figures.
fn check_names(expression: &Expression, figures: &BTreeMap<String, Figure>) -> Vec<Problem> {
    let mut problems = Vec::new();
    expression.walk(&mut |part| {
        if let Kind::Name { name, agent } = &part.kind {
            if agent.is_none() && figures.contains_key(name) {
                return;
            }
            let label = "expected a function of facts, or a name from the table of figures";
            let message = format!("there is no figure `{name}`");
            let problem = Problem::new(message, part.span.clone(), label);
            problems.push(match nearest(name, figures.keys().map(String::as_str), 1).first() {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem.hint("metrics of runs stand under `model`; facts are asked for by fact(...)"),
            });
        }
    });
    problems
}

const FIGURE: &[Field] = &[
    Field::required("value", "value = 3.7"),
    Field::required("unit", "unit = \"USD billion\""),
    Field::required("says", "says = \"Revenue of 2024, in the document\""),
];

/// The numbers of the document in the table `figures`.
pub(super) fn figures(fields: &Fields<'_>, reading: &mut Reading<'_>) -> BTreeMap<String, Figure> {
    let Some((table, _)) = super::inner(fields, "figures", reading) else { return BTreeMap::new() };
    let mut figures = BTreeMap::new();
    for (name, span, table) in super::tables(table, &[], "figure", reading) {
        let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
        if !name.starts_with(|first: char| first.is_ascii_lowercase()) || !name.chars().all(plain) {
            let message = format!("`{name}` cannot be the name of a figure");
            reading.report(message, span.clone(), "expected small letters, digits and underscores");
        }
        let fields = Fields::check(table, FIGURE, &format!("figure `{name}`"), &span, reading);
        let value = fields.number("value", reading);
        let unit = fields.text("unit", reading);
        let says = fields.text("says", reading);
        if let (Some(value), Some(unit), Some(says)) = (value, unit, says) {
            let (unit, says) = (unit.value.trim().to_owned(), says.value.trim().to_owned());
            figures.insert(name.to_owned(), Figure { value: value.value, unit, says });
        }
    }
    figures
}
