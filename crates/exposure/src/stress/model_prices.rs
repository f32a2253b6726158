//! Prices of single models beside those of their makers: changes that the price book knows beforehand, and changes like those of
//! its record, which nobody knows beforehand.
//!
//! The cost of the same tokens under the same terms (tier, length of prompts, hours of the day) on the first day of a change over
//! their cost now is the factor of an announced change. A model whose last price ends without another is retired: its tokens
//! then cost what they do with the model of the same maker that is nearest in cost.

use jevons_numerics::math;
use jevons_numerics::random::Streams;
use serde::Serialize;

use super::assumptions::Drawn;
use super::path::number_of;
use crate::models::ModelId;
use crate::moment::date_of;
use crate::prices::PriceBook;
use crate::reprice::{Profile, UseKey, candidates, cost_of, cost_under};
use crate::row::Tokens;
use crate::uses::Use;

/// Months for which announced changes are looked up; after them the last one holds on.
const HORIZON_MONTHS: usize = 36;
/// Days of a month.
const MONTH_DAYS: f64 = 30.4375;
/// Smaller changes are none.
const LEAST_CHANGE: f64 = 0.005;
/// Stream of the draws of single models.
const STREAM: u32 = 0x7265_7072;

/// A change of the price of a model in use that was announced for a day to come.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnnouncedChange {
    /// Model.
    pub model: String,
    /// Who sends the invoice.
    pub seller: String,
    /// First day, `YYYY-MM-DD`.
    pub date: String,
    /// Month of the stress, from 0.
    pub month: usize,
    /// Cost of the same usage then over now.
    pub factor: f64,
    /// Model that the usage moves to, when the model is no longer sold.
    pub successor: Option<String>,
    /// Cost of this usage now, US dollars a month.
    pub usd_per_month: f64,
    /// Where the price book has it from.
    pub source: String,
}

/// The changes that a book knows beforehand of what a use pays, in the order of days.
#[must_use]
pub fn announced(of: &Use, profile: &Profile, book: &PriceBook, day: i32) -> Vec<AnnouncedChange> {
    let Some(model) = book.names.find(&of.model) else { return Vec::new() };
    let keys: Vec<(&UseKey, &Tokens)> = profile
        .iter()
        .filter(|(key, _)| key.model == model && key.seller == of.seller && key.host == of.host)
        .map(|(key, (tokens, _))| (key, tokens))
        .collect();
    let cost = |day: i32| -> Option<f64> {
        keys.iter().map(|(key, tokens)| cost_under(book, key, tokens, day)).sum()
    };
    // What has no price now has none to compare with.
    let Some(now) = cost(day).filter(|usd| *usd > 0.0) else { return Vec::new() };
    let last = day + (HORIZON_MONTHS as f64 * MONTH_DAYS) as i32;
    let mut found: Vec<AnnouncedChange> = Vec::new();
    let mut before = 1.0;
    for (change, source) in days_to_come(book, model, &of.seller, day, last) {
        let then = match cost(change) {
            Some(usd) => Some((usd / now, None)),
            None => successor(of, book, model, &keys, change),
        };
        // A retired model is a change even where its successor costs the same.
        let matters = |(factor, successor): &(f64, Option<String>)| {
            successor.is_some() || (factor / before - 1.0).abs() > LEAST_CHANGE
        };
        let Some((factor, successor)) = then.filter(matters) else { continue };
        let retired = successor.is_some();
        found.push(AnnouncedChange {
            model: of.model.clone(),
            seller: of.seller.clone(),
            date: date_of(change).to_string(),
            month: (f64::from(change - day) / MONTH_DAYS).round() as usize,
            factor,
            successor,
            usd_per_month: of.paid_usd,
            source,
        });
        before = factor;
        if retired {
            break;
        }
    }
    found
}

/// Days after `day` on which something of the prices of a model changes, with the place that says so.
fn days_to_come(book: &PriceBook, model: ModelId, seller: &str, day: i32, last: i32) -> Vec<(i32, String)> {
    let mut days: Vec<(i32, String)> = book
        .prices(model)
        .flat_map(|price| {
            [Some(price.from), price.until].into_iter().flatten().map(|day| (day, price.origin.place.clone()))
        })
        .chain(book.days_of_conditions(seller, model).map(|(day, place)| (day, place.to_owned())))
        .filter(|(of, _)| day < *of && *of <= last)
        .collect();
    days.sort();
    days.dedup_by_key(|(day, _)| *day);
    days
}

/// Cost with the model of the same maker that is nearest in cost over the cost now, and that model.
fn successor(
    of: &Use,
    book: &PriceBook,
    model: ModelId,
    keys: &[(&UseKey, &Tokens)],
    day: i32,
) -> Option<(f64, Option<String>)> {
    let mut tokens = Tokens::default();
    keys.iter().for_each(|(_, of)| tokens.add(of));
    let own = cost_of(book, model, &tokens, day).filter(|usd| *usd > 0.0)?;
    let all = candidates(book, day);
    let ratios =
        all.get(of.maker.as_str())?.iter().filter(|(_, other)| *other != model).filter_map(|(_, other)| {
            Some((cost_of(book, *other, &tokens, day).filter(|usd| *usd > 0.0)? / own, *other))
        });
    let distance = |ratio: f64| math::ln(ratio).abs();
    let (ratio, nearest) = ratios.min_by(|a, b| distance(a.0).total_cmp(&distance(b.0)))?;
    Some((ratio, Some(book.names.name(nearest).to_owned())))
}

/// Factors of the changes of single models that the price book records until a day, sorted; their logarithms have a mean of
/// zero, since the price of the maker already moves with the run.
#[must_use]
pub fn recorded_changes(book: &PriceBook, until: i32) -> Vec<f64> {
    // Three parts input to one of output, as list prices are compared everywhere.
    let tokens = Tokens { input: 3e6, output: 1e6, ..Tokens::default() };
    let mut logs: Vec<f64> = Vec::new();
    for model in book.names.ids().filter(|model| !book.maker(*model).is_empty()) {
        let mut days: Vec<i32> =
            book.prices(model).filter(|price| price.first_party).map(|price| price.from).collect();
        days.sort_unstable();
        days.dedup();
        for day in days.into_iter().skip(1).filter(|day| *day <= until) {
            let cost = |day: i32| cost_of(book, model, &tokens, day).filter(|usd| *usd > 0.0);
            let log = cost(day).zip(cost(day - 1)).map(|(after, before)| math::ln(after / before));
            logs.extend(log.filter(|log| log.abs() > LEAST_CHANGE));
        }
    }
    let mean = logs.iter().sum::<f64>() / logs.len().max(1) as f64;
    let mut factors: Vec<f64> = logs.into_iter().map(|log| math::exp(log - mean)).collect();
    factors.sort_by(f64::total_cmp);
    factors
}

/// What a run makes of the price of a single model beside that of its maker, by month; 1 throughout for most models.
#[must_use]
pub fn single_model_path(
    model: &str,
    factors: &[f64],
    drawn: &Drawn,
    (seed, run): (u64, u32),
    months: usize,
) -> Vec<f64> {
    let draws = Streams::new(seed, run).at(STREAM, number_of(model));
    let monthly = (drawn.single_model_changes_per_year / 12.0).clamp(0.0, 1.0);
    let mut level = 1.0;
    (0..months)
        .map(|month| {
            let (hit, size) = draws.uniform2(month as u32);
            if hit < monthly && !factors.is_empty() {
                level *= crate::quantiles::quantile(factors, size);
            }
            level
        })
        .collect()
}
