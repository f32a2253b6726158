//! The findings on the terminal.

use std::path::Path;

use jevons_exposure::accumulate::Extent;
use jevons_exposure::summary::{Line, SellerCheck};
use jevons_exposure::{Overlap, Summary};

use super::Findings;
use crate::failure::Failure;
use crate::session::Session;
use crate::text::{count, shorten};

/// Lines of a table; what is left is summed up in the files.
const SHOWN: usize = 10;

pub fn print(findings: &Findings, out: Option<&Path>, session: &mut Session) -> Result<(), Failure> {
    files(findings, session)?;
    bill(&findings.summary, session)?;
    by(&findings.summary, session)?;
    shares(findings, session)?;
    differences(&findings.summary, session)?;
    unknown(&findings.summary, session)?;
    elsewhere(findings, session)?;
    super::depends::print(findings, session)?;
    if let Some(stressed) = &findings.stressed {
        super::terminal::print(stressed, session)?;
    }
    if let Some(out) = out {
        session.note(format!(
            "\nWritten to {}: rows.parquet, refused.csv, summary.json, vendors.csv (register), tables as CSV and Parquet",
            out.display()
        ))?;
    }
    Ok(())
}

/// US dollars in as many digits as they deserve.
pub fn usd(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_owned(),
        size if size < 0.01 => format!("{value:.6}"),
        size if size < 1.0 => format!("{value:.4}"),
        _ => grouped(value, 2),
    }
}

pub fn optional(value: Option<f64>) -> String {
    value.map_or("-".to_owned(), usd)
}

/// A seller with what list prices, logs and bills say of it, and bill less list.
pub fn seller_cells(seller: &SellerCheck) -> Vec<String> {
    vec![
        seller.seller.clone(),
        usd(seller.list_usd),
        optional(seller.logged_usd),
        optional(seller.billed_usd),
        optional(seller.difference_usd),
    ]
}

/// A number with commas between thousands.
pub fn grouped(value: f64, digits: usize) -> String {
    let text = format!("{:.digits$}", value.abs());
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), ""), |(whole, rest)| (whole, rest));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if value < 0.0 { "-" } else { "" };
    if rest.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{rest}") }
}

/// A number of tokens: 1.2M, 35k.
fn tokens(value: f64) -> String {
    match value {
        value if value >= 1e9 => format!("{:.2}B", value / 1e9),
        value if value >= 1e6 => format!("{:.1}M", value / 1e6),
        value if value >= 1e3 => format!("{:.1}k", value / 1e3),
        value => format!("{value:.0}"),
    }
}

pub fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn files(findings: &Findings, session: &mut Session) -> Result<(), Failure> {
    let study = &findings.study;
    let rows = study.files.iter().map(|file| {
        let counts = &file.counts;
        vec![
            file.name.clone(),
            file.format.title().to_owned(),
            counts.read.to_string(),
            counts.used.to_string(),
            counts.refused.to_string(),
            counts.merged.values().sum::<u64>().to_string(),
            counts.set_aside.values().sum::<u64>().to_string(),
        ]
    });
    let numbers = ["read", "used", "refused", "merged", "set aside"];
    let header = ["file", "format", numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]];
    session.table(&header, &numbers, rows.collect())?;
    let counts = &study.counts;
    let (merged, aside) = (counts.merged.values().sum::<u64>(), counts.set_aside.values().sum::<u64>());
    session.line(format!(
        "{} = {} used + {} refused + {merged} merged + {aside} set aside",
        count(counts.read as usize, "record"),
        counts.used,
        counts.refused
    ))?;
    for (kind, number) in counts.merged.iter().chain(&counts.set_aside) {
        session.line(format!("  {number} {kind}"))?;
    }
    if counts.set_aside_money != 0.0 {
        session.line(format!("  charges set aside: {}", usd(counts.set_aside_money)))?;
    }
    for refused in &study.refused {
        session.line(format!(
            "  refused: {}, record {}, field `{}`: found {}, expected {}",
            refused.file, refused.line, refused.field, refused.found, refused.expected
        ))?;
    }
    if study.refused.len() < counts.refused as usize {
        session.note(format!(
            "  {} more; --out writes all of them to refused.csv",
            counts.refused - study.refused.len() as u64
        ))?;
    }
    for name in &study.passed_over {
        session.note(format!("  passed over: {name}, whose format is not known"))?;
    }
    Ok(())
}

