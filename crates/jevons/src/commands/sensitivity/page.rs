//! What decides, as a page.

use std::path::Path;

use jevons::ensemble::command_line;
use jevons_report::{
    Heat, Masthead, PlainTable, SensitivityInput, SensitivitySection, Tornado, TornadoBar, render_sensitivity,
};
use jevons_results::Disk;

use super::Findings;
use super::section::{Part, Section};
use crate::failure::Failure;

/// Inputs in a chart; the tables have more.
const BARS: usize = 12;
/// Inputs in a table.
const LISTED: usize = 30;

/// Writes the page: the whole of it, or nothing.
pub(super) fn write(findings: &Findings, path: &Path) -> Result<(), Failure> {
    let input = SensitivityInput {
        masthead: Masthead {
            title: findings.what.clone(),
            standfirst: "Which assumptions, alone and together, make the results differ, and how surely so many runs can \
                         say it."
                .to_owned(),
            run: findings.run.clone(),
            command: command_line(&std::env::args().skip(1).collect::<Vec<_>>()),
        },
        sections: findings.sections.iter().map(section).collect(),
    };
    let page = render_sensitivity(&input).map_err(|error| Failure::Internal(error.to_string()))?;
    Ok(Disk::default().write(path, page.as_bytes())?)
}

fn section(section: &Section) -> SensitivitySection {
    let explained = || section.parts.iter().filter(|part| !part.rows.is_empty());
    let names = section.strongest(BARS);
    let share = |part: &Part, name: &str| {
        let row = part.rows.iter().find(|row| row.name == name);
        row.map_or(f64::NAN, |row| (row.strength / part.greatest()).max(0.0))
    };
    SensitivitySection {
        title: section.title.clone(),
        reading: section.reading.clone(),
        by_outcome: Heat {
            title: "By outcome".to_owned(),
            columns: explained().map(|part| format!("{} in {}", part.outcome, part.month)).collect(),
            rows: names
                .iter()
                .map(|name| ((*name).to_owned(), explained().map(|part| share(part, name)).collect()))
                .collect(),
        },
        tornadoes: explained().map(|part| tornado(section, part)).collect(),
        tables: explained().map(table).collect(),
    }
}

fn tornado(section: &Section, part: &Part) -> Tornado {
    Tornado {
        title: format!("{} in {}", part.outcome, part.month),
        text: part.spread.clone(),
        measure: section.measure.to_owned(),
        unit: if section.method == "morris" { part.unit.to_owned() } else { "index".to_owned() },
        bars: part
            .rows
            .iter()
            .take(BARS)
            .map(|row| TornadoBar { name: row.name.clone(), value: row.strength, interval: row.interval })
            .collect(),
        course: Heat {
            title: "By time".to_owned(),
            columns: part.times.clone(),
            rows: part
                .rows
                .iter()
                .take(BARS)
                .map(|row| (row.name.clone(), course(part, &row.by_time)))
                .collect(),
        },
        cautions: part.cautions.clone(),
    }
}

/// Strengths relative to the strongest input of the same month.
fn course(part: &Part, by_time: &[f64]) -> Vec<f64> {
    by_time
        .iter()
        .enumerate()
        .map(|(time, strength)| {
            let most = part.rows.iter().map(|row| row.by_time[time]).fold(0.0, f64::max);
            if most > 0.0 { (strength / most).max(0.0) } else { f64::NAN }
        })
        .collect()
}

fn table(part: &Part) -> PlainTable {
    let header = std::iter::once("input").chain(part.header.iter().copied()).map(str::to_owned).collect();
    let row = |row: &super::section::Row| {
        std::iter::once(row.name.clone()).chain(row.cells.iter().cloned()).collect()
    };
    PlainTable {
        title: format!("{} in {}", part.outcome, part.month),
        header,
        rows: part.rows.iter().take(LISTED).map(row).collect(),
    }
}
