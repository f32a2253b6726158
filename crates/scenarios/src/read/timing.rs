//! When a shock acts: its shape, its beginning, its trigger's window, its end and its repetition.

use std::ops::Range;

use jevons_numerics::Month;
use jevons_parameters::reader::{Fields, Found, Reading};

use super::shock::report_choice;
use crate::shock::{Moment, Shape};

/// The most months that a field may give: a century.
const MONTHS_MAX: u32 = 1200;

pub(super) struct Timing {
    pub shape: Shape,
    pub from: Option<Moment>,
    pub until: Option<Moment>,
    pub repeat_after_months: Option<u32>,
    pub delay_months: u32,
    pub length_months: Option<u32>,
}

/// Reads everything about time; `None` when something about it has been reported.
pub(super) fn read(
    fields: &Fields<'_>,
    what: &str,
    head: &Range<usize>,
    reading: &mut Reading<'_>,
) -> Option<Timing> {
    let before = reading.diagnostics.len();
    let length = months(fields, "length_months", 1, reading);
    let delay = months(fields, "delay_months", 0, reading);
    let shape = read_shape(fields, length.as_ref(), reading);
    let from = read_from(fields, reading);
    let until = read_moment(fields, "until", reading);
    let repeat = read_repetition(fields, shape, length.is_some(), reading);
    let conditional = fields.get("when").is_some();
    if !conditional && fields.get("from").is_none() && fields.get("after_months").is_none() {
        let message = format!("{what} does not say when it begins");
        let diagnostic = reading.report(message, head.clone(), "expected `from`, `after_months` or `when`");
        diagnostic.hints.push("from = \"+0\" is the first simulated month".to_owned());
    }
    for (name, instead) in [
        ("until", "`length_months` says how long the change lasts"),
        ("repeat", "write one shock for each time"),
    ] {
        if let Some(span) = fields.span(name).filter(|_| !conditional) {
            let message = format!("`{name}` has no effect without `when`");
            reading.report(message, span, "only a trigger is watched").hints.push(instead.to_owned());
        }
    }
    check_window(from.as_ref(), until.as_ref(), reading);
    if reading.diagnostics.len() > before {
        return None;
    }
    let length = length.map(|length| length.value);
    Some(Timing {
        shape: shape?,
        from: from.map(|from| from.value),
        until: until.map(|until| until.value),
        repeat_after_months: repeat,
        delay_months: delay.map_or(0, |delay| delay.value),
        length_months: if shape == Some(Shape::Pulse) { length.or(Some(1)) } else { length },
    })
}

/// A whole number of months, `least` or more.
fn months(fields: &Fields<'_>, name: &str, least: u32, reading: &mut Reading<'_>) -> Option<Found<u32>> {
    let found = fields.number(name, reading)?;
    let whole = (least..=MONTHS_MAX).find(|months| f64::from(*months) == found.value);
    if whole.is_none() {
        let label = format!("expected a whole number from {least} to {MONTHS_MAX}, found {}", found.value);
        reading.report(format!("`{name}` counts whole months"), found.span.clone(), label);
    }
    whole.map(|value| Found { value, span: found.span })
}

fn read_shape(fields: &Fields<'_>, length: Option<&Found<u32>>, reading: &mut Reading<'_>) -> Option<Shape> {
    let ramp = months(fields, "ramp_months", 1, reading);
    let ramp_span = fields.span("ramp_months");
    let name = match fields.get("shape") {
        Some(_) => fields.text("shape", reading)?,
        None => Found { value: "step", span: 0..0 },
    };
    let shape = match name.value {
        "step" => Shape::Step,
        "pulse" => Shape::Pulse,
        "ramp" => {
            let Some(months) = ramp else {
                if ramp_span.is_none() {
                    let diagnostic = reading.report(
                        "a ramp needs its months",
                        name.span,
                        "expected `ramp_months` as well",
                    );
                    diagnostic
                        .hints
                        .push("ramp_months = 6 brings a sixth of the change each month".to_owned());
                }
                return None;
            };
            if let Some(length) = length.filter(|length| length.value < months.value) {
                let message = "the ramp is longer than the shock";
                let label = format!("expected {} at most, found {}", length.value, months.value);
                let context = (reading.place(length.span.clone()), "the shock ends then".to_owned());
                reading.report(message, months.span, label).context.push(context);
                return None;
            }
            return Some(Shape::Ramp { months: months.value });
        }
        _ => {
            report_choice("shape", &name, Shape::NAMES.into_iter(), reading);
            return None;
        }
    };
    if let Some(span) = ramp_span {
        let label = format!("the shape is `{}`", name.value);
        let diagnostic = reading.report("`ramp_months` has no effect without a ramp", span, label);
        diagnostic.hints.push("write shape = \"ramp\", or remove the line".to_owned());
        return None;
    }
    Some(shape)
}

