//! `jevons run` from outside: the same files however they come about, one document for machines, and folders that are
//! damaged, occupied or out of reach.
#![allow(clippy::unwrap_used)]

mod program;

use std::fs;
use std::path::Path;

use program::{answer, command, copy, files, good, jevons, refused};
use serde_json::Value;

const SMALL: &str = "run --runs 3 --to 2026-04";

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn manifest(folder: &Path) -> Value {
    json(&fs::read_to_string(folder.join("manifest.json")).unwrap())
}

/// The files of an ensemble without the words of its command, which the manifest and the report repeat.
fn results(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut files = files(folder);
    let mut manifest = json(std::str::from_utf8(&files[Path::new("manifest.json")]).unwrap());
    manifest["command"] = Value::Null;
    files.insert("manifest.json".into(), manifest.to_string().into_bytes());
    let report = String::from_utf8(files.remove(Path::new("report.html")).unwrap()).unwrap();
    let (before, rest) = report.split_once("<code>jevons run").unwrap();
    let (_, after) = rest.split_once("</code>").unwrap();
    files.insert("report.html".into(), format!("{before}{after}").into_bytes());
    files.into_iter().collect()
}

#[test]
fn files_do_not_depend_on_threads_or_options_of_output() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    // Two parts, so that one is written while the other is computed.
    let line = "run --runs 27 --to 2026-02";
    good(folder, &format!("{line} --threads 1 --out one"));
    good(folder, &format!("{line} --threads 2 --out two --quiet"));
    good(folder, &format!("{line} --out all --json"));
    let one = results(&folder.join("one"));
    assert!(one.len() > 15);
    for other in ["two", "all"] {
        for (left, right) in one.iter().zip(&results(&folder.join(other))) {
            assert!(left == right, "{other}: {}", left.0.display());
        }
        assert_eq!(results(&folder.join(other)).len(), one.len());
    }
    let digest = |name: &str| manifest(&folder.join(name))["results_sha256"].clone();
    assert_eq!(digest("one").as_str().unwrap().len(), 64);
    assert_eq!(digest("one"), digest("two"));
    good(folder, &format!("{line} --seed 2 --out other"));
    assert_ne!(digest("one"), digest("other"));
}

#[test]
fn json_is_one_document_and_nothing_else() {
    let temporary = tempfile::tempdir().unwrap();
    let answer = good(temporary.path(), &format!("{SMALL} --json --out j"));
    assert_eq!(answer.err, "");
    let document = json(&answer.out);
    assert_eq!((&document["status"], &document["runs"]), (&"complete".into(), &3.into()));
    assert_eq!(document["results_sha256"], manifest(&temporary.path().join("j"))["results_sha256"]);
    let headline = &document["headlines"][0];
    let months: Vec<&str> =
        headline["months"].as_array().unwrap().iter().map(|month| month["month"].as_str().unwrap()).collect();
    assert_eq!(months, ["2026-01", "2026-04"], "the first month and the end");
    let cell = &headline["months"][1];
    assert!(cell["p5"].as_f64().unwrap() <= cell["p95"].as_f64().unwrap() && cell["p5_se"].is_null());
    // Errors are for people; standard output stays empty.
    let answer = jevons(temporary.path(), &format!("{SMALL} --json --out j"));
    assert_eq!((answer.code, answer.out.as_str()), (Some(2), ""));
}

#[test]
fn quiet_leaves_out_notes_and_colours_are_for_those_who_want_them() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    let loud = good(folder, &format!("{SMALL} --out loud"));
    assert!(loud.out.ends_with("results in loud\nreport   loud/report.html\n"), "{}", loud.out);
    let quiet = good(folder, &format!("{SMALL} --out quiet --quiet"));
    assert_eq!((quiet.out.as_str(), quiet.err.as_str()), (&loud.out[..quiet.out.len()], ""));
    assert!(!loud.out.contains('\u{1b}'));
    let coloured = good(folder, &format!("{SMALL} --out coloured --color always"));
    assert!(coloured.out.contains("\u{1b}[1m"));
    let plain = answer(command(folder, &format!("{SMALL} --out plain")).env("NO_COLOR", "1"));
    assert_eq!(plain.out.replace("plain", "loud"), loud.out);
    let narrow = answer(command(folder, &format!("{SMALL} --out narrow --quiet")).env("COLUMNS", "60"));
    assert!(narrow.out.lines().all(|line| line.chars().count() <= 60), "{}", narrow.out);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let temporary = tempfile::tempdir().unwrap();
    for (out, options) in [("text", ""), ("document", "--json")] {
        let mut child = command(temporary.path(), &format!("{SMALL} --out {out} {options}")).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        assert_eq!(output.status.code(), Some(0));
        assert!(
            temporary.path().join(out).join("report.html").exists(),
            "the results are there all the same"
        );
    }
}

