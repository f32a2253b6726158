//! The page of one claim, and of one check of numbers.

use jevons_claims::{
    Answer, AssumptionAnswer, CheckAnswer, Claim, ConsistencyCheck, Evidence, RecordAnswer, RecordTest, Sort,
    Verdict,
};
use jevons_report::format::percent;
use jevons_report::input::{Headline, SourceLink};
use jevons_report::{ArithmeticSection, ClaimInput, FactRow, Masthead, PageLink, PlainTable, RecordSection};

use super::{Answered, Checked, LIST, Pages, command, file, mind, model};
use crate::commands::claims::print::digits;
use crate::commands::claims::words;
use crate::text::today;

/// The page of a claim; with links to others when there are `others` in the folder.
pub fn input(pages: &Pages<'_>, answered: &Answered<'_>, others: bool) -> ClaimInput {
    let Answered { claim, answer, .. } = answered;
    // A duplicate without tests of its own has those of the claim that stands for it.
    let own = claim.record.is_some() || claim.assumption.is_some() || claim.model.is_some();
    let tested = if own { claim } else { pages.library.canonical(claim).unwrap_or(claim) };
    let record = tested.record.as_ref().zip(answer.record.as_ref());
    let document = pages.library.document(&claim.document);
    let place = document.map_or(String::new(), |document| {
        format!("{}, “{}”, {}. ", document.author, document.title, words::date(&document.date))
    });
    let mut run = vec![
        item("Claim", &claim.id),
        item("Verdict", &verdict(answer)),
        item(
            "By",
            match answer.by {
                "none" => "no test",
                by => by,
            },
        ),
    ];
    if let Some(answer) = &answer.record {
        run.push(item("Record until", &answer.as_of.to_string()));
    }
    if let (Some(answer), Some(looked)) = (&answer.model, &answered.looked) {
        let (from, to) = looked.ran.months;
        run.push(item("Runs", &answer.runs.to_string()));
        run.push(item("Simulated", &format!("{from} to {to}")));
        run.push(item("Seed", &pages.runs.1.to_string()));
    }
    run.push(item("Version", env!("CARGO_PKG_VERSION")));
    run.push(item("Made", &today()));
    ClaimInput {
        masthead: Masthead {
            title: claim.statement.clone(),
            standfirst: format!("{place}{}", standing(claim, tested, answer)),
            run,
            command: command(),
        },
        neighbours: if others { neighbours(pages, &claim.id) } else { Vec::new() },
        notices: notices(answered),
        answers: answers(pages, tested, answered),
        said: said(claim, document),
        relatives: if others { relatives(pages, claim) } else { Vec::new() },
        record: record.map(|(test, answer)| record_section(test, answer)),
        arithmetic: arithmetic(pages, claim),
        assumption: assumption(pages, tested, answer),
        model: model::section(pages, tested, answered),
        mind: mind::changes(pages, tested, answered),
    }
}

