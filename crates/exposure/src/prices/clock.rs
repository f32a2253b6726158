//! The clock of the price book: which prices were known on a day, with those that were announced for a day to come.
//!
//! A price is known from the day on which it was announced (`data/prices/announced.csv`), or else from its own first day; one whose
//! first day lies after the newest look at the price lists was announced by that look. So are ends of prices.

use std::collections::BTreeMap;

use super::{ListPrice, PriceBook};
use crate::models::{ModelId, plain};

/// Who sells, model in plain letters and first day, and the day of the announcement.
pub(super) type Announcements = BTreeMap<(String, String, i32), i32>;

impl PriceBook {
    /// Day of the newest look at the price lists, days since 1970.
    #[must_use]
    pub fn looked_up(&self) -> i32 {
        self.looked_up
    }

    /// Day from which a price was known.
    #[must_use]
    pub fn announced(&self, price: &ListPrice) -> i32 {
        let key = (price.seller.clone(), plain(self.names.name(price.model)), price.from);
        self.known_from(self.announcements.get(&key).copied(), price.from)
    }

    fn known_from(&self, announced: Option<i32>, day: i32) -> i32 {
        announced.unwrap_or(day).min(if day > self.looked_up { self.looked_up } else { day })
    }

    /// The book as it was on a day: without prices that nobody knew of, and without ends that nobody knew of.
    #[must_use]
    pub fn as_known_on(&self, day: i32) -> Self {
        let mut known = self.clone();
        let begins: Vec<(ModelId, String, i32)> = self
            .prices
            .iter()
            .filter(|price| self.announced(price) <= day)
            .map(|price| (price.model, price.seller.clone(), price.from))
            .collect();
        known.prices.clear();
        known.of_model.iter_mut().for_each(Vec::clear);
        for price in self.prices.iter().filter(|price| self.announced(price) <= day) {
            let mut price = price.clone();
            // An end is known when it has come, when what follows is announced, or when the newest look has it.
            price.until = price.until.filter(|until| {
                self.known_from(None, *until) <= day
                    || begins.iter().any(|(model, seller, from)| {
                        *model == price.model && *seller == price.seller && from == until
                    })
            });
            known.of_model[price.model.0 as usize].push(known.prices.len());
            known.prices.push(price);
        }
        known.conditions.retain(|condition| self.known_from(None, condition.from) <= day);
        known.hours.retain(|hours| self.known_from(None, hours.from) <= day);
        for (from, until) in known
            .conditions
            .iter_mut()
            .map(|condition| (condition.from, &mut condition.until))
            .chain(known.hours.iter_mut().map(|hours| (hours.from, &mut hours.until)))
        {
            *until = until.filter(|until| *until > from && self.known_from(None, *until) <= day);
        }
        known
    }

    /// Days on which conditions and hours of a seller's model begin or end, with the place that says so.
    pub fn days_of_conditions<'a>(
        &'a self,
        seller: &'a str,
        model: ModelId,
    ) -> impl Iterator<Item = (i32, &'a str)> {
        let name = plain(self.names.name(model));
        let of_conditions = self
            .conditions
            .iter()
            .filter(move |condition| condition.concerns(seller, &name))
            .map(|condition| (condition.from, condition.until, condition.origin.place.as_str()));
        let of_hours = self
            .hours
            .iter()
            .filter(move |hours| super::same_seller(&hours.seller, seller))
            .map(|hours| (hours.from, hours.until, hours.origin.place.as_str()));
        of_conditions.chain(of_hours).flat_map(|(from, until, place)| {
            [Some(from), until].into_iter().flatten().map(move |day| (day, place))
        })
    }
}
