//! Run folders: what is written, read back, resumed, refused and survived.
#![allow(clippy::unwrap_used)]

mod generator;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use generator::Generator;
use jevons_economy::output::RunOutput;
use jevons_economy::simulate::Simulate;
use jevons_experiments::{Reduction, Summary};
use jevons_results::{
    Disk, RecordedRun, ResultsError, RunFolder, Settings, Status, read_manifest, recorded_digest,
    recorded_events, recorded_series,
};

const RUNS: u32 = 60;

fn settings() -> Settings {
    Settings {
        jevons_version: "0.1.0".to_owned(),
        command: vec!["run".to_owned(), "--runs".to_owned(), "60".to_owned()],
        seed: u64::MAX,
        runs: RUNS,
        from: "2026-12".parse().unwrap(),
        to: "2027-09".parse().unwrap(),
        as_of: "2026-11-15".to_owned(),
        overrides: vec![("demand.elasticity".to_owned(), "1.2".to_owned())],
        inputs: BTreeMap::from([("parameters/labs.toml".to_owned(), "ab".repeat(32))]),
        created: "2026-11-22".to_owned(),
    }
}

fn generator() -> Generator {
    Generator::new(5, 10)
}

fn create(root: &Path, disk: Disk) -> Result<RunFolder, ResultsError> {
    RunFolder::create(root, &settings(), generator().schema(), disk)
}

fn resume(root: &Path) -> Result<RunFolder, ResultsError> {
    RunFolder::resume(root, &settings(), generator().schema(), Disk::default())
}

fn outputs(runs: std::ops::Range<u32>) -> Vec<RunOutput> {
    runs.map(|run| generator().run(run).unwrap()).collect()
}

fn fill(folder: &mut RunFolder, parts: usize) -> Result<(), ResultsError> {
    for part in folder.missing().into_iter().take(parts) {
        folder.write_part(&part, &outputs(part.runs.clone()))?;
    }
    Ok(())
}

fn summarise(folder: &RunFolder) -> Summary {
    let mut reduction = Reduction::new(generator().schema(), u64::MAX);
    for part in folder.finished() {
        for run in folder.read_part_for_summary(&part).unwrap() {
            reduction.add(&run).unwrap();
        }
    }
    reduction.summary()
}

fn close(folder: RunFolder) {
    let summary = summarise(&folder);
    folder.close(&summary).unwrap();
}

/// Every file below a folder and its bytes.
fn contents(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found
}

fn relative(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    contents(root)
        .into_iter()
        .map(|(path, bytes)| (path.strip_prefix(root).unwrap().to_owned(), bytes))
        .collect()
}

fn complete(root: &Path) {
    let mut folder = create(root, Disk::default()).unwrap();
    fill(&mut folder, 99).unwrap();
    close(folder);
}

fn text(error: &ResultsError, root: &Path) -> String {
    error.to_string().replace(&root.display().to_string(), "RUN")
}

#[test]
fn a_finished_folder_has_everything_and_says_so() {
    let temporary = tempfile::tempdir().unwrap();
    let root = temporary.path().join("new/run");
    complete(&root);
    let names: Vec<String> =
        relative(&root).keys().map(|path| path.display().to_string().replace('\\', "/")).collect();
    let mut expected: Vec<String> =
        ["manifest.json", "summary.parquet", "summary.csv", "event_summary.csv"].map(str::to_owned).into();
    for part in 0..3 {
        expected.push(format!("parts/part-0000{part}.json"));
        for table in ["series", "events", "balances", "flows", "parameters", "digests"] {
            expected.push(format!("{table}/part-0000{part}.parquet"));
        }
    }
    expected.sort();
    assert_eq!(names, expected);

    let manifest = read_manifest(&root).unwrap().unwrap();
    assert_eq!((manifest.status, manifest.runs_finished, manifest.seed), (Status::Complete, RUNS, u64::MAX));
    assert_eq!(manifest.results_sha256.unwrap().len(), 64);
    assert_eq!(manifest.schema.columns[3].agent, "OpenAI");
    let text = fs::read_to_string(root.join("manifest.json")).unwrap();
    assert!(!text.contains(&temporary.path().display().to_string()), "no machine paths: {text}");
}

