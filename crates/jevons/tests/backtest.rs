//! `jevons backtest` from outside: tables, pages, machines, refusals.
#![allow(clippy::unwrap_used)]

mod program;

use std::fs;

use program::{good, refused};
use serde_json::Value;

const MARKS: &str =
    "<!-- backtest: from here on by `jevons backtest` -->\nold tables\n<!-- backtest: until here -->\n";

#[test]
fn an_origin_is_scored_and_written_to_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.md");
    fs::write(&page, format!("before\n{MARKS}after\n")).unwrap();
    let line = "backtest --origin 2025-06 --runs 20 --json --page page.md --cases cases.csv";
    let answer: Value = serde_json::from_str(&good(folder.path(), line).out).unwrap();
    let nvidia = answer["by_target"].as_array().unwrap().iter().find(|row| row["group"] == "revenue.Nvidia");
    let nvidia = nvidia.unwrap();
    assert_eq!(nvidia["cases"], 1, "one quarter after June 2025 is known");
    let rivals: Vec<&str> = nvidia["rivals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rival| rival["forecaster"].as_str().unwrap())
        .collect();
    assert_eq!(rivals, ["no change", "recent drift", "historical growth", "AR(1)", "last value (point)"]);
    let written = fs::read_to_string(&page).unwrap();
    assert!(
        written.starts_with("before\n<!-- backtest: from") && written.ends_with("until here -->\nafter\n")
    );
    assert!(written.contains("`jevons backtest --origin 2025-06 --runs 20 --seed 1`"), "{written}");
    assert!(written.contains("| revenue.Nvidia |") && !written.contains("old tables"));
    let cases = fs::read_to_string(folder.path().join("cases.csv")).unwrap();
    assert!(cases.starts_with("target,origin,quarter,horizon,"));
    // The same again, whatever is in the folder.
    let again: Value = serde_json::from_str(&good(folder.path(), line).out).unwrap();
    assert_eq!(answer, again);
}

#[test]
fn what_cannot_be_scored_is_refused_before_anything_is_run() {
    let folder = tempfile::tempdir().unwrap();
    refused(
        folder.path(),
        "backtest --origin 2025-12",
        2,
        "error: --origin 2025-12 is outside 2022-11 to 2025-11\n  \
         hint: the release ends on 2025-12-31, and something must come after an origin",
    );
    fs::write(folder.path().join("plain.md"), "no place\n").unwrap();
    refused(
        folder.path(),
        "backtest --page plain.md",
        2,
        "error: --page plain.md has no place for the tables\n  hint: put these two lines where they belong:\n\
         <!-- backtest: from here on by `jevons backtest` -->\n<!-- backtest: until here -->",
    );
}

/// The page of the project has the tables of a whole backtest.
#[test]
fn the_page_on_validation_has_the_tables() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/validation.md");
    let page = fs::read_to_string(path).unwrap();
    let tables = page.split("<!-- backtest: ").nth(1).unwrap();
    for target in jevons_history::targets() {
        assert!(tables.contains(&format!("| {} |", target.id)), "{} is not in docs/validation.md", target.id);
    }
    for origin in jevons_history::ORIGINS {
        assert!(tables.contains(&format!("| {origin} |")), "{origin} is not in docs/validation.md");
    }
}

fn root() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A release that knows a few things of 2026 more than the one that is shipped; they are made up.
fn later_release(folder: &std::path::Path) {
    fs::create_dir_all(folder.join("later")).unwrap();
    for entry in fs::read_dir(root().join("data/release")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.join("later").join(path.file_name().unwrap())).unwrap();
    }
    let change = |name: &str, change: &dyn Fn(String) -> String| {
        let path = folder.join("later").join(name);
        fs::write(&path, change(fs::read_to_string(&path).unwrap())).unwrap();
    };
    change("release.toml", &|text| {
        text.replace("name = \"2025-12-31\"", "name = \"later\"")
            .replace("date = \"2025-12-31\"", "date = \"2026-06-30\"")
    });
    change("facts.csv", &|text| {
        let row = |entity: &str, metric: &str, period: &str, value: f64, published: &str| {
            format!(
                "{entity},{metric},{period},{value},usd_bn,actual,{published},dated,A,made up for a test,,\n"
            )
        };
        text + &row("Nvidia", "datacenter_revenue", "2026-Q1", 70.0, "2026-05-28")
            + &row("Microsoft", "capex_cash", "2026-Q1", 30.0, "2026-04-28")
            + &row("OpenAI", "annualised_revenue", "2026-03-20", 26.0, "2026-03-20")
            + &row("Anthropic", "annualised_revenue", "2026-01-20", 11.0, "2026-01-20")
    });
}

