//! The stress on the terminal.

use jevons_exposure::stress::{Action, ScenarioResult, StressResult};

use super::depends::range;
use super::page::{grouped, percent};
use super::stress::Stressed;
use crate::failure::Failure;
use crate::scenarios::BASELINE;
use crate::session::Session;
use crate::text::count;

/// Scenarios that the terminal shows; the files have all.
const SHOWN: usize = 12;
/// Makers, hosts and clouds that it shows.
const POINTS: usize = 12;
/// Plans of each size that it shows.
const PLANS: usize = 5;

/// US dollars without cents.
pub fn dollars(value: f64) -> String {
    grouped(value.round() + 0.0, 0)
}

fn spread(of: &jevons_exposure::quantiles::Spread) -> String {
    format!("{} ({} to {})", dollars(of.p50), dollars(of.p5), dollars(of.p95))
}

fn times(of: &jevons_exposure::quantiles::Spread) -> String {
    format!("{:.2} ({:.2} to {:.2})", of.p50, of.p5, of.p95)
}

/// Scenarios by what they cost, the dearest first.
pub fn by_cost(result: &StressResult) -> Vec<&ScenarioResult> {
    let mut sorted: Vec<&ScenarioResult> = result.scenarios.iter().collect();
    sorted.sort_by(|a, b| b.extra.p50.total_cmp(&a.extra.p50));
    sorted
}

pub fn print(stressed: &Stressed, session: &mut Session) -> Result<(), Failure> {
    scenarios(stressed, session)?;
    products(stressed, session)?;
    announced(stressed, session)?;
    failures(&stressed.result, session)?;
    hedges(&stressed.result, session)?;
    plans(stressed, session)?;
    hosting(stressed, session)
}

fn scenarios(stressed: &Stressed, session: &mut Session) -> Result<(), Failure> {
    let result = &stressed.result;
    session.line("")?;
    session.heading(&format!(
        "What may happen to you in {}: medians of {} each (5 to 95 %), US dollars",
        count(result.months, "month"),
        count(stressed.runs as usize, "run")
    ))?;
    session.line(format!("bill of a month now: {}", dollars(result.bill_usd)))?;
    let with_cash = result.scenarios.iter().any(|scenario| scenario.runway.is_some());
    let mut header =
        vec!["scenario", "", "last month over now", "dearest month", "extra cost", "at risk (95 %)"];
    let mut numbers = vec!["last month over now", "dearest month", "extra cost", "at risk (95 %)"];
    if with_cash {
        header.push("out of money (earliest 5 %)");
        numbers.push("out of money (earliest 5 %)");
    }
    let sorted = by_cost(result);
    let rows = sorted.iter().enumerate().filter(|(number, of)| *number < SHOWN || of.name == BASELINE);
    let rows = rows.map(|(_, of)| {
        let mut row = vec![
            of.name.clone(),
            of.title.clone(),
            times(&of.last_month),
            times(&of.dearest_month),
            spread(&of.extra),
            dollars(of.extra.p95.max(0.0)),
        ];
        if let Some(runway) = &of.runway {
            row.push(match runway.out > 0.0 {
                true => format!("{}, month {:.0}", percent(runway.out), runway.months.p5 + 1.0),
                false => "in no run".to_owned(),
            });
        }
        row
    });
    session.table(&header, &numbers, rows.collect())?;
    if sorted.len() > SHOWN {
        session.note("the dearest scenarios and the baseline; --html and --out have all of them")?;
    }
    session.note(format!(
        "Nobody knows how likely scenarios are. The same work is done every month; its price is that of the same run of the economy \
         whose month 1 is {}. extra cost: tokens, lost revenue and migrations beyond today's bill, less what customers pay.",
        stressed.first_month
    ))
}

