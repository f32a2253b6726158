//! Helicone's requests, as JSON lines, a JSON list or CSV.

use std::io::{self, BufRead};

use crate::outlet::Outlet;
use crate::record::{Flaw, Record, object};
use crate::row::Row;
use crate::secret::KeyHash;

pub fn read(input: &mut dyn BufRead, delimiter: u8, out: &mut Outlet<'_>) -> io::Result<()> {
    super::csv_or_json(input, delimiter, out, request)
}

/// `prompt_tokens` leaves cached input out; there is no column for reasoning.
fn request(record: &dyn Record, line: u64, out: &mut Outlet<'_>) -> Result<(), Flaw> {
    let start = record.moment(&["request_created_at", "response_created_at"])?;
    // A reference to an earlier response: Helicone's own cache answered.
    if !record.text("cache_reference_id").is_empty()
        && record.text("cache_reference_id") != "00000000-0000-0000-0000-000000000000"
    {
        out.set_aside("requests that the gateway's own cache answered");
        return Ok(());
    }
    let status = record.text("response_status").parse::<f64>().unwrap_or(200.0);
    let properties = match object(record, "properties").into_owned() {
        serde_json::Value::Null => object(record, "request_properties").into_owned(),
        properties => properties,
    };
    let seller = super::seller(&record.text("provider"));
    let mut row = Row {
        model: record.first_name(&["response_model", "model_override", "request_model", "model"]),
        logged: record.money("costUSD")?.or(record.money("cost")?),
        tag: properties.first_name(&["product", "Product"]),
        key: KeyHash::of(&record.text("auth_hash")),
        failed: !(0.0..400.0).contains(&status),
        ..Row::of_call(line, start, seller)
    };
    row.media_tokens = record.count("prompt_audio_tokens")? + record.count("completion_audio_tokens")?;
    row.tokens.input = record.count("prompt_tokens")?;
    row.tokens.cache_read = record.count("prompt_cache_read_tokens")?;
    let written = record.count("prompt_cache_write_tokens")?;
    row.tokens.put_written(&row.seller, written);
    row.tokens.output = record.count("completion_tokens")?;
    let id = record.text("request_id");
    out.row_once(row, "helicone", &[&id], "requests that an earlier record holds");
    Ok(())
}
