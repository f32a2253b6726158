//! The struct that a model declares keeps keys, fields and values in one order, flat or in groups.

use jevons_parameters::{Declared, parameters};

parameters! {
    struct Funding {
        /// Months of runway.
        runway_trigger_months: "labs.funding.runway_trigger_months" for ["M22", "M41"],
        minimum_fill_share: "labs.funding.minimum_fill_share",
    }
}

parameters! {
    /// No parameters yet.
    struct Nothing {}
}

parameters! {
    struct Demand { elasticity: "demand.elasticity" for ["M30"] }
}

parameters! {
    struct Apps { demand: Demand, nothing: Nothing }
}

parameters! {
    struct Parameters { apps: Apps, funding: Funding }
}

#[test]
fn groups_nest_and_keep_their_order() {
    assert_eq!(
        Parameters::KEYS,
        ["demand.elasticity", "labs.funding.runway_trigger_months", "labs.funding.minimum_fill_share"]
    );
    let values = [-1.1, 12.0, 0.5];
    let parameters = Parameters::from_values(&values);
    assert_eq!(parameters.apps.demand.elasticity, -1.1);
    assert_eq!(parameters.funding.runway_trigger_months, 12.0);
    assert_eq!(parameters.funding.minimum_fill_share, 0.5);
    assert_eq!(parameters.to_values(), values);
    assert_eq!(<Nothing as Declared>::USES, []);
}

#[test]
fn a_field_carries_the_mechanisms_that_read_it() {
    assert_eq!(Parameters::USES[1].key, "labs.funding.runway_trigger_months");
    assert_eq!(Parameters::USES[1].mechanisms, ["M22", "M41"]);
    assert!(Parameters::USES[2].mechanisms.is_empty());
}

#[test]
#[should_panic(expected = "wrong number of values for Parameters")]
fn values_of_another_declaration_are_refused() {
    let _ = Parameters::from_values(&[1.0]);
}

#[test]
#[should_panic(expected = "Funding takes 2 values, not 3")]
fn values_of_another_flat_declaration_are_refused() {
    let _ = Funding::from_values(&[1.0, 2.0, 3.0]);
}