#[test]
fn runs_come_back_from_the_files_to_the_last_bit() {
    let temporary = tempfile::tempdir().unwrap();
    complete(temporary.path());
    let folder = resume(temporary.path()).unwrap();
    let back: Vec<RunOutput> =
        folder.finished().iter().flat_map(|part| folder.read_part(part).unwrap()).collect();
    // Debug text, because NaN differs from itself; it shows every digit.
    assert_eq!(format!("{back:?}"), format!("{:?}", outputs(0..RUNS)));
}

#[test]
fn the_summary_from_the_files_is_the_summary_of_the_runs() {
    let temporary = tempfile::tempdir().unwrap();
    complete(temporary.path());
    let mut reduction = Reduction::new(generator().schema(), u64::MAX);
    outputs(0..RUNS).iter().for_each(|run| reduction.add(run).unwrap());
    let summary = reduction.summary();
    assert_eq!(format!("{:?}", summarise(&resume(temporary.path()).unwrap())), format!("{summary:?}"));

    let csv = fs::read_to_string(temporary.path().join("summary.csv")).unwrap();
    let mut lines = csv.lines();
    assert_eq!(
        lines.next().unwrap(),
        "metric,agent,unit,month,runs,not_applicable,mean,mean_se,min,max,p5,p5_se,p10,p10_se,p25,p25_se,\
         p50,p50_se,p75,p75_se,p90,p90_se,p95,p95_se"
    );
    assert_eq!(csv.lines().count(), 1 + 6 * 10);
    let cell = &summary.columns[3][9];
    let row = csv.lines().find(|line| line.starts_with("lab.cash,OpenAI,usd,2027-09-01,")).unwrap();
    let expected = format!("{},{},{},", cell.runs, cell.not_applicable, cell.mean);
    assert!(cell.not_applicable > 0 && row.contains(&expected), "{row}\n{expected}");
    assert!(row.contains(&format!(",{},", cell.quantile(0.5))), "{row}");
    assert!(
        cell.quantiles[0].interval.is_none() && row.contains(&format!(",{},,", cell.quantile(0.05))),
        "{row}"
    );
    let events = fs::read_to_string(temporary.path().join("event_summary.csv")).unwrap();
    assert!(events.contains("\ndefault,OpenAI,"), "{events}");
}

#[test]
fn a_resumed_folder_equals_one_that_was_never_interrupted() {
    let temporary = tempfile::tempdir().unwrap();
    let (whole, broken) = (temporary.path().join("whole"), temporary.path().join("broken"));
    complete(&whole);

    let mut folder = create(&broken, Disk::default()).unwrap();
    fill(&mut folder, 1).unwrap();
    let second = folder.missing().remove(0);
    folder.write_part(&second, &outputs(25..33)).unwrap();
    assert_eq!(folder.runs_finished(), 33);
    let mut reduction = Reduction::new(generator().schema(), u64::MAX);
    outputs(0..33).iter().for_each(|run| reduction.add(run).unwrap());
    folder.close(&reduction.summary()).unwrap();
    let manifest = read_manifest(&broken).unwrap().unwrap();
    assert_eq!((manifest.status, manifest.runs_finished), (Status::Interrupted, 33));
    assert!(fs::read_to_string(broken.join("summary.csv")).unwrap().contains(",33,0,"), "usable as it is");

    let mut folder = resume(&broken).unwrap();
    assert_eq!(folder.missing().iter().map(|part| part.runs.clone()).collect::<Vec<_>>(), [25..50, 50..60]);
    assert!(!broken.join("series/part-00001.parquet").exists(), "uncounted runs do not stay");
    fill(&mut folder, 99).unwrap();
    close(folder);
    assert_eq!(relative(&broken), relative(&whole));
}