fn item(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// The verdict on the whole in words.
pub fn verdict(answer: &Answer) -> String {
    answer.verdict.map_or_else(|| "needs runs".to_owned(), |verdict| verdict.to_string())
}

/// What the verdict on the whole is, in a sentence.
fn standing(claim: &Claim, tested: &Claim, answer: &Answer) -> String {
    let on_facts = answer.record.as_ref().is_some_and(|record| !record.evidence.is_empty());
    let by = match answer.by {
        "record" if on_facts => ", by what is on record",
        "record" => ", by the arithmetic of what was stated",
        "model" if answer.record.as_ref().is_some_and(|record| record.verdict == Verdict::Open) => {
            " in the model; on record it is open, and its time has not run out"
        }
        "model" => " in the model; the record does not decide it",
        _ => "",
    };
    let said = match (claim.sort, answer.verdict) {
        (_, None) => return "The record does not decide it, and the model was not run.".to_owned(),
        (_, Some(Verdict::Open)) => {
            return "It has not come about yet, and its time has not run out.".to_owned();
        }
        (_, Some(Verdict::NotDecidable)) => return "It cannot be decided from what is public.".to_owned(),
        (Sort::Question, Some(verdict)) => {
            // An open question has no yes or no: what was asked of record or model has.
            let of_record =
                tested.record.as_ref().filter(|_| answer.by == "record").map(|test| &test.question);
            let asked = of_record.or(tested.model.as_ref().map(|test| &test.question));
            let asked = asked.map_or(String::new(), |asked| format!("Tested as: {asked} "));
            return format!("{asked}{}{by}.", words::yes_or_no(verdict));
        }
        (_, Some(Verdict::Holds)) => "It holds",
        (_, Some(Verdict::Fails)) => "It fails",
        (_, Some(Verdict::Mixed)) => "It holds in part",
    };
    format!("{said}{by}.")
}

fn notices(answered: &Answered<'_>) -> Vec<String> {
    let mut notices = Vec::new();
    let Answer { record, model, disagree, .. } = &answered.answer;
    if let (true, Some(record), Some(model)) = (*disagree, record, model) {
        notices.push(format!(
            "Record and model disagree: the record says “{}”, the model “{}”. They may look at different times: the \
             record at what has been, the model at what comes after the data.",
            record.verdict, model.verdict
        ));
    }
    if !answered.claim.corrections.is_empty() {
        notices.push(format!("What is tested was put right: {}.", answered.claim.corrections.join("; ")));
    }
    notices
}

/// The questions of the tests with their answers.
fn answers(pages: &Pages<'_>, tested: &Claim, answered: &Answered<'_>) -> Vec<Headline> {
    let mut answers = Vec::new();
    if let (Some(test), Some(answer)) = (&tested.record, &answered.answer.record) {
        answers.push(Headline {
            question: format!("The record: {}", test.question),
            answer: words::yes_or_no(answer.verdict).to_owned(),
            detail: record_in_short(test, answer),
        });
    }
    if let (Some(test), Some(answer)) = (&tested.model, &answered.answer.model) {
        answers.push(Headline {
            question: format!("The model: {}", test.question),
            answer: words::yes_or_no(answer.verdict).to_owned(),
            detail: format!("{} runs: {}", answer.runs, words::numbers(test, answer)),
        });
    }
    if let (Some(test), Some(answer)) = (&tested.assumption, &answered.answer.assumption) {
        let key = words::input(&test.parameter, pages.parameters);
        answers.push(Headline {
            question: format!("The assumptions: is there room for it in {key}?"),
            answer: words::yes_or_no(answer.verdict).to_owned(),
            detail: format!("{}. That is no evidence for it", answer.reason),
        });
    }
    answers
}

fn record_in_short(test: &RecordTest, answer: &RecordAnswer) -> String {
    if test.holds.is_none() || answer.verdict == Verdict::NotDecidable {
        return answer.reason.clone();
    }
    let shown = answer.shown.iter().take(3).filter(|shown| shown.value.is_finite());
    let shown: Vec<String> =
        shown.map(|shown| format!("{}: {}", shown.label, words::amount(shown.value, &shown.unit))).collect();
    let facts = answer.evidence.iter().take(2).map(|fact| {
        format!("{}, {}: {}", words::plain(&fact.what), fact.when, words::amount(fact.value, &fact.unit))
    });
    let facts = if shown.is_empty() { facts.collect() } else { shown };
    let tier = answer.tier.map_or(String::new(), |tier| format!(" (worst source: tier {tier})"));
    format!("{}{tier}", facts.join("; "))
}

/// What was said and where.
fn said(claim: &Claim, document: Option<&jevons_claims::Document>) -> Vec<(String, String)> {
    let mut said = vec![item("In our words", &claim.statement)];
    if let Some(document) = document {
        let named = format!("{}, “{}”, {}", document.author, document.title, words::date(&document.date));
        said.push(item("Document", &named));
        said.push(item("About it", &document.about));
    }
    let recorded = claim.place.starts_with(|first: char| first.is_ascii_digit()) && claim.place.contains(':');
    said.push(item(if recorded { "Time of the recording" } else { "Words to find it by" }, &claim.place));
    said.push(item("Kind", &format!("{}, on {}", claim.sort, claim.layer.as_str().replace('_', " "))));
    let texts = [("Number said", &claim.said), ("Date", &claim.date)];
    said.extend(texts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| item(name, text)));
    for figure in claim.figures.values() {
        said.push(item("Number used", &format!("{}: {} {}", figure.says, digits(figure.value), figure.unit)));
    }
    let lists =
        [("About", &claim.entities), ("Mechanisms", &claim.mechanisms), ("Scenarios", &claim.scenarios)];
    said.extend(
        lists
            .into_iter()
            .filter(|(_, list)| !list.is_empty())
            .map(|(name, list)| item(name, &list.join(", "))),
    );
    if let Some(note) = &claim.note {
        said.push(item("Note", note));
    }
    said.push(item("Row", &format!("{}, line {}", claim.file, claim.line)));
    said
}

