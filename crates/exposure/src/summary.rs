//! What the sums say: the bill in three versions, by model, product, key and seller, shares, differences and caveats.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::accumulate::{Accumulated, Caveat, CellKey, Sums};
use crate::assumptions::Assumptions;
use crate::company::{Company, Product};
use crate::formats::Format;
use crate::judge::Stated;
use crate::moment::date_of;
use crate::prices::PriceBook;
use crate::reasons::Reason;
use crate::reprice::{Profile, UseKey};
use crate::study::Study;
use crate::uses::{DAYS_OF_A_MONTH, Use, uses};

/// What to do where several sources speak of the same seller and day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Overlap {
    /// The source that knows best counts: they describe the same usage.
    Best,
    /// All count: they describe different usage.
    Add,
}

/// Usage and what it costs, in every version that is known.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Line {
    /// Of what: a model, a product, a key, a seller; empty for all.
    pub name: String,
    /// Requests; 0 when no source counts them.
    pub requests: f64,
    /// Input, cached or not, tokens.
    pub input_tokens: f64,
    /// Input from caches, tokens.
    pub cache_read_tokens: f64,
    /// Input to caches, tokens.
    pub cache_write_tokens: f64,
    /// Output, tokens.
    pub output_tokens: f64,
    /// Reasoning that is reported, tokens.
    pub reasoning_tokens: f64,
    /// Cost at list prices, US dollars.
    pub list_usd: f64,
    /// What gateways and observers logged, US dollars.
    pub logged_usd: Option<f64>,
    /// What was charged, US dollars.
    pub billed_usd: Option<f64>,
    /// Cost at list prices of a request, of sources that count requests, US dollars.
    pub list_usd_per_request: Option<f64>,
    /// Share of all cost at list prices.
    pub share: f64,
    /// Tokens of models without a price.
    pub unpriced_tokens: f64,
}

/// The bill of a seller against list prices, whichever sources have the usage and the bill.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SellerCheck {
    /// Seller.
    pub seller: String,
    /// Cost at list prices, US dollars.
    pub list_usd: f64,
    /// What gateways and observers logged, US dollars.
    pub logged_usd: Option<f64>,
    /// What was charged, US dollars.
    pub billed_usd: Option<f64>,
    /// Charged less the list of the days that have a bill, US dollars.
    pub difference_usd: Option<f64>,
    /// Why they differ.
    pub reason: String,
}

/// A product with its revenue.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProductLine {
    /// Usage and cost.
    #[serde(flatten)]
    pub line: Line,
    /// What the company says of it.
    pub product: Option<Product>,
    /// Cost of thirty days at the pace of the period, times what the company says the files hold a part of: billed where a
    /// bill is known, and list where not, US dollars.
    pub monthly_cost_usd: f64,
    /// Revenue less this cost, as a share of revenue.
    pub margin_after_tokens: Option<f64>,
}

/// A source and what it says, before overlaps are taken out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceLine {
    /// Format.
    pub format: Format,
    /// Rows used.
    pub rows: u64,
    /// Tokens.
    pub tokens: f64,
    /// Cost at list prices, US dollars.
    pub list_usd: f64,
    /// Costs that it states, US dollars: logged, billed, listed.
    pub stated_usd: [Option<f64>; 3],
    /// Share of its tokens that count in the totals.
    pub counted: f64,
}

/// A part of the difference between a stated cost and the cost at list prices.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DifferenceLine {
    /// Source.
    pub format: Format,
    /// Seller.
    pub seller: String,
    /// Which cost.
    pub stated: Stated,
    /// Why.
    pub reason: Reason,
    /// Rows.
    pub rows: u64,
    /// Stated less list, US dollars.
    pub usd: f64,
}

/// What a price rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaveatLine {
    /// Source.
    pub format: Format,
    /// What.
    pub caveat: Caveat,
    /// Rows.
    pub rows: u64,
    /// Their cost at list prices, US dollars.
    pub usd: f64,
}

