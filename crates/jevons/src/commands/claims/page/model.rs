//! What the model says of a claim: how the test is made, the number over the runs, its course, and the answer by regime.

use jevons_claims::{Claim, Course, Drawn, ModelAnswer, ModelTest, RUNS_MIN, Rule};
use jevons_experiments::{Share, quantile};
use jevons_report::format::metric_title;
use jevons_report::input::{AxisKind, FanBand, FanChart};
use jevons_report::{CourseSection, Distribution, ModelSection, RegimeLine};

use super::{Answered, Pages};
use crate::commands::claims::runs::{Looked, Read};
use crate::commands::claims::words;

/// What the model says; nothing for a claim without a test against it.
pub fn section(pages: &Pages<'_>, tested: &Claim, answered: &Answered<'_>) -> Option<ModelSection> {
    let test = tested.model.as_ref()?;
    let terms = terms(pages, test);
    let (Some(answer), Some(looked)) = (&answered.answer.model, &answered.looked) else {
        let text = vec![format!("{} The model was not run for this page.", test.question)];
        return Some(ModelSection { text, terms, distribution: None, course: None, regimes: Vec::new() });
    };
    let names = [Some(&test.world), test.against.as_ref()]
        .map(|world| world.map_or(String::new(), |world| words::world(world, pages.parameters)));
    Some(ModelSection {
        text: text(test, answer),
        terms,
        distribution: distribution(test, looked, &names),
        course: looked.course.as_ref().and_then(|course| course_section(test, course, looked, &names)),
        regimes: regimes(test, looked),
    })
}

/// Runs of a test, for what hangs on their draws.
pub fn drawn(looked: &Looked) -> Drawn<'_> {
    Drawn { keys: &looked.ran.keys, draws: &looked.ran.draws }
}

fn text(test: &ModelTest, answer: &ModelAnswer) -> Vec<String> {
    let mut text = vec![format!("{} {}.", test.question, words::yes_or_no(answer.verdict))];
    let own = answer.measure.as_ref().map(|measure| words::spread(measure, &test.unit));
    let other = answer.against.as_ref().map(|measure| words::spread(measure, &test.unit));
    text.push(match (&test.rule, answer.probability) {
        (Rule::Probability { .. }, Some(_)) => {
            let number = own.map_or(String::new(), |own| format!(" The number: {own}."));
            let said = words::numbers(test, answer);
            let said = said.split(';').next().unwrap_or_default().to_owned();
            format!("It happens {said}.{number}")
        }
        _ => match (own, other) {
            (Some(own), Some(other)) => format!(
                "The number is {own}; in the world that it is compared with {other}. Run by run the difference is {}.",
                words::numbers(test, answer)
            ),
            _ => format!("{}.", answer.reason),
        },
    });
    if let (Some(effect), Rule::Difference { .. }) = (&answer.effect, &test.rule) {
        text.push(format!(
            "It is higher in {} of the pairs of runs and lower in {}.",
            jevons_report::format::percent(effect.higher),
            jevons_report::format::percent(effect.lower)
        ));
        if effect.heavy_tails {
            text.push(
                "A few pairs differ far more than the others: the mean tells about them, the median about a typical run."
                    .to_owned(),
            );
        }
    }
    text.extend(test.because.clone());
    text
}

fn terms(pages: &Pages<'_>, test: &ModelTest) -> Vec<(String, String)> {
    let item = |name: &str, value: String| (name.to_owned(), value);
    let mut terms = vec![item("World", words::world(&test.world, pages.parameters))];
    if let Some(against) = &test.against {
        terms.push(item("Against", words::world(against, pages.parameters)));
    }
    let formulas =
        [("Only runs with", &test.given), ("Happens when", &test.counts), ("Number", &test.measure)];
    for (name, formula) in formulas {
        if let Some(formula) = formula {
            terms.push(item(name, formula.text.clone()));
        }
    }
    terms.push(item("Rule, fixed beforehand", words::rule(test)));
    terms
}

fn distribution(test: &ModelTest, looked: &Looked, names: &[String; 2]) -> Option<Distribution> {
    let measure = test.measure.as_ref()?;
    let values = |read: &Read| -> Vec<f64> {
        let counted = looked.world.readings.iter().zip(&read.readings).filter(|(own, _)| own.given);
        counted.map(|(_, reading)| reading.measure).collect()
    };
    let own = values(&looked.world);
    let finite = own.iter().filter(|value| value.is_finite()).count();
    if finite < RUNS_MIN {
        return None;
    }
    let [name, other] = names;
    Some(Distribution {
        title: title(&measure.text),
        unit: words::unit(&test.unit),
        values: own,
        name: name.clone(),
        against: looked.against.as_ref().map(|read| (values(read), other.clone())),
        level: test.threshold().map(|level| (level, "asked:".to_owned())),
    })
}

