//! Facts, choices and origins as JSON.

use jevons_facts::{Choice, Datum, Provenance};
use jiff::civil::Date;
use serde_json::{Value, json};

pub fn datum_json(datum: &Datum) -> Value {
    json!({
        "period": datum.period.to_string(), "start": datum.period.start().to_string(),
        "end": datum.period.end().to_string(), "value": datum.value, "unit": datum.unit,
        "source": origin_json(&datum.provenance),
    })
}

pub fn choice_json(choice: &Choice<'_>) -> Value {
    let rejected: Vec<Value> = choice
        .rejected
        .iter()
        .map(|other| json!({ "datum": datum_json(other.datum), "reason": other.reason }))
        .collect();
    json!({
        "value": choice.value, "unit": choice.unit, "period": choice.period.to_string(), "rule": choice.rule,
        "data": choice.data.iter().map(|datum| datum_json(datum)).collect::<Vec<_>>(), "rejected": rejected,
    })
}

pub fn origin_json(origin: &Provenance) -> Value {
    json!({
        "kind": origin.kind.as_str(), "tier": origin.tier.as_str(),
        "published": (origin.published != Date::MIN).then(|| origin.published.to_string()),
        "published_basis": origin.published_basis, "structural": origin.structural,
        "title": origin.source_title, "url": origin.source_url, "note": origin.note,
        "file": &*origin.file, "line": origin.line,
    })
}
