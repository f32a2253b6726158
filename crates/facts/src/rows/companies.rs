//! Company facts (`facts.csv`) and statements (`balances.csv`): one value for an entity, metric and period.

use jiff::civil::Date;

use super::{Context, Known, TITLED};
use crate::loose::fiscal_year;
use crate::period::Period;
use crate::provenance::Datum;
use crate::row::Row;
use crate::table::Table;
use crate::vocabulary::Kind;

pub(crate) fn read_facts(table: &Table<'_>, context: &mut Context<'_>) -> Vec<Datum> {
    table.rows().map(|row| datum(row, context, fact_period)).collect()
}

pub(crate) fn read_balances(table: &Table<'_>, context: &mut Context<'_>) -> Vec<Datum> {
    table.rows().map(|row| datum(row, context, statement_period)).collect()
}

fn datum(row: Row<'_>, context: &mut Context<'_>, period: fn(Row<'_>, u8) -> Period) -> Datum {
    let entity = context.entities.resolve(row, "entity", row.required("entity"));
    let year_end = context.entities.get(&entity).map_or(12, |entity| entity.fiscal_year_end_month);
    let metric = row.required("metric");
    check_name(row, metric);
    let period = period(row, year_end);
    let unit = row.required("unit");
    let value = row.number("value");
    context.units.check(row, unit, metric, value);
    let kind = row.kind("kind");
    let published = row.date("published");
    if Kind::parse(row.text("kind")).is_some() && published != Date::ZERO {
        check_published(row, kind, period, published, context.rules.date);
    }
    let known = Known::on(published, row.text("published_basis"));
    let provenance = row.provenance(kind, row.tier("tier"), known, TITLED);
    Datum { entity, metric: metric.to_owned(), period, value, unit: unit.to_owned(), provenance }
}

/// In `facts.csv` quarters are calendar quarters already; a year that the note calls fiscal is the entity's own.
fn fact_period(row: Row<'_>, year_end: u8) -> Period {
    let period = row.period("period");
    match period {
        Period::Year(year) if year_end != 12 && row.text("note").contains("fiscal") => {
            fiscal_year(year, year_end).unwrap_or(period)
        }
        _ => period,
    }
}

/// In `balances.csv` the label is fiscal; `period_start` and `period_end` are the truth.
fn statement_period(row: Row<'_>, _: u8) -> Period {
    let label = row.period("period");
    let end = row.date("period_end");
    let start = row.optional_date("period_start");
    if label.is_instant() {
        if label.end() != end {
            let message = format!("{end} differs from the period {label} of a balance");
            row.fault("period_end", message, Some("a balance is of one day".to_owned()));
        }
        return Period::Instant(end);
    }
    let start = start.unwrap_or_else(|| start_by_label(label, end));
    if start > end {
        row.fault("period_start", format!("{start} is after the end {end}"), Some("swap them".to_owned()));
        return Period::Instant(end);
    }
    let period = Period::Span { start, end };
    let fits = match label {
        Period::Year(_) => period.as_year().is_some(),
        Period::Quarter(_) => period.as_quarter().is_some(),
        _ => true,
    };
    if !fits {
        let message = format!("{start} to {end} are {} days, but the period is {label}", period.days());
        row.fault("period_start", message, Some("the label says a year or a quarter".to_owned()));
    }
    period
}

/// The first day of a flow whose file does not give it: as long before the end as the label says.
fn start_by_label(label: Period, end: Date) -> Date {
    let months = match label {
        Period::Year(_) => 12,
        Period::Quarter(_) => 3,
        _ => return end,
    };
    // Counted from the day after, so that a month end stays a month end.
    let next = end.tomorrow().unwrap_or(end);
    next.saturating_sub(jiff::Span::new().months(months))
}

fn check_name(row: Row<'_>, metric: &str) {
    let good = metric.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if !good {
        let hint = "lower-case letters, digits and underscores, for example capex_cash".to_owned();
        row.fault("metric", format!("`{metric}` is not a metric name"), Some(hint));
    }
}

fn check_published(row: Row<'_>, kind: Kind, period: Period, published: Date, release: Date) {
    if published > release {
        let message = format!("{published} is after the date of the release, {release}");
        row.fault("published", message, Some("move the row to a later release".to_owned()));
    }
    // A fiscal year of an entity without a registered one may end before the calendar year of its label.
    let fiscal = matches!(period, Period::Year(_)) && row.text("note").contains("fiscal");
    if published < period.end() && !kind.looks_forward() && !fiscal {
        let message = format!("{published} is before the end of the period, {}", period.end());
        let hint = "nothing is `actual` before it has happened; is it guidance or a projection?".to_owned();
        row.fault("published", message, Some(hint));
    }
}
