//! `jevons stylised`: whether runs from past openings come to facts that they were not given.

mod facts;

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use jevons_economy::simulate::Simulate;
use jevons_experiments::quantile;
use jevons_numerics::Month;
use jevons_outcomes::Formula;
use jevons_report::format::quantity;
use serde_json::{Value, json};

use crate::economy::{Plan, set_up};
use crate::failure::{Failure, Outcome};
use crate::measures::{formula, measure, sorted_finite};
use crate::page::MarkedPage;
use crate::session::Session;
use crate::source_index::ReleaseIndex;
use crate::text::parse_whole;
use facts::{FILE, Fact};

/// Between these lines of a page the table stands.
const MARKS: [&str; 2] =
    ["<!-- stylised: from here on by `jevons stylised` -->\n", "<!-- stylised: until here -->\n"];
/// Shares of runs below the points that are shown.
const POINTS: [f64; 3] = [0.05, 0.5, 0.95];

/// Hold the model against facts that are not its inputs
///
/// Runs open before each fact was known and know nothing later; data/stylised_facts.toml says what the record gives, with a
/// band for its own uncertainty. The verdict is "within" when the median run lies in the band, "reached" when the band meets the
/// central nine tenths of the runs, "missed" otherwise. Parameters have their priors, chosen by people who knew these years: to
/// miss is a defect, to hit is no proof.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons stylised
  jevons stylised --fact capex-2024 --fact nvidia-2024 --runs 1000
  jevons stylised --page docs/validation.md")]
pub struct StylisedArgs {
    /// Fact to look at, by its id; can be given several times [default: all]
    #[arg(long, value_name = "ID")]
    fact: Vec<String>,
    /// Number of runs from each opening
    #[arg(long, value_name = "N", default_value_t = 200, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole::<u32>(text, 20, 100_000))]
    runs: u32,
    /// Seed of all random numbers
    #[arg(long, value_name = "N", default_value_t = 1, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole(text, u64::MIN, u64::MAX))]
    seed: u64,
    /// Fix an input for all runs, as in `jevons run`
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Write the table into a page of Markdown, between two lines `<!-- stylised: ... -->`
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,
}

/// A fact with what the runs say.
struct Held {
    fact: Fact,
    /// Runs in which the measure has a value.
    runs: usize,
    /// Values at [`POINTS`].
    points: [f64; 3],
    /// Share of those runs inside the band.
    inside: f64,
}

impl Held {
    fn verdict(&self) -> &'static str {
        let [low, high] = self.fact.band;
        let [p5, median, p95] = self.points;
        if self.runs == 0 {
            "no value"
        } else if (low..=high).contains(&median) {
            "within"
        } else if p5 <= high && p95 >= low {
            "reached"
        } else {
            "missed"
        }
    }
}

pub fn run(args: &StylisedArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let release = session.release()?;
    let facts = facts::shipped(&ReleaseIndex::new(&release))
        .map_err(|wrong| Failure::BadInput(format!("{FILE}\n\n{}", wrong.render(true))))?;
    let facts = chosen(facts, &args.fact)?;
    let page = args.page.as_deref().map(|path| MarkedPage::open(path, MARKS)).transpose()?;
    let mut worlds: BTreeMap<(Month, Month, String), Vec<Fact>> = BTreeMap::new();
    let order: Vec<String> = facts.iter().map(|fact| fact.id.clone()).collect();
    for fact in facts {
        worlds.entry((fact.from, fact.to, fact.scenario.clone())).or_default().push(fact);
    }
    let mut held = Vec::new();
    for ((from, to, scenario), facts) in worlds {
        held.extend(hold(args, session, (from, to), scenario, facts)?);
    }
    held.sort_by_key(|one| order.iter().position(|id| *id == one.fact.id));
    if session.json() {
        session.document(&document(args, &held))?;
    } else {
        print(args, &held, session)?;
    }
    if let Some(page) = page {
        let command = format!("jevons stylised --runs {} --seed {}", args.runs, args.seed);
        let head = format!("Made by `{command}` from data release {}.\n\n", release.name());
        page.write(&format!("{head}{}", markdown(&held)))?;
        session.note(format!("page     {}", page.path().display()))?;
    }
    Ok(Outcome::Good)
}

fn chosen(facts: Vec<Fact>, wanted: &[String]) -> Result<Vec<Fact>, Failure> {
    for id in wanted {
        if !facts.iter().any(|fact| fact.id == *id) {
            let near = jevons_parameters::nearest(id, facts.iter().map(|fact| fact.id.as_str()), 3);
            return Err(Failure::unknown("fact", id, &near, "data/stylised_facts.toml lists them"));
        }
    }
    Ok(facts.into_iter().filter(|fact| wanted.is_empty() || wanted.contains(&fact.id)).collect())
}

