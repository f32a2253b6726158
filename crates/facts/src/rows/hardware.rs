//! Accelerators: what they are, and how many were shipped.

use super::{Context, Known, SOURCE, Source};
use crate::period::{Period, Quarter};
use crate::provenance::{Provenance, sourced};
use crate::row::Row;
use crate::table::Table;
use crate::vocabulary::Kind;

/// Specification and price of an accelerator.
#[derive(Debug, Clone, PartialEq)]
pub struct Accelerator {
    /// Name.
    pub chip: String,
    /// The vendor's name in the registry.
    pub vendor: String,
    /// When it was released.
    pub released: Period,
    /// Price at release, US dollars.
    pub release_price_usd: Option<f64>,
    /// Average selling price, or the price of a system, US dollars; see [`Accelerator::price_basis`].
    pub selling_price_usd: Option<f64>,
    /// What the selling price is.
    pub price_basis: String,
    /// Dense 16-bit arithmetic, teraflop/s.
    pub bf16_tflops: Option<f64>,
    /// Dense 8-bit arithmetic, teraflop/s.
    pub fp8_tflops: Option<f64>,
    /// 4-bit arithmetic, teraflop/s.
    pub fp4_tflops: Option<f64>,
    /// Memory, gigabytes.
    pub memory_gb: Option<f64>,
    /// Memory bandwidth, terabytes per second.
    pub memory_tb_per_s: Option<f64>,
    /// Power, watts.
    pub power_w: Option<f64>,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// Accelerators of one kind that came into use in a quarter.
#[derive(Debug, Clone, PartialEq)]
pub struct Shipment {
    /// The designer's name in the registry.
    pub designer: String,
    /// Chip.
    pub chip: String,
    /// Calendar quarter.
    pub quarter: Quarter,
    /// Units, 5 % point.
    pub units_p5: f64,
    /// Units, median.
    pub units: f64,
    /// Units, 95 % point.
    pub units_p95: f64,
    /// Computing power in units of one H100.
    pub h100_equivalents: f64,
    /// Power of the chips, megawatts.
    pub chip_power_mw: f64,
    /// What they cost, US dollars.
    pub cost_usd: Option<f64>,
    /// Cost of one, US dollars.
    pub usd_per_chip: Option<f64>,
    /// `incomplete`, `cumulative`, or empty for a plain quarter.
    pub completeness: String,
    /// Where it comes from.
    pub provenance: Provenance,
}

sourced!(Accelerator, Shipment);

pub(crate) fn read_accelerators(table: &Table<'_>, context: &mut Context<'_>) -> Vec<Accelerator> {
    let read = |row: Row<'_>| {
        let released = row.period("release_date");
        let positive = |field: &str| row.optional_within(field, 0.0..=1e9);
        let known = Known::on(released.end(), "own date");
        Accelerator {
            chip: row.required("chip").to_owned(),
            vendor: context.entities.resolve(row, "vendor", row.required("vendor")),
            released,
            release_price_usd: positive("release_price_usd"),
            selling_price_usd: positive("asp_or_system_price_usd"),
            price_basis: row.text("price_basis").to_owned(),
            bf16_tflops: positive("bf16_dense_tflops"),
            fp8_tflops: positive("fp8_dense_tflops"),
            fp4_tflops: positive("fp4_tflops"),
            memory_gb: positive("memory_gb"),
            memory_tb_per_s: positive("mem_bw_tb_s"),
            power_w: positive("tdp_w"),
            provenance: row.provenance(Kind::Actual, row.tier_by_source(Kind::Actual, SOURCE), known, SOURCE),
        }
    };
    table.rows().map(read).collect()
}

pub(crate) fn read_shipments(table: &Table<'_>, context: &mut Context<'_>) -> Vec<Shipment> {
    table.rows().map(|row| shipment(row, context)).collect()
}

fn shipment(row: Row<'_>, context: &mut Context<'_>) -> Shipment {
    let source = Source { title: "source", url: "", note: "" };
    let quarter = calendar_quarter(row);
    let count = |field: &str| row.within(field, 0.0..=1e9);
    let (low, units, high) = (count("units_p5"), count("units_median"), count("units_p95"));
    if !(low <= units && units <= high) {
        let hint = Some("5 %, 50 %, 95 %".to_owned());
        row.fault("units_median", format!("{low}, {units}, {high} do not rise"), hint);
    }
    let completeness = row.text("incomplete_or_cumulative");
    if !["", "incomplete", "cumulative"].contains(&completeness) {
        let message = format!("found `{completeness}`, expected incomplete, cumulative or nothing");
        row.fault("incomplete_or_cumulative", message, Some("nothing means a plain quarter".to_owned()));
    }
    let known = Known::after(Period::Quarter(quarter), context.rules);
    let kind = Kind::Estimate;
    Shipment {
        designer: context.entities.resolve(row, "designer", row.required("designer")),
        chip: row.required("chip").to_owned(),
        quarter,
        units_p5: low,
        units,
        units_p95: high,
        h100_equivalents: count("h100_equivalents_median"),
        chip_power_mw: count("chip_power_mw_median"),
        cost_usd: row.optional_within("cost_usd_median", 0.0..=1e13),
        usd_per_chip: row.optional_within("implied_usd_per_chip", 0.0..=1e7),
        completeness: completeness.to_owned(),
        provenance: row.provenance(kind, row.tier_by_source(kind, source), known, source),
    }
}

/// `Q1 2022`, as this file writes it, or `2022-Q1`.
fn calendar_quarter(row: Row<'_>) -> Quarter {
    let text = row.required("calendar_quarter");
    let swapped = text.split_once(' ').map(|(quarter, year)| format!("{year}-{quarter}"));
    match Period::parse(swapped.as_deref().unwrap_or(text)) {
        Some(Period::Quarter(quarter)) => quarter,
        _ => {
            let message = format!("found `{text}`, expected a quarter such as Q3 2025");
            row.fault("calendar_quarter", message, Some("Q, 1 to 4, and the year".to_owned()));
            Quarter::of(jiff::civil::Date::ZERO)
        }
    }
}
