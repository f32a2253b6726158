//! Oddities that show only across rows: sheets that do not close, years that are not their quarters, prices at once.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::issue::{Findings, Issue, Severity};
use crate::period::Period;
use crate::provenance::{Datum, Provenance};
use crate::release::Rows;
use crate::rows::prices::Price;

/// How far a balance sheet or a year may be off, as a share: sources round to a few digits.
const TOLERANCE: f64 = 0.01;

pub(crate) fn find(rows: &Rows, findings: &Findings) {
    units_that_differ(&rows.data, findings);
    sheets_that_do_not_close(&rows.data, findings);
    years_that_are_not_their_quarters(&rows.data, findings);
    prices_at_once(&rows.prices, findings);
}

fn warn(findings: &Findings, origin: &Provenance, field: &str, message: String) {
    findings.push(Issue {
        severity: Severity::Warning,
        file: origin.file.to_string(),
        line: Some(origin.line),
        field: Some(field.to_owned()),
        message,
        hint: None,
    });
}

fn units_that_differ(data: &[Datum], findings: &Findings) {
    for pair in data.windows(2) {
        let [a, b] = pair else { continue };
        if a.entity == b.entity && a.metric == b.metric && a.unit != b.unit {
            let message =
                format!("`{}`, but other values of {} {} are in `{}`", b.unit, b.entity, b.metric, a.unit);
            warn(findings, &b.provenance, "unit", message);
        }
    }
}

/// What is owed to others and to owners, under the names that companies give it.
const CLAIMS: [&str; 5] = [
    "total_liabilities",
    "shareholders_equity",
    "noncontrolling_interests",
    "mezzanine_equity",
    "nci_and_mezzanine_residual",
];

fn sheets_that_do_not_close(data: &[Datum], findings: &Findings) {
    let mut sheets: BTreeMap<(&str, Date), BTreeMap<&str, &Datum>> = BTreeMap::new();
    for datum in data.iter().filter(|datum| datum.period.is_instant()) {
        sheets.entry((&datum.entity, datum.period.end())).or_default().insert(&datum.metric, datum);
    }
    for ((entity, date), sheet) in sheets {
        let (Some(assets), Some(_), Some(_)) =
            (sheet.get("total_assets"), sheet.get("total_liabilities"), sheet.get("shareholders_equity"))
        else {
            continue;
        };
        let value = |name: &str| sheet.get(name).map_or(0.0, |datum| datum.value);
        let gap = assets.value - CLAIMS.iter().map(|name| value(name)).sum::<f64>();
        // Some companies count minorities within shareholders' equity.
        let least = if gap.abs() < (gap + value("noncontrolling_interests")).abs() {
            gap
        } else {
            gap + value("noncontrolling_interests")
        };
        if least.abs() > TOLERANCE * assets.value.abs() {
            let message = format!(
                "the sheet of {entity} on {date} does not close: assets of {} exceed liabilities and equity by {least:.3}",
                assets.value
            );
            warn(findings, &assets.provenance, "value", message);
        }
    }
}

fn years_that_are_not_their_quarters(data: &[Datum], findings: &Findings) {
    let same = |a: &Datum, b: &Datum| a.entity == b.entity && a.metric == b.metric && a.unit == "usd_bn";
    for flows in data.chunk_by(same) {
        let of_statements = |datum: &&Datum| matches!(datum.period, Period::Span { .. });
        for year in flows.iter().filter(of_statements).filter(|datum| datum.period.as_year().is_some()) {
            let within = |datum: &&Datum| {
                datum.period.as_quarter().is_some()
                    && (datum.period.start() - year.period.start()).get_days() >= -5
                    && (datum.period.end() - year.period.end()).get_days() <= 5
            };
            let quarters: Vec<f64> =
                flows.iter().filter(of_statements).filter(within).map(|datum| datum.value).collect();
            let sum: f64 = quarters.iter().sum();
            if quarters.len() == 4 && (sum - year.value).abs() > TOLERANCE * year.value.abs().max(0.1) {
                let message = format!("{} differs from {sum:.3}, the sum of its four quarters", year.value);
                warn(findings, &year.provenance, "value", message);
            }
        }
    }
}

fn prices_at_once(prices: &[Price], findings: &Findings) {
    let mut of_model: BTreeMap<(&str, &str), Vec<&Price>> = BTreeMap::new();
    for price in prices {
        of_model.entry((&price.provider, &price.model)).or_default().push(price);
    }
    for ((provider, model), mut prices) in of_model {
        prices.sort_by_key(|price| price.from);
        for pair in prices.windows(2) {
            let [earlier, later] = pair else { continue };
            if earlier.overlaps(later) {
                let message = format!(
                    "{provider} lists two prices of {model} from {} on; line {} has the other",
                    later.from, earlier.provenance.line
                );
                warn(findings, &later.provenance, "effective_from", message);
            }
        }
    }
}