/// Runs one world and reads its facts.
fn hold(
    args: &StylisedArgs,
    session: &mut Session,
    (from, to): (Month, Month),
    scenario: String,
    facts: Vec<Fact>,
) -> Result<Vec<Held>, Failure> {
    let plan = Plan {
        from: Some(from),
        to: Some(to),
        seed: args.seed,
        set: args.set.clone(),
        scenario,
        runs: args.runs,
        ..Plan::default()
    };
    let setup = set_up(session, &plan)?;
    let formulas = facts
        .iter()
        .map(|fact| {
            let name = format!("{FILE}, measure of {}", fact.id);
            formula(&fact.measure, &name, setup.simulation.schema())
        })
        .collect::<Result<Vec<Formula>, Failure>>()?;
    let runs = measure(session, &setup, &formulas.iter().collect::<Vec<_>>(), args.runs)?;
    let one = |(position, fact): (usize, Fact)| {
        let values = sorted_finite(runs.iter().map(|run| run.values[position]));
        let [low, high] = fact.band;
        let inside = values.iter().filter(|value| (low..=high).contains(*value)).count();
        Held {
            runs: values.len(),
            points: POINTS.map(|point| if values.is_empty() { f64::NAN } else { quantile(&values, point) }),
            inside: inside as f64 / values.len().max(1) as f64,
            fact,
        }
    };
    Ok(facts.into_iter().enumerate().map(one).collect())
}

/// What is written of a fact: band, the three points, share inside.
fn cells(one: &Held) -> [String; 5] {
    let [low, high] = one.fact.band;
    let write = |value: f64| if value.is_finite() { quantity(value, &one.fact.unit) } else { "-".to_owned() };
    let [p5, median, p95] = one.points.map(&write);
    [format!("{} to {}", write(low), write(high)), p5, median, p95, format!("{:.0} %", 100.0 * one.inside)]
}

fn tally(held: &[Held]) -> String {
    let count = |verdict: &str| held.iter().filter(|one| one.verdict() == verdict).count();
    let words = ["within", "reached", "missed", "no value"];
    let parts = words.iter().filter(|word| count(word) > 0).map(|word| format!("{} {word}", count(word)));
    format!("Of {} facts: {}.", held.len(), parts.collect::<Vec<_>>().join(", "))
}

fn print(args: &StylisedArgs, held: &[Held], session: &mut Session) -> Result<(), Failure> {
    session.heading("Facts that the model was not given")?;
    session.line(format!("{} {} runs from each opening", tally(held), args.runs))?;
    session.line("")?;
    let row = |one: &Held| {
        let [band, p5, median, p95, inside] = cells(one);
        vec![one.fact.id.clone(), band, p5, median, p95, inside, one.verdict().to_owned()]
    };
    let header = ["fact", "record", "5 %", "median", "95 %", "in band", "verdict"];
    session.table(&header, &header[1..6], held.iter().map(row).collect())?;
    session.note(
        "\nwithin: the median run lies in the band of the record; reached: the band meets the central nine tenths of the runs;\n\
         missed: it does not. data/stylised_facts.toml has each fact with its sources.",
    )
}

fn markdown(held: &[Held]) -> String {
    let mut text =
        format!("{}\n\n| fact | runs | record | 5 % | median | 95 % | in band | verdict |\n", tally(held));
    text.push_str("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for one in held {
        let [band, p5, median, p95, inside] = cells(one);
        let world = match one.fact.scenario.as_str() {
            "" => String::new(),
            scenario => format!(" ({scenario})"),
        };
        let verdict = match one.verdict() {
            "missed" => "**missed**".to_owned(),
            other => other.to_owned(),
        };
        text.push_str(&format!(
            "| {}{world} | from {} | {band} | {p5} | {median} | {p95} | {inside} | {verdict} |\n",
            one.fact.what, one.fact.from
        ));
    }
    text
}

fn document(args: &StylisedArgs, held: &[Held]) -> Value {
    let facts = held.iter().map(|one| {
        let Fact { id, what, from, to, scenario, measure, band, unit, sources, note } = &one.fact;
        json!({
            "id": id, "what": what, "from": from.to_string(), "to": to.to_string(), "scenario": scenario,
            "measure": measure, "unit": unit, "band": band, "p5": one.points[0], "median": one.points[1],
            "p95": one.points[2], "runs": one.runs, "share_in_band": one.inside, "verdict": one.verdict(),
            "sources": sources, "note": note,
        })
    });
    json!({ "runs": args.runs, "seed": args.seed, "facts": facts.collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(points: [f64; 3], runs: usize) -> Held {
        let month = Month::new(2024, 1).expect("a month");
        let fact = Fact {
            id: "a".to_owned(),
            what: "A".to_owned(),
            from: month,
            to: month,
            scenario: String::new(),
            measure: "1".to_owned(),
            band: [2.0, 3.0],
            unit: "ratio".to_owned(),
            sources: Vec::new(),
            note: String::new(),
        };
        Held { fact, runs, points, inside: 0.0 }
    }

    #[test]
    fn the_verdict_follows_the_rule_of_the_file() {
        assert_eq!(held([1.0, 2.5, 4.0], 20).verdict(), "within");
        assert_eq!(held([1.0, 1.5, 2.0], 20).verdict(), "reached");
        assert_eq!(held([1.0, 1.5, 1.9], 20).verdict(), "missed");
        assert_eq!(held([3.1, 4.0, 5.0], 20).verdict(), "missed");
        assert_eq!(held([f64::NAN; 3], 0).verdict(), "no value");
    }
}
