//! Why a stated cost differs from the cost at list prices: known mistakes of logs and ordinary terms of bills, each tried out.

use crate::prices::{Rates, Tariff};
use crate::row::{Row, Tokens};

/// Why a stated cost is not the cost at list prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// They are the same.
    Agrees,
    /// The file rounds.
    Rounding,
    /// A negotiated discount: the file has both, list price and price paid.
    Discount,
    /// Credits were taken off.
    Credits,
    /// Cached input was charged like other input.
    CachedAtFullPrice,
    /// Cached input was counted inside input and again at the price of the cache.
    CachedCountedTwice,
    /// Writes to the cache were charged like other input.
    CacheWritesAsInput,
    /// Writes to the cache were counted inside input and again at their price.
    CacheWritesCountedTwice,
    /// Writes to the cache were left out.
    CacheWritesLeftOut,
    /// Reasoning was charged inside output and again.
    ReasoningCountedTwice,
    /// Reasoning was left out.
    ReasoningLeftOut,
    /// The discount or surcharge of a tier was forgotten.
    TierForgotten,
    /// The price of other hours of the day.
    OtherHours,
    /// The price of another day, or of another seller.
    OtherDay,
    /// Searches by the vendor's tool were left out.
    ToolsLeftOut,
    /// A unit was mistaken: thousands for millions, cents for dollars.
    Units,
    /// The call failed: tokens were reported and nothing was charged.
    FailedCall,
    /// The call failed and a cost is stated.
    FailedButCharged,
    /// No cost is stated for a call that succeeded.
    NothingStated,
    /// Cached input is not reported, so that it is priced as uncached: the cost at list prices is an upper bound.
    CacheNotReported,
    /// Less than list price: a discount, a credit, a grant or a price that the book does not have.
    BelowList,
    /// More than list price: a markup, a surcharge or a price that the book does not have.
    AboveList,
    /// The model has no price in the book.
    NoPrice,
    /// The line has no tokens.
    NoTokens,
    /// A currency without a rate.
    OtherCurrency,
}

impl Reason {
    /// In words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Rounding => "rounding",
            Self::Discount => "negotiated discount",
            Self::Credits => "credits",
            Self::CachedAtFullPrice => "cached tokens charged at full price",
            Self::CachedCountedTwice => "cached input counted twice",
            Self::CacheWritesAsInput => "cache writes charged as plain input",
            Self::CacheWritesCountedTwice => "cache writes counted twice",
            Self::CacheWritesLeftOut => "cache writes left out",
            Self::ReasoningCountedTwice => "reasoning counted twice",
            Self::ReasoningLeftOut => "reasoning left out",
            Self::TierForgotten => "discount or surcharge of the tier forgotten",
            Self::OtherHours => "price of other hours of the day",
            Self::OtherDay => "price of another day or seller",
            Self::ToolsLeftOut => "searches left out",
            Self::Units => "wrong unit",
            Self::FailedCall => "failed call with tokens but no spend",
            Self::FailedButCharged => "failed call with a cost",
            Self::NothingStated => "no cost stated for a call that succeeded",
            Self::CacheNotReported => "cached input not reported, priced as uncached",
            Self::BelowList => "below list: discount, credit or a price not in the book",
            Self::AboveList => "above list: markup, surcharge or a price not in the book",
            Self::NoPrice => "no price in the book",
            Self::NoTokens => "a charge without tokens",
            Self::OtherCurrency => "a currency without a rate",
        }
    }
}

/// A row and what is known of its price.
pub struct Case<'a> {
    /// The row.
    pub row: &'a Row,
    /// The tariff.
    pub tariff: &'a Tariff,
    /// Rates over the period of the row.
    pub rates: Rates,
    /// The cost at list prices, US dollars.
    pub usd: f64,
}

