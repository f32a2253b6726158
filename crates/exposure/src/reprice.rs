//! The same usage on other days and with other models: prices from the book, the rest from assumptions that are shown.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::assumptions::Assumptions;
use crate::models::ModelId;
use crate::moment::date_of;
use crate::prices::{PriceBook, Rates, Tariff, Terms};
use crate::row::{Tier, Tokens};

/// What prices of usage depend on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UseKey {
    /// The model.
    pub model: ModelId,
    /// Who sends the invoice.
    pub seller: String,
    /// Who serves.
    pub host: String,
    /// Tier.
    pub tier: Tier,
    /// Least length of prompts as far as prices depend on it, tokens.
    pub prompt_at_least: u32,
    /// Share of the time in hours with another price, in hundredths.
    pub peak_percent: u8,
}

/// Usage by what its price depends on, with what it cost at list prices of its own days, US dollars.
pub type Profile = BTreeMap<UseKey, (Tokens, f64)>;

/// The same usage at the list prices of another day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OtherDay {
    /// The day.
    pub date: String,
    /// Cost of what could be bought on that day, US dollars.
    pub usd: f64,
    /// Cost of the same part at the list prices of its own days, US dollars.
    pub own_days_usd: f64,
    /// Share of the cost whose models were sold on that day.
    pub covered: f64,
}

/// The same usage with another model throughout.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OtherModel {
    /// Seller.
    pub seller: String,
    /// Model.
    pub model: String,
    /// Whether its weights are open.
    pub open_weights: bool,
    /// US dollars with all assumptions at their low ends.
    pub low_usd: f64,
    /// US dollars with as many tokens and calls as now.
    pub central_usd: f64,
    /// US dollars with all assumptions at their high ends.
    pub high_usd: f64,
}

fn terms(key: &UseKey, day: i32) -> Terms<'_> {
    Terms {
        seller: &key.seller,
        host: &key.host,
        tier: key.tier,
        prompt_at_least: f64::from(key.prompt_at_least),
        region: "",
        day,
    }
}

/// Usage at the list prices of a day under its own terms, US dollars; `None` when the model has no price on that day.
#[must_use]
pub fn cost_under(book: &PriceBook, key: &UseKey, tokens: &Tokens, day: i32) -> Option<f64> {
    let tariff = book.tariff(key.model, &terms(key, day)).filter(|tariff| !tariff.outside_known_days)?;
    Some(rates(&tariff, key.peak_percent).cost(tokens))
}

fn rates(tariff: &Tariff, peak_percent: u8) -> Rates {
    match &tariff.peak {
        Some((peak, _)) => tariff.rates.mixed(peak, f64::from(peak_percent) / 100.0),
        None => tariff.rates,
    }
}

/// The usage at the list prices of a day, days since 1970.
#[must_use]
pub fn on_day(profile: &Profile, book: &PriceBook, day: i32) -> OtherDay {
    let (mut usd, mut covered, mut all) = (0.0, 0.0, 0.0);
    for (key, (tokens, own_usd)) in profile {
        all += own_usd;
        if let Some(then) = cost_under(book, key, tokens, day) {
            usd += then;
            covered += own_usd;
        }
    }
    OtherDay {
        date: date_of(day).to_string(),
        usd,
        own_days_usd: covered,
        covered: if all > 0.0 { covered / all } else { 0.0 },
    }
}

/// Days on which a price of the models in use changed, days since 1970, newest first, none after `last`.
#[must_use]
pub fn days_of_change(profile: &Profile, book: &PriceBook, last: i32) -> Vec<i32> {
    let models: BTreeSet<ModelId> = profile.keys().map(|key| key.model).collect();
    let mut days: BTreeSet<i32> = BTreeSet::new();
    for model in models {
        let maker = book.maker(model);
        days.extend(
            book.prices(model)
                .filter(|price| price.seller == maker || maker.is_empty())
                .map(|price| price.from)
                .filter(|day| *day <= last),
        );
    }
    days.into_iter().rev().collect()
}

