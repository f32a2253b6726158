//! `jevons implied`: what must be true for a stated plan or valuation to pay, and how much of the prior has it so.

mod plan;
mod show;
mod sides;

use std::cmp::Reverse;
use std::path::PathBuf;

use clap::Args;
use jevons_economy::output::Schema;
use jevons_economy::simulate::Simulate;
use jevons_experiments::Share;
use jevons_expression::{Comparison, Operator};
use jevons_numerics::Month;
use jevons_numerics::math::{exp, ln};
use jevons_outcomes::Formula;
use jevons_outcomes::language::{Expression, Kind};
use jevons_report::Finding;
use jevons_results::Disk;
use serde_json::{Value, json};

use super::discover::{Found, Kept, boxes, free};
use crate::economy::{PlanArgs, Setup, set_up};
use crate::failure::{Failure, Outcome};
use crate::findings;
use crate::measures::{Measured, formula, measure, sorted_finite};
use crate::scenarios::BASELINE;
use crate::session::Session;
use crate::source_index::ReleaseIndex;
use crate::text::parse_whole;
use plan::{Pace, Plan, Quantity};
use sides::{Contrast, Sides};

/// Say what must be true for a plan or a valuation to pay
///
/// Runs an ensemble over the priors, tells the runs in which the plan pays from the others, and says which demand, prices,
/// costs and funding stand behind either: the share of the prior that satisfies it, the assumptions that must lie elsewhere than
/// usual, boxes of assumptions in which it mostly pays and mostly does not (PRIM), and the pace that it takes beside the pace of
/// the record. Without a plan it lists those that there are; a plan can be a file of your own (docs/implied.md).
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons implied                                                    the plans that there are
  jevons implied --plan capex-pays
  jevons implied --plan OpenAI-2030-forecast --runs 2000 --html openai.html
  jevons implied S07 --plan capex-pays                              the same in a downturn
  jevons implied --measure 'at(lab.revenue[\"OpenAI\"], 2029-12) >= 1.25e11'")]
