//! Price events of the record: models whose maker changed their price, and what that did to usage of known kinds.
//!
//! For the backtest of the stress: the change of a bill that stays with its model is the ratio of its cost at the list prices of
//! the day to that of the day before. Models whose price did not change for a year are as much part of the record as those whose
//! price did: a test on changes alone would be a test on the cases that a forecast finds hardest.

use serde::{Deserialize, Serialize};

use crate::dependence::maker_entity;
use crate::models::ModelId;
use crate::moment::{date_of, day_of_date};
use crate::prices::PriceBook;
use crate::reprice::cost_of;
use crate::row::Tokens;

const FILE: &str = "data/exposure/backtest.toml";
const TEXT: &str = include_str!("../../../data/exposure/backtest.toml");
/// Days before and after an announcement that are held against each other.
const AROUND: i32 = 14;
/// Changes of cost below this share are no event.
const LEAST_CHANGE: f64 = 0.01;

/// Usage of a kind, for a million tokens of input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mix {
    /// What it is called.
    pub name: String,
    /// Input tokens for one of output.
    pub input_per_output: f64,
    /// Share of input read from caches.
    pub cached: f64,
    /// Tier of the source.
    pub tier: String,
    /// Source.
    pub source: String,
}

impl Mix {
    /// Its tokens, a million of input.
    #[must_use]
    pub fn tokens(&self) -> Tokens {
        Tokens {
            input: 1e6 * (1.0 - self.cached),
            cache_read: 1e6 * self.cached,
            output: 1e6 / self.input_per_output,
            ..Tokens::default()
        }
    }
}

/// What was said of a change when it came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Announced {
    /// First day of the new price, `YYYY-MM-DD`.
    pub day: String,
    /// Model as the price book calls it.
    pub model: String,
    /// New price of input over the old one.
    pub input: f64,
    /// The same of output.
    pub output: f64,
    /// What was said.
    pub said: String,
    /// Tier of the source.
    pub tier: String,
    /// Source.
    pub source: String,
}

/// Kinds of usage and announcements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Kinds of usage.
    pub mix: Vec<Mix>,
    /// Announcements.
    pub announced: Vec<Announced>,
}

impl Record {
    /// Those inside the program.
    ///
    /// # Errors
    /// When the file inside the program is wrong: a defect.
    pub fn shipped() -> Result<Self, String> {
        toml::from_str(TEXT).map_err(|error| format!("{FILE}: {error}"))
    }
}

/// A change of a price.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PriceEvent {
    /// First day of the new price, days since 1970.
    #[serde(skip)]
    pub day: i32,
    /// The same, `YYYY-MM-DD`.
    pub date: String,
    /// Maker as the graph of dependencies calls it.
    pub maker: String,
    /// Model.
    pub model: String,
    /// Cost on that day over cost on the day before, for each kind of usage.
    pub factors: Vec<f64>,
    /// Days before it on which it was announced; 0 where that is not known.
    pub announced_days: i32,
}

/// What usage of a model cost later over what it cost before.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Maker as the graph of dependencies calls it.
    pub maker: String,
    /// Model.
    pub model: String,
    /// Cost later over before.
    pub factor: f64,
}

/// An announcement beside what the price book says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// The announcement.
    pub announced: Announced,
    /// Price of input two weeks later over that two weeks earlier, by the book.
    pub input: f64,
    /// The same of output.
    pub output: f64,
    /// Whether both are within five per cent of what was announced: prices in yuan and in dollars are rounded apart.
    pub agrees: bool,
    /// Days by which the book has the change later than it was announced.
    pub late_days: Option<i32>,
}

