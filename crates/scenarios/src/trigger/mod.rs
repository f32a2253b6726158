//! Triggers: conditions on months, on the metrics of the month before and on other shocks.

mod functions;
mod parser;
mod syntax;
mod types;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jevons_expression::{Problem, Quotation};
use jevons_parameters::{Diagnostic, Diagnostics};
use serde::{Serialize, Serializer};

pub(crate) use functions::{Computes, Over, Past, function_of};
pub use functions::{FUNCTIONS, Function};
pub(crate) use parser::name_with_agents;
pub(crate) use syntax::{Expression, Kind};

/// A condition as an analyst writes it, with its types checked; which metrics and agents there are is for
/// [`Composition::check`](crate::Composition::check).
///
/// ```
/// use jevons_scenarios::Trigger;
///
/// let trigger: Trigger = "min(lab.runway_months) < 6 and (month >= 2027-01)".parse()?;
/// assert_eq!(trigger.to_string(), "min(lab.runway_months) < 6 and month >= 2027-01");
///
/// let wrong = "min(lab.runway_months) + 6".parse::<Trigger>().unwrap_err();
/// assert!(wrong.to_string().contains("a trigger is a condition"));
/// # Ok::<(), jevons_parameters::Diagnostics>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    expression: Expression,
}

impl Trigger {
    /// Reads a trigger and checks its types.
    pub(crate) fn read(text: &str) -> Result<Self, Vec<Problem>> {
        let expression = parser::expression(text).map_err(|problem| vec![problem])?;
        let problems = types::check(&expression);
        if problems.is_empty() { Ok(Self { expression }) } else { Err(problems) }
    }

    pub(crate) fn expression(&self) -> &Expression {
        &self.expression
    }
}

impl FromStr for Trigger {
    type Err = Diagnostics;

    fn from_str(text: &str) -> Result<Self, Diagnostics> {
        const NAME: &str = "trigger";
        Self::read(text).map_err(|problems| {
            let quotation = Quotation::whole(text);
            let list: Vec<Diagnostic> =
                problems.into_iter().map(|problem| problem.at(NAME, &quotation)).collect();
            Diagnostics::new(BTreeMap::from([(NAME.to_owned(), text.to_owned())]), list)
        })
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expression.fmt(f)
    }
}

impl Serialize for Trigger {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests;
