//! Google Cloud's detailed billing export as JSON: a line for each kind of tokens, with credits beside the cost.

use std::io::{self, BufRead};

use serde_json::Value;

use super::bill::token_kind;
use crate::json_file::{Around, lines_or_list};
use crate::outlet::Outlet;
use crate::record::{Flaw, Record};
use crate::row::{Row, Tier};
use crate::secret::KeyHash;

const SERVICES: [&str; 5] = ["vertex", "gemini", "generative language", "agent platform", "cloud ai"];
/// Words of a description of a SKU that say something else than the model.
const NOT_THE_MODEL: [&str; 31] = [
    "global",
    "regional",
    "text",
    "input",
    "output",
    "caching",
    "cached",
    "cache",
    "predictions",
    "prediction",
    "thinking",
    "ga",
    "long",
    "short",
    "priority",
    "batch",
    "flex",
    "token",
    "tokens",
    "count",
    "for",
    "audio",
    "image",
    "video",
    "online",
    "generate_content",
    "-",
    "(long)",
    "(short)",
    "storage",
    "api",
];

pub fn read(input: &mut dyn BufRead, out: &mut Outlet<'_>) -> io::Result<()> {
    lines_or_list(input, out, &mut line_item)
}

fn line_item(_: &Around, record: &Value, line: u64, out: &mut Outlet<'_>) -> Result<(), Flaw> {
    let cost = record.money("cost")?;
    if record.text("cost_type") == "tax" {
        out.set_aside_money("taxes", cost.unwrap_or(0.0));
        return Ok(());
    }
    let service = record.text("service.description").to_ascii_lowercase();
    if !SERVICES.iter().any(|known| service.contains(known)) {
        out.set_aside_money("charges for other services than models", cost.unwrap_or(0.0));
        return Ok(());
    }
    let Some(cost) = cost else {
        let expected = "an amount of money";
        return Err(Flaw { field: "cost".to_owned(), found: "nothing".to_owned(), expected });
    };
    let start = record.moment(&["usage_start_time"])?;
    let sku = record.text("sku.description").into_owned();
    let credits = credits(record)?;
    let mut row = Row {
        line,
        start: Some(start),
        end: Some(crate::moment::parse(&record.text("usage_end_time")).unwrap_or(start)),
        seller: "Google Cloud".to_owned(),
        host: "Google Cloud".to_owned(),
        model: crate::secret::name(&model(&sku)),
        region: record.first_name(&["location.region", "location.location"]),
        tier: Tier::parse(&sku),
        billed: Some(cost - credits),
        listed: record.money("cost_at_list")?,
        credits,
        currency: record.name("currency"),
        workspace: record.name("project.name"),
        project: record.name("project.id"),
        tag: label(record),
        key: KeyHash::of(&record.text("resource.global_name")),
        money_only: true,
        ..Row::default()
    };
    if sku.to_ascii_lowercase().contains("long") {
        // Google's bands part at 200,000 tokens.
        row.prompt_at_least = 200_001.0;
    }
    // Characters, seconds and storage are other units.
    let unit = record.text("usage.unit").to_ascii_lowercase();
    if let Some(kind) = token_kind(&sku).filter(|_| ["count", "tokens", "token"].contains(&unit.as_str())) {
        let amount = record.count("usage.amount")?;
        row.tokens.put(kind, amount);
        if sku.to_ascii_lowercase().contains("thinking") {
            row.reasoning = Some(amount);
        }
        row.money_only = false;
    }
    out.row(row);
    Ok(())
}

/// Credits are negative amounts in a list of their own.
fn credits(record: &Value) -> Result<f64, Flaw> {
    let mut sum = 0.0;
    for credit in record.get("credits").and_then(Value::as_array).into_iter().flatten() {
        sum -= credit.money("amount")?.unwrap_or(0.0);
    }
    Ok(sum)
}

fn label(record: &Value) -> String {
    let labels = ["labels", "tags"].iter().filter_map(|field| record.get(field)?.as_array()).flatten();
    let product = labels
        .filter(|label| label.text("key").eq_ignore_ascii_case("product"))
        .map(|label| label.name("value"))
        .next();
    product.unwrap_or_default()
}

/// The words of a description that are left without those that say something else.
fn model(sku: &str) -> String {
    let lower = sku.to_ascii_lowercase();
    // `Generate_content text cached input token count for gemini 3 pro short`
    let about = lower.split_once(" for ").map_or(lower.as_str(), |(_, model)| model);
    let words = about.split_whitespace().filter(|word| !NOT_THE_MODEL.contains(word));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_found_in_descriptions() {
        for (sku, expected) in [
            ("Gemini 3.8 Flash Global Text Input - Predictions", "gemini 3.8 flash"),
            ("Gemini 2.5 Flash GA Thinking Text Output - Predictions", "gemini 2.5 flash"),
            ("Generate_content text cached input token count for gemini 3 pro short", "gemini 3 pro"),
            ("Gemini 3.1 Pro Text Input (Long) - Predictions", "gemini 3.1 pro"),
        ] {
            assert_eq!(model(sku), expected);
        }
    }
}