#[test]
fn a_folder_that_only_lacks_its_report_gets_it_again() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    good(folder, &format!("{SMALL} --out r"));
    let before = files(&folder.join("r"));
    fs::remove_file(folder.join("r/report.html")).unwrap();
    fs::remove_file(folder.join("r/summary.csv")).unwrap();
    good(folder, &format!("{SMALL} --out r --resume"));
    assert!(files(&folder.join("r")) == before, "to the byte");

    // The report is there whole or not at all: where it cannot be put, nothing of it stays.
    fs::remove_file(folder.join("r/report.html")).unwrap();
    fs::create_dir(folder.join("r/report.html")).unwrap();
    let answer = jevons(folder, &format!("{SMALL} --out r --resume"));
    assert_eq!(answer.code, Some(2), "{}", answer.err);
    assert!(answer.err.contains("cannot write `r/report.html`"), "{}", answer.err);
    assert!(
        answer.err.ends_with("  hint: a folder stands where a file belongs; remove it\n"),
        "{}",
        answer.err
    );
    let names: Vec<_> = files(&folder.join("r")).into_keys().collect();
    let expected: Vec<_> = before.into_keys().filter(|name| name != Path::new("report.html")).collect();
    assert_eq!(names, expected);
}

#[test]
fn the_report_of_a_scenario_says_so() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    good(folder, &format!("{SMALL} --out baseline"));
    good(folder, "run S01+S07 --runs 3 --to 2026-10 --out shocked");
    let page = |name: &str| fs::read_to_string(folder.join(name).join("report.html")).unwrap();
    let (baseline, shocked) = (page("baseline"), page("shocked"));
    assert!(baseline.contains("<h1>The economy of generative AI</h1>"));
    assert!(!baseline.contains("What the scenario changes"));
    assert!(shocked.contains(
        "<h1>The economy of generative AI under S01+S07: Compute subsidy withdrawn; Pilot cliff</h1>"
    ));
    assert!(shocked.contains("All of them are under S01+S07"));
    let scenario = shocked.split("<section id=\"scenario\">").nth(1).unwrap();
    let (scenario, _) = scenario.split_once("</section>").unwrap();
    assert!(scenario.contains("Clouds stop selling accelerator-hours"), "{scenario}");
    assert!(scenario.contains("by 2.5 in 3 monthly parts"), "{scenario}");
    assert!(scenario.contains("100\u{202f}%"), "{scenario}");
    for page in [baseline, shocked] {
        assert!(page.contains("<h2>Who bears it in the end</h2>") && page.contains("Households, decile 10"));
        assert!(page.contains("<section id=\"regimes\">") && page.contains("customers are captive"));
    }
}

#[test]
fn occupied_folders_are_left_alone() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    good(folder, &format!("{SMALL} --out done"));
    let before = files(&folder.join("done"));
    let date = manifest(&folder.join("done"))["created"].as_str().unwrap().to_owned();
    refused(
        folder,
        &format!("{SMALL} --out done"),
        2,
        &format!(
            "error: `done` holds a finished ensemble of 3 runs, made {date}\n\
             \x20 hint: name another folder, or delete this one first; --resume writes its summary and report \
             again; nothing was changed"
        ),
    );
    refused(
        folder,
        "run --runs 4 --to 2026-05 --seed 2 --set labs.funding.runway_trigger_months=9 --out done --resume",
        2,
        "error: cannot resume `done`: it was started with other settings or inputs\n\
         \x20 seed: 1 in the folder, 2 now\n\
         \x20 runs: 3 in the folder, 4 now\n\
         \x20 to: 2026-04 in the folder, 2026-05 now\n\
         \x20 labs.funding.runway_trigger_months: absent in the folder, 9 now\n\
         \x20 hint: repeat the original command with --resume (`command` in manifest.json), or start a new folder",
    );
    assert!(files(&folder.join("done")) == before);

    fs::write(folder.join("thesis.docx"), "years of work").unwrap();
    for place in ["thesis.docx", "thesis.docx/run"] {
        let answer = jevons(folder, &format!("{SMALL} --out {place}"));
        assert_eq!((answer.code, answer.out.as_str()), (Some(2), ""));
        assert!(
            answer.err.starts_with(&format!("error: cannot read `{place}/manifest.json`: ")),
            "{}",
            answer.err
        );
        assert!(
            answer.err.ends_with("\n  hint: a part of this path is a file; name a folder\n"),
            "{}",
            answer.err
        );
    }
}

