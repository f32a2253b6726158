//! The folder of an ensemble: created or resumed, filled part by part, and finished.
//!
//! A part is the runs of one batch. Its tables are written first and its record (`parts/part-00000.json`, with
//! the size and digest of every file) last, so that a part counts only once all of it is durable. Whatever kills
//! the process, the next one finds whole parts and no others.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use jevons_economy::output::{RunOutput, Schema};
use jevons_experiments::Summary;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::disk::{self, Disk};
use crate::error::ResultsError;
use crate::manifest::{FORMAT, Manifest, Settings, Status};
use crate::parquet_file;
use crate::reassembly::Reassembly;
use crate::summary_files::{event_summary_table, summary_table, to_csv};
use crate::table::Table;
use crate::tables::PartTable;

/// Runs per part.
pub const RUNS_PER_PART: u32 = 25;

pub(crate) const MANIFEST: &str = "manifest.json";
const RECORDS: &str = "parts";
const LOCK: &str = ".lock";
/// What to do about a manifest that cannot be used.
pub(crate) const RESTORE: &str = "restore it from a copy, or start again in another folder";

/// A batch of runs that is written as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Number of the part, from 0.
    pub number: u32,
    /// Its runs.
    pub runs: Range<u32>,
}

/// What was written for a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    part: u32,
    first_run: u32,
    pub(crate) runs: u32,
    files: Vec<FileRecord>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileRecord {
    table: String,
    path: String,
    rows: usize,
    bytes: usize,
    sha256: String,
}

impl Record {
    /// In what the bytes of a file of this part differ from what was written, if they do.
    pub(crate) fn difference(&self, name: &str, bytes: &[u8]) -> Option<String> {
        self.files.iter().find(|file| file.path == name).and_then(|file| file.difference(bytes))
    }
}

impl FileRecord {
    /// In what `bytes` differ from what was written, if they do.
    fn difference(&self, bytes: &[u8]) -> Option<String> {
        if bytes.len() != self.bytes {
            Some(format!("it has {} bytes where {} were written", bytes.len(), self.bytes))
        } else if sha256(bytes) != self.sha256 {
            Some("its SHA-256 is not that of what was written".to_owned())
        } else {
            None
        }
    }
}

/// A run folder that is open for writing; no other process can write to it meanwhile.
#[derive(Debug)]
pub struct RunFolder {
    root: PathBuf,
    disk: Disk,
    schema: Schema,
    manifest: Manifest,
    records: BTreeMap<u32, Record>,
    /// Digest of each run that is in the folder.
    digests: BTreeMap<u32, u64>,
    _lock: Lock,
}

impl RunFolder {
    /// Starts an ensemble in a new or empty folder.
    ///
    /// # Errors
    /// When the folder holds anything, cannot be created or cannot be written to. Nothing in it was changed then.
    pub fn create(
        root: &Path,
        settings: &Settings,
        schema: &Schema,
        disk: Disk,
    ) -> Result<Self, ResultsError> {
        let path = root.to_owned();
        if let Some(manifest) = read_manifest(root)? {
            let (runs, created) = (manifest.runs, manifest.created);
            return Err(match manifest.status {
                Status::Complete => ResultsError::Finished { path, runs, created },
                Status::Running | Status::Interrupted => {
                    ResultsError::Unfinished { path, finished: manifest.runs_finished, runs, created }
                }
            });
        }
        let found =
            disk::files(root)?.into_iter().filter_map(|path| path.file_name().map(|name| name.to_owned()));
        if let Some(found) = found.filter(|name| name != LOCK).min() {
            return Err(ResultsError::NotOurs { path, found: found.to_string_lossy().into_owned() });
        }
        disk::create_folder(root)?;
        let lock = Lock::take(root)?;
        // Somebody else may have started here since the folder was looked at.
        if read_manifest(root)?.is_some() {
            return Err(ResultsError::Busy { path });
        }
        let manifest = Manifest::new(settings, schema);
        let records = BTreeMap::new();
        let digests = BTreeMap::new();
        let folder =
            Self { root: path, disk, schema: schema.clone(), manifest, records, digests, _lock: lock };
        folder.write_manifest()?;
        Ok(folder)
    }

