//! A measure as written and what it means: one number or one yes-or-no of a run.

use std::collections::BTreeMap;

use jevons_economy::output::{RunOutput, Schema};
use jevons_expression::{Problem, Quotation};
use jevons_parameters::reader::{Fields, Reading};
use jevons_parameters::{Diagnostic, Diagnostics};
use serde::{Serialize, Serializer};

use crate::functions::RUN_FUNCTIONS;
use crate::language::{self, Expression, check_functions, gives_condition};
use crate::run::Run;

/// A condition or a number as written, and what it means.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    /// As written.
    pub text: String,
    /// What it means.
    pub expression: Expression,
}

impl Serialize for Formula {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl Formula {
    /// Reads an expression over a run; what an economy records is for [`check`](Self::check).
    ///
    /// # Errors
    /// Everything that is wrong with its grammar and its functions.
    pub fn of_run(text: &str) -> Result<Self, Vec<Problem>> {
        let expression = language::read(text).map_err(|problem| vec![problem])?;
        let problems = check_functions(&expression, RUN_FUNCTIONS);
        let good = Self { text: text.trim().to_owned(), expression };
        if problems.is_empty() { Ok(good) } else { Err(problems) }
    }

    /// The same for a text that stands by itself, such as an argument of the command line called `name`, held against
    /// what economies of this shape record.
    ///
    /// # Errors
    /// Everything that is wrong, with its place in the text.
    pub fn of_run_alone(text: &str, name: &str, schema: &Schema) -> Result<Self, Diagnostics> {
        let read = Self::of_run(text).and_then(|formula| match formula.check(schema) {
            None => Ok(formula),
            Some(problem) => Err(vec![problem]),
        });
        read.map_err(|problems| {
            let quotation = Quotation::whole(text);
            let list: Vec<Diagnostic> =
                problems.into_iter().map(|problem| problem.at(name, &quotation)).collect();
            Diagnostics::new(BTreeMap::from([(name.to_owned(), text.to_owned())]), list)
        })
    }

    /// The expression in a field of a file, with everything reported that is wrong with its grammar and that `check` finds.
    pub fn in_field(
        fields: &Fields<'_>,
        name: &str,
        reading: &mut Reading<'_>,
        check: impl FnOnce(&Expression) -> Vec<Problem>,
    ) -> Option<Self> {
        let found = fields.text(name, reading)?;
        let quotation = Quotation::new(reading.text, found.span.clone(), found.value);
        let read = language::read(found.value).map_err(|problem| vec![problem]).and_then(|expression| {
            let problems = check(&expression);
            if problems.is_empty() { Ok(expression) } else { Err(problems) }
        });
        match read {
            Ok(expression) => Some(Self { text: found.value.trim().to_owned(), expression }),
            Err(problems) => {
                let file = reading.file;
                reading.diagnostics.extend(problems.into_iter().map(|problem| problem.at(file, &quotation)));
                None
            }
        }
    }

    /// The measure of a run in a field of a file; `schema` says what there is to measure.
    pub fn of_run_in_field(
        fields: &Fields<'_>,
        name: &str,
        reading: &mut Reading<'_>,
        schema: &Schema,
    ) -> Option<Self> {
        Self::in_field(fields, name, reading, |expression| {
            let problems = check_functions(expression, RUN_FUNCTIONS);
            if problems.is_empty() { unrecorded(expression, schema).into_iter().collect() } else { problems }
        })
    }

    /// Whether it says yes or no rather than a number.
    #[must_use]
    pub fn gives_condition(&self) -> bool {
        gives_condition(&self.expression)
    }

    /// The one number that it gives of a run; 1 or 0 for a condition, NaN where it has no value.
    ///
    /// # Errors
    /// When it names what the economy does not record; [`check`](Self::check) finds that before.
    pub fn number(&self, schema: &Schema, output: &RunOutput) -> Result<f64, Problem> {
        Run { schema, output }.number(&self.expression)
    }

    /// The first thing in it that an economy of this shape does not record.
    #[must_use]
    pub fn check(&self, schema: &Schema) -> Option<Problem> {
        unrecorded(&self.expression, schema)
    }
}

/// The first thing in an expression that an economy of this shape does not record.
fn unrecorded(expression: &Expression, schema: &Schema) -> Option<Problem> {
    let output = RunOutput {
        run: 0,
        draws: vec![f64::NAN; schema.parameters.len()],
        series: vec![f64::NAN; schema.months * schema.columns.len()],
        events: Vec::new(),
        held: Vec::new(),
        owed: Vec::new(),
        flows: Vec::new(),
        digest: 0,
    };
    Run { schema, output: &output }.number(expression).err()
}
