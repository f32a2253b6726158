//! One `[[shock]]`: what it changes and how.

use jevons_expression::{Problem, Quotation};
use std::ops::Range;

use jevons_parameters::nearest;
use jevons_parameters::reader::{Field, Fields, Found, Reading, listed};
use toml::de::DeTable;

use super::timing::{self, Timing};
use super::{check_id, one_line};
use crate::shock::{Operation, Places, Shape, Shock, Target};
use crate::trigger::{Trigger, name_with_agents};

const FIELDS: &[Field] = &[
    Field::required("id", "id = \"round-fails\""),
    Field::required("describe", "describe = \"No round finds money\""),
    Field::required("target", "target = 'levers.round_money[\"OpenAI\"]'"),
    Field::optional("operation", "operation = \"scale\""),
    Field::optional("value", "value = 0.5"),
    Field::optional("state", "state = \"off\""),
    Field::optional("shape", "shape = \"ramp\""),
    Field::optional("ramp_months", "ramp_months = 6"),
    Field::optional("from", "from = \"2026-06\""),
    Field::optional("after_months", "after_months = 6"),
    Field::optional("when", "when = \"min(lab.runway_months) < 6\""),
    Field::optional("until", "until = \"2028-12\""),
    Field::optional("repeat", "repeat = true"),
    Field::optional("cooldown_months", "cooldown_months = 12"),
    Field::optional("delay_months", "delay_months = 2"),
    Field::optional("length_months", "length_months = 12"),
];

/// Reads the shock at `position` of its file; `None` when something about it has been reported.
pub(super) fn read<'a>(
    position: usize,
    table: &Found<&'a DeTable<'a>>,
    reading: &mut Reading<'_>,
) -> Option<Shock> {
    let before = reading.diagnostics.len();
    let named = table.value.get("id").and_then(|id| id.get_ref().as_str()).filter(|id| !id.trim().is_empty());
    let what = match named {
        Some(id) => format!("shock `{}`", id.escape_debug()),
        None => format!("shock {}", position + 1),
    };
    let head = header(reading.text, &table.span);
    let fields = Fields::check(table.value, FIELDS, &what, &head, reading);
    let id_span = fields.span("id").unwrap_or_else(|| head.clone());
    let id = fields.text("id", reading).and_then(|id| check_id(&id, "a shock", "round-fails", reading));
    let describe =
        fields.text("describe", reading).and_then(|describe| one_line("describe", &describe, reading));
    let target = read_target(&fields, reading);
    let change = read_change(&fields, target.as_ref().map(|(target, _)| target), &what, &head, reading);
    let when = read_trigger(&fields, reading);
    let timing = timing::read(&fields, &what, &head, reading);
    if reading.diagnostics.len() > before {
        return None;
    }
    let ((target, target_place), (operation, value, value_place)) = (target?, change?);
    let Timing { shape, from, until, repeat_after_months, delay_months, length_months } = timing?;
    if target.is_mechanism() && matches!(shape, Shape::Ramp { .. }) {
        let span = fields.span("shape")?;
        reading.report("a mechanism cannot be switched by degrees", span, "expected `step` or `pulse`");
        return None;
    }
    let (when, when_place) = when.unzip();
    Some(Shock {
        id: id?,
        describe: describe?,
        target,
        operation,
        value,
        shape,
        from,
        when,
        until,
        repeat_after_months,
        delay_months,
        length_months,
        places: Places {
            id: id_span,
            target: target_place,
            value: value_place,
            from: fields.span("from").or_else(|| fields.span("after_months")),
            when: when_place,
            until: fields.span("until"),
        },
    })
}

/// The header `[[shock]]`, where the span of the table may go on to the fields.
fn header(text: &str, span: &Range<usize>) -> Range<usize> {
    let rest = text.get(span.clone()).unwrap_or_default();
    let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
    span.start..span.start + length
}

