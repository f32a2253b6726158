//! Reads single tables out of a run folder, without locking it: what a run was, and what happened in it.

use std::path::Path;

use jevons_economy::output::{AgentLabel, Event, RunOutput, Schema};
use jevons_numerics::NotAMonth;

use crate::disk;
use crate::error::ResultsError;
use crate::folder::{MANIFEST, RESTORE, RUNS_PER_PART, file_name, read_record};
use crate::manifest::{Manifest, StoredAgent};
use crate::parquet_file;
use crate::reassembly::Reassembly;
use crate::tables::PartTable;

/// The events of one run, as a folder has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedRun {
    /// Number of the run.
    pub run: u32,
    /// Its events; their agents are positions in the agents of the manifest.
    pub events: Vec<Event>,
}

/// The digest of a run as a folder has it; `None` when the run is not in it.
///
/// # Errors
/// When a file cannot be read, is not as it was written, or does not hold what it should.
pub fn recorded_digest(root: &Path, schema: &Schema, run: u32) -> Result<Option<u64>, ResultsError> {
    let part = run / RUNS_PER_PART;
    if !root.join(file_name(PartTable::Digests, part)).exists() {
        return Ok(None);
    }
    let remedy = "delete it and resume the ensemble: its runs will be computed again";
    let Some(runs) = read_table(root, schema, part, PartTable::Digests, remedy)? else {
        return Ok(None);
    };
    Ok(runs.into_iter().find(|output| output.run == run).map(|output| output.digest))
}

/// The events of the runs of a part, of which the first has the number of the part times [`RUNS_PER_PART`]; `None` when
/// the part is not in the folder. A part that was interrupted lacks its last runs.
///
/// # Errors
/// When a file cannot be read, is gone, is not as it was written, or does not hold what it should. Whether ids and
/// causes make sense is not looked at.
pub fn recorded_events(
    root: &Path,
    manifest: &Manifest,
    part: u32,
) -> Result<Option<Vec<RecordedRun>>, ResultsError> {
    let remedy = if manifest.jevons_version == env!("CARGO_PKG_VERSION") {
        "delete it and resume the ensemble: its runs will be computed again".to_owned()
    } else {
        format!("the folder was made by jevons {}: use that version", manifest.jevons_version)
    };
    let Some(runs) = read_table(root, &schema_of_events(root, manifest)?, part, PartTable::Events, &remedy)?
    else {
        return Ok(None);
    };
    let recorded = |output: RunOutput| RecordedRun { run: output.run, events: output.events };
    Ok(Some(runs.into_iter().map(recorded).collect()))
}

/// The draws, series and events of the runs of a part, for an economy of this shape; `None` when the part is not in the
/// folder. Balances and flows are left out.
///
/// # Errors
/// When a file cannot be read, is gone, is not as it was written, or does not hold what it should.
pub fn recorded_series(
    root: &Path,
    schema: &Schema,
    part: u32,
) -> Result<Option<Vec<RunOutput>>, ResultsError> {
    let remedy = "delete it and resume the ensemble: its runs will be computed again";
    let (sectors, instruments, flows) = (Vec::new(), Vec::new(), Vec::new());
    let small = Schema { sectors, instruments, flows, ..schema.clone() };
    let read = |table| read_table(root, &small, part, table, remedy);
    let Some(mut runs) = read(PartTable::Series)? else { return Ok(None) };
    let (Some(events), Some(draws)) = (read(PartTable::Events)?, read(PartTable::Parameters)?) else {
        return Ok(None);
    };
    for ((run, with_events), with_draws) in runs.iter_mut().zip(events).zip(draws) {
        (run.events, run.draws) = (with_events.events, with_draws.draws);
    }
    Ok(Some(runs))
}

/// As much of the schema as events need.
fn schema_of_events(root: &Path, manifest: &Manifest) -> Result<Schema, ResultsError> {
    let stored = &manifest.schema;
    let damaged = |error: NotAMonth| ResultsError::damaged(&root.join(MANIFEST), error.to_string(), RESTORE);
    let agent = |agent: &StoredAgent| AgentLabel {
        name: agent.name.clone(),
        sector: 0,
        population: agent.population,
    };
    Ok(Schema {
        first_month: stored.first_month.parse().map_err(damaged)?,
        months: 0,
        columns: Vec::new(),
        parameters: Vec::new(),
        sectors: Vec::new(),
        instruments: Vec::new(),
        flows: Vec::new(),
        agents: stored.agents.iter().map(agent).collect(),
    })
}

/// The runs of a part with what one table says of them; `None` when the part does not count.
fn read_table(
    root: &Path,
    schema: &Schema,
    part: u32,
    table: PartTable,
    remedy: &str,
) -> Result<Option<Vec<RunOutput>>, ResultsError> {
    let Some(record) = read_record(root, part, "delete it and resume the ensemble")? else { return Ok(None) };
    let name = file_name(table, part);
    let path = root.join(&name);
    let damaged = |message: String| ResultsError::damaged(&path, message, remedy);
    let Some(bytes) = disk::read(&path)? else {
        let again = "resume the ensemble: its runs will be computed again";
        return Err(ResultsError::damaged(&path, "it is gone", again));
    };
    if let Some(message) = record.difference(&name, &bytes) {
        return Err(damaged(message));
    }
    let rows = parquet_file::decode(bytes, &table.fields()).map_err(|error| damaged(error.to_string()))?;
    // A record is a file too: what it says of the number of runs is believed up to what a part can hold.
    let mut reassembly = Reassembly::new(schema, part * RUNS_PER_PART, record.runs.min(RUNS_PER_PART));
    reassembly.add(table, &rows).map_err(damaged)?;
    Ok(Some(reassembly.finish()))
}
