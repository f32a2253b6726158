//! What the program itself leaves behind when it is interrupted or killed, and that it continues from there.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

fn jevons(out: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jevons"));
    command.args(["run", "--runs", "150", "--to", "2027-06", "--threads", "1", "--out"]).arg(out).args(more);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Starts an ensemble and waits until its first part is written.
fn started(out: &Path) -> Child {
    let mut child = jevons(out, &[]).spawn().unwrap();
    while !out.join("parts/part-00000.json").exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before its first part");
        sleep(Duration::from_millis(5));
    }
    child
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

fn resumed(out: &Path) -> Output {
    let output = jevons(out, &["--resume"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Every file of the results; the manifest and the report name the folder and are compared elsewhere.
fn results(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = PathBuf::from(path.file_name().unwrap());
        if path.is_dir() {
            found.extend(results(&path).into_iter().map(|(file, bytes)| (name.join(file), bytes)));
        } else if path.extension().is_none_or(|extension| extension != "html")
            && name != Path::new("manifest.json")
        {
            found.insert(name, fs::read(&path).unwrap());
        }
    }
    found
}

#[test]
fn interrupted_and_killed_ensembles_end_up_as_if_nothing_had_happened() {
    let temporary = tempfile::tempdir().unwrap();
    let [whole, interrupted, killed] =
        ["whole", "interrupted", "killed"].map(|name| temporary.path().join(name));
    assert!(jevons(&whole, &[]).status().unwrap().success());

    let child = started(&interrupted);
    signal(&child, "-INT");
    signal(&child, "-INT");
    let output = child.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{errors}");
    assert!(errors.contains("of 150 runs are finished and kept in"), "{errors}");
    assert!(errors.contains("hint: continue with: jevons run --runs 150 "), "{errors}");
    let manifest = fs::read_to_string(interrupted.join("manifest.json")).unwrap();
    assert!(manifest.contains("\"status\": \"interrupted\""), "{manifest}");
    assert!(interrupted.join("summary.csv").exists() && interrupted.join("report.html").exists());

    let mut child = started(&killed);
    signal(&child, "-KILL");
    child.wait().unwrap();
    let manifest = fs::read_to_string(killed.join("manifest.json")).unwrap();
    assert!(manifest.contains("\"status\": \"running\""), "{manifest}");

    for folder in [&interrupted, &killed] {
        resumed(folder);
        assert!(results(folder) == results(&whole), "{}", folder.display());
    }
    assert!(results(&whole).len() > 30);
}

/// A small fit into `out`.
fn calibrate(out: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jevons"));
    let few = ["--as-of", "2024-06", "--start", "2023-12", "--members", "150", "--rounds", "3"];
    command.arg("calibrate").args(few).arg("--out").arg(out).args(more);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[test]
fn a_killed_fit_goes_on_and_ends_as_if_nothing_had_happened() {
    let temporary = tempfile::tempdir().unwrap();
    let [whole, killed] = ["whole.csv", "killed.csv"].map(|name| temporary.path().join(name));
    assert!(calibrate(&whole, &[]).status().unwrap().success());

    let kept = temporary.path().join("killed.csv.runs");
    let lines = || fs::read_to_string(&kept).map_or(0, |text| text.lines().count());
    let mut child = calibrate(&killed, &[]).spawn().unwrap();
    // Into the second round: the first one is known whole.
    while lines() < 200 {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it could be killed");
        sleep(Duration::from_millis(5));
    }
    signal(&child, "-KILL");
    child.wait().unwrap();
    assert!(!killed.exists(), "nothing half-written under the name of the result");

    let refused = calibrate(&killed, &[]).output().unwrap();
    let errors = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2), "{errors}");
    assert!(errors.contains("killed.csv.runs") && errors.contains("--resume"), "{errors}");
    let other = calibrate(&killed, &["--resume", "--seed", "2"]).output().unwrap();
    assert!(String::from_utf8_lossy(&other.stderr).contains("runs of other settings"), "{other:?}");

    let resumed = calibrate(&killed, &["--resume"]).output().unwrap();
    let notes = String::from_utf8_lossy(&resumed.stderr);
    assert!(resumed.status.success() && notes.contains("runs are known from before"), "{notes}");
    assert_eq!(fs::read(&killed).unwrap(), fs::read(&whole).unwrap());
    assert!(!kept.exists());
}
