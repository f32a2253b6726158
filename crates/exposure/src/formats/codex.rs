//! Session logs of Codex: running totals of tokens, of which the differences count.

use std::io::{self, BufRead};

use serde_json::Value;

use crate::json_file::lines_or_list;
use crate::outlet::Outlet;
use crate::record::{Flaw, Record};
use crate::row::Row;

/// Running totals, tokens.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Totals {
    input: f64,
    cached: f64,
    output: f64,
    reasoning: f64,
}

impl Totals {
    fn read(usage: &Value) -> Result<Self, Flaw> {
        Ok(Self {
            input: usage.count("input_tokens")?,
            cached: usage.count("cached_input_tokens")?,
            output: usage.count("output_tokens")?,
            reasoning: usage.count("reasoning_output_tokens")?,
        })
    }

    fn less(self, earlier: Self) -> Self {
        Self {
            input: self.input - earlier.input,
            cached: self.cached - earlier.cached,
            output: self.output - earlier.output,
            reasoning: self.reasoning - earlier.reasoning,
        }
    }

    fn is_negative(self) -> bool {
        self.input < 0.0 || self.cached < 0.0 || self.output < 0.0 || self.reasoning < 0.0
    }
}

/// What earlier lines said.
#[derive(Default)]
struct Session {
    model: String,
    provider: String,
    totals: Totals,
}

pub fn read(input: &mut dyn BufRead, out: &mut Outlet<'_>) -> io::Result<()> {
    let mut session = Session::default();
    lines_or_list(input, out, &mut |_, record, line, out| event(record, line, &mut session, out))
}

fn event(record: &Value, line: u64, session: &mut Session, out: &mut Outlet<'_>) -> Result<(), Flaw> {
    let payload = record.get("payload").unwrap_or(&Value::Null);
    let model = payload.name("model");
    if !model.is_empty() {
        session.model = model;
    }
    let provider = payload.text("model_provider");
    if !provider.is_empty() {
        session.provider = super::seller(&provider);
    }
    if payload.text("type") != "token_count" {
        out.set_aside("lines without usage");
        return Ok(());
    }
    let Some(info) = payload.get("info").filter(|info| info.is_object()) else {
        out.set_aside("counts of tokens that are empty");
        return Ok(());
    };
    let totals = Totals::read(info.get("total_token_usage").unwrap_or(&Value::Null))?;
    if totals == session.totals {
        out.merge("lines that repeat a total");
        return Ok(());
    }
    let start = record.moment(&["timestamp"])?;
    let mut used = totals.less(session.totals);
    if used.is_negative() {
        // The session began anew: its total is what was used since.
        used = totals;
    }
    if used.cached > used.input {
        let found = "more than input_tokens".to_owned();
        let expected = "no more than the input, which holds cached input";
        return Err(Flaw { field: "cached_input_tokens".to_owned(), found, expected });
    }
    session.totals = totals;
    let seller = if session.provider.is_empty() { "OpenAI" } else { &session.provider };
    let mut row = Row {
        model: session.model.clone(),
        reasoning: Some(used.reasoning),
        tag: "Codex".to_owned(),
        ..Row::of_call(line, start, seller.to_owned())
    };
    row.tokens.input = used.input - used.cached;
    row.tokens.cache_read = used.cached;
    row.tokens.output = used.output;
    out.row(row);
    Ok(())
}
