//! The page for whoever signs the bill: answers, the bill, the map, the stress, the options and the assumptions.

mod bill;
mod headlines;
mod rests;
mod stress;

use std::path::Path;

use jevons::ensemble::command_line;
use jevons_exposure::quantiles::Spread;
use jevons_report::{ExposureInput, Masthead, PlainTable, render_exposure};
use jevons_results::Disk;

use super::Findings;
use super::terminal::dollars;
use crate::failure::Failure;

/// Writes the page: the whole of it, or nothing.
pub fn write(findings: &Findings, path: &Path) -> Result<(), Failure> {
    let page = render_exposure(&input(findings)).map_err(|error| Failure::Internal(error.to_string()))?;
    Ok(Disk::default().write(path, page.as_bytes())?)
}

fn input(findings: &Findings) -> ExposureInput {
    let stressed = findings.stressed.as_ref();
    let mut sections = vec![bill::bill(findings), bill::depends(findings)];
    if let Some(stressed) = stressed {
        sections.extend([stress::happens(stressed), stress::options(stressed)]);
    }
    sections.push(rests::assumptions(findings));
    ExposureInput { masthead: masthead(findings), headlines: headlines::headlines(findings), sections }
}

fn masthead(findings: &Findings) -> Masthead {
    let summary = &findings.summary;
    let item = |name: &str, value: String| (name.to_owned(), value);
    let mut run = vec![
        item(
            "Usage",
            match (&summary.first_day, &summary.last_day) {
                (Some(first), Some(last)) => format!("{first} to {last}"),
                _ => "without dates".to_owned(),
            },
        ),
        item("Records", findings.study.counts.read.to_string()),
    ];
    if let Some(stressed) = &findings.stressed {
        run.push(item("Scenarios", stressed.result.scenarios.len().to_string()));
        run.push(item("Runs of each", stressed.runs.to_string()));
        run.push(item("Months", stressed.result.months.to_string()));
        run.push(item("Seed", stressed.seed.to_string()));
    }
    run.push(item("Version", env!("CARGO_PKG_VERSION").to_owned()));
    let whose =
        if findings.company.is_empty() { "Your token bill".to_owned() } else { findings.company.clone() };
    Masthead {
        title: match findings.company.is_empty() {
            true => "Your token bill under stress".to_owned(),
            false => format!("The token bill of {whose} under stress"),
        },
        standfirst: "What is paid for language models, whom that depends on, what may happen to it, and what can be done. Ranges hold 90 % \
                     of what the assumptions allow; nothing on this page is a forecast, and nothing of it left the machine."
            .to_owned(),
        run,
        command: command_line(&std::env::args().skip(1).collect::<Vec<_>>()),
    }
}

fn between(spread: &Spread) -> String {
    format!("{} to {}", money(spread.p5), money(spread.p95))
}

/// US dollars with a sign before the currency.
fn money(value: f64) -> String {
    let sign = if value <= -0.5 { "\u{2212}" } else { "" };
    let size = value.abs();
    match size {
        size if size >= 1e6 => format!("{sign}${:.2}M", size / 1e6),
        size if size >= 1e4 => format!("{sign}${:.0}k", size / 1e3),
        size => format!("{sign}${}", dollars(size)),
    }
}

fn table(title: &str, header: &[&str], rows: Vec<Vec<String>>) -> PlainTable {
    PlainTable {
        title: title.to_owned(),
        header: header.iter().map(|name| (*name).to_owned()).collect(),
        rows,
    }
}
