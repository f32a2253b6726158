//! What would change the answer: how far the record is from turning it, which regimes and which assumptions would.

use jevons_claims::{Claim, Margin, ModelAnswer, ModelTest, RecordAnswer, RecordTest, Rule, Turn, Verdict};
use jevons_report::format::{percent, significant};

use super::{Answered, Pages, model};
use crate::commands::claims::runs::Looked;
use crate::commands::claims::words;

/// Heads with sentences.
pub fn changes(pages: &Pages<'_>, tested: &Claim, answered: &Answered<'_>) -> Vec<(String, String)> {
    let mut changes = Vec::new();
    if let (Some(test), Some(answer)) = (&tested.record, &answered.answer.record) {
        of_record(test, answer, &mut changes);
    }
    if let (Some(test), Some(answer), Some(looked)) =
        (&tested.model, &answered.answer.model, &answered.looked)
    {
        of_rule(test, answer, &mut changes);
        of_regimes(test, answer, looked, &mut changes);
        of_drivers(pages, test, answer, looked, &mut changes);
    }
    if let (Some(test), Some(answer)) = (&tested.assumption, &answered.answer.assumption) {
        let [low, _, high] = answer.points.map(|value| words::amount(value, answer.unit));
        changes.push((
            "Another range of the assumption.".to_owned(),
            format!(
                "{} is drawn mostly from {low} to {high}; its sources are shown by `jevons params show {}`.",
                words::input(&test.parameter, pages.parameters),
                test.parameter
            ),
        ));
    }
    if let Some(wanted) = &tested.wanted {
        changes.push(("What would decide it.".to_owned(), wanted.clone()));
    }
    changes
}

/// Most characters of a comparison that is shown here; the rule has it in full.
const LONGEST: usize = 160;

/// With a capital letter at the beginning.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn of_record(test: &RecordTest, answer: &RecordAnswer, changes: &mut Vec<(String, String)>) {
    let mut add = |head: &str, text: String| changes.push((head.to_owned(), text));
    let turning: Vec<&Margin> = answer.margins.iter().filter(|margin| margin.turns_to.is_some()).collect();
    for margin in turning.iter().take(4) {
        add("A number of the record.", margin_in_words(margin, answer.verdict));
    }
    if turning.is_empty() && answer.verdict.decides() && !answer.margins.is_empty() {
        add(
            "No single number of the record.",
            "Several facts would have to be others at once for the verdict to turn.".to_owned(),
        );
    }
    if let Some(tier) = answer.tier.filter(|_| answer.verdict.decides()) {
        let text = format!(
            "The verdict rests on sources of tier {tier} at worst. A better source that says something else counts for more."
        );
        add("A better source.", text);
    }
    if let (Verdict::Open, Some(due)) = (answer.verdict, test.due) {
        add("Time.", format!("It fails if it has not come about by {due}."));
    }
    if let Some(missing) = &test.missing {
        add("A publication.", format!("Not public today: {missing}."));
    }
}

fn margin_in_words(margin: &Margin, verdict: Verdict) -> String {
    let turned = margin.turns_to.map_or("another", Verdict::as_str);
    let Margin { text, left, right, holds, .. } = margin;
    let distance = (right - left).abs();
    let relative = if distance > 10.0 * left.abs() {
        String::new()
    } else {
        format!(", {} % of it", significant(100.0 * distance / left.abs()))
    };
    let state = if *holds { "That is so" } else { "That is not so" };
    let size = if distance == 0.0 {
        "it is right at the bound".to_owned()
    } else {
        format!("it is {} from the bound{relative}", significant(distance))
    };
    let asked = words::plain(text);
    let asked = if asked.chars().count() > LONGEST {
        "one side of it is as large as the other asks".to_owned()
    } else {
        asked
    };
    format!(
        "The rule asks whether {asked}: {} against {}. {state}, and {size}. The other way round the verdict would be “{turned}” and not “{verdict}”.",
        significant(*left),
        significant(*right)
    )
}

