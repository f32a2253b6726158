//! Bills in the FOCUS schema, 1.0 to 1.4, with Azure's meters and what other vendors add in columns of their own.

use serde_json::Value;

use super::azure_meter;
use super::bill::{token_kind, tokens_per_unit};
use crate::outlet::Outlet;
use crate::record::{Flaw, Record, object};
use crate::row::{Row, Tier};
use crate::secret::KeyHash;

/// Words in the name of a service that sells models.
const SERVICES: [&str; 12] = [
    "openai",
    "foundry",
    "cognitive",
    "bedrock",
    "vertex",
    "gemini",
    "claude",
    "anthropic",
    "generative",
    "mistral",
    "deepseek",
    "language model",
];
const MODEL: [&str; 4] = ["x_Model", "x_AIModel", "x_ModelName", "x_SkuModel"];
const KIND: [&str; 5] = ["x_TokenType", "x_SkuMeterName", "SkuMeter", "ChargeDescription", "SkuId"];

pub fn read(record: &dyn Record, line: u64, out: &mut Outlet<'_>) -> Result<(), Flaw> {
    let billed = record.money("BilledCost")?;
    let category = record.text("ChargeCategory").to_ascii_lowercase();
    if category == "tax" {
        out.set_aside_money("taxes", billed.unwrap_or(0.0));
        return Ok(());
    }
    if !is_model_service(record) {
        out.set_aside_money("charges for other services than models", billed.unwrap_or(0.0));
        return Ok(());
    }
    let Some(billed) = billed else {
        let expected = "an amount of money";
        return Err(Flaw { field: "BilledCost".to_owned(), found: "nothing".to_owned(), expected });
    };
    let start = record.moment(&["ChargePeriodStart"])?;
    let end = crate::moment::parse(&record.text("ChargePeriodEnd")).unwrap_or(start);
    let issuer = record.first(&["InvoiceIssuerName", "ServiceProviderName", "ProviderName"]).into_owned();
    let service = record.text("ServiceName");
    let mut row = Row {
        line,
        start: Some(start),
        end: Some(end),
        seller: seller(&issuer, &service),
        host: super::seller(&record.first(&["HostProviderName", "ServiceName", "ProviderName"])),
        region: record.name("RegionId"),
        billed: Some(billed),
        listed: record.money("ListCost")?,
        currency: record.name("BillingCurrency"),
        workspace: record.first_name(&["SubAccountName"]),
        project: record.first_name(&["x_ResourceGroupName", "ResourceName"]),
        tag: tag(record),
        key: KeyHash::of(&record.text("ResourceId")),
        money_only: true,
        ..Row::default()
    };
    let details = object(record, "SkuPriceDetails");
    describe(record, &details, &mut row)?;
    // A credit is a negative charge without tokens.
    if ["credit", "adjustment"].contains(&category.as_str()) {
        (row.tokens, row.money_only) = (crate::row::Tokens::default(), true);
    }
    out.row(row);
    Ok(())
}

fn is_model_service(record: &dyn Record) -> bool {
    if MODEL.iter().any(|field| !record.text(field).is_empty()) {
        return true;
    }
    ["ServiceName", "x_SkuMeterCategory", "ServiceSubcategory", "x_SkuMeterSubcategory"].iter().any(|field| {
        let name = record.text(field).to_ascii_lowercase();
        SERVICES.iter().any(|service| name.contains(service))
    })
}

/// Model, kind and number of tokens, as far as the line tells them.
fn describe(record: &dyn Record, details: &Value, row: &mut Row) -> Result<(), Flaw> {
    let meter = record.text("x_SkuMeterName").into_owned();
    let mut described = KIND.iter().map(|field| record.text(field).into_owned());
    let detail = ["x_TokenType", "TokenType"].iter().map(|field| details.text(field).into_owned());
    let kind = described.by_ref().chain(detail).find_map(|text| token_kind(&text));
    row.tier =
        Tier::parse(&format!("{meter} {} {}", record.text("PricingCategory"), record.text("SkuPriceId")));
    row.model = record.first_name(&MODEL);
    if row.model.is_empty() {
        row.model = details.first_name(&MODEL);
    }
    if row.model.is_empty() && !meter.is_empty() {
        let family =
            record.first(&["x_SkuMeterSubcategory", "x_SkuMeterCategory", "ServiceName"]).into_owned();
        let read = azure_meter::read(&meter, &family);
        row.model = crate::secret::name(&read.model);
        row.prompt_at_least = read.prompt_at_least;
        if read.is_regional {
            row.region = format!("regional:{}", row.region);
        }
    }
    let quantity = match record.optional_count("ConsumedQuantity")? {
        Some(quantity) => Some((quantity, record.text("ConsumedUnit").into_owned())),
        None => record.optional_count("PricingQuantity")?.map(|quantity| (quantity, String::new())),
    };
    let Some((quantity, consumed_unit)) = quantity else { return Ok(()) };
    // Azure's unit of consumption is that of the price; where it says nothing, the meter's name does.
    let unit = [consumed_unit.as_str(), &record.text("PricingUnit"), azure_meter::unit(&meter)]
        .iter()
        .find_map(|unit| tokens_per_unit(unit));
    if let (Some(kind), Some(unit)) = (kind, unit) {
        row.tokens.put(kind, quantity * unit);
        row.money_only = false;
    }
    Ok(())
}

fn seller(issuer: &str, service: &str) -> String {
    match super::vendor(service) {
        // Clouds sell models under their own name.
        cloud @ ("Amazon Bedrock" | "Microsoft Azure" | "Google Cloud") => cloud.to_owned(),
        _ => super::seller(issuer),
    }
}

fn tag(record: &dyn Record) -> String {
    let tags = object(record, "Tags");
    tags.first_name(&["product", "Product", "user:product", "application", "app"])
}