#[test]
fn a_killed_process_loses_only_the_part_it_was_writing() {
    let temporary = tempfile::tempdir().unwrap();
    let root = temporary.path();
    let mut folder = create(root, Disk::default()).unwrap();
    fill(&mut folder, 2).unwrap();
    // As after a kill: no summary, status running, a half-written file, tables without a record.
    drop(folder);
    fs::write(root.join("events/part-00002.parquet.unfinished"), "half").unwrap();
    fs::write(root.join("series/part-00002.parquet"), "uncounted").unwrap();
    assert_eq!(read_manifest(root).unwrap().unwrap().status, Status::Running);
    let mut folder = resume(root).unwrap();
    assert_eq!(folder.missing().iter().map(|part| part.number).collect::<Vec<_>>(), [2]);
    fill(&mut folder, 99).unwrap();
    close(folder);
    let again = tempfile::tempdir().unwrap();
    complete(again.path());
    assert_eq!(relative(root), relative(again.path()));
}

#[test]
fn a_part_without_all_its_files_is_computed_again() {
    let temporary = tempfile::tempdir().unwrap();
    let root = temporary.path();
    complete(root);
    let before = relative(root);
    fs::remove_file(root.join("flows/part-00001.parquet")).unwrap();
    let mut folder = resume(root).unwrap();
    assert_eq!(folder.missing().iter().map(|part| part.number).collect::<Vec<_>>(), [1]);
    assert_eq!(folder.manifest().status, Status::Running);
    fill(&mut folder, 99).unwrap();
    close(folder);
    assert_eq!(relative(root), before);
}

#[test]
fn a_full_disk_loses_nothing_that_was_written() {
    let reference = tempfile::tempdir().unwrap();
    complete(reference.path());
    let total: usize = contents(reference.path()).values().map(Vec::len).sum();
    let mut failures = 0;
    for room in (0..total + 4_000).step_by(3_001) {
        let temporary = tempfile::tempdir().unwrap();
        let root = temporary.path();
        let result = create(root, Disk::with_room_bytes(room as u64)).and_then(|mut folder| {
            fill(&mut folder, 99)?;
            let summary = summarise(&folder);
            folder.close(&summary).map(|_| ())
        });
        if let Err(error) = result {
            failures += 1;
            let message = text(&error, root);
            assert!(message.starts_with("cannot write `RUN"), "{message}");
            assert!(message.contains("hint: the disk is full"), "{message}");
            assert_eq!(error.exit_code(), 3);
        }
        let unfinished = |path: &PathBuf| path.display().to_string().contains("unfinished");
        assert!(!contents(root).keys().any(unfinished), "no half-written files");
        let mut folder = match resume(root) {
            Err(ResultsError::NothingToResume { .. }) => create(root, Disk::default()).unwrap(),
            folder => folder.unwrap(),
        };
        fill(&mut folder, 99).unwrap();
        close(folder);
        assert_eq!(relative(root), relative(reference.path()), "room for {room} bytes");
    }
    assert!(failures > 3, "{failures} failures");
}

#[test]
fn folders_that_hold_something_are_refused_and_left_alone() {
    let temporary = tempfile::tempdir().unwrap();
    let root = temporary.path();
    fs::write(root.join("thesis.docx"), "years of work").unwrap();
    let error = create(root, Disk::default()).unwrap_err();
    assert_eq!(error.exit_code(), 2);
    assert_eq!(
        text(&error, root),
        "`RUN` is not empty and is not a run folder (it has no manifest.json; it does have `thesis.docx`)\n\
         hint: name a new or an empty folder; nothing was changed"
    );
    assert_eq!(
        text(&resume(root).unwrap_err(), root),
        "there is no run to resume in `RUN`: it has no manifest.json\n\
         hint: leave out --resume to start a new run there"
    );
    assert_eq!(relative(root).len(), 1);
}

#[test]
fn finished_and_unfinished_ensembles_are_not_overwritten() {
    let temporary = tempfile::tempdir().unwrap();
    let root = temporary.path();
    let mut folder = create(root, Disk::default()).unwrap();
    fill(&mut folder, 1).unwrap();
    close(folder);
    assert_eq!(
        text(&create(root, Disk::default()).unwrap_err(), root),
        "`RUN` holds an unfinished ensemble (25 of 60 runs, made 2026-11-22)\n\
         hint: continue it with --resume and the same arguments, or name another folder; nothing was changed"
    );
    let mut folder = resume(root).unwrap();
    fill(&mut folder, 99).unwrap();
    close(folder);
    let before = relative(root);
    assert_eq!(
        text(&create(root, Disk::default()).unwrap_err(), root),
        "`RUN` holds a finished ensemble of 60 runs, made 2026-11-22\n\
         hint: name another folder, or delete this one first; --resume writes its summary and report again; \
         nothing was changed"
    );
    assert_eq!(relative(root), before);
}

