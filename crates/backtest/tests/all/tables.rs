//! Sums over cases against sums by hand, and the page.

use jevons_backtest::table::{grouped, overall, tests};
use jevons_backtest::{Forecaster, Scored, page};
use jevons_forecasting::benchmark::Benchmark;
use jevons_numerics::math::ln;

use crate::origin;

/// Two origins with a model that is always a tenth too high.
fn scored() -> Vec<Scored> {
    let mut all = Vec::new();
    for start in ["2024-06", "2024-09", "2024-12"] {
        let origin = origin(start);
        let run = |member: i32| {
            let spread = f64::from(member - 25) / 250.0;
            origin.cases().iter().map(|case| ln(case.observed) + 0.1 + spread).collect::<Vec<f64>>()
        };
        all.extend(origin.score(&(0..51).map(run).collect::<Vec<_>>(), &all));
    }
    all
}

#[test]
fn rows_count_each_case_once_and_average_what_both_have() {
    let scored = scored();
    let all = overall(&scored);
    let summary = all.model.as_ref().unwrap();
    assert_eq!(all.cases, scored.len());
    assert!((summary.bias - 0.1).abs() < 0.05, "{}", summary.bias);
    assert_eq!(summary.coverage[2].of, all.cases);
    assert_eq!(summary.pit.iter().sum::<usize>(), all.cases);
    let groups = grouped(&scored, |one| one.case.target.clone());
    assert_eq!(groups.iter().map(|row| row.cases).sum::<usize>(), all.cases);
    // One duel by hand: Nvidia against no change.
    let rival = Forecaster::Benchmark(Benchmark::NoChange);
    let nvidia = groups.iter().find(|row| row.group == "revenue.Nvidia").unwrap();
    let duel = nvidia.rivals[0].as_ref().unwrap();
    let pairs: Vec<(f64, f64)> = scored
        .iter()
        .filter(|one| one.case.target == "revenue.Nvidia")
        .map(|one| (one.of(Forecaster::Model).unwrap().crps, one.of(rival).unwrap().crps))
        .collect();
    assert_eq!(duel.cases, pairs.len());
    let mean = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / pairs.len() as f64;
    assert!((duel.ratio() - mean(|pair| pair.0) / mean(|pair| pair.1)).abs() < 1e-12);
    assert!(duel.ratio() < 1.0, "a tenth too high beats no change of a series that doubled");
}

#[test]
fn a_target_is_tested_by_itself_where_it_has_origins_enough() {
    let scored = scored();
    let ahead = tests(&scored, 1);
    let nvidia = ahead.iter().find(|tests| tests.target == "revenue.Nvidia").unwrap();
    let test = nvidia.rivals[0].unwrap();
    // By hand: three differences of scores, no lags.
    let rival = Forecaster::Benchmark(Benchmark::NoChange);
    let differences: Vec<f64> = scored
        .iter()
        .filter(|one| one.case.target == "revenue.Nvidia" && one.case.horizon == 1)
        .map(|one| one.of(Forecaster::Model).unwrap().crps - one.of(rival).unwrap().crps)
        .collect();
    let mean = differences.iter().sum::<f64>() / 3.0;
    let variance = differences.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>() / 3.0;
    let expected = mean / (variance / 3.0).sqrt() * (2.0_f64 / 3.0).sqrt();
    assert!((test.statistic - expected).abs() < 1e-9 && test.forecasts == 3, "{test:?} {expected}");
    // Three origins are too few for three quarters ahead.
    assert!(tests(&scored, 3).is_empty());
}

#[test]
fn the_page_has_every_group_and_the_cases_every_forecaster() {
    let scored = scored();
    let text = page::tables(&scored);
    for part in [
        "| revenue.Nvidia |",
        "| 1 |",
        "| 2024-09 |",
        "| all |",
        "### Against others",
        "### Tests of equal scores",
    ] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
    let rows = page::case_rows(&scored);
    assert_eq!(rows.len(), scored.iter().map(|one| one.verdicts.len()).sum::<usize>());
    let names: Vec<&str> = rows.iter().map(|row| row[10].as_str()).collect();
    assert!(names.contains(&"model") && names.contains(&"AR(1)") && names.contains(&"last value (point)"));
}
