//! `jevons discover` from outside: what it finds agrees with itself, and questions without an answer are refused.
#![allow(clippy::unwrap_used)]

mod program;

use program::{good, refused};
use serde_json::Value;

const SMALL: &str = "discover --outcome fin.drawdown>0.2 --to 2026-12 --runs 120";

fn document(folder: &std::path::Path, line: &str) -> Value {
    serde_json::from_str(&good(folder, line).out).unwrap()
}

#[test]
fn boxes_trees_and_warnings_are_about_the_same_runs() {
    let temporary = tempfile::tempdir().unwrap();
    let found = document(temporary.path(), &format!("{SMALL} --json"));
    let happens = found["happens"].as_u64().unwrap();
    assert!(happens > 5 && happens < 115, "{happens}: the test needs both kinds of runs");
    let first = &found["boxes"][0]["steps"][0];
    assert_eq!((first["runs"].as_u64(), first["cases"].as_u64()), (Some(120), Some(happens)));
    let steps = found["boxes"][0]["steps"].as_array().unwrap();
    let densities: Vec<f64> = steps.iter().map(|step| step["density"].as_f64().unwrap()).collect();
    assert!(densities.last() >= densities.first(), "peeling makes boxes denser: {densities:?}");
    let leaves = found["tree"]["leaves"].as_array().unwrap();
    let cases: u64 = leaves.iter().map(|leaf| leaf["cases"].as_u64().unwrap()).sum();
    let runs: u64 = leaves.iter().map(|leaf| leaf["runs"].as_u64().unwrap()).sum();
    assert_eq!((runs, cases), (120, happens));
    let warnings = found["warning"].as_array().unwrap();
    assert!(warnings.len() > 20);
    let drawdown = warnings.iter().find(|one| one["metric"] == "fin.drawdown").unwrap();
    let area = drawdown["areas"][0]["auc"].as_f64().unwrap();
    assert!(area > 0.5, "{area}: a drawdown announces a larger one");
}

#[test]
fn a_reverse_stress_test_ends_nearer_to_the_medians_than_it_began() {
    let temporary = tempfile::tempdir().unwrap();
    let line = format!("{SMALL} --method reverse --evaluations 60 --json");
    let found = document(temporary.path(), &line);
    let reverse = &found["reverse"];
    let (before, after) =
        (reverse["implausibility_at_start"].as_f64().unwrap(), reverse["implausibility"].as_f64().unwrap());
    assert!(after < 0.9 * before, "{after} of {before}");
    assert!(reverse["evaluations"].as_u64().unwrap() <= 60);
    assert!(found.get("boxes").is_none(), "only what was asked for");
}

#[test]
fn questions_without_an_answer_are_refused() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    let refuse = |outcome: &str, complaint: &str| {
        refused(folder, &format!("discover --outcome {outcome} --to 2026-02 --runs 40"), 2, complaint);
    };
    refuse(
        "fin.drawdown",
        "error: --outcome fin.drawdown: a metric happens in no month\n  hint: say beyond which value, as in \
         'fin.drawdown>0.4'",
    );
    refuse(
        "fin.drawdown>much",
        "error: --outcome fin.drawdown>much: expected a number behind `>`, found `much`",
    );
    refuse(
        "fin.drawdowm>0.4",
        "error: there is no metric or event `fin.drawdowm`\n  hint: did you mean `fin.drawdown`?",
    );
    refuse(
        "default[OpenAI]>1",
        "error: --outcome default[OpenAI]>1: an event happens or does not; leave the threshold out",
    );
}

