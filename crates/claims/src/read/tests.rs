//! The three tests of a claim.

use std::collections::BTreeMap;
use std::ops::Range;

use jevons_facts::Period;
use jevons_parameters::nearest;
use jevons_parameters::reader::{Field, Fields, Found, Reading, wrong_type};
use jiff::civil::Date;

use super::formula::{self, Speaks};
use super::{inner, unknown_word};
use crate::assumption::AssumptionTest;
use crate::library::Known;
use crate::model::{Direction, ModelTest, Rule, Statistic};
use crate::record::{Figure, RecordTest, Shown};
use crate::world::World;

const RECORD: &[Field] = &[
    Field::required("question", "question = \"Did OpenAI lose more in 2025 than in 2024?\""),
    Field::optional("holds", "holds = 'fact(\"OpenAI\", \"cash_burn\", 2025) > 5'"),
    Field::optional("mixed", "mixed = '...'"),
    Field::optional("fails", "fails = '...'"),
    Field::optional("due", "due = \"2030-12\""),
    Field::optional("missing", "missing = \"What is not public\""),
    Field::optional("shows", "shows = [{ label = \"Loss of 2024\", value = '...', unit = \"USD billion\" }]"),
    Field::optional("because", "because = \"Why the rule is as it is\""),
];

const SHOWN: &[Field] = &[
    Field::required("label", "label = \"Loss of 2024\""),
    Field::required("value", "value = 'fact(\"OpenAI\", \"cash_burn\", 2024)'"),
    Field::required("unit", "unit = \"USD billion\""),
];

/// The table `record`.
pub(super) fn record(
    claim: &Fields<'_>,
    head: &Range<usize>,
    figures: &BTreeMap<String, Figure>,
    reading: &mut Reading<'_>,
) -> Option<RecordTest> {
    let (table, _) = inner(claim, "record", reading)?;
    let fields = Fields::check(table, RECORD, "the test against the record", head, reading);
    let mut formula = |name| formula::read(&fields, name, Speaks::OfFacts(figures), true, reading);
    let [holds, mixed, fails] = ["holds", "mixed", "fails"].map(&mut formula);
    let due = day(&fields, "due", reading);
    let missing = text(&fields, "missing", reading);
    if fields.get("holds").is_none() && fields.get("missing").is_none() {
        let span = fields.span("question").unwrap_or_else(|| head.clone());
        let label = "expected `holds`, or `missing`, or both";
        let diagnostic = reading.report("the test says not how it is decided", span, label);
        diagnostic.hints.push("`missing` says what is not public where no fact can decide it".to_owned());
    }
    if fields.get("holds").is_none() && (mixed.is_some() || fails.is_some()) {
        let span = fields.span("mixed").or(fields.span("fails")).unwrap_or_else(|| head.clone());
        reading.report("`mixed` and `fails` need `holds`", span, "nothing says when it holds");
    }
    Some(RecordTest {
        question: text(&fields, "question", reading)?,
        holds,
        mixed,
        fails,
        due,
        missing,
        shows: shows(&fields, figures, reading),
        because: text(&fields, "because", reading),
    })
}

fn shows(fields: &Fields<'_>, figures: &BTreeMap<String, Figure>, reading: &mut Reading<'_>) -> Vec<Shown> {
    let found = if fields.get("shows").is_some() { fields.tables("shows", reading) } else { None };
    let read = |table: Found<&toml::de::DeTable<'_>>, reading: &mut Reading<'_>| {
        let fields = Fields::check(table.value, SHOWN, "a number to show", &table.span, reading);
        let value = formula::read(&fields, "value", Speaks::OfFacts(figures), false, reading);
        Some(Shown {
            label: text(&fields, "label", reading)?,
            value: value?,
            unit: text(&fields, "unit", reading)?,
        })
    };
    found.unwrap_or_default().into_iter().filter_map(|table| read(table, reading)).collect()
}

const ASSUMPTION: &[Field] = &[
    Field::required("parameter", "parameter = \"open_weights.lag_months\""),
    Field::required("says", "says = [6, 12]"),
    Field::optional("because", "because = \"Why this parameter\""),
];

