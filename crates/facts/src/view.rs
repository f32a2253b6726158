//! What could be known on a date: the only way to the values of a release.

use jiff::civil::Date;

use crate::entities::Entity;
use crate::provenance::{Datum, Provenance, Sourced};
use crate::release::Release;
use crate::rows::capability::{Score, TokenDemand};
use crate::rows::events::Event;
use crate::rows::hardware::{Accelerator, Shipment};
use crate::rows::ownership::{Stake, StakeTerm};
use crate::rows::prices::{CapabilityPrice, Price, Rent};
use crate::rows::scalars::{DistributionPoint, Listing, Prior, Scalar};
use crate::rows::series::SeriesPoint;
use crate::rows::united_states::{UsMacroQuarter, UsOccupation, UsSector, UsSectorLabour};

/// A release as it could be known on a date.
///
/// A row is visible when it was published on or before that date, or when it is structural: numbers and sizes of
/// firms, jobs and incomes change slowly, so that any start may use them. [`View::is_ahead`] tells the second from
/// the first, so that a report can say where it was done.
#[derive(Debug, Clone, Copy)]
pub struct View<'r> {
    release: &'r Release,
    as_of: Date,
}

macro_rules! tables {
    ($($(#[$meta:meta])* $name:ident: $row:ty,)*) => {
        $(
            $(#[$meta])*
            pub fn $name(self) -> impl Iterator<Item = &'r $row> {
                self.release.rows.$name.iter().filter(move |row| self.sees(row.provenance()))
            }
        )*
    };
}

impl<'r> View<'r> {
    pub(crate) fn new(release: &'r Release, as_of: Date) -> Self {
        Self { release, as_of }
    }

    /// The last day that this view knows of.
    #[must_use]
    pub fn as_of(self) -> Date {
        self.as_of
    }

    /// The release behind it, for what has no date: its name, digest, entities and units.
    #[must_use]
    pub fn release(self) -> &'r Release {
        self.release
    }

    /// Whether a row can be seen.
    #[must_use]
    pub fn sees(self, provenance: &Provenance) -> bool {
        provenance.structural || provenance.published <= self.as_of
    }

    /// Whether a structural row is used before it was published; worth saying where it is done.
    #[must_use]
    pub fn is_ahead(self, provenance: &Provenance) -> bool {
        provenance.published > self.as_of
    }

    /// The entity with this name or alias.
    #[must_use]
    pub fn entity(self, name: &str) -> Option<&'r Entity> {
        self.release.entities().get(name)
    }

    tables! {
        /// Company facts and statements, by entity, metric, end of period and publication.
        data: Datum,
        /// Points of all series, by series and time.
        series_points: SeriesPoint,
        /// Parameters, technology facts and numbers of the populations.
        scalars: Scalar,
        /// Rows of the populations that list names.
        listings: Listing,
        /// Statistics of heterogeneous populations.
        distributions: DistributionPoint,
        /// Suggested distributions of deeply uncertain parameters: judgement, visible at any date.
        priors: Prior,
        /// Stakes, with conditional and ended ones.
        stakes: Stake,
        /// Contract terms between holders and companies.
        stake_terms: StakeTerm,
        /// List prices of models that had begun.
        prices: Price,
        /// The cheapest price of a fixed capability.
        capability_prices: CapabilityPrice,
        /// Rents of accelerators.
        rents: Rent,
        /// Accelerators that had been released.
        accelerators: Accelerator,
        /// Accelerators shipped by quarter.
        shipments: Shipment,
        /// Scores of models that had been released.
        scores: Score,
        /// Tokens served, and elasticities.
        token_demand: TokenDemand,
        /// Dated events.
        events: Event,
        /// Sectors of the United States.
        us_sectors: UsSector,
        /// Jobs by sector of the United States.
        us_sector_labour: UsSectorLabour,
        /// Jobs by occupation in the United States.
        us_occupations: UsOccupation,
        /// Quarterly aggregates of the United States.
        us_macro: UsMacroQuarter,
    }

    /// Everything known of a metric of an entity, by end of period and then by publication.
    ///
    /// The entity may go by any of its aliases.
    #[must_use]
    pub fn facts(self, entity: &str, metric: &str) -> Vec<&'r Datum> {
        let name = self.entity(entity).map_or(entity, |entity| entity.name.as_str());
        let range = self.release.index.data.get(name).and_then(|metrics| metrics.get(metric));
        let rows = range.map_or(&[][..], |range| &self.release.rows.data[range.clone()]);
        rows.iter().filter(|datum| self.sees(&datum.provenance)).collect()
    }

    /// The metrics known of an entity, in the order of their names.
    #[must_use]
    pub fn metrics(self, entity: &str) -> Vec<&'r str> {
        let name = self.entity(entity).map_or(entity, |entity| entity.name.as_str());
        let metrics = self.release.index.data.get(name).into_iter().flatten();
        metrics
            .filter(|(_, range)| {
                self.release.rows.data[(*range).clone()].iter().any(|datum| self.sees(&datum.provenance))
            })
            .map(|(metric, _)| metric.as_str())
            .collect()
    }

    /// Every entity and metric of which something is known.
    #[must_use]
    pub fn pairs(self) -> Vec<(&'r str, &'r str)> {
        let entities = self.release.index.data.keys().map(String::as_str);
        entities
            .flat_map(|entity| self.metrics(entity).into_iter().map(move |metric| (entity, metric)))
            .collect()
    }

    /// The names of the series of which something is known.
    #[must_use]
    pub fn series_names(self) -> Vec<&'r str> {
        let names = self.release.index.series.keys().map(String::as_str);
        names.filter(|name| !self.series(name).is_empty()).collect()
    }

    /// The points of a series in the order of time; a period may have two values from two sources.
    #[must_use]
    pub fn series(self, name: &str) -> Vec<&'r SeriesPoint> {
        let range = self.release.index.series.get(name);
        let rows = range.map_or(&[][..], |range| &self.release.rows.series_points[range.clone()]);
        rows.iter().filter(|point| self.sees(&point.provenance)).collect()
    }

    /// The last point of a series whose period ended on or before `date`.
    ///
    /// Of two values for one period the better tier counts, then the later line.
    #[must_use]
    pub fn series_at(self, name: &str, date: Date) -> Option<&'r SeriesPoint> {
        self.series(name).into_iter().filter(|point| point.period.end() <= date).max_by_key(|point| {
            (point.period.end(), std::cmp::Reverse(point.provenance.tier), point.provenance.line)
        })
    }

    /// The number at `section/name`: `parameters/capex_per_gw_ai_dc`, `tech_facts/...`, `3_enterprises/...`.
    ///
    /// Of several vintages the latest counts, then the better tier. A name without a section is looked for in all.
    #[must_use]
    pub fn scalar(self, path: &str) -> Option<&'r Scalar> {
        let fits = |scalar: &&Scalar| match path.split_once('/') {
            Some((section, name)) => scalar.section == section && scalar.name == name,
            None => scalar.name == path,
        };
        self.scalars().filter(fits).max_by_key(|scalar| {
            let end = scalar.period.map(crate::Period::end);
            (end, std::cmp::Reverse(scalar.provenance.tier), scalar.provenance.published)
        })
    }

    /// The suggested distribution of a parameter.
    #[must_use]
    pub fn prior(self, name: &str) -> Option<&'r Prior> {
        self.priors().find(|prior| prior.name == name)
    }

    /// The statistics of one variable of a population, in the order of the file.
    #[must_use]
    pub fn distribution(self, population: &str, variable: &str) -> Vec<&'r DistributionPoint> {
        self.distributions()
            .filter(|point| point.population == population && point.variable == variable)
            .collect()
    }

    /// Stakes held on the date of the view: of each owner, issuer and basis the latest that has begun, has not ended
    /// and waits for no condition.
    #[must_use]
    pub fn stakes_held(self) -> Vec<&'r Stake> {
        let mut held: std::collections::BTreeMap<(&str, &str, &str), &Stake> =
            std::collections::BTreeMap::new();
        let mut stakes: Vec<&Stake> = self
            .stakes()
            .filter(|stake| stake.condition.is_none() && stake.since.start() <= self.as_of)
            .filter(|stake| stake.ended(self).is_none_or(|ended| ended > self.as_of))
            .collect();
        stakes.sort_by_key(|stake| (stake.since.end(), stake.provenance.line));
        for stake in stakes {
            held.insert((&stake.issuer, &stake.owner, &stake.basis), stake);
        }
        held.into_values().collect()
    }

    /// Prices that hold on the date of the view.
    pub fn prices_held(self) -> impl Iterator<Item = &'r Price> {
        self.prices().filter(move |price| price.holds_on(self.as_of, self))
    }
}
