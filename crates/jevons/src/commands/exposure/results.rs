//! The findings as JSON and as tables, in files that are there whole or not at all.

use std::path::Path;

use jevons_exposure::dependence::{Dependence, REGISTER_HEADER};
use jevons_exposure::files;
use jevons_exposure::quantiles::Spread;
use jevons_exposure::summary::Line;
use serde_json::{Value, json};

use super::Findings;
use crate::failure::Failure;

/// Everything as one JSON document.
pub fn document(findings: &Findings) -> Value {
    json!({
        "files": findings.study.files,
        "passed_over": findings.study.passed_over,
        "records": findings.study.counts,
        "refused": findings.study.refused,
        "summary": findings.summary,
        "other_days": findings.other_days,
        "other_models": findings.other_models,
        "dependence": findings.dependence,
        "stress": findings.stressed.as_ref().map(stressed),
        "assumptions": findings.assumptions,
    })
}

fn stressed(stressed: &super::Stressed) -> Value {
    json!({
        "first_month": stressed.first_month.to_string(),
        "seed": stressed.seed,
        "position": stressed.position,
        "result": stressed.result,
        "self_hosting": stressed.self_hosting,
        "assumptions": stressed.assumptions,
    })
}

/// Writes summary.json, models.csv, products.csv, keys.csv, dependence.csv, vendors.csv, differences.csv and, of a stress,
/// stress.csv and options.csv; rows and refused records are there already.
pub fn write(folder: &Path, findings: &Findings) -> Result<(), Failure> {
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        files::write(&path, bytes).map_err(|error| Failure::Refused(format!("{}: {error}", path.display())))
    };
    let text = serde_json::to_string_pretty(&document(findings))
        .map_err(|error| Failure::Internal(error.to_string()))?;
    write("summary.json", text.as_bytes())?;
    let summary = &findings.summary;
    write("models.csv", &lines("model", &summary.models)?)?;
    write("keys.csv", &lines("key", &summary.keys)?)?;
    let products: Vec<Line> = summary.products.iter().map(|product| product.line.clone()).collect();
    write("products.csv", &lines("product", &products)?)?;
    write("dependence.csv", &dependence(&findings.dependence)?)?;
    write("vendors.csv", &table(&REGISTER_HEADER, findings.register.iter().cloned())?)?;
    if let Some(stressed) = &findings.stressed {
        write("stress.csv", &courses(stressed)?)?;
        write("options.csv", &options(stressed)?)?;
    }
    let differences = summary.differences.iter().map(|line| {
        [
            line.format.title().to_owned(),
            line.seller.clone(),
            line.stated.as_str().to_owned(),
            line.reason.as_str().to_owned(),
            line.rows.to_string(),
            line.usd.to_string(),
        ]
    });
    write("differences.csv", &table(&["source", "seller", "stated", "reason", "rows", "usd"], differences)?)
}

/// Bill and margin by scenario, month and product (empty for all of them).
fn courses(stressed: &super::Stressed) -> Result<Vec<u8>, Failure> {
    let mut rows = Vec::new();
    for scenario in &stressed.result.scenarios {
        let mut add = |product: &str, measure: &str, course: &[Spread]| {
            for (month, spread) in course.iter().enumerate() {
                let number = |value: f64| if value.is_finite() { value.to_string() } else { String::new() };
                rows.push([
                    scenario.name.clone(),
                    stressed.first_month.plus(month as i32).to_string(),
                    product.to_owned(),
                    measure.to_owned(),
                    number(spread.p5),
                    number(spread.p50),
                    number(spread.p95),
                ]);
            }
        };
        add("", "bill_usd", &scenario.bill);
        for product in &scenario.products {
            add(&product.name, "bill_usd", &product.bill);
            if let Some(margin) = &product.margin {
                add(&product.name, "gross_margin", margin);
            }
        }
    }
    table(&["scenario", "month", "product", "measure", "p5", "p50", "p95"], rows.into_iter())
}

/// What each action saves over doing nothing in each scenario, US dollars over the period.
fn options(stressed: &super::Stressed) -> Result<Vec<u8>, Failure> {
    let rows = stressed.result.scenarios.iter().flat_map(|scenario| {
        scenario.hedges.iter().map(|hedge| {
            [
                scenario.name.clone(),
                hedge.action.title().to_owned(),
                hedge.value.p5.to_string(),
                hedge.value.p50.to_string(),
                hedge.value.p95.to_string(),
                hedge.pays.to_string(),
                hedge.pays_at_worst.to_string(),
                hedge.pays_at_best.to_string(),
            ]
        })
    });
    let header = [
        "scenario",
        "action",
        "saves_usd_p5",
        "saves_usd_p50",
        "saves_usd_p95",
        "share_of_runs_in_which_it_saves",
        "at_judgement_against",
        "at_judgement_for",
    ];
    table(&header, rows)
}

/// Shares by product (empty for all usage), layer and entity.
fn dependence(found: &Dependence) -> Result<Vec<u8>, Failure> {
    let all = found.layers.iter().map(|layer| ("", layer));
    let by_product = found
        .products
        .iter()
        .flat_map(|(product, layers)| layers.iter().map(move |layer| (product.as_str(), layer)));
    let rows = all.chain(by_product).flat_map(|(product, layer)| {
        layer.shares.iter().map(move |share| {
            [
                product.to_owned(),
                layer.layer.title().to_owned(),
                share.name.clone(),
                share.share.p5.to_string(),
                share.share.p50.to_string(),
                share.share.p95.to_string(),
                if share.assumed { "assumed" } else { "known" }.to_owned(),
            ]
        })
    });
    table(&["product", "layer", "entity", "share_p5", "share_p50", "share_p95", "basis"], rows)
}

fn lines(what: &str, lines: &[Line]) -> Result<Vec<u8>, Failure> {
    let header = [
        what,
        "requests",
        "input_tokens",
        "cache_read_tokens",
        "cache_write_tokens",
        "output_tokens",
        "reasoning_tokens",
        "list_usd",
        "logged_usd",
        "billed_usd",
        "list_usd_per_request",
    ];
    let optional = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let rows = lines.iter().map(|line| {
        [
            line.name.clone(),
            line.requests.to_string(),
            line.input_tokens.to_string(),
            line.cache_read_tokens.to_string(),
            line.cache_write_tokens.to_string(),
            line.output_tokens.to_string(),
            line.reasoning_tokens.to_string(),
            line.list_usd.to_string(),
            optional(line.logged_usd),
            optional(line.billed_usd),
            optional(line.list_usd_per_request),
        ]
    });
    table(&header, rows)
}

fn table<const N: usize>(
    header: &[&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> Result<Vec<u8>, Failure> {
    let broken = |error: csv::Error| Failure::Internal(error.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).map_err(broken)?;
    for row in rows {
        writer.write_record(row).map_err(broken)?;
    }
    writer.into_inner().map_err(|error| Failure::Internal(error.to_string()))
}
