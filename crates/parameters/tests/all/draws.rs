//! Draws stay within bounds, follow the distributions as written and depend on nothing but seed, run and key.

use std::collections::BTreeSet;

use jevons_parameters::{PARAMETER_STREAM, ParameterSet};
use proptest::prelude::*;

use crate::common::{KNOWN, Release, files, set};

#[test]
fn a_set_has_the_order_of_the_model() {
    let set = set();
    assert_eq!(set.keys().collect::<Vec<_>>(), KNOWN);
    assert_eq!(set.position("demand.elasticity_above"), Some(3));
    let parameter = set.get("demand.elasticity_above").expect("a parameter");
    assert_eq!((parameter.file.as_str(), parameter.line), ("data/parameters/demand.toml", 8));
}

#[test]
fn central_values_are_medians_and_the_most_probable_regime() {
    let central = set().central();
    let expected = [12.8, 0.55, -1.5, -0.47, 2.6, 1.0, 12.0];
    for ((key, value), expected) in KNOWN.iter().zip(&central).zip(expected) {
        assert!((value - expected).abs() < 0.1, "{key}: {value}");
    }
}

#[test]
fn quantiles_are_those_that_the_file_gives() {
    let set = set();
    let above = set.get("demand.elasticity_above").expect("a parameter");
    assert!((above.quantile(0.05) + 2.2).abs() < 1e-9 && (above.quantile(0.95) + 0.1).abs() < 1e-9);
    let rounds = set.get("demand.rounds_per_year").expect("a parameter");
    assert_eq!([0.3, 0.6, 0.9].map(|u| rounds.quantile(u)), [1.0, 2.0, 4.0]);
    let below = set.get("demand.elasticity_below").expect("a parameter");
    assert_eq!(
        [0.2, 0.5, 0.8].map(|u| below.regime(below.quantile(u))),
        [Some("satiated"), Some("unit"), Some("jevons")]
    );
}

#[test]
fn truncation_draws_from_the_part_within_the_bounds() {
    let set = set();
    let growth = set.get("labs.training.cost_growth_per_year").expect("a parameter");
    assert!((growth.quantile(0.0) - 1.0).abs() < 1e-12 && (growth.quantile(1.0) - 6.0).abs() < 1e-9);
    // A normal with mean 2.6 and standard deviation 0.851 has 3 % below 1; its truncated median is higher than 2.6.
    assert!((growth.quantile(0.5) - 2.6322).abs() < 1e-3, "{}", growth.quantile(0.5));
    assert!(growth.quantile(0.01) > 1.0);
}

#[test]
fn draws_have_not_changed() {
    // These numbers are results: a change here changes every run and belongs in the release notes.
    assert_eq!(PARAMETER_STREAM, 0x7061_7261);
    insta::assert_debug_snapshot!(set().draw(1, 0));
}

#[test]
fn the_digest_names_everything_that_a_draw_depends_on() {
    let mut set = set();
    let before = set.digest();
    assert_eq!(set.file_digests().len(), 2);
    set.override_from("demand.months_per_year=11").expect("within bounds");
    assert_ne!(set.digest(), before);
    let mut changed = files("fixtures");
    for text in changed.values_mut() {
        text.push_str("# a remark\n");
    }
    let changed = ParameterSet::parse(&changed, &KNOWN, &Release).expect("good files");
    assert_ne!(changed.digest(), before);
}

/// The text of a file with these further parameters.
fn further(names: &BTreeSet<String>) -> String {
    let table = |name: &String| {
        format!(
            "[further.{name}]\ndescription = \"Something new\"\nunit = \"share\"\nbounds = [0, 1]\n\
             distribution = {{ kind = \"uniform\", low = 0, high = 1 }}\nsources = [\"judgement\"]\n"
        )
    };
    names.iter().map(table).collect()
}

