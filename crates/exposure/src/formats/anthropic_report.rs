//! Anthropic's usage and cost reports as the interface for administrators gives them, and those of its analytics.

use std::io::{self, BufRead};

use serde_json::Value;

use super::bill::{anthropic_token_kind, prompt_at_least};
use crate::json_file::{Around, Path, elements};
use crate::outlet::Outlet;
use crate::record::{Flaw, Record};
use crate::row::{Row, Tier};
use crate::secret::KeyHash;

const BUCKETS: Path =
    Path { lists: &["data", "results"], around: &["starting_at", "ending_at"], needed: &["starting_at"] };

pub fn read_usage(input: &mut dyn BufRead, out: &mut Outlet<'_>) -> io::Result<()> {
    elements(input, &BUCKETS, out, &mut usage)
}

pub fn read_cost(input: &mut dyn BufRead, out: &mut Outlet<'_>) -> io::Result<()> {
    elements(input, &BUCKETS, out, &mut cost)
}

/// Input leaves cached input out; writes are split by the lifetime of the cache.
fn usage(around: &Around, record: &Value, line: u64, out: &mut Outlet<'_>) -> Result<(), Flaw> {
    let mut row = common(around, record, line)?;
    row.tokens.input = record.count("uncached_input_tokens")?;
    row.tokens.cache_read = record.count("cache_read_input_tokens")?;
    row.tokens.cache_write_5m = record.count("cache_creation.ephemeral_5m_input_tokens")?;
    row.tokens.cache_write_1h = record.count("cache_creation.ephemeral_1h_input_tokens")?;
    if row.tokens.cache_writes() == 0.0 {
        row.tokens.cache_write_5m = record.count("cache_creation_input_tokens")?;
    }
    row.tokens.output = record.count("output_tokens")?;
    row.web_searches = record.count("server_tool_use.web_search_requests")?;
    row.requests = record.count("requests")?;
    out.row(row);
    Ok(())
}

/// `amount` is a text with cents and their fractions.
fn cost(around: &Around, record: &Value, line: u64, out: &mut Outlet<'_>) -> Result<(), Flaw> {
    let mut row = common(around, record, line)?;
    let cents = record.money("amount")?;
    let Some(cents) = cents else {
        let expected = "an amount in cents, as a text";
        return Err(Flaw { field: "amount".to_owned(), found: "nothing".to_owned(), expected });
    };
    row.billed = Some(cents / 100.0);
    row.listed = record.money("list_amount")?.map(|cents| cents / 100.0);
    row.currency = record.name("currency");
    row.money_only = true;
    let kind = record.text("token_type");
    if !kind.is_empty() && anthropic_token_kind(&kind).is_none() {
        row.model = String::new();
    }
    out.row(row);
    Ok(())
}

fn common(around: &Around, record: &Value, line: u64) -> Result<Row, Flaw> {
    let moment = |field: &str| around.get(field).and_then(Value::as_str).and_then(crate::moment::parse);
    let Some(start) = moment("starting_at") else {
        let expected = "the moment at which the bucket of this record begins";
        return Err(Flaw { field: "starting_at".to_owned(), found: "no moment".to_owned(), expected });
    };
    let tier = match Tier::parse(&record.text("service_tier")) {
        Tier::Standard => Tier::parse(&record.text("speed")),
        tier => tier,
    };
    Ok(Row {
        line,
        start: Some(start),
        end: Some(moment("ending_at").unwrap_or(start + crate::moment::DAY_SECONDS)),
        seller: "Anthropic".to_owned(),
        host: "Anthropic".to_owned(),
        model: record.name("model"),
        region: record.name("inference_geo"),
        tier,
        prompt_at_least: prompt_at_least(&record.text("context_window")),
        workspace: super::public_id(&record.text("workspace_id")),
        tag: record.name("product"),
        key: KeyHash::of(&record.text("api_key_id")),
        ..Row::default()
    })
}
