//! `jevons data show ENTITY`: the latest value of each metric, the stakes and the events of an entity.

use jevons_facts::rows::events::Event;
use jevons_facts::rows::ownership::Stake;
use jevons_facts::{Choice, View};
use serde_json::{Value, json};

use super::json::{choice_json, origin_json};
use crate::failure::Failure;
use crate::session::Session;
use crate::text::{number, shorten};

/// What is known of one entity.
struct Sheet<'r> {
    name: &'r str,
    metrics: Vec<(&'r str, Choice<'r>, usize)>,
    stakes: Vec<&'r Stake>,
    events: Vec<&'r Event>,
}

pub fn show(name: &str, view: View<'_>, session: &mut Session) -> Result<(), Failure> {
    let sheet = Sheet::new(name, view);
    if session.json() {
        return session.document(&sheet.json());
    }
    describe(name, view, session)?;
    if sheet.metrics.is_empty() {
        session.line("no company facts")?;
    } else {
        sheet.metrics_table(session)?;
    }
    if !sheet.stakes.is_empty() {
        session.line("")?;
        sheet.stakes_table(session)?;
    }
    if !sheet.events.is_empty() {
        session.line("")?;
        sheet.events_table(session)?;
    }
    Ok(())
}

fn describe(name: &str, view: View<'_>, session: &mut Session) -> Result<(), Failure> {
    let Some(entity) = view.entity(name) else { return Ok(()) };
    session.heading(name)?;
    let aliases = if entity.aliases.is_empty() {
        String::new()
    } else {
        format!(", also {}", entity.aliases.join(", "))
    };
    session.note(format!("{} in {}{aliases}\n", entity.class, entity.region))
}

impl<'r> Sheet<'r> {
    fn new(name: &'r str, view: View<'r>) -> Self {
        let latest = |metric| Some((metric, view.latest(name, metric)?, view.facts(name, metric).len()));
        let of_stake = |stake: &&Stake| stake.issuer == name || stake.owner_entity.as_deref() == Some(name);
        Self {
            name,
            metrics: view.metrics(name).into_iter().filter_map(latest).collect(),
            stakes: view.stakes_held().into_iter().filter(of_stake).collect(),
            events: view.events().filter(|event| event.entities.iter().any(|other| other == name)).collect(),
        }
    }

    fn json(&self) -> Value {
        let metrics = self.metrics.iter().map(
            |(metric, choice, rows)| json!({ "metric": metric, "rows": rows, "latest": choice_json(choice) }),
        );
        let stakes = self.stakes.iter().map(|stake| {
            json!({
                "owner": stake.owner, "issuer": stake.issuer, "percent": stake.percent, "basis": stake.basis,
                "since": stake.since.to_string(), "source": origin_json(&stake.provenance),
            })
        });
        let events = self.events.iter().map(|event| {
            let source = origin_json(&event.provenance);
            json!({ "date": event.date.to_string(), "event": event.event, "source": source })
        });
        json!({
            "entity": self.name, "metrics": metrics.collect::<Vec<_>>(), "stakes": stakes.collect::<Vec<_>>(),
            "events": events.collect::<Vec<_>>(),
        })
    }

    fn metrics_table(&self, session: &mut Session) -> Result<(), Failure> {
        let cells = |(metric, choice, rows): &(&str, Choice<'_>, usize)| {
            let published = choice.data.iter().map(|datum| datum.provenance.published).max();
            vec![
                (*metric).to_owned(),
                number(choice.value),
                choice.unit.to_owned(),
                choice.period.to_string(),
                choice.kind().to_string(),
                choice.tier().to_string(),
                published.map_or_else(String::new, |date| date.to_string()),
                rows.to_string(),
            ]
        };
        session.table(
            &["metric", "latest", "unit", "period", "kind", "tier", "known", "rows"],
            &["latest", "rows"],
            self.metrics.iter().map(cells).collect(),
        )
    }

    fn stakes_table(&self, session: &mut Session) -> Result<(), Failure> {
        let cells = |stake: &&Stake| {
            vec![
                shorten(&stake.owner, 60),
                stake.issuer.clone(),
                number(stake.percent),
                stake.basis.clone(),
                stake.since.to_string(),
                stake.provenance.tier.to_string(),
            ]
        };
        let rows = self.stakes.iter().map(cells).collect();
        session.table(&["owner", "of", "pct", "basis", "since", "tier"], &["pct"], rows)
    }

    fn events_table(&self, session: &mut Session) -> Result<(), Failure> {
        let cells = |event: &&Event| {
            let (date, tier) = (event.date.to_string(), event.provenance.tier.to_string());
            vec![date, event.event_kind.clone(), event.event.clone(), tier]
        };
        session.table(&["date", "kind", "event", "tier"], &[], self.events.iter().map(cells).collect())
    }
}
