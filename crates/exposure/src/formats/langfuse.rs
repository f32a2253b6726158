//! Langfuse's observations, as JSON lines, a JSON list or CSV: integrations differ in whether input holds cached input.

use std::io::{self, BufRead};

use serde_json::Value;

use crate::outlet::Outlet;
use crate::record::{Flaw, Found, Record, object};
use crate::row::{Row, Tier};
use crate::secret::KeyHash;

const CACHED: [&str; 4] =
    ["input_cached_tokens", "input_cache_read", "cache_read_input_tokens", "input_cached"];
const WRITTEN: [&str; 4] = [
    "input_cache_creation",
    "cache_creation_input_tokens",
    "input_cache_write",
    "input_cache_creation_tokens",
];
const REASONING: [&str; 3] = ["output_reasoning_tokens", "output_reasoning", "reasoning_tokens"];

pub fn read(input: &mut dyn BufRead, delimiter: u8, out: &mut Outlet<'_>) -> io::Result<()> {
    super::csv_or_json(input, delimiter, out, observation)
}

/// The first of several names under which an integration reports a count.
fn count(usage: &Value, names: &[&str]) -> Result<Option<f64>, Flaw> {
    for name in names {
        if let Some(count) = usage.optional_count(name)? {
            return Ok(Some(count));
        }
    }
    Ok(None)
}

fn observation(record: &dyn Record, line: u64, out: &mut Outlet<'_>) -> Result<(), Flaw> {
    // The interface of the web page says `startTime`, the export to storage `start_time`.
    let kind = record.text("type");
    if !kind.is_empty() && !["GENERATION", "EMBEDDING"].contains(&kind.to_ascii_uppercase().as_str()) {
        out.set_aside("observations that are no call of a model");
        return Ok(());
    }
    let start = record.moment(&["start_time", "startTime"])?;
    let usage = match object(record, "usage_details").into_owned() {
        Value::Null => object(record, "usageDetails").into_owned(),
        usage => usage,
    };
    let metadata = object(record, "metadata");
    let cost = match record.money("total_cost")? {
        None => object(record, "cost_details").money("total")?,
        cost => cost,
    };
    let input = count(&usage, &["input", "prompt_tokens", "input_tokens"])?.unwrap_or(0.0);
    let output = count(&usage, &["output", "completion_tokens", "output_tokens"])?.unwrap_or(0.0);
    let cached = count(&usage, &CACHED)?.unwrap_or(0.0);
    let written = count(&usage, &WRITTEN)?.unwrap_or(0.0);
    let reasoning = count(&usage, &REASONING)?;
    let (input, output) = exclusive(&usage, input, cached + written, output, reasoning.unwrap_or(0.0))?;
    let model = record.first_name(&["provided_model_name", "providedModelName", "model"]);
    let seller = super::seller(&metadata.first(&["provider", "ls_provider", "gen_ai.provider.name"]));
    let mut row = Row {
        model,
        tier: Tier::parse(&metadata.text("service_tier")),
        reasoning,
        logged: cost,
        project: super::public_id(&record.first(&["project_id", "projectId"])),
        tag: metadata.name("product"),
        key: KeyHash::of(&metadata.text("api_key")),
        failed: record.text("level") == "ERROR" && output == 0.0,
        ..Row::of_call(line, start, seller)
    };
    if row.tag.is_empty() {
        row.tag = record.first_name(&["trace_name", "traceName"]);
    }
    row.tokens.input = input;
    row.tokens.cache_read = cached;
    row.tokens.cache_write_5m = written;
    row.tokens.output = output;
    if row.model.is_empty()
        && row.tokens.total() == 0.0
        && matches!(record.found("usage_details"), Found::Missing)
    {
        out.set_aside("observations without tokens");
        return Ok(());
    }
    let id = record.text("id");
    out.row_once(row, "langfuse", &[&id], "observations that an earlier record holds");
    Ok(())
}

/// Input without its cached part, and output with its reasoning. Which of them the file means shows in the total: the
/// details exclude one another by the rule, but many integrations report cached input inside input, and reasoning inside
/// output.
fn exclusive(
    usage: &Value,
    input: f64,
    cached: f64,
    output: f64,
    reasoning: f64,
) -> Result<(f64, f64), Flaw> {
    let Some(total) = usage.optional_count("total")?.filter(|total| *total > 0.0) else {
        return Ok((input, output + reasoning));
    };
    let readings = [
        (input + cached + output + reasoning, input, output + reasoning),
        (input + cached + output, input, output),
        (input + output + reasoning, input - cached, output + reasoning),
        (input + output, input - cached, output),
    ];
    let fitting = readings
        .iter()
        .find(|(sum, input, output)| (sum - total).abs() < 0.5 && *input >= 0.0 && *output >= reasoning);
    Ok(fitting.map_or((input, output + reasoning), |(_, input, output)| (*input, *output)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_total_tells_what_is_inside_what() {
        let total = |total: f64| json!({"total": total});
        // Everything apart.
        assert_eq!(exclusive(&total(180.0), 100.0, 50.0, 20.0, 10.0), Ok((100.0, 30.0)));
        // Reasoning inside output.
        assert_eq!(exclusive(&total(170.0), 100.0, 50.0, 20.0, 10.0), Ok((100.0, 20.0)));
        // Cached input inside input.
        assert_eq!(exclusive(&total(130.0), 100.0, 50.0, 20.0, 10.0), Ok((50.0, 30.0)));
        // Both.
        assert_eq!(exclusive(&total(120.0), 100.0, 50.0, 20.0, 10.0), Ok((50.0, 20.0)));
        // No total: the rule.
        assert_eq!(exclusive(&json!({}), 100.0, 50.0, 20.0, 10.0), Ok((100.0, 30.0)));
    }
}
