//! An invented ensemble of four runs, so short that its causes can be read at a glance; the page on traces shows it.
#![allow(dead_code, clippy::unwrap_used)]

use std::path::Path;

use jevons_economy::output::EventKind::{self, *};
use jevons_economy::output::{AgentLabel, Event, RunOutput, Schema};
use jevons_experiments::Reduction;
use jevons_numerics::Month;
use jevons_results::{Disk, RunFolder, Settings};

/// Names in the order in which events number them.
pub const AGENTS: [&str; 6] = ["Microsoft", "CoreWeave", "OpenAI", "Meta AI", "App start-ups", "Banks"];
const MICROSOFT: usize = 0;
const COREWEAVE: usize = 1;
const OPENAI: usize = 2;
const META: usize = 3;
const STARTUPS: usize = 4;

pub fn schema() -> Schema {
    let agent = |(position, name): (usize, &&str)| AgentLabel {
        name: (*name).to_owned(),
        sector: [0, 0, 1, 1, 2, 3][position],
        population: *name == "App start-ups",
    };
    Schema {
        first_month: Month::new(2027, 1).unwrap(),
        months: 12,
        columns: vec![],
        parameters: vec![],
        sectors: ["Clouds", "Labs", "App start-ups", "Banks and credit"].map(str::to_owned).into(),
        instruments: vec![],
        flows: vec![],
        agents: AGENTS.iter().enumerate().map(agent).collect(),
    }
}

/// Puts events of a run in order: kind, months after the first, agent, other side, millions of dollars, causes.
type Row = (EventKind, i32, usize, Option<usize>, i64, &'static [u32]);

fn events(rows: &[Row]) -> Vec<Event> {
    let event = |(id, (kind, after, agent, counterparty, millions, causes)): (usize, &Row)| Event {
        id: id as u32,
        month: schema().first_month.plus(*after),
        kind: *kind,
        agent: *agent,
        counterparty: *counterparty,
        // Prices change by hundredths of a per cent.
        amount_cents: if *kind == PriceChange { *millions } else { millions * 100_000_000 },
        causes: causes.to_vec(),
    };
    rows.iter().enumerate().map(event).collect()
}

/// The events of the four runs: without causes, with a crisis of two triggers, without events, with a small crisis.
pub fn runs() -> Vec<Vec<Event>> {
    let crisis: &[Row] = &[
        (CapexCut, 0, MICROSOFT, None, 12_000, &[]),
        (RoundFailed, 0, OPENAI, None, 40_000, &[]),
        (Release, 1, META, None, 0, &[]),
        (MissedPayment, 2, OPENAI, Some(COREWEAVE), 2_100, &[1]),
        (PriceChange, 2, OPENAI, None, 1_800, &[1]),
        (MissedPayment, 3, COREWEAVE, None, 640, &[0, 3]),
        (Default, 4, COREWEAVE, None, 21_000, &[5]),
        (FireSale, 4, COREWEAVE, None, 3_000, &[6]),
        (Rescue, 4, OPENAI, Some(MICROSOFT), 30_000, &[3]),
        (Default, 5, STARTUPS, None, 1_200, &[4, 6]),
    ];
    let small: &[Row] = &[
        (RoundPartial, 3, OPENAI, None, 9_000, &[]),
        (MissedPayment, 4, COREWEAVE, None, 410, &[]),
        (Default, 5, COREWEAVE, None, 18_500, &[1]),
    ];
    let quiet: &[Row] = &[(Release, 0, META, None, 0, &[]), (PriceChange, 6, META, None, -900, &[])];
    [quiet, crisis, &[], small].map(events).into()
}

/// Writes the ensemble, with whatever events, into a new folder.
pub fn write_events(folder: &Path, runs: Vec<Vec<Event>>) {
    let schema = schema();
    let settings = Settings {
        jevons_version: env!("CARGO_PKG_VERSION").to_owned(),
        command: "run --runs 4 --out runs/example".split(' ').map(str::to_owned).collect(),
        seed: 1,
        runs: runs.len() as u32,
        from: schema.first_month,
        to: schema.first_month.plus(schema.months as i32 - 1),
        as_of: "2026-12-31".to_owned(),
        overrides: vec![],
        inputs: std::collections::BTreeMap::new(),
        created: "2027-01-01".to_owned(),
    };
    let output = |(run, events): (u32, Vec<Event>)| RunOutput {
        run,
        draws: vec![],
        series: vec![],
        events,
        held: vec![],
        owed: vec![],
        flows: vec![],
        digest: u64::from(run),
    };
    let outputs: Vec<RunOutput> = (0..).zip(runs).map(output).collect();
    let mut reduction = Reduction::new(&schema, 1);
    // What is no causal graph is not summarised, and yet written: somebody may have changed the file.
    outputs.iter().for_each(|output| drop(reduction.add(output)));
    let mut ensemble = RunFolder::create(folder, &settings, &schema, Disk::default()).unwrap();
    for part in ensemble.missing() {
        ensemble.write_part(&part, &outputs[part.runs.start as usize..part.runs.end as usize]).unwrap();
    }
    ensemble.close(&reduction.summary()).unwrap();
}

/// Writes the ensemble into a new folder.
pub fn write(folder: &Path) {
    write_events(folder, runs());
}
