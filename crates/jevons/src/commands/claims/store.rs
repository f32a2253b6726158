//! Keeps what tests read from runs, by the SHA-256 of everything that it depends on.

use std::fs;
use std::path::{Path, PathBuf};

use jevons_claims::{ModelTest, Reading, World};
use jevons_parameters::sha256;
use jevons_results::Disk;
use serde_json::{Value, json};

use super::runs::Read;
use crate::economy::Setup;
use crate::failure::Failure;

/// A reading as it is kept; what is not a number is null.
type Row = (bool, Option<bool>, Option<f64>);

/// Readings of one world in a folder; without a folder it knows and keeps nothing.
pub struct Store {
    folder: Option<PathBuf>,
    /// Everything but the test.
    inputs: String,
    runs: u32,
}

impl Store {
    /// The readings of `runs` runs of a world that was set up like this.
    pub fn new(folder: Option<&Path>, setup: &Setup, world: &World, seed: u64, runs: u32) -> Self {
        let inputs = json!({
            "program": program(), "inputs": setup.inputs(), "world": world.to_string(), "seed": seed,
            "runs": runs, "from": setup.from.to_string(), "to": setup.to.to_string(),
        });
        Self { folder: folder.map(Path::to_owned), inputs: inputs.to_string(), runs }
    }

    fn path(&self, test: &ModelTest, compared: bool) -> Option<PathBuf> {
        let text = |formula: &Option<jevons_outcomes::Formula>| formula.as_ref().map(|one| one.text.clone());
        let asked = json!([text(&test.given), text(&test.counts), text(&test.measure), compared]);
        let name = sha256(format!("{}{asked}", self.inputs).as_bytes());
        Some(self.folder.as_ref()?.join(format!("{}.json", &name[..32])))
    }

    /// What was read before; `None` when nothing was, or it cannot be read.
    pub fn load(&self, test: &ModelTest, compared: bool) -> Option<Read> {
        let text = fs::read_to_string(self.path(test, compared)?).ok()?;
        let (rows, courses): (Vec<Row>, Vec<Vec<Option<f32>>>) = serde_json::from_str(&text).ok()?;
        let reading = |(given, happened, measure): Row| Reading {
            given,
            happened,
            measure: measure.unwrap_or(f64::NAN),
        };
        let course =
            |months: Vec<Option<f32>>| months.into_iter().map(|value| value.unwrap_or(f32::NAN)).collect();
        let read = Read {
            readings: rows.into_iter().map(reading).collect(),
            courses: courses.into_iter().map(course).collect(),
        };
        let runs = self.runs as usize;
        let whole = read.readings.len() == runs && (read.courses.is_empty() || read.courses.len() == runs);
        whole.then_some(read)
    }

    /// Keeps what was read.
    pub fn save(&self, test: &ModelTest, compared: bool, read: &Read) -> Result<(), Failure> {
        let (Some(folder), Some(path)) = (&self.folder, self.path(test, compared)) else { return Ok(()) };
        fs::create_dir_all(folder).map_err(|error| {
            Failure::Refused(format!("cannot create the folder `{}`: {error}", folder.display()))
        })?;
        let row = |one: &Reading| -> Value { json!([one.given, one.happened, one.measure]) };
        let rows: Vec<Value> = read.readings.iter().map(row).collect();
        Disk::default().write(&path, json!([rows, read.courses]).to_string().as_bytes())?;
        Ok(())
    }
}

/// What tells this program from one that was built from other code.
fn program() -> String {
    let version = env!("CARGO_PKG_VERSION");
    let file = std::env::current_exe().and_then(fs::metadata);
    let built = file.ok().and_then(|file| Some((file.len(), file.modified().ok()?)));
    let since = built
        .and_then(|(size, time)| Some((size, time.duration_since(std::time::UNIX_EPOCH).ok()?.as_millis())));
    format!("{version} {since:?}")
}
