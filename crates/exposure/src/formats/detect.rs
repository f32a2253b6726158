//! Recognises a format by the beginning of a file: names of columns of a CSV, names of fields of JSON.

use csv::{ByteRecord, ReaderBuilder};

use super::Format;
use crate::csv_file::Header;

/// What the beginning of a file shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detection {
    /// The format; `None` when it is none of the known ones.
    pub format: Option<Format>,
    /// What separates the columns of a CSV.
    pub delimiter: u8,
    /// The columns that were found, or the fields.
    pub names: Vec<String>,
}

/// Columns that a CSV of a format must have.
const COLUMNS: [(Format, &[&str]); 13] = [
    (Format::AwsCur, &["line_item_usage_type", "line_item_unblended_cost"]),
    (Format::AzureFocus, &["BilledCost", "ChargePeriodStart", "x_SkuMeterName"]),
    (Format::Focus, &["BilledCost", "ChargePeriodStart"]),
    (Format::AnthropicConsoleUsage, &["usage_date_utc", "usage_output_tokens"]),
    (Format::AnthropicConsoleCost, &["usage_date_utc", "token_type", "cost_usd"]),
    (Format::OpenaiDashboard, &["start_time", "end_time", "start_time_iso", "end_time_iso"]),
    (Format::DeepseekAmount, &["start_time_iso", "model", "type", "price", "amount"]),
    (Format::DeepseekCost, &["start_time_iso", "model", "wallet_type", "cost"]),
    (Format::OpenrouterDetail, &["generation_id", "tokens_prompt", "model_permaslug"]),
    (Format::OpenrouterAggregate, &["Slug", "Usage", "Prompt Tokens"]),
    (Format::Litellm, &["startTime", "spend", "prompt_tokens", "completion_tokens"]),
    (Format::Helicone, &["request_created_at", "prompt_tokens", "completion_tokens", "request_id"]),
    (Format::Langfuse, &["usage_details", "provided_model_name"]),
];

/// Fields of which the beginning of a JSON file of a format has all.
const FIELDS: [(Format, &[&str]); 14] = [
    (Format::OpenaiUsage, &["results", "start_time", "num_model_requests", "input_tokens"]),
    (Format::OpenaiCosts, &["results", "start_time", "line_item", "amount"]),
    (Format::AnthropicUsageReport, &["results", "starting_at", "uncached_input_tokens"]),
    (Format::AnthropicCostReport, &["results", "starting_at", "cost_type", "amount"]),
    (Format::OpenrouterActivity, &["model_permaslug", "byok_usage_inference", "prompt_tokens"]),
    (Format::Otlp, &["resourceSpans"]),
    (Format::ClaudeCode, &["sessionId", "type", "uuid"]),
    (Format::Codex, &["payload", "timestamp", "type"]),
    (Format::GcpBilling, &["billing_account_id", "sku", "usage_start_time"]),
    (Format::Litellm, &["startTime", "spend", "prompt_tokens", "completion_tokens"]),
    (Format::Helicone, &["request_created_at", "prompt_tokens", "request_id", "completion_tokens"]),
    (Format::Langfuse, &["usage_details", "provided_model_name"]),
    (Format::Langfuse, &["usageDetails", "providedModelName"]),
    (Format::ClaudeCode, &["leafUuid", "summary", "type"]),
];

/// Recognises a format by the first bytes of a file.
#[must_use]
pub fn detect(head: &[u8]) -> Detection {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    match head.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{' | b'[') => json(head),
        _ => csv(head),
    }
}

fn csv(head: &[u8]) -> Detection {
    let first_line = head.split(|&byte| byte == b'\n').next().unwrap_or_default();
    // Spreadsheets of half the world save CSV with semicolons.
    let delimiters = [b',', b';', b'\t'];
    let count = |delimiter: u8| first_line.iter().filter(|&&byte| byte == delimiter).count();
    let delimiter = delimiters.into_iter().rev().max_by_key(|&delimiter| count(delimiter)).unwrap_or(b',');
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(first_line);
    let mut record = ByteRecord::new();
    if !reader.read_byte_record(&mut record).unwrap_or(false) {
        return Detection { format: None, delimiter, names: Vec::new() };
    }
    let header = Header::new(&record);
    let fits = |columns: &[&str]| columns.iter().all(|column| header.has(column));
    let format = COLUMNS.iter().find(|(_, columns)| fits(columns)).map(|(format, _)| *format);
    Detection { format, delimiter, names: header.names().map(str::to_owned).collect() }
}

fn json(head: &[u8]) -> Detection {
    let names = field_names(head);
    let fits = |fields: &[&str]| fields.iter().all(|field| names.iter().any(|name| name == field));
    let format = FIELDS.iter().find(|(_, fields)| fits(fields)).map(|(format, _)| *format);
    Detection { format, delimiter: b',', names }
}

/// Names of fields: texts before a colon. Texts inside texts do not count: logs of agents quote whole files.
fn field_names(head: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    let mut at = 0;
    while at < head.len() {
        if head[at] != b'"' {
            at += 1;
            continue;
        }
        let start = at + 1;
        at = start;
        while at < head.len() && head[at] != b'"' {
            at += if head[at] == b'\\' { 2 } else { 1 };
        }
        let end = at.min(head.len());
        at += 1;
        let is_name = head.get(at..).unwrap_or_default().iter().find(|byte| !byte.is_ascii_whitespace());
        if is_name == Some(&b':') && end - start <= 64 {
            let name = String::from_utf8_lossy(&head[start..end]).into_owned();
            if names.len() < 4096 && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}