fn products(stressed: &Stressed, session: &mut Session) -> Result<(), Failure> {
    let Some(worst) = by_cost(&stressed.result).first().copied() else { return Ok(()) };
    let baseline = stressed.result.scenarios.iter().find(|of| of.name == BASELINE).unwrap_or(worst);
    let margin = |of: &ScenarioResult, product: usize| {
        let months = of.products[product].margin.as_ref()?;
        let least = months.iter().min_by(|a, b| a.p5.total_cmp(&b.p5))?;
        Some(format!("{} ({} at 5 %)", percent(least.p50), percent(least.p5)))
    };
    let rows: Vec<Vec<String>> = stressed
        .position
        .products
        .iter()
        .enumerate()
        .filter_map(|(number, product)| {
            let revenue = product.revenue_usd.filter(|revenue| *revenue > 0.0)?;
            Some(vec![
                product.name.clone(),
                percent(1.0 - product.bill_usd() / revenue),
                margin(baseline, number)?,
                margin(worst, number)?,
            ])
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    session.line("")?;
    let columns = [
        "margin after tokens now".to_owned(),
        format!("worst month, {}", baseline.name),
        format!("worst month, {}", worst.name),
    ];
    let [now, base, bad] = &columns;
    session.table(&["product", now, base, bad], &[now, base, bad], rows)
}

fn failures(result: &StressResult, session: &mut Session) -> Result<(), Failure> {
    if result.failures.is_empty() {
        return Ok(());
    }
    session.line("")?;
    session.heading(
        "Whose end hurts most: makers, hosts and clouds; what it costs if one stops in month 7, with nothing prepared",
    )?;
    let rows = result.failures.iter().take(POINTS).map(|failure| {
        let (scenario, share) = &failure.most_likely;
        let likely = if *share > 0.0 {
            format!("{} of runs, {scenario}", percent(*share))
        } else {
            "in no run".to_owned()
        };
        vec![
            failure.vendor.clone(),
            failure.kind.title().to_owned(),
            range(&failure.share),
            times(&failure.months_down),
            spread(&failure.interruption),
            dollars(failure.prepared.p50),
            spread(&failure.cost),
            likely,
        ]
    });
    let numbers = ["of the bill", "months down", "interruption", "second vendor ready", "all until the end"];
    session.table(
        &["who", "as", numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], "fails most often in"],
        &numbers,
        rows.collect(),
    )?;
    session.note(
        "A host that stops: the same model is had elsewhere. A cloud: what it serves stops, and makers and hosts on it have less until they \
         have other machines; shares that nobody discloses are drawn. months down: weighted by the share of the bill; interruption: lost \
         revenue and the migration; all: with what the substitute costs more or less. Hosts that the economy does not have fail like its \
         small clouds (tier C); clouds that default are mostly carried on; other neoclouds are all of them together. Divisions of large companies, and makers that the economy does \
         not have, fail in no run.",
    )
}

/// Changes of prices that are known beforehand.
fn announced(stressed: &Stressed, session: &mut Session) -> Result<(), Failure> {
    let changes = &stressed.position.announced;
    if changes.is_empty() {
        return Ok(());
    }
    session.line("")?;
    session.heading("Announced changes of prices of models in use, which the stress takes as they are")?;
    let rows = changes.iter().map(|change| {
        vec![
            change.date.clone(),
            change.model.clone(),
            change.seller.clone(),
            dollars(change.usd_per_month),
            format!("{:.2}", change.factor),
            change.successor.as_ref().map_or("new price".to_owned(), |to| format!("no longer sold: {to}")),
        ]
    });
    let numbers = ["bill of a month now", "cost then over now"];
    session.table(&["from", "model", "seller", numbers[0], numbers[1], "what"], &numbers, rows.collect())
}

/// Actions together.
fn plans(stressed: &Stressed, session: &mut Session) -> Result<(), Failure> {
    let result = &stressed.result;
    session.line("")?;
    session.heading(
        "What you can do together: pairs and sets of three, valued on the same runs, not added up",
    )?;
    let of = |size: usize| result.plans.iter().filter(move |plan| plan.actions.len() == size).take(PLANS);
    let rows = of(1).take(1).chain(of(2)).chain(of(3)).map(|plan| {
        let pays = plan.pays_at_ends.map_or(format!("{:.0} %", 100.0 * plan.pays), |[low, high]| {
            format!("{:.0} % ({:.0} to {:.0})", 100.0 * plan.pays, 100.0 * low, 100.0 * high)
        });
        vec![
            plan.title(),
            dollars(plan.mean_usd),
            plan.together.map_or("-", |together| together.title()).to_owned(),
            dollars(plan.mean_usd - plan.sum_of_parts_usd),
            pays,
            format!("{:.0} %", 100.0 * plan.best_of_its_size),
            format!("{} ({})", dollars(plan.regret_usd.p50), dollars(plan.regret_usd.p95)),
            dollars(plan.once_usd),
            dollars(plan.standing_usd_per_month),
            format!("{:.0}", plan.delay_weeks),
        ]
    });
    let numbers = [
        "mean of scenarios",
        "beyond the sum",
        "saves in",
        "best of its size in",
        "regret (95 %)",
        "once",
        "a month",
        "weeks",
    ];
    let header = [
        "plan", numbers[0], "together", numbers[1], numbers[2], numbers[3], numbers[4], numbers[5],
        numbers[6], numbers[7],
    ];
    session.table(&header, &numbers, rows.collect())?;
    if let Some(best) = stressed.best_within_budget() {
        let within = stressed.budget.map_or("of up to three actions".to_owned(), |usd| {
            format!("that costs at most {} a month to keep", dollars(usd))
        });
        session.line(format!(
            "Best set {within}: {}, {} in the mean of scenarios, {} a month to keep",
            best.title(),
            dollars(best.mean_usd),
            dollars(best.cost_to_keep(result.months))
        ))?;
    } else {
        session.line("No set of actions within the budget saves anything in the mean of scenarios.")?;
    }
    session.note(
        "overlap: both work on the same dollars, and save less together than each by itself added up; reinforce: more. best of its size: share \
         of runs in which no plan of as many actions saves more; regret: what the best plan of a run saves more, median and 95 %; once, a \
         month, weeks: what it costs to get and stay ready and how long that takes, median of the assumptions. A plan has one way of \
         serving open weights at most. --out has all of them in plans.csv.",
    )
}

fn hedges(result: &StressResult, session: &mut Session) -> Result<(), Failure> {
    session.line("")?;
    session.heading("What you can do: what it saves over doing nothing, US dollars over the period")?;
    let rows = result.hedges.iter().map(|hedge| {
        let [at_worst, at_best] = hedge.pays_at_ends;
        let named = |(name, value): &(String, f64)| format!("{} {name}", dollars(*value));
        vec![
            hedge.action.title().to_owned(),
            dollars(hedge.mean_usd),
            format!("{:.0} % ({:.0} to {:.0})", 100.0 * hedge.pays, 100.0 * at_worst, 100.0 * at_best),
            named(&hedge.best_in),
            named(&hedge.worst_in),
            dollars(hedge.greatest_regret_usd),
            result.plan_of(hedge.action).map_or("-".to_owned(), |plan| dollars(plan.standing_usd_per_month)),
            result.plan_of(hedge.action).map_or("-".to_owned(), |plan| format!("{:.0}", plan.delay_weeks)),
            hedge.verdict.title().to_owned(),
        ]
    });
    let numbers = ["mean of scenarios", "saves in", "best", "worst", "greatest regret", "a month", "weeks"];
    session.table(
        &[
            "action", numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6],
            "verdict",
        ],
        &numbers,
        rows.collect(),
    )?;
    let worst = result.scenarios.iter().max_by(|a, b| a.regret.total_cmp(&b.regret));
    if let Some(worst) = worst.filter(|worst| worst.best != Action::Nothing) {
        session.line(format!(
            "Regret of doing nothing: at most {} (median run), in {}, where `{}` would have saved it",
            dollars(worst.regret),
            worst.name,
            worst.best.title()
        ))?;
    }
    session.note(
        "Scenarios count alike in the mean. saves in: share of all runs; in brackets with everything that has no source (tier D) at the end \
         that speaks against it, and for it. A verdict is given where 9 of 10 runs agree even at the contrary end; open: it depends on \
         the run or on what has no source.",
    )
}

fn hosting(stressed: &Stressed, session: &mut Session) -> Result<(), Failure> {
    let Some(found) = &stressed.self_hosting else { return Ok(()) };
    session.line("")?;
    session.heading("When serving open weights yourself pays")?;
    let rows = found.by_utilisation.iter().map(|row| {
        let cost = &row.usd_per_mtok;
        vec![
            percent(row.utilisation),
            format!("{:.2} ({:.2} to {:.2})", cost.p50, cost.p5, cost.p95),
            percent(row.cheaper),
        ]
    });
    let numbers = ["hours used", "US dollars a million tokens", "below your price in"];
    session.table(&numbers, &numbers, rows.collect())?;
    let use_of_one = &found.use_of_one_node;
    session.line(format!(
        "You pay {:.2} a million tokens now{}. What could be moved is {} million tokens a month ({} dollars by token); it would use {} of \
         one node with eight H200, which with its engineers costs {} a month however little it has to do.",
        found.api_usd_per_mtok,
        found.open_usd_per_mtok.map_or(String::new(), |usd| format!(", {usd:.2} with open weights at a host")),
        spread(&found.movable_mtok),
        spread(&found.movable_usd),
        range(use_of_one),
        spread(&found.least_fleet_usd)
    ))
}