    /// Opens the folder of an interrupted (or finished) ensemble and checks what it holds: the settings and inputs
    /// must be those of now, and every file of a finished part as it was written. A part of which a file is
    /// missing counts as not computed.
    ///
    /// # Errors
    /// When there is nothing to resume, the settings or inputs differ (all differences are named), or a file is
    /// damaged. Nothing was changed then.
    pub fn resume(
        root: &Path,
        settings: &Settings,
        schema: &Schema,
        disk: Disk,
    ) -> Result<Self, ResultsError> {
        let path = root.to_owned();
        let Some(stored) = read_manifest(root)? else {
            return Err(ResultsError::NothingToResume { path });
        };
        let differences = stored.differences(&Manifest::new(settings, schema));
        if !differences.is_empty() {
            return Err(ResultsError::Incompatible { path, differences });
        }
        let lock = Lock::take(root)?;
        let (records, digests) = (BTreeMap::new(), BTreeMap::new());
        let schema = schema.clone();
        let mut folder = Self { root: path, disk, schema, manifest: stored, records, digests, _lock: lock };
        folder.check_parts()?;
        folder.manifest.runs_finished = folder.runs_finished();
        let missing = folder.missing();
        let recorded = folder.manifest.results_sha256.as_ref();
        if missing.is_empty() && recorded.is_some_and(|digest| *digest != folder.results_sha256()) {
            let message = "its results_sha256 is not that of the runs in the folder";
            return Err(ResultsError::damaged(&root.join(MANIFEST), message, RESTORE));
        }
        if !missing.is_empty() {
            folder.remove_unfinished()?;
            missing.iter().try_for_each(|part| folder.discard(part))?;
            folder.manifest.status = Status::Running;
            folder.manifest.results_sha256 = None;
            folder.write_manifest()?;
        }
        Ok(folder)
    }

    fn remove_unfinished(&self) -> Result<(), ResultsError> {
        disk::remove_unfinished(&self.root)?;
        disk::remove_unfinished(&self.root.join(RECORDS))?;
        PartTable::ALL.iter().try_for_each(|table| disk::remove_unfinished(&self.root.join(table.name())))
    }

    /// Removes what there is of a part that is not whole, so that the folder holds counted runs only.
    fn discard(&self, part: &Part) -> Result<(), ResultsError> {
        disk::remove(&record_path(&self.root, part.number))?;
        PartTable::ALL
            .iter()
            .try_for_each(|&table| disk::remove(&self.root.join(file_name(table, part.number))))
    }

    fn check_parts(&mut self) -> Result<(), ResultsError> {
        for part in self.parts() {
            let remedy =
                format!("delete it and repeat the command: {} will be computed again", describe(&part));
            let Some(record) = read_record(&self.root, part.number, &remedy)? else { continue };
            let path = record_path(&self.root, part.number);
            if record.part != part.number
                || record.first_run != part.runs.start
                || record.runs > runs_of(&part)
            {
                return Err(ResultsError::damaged(&path, "it describes another part", remedy));
            }
            // A part cut short by an interruption is computed anew: then the folder ends up as if nothing happened.
            if record.runs < runs_of(&part) || !self.files_are_whole(&record, &remedy)? {
                continue;
            }
            self.records.insert(part.number, record);
            for run in self.read_tables(&part, &[PartTable::Digests])? {
                self.digests.insert(run.run, run.digest);
            }
        }
        Ok(())
    }

    /// Whether all files of a part are there.
    fn files_are_whole(&self, record: &Record, remedy: &str) -> Result<bool, ResultsError> {
        for file in &record.files {
            let path = self.root.join(&file.path);
            let Some(bytes) = disk::read(&path)? else { return Ok(false) };
            if let Some(message) = file.difference(&bytes) {
                return Err(ResultsError::damaged(&path, message, remedy));
            }
        }
        Ok(true)
    }

