//! The bill and whom it depends on.

use jevons_exposure::dependence::{Flow, Stop};
use jevons_report::ExposureSection;
use jevons_report::input::{FlowLink, MoneyFlow, SectorPlace};

use super::super::Findings;
use super::super::depends::{failover, hhi, range};
use super::super::page::{optional, percent, seller_cells, usd};
use super::table;

/// Lines of a table of the bill.
const LINES: usize = 12;

pub(super) fn bill(findings: &Findings) -> ExposureSection {
    let summary = &findings.summary;
    let sellers = summary.sellers.iter().map(seller_cells);
    let reasons =
        summary.sellers.iter().filter(|seller| !seller.reason.is_empty() && seller.reason != "agrees");
    let models = summary.models.iter().filter(|line| line.list_usd > 0.0).take(LINES).map(|line| {
        vec![line.name.clone(), usd(line.list_usd), percent(line.share), optional(line.billed_usd)]
    });
    let products =
        summary.products.iter().filter(|product| product.line.list_usd > 0.0).take(LINES).map(|product| {
            let revenue = product.product.as_ref().and_then(|known| known.monthly_revenue_usd);
            vec![
                product.line.name.clone(),
                usd(product.monthly_cost_usd),
                revenue.map_or("-".to_owned(), usd),
                product.margin_after_tokens.map_or("-".to_owned(), percent),
            ]
        });
    let mut notes = vec![
        "List: recomputed from tokens at the list prices of their days. Billed less list: on the days that have a bill.".to_owned(),
    ];
    if findings.usage_multiple != 1.0 {
        notes.push(format!(
            "By seller and model is what is in the files; months and the stress are {} times as much, as the company's file says.",
            findings.usage_multiple
        ));
    }
    notes.extend(reasons.map(|seller| format!("{}: {}.", seller.seller, seller.reason)));
    notes.extend(
        summary.unknown_models.iter().map(|model| format!("Without a price and in no cost: {}.", model.name)),
    );
    ExposureSection {
        title: "The bill".to_owned(),
        tables: vec![
            table(
                "By seller, US dollars in the period",
                &["Seller", "List", "Logged", "Billed", "Billed \u{2212} list"],
                sellers.collect(),
            ),
            table(
                "By model, US dollars in the period",
                &["Model", "List", "Share", "Billed"],
                models.collect(),
            ),
            table(
                "By product, US dollars a month",
                &["Product", "Tokens", "Revenue", "Margin after tokens"],
                products.collect(),
            ),
        ],
        notes,
        ..ExposureSection::default()
    }
}

pub(super) fn depends(findings: &Findings) -> ExposureSection {
    let found = &findings.dependence;
    let layers = found.layers.iter().map(|layer| {
        let concentration = &layer.concentration;
        let mark = if concentration.assumed { "~" } else { "" };
        let others = layer.shares.iter().filter(|share| share.name != concentration.largest).take(2);
        let others: Vec<String> =
            others.map(|share| format!("{} {}", share.name, range(&share.share))).collect();
        vec![
            layer.layer.title().to_owned(),
            concentration.largest.clone(),
            format!("{mark}{}", range(&concentration.largest_share)),
            format!("{mark}{}", hhi(&concentration.hhi)),
            others.join(", "),
        ]
    });
    let stakes = found.stakes.iter().take(LINES).map(|stake| {
        let mark = if stake.assumed { "~" } else { "" };
        vec![
            stake.owner.clone(),
            percent(stake.reach),
            format!("{mark}{}", range(&stake.owned)),
            stake.of.join(", "),
        ]
    });
    let points: Vec<String> = found
        .single_points
        .iter()
        .map(|point| format!("{} ({}, {})", point.name, point.layer.title(), range(&point.share)))
        .collect();
    let mut text = vec!["Each dollar is followed from the product to the maker of the model, to the machines that serve it, their \
                         accelerators and the foundry that makes them."
        .to_owned()];
    if !points.is_empty() {
        text.push(format!("At least half of the bill passes through {}.", points.join("; ")));
    }
    text.extend(found.pairs.iter().map(|pair| format!("{}.", failover(pair))));
    ExposureSection {
        title: "Whom it depends on".to_owned(),
        text,
        map: map(&findings.flows),
        tables: vec![
            table("Concentration by layer", &["Layer", "Largest", "Its share", "HHI", "Next"], layers.collect()),
            table("Who owns the makers", &["Owner", "Reach", "Owned", "Stakes in"], stakes.collect()),
        ],
        notes: vec![
            "~: rests on shares that nobody discloses (tier D), drawn from ranges; a to b: 5 to 95 % of the draws. HHI: sum of squared \
             shares. Reach: share of the bill that goes to makers in which the owner has a stake; owned: the same times the stake."
                .to_owned(),
        ],
        ..ExposureSection::default()
    }
}

fn map(flows: &[Flow]) -> Option<(MoneyFlow, Vec<String>)> {
    let mut stops: Vec<&Stop> = flows.iter().flat_map(|flow| [&flow.from, &flow.to]).collect();
    stops.sort();
    stops.dedup();
    let position = |stop: &Stop| stops.iter().position(|known| *known == stop).unwrap_or(0);
    let link = |flow: &Flow| FlowLink {
        from: position(&flow.from),
        to: position(&flow.to),
        name: flow.layer.title().to_owned(),
        cents: (flow.usd * 100.0) as i64,
    };
    let money = MoneyFlow {
        caption: "US dollars a month of what is in the files, as paid, from products on the left to foundries on the right; where shares are not disclosed, the mean \
                  of what they may be."
            .to_owned(),
        links: flows.iter().map(link).collect(),
        places: stops.iter().map(|stop| SectorPlace { layer: stop.step, receives_at_end: false }).collect(),
    };
    (!flows.is_empty()).then(|| (money, stops.iter().map(|stop| stop.name.clone()).collect()))
}
