//! The opening sheets: every line with the facts and the rule it comes from, and where facts contradict each other.

use jevons_economy::opening::lines::{Citation, Line};
use jevons_facts::Release;
use jevons_ledger::{Registry, Side, balance_sheet_matrix};
use jevons_numerics::Month;
use serde_json::{Value, json};

use super::{LedgerArgs, conclude, find, sector};
use crate::economy::{EARLIEST, open};
use crate::failure::{Failure, Outcome};
use crate::parameters;
use crate::session::Session;
use crate::source_index::ReleaseIndex;

pub fn show(args: &LedgerArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let release = session.release()?;
    let index = ReleaseIndex::new(&release);
    let set = parameters::load(session, &index)?;
    let first = first_month(&release, args.as_of)?;
    let opening = open(&release, first, &set)?;
    let registry = opening.ledger.registry();
    let agent = args.agent.as_deref().map(|name| find(registry, name)).transpose()?;
    let lines: Vec<&Line> =
        opening.lines.iter().filter(|line| agent.is_none_or(|agent| line.agent == agent)).collect();
    let contradictions = contradictions(&lines);
    if session.json() {
        let rows: Vec<Value> = lines.iter().map(|line| line_json(registry, line)).collect();
        session.document(&json!({
            "as_of": opening.as_of.to_string(), "first_month": first.to_string(), "unit": "cents", "lines": rows,
        }))?;
    } else if args.csv {
        let header =
            ["agent", "side", "item", "counterparty", "cents", "basis", "rule", "facts", "passed_over"];
        session.csv(&header, lines.iter().map(|line| line_csv(registry, line)))?;
    } else {
        print_sheets(session, registry, &lines, agent.is_some())?;
        print_contradictions(session, &contradictions)?;
    }
    let sheet = balance_sheet_matrix(&opening.ledger);
    if (0..sheet.columns.len()).any(|column| sheet.column_total(column) != 0) {
        return Err(Failure::CheckFailed("an opening sheet does not close".to_owned()));
    }
    let disagreement = match contradictions.len() {
        0 => "no other fact contradicts those that are used".to_owned(),
        number => format!(
            "{} what is used",
            if number == 1 { "1 fact contradicts".to_owned() } else { format!("{number} facts contradict") }
        ),
    };
    let text = format!(
        "facts known on {}: every sheet closes, and every claim has a holder and an issuer; {disagreement}",
        opening.as_of
    );
    conclude(args, session, &text)?;
    Ok(Outcome::Good)
}

fn first_month(release: &Release, as_of: Option<Month>) -> Result<Month, Failure> {
    let newest = jevons_facts::month_of(release.date());
    let as_of = as_of.unwrap_or(newest);
    let earliest = EARLIEST.parse::<Month>().map_or(newest, |month| month.plus(-1));
    if as_of < earliest || as_of > newest {
        return Err(Failure::with_hint(
            format!("--as-of {as_of} is outside {earliest} to {newest}"),
            format!("the release ends on {}, and before {earliest} too little is known", release.date()),
        ));
    }
    Ok(as_of.plus(1))
}

fn side(line: &Line) -> &'static str {
    if line.side == Side::Asset { "asset" } else { "liability" }
}

fn print_sheets(
    session: &mut Session,
    registry: &Registry,
    lines: &[&Line],
    in_full: bool,
) -> Result<(), Failure> {
    for agent in (0..registry.agents()).filter_map(|index| registry.agent(index)) {
        let own: Vec<&Line> = lines.iter().copied().filter(|line| line.agent == agent).collect();
        if own.is_empty() {
            continue;
        }
        session.heading(&format!("{} ({})", registry.name(agent), sector(registry, agent)))?;
        let rows = own.iter().map(|line| sheet_row(registry, line)).collect();
        let header = ["", "item", "counterparty", "amount", "basis", "source [rule]"];
        session.table(&header, &["amount"], rows)?;
        if in_full {
            print_citations(session, &own)?;
        }
        session.line("")?;
    }
    Ok(())
}

fn sheet_row(registry: &Registry, line: &Line) -> Vec<String> {
    let source = used(line).map(short).collect::<Vec<_>>().join("; ");
    let rule = &line.origin.rule;
    vec![
        side(line).to_owned(),
        line.item.to_owned(),
        line.counterparty.map_or("", |other| registry.name(other)).to_owned(),
        line.amount.to_string(),
        line.origin.basis.name().to_owned(),
        if source.is_empty() { rule.clone() } else { format!("{source} [{rule}]") },
    ]
}

