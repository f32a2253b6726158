//! DeepSeek's export, a ZIP with amounts and costs by hour: each row of the amounts has the unit price of its hour.

use crate::outlet::Outlet;
use crate::record::{Flaw, Record};
use crate::row::{Row, TokenKind};
use crate::secret::KeyHash;

pub fn read_amount(record: &dyn Record, line: u64, out: &mut Outlet<'_>) -> Result<(), Flaw> {
    let mut row = common(record, line)?;
    row.key_name = record.name("api_key_name");
    row.key = KeyHash::of(&record.text("api_key"));
    let amount = record.count("amount")?;
    let kind = record.text("type").into_owned();
    match kind.as_str() {
        "request_count" => row.requests = amount,
        "input_cache_hit_tokens" => row.tokens.put(TokenKind::CacheRead, amount),
        "input_cache_miss_tokens" => row.tokens.put(TokenKind::Input, amount),
        "output_tokens" => row.tokens.put(TokenKind::Output, amount),
        other => {
            let expected = "request_count, input_cache_hit_tokens, input_cache_miss_tokens or output_tokens";
            return Err(Flaw { field: "type".to_owned(), found: crate::secret::shown(other), expected });
        }
    }
    row.listed = record.money("price")?.map(|price| price * amount);
    out.row(row);
    Ok(())
}

pub fn read_cost(record: &dyn Record, line: u64, out: &mut Outlet<'_>) -> Result<(), Flaw> {
    let mut row = common(record, line)?;
    let Some(cost) = record.money("cost")? else {
        let expected = "an amount of money";
        return Err(Flaw { field: "cost".to_owned(), found: "nothing".to_owned(), expected });
    };
    // What a granted wallet pays is a credit.
    let granted = record.text("wallet_type").to_ascii_lowercase().contains("grant");
    row.billed = Some(if granted { 0.0 } else { cost });
    row.listed = Some(cost);
    row.credits = if granted { cost } else { 0.0 };
    row.currency = record.name("currency");
    row.money_only = true;
    out.row(row);
    Ok(())
}

fn common(record: &dyn Record, line: u64) -> Result<Row, Flaw> {
    let start = record.moment(&["start_time_iso", "utc_date"])?;
    Ok(Row {
        line,
        start: Some(start),
        end: Some(crate::moment::parse(&record.text("end_time_iso")).unwrap_or(start)),
        seller: "DeepSeek".to_owned(),
        host: "DeepSeek".to_owned(),
        model: record.name("model"),
        ..Row::default()
    })
}
