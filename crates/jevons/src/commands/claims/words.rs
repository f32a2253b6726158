//! Verdicts, worlds, rules and numbers of claims in plain words.

use jevons_claims::{Direction, Effect, ModelAnswer, ModelTest, Rule, Spread, Statistic, Verdict, World};
use jevons_economy::inputs::{self, Input};
use jevons_economy::mechanism;
use jevons_parameters::ParameterSet;
use jevons_report::format::{Scale, UnitStyle, percent, quantity, significant};

use crate::scenarios::shipped;

/// A verdict as the answer to a question.
pub fn yes_or_no(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "Yes",
        Verdict::Fails => "No",
        Verdict::Mixed => "In part",
        Verdict::Open => "Not yet",
        Verdict::NotDecidable => "Nobody can tell",
    }
}

/// The name by which pages know a unit that is written in words: `USD a year` is `usd_per_year`.
pub fn unit(words: &str) -> String {
    match words {
        "USD a year" | "USD a year (loss)" => "usd_per_year".to_owned(),
        "USD" => "usd".to_owned(),
        "USD billion" => "usd_bn".to_owned(),
        "USD billion a year" => "usd_bn_per_year".to_owned(),
        "USD per million tokens" => "usd_per_mtok".to_owned(),
        "USD an hour" => "usd_per_hour".to_owned(),
        "share a year" => "share_per_year".to_owned(),
        "share of output" => "share".to_owned(),
        "H100 equivalents" => "h100_equivalents".to_owned(),
        "MW" => "mw".to_owned(),
        "million tokens a month" => "mtok_per_month".to_owned(),
        "million" => "mn".to_owned(),
        other => other.replace(' ', "_"),
    }
}

/// A number with a unit that is written in words or by its name.
pub fn amount(value: f64, words: &str) -> String {
    if value.is_nan() {
        return "not known".to_owned();
    }
    if let Some(rest) = words.strip_prefix("relative change") {
        return format!("{}{rest}", signed(value, format!("{} %", significant(100.0 * value))));
    }
    match words {
        "" | "ratio" | "year" => significant(value),
        "times" => format!("{} times", significant(value)),
        "models" | "events" | "companies" | "rounds" | "people" | "jobs" => {
            format!("{} {}", significant(value), if value == 1.0 { one_of(words) } else { words })
        }
        _ if words.starts_with('%') => format!("{} {words}", significant(value)),
        _ => quantity(value, &unit(words)),
    }
}

/// One of several.
fn one_of(words: &str) -> &str {
    match words {
        "companies" => "company",
        "people" => "person",
        _ => words.trim_end_matches('s'),
    }
}

/// What is in the middle, and nine tenths of runs.
pub fn spread(spread: &Spread, words: &str) -> String {
    let [low, _, middle, _, high] = spread.points;
    let scale = Scale::of(&unit(words), spread.points);
    format!(
        "{} in the middle, nine tenths of runs from {} to {}",
        scale.quantity(middle),
        scale.quantity(low),
        scale.quantity(high)
    )
}

/// A world in words.
pub fn world(world: &World, parameters: &ParameterSet) -> String {
    let mut words = scenarios(world);
    for id in &world.without {
        let name =
            mechanism::all().into_iter().find(|known| known.id.name() == id).map_or("", |known| known.name);
        words.push_str(&format!(", with mechanism {id} ({name}) switched off"));
    }
    for fixed in &world.set {
        let (key, value) = fixed.split_once('=').unwrap_or((fixed, ""));
        words.push_str(&format!(", with {} fixed at {value}", input(key, parameters)));
    }
    if let Some(month) = world.from {
        words.push_str(&format!(", from {month} on with what was known then"));
    }
    words
}

/// The scenario of a world in words.
fn scenarios(world: &World) -> String {
    let all = shipped().ok();
    let name = |id: &str| {
        let known = all.as_ref()?.scenarios().iter().find(|scenario| scenario.id == id)?;
        Some(format!("scenario {id} ({})", known.name))
    };
    let names: Vec<String> = world.scenarios().map(|id| name(id).unwrap_or_else(|| id.to_owned())).collect();
    if names.is_empty() { "the baseline".to_owned() } else { names.join(" and ") }
}

/// What an input is: the sentence that describes it, with its name.
pub fn input(key: &str, parameters: &ParameterSet) -> String {
    let described = parameters.get(key).map(|parameter| parameter.description.clone()).or_else(|| {
        let lever = inputs::all().iter().find_map(|input| match input {
            Input::Lever(lever, _) if lever.name == key => Some(lever.description),
            _ => None,
        });
        lever.map(str::to_owned)
    });
    match described {
        Some(text) => format!("“{}” ({key})", text.trim_end_matches('.')),
        None => key.to_owned(),
    }
}

/// A rule in words.
pub fn rule(test: &ModelTest) -> String {
    match test.rule {
        Rule::Probability { holds_from, fails_to } => format!(
            "holds when the whole 95 % interval of the share of runs lies at or above {}, fails when it lies at or below {}",
            percent(holds_from),
            percent(fails_to)
        ),
        Rule::Difference { expected, by, absolute, statistic } => {
            let size =
                if absolute { amount(by, &test.unit) } else { format!("{} %", significant(100.0 * by)) };
            let direction = match expected {
                Direction::Higher => "is higher by at least",
                Direction::Lower => "is lower by at least",
                Direction::Unchanged => "differs by less than",
            };
            let what = match statistic {
                Statistic::Mean => "mean",
                Statistic::Median => "median",
            };
            let interval = match expected {
                Direction::Unchanged => "the whole of its 95 % interval",
                _ => "its 95 % interval leaves out nought",
            };
            format!("holds when the {what} difference over pairs of runs {direction} {size}, and {interval}")
        }
    }
}