fn bill(summary: &Summary, session: &mut Session) -> Result<(), Failure> {
    session.line("")?;
    let days = match (&summary.first_day, &summary.last_day) {
        (Some(first), Some(last)) => {
            format!("{first} to {last}, {}", count(summary.days.max(0) as usize, "day"))
        }
        _ => "no day is known".to_owned(),
    };
    session.heading(&format!("What you really pay, US dollars ({days})"))?;
    let numbers = ["list", "logged", "billed", "billed - list"];
    let header = ["seller", numbers[0], numbers[1], numbers[2], numbers[3], "why"];
    let mut rows: Vec<Vec<String>> = summary
        .sellers
        .iter()
        .map(|seller| {
            let mut cells = seller_cells(seller);
            cells.push(seller.reason.clone());
            cells
        })
        .collect();
    let total = &summary.total;
    rows.push(vec![
        "all".to_owned(),
        usd(total.list_usd),
        optional(total.logged_usd),
        optional(total.billed_usd),
        String::new(),
        String::new(),
    ]);
    session.table(&header, &numbers, rows)?;
    session.note("list: recomputed from tokens at the list prices of their days; billed - list: on days that have a bill; -: no source \
         says")?;
    let overlapping: Vec<String> = summary
        .sources
        .iter()
        .filter(|source| source.tokens > 0.0 && source.counted < 0.9995)
        .map(|source| format!("{} ({} counted)", source.format.title(), percent(source.counted)))
        .collect();
    if summary.overlap == Overlap::Best && !overlapping.is_empty() {
        session.note(format!(
            "Sources of the same seller and day describe the same usage; another source counts for {}. --add adds them.",
            overlapping.join(", ")
        ))?;
    }
    Ok(())
}

fn by(summary: &Summary, session: &mut Session) -> Result<(), Failure> {
    table("model", &summary.models, session)?;
    let names: Vec<Line> = summary.products.iter().map(|product| product.line.clone()).collect();
    if names.len() > 1 || names.iter().any(|line| !line.name.starts_with('(')) {
        table("product", &names, session)?;
    }
    let with_revenue: Vec<Vec<String>> = summary
        .products
        .iter()
        .filter_map(|product| {
            let revenue = product.product.as_ref()?.monthly_revenue_usd?;
            Some(vec![
                product.line.name.clone(),
                usd(product.monthly_cost_usd),
                usd(revenue),
                product.margin_after_tokens.map_or("-".to_owned(), percent),
            ])
        })
        .collect();
    if !with_revenue.is_empty() {
        session.line("")?;
        let numbers = ["tokens a month", "revenue a month", "margin after tokens"];
        session.table(&["product", numbers[0], numbers[1], numbers[2]], &numbers, with_revenue)?;
        session
            .note("tokens a month: thirty days at the pace of the period, times usage_multiple of the company's file; billed where a bill is known")?;
    }
    if summary.keys.len() > 1 {
        table("key", &summary.keys, session)?;
    }
    Ok(())
}

fn table(what: &str, lines: &[Line], session: &mut Session) -> Result<(), Failure> {
    session.line("")?;
    let numbers =
        ["list", "share", "billed", "logged", "requests", "list/request", "input", "cached", "output"];
    let mut header = vec![what];
    header.extend(numbers);
    let rows = lines.iter().take(SHOWN).map(|line| {
        let cached = if line.input_tokens > 0.0 { line.cache_read_tokens / line.input_tokens } else { 0.0 };
        vec![
            shorten(&line.name, 40),
            usd(line.list_usd),
            percent(line.share),
            optional(line.billed_usd),
            optional(line.logged_usd),
            if line.requests > 0.0 { grouped(line.requests, 0) } else { "-".to_owned() },
            optional(line.list_usd_per_request),
            tokens(line.input_tokens),
            percent(cached),
            tokens(line.output_tokens),
        ]
    });
    session.table(&header, &numbers, rows.collect())?;
    if lines.len() > SHOWN {
        session.note(format!("{} more; --out writes them all", lines.len() - SHOWN))?;
    }
    Ok(())
}

fn shares(findings: &Findings, session: &mut Session) -> Result<(), Failure> {
    let shares = &findings.summary.shares;
    session.line("")?;
    session.heading("Shares")?;
    session.line(format!(
        "  cached input       {} of input was read from caches",
        percent(shares.cache_read_of_input)
    ))?;
    session
        .line(format!("  batch and flex     {} of the cost at list prices", percent(shares.batch_of_cost)))?;
    if shares.failed_of_requests > 0.0 {
        session.line(format!("  failed             {} of requests", percent(shares.failed_of_requests)))?;
    }
    if let Some(reported) = shares.reasoning_of_output_reported {
        session
            .line(format!("  reasoning          {} of output, where files report it", percent(reported)))?;
    }
    if shares.output_without_report > 0.0 {
        let [low, central, high] = shares.reasoning_of_output;
        session.line(format!(
            "  hidden reasoning   {} of output is of models that reason and of files that do not report it;",
            percent(shares.output_without_report)
        ))?;
        session.line(format!(
            "                     assumed, all reasoning is {} of output ({} to {})",
            percent(central),
            percent(low),
            percent(high)
        ))?;
    }
    Ok(())
}

