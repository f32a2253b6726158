//! What a test against the model reads from one run.

use jevons_economy::output::{RunOutput, Schema};
use jevons_expression::Problem;
use jevons_outcomes::Formula;

use crate::model::{ModelTest, Reading};

impl ModelTest {
    /// What the test reads from a run, `compared` when it is a run of the world compared with.
    ///
    /// # Errors
    /// When an expression names what the economy does not record; [`ModelTest::check`] finds that before.
    pub fn read(&self, schema: &Schema, output: &RunOutput, compared: bool) -> Result<Reading, Problem> {
        let number = |formula: &Formula| formula.number(schema, output);
        let holds = |formula: &Formula| number(formula).map(|number| number == 1.0);
        let given = self.given.as_ref().filter(|_| !compared).map_or(Ok(true), holds)?;
        let happened = self.counts.as_ref().filter(|_| !compared).map(holds).transpose()?;
        let measure = self.measure.as_ref().map_or(Ok(f64::NAN), number)?;
        Ok(Reading { given, happened, measure })
    }

    /// Everything in its expressions that an economy of this shape does not record, with the expression.
    #[must_use]
    pub fn check(&self, schema: &Schema) -> Vec<(&Formula, Problem)> {
        let formulas = [&self.given, &self.counts, &self.measure];
        let checked = formulas.into_iter().flatten();
        checked.filter_map(|formula| Some((formula, formula.check(schema)?))).collect()
    }
}