#[test]
fn other_settings_or_inputs_cannot_resume_and_all_differences_are_named() {
    let temporary = tempfile::tempdir().unwrap();
    let root = temporary.path();
    let mut folder = create(root, Disk::default()).unwrap();
    fill(&mut folder, 1).unwrap();
    drop(folder);
    let mut other = settings();
    other.jevons_version = "0.2.0".to_owned();
    other.seed = 2;
    other.overrides = vec![("demand.elasticity".to_owned(), "1.3".to_owned())];
    other.inputs = BTreeMap::from([
        ("parameters/labs.toml".to_owned(), "cd".repeat(32)),
        ("scenario.toml".to_owned(), "ef".repeat(32)),
    ]);
    // Neither the words of the command nor the date change results.
    other.command.push("--resume".to_owned());
    other.created = "2026-11-23".to_owned();
    let error = RunFolder::resume(root, &other, Generator::new(5, 12).schema(), Disk::default()).unwrap_err();
    assert_eq!(error.exit_code(), 2);
    assert_eq!(
        text(&error, root),
        "cannot resume `RUN`: it was started with other settings or inputs\n\
         \x20 jevons version: 0.1.0 in the folder, 0.2.0 now\n\
         \x20 seed: 18446744073709551615 in the folder, 2 now\n\
         \x20 demand.elasticity: 1.2 in the folder, 1.3 now\n\
         \x20 parameters/labs.toml: sha256 abababababab in the folder, sha256 cdcdcdcdcdcd now\n\
         \x20 scenario.toml: absent in the folder, sha256 efefefefefef now\n\
         \x20 schema of the results: 6 series, 2 parameters, 10 months in the folder, \
         6 series, 2 parameters, 12 months now\n\
         hint: repeat the original command with --resume (`command` in manifest.json), or start a new folder"
    );
    let mut harmless = settings();
    harmless.command.push("--resume".to_owned());
    harmless.created = "2026-11-23".to_owned();
    RunFolder::resume(root, &harmless, generator().schema(), Disk::default()).unwrap();
}

#[test]
fn damaged_files_are_named_with_the_remedy_and_the_remedy_works() {
    let temporary = tempfile::tempdir().unwrap();
    let root = temporary.path();
    complete(root);
    let before = relative(root);
    let path = root.join("series/part-00001.parquet");
    let whole = fs::read(&path).unwrap();
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    for (bytes, expected) in [
        (&flipped[..], "its SHA-256 is not that of what was written".to_owned()),
        (&whole[..99], format!("it has 99 bytes where {} were written", whole.len())),
    ] {
        fs::write(&path, bytes).unwrap();
        let error = resume(root).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert_eq!(
            text(&error, root),
            format!(
                "`RUN/series/part-00001.parquet` is damaged: {expected}\n\
                 hint: delete it and repeat the command: runs 25 to 49 will be computed again"
            )
        );
    }
    fs::remove_file(&path).unwrap();
    let mut folder = resume(root).unwrap();
    fill(&mut folder, 99).unwrap();
    close(folder);
    assert_eq!(relative(root), before);

    fs::write(root.join("parts/part-00002.json"), "{").unwrap();
    let message = text(&resume(root).unwrap_err(), root);
    assert!(message.starts_with("`RUN/parts/part-00002.json` is damaged: EOF"), "{message}");
    fs::write(root.join("manifest.json"), "{\"format\": 1, \"seed\": 3}").unwrap();
    let message = text(&resume(root).unwrap_err(), root);
    assert!(
        message.starts_with("`RUN/manifest.json` is damaged: missing field `jevons_version` at line 1"),
        "{message}"
    );
    fs::write(root.join("manifest.json"), "{\"format\": 99}").unwrap();
    assert_eq!(
        text(&resume(root).unwrap_err(), root),
        "`RUN` is in format 99 of run folders, this jevons reads format 1\n\
         hint: use the version of jevons that made it (`jevons_version` in manifest.json), or run it again in a \
         new folder"
    );
}

