//! The page for whoever signs the bill: answers, the bill, the map, the stress, the options and the assumptions.

use std::path::Path;

use jevons::ensemble::command_line;
use jevons_exposure::dependence::{Flow, Stop};
use jevons_exposure::quantiles::Spread;
use jevons_exposure::stress::{Action, Hedge, ScenarioResult, StressResult, Verdict};
use jevons_report::input::{
    AxisKind, BearerRow, Bearers, FanBand, FanChart, FlowLink, Headline, MoneyFlow, SectorPlace,
};
use jevons_report::{ExposureInput, ExposureSection, Masthead, PlainTable, render_exposure};
use jevons_results::Disk;

use super::depends::{failover, hhi, range};
use super::page::{optional, percent, usd};
use super::stress::{by_cost, dollars};
use super::{Findings, Stressed};
use crate::failure::Failure;
use crate::scenarios::BASELINE;

/// Scenarios with a chart, beside the baseline.
const CHARTED: usize = 5;
/// Lines of a table of the bill.
const LINES: usize = 12;

/// Writes the page: the whole of it, or nothing.
pub fn write(findings: &Findings, path: &Path) -> Result<(), Failure> {
    let page = render_exposure(&input(findings)).map_err(|error| Failure::Internal(error.to_string()))?;
    Ok(Disk::default().write(path, page.as_bytes())?)
}

fn input(findings: &Findings) -> ExposureInput {
    let stressed = findings.stressed.as_ref();
    let mut sections = vec![bill(findings), depends(findings)];
    if let Some(stressed) = stressed {
        sections.extend([happens(stressed), options(stressed)]);
    }
    sections.push(assumptions(findings));
    ExposureInput { masthead: masthead(findings), headlines: headlines(findings), sections }
}

fn masthead(findings: &Findings) -> Masthead {
    let summary = &findings.summary;
    let item = |name: &str, value: String| (name.to_owned(), value);
    let mut run = vec![
        item(
            "Usage",
            match (&summary.first_day, &summary.last_day) {
                (Some(first), Some(last)) => format!("{first} to {last}"),
                _ => "without dates".to_owned(),
            },
        ),
        item("Records", findings.study.counts.read.to_string()),
    ];
    if let Some(stressed) = &findings.stressed {
        run.push(item("Scenarios", stressed.result.scenarios.len().to_string()));
        run.push(item("Runs of each", stressed.runs.to_string()));
        run.push(item("Months", stressed.result.months.to_string()));
        run.push(item("Seed", stressed.seed.to_string()));
    }
    run.push(item("Version", env!("CARGO_PKG_VERSION").to_owned()));
    let whose =
        if findings.company.is_empty() { "Your token bill".to_owned() } else { findings.company.clone() };
    Masthead {
        title: match findings.company.is_empty() {
            true => "Your token bill under stress".to_owned(),
            false => format!("The token bill of {whose} under stress"),
        },
        standfirst: "What is paid for language models, whom that depends on, what may happen to it, and what can be done. Ranges hold 90 % \
                     of what the assumptions allow; nothing on this page is a forecast, and nothing of it left the machine."
            .to_owned(),
        run,
        command: command_line(&std::env::args().skip(1).collect::<Vec<_>>()),
    }
}

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

fn between(spread: &Spread) -> String {
    format!("{} to {}", money(spread.p5), money(spread.p95))
}

/// US dollars with a sign before the currency.
fn money(value: f64) -> String {
    let sign = if value <= -0.5 { "\u{2212}" } else { "" };
    let size = value.abs();
    match size {
        size if size >= 1e6 => format!("{sign}${:.2}M", size / 1e6),
        size if size >= 1e4 => format!("{sign}${:.0}k", size / 1e3),
        size => format!("{sign}${}", dollars(size)),
    }
}