/// The table `assumption`.
pub(super) fn assumption(
    claim: &Fields<'_>,
    head: &Range<usize>,
    known: &Known<'_>,
    reading: &mut Reading<'_>,
) -> Option<AssumptionTest> {
    let (table, _) = inner(claim, "assumption", reading)?;
    let fields = Fields::check(table, ASSUMPTION, "the test against the assumptions", head, reading);
    let parameter = fields.text("parameter", reading);
    if let Some(found) = &parameter
        && !known.parameters.iter().any(|key| key == found.value)
    {
        let near = nearest(found.value, known.parameters.iter().map(String::as_str), 1);
        let near = near.first().map(|near| (*near).to_owned());
        let message = format!("there is no parameter `{}`", found.value);
        let diagnostic = reading.report(message, found.span.clone(), "expected the key of a parameter");
        diagnostic.hints.push(match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`jevons params list` shows them".to_owned(),
        });
    }
    let says = says(&fields, reading);
    let because = text(&fields, "because", reading);
    Some(AssumptionTest { parameter: parameter?.value.to_owned(), says: says?, because })
}

/// One number, or the least and the greatest.
fn says(fields: &Fields<'_>, reading: &mut Reading<'_>) -> Option<(f64, f64)> {
    let value = fields.get("says")?;
    if !value.get_ref().is_array() {
        let one = fields.number("says", reading)?.value;
        return Some((one, one));
    }
    let found = fields.numbers("says", reading)?;
    match found.as_slice() {
        [low, high] if low.value <= high.value => Some((low.value, high.value)),
        _ => wrong_type(value, "`says`", "one number, or the least and the greatest", reading),
    }
}

const MODEL: &[Field] = &[
    Field::required("question", "question = \"Does a lab default by 2030?\""),
    Field::required("world", "world = \"baseline\""),
    Field::optional("against", "against = \"baseline without M08\""),
    Field::optional("given", "given = 'draw(\"demand.elasticity_above_todays_price\") > -0.5'"),
    Field::optional("counts", "counts = 'ever(fin.drawdown > 0.5)'"),
    Field::optional("holds_from", "holds_from = 0.5"),
    Field::optional("fails_to", "fails_to = 0.5"),
    Field::optional("measure", "measure = 'end(market.capex_five)'"),
    Field::optional("unit", "unit = \"USD a year\""),
    Field::optional("expected", "expected = \"higher\""),
    Field::optional("by", "by = 0.05"),
    Field::optional("by_absolute", "by_absolute = 0.1"),
    Field::optional("statistic", "statistic = \"median\""),
    Field::optional("because", "because = \"Why the test is as it is\""),
];

/// The table `model`.
pub(super) fn model(
    claim: &Fields<'_>,
    head: &Range<usize>,
    known: &Known<'_>,
    reading: &mut Reading<'_>,
) -> Option<ModelTest> {
    let (table, value) = inner(claim, "model", reading)?;
    let fields = Fields::check(table, MODEL, "the test against the model", head, reading);
    let world = world(&fields, "world", known, reading);
    let against = world_if(&fields, "against", known, reading);
    let given = formula::read(&fields, "given", Speaks::OfRuns, true, reading);
    let counts = formula::read(&fields, "counts", Speaks::OfRuns, true, reading);
    let measure = formula::read(&fields, "measure", Speaks::OfRuns, false, reading);
    let rule = rule(&fields, &value.span(), reading);
    Some(ModelTest {
        question: text(&fields, "question", reading)?,
        world: world?,
        against,
        given,
        counts,
        measure,
        unit: text(&fields, "unit", reading).unwrap_or_default(),
        rule: rule?,
        because: text(&fields, "because", reading),
    })
}

