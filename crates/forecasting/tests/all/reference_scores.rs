//! Every number of the reference file on scores.

use jevons_forecasting::scores::{self, Interval};
use jevons_forecasting::{calibration, distance};
use serde_json::Value;

const TOLERANCE: f64 = 1e-12;

fn reference() -> Value {
    serde_json::from_str(include_str!("../data/scores.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn rows(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

fn close(found: f64, expected: f64, what: &str) {
    assert!((found - expected).abs() <= TOLERANCE, "{what}: {found} for {expected}");
}

#[test]
fn crps_of_samples() {
    let reference = reference();
    let observations = numbers(&reference["obs"]);
    let weights = rows(&reference["weights"]);
    for (index, members) in rows(&reference["ensemble"]).iter().enumerate() {
        let observation = observations[index];
        let found = scores::crps_ensemble(members, observation).unwrap();
        for key in ["properscoring", "scoringrules_nrg", "scoringrules_qd", "scoringrules_int"] {
            close(found, numbers(&reference[format!("crps_ensemble_{key}")])[index], key);
        }
        let fair = scores::crps_ensemble_fair(members, observation).unwrap();
        for key in ["scoringrules_fair", "scoringrules_pwm"] {
            close(fair, numbers(&reference[format!("crps_ensemble_{key}")])[index], key);
        }
        let weighted = scores::crps_ensemble_weighted(members, &weights[index], observation).unwrap();
        close(weighted, numbers(&reference["crps_ensemble_weighted_properscoring"])[index], "weighted");
        let equal = scores::crps_ensemble_weighted(members, &[7.0; 5], observation).unwrap();
        close(equal, found, "equal weights");
    }
}

#[test]
fn crps_of_named_distributions() {
    let reference = reference();
    for case in reference["crps_gaussian"].as_array().unwrap() {
        let get = |key: &str| case[key].as_f64().unwrap();
        let found = scores::crps_gaussian(get("mu"), get("sigma"), get("obs")).unwrap();
        close(found, get("properscoring"), "gaussian");
        close(found, get("scoringrules"), "gaussian");
    }
    for case in reference["crps_lognormal"].as_array().unwrap() {
        let get = |key: &str| case[key].as_f64().unwrap();
        let found = scores::crps_lognormal(get("mulog"), get("sigmalog"), get("obs")).unwrap();
        close(found, get("value"), "lognormal");
    }
}

#[test]
fn a_large_sample_scores_as_its_distribution_does() {
    let quantile = jevons_numerics::special::normal_ppf;
    let members: Vec<f64> = (0..20_000).map(|i| quantile((f64::from(i) + 0.5) / 20_000.0)).collect();
    for observation in [-3.0, 0.0, 0.7] {
        let exact = scores::crps_gaussian(0.0, 1.0, observation).unwrap();
        let found = scores::crps_ensemble(&members, observation).unwrap();
        assert!((found - exact).abs() < 1e-4, "{observation}: {found} for {exact}");
        let positive: Vec<f64> = members.iter().map(|x| jevons_numerics::math::exp(0.4 * x)).collect();
        let exact = scores::crps_lognormal(0.0, 0.4, observation).unwrap();
        let found = scores::crps_ensemble(&positive, observation).unwrap();
        assert!((found - exact).abs() < 1e-4, "lognormal at {observation}: {found} for {exact}");
    }
}

#[test]
fn probabilities_quantiles_and_intervals() {
    let reference = reference();
    for case in reference["brier"].as_array().unwrap() {
        let happened = case["obs"].as_f64().unwrap() == 1.0;
        close(
            scores::brier(case["p"].as_f64().unwrap(), happened).unwrap(),
            case["value"].as_f64().unwrap(),
            "brier",
        );
    }
    let thresholds = numbers(&reference["threshold_brier_properscoring"]["thresholds"]);
    let expected = rows(&reference["threshold_brier_properscoring"]["values"]);
    let observations = numbers(&reference["obs"]);
    for (index, members) in rows(&reference["ensemble"]).iter().enumerate() {
        for (position, &threshold) in thresholds.iter().enumerate() {
            let found = scores::threshold_brier(members, observations[index], threshold).unwrap();
            close(found, expected[index][position], "threshold brier");
        }
    }
    for case in reference["pinball"].as_array().unwrap() {
        let observation = case["obs"].as_f64().unwrap();
        let levels = numbers(&case["levels"]);
        let expected = numbers(&case["pinball"]);
        for (index, &quantile) in numbers(&case["quantile_forecasts"]).iter().enumerate() {
            let found = scores::pinball(levels[index], quantile, observation).unwrap();
            close(found, expected[index], "pinball");
        }
    }
    for case in reference["interval_score"].as_array().unwrap() {
        let get = |key: &str| case[key].as_f64().unwrap();
        let interval = Interval { lower: get("lower"), upper: get("upper"), alpha: get("alpha") };
        close(scores::interval_score(interval, get("obs")).unwrap(), get("value"), "interval");
    }
    for case in reference["weighted_interval_score"].as_array().unwrap() {
        let (lower, upper) = (numbers(&case["lower"]), numbers(&case["upper"]));
        let intervals: Vec<Interval> = numbers(&case["alpha"])
            .into_iter()
            .enumerate()
            .map(|(i, alpha)| Interval { lower: lower[i], upper: upper[i], alpha })
            .collect();
        let get = |key: &str| case[key].as_f64().unwrap();
        let found = scores::weighted_interval_score(get("median"), &intervals, get("obs")).unwrap();
        close(found, get("value"), "weighted interval score");
    }
}

#[test]
fn several_quantities_at_once() {
    let reference = &reference()["multivariate"];
    let members = rows(&reference["ensemble_m_by_d"]);
    let observation = numbers(&reference["obs"]);
    let get = |key: &str| reference[key].as_f64().unwrap();
    let energy = scores::energy_score(&members, &observation).unwrap();
    close(energy, get("energy_score_scoringrules_nrg"), "energy");
    close(energy, get("energy_score_by_hand"), "energy");
    let fair = scores::energy_score_fair(&members, &observation).unwrap();
    close(fair, get("energy_score_scoringrules_fair"), "fair energy");
    for (order, key) in [(0.5, "variogram_score_p0.5"), (1.0, "variogram_score_p1")] {
        close(scores::variogram_score(&members, &observation, order).unwrap(), get(key), key);
    }
    // In one dimension it is the CRPS.
    let line: Vec<Vec<f64>> = members.iter().map(|member| vec![member[0]]).collect();
    let flat: Vec<f64> = members.iter().map(|member| member[0]).collect();
    close(
        scores::energy_score(&line, &[0.4]).unwrap(),
        scores::crps_ensemble(&flat, 0.4).unwrap(),
        "one dimension",
    );
}

#[test]
fn distances_between_samples() {
    let reference = &reference()["distances"];
    let (a, b) = (numbers(&reference["a"]), numbers(&reference["b"]));
    let get = |key: &str| reference[key].as_f64().unwrap();
    close(distance::kolmogorov_smirnov(&a, &b).unwrap(), get("ks"), "ks");
    close(distance::wasserstein(&a, &b).unwrap(), get("wasserstein1"), "wasserstein");
    close(distance::energy_distance(&a, &b).unwrap(), get("energy_distance_scipy"), "energy distance");
    close(distance::wasserstein(&a, &a).unwrap(), 0.0, "to itself");
}

/// The design of the reference is unscrambled Sobol points, made here by their definition: the direction numbers of Joe and
/// Kuo for eleven dimensions, in the order of Gray codes.
#[test]
fn rank_histogram_and_mean_score_of_the_reference_design() {
    let reference = &reference()["rank_histogram"];
    let normal = |u: f64| jevons_numerics::special::normal_ppf(u.clamp(1e-6, 1.0 - 1e-6));
    let design: Vec<Vec<f64>> =
        sobol_points(128).into_iter().map(|point| point.into_iter().map(normal).collect()).collect();
    let forecasts: Vec<Vec<f64>> = design.iter().map(|row: &Vec<f64>| row[..10].to_vec()).collect();
    let observations: Vec<f64> = design.iter().map(|row| row[10]).collect();
    let counts = calibration::rank_histogram(&forecasts, &observations).unwrap();
    let expected: Vec<usize> = numbers(&reference["counts"]).iter().map(|count| *count as usize).collect();
    assert_eq!(counts, expected);
    let total: f64 = forecasts
        .iter()
        .zip(&observations)
        .map(|(members, &observation)| scores::crps_ensemble(members, observation).unwrap())
        .sum();
    close(total / 128.0, reference["mean_crps_ensemble"].as_f64().unwrap(), "mean CRPS");
}

/// (degree, coefficients of the primitive polynomial, first direction numbers), new-joe-kuo-6.21201, dimensions 2 to 11.
const JOE_KUO: [(u32, u32, &[u32]); 10] = [
    (1, 0, &[1]),
    (2, 1, &[1, 3]),
    (3, 1, &[1, 3, 1]),
    (3, 2, &[1, 1, 1]),
    (4, 1, &[1, 1, 3, 3]),
    (4, 4, &[1, 3, 5, 13]),
    (5, 2, &[1, 1, 5, 5, 17]),
    (5, 4, &[1, 1, 5, 5, 5]),
    (5, 7, &[1, 1, 7, 11, 19]),
    (5, 11, &[1, 1, 5, 1, 1]),
];

fn sobol_points(count: u32) -> Vec<Vec<f64>> {
    const BITS: usize = 30;
    let mut directions: Vec<Vec<u32>> = vec![(0..BITS).map(|bit| 1 << (BITS - 1 - bit)).collect()];
    for (degree, polynomial, first) in JOE_KUO {
        let s = degree as usize;
        let mut numbers: Vec<u32> =
            first.iter().enumerate().map(|(bit, number)| number << (BITS - 1 - bit)).collect();
        for bit in s..BITS {
            let mut next = numbers[bit - s] ^ (numbers[bit - s] >> s);
            for k in 1..s {
                if (polynomial >> (s - 1 - k)) & 1 == 1 {
                    next ^= numbers[bit - k];
                }
            }
            numbers.push(next);
        }
        directions.push(numbers);
    }
    let point = |index: u32| {
        let gray = index ^ (index >> 1);
        let coordinate = |numbers: &Vec<u32>| {
            let set = numbers.iter().enumerate().filter(|(bit, _)| (gray >> bit) & 1 == 1);
            f64::from(set.fold(0, |all, (_, number)| all ^ number)) / f64::from(1_u32 << BITS)
        };
        directions.iter().map(coordinate).collect()
    };
    (0..count).map(point).collect()
}