fn differences(summary: &Summary, session: &mut Session) -> Result<(), Failure> {
    let shown: Vec<Vec<String>> = summary
        .differences
        .iter()
        .filter(|line| line.usd != 0.0 || line.reason.as_str().starts_with("failed"))
        .filter(|line| !["agrees", "rounding"].contains(&line.reason.as_str()))
        .map(|line| {
            vec![
                line.format.title().to_owned(),
                line.seller.clone(),
                line.stated.as_str().to_owned(),
                line.reason.as_str().to_owned(),
                line.rows.to_string(),
                usd(line.usd),
            ]
        })
        .collect();
    if !shown.is_empty() {
        session.line("")?;
        session.heading("Why stated costs differ from list prices, row by row")?;
        let left_out = shown.len().saturating_sub(2 * SHOWN);
        let shown = shown.into_iter().take(2 * SHOWN).collect();
        session.table(
            &["source", "stated", "reason", "rows", "stated - list"],
            &["rows", "stated - list"],
            shown,
        )?;
        if left_out > 0 {
            session.note(format!("{left_out} more; --out writes them all"))?;
        }
    }
    // What prices rest on is the same of all sources.
    let mut by_caveat = std::collections::BTreeMap::<_, Extent>::new();
    for line in &summary.caveats {
        let extent = by_caveat.entry(line.caveat).or_default();
        extent.rows += line.rows;
        extent.usd += line.usd;
    }
    if !by_caveat.is_empty() {
        session.line("")?;
        session.heading("What prices rest on")?;
        let rows = by_caveat.iter().map(|(caveat, extent)| {
            vec![caveat.as_str().to_owned(), extent.rows.to_string(), usd(extent.usd)]
        });
        session.table(&["caveat", "rows", "list"], &["rows", "list"], rows.collect())?;
    }
    Ok(())
}

fn unknown(summary: &Summary, session: &mut Session) -> Result<(), Failure> {
    if summary.unknown_models.is_empty() {
        return Ok(());
    }
    session.line("")?;
    session.heading("Models without a price: not in the cost at list prices")?;
    let rows = summary.unknown_models.iter().take(SHOWN).map(|model| {
        vec![
            shorten(&model.name, 50),
            model.rows.to_string(),
            tokens(model.tokens),
            usd(model.stated_usd),
            model.nearest.join(", "),
        ]
    });
    session.table(
        &["name in the files", "rows", "tokens", "stated", "nearest in the price book"],
        &["rows", "tokens", "stated"],
        rows.collect(),
    )?;
    session.note("  hint: --models FILE maps names, with the columns name,model; --prices FILE adds prices")
}

fn elsewhere(findings: &Findings, session: &mut Session) -> Result<(), Failure> {
    if !findings.other_days.is_empty() {
        session.line("")?;
        session.heading("The same usage at the list prices of other days")?;
        let rows = findings
            .other_days
            .iter()
            .map(|day| vec![day.date.clone(), usd(day.usd), usd(day.own_days_usd), percent(day.covered)]);
        let numbers = ["that day", "own days", "of the bill"];
        session.table(&["prices of", numbers[0], numbers[1], numbers[2]], &numbers, rows.collect())?;
        session.note(
            "of the bill: the part whose models were sold on that day; own days: what that part cost",
        )?;
    }
    if findings.other_models.is_empty() || findings.summary.profile.is_empty() {
        return Ok(());
    }
    session.line("")?;
    session.heading("The same usage with one other model throughout, list prices of the last day")?;
    let rows = findings.other_models.iter().map(|other| {
        let weights = if other.open_weights { "open" } else { "" };
        vec![
            other.model.clone(),
            other.seller.clone(),
            weights.to_owned(),
            usd(other.low_usd),
            usd(other.central_usd),
            usd(other.high_usd),
        ]
    });
    let numbers = ["low", "same tokens", "high"];
    session.table(
        &["model", "seller", "weights", numbers[0], numbers[1], numbers[2]],
        &numbers,
        rows.collect(),
    )?;
    let assumptions = &findings.assumptions;
    let range = |range: &jevons_exposure::assumptions::Range| format!("{} to {}", range.low, range.high);
    session.note(format!(
        "low and high assume {} times the tokens (tokeniser), {} times the output and {} times the calls: judgement, \
         and no model is as good as another at your work",
        range(&assumptions.tokens_of_another_tokeniser),
        range(&assumptions.output_of_another_model),
        range(&assumptions.calls_of_another_model)
    ))
}