#[test]
fn the_forecast_on_record_is_scored_when_facts_come() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    fs::copy(root().join("forecasts/2025-12-31.json"), folder.join("forecast.json")).unwrap();
    let scored = |line: &str| -> Value { serde_json::from_str(&good(folder, line).out).unwrap() };
    let now = scored("score forecast.json --json");
    assert_eq!(now["arrived"], 0, "nothing of 2026 is in the release of 2025");
    assert!(now["cases"].as_u64().unwrap() >= 80);
    later_release(folder);
    let later = scored("score forecast.json --json --data later");
    assert_eq!(
        later["arrived"], 5,
        "three made up, and the cheapest price of a capability in two quarters, still in the list"
    );
    assert_eq!(later["not_scored_too_early"], 1, "a value of January is no value of March");
    let nvidia = later["scores"].as_array().unwrap().iter().find(|one| one["target"] == "revenue.Nvidia");
    let nvidia = nvidia.unwrap();
    assert_eq!((nvidia["quarter"].as_str(), nvidia["value"].as_f64()), (Some("2026-Q1"), Some(280e9)));
    for who in ["model", "no change", "last value (point)"] {
        assert!(nvidia["scores"][who]["crps"].as_f64() > Some(0.0), "{who}: {nvidia}");
    }
    let against: Vec<&Value> = later["against"].as_array().unwrap().iter().collect();
    let last = against.iter().find(|one| one["forecaster"] == "last value (point)").unwrap();
    assert_eq!(last["cases"], 5);
    assert!(good(folder, "score forecast.json --data later").out.contains("5 of"));
}

#[test]
fn a_forecast_that_was_changed_is_refused_and_none_is_written_over() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    let line = "forecast --runs 20 --out mine.json";
    good(folder, line);
    refused(
        folder,
        line,
        2,
        "error: mine.json exists already: a forecast on record is not written over\n  hint: name another file with --out",
    );
    let text = fs::read_to_string(folder.join("mine.json")).unwrap();
    good(folder, "forecast --runs 20 --out again.json");
    assert_eq!(text, fs::read_to_string(folder.join("again.json")).unwrap(), "the same again");
    let windows = text.replace('\n', "\r\n");
    fs::write(folder.join("windows.json"), windows).unwrap();
    good(folder, "score windows.json");
    let changed = text.replacen("\"runs\":20", "\"runs\":21", 1);
    assert_ne!(changed, text);
    fs::write(folder.join("mine.json"), changed).unwrap();
    let answer = program::jevons(folder, "score mine.json");
    assert_eq!(answer.code, Some(2));
    assert!(
        answer.err.contains("was changed after it was made") && answer.err.contains("hint:"),
        "{}",
        answer.err
    );
    refused(
        folder,
        "forecast --as-of 2025-12-15 --out b.json",
        2,
        "error: --as-of 2025-12-15: expected the last day of a month, 2025-12-31 at the latest\n  \
         hint: runs open after a month's end, and know nothing after the release",
    );
}

const POSTERIOR: &str = "../../data/posterior/baseline.csv";