/// A model that the price book does not know.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnknownModel {
    /// Its name in the files.
    pub name: String,
    /// Rows.
    pub rows: u64,
    /// Tokens.
    pub tokens: f64,
    /// Charged or logged, US dollars.
    pub stated_usd: f64,
    /// Names of the price book that are near.
    pub nearest: Vec<String>,
}

/// Shares of tokens and cost.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Shares {
    /// Of input, read from caches.
    pub cache_read_of_input: f64,
    /// Of cost at list prices, at tiers of batch and flex.
    pub batch_of_cost: f64,
    /// Of requests, failed.
    pub failed_of_requests: f64,
    /// Of output, reasoning, where files report it.
    pub reasoning_of_output_reported: Option<f64>,
    /// Of output, in rows of models that reason whose files do not report it.
    pub output_without_report: f64,
    /// Of all output, reasoning: reported and assumed, at the low, central and high assumption.
    pub reasoning_of_output: [f64; 3],
    /// Reasoning that no file reports, at the low, central and high assumption, tokens.
    pub hidden_output_tokens: [f64; 3],
}

/// Everything that the usage says.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// First day.
    pub first_day: Option<String>,
    /// Last day.
    pub last_day: Option<String>,
    /// Days between them, both counted.
    pub days: i32,
    /// How overlaps were treated.
    pub overlap: Overlap,
    /// All usage.
    pub total: Line,
    /// By seller, with the bill checked.
    pub sellers: Vec<SellerCheck>,
    /// By model.
    pub models: Vec<Line>,
    /// By product.
    pub products: Vec<ProductLine>,
    /// By key.
    pub keys: Vec<Line>,
    /// By source.
    pub sources: Vec<SourceLine>,
    /// Shares.
    pub shares: Shares,
    /// Why stated costs differ from list.
    pub differences: Vec<DifferenceLine>,
    /// What prices rest on.
    pub caveats: Vec<CaveatLine>,
    /// Models without a price.
    pub unknown_models: Vec<UnknownModel>,
    /// Usage by what its price depends on.
    #[serde(skip)]
    pub profile: Profile,
    /// Last day, days since 1970.
    #[serde(skip)]
    pub last: i32,
    /// Usage by what its fate depends on.
    #[serde(skip)]
    pub uses: Vec<Use>,
}

/// Which source counts for a seller and day: for tokens, and for logged and billed costs.
#[derive(Debug, Clone, Copy, Default)]
struct Best {
    tokens: Option<Format>,
    stated: [Option<Format>; 3],
}

impl Summary {
    /// Cuts the sums of a study.
    #[must_use]
    pub fn new(
        study: &Study,
        book: &PriceBook,
        company: &Company,
        assumptions: &Assumptions,
        overlap: Overlap,
    ) -> Self {
        let sums = &study.sums;
        let counted = counted(sums, overlap);
        let days = counted.iter().map(|(key, _)| key.day).filter(|day| *day > 0);
        let (first, last) = (days.clone().min(), days.max());
        let length = first.zip(last).map_or(0, |(first, last)| last - first + 1);
        let total = total(&counted);
        let list = total.recomputed_usd;
        let cut = |name: &dyn Fn(&CellKey) -> String| lines(&counted, name, list);
        let name = |id: u32| sums.names.name(id).to_owned();
        let mut all = line(String::new(), &total, list);
        all.share = f64::from(u8::from(list > 0.0));
        let products = cut(&|key| named(name(key.product), "(no product)"));
        let sellers = seller_checks(sums, &counted, list);
        Self {
            first_day: first.map(|day| date_of(day).to_string()),
            last_day: last.map(|day| date_of(day).to_string()),
            days: length,
            overlap,
            total: all,
            uses: uses(&sums.names, book, &counted, &sellers, length),
            sellers,
            models: cut(&|key| named(name(key.model), "(no model)")),
            products: products.into_iter().map(|line| product_line(line, company, length)).collect(),
            keys: cut(&|key| named(name(key.key), "(no key)")),
            sources: sources(sums, &counted),
            shares: shares(&total, assumptions),
            differences: differences(sums),
            caveats: caveats(sums),
            unknown_models: unknown(sums, book),
            profile: profile(sums, &counted),
            last: last.unwrap_or(0),
        }
    }
}