/// Changes of the prices of makers for their own models from a day on, in the order of days.
#[must_use]
pub fn price_events(book: &PriceBook, mixes: &[Mix], from: i32) -> Vec<PriceEvent> {
    let mut events = Vec::new();
    for model in book.names.ids().filter(|model| !book.maker(*model).is_empty()) {
        let mut days: Vec<i32> = book
            .prices(model)
            .filter(|price| price.first_party && price.from >= from)
            .map(|price| price.from)
            .collect();
        days.sort_unstable();
        days.dedup();
        for day in days {
            // A first price is a launch and no change.
            if !book.prices(model).any(|price| price.first_party && price.from < day) {
                continue;
            }
            let factors: Option<Vec<f64>> = mixes.iter().map(|mix| change(book, model, mix, day)).collect();
            if let Some(factors) = factors.filter(|all| all.iter().any(|f| (f - 1.0).abs() > LEAST_CHANGE)) {
                let announced = book
                    .prices(model)
                    .filter(|price| price.first_party && price.from == day)
                    .map(|price| day - book.announced(price));
                events.push(PriceEvent {
                    announced_days: announced.max().unwrap_or(0),
                    day,
                    date: date_of(day).to_string(),
                    maker: maker_entity(book.maker(model)).to_owned(),
                    model: book.names.name(model).to_owned(),
                    factors,
                });
            }
        }
    }
    events.sort_by(|a, b| a.day.cmp(&b.day).then(a.model.cmp(&b.model)));
    events
}

fn change(book: &PriceBook, model: ModelId, mix: &Mix, day: i32) -> Option<f64> {
    let cost = |day: i32| cost_of(book, model, &mix.tokens(), day).filter(|usd| *usd > 0.0);
    Some(cost(day)? / cost(day - 1)?)
}

/// What the same usage cost some days later over what it cost on a day, for every model that makers sold on both.
#[must_use]
pub fn all_changes(book: &PriceBook, mix: &Mix, day: i32, later: i32) -> Vec<Change> {
    let sold = |model: ModelId, day: i32| {
        let on = |price: &crate::prices::ListPrice| {
            price.first_party && price.from <= day && price.until.is_none_or(|until| day < until)
        };
        book.prices(model).any(on)
    };
    let cost = |model: ModelId, day: i32| cost_of(book, model, &mix.tokens(), day).filter(|usd| *usd > 0.0);
    let models = book.names.ids().filter(|model| !book.maker(*model).is_empty());
    models
        .filter(|model| sold(*model, day) && sold(*model, later))
        .filter_map(|model| {
            Some(Change {
                maker: maker_entity(book.maker(model)).to_owned(),
                model: book.names.name(model).to_owned(),
                factor: cost(model, later)? / cost(model, day)?,
            })
        })
        .collect()
}

/// Announcements beside the price book.
///
/// # Errors
/// When an announcement names a day or a model that there is not: a defect of the file.
pub fn agreements(book: &PriceBook, record: &Record) -> Result<Vec<Agreement>, String> {
    let agreement = |announced: &Announced| {
        let wrong = |what: &str| format!("{FILE}: {what} of `{}` is not known", announced.said);
        let day = announced.day.parse().map(day_of_date).map_err(|_| wrong("the day"))?;
        let model = book.names.find(&announced.model).ok_or_else(|| wrong("the model"))?;
        let cost = |tokens: &Tokens, day: i32| cost_of(book, model, tokens, day).filter(|usd| *usd > 0.0);
        let ratio = |tokens: &Tokens| {
            let (before, after) = (cost(tokens, day - AROUND)?, cost(tokens, day + AROUND)?);
            Some(after / before)
        };
        let of_input = Tokens { input: 1e6, ..Tokens::default() };
        let input = ratio(&of_input).ok_or_else(|| wrong("the price"))?;
        let output = ratio(&Tokens { output: 1e6, ..Tokens::default() }).ok_or_else(|| wrong("the price"))?;
        let close = |found: f64, said: f64| (found / said - 1.0).abs() <= 0.05;
        let agrees = close(input, announced.input) && close(output, announced.output);
        let late_days =
            (-AROUND..=AROUND).find(|shift| cost(&of_input, day + shift) != cost(&of_input, day + shift - 1));
        Ok(Agreement { announced: announced.clone(), input, output, agrees, late_days })
    };
    record.announced.iter().map(agreement).collect()
}
