//! Results by regime, ready to print.

use serde::Serialize;

use crate::format::{Scale, thousands};
use crate::input::{RegimeRow, Regimes};
use crate::scenario::{interval, share};

#[derive(Debug, Serialize)]
pub(crate) struct RegimesView {
    caption: String,
    events: Vec<String>,
    /// Heading and unit of each series.
    medians: Vec<(String, String)>,
    groups: Vec<GroupView>,
}

#[derive(Debug, Serialize)]
struct GroupView {
    quantity: String,
    rows: Vec<RowView>,
}

#[derive(Debug, Serialize)]
struct RowView {
    regime: String,
    runs: String,
    shares: Vec<ShareView>,
    medians: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ShareView {
    text: String,
    interval: String,
    /// How strongly the cell is tinted, 0 to 1.
    weight: String,
}

pub(crate) fn regimes_view(regimes: &Regimes) -> RegimesView {
    let scales: Vec<Scale> = regimes
        .medians
        .iter()
        .enumerate()
        .map(|(place, (_, unit))| {
            let values = regimes.rows.iter().filter_map(|row| row.medians.get(place).copied());
            Scale::of(unit, values)
        })
        .collect();
    let mut groups: Vec<GroupView> = Vec::new();
    for row in &regimes.rows {
        let line = row_view(row, &scales);
        match groups.last_mut().filter(|group| group.quantity == row.quantity) {
            Some(group) => group.rows.push(line),
            None => groups.push(GroupView { quantity: row.quantity.clone(), rows: vec![line] }),
        }
    }
    let titles = regimes.medians.iter().zip(&scales);
    RegimesView {
        caption: regimes.caption.clone(),
        events: regimes.events.clone(),
        medians: titles.map(|((title, _), scale)| (title.clone(), scale.axis_title())).collect(),
        groups,
    }
}

fn row_view(row: &RegimeRow, scales: &[Scale]) -> RowView {
    let shares = row.shares.iter().map(|&of| ShareView {
        text: share(of),
        interval: interval(of),
        weight: format!("{:.3}", of.runs as f64 / of.of.max(1) as f64 * 0.6),
    });
    RowView {
        regime: row.regime.clone(),
        runs: thousands(&row.runs.to_string()),
        shares: shares.collect(),
        medians: row.medians.iter().zip(scales).map(|(&value, scale)| scale.number(value)).collect(),
    }
}
