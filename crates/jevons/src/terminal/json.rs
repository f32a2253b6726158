//! The summary for machines.

use jevons_economy::output::Schema;
use jevons_experiments::regimes::MEDIANS;
use jevons_experiments::{QUANTILES, Share};
use serde_json::{Map, Value, json};

use super::summary::{named_agents, year_ends};
use crate::convergence::known;
use crate::ensemble::Finished;

/// The summary on the terminal as one JSON object: headline series at the first month and at the end of each year,
/// and the share of runs in which each named agent defaulted. What does not apply is null.
#[must_use]
pub fn summary_json(schema: &Schema, finished: &Finished) -> Value {
    let manifest = &finished.manifest;
    json!({
        "jevons_version": manifest.jevons_version,
        "status": manifest.status,
        "folder": finished.folder.display().to_string(),
        "seed": manifest.seed,
        "runs": manifest.runs,
        "runs_finished": manifest.runs_finished,
        "from": manifest.from,
        "to": manifest.to,
        "as_of": manifest.as_of,
        "results_sha256": manifest.results_sha256,
        "headlines": headlines(schema, finished),
        "defaults": defaults(schema, finished),
        "regimes": regimes(finished),
        "convergence": convergence(schema, finished),
    })
}

/// How surely the figures of the whole economy in the last month are known.
fn convergence(schema: &Schema, finished: &Finished) -> Value {
    let figures = known(schema, &finished.summary).into_iter().map(|one| {
        let points = one.points.map(|point| {
            json!({
                "probability": point.probability, "value": point.value, "low": point.interval.map(|ends| ends.0),
                "high": point.interval.map(|ends| ends.1), "relative_half_width": point.relative(),
            })
        });
        json!({ "metric": one.metric, "unit": one.unit, "quantiles": points })
    });
    json!({
        "figures": figures.collect::<Vec<_>>(), "design": finished.design(),
        "runs_that_halve_it": 4 * finished.summary.sampled_runs,
    })
}

/// Results by regime of the deciding quantities.
fn regimes(finished: &Finished) -> Vec<Value> {
    let rows = finished.summary.regimes.iter();
    rows.map(|row| {
        let medians: Map<String, Value> =
            MEDIANS.iter().zip(row.medians).map(|(name, value)| ((*name).to_owned(), value.into())).collect();
        json!({
            "quantity": row.quantity, "regime": row.regime, "runs": row.runs,
            "frontier_lab_fails": row.frontier_fails.runs, "shares_fall": row.crash.runs,
            "medians_at_the_end": medians,
        })
    })
    .collect()
}

fn headlines(schema: &Schema, finished: &Finished) -> Vec<Value> {
    let columns = schema.columns.iter().zip(&finished.summary.columns).filter(|(column, _)| column.headline);
    columns
        .map(|(column, cells)| {
            let positions = std::iter::once(0).chain(year_ends(schema));
            let months = positions.filter_map(|position| Some((position, cells.get(position)?))).map(
                |(position, cell)| {
                    let mut row = Map::new();
                    row.insert(
                        "month".to_owned(),
                        schema.first_month.plus(position as i32).to_string().into(),
                    );
                    row.insert("runs".to_owned(), cell.runs.into());
                    row.insert("mean".to_owned(), cell.mean.into());
                    for (probability, quantile) in QUANTILES.into_iter().zip(cell.quantiles) {
                        let name = format!("p{}", (probability * 100.0).round());
                        row.insert(format!("{name}_se"), quantile.standard_error().into());
                        row.insert(name, quantile.value.into());
                    }
                    Value::Object(row)
                },
            );
            json!({
                "metric": column.metric,
                "agent": column.agent,
                "unit": column.unit,
                "description": column.description,
                "months": months.collect::<Vec<_>>(),
            })
        })
        .collect()
}

fn defaults(schema: &Schema, finished: &Finished) -> Vec<Value> {
    let share = |share: Share| {
        let (low, high) = share.interval();
        json!({ "runs": share.runs, "of": share.of, "share": share.value(), "low": low, "high": high })
    };
    named_agents(schema, &finished.summary)
        .into_iter()
        .map(|agent| {
            let by_year: Vec<Value> = year_ends(schema)
                .zip(&agent.by_year)
                .map(|(position, by)| {
                    json!({ "by": schema.first_month.plus(position as i32).to_string(), "share": by.value() })
                })
                .collect();
            json!({ "agent": agent.name, "sector": agent.sector, "default": share(agent.ever), "by_year": by_year })
        })
        .collect()
}
