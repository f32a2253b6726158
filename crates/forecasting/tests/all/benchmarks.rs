//! Benchmark forecasters: central paths by hand, coverage on series whose law is known.

use jevons_forecasting::benchmark::{Autoregression, Benchmark, differences};
use jevons_forecasting::weighted_quantile;
use jevons_numerics::Streams;

fn quantile(members: &[f64], probability: f64) -> f64 {
    weighted_quantile(members, &vec![1.0; members.len()], probability).unwrap()
}

#[test]
fn central_paths_are_what_the_laws_say() {
    let history = [0.0, 1.0, 1.5, 2.5, 2.6, 3.0, 3.2];
    let central =
        |benchmark: Benchmark| benchmark.forecast(&history, 3, 10, Streams::new(1, 0)).unwrap().central;
    let close = |found: Vec<f64>, expected: [f64; 3]| {
        let near = found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12);
        assert!(near, "{found:?} for {expected:?}");
    };
    close(central(Benchmark::NoChange), [3.2, 3.2, 3.2]);
    let recent = (3.2 - 1.5) / 4.0;
    close(central(Benchmark::RecentDrift), [3.2 + recent, 3.2 + 2.0 * recent, 3.2 + 3.0 * recent]);
    let mean = 3.2 / 6.0;
    close(central(Benchmark::HistoricalGrowth), [3.2 + mean, 3.2 + 2.0 * mean, 3.2 + 3.0 * mean]);
    let fit = Autoregression::fit(&differences(&history), 1).unwrap();
    let (a, b) = (fit.coefficients()[0], fit.coefficients()[1]);
    let first = a + b * 0.2;
    let second = a + b * first;
    let third = a + b * second;
    close(
        central(Benchmark::Autoregression),
        [3.2 + first, 3.2 + first + second, 3.2 + first + second + third],
    );
}

#[test]
fn an_autoregression_is_recovered_from_a_long_series() {
    let draws = Streams::new(3, 0).at(0, 0);
    let mut series = vec![0.5];
    for step in 1..20_000 {
        let last: f64 = series[series.len() - 1];
        series.push(0.2 + 0.6 * last + 0.3 * draws.normal(step));
    }
    let fit = Autoregression::fit(&series, 1).unwrap();
    let [constant, lag] = fit.coefficients() else { panic!("two coefficients") };
    assert!((constant - 0.2).abs() < 0.01 && (lag - 0.6).abs() < 0.01, "{constant} {lag}");
    assert!((fit.error_variance() - 0.09).abs() < 0.003, "{}", fit.error_variance());
}

/// With parameters unknown and twelve observations, nine forecasts in ten should still hold: that is what drawing the
/// parameters is for. The autoregression holds less often, because least squares finds too little memory in short series
/// (Kendall 1954, "Note on Bias in the Estimation of Autocorrelation"): 83 % with twelve observations.
#[test]
fn intervals_of_ninety_per_cent_hold_nine_times_in_ten_on_short_histories() {
    let (trials, length, horizon) = (600, 12, 4);
    for benchmark in Benchmark::ALL {
        let covered = (0..trials)
            .filter(|trial| {
                let draws = Streams::new(11, *trial);
                let error = |step: usize| 0.1 * draws.at(900, step as u32).normal(0);
                let (drift, memory) = match benchmark {
                    Benchmark::NoChange => (0.0, 0.0),
                    Benchmark::Autoregression => (0.05, 0.5),
                    _ => (0.1, 0.0),
                };
                let (mut level, mut growth, mut series) = (0.0, drift / (1.0 - memory), Vec::new());
                for step in 0..length + horizon {
                    growth = drift + memory * growth + error(step);
                    level += growth;
                    series.push(level);
                }
                let forecast = benchmark.forecast(&series[..length], horizon, 400, draws).unwrap();
                let members = forecast.at(horizon);
                let actual = series[length + horizon - 1];
                (quantile(&members, 0.05)..quantile(&members, 0.95)).contains(&actual)
            })
            .count();
        let share = covered as f64 / f64::from(trials);
        let least = if benchmark == Benchmark::Autoregression { 0.80 } else { 0.865 };
        assert!((least..0.945).contains(&share), "{}: {share}", benchmark.name());
    }
}

#[test]
fn forecasts_depend_on_seed_and_nothing_else() {
    let history = [0.0, 0.3, 0.4, 0.9, 1.0, 1.4, 1.5];
    for benchmark in Benchmark::ALL {
        let forecast = |run| benchmark.forecast(&history, 2, 50, Streams::new(7, run)).unwrap();
        assert_eq!(forecast(0), forecast(0));
        assert_ne!(forecast(0).paths, forecast(1).paths);
        assert_eq!(forecast(0).at(1).len(), 50);
        assert!(forecast(0).at(3).is_empty() && forecast(0).at(0).is_empty());
        // More paths leave the first ones as they were.
        let more = benchmark.forecast(&history, 2, 80, Streams::new(7, 0)).unwrap();
        assert_eq!(more.paths[..50], forecast(0).paths[..]);
    }
}
