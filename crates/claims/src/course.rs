//! What a test looks at, month by month: the series behind its number, for charts.

use jevons_economy::output::{RunOutput, Schema};
use jevons_expression::Operator;
use jevons_numerics::Month;
use jevons_outcomes::Formula;
use jevons_outcomes::language::{self, Expression, Kind};

use crate::model::ModelTest;

/// Functions that make one number of the months, with what they do to its unit.
const OVER_MONTHS: [(&str, Makes); 12] = [
    ("average", Makes::Same),
    ("highest", Makes::Same),
    ("lowest", Makes::Same),
    ("end", Makes::Same),
    ("at", Makes::Same),
    ("cumulated", Makes::Other),
    ("growth", Makes::Other),
    ("grown", Makes::Other),
    ("largest_fall", Makes::Other),
    ("ever", Makes::Condition),
    ("always", Makes::Condition),
    ("months_until", Makes::Condition),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Makes {
    /// A number in the unit of the series.
    Same,
    /// A number in another unit.
    Other,
    /// It looks at a condition.
    Condition,
}

/// The series behind the number of a test.
#[derive(Debug, Clone)]
pub struct Course {
    /// The series as an expression.
    pub text: String,
    /// Its unit, in words or by its name; empty when it is the share of runs in which a condition holds.
    pub unit: String,
    /// Whether it is a condition, 1 or 0 in each month.
    pub is_condition: bool,
    /// First month.
    pub first_month: Month,
    /// The value of each month.
    months: Vec<Formula>,
}

impl ModelTest {
    /// The series behind the number of the test, or behind what it counts; `None` when there is no single one.
    #[must_use]
    pub fn course(&self, schema: &Schema) -> Option<Course> {
        let formula = self.measure.as_ref().or(self.counts.as_ref())?;
        let (inner, makes) = series_of(&formula.text)?;
        // Of a condition on one series that series says more than whether the condition holds.
        let (text, makes) = match side_with_months(&inner) {
            Some((side, _)) if makes == Makes::Condition => (side, Makes::Other),
            _ => (inner, makes),
        };
        let unit = match makes {
            Makes::Condition => String::new(),
            Makes::Same => self.unit.clone(),
            Makes::Other => unit_of(&text, schema).unwrap_or_default(),
        };
        let at = |month: usize| format!("at({text}, {})", schema.first_month.plus(month as i32));
        let months = (0..schema.months).map(|month| Formula::of_run(&at(month)).ok());
        let months = months.collect::<Option<Vec<Formula>>>()?;
        let fits = months.first().is_some_and(|first| first.check(schema).is_none());
        let is_condition = makes == Makes::Condition;
        fits.then_some(Course { text, unit, is_condition, first_month: schema.first_month, months })
    }

    /// The value with which what is counted compares its number, when it is one: the 0.18 of `end(market.hhi) > 0.18`.
    #[must_use]
    pub fn threshold(&self) -> Option<f64> {
        let counts = &self.counts.as_ref()?.text;
        let whole = language::read(counts).ok()?;
        if let Kind::Call { name, arguments } = &whole.kind
            && OVER_MONTHS.iter().any(|(known, makes)| known == name && *makes == Makes::Condition)
        {
            let (side, bound) = side_with_months(counts.get(arguments.first()?.span.clone())?)?;
            let series = self.measure.as_ref().map(|measure| series_of(&measure.text));
            let same = series.is_none_or(|series| {
                series.is_some_and(|(series, makes)| series == side && makes == Makes::Same)
            });
            return same.then_some(bound);
        }
        let Kind::Binary(Operator::Compare(_), left, right) = &whole.kind else { return None };
        let plain = |text: &str| text.split_whitespace().collect::<String>();
        let measure = self.measure.as_ref().map(|measure| plain(&measure.text));
        let own = counts.get(left.span.clone()).map(plain);
        constant(right).filter(|_| measure.is_none() || measure == own)
    }
}

impl Course {
    /// The values of a run, month by month; NaN where the series does not apply.
    #[must_use]
    pub fn read(&self, schema: &Schema, output: &RunOutput) -> Vec<f32> {
        let value = |month: &Formula| month.number(schema, output).unwrap_or(f64::NAN);
        self.months.iter().map(|month| value(month) as f32).collect()
    }
}

/// The expression with what is said of all months taken away, which leaves a series: of `end(a) / end(b)` that is `a / b`.
fn series_of(text: &str) -> Option<(String, Makes)> {
    let whole = language::read(text).ok()?;
    let mut found: Vec<(&Expression, Makes, &str)> = Vec::new();
    let mut other = false;
    outermost(&whole, &mut |name, arguments, part| {
        let makes = OVER_MONTHS.iter().find(|(known, _)| *known == name).map(|(_, makes)| *makes);
        match (makes, arguments.first()) {
            (Some(makes), Some(first)) => {
                // From the end of the series on: over which months.
                let rest = text.get(first.span.clone().end..part.span.clone().end).unwrap_or_default();
                found.push((part, makes, rest));
                true
            }
            _ => {
                other |= matches!(name, "events" | "share_of_months" | "year_on_year");
                false
            }
        }
    });
    let &(_, makes, rest) = found.first()?;
    let alike = found.iter().all(|(_, other, months)| *other == makes && *months == rest);
    if !alike || other || (makes != Makes::Same && found.len() > 1) {
        return None;
    }
    let mut series = text.to_owned();
    for (part, ..) in found.iter().rev() {
        let Kind::Call { arguments, .. } = &part.kind else { return None };
        let inner = text.get(arguments.first()?.span.clone())?;
        let simple = !inner.contains(' ');
        let inner = if simple { inner.to_owned() } else { format!("({inner})") };
        series.replace_range(part.span.clone(), &inner);
    }
    // A series that is the whole needs no parentheses.
    if let [(part, ..)] = found.as_slice()
        && part.span.clone() == (0..text.len())
        && let Kind::Call { arguments, .. } = &part.kind
    {
        series = text.get(arguments.first()?.span.clone())?.to_owned();
    }
    Some((series, makes))
}

/// Calls `visit` on functions, outer ones first; what it answers yes to is not looked into.
fn outermost<'a>(
    part: &'a Expression,
    visit: &mut impl FnMut(&str, &'a [Expression], &'a Expression) -> bool,
) {
    match &part.kind {
        Kind::Call { name, arguments } => {
            if !visit(name, arguments, part) {
                arguments.iter().for_each(|argument| outermost(argument, visit));
            }
        }
        Kind::Negate(inner) | Kind::Not(inner) => outermost(inner, visit),
        Kind::Binary(_, left, right) => {
            outermost(left, visit);
            outermost(right, visit);
        }
        Kind::Number(_) | Kind::Time(_) | Kind::Text(_) | Kind::Name { .. } => {}
    }
}

