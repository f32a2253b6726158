//! One observed value of a target.

use jevons_facts::{Kind, Provenance, Quarter, Tier, last_day_of, month_of};
use jevons_numerics::Month;
use jevons_numerics::math::sqrt;
use jiff::civil::Date;

use crate::error_model::{deviation_of_kind, deviation_of_tier};

/// One observed value, in the unit of its target.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// The quarter it is about or lies in.
    pub quarter: Quarter,
    /// The month of a dated value; the last month of the quarter of a flow.
    pub month: Month,
    /// The value.
    pub value: f64,
    /// Standard deviation of its error, in logarithms.
    pub log_deviation: f64,
    /// The worst tier it is made of.
    pub tier: Tier,
    /// The kind farthest from the event that it is made of.
    pub kind: Kind,
    /// First day on which it could be known.
    pub published: Date,
    /// File and line, or what it is made of.
    pub source: String,
}

impl Observation {
    /// A value from one row.
    pub(crate) fn of(
        day: Date,
        value: f64,
        provenance: &Provenance,
        definition_deviation: f64,
        known: Date,
    ) -> Self {
        Self {
            quarter: Quarter::of(day),
            month: month_of(day),
            value,
            log_deviation: total(provenance.tier, provenance.kind, definition_deviation),
            tier: provenance.tier,
            kind: provenance.kind,
            published: known,
            source: format!("{}:{}", provenance.file, provenance.line),
        }
    }

    /// Whether it is about a time after `origin`, the last day that a forecaster knew.
    #[must_use]
    pub fn is_after(&self, origin: Date) -> bool {
        last_day_of(self.month) > origin
    }
}

pub(crate) fn total(tier: Tier, kind: Kind, definition: f64) -> f64 {
    let (tier, kind) = (deviation_of_tier(tier), deviation_of_kind(kind));
    sqrt(tier * tier + kind * kind + definition * definition)
}