fn named(name: String, otherwise: &str) -> String {
    if name.is_empty() { otherwise.to_owned() } else { name }
}

/// Cells with what of them counts: usage of the best source of a seller and day, money of the best one that states it.
fn counted(sums: &Accumulated, overlap: Overlap) -> Vec<(&CellKey, Sums)> {
    let mut best: BTreeMap<(u32, i32), Best> = BTreeMap::new();
    let least = |known: &mut Option<Format>, format: Format| {
        *known = Some(known.map_or(format, |known| known.min(format)));
    };
    for (key, cell) in &sums.cells {
        let best = best.entry((key.seller, key.day)).or_default();
        if cell.tokens.total() > 0.0 {
            least(&mut best.tokens, key.format);
        }
        for (index, rows) in cell.stated_rows.iter().enumerate() {
            if *rows > 0 {
                least(&mut best.stated[index], key.format);
            }
        }
    }
    let counts = |known: Option<Format>, format: Format| {
        overlap == Overlap::Add || known.is_none_or(|known| known == format)
    };
    let mut counted = Vec::new();
    for (key, cell) in &sums.cells {
        let best = best.get(&(key.seller, key.day)).copied().unwrap_or_default();
        let mut part = Sums { rows: cell.rows, ..Sums::default() };
        if counts(best.tokens, key.format) {
            part.add_usage(cell);
            part.counted_requests_usd = if cell.requests > 0.0 { cell.recomputed_usd } else { 0.0 };
        }
        for index in 0..3 {
            if counts(best.stated[index], key.format) {
                part.stated_usd[index] = cell.stated_usd[index];
                part.stated_rows[index] = cell.stated_rows[index];
            }
        }
        counted.push((key, part));
    }
    counted
}

fn total(counted: &[(&CellKey, Sums)]) -> Sums {
    let mut total = Sums::default();
    counted.iter().for_each(|(_, cell)| total.add(cell));
    total
}

/// Sums by a name, the dearest first.
fn lines(counted: &[(&CellKey, Sums)], name: &dyn Fn(&CellKey) -> String, list: f64) -> Vec<Line> {
    let mut by_name: BTreeMap<String, Sums> = BTreeMap::new();
    for (key, cell) in counted {
        by_name.entry(name(key)).or_default().add(cell);
    }
    let mut lines: Vec<Line> = by_name.into_iter().map(|(name, sums)| line(name, &sums, list)).collect();
    // Lines of sources that are covered by others and add nothing.
    lines.retain(|line| {
        line.input_tokens + line.output_tokens + line.requests > 0.0
            || line.billed_usd.is_some()
            || line.logged_usd.is_some()
    });
    let weight = |line: &Line| line.list_usd.max(line.billed_usd.unwrap_or(0.0));
    lines.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(a.name.cmp(&b.name)));
    lines
}

fn line(name: String, sums: &Sums, list: f64) -> Line {
    let stated = |index: usize| (sums.stated_rows[index] > 0).then_some(sums.stated_usd[index]);
    Line {
        name,
        requests: sums.requests,
        input_tokens: sums.tokens.all_input(),
        cache_read_tokens: sums.tokens.cache_read,
        cache_write_tokens: sums.tokens.cache_writes(),
        output_tokens: sums.tokens.output,
        reasoning_tokens: sums.reasoning,
        list_usd: sums.recomputed_usd,
        logged_usd: stated(0),
        billed_usd: stated(1),
        list_usd_per_request: (sums.requests > 0.0).then(|| sums.counted_requests_usd / sums.requests),
        share: if list > 0.0 { sums.recomputed_usd / list } else { 0.0 },
        unpriced_tokens: sums.unpriced_tokens,
    }
}

/// Charged less list as a share of list: below it a bill agrees with the list.
const AGREES: f64 = 1e-3;
/// By how much discounts of a seller's models may differ for it to be one discount.
const UNIFORM: f64 = 5e-3;

