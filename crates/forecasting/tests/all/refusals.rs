//! What cannot be scored or forecast is refused with the number at fault.

use jevons_forecasting::benchmark::Benchmark;
use jevons_forecasting::comparison::diebold_mariano;
use jevons_forecasting::scores::{self, Interval};
use jevons_forecasting::{calibration, distance, errors, weighted_quantile};
use jevons_numerics::Streams;

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, jevons_forecasting::InvalidForecast>, message: &str) {
    assert_eq!(result.unwrap_err().to_string(), message);
}

#[test]
fn messages_name_what_is_wrong_and_what_was_expected() {
    refused(scores::crps_ensemble(&[], 1.0), "members: 0 entries; expected at least 1");
    refused(scores::crps_ensemble_fair(&[1.0], 1.0), "members: 1 entries; expected at least 2");
    refused(
        scores::crps_ensemble(&[1.0, f64::NAN], 1.0),
        "members at position 1 is NaN; expected a finite number",
    );
    refused(
        scores::crps_ensemble_weighted(&[1.0], &[0.0], 1.0),
        "the sum of the weights at position 0 is 0; expected a positive number",
    );
    refused(
        scores::crps_ensemble_weighted(&[1.0], &[1.0, 2.0], 1.0),
        "weights has 2 entries; expected 1, one for each of the members",
    );
    refused(
        scores::crps_gaussian(0.0, 0.0, 1.0),
        "standard deviation at position 0 is 0; expected a positive finite number",
    );
    refused(scores::brier(1.5, true), "probability at position 0 is 1.5; expected a share from 0 to 1");
    refused(
        scores::interval_score(Interval { lower: 2.0, upper: 1.0, alpha: 0.1 }, 1.0),
        "upper end at position 0 is 1; expected a finite number, not below the lower end",
    );
    refused(scores::pinball(0.0, 1.0, 1.0), "level at position 0 is 0; expected a number between 0 and 1");
    refused(
        scores::energy_score(&[vec![1.0]], &[1.0, 2.0]),
        "a member has 1 entries; expected 2, one for each of the quantities",
    );
    refused(errors::log_error(0.0, 1.0), "forecast at position 0 is 0; expected a positive finite number");
    refused(distance::wasserstein(&[1.0], &[]), "the second sample: 0 entries; expected at least 1");
    refused(calibration::rank_histogram(&[], &[]), "forecasts: 0 entries; expected at least 1");
    refused(
        weighted_quantile(&[1.0], &[1.0], 2.0),
        "probability at position 0 is 2; expected a share from 0 to 1",
    );
    refused(
        diebold_mariano(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0], 3),
        "the first losses: 3 entries; expected at least 4",
    );
    refused(
        Benchmark::Autoregression.forecast(&[1.0; 5], 1, 1, Streams::new(0, 0)),
        "history: 5 entries; expected at least 6",
    );
    refused(
        Benchmark::Autoregression.forecast(&[1.0; 8], 1, 1, Streams::new(0, 0)),
        "an autoregression cannot be estimated: its explanatory variables do not vary independently of each other",
    );
}
