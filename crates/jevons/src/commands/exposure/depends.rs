//! Whom the bill depends on, on the terminal.

use jevons_exposure::dependence::{Dependence, LayerShares, Pair, Share};
use jevons_exposure::quantiles::Spread;

use super::Findings;
use crate::failure::Failure;
use crate::session::Session;

/// Entities of a layer that are shown beside the largest.
const OTHERS: usize = 4;
/// Owners that are shown.
const OWNERS: usize = 6;

pub fn print(findings: &Findings, session: &mut Session) -> Result<(), Failure> {
    let found = &findings.dependence;
    if found.monthly_usd <= 0.0 {
        return Ok(());
    }
    session.line("")?;
    session
        .heading("Whom you depend on: shares of the bill, looked through from the invoice to the foundry")?;
    let header = ["layer", "largest", "share", "concentration (HHI)", "others"];
    session.table(&header, &["share", "concentration (HHI)"], found.layers.iter().map(row).collect())?;
    session.note(
        "a to b: 5 to 95 % of the ways in which what nobody discloses may be; ~: rests on shares without a source (tier D);\n\
         HHI: sum of squared shares, 1 for a single one, above 0.25 is called highly concentrated",
    )?;
    single_points(found, session)?;
    let owners = found.stakes.iter().take(OWNERS).map(|stake| {
        let mark = if stake.assumed { "~" } else { "" };
        let reach = range(&Spread::of(&[stake.reach]));
        vec![stake.owner.clone(), reach, format!("{mark}{}", range(&stake.owned)), stake.of.join(", ")]
    });
    let owners: Vec<Vec<String>> = owners.collect();
    if !owners.is_empty() {
        session.line("")?;
        let numbers = ["reach", "owned"];
        session.table(&["who owns the makers", numbers[0], numbers[1], "stakes in"], &numbers, owners)?;
        session.note(
            "reach: share of the bill that goes to makers it has a stake in; owned: the same times the stake",
        )?;
    }
    for pair in &found.pairs {
        session.line(failover(pair))?;
    }
    Ok(())
}

fn single_points(found: &Dependence, session: &mut Session) -> Result<(), Failure> {
    if found.single_points.is_empty() {
        return session.line("No single company carries half of the bill for sure.");
    }
    let points = found.single_points.iter().map(|point| {
        let mark = if point.assumed { "~" } else { "" };
        format!("{mark}{} ({}, {})", point.name, point.layer.title(), range(&point.share))
    });
    session
        .line(format!("At least half of the bill passes through: {}", points.collect::<Vec<_>>().join("; ")))
}

/// Whether a fail-over helps, in a sentence.
pub fn failover(pair: &Pair) -> String {
    let whose = match pair.product.as_str() {
        "" => "No fail-over is given; your two largest hosts".to_owned(),
        product => format!("Fail-over of {product}:"),
    };
    let cloud = match (pair.common_cloud.p95 < 0.005, pair.common_cloud.p5 > 0.5) {
        (true, _) => "no common cloud is known".to_owned(),
        (_, true) => format!(
            "your fail-over shares a host: {} runs {} of both",
            pair.shared_cloud,
            range(&pair.common_cloud)
        ),
        _ => format!(
            "{} of their machines may be the same cloud's, most of them {}'s",
            range(&pair.common_cloud),
            pair.shared_cloud
        ),
    };
    format!(
        "{whose} {} and {}: {cloud}; accelerators {}, foundries {} in common",
        pair.main,
        pair.failover,
        range(&pair.common_chips),
        range(&pair.common_foundry)
    )
}

fn row(layer: &LayerShares) -> Vec<String> {
    let concentration = &layer.concentration;
    let named = |share: &Share| {
        format!("{} {}{}", share.name, if share.assumed { "~" } else { "" }, range(&share.share))
    };
    let others = layer.shares.iter().filter(|share| share.name != concentration.largest).take(OTHERS);
    let mark = if concentration.assumed { "~" } else { "" };
    vec![
        layer.layer.title().to_owned(),
        concentration.largest.clone(),
        format!("{mark}{}", range(&concentration.largest_share)),
        format!("{mark}{}", hhi(&concentration.hhi)),
        others.map(named).collect::<Vec<_>>().join(", "),
    ]
}

/// A share, or the range of it.
pub fn range(spread: &Spread) -> String {
    let percent = |share: f64| format!("{:.0}", 100.0 * share);
    let (low, high) = (percent(spread.p5), percent(spread.p95));
    if low == high { format!("{low} %") } else { format!("{low} to {high} %") }
}

/// An index of concentration, or the range of it.
pub fn hhi(spread: &Spread) -> String {
    let (low, high) = (format!("{:.2}", spread.p5), format!("{:.2}", spread.p95));
    if low == high { low } else { format!("{low} to {high}") }
}