/// The list, and the claims before and after.
fn neighbours(pages: &Pages<'_>, id: &str) -> Vec<PageLink> {
    let link = |text: String, file: String| PageLink { text, file };
    let mut links = vec![link("All claims".to_owned(), LIST.to_owned())];
    let Some(place) = pages.claims.iter().position(|answered| answered.claim.id == id) else { return links };
    let at = |place: usize| pages.claims.get(place).map(|answered| &answered.claim.id);
    if let Some(before) = place.checked_sub(1).and_then(at) {
        links.push(link(format!("← {before}"), file(before)));
    }
    if let Some(after) = at(place + 1) {
        links.push(link(format!("{after} →"), file(after)));
    }
    links
}

/// Claims that say the same, and checks.
fn relatives(pages: &Pages<'_>, claim: &Claim) -> Vec<(String, Vec<PageLink>)> {
    let has = |id: &str| pages.claims.iter().any(|answered| answered.claim.id == id);
    let link = |id: &str| PageLink { text: id.to_owned(), file: file(id) };
    let canonical: Vec<PageLink> = claim.canonical.iter().filter(|id| has(id)).map(|id| link(id)).collect();
    let duplicates = pages.library.duplicates_of(&claim.id).filter(|other| has(&other.id));
    let checks = pages.checks.iter().filter(|(check, _)| check.claims.contains(&claim.id));
    let all = [
        ("Says the same as", canonical),
        ("Stands for", duplicates.map(|other| link(&other.id)).collect()),
        ("Checks of numbers", checks.map(|(check, _)| link(&check.id)).collect()),
    ];
    all.into_iter()
        .filter(|(_, links)| !links.is_empty())
        .map(|(name, links)| (name.to_owned(), links))
        .collect()
}

fn record_section(test: &RecordTest, answer: &RecordAnswer) -> RecordSection {
    let mut text = vec![format!("{} {}.", test.question, words::yes_or_no(answer.verdict))];
    if test.holds.is_none() || answer.verdict == Verdict::NotDecidable {
        text.push(format!("The record does not tell: {}.", answer.reason.trim_end_matches('.')));
    }
    if answer.verdict == Verdict::Open {
        text.push(format!("{}.", crate::commands::claims::page::mind::capital(&answer.reason)));
    }
    text.extend(test.because.clone());
    text.extend(answer.missing.iter().map(|missing| format!("Not in the release: {missing}.")));
    let shown = answer.shown.iter().map(|shown| {
        let tier = shown.tier.map_or("the document".to_owned(), |tier| format!("tier {tier}"));
        [shown.label.clone(), words::amount(shown.value, &shown.unit), tier]
    });
    let mut rule = Vec::new();
    let conditions =
        [("Holds when", &test.holds), ("In part when", &test.mixed), ("Fails when", &test.fails)];
    for (name, formula) in conditions {
        if let Some(formula) = formula {
            rule.push(item(name, &formula.text));
        }
    }
    if let Some(due) = test.due {
        rule.push(item("Time runs until", &due.to_string()));
    }
    RecordSection { text, shown: shown.collect(), facts: answer.evidence.iter().map(fact).collect(), rule }
}

fn fact(evidence: &Evidence) -> FactRow {
    FactRow {
        what: words::plain(&evidence.what),
        when: evidence.when.clone(),
        value: words::amount(evidence.value, &evidence.unit),
        tier: evidence.tier.to_string(),
        published: evidence.published.to_string(),
        source: SourceLink { title: evidence.source.clone(), url: evidence.url.clone() },
        place: evidence.place.clone(),
    }
}

