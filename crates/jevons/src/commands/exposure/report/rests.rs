//! What the page rests on: assumptions, announced changes of prices, and sources.

use jevons_report::{ExposureSection, PlainTable};

use super::super::Findings;
use super::super::terminal::dollars;
use super::{money, table};

pub(super) fn assumptions(findings: &Findings) -> ExposureSection {
    let number = |value: f64| if value.abs() >= 1_000.0 { dollars(value) } else { format!("{value}") };
    let mut rows: Vec<Vec<String>> = Vec::new();
    if let Some(stressed) = &findings.stressed {
        rows.extend(stressed.assumptions.all().into_iter().map(|(name, range)| {
            vec![
                name.replace('_', " "),
                number(range.low),
                number(range.central),
                number(range.high),
                range.unit.clone(),
                range.tier.clone(),
            ]
        }));
    }
    let sources = findings.stressed.iter().flat_map(|stressed| {
        stressed
            .assumptions
            .all()
            .into_iter()
            .map(|(name, range)| format!("{}: {}.", name.replace('_', " "), range.source))
    });
    let mut notes: Vec<String> = sources.collect();
    let links = findings.graph.links();
    let unsourced = links.iter().filter(|link| !link.is_disclosed()).count();
    notes.push(format!(
        "Dependencies: {} links between companies, the shares of {unsourced} of which have no source; vendors.csv and dependence.csv list them \
         with --out.",
        links.len()
    ));
    let stated = (!rows.is_empty()).then(|| {
        table("Assumptions of the stress", &["Assumption", "Low", "Central", "High", "Unit", "Tier"], rows)
    });
    ExposureSection {
        title: "What it rests on".to_owned(),
        text: vec![
            "What the files and the company do not say is assumed. Tiers: A primary source, B credible secondary source, C a single weak source, \
             D judgement, own: the company's own file. A company replaces any of them with what it knows."
                .to_owned(),
        ],
        tables: announced(findings).into_iter().chain(stated).collect(),
        notes,
        ..ExposureSection::default()
    }
}

/// Changes of prices that were announced and that the stress uses.
fn announced(findings: &Findings) -> Option<PlainTable> {
    let changes = &findings.stressed.as_ref()?.position.announced;
    let rows = changes.iter().map(|change| {
        vec![
            change.date.clone(),
            format!("{} ({})", change.model, change.seller),
            money(change.usd_per_month),
            format!("{:.2}", change.factor),
            change.successor.as_ref().map_or("new price".to_owned(), |to| format!("no longer sold; {to}")),
            change.source.clone(),
        ]
    });
    (!changes.is_empty()).then(|| {
        table(
            "Announced changes of prices that the stress uses, from the price book",
            &["From", "Model", "Bill of a month", "Cost then over now", "What", "Place in the price book"],
            rows.collect(),
        )
    })
}
