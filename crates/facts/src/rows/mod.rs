//! One module for each group of files: the typed rows and how they are read.

pub mod capability;
pub mod companies;
pub mod events;
pub mod hardware;
pub mod ownership;
pub mod prices;
pub mod scalars;
pub mod series;
pub mod united_states;

use jiff::civil::Date;

use crate::entities::Entities;
use crate::loose::Loose;
use crate::period::Period;
use crate::provenance::Provenance;
use crate::row::Row;
use crate::rules::Rules;
use crate::units::Units;
use crate::vocabulary::{Kind, Tier};

/// What readers of rows need to know of the release.
pub(crate) struct Context<'r> {
    pub rules: &'r Rules,
    pub units: &'r Units,
    pub entities: &'r mut Entities,
}

/// From when on a row could be known, and how that was found.
pub(crate) struct Known {
    pub from: Date,
    pub basis: String,
    pub structural: bool,
}

impl Known {
    pub fn on(from: Date, basis: &str) -> Self {
        Self { from, basis: basis.to_owned(), structural: false }
    }

    pub fn structural(self, structural: bool) -> Self {
        Self { structural, ..self }
    }

    /// The end of the time that a study names; a time still running at the release is known at the release.
    pub fn at_end_of(time: Option<&Loose>, release: Date) -> Self {
        match time {
            None | Some(Loose { period: None, .. }) => Self::on(Date::MIN, "not dated: known at any time"),
            Some(Loose { period: Some(period), .. }) => {
                let (start, end) = (period.start(), period.end());
                if start <= release && release < end {
                    return Self::on(release, "still running at the release");
                }
                Self::on(end, "end of its time")
            }
        }
    }

    /// A fixed number of days after the end of a period.
    pub fn after(period: Period, rules: &Rules) -> Self {
        let days = rules.publication_lag_days;
        let from = period.end().saturating_add(jiff::Span::new().days(days));
        Self { from, basis: format!("rule: period end + {days} days"), structural: false }
    }
}

impl<'t> Row<'t> {
    pub(crate) fn kind(&self, field: &str) -> Kind {
        let known: Vec<(&str, Kind)> = Kind::ALL
            .iter()
            .map(|kind| (kind.as_str(), *kind))
            .filter(|(_, kind)| *kind != Kind::Judgement)
            .collect();
        self.word(field, &known).unwrap_or(Kind::Unsourced)
    }

    pub(crate) fn tier(&self, field: &str) -> Tier {
        let known: Vec<(&str, Tier)> = Tier::ALL.iter().map(|tier| (tier.as_str(), *tier)).collect();
        self.word(field, &known).unwrap_or(Tier::D)
    }

    /// Where the row comes from; `title` and `url` name columns, and an empty name a column that the file lacks.
    pub(crate) fn provenance(&self, kind: Kind, tier: Tier, known: Known, source: Source<'_>) -> Provenance {
        let cell = |field: &str| if field.is_empty() { "" } else { self.text(field) };
        Provenance {
            kind,
            tier,
            published: known.from,
            published_basis: known.basis,
            structural: known.structural,
            source_title: cell(source.title).to_owned(),
            source_url: cell(source.url).to_owned(),
            note: cell(source.note).to_owned(),
            file: self.file(),
            line: self.line(),
        }
    }

    /// The tier of a row in a file without a tier column: D when its source says so, else B.
    pub(crate) fn tier_by_source(&self, kind: Kind, source: Source<'_>) -> Tier {
        let unsourced = |field: &str| !field.is_empty() && self.text(field).contains("unsourced");
        if kind == Kind::Unsourced || unsourced(source.title) || unsourced(source.url) {
            Tier::D
        } else {
            Tier::B
        }
    }
}

/// Names of the columns that hold a row's source.
#[derive(Clone, Copy)]
pub(crate) struct Source<'n> {
    pub title: &'n str,
    pub url: &'n str,
    pub note: &'n str,
}

/// Files with one column of source and a note.
pub(crate) const SOURCE: Source<'static> = Source { title: "source", url: "", note: "note" };
/// Files with title, address and note.
pub(crate) const TITLED: Source<'static> = Source { title: "source_title", url: "source_url", note: "note" };
