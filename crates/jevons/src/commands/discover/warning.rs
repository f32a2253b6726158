//! Early warning: which series announce the outcome, how well and how long before.

use jevons_economy::output::{Column, Schema};
use jevons_report::Finding;
use jevons_report::format::{percent, quantity};
use jevons_statistics::InvalidInput;
use jevons_statistics::discovery::warning::{Alarm, Watched, auc_at_lead, best_alarm};
use jevons_statistics::sensitivity::{Bootstrap, Estimate};
use serde_json::{Value, json};

use super::Found;
use crate::failure::Failure;

/// Months before the outcome at which series are judged.
const LEADS: [usize; 3] = [3, 6, 12];
/// Series that are listed.
const LISTED: usize = 10;

/// The headline series, which are those that people watch.
pub(super) fn columns(schema: &Schema) -> Vec<usize> {
    (0..schema.columns.len()).filter(|&column| schema.columns[column].headline).collect()
}

struct Judged<'s> {
    column: &'s Column,
    at_leads: [Option<Estimate>; 3],
    alarm: Option<Alarm>,
}

impl Judged<'_> {
    /// How far the area under the curve is from a coin's, half a year before.
    fn strength(&self) -> f64 {
        self.at_leads[1].map_or(0.0, |estimate| (estimate.value - 0.5).abs())
    }
}

/// Judges all series and shows the best.
pub(super) fn show(
    schema: &Schema,
    columns: &[usize],
    found: &Found,
) -> Result<(Value, Vec<Finding>), Failure> {
    let mut judged = columns
        .iter()
        .enumerate()
        .map(|(place, &column)| judge(schema, found, place, &schema.columns[column]))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Failure::BadInput(error.to_string()))?;
    judged.sort_by(|a, b| b.strength().total_cmp(&a.strength()));
    Ok((judged.iter().map(json_of).collect(), vec![listed(&judged)]))
}

fn judge<'s>(
    schema: &Schema,
    found: &Found,
    place: usize,
    column: &'s Column,
) -> Result<Judged<'s>, InvalidInput> {
    let months = schema.months;
    let watched: Vec<Watched<'_>> = found
        .runs
        .iter()
        .map(|run| Watched { series: &run.watched[place * months..(place + 1) * months], event: run.when })
        .collect();
    let bootstrap = Bootstrap { resamples: 40, ..Bootstrap::default() };
    let mut at_leads = [None; 3];
    for (estimate, lead) in at_leads.iter_mut().zip(LEADS) {
        *estimate = auc_at_lead(&watched, lead, &bootstrap)?;
    }
    let above = at_leads[1].is_none_or(|estimate| estimate.value >= 0.5);
    Ok(Judged { column, at_leads, alarm: best_alarm(&watched, above).ok() })
}

fn listed(judged: &[Judged<'_>]) -> Finding {
    let mut finding = Finding::new("What announces it");
    let area = |estimate: &Option<Estimate>| {
        estimate.map_or_else(
            || "\u{2013}".to_owned(),
            |estimate| format!("{:.2} \u{b1}{:.2}", estimate.value, estimate.half_width),
        )
    };
    let rows = judged.iter().take(LISTED).map(|one| {
        let mut cells = vec![one.column.label()];
        cells.extend(one.at_leads.iter().map(area));
        match &one.alarm {
            Some(alarm) => cells.extend([
                format!(
                    "{} {}",
                    if alarm.above { "above" } else { "below" },
                    quantity(alarm.threshold, one.column.unit)
                ),
                percent(alarm.hit_rate()),
                percent(alarm.false_alarm_rate()),
                alarm.lead(0.5).map_or_else(|| "\u{2013}".to_owned(), |lead| format!("{lead:.0} months")),
            ]),
            None => cells.extend(std::iter::repeat_n("\u{2013}".to_owned(), 4)),
        }
        cells
    });
    let header =
        ["series", "3 months before", "6 months", "12 months", "alarm", "announced", "false alarms", "lead"];
    finding.table("", &header, rows.collect());
    finding.note(
        "area under the curve against runs in which it has not happened by then, in the same month: 0.5 announces nothing, 1 \
         announces by high values and 0 by low ones. The alarm is the best of these runs and will do a little worse in others",
    );
    finding
}

fn json_of(one: &Judged<'_>) -> Value {
    let areas: Vec<Value> = LEADS
        .iter()
        .zip(&one.at_leads)
        .map(|(lead, estimate)| {
            json!({
                "months_before": lead,
                "auc": estimate.map(|estimate| estimate.value),
                "half_width": estimate.map(|estimate| estimate.half_width),
            })
        })
        .collect();
    json!({
        "metric": one.column.metric, "agent": one.column.agent, "unit": one.column.unit, "areas": areas,
        "alarm": one.alarm.as_ref().map(|alarm| json!({
            "threshold": alarm.threshold, "above": alarm.above, "announced": alarm.hit_rate(),
            "false_alarms": alarm.false_alarm_rate(), "median_lead_months": alarm.lead(0.5),
        })),
    })
}