pub struct ImpliedArgs {
    /// Scenarios, such as S03 or S01+S07 [default: the baseline]
    #[arg(value_name = "SCENARIO")]
    scenario: Vec<String>,
    /// Plan by its name, or a file that ends in .toml
    #[arg(long, value_name = "NAME", conflicts_with = "measure")]
    plan: Option<String>,
    /// Condition of your own on a run, in the language of docs/claims.md
    #[arg(long, value_name = "CONDITION")]
    measure: Option<String>,
    /// Number of runs
    #[arg(long, value_name = "N", default_value_t = 1000, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole::<u32>(text, 40, 1_000_000))]
    runs: u32,
    /// Density that a box shall reach: share of its runs in which it pays, or does not
    #[arg(long, value_name = "SHARE", default_value_t = 0.8)]
    density: f64,
    #[command(flatten)]
    economy: PlanArgs,
    /// Write everything into one HTML page that opens anywhere
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// How many times as dense as all runs a box of a rare outcome shall be.
const DENSER: f64 = 4.0;

/// Everything that is found.
struct Findings<'a> {
    plan: &'a Plan,
    scenario: String,
    share: Share,
    /// Left side of the condition over its right side, at 5, 50 and 95 % of the runs, when it compares two numbers.
    sides: Option<([f64; 3], [f64; 3])>,
    instead: Option<String>,
    quantities: Vec<(&'a Quantity, Contrast)>,
    inputs: Vec<(usize, Contrast)>,
    boxes: Vec<Boxes>,
    paces: Vec<(&'a Pace, Needed)>,
}

/// Boxes of assumptions in which it mostly pays, or mostly does not.
struct Boxes {
    /// What mostly happens in them.
    case: &'static str,
    document: Value,
    findings: Vec<Finding>,
}

/// Growth that is needed, and growth that was.
struct Needed {
    /// Where runs open.
    now: f64,
    /// What is needed, median of the runs in which it pays.
    then: f64,
    /// Relative growth a year from the one to the other.
    growth: f64,
    /// What the record says: growth over the latest year, with the dates.
    recorded: Option<(f64, String)>,
}

pub fn run(args: &ImpliedArgs, session: &mut Session) -> Result<Outcome, Failure> {
    if !(0.0..=1.0).contains(&args.density) {
        return Err(Failure::BadInput(format!("--density {}: expected a share from 0 to 1", args.density)));
    }
    let release = session.release()?;
    let index = ReleaseIndex::new(&release);
    let plan = match (&args.plan, &args.measure) {
        (Some(name), _) => plan::find(name, &index)?,
        (None, Some(condition)) => own(condition),
        (None, None) => return show::list(&plan::shipped(&index)?, session),
    };
    if let Some(path) = &args.html {
        Disk::default().probe(path)?;
    }
    let mut asked = args.economy.plan_over_priors(&args.scenario.join("+"), args.runs);
    asked.to = asked.to.or(plan.to);
    let setup = set_up(session, &asked)?;
    let schema = setup.simulation.schema();
    let condition = formula(&plan.pays, "the condition", schema)?;
    if !condition.gives_condition() {
        return Err(Failure::with_hint(
            format!("`{}` is a number: nothing says when it pays", condition.text),
            "compare it with something: ... >= 1.25e11",
        ));
    }
    let quantities: Vec<Quantity> = plan.quantities.iter().cloned().chain(plan::usual()).collect();
    let formulas = Formulas::new(&condition, &plan, &quantities, schema)?;
    let runs = measure(session, &setup, &formulas.all(), args.runs)?;
    let found = look(args, &setup, &plan, &quantities, &formulas, &runs)?;
    if session.json() {
        session.document(&show::document(args, &setup, &found))?;
    } else {
        show::head(args, &setup, &found, session)?;
        findings::print(&show::findings(&setup, &found), session)?;
    }
    if let Some(path) = &args.html {
        show::page(args, &setup, &found, path)?;
        session.note(format!("page     {}", path.display()))?;
    }
    Ok(Outcome::Good)
}

/// A plan of a condition alone.
fn own(condition: &str) -> Plan {
    Plan {
        id: "own".to_owned(),
        title: condition.trim().to_owned(),
        says: String::new(),
        by: "--measure".to_owned(),
        to: None,
        pays: condition.to_owned(),
        because: String::new(),
        sources: Vec::new(),
        pace: Vec::new(),
        quantities: Vec::new(),
    }
}

/// What is read from each run.
struct Formulas {
    condition: Formula,
    /// Both sides of the condition and whether more is better, when it compares two numbers.
    compared: Option<(Formula, Formula, bool)>,
    /// First value of what must grow, and what is needed.
    paces: Vec<(Formula, Formula)>,
    quantities: Vec<Formula>,
}

impl Formulas {
    fn new(
        condition: &Formula,
        plan: &Plan,
        quantities: &[Quantity],
        schema: &Schema,
    ) -> Result<Self, Failure> {
        let read = |text: &str, what: &str| formula(text, what, schema);
        let paces = plan.pace.iter().map(|pace| {
            Ok((
                read(&format!("start({})", pace.measure), "measure of a pace")?,
                read(&pace.required, "required")?,
            ))
        });
        let part = |expression: &Expression| Formula {
            text: condition.text.get(expression.span.clone()).unwrap_or_default().to_owned(),
            expression: expression.clone(),
        };
        let compared = match &condition.expression.kind {
            Kind::Binary(Operator::Compare(comparison), left, right) => {
                use Comparison::{Greater, GreaterOrEqual, Less, LessOrEqual};
                let more = match comparison {
                    Greater | GreaterOrEqual => Some(true),
                    Less | LessOrEqual => Some(false),
                    _ => None,
                };
                more.map(|more| (part(left), part(right), more))
            }
            _ => None,
        };
        Ok(Self {
            condition: condition.clone(),
            compared,
            paces: paces.collect::<Result<_, Failure>>()?,
            quantities: quantities
                .iter()
                .map(|quantity| read(&quantity.measure, &quantity.what))
                .collect::<Result<_, _>>()?,
        })
    }

    /// All of them: the condition, its sides, paces, quantities.
    fn all(&self) -> Vec<&Formula> {
        let mut all = vec![&self.condition];
        all.extend(self.compared.iter().flat_map(|(left, right, _)| [left, right]));
        all.extend(self.paces.iter().flat_map(|(start, required)| [start, required]));
        all.extend(&self.quantities);
        all
    }
}

fn column(runs: &[Measured], position: usize) -> Vec<f64> {
    runs.iter().map(|run| run.values[position]).collect()
}

fn look<'a>(
    args: &ImpliedArgs,
    setup: &Setup,
    plan: &'a Plan,
    quantities: &'a [Quantity],
    formulas: &Formulas,
    runs: &[Measured],
) -> Result<Findings<'a>, Failure> {
    let truly: Vec<bool> = runs.iter().map(|run| run.values[0] == 1.0).collect();
    let compared = formulas.compared.as_ref().map(|(_, _, more)| {
        let (left, right) = (column(runs, 1), column(runs, 2));
        let sign = if *more { 1.0 } else { -1.0 };
        let margins: Vec<f64> = left.iter().zip(&right).map(|(left, right)| sign * (left - right)).collect();
        (left, right, margins)
    });
    let margins = compared.as_ref().map(|(_, _, margins)| margins.as_slice());
    let Some(sides) = Sides::new(&truly, margins) else {
        let count = truly.iter().filter(|one| **one).count();
        return Err(Failure::with_hint(
            format!("it pays in {count} of {} runs, and nothing tells them apart", runs.len()),
            format!(
                "{} runs of each kind are needed: ask for more --runs, or for another condition",
                sides::LEAST
            ),
        ));
    };
    let pays = &sides.pays;
    let first_pace = if formulas.compared.is_some() { 3 } else { 1 };
    let first_quantity = first_pace + 2 * formulas.paces.len();
    let free = free(setup);
    let mut inputs: Vec<(usize, Contrast)> = free
        .iter()
        .filter_map(|&input| {
            let values: Vec<f64> = runs.iter().map(|run| run.draws[input]).collect();
            Some((input, Contrast::of(&values, pays, free.len())?))
        })
        .collect();
    inputs.sort_by(|a, b| b.1.distance.total_cmp(&a.1.distance).then(a.0.cmp(&b.0)));
    let contrasts = quantities.iter().enumerate().filter_map(|(at, quantity)| {
        let values = column(runs, first_quantity + at);
        Some((quantity, Contrast::of(&values, pays, quantities.len())?))
    });
    let paces = plan.pace.iter().enumerate().map(|(at, pace)| {
        let place = first_pace + 2 * at;
        (pace, needed(setup, pace, &column(runs, place), &column(runs, place + 1), pays))
    });
    let count = sides.truly as u64;
    Ok(Findings {
        plan,
        scenario: setup.simulation.scenario().map_or(BASELINE, |program| program.name()).to_owned(),
        share: Share { runs: count, of: runs.len() as u64 },
        sides: compared.map(|(left, right, _)| {
            let points = |values: Vec<f64>| {
                let sorted = sorted_finite(values);
                sides::POINTS.map(|point| jevons_experiments::quantile(&sorted, point))
            };
            (points(left), points(right))
        }),
        boxes: both_boxes(args, setup, &free, runs, pays)?,
        instead: sides.instead.clone(),
        quantities: contrasts.collect(),
        inputs,
        paces: paces.collect(),
    })
}

