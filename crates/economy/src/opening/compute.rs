//! Opening fleets, orders and prices of compute, inferred from shipments, capital expenditure and rents.

use jevons_facts::{Period, View, Want, month_of};
use jevons_numerics::{Month, math};

use super::companies::BILLION;
use super::recent::{Recent, months_since_middle, recent};
use crate::clouds::Fleet;
use crate::parameters::Parameters;
use crate::roster::{chip, cloud};

/// What is known or inferred of compute at the opening.
#[derive(Debug, Clone)]
pub struct ComputeOpening {
    /// Fleets by cloud.
    pub fleet: Vec<Fleet>,
    /// AI capital expenditure of each cloud as last published, USD a month.
    pub ai_capex: [f64; cloud::COUNT],
    /// Other capital expenditure as last published, USD a month.
    pub other_capex: [f64; cloud::COUNT],
    /// Log change of capital expenditure to the opening if the growth of the year before went on.
    pub capex_drift: [f64; cloud::COUNT],
    /// Nvidia's data-centre revenue as last published, USD a month, and its log change to the opening.
    pub nvidia: (f64, f64),
    /// CoreWeave's revenue as last published, USD a year, its log change to the opening, and its growth, log a year.
    pub coreweave_revenue: (f64, f64, f64),
    /// Share of AI capital expenditure that is accelerators, at the centre of its range.
    accelerator_share: f64,
    /// Growth of each fleet over the last year (log).
    pub fleet_growth: [f64; cloud::COUNT],
    /// Growth of capital expenditure over the last year, log a year.
    pub capex_growth: [f64; cloud::COUNT],
    /// Split of each cloud's accelerator budget between makers.
    pub split: [[f64; chip::DESIGNERS]; cloud::COUNT],
    /// Price of one H100 equivalent, USD.
    pub price_per_h100e: f64,
    /// Market rent of an H100-hour under contract, USD.
    pub rent: f64,
    /// Book life of accelerators, months.
    pub book_life_months: [f64; cloud::COUNT],
}

/// Share of each cloud's accelerator budget spent on its own designs, and with whom: judgement, from unit shipments.
const OWN_DESIGN: [(f64, usize); cloud::COUNT] = [
    (0.05, chip::OTHERS),
    (0.45, chip::BROADCOM),
    (0.35, chip::OTHERS),
    (0.10, chip::BROADCOM),
    (0.0, chip::OTHERS),
    (0.0, chip::OTHERS),
    (0.0, chip::OTHERS),
];

/// AMD's part of accelerators that are not own designs, where no fact says it.
const AMD_SHARE: f64 = 0.06;

/// One-year contracts stand below on-demand list prices by about this share (judgement: 1.70 against 2.60 in 2025).
const CONTRACT_DISCOUNT: f64 = 0.35;

/// Flows of the market for accelerators at the opening.
#[derive(Debug, Clone, PartialEq)]
pub struct Market {
    /// AI capital expenditure of each cloud, USD a month.
    pub ai_capex: [f64; cloud::COUNT],
    /// Other capital expenditure, USD a month.
    pub other_capex: [f64; cloud::COUNT],
    /// Accelerator sales of each maker, USD a month.
    pub accelerator_sales: [f64; chip::DESIGNERS],
    /// Purchases by buyers outside the model, USD a month.
    pub other_buyers: f64,
    /// Split of those purchases between makers.
    pub other_split: [f64; chip::DESIGNERS],
}

impl ComputeOpening {
    /// The market at the opening, when `carried` of last year's growth went on since the last publications; 0 gives
    /// the market as published.
    #[must_use]
    pub fn market(&self, carried: f64) -> Market {
        let moved = |flow: &[f64; cloud::COUNT]| -> [f64; cloud::COUNT] {
            std::array::from_fn(|c| flow[c] * math::exp(carried * self.capex_drift[c]))
        };
        let (ai_capex, other_capex) = (moved(&self.ai_capex), moved(&self.other_capex));
        let nvidia = self.nvidia.0 * math::exp(carried * self.nvidia.1);
        let (other_buyers, other_split, accelerator_sales) =
            clear(&ai_capex, &self.split, nvidia, self.accelerator_share);
        Market { ai_capex, other_capex, accelerator_sales, other_buyers, other_split }
    }

