//! Result folders: Parquet, manifests, resumable and never half-written.

pub mod disk;
pub mod error;
pub mod folder;
pub mod journal;
pub mod manifest;
pub mod parquet_file;
mod reassembly;
pub mod recorded;
pub mod summary_files;
pub mod table;
pub mod tables;

pub use disk::Disk;
pub use error::{Difference, ResultsError};
pub use folder::{Part, RUNS_PER_PART, RunFolder, read_manifest};
pub use journal::Journal;
pub use manifest::{Manifest, Settings, Status};
pub use recorded::{RecordedRun, recorded_digest, recorded_events, recorded_series};