/// Boxes in which it mostly pays, and in which it mostly does not.
fn both_boxes(
    args: &ImpliedArgs,
    setup: &Setup,
    free: &[usize],
    runs: &[Measured],
    pays: &[bool],
) -> Result<Vec<Boxes>, Failure> {
    let kept = runs.iter().map(|run| Kept { draws: run.draws.clone(), when: None, watched: Vec::new() });
    let mut found = Found { free: free.to_vec(), runs: kept.collect(), cases: pays.to_vec() };
    let mut both = Vec::new();
    for (case, wanted) in [("pays", true), ("does not pay", false)] {
        found.cases = pays.iter().map(|one| *one == wanted).collect();
        let share = found.cases.iter().filter(|one| **one).count() as f64 / pays.len() as f64;
        // A box says nothing where the whole space is as dense as it should be.
        if share >= args.density {
            continue;
        }
        // Of something rare no box is nine tenths full: a few times the share is what can be hoped for.
        let (document, findings) = boxes::prim(args.density.min(DENSER * share), setup, &found)?;
        both.push(Boxes { case, document, findings });
    }
    Ok(both)
}

fn needed(setup: &Setup, pace: &Pace, now: &[f64], then: &[f64], pays: &[bool]) -> Needed {
    let median = |values: Vec<f64>| jevons_experiments::quantile(&sorted_finite(values), 0.5);
    let now = median(now.to_vec());
    let then = median(then.iter().zip(pays).filter(|one| *one.1).map(|one| *one.0).collect());
    let months = f64::from(pace.month.since(setup.from).max(1));
    let growth = exp(ln(then / now) * 12.0 / months) - 1.0;
    Needed { now, then, growth, recorded: pace.fact.as_ref().and_then(|fact| recorded(setup, fact)) }
}

