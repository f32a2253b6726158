//! The price book: list prices of models with the days on which they held, and the conditions that change them.
//!
//! The cost of a row at list prices is, over kinds of tokens k,
//!
//! ```text
//! cost = sum_k tokens_k x price_k(model, seller, day) x band(prompt) x tier x region / 10^6  +  searches x price
//! ```
//!
//! where the price of input and output is that of the data release or of `data/prices/models.csv`, and cache reads and writes,
//! bands of context, tiers, regions and hours come from `data/prices/conditions.csv` and `hours.csv`.

mod clock;
mod conditions;
mod hours;
mod load;
mod tariff;

use crate::models::{ModelId, ModelNames};

pub use conditions::{Basis, Condition, Item};
pub use hours::Hours;
pub use tariff::{Rates, Tariff, Terms};

/// Where a price comes from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Origin {
    /// Source as written.
    pub source: String,
    /// A primary, B credible secondary, C a single weak source, D unsourced.
    pub tier: String,
    /// File and line.
    pub place: String,
}

/// Which hours of the day a price is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// All hours.
    Always,
    /// Hours of much use.
    Peak,
    /// Hours of little use.
    OffPeak,
}

/// A list price and the days on which it held.
#[derive(Debug, Clone, PartialEq)]
pub struct ListPrice {
    /// Who sells at this price.
    pub seller: String,
    /// The model.
    pub model: ModelId,
    /// First day, days since 1970.
    pub from: i32,
    /// First day on which it no longer held.
    pub until: Option<i32>,
    /// Input, US dollars per million tokens.
    pub input_usd_per_mtok: f64,
    /// Input read from a cache, US dollars per million tokens.
    pub cached_input_usd_per_mtok: Option<f64>,
    /// Output, US dollars per million tokens.
    pub output_usd_per_mtok: f64,
    /// Discount of batches, as a share.
    pub batch_discount: Option<f64>,
    /// Hours.
    pub label: Label,
    /// Whether the maker of the model sells it.
    pub first_party: bool,
    /// Whether it is a price of one's own contract, which comes before all others.
    pub own: bool,
    /// Source.
    pub origin: Origin,
}

/// Names of models, list prices, conditions and hours.
#[derive(Debug, Clone)]
pub struct PriceBook {
    /// Names of models.
    pub names: ModelNames,
    prices: Vec<ListPrice>,
    /// Positions of the prices of each model.
    of_model: Vec<Vec<usize>>,
    conditions: Vec<Condition>,
    hours: Vec<Hours>,
    makers: Vec<String>,
    reasons: Vec<bool>,
    open: Vec<bool>,
    announcements: clock::Announcements,
    /// Day of the newest look at the price lists.
    looked_up: i32,
}

impl PriceBook {
    /// Who makes a model; empty when only hosts sell it.
    #[must_use]
    pub fn maker(&self, model: ModelId) -> &str {
        self.makers.get(model.0 as usize).map_or("", String::as_str)
    }

    /// Whether a model spends output on reasoning.
    #[must_use]
    pub fn reasons(&self, model: ModelId) -> bool {
        self.reasons.get(model.0 as usize).copied().unwrap_or(false)
    }

    /// Whether its weights are open.
    #[must_use]
    pub fn has_open_weights(&self, model: ModelId) -> bool {
        self.open.get(model.0 as usize).copied().unwrap_or(false)
    }

    /// All prices of a model, in the order of the files.
    pub fn prices(&self, model: ModelId) -> impl Iterator<Item = &ListPrice> {
        let positions = self.of_model.get(model.0 as usize).map(Vec::as_slice).unwrap_or_default();
        positions.iter().map(|&position| &self.prices[position])
    }

    /// Conditions, in the order of the file.
    #[must_use]
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// Number of prices.
    #[must_use]
    pub fn len(&self) -> usize {
        self.prices.len()
    }

    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.prices.is_empty()
    }
}

/// Whether a price's seller is the one that a bill or a log names.
#[must_use]
pub fn same_seller(price: &str, bill: &str) -> bool {
    let aliases = [("Amazon", "Amazon Bedrock"), ("Google", "Google Cloud")];
    price == bill || price == "*" || aliases.contains(&(price, bill))
}
