//! Usage and costs as the Anthropic console exports them, one file each, with prices in dollars.

use crate::outlet::Outlet;
use crate::record::{Flaw, Record};
use crate::row::{Row, Tier};
use crate::secret::KeyHash;

use super::bill::{anthropic_token_kind, prompt_at_least};

/// `usage_input_tokens_no_cache` leaves cached input out.
pub fn read_usage(record: &dyn Record, line: u64, out: &mut Outlet<'_>) -> Result<(), Flaw> {
    let mut row = common(record, line, "model_version")?;
    row.tokens.input = record.count("usage_input_tokens_no_cache")?;
    row.tokens.cache_read = record.count("usage_input_tokens_cache_read")?;
    // Exports from before the cache of an hour have one column for writes.
    row.tokens.cache_write_5m = record.count("usage_input_tokens_cache_write_5m")?
        + record.count("usage_input_tokens_cache_write")?;
    row.tokens.cache_write_1h = record.count("usage_input_tokens_cache_write_1h")?;
    row.tokens.output = record.count("usage_output_tokens")?;
    row.web_searches = record.count("web_search_count")?;
    out.row(row);
    Ok(())
}

/// A line for each kind of tokens, with its cost but not its amount.
pub fn read_cost(record: &dyn Record, line: u64, out: &mut Outlet<'_>) -> Result<(), Flaw> {
    let mut row = common(record, line, "model")?;
    row.key = row.key.or_else(|| KeyHash::of(&record.text("api_key_id")));
    row.billed = record.money("cost_usd")?;
    row.listed = record.money("list_price_usd")?;
    row.money_only = true;
    if row.billed.is_none() {
        let expected = "an amount in US dollars";
        return Err(Flaw { field: "cost_usd".to_owned(), found: "nothing".to_owned(), expected });
    }
    let kind = record.text("token_type");
    if !kind.is_empty() && anthropic_token_kind(&kind).is_none() {
        let expected =
            "input_no_cache, input_cache_read, input_cache_write_5m, input_cache_write_1h or output";
        return Err(Flaw { field: "token_type".to_owned(), found: crate::secret::shown(&kind), expected });
    }
    out.row(row);
    Ok(())
}

fn common(record: &dyn Record, line: u64, model: &str) -> Result<Row, Flaw> {
    let start = record.moment(&["usage_date_utc"])?;
    let tier = match Tier::parse(&record.text("usage_type")) {
        Tier::Standard => Tier::parse(&record.text("speed")),
        tier => tier,
    };
    Ok(Row {
        line,
        start: Some(start),
        end: Some(start + crate::moment::DAY_SECONDS),
        seller: "Anthropic".to_owned(),
        host: "Anthropic".to_owned(),
        model: record.name(model),
        region: record.name("inference_geo"),
        tier,
        prompt_at_least: prompt_at_least(&record.text("context_window")),
        workspace: record.name("workspace"),
        key_name: record.name("api_key"),
        key: KeyHash::of(&record.text("api_key")),
        ..Row::default()
    })
}