/// Reports problems with a text inside quotes.
fn report_all(problems: Vec<Problem>, quotation: &Quotation, reading: &mut Reading<'_>) {
    let file = reading.file;
    reading.diagnostics.extend(problems.into_iter().map(|problem| problem.at(file, quotation)));
}

fn read_target(fields: &Fields<'_>, reading: &mut Reading<'_>) -> Option<(Target, Quotation)> {
    let found = fields.text("target", reading)?;
    let quotation = Quotation::new(reading.text, found.span.clone(), found.value);
    let (name, mut agents) = match name_with_agents(found.value) {
        Ok(target) => target,
        Err(problem) => {
            report_all(vec![problem], &quotation, reading);
            return None;
        }
    };
    let mut problems = Vec::new();
    for (position, agent) in agents.iter().enumerate() {
        if agents[..position].contains(agent) {
            problems.push(Problem::new(
                format!("agent {agent} is named twice"),
                agent.span.clone(),
                "second time",
            ));
        } else if agent.text == "*" && agents.len() > 1 {
            let problem =
                Problem::new("`*` means all agents already", agent.span.clone(), "expected it alone");
            problems.push(problem.hint(format!("write {name}[\"*\"], or the names alone")));
        }
    }
    agents.retain(|agent| agent.text != "*");
    let good = problems.is_empty();
    report_all(problems, &quotation, reading);
    good.then_some((Target { name, agents }, quotation))
}

fn read_trigger(fields: &Fields<'_>, reading: &mut Reading<'_>) -> Option<(Trigger, Quotation)> {
    let found = fields.text("when", reading)?;
    let quotation = Quotation::new(reading.text, found.span.clone(), found.value);
    match Trigger::read(found.value) {
        Ok(trigger) => Some((trigger, quotation)),
        Err(problems) => {
            report_all(problems, &quotation, reading);
            None
        }
    }
}

/// What is done with the value: operation, number and the place of the number.
type ChangeRead = (Operation, f64, Range<usize>);

fn read_change(
    fields: &Fields<'_>,
    target: Option<&Target>,
    what: &str,
    head: &Range<usize>,
    reading: &mut Reading<'_>,
) -> Option<ChangeRead> {
    let is_mechanism = target.is_some_and(Target::is_mechanism);
    let operation = match fields.text("operation", reading) {
        Some(found) => Some(Found { value: read_operation(&found, reading)?, span: found.span }),
        None => None,
    };
    if let Some(operation) = operation.as_ref().filter(|o| is_mechanism && o.value != Operation::Set) {
        let label = format!("expected `set`, found `{}`", operation.value.name());
        let diagnostic = reading.report("a mechanism is on or off", operation.span.clone(), label);
        diagnostic
            .hints
            .push("write state = \"off\" or state = \"on\" instead of operation and value".to_owned());
        return None;
    }
    if fields.get("state").is_some() {
        return read_state(fields, target, operation.as_ref(), reading);
    }
    let value = fields.number("value", reading);
    if fields.get("value").is_some() && value.is_none() {
        if fields.get("value").is_some_and(|value| value.get_ref().is_str())
            && let Some(last) = reading.diagnostics.last_mut()
        {
            last.hints.push("write a plain number in the unit of the target: 0.3 for 30 %".to_owned());
        }
        return None;
    }
    let operation = match operation {
        Some(operation) => Some(operation.value),
        // What is said of a switch by its value needs no operation.
        None => is_mechanism.then_some(Operation::Set),
    };
    let (Some(operation), Some(value)) = (operation, value) else {
        // A target that could not be read may be a switch.
        if target.is_some() {
            report_missing(
                is_mechanism,
                operation.is_none(),
                fields.get("value").is_none(),
                what,
                head,
                reading,
            );
        }
        return None;
    };
    check_value(operation, &value, is_mechanism, reading)?;
    Some((operation, value.value, value.span))
}

