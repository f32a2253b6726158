//! `jevons sensitivity` from outside: what it says, that it says it again, and that machines and pages say the same.
#![allow(clippy::unwrap_used)]

mod program;

use std::fs;

use program::{answer, command, good};
use serde_json::Value;

const SOBOL: &str = "sensitivity --method sobol --runs 94 --to 2026-06 --outcome market.lab_revenue";

fn document(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn shares_of_the_variance_come_with_intervals_and_are_the_same_again() {
    let folder = tempfile::tempdir().unwrap();
    let line = format!("{SOBOL}@2026-03 --json");
    let first = good(folder.path(), &line);
    let one_thread = answer(command(folder.path(), &line).env("RAYON_NUM_THREADS", "1"));
    assert_eq!(first.out, one_thread.out, "threads do not matter");
    let found = document(&first.out);
    let method = &found["methods"][0];
    let outcome = &method["outcomes"][0];
    assert_eq!((&method["method"], &outcome["month"]), (&"sobol".into(), &"2026-03".into()));
    let inputs = outcome["inputs"].as_array().unwrap();
    // Twenty-one groups and two more a block; four blocks of 23 runs fit into 94.
    assert_eq!((method["runs"].as_u64(), inputs.len()), (Some(92), 21));
    let names: Vec<&str> = inputs.iter().map(|input| input["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"chance") && names.contains(&"enterprises"), "{names:?}");
    let totals: Vec<f64> = inputs.iter().map(|input| input["total"].as_f64().unwrap()).collect();
    assert!(totals.windows(2).all(|pair| pair[0] >= pair[1]) && totals[20] >= 0.0, "{totals:?}");
    assert!(inputs.iter().all(|input| input["total_half_width"].as_f64().unwrap() >= 0.0));
    assert!(outcome["cautions"][0].as_str().unwrap().starts_with("With 4 blocks"));
}

#[test]
fn a_fixed_parameter_is_no_input_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let names = |line: &str| -> Vec<String> {
        let found = document(&good(folder.path(), line).out);
        let inputs = found["methods"][0]["outcomes"][0]["inputs"].as_array().unwrap().clone();
        inputs.iter().map(|input| input["name"].as_str().unwrap().to_owned()).collect()
    };
    let line = "sensitivity --method morris --runs 700 --to 2026-01 --outcome market.lab_revenue --json";
    let key = "labs.funding.runway_trigger_months";
    let (all, fixed) = (names(line), names(&format!("{line} --set {key}=9")));
    assert!(all.iter().any(|name| name == key) && !fixed.iter().any(|name| name == key));
    assert_eq!(all.len(), fixed.len() + 1);
}

#[test]
fn pairs_are_told_apart_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let found = document(&good(folder.path(), &format!("{SOBOL} --pairs --json")).out);
    let method = &found["methods"][0];
    assert_eq!(method["runs"], 88, "two blocks of forty-four");
    let pairs = method["outcomes"][0]["details"]["pairs"].as_array().unwrap();
    assert_eq!(pairs.len(), 21 * 20 / 2);
}

#[test]
fn text_has_a_map_over_outcomes_and_a_tornado_of_each() {
    let folder = tempfile::tempdir().unwrap();
    let found = good(folder.path(), &format!("{SOBOL} --outcome default[OpenAI] --outcome ent.ai_spend"));
    assert!(
        found.out.contains("Total index in per cent of the strongest input of each outcome"),
        "{}",
        found.out
    );
    assert!(found.out.contains("\nA  market.lab_revenue in 2026-06: mean $"));
    let none = "B  default of OpenAI in 2026-06: the outcome is 0 in all 92 runs";
    assert!(found.out.contains(none), "{}", found.out);
    assert!(found.out.contains("! With 4 blocks"));
    assert!(found.out.lines().filter(|line| line.starts_with("! ")).all(|line| line.chars().count() <= 100));
    let quiet = good(folder.path(), &format!("{SOBOL} --quiet"));
    assert!(!quiet.out.contains("! "), "results only");
}

#[test]
fn an_ensemble_that_exists_is_read_and_the_page_written() {
    let folder = tempfile::tempdir().unwrap();
    good(folder.path(), "run --runs 30 --to 2026-06 --out runs/small");
    let line =
        "sensitivity --ensemble runs/small --outcome market.lab_revenue --outcome lab.cash[OpenAI]@2026-03";
    let found = document(&good(folder.path(), &format!("{line} --html page.html --json")).out);
    let method = &found["methods"][0];
    assert_eq!((&method["method"], &method["runs"]), (&"given".into(), &30.into()));
    let outcome = &method["outcomes"][1];
    assert_eq!((&outcome["outcome"], &outcome["month"]), (&"lab.cash of OpenAI".into(), &"2026-03".into()));
    let input = &outcome["inputs"][0];
    let pawn = input["pawn_median"].as_f64().unwrap();
    assert!((0.0..=1.0).contains(&pawn) && input["rank_correlation"].as_f64().unwrap().abs() <= 1.0);
    assert!(outcome["details"]["noise_floor_95"].as_f64().unwrap() > 0.0);
    let page = fs::read_to_string(folder.path().join("page.html")).unwrap();
    assert!(page.contains("<h3>lab.cash of OpenAI in 2026-03</h3>") && page.contains("class=\"tornado s1\""));
    assert!(page.contains(input["name"].as_str().unwrap()), "the strongest input is in it");
}