/// Changes one thing in the manifest of a whole folder, as a hand could.
fn manifest_with(root: &Path, from: &str, to: &str) -> String {
    let path = root.join("manifest.json");
    let whole = fs::read_to_string(&path).unwrap();
    assert!(whole.contains(from), "{whole}");
    fs::write(&path, whole.replacen(from, to, 1)).unwrap();
    let message = text(&resume(root).unwrap_err(), root);
    fs::write(&path, whole).unwrap();
    message
}

#[test]
fn manifests_that_contradict_themselves_or_the_runs_are_damaged() {
    let temporary = tempfile::tempdir().unwrap();
    let root = temporary.path();
    complete(root);
    let digest = read_manifest(root).unwrap().unwrap().results_sha256.unwrap();
    for (from, to, expected) in [
        ("\"runs\": 60", "\"runs\": 0", "60 of 0 runs cannot be finished"),
        ("\"runs_finished\": 60", "\"runs_finished\": 61", "61 of 60 runs cannot be finished"),
        (
            "\"from\": \"2026-12\"",
            "\"from\": \"soon\"",
            "from: `soon` is not a month; expected YYYY-MM, for example 2026-01",
        ),
        ("\"to\": \"2027-09\"", "\"to\": \"2026-11\"", "it ends in 2026-11, before it begins in 2026-12"),
        (&digest, &"0".repeat(64), "its results_sha256 is not that of the runs in the folder"),
    ] {
        assert_eq!(
            manifest_with(root, from, to),
            format!(
                "`RUN/manifest.json` is damaged: {expected}\n\
                 hint: restore it from a copy, or start again in another folder"
            )
        );
    }
    resume(root).unwrap();
}

#[test]
fn digests_are_read_only_from_files_that_are_as_they_were_written() {
    let temporary = tempfile::tempdir().unwrap();
    let root = temporary.path();
    let mut folder = create(root, Disk::default()).unwrap();
    fill(&mut folder, 2).unwrap();
    drop(folder);
    let digest = |run: u32| recorded_digest(root, generator().schema(), run);
    assert_eq!(digest(33).unwrap(), Some(outputs(33..34)[0].digest));
    assert_eq!(digest(50).unwrap(), None, "its part is not written");
    let path = root.join("digests/part-00001.parquet");
    let whole = fs::read(&path).unwrap();
    for byte in (0..whole.len()).step_by(7) {
        let mut flipped = whole.clone();
        flipped[byte] ^= 0x10;
        fs::write(&path, flipped).unwrap();
        assert_eq!(
            text(&digest(33).unwrap_err(), root),
            "`RUN/digests/part-00001.parquet` is damaged: its SHA-256 is not that of what was written\n\
             hint: delete it and resume the ensemble: its runs will be computed again"
        );
    }
    fs::remove_file(root.join("parts/part-00001.json")).unwrap();
    assert_eq!(digest(33).unwrap(), None, "a part without a record does not count");
}

#[test]
fn draws_series_and_events_are_read_without_the_rest() {
    let temporary = tempfile::tempdir().unwrap();
    let root = temporary.path();
    let mut folder = create(root, Disk::default()).unwrap();
    fill(&mut folder, 2).unwrap();
    drop(folder);
    let found = recorded_series(root, generator().schema(), 1).unwrap().unwrap();
    let expected = outputs(25..50);
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!((found.run, &found.events), (expected.run, &expected.events));
        let bits = |series: &[f64]| series.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&found.series), bits(&expected.series));
        assert_eq!(bits(&found.draws), bits(&expected.draws));
        assert!(found.held.is_empty() && found.flows.is_empty());
    }
    assert_eq!(recorded_series(root, generator().schema(), 2).unwrap(), None, "not written");
    fs::write(root.join("series/part-00001.parquet"), b"nothing").unwrap();
    let error = recorded_series(root, generator().schema(), 1).unwrap_err();
    assert!(text(&error, root).starts_with("`RUN/series/part-00001.parquet` is damaged: it has 7 bytes"));
}