fn seller_checks(sums: &Accumulated, counted: &[(&CellKey, Sums)], list: f64) -> Vec<SellerCheck> {
    let name = |id: u32| named(sums.names.name(id).to_owned(), "(unknown seller)");
    let billed_days: BTreeSet<(u32, i32)> = counted
        .iter()
        .filter(|(_, cell)| cell.stated_rows[1] > 0)
        .map(|(key, _)| (key.seller, key.day))
        .collect();
    let check = |seller: Line| {
        // A bill is compared with the usage of its own days.
        let billed: Vec<(&CellKey, Sums)> = counted
            .iter()
            .filter(|(key, _)| {
                name(key.seller) == seller.name && billed_days.contains(&(key.seller, key.day))
            })
            .copied()
            .collect();
        let list_of_days: f64 = billed.iter().map(|(_, cell)| cell.recomputed_usd).sum();
        let difference = seller.billed_usd.map(|billed| billed - list_of_days);
        let reason = difference
            .map_or(String::new(), |difference| reason_of(sums, &billed, (list_of_days, difference)));
        SellerCheck {
            seller: seller.name,
            list_usd: seller.list_usd,
            logged_usd: seller.logged_usd,
            billed_usd: seller.billed_usd,
            difference_usd: difference,
            reason,
        }
    };
    lines(counted, &|key| name(key.seller), list).into_iter().map(check).collect()
}

/// Why a seller's bill differs from list: one discount for all models, or what its rows say.
fn reason_of(sums: &Accumulated, own: &[(&CellKey, Sums)], (list, difference): (f64, f64)) -> String {
    if list <= 0.0 {
        return "the bill has no tokens and no usage report is given: nothing to compare with".to_owned();
    }
    if difference.abs() <= AGREES * list {
        return "agrees".to_owned();
    }
    // Reasons that the rows of the bill themselves give.
    let bills: BTreeSet<(Format, u32)> = own
        .iter()
        .filter(|(_, cell)| cell.stated_rows[1] > 0)
        .map(|(key, _)| (key.format, key.seller))
        .collect();
    let by_rows = sums.differences.iter().filter(|((format, seller, stated, reason), extent)| {
        bills.contains(&(*format, *seller))
            && *stated == Stated::Billed
            && *reason != Reason::NoTokens
            && extent.usd.abs() > AGREES * list
    });
    let mut found: Vec<(&Reason, f64)> =
        by_rows.map(|((_, _, _, reason), extent)| (reason, extent.usd)).collect();
    found.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    if !found.is_empty() {
        let parts = found.iter().map(|(reason, usd)| format!("{} {usd:+.2}", reason.as_str()));
        return parts.collect::<Vec<_>>().join("; ");
    }
    let ratios: Vec<f64> = lines(own, &|key| sums.names.name(key.model).to_owned(), list)
        .iter()
        .filter(|line| line.list_usd > AGREES * list)
        .filter_map(|line| line.billed_usd.map(|billed| billed / line.list_usd))
        .collect();
    let bounds = ratios
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), ratio| (ratio.min(low), ratio.max(high)));
    if !ratios.is_empty() && bounds.1 - bounds.0 <= UNIFORM {
        let percent = 100.0 * difference.abs() / list;
        let side = if difference < 0.0 { "below" } else { "above" };
        return format!("{percent:.1} % {side} list for every model: a negotiated price");
    }
    "differs by model: see the models".to_owned()
}

fn product_line(line: Line, company: &Company, days: i32) -> ProductLine {
    let cost = line.billed_usd.unwrap_or(line.list_usd);
    let pace = if days > 0 { DAYS_OF_A_MONTH / f64::from(days) } else { 0.0 };
    // Revenue is that of the whole product: where the files hold a part of the traffic, so must the cost be.
    let monthly = cost * pace * company.usage_multiple;
    let product = company.product(&line.name).cloned();
    let revenue = product.as_ref().and_then(|product| product.monthly_revenue_usd);
    ProductLine {
        margin_after_tokens: revenue
            .filter(|revenue| *revenue > 0.0)
            .map(|revenue| (revenue - monthly) / revenue),
        monthly_cost_usd: monthly,
        product,
        line,
    }
}

