//! Pages on the terminal: a claim with what its tests say, and a check of numbers.

use jevons_claims::{
    Answer, AssumptionAnswer, CheckAnswer, Claim, ConsistencyCheck, Library, ModelAnswer, ModelTest,
    RecordAnswer, RecordTest, Spread, Verdict,
};

use super::words;
use crate::failure::Failure;
use crate::session::Session;
use crate::text::number;

/// A number with four digits that count.
pub fn digits(value: f64) -> String {
    if !value.is_finite() {
        return "none".to_owned();
    }
    let rounded = format!("{value:.3e}").parse().unwrap_or(value);
    number(rounded)
}

/// A verdict in words; without one the economy has to be run.
pub fn verdict(verdict: Option<Verdict>) -> String {
    verdict.map_or_else(|| "needs runs".to_owned(), |verdict| verdict.to_string())
}

/// Everything about a claim.
pub fn claim(
    library: &Library,
    claim: &Claim,
    answer: &Answer,
    session: &mut Session,
) -> Result<(), Failure> {
    session.heading(&format!("{}: {}", claim.id, claim.statement))?;
    session.line("")?;
    if let Some(document) = library.document(&claim.document) {
        session
            .line(format!("document    {}, \"{}\", {}", document.author, document.title, document.date))?;
    }
    session.line(format!("place       {}", claim.place))?;
    session.line(format!("kind        {}, {}", claim.sort, claim.layer))?;
    for (label, text) in [("said", &claim.said), ("date", &claim.date)] {
        if !text.is_empty() {
            session.line(format!("{label:<12}{text}"))?;
        }
    }
    let lists = [
        ("about", &claim.entities),
        ("mechanisms", &claim.mechanisms),
        ("scenarios", &claim.scenarios),
        ("corrected", &claim.corrections),
    ];
    for (label, items) in lists.into_iter().filter(|(_, items)| !items.is_empty()) {
        let between = if label == "corrected" { "; " } else { ", " };
        session.line(format!("{label:<12}{}", items.join(between)))?;
    }
    if let Some(canonical) = library.canonical(claim) {
        session.line(format!("the same as {}: {}", canonical.id, canonical.statement))?;
    }
    let others: Vec<&str> = library.duplicates_of(&claim.id).map(|other| other.id.as_str()).collect();
    if !others.is_empty() {
        session.line(format!("stands for  {}", others.join(", ")))?;
    }
    if let Some(note) = &claim.note {
        session.line(format!("note        {note}"))?;
    }
    session.line(format!("given in    {}:{}", claim.file, claim.line))?;
    session.line("")?;
    let disagree = if answer.disagree { "; record and model disagree" } else { "" };
    session.heading(&match answer.by {
        "none" => verdict(answer.verdict),
        by => format!("{} (by the {by}{disagree})", verdict(answer.verdict)),
    })?;
    let tested = library.canonical(claim).filter(|_| claim.record.is_none()).unwrap_or(claim);
    if let (Some(test), Some(answer)) = (&tested.record, &answer.record) {
        record(test, answer, session)?;
    }
    if let Some(answer) = &answer.assumption {
        let key = tested.assumption.as_ref().map_or("", |test| test.parameter.as_str());
        let says = tested.assumption.as_ref().map_or((f64::NAN, f64::NAN), |test| test.says);
        assumption(key, says, answer, session)?;
        if let Some(because) = tested.assumption.as_ref().and_then(|test| test.because.as_ref()) {
            session.line(format!("  {because}"))?;
        }
    }
    if let Some(test) = &claim.model {
        model(test, answer.model.as_ref(), &claim.id, session)?;
    }
    if let Some(wanted) = &claim.wanted {
        session.line("")?;
        session.line(format!("What would decide it: {wanted}"))?;
    }
    Ok(())
}

fn record(test: &RecordTest, answer: &RecordAnswer, session: &mut Session) -> Result<(), Failure> {
    session.line("")?;
    session.heading(&format!("The record, until {}: {}", answer.as_of, answer.verdict))?;
    session.line(format!("  {}", test.question))?;
    let tier = answer.tier.map_or(String::new(), |tier| format!(" (worst tier {tier})"));
    session.line(format!("  {}{tier}", answer.reason))?;
    for shown in &answer.shown {
        let tier = shown.tier.map_or(String::new(), |tier| format!(" [{tier}]"));
        session.line(format!("  {}: {} {}{tier}", shown.label, digits(shown.value), shown.unit))?;
    }
    if let Some(because) = &test.because {
        session.line(format!("  {because}"))?;
    }
    if !answer.evidence.is_empty() {
        let cells = |row: &jevons_claims::Evidence| {
            vec![
                row.what.clone(),
                row.when.clone(),
                digits(row.value),
                row.unit.clone(),
                row.tier.to_string(),
                row.source.clone(),
                row.place.clone(),
            ]
        };
        session.line("")?;
        session.table(
            &["fact", "time", "value", "unit", "tier", "source", "row"],
            &["value"],
            answer.evidence.iter().map(cells).collect(),
        )?;
    }
    for missing in &answer.missing {
        session.line(format!("  not in the release: {missing}"))?;
    }
    Ok(())
}