    /// All parts of the ensemble, in order.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        let runs = self.manifest.runs;
        let range =
            |number: u32| number * RUNS_PER_PART..runs.min((number + 1).saturating_mul(RUNS_PER_PART));
        (0..runs.div_ceil(RUNS_PER_PART)).map(|number| Part { number, runs: range(number) }).collect()
    }

    /// The parts that remain to be computed, in order.
    #[must_use]
    pub fn missing(&self) -> Vec<Part> {
        self.parts().into_iter().filter(|part| !self.is_finished(part)).collect()
    }

    /// The parts that are in the folder, in order.
    #[must_use]
    pub fn finished(&self) -> Vec<Part> {
        self.parts().into_iter().filter(|part| self.is_finished(part)).collect()
    }

    fn is_finished(&self, part: &Part) -> bool {
        self.records.get(&part.number).is_some_and(|record| record.runs == runs_of(part))
    }

    /// Runs that are in the folder.
    #[must_use]
    pub fn runs_finished(&self) -> u32 {
        self.records.values().map(|record| record.runs).sum()
    }

    /// The manifest as it stands.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Writes the runs of a part, or the first of them after an interruption.
    ///
    /// # Errors
    /// When the disk is full or refuses; what was written before stays, and the part counts as not computed.
    pub fn write_part(&mut self, part: &Part, outputs: &[RunOutput]) -> Result<(), ResultsError> {
        disk::create_folder(&self.root.join(RECORDS))?;
        let mut files = Vec::new();
        for table in PartTable::ALL {
            disk::create_folder(&self.root.join(table.name()))?;
            files.push(self.write_table(table, part, outputs)?);
        }
        let runs = outputs.len() as u32;
        let record = Record { part: part.number, first_run: part.runs.start, runs, files };
        let path = record_path(&self.root, part.number);
        self.write_json(&path, &record)?;
        self.digests.extend(outputs.iter().map(|output| (output.run, output.digest)));
        self.records.insert(part.number, record);
        self.manifest.runs_finished = self.runs_finished();
        self.write_manifest()
    }

    fn write_table(
        &self,
        table: PartTable,
        part: &Part,
        outputs: &[RunOutput],
    ) -> Result<FileRecord, ResultsError> {
        let name = file_name(table, part.number);
        let path = self.root.join(&name);
        let rows = table.rows(&self.schema, outputs);
        let metadata = [
            ("jevons.table", table.name().to_owned()),
            ("jevons.rows", table.description().to_owned()),
            ("jevons.format", FORMAT.to_string()),
            ("jevons.first_run", part.runs.start.to_string()),
            ("jevons.runs", outputs.len().to_string()),
        ];
        let bytes = self.encode(&path, &rows, &metadata)?;
        self.disk.write(&path, &bytes)?;
        let table = table.name().to_owned();
        Ok(FileRecord { table, path: name, rows: rows.rows(), bytes: bytes.len(), sha256: sha256(&bytes) })
    }

    fn encode(
        &self,
        path: &Path,
        table: &Table,
        metadata: &[(&str, String)],
    ) -> Result<Vec<u8>, ResultsError> {
        parquet_file::encode(table, metadata)
            .map_err(|error| ResultsError::Encoding { path: path.to_owned(), message: error.to_string() })
    }

    /// Reads the runs of a finished part back, exactly as they were written.
    ///
    /// # Errors
    /// When a file cannot be read or does not hold this part.
    pub fn read_part(&self, part: &Part) -> Result<Vec<RunOutput>, ResultsError> {
        self.read_tables(part, &PartTable::ALL)
    }

    /// Reads what a summary needs of a finished part: series, events, draws and digests; the rest is left at zero.
    ///
    /// # Errors
    /// When a file cannot be read or does not hold this part.
    pub fn read_part_for_summary(&self, part: &Part) -> Result<Vec<RunOutput>, ResultsError> {
        use PartTable::{Digests, Events, Parameters, Series};
        self.read_tables(part, &[Series, Events, Parameters, Digests])
    }

    fn read_tables(&self, part: &Part, tables: &[PartTable]) -> Result<Vec<RunOutput>, ResultsError> {
        let runs = self.records.get(&part.number).map_or(0, |record| record.runs);
        let mut reassembly = Reassembly::new(&self.schema, part.runs.start, runs);
        for &table in tables {
            let path = self.root.join(file_name(table, part.number));
            let remedy = format!("delete it and resume: {} will be computed again", describe(part));
            let damaged = |message: String| ResultsError::damaged(&path, message, &remedy);
            let bytes = disk::read(&path)?.ok_or_else(|| damaged("it is gone".to_owned()))?;
            let rows =
                parquet_file::decode(bytes, &table.fields()).map_err(|error| damaged(error.to_string()))?;
            reassembly.add(table, &rows).map_err(damaged)?;
        }
        Ok(reassembly.finish())
    }

    /// Writes the summary of the runs in the folder and what became of the ensemble: complete if no run is
    /// missing, interrupted otherwise.
    ///
    /// # Errors
    /// When the disk is full or refuses; the runs themselves are safe.
    pub fn close(mut self, summary: &Summary) -> Result<Manifest, ResultsError> {
        let table = summary_table(&self.schema, summary);
        let path = self.root.join("summary.parquet");
        let rows = "One row for each recorded series and month: statistics over all runs.".to_owned();
        let metadata = [("jevons.table", "summary".to_owned()), ("jevons.rows", rows)];
        self.disk.write(&path, &self.encode(&path, &table, &metadata)?)?;
        let events = event_summary_table(&self.schema, summary);
        for (name, table) in [("summary.csv", &table), ("event_summary.csv", &events)] {
            let path = self.root.join(name);
            let encoding =
                |error: csv::Error| ResultsError::Encoding { path: path.clone(), message: error.to_string() };
            self.disk.write(&path, &to_csv(table).map_err(encoding)?)?;
        }
        let complete = self.missing().is_empty();
        self.manifest.status = if complete { Status::Complete } else { Status::Interrupted };
        self.manifest.results_sha256 = complete.then(|| self.results_sha256());
        self.write_manifest()?;
        Ok(self.manifest)
    }

    fn results_sha256(&self) -> String {
        let bytes: Vec<u8> = self.digests.values().flat_map(|digest| digest.to_be_bytes()).collect();
        sha256(&bytes)
    }

    fn write_manifest(&self) -> Result<(), ResultsError> {
        self.write_json(&self.root.join(MANIFEST), &self.manifest)
    }

    fn write_json(&self, path: &Path, value: &impl Serialize) -> Result<(), ResultsError> {
        let encoding = |error: serde_json::Error| ResultsError::Encoding {
            path: path.to_owned(),
            message: error.to_string(),
        };
        let mut text = serde_json::to_string_pretty(value).map_err(encoding)?;
        text.push('\n');
        self.disk.write(path, text.as_bytes())
    }
}