/// The numbers of an answer in a phrase: the probability with its interval, or the difference with its own.
pub fn numbers(test: &ModelTest, answer: &ModelAnswer) -> String {
    let mut said = Vec::new();
    if let (Some((share, (low, high))), Rule::Probability { .. }) = (answer.probability, &test.rule) {
        said.push(format!("in {} of runs ({} to {})", percent(share), percent(low), percent(high)));
    }
    match (&answer.effect, &test.rule) {
        (Some(effect), Rule::Difference { absolute, statistic, .. }) => {
            said.push(difference(effect, *absolute, *statistic, &test.unit));
        }
        _ => {
            if let Some(measure) = &answer.measure {
                said.push(format!("median {}", amount(measure.points[2], &test.unit)));
            }
        }
    }
    if said.is_empty() { answer.reason.clone() } else { said.join("; ") }
}

/// A difference with its interval, relative to the other world or in the unit of the number.
pub fn difference(effect: &Effect, absolute: bool, statistic: Statistic, words: &str) -> String {
    let (value, (low, high), without, name) = match statistic {
        Statistic::Mean => (effect.mean, effect.interval, effect.without, "on average"),
        Statistic::Median => (effect.median, effect.median_interval, effect.median_without, "in the median"),
    };
    if absolute {
        let scale = Scale::of(&unit(words), [value, low, high]);
        // A difference of shares is one of percentage points.
        let points = UnitStyle::of(&unit(words)).factor == 100.0;
        let said = |value: f64| {
            if points { format!("{} points", scale.number(value)) } else { scale.quantity(value) }
        };
        return format!("{} {name} ({} to {})", signed(value, said(value)), said(low), said(high));
    }
    let relative = |value: f64| format!("{} %", significant(100.0 * value / without.abs()));
    format!("{} {name} ({} to {})", signed(value, relative(value)), relative(low), relative(high))
}

fn signed(value: f64, text: String) -> String {
    if value > 0.0 { format!("+{text}") } else { text }
}

/// A name of a fact or series, or a formula of them, nearer to plain words: without quotation marks and underscores, and
/// `fact("OpenAI", "annual_revenue", 2024)` as annual revenue of OpenAI in 2024.
pub fn plain(text: &str) -> String {
    let mut plain = facts_in_words(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    plain = plain.replace('"', "").replace('_', " ");
    for (code, words) in
        [("parameters/", ""), ("tech facts/", ""), (">=", "≥"), ("<=", "≤"), (" * ", " × "), ("==", "=")]
    {
        plain = plain.replace(code, words);
    }
    plain
}

/// The functions that look up one number, in words.
fn facts_in_words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((name, start)) = ["fact(", "series(", "number(", "latest(", "stake("]
        .into_iter()
        .filter_map(|name| Some((name, rest.find(name)?)))
        .min_by_key(|(_, start)| *start)
    {
        let inner = start + name.len();
        let Some(end) = rest[inner..].find(')').map(|end| inner + end) else { break };
        // A name may hold a comma or a parenthesis; then it stays as it is.
        let arguments: Vec<&str> = rest[inner..end].split(", ").collect();
        let said = match (name, arguments.as_slice()) {
            ("fact(", [entity, metric, time]) => format!("{metric} of {entity} in {time}"),
            ("latest(", [entity, metric]) => format!("latest {metric} of {entity}"),
            ("latest(", [entity, metric, time]) => format!("{metric} of {entity} until {time}"),
            ("stake(", [owner, company, time]) => format!("stake of {owner} in {company} in {time}"),
            ("series(", [name, time]) => format!("{name} in {time}"),
            ("number(" | "series(", [name]) => (*name).to_owned(),
            _ => rest[start..=end].to_owned(),
        };
        words.push_str(&rest[..start]);
        words.push_str(&said);
        rest = &rest[end + 1..];
    }
    words + rest
}

/// `YYYY-MM` with the name of the month, other dates as they are.
pub fn date(text: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let named = |(year, month): (&str, &str)| {
        let month = month.parse::<usize>().ok()?.checked_sub(1)?;
        Some(format!("{} {year}", MONTHS.get(month)?))
    };
    text.split_once('-').and_then(named).unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_and_amounts_read_like_words() {
        let text =
            "fact(\"OpenAI\", \"annual_revenue\", 2024) >= 3.5 and number(\"parameters/grid_wait\") * 2 == 6";
        assert_eq!(plain(text), "annual revenue of OpenAI in 2024 ≥ 3.5 and grid wait × 2 = 6");
        assert_eq!(amount(0.698, "relative change in 2024"), "+69.8 % in 2024");
        assert_eq!(amount(2.5, "times"), "2.50 times");
        assert_eq!(amount(f64::NAN, "USD"), "not known");
        assert_eq!((date("2024-09"), date("2025")), ("September 2024".to_owned(), "2025".to_owned()));
    }
}