/// Growth of the record over the latest year or so, with its dates.
fn recorded(setup: &Setup, (entity, metric): &(String, String)) -> Option<(f64, String)> {
    let view = setup.release.as_of(setup.release.date());
    let month_of = |datum: &jevons_facts::Datum| -> Month { jevons_facts::month_of(datum.period.end()) };
    let facts: Vec<_> = view
        .facts(entity, metric)
        .into_iter()
        .filter(|datum| !datum.provenance.kind.looks_forward())
        .collect();
    // Of several values of one day the best sourced counts.
    let rank = |datum: &jevons_facts::Datum| (datum.provenance.kind, datum.provenance.tier);
    let last = facts.iter().copied().min_by_key(|datum| (Reverse(datum.period.end()), rank(datum)))?;
    let back = |datum: &jevons_facts::Datum| month_of(last).since(month_of(datum));
    let before = facts.iter().copied().filter(|datum| (9..=15).contains(&back(datum)));
    let before = before.min_by_key(|datum| ((back(datum) - 12).abs(), rank(datum)))?;
    let growth = exp(ln(last.value / before.value) * 12.0 / f64::from(back(before))) - 1.0;
    Some((growth, format!("{} to {}", month_of(before), month_of(last))))
}

impl Findings<'_> {
    fn json(&self, setup: &Setup) -> Value {
        let contrast = |one: &Contrast| {
            json!({
                "all": one.all, "pays": one.pays, "does_not_pay": one.fails, "ks_distance": one.distance,
                "chance_bonferroni": one.chance, "significant": one.is_significant(),
            })
        };
        let parameters = setup.parameters.parameters();
        json!({
            "share": self.share.value(), "low": self.share.interval().0, "high": self.share.interval().1,
            "pays": self.share.runs, "runs": self.share.of, "instead": self.instead,
            "left_side": self.sides.map(|sides| sides.0), "right_side": self.sides.map(|sides| sides.1),
            "points": sides::POINTS,
            "quantities": self.quantities.iter().map(|(quantity, found)| json!({
                "what": quantity.what, "group": quantity.group, "measure": quantity.measure, "unit": quantity.unit,
                "contrast": contrast(found),
            })).collect::<Vec<_>>(),
            "inputs": self.inputs.iter().map(|(input, found)| json!({
                "parameter": parameters[*input].key, "unit": parameters[*input].unit, "contrast": contrast(found),
            })).collect::<Vec<_>>(),
            "boxes": self.boxes.iter().map(|one| json!({ "case": one.case, "found": one.document }))
                .collect::<Vec<_>>(),
            "pace": self.paces.iter().map(|(pace, needed)| json!({
                "what": pace.what, "unit": pace.unit, "by": pace.month.to_string(), "now": needed.now,
                "needed": needed.then, "growth_needed": needed.growth,
                "growth_recorded": needed.recorded.as_ref().map(|recorded| recorded.0),
                "recorded": needed.recorded.as_ref().map(|recorded| recorded.1.clone()),
            })).collect::<Vec<_>>(),
        })
    }
}