impl Case<'_> {
    /// Why `stated`, in US dollars, is not the cost at list prices. `other_days` are the rates that the model had on other
    /// days.
    pub fn explain(&self, stated: f64, other_days: impl Iterator<Item = Rates>) -> Reason {
        if self.row.failed {
            return if stated == 0.0 { Reason::FailedCall } else { Reason::FailedButCharged };
        }
        if same(stated, self.usd) {
            return Reason::Agrees;
        }
        if rounds_to(stated, self.usd) {
            return Reason::Rounding;
        }
        if stated == 0.0 {
            return Reason::NothingStated;
        }
        let found =
            self.mistakes().into_iter().find(|(_, cost)| fits(stated, *cost) && !near(*cost, self.usd));
        if let Some((reason, _)) = found {
            return reason;
        }
        let tokens = &self.row.tokens;
        if other_days.into_iter().any(|rates| fits(stated, rates.cost(tokens) + self.searches())) {
            return Reason::OtherDay;
        }
        let ratio = stated / self.usd;
        if [1e2, 1e3, 1e6, 1e-2, 1e-3, 1e-6].iter().any(|unit| near(ratio, *unit)) {
            return Reason::Units;
        }
        match stated < self.usd {
            true if self.row.cache_unknown => Reason::CacheNotReported,
            true => Reason::BelowList,
            false => Reason::AboveList,
        }
    }

    fn searches(&self) -> f64 {
        self.row.web_searches * self.tariff.search_usd
    }

    /// Known mistakes and what the row would have cost with each, US dollars.
    fn mistakes(&self) -> Vec<(Reason, f64)> {
        let (tokens, rates) = (&self.row.tokens, &self.rates);
        let cost = |tokens: &Tokens| rates.cost(tokens) + self.searches();
        let writes_usd = rates.cost(&Tokens { input: 0.0, cache_read: 0.0, output: 0.0, ..*tokens });
        let at_input = |amount: f64| amount * rates.input / 1e6;
        let reasoning_usd = self.row.reasoning.unwrap_or(0.0) * rates.output / 1e6;
        let as_input = Tokens { input: tokens.input + tokens.cache_read, cache_read: 0.0, ..*tokens };
        let mut mistakes = vec![
            (Reason::CachedAtFullPrice, cost(&as_input)),
            (Reason::CachedCountedTwice, self.usd + at_input(tokens.cache_read)),
            (Reason::CacheWritesAsInput, self.usd - writes_usd + at_input(tokens.cache_writes())),
            (Reason::CacheWritesCountedTwice, self.usd + at_input(tokens.cache_writes())),
            (Reason::CacheWritesLeftOut, self.usd - writes_usd),
            (Reason::CachedAtFullPrice, cost(&as_input) - writes_usd + at_input(tokens.cache_writes())),
            (Reason::CachedCountedTwice, self.usd + at_input(tokens.cache_read + tokens.cache_writes())),
            (Reason::ReasoningCountedTwice, self.usd + reasoning_usd),
            (Reason::ReasoningLeftOut, self.usd - reasoning_usd),
            (Reason::TierForgotten, self.tariff.standard.cost(tokens) + self.searches()),
            (Reason::OtherHours, self.tariff.rates.cost(tokens) + self.searches()),
        ];
        if let Some((peak, _)) = &self.tariff.peak {
            mistakes.push((Reason::OtherHours, peak.cost(tokens) + self.searches()));
        }
        mistakes.push((Reason::ToolsLeftOut, self.usd - self.searches()));
        mistakes
    }
}

/// Equal but for the last digits of a computation.
fn same(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-8 + 1e-7 * other.abs()
}

/// Equal within a half per mille, or the last digit of a millionth of a dollar.
fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-6 + 5e-4 * other.abs()
}

/// Near, or the same in whole cents: only where a cent is little.
fn fits(stated: f64, cost: f64) -> bool {
    near(stated, cost) || (stated > 1.0 && rounds_to(stated, cost))
}

