//! Any CSV, by a map from its columns to those of a row, written in TOML.

use serde::Deserialize;

use crate::outlet::Outlet;
use crate::record::{Flaw, Record};
use crate::row::{Row, Tier};
use crate::secret::KeyHash;

/// Which column of a CSV means what.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ColumnMap {
    /// Separates the columns: one letter.
    pub delimiter: Option<char>,
    /// Seller when no column says it.
    pub seller_is: String,
    /// Currency when no column says it.
    pub currency_is: String,
    /// Whether the column `input` holds cached input and cache writes.
    pub input_holds_cached: bool,
    /// Whether the column `output` leaves reasoning out.
    pub output_leaves_out_reasoning: bool,
    /// Tokens of one unit of the token columns: 1, 1000 or 1000000.
    pub tokens_per_unit: Option<f64>,
    /// Dollars of one unit of the money columns: 1, or 0.01 for cents.
    pub money_per_unit: Option<f64>,
    /// Names of the columns.
    pub columns: Columns,
}

/// Names of the columns of a CSV; those that are empty it does not have.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each is the field of a row of the same name")]
pub struct Columns {
    pub start: String,
    pub end: String,
    pub seller: String,
    pub host: String,
    pub model: String,
    pub region: String,
    pub tier: String,
    pub input: String,
    pub cache_read: String,
    pub cache_write_5m: String,
    pub cache_write_30m: String,
    pub cache_write_1h: String,
    pub cache_write_12h: String,
    pub output: String,
    pub reasoning: String,
    pub requests: String,
    pub web_searches: String,
    pub logged: String,
    pub billed: String,
    pub listed: String,
    pub currency: String,
    pub product: String,
    pub workspace: String,
    pub project: String,
    pub key: String,
    pub key_name: String,
    pub request_id: String,
}

impl ColumnMap {
    /// Reads a map.
    ///
    /// # Errors
    /// What is wrong, with the line, when it is no such map.
    pub fn parse(text: &str) -> Result<Self, String> {
        let map: Self = toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())?;
        if map.columns.start.is_empty() || map.columns.model.is_empty() {
            return Err("[columns] needs at least `start` and `model`".to_owned());
        }
        for (name, value) in
            [("tokens_per_unit", map.tokens_per_unit), ("money_per_unit", map.money_per_unit)]
        {
            if value.is_some_and(|value| !(value > 0.0 && value <= 1e9)) {
                return Err(format!("{name} must be above 0 and at most 1000000000"));
            }
        }
        Ok(map)
    }

    /// The letter between columns.
    #[must_use]
    pub fn delimiter(&self) -> Option<u8> {
        self.delimiter.and_then(|letter| u8::try_from(letter).ok()).filter(u8::is_ascii)
    }
}

/// Reads a record by a map.
pub fn read(map: &ColumnMap, record: &dyn Record, line: u64, out: &mut Outlet<'_>) -> Result<(), Flaw> {
    let columns = &map.columns;
    let tokens = |column: &str| {
        let count = if column.is_empty() { None } else { record.optional_count(column)? };
        Ok(count.map(|count| count * map.tokens_per_unit.unwrap_or(1.0)))
    };
    let money = |column: &str| {
        let money = if column.is_empty() { None } else { record.money(column)? };
        Ok::<_, Flaw>(money.map(|money| money * map.money_per_unit.unwrap_or(1.0)))
    };
    let name = |column: &str| if column.is_empty() { String::new() } else { record.name(column) };
    let start = record.moment(&[&columns.start])?;
    let end = if columns.end.is_empty() { start } else { record.moment(&[&columns.end])? };
    record.required(&[&columns.model], "the name of a model")?;
    let mut row = Row {
        line,
        start: Some(start),
        end: Some(end),
        seller: super::seller(&name(&columns.seller)),
        host: super::seller(&name(&columns.host)),
        model: name(&columns.model),
        region: name(&columns.region),
        tier: Tier::parse(&name(&columns.tier)),
        reasoning: tokens(&columns.reasoning)?,
        requests: 1.0,
        logged: money(&columns.logged)?,
        billed: money(&columns.billed)?,
        listed: money(&columns.listed)?,
        currency: name(&columns.currency),
        workspace: name(&columns.workspace),
        project: name(&columns.project),
        tag: name(&columns.product),
        key_name: name(&columns.key_name),
        key: if columns.key.is_empty() { None } else { KeyHash::of(&record.text(&columns.key)) },
        ..Row::default()
    };
    if !columns.requests.is_empty() {
        row.requests = record.count(&columns.requests)?;
    }
    if !columns.web_searches.is_empty() {
        row.web_searches = record.count(&columns.web_searches)?;
    }
    if row.seller.is_empty() {
        row.seller = super::seller(&map.seller_is);
    }
    if row.currency.is_empty() {
        row.currency.clone_from(&map.currency_is);
    }
    fill_tokens(map, &mut row, &tokens)?;
    let id = if columns.request_id.is_empty() { "".into() } else { record.text(&columns.request_id) };
    out.row_once(row, "generic", &[&id], "requests that an earlier record holds");
    Ok(())
}

fn fill_tokens(
    map: &ColumnMap,
    row: &mut Row,
    tokens: &dyn Fn(&str) -> Result<Option<f64>, Flaw>,
) -> Result<(), Flaw> {
    let columns = &map.columns;
    let count = |column: &str| tokens(column).map(|count| count.unwrap_or(0.0));
    row.tokens.input = count(&columns.input)?;
    row.tokens.cache_read = count(&columns.cache_read)?;
    row.tokens.cache_write_5m = count(&columns.cache_write_5m)?;
    row.tokens.cache_write_30m = count(&columns.cache_write_30m)?;
    row.tokens.cache_write_1h = count(&columns.cache_write_1h)?;
    row.tokens.cache_write_12h = count(&columns.cache_write_12h)?;
    row.tokens.output = count(&columns.output)?;
    if map.output_leaves_out_reasoning {
        row.tokens.output += row.reasoning.unwrap_or(0.0);
    }
    if map.input_holds_cached {
        row.tokens.input -= row.tokens.cache_read + row.tokens.cache_writes();
        if row.tokens.input < 0.0 {
            let found = "less than the cached input in it".to_owned();
            let expected = "all input, as the map says: or is `input_holds_cached` wrong?";
            return Err(Flaw { field: columns.input.clone(), found, expected });
        }
    }
    Ok(())
}
