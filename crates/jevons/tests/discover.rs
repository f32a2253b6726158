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