fn assumption(pages: &Pages<'_>, tested: &Claim, answer: &Answer) -> Vec<String> {
    let (Some(test), Some(answer)) = (&tested.assumption, &answer.assumption) else { return Vec::new() };
    let AssumptionAnswer { points, share_below, share_within, unit, reason, .. } = answer;
    let number = |value: f64| words::amount(value, unit);
    let [low, middle, high] = points.map(number);
    let mut text = vec![format!(
        "{}: nine tenths of draws lie from {low} to {high}, the middle is {middle}.",
        words::input(&test.parameter, pages.parameters)
    )];
    let (least, greatest) = test.says;
    text.push(if least == greatest {
        format!("Said: {}. {} of draws lie below it; {reason}.", number(least), percent(*share_below))
    } else {
        let within = percent(*share_within);
        format!("Said: {} to {}. {within} of draws lie there; {reason}.", number(least), number(greatest))
    });
    text.extend(test.because.clone());
    text.push("That runs have room for a number is no evidence for it.".to_owned());
    text
}

/// The checks of numbers that bear on a claim.
fn arithmetic(pages: &Pages<'_>, claim: &Claim) -> Vec<ArithmeticSection> {
    let checks = pages.library.checks().iter().filter(|check| check.claims.contains(&claim.id));
    checks.map(|check| arithmetic_of(check, &check.answer(pages.release.whole()))).collect()
}

fn arithmetic_of(check: &ConsistencyCheck, answer: &CheckAnswer) -> ArithmeticSection {
    let texts = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
    let figures = check.figures.iter().map(|(name, figure)| {
        vec![format!("{} ({name})", figure.says), digits(figure.value), figure.unit.clone()]
    });
    let lines = answer.lines.iter().map(|line| {
        let agrees = match line.reproduced {
            Some(true) => "the same",
            Some(false) => "differs",
            None => "",
        };
        vec![
            line.label.clone(),
            words::amount(line.value, &line.unit),
            line.published.clone().unwrap_or_default(),
            agrees.to_owned(),
        ]
    });
    let mut tables = vec![PlainTable {
        title: "What it comes to".to_owned(),
        header: texts(&["What", "Result", "Worked out before", ""]),
        rows: lines.collect(),
    }];
    if !check.figures.is_empty() {
        tables.push(PlainTable {
            title: "Numbers that were stated".to_owned(),
            header: texts(&["Number", "Value", "Unit"]),
            rows: figures.collect(),
        });
    }
    let title = format!("{}: {}", check.id, check.title);
    ArithmeticSection { title, conclusion: check.conclusion.clone(), tables }
}

/// The page of a check of numbers.
pub fn check_input(pages: &Pages<'_>, (check, answer): &Checked<'_>, others: bool) -> ClaimInput {
    let state = if answer.reproduced {
        "Every number that was worked out before is reproduced."
    } else {
        "A number that was worked out before is not reproduced."
    };
    let has = |id: &str| pages.claims.iter().any(|answered| answered.claim.id == id);
    let links = check.claims.iter().filter(|id| others && has(id));
    let links: Vec<PageLink> = links.map(|id| PageLink { text: id.clone(), file: file(id) }).collect();
    let record = RecordSection {
        text: vec!["Facts of the release that the arithmetic uses beside what was stated.".to_owned()],
        shown: Vec::new(),
        facts: answer.evidence.iter().map(fact).collect(),
        rule: Vec::new(),
    };
    let formulas = check.lines.iter().map(|line| item(&line.label, &line.value.text));
    ClaimInput {
        masthead: Masthead {
            title: check.title.clone(),
            standfirst: format!("{} {state}", check.conclusion),
            run: vec![
                item("Check", &check.id),
                item("Version", env!("CARGO_PKG_VERSION")),
                item("Made", &today()),
            ],
            command: command(),
        },
        neighbours: if others { neighbours(pages, &check.id) } else { Vec::new() },
        notices: Vec::new(),
        answers: Vec::new(),
        said: formulas.chain([item("Row", &format!("{}, line {}", check.file, check.line))]).collect(),
        relatives: (!links.is_empty()).then(|| ("Bears on".to_owned(), links)).into_iter().collect(),
        record: (!answer.evidence.is_empty()).then_some(record),
        arithmetic: vec![arithmetic_of(check, answer)],
        assumption: Vec::new(),
        model: None,
        mind: Vec::new(),
    }
}
