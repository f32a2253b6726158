//! A data release: all its files, read and checked; values are reached through a [`View`] only.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use jevons_numerics::Month;
use jiff::civil::Date;

use crate::entities::Entities;
use crate::files::{self, Files};
use crate::issue::{Issue, LoadError, Severity};
use crate::loading;
use crate::period::last_day_of;
use crate::provenance::{Datum, Provenance, Sourced};
use crate::rows::capability::{Score, TokenDemand};
use crate::rows::events::Event;
use crate::rows::hardware::{Accelerator, Shipment};
use crate::rows::ownership::{Stake, StakeTerm};
use crate::rows::prices::{CapabilityPrice, Price, Rent};
use crate::rows::scalars::{DistributionPoint, Listing, Prior, Scalar};
use crate::rows::series::SeriesPoint;
use crate::rows::united_states::{UsMacroQuarter, UsOccupation, UsSector, UsSectorLabour};
use crate::rules::Rules;
use crate::units::Units;
use crate::view::View;

/// Everything that was known, with the date from which on each row could be known.
#[derive(Debug, Clone)]
pub struct Release {
    rules: Rules,
    digest: String,
    entities: Entities,
    units: Units,
    warnings: Vec<Issue>,
    pub(crate) rows: Rows,
    pub(crate) index: Index,
}

/// Rows of all files.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    pub data: Vec<Datum>,
    pub series_points: Vec<SeriesPoint>,
    pub scalars: Vec<Scalar>,
    pub listings: Vec<Listing>,
    pub distributions: Vec<DistributionPoint>,
    pub priors: Vec<Prior>,
    pub stakes: Vec<Stake>,
    pub stake_terms: Vec<StakeTerm>,
    pub prices: Vec<Price>,
    pub capability_prices: Vec<CapabilityPrice>,
    pub rents: Vec<Rent>,
    pub accelerators: Vec<Accelerator>,
    pub shipments: Vec<Shipment>,
    pub scores: Vec<Score>,
    pub token_demand: Vec<TokenDemand>,
    pub events: Vec<Event>,
    pub us_sectors: Vec<UsSector>,
    pub us_sector_labour: Vec<UsSectorLabour>,
    pub us_occupations: Vec<UsOccupation>,
    pub us_macro: Vec<UsMacroQuarter>,
}

/// Where the data of an entity and metric, and the points of a series, stand in the sorted rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    pub data: BTreeMap<String, BTreeMap<String, Range<usize>>>,
    pub series: BTreeMap<String, Range<usize>>,
}

impl Release {
    /// The release inside the binary.
    ///
    /// # Errors
    ///
    /// The release that was compiled in has errors, which its own test excludes.
    pub fn shipped() -> Result<Self, LoadError> {
        Self::from_files(&files::shipped())
    }

    /// The release in a folder.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or the release has errors: all of them are in the answer.
    pub fn from_folder(folder: &Path) -> Result<Self, LoadError> {
        let files = files::read_folder(folder).map_err(|error| LoadError {
            issues: vec![Issue {
                severity: Severity::Error,
                file: folder.display().to_string(),
                line: None,
                field: None,
                message: format!("cannot be read: {error}"),
                hint: Some("give the folder that holds facts.csv and the other files".to_owned()),
            }],
        })?;
        Self::from_files(&files)
    }

    /// The release in these files.
    ///
    /// # Errors
    ///
    /// The release has errors: all of them are in the answer, in the order of files and lines.
    pub fn from_files(files: &Files) -> Result<Self, LoadError> {
        let loaded = loading::load(files)?;
        let loading::Loaded { rules, units, entities, warnings, rows, index } = loaded;
        Ok(Self { digest: files::digest(files), rules, entities, units, warnings, rows, index })
    }

    /// Name of the release.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.rules.name
    }

    /// Date of the release: the latest start that knows everything in it.
    #[must_use]
    pub fn date(&self) -> Date {
        self.rules.date
    }

    /// Whom to credit for the data.
    #[must_use]
    pub fn credits(&self) -> &[String] {
        &self.rules.credits
    }

    /// SHA-256 of its files as hexadecimal digits, for manifests.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The entities that facts are about.
    #[must_use]
    pub fn entities(&self) -> &Entities {
        &self.entities
    }

    /// The units of company facts.
    #[must_use]
    pub fn units(&self) -> &Units {
        &self.units
    }

    /// Oddities found while loading; the release can be used.
    #[must_use]
    pub fn warnings(&self) -> &[Issue] {
        &self.warnings
    }

    /// What could be known on `date`; everything published later is invisible.
    #[must_use]
    pub fn as_of(&self, date: Date) -> View<'_> {
        View::new(self, date)
    }

    /// What could be known at the end of `month`.
    #[must_use]
    pub fn as_of_month(&self, month: Month) -> View<'_> {
        self.as_of(last_day_of(month))
    }

    /// All rows whatever their date, for browsing and for today's price book; never for the start of a run.
    #[must_use]
    pub fn whole(&self) -> View<'_> {
        self.as_of(Date::MAX)
    }

    /// The origin of every row, in the order of files and lines within a kind of row.
    pub fn provenances(&self) -> impl Iterator<Item = &Provenance> {
        fn of<T: Sourced>(rows: &[T]) -> impl Iterator<Item = &Provenance> {
            rows.iter().map(Sourced::provenance)
        }
        let rows = &self.rows;
        of(&rows.data)
            .chain(of(&rows.series_points))
            .chain(of(&rows.scalars))
            .chain(of(&rows.listings))
            .chain(of(&rows.distributions))
            .chain(of(&rows.priors))
            .chain(of(&rows.stakes))
            .chain(of(&rows.stake_terms))
            .chain(of(&rows.prices))
            .chain(of(&rows.capability_prices))
            .chain(of(&rows.rents))
            .chain(of(&rows.accelerators))
            .chain(of(&rows.shipments))
            .chain(of(&rows.scores))
            .chain(of(&rows.token_demand))
            .chain(of(&rows.events))
            .chain(of(&rows.us_sectors))
            .chain(of(&rows.us_sector_labour))
            .chain(of(&rows.us_occupations))
            .chain(of(&rows.us_macro))
    }
}
