//! The closed list of units in which a parameter may be given.

use crate::nearest::nearest;

/// A unit, with what it means and the values that it can take at all.
#[derive(Debug, PartialEq)]
pub struct Unit {
    /// Name as written in the files.
    pub name: &'static str,
    /// What one of it is.
    pub meaning: &'static str,
    /// Least value that makes sense in this unit.
    pub least: f64,
    /// Greatest value that makes sense in this unit.
    pub greatest: f64,
}

/// Any number at all.
const fn any(name: &'static str, meaning: &'static str) -> Unit {
    Unit { name, meaning, least: f64::NEG_INFINITY, greatest: f64::INFINITY }
}

/// Zero or more.
const fn amount(name: &'static str, meaning: &'static str) -> Unit {
    Unit { name, meaning, least: 0.0, greatest: f64::INFINITY }
}

/// Between zero and one.
const fn fraction(name: &'static str, meaning: &'static str) -> Unit {
    Unit { name, meaning, least: 0.0, greatest: 1.0 }
}

/// Every unit, grouped by kind. Prefer the plain unit: shares and not percent, US dollars and not millions of them
/// unless the release speaks in billions, months and not days.
pub const UNITS: &[Unit] = &[
    fraction("share", "fraction of one: 0.3 is 30 %"),
    fraction("probability", "probability of an event, once"),
    fraction("probability_per_month", "probability within one month"),
    fraction("probability_per_year", "probability within one year"),
    fraction("correlation", "strength of dependence, 0 none and 1 complete"),
    amount("per_month", "rate or hazard per month, which may exceed one"),
    amount("per_year", "rate or hazard per year, which may exceed one"),
    any("ratio", "one quantity over another of the same kind; may be negative, as a margin may"),
    amount("multiple", "a factor applied to something: 2 doubles it"),
    amount(
        "multiple_per_year",
        "factor by which something grows in a year: 1.1 is 10 % growth, 3 triples it",
    ),
    any("growth_per_month", "relative change in a month: 0.02 is 2 %"),
    any("growth_per_year", "relative change in a year: 0.1 is 10 %"),
    any("rate_per_year", "interest, return or discount rate: 0.05 is 5 % a year"),
    any("basis_points", "hundredths of a percentage point a year"),
    any("elasticity", "relative change of one quantity over that of another"),
    any("coefficient", "coefficient of an equation without a unit of its own; the description says of which"),
    amount("weight", "relative weight in a choice or an average"),
    amount("count", "a number of things"),
    any("regime", "which of the named regimes holds"),
    amount("days", "days"),
    amount("months", "months"),
    amount("quarters", "quarters of a year"),
    amount("years", "years"),
    amount("hours", "hours"),
    amount("hours_per_month", "hours in a month"),
    any("usd", "US dollars"),
    any("usd_mn", "millions of US dollars"),
    any("usd_bn", "billions of US dollars"),
    any("usd_per_month", "US dollars a month"),
    any("usd_per_year", "US dollars a year"),
    any("usd_mn_per_year", "millions of US dollars a year"),
    any("usd_bn_per_year", "billions of US dollars a year"),
    amount("usd_per_mtok", "US dollars per million tokens"),
    amount("usd_per_task", "US dollars per task done"),
    amount("usd_per_gpu_hour", "US dollars per accelerator-hour"),
    amount("usd_per_accelerator", "US dollars per accelerator"),
    amount("usd_per_seat_month", "US dollars per seat and month"),
    amount("usd_per_user_month", "US dollars per user and month"),
    amount("usd_per_person_year", "US dollars per person and year"),
    amount("usd_per_kwh", "US dollars per kilowatt-hour"),
    amount("usd_per_mwh", "US dollars per megawatt-hour"),
    amount("usd_bn_per_gw", "billions of US dollars per gigawatt of data centre"),
    amount("tokens", "tokens"),
    amount("mtok_per_month", "millions of tokens a month"),
    amount("tokens_per_task", "tokens used per task"),
    amount("tokens_per_user_month", "tokens used per user and month"),
    amount("tokens_per_gpu_hour", "tokens served in one accelerator-hour"),
    amount("tasks_per_month", "tasks a month"),
    any("log10_flop", "base-10 logarithm of floating-point operations"),
    any("log10_per_year", "orders of magnitude a year"),
    amount("flop_per_token", "floating-point operations per token"),
    amount("tflops", "trillions of floating-point operations a second"),
    any("quality_points", "points of the capability index"),
    any("quality_points_per_log10_flop", "points of the capability index per tenfold effective compute"),
    amount("accelerators", "accelerators"),
    amount("accelerators_per_month", "accelerators shipped or built in a month"),
    amount("accelerators_per_gw", "accelerators per gigawatt of data centre"),
    amount("kw_per_accelerator", "kilowatts per accelerator, all in"),
    amount("mw", "megawatts"),
    amount("gw", "gigawatts"),
    amount("gw_per_year", "gigawatts a year"),
    amount("persons", "people"),
    amount("persons_per_firm", "people per firm"),
    amount("persons_per_usd_mn", "people per million US dollars a year"),
    amount("firms_per_month", "firms a month"),
];

/// The unit called `name`.
#[must_use]
pub fn unit(name: &str) -> Option<&'static Unit> {
    UNITS.iter().find(|unit| unit.name == name)
}

/// Names of units that look like `name`.
pub(crate) fn nearest_units(name: &str) -> Vec<&'static str> {
    nearest(name, UNITS.iter().map(|unit| unit.name), 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_unit_has_one_name_and_one_meaning() {
        let names: BTreeSet<_> = UNITS.iter().map(|unit| unit.name).collect();
        let meanings: BTreeSet<_> = UNITS.iter().map(|unit| unit.meaning).collect();
        assert_eq!((names.len(), meanings.len()), (UNITS.len(), UNITS.len()));
        assert!(UNITS.iter().all(|unit| unit.least < unit.greatest));
    }
}