/// The usage with each of the makers' newest models, cheapest first, at the list prices of a day, days since 1970.
///
/// Cached input stays cached, batches stay batches. Low and high put all assumptions at their ends together.
#[must_use]
pub fn with_other_models(
    profile: &Profile,
    book: &PriceBook,
    assumptions: &Assumptions,
    day: i32,
    of_each_maker: usize,
) -> Vec<OtherModel> {
    let mut found = Vec::new();
    for (maker, models) in candidates(book, day) {
        for (_, model) in models.into_iter().take(of_each_maker) {
            found.extend(with_model(profile, book, assumptions, day, (maker, model)));
        }
    }
    found.sort_by(|a, b| a.central_usd.total_cmp(&b.central_usd).then(a.model.cmp(&b.model)));
    found
}

/// Models that their makers sell on a day, by maker, the newest first, each with its first day.
#[must_use]
pub fn candidates(book: &PriceBook, day: i32) -> BTreeMap<&str, Vec<(i32, ModelId)>> {
    let mut candidates: BTreeMap<&str, Vec<(i32, ModelId)>> = BTreeMap::new();
    for model in book.names.ids() {
        let maker = book.maker(model);
        let sold = |price: &&crate::prices::ListPrice| {
            price.first_party && price.from <= day && price.until.is_none_or(|until| day < until)
        };
        // A price of nothing is an offer for trial.
        let is_sold = book.prices(model).filter(sold).any(|price| price.output_usd_per_mtok > 0.0);
        let first = book.prices(model).filter(|price| price.first_party).map(|price| price.from).min();
        if let (true, Some(first)) = (is_sold && !maker.is_empty(), first) {
            candidates.entry(maker).or_default().push((first, model));
        }
    }
    for models in candidates.values_mut() {
        models.sort_by_key(|(first, model)| (std::cmp::Reverse(*first), *model));
    }
    candidates
}

/// Tokens with a model at its maker's list prices of a day, at the standard tier and half of it in peak hours, US dollars.
#[must_use]
pub fn cost_of(book: &PriceBook, model: ModelId, tokens: &Tokens, day: i32) -> Option<f64> {
    let maker = book.maker(model);
    let terms =
        Terms { seller: maker, host: maker, tier: Tier::Standard, prompt_at_least: 0.0, region: "", day };
    book.tariff(model, &terms).map(|tariff| rates(&tariff, 50).cost(tokens))
}

fn with_model(
    profile: &Profile,
    book: &PriceBook,
    assumptions: &Assumptions,
    day: i32,
    (maker, model): (&str, ModelId),
) -> Option<OtherModel> {
    let mut input = 0.0;
    let mut output = 0.0;
    for (key, (tokens, _)) in profile {
        let key = UseKey { model, seller: maker.to_owned(), host: maker.to_owned(), ..key.clone() };
        let tariff = book.tariff(model, &terms(&key, day))?;
        let rates = rates(&tariff, key.peak_percent);
        output += rates.cost(&Tokens { output: tokens.output, ..Tokens::default() });
        input += rates.cost(&Tokens { output: 0.0, ..*tokens });
    }
    let (tokens, longer, calls) = (
        &assumptions.tokens_of_another_tokeniser,
        &assumptions.output_of_another_model,
        &assumptions.calls_of_another_model,
    );
    let cost = |tokens: f64, longer: f64, calls: f64| (input + output * longer) * tokens * calls;
    Some(OtherModel {
        seller: maker.to_owned(),
        model: book.names.name(model).to_owned(),
        open_weights: book.has_open_weights(model),
        low_usd: cost(tokens.low, longer.low, calls.low),
        central_usd: cost(tokens.central, longer.central, calls.central),
        high_usd: cost(tokens.high, longer.high, calls.high),
    })
}
