//! OpenRouter's three views of the same usage: single generations, sums by day, and activity as JSON.

use std::io::{self, BufRead};

use serde_json::Value;

use crate::json_file::{Around, Path, elements};
use crate::outlet::Outlet;
use crate::record::{Flaw, Record};
use crate::row::{Row, Tier};
use crate::secret::KeyHash;

/// `tokens_prompt` holds cached input, `tokens_completion` holds reasoning.
pub fn read_detail(record: &dyn Record, line: u64, out: &mut Outlet<'_>) -> Result<(), Flaw> {
    let start = record.moment(&["created_at"])?;
    let (prompt, cached) = (record.count("tokens_prompt")?, record.count("tokens_cached")?);
    if cached > prompt {
        let expected = "no more than tokens_prompt, which holds cached input";
        return Err(Flaw { field: "tokens_cached".to_owned(), found: format!("`{cached}`"), expected });
    }
    let mut row = common(record, line, "model_permaslug", start, start);
    row.tokens.input = prompt - cached;
    row.tokens.cache_read = cached;
    row.tokens.output = record.count("tokens_completion")?;
    row.reasoning = record.optional_count("tokens_reasoning")?;
    row.requests = 1.0;
    row.billed = paid(record, "cost_total")?;
    row.tag = record.name("app_name");
    row.key_name = record.name("api_key_name");
    row.key = KeyHash::of(&record.text("api_key_name"));
    if Tier::parse(&record.text("variant")) == Tier::Free || row.model.ends_with(":free") {
        row.tier = Tier::Free;
    }
    let id = record.text("generation_id");
    out.row_once(row, "openrouter", &[&id], "generations that an earlier record holds");
    Ok(())
}

/// No column says how much of the prompt was cached.
pub fn read_aggregate(record: &dyn Record, line: u64, out: &mut Outlet<'_>) -> Result<(), Flaw> {
    let start = record.moment(&["Date"])?;
    let mut row = common(record, line, "Slug", start, start + crate::moment::DAY_SECONDS);
    row.tokens.input = record.count("Prompt Tokens")?;
    row.tokens.output = record.count("Completion Tokens")?;
    row.reasoning = record.optional_count("Reasoning Tokens")?;
    row.requests = record.count("Requests")?;
    row.billed = add(record.money("Usage")?, record.money("BYOK Usage")?);
    row.cache_unknown = true;
    out.row(row);
    Ok(())
}

pub fn read_activity(input: &mut dyn BufRead, out: &mut Outlet<'_>) -> io::Result<()> {
    elements(input, &Path { lists: &["data"], around: &[], needed: &[] }, out, &mut activity)
}

fn activity(_: &Around, record: &Value, line: u64, out: &mut Outlet<'_>) -> Result<(), Flaw> {
    let start = record.moment(&["date"])?;
    let mut row = common(record, line, "model_permaslug", start, start + crate::moment::DAY_SECONDS);
    if row.model.is_empty() {
        row.model = record.name("model");
    }
    row.tokens.input = record.count("prompt_tokens")?;
    row.tokens.output = record.count("completion_tokens")?;
    row.reasoning = record.optional_count("reasoning_tokens")?;
    row.requests = record.count("requests")?;
    row.billed = paid(record, "usage")?;
    row.cache_unknown = true;
    out.row(row);
    Ok(())
}

/// What was paid to the router, and to a vendor with a key of one's own.
fn paid(record: &dyn Record, field: &str) -> Result<Option<f64>, Flaw> {
    Ok(add(record.money(field)?, record.money("byok_usage_inference")?))
}

fn add(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    one.map(|one| one + other.unwrap_or(0.0)).or(other)
}

fn common(record: &dyn Record, line: u64, model: &str, start: i64, end: i64) -> Row {
    Row {
        line,
        start: Some(start),
        end: Some(end),
        seller: "OpenRouter".to_owned(),
        host: super::seller(&record.text("provider_name")),
        model: record.name(model),
        ..Row::default()
    }
}