fn headlines(findings: &Findings) -> Vec<Headline> {
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
            "Whose failure would hurt most?",
            failure.vendor.clone(),
            format!(
                "{} of the bill; an interruption costs {} ({}) with nothing prepared",
                percent(failure.share),
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
    let candidate = format!(
        "best in the mean of the scenarios: {}, {}; it saves something in {:.0} % of the runs, {:.0} to {:.0} % by what one believes of \
         what has no source",
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

fn table(title: &str, header: &[&str], rows: Vec<Vec<String>>) -> PlainTable {
    PlainTable {
        title: title.to_owned(),
        header: header.iter().map(|name| (*name).to_owned()).collect(),
        rows,
    }
}

fn bill(findings: &Findings) -> ExposureSection {
    let summary = &findings.summary;
    let sellers = summary.sellers.iter().map(|seller| {
        vec![
            seller.seller.clone(),
            usd(seller.list_usd),
            optional(seller.logged_usd),
            optional(seller.billed_usd),
            optional(seller.difference_usd),
        ]
    });
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
            "The tables show what is in the files; the stress takes {} times as much, as the company's file says.",
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

fn depends(findings: &Findings) -> ExposureSection {
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

fn chart(
    title: &str,
    scenario: &ScenarioResult,
    months: &[Spread],
    unit: &str,
    first: jevons_numerics::Month,
) -> FanChart {
    let band = |of: &Spread| FanBand {
        p5: of.p5,
        p10: f64::NAN,
        p25: of.p25,
        p50: of.p50,
        p75: of.p75,
        p90: f64::NAN,
        p95: of.p95,
    };
    FanChart {
        title: title.to_owned(),
        agent: String::new(),
        unit: unit.to_owned(),
        description: scenario.title.clone(),
        note: String::new(),
        sector: None,
        axis: AxisKind::Linear,
        first_month: first,
        bands: months.iter().map(band).collect(),
        history: Vec::new(),
    }
}

fn happens(stressed: &Stressed) -> ExposureSection {
    let result = &stressed.result;
    let sorted = by_cost(result);
    let base = result.scenarios.iter().find(|scenario| scenario.name == BASELINE);
    let mut shown: Vec<&ScenarioResult> = base.into_iter().collect();
    shown.extend(sorted.iter().filter(|scenario| scenario.name != BASELINE).take(CHARTED));
    let first = stressed.first_month;
    let mut charts: Vec<FanChart> = shown
        .iter()
        .map(|scenario| {
            chart(&format!("Bill, {}", scenario.name), scenario, &scenario.bill, "usd_per_month", first)
        })
        .collect();
    for scenario in shown.iter().take(2) {
        charts.extend(scenario.products.iter().filter_map(|product| {
            let margin = product.margin.as_ref()?;
            Some(chart(
                &format!("Margin of {}, {}", product.name, scenario.name),
                scenario,
                margin,
                "share",
                first,
            ))
        }));
    }
    let x = |of: &Spread| format!("{:.2} ({:.2} to {:.2})", of.p50, of.p5, of.p95);
    let scenarios = sorted.iter().map(|scenario| {
        vec![
            format!("{} {}", scenario.name, scenario.title),
            x(&scenario.last_month),
            x(&scenario.dearest_month),
            money(scenario.extra.p50),
            between(&scenario.extra),
            scenario.runway.as_ref().map_or("-".to_owned(), |runway| percent(runway.out)),
        ]
    });
    let failures = result.failures.iter().map(|failure| {
        vec![
            failure.vendor.clone(),
            percent(failure.share),
            x(&failure.months_down),
            format!("{} ({})", money(failure.interruption.p50), between(&failure.interruption)),
            format!("{} ({})", money(failure.cost.p50), between(&failure.cost)),
            match failure.most_likely.1 > 0.0 {
                true => format!("{}, {}", percent(failure.most_likely.1), failure.most_likely.0),
                false => "in no run".to_owned(),
            },
        ]
    });
    ExposureSection {
        title: "What may happen".to_owned(),
        text: vec![format!(
            "The same work is done every month for {} months. Prices, failures of vendors, rationing and rents are those of the same run \
                 of the simulated economy, {} runs for each scenario. Nobody knows how likely a scenario is.",
            result.months, stressed.runs
        )],
        charts,
        tables: vec![
            table(
                "All scenarios, the dearest first: medians, 5 to 95 % in brackets",
                &[
                    "Scenario",
                    "Last month over now",
                    "Dearest month over now",
                    "Extra cost",
                    "5 to 95 %",
                    "Out of money",
                ],
                scenarios.collect(),
            ),
            table(
                "Whose failure hurts: stopped in month 7, nothing prepared",
                &[
                    "Maker",
                    "Of the bill",
                    "Months down",
                    "Interruption",
                    "All until the end",
                    "Fails most often in",
                ],
                failures.collect(),
            ),
        ],
        notes: vec![format!(
            "Month 1 of the runs is {first}, the month after the newest facts; a scenario begins for the bill when it begins in the run. Extra \
             cost: tokens, lost revenue and migrations beyond today's bill, less what customers pay. Interruption: lost revenue and the \
             migration. Divisions of large companies, and makers that the economy does not have, fail in no run."
        )],
        ..ExposureSection::default()
    }
}

fn options(stressed: &Stressed) -> ExposureSection {
    let result = &stressed.result;
    let ranking = result.hedges.iter().map(|hedge| {
        let [low, high] = hedge.pays_at_ends;
        vec![
            hedge.action.title().to_owned(),
            money(hedge.mean_usd),
            format!("{:.0} % ({:.0} to {:.0})", 100.0 * hedge.pays, 100.0 * low, 100.0 * high),
            format!("{} in {}", money(hedge.best_in.1), hedge.best_in.0),
            format!("{} in {}", money(hedge.worst_in.1), hedge.worst_in.0),
            money(hedge.greatest_regret_usd),
            hedge.verdict.title().to_owned(),
        ]
    });
    let bars = |scenario: &ScenarioResult| Bearers {
        caption: format!("What each action saves over doing nothing, {} ({})", scenario.name, scenario.title),
        unit: "usd".to_owned(),
        rows: scenario
            .hedges
            .iter()
            .map(|hedge| BearerRow {
                name: hedge.action.title().to_owned(),
                sector: None,
                p5: hedge.value.p5,
                p25: hedge.value.p25,
                p50: hedge.value.p50,
                p75: hedge.value.p75,
                p95: hedge.value.p95,
            })
            .collect(),
    };
    let base = result.scenarios.iter().find(|scenario| scenario.name == BASELINE);
    let worst = result.scenarios.iter().max_by(|a, b| a.regret.total_cmp(&b.regret));
    let mut text = vec!["Each action is valued in every run of every scenario, with what it costs to get ready, to stay ready and to wait \
                         until it works."
        .to_owned()];
    if let Some(worst) = worst.filter(|worst| worst.best != Action::Nothing) {
        text.push(format!(
            "Doing nothing is regretted most in {} ({}): there {} would have saved {} in the median run.",
            worst.name,
            worst.title,
            worst.best.title(),
            money(worst.regret)
        ));
    }
    let mut tables = vec![table(
        "All actions over all scenarios",
        &["Action", "Mean of scenarios", "Saves in (of runs)", "Best", "Worst", "Greatest regret", "Verdict"],
        ranking.collect(),
    )];
    if let Some(found) = &stressed.self_hosting {
        let rows = found.by_utilisation.iter().map(|row| {
            let cost = &row.usd_per_mtok;
            vec![
                percent(row.utilisation),
                format!("${:.2} (${:.2} to ${:.2})", cost.p50, cost.p5, cost.p95),
                percent(row.cheaper),
            ]
        });
        tables.push(table(
            "Serving open weights yourself: cost of a million tokens by how well machines are used",
            &["Hours used", "Cost", "Below today's price in"],
            rows.collect(),
        ));
        text.push(format!(
            "A million tokens costs ${:.2} now. What could be moved to open weights would use {} of one node with eight H200, and costs {} a \
             month by token; such a node with its engineers costs {} a month however little it has to do.",
            found.api_usd_per_mtok,
            range(&found.use_of_one_node),
            between(&found.movable_usd),
            between(&found.least_fleet_usd)
        ));
    }
    ExposureSection {
        title: "What can be done".to_owned(),
        text,
        spreads: base.into_iter().chain(worst.filter(|worst| worst.name != BASELINE)).map(bars).collect(),
        tables,
        notes: vec![
            "Scenarios count alike in the mean. In brackets: with everything that has no source (tier D) at the end that speaks against the \
             action, and for it. Pays, does not pay: 9 of 10 runs agree even at the contrary end; open: it depends on the run or on what has \
             no source. Greatest regret: how much more the best action of a scenario would have saved."
                .to_owned(),
        ],
        ..ExposureSection::default()
    }
}

fn assumptions(findings: &Findings) -> ExposureSection {
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
    ExposureSection {
        title: "What it rests on".to_owned(),
        text: vec![
            "What the files and the company do not say is assumed. Tiers: A primary source, B credible secondary source, C a single weak source, \
             D judgement, own: the company's own file. A company replaces any of them with what it knows."
                .to_owned(),
        ],
        tables: match rows.is_empty() {
            true => Vec::new(),
            false => vec![table("Assumptions of the stress", &["Assumption", "Low", "Central", "High", "Unit", "Tier"], rows)],
        },
        notes,
        ..ExposureSection::default()
    }
}
