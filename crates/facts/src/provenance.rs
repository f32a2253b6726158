//! Where a row comes from, how far to trust it, and from when on it could be known.

use std::sync::Arc;

use jiff::civil::Date;

use crate::period::Period;
use crate::vocabulary::{Kind, Tier};

/// Origin of a row; every row of every file carries one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// What sort of statement it is.
    pub kind: Kind,
    /// How well it is sourced.
    pub tier: Tier,
    /// First day on which it could be known.
    pub published: Date,
    /// How that day was found: `filing date`, `end of month`, `period end + 45 days` and so on.
    pub published_basis: String,
    /// Whether a run may use it before it was published, because its subject changes slowly.
    pub structural: bool,
    /// Name of the source.
    pub source_title: String,
    /// Address of the source; may be empty.
    pub source_url: String,
    /// Remarks of the collector: definitions, conflicts.
    pub note: String,
    /// File of the release.
    pub file: Arc<str>,
    /// Line of that file.
    pub line: u64,
}

/// A value for one entity, metric and period.
#[derive(Debug, Clone, PartialEq)]
pub struct Datum {
    /// Name of the entity, as in the registry.
    pub entity: String,
    /// Name of the metric, with the unit in [`Datum::unit`].
    pub metric: String,
    /// The time it is about. Quarters of `facts.csv` are calendar quarters; those of `balances.csv` are spans.
    pub period: Period,
    /// The value.
    pub value: f64,
    /// Unit, one of the units of the release.
    pub unit: String,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// A row that says where it comes from.
pub trait Sourced {
    /// Where it comes from.
    fn provenance(&self) -> &Provenance;
}

macro_rules! sourced {
    ($($row:ty),+ $(,)?) => {
        $(impl $crate::provenance::Sourced for $row {
            fn provenance(&self) -> &$crate::provenance::Provenance {
                &self.provenance
            }
        })+
    };
}
pub(crate) use sourced;

sourced!(Datum);