#[test]
fn what_must_be_true_is_told_of_both_sides_alike() {
    let temporary = tempfile::tempdir().unwrap();
    let line = "implied --measure end(market.lab_revenue)>=6e10 --to 2026-12 --runs 120";
    let found = document(temporary.path(), &format!("{line} --json --html page.html"));
    let pays = found["pays"].as_u64().unwrap();
    assert!((20..=100).contains(&pays), "{pays}: the test needs both kinds of runs");
    assert!(
        found["low"].as_f64() < found["share"].as_f64() && found["share"].as_f64() < found["high"].as_f64()
    );
    // The condition is about this very number: its two sides cannot overlap.
    let quantities = found["quantities"].as_array().unwrap();
    let revenue = quantities.iter().find(|one| one["measure"] == "end(market.lab_revenue)").unwrap();
    assert_eq!(revenue["contrast"]["ks_distance"], 1.0);
    assert!(revenue["contrast"]["pays"][0].as_f64() >= Some(6e10));
    assert!(revenue["contrast"]["does_not_pay"][2].as_f64() < Some(6e10));
    for case in ["bull_case", "bear_case"] {
        assert!(found[case].as_str().unwrap().contains("revenue of all labs"), "{case}: {}", found[case]);
    }
    let page = std::fs::read_to_string(temporary.path().join("page.html")).unwrap();
    assert!(page.contains("The bull case") && page.contains("The bear case"));
    let never = "implied --measure end(market.lab_revenue)>=1e15 --to 2026-03 --runs 200 --json";
    let found = document(temporary.path(), never);
    assert_eq!(found["pays"], 0);
    assert!(found["instead"].as_str().unwrap().contains("the tenth of the runs that come nearest"));
}

#[test]
fn plans_and_conditions_that_cannot_be_read_are_refused() {
    let temporary = tempfile::tempdir().unwrap();
    let refuse = |line: &str, complaint: &str| {
        refused(temporary.path(), &format!("implied --to 2026-02 --runs 40 {line}"), 2, complaint);
    };
    refuse(
        "--measure end(market.lab_revenue)",
        "error: `end(market.lab_revenue)` is a number: nothing says when it pays\n  hint: compare it with something: ... >= \
         1.25e11",
    );
    refuse("--plan capex-pay", "error: there is no plan `capex-pay`\n  hint: did you mean `capex-pays`?");
}

#[test]
fn a_stylised_fact_is_held_against_runs_that_open_before_it() {
    let temporary = tempfile::tempdir().unwrap();
    let found = document(temporary.path(), "stylised --fact rents-2024 --runs 20 --json");
    let fact = &found["facts"][0];
    assert_eq!((fact["from"].as_str(), fact["runs"].as_u64()), (Some("2024-01"), Some(20)));
    let verdict = fact["verdict"].as_str().unwrap();
    assert!(["within", "reached", "missed"].contains(&verdict), "{verdict}");
    refused(
        temporary.path(),
        "stylised --fact rents-2042",
        2,
        "error: there is no fact `rents-2042`\n  hint: did you mean `rents-2024`?",
    );
}

#[test]
fn cells_of_a_grid_differ_by_the_levers_alone() {
    let temporary = tempfile::tempdir().unwrap();
    let line = "grid scenario=baseline,S01 labs.funding.runway_trigger_months=6,12 --to 2026-06 --runs 4 --outcome \
                draw(\"demand.elasticity_above_todays_price\") --outcome draw(\"labs.funding.runway_trigger_months\") --json \
                --csv cells.csv --parquet runs.parquet";
    let found = document(temporary.path(), line);
    let cells = found["cells"].as_array().unwrap();
    assert_eq!(cells.len(), 4);
    assert_eq!(cells[3]["levels"]["scenario"], "S01");
    for cell in cells {
        let outcomes = cell["outcomes"].as_array().unwrap();
        // What is not varied is drawn alike in all cells; what is varied has its level.
        assert_eq!(outcomes[0]["median"], cells[0]["outcomes"][0]["median"]);
        let level: f64 =
            cell["levels"]["labs.funding.runway_trigger_months"].as_str().unwrap().parse().unwrap();
        assert_eq!(outcomes[1]["mean"], level);
    }
    assert_eq!(cells[0]["outcomes"][0]["difference"], Value::Null);
    assert_eq!(cells[1]["outcomes"][1]["difference"]["mean"], 6.0);
    let csv = std::fs::read_to_string(temporary.path().join("cells.csv")).unwrap();
    assert_eq!(csv.lines().count(), 9, "{csv}");
    let parquet = std::fs::read(temporary.path().join("runs.parquet")).unwrap();
    assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"));
    refused(
        temporary.path(),
        "grid scenario",
        2,
        "error: scenario: expected NAME=A,B,C\n  hint: write a name and its levels, as in scenario=baseline,S01",
    );
}
