//! Runs an ensemble in parallel and keeps every finished run, whatever happens.
//!
//! Runs are computed in batches of one part; while one batch is computed, the batch before it is summarised and
//! written. Within a batch runs start in the order of their numbers, so that what is finished at an interruption
//! is always the first so many runs.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jevons_economy::output::RunOutput;
use jevons_economy::simulate::{Simulate, SimulationError};
use jevons_experiments::{InvalidRun, Reduction, Summary};
use jevons_numerics::Month;
use jevons_results::{Disk, Manifest, Part, ResultsError, RunFolder, Settings, Status};
use rayon::prelude::*;

/// How to run an ensemble.
#[derive(Debug)]
pub struct EnsembleOptions {
    /// What is run; kept in the manifest. The seed must be the one that the economy draws with.
    pub settings: Settings,
    /// Continue the ensemble that the folder holds instead of starting one.
    pub resume: bool,
    /// Threads; all that the machine has when `None`. Results do not depend on it.
    pub threads: Option<NonZeroUsize>,
    /// Whether to show a progress bar, if standard error is a terminal.
    pub progress: bool,
    /// Where files go.
    pub disk: Disk,
}

/// An ensemble that ended in order, complete or interrupted.
#[derive(Debug)]
pub struct Finished {
    /// Its folder.
    pub folder: PathBuf,
    /// What is in the folder.
    pub manifest: Manifest,
    /// What the runs in the folder say.
    pub summary: Summary,
}

impl Finished {
    /// The design on which the runs lie; `None` when each drew for itself.
    #[must_use]
    pub fn design(&self) -> Option<&str> {
        let design = self.manifest.overrides.iter().find(|fixed| fixed.key == "design");
        design.map(|fixed| fixed.value.as_str())
    }

    /// What to tell the user when the ensemble was interrupted; `None` when it is complete.
    #[must_use]
    pub fn interruption(&self) -> Option<String> {
        let Manifest { status, runs_finished, runs, command, .. } = &self.manifest;
        (*status == Status::Interrupted).then(|| {
            format!(
                "{runs_finished} of {runs} runs are finished and kept in `{}`\n\
                 hint: continue with: {}",
                self.folder.display(),
                resume_command(command, &self.folder)
            )
        })
    }
}

/// Why an ensemble could not be finished. Runs finished before are kept.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The folder could not be used or written.
    #[error(transparent)]
    Results(#[from] ResultsError),
    /// A run failed a check of the model.
    #[error("a check of the model failed: {error}\nhint: {}", look_into(error, *kept, folder, *before))]
    Simulation {
        /// What failed.
        error: SimulationError,
        /// Runs kept.
        kept: u32,
        /// Where.
        folder: PathBuf,
        /// The last month before the failure that was simulated, if there is one.
        before: Option<Month>,
    },
    /// A run gave something that cannot be: a defect of the program.
    #[error(transparent)]
    InvalidRun(#[from] InvalidRun),
    /// No threads could be started.
    #[error("cannot start threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// What is left after a failed check, and how to see the books of the month before it.
fn look_into(error: &SimulationError, kept: u32, folder: &Path, before: Option<Month>) -> String {
    let (run, at) = (error.run, shell_quoted(&folder.display().to_string()));
    let books = before.map_or(String::new(), |month| {
        format!("; `jevons ledger {at} --run {run} --month {month}` shows the books before it")
    });
    format!("the runs before it are kept in `{}` ({kept} of them){books}", folder.display())
}

impl RunError {
    /// Exit code by the program's convention: 1 when a check of the model failed, 2 for bad input, 3 otherwise.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Results(error) => error.exit_code(),
            Self::Simulation { .. } => 1,
            Self::InvalidRun(_) | Self::Threads(_) => 3,
        }
    }
}

/// Runs all missing runs of the ensemble into the folder `out` and summarises it.
///
/// Set `stop` to end early: runs under way are finished and kept, and the result says "interrupted". The files
/// written do not depend on the number of threads or on interruptions before.
///
/// # Errors
/// When the folder cannot be used, the disk refuses, or a check of the model fails in a run.
pub fn run_ensemble(
    simulator: &(dyn Simulate + Sync),
    out: &Path,
    options: EnsembleOptions,
    stop: &AtomicBool,
) -> Result<Finished, RunError> {
    let threads = options.threads.map_or(0, NonZeroUsize::get);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    pool.install(|| {
        let EnsembleOptions { settings, resume, progress, disk, .. } = options;
        let schema = simulator.schema();
        let open = if resume { RunFolder::resume } else { RunFolder::create };
        let folder = open(out, &settings, schema, disk)?;
        let reduction = Reduction::new(schema, settings.seed);
        let bar = progress_bar(u64::from(settings.runs), progress);
        let mut keeper = Keeper { folder, reduction };
        keeper.summarise_finished(&bar)?;
        let failure = compute_missing(simulator, &mut keeper, &bar, stop)?;
        bar.finish_and_clear();
        let finished = keeper.close(out)?;
        match failure {
            Some(error) => {
                let kept = finished.manifest.runs_finished;
                let before =
                    error.month.filter(|&month| month > schema.first_month).map(|month| month.plus(-1));
                Err(RunError::Simulation { error, kept, folder: out.to_owned(), before })
            }
            None => Ok(finished),
        }
    })
}