fn sources(sums: &Accumulated, counted: &[(&CellKey, Sums)]) -> Vec<SourceLine> {
    let mut by_format: BTreeMap<Format, (Sums, f64)> = BTreeMap::new();
    for ((key, cell), (_, part)) in sums.cells.iter().zip(counted) {
        let (sum, tokens) = by_format.entry(key.format).or_default();
        sum.add(cell);
        *tokens += part.tokens.total();
    }
    let line = |(format, (sums, tokens)): (Format, (Sums, f64))| {
        let stated = |index: usize| (sums.stated_rows[index] > 0).then_some(sums.stated_usd[index]);
        let all = sums.tokens.total();
        SourceLine {
            format,
            rows: sums.rows,
            tokens: all,
            list_usd: sums.recomputed_usd,
            stated_usd: [stated(0), stated(1), stated(2)],
            counted: if all > 0.0 { tokens / all } else { 0.0 },
        }
    };
    by_format.into_iter().map(line).collect()
}

fn shares(total: &Sums, assumptions: &Assumptions) -> Shares {
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let range = &assumptions.reasoning_share_of_output;
    let assumed = [range.low, range.central, range.high].map(|share| share * total.output_hidden);
    Shares {
        cache_read_of_input: share(total.tokens.cache_read, total.tokens.all_input()),
        batch_of_cost: share(total.batch_usd, total.recomputed_usd),
        failed_of_requests: share(total.failed, total.requests),
        reasoning_of_output_reported: (total.output_with_reasoning > 0.0)
            .then(|| total.reasoning / total.output_with_reasoning),
        output_without_report: share(total.output_hidden, total.tokens.output),
        reasoning_of_output: assumed.map(|assumed| share(total.reasoning + assumed, total.tokens.output)),
        hidden_output_tokens: assumed,
    }
}

fn differences(sums: &Accumulated) -> Vec<DifferenceLine> {
    let mut lines: Vec<DifferenceLine> = sums
        .differences
        .iter()
        .map(|((format, seller, stated, reason), extent)| DifferenceLine {
            format: *format,
            seller: sums.names.name(*seller).to_owned(),
            stated: *stated,
            reason: *reason,
            rows: extent.rows,
            usd: extent.usd,
        })
        .collect();
    lines.sort_by(|a, b| b.usd.abs().total_cmp(&a.usd.abs()));
    lines
}

fn caveats(sums: &Accumulated) -> Vec<CaveatLine> {
    let line = |((format, caveat), extent): (&(Format, Caveat), &crate::accumulate::Extent)| CaveatLine {
        format: *format,
        caveat: *caveat,
        rows: extent.rows,
        usd: extent.usd,
    };
    let mut lines: Vec<CaveatLine> = sums.caveats.iter().map(line).collect();
    lines.sort_by(|a, b| b.usd.total_cmp(&a.usd));
    lines
}

fn unknown(sums: &Accumulated, book: &PriceBook) -> Vec<UnknownModel> {
    let line = |(name, unknown): (&String, &crate::accumulate::UnknownSums)| UnknownModel {
        name: named(name.clone(), "(no model)"),
        rows: unknown.rows,
        tokens: unknown.tokens,
        stated_usd: unknown.stated_usd,
        nearest: book.names.nearest(name),
    };
    let mut lines: Vec<UnknownModel> = sums.unknown.iter().map(line).collect();
    lines.sort_by(|a, b| b.tokens.total_cmp(&a.tokens).then(a.name.cmp(&b.name)));
    lines
}

fn profile(sums: &Accumulated, counted: &[(&CellKey, Sums)]) -> Profile {
    let mut profile = Profile::new();
    for (key, part) in counted {
        let Some(model) = key.known.filter(|_| part.tokens.total() > 0.0 && part.recomputed_usd > 0.0) else {
            continue;
        };
        let use_key = UseKey {
            model,
            seller: sums.names.name(key.seller).to_owned(),
            host: sums.names.name(key.host).to_owned(),
            tier: key.tier,
            prompt_at_least: key.prompt_at_least,
            peak_percent: key.peak_percent,
        };
        let (tokens, usd) = profile.entry(use_key).or_default();
        tokens.add(&part.tokens);
        *usd += part.recomputed_usd - part.search_usd;
    }
    profile
}
