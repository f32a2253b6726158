//! What models can do (`capability.csv`) and how much they are used (`token_demand.csv`).

use super::{Context, Known, SOURCE, Source};
use crate::period::Period;
use crate::provenance::{Provenance, sourced};
use crate::row::Row;
use crate::table::Table;
use crate::vocabulary::Kind;

/// A score of a model, or a derived lag between open and closed models.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Model.
    pub model: String,
    /// Its maker or makers as written; may be empty.
    pub provider: String,
    /// When the model was released.
    pub released: Period,
    /// Name of the benchmark, with its unit.
    pub metric: String,
    /// The score.
    pub value: f64,
    /// Whether the weights are open; `None` for comparisons.
    pub open_weights: Option<bool>,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// Tokens served, or an elasticity of demand.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenDemand {
    /// Who served them, or what was measured (`ELASTICITY ...`, `SHARE ...`, `SPEND ...`).
    pub entity: String,
    /// The time it is about.
    pub period: Period,
    /// The value in its own unit.
    pub value: f64,
    /// Unit, in words.
    pub unit: String,
    /// Trillion tokens per month, where it is a volume.
    pub trillion_tokens_per_month: Option<f64>,
    /// Where it comes from.
    pub provenance: Provenance,
}

sourced!(Score, TokenDemand);

pub(crate) fn read_scores(table: &Table<'_>, _: &mut Context<'_>) -> Vec<Score> {
    let source = Source { title: "source", url: "", note: "" };
    let read = |row: Row<'_>| {
        let released = row.period("release_date");
        let metric = row.required("metric");
        let kind = if metric.starts_with("DERIVED") { Kind::Derived } else { Kind::Actual };
        let bounds = if metric.ends_with('%') { 0.0..=100.0 } else { -1e6..=1e6 };
        Score {
            model: row.required("model").to_owned(),
            provider: row.text("provider").to_owned(),
            released,
            metric: metric.to_owned(),
            value: row.within("value", bounds),
            open_weights: row.yes_no("open_weights"),
            provenance: row.provenance(
                kind,
                row.tier_by_source(kind, source),
                Known::on(released.end(), "own date"),
                source,
            ),
        }
    };
    table.rows().map(read).collect()
}

pub(crate) fn read_token_demand(table: &Table<'_>, _: &mut Context<'_>) -> Vec<TokenDemand> {
    let read = |row: Row<'_>| {
        let period = row.period("date");
        let entity = row.required("entity");
        let kind = if entity.starts_with("ELASTICITY") { Kind::Estimate } else { Kind::ReportedByPress };
        TokenDemand {
            entity: entity.to_owned(),
            period,
            value: row.number("value"),
            unit: row.required("unit").to_owned(),
            trillion_tokens_per_month: row.optional_within("trillion_tokens_per_month", 0.0..=1e9),
            provenance: row.provenance(
                kind,
                row.tier("quality"),
                Known::on(period.end(), "own date"),
                SOURCE,
            ),
        }
    };
    table.rows().map(read).collect()
}