/// Reads the manifest of a run folder; `None` when it has none.
///
/// # Errors
/// When it cannot be read, is damaged, or is of another format.
pub fn read_manifest(root: &Path) -> Result<Option<Manifest>, ResultsError> {
    #[derive(Deserialize)]
    struct Format {
        format: u32,
    }
    let path = root.join(MANIFEST);
    let Some(bytes) = disk::read(&path)? else { return Ok(None) };
    let damaged = |error: serde_json::Error| ResultsError::damaged(&path, error.to_string(), RESTORE);
    // The format comes first: another one may lack fields, and that is not damage.
    let Format { format } = serde_json::from_slice(&bytes).map_err(damaged)?;
    if format != FORMAT {
        return Err(ResultsError::OtherFormat { path: root.to_owned(), found: format, expected: FORMAT });
    }
    let manifest: Manifest = serde_json::from_slice(&bytes).map_err(damaged)?;
    match manifest.contradiction() {
        Some(message) => Err(ResultsError::damaged(&path, message, RESTORE)),
        None => Ok(Some(manifest)),
    }
}

/// The record of a part; `None` when the part does not count.
pub(crate) fn read_record(root: &Path, part: u32, remedy: &str) -> Result<Option<Record>, ResultsError> {
    let path = record_path(root, part);
    let Some(bytes) = disk::read(&path)? else { return Ok(None) };
    let record: Record = serde_json::from_slice(&bytes)
        .map_err(|error| ResultsError::damaged(&path, error.to_string(), remedy))?;
    Ok(Some(record))
}

fn record_path(root: &Path, part: u32) -> PathBuf {
    root.join(RECORDS).join(format!("part-{part:05}.json"))
}

fn runs_of(part: &Part) -> u32 {
    part.runs.end - part.runs.start
}

fn describe(part: &Part) -> String {
    format!("runs {} to {}", part.runs.start, part.runs.end - 1)
}

pub(crate) fn file_name(table: PartTable, part: u32) -> String {
    format!("{}/part-{part:05}.parquet", table.name())
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Keeps other processes from writing to the folder; the system releases it when the process ends, however it does.
#[derive(Debug)]
struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    fn take(root: &Path) -> Result<Self, ResultsError> {
        let path = root.join(LOCK);
        let file = File::create(&path).map_err(|source| ResultsError::io("write", &path, source))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => Err(ResultsError::Busy { path: root.to_owned() }),
            // File systems without locks exist; a lock there is a courtesy that cannot be had.
            Err(TryLockError::Error(error)) if error.kind() != io::ErrorKind::Unsupported => {
                Err(ResultsError::io("lock", &path, error))
            }
            Ok(()) | Err(TryLockError::Error(_)) => Ok(Self { path, _file: file }),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A lock file left behind locks nothing.
        let _ = std::fs::remove_file(&self.path);
    }
}
