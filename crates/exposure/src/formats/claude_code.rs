//! Session logs of Claude Code: a JSON object a line, with the usage of a message on every line that was streamed of it.

use std::collections::VecDeque;
use std::io::{self, BufRead};

use serde_json::Value;

use crate::json_file::lines_or_list;
use crate::outlet::{Outlet, identity};
use crate::record::{Flaw, Record};
use crate::row::{Row, Tier};

/// Messages that may still get another line: streamed lines of one message stand close together.
const OPEN_MESSAGES: usize = 64;
/// Why a line is merged.
const REPEATED: &str = "lines that repeat a streamed message";

pub fn read(input: &mut dyn BufRead, out: &mut Outlet<'_>) -> io::Result<()> {
    let mut open = VecDeque::new();
    let result = lines_or_list(input, out, &mut |_, record, line, out| message(record, line, &mut open, out));
    // The rows were accounted for when they were read.
    open.drain(..).for_each(|(_, row)| out.row(row));
    result
}

fn message(
    record: &Value,
    line: u64,
    open: &mut VecDeque<(u128, Row)>,
    out: &mut Outlet<'_>,
) -> Result<(), Flaw> {
    let Some(message) =
        record.get("message").filter(|message| message.get("usage").is_some_and(Value::is_object))
    else {
        out.set_aside("lines without usage");
        return Ok(());
    };
    let model = message.name("model");
    if model == "<synthetic>" {
        out.set_aside("messages that the program made itself");
        return Ok(());
    }
    let row = usage(record, message, &message["usage"], model, line)?;
    let (id, request) = (message.text("id"), record.text("requestId"));
    if id.is_empty() {
        out.row(row);
        return Ok(());
    }
    let identity = identity("claude code", &[&id, &request]);
    if let Some((_, earlier)) = open.iter_mut().rev().find(|(open, _)| *open == identity) {
        // The last line of a streamed message has its final count.
        if row.tokens.output >= earlier.tokens.output {
            *earlier = Row { line: earlier.line, ..row };
        }
        out.merge(REPEATED);
        return Ok(());
    }
    if !out.is_new(identity) {
        out.merge(REPEATED);
        return Ok(());
    }
    open.push_back((identity, row));
    if open.len() > OPEN_MESSAGES
        && let Some((_, row)) = open.pop_front()
    {
        out.row(row);
    }
    Ok(())
}

/// `input_tokens` leaves cached input out.
fn usage(record: &Value, message: &Value, usage: &Value, model: String, line: u64) -> Result<Row, Flaw> {
    let start = record.moment(&["timestamp"])?;
    let tier = match Tier::parse(&usage.text("service_tier")) {
        Tier::Standard => Tier::parse(&usage.text("speed")),
        tier => tier,
    };
    let seller = match model.contains("anthropic.") {
        true => "Amazon Bedrock",
        false => "Anthropic",
    };
    let mut row = Row {
        model,
        region: usage.name("inference_geo"),
        tier,
        reasoning: usage.optional_count("output_tokens_details.thinking_tokens")?,
        web_searches: usage.count("server_tool_use.web_search_requests")?,
        tag: "Claude Code".to_owned(),
        failed: message.truth("isApiErrorMessage"),
        ..Row::of_call(line, start, seller.to_owned())
    };
    row.tokens.input = usage.count("input_tokens")?;
    row.tokens.cache_read = usage.count("cache_read_input_tokens")?;
    let written = usage.count("cache_creation_input_tokens")?;
    row.tokens.cache_write_1h = usage.count("cache_creation.ephemeral_1h_input_tokens")?.min(written);
    row.tokens.cache_write_5m = written - row.tokens.cache_write_1h;
    row.tokens.output = usage.count("output_tokens")?;
    Ok(row)
}