#[test]
fn runs_that_open_after_what_the_baseline_was_fitted_to_draw_from_it_and_others_from_the_priors() {
    let folder = tempfile::tempdir().unwrap();
    let run = |more: &str| good(folder.path(), &format!("run --runs 2 --to 2026-03 {more}")).out;
    let fitted = run("--out a");
    assert!(
        fitted
            .contains("drawn from a fit to what was known at the end of 2025-12, the rest from their priors"),
        "the posterior inside jevons is of other parameters, data or months: make it again\n{fitted}"
    );
    let manifest: Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("a/manifest.json")).unwrap()).unwrap();
    let digest = manifest["inputs_sha256"]["posterior"].as_str().unwrap();
    assert_eq!(digest, jevons_parameters::sha256(&fs::read(POSTERIOR).unwrap()));
    let priors = "parameters drawn from their priors";
    assert!(run("--out b --posterior none").contains(priors));
    assert!(run("--out c --from 2025-06").contains(priors), "nobody knew 2025-12 in 2025-06");
    assert!(run("--out d --design sobol").contains(priors));
    // A recorded run of either kind can be played again.
    for run in ["a", "b"] {
        good(folder.path(), &format!("ledger {run} --run 1 --month 2026-02"));
    }
}

#[test]
fn a_few_parameters_are_fitted_by_abc_with_weights() {
    let folder = tempfile::tempdir().unwrap();
    let line = "calibrate --method abc --as-of 2024-06 --start 2023-12 --members 40 --rounds 2 \
                --parameter clouds.lead_time_months --parameter clouds.capex_adjustment_per_month --json --out few.csv";
    let answer: Value = serde_json::from_str(&good(folder.path(), line).out).unwrap();
    assert_eq!(answer["parameters"], 2);
    assert!(answer["effective_size"].as_f64().unwrap() > 2.0);
    let tolerances: Vec<f64> =
        answer["rounds"].as_array().unwrap().iter().filter_map(|round| round["distance"].as_f64()).collect();
    assert!(tolerances.windows(2).all(|pair| pair[1] < pair[0]), "{tolerances:?}");
    let text = fs::read_to_string(folder.path().join("few.csv")).unwrap();
    assert!(text.contains("# method = \"approximate Bayesian computation by sequential Monte Carlo\""));
    let weights = text.lines().filter(|line| !line.starts_with(['#', 'w']));
    let total: f64 = weights.map(|line| line.split(',').next().unwrap().parse::<f64>().unwrap()).sum();
    assert!((total - 1.0).abs() < 1e-9, "{total}");
    refused(
        folder.path(),
        "calibrate --parameter clouds.lead_time_month",
        2,
        "error: there is no parameter `clouds.lead_time_month`\n  hint: did you mean `clouds.lead_time_months` or `labs.conversion.deadline_months`?",
    );
}

#[test]
#[ignore = "slow: 2,000 runs of two years"]
fn the_posterior_inside_jevons_comes_out_of_its_documented_command() {
    let folder = tempfile::tempdir().unwrap();
    good(folder.path(), "calibrate --members 500 --out baseline.csv");
    let (again, shipped) =
        (fs::read(folder.path().join("baseline.csv")).unwrap(), fs::read(POSTERIOR).unwrap());
    assert!(
        again == shipped,
        "a rule, a parameter or a fact has changed: make data/posterior/baseline.csv again"
    );
}

#[test]
#[ignore = "slow: 4,000 runs of a year and a half"]
fn parameters_of_histories_that_the_model_made_come_back_as_often_as_the_fit_says() {
    let folder = tempfile::tempdir().unwrap();
    let line = "calibrate --recover 4 --members 200 --as-of 2025-06 --discrepancy 0.05 --json";
    let answer: Value = serde_json::from_str(&good(folder.path(), line).out).unwrap();
    let [all, informed] = answer["groups"].as_array().unwrap().as_slice() else { panic!("{answer}") };
    let inside = |group: &Value| group["inside_50_80_90"][2].as_f64().unwrap();
    // Four histories of three hundred parameters: parameters of one history share its luck.
    assert!((0.84..0.96).contains(&inside(all)), "{all}");
    assert!((0.75..0.99).contains(&inside(informed)), "{informed}");
    let error = |group: &Value, when: &str| group[when].as_f64().unwrap();
    assert!(error(informed, "error_after") < error(informed, "error_before"), "{informed}");
}
