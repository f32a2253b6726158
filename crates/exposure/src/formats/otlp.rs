//! OpenTelemetry spans with GenAI attributes, in the JSON encoding of OTLP, under their old names and their new ones.

use std::io::{self, BufRead};

use serde_json::{Map, Value};

use crate::json_file::{Around, Path, elements};
use crate::outlet::Outlet;
use crate::record::{Flaw, Found, Record};
use crate::row::{Row, Tier};
use crate::secret::KeyHash;

const SPANS: Path =
    Path { lists: &["resourceSpans", "scopeSpans", "spans"], around: &["resource"], needed: &[] };
const INPUT: [&str; 3] =
    ["gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.usage.prompt_tokens"];
const OUTPUT: [&str; 3] =
    ["gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.usage.completion_tokens"];
const CACHED: [&str; 3] = [
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.input_tokens.cached",
    "gen_ai.usage.cache_read_input_tokens",
];
const WRITTEN: [&str; 2] =
    ["gen_ai.usage.cache_creation.input_tokens", "gen_ai.usage.cache_creation_input_tokens"];
const REASONING: [&str; 3] = [
    "gen_ai.usage.reasoning.output_tokens",
    "gen_ai.usage.reasoning_tokens",
    "gen_ai.usage.output_tokens.reasoning",
];

pub fn read(input: &mut dyn BufRead, out: &mut Outlet<'_>) -> io::Result<()> {
    elements(input, &SPANS, out, &mut span)
}

fn span(around: &Around, span: &Value, line: u64, out: &mut Outlet<'_>) -> Result<(), Flaw> {
    let attributes = flat(span.get("attributes"));
    let resource = flat(around.get("resource").and_then(|resource| resource.get("attributes")));
    let filled = |names: &[&str]| names.iter().any(|name| attributes.found(name) != Found::Missing);
    if !filled(&INPUT) && !filled(&OUTPUT) {
        out.set_aside("spans without tokens");
        return Ok(());
    }
    // The span of an agent sums up its calls, which are spans of their own.
    let operation = attributes.text("gen_ai.operation.name").into_owned();
    if ["invoke_agent", "create_agent", "invoke_workflow"].contains(&operation.as_str()) {
        out.set_aside("spans of agents, whose calls are spans of their own");
        return Ok(());
    }
    let start = span.moment(&["startTimeUnixNano", "start_time_unix_nano"])?;
    let (input, cached, written) =
        (count(&attributes, &INPUT)?, count(&attributes, &CACHED)?, count(&attributes, &WRITTEN)?);
    let input = input.unwrap_or(0.0);
    let (cached, written) = (cached.unwrap_or(0.0), written.unwrap_or(0.0));
    let provider = attributes.first(&["gen_ai.provider.name", "gen_ai.system"]).into_owned();
    let seller = super::seller(&provider);
    let tier =
        attributes.first(&["openai.response.service_tier", "openai.request.service_tier"]).into_owned();
    let mut row = Row {
        model: attributes.first_name(&["gen_ai.response.model", "gen_ai.request.model"]),
        region: attributes.first_name(&["cloud.region"]),
        tier: Tier::parse(&tier),
        reasoning: count(&attributes, &REASONING)?,
        project: resource.first_name(&["service.name"]),
        tag: attributes.first_name(&["product", "gen_ai.agent.name"]),
        key: KeyHash::of(&attributes.text("gen_ai.api_key.id")),
        failed: span.count("status.code").is_ok_and(|code| code == 2.0)
            || span.text("status.code") == "STATUS_CODE_ERROR",
        ..Row::of_call(line, start, seller)
    };
    // Cached input and cache writes are part of the input, unless they exceed it: then a library left them out.
    row.tokens.input = if input >= cached + written { input - cached - written } else { input };
    row.tokens.cache_read = cached;
    row.tokens.put_written(&row.seller, written);
    row.tokens.output = count(&attributes, &OUTPUT)?.unwrap_or(0.0);
    let (trace, id) = (span.text("traceId"), span.text("spanId"));
    out.row_once(row, "otlp", &[&trace, &id], "spans that an earlier record holds");
    Ok(())
}

fn count(attributes: &Value, names: &[&str]) -> Result<Option<f64>, Flaw> {
    for name in names {
        if let Some(count) = attributes.optional_count(name)? {
            return Ok(Some(count));
        }
    }
    Ok(None)
}

/// Attributes by name, without the types that they are wrapped in.
fn flat(attributes: Option<&Value>) -> Value {
    let list = attributes.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut flat = Map::new();
    for attribute in list {
        let (Some(name), Some(Value::Object(value))) =
            (attribute.get("key").and_then(Value::as_str), attribute.get("value"))
        else {
            continue;
        };
        if let Some(value) = value.values().next().filter(|value| !value.is_object()) {
            flat.insert(name.to_owned(), value.clone());
        }
    }
    Value::Object(flat)
}
