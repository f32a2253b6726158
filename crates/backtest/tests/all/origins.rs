//! What an origin forecasts, how runs are read, and that nothing later shows through in the forecasts of others.

use jevons_backtest::Forecaster;
use jevons_economy::output::Column;
use jevons_history::{ORIGINS, targets};
use jevons_numerics::math::{exp, ln};

use crate::{month, origin, output, schema};

#[test]
fn cases_come_after_the_origin_and_within_two_years() {
    for start in ORIGINS {
        let origin = crate::origin(&start.to_string());
        assert!(!origin.cases().is_empty(), "{start}");
        for case in origin.cases() {
            assert!(case.month > start && (1..=8).contains(&case.horizon), "{case:?}");
            let ends = case.month.since(start) as u32;
            assert_eq!(case.horizon, ends.div_ceil(3), "{case:?}");
        }
    }
}

#[test]
fn flows_are_read_as_the_mean_of_their_quarter_and_paces_in_their_month() {
    let start = month("2024-09");
    let origin = origin("2024-09");
    let schema = schema(start, 15);
    // Each month its number: October 2024 is 1.
    let run = output(&schema, |row, _| row as f64 + 1.0);
    let read = origin.reader(&schema).unwrap().read(&run);
    for (case, log) in origin.cases().iter().zip(read) {
        let target = targets().into_iter().find(|target| target.id == case.target).unwrap();
        let last = case.month.since(start) as f64;
        let expected = match case.target.as_str() {
            // A sum of three series.
            "funding.venture" => 3.0 * (last - 1.0),
            // What the record was at the origin, times the growth since the first month, which is 1.
            "price.constant_capability" => 5.25 * last,
            _ if case.target.starts_with("revenue.OpenAI") => last,
            _ if target.model.taken == jevons_history::Taken::MeanOfQuarter => last - 1.0,
            _ => last,
        };
        assert!((exp(log) / expected - 1.0).abs() < 1e-12, "{case:?}: {} for {expected}", exp(log));
    }
}

#[test]
fn a_perfect_model_beats_everybody_and_a_wild_one_nobody() {
    let origin = origin("2024-09");
    let schema = schema(month("2024-09"), 15);
    let reader = origin.reader(&schema).unwrap();
    let rows = |wild: f64| -> Vec<Vec<f64>> {
        let blank = output(&schema, |_, _| 1.0);
        let shape = reader.read(&blank);
        (0..400)
            .map(|run| {
                let off = wild * (f64::from(run) / 200.0 - 1.0);
                origin.cases().iter().zip(&shape).map(|(case, _)| ln(case.observed) + off).collect()
            })
            .collect()
    };
    for scored in origin.score(&rows(0.0), &[]) {
        let model = scored.of(Forecaster::Model).unwrap();
        assert!(model.error.abs() < 0.35 * scored.case.log_deviation, "{scored:?}");
        assert!(model.crps < scored.case.log_deviation, "{scored:?}");
        assert_eq!(model.covers(0.9), Some(true));
    }
    let wild = origin.score(&rows(80.0), &[]);
    let better = wild.iter().filter(|scored| {
        let last = scored.of(Forecaster::LastValue);
        last.is_some_and(|last| scored.of(Forecaster::Model).unwrap().crps < last.crps)
    });
    assert_eq!(better.count(), 0);
}

#[test]
fn a_series_that_does_not_apply_in_most_runs_is_no_forecast() {
    let origin = origin("2025-06");
    let row = |value: f64| vec![value; origin.cases().len()];
    let runs = [vec![row(f64::NAN); 6], vec![row(1.0); 4]].concat();
    for scored in origin.score(&runs, &[]) {
        assert_eq!(scored.of(Forecaster::Model), None);
        assert_eq!(scored.applicable, 0.4);
    }
}

#[test]
fn a_series_that_the_model_does_not_record_is_named() {
    let mut schema = schema(month("2025-06"), 6);
    schema.columns.retain(|column: &Column| column.agent != "Oracle");
    let error = origin("2025-06").reader(&schema).unwrap_err().to_string();
    assert_eq!(
        error,
        "target capex.Oracle names the series cloud.capex of Oracle, which the model does not record"
    );
}

#[test]
fn the_autoregression_needs_more_history_than_openai_has_in_2023() {
    let origin = origin("2023-12");
    let runs = vec![vec![0.0; origin.cases().len()]; 30];
    for scored in origin.score(&runs, &[]).iter().filter(|scored| scored.case.target == "revenue.OpenAI") {
        use jevons_forecasting::benchmark::Benchmark;
        assert!(scored.of(Forecaster::LastValue).is_some());
        assert_eq!(scored.of(Forecaster::Benchmark(Benchmark::Autoregression)), None);
    }
}