fn used(line: &Line) -> impl Iterator<Item = &Citation> {
    line.origin.citations.iter().filter(|citation| citation.passed_over.is_empty())
}

fn passed_over(line: &Line) -> impl Iterator<Item = &Citation> {
    line.origin.citations.iter().filter(|citation| !citation.passed_over.is_empty())
}

fn short(citation: &Citation) -> String {
    format!("{} of {}, tier {}, {}", citation.value, citation.published, citation.tier, citation.place)
}

/// All facts behind the lines of one agent, and those that were passed over, with the reason; each once.
fn print_citations(session: &mut Session, lines: &[&Line]) -> Result<(), Failure> {
    let mut told: Vec<(&str, &Citation)> = Vec::new();
    for line in lines {
        for citation in &line.origin.citations {
            if told.contains(&(line.item, citation)) {
                continue;
            }
            told.push((line.item, citation));
            let what = format!("{}: {} {}", line.item, citation.what, citation.value);
            let from = format!(
                "{}, published {}, tier {}, {} {}",
                citation.source, citation.published, citation.tier, citation.place, citation.url
            );
            let chosen = if citation.passed_over.is_empty() {
                String::new()
            } else {
                format!(" - passed over: {}", citation.passed_over)
            };
            session.line(format!("  {what} ({from}){chosen}"))?;
        }
    }
    Ok(())
}

/// A fact that counts although another one says something else.
#[derive(Debug, PartialEq)]
struct Contradiction<'o> {
    chosen: &'o Citation,
    passed_over: &'o Citation,
}

/// What the lines rest on and what was passed over for it, each pair once, if their values differ.
fn contradictions<'o>(lines: &[&'o Line]) -> Vec<Contradiction<'o>> {
    let mut found: Vec<Contradiction<'o>> = Vec::new();
    for line in lines {
        for passed_over in passed_over(line) {
            let rivals = || used(line).filter(|chosen| chosen.what == passed_over.what);
            let chosen = rivals().find(|chosen| chosen.period == passed_over.period).or(rivals().next());
            let Some(chosen) = chosen.filter(|chosen| chosen.value != passed_over.value) else { continue };
            let contradiction = Contradiction { chosen, passed_over };
            if !found.contains(&contradiction) {
                found.push(contradiction);
            }
        }
    }
    found
}

fn print_contradictions(session: &mut Session, found: &[Contradiction<'_>]) -> Result<(), Failure> {
    if found.is_empty() {
        return Ok(());
    }
    session.heading("Facts that contradict each other")?;
    let rows = found.iter().map(|Contradiction { chosen, passed_over }| {
        vec![chosen.what.clone(), dated(chosen), dated(passed_over), passed_over.passed_over.clone()]
    });
    session.table(&["fact", "counts", "passed over", "because"], &[], rows.collect())?;
    session.line("")
}

/// Value, period and place of a fact.
fn dated(citation: &Citation) -> String {
    let period = match citation.period.split_once(" to ") {
        Some((start, end)) if start == end => start,
        _ => &citation.period,
    };
    format!("{}, {period} ({})", citation.value, citation.place)
}

fn line_json(registry: &Registry, line: &Line) -> Value {
    let citations: Vec<Value> = line
        .origin
        .citations
        .iter()
        .map(|c| {
            let passed_over = Some(&c.passed_over).filter(|reason| !reason.is_empty());
            json!({
                "what": c.what, "period": c.period, "value": c.value, "published": c.published, "tier": c.tier,
                "source": c.source, "url": c.url, "place": c.place, "passed_over": passed_over,
            })
        })
        .collect();
    json!({
        "agent": registry.name(line.agent), "side": side(line), "item": line.item,
        "counterparty": line.counterparty.map(|other| registry.name(other)),
        "cents": line.amount.cents(), "basis": line.origin.basis.name(), "rule": line.origin.rule, "facts": citations,
    })
}

fn line_csv(registry: &Registry, line: &Line) -> [String; 9] {
    let facts: Vec<&str> = used(line).map(|fact| fact.place.as_str()).collect();
    let passed_over: Vec<String> =
        passed_over(line).map(|fact| format!("{} ({})", fact.place, fact.passed_over)).collect();
    [
        registry.name(line.agent).to_owned(),
        side(line).to_owned(),
        line.item.to_owned(),
        line.counterparty.map_or("", |other| registry.name(other)).to_owned(),
        line.amount.cents().to_string(),
        line.origin.basis.name().to_owned(),
        line.origin.rule.clone(),
        facts.join(" "),
        passed_over.join("; "),
    ]
}
