//! What is allowed and yet probably not what was meant: shocks that never act, change nothing, or undo each other.

use jevons_parameters::{Diagnostic, Place};

use crate::program::{Instruction, Program, Start, month_at};
use crate::scenario::Scenario;
use crate::shock::{Operation, Shock};
use crate::vocabulary::Vocabulary;

/// Looks at all shocks of a composition, in order.
pub(super) fn find(
    shocks: &[(&Scenario, &Shock)],
    program: &Program,
    vocabulary: &Vocabulary,
) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    for ((scenario, shock), instruction) in shocks.iter().zip(&program.shocks) {
        warnings.extend(without_effect(scenario, shock));
        warnings.extend(out_of_time(scenario, shock, instruction, vocabulary));
    }
    for later in 1..shocks.len() {
        for earlier in 0..later {
            warnings.extend(undone(shocks, program, vocabulary, earlier, later));
        }
    }
    warnings.into_iter().map(Diagnostic::warning).collect()
}

fn name(scenario: &Scenario, shock: &Shock) -> String {
    format!("{}/{}", scenario.id, shock.id)
}

fn without_effect(scenario: &Scenario, shock: &Shock) -> Option<Diagnostic> {
    let label = match shock.operation {
        Operation::Add if shock.value == 0.0 => "adds nothing",
        Operation::Scale if shock.value == 1.0 => "leaves it as it is",
        _ => return None,
    };
    let place = Place::new(&scenario.file, shock.places.value.clone());
    Some(Diagnostic::new(format!("`{}` changes nothing", name(scenario, shock)), place, label))
}

fn out_of_time(
    scenario: &Scenario,
    shock: &Shock,
    instruction: &Instruction,
    vocabulary: &Vocabulary,
) -> Option<Diagnostic> {
    let months = vocabulary.months as i64;
    let name = name(scenario, shock);
    let last = month_at(vocabulary.first_month, months - 1)?;
    let at = |place: &Option<std::ops::Range<usize>>, message: String, label: String| {
        let place = place.clone().unwrap_or_else(|| shock.places.id.clone());
        Some(Diagnostic::new(message, Place::new(&scenario.file, place), label))
    };
    let (from_place, until_place) = (&shock.places.from, &shock.places.until);
    match &instruction.start {
        Start::At(from) => {
            let begins = from + instruction.delay;
            if begins >= months {
                let label = format!("the last simulated month is {last}");
                return at(from_place, format!("`{name}` never begins"), label);
            }
            if begins >= 0 {
                return None;
            }
            let label = format!("the first simulated month is {}", vocabulary.first_month);
            match instruction.length.is_some_and(|length| begins + length <= 0) {
                true => at(from_place, format!("`{name}` ends before the first month"), label),
                false => at(from_place, format!("`{name}` began before the first month"), label)
                    .map(|warning| warning.hint("it acts from the first month on as if it had begun then")),
            }
        }
        Start::When(condition) if condition.from >= months => {
            let label = format!("the last simulated month is {last}");
            at(from_place, format!("the trigger of `{name}` is never watched"), label)
        }
        Start::When(condition) if condition.until < condition.from.max(0) => {
            let opens = month_at(vocabulary.first_month, condition.from.max(0))?;
            let label = format!("it would be watched from {opens} on");
            at(until_place, format!("the trigger of `{name}` is never watched"), label)
        }
        Start::When(_) => None,
    }
}

/// First month in which a dated shock acts, and the first in which it does no more, within the simulated months.
fn period(instruction: &Instruction, months: i64) -> Option<(i64, i64)> {
    let Start::At(from) = instruction.start else { return None };
    let begins = from + instruction.delay;
    let ends = instruction.length.map_or(months, |length| begins + length);
    let (begins, ends) = (begins.max(0), ends.min(months));
    (begins < ends).then_some((begins, ends))
}

/// A later `set` that covers what an earlier shock does to the same value. Within one file a row of settings, each
/// in place of the one before, is a plain way to write a path; there only what never shows is told.
fn undone(
    shocks: &[(&Scenario, &Shock)],
    program: &Program,
    vocabulary: &Vocabulary,
    earlier: usize,
    later: usize,
) -> Option<Diagnostic> {
    let months = vocabulary.months as i64;
    let (first, second) = (program.shocks.get(earlier)?, program.shocks.get(later)?);
    let shared = first.cells.iter().any(|cell| second.cells.contains(cell));
    if second.operation != Operation::Set || !shared {
        return None;
    }
    let (first_period, second_period) = (period(first, months)?, period(second, months)?);
    let overlap = (first_period.0.max(second_period.0), first_period.1.min(second_period.1));
    let ((first_scenario, first_shock), (second_scenario, second_shock)) =
        (shocks.get(earlier)?, shocks.get(later)?);
    let hidden = overlap == first_period && first.cells.iter().all(|cell| second.cells.contains(cell));
    if overlap.0 >= overlap.1 || (first_scenario.id == second_scenario.id && !hidden) {
        return None;
    }
    let (first_name, second_name) = (name(first_scenario, first_shock), name(second_scenario, second_shock));
    let when = span_in_words(overlap, months, vocabulary);
    let message = match first.operation {
        Operation::Set => {
            format!("`{first_name}` and `{second_name}` both set `{}`", second_shock.target.name)
        }
        _ => format!("`{second_name}` sets what `{first_name}` changes, `{}`", second_shock.target.name),
    };
    let place = |scenario: &Scenario, shock: &Shock| {
        Place::new(&scenario.file, shock.places.target.span(0..shock.target.name.len()))
    };
    let why = match first_scenario.id == second_scenario.id {
        true => "it stands later in the file",
        false => "its scenario is named later",
    };
    let warning = Diagnostic::new(
        message,
        place(second_scenario, second_shock),
        format!("this one wins {when}: {why}"),
    )
    .with_context(place(first_scenario, first_shock), format!("this one has no effect {when}"));
    Some(match first_scenario.id == second_scenario.id {
        true => warning,
        false => {
            let outcome = if first.operation == Operation::Set { "the other win" } else { "both act" };
            warning.hint(format!("{}+{} lets {outcome}", second_scenario.id, first_scenario.id))
        }
    })
}

fn span_in_words(period: (i64, i64), months: i64, vocabulary: &Vocabulary) -> String {
    let month =
        |at: i64| month_at(vocabulary.first_month, at).map_or_else(String::new, |month| month.to_string());
    match period {
        (0, ends) if ends == months => "in all months".to_owned(),
        (begins, ends) if ends == months => format!("from {} on", month(begins)),
        (begins, ends) if ends == begins + 1 => format!("in {}", month(begins)),
        (begins, ends) => format!("from {} to {}", month(begins), month(ends - 1)),
    }
}