proptest! {
    #[test]
    fn a_draw_is_within_bounds(seed: u64, run: u32) {
        let set = set();
        for (parameter, value) in set.parameters().iter().zip(set.draw(seed, run)) {
            let (low, high) = parameter.bounds;
            prop_assert!((low..=high).contains(&value), "{}: {value}", parameter.key);
        }
    }

    #[test]
    fn the_corners_of_the_unit_cube_are_within_bounds(corner in prop::collection::vec(any::<bool>(), KNOWN.len())) {
        let set = set();
        let point: Vec<f64> = corner.iter().map(|end| f64::from(u8::from(*end))).collect();
        for (parameter, value) in set.parameters().iter().zip(set.draw_from_unit(&point)) {
            let (low, high) = parameter.bounds;
            prop_assert!((low..=high).contains(&value), "{}: {value}", parameter.key);
        }
    }

    #[test]
    fn further_parameters_leave_a_draw_as_it_was(
        seed: u64,
        run: u32,
        names in prop::collection::btree_set("[a-z]{1,8}", 1..6),
        first: bool,
    ) {
        let keys: Vec<String> = names.iter().map(|name| format!("further.{name}")).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let known = if first { [&keys[..], &KNOWN].concat() } else { [&KNOWN, &keys[..]].concat() };
        let mut files = files("fixtures");
        files.insert("data/parameters/further.toml".to_owned(), further(&names));
        let more = ParameterSet::parse(&files, &known, &Release).unwrap_or_else(|wrong| panic!("{wrong}"));
        let draw = more.draw(seed, run);
        for (key, value) in KNOWN.iter().zip(set().draw(seed, run)) {
            prop_assert_eq!(value, draw[more.position(key).expect("a key of both")], "{}", key);
        }
    }

    #[test]
    fn quantiles_never_fall(a in 0.0..=1.0, b in 0.0..=1.0) {
        let (low, high) = if a <= b { (a, b) } else { (b, a) };
        for parameter in set().parameters().iter().filter(|parameter| parameter.regimes().is_empty()) {
            prop_assert!(parameter.quantile(low) <= parameter.quantile(high), "{}", parameter.key);
        }
    }
}

/// The set with a file of correlations.
fn correlated(rows: &[(&str, &str, f64)]) -> Result<ParameterSet, String> {
    let mut files = files("fixtures");
    let text: String = rows
        .iter()
        .map(|(first, second, rho)| {
            format!(
                "[[pair]]\nbetween = [\"{first}\", \"{second}\"]\ncorrelation = {rho:?}\nsources = \
                 [\"judgement\"]\nnote = \"a reason\"\n\n"
            )
        })
        .collect();
    files.insert("data/parameters/correlations.toml".to_owned(), text);
    ParameterSet::parse(&files, &KNOWN, &Release).map_err(|wrong| wrong.render(false))
}

/// Spearman's correlation of two parameters over runs.
fn rank_correlation(set: &ParameterSet, first: &str, second: &str) -> f64 {
    let runs = 2_000;
    let draws: Vec<Vec<f64>> = (0..runs).map(|run| set.draw(7, run)).collect();
    let ranks = |key: &str| {
        let position = set.position(key).expect("a key");
        let mut order: Vec<usize> = (0..draws.len()).collect();
        order.sort_by(|&a, &b| draws[a][position].total_cmp(&draws[b][position]));
        let mut ranks = vec![0.0; draws.len()];
        order.into_iter().enumerate().for_each(|(rank, run)| ranks[run] = rank as f64);
        ranks
    };
    let differences: f64 = ranks(first).iter().zip(ranks(second)).map(|(a, b)| (a - b) * (a - b)).sum();
    let runs = f64::from(runs);
    1.0 - 6.0 * differences / (runs * (runs * runs - 1.0))
}

#[test]
fn pairs_go_together_and_the_rest_does_not_change() {
    let (runway, above, growth) = (
        "labs.funding.runway_trigger_months",
        "demand.elasticity_above",
        "labs.training.cost_growth_per_year",
    );
    let plain = set();
    let mut together = correlated(&[(runway, above, 0.7), (above, growth, -0.4)]).expect("good pairs");
    // 6 / pi asin(rho / 2), with a standard error of about 0.02.
    assert!((rank_correlation(&together, runway, above) - 0.683).abs() < 0.05);
    assert!((rank_correlation(&together, above, growth) + 0.385).abs() < 0.07);
    assert!(rank_correlation(&plain, runway, above).abs() < 0.07);
    let (a, b) = (plain.draw(7, 3), together.draw(7, 3));
    let untouched = |key: &str| ![above, growth].contains(&key);
    for (position, key) in KNOWN.iter().enumerate().filter(|(_, key)| untouched(key)) {
        // The first of a group keeps its draw but for rounding.
        assert!((a[position] - b[position]).abs() < 1e-9, "{key}");
    }
    assert_eq!(together.correlations().len(), 2);
    together.make_independent();
    assert_eq!(plain.draw(7, 3), together.draw(7, 3));
    assert!(together.correlations().is_empty());
}

#[test]
fn correlations_that_contradict_each_other_are_refused_and_none_is_changed() {
    let [a, b, c] =
        ["labs.funding.runway_trigger_months", "demand.elasticity_above", "demand.rounds_per_year"];
    let wrong = correlated(&[(a, b, 0.9), (b, c, 0.9), (a, c, -0.9)]).expect_err("impossible");
    insta::assert_snapshot!(wrong);
    let wrong = correlated(&[(a, b, 0.9), (b, a, 0.9)]).expect_err("twice");
    assert!(wrong.contains("have two rows"), "{wrong}");
    let wrong = correlated(&[(a, b, 1.0)]).expect_err("one");
    assert!(wrong.contains("expected a number between -1 and 1"), "{wrong}");
}