/// Whether `stated` is `cost` in whole cents, or in as few digits as logs keep.
fn rounds_to(stated: f64, cost: f64) -> bool {
    let in_units = |unit: f64| {
        let units = stated / unit;
        (units - units.round()).abs() < 1e-6 && (stated - cost).abs() <= unit * 0.500_001
    };
    [0.01, 1e-4, 1e-6].into_iter().any(in_units)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prices::Origin;

    const RATES: Rates =
        Rates { input: 4.0, cache_read: 0.2, cache_write: [5.0, 5.0, 8.0, 8.0], output: 20.0 };

    fn tariff() -> Tariff {
        Tariff {
            rates: RATES,
            peak: None,
            standard: Rates { input: 8.0, cache_read: 0.4, cache_write: [10.0; 4], output: 40.0 },
            search_usd: 0.01,
            from: 0,
            seller: "Anthropic".to_owned(),
            outside_known_days: false,
            of_another_seller: false,
            tier_unknown: false,
            origin: Origin { source: String::new(), tier: String::new(), place: String::new() },
        }
    }

    fn explain(change: impl Fn(&mut Row), stated: impl Fn(f64) -> f64) -> Reason {
        let mut row = Row { requests: 1.0, reasoning: Some(300.0), ..Row::default() };
        row.tokens = Tokens {
            input: 1000.0,
            cache_read: 9000.0,
            cache_write_5m: 700.0,
            output: 900.0,
            ..Tokens::default()
        };
        change(&mut row);
        let tariff = tariff();
        let usd =
            if row.failed { 0.0 } else { RATES.cost(&row.tokens) + row.web_searches * tariff.search_usd };
        let other = Rates { input: 5.0, cache_read: 0.5, cache_write: [6.25; 4], output: 25.0 };
        Case { row: &row, tariff: &tariff, rates: RATES, usd }.explain(stated(usd), std::iter::once(other))
    }

    #[test]
    fn every_mistake_is_recognised() {
        let none = |_: &mut Row| {};
        let per_million = |tokens: f64, price: f64| tokens * price / 1e6;
        for (expected, change) in [
            (Reason::Agrees, 0.0),
            (Reason::CachedAtFullPrice, per_million(9000.0, 3.8)),
            (Reason::CachedCountedTwice, per_million(9000.0, 4.0)),
            (Reason::CacheWritesAsInput, per_million(700.0, -1.0)),
            (Reason::CacheWritesCountedTwice, per_million(700.0, 4.0)),
            (Reason::CacheWritesLeftOut, per_million(700.0, -5.0)),
            (Reason::ReasoningCountedTwice, per_million(300.0, 20.0)),
            (Reason::ReasoningLeftOut, per_million(300.0, -20.0)),
            (Reason::AboveList, 1.0),
            (Reason::BelowList, -0.011),
        ] {
            assert_eq!(explain(none, |usd| usd + change), expected);
        }
        assert_eq!(explain(none, |usd| usd * 2.0), Reason::TierForgotten);
        assert_eq!(explain(none, |usd| usd * 100.0), Reason::Units);
        assert_eq!(explain(none, |usd| usd / 1e3), Reason::Units);
        assert_eq!(explain(none, |_| 0.0), Reason::NothingStated);
        assert_eq!(explain(none, |usd| (usd * 100.0).round() / 100.0), Reason::Rounding);
        let other = |_: f64| (1000.0 * 5.0 + 9000.0 * 0.5 + 700.0 * 6.25 + 900.0 * 25.0) / 1e6;
        assert_eq!(explain(none, other), Reason::OtherDay);
        assert_eq!(explain(|row| row.web_searches = 3.0, |usd| usd - 0.03), Reason::ToolsLeftOut);
        assert_eq!(explain(|row| row.failed = true, |_| 0.0), Reason::FailedCall);
        assert_eq!(explain(|row| row.failed = true, |_| 0.2), Reason::FailedButCharged);
        assert_eq!(explain(|row| row.cache_unknown = true, |usd| usd * 0.6), Reason::CacheNotReported);
    }
}