/// Computes part after part, keeping each while the next one is computed; returns the failure of a run, if any.
fn compute_missing(
    simulator: &(dyn Simulate + Sync),
    keeper: &mut Keeper,
    bar: &ProgressBar,
    stop: &AtomicBool,
) -> Result<Option<SimulationError>, RunError> {
    let missing = keeper.folder.missing();
    let mut before: Option<(&Part, Vec<RunOutput>)> = None;
    for part in &missing {
        let previous = before.take();
        // A thread of its own: it mostly waits for the disk, and must not keep a worker from computing.
        let (batch, kept) = std::thread::scope(|scope| {
            let keeping = scope.spawn(|| keeper.keep_if_any(previous));
            (compute(simulator, part, bar, stop), keeping.join())
        });
        kept.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        before = Some((part, batch.outputs));
        if batch.failure.is_some() || stop.load(Ordering::SeqCst) {
            keeper.keep_if_any(before)?;
            return Ok(batch.failure);
        }
    }
    keeper.keep_if_any(before)?;
    Ok(None)
}

/// The runs of a part from the first on, up to a stop or a failure.
struct Batch {
    outputs: Vec<RunOutput>,
    failure: Option<SimulationError>,
}

fn compute(simulator: &(dyn Simulate + Sync), part: &Part, bar: &ProgressBar, stop: &AtomicBool) -> Batch {
    let next = AtomicU32::new(part.runs.start);
    let failed = AtomicBool::new(false);
    let work = |_worker| {
        let mut done = Vec::new();
        while !failed.load(Ordering::SeqCst) && !stop.load(Ordering::SeqCst) {
            let run = next.fetch_add(1, Ordering::SeqCst);
            if run >= part.runs.end {
                break;
            }
            let result = simulator.run(run);
            failed.fetch_or(result.is_err(), Ordering::SeqCst);
            done.push((run, result));
            bar.inc(1);
        }
        done
    };
    let workers = rayon::current_num_threads().min(part.runs.len());
    let mut done: Vec<_> = (0..workers).into_par_iter().with_max_len(1).flat_map_iter(work).collect();
    // Every run that began has ended, and they began in order: sorted, there is no gap.
    done.sort_by_key(|(run, _)| *run);
    let mut batch = Batch { outputs: Vec::with_capacity(done.len()), failure: None };
    for (_, result) in done {
        match result {
            Ok(output) => batch.outputs.push(output),
            Err(error) => {
                batch.failure = Some(error);
                break;
            }
        }
    }
    batch
}

/// Summarises runs and writes them to the folder.
struct Keeper {
    folder: RunFolder,
    reduction: Reduction,
}

impl Keeper {
    /// Takes the runs of an earlier process into the summary.
    fn summarise_finished(&mut self, bar: &ProgressBar) -> Result<(), RunError> {
        for part in self.folder.finished() {
            for output in self.folder.read_part_for_summary(&part)? {
                self.reduction.add(&output)?;
            }
            bar.inc(u64::from(part.runs.end - part.runs.start));
        }
        bar.reset_eta();
        Ok(())
    }

    fn keep_if_any(&mut self, batch: Option<(&Part, Vec<RunOutput>)>) -> Result<(), RunError> {
        let Some((part, outputs)) = batch.filter(|(_, outputs)| !outputs.is_empty()) else { return Ok(()) };
        outputs.iter().try_for_each(|output| self.reduction.add(output))?;
        self.folder.write_part(part, &outputs)?;
        Ok(())
    }

    fn close(self, out: &Path) -> Result<Finished, RunError> {
        let columns = self.folder.manifest().schema.columns.len();
        let columns = (0..columns).into_par_iter().map(|column| self.reduction.column(column)).collect();
        let summary = self.reduction.summary_of(columns);
        let manifest = self.folder.close(&summary)?;
        Ok(Finished { folder: out.to_owned(), manifest, summary })
    }
}

/// A bar that counts runs on the standard error output, if it is to be shown and that is a terminal.
#[must_use]
pub fn progress_bar(runs: u64, shown: bool) -> ProgressBar {
    let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(Some(runs), target);
    let template = "{bar:40} {pos} of {len} runs, {elapsed} passed, {eta} left";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}

/// The command line that continues an ensemble: as it was given, with `--out` and `--resume`.
#[must_use]
pub fn resume_command(command: &[String], out: &Path) -> String {
    let has = |long: &str, short: &str| {
        command.iter().any(|word| word == long || word == short || word.starts_with(&format!("{long}=")))
    };
    let mut words = command.to_vec();
    if !has("--out", "-o") {
        words.extend(["--out".to_owned(), out.display().to_string()]);
    }
    if !has("--resume", "") {
        words.push("--resume".to_owned());
    }
    command_line(&words)
}

/// The arguments of `jevons` as a line for a shell.
#[must_use]
pub fn command_line(arguments: &[String]) -> String {
    let words = arguments.iter().map(|word| shell_quoted(word));
    std::iter::once("jevons".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
}

fn shell_quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
