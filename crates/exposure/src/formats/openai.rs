//! OpenAI's usage of completions and its costs as JSON, and usage as the dashboard exports it.

use std::io::{self, BufRead};

use serde_json::Value;

use super::bill::{token_kind, tokens_per_unit};
use crate::json_file::{Around, Path, elements};
use crate::outlet::Outlet;
use crate::record::{Flaw, Record};
use crate::row::{Row, Tier};
use crate::secret::KeyHash;

const BUCKETS: Path =
    Path { lists: &["data", "results"], around: &["start_time", "end_time"], needed: &["start_time"] };

pub fn read_usage(input: &mut dyn BufRead, out: &mut Outlet<'_>) -> io::Result<()> {
    elements(input, &BUCKETS, out, &mut |around, record, line, out| {
        let mut row = common(record, line);
        (row.start, row.end) = bucket(around)?;
        usage(record, row, out)
    })
}

pub fn read_costs(input: &mut dyn BufRead, out: &mut Outlet<'_>) -> io::Result<()> {
    elements(input, &BUCKETS, out, &mut costs)
}

/// The dashboard's file names its columns but not always in the same order, and an empty period has only the first.
pub fn read_dashboard(record: &dyn Record, line: u64, out: &mut Outlet<'_>) -> Result<(), Flaw> {
    let mut row = common(record, line);
    let start = record.moment(&["start_time_iso", "start_time"])?;
    let end = crate::moment::parse(&record.first(&["end_time_iso", "end_time"]));
    (row.start, row.end) = (Some(start), end.or(Some(start + crate::moment::DAY_SECONDS)));
    if record.text("input_tokens").is_empty() && record.text("output_tokens").is_empty() {
        out.set_aside("periods without usage");
        return Ok(());
    }
    usage(record, row, out)
}

/// `input_tokens` holds cached input and input written to the cache.
fn usage(record: &dyn Record, mut row: Row, out: &mut Outlet<'_>) -> Result<(), Flaw> {
    let input = record.count("input_tokens")?;
    let cached = record.count("input_cached_tokens")?;
    let (half_hour, half_day) =
        (record.count("input_cache_write_30m_tokens")?, record.count("input_cache_write_12h_tokens")?);
    let written = match record.optional_count("input_cache_write_tokens")? {
        Some(written) => written.max(half_hour + half_day),
        // The dashboard's file has no column for writes: they are what its other columns leave.
        None => match record.optional_count("input_uncached_tokens")? {
            Some(uncached) => (input - cached - uncached).max(0.0),
            None => half_hour + half_day,
        },
    };
    let uncached = input - cached - written;
    if uncached < 0.0 {
        let found = "less than the cached input and the cache writes in it".to_owned();
        let expected = "all input, cached input included";
        return Err(Flaw { field: "input_tokens".to_owned(), found, expected });
    }
    row.tokens.input = uncached;
    row.tokens.cache_read = cached;
    row.tokens.cache_write_12h = half_day;
    row.tokens.cache_write_30m = written - half_day;
    row.tokens.output = record.count("output_tokens")?;
    row.requests = record.count("num_model_requests")?;
    for field in ["input_audio_tokens", "output_audio_tokens", "input_image_tokens", "output_image_tokens"] {
        row.media_tokens += record.count(field)?;
    }
    out.row(row);
    Ok(())
}

/// `line_item` reads as `gpt-6-astra, input_tokens`, with the tier between where there is one.
fn costs(around: &Around, record: &Value, line: u64, out: &mut Outlet<'_>) -> Result<(), Flaw> {
    let mut row = common(record, line);
    (row.start, row.end) = bucket(around)?;
    let Some(cost) = record.money("amount.value")? else {
        let expected = "an amount of money";
        return Err(Flaw { field: "amount.value".to_owned(), found: "nothing".to_owned(), expected });
    };
    row.billed = Some(cost);
    row.currency = record.name("amount.currency");
    let item = record.text("line_item").into_owned();
    let mut parts = item.split(',').map(str::trim);
    row.model = crate::secret::name(parts.next().unwrap_or_default());
    let rest: Vec<&str> = parts.collect();
    row.tier = Tier::parse(&rest.join(" "));
    row.money_only = true;
    // Without a grouping by line item, or for tools, there is no quantity of tokens.
    let unit = record.text("quantity_unit").into_owned();
    if let (Some(kind), Some(per_unit)) = (token_kind(&rest.join(" ")), tokens_per_unit(&unit))
        && let Some(quantity) = record.optional_count("quantity")?
    {
        row.tokens.put(openai_kind(kind), quantity * per_unit);
        row.money_only = false;
    }
    out.row(row);
    Ok(())
}

/// OpenAI's caches live thirty minutes unless a line says otherwise.
fn openai_kind(kind: crate::row::TokenKind) -> crate::row::TokenKind {
    match kind {
        crate::row::TokenKind::CacheWrite5m => crate::row::TokenKind::CacheWrite30m,
        kind => kind,
    }
}

fn bucket(around: &Around) -> Result<(Option<i64>, Option<i64>), Flaw> {
    let moment = |field: &str| match around.get(field) {
        Some(Value::Number(number)) => crate::moment::parse(&number.to_string()),
        Some(Value::String(text)) => crate::moment::parse(text),
        _ => None,
    };
    let Some(start) = moment("start_time") else {
        let expected = "the moment at which the bucket of this record begins";
        return Err(Flaw { field: "start_time".to_owned(), found: "no moment".to_owned(), expected });
    };
    Ok((Some(start), Some(moment("end_time").unwrap_or(start + crate::moment::DAY_SECONDS))))
}

fn common(record: &dyn Record, line: u64) -> Row {
    let tier = match record.truth("batch") {
        true => Tier::Batch,
        false => Tier::parse(&record.text("service_tier")),
    };
    Row {
        line,
        seller: "OpenAI".to_owned(),
        host: "OpenAI".to_owned(),
        model: record.name("model"),
        tier,
        project: super::public_id(&record.text("project_id")),
        key: KeyHash::of(&record.text("api_key_id")),
        ..Row::default()
    }
}