    /// CoreWeave's revenue at the opening, USD a year.
    #[must_use]
    pub fn coreweave_revenue(&self, carried: f64) -> f64 {
        self.coreweave_revenue.0 * math::exp(carried * self.coreweave_revenue.1)
    }
}

/// Growth (log a year) that is carried on: large companies do not leave these bounds for long.
const LARGE: (f64, f64) = (-0.5, 1.2);
/// The same for young companies, whose growth of the first years is no guide to the next.
const YOUNG: (f64, f64) = (-0.5, 1.6);

/// Infers compute at the opening.
#[must_use]
pub fn infer(view: View<'_>, p: &Parameters) -> ComputeOpening {
    let now = month_of(view.as_of());
    let mut ai_capex = [0.0; cloud::COUNT];
    let mut other_capex = [0.0; cloud::COUNT];
    let mut capex_growth = [0.0; cloud::COUNT];
    let mut capex_drift = [0.0; cloud::COUNT];
    for (c, name) in cloud::NAMES.into_iter().enumerate().take(cloud::HYPERSCALERS) {
        // Nothing known is a company too small to matter.
        let last = recent(view, name, "capex_cash").unwrap_or(NOTHING);
        let total = last.usd_per_year / 12.0;
        ai_capex[c] = total * p.clouds.ai_share_of_capex;
        other_capex[c] = total - ai_capex[c];
        capex_growth[c] = last.growth.unwrap_or(UNKNOWN_GROWTH).clamp(LARGE.0, LARGE.1);
        capex_drift[c] = last.drift(LARGE, UNKNOWN_GROWTH);
    }
    let nvidia = recent(view, "Nvidia", "datacenter_revenue").unwrap_or(NOTHING);
    // Where nothing is known of a small cloud's growth, it grows as Nvidia's sales do.
    let sector = nvidia.growth.unwrap_or(UNKNOWN_GROWTH);
    let last = coreweave_capex(view);
    let growth = last.growth.unwrap_or(sector).clamp(YOUNG.0, YOUNG.1);
    // All other neoclouds together spend about one and a half times what CoreWeave does.
    for (c, times) in [(cloud::COREWEAVE, 1.0), (cloud::OTHER_NEOCLOUDS, 1.5)] {
        ai_capex[c] = times * last.usd_per_year / 12.0;
        capex_growth[c] = growth;
        capex_drift[c] = last.drift(YOUNG, sector);
    }
    let sold = ["quarterly_revenue", "annual_revenue"].into_iter().find_map(|m| recent(view, "CoreWeave", m));
    let sold = sold.unwrap_or(NOTHING);
    let split = std::array::from_fn(|c| {
        let (own, maker) = OWN_DESIGN[c];
        let mut shares = [0.0; chip::DESIGNERS];
        shares[maker] += own;
        shares[chip::AMD] += (1.0 - own) * AMD_SHARE;
        shares[chip::NVIDIA] += (1.0 - own) * (1.0 - AMD_SHARE);
        shares
    });
    let nvidia_sales = nvidia.usd_per_year / 12.0;
    let price_per_h100e = price_of_compute(view, nvidia_sales);
    // Shares of shipments are those of the market at the opening: what small clouds bought years ago was little.
    let drift = nvidia.drift(LARGE, UNKNOWN_GROWTH);
    let carried = p.opening.growth_carried_on;
    let spent = std::array::from_fn(|c| ai_capex[c] * math::exp(carried * (capex_drift[c] - drift)));
    let fleet = fleets(view, &spent, &split, nvidia_sales, p, price_per_h100e);
    let fleet_growth = std::array::from_fn(|c| growth_of(&fleet[c], now));
    ComputeOpening {
        fleet_growth,
        fleet,
        ai_capex,
        other_capex,
        capex_drift,
        nvidia: (nvidia_sales, drift),
        coreweave_revenue: (
            sold.usd_per_year,
            sold.drift(YOUNG, sector),
            sold.growth.unwrap_or(sector).clamp(YOUNG.0, YOUNG.1),
        ),
        accelerator_share: p.clouds.accelerator_share_of_capex,
        capex_growth,
        split,
        price_per_h100e,
        rent: contract_rent(view),
        book_life_months: std::array::from_fn(|c| book_life(view, cloud::NAMES[c])),
    }
}

