//! From a finished ensemble to `report.html`.

mod charts;
mod money;
mod scenario;
mod texts;

use std::path::{Path, PathBuf};

use jevons::cause_tree::cause_tree;
use jevons::ensemble::{Finished, command_line};
use jevons::report::{assumptions, bearers, regimes, repeat, run_description, survival};
use jevons_economy::opening::lines::{Basis, Line};
use jevons_economy::output::Schema;
use jevons_economy::simulate::Simulate;
use jevons_experiments::Summary;
use jevons_parameters::Source;
use jevons_report::input::{Fact, LossRow, Losses, SourceLink};
use jevons_report::{ReportInput, render};
use jevons_results::Disk;

use crate::economy::Setup;
use crate::failure::Failure;

/// The run whose ledger the report opens.
const SHOWN_RUN: u32 = 0;

/// Writes the report into the folder of the results and returns its path.
pub fn write(setup: &Setup, finished: &Finished) -> Result<PathBuf, Failure> {
    let page = render(&input(setup, finished)?).map_err(|error| Failure::Internal(error.to_string()))?;
    let path = finished.folder.join("report.html");
    Disk::default().write(&path, page.as_bytes())?;
    Ok(path)
}

/// Removes the report of runs that are not in the folder any more.
pub fn remove(folder: &Path) -> Result<(), Failure> {
    match std::fs::remove_file(folder.join("report.html")) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::Refused(format!("cannot remove the report of earlier runs: {error}")))
        }
        _ => Ok(()),
    }
}

fn input(setup: &Setup, finished: &Finished) -> Result<ReportInput, Failure> {
    let schema = setup.simulation.schema();
    let summary = &finished.summary;
    let manifest = &finished.manifest;
    let opened = money::open_ledger(setup, SHOWN_RUN)?;
    Ok(ReportInput {
        title: texts::title(setup),
        standfirst: texts::standfirst(setup, summary),
        run: run_description(schema, manifest),
        sectors: schema.sectors.clone(),
        headlines: texts::headlines(setup, schema, finished),
        scenario: scenario::scenario(setup, summary),
        charts: charts::groups(setup, schema, summary),
        survival: Some(survival(schema, summary)),
        causes: cause_tree(schema, summary),
        money: Some(opened.money),
        matrices: opened.matrices,
        losses: losses(schema, summary),
        bearers: bearers(schema, summary),
        regimes: regimes(schema, summary),
        assumptions: assumptions(&setup.parameters, &|source| link(setup, source)),
        facts: facts(setup),
        limits: texts::limits(setup),
        repeat: repeat(command_line(&manifest.command), manifest),
    })
}

/// Position of a series in the schema.
pub(super) fn column(schema: &Schema, metric: &str, agent: &str) -> Option<usize> {
    schema.columns.iter().position(|column| column.metric == metric && column.agent == agent)
}

fn losses(schema: &Schema, summary: &Summary) -> Option<Losses> {
    let rows: Vec<LossRow> = schema
        .sectors
        .iter()
        .enumerate()
        .filter_map(|(sector, name)| {
            let cell = summary.columns.get(column(schema, "fin.losses_by_sector", name)?)?.last()?;
            let q = |p: f64| cell.quantile(p);
            Some(LossRow { sector, p5: q(0.05), p25: q(0.25), p50: q(0.5), p75: q(0.75), p95: q(0.95) })
        })
        .filter(|row| row.p95 > 0.0)
        .collect();
    let caption =
        "Claims and shares written off in defaults and closures from the first to the last month, by the \
                   sector that held them. Falls of market value are not counted here."
            .to_owned();
    (!rows.is_empty()).then_some(Losses { caption, unit: "usd".to_owned(), rows })
}

/// Every fact that an opening line rests on, once, and every line that a rule inferred.
fn facts(setup: &Setup) -> Vec<Fact> {
    let opening = setup.simulation.opening();
    let registry = opening.ledger.registry();
    let mut facts = Vec::new();
    for line in opening.lines.iter().filter(|line| line.side == jevons_ledger::Side::Asset) {
        for citation in line.origin.citations.iter().filter(|citation| citation.passed_over.is_empty()) {
            let (entity, metric) = citation.what.rsplit_once(' ').unwrap_or(("", &citation.what));
            facts.push(Fact {
                entity: entity.to_owned(),
                metric: metric.to_owned(),
                period: citation.period.clone(),
                value: citation.value.clone(),
                published: citation.published.clone(),
                tier: citation.tier.clone(),
                inferred: false,
                source: SourceLink { title: citation.source.clone(), url: citation.url.clone() },
            });
        }
        if line.origin.basis != Basis::Fact {
            facts.push(inferred(line, registry.name(line.agent), setup));
        }
    }
    facts.sort_by(|a, b| (&a.entity, &a.metric, &a.period).cmp(&(&b.entity, &b.metric, &b.period)));
    facts.dedup();
    facts
}

fn inferred(line: &Line, agent: &str, setup: &Setup) -> Fact {
    Fact {
        entity: agent.to_owned(),
        metric: line.item.to_owned(),
        period: setup.as_of(),
        value: line.amount.to_string(),
        published: String::new(),
        tier: String::new(),
        inferred: true,
        source: SourceLink {
            title: format!("{}: {}", line.origin.basis.name(), line.origin.rule),
            url: String::new(),
        },
    }
}

/// What a source of an assumption is called, and its address where the release has one.
fn link(setup: &Setup, source: &Source) -> SourceLink {
    let reference = source.to_string();
    let rows = setup.release.whole().rows_named(&reference);
    match rows.first() {
        Some(row) => {
            let origin = row.provenance;
            SourceLink {
                title: format!("{reference} ({})", origin.source_title),
                url: origin.source_url.clone(),
            }
        }
        None => SourceLink { title: reference, url: String::new() },
    }
}
