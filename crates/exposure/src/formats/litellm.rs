//! LiteLLM's spend logs, as CSV or JSON: one request a record, with the gateway's own idea of its cost.

use std::io::{self, BufRead};

use serde_json::Value;

use crate::outlet::Outlet;
use crate::record::{Flaw, Record, object};
use crate::row::{Row, Tier};
use crate::secret::KeyHash;

pub fn read(input: &mut dyn BufRead, delimiter: u8, out: &mut Outlet<'_>) -> io::Result<()> {
    super::csv_or_json(input, delimiter, out, request)
}

/// The first of several fields that hold a count.
fn count(record: &Value, fields: &[&str]) -> Result<f64, Flaw> {
    for field in fields {
        if let Some(count) = record.optional_count(field)? {
            return Ok(count);
        }
    }
    Ok(0.0)
}

fn request(record: &dyn Record, line: u64, out: &mut Outlet<'_>) -> Result<(), Flaw> {
    let start = record.moment(&["startTime", "start_time"])?;
    if record.truth("cache_hit") {
        out.set_aside("requests that the gateway's own cache answered");
        return Ok(());
    }
    let metadata = object(record, "metadata");
    let usage = match metadata.get("usage_object") {
        Some(usage) if usage.is_object() => usage,
        _ => metadata.get("additional_usage_values").unwrap_or(&Value::Null),
    };
    let cached = count(usage, &["cache_read_input_tokens", "prompt_tokens_details.cached_tokens"])?;
    let written =
        count(usage, &["cache_creation_input_tokens", "prompt_tokens_details.cache_creation_tokens"])?;
    let an_hour =
        count(usage, &["prompt_tokens_details.cache_creation_token_details.ephemeral_1h_input_tokens"])?;
    let prompt = record.count("prompt_tokens")?;
    let reasoning = match usage.get("completion_tokens_details") {
        Some(details) => details.optional_count("reasoning_tokens")?,
        None => None,
    };
    let provider = record.text("custom_llm_provider");
    let model = record.name("model");
    let seller = match provider.is_empty() {
        true => super::seller(model.split('/').next().unwrap_or_default()),
        false => super::seller(&provider),
    };
    let mut row = Row {
        model,
        tier: Tier::parse(&record.first(&["service_tier", "call_type"])),
        reasoning,
        logged: record.money("spend")?,
        workspace: record.name("organization_id"),
        project: metadata.first_name(&["user_api_key_project_alias", "user_api_key_team_alias"]),
        tag: tag(record),
        key_name: metadata.name("user_api_key_alias"),
        key: KeyHash::of(&record.text("api_key")),
        failed: record.text("status") == "failure",
        ..Row::of_call(line, start, seller)
    };
    if row.project.is_empty() {
        row.project = record.name("team_id");
    }
    // Input holds what was read from and written to caches; old versions left it out for Anthropic.
    row.tokens.input = if prompt >= cached + written { prompt - cached - written } else { prompt };
    row.tokens.cache_read = cached;
    row.tokens.cache_write_1h = an_hour.min(written);
    let rest = written - row.tokens.cache_write_1h;
    row.tokens.put_written(&row.seller, rest);
    row.tokens.output = record.count("completion_tokens")?;
    let id = record.text("request_id");
    out.row_once(row, "litellm", &[&id], "requests that an earlier record holds");
    Ok(())
}

/// The product in tags such as `product:support-bot`.
fn tag(record: &dyn Record) -> String {
    let tags = object(record, "request_tags");
    let tags = tags.as_array().map(Vec::as_slice).unwrap_or_default();
    let product = tags.iter().filter_map(Value::as_str).find_map(|tag| {
        let (name, value) = tag.split_once([':', '='])?;
        name.trim().eq_ignore_ascii_case("product").then_some(value)
    });
    crate::secret::name(product.unwrap_or_default())
}