/// The rule: by `expected` when there is one, else by the probability of `counts`.
fn rule(fields: &Fields<'_>, head: &Range<usize>, reading: &mut Reading<'_>) -> Option<Rule> {
    let has = |name: &str| fields.get(name).is_some();
    let report = |reading: &mut Reading<'_>, message: &str, label: &str| {
        let diagnostic = reading.report(message, head.clone(), label);
        diagnostic.hints.push("docs/claims.md has both kinds of rule".to_owned());
    };
    if !has("expected") {
        for name in ["by", "by_absolute", "statistic"] {
            if has(name) {
                report(
                    reading,
                    &format!("`{name}` needs `expected`"),
                    "expected `higher`, `lower` or `unchanged`",
                );
            }
        }
        if !has("counts") || !has("holds_from") || !has("fails_to") {
            let label = "expected `counts` with `holds_from` and `fails_to`, or `measure` with `expected`";
            report(reading, "the test has no rule for its verdict", label);
            return None;
        }
        let holds_from = share(fields, "holds_from", reading)?;
        let fails_to = share(fields, "fails_to", reading)?;
        if fails_to > holds_from {
            report(reading, "it would hold and fail at once", "expected `fails_to` not above `holds_from`");
        }
        return Some(Rule::Probability { holds_from, fails_to });
    }
    if !has("measure") || !has("against") || has("by") == has("by_absolute") {
        let label = "expected `measure`, `against`, and one of `by` and `by_absolute`";
        report(reading, "a difference needs two worlds, a number and a size that matters", label);
        return None;
    }
    let found = fields.text("expected", reading)?;
    let Some(expected) = Direction::parse(found.value) else {
        unknown_word("direction", found.value, found.span, &Direction::NAMES, reading);
        return None;
    };
    let absolute = has("by_absolute");
    let by = fields.number(if absolute { "by_absolute" } else { "by" }, reading)?;
    if by.value < 0.0 {
        reading.report("a size has no sign", by.span, "expected a number from 0 on");
        return None;
    }
    let statistic = match fields.get("statistic") {
        None => Statistic::Mean,
        Some(_) => {
            let found = fields.text("statistic", reading)?;
            let Some(statistic) = Statistic::parse(found.value) else {
                unknown_word("statistic", found.value, found.span, &Statistic::NAMES, reading);
                return None;
            };
            statistic
        }
    };
    Some(Rule::Difference { expected, by: by.value, absolute, statistic })
}

fn share(fields: &Fields<'_>, name: &str, reading: &mut Reading<'_>) -> Option<f64> {
    let found = fields.number(name, reading)?;
    if (0.0..=1.0).contains(&found.value) {
        return Some(found.value);
    }
    let label = "expected a share from 0 to 1";
    let diagnostic = reading.report(format!("`{name}` is no probability"), found.span, label);
    diagnostic.hints.push("30 % is 0.3".to_owned());
    None
}

fn world_if(fields: &Fields<'_>, name: &str, known: &Known<'_>, reading: &mut Reading<'_>) -> Option<World> {
    if fields.get(name).is_some() { world(fields, name, known, reading) } else { None }
}

fn world(fields: &Fields<'_>, name: &str, known: &Known<'_>, reading: &mut Reading<'_>) -> Option<World> {
    let found = fields.text(name, reading)?;
    let world: World = match found.value.parse() {
        Ok(world) => world,
        Err(error) => {
            let message = format!("`{name}` names no world: {error}");
            let diagnostic =
                reading.report(message, found.span, "expected a scenario or `baseline`, and what is changed");
            diagnostic.hints.push("for example \"baseline without M08\" or \"S01+S07\"".to_owned());
            return None;
        }
    };
    for scenario in world.scenarios() {
        if !known.scenarios.iter().any(|id| id == scenario) {
            let all: Vec<&str> = known.scenarios.iter().map(String::as_str).collect();
            unknown_word("scenario", scenario, found.span.clone(), &all, reading);
        }
    }
    for mechanism in &world.without {
        if !known.mechanisms.contains(mechanism) {
            let all: Vec<&str> = known.mechanisms.iter().map(String::as_str).collect();
            unknown_word("mechanism", mechanism, found.span.clone(), &all, reading);
        }
    }
    for input in &world.set {
        let key = input.split('=').next().unwrap_or_default();
        let key = key.split('[').next().unwrap_or_default();
        if !known.inputs.iter().chain(known.parameters).any(|input| input == key) {
            let all: Vec<&str> = known.inputs.iter().map(String::as_str).collect();
            unknown_word("input", key, found.span.clone(), &all, reading);
        }
    }
    Some(world)
}

fn text(fields: &Fields<'_>, name: &str, reading: &mut Reading<'_>) -> Option<String> {
    fields.text(name, reading).map(|found| found.value.trim().to_owned())
}

/// The last day of a time.
fn day(fields: &Fields<'_>, name: &str, reading: &mut Reading<'_>) -> Option<Date> {
    let found = fields.text(name, reading)?;
    if let Some(period) = Period::parse(found.value) {
        return Some(period.end());
    }
    let message = format!("`{}` is no time", found.value);
    reading.report(message, found.span, "expected a time such as 2025, 2025-Q3, 2025-06 or 2025-06-30");
    None
}
