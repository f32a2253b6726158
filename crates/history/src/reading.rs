//! How the observations of a target are found in a release.

use std::collections::BTreeMap;

use jevons_facts::{Choice, Quarter, Tier, View, Want};
use jiff::civil::Date;

use crate::capability;
use crate::observation::{Observation, total};

/// Where in a release a target is found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reading {
    /// Quarterly values of a company; of several metrics the first that has the quarter.
    Quarters { entity: &'static str, metrics: &'static [&'static str], scale: f64 },
    /// Dated values of a company.
    Dated { entity: &'static str, metric: &'static str, scale: f64 },
    /// A series.
    Series { name: &'static str, scale: f64 },
    /// Rents of an accelerator whose name begins so.
    Rents { gpu: &'static str, contract_discount: f64 },
    /// The price of the capability that was the highest with a price at the reference date.
    Capability,
    /// Tokens served by somebody, in millions a month.
    Tokens { entity: &'static str },
}

impl Reading {
    /// One observation a quarter, of quarters that the view knows of.
    pub fn read(&self, view: View<'_>, reference: Date, definition: f64) -> Vec<Observation> {
        match *self {
            Self::Quarters { entity, metrics, scale } => {
                let of_quarter = |quarter| {
                    let choose = |metric: &&str| usable(view.choose(entity, metric, Want::Quarter(quarter)));
                    metrics.iter().find_map(choose).map(|choice| Observation {
                        quarter,
                        ..chosen(&choice, quarter.end(), scale, definition)
                    })
                };
                quarters(view).filter_map(of_quarter).collect()
            }
            Self::Dated { entity, metric, scale } => {
                let of_quarter = |quarter: Quarter| {
                    let last = quarter.end().min(view.as_of());
                    let choice = usable(view.choose(entity, metric, Want::InstantAt(last)))?;
                    let day = choice.period.end();
                    (day >= quarter.start()).then(|| chosen(&choice, day, scale, definition))
                };
                quarters(view).filter_map(of_quarter).collect()
            }
            Self::Series { name, scale } => {
                let mut list: BTreeMap<Quarter, Observation> = BTreeMap::new();
                let points = view.series(name).into_iter();
                for point in points.filter(|point| usable_tier(point.provenance.tier)) {
                    let (day, origin) = (point.period.end(), &point.provenance);
                    let value = point.value * scale;
                    let observation = Observation::of(day, value, origin, definition, origin.published);
                    list.insert(observation.quarter, observation);
                }
                list.into_values().collect()
            }
            Self::Rents { gpu, contract_discount } => rents(view, gpu, contract_discount, definition),
            Self::Capability => capability::read(view, reference, definition),
            Self::Tokens { entity } => tokens(view, entity, definition),
        }
    }
}

/// Quarters that any target may have: from 2022 to that of the view.
fn quarters(view: View<'_>) -> impl Iterator<Item = Quarter> {
    let last = Quarter::of(view.as_of());
    let first = Quarter::new(2022, 1).unwrap_or(last);
    (0..).map(move |step| first.plus(step)).take_while(move |quarter| *quarter <= last)
}

fn usable_tier(tier: Tier) -> bool {
    tier != Tier::D
}

/// A choice that may be fitted to: not tier D, and about what has happened.
fn usable(choice: Option<Choice<'_>>) -> Option<Choice<'_>> {
    choice.filter(|choice| usable_tier(choice.tier()) && !choice.kind().looks_forward() && choice.value > 0.0)
}

fn chosen(choice: &Choice<'_>, day: Date, scale: f64, definition: f64) -> Observation {
    let rows = choice.data.iter().map(|datum| &datum.provenance);
    let published = rows.clone().map(|row| row.published).max().unwrap_or(day);
    let sources: Vec<String> = rows.map(|row| format!("{}:{}", row.file, row.line)).collect();
    Observation {
        quarter: Quarter::of(day),
        month: jevons_facts::month_of(day),
        value: choice.value * scale,
        log_deviation: total(choice.tier(), choice.kind(), definition),
        tier: choice.tier(),
        kind: choice.kind(),
        published,
        source: sources.join(", "),
    }
}

/// Of each quarter a one-year contract where one is known; else the median over GPU clouds of each one's lowest price on
/// demand, less the discount of contracts.
fn rents(view: View<'_>, gpu: &str, contract_discount: f64, definition: f64) -> Vec<Observation> {
    let fits = |rent: &&jevons_facts::rows::prices::Rent| {
        rent.gpu.starts_with(gpu) && rent.segment == "neocloud" && usable_tier(rent.provenance.tier)
    };
    let mut contracts: BTreeMap<Quarter, Observation> = BTreeMap::new();
    let mut lowest: BTreeMap<Quarter, BTreeMap<&str, (f64, Observation)>> = BTreeMap::new();
    for rent in view.rents().filter(fits) {
        let Some(usd) = rent.usd_per_gpu_hour else { continue };
        let origin = &rent.provenance;
        let observation = Observation::of(rent.date, usd, origin, definition, origin.published);
        if rent.pricing_type.starts_with("reserved") {
            contracts.insert(observation.quarter, observation);
        } else if rent.pricing_type == "on_demand" {
            let of_provider = lowest.entry(observation.quarter).or_default();
            let known = of_provider.entry(&rent.provider).or_insert_with(|| (usd, observation.clone()));
            if usd < known.0 {
                *known = (usd, observation);
            }
        }
    }
    for (quarter, providers) in lowest {
        let mut list: Vec<(f64, Observation)> = providers.into_values().collect();
        list.sort_by(|a, b| a.0.total_cmp(&b.0));
        let value = 0.5 * (list[(list.len() - 1) / 2].0 + list[list.len() / 2].0);
        let sources: Vec<&str> = list.iter().map(|(_, observation)| observation.source.as_str()).collect();
        let source = sources.join(", ");
        let latest = list.iter().map(|(_, observation)| observation).max_by_key(|o| o.published);
        let worst = list.iter().map(|(_, observation)| observation.log_deviation).fold(0.0, f64::max);
        if let Some(latest) = latest {
            let value = value * (1.0 - contract_discount);
            let median = Observation { value, source, log_deviation: worst, ..latest.clone() };
            contracts.entry(quarter).or_insert(median);
        }
    }
    contracts.into_values().collect()
}

fn tokens(view: View<'_>, entity: &str, definition: f64) -> Vec<Observation> {
    let mut list: BTreeMap<Quarter, Observation> = BTreeMap::new();
    for row in view.token_demand().filter(|row| row.entity == entity && usable_tier(row.provenance.tier)) {
        if let Some(trillions) = row.trillion_tokens_per_month.filter(|trillions| *trillions > 0.0) {
            let (day, origin) = (row.period.end(), &row.provenance);
            let observation = Observation::of(day, trillions * 1e6, origin, definition, origin.published);
            list.insert(observation.quarter, observation);
        }
    }
    list.into_values().collect()
}
