//! Ensembles as the commands run them: the same files however they were computed, and nothing lost.
#![allow(clippy::unwrap_used)]

#[path = "../../results/tests/generator/mod.rs"]
mod generator;

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use generator::Generator;
use jevons::ensemble::{EnsembleOptions, Finished, RunError, resume_command, run_ensemble};
use jevons_economy::output::{RunOutput, Schema};
use jevons_economy::simulate::{Simulate, SimulationError};
use jevons_results::{Disk, Settings, Status};

const RUNS: u32 = 110;

fn options(threads: usize, resume: bool) -> EnsembleOptions {
    let settings = Settings {
        jevons_version: "0.1.0".to_owned(),
        command: ["run", "--runs", "110", "--set", "a b='c'"].map(str::to_owned).into(),
        seed: 5,
        runs: RUNS,
        from: "2026-12".parse().unwrap(),
        to: "2027-07".parse().unwrap(),
        as_of: "2026-11-15".to_owned(),
        overrides: vec![],
        inputs: BTreeMap::new(),
        created: "2026-11-22".to_owned(),
    };
    EnsembleOptions {
        settings,
        resume,
        threads: NonZeroUsize::new(threads),
        progress: false,
        disk: Disk::default(),
    }
}

fn run(
    simulator: &(dyn Simulate + Sync),
    out: &Path,
    options: EnsembleOptions,
) -> Result<Finished, RunError> {
    run_ensemble(simulator, out, options, &AtomicBool::new(false))
}

fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(root, &path, found);
            } else {
                found.insert(path.strip_prefix(root).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    collect(root, root, &mut found);
    found
}

/// Sets the stop flag when a given number of runs have begun, as a Ctrl-C would.
struct StopsAfter<'a> {
    inner: Generator,
    begun: AtomicU32,
    limit: u32,
    stop: &'a AtomicBool,
}

impl Simulate for StopsAfter<'_> {
    fn schema(&self) -> &Schema {
        self.inner.schema()
    }

    fn run(&self, run: u32) -> Result<RunOutput, SimulationError> {
        if self.begun.fetch_add(1, Ordering::SeqCst) + 1 == self.limit {
            self.stop.store(true, Ordering::SeqCst);
        }
        self.inner.run(run)
    }
}

#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    let temporary = tempfile::tempdir().unwrap();
    let mut all = Vec::new();
    for threads in [1, 2, 7] {
        let out = temporary.path().join(threads.to_string());
        let finished = run(&Generator::new(5, 8), &out, options(threads, false)).unwrap();
        assert_eq!((finished.manifest.status, finished.summary.runs), (Status::Complete, u64::from(RUNS)));
        assert_eq!(finished.interruption(), None);
        all.push((files(&out), format!("{:?}", finished.summary)));
    }
    assert!(all[0].0.len() > 30);
    assert!(all.iter().all(|one| *one == all[0]));
    let other = run(&Generator::new(6, 8), &temporary.path().join("other"), options(2, false)).unwrap();
    assert_ne!(format!("{:?}", other.summary), all[0].1, "another seed gives other numbers");
}

#[test]
fn an_interrupted_ensemble_is_usable_and_continues_to_the_same_files() {
    let temporary = tempfile::tempdir().unwrap();
    let whole = temporary.path().join("whole");
    run(&Generator::new(5, 8), &whole, options(2, false)).unwrap();
    for (limit, threads) in [(1, 1), (10, 3), (25, 2), (26, 2), (60, 4), (109, 2)] {
        let out = temporary.path().join(limit.to_string());
        let stop = AtomicBool::new(false);
        let simulator =
            StopsAfter { inner: Generator::new(5, 8), begun: AtomicU32::new(0), limit, stop: &stop };
        let finished = run_ensemble(&simulator, &out, options(threads, false), &stop).unwrap();
        let kept = finished.manifest.runs_finished;
        assert_eq!(finished.manifest.status, Status::Interrupted, "{limit}");
        assert!(
            (limit..limit + threads as u32).contains(&kept),
            "all that began are kept: {kept} of {limit}"
        );
        assert_eq!(finished.summary.runs, u64::from(kept));
        let message = finished.interruption().unwrap();
        let expected = format!(
            "{kept} of 110 runs are finished and kept in `{0}`\n\
             hint: continue with: jevons run --runs 110 --set 'a b='\\''c'\\''' --out {0} --resume",
            out.display()
        );
        assert_eq!(message, expected);

        let finished = run(&Generator::new(5, 8), &out, options(2, true)).unwrap();
        assert_eq!(finished.manifest.status, Status::Complete);
        assert!(files(&out) == files(&whole), "stopped after {limit}");
    }
}