fn report_missing(
    is_mechanism: bool,
    operation: bool,
    value: bool,
    what: &str,
    head: &Range<usize>,
    reading: &mut Reading<'_>,
) {
    let (names, example) = match (is_mechanism, operation, value) {
        (true, ..) => ("`state`", "state = \"off\""),
        (_, true, true) => ("`operation` and `value`", "operation = \"scale\"; value = 0.5"),
        (_, true, false) => ("`operation`", "operation = \"scale\""),
        _ => ("`value`", "value = 0.5"),
    };
    let message = format!("{what} does not say what it does with its target");
    let diagnostic = reading.report(message, head.clone(), format!("expected {names}"));
    diagnostic.hints.push(format!("write, for example: {example}"));
}

fn check_value(
    operation: Operation,
    value: &Found<f64>,
    is_mechanism: bool,
    reading: &mut Reading<'_>,
) -> Option<()> {
    if is_mechanism && value.value != 0.0 && value.value != 1.0 {
        let label = format!("expected 0 (off) or 1 (on), found {}", value.value);
        reading.report("a mechanism is on or off", value.span.clone(), label);
        return None;
    }
    if operation == Operation::Scale && value.value < 0.0 {
        let label = format!("expected a factor of zero or more, found {}", value.value);
        let diagnostic = reading.report("a factor cannot be negative", value.span.clone(), label);
        diagnostic
            .hints
            .push("to lower something by 30 %, scale it by 0.7; to subtract, add -0.3".to_owned());
        return None;
    }
    Some(())
}

fn read_operation(found: &Found<&str>, reading: &mut Reading<'_>) -> Option<Operation> {
    let names = || Operation::ALL.into_iter().map(|(name, _)| name);
    let operation = Operation::ALL.into_iter().find(|(name, _)| *name == found.value);
    if operation.is_none() {
        report_choice("operation", found, names(), reading);
        let last = reading.diagnostics.last_mut();
        if let (Some(last), "multiply" | "subtract") = (last, found.value) {
            last.hints = vec!["to multiply is `scale`; to subtract is to `add` a negative value".to_owned()];
        }
    }
    operation.map(|(_, operation)| operation)
}

/// Reports a word that is not one of a few.
pub(super) fn report_choice<'n>(
    name: &str,
    found: &Found<&str>,
    choices: impl Iterator<Item = &'n str> + Clone,
    reading: &mut Reading<'_>,
) {
    let near = nearest(found.value, choices.clone(), 1);
    let message = format!("there is no {name} `{}`", found.value.escape_debug());
    let diagnostic =
        reading.report(message, found.span.clone(), format!("expected {}", listed(choices, "or")));
    diagnostic.hints.extend(near.first().map(|near| format!("did you mean `{near}`?")));
}

fn read_state(
    fields: &Fields<'_>,
    target: Option<&Target>,
    operation: Option<&Found<Operation>>,
    reading: &mut Reading<'_>,
) -> Option<ChangeRead> {
    let state = fields.text("state", reading)?;
    if let Some(target) = target.filter(|target| !target.is_mechanism()) {
        let message = format!("`{target}` has no state");
        let diagnostic = reading.report(message, state.span, "only mechanisms are on or off");
        diagnostic.hints.push("write an operation and a value, or the target mechanism.M08".to_owned());
        return None;
    }
    let idle = operation.map(|operation| ("operation", operation.span.clone()));
    if let Some((name, span)) = idle.or_else(|| fields.span("value").map(|span| ("value", span))) {
        let message = format!("`{name}` has no effect beside `state`");
        reading.report(message, span, "said already").hints.push("remove the line".to_owned());
        return None;
    }
    let value = match state.value {
        "off" => 0.0,
        "on" => 1.0,
        _ => {
            report_choice("state", &state, ["off", "on"].into_iter(), reading);
            return None;
        }
    };
    Some((Operation::Set, value, state.span))
}