/// Of a comparison of a series with a number: the series, and the number.
fn side_with_months(text: &str) -> Option<(String, f64)> {
    let whole = language::read(text).ok()?;
    let Kind::Binary(Operator::Compare(_), left, right) = &whole.kind else { return None };
    let side = text.get(left.span.clone())?;
    Some((side.to_owned(), constant(right)?))
}

/// The value of an expression of numbers alone.
fn constant(part: &Expression) -> Option<f64> {
    match &part.kind {
        Kind::Number(number) => Some(*number),
        Kind::Negate(inner) => constant(inner).map(|number| -number),
        _ => None,
    }
}

/// The unit of a series that is one metric, or made of agents of one.
fn unit_of(text: &str, schema: &Schema) -> Option<String> {
    let whole = language::read(text).ok()?;
    let mut names = Vec::new();
    whole.walk(&mut |part| {
        if let Kind::Name { name, .. } = &part.kind {
            names.push(name.clone());
        }
    });
    names.dedup();
    let [name] = names.as_slice() else { return None };
    let counts = matches!(&whole.kind, Kind::Call { name, .. } if name == "count");
    let column = schema.columns.iter().find(|column| column.metric == name);
    column.filter(|_| !counts).map(|column| column.unit.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_all_months_is_taken_away() {
        for (text, series) in [
            ("average(market.tokens, 2027-01, 2028-12)", "market.tokens"),
            ("end(market.hhi_frontier)", "market.hhi_frontier"),
            ("end(max(lab.revenue)) / end(sum(lab.revenue))", "max(lab.revenue) / sum(lab.revenue)"),
            ("average(mean(lab.gross_margin), 2027)", "mean(lab.gross_margin)"),
            ("average(a.x - b.y, 2027) + average(c.z, 2027)", "(a.x - b.y) + c.z"),
            ("cumulated(lab.funding)", "lab.funding"),
            ("ever(any(lab.revenue > 35))", "any(lab.revenue > 35)"),
            ("end(ent.ai_spend) / start(ent.ai_spend)", "ent.ai_spend / start(ent.ai_spend)"),
        ] {
            assert_eq!(series_of(text).unwrap().0, series, "{text}");
        }
        for text in ["events(\"default\") > 0", "at(x, 2027) / at(x, 2026)", "draw(\"a.b\")", "3"] {
            assert_eq!(series_of(text), None, "{text}");
        }
    }
}
