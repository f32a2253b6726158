//! AWS Cost and Usage Report 2.0: Bedrock's lines, of which each is one kind of tokens in thousands or millions.

use super::bill::{token_kind, tokens_per_unit};
use crate::outlet::Outlet;
use crate::record::{Flaw, Record, object};
use crate::row::{Row, Tier};
use crate::secret::KeyHash;

pub fn read(record: &dyn Record, line: u64, out: &mut Outlet<'_>) -> Result<(), Flaw> {
    let cost = record.money("line_item_unblended_cost")?;
    let kind = record.text("line_item_line_item_type").into_owned();
    if kind.eq_ignore_ascii_case("tax") {
        out.set_aside_money("taxes", cost.unwrap_or(0.0));
        return Ok(());
    }
    let service = record.first(&["product_servicename", "line_item_product_code"]).into_owned();
    let code = record.text("line_item_product_code").into_owned();
    if !service.contains("Bedrock") && !code.contains("Bedrock") {
        out.set_aside_money("charges for other services than models", cost.unwrap_or(0.0));
        return Ok(());
    }
    let Some(cost) = cost else {
        let (field, expected) = ("line_item_unblended_cost".to_owned(), "an amount of money");
        return Err(Flaw { field, found: "nothing".to_owned(), expected });
    };
    let start = record.moment(&["line_item_usage_start_date"])?;
    let end = crate::moment::parse(&record.text("line_item_usage_end_date")).unwrap_or(start);
    let usage = record.text("line_item_usage_type").into_owned();
    let principal = record.text("line_item_iam_principal").into_owned();
    let mut row = Row {
        line,
        start: Some(start),
        end: Some(end),
        seller: "Amazon Bedrock".to_owned(),
        host: "Amazon Bedrock".to_owned(),
        model: crate::secret::name(&model(&usage, &service)),
        region: region(&usage, &record.name("product_region_code")),
        tier: Tier::parse(&usage),
        billed: Some(cost),
        listed: record.money("pricing_public_on_demand_cost")?,
        currency: record.name("line_item_currency_code"),
        tag: object(record, "resource_tags").first_name(&["user_product", "product"]),
        key_name: role(&principal),
        key: KeyHash::of(&principal),
        money_only: true,
        ..Row::default()
    };
    if row.tag.is_empty() {
        row.tag = object(record, "tags").first_name(&["product", "user_product", "user:product"]);
    }
    // Discounts, credits and fees are lines of their own, without tokens.
    let is_usage = ["usage", "discountedusage"].contains(&kind.to_ascii_lowercase().as_str());
    let per_unit = match usage.contains("MP:") {
        // Units of the marketplace are millions, and say only "Units".
        true => Some(1e6),
        false => tokens_per_unit(&record.text("pricing_unit")),
    };
    if let (true, Some(kind), Some(per_unit)) = (is_usage, token_kind(&usage), per_unit) {
        row.tokens.put(kind, record.count("line_item_usage_amount")? * per_unit);
        row.money_only = false;
    }
    out.row(row);
    Ok(())
}

/// The role of an assumed role: a name that people give, while the session may be a person.
fn role(principal: &str) -> String {
    let role = principal.split_once("assumed-role/").and_then(|(_, rest)| rest.split('/').next());
    crate::secret::name(role.unwrap_or_default())
}

/// Requests to one region cost more than those that may go anywhere.
fn region(usage: &str, region: &str) -> String {
    let lower = usage.to_ascii_lowercase();
    match lower.contains("global") || !lower.contains("regional") {
        true => region.to_owned(),
        false => format!("regional:{region}"),
    }
}

/// The model in a usage type, or, on the marketplace, in the name of the service.
fn model(usage: &str, service: &str) -> String {
    if usage.contains("MP:") {
        return service.split(" (").next().unwrap_or_default().to_owned();
    }
    let without_region = usage.split_once('-').map_or(usage, |(_, rest)| rest);
    let end = ["-mantle-", "-input", "-output", "-cache", "-prompt", "-response"]
        .iter()
        .filter_map(|word| without_region.find(word))
        .min()
        .unwrap_or(without_region.len());
    without_region[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_three_kinds_of_usage_types_name_their_model() {
        for (usage, service, expected) in [
            ("USE1-Claude4.6Opus-input-tokens-cross-region-global-batch", "Amazon Bedrock", "Claude4.6Opus"),
            ("USE1-Nova2.0Lite-output-tokens", "Amazon Bedrock", "Nova2.0Lite"),
            (
                "USE1-anthropic.claude-opus-4-8-mantle-input-tokens-standard",
                "Amazon Bedrock",
                "anthropic.claude-opus-4-8",
            ),
            (
                "USW2-MP:USW2_InputTokenCount_Global_Batch-Units",
                "Claude Opus 5.5 (Amazon Bedrock Edition)",
                "Claude Opus 5.5",
            ),
            ("", "", ""),
        ] {
            assert_eq!(model(usage, service), expected);
        }
        assert_eq!(role("arn:aws:sts::000000000000:assumed-role/support-bot/jane"), "support-bot");
    }
}