/// `from`, or `after_months`, which says the same of months after the first.
fn read_from(fields: &Fields<'_>, reading: &mut Reading<'_>) -> Option<Found<Moment>> {
    let from = read_moment(fields, "from", reading);
    let after = months(fields, "after_months", 0, reading);
    if let (Some(first), Some(second)) = (fields.span("from"), fields.span("after_months")) {
        let context = (reading.place(first), "said here".to_owned());
        let diagnostic = reading.report("the beginning is given twice", second, "second time");
        diagnostic.context.push(context);
        diagnostic.hints.push("after_months = 6 and from = \"+6\" mean the same; keep one".to_owned());
        return None;
    }
    from.or_else(|| after.map(|after| Found { value: Moment::After(after.value), span: after.span }))
}

fn read_moment(fields: &Fields<'_>, name: &str, reading: &mut Reading<'_>) -> Option<Found<Moment>> {
    let value = fields.get(name)?;
    let Some(found) = fields.text(name, reading) else {
        if let Some(last) = reading.diagnostics.last_mut().filter(|_| !value.get_ref().is_str()) {
            last.hints.push(format!("write {name} = \"2026-06\" or {name} = \"+6\", with quotes"));
        }
        return None;
    };
    let moment = match found.value.strip_prefix('+') {
        Some(months) if months.bytes().all(|byte| byte.is_ascii_digit()) => {
            months.parse().ok().filter(|months| *months <= MONTHS_MAX).map(Moment::After)
        }
        _ => found.value.parse::<Month>().ok().map(Moment::Month),
    };
    if moment.is_none() {
        let message = format!("`{}` is not a month", found.value.escape_debug());
        let diagnostic =
            reading.report(message, found.span.clone(), "expected a month as 2026-06, or months as +6");
        diagnostic.hints.push("+6 is six months after the first simulated month".to_owned());
    }
    moment.map(|value| Found { value, span: found.span })
}

/// Months after its end in which the shock may not begin again; `None` when it begins once.
fn read_repetition(
    fields: &Fields<'_>,
    shape: Option<Shape>,
    has_length: bool,
    reading: &mut Reading<'_>,
) -> Option<u32> {
    let repeat = fields.boolean("repeat", reading);
    let cooldown = months(fields, "cooldown_months", 0, reading);
    let repeats = repeat.as_ref().is_some_and(|repeat| repeat.value);
    if let Some(span) = fields.span("cooldown_months").filter(|_| !repeats) {
        let diagnostic =
            reading.report("`cooldown_months` has no effect", span, "the shock begins only once");
        diagnostic.hints.push("write repeat = true, or remove the line".to_owned());
        return None;
    }
    let repeat = repeat.filter(|repeat| repeat.value)?;
    if shape.is_some_and(|shape| shape != Shape::Pulse) && !has_length {
        let label = "it goes on to the end of the run";
        let diagnostic = reading.report("a shock that does not end cannot repeat", repeat.span, label);
        diagnostic.hints.push("give it `length_months`, or shape = \"pulse\"".to_owned());
        return None;
    }
    Some(cooldown.map_or(0, |cooldown| cooldown.value))
}

/// A window that closes before it opens, where both ends are given in the same way.
fn check_window(from: Option<&Found<Moment>>, until: Option<&Found<Moment>>, reading: &mut Reading<'_>) {
    let (Some(from), Some(until)) = (from, until) else { return };
    let reversed = match (from.value, until.value) {
        (Moment::Month(from), Moment::Month(until)) => until < from,
        (Moment::After(from), Moment::After(until)) => until < from,
        _ => false,
    };
    if reversed {
        let context = (reading.place(from.span.clone()), "watched from here".to_owned());
        let label = format!("expected {} or later, found {}", from.value, until.value);
        let message = "the trigger would never be watched";
        reading.report(message, until.span.clone(), label).context.push(context);
    }
}