#[test]
fn events_are_read_without_the_economy_that_made_them() {
    let temporary = tempfile::tempdir().unwrap();
    let root = temporary.path();
    let mut folder = create(root, Disk::default()).unwrap();
    fill(&mut folder, 2).unwrap();
    drop(folder);
    let manifest = read_manifest(root).unwrap().unwrap();
    let events = |part: u32| recorded_events(root, &manifest, part);
    let recorded = |output: RunOutput| RecordedRun { run: output.run, events: output.events };
    let expected: Vec<RecordedRun> = outputs(25..50).into_iter().map(recorded).collect();
    assert!(expected.iter().any(|run| run.events.len() > 1));
    assert_eq!(events(1).unwrap(), Some(expected));
    assert_eq!(events(2).unwrap(), None, "not written");
    assert_eq!(events(u32::MAX / 25).unwrap(), None);

    let path = root.join("events/part-00001.parquet");
    let whole = fs::read(&path).unwrap();
    fs::write(&path, fs::read(root.join("events/part-00000.parquet")).unwrap()).unwrap();
    assert!(
        text(&events(1).unwrap_err(), root).starts_with("`RUN/events/part-00001.parquet` is damaged: it")
    );
    fs::write(&path, whole).unwrap();
    let mut other = manifest.clone();
    other.schema.agents.clear();
    other.jevons_version = "99.0.0".to_owned();
    let error = text(&recorded_events(root, &other, 1).unwrap_err(), root);
    assert!(error.contains("is damaged: there is no agent `"), "{error}");
    assert!(error.ends_with("hint: the folder was made by jevons 99.0.0: use that version"), "{error}");
    fs::remove_file(&path).unwrap();
    assert_eq!(
        text(&events(1).unwrap_err(), root),
        "`RUN/events/part-00001.parquet` is damaged: it is gone\n\
         hint: resume the ensemble: its runs will be computed again"
    );
    fs::remove_file(root.join("digests/part-00001.parquet")).unwrap();
    assert_eq!(recorded_digest(root, generator().schema(), 33).unwrap(), None, "computed again when resumed");
}

#[test]
fn a_folder_where_a_file_belongs_is_named() {
    let temporary = tempfile::tempdir().unwrap();
    let root = temporary.path();
    complete(root);
    fs::remove_file(root.join("events/part-00000.parquet")).unwrap();
    fs::create_dir(root.join("events/part-00000.parquet")).unwrap();
    let error = resume(root).unwrap_err();
    let message = text(&error, root);
    assert!(message.starts_with("cannot read `RUN/events/part-00000.parquet`: "), "{message}");
    assert!(message.ends_with("hint: a folder stands where a file belongs; remove it"), "{message}");
    assert_eq!(error.exit_code(), 2);
}

#[test]
fn two_processes_cannot_write_to_one_folder() {
    let temporary = tempfile::tempdir().unwrap();
    let root = temporary.path();
    let folder = create(root, Disk::default()).unwrap();
    assert_eq!(
        text(&resume(root).unwrap_err(), root),
        "another jevons process is writing to `RUN`\nhint: wait for it, or name another folder"
    );
    drop(folder);
    resume(root).unwrap();
}

#[test]
fn paths_that_cannot_be_folders_are_refused() {
    let temporary = tempfile::tempdir().unwrap();
    let file = temporary.path().join("notes.txt");
    fs::write(&file, "x").unwrap();
    for path in [file.clone(), file.join("run")] {
        let error = create(&path, Disk::default()).unwrap_err();
        let message = text(&error, temporary.path());
        assert!(
            message.contains("RUN/notes.txt") && message.contains("hint: a part of this path is a file"),
            "{message}"
        );
        assert_eq!(error.exit_code(), 2);
    }
    assert_eq!(fs::read(&file).unwrap(), b"x");
}