fn assumption(
    key: &str,
    says: (f64, f64),
    answer: &AssumptionAnswer,
    session: &mut Session,
) -> Result<(), Failure> {
    session.line("")?;
    session.heading(&format!("The assumptions: {}", answer.verdict))?;
    let [low, middle, high] = answer.points.map(digits);
    session.line(format!(
        "  {key} is {low} to {high} in nine tenths of draws, {middle} in the middle ({})",
        answer.unit
    ))?;
    let said =
        if says.0 == says.1 { digits(says.0) } else { format!("{} to {}", digits(says.0), digits(says.1)) };
    session.line(format!(
        "  said: {said}; {}, {:.0} % of draws lie below it",
        answer.reason,
        100.0 * answer.share_below
    ))
}

fn model(
    test: &ModelTest,
    answer: Option<&ModelAnswer>,
    id: &str,
    session: &mut Session,
) -> Result<(), Failure> {
    session.line("")?;
    let verdict = answer.map_or("not run".to_owned(), |answer| answer.verdict.to_string());
    session.heading(&format!("The model: {verdict}"))?;
    session.line(format!("  {}", test.question))?;
    let worlds: Vec<String> = test.worlds().map(ToString::to_string).collect();
    session.line(format!("  world     {}", worlds.join(" against ")))?;
    for (label, formula) in [("given", &test.given), ("counts", &test.counts), ("measure", &test.measure)] {
        if let Some(formula) = formula {
            session.line(format!("  {label:<10}{}", formula.text))?;
        }
    }
    session.line(format!("  rule      {}", words::rule(test)))?;
    if let Some(because) = &test.because {
        session.line(format!("  {because}"))?;
    }
    let Some(answer) = answer else {
        return session.note(format!("  `jevons claims show {id} --run` runs the economy for it"));
    };
    session.line(format!("  {} runs: {}", answer.runs, answer.reason))?;
    for (label, spread) in [("looked at", &answer.measure), ("compared", &answer.against)] {
        if let Some(spread) = spread {
            session.line(format!("  {label:<10}{}", said(spread, &test.unit)))?;
        }
    }
    Ok(())
}

fn said(spread: &Spread, unit: &str) -> String {
    let [low, _, middle, _, high] = spread.points.map(digits);
    format!("median {middle}, 5 % to 95 % {low} to {high} {unit}")
}

/// A check of stated numbers.
pub fn check(check: &ConsistencyCheck, answer: &CheckAnswer, session: &mut Session) -> Result<(), Failure> {
    session.heading(&format!("{}: {}", check.id, check.title))?;
    session.line("")?;
    let figures = check.figures.iter().map(|(name, figure)| {
        vec![name.clone(), digits(figure.value), figure.unit.clone(), figure.says.clone()]
    });
    if !check.figures.is_empty() {
        session.table(&["figure", "value", "unit", "who says it"], &["value"], figures.collect())?;
        session.line("")?;
    }
    let formulas = check.lines.iter().map(|line| line.value.text.clone());
    let lines = answer.lines.iter().zip(formulas).map(|(line, formula)| {
        let agrees = match line.reproduced {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        };
        vec![
            line.label.clone(),
            formula,
            digits(line.value),
            line.unit.clone(),
            line.published.clone().unwrap_or_default(),
            agrees.to_owned(),
        ]
    });
    let header = ["line", "computed as", "result", "unit", "published", "the same"];
    session.table(&header, &["result", "published"], lines.collect())?;
    session.line("")?;
    session.line(&check.conclusion)?;
    for evidence in &answer.evidence {
        session.line(format!(
            "  {} {}: {} {} [{}] {}",
            evidence.what,
            evidence.when,
            digits(evidence.value),
            evidence.unit,
            evidence.tier,
            evidence.source
        ))?;
    }
    if !check.claims.is_empty() {
        session.line(format!("claims      {}", check.claims.join(", ")))?;
    }
    session.line(format!("given in    {}:{}", check.file, check.line))
}