/// Growth (log a year) where no earlier value is known.
const UNKNOWN_GROWTH: f64 = 0.2;

/// A flow of which nothing is known.
const NOTHING: Recent = Recent { usd_per_year: BILLION, months_old: 0.0, growth: None };

/// The market for accelerators opens with sales = purchases: buyers outside the model take what is left.
fn clear(
    ai_capex: &[f64; cloud::COUNT],
    split: &[[f64; chip::DESIGNERS]; cloud::COUNT],
    nvidia: f64,
    accelerator_share: f64,
) -> (f64, [f64; chip::DESIGNERS], [f64; chip::DESIGNERS]) {
    let mut sales = [0.0; chip::DESIGNERS];
    for (capex, shares) in ai_capex.iter().zip(split) {
        for (sale, share) in sales.iter_mut().zip(shares) {
            *sale += capex * accelerator_share * share;
        }
    }
    let mut others = [0.0; chip::DESIGNERS];
    others[chip::NVIDIA] = (nvidia - sales[chip::NVIDIA]).max(0.05 * nvidia);
    others[chip::AMD] = 0.1 * others[chip::NVIDIA];
    others[chip::OTHERS] = 0.15 * others[chip::NVIDIA];
    for (sale, other) in sales.iter_mut().zip(others) {
        *sale += other;
    }
    let total: f64 = others.iter().sum();
    (total, others.map(|other| other / total.max(1.0)), sales)
}

/// CoreWeave reports capital expenditure by year; guidance for the year under way is nearer to the present.
fn coreweave_capex(view: View<'_>) -> Recent {
    const METRIC: &str = "capex_cash";
    let reported = recent(view, "CoreWeave", METRIC);
    let Some(guided) = view.latest("CoreWeave", "capex_guidance_midpoint") else {
        return reported.unwrap_or(Recent { usd_per_year: 0.1 * BILLION, ..NOTHING });
    };
    let usd_per_year = guided.value * BILLION;
    let years = |before: &Recent| (before.months_old - months_since_middle(view, guided.period)) / 12.0;
    let before = reported.filter(|before| years(before) > 0.5 && before.usd_per_year > 0.0);
    Recent {
        usd_per_year,
        months_old: months_since_middle(view, guided.period),
        growth: before.map(|before| math::ln(usd_per_year / before.usd_per_year) / years(&before)),
    }
}

/// Data-centre revenue over H100 equivalents shipped in the latest quarter for which both are known.
fn price_of_compute(view: View<'_>, nvidia: f64) -> f64 {
    let latest = view.shipments().filter(|s| s.designer == "Nvidia").map(|s| s.quarter).max();
    let Some(quarter) = latest else { return 33_000.0 };
    let units: f64 = view
        .shipments()
        .filter(|s| s.designer == "Nvidia" && s.quarter == quarter)
        .map(|s| s.h100_equivalents)
        .sum();
    let revenue = view
        .choose("Nvidia", "datacenter_revenue", Want::Quarter(quarter))
        .map_or(3.0 * nvidia, |choice| choice.value * BILLION);
    if units > 0.0 { (revenue / units).clamp(5_000.0, 80_000.0) } else { 33_000.0 }
}

/// Growth of a fleet over the year to `now` (log), within bounds that no fleet has left for long.
fn growth_of(fleet: &Fleet, now: Month) -> f64 {
    let before = fleet.units_bought_by(now.plus(-12));
    if before > 0.0 { math::ln(fleet.units() / before).clamp(0.1, 1.1) } else { 0.8 }
}

