//! The words of the report that depend on results, and those that do not.

use jevons::convergence::{known, meaning};
use jevons::ensemble::Finished;
use jevons_economy::output::{EventKind, Schema};
use jevons_economy::roster::{cloud, lab};
use jevons_experiments::Summary;
use jevons_report::input::Headline;
use jevons_scenarios::Composition;

use super::column;
use crate::economy::Setup;
use crate::posterior;

/// The headline of the page: what was run, and under which scenarios.
pub fn title(setup: &Setup) -> String {
    let title = "The economy of generative AI";
    match &setup.composition {
        Some(composition) => format!("{title} under {}: {}", composition.name(), names(composition)),
        None => title.to_owned(),
    }
}

fn names(composition: &Composition) -> String {
    let names: Vec<&str> = composition.scenarios().iter().map(|scenario| scenario.name.as_str()).collect();
    names.join("; ")
}

/// A few sentences under the title.
pub fn standfirst(setup: &Setup, summary: &Summary) -> String {
    let scenario = setup.composition.as_ref().map_or_else(String::new, |composition| {
        format!(" All of them are under {}, so that nothing here is about the baseline.", composition.name())
    });
    format!(
        "{} simulated histories from {} to {}, each from the balance sheets that facts published by {} give, and each \
         with its own draw of {} uncertain assumptions. Every dollar in them has a payer and a payee. They are \
         conditional results, not forecasts.{scenario}",
        summary.runs,
        setup.from,
        setup.to,
        setup.as_of(),
        setup.parameters.parameters().len()
    )
}

/// The questions a reader comes with.
pub fn headlines(setup: &Setup, schema: &Schema, finished: &Finished) -> Vec<Headline> {
    let summary = &finished.summary;
    let mut headlines = vec![first_default(schema, summary)];
    headlines.extend(quantity(
        setup,
        schema,
        summary,
        "market.lab_revenue",
        "What do the labs sell in the end?",
        billions,
    ));
    headlines.extend(quantity(
        setup,
        schema,
        summary,
        "market.capex_five",
        "How much do the five largest still build?",
        billions,
    ));
    headlines.extend(crash(schema, summary));
    headlines.extend(quantity(setup, schema, summary, "fin.losses", "How much is written off?", billions));
    headlines.extend(quantity(
        setup,
        schema,
        summary,
        "gpu.rental_price",
        "What does an H100-hour cost?",
        dollars,
    ));
    headlines.extend(certainty(schema, finished));
    headlines
}

/// How surely so many runs know the first of the figures.
fn certainty(schema: &Schema, finished: &Finished) -> Option<Headline> {
    let summary = &finished.summary;
    let all = known(schema, summary);
    let revenue = all.iter().find(|one| one.metric == "market.lab_revenue")?;
    let [low, middle, high] = revenue.points.map(|point| point.relative().map(percent));
    Some(Headline {
        question: "How surely are these figures known?".to_owned(),
        answer: format!("the median of labs' revenue to \u{b1}{}", middle?),
        detail: match (low, high) {
            (Some(low), Some(high)) => format!(
                "its 5 % quantile to \u{b1}{low} and its 95 % quantile to \u{b1}{high}, by 95 % intervals between order statistics of \
                 {} runs. {} That is about the number of runs, not about the assumptions",
                summary.sampled_runs,
                meaning(summary.sampled_runs, finished.design())
            ),
            _ => format!(
                "{} runs are too few to know the 5 % and 95 % quantiles: it takes 73",
                summary.sampled_runs
            ),
        },
    })
}

fn billions(usd: f64) -> String {
    let amount = usd / 1e9;
    let digits = if amount < 10.0 { 1 } else { 0 };
    if amount >= 1_000.0 {
        format!("${:.1} trillion", amount / 1_000.0)
    } else {
        format!("${amount:.digits$} billion")
    }
}