#[test]
fn damage_is_named_and_mended() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    good(folder, &format!("{SMALL} --out whole"));
    let damaged = |file: &str, bytes: &[u8]| {
        let _ = fs::remove_dir_all(folder.join("d"));
        copy(&folder.join("whole"), &folder.join("d"));
        fs::write(folder.join("d").join(file), bytes).unwrap();
        jevons(folder, &format!("{SMALL} --out d --resume"))
    };
    for (file, bytes, message) in [
        ("manifest.json", &b"{"[..], "EOF while parsing an object at line 1 column 1"),
        ("parts/part-00000.json", b"{", "EOF while parsing an object at line 1 column 1"),
        ("series/part-00000.parquet", b"PAR1", "it has 4 bytes where "),
    ] {
        let answer = damaged(file, bytes);
        assert_eq!((answer.code, answer.out.as_str()), (Some(2), ""), "{}", answer.err);
        let expected = format!("error: `d/{file}` is damaged: {message}");
        assert!(answer.err.starts_with(&expected), "{}", answer.err);
        assert!(answer.err.contains("\n  hint: "), "{}", answer.err);
    }
    // What the last hint says works.
    fs::remove_file(folder.join("d/series/part-00000.parquet")).unwrap();
    good(folder, &format!("{SMALL} --out d --resume"));
    for (left, right) in results(&folder.join("whole")).iter().zip(&results(&folder.join("d"))) {
        assert!(left == right, "{}", left.0.display());
    }
}

#[cfg(unix)]
#[test]
fn what_the_system_refuses_is_no_fault_of_the_user_and_no_defect() {
    let temporary = tempfile::tempdir().unwrap();
    let full = fs::OpenOptions::new().write(true).open("/dev/full");
    if let Ok(full) = full {
        let answer = answer(command(temporary.path(), &format!("{SMALL} --out o")).stdout(full));
        assert_eq!(answer.code, Some(3));
        assert!(answer.err.starts_with("error: the output cannot be written: "), "{}", answer.err);
        assert!(temporary.path().join("o/report.html").exists(), "the results are there all the same");
    }
}

#[test]
fn a_comparison_can_be_a_page() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    let line = "compare baseline S01 --runs 3 --to 2026-10";
    let printed = good(folder, &format!("{line} --html page.html"));
    assert!(printed.out.ends_with("page     page.html\n"), "{}", printed.out);
    let page = fs::read_to_string(folder.join("page.html")).unwrap();
    assert!(page.contains("<h1>S01 against baseline</h1>"));
    for table in
        ["The economy", "Companies", "Sectors: financial net worth, USD", "Who bears what is written off"]
    {
        assert!(page.contains(&format!("<h2>{table}")) && printed.out.contains(table), "{table}");
    }
    assert!(page.matches("<figure class=\"chart\"").count() > 3 && page.contains("mean difference"));
    assert!(!page.contains("NaN"));
    let names: Vec<_> = files(folder).into_keys().collect();
    assert_eq!(names, [Path::new("page.html")], "nothing unfinished");
    let answer = jevons(folder, &format!("{line} --quiet --html no/page.html"));
    assert_eq!(answer.code, Some(3), "{}", answer.err);
    assert!(answer.err.contains("cannot write `no/page.html`"), "{}", answer.err);
}

#[test]
fn designs_are_part_of_the_plan_and_of_the_manifest() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    let line = "run --runs 6 --to 2026-02";
    good(folder, &format!("{line} --out random"));
    good(folder, &format!("{line} --design sobol --threads 1 --out one"));
    good(folder, &format!("{line} --design sobol --threads 2 --out two"));
    good(folder, &format!("{line} --design latin --independent --out latin"));
    let digest = |name: &str| manifest(&folder.join(name))["results_sha256"].clone();
    assert_eq!(digest("one"), digest("two"), "threads change nothing");
    assert_ne!(digest("one"), digest("random"));
    assert_ne!(digest("latin"), digest("random"));
    let recorded = manifest(&folder.join("latin"))["overrides"].clone();
    let names: Vec<&str> =
        recorded.as_array().unwrap().iter().map(|entry| entry["key"].as_str().unwrap()).collect();
    assert_eq!(names, ["design", "independent"]);
    // The books of a run can be played again only if the design is known from the manifest.
    good(folder, "ledger one --run 5 --month 2026-02");
    good(folder, "ledger latin --run 5 --month 2026-02");
    refused(
        folder,
        &format!("{line} --design grid"),
        2,
        "error: invalid value 'grid' for '--design <NAME>'\n  [possible values: random, latin, sobol]\n\nFor more \
         information, try '--help'.",
    );
}
