//! Prices: of model interfaces, of a fixed capability, and of rented accelerators.

use jiff::civil::Date;

use super::{Context, Known, SOURCE, Source};
use crate::provenance::{Provenance, sourced};
use crate::row::Row;
use crate::table::Table;
use crate::view::View;
use crate::vocabulary::{Kind, Tier};

/// The list price of a model at a provider, over the time it was listed.
#[derive(Debug, Clone, PartialEq)]
pub struct Price {
    /// Provider as written.
    pub provider: String,
    /// The provider's name in the registry.
    pub entity: String,
    /// Model as the provider calls it.
    pub model: String,
    /// First day of this price, by [`Price::from_basis`].
    pub from: Date,
    /// Earliest day it may have begun, when only a bound is known.
    pub from_earliest: Option<Date>,
    /// How the first day is known.
    pub from_basis: String,
    until: Option<Date>,
    /// Price of input, US dollars per million tokens.
    pub input_usd_per_mtok: f64,
    /// Price of input found in the cache, US dollars per million tokens.
    pub cached_input_usd_per_mtok: Option<f64>,
    /// Price of output, US dollars per million tokens.
    pub output_usd_per_mtok: f64,
    /// Discount of batch processing, as a share.
    pub batch_discount: Option<f64>,
    /// Longest context, tokens.
    pub context_window_tokens: Option<f64>,
    /// Whether the weights are open.
    pub open_weights: Option<bool>,
    /// Whether it spends tokens on reasoning.
    pub reasoning: Option<bool>,
    /// Sold by its maker, not hosted by somebody else.
    pub first_party: bool,
    /// What the price was checked against.
    pub verification: String,
    /// Where it comes from.
    pub provenance: Provenance,
}

impl Price {
    /// The first day on which the price no longer held, as far as `view` can know it; `None` while still listed.
    #[must_use]
    pub fn until(&self, view: View<'_>) -> Option<Date> {
        self.until.filter(|until| *until <= view.as_of())
    }

    /// Whether it still held when `later` began.
    pub(crate) fn overlaps(&self, later: &Self) -> bool {
        self.until.is_none_or(|until| until > later.from)
    }

    /// Whether the price held on `date`.
    #[must_use]
    pub fn holds_on(&self, date: Date, view: View<'_>) -> bool {
        self.from <= date && self.until(view).is_none_or(|until| date < until)
    }
}

/// The cheapest price at which a capability could be bought from a date on.
#[derive(Debug, Clone, PartialEq)]
pub struct CapabilityPrice {
    /// Capability threshold.
    pub series: String,
    /// Date.
    pub date: Date,
    /// Blended price, 3 input : 1 output, US dollars per million tokens.
    pub blended_usd_per_mtok: f64,
    /// Model that sets it.
    pub model: String,
    /// Its price of input, US dollars per million tokens.
    pub input_usd_per_mtok: f64,
    /// Its price of output, US dollars per million tokens.
    pub output_usd_per_mtok: f64,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// The rent of an accelerator.
#[derive(Debug, Clone, PartialEq)]
pub struct Rent {
    /// Date.
    pub date: Date,
    /// Accelerator.
    pub gpu: String,
    /// Provider as written.
    pub provider: String,
    /// `hyperscaler`, `neocloud`, `index`, `internal` or empty.
    pub segment: String,
    /// `on_demand`, `spot`, `reserved_1y` ... or empty.
    pub pricing_type: String,
    /// US dollars per accelerator and hour; `None` for rows that only mark a date.
    pub usd_per_gpu_hour: Option<f64>,
    /// Low end of its range.
    pub low: Option<f64>,
    /// High end of its range.
    pub high: Option<f64>,
    /// Where it comes from.
    pub provenance: Provenance,
}

sourced!(Price, CapabilityPrice, Rent);

pub(crate) fn read_prices(table: &Table<'_>, context: &mut Context<'_>) -> Vec<Price> {
    table.rows().map(|row| price(row, context)).collect()
}

fn price(row: Row<'_>, context: &mut Context<'_>) -> Price {
    let source = Source { title: "source", url: "", note: "verification" };
    let provider = row.required("provider");
    let entity = context.entities.resolve(row, "provider", provider);
    let (from, until) = (row.date("effective_from"), row.optional_date("effective_to"));
    match until {
        Some(until) if until < from => {
            row.fault("effective_to", format!("{until} is before {from}"), Some("swap them".to_owned()));
        }
        Some(until) if until == from => row.warn("effective_to", "the price held for no day".to_owned()),
        _ => {}
    }
    let (input, output) =
        (row.within("input_usd_per_mtok", 0.0..=1000.0), row.within("output_usd_per_mtok", 0.0..=2000.0));
    if input == 0.0 && output == 0.0 {
        row.warn("input_usd_per_mtok", "the model is listed as free".to_owned());
    }
    let first_party = [("first-party", true), ("hosted-open-weights", false)];
    Price {
        provider: provider.to_owned(),
        entity,
        model: row.required("model").to_owned(),
        from,
        from_earliest: row.optional_date("effective_from_earliest"),
        from_basis: row.text("effective_from_basis").to_owned(),
        until,
        input_usd_per_mtok: input,
        cached_input_usd_per_mtok: row.optional_within("cached_input_usd_per_mtok", 0.0..=1000.0),
        output_usd_per_mtok: output,
        batch_discount: row.optional_within("batch_discount", 0.0..=1.0),
        context_window_tokens: row.optional_within("context_window", 1.0..=1e9),
        open_weights: row.yes_no("open_weights"),
        reasoning: row.yes_no("reasoning"),
        first_party: row.word("row_kind", &first_party).unwrap_or(false),
        verification: row.text("verification").to_owned(),
        provenance: row.provenance(
            Kind::Actual,
            row.tier_by_source(Kind::Actual, source),
            Known::on(from, "own date"),
            source,
        ),
    }
}

pub(crate) fn read_capability_prices(table: &Table<'_>, _: &mut Context<'_>) -> Vec<CapabilityPrice> {
    let source = Source { title: "", url: "", note: "" };
    let read = |row: Row<'_>| {
        let date = row.date("date");
        CapabilityPrice {
            series: row.required("series").to_owned(),
            date,
            blended_usd_per_mtok: row.within("blended_usd_per_mtok", 0.0..=2000.0),
            model: row.required("model_or_summary").to_owned(),
            input_usd_per_mtok: row.within("input", 0.0..=1000.0),
            output_usd_per_mtok: row.within("output", 0.0..=2000.0),
            provenance: row.provenance(Kind::Derived, Tier::B, Known::on(date, "own date"), source),
        }
    };
    table.rows().map(read).collect()
}

pub(crate) fn read_rents(table: &Table<'_>, _: &mut Context<'_>) -> Vec<Rent> {
    let read = |row: Row<'_>| {
        let date = row.date("date");
        let kind = if row.text("source").starts_with("derived") { Kind::Derived } else { Kind::Actual };
        let (low, high) = row.range();
        Rent {
            date,
            gpu: row.required("gpu").to_owned(),
            provider: row.required("provider").to_owned(),
            segment: row.text("segment").to_owned(),
            pricing_type: row.text("pricing_type").to_owned(),
            usd_per_gpu_hour: row.optional_within("usd_per_gpu_hour", 0.0..=1000.0),
            low,
            high,
            provenance: row.provenance(kind, row.tier("quality"), Known::on(date, "own date"), SOURCE),
        }
    };
    table.rows().map(read).collect()
}