fn dollars(usd: f64) -> String {
    format!("${usd:.2}")
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// Who defaults in most runs.
fn first_default(schema: &Schema, summary: &Summary) -> Headline {
    let names = lab::INDEPENDENT.iter().map(|&l| lab::NAMES[l]).chain(cloud::NAMES);
    let worst = names
        .filter_map(|name| {
            let agent = schema.agents.iter().position(|label| label.name == name)?;
            Some((name, summary.outcome(EventKind::Default, agent)?))
        })
        .max_by(|a, b| a.1.share.value().total_cmp(&b.1.share.value()));
    let question = "Which named company defaults most often?".to_owned();
    match worst {
        Some((name, outcome)) => {
            let (low, high) = outcome.share.interval();
            Headline {
                question,
                answer: format!("{name}: {} of runs", percent(outcome.share.value())),
                detail: format!(
                    "95 % interval {} to {}; where it does, half of the time by {}",
                    percent(low),
                    percent(high),
                    outcome.median_month
                ),
            }
        }
        None => Headline {
            question,
            answer: "None, in any run".to_owned(),
            detail: format!(
                "of {} runs: the share is below {} with 95 % confidence",
                summary.runs,
                percent(3.0 / summary.runs.max(1) as f64)
            ),
        },
    }
}

fn quantity(
    setup: &Setup,
    schema: &Schema,
    summary: &Summary,
    metric: &str,
    question: &str,
    show: fn(f64) -> String,
) -> Option<Headline> {
    let cells = summary.columns.get(column(schema, metric, "")?)?;
    let (first, last) = (cells.first()?, cells.last()?);
    Some(Headline {
        question: question.to_owned(),
        answer: show(last.quantile(0.5)),
        detail: format!(
            "{}, median; nine of ten runs between {} and {}; {} in the first month",
            setup.to,
            show(last.quantile(0.05)),
            show(last.quantile(0.95)),
            show(first.quantile(0.5))
        ),
    })
}

/// How often the market value falls far at some time: read from the deepest drawdown month by month.
fn crash(schema: &Schema, summary: &Summary) -> Option<Headline> {
    let cells = summary.columns.get(column(schema, "fin.drawdown", "")?)?;
    let deepest = cells.iter().map(|cell| cell.quantile(0.5)).fold(0.0, f64::max);
    let bad = cells.iter().map(|cell| cell.quantile(0.95)).fold(0.0, f64::max);
    Some(Headline {
        question: "How far do the listed companies fall?".to_owned(),
        answer: format!("{} in the worst month of the median", percent(deepest)),
        detail: format!(
            "below their highest value so far; in one run of twenty the worst month stands at {} or more",
            percent(bad)
        ),
    })
}

/// What the model cannot say.
pub fn limits(setup: &Setup) -> Vec<String> {
    let drawn = format!(
        "The ranges of the parameters are judgements informed by sources: {}. By the backtests runs are too sure of themselves (docs/validation.md).",
        posterior::words(&setup.parameters)
    );
    let always = [
        "It gives no forecasts. Its runs are conditional on assumptions that nobody knows; their spread says how much they matter, not how likely each is.",
        "Cash of private labs is not published. It is inferred from rounds, each spent in equal parts over eighteen months, and may be off by a factor of two.",
        "How much of capital expenditure is for AI, and how much of AI serves the owners' own products, is not published either: both are sampled over wide ranges.",
        "Fleets are inferred from estimates of shipments, given to owners in proportion to their capital expenditure.",
        "No lab and no large neocloud has defaulted in the record. How lenders, owners and customers would behave then rests on analogues.",
        "The economies outside the United States are one agent, and so is the banking system: runs on single banks and exchange rates are outside it.",
        "All fifty-one mechanisms of the debate are in, many of them simply and with parameters that are judgement; docs/model.md says of each what is missing.",
        "The model moves by months: crashes of a day appear as the change of a month.",
    ];
    always.map(str::to_owned).into_iter().chain([drawn]).collect()
}