/// How far the share of runs or the difference is from the bounds of the rule.
fn of_rule(test: &ModelTest, answer: &ModelAnswer, changes: &mut Vec<(String, String)>) {
    let text = match (&test.rule, answer.probability, &answer.effect) {
        (Rule::Probability { holds_from, fails_to }, Some((share, _)), _) => {
            let bound = match answer.verdict {
                Verdict::Holds => *fails_to,
                Verdict::Fails => *holds_from,
                _ if share >= 0.5 * (holds_from + fails_to) => *holds_from,
                _ => *fails_to,
            };
            format!(
                "It happens in {} of runs, and the bound of the rule nearest to another verdict is {}: {} of the {} runs would have to come out differently, by other assumptions or another model.",
                percent(share),
                percent(bound),
                ((share - bound).abs() * answer.runs as f64).ceil(),
                answer.runs
            )
        }
        (Rule::Difference { absolute, statistic, by, .. }, _, Some(effect)) => {
            let size = if *absolute {
                words::amount(*by, &test.unit)
            } else {
                format!("{} %", significant(100.0 * by))
            };
            format!(
                "The difference is {}, and {size} is what matters.",
                words::difference(effect, *absolute, *statistic, &test.unit)
            )
        }
        _ => return,
    };
    changes.push(("The bound of the rule.".to_owned(), text));
}

fn of_regimes(test: &ModelTest, answer: &ModelAnswer, looked: &Looked, changes: &mut Vec<(String, String)>) {
    let against = looked.against.as_ref().map(|read| &*read.readings);
    let regimes = test.by_regime(model::drawn(looked), &looked.world.readings, against);
    let clear = |verdict: Verdict| matches!(verdict, Verdict::Holds | Verdict::Fails);
    let other =
        regimes.iter().filter(|one| clear(one.answer.verdict) && one.answer.verdict != answer.verdict);
    let said: Vec<String> = other
        .map(|one| {
            let numbers = words::numbers(test, &one.answer);
            format!("{}: {} ({}; {numbers})", one.quantity, one.regime, one.answer.verdict)
        })
        .collect();
    let text = if said.is_empty() {
        "In none of the regimes of the deciding quantities do the runs clearly say something else.".to_owned()
    } else {
        format!(
            "If one knew that the world is in one of these regimes, the answer would be another. {}.",
            capital(&said.join("; "))
        )
    };
    changes.push(("Knowing the regime.".to_owned(), text));
}

fn of_drivers(
    pages: &Pages<'_>,
    test: &ModelTest,
    answer: &ModelAnswer,
    looked: &Looked,
    changes: &mut Vec<(String, String)>,
) {
    let against = looked.against.as_ref().map(|read| &*read.readings);
    let drivers = test.drivers(model::drawn(looked), &looked.world.readings, against);
    if drivers.tried == 0 {
        return;
    }
    if drivers.found.is_empty() {
        let text = format!(
            "None of the {} uncertain assumptions goes together with the outcome more than chance would let it: with {} runs, rank correlations below {:.2} cannot be told from noise.",
            drivers.tried, answer.runs, drivers.noise
        );
        changes.push(("No single assumption.".to_owned(), text));
    }
    for driver in &drivers.found {
        let what = words::input(&driver.parameter, pages.parameters);
        let direction = if driver.correlation > 0.0 { "more" } else { "less" };
        let outcome = match test.rule {
            Rule::Difference { .. } => "the difference",
            // What happens in all runs or in none goes together with nothing: then it is the number that is looked at.
            Rule::Probability { .. }
                if answer.probability.is_some_and(|(share, _)| share == 0.0 || share == 1.0) =>
            {
                "the number"
            }
            Rule::Probability { .. } => "what is asked",
        };
        let turn = match &driver.turn {
            Some(turn) => turn_in_words(pages, test, &driver.parameter, turn),
            None => "Nowhere in its range do the runs beyond a value, if there are at least twenty, clearly say something else.".to_owned(),
        };
        let text = format!(
            "{what}: the more of it, the {direction} of {outcome} (rank correlation {:+.2}). {turn}",
            driver.correlation
        );
        changes.push(("An assumption.".to_owned(), text));
    }
}

fn turn_in_words(pages: &Pages<'_>, test: &ModelTest, key: &str, turn: &Turn) -> String {
    let unit = pages.parameters.get(key).map_or("", |parameter| parameter.unit);
    format!(
        "Where it is {} {}, the verdict would be “{}”: {} runs, {}.",
        if turn.above { "at least" } else { "at most" },
        words::amount(turn.beyond, unit),
        turn.answer.verdict,
        turn.answer.runs,
        words::numbers(test, &turn.answer)
    )
}
