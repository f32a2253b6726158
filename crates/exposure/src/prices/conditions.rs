//! What changes a list price: caches, tiers, bands of context, regions.

use super::Origin;

/// Of which price a condition speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// All tokens.
    All,
    /// All input, cached or not.
    Input,
    /// Input from a cache.
    CacheRead,
    /// Input to a cache of five minutes.
    CacheWrite5m,
    /// Input to a cache of thirty minutes.
    CacheWrite30m,
    /// Input to a cache of an hour.
    CacheWrite1h,
    /// Input to a cache of twelve hours.
    CacheWrite12h,
    /// Output.
    Output,
    /// A request of a tool.
    Request,
}

impl Item {
    /// By its name in the file.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "all" => Self::All,
            "input" => Self::Input,
            "cache_read" => Self::CacheRead,
            "cache_write_5m" => Self::CacheWrite5m,
            "cache_write_30m" => Self::CacheWrite30m,
            "cache_write_1h" => Self::CacheWrite1h,
            "cache_write_12h" => Self::CacheWrite12h,
            "output" => Self::Output,
            "request" => Self::Request,
            _ => return None,
        })
    }
}

/// What a condition's value multiplies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The list price of the same item.
    TimesList,
    /// The list price of input.
    TimesInput,
    /// It is a price, US dollars: of a request, or of a million tokens.
    Usd,
}

impl Basis {
    /// By its name in the file.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "times_list" => Self::TimesList,
            "times_input" => Self::TimesInput,
            "usd" => Self::Usd,
            _ => return None,
        })
    }
}

/// A condition and what it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// Who sells.
    pub seller: String,
    /// Model in plain letters, with `*` at the end for all that begin so.
    pub model: String,
    /// `batch`, `above_200000`, `region:us` ...
    pub condition: String,
    /// Of which price.
    pub item: Item,
    /// How much.
    pub value: f64,
    /// Of what.
    pub basis: Basis,
    /// First day, days since 1970.
    pub from: i32,
    /// First day on which it no longer holds.
    pub until: Option<i32>,
    /// Source.
    pub origin: Origin,
}

impl Condition {
    /// Whether it speaks of a seller's model on some day.
    #[must_use]
    pub fn concerns(&self, seller: &str, model: &str) -> bool {
        let of_model = match self.model.strip_suffix('*') {
            Some(beginning) => model.starts_with(beginning),
            None => model == self.model,
        };
        of_model && super::same_seller(&self.seller, seller)
    }

    /// Whether it speaks of a seller's model on a day.
    #[must_use]
    pub fn is_about(&self, seller: &str, model: &str, day: i32) -> bool {
        self.concerns(seller, model) && self.from <= day && self.until.is_none_or(|until| day < until)
    }

    /// Tokens of a prompt above which it holds.
    #[must_use]
    pub fn above(&self) -> Option<f64> {
        self.condition.strip_prefix("above_")?.parse().ok()
    }

    /// How closely it names the model: a rule for one model comes before a rule for all.
    #[must_use]
    pub fn closeness(&self) -> usize {
        match self.model.strip_suffix('*') {
            Some(beginning) => beginning.len(),
            None => usize::MAX,
        }
    }
}
