//! The summary on the terminal and as JSON.
#![allow(clippy::unwrap_used)]

#[path = "../../results/tests/generator/mod.rs"]
mod generator;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use generator::Generator;
use jevons::ensemble::{EnsembleOptions, Finished, run_ensemble};
use jevons::terminal::{Terminal, summary_json, summary_text};
use jevons_economy::simulate::Simulate;
use jevons_results::{Disk, Settings};

fn finished(runs: u32, months: usize) -> (Generator, Finished) {
    let generator = Generator::new(5, months);
    let temporary = tempfile::tempdir().unwrap();
    let from = generator.schema().first_month;
    let settings = Settings {
        jevons_version: "0.1.0".to_owned(),
        command: vec!["run".to_owned()],
        seed: 5,
        runs,
        from,
        to: from.plus(months as i32 - 1),
        as_of: "2026-11-15".to_owned(),
        overrides: vec![],
        inputs: BTreeMap::new(),
        created: "2026-11-22".to_owned(),
    };
    let options =
        EnsembleOptions { settings, resume: false, threads: None, progress: false, disk: Disk::default() };
    let mut finished = run_ensemble(&generator, temporary.path(), options, &AtomicBool::new(false)).unwrap();
    finished.folder = PathBuf::from("RUN");
    (generator, finished)
}

fn text(runs: u32, months: usize, width: usize) -> String {
    let (generator, finished) = finished(runs, months);
    summary_text(generator.schema(), &finished, Terminal { width, colour: false })
}

#[test]
fn wide_terminals_show_every_year() {
    insta::assert_snapshot!(text(100, 49, 160));
}

#[test]
fn narrow_terminals_show_less_and_nothing_is_wider() {
    let narrow = text(100, 49, 72);
    assert!(narrow.lines().all(|line| console::measure_text_width(line) <= 72), "{narrow}");
    insta::assert_snapshot!(narrow);
    let narrowest = text(100, 49, 56);
    assert!(narrowest.lines().all(|line| console::measure_text_width(line) <= 56), "{narrowest}");
}

#[test]
fn small_ensembles_say_that_their_tails_are_rough() {
    let small = text(30, 13, 100);
    assert!(small.contains("(~") && small.contains("Ranges marked ~ are rough"), "{small}");
    let large = text(400, 3, 100);
    assert!(!large.contains('~'), "{large}");
}

#[test]
fn colours_change_nothing_but_colours() {
    let (generator, finished) = finished(100, 25);
    let plain = summary_text(generator.schema(), &finished, Terminal { width: 100, colour: false });
    let coloured = summary_text(generator.schema(), &finished, Terminal { width: 100, colour: true });
    assert!(!plain.contains('\u{1b}'));
    assert_ne!(plain, coloured);
    assert_eq!(console::strip_ansi_codes(&coloured), plain);
}

#[test]
fn the_json_says_what_the_terminal_says() {
    let (generator, finished) = finished(100, 25);
    let json = summary_json(generator.schema(), &finished);
    assert_eq!(json["runs_finished"], 100);
    assert_eq!(json["status"], "complete");
    assert_eq!(json["headlines"].as_array().unwrap().len(), 6);
    let months = json["headlines"][0]["months"].as_array().unwrap();
    let names: Vec<&str> = months.iter().map(|month| month["month"].as_str().unwrap()).collect();
    assert_eq!(names, ["2026-12", "2027-12", "2028-12"]);
    let cell = &finished.summary.columns[0][24];
    assert_eq!(months[2]["p50"].as_f64().unwrap(), cell.quantile(0.5));
    assert!(months[2]["p5_se"].as_f64().unwrap() > 0.0);
    let first = &json["defaults"][0];
    assert_eq!(first["default"]["of"], 100);
    let shares: Vec<f64> =
        first["by_year"].as_array().unwrap().iter().map(|year| year["share"].as_f64().unwrap()).collect();
    assert!(shares.is_sorted() && *shares.last().unwrap() == first["default"]["share"].as_f64().unwrap());
    assert_eq!(json["defaults"].as_array().unwrap().len(), 3, "populations are left out");
}