#[test]
fn an_ensemble_stopped_before_its_first_run_says_so_and_continues() {
    let temporary = tempfile::tempdir().unwrap();
    let (whole, out) = (temporary.path().join("whole"), temporary.path().join("out"));
    let finished =
        run_ensemble(&Generator::new(5, 8), &out, options(2, false), &AtomicBool::new(true)).unwrap();
    assert_eq!((finished.manifest.status, finished.manifest.runs_finished), (Status::Interrupted, 0));
    assert!(finished.interruption().unwrap().starts_with("0 of 110 runs are finished"));
    run(&Generator::new(5, 8), &whole, options(2, false)).unwrap();
    run(&Generator::new(5, 8), &out, options(2, true)).unwrap();
    assert!(files(&out) == files(&whole));
}

#[test]
fn resuming_a_finished_ensemble_computes_nothing_and_says_the_same() {
    let temporary = tempfile::tempdir().unwrap();
    let first = run(&Generator::new(5, 8), temporary.path(), options(2, false)).unwrap();
    let before = files(temporary.path());
    let mut broken = Generator::new(5, 8);
    broken.fails_at = Some(0);
    let again = run(&broken, temporary.path(), options(1, true)).unwrap();
    assert_eq!(format!("{:?}", again.summary), format!("{:?}", first.summary));
    assert!(files(temporary.path()) == before);
}

#[test]
fn a_failed_check_of_the_model_names_the_run_and_keeps_those_before_it() {
    for threads in [1, 4] {
        let temporary = tempfile::tempdir().unwrap();
        let mut simulator = Generator::new(5, 8);
        simulator.fails_at = Some(61);
        let error = run(&simulator, temporary.path(), options(threads, false)).unwrap_err();
        assert_eq!(error.exit_code(), 1);
        assert_eq!(
            error.to_string(),
            format!(
                "a check of the model failed: run 61 in 2027-02: deposits held exceed deposits owed by $0.01\n\
                 hint: the runs before it are kept in `{0}` (61 of them); `jevons ledger {0} --run 61 --month \
                 2027-01` shows the books before it",
                temporary.path().display()
            )
        );
        let finished = run(&Generator::new(5, 8), temporary.path(), options(threads, true)).unwrap();
        assert_eq!(finished.manifest.runs_finished, RUNS);
    }
}

#[test]
fn a_full_disk_ends_the_ensemble_and_resuming_finishes_it() {
    let temporary = tempfile::tempdir().unwrap();
    let (whole, out) = (temporary.path().join("whole"), temporary.path().join("out"));
    run(&Generator::new(5, 8), &whole, options(2, false)).unwrap();
    let limited = EnsembleOptions { disk: Disk::with_room_bytes(60_000), ..options(2, false) };
    let error = run(&Generator::new(5, 8), &out, limited).unwrap_err();
    assert_eq!(error.exit_code(), 3);
    assert!(error.to_string().contains("hint: the disk is full"), "{error}");
    run(&Generator::new(5, 8), &out, options(2, true)).unwrap();
    assert!(files(&out) == files(&whole));
}

#[test]
fn an_occupied_folder_is_refused_before_anything_is_computed() {
    let temporary = tempfile::tempdir().unwrap();
    fs::write(temporary.path().join("notes.txt"), "x").unwrap();
    let mut simulator = Generator::new(5, 8);
    simulator.fails_at = Some(0);
    let error = run(&simulator, temporary.path(), options(1, false)).unwrap_err();
    assert_eq!(error.exit_code(), 2);
    assert!(error.to_string().contains("it does have `notes.txt`"), "{error}");
}

#[test]
fn the_command_to_resume_repeats_what_was_given() {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let out = Path::new("runs/base line");
    for (given, expected) in [
        ("run", "jevons run --out 'runs/base line' --resume"),
        ("run -o x", "jevons run -o x --resume"),
        ("run --out=x --resume", "jevons run --out=x --resume"),
    ] {
        assert_eq!(resume_command(&words(given), out), expected);
    }
}
