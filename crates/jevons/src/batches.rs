//! Runs of which nothing is kept but what is added up: in batches over threads, with progress, until Ctrl-C.

use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::ProgressBar;
use jevons::ensemble::progress_bar;
use jevons::interrupt::stop_on_interrupt;
use jevons_economy::simulate::SimulationError;
use rayon::prelude::*;

use crate::failure::Failure;
use crate::session::Session;

/// Runs that are computed before they are added up, per thread.
const BATCH: usize = 8;

/// Computes `runs` runs, numbered from 0, and hands each to `take` in the order of its number.
///
/// Returns how many were taken: fewer than `runs` when the user stopped it.
///
/// # Errors
/// When a check of the model fails in a run, or `take` refuses one.
pub fn in_batches<T: Send>(
    session: &Session,
    runs: u32,
    compute: impl Fn(u32) -> Result<T, SimulationError> + Sync,
    take: impl FnMut(T) -> Result<(), Failure>,
) -> Result<u32, Failure> {
    let bar = bar(session, u64::from(runs));
    let taken = with_bar(session, &bar, runs, compute, take);
    bar.finish_and_clear();
    taken
}

/// A bar for so many runs, shown where notes are.
pub fn bar(session: &Session, runs: u64) -> ProgressBar {
    progress_bar(runs, !session.global().quiet && !session.json())
}

/// As [`in_batches`], with a bar that may count the runs of several ensembles.
///
/// # Errors
/// When a check of the model fails in a run, or `take` refuses one.
pub fn with_bar<T: Send>(
    session: &Session,
    bar: &ProgressBar,
    runs: u32,
    compute: impl Fn(u32) -> Result<T, SimulationError> + Sync,
    mut take: impl FnMut(T) -> Result<(), Failure>,
) -> Result<u32, Failure> {
    let stop = interrupt(!session.global().quiet && !session.json())?;
    let numbers: Vec<u32> = (0..runs).collect();
    let mut taken = 0;
    for batch in numbers.chunks(BATCH * rayon::current_num_threads()) {
        if stop.load(Ordering::SeqCst) {
            break;
        }
        let finished: Result<Vec<T>, SimulationError> = batch.par_iter().map(|&run| compute(run)).collect();
        for one in finished.map_err(|error| Failure::CheckFailed(error.to_string()))? {
            take(one)?;
            taken += 1;
        }
        bar.inc(batch.len() as u64);
    }
    Ok(taken)
}

/// The flag of Ctrl-C, which can be asked for once in a process and is used by several ensembles.
fn interrupt(announce: bool) -> Result<Arc<AtomicBool>, Failure> {
    static STOP: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    if let Some(stop) = STOP.get() {
        return Ok(Arc::clone(stop));
    }
    let stop = stop_on_interrupt(announce)
        .map_err(|error| Failure::Refused(format!("Ctrl-C cannot be caught: {error}")))?;
    Ok(Arc::clone(STOP.get_or_init(|| stop)))
}

/// What to tell a user who stopped after `taken` of `runs` runs; `None` when all were computed.
pub fn interruption(taken: u32, runs: u32) -> Option<Failure> {
    (taken < runs).then(|| Failure::Interrupted(format!("stopped after {taken} of {runs} runs")))
}
