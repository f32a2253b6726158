//! The answers at the top of the page.

use jevons_exposure::stress::{Hedge, StressResult, Verdict};
use jevons_report::input::Headline;

use super::super::depends::range;
use super::super::terminal::by_cost;
use super::super::{Findings, Stressed};
use super::{between, money};
use crate::scenarios::BASELINE;

fn headline(question: &str, answer: String, detail: String) -> Headline {
    Headline { question: question.to_owned(), answer, detail }
}

/// That the files hold a part of the usage only, if they do.
fn sample_of(multiple: f64) -> String {
    match multiple == 1.0 {
        true => String::new(),
        false => format!("; by the company's own word there is {multiple} times as much as in the files"),
    }
}

pub(super) fn headlines(findings: &Findings) -> Vec<Headline> {
    let depends = &findings.dependence;
    let monthly = findings.stressed.as_ref().map_or(depends.monthly_usd, |stressed| stressed.result.bill_usd);
    let total = &findings.summary.total;
    let mut answers = vec![headline(
        "What do we pay for tokens?",
        format!("{} a month", money(monthly)),
        format!(
            "in {} days of usage {} at list prices, {} billed{}",
            findings.summary.days,
            money(total.list_usd),
            total.billed_usd.map_or("nothing".to_owned(), money),
            sample_of(findings.usage_multiple)
        ),
    )];
    let layer = |number: usize| depends.layers.get(number).map(|layer| &layer.concentration);
    if let (Some(maker), Some(cloud), Some(foundry)) = (layer(1), layer(2), layer(4)) {
        answers.push(headline(
            "Whom do we depend on?",
            format!("{} for {}", maker.largest, range(&maker.largest_share)),
            format!(
                "of the models; machines: {} for {}; one foundry, {}, makes {} of the chips",
                cloud.largest,
                range(&cloud.largest_share),
                foundry.largest,
                range(&foundry.largest_share)
            ),
        ));
    }
    if let Some(stressed) = &findings.stressed {
        stress_headlines(stressed, &mut answers);
    }
    answers
}

fn stress_headlines(stressed: &Stressed, answers: &mut Vec<Headline>) {
    let result = &stressed.result;
    let months = result.months;
    if let Some(base) = result.scenarios.iter().find(|scenario| scenario.name == BASELINE) {
        answers.push(headline(
            "And if nothing special happens?",
            format!("{:.2} times today's bill", base.last_month.p50),
            format!(
                "in month {months} ({:.2} to {:.2}); extra cost until then {} ({})",
                base.last_month.p5,
                base.last_month.p95,
                money(base.extra.p50),
                between(&base.extra)
            ),
        ));
    }
    if let Some(worst) = by_cost(result).first() {
        answers.push(headline(
            "What is the worst of the scenarios?",
            format!("{} extra", money(worst.extra.p50)),
            format!(
                "over {months} months in {} ({}): {}; 1 run in 20 costs more than {}",
                worst.name,
                worst.title,
                between(&worst.extra),
                money(worst.extra.p95)
            ),
        ));
    }
    if let Some(failure) = result.failures.first() {
        answers.push(headline(
            "Whose end would hurt most?",
            format!("{}, {}", failure.vendor, failure.kind.title()),
            format!(
                "{} of the bill; an interruption costs {} ({}) with nothing prepared",
                range(&failure.share),
                money(failure.interruption.p50),
                between(&failure.interruption)
            ),
        ));
    }
    answers.extend(result.hedges.first().map(|best| what_to_do(result, best)));
    let runways = result.scenarios.iter().filter_map(|scenario| Some((scenario, scenario.runway.as_ref()?)));
    if let Some((scenario, runway)) = runways.max_by(|a, b| a.1.out.total_cmp(&b.1.out)) {
        answers.push(headline(
            "Does the money last?",
            match runway.out > 0.0 {
                true => format!("not in {:.0} % of the runs of {}", 100.0 * runway.out, scenario.name),
                false => format!("yes, {months} months"),
            },
            match runway.out > 0.0 {
                true => format!(
                    "the scenario in which it lasts least; 1 run in 20 is out of money by month {:.0}",
                    runway.months.p5 + 1.0
                ),
                false => "in every run of every scenario".to_owned(),
            },
        ));
    }
}

/// What can be said for sure comes first: what rests on judgement is named as such.
fn what_to_do(result: &StressResult, best: &Hedge) -> Headline {
    let certain: Vec<&str> = result
        .hedges
        .iter()
        .filter(|hedge| hedge.verdict == Verdict::Pays)
        .map(|hedge| hedge.action.title())
        .collect();
    let [low, high] = best.pays_at_ends;
    let pair = result.plans.iter().find(|plan| plan.actions.len() == 2 && plan.mean_usd > best.mean_usd);
    let pair =
        pair.map_or(String::new(), |pair| format!("; as a pair: {}, {}", pair.title(), money(pair.mean_usd)));
    let candidate = format!(
        "best in the mean of the scenarios: {}, {}; it saves something in {:.0} % of the runs, {:.0} to {:.0} % by what one believes of \
         what has no source{pair}",
        best.action.title(),
        money(best.mean_usd),
        100.0 * best.pays,
        100.0 * low,
        100.0 * high
    );
    match certain.first() {
        Some(first) => headline(
            "What should we do?",
            (*first).to_owned(),
            format!("pays for sure: {}; {candidate}", certain.join(", ")),
        ),
        None => headline("What should we do?", "nothing pays for sure".to_owned(), candidate),
    }
}
