//! The units of company facts, whether their values may be added up, and the bounds of sane values.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::entities::is_slip;
use crate::issue::{Findings, nearest};
use crate::layout::UNITS;
use crate::row::Row;
use crate::table::{Repeats, Table};

/// One row of `units.csv`: a unit, or a metric in that unit with tighter bounds.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// Lowest value taken as sane.
    pub low: f64,
    /// Highest value taken as sane.
    pub high: f64,
    /// Whether the values of four quarters add up to a year.
    pub additive: bool,
    /// What one is.
    pub meaning: String,
}

/// Units by name, with the metrics that have bounds of their own.
#[derive(Debug, Clone, Default)]
pub struct Units {
    units: BTreeMap<String, Unit>,
    metrics: BTreeMap<(String, String), Unit>,
    complete: bool,
}

impl Units {
    /// The unit of this name.
    #[must_use]
    pub fn get(&self, unit: &str) -> Option<&Unit> {
        self.units.get(unit)
    }

    /// Units and their names, in the order of names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Unit)> {
        self.units.iter().map(|(name, unit)| (name.as_str(), unit))
    }

    /// Whether four quarters of values in this unit add up to a year.
    #[must_use]
    pub fn is_additive(&self, unit: &str) -> bool {
        self.get(unit).is_some_and(|unit| unit.additive)
    }

    /// Adds the units of a file; `complete` says that it lists every unit of its release.
    pub(crate) fn add_file(&mut self, text: &str, complete: bool, findings: &Findings) {
        self.complete |= complete;
        let Some(table) = Table::read("units.csv", text, UNITS, Repeats::Refused, findings) else { return };
        for row in table.rows() {
            let name = row.required("unit").to_owned();
            let unit = Unit {
                low: row.number("low"),
                high: row.number("high"),
                additive: row.yes_no("additive").unwrap_or(false),
                meaning: row.required("meaning").to_owned(),
            };
            if unit.low > unit.high {
                let message = format!("{} is above the high end {}", unit.low, unit.high);
                row.fault("low", message, Some("swap them".to_owned()));
            }
            match row.text("metric") {
                "" => self.units.insert(name, unit),
                metric => self.metrics.insert((name, metric.to_owned()), unit),
            };
        }
    }

    /// Checks that the unit is known and the value sane for the unit and the metric.
    pub(crate) fn check(&self, row: Row<'_>, unit: &str, metric: &str, value: f64) {
        let Some(known) = self.get(unit) else { return self.report_unknown(row, unit) };
        let specific = self.metrics.get(&(unit.to_owned(), metric.to_owned()));
        let Unit { low, high, .. } = specific.unwrap_or(known);
        row.check_bounds("value", value, &RangeInclusive::new(*low, *high));
    }

    fn report_unknown(&self, row: Row<'_>, unit: &str) {
        if unit.is_empty() {
            return;
        }
        let names = || self.units.keys().map(String::as_str);
        if self.complete || names().any(|known| is_slip(unit, known)) {
            let hint = nearest(unit, names()).map_or_else(
                || "add it to units.csv".to_owned(),
                |near| format!("did you mean `{near}`? Otherwise add it to units.csv"),
            );
            row.fault("unit", format!("`{unit}` is not a unit of the release"), Some(hint));
        } else {
            row.warn(
                "unit",
                format!("`{unit}` is in no registry; its values are not checked and never added up"),
            );
        }
    }
}