/// A formula as a heading: the name of its metric where there is just one, else as it stands.
fn title(text: &str) -> String {
    let dotted = |word: &&str| {
        word.split_once('.').is_some_and(|(theme, name)| {
            !theme.is_empty()
                && theme.bytes().all(|byte| byte.is_ascii_lowercase())
                && name.starts_with(|first: char| first.is_ascii_lowercase())
        })
    };
    let separators = |letter: char| !(letter.is_ascii_alphanumeric() || "._".contains(letter));
    let mut metrics: Vec<&str> = text.split(separators).filter(dotted).collect();
    metrics.dedup();
    let agent = text.split('"').nth(1).filter(|_| text.matches('"').count() == 2);
    match metrics.as_slice() {
        [metric] => {
            let agent = agent.map_or(String::new(), |agent| format!(", {agent}"));
            format!("{}{agent}", metric_title(metric))
        }
        _ => words::plain(text),
    }
}

fn course_section(
    test: &ModelTest,
    course: &Course,
    looked: &Looked,
    [name, other]: &[String; 2],
) -> Option<CourseSection> {
    let given: Vec<bool> = looked.world.readings.iter().map(|reading| reading.given).collect();
    let months = looked.world.courses.first()?.len();
    let month = |read: &Read, month: usize| -> Vec<f64> {
        let kept = read.courses.iter().zip(&given).filter(|(_, given)| **given);
        let mut values: Vec<f64> = kept.map(|(course, _)| f64::from(course[month])).collect();
        values.retain(|value| value.is_finite());
        values.sort_by(f64::total_cmp);
        values
    };
    let band = |position: usize| {
        let values = month(&looked.world, position);
        if course.is_condition {
            let share = Share {
                runs: values.iter().filter(|value| **value == 1.0).count() as u64,
                of: values.len() as u64,
            };
            let (none, (low, high)) = (f64::NAN, share.interval());
            return FanBand {
                p5: low,
                p10: none,
                p25: none,
                p50: share.value(),
                p75: none,
                p90: none,
                p95: high,
            };
        }
        FanBand::of(|probability| quantile(&values, probability))
    };
    let middle = |read: &Read, position: usize| {
        let values = month(read, position);
        if course.is_condition {
            return values.iter().sum::<f64>() / values.len() as f64;
        }
        quantile(&values, 0.5)
    };
    let line = |read: &Read| (0..months).map(|position| middle(read, position)).collect();
    let unit = if course.is_condition { "share".to_owned() } else { words::unit(&course.unit) };
    let level = test.threshold().filter(|_| !course.is_condition);
    Some(CourseSection {
        chart: FanChart {
            title: title(&course.text),
            agent: String::new(),
            unit,
            description: if course.is_condition {
                format!("Share of runs in which {} holds, in {name}.", words::plain(&course.text))
            } else {
                format!("In {name}.")
            },
            note: String::new(),
            sector: Some(1),
            axis: AxisKind::Linear,
            first_month: course.first_month,
            bands: (0..months).map(band).collect(),
            history: Vec::new(),
        },
        other: looked.against.as_ref().map(line).unwrap_or_default(),
        other_name: looked.against.as_ref().map_or(String::new(), |_| other.clone()),
        level,
    })
}

fn regimes(test: &ModelTest, looked: &Looked) -> Vec<(String, Vec<RegimeLine>)> {
    let against = looked.against.as_ref().map(|read| &*read.readings);
    let mut groups: Vec<(String, Vec<RegimeLine>)> = Vec::new();
    for one in test.by_regime(drawn(looked), &looked.world.readings, against) {
        let few = (one.answer.runs as usize) < RUNS_MIN;
        let line = RegimeLine {
            regime: one.regime.to_owned(),
            runs: one.answer.runs.to_string(),
            verdict: if few { "too few runs".to_owned() } else { one.answer.verdict.to_string() },
            numbers: if one.answer.runs == 0 { String::new() } else { words::numbers(test, &one.answer) },
        };
        let quantity = super::mind::capital(one.quantity);
        match groups.last_mut().filter(|(name, _)| *name == quantity) {
            Some((_, lines)) => lines.push(line),
            None => groups.push((quantity, vec![line])),
        }
    }
    groups
}