/// Accelerators shipped since 2022, given to clouds by their part in each maker's sales. Quarters that are over but
/// not yet published repeat the last published one.
fn fleets(
    view: View<'_>,
    ai_capex: &[f64; cloud::COUNT],
    split: &[[f64; chip::DESIGNERS]; cloud::COUNT],
    nvidia: f64,
    p: &Parameters,
    price: f64,
) -> Vec<Fleet> {
    let mut fleet = vec![Fleet::default(); cloud::COUNT];
    let share: [f64; cloud::COUNT] = std::array::from_fn(|c| {
        ai_capex[c] * p.clouds.accelerator_share_of_capex * split[c][chip::NVIDIA] / nvidia.max(1.0)
    });
    let now = month_of(view.as_of());
    let last = view.shipments().map(|shipment| shipment.quarter).max();
    for shipment in view.shipments() {
        let start = month_of(shipment.quarter.start());
        let repeated = if Some(shipment.quarter) == last { now.since(start.plus(2)).max(0) } else { 0 };
        for offset in 0..3 + repeated {
            let month = start.plus(offset);
            let units = shipment.h100_equivalents / 3.0;
            let cost = shipment.cost_usd.unwrap_or(shipment.h100_equivalents * price) / 3.0;
            match shipment.designer.as_str() {
                "Google" => fleet[cloud::ALPHABET].add(month, units, cost),
                "Amazon" => fleet[cloud::AMAZON].add(month, units, cost),
                _ => {
                    for (fleet, share) in fleet.iter_mut().zip(share) {
                        fleet.add(month, units * share, cost * share);
                    }
                }
            }
        }
    }
    fleet
}

/// Contract price of an H100-hour: the latest one-year price known within a year; failing that, the median over GPU
/// clouds of each one's lowest on-demand price, less the usual discount of contracts.
fn contract_rent(view: View<'_>) -> f64 {
    let now = month_of(view.as_of());
    let is_h100 = |gpu: &str| gpu.starts_with("H100");
    let contract = view
        .rents()
        .filter(|rent| is_h100(&rent.gpu) && rent.pricing_type.starts_with("reserved"))
        .filter(|rent| now.since(month_of(rent.date)) <= 12)
        .filter_map(|rent| rent.usd_per_gpu_hour.map(|usd| (rent.date, usd)))
        .max_by_key(|(date, _)| *date);
    if let Some((_, usd)) = contract {
        return usd.clamp(0.5, 8.0);
    }
    let within = |months: i32| {
        let mut lowest: std::collections::BTreeMap<&str, f64> = std::collections::BTreeMap::new();
        for rent in view.rents().filter(|rent| is_h100(&rent.gpu) && rent.segment == "neocloud") {
            if let Some(usd) = rent.usd_per_gpu_hour.filter(|_| now.since(month_of(rent.date)) <= months) {
                let entry = lowest.entry(&rent.provider).or_insert(usd);
                *entry = entry.min(usd);
            }
        }
        let mut rents: Vec<f64> = lowest.into_values().collect();
        rents.sort_by(f64::total_cmp);
        (rents.len() >= 2).then(|| 0.5 * (rents[(rents.len() - 1) / 2] + rents[rents.len() / 2]))
    };
    let median = [9, 15, 24, 48].into_iter().find_map(within).unwrap_or(4.0);
    median.clamp(1.0, 8.0) * (1.0 - CONTRACT_DISCOUNT)
}

/// Book life of servers in months, as the company states it.
fn book_life(view: View<'_>, entity: &str) -> f64 {
    view.latest(entity, "server_useful_life").map_or(72.0, |choice| (choice.value * 12.0).clamp(24.0, 96.0))
}

/// Whether a period ends within `months` of the date of the view.
#[must_use]
pub fn is_recent(view: View<'_>, period: Period, months: i32) -> bool {
    month_of(view.as_of()).since(month_of(period.end())) <= months
}
