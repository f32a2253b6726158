//! Point and range estimates: parameters, populations, technology facts, priors, and distributions for drawing.

use super::{Context, Known, SOURCE, Source, TITLED};
use crate::loose::Loose;
use crate::period::Period;
use crate::provenance::{Provenance, sourced};
use crate::row::Row;
use crate::table::Table;
use crate::vocabulary::{Kind, Tier};

/// A number with a range, found under `section/name`.
#[derive(Debug, Clone, PartialEq)]
pub struct Scalar {
    /// `parameters`, `tech_facts`, or a section of the populations such as `3_enterprises`.
    pub section: String,
    /// Name within the section.
    pub name: String,
    /// Best value.
    pub value: f64,
    /// Low end of its range.
    pub low: Option<f64>,
    /// High end of its range.
    pub high: Option<f64>,
    /// Unit, in words.
    pub unit: String,
    /// The time it is about; `None` for literature without a time.
    pub period: Option<Period>,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// A row of the populations that lists names instead of giving a number.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// Section of the populations.
    pub section: String,
    /// Name within the section.
    pub name: String,
    /// What is listed, as written.
    pub items: String,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// A statistic of a heterogeneous population: a percentile, a mean, the share of a class.
#[derive(Debug, Clone, PartialEq)]
pub struct DistributionPoint {
    /// Who or what is distributed.
    pub population: String,
    /// What differs among them.
    pub variable: String,
    /// `p10`, `mean`, `class 5-9`, `share: US` ...
    pub statistic: String,
    /// The value.
    pub value: f64,
    /// Unit, in words.
    pub unit: String,
    /// The time it is about.
    pub period: Option<Period>,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// A suggested distribution of a deeply uncertain parameter: judgement, not data.
#[derive(Debug, Clone, PartialEq)]
pub struct Prior {
    /// Name of the parameter.
    pub name: String,
    /// Family: `beta`, `lognormal`, `neg-lognormal`, `normal-trunc`, `poisson`.
    pub distribution: String,
    /// 5 % point.
    pub p5: f64,
    /// Median.
    pub p50: f64,
    /// 95 % point.
    pub p95: f64,
    /// Why it is so uncertain.
    pub why_wide: String,
    /// Where it comes from.
    pub provenance: Provenance,
}

sourced!(Scalar, Listing, DistributionPoint, Prior);

pub(crate) fn read_parameters(table: &Table<'_>, context: &mut Context<'_>) -> Vec<Scalar> {
    let read = |row: Row<'_>| {
        let time = row.loose("as_of");
        let kind = row.kind("kind");
        let known = Known::at_end_of(time.as_ref(), context.rules.date);
        let provenance = row.provenance(kind, row.tier_by_source(kind, TITLED), known, TITLED);
        scalar(row, "parameters", row.required("name"), row.number("value"), time, provenance)
    };
    table.rows().map(read).collect()
}

/// Numbers and listings of the populations.
pub(crate) fn read_populations(table: &Table<'_>, context: &mut Context<'_>) -> (Vec<Scalar>, Vec<Listing>) {
    let (mut scalars, mut listings) = (Vec::new(), Vec::new());
    for row in table.rows() {
        let (section, name) = (row.required("section"), row.required("name"));
        let time = row.loose("as_of");
        let published = row.loose("published").and_then(|published| published.period);
        let kind = row.kind("kind");
        let known = published.map_or_else(
            || Known::at_end_of(time.as_ref(), context.rules.date),
            |published| Known::on(published.end(), "dated in its source"),
        );
        let known = known.structural(context.rules.is_structural_population(name));
        let provenance = row.provenance(kind, row.tier_by_source(kind, TITLED), known, TITLED);
        if row.text("value").is_empty() && row.text("unit") == "list" {
            let (section, name, items) = (section.to_owned(), name.to_owned(), provenance.note.clone());
            listings.push(Listing { section, name, items, provenance });
        } else {
            scalars.push(scalar(row, section, name, row.number("value"), time, provenance));
        }
    }
    (scalars, listings)
}

pub(crate) fn read_tech_facts(table: &Table<'_>, context: &mut Context<'_>) -> Vec<Scalar> {
    let read = |row: Row<'_>| {
        let time = row.loose("as_of");
        let known = Known::at_end_of(time.as_ref(), context.rules.date);
        let provenance = row.provenance(Kind::Estimate, row.tier("quality"), known, SOURCE);
        scalar(row, "tech_facts", row.required("metric"), row.number("value"), time, provenance)
    };
    table.rows().map(read).collect()
}

fn scalar(
    row: Row<'_>,
    section: &str,
    name: &str,
    value: f64,
    time: Option<Loose>,
    provenance: Provenance,
) -> Scalar {
    let unit = row.required("unit");
    if row.required("as_of").is_empty() {
        // Reported by `required`.
    } else if unit.starts_with('%') {
        row.check_bounds("value", value, &(-1000.0..=1000.0));
    }
    let (low, high) = row.range();
    if low.is_some_and(|low| value < low) || high.is_some_and(|high| value > high) {
        let end = |end: Option<f64>| end.map_or("?".to_owned(), |end| end.to_string());
        row.warn("value", format!("{value} is outside its own range {} to {}", end(low), end(high)));
    }
    Scalar {
        section: section.to_owned(),
        name: name.to_owned(),
        value,
        low,
        high,
        unit: unit.to_owned(),
        period: time.and_then(|time| time.period),
        provenance,
    }
}

pub(crate) fn read_distributions(table: &Table<'_>, context: &mut Context<'_>) -> Vec<DistributionPoint> {
    let read = |row: Row<'_>| {
        let population = row.required("population");
        let time = row.loose("as_of");
        let kind = row.kind("kind");
        let known = Known::at_end_of(time.as_ref(), context.rules.date)
            .structural(context.rules.is_structural_distribution(population));
        DistributionPoint {
            population: population.to_owned(),
            variable: row.required("variable").to_owned(),
            statistic: row.required("statistic").to_owned(),
            value: row.number("value"),
            unit: row.required("unit").to_owned(),
            period: time.and_then(|time| time.period),
            provenance: row.provenance(kind, row.tier_by_source(kind, SOURCE), known, SOURCE),
        }
    };
    table.rows().map(read).collect()
}

pub(crate) fn read_priors(table: &Table<'_>, _: &mut Context<'_>) -> Vec<Prior> {
    let read = |row: Row<'_>| {
        let (p5, p50, p95) = (row.number("p5"), row.number("p50"), row.number("p95"));
        if !(p5 <= p50 && p50 <= p95) {
            row.fault("p50", format!("{p5}, {p50}, {p95} do not rise"), Some("5 %, 50 %, 95 %".to_owned()));
        }
        let known = Known::at_end_of(None, jiff::civil::Date::MAX);
        let source = Source { title: "", url: "", note: "why_wide" };
        Prior {
            name: row.required("name").to_owned(),
            distribution: row.required("distribution").to_owned(),
            p5,
            p50,
            p95,
            why_wide: row.text("why_wide").to_owned(),
            provenance: row.provenance(Kind::Judgement, Tier::D, known, source),
        }
    };
    table.rows().map(read).collect()
}
