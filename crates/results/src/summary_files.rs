//! The summary of an ensemble as tables: every series and month over all runs, and every kind of event.

use jevons_economy::output::Schema;
use jevons_experiments::{QUANTILES, Summary};

use crate::table::{Field, Kind, Table, TextValues, Values};

/// Columns of `summary.parquet` and `summary.csv`.
#[must_use]
pub fn summary_fields() -> Vec<Field> {
    let text = |name, description| Field::new(name, Kind::Text, description);
    let number = |name: &str, description: &str| Field::new(name, Kind::Number, description);
    let mut fields = vec![
        text("metric", "Metric, for example lab.revenue; described in manifest.json."),
        text("agent", "Company or population; empty when the metric belongs to the whole economy."),
        text("unit", "Unit of mean, min, max and the quantiles."),
        Field::new("month", Kind::Month, "First day of the month."),
        Field::new("runs", Kind::Integer, "Runs in which the metric applied; all numbers are over these."),
        Field::new("not_applicable", Kind::Integer, "Runs in which it did not apply, as after a closure."),
        number("mean", "Mean."),
        number("mean_se", "Standard error of the mean."),
        number("min", "Smallest value of any run."),
        number("max", "Largest value of any run."),
    ];
    for probability in QUANTILES {
        let percent = (probability * 100.0).round();
        fields.push(number(
            &format!("p{percent}"),
            &format!("{percent} % quantile: that share of the runs lies below."),
        ));
        fields.push(number(
            &format!("p{percent}_se"),
            &format!("Standard error of p{percent}; null when there are too few runs to know it."),
        ));
    }
    fields
}

/// One row for each series and month.
#[must_use]
pub fn summary_table(schema: &Schema, summary: &Summary) -> Table {
    let (mut metric, mut agent, mut unit) =
        (TextValues::default(), TextValues::default(), TextValues::default());
    let (mut month, mut runs, mut not_applicable) = (Vec::new(), Vec::new(), Vec::new());
    let mut numbers = vec![Vec::new(); 4 + 2 * QUANTILES.len()];
    for (column, cells) in schema.columns.iter().zip(&summary.columns) {
        metric.push(column.metric, cells.len());
        agent.push(&column.agent, cells.len());
        unit.push(column.unit, cells.len());
        for (position, cell) in cells.iter().enumerate() {
            month.push(schema.first_month.plus(position as i32));
            runs.push(cell.runs.cast_signed());
            not_applicable.push(cell.not_applicable.cast_signed());
            let quantiles = cell
                .quantiles
                .iter()
                .flat_map(|quantile| [quantile.value, quantile.standard_error().unwrap_or(f64::NAN)]);
            let row = [cell.mean, cell.mean_standard_error, cell.min, cell.max].into_iter().chain(quantiles);
            numbers.iter_mut().zip(row).for_each(|(column, number)| column.push(number));
        }
    }
    let mut columns: Vec<Values> = [metric, agent, unit].map(Values::Text).into();
    columns.extend([Values::Month(month), Values::Integer(runs), Values::Integer(not_applicable)]);
    columns.extend(numbers.into_iter().map(Values::Number));
    Table { fields: summary_fields(), columns }
}

/// Columns of `event_summary.csv`.
#[must_use]
pub fn event_summary_fields() -> Vec<Field> {
    vec![
        Field::new("kind", Kind::Text, "Kind of event, for example default."),
        Field::new("agent", Kind::Text, "To whom it happened."),
        Field::new("runs_with", Kind::Integer, "Runs in which it happened at least once."),
        Field::new("runs", Kind::Integer, "All runs."),
        Field::new("share", Kind::Number, "runs_with / runs."),
        Field::new("share_low", Kind::Number, "Lower end of the 95 % interval of the share (Wilson)."),
        Field::new("share_high", Kind::Number, "Upper end of the 95 % interval of the share (Wilson)."),
        Field::new("median_month", Kind::Month, "Month by which half of the runs with the event had it."),
    ]
}

/// One row for each kind of event and agent that occurred in any run.
#[must_use]
pub fn event_summary_table(schema: &Schema, summary: &Summary) -> Table {
    let (mut kind, mut agent) = (TextValues::default(), TextValues::default());
    let (mut runs_with, mut runs, mut month) = (Vec::new(), Vec::new(), Vec::new());
    let (mut share, mut low, mut high) = (Vec::new(), Vec::new(), Vec::new());
    for outcome in &summary.outcomes {
        kind.push(outcome.kind.name(), 1);
        agent.push(schema.agents.get(outcome.agent).map_or("", |agent| &agent.name), 1);
        runs_with.push(outcome.share.runs.cast_signed());
        runs.push(outcome.share.of.cast_signed());
        share.push(outcome.share.value());
        let interval = outcome.share.interval();
        low.push(interval.0);
        high.push(interval.1);
        month.push(outcome.median_month);
    }
    let columns = vec![
        Values::Text(kind),
        Values::Text(agent),
        Values::Integer(runs_with),
        Values::Integer(runs),
        Values::Number(share),
        Values::Number(low),
        Values::Number(high),
        Values::Month(month),
    ];
    Table { fields: event_summary_fields(), columns }
}

/// A table as CSV with a header; what does not apply is empty, months are dates.
///
/// # Errors
/// When the columns differ in length.
pub fn to_csv(table: &Table) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(table.fields.iter().map(|field| field.name.as_str()))?;
    let columns: Vec<Vec<String>> = table.columns.iter().map(texts).collect();
    for row in 0..table.rows() {
        writer.write_record(columns.iter().filter_map(|column| column.get(row)))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

fn texts(values: &Values) -> Vec<String> {
    match values {
        Values::Ordinal(values) => values.iter().map(u32::to_string).collect(),
        Values::Month(values) => values.iter().map(|month| format!("{month}-01")).collect(),
        Values::Text(values) => values.iter().map(str::to_owned).collect(),
        Values::Number(values) => values
            .iter()
            .map(|value| if value.is_nan() { String::new() } else { value.to_string() })
            .collect(),
        Values::Integer(values) => values.iter().map(i64::to_string).collect(),
        Values::OrdinalList(values) => {
            values.iter().map(|list| list.iter().map(u32::to_string).collect::<Vec<_>>().join(" ")).collect()
        }
    }
}
