//! `--set path=value` fixes one parameter, leaves the others alone, and explains what it refuses.

use jevons_parameters::{Override, OverrideError};

use crate::common::{KNOWN, set};

#[test]
fn a_fixed_parameter_stays_and_the_others_are_drawn_as_before() {
    let free = set();
    let mut fixed = set();
    fixed.override_from("labs.funding.runway_trigger_months = 20").expect("within bounds");
    let (before, after) = (free.draw(7, 3), fixed.draw(7, 3));
    assert_eq!(after[0], 20.0);
    assert_eq!(before[1..], after[1..]);
    assert_eq!(fixed.central()[0], 20.0);
    assert_eq!(fixed.draw_from_unit(&[0.5; KNOWN.len()])[0], 20.0);
}

#[test]
fn a_regime_is_fixed_by_name_or_by_its_value() {
    for text in ["demand.elasticity_below=satiated", "demand.elasticity_below=-0.06"] {
        let mut set = set();
        set.override_from(text).expect("a regime");
        assert_eq!(set.central()[2], -0.06);
        assert_eq!(set.overrides()[0].regime.as_deref(), Some("satiated"));
    }
}

#[test]
fn a_manifest_brings_overrides_back() {
    let mut first = set();
    for text in ["demand.elasticity_below=jevons", "labs.funding.minimum_fill_share=0.30000000000000004"] {
        first.override_from(text).expect("a good override");
    }
    let manifest = serde_json::to_string(&first.overrides()).expect("plain data");
    insta::assert_snapshot!(manifest);
    let mut second = set();
    for fixed in serde_json::from_str::<Vec<Override>>(&manifest).expect("what was written") {
        second.apply(fixed).expect("what was accepted");
    }
    assert_eq!(second, first);
    assert_eq!(second.digest(), first.digest());
}

#[test]
fn what_is_refused_is_explained() {
    let mut set = set();
    set.override_from("demand.months_per_year=11").expect("within bounds");
    let mut messages = String::new();
    for text in [
        "labs.funding.runway_trigger_months",
        "=3",
        "labs.funding.runway_triger_months=9",
        "runway_trigger_months=9",
        "weather.rain=9",
        "labs.funding.runway_trigger_months=nine",
        "labs.funding.runway_trigger_months=NaN",
        "labs.funding.runway_trigger_months=60",
        "demand.elasticity_below=calm",
        "demand.elasticity_below=-0.5",
        "demand.months_per_year=12",
    ] {
        let error = set.override_from(text).expect_err(text);
        messages.push_str(&format!("--set {text}\n{error}\n\n"));
    }
    insta::assert_snapshot!(messages);
}

#[test]
fn a_manifest_cannot_bring_in_what_set_would_refuse() {
    let mut set = set();
    let fixed = |key: &str, value: f64, regime: Option<&str>| Override {
        key: key.to_owned(),
        value,
        regime: regime.map(str::to_owned),
    };
    let runway = "labs.funding.runway_trigger_months";
    assert!(matches!(set.apply(fixed(runway, f64::NAN, None)), Err(OverrideError::OutOfBounds { .. })));
    assert!(matches!(set.apply(fixed("absent", 1.0, None)), Err(OverrideError::UnknownKey { .. })));
    let regime = fixed("demand.elasticity_below", -1.5, Some("calm"));
    assert!(matches!(set.apply(regime), Err(OverrideError::UnknownRegime { .. })));
}
