//! The tariff of a model on a day: what each kind of tokens costs under the terms of a row.

use super::{Basis, Condition, Hours, Item, Label, ListPrice, Origin, PriceBook, same_seller};
use crate::models::{ModelId, plain};
use crate::row::{Tier, Tokens};

/// Prices of kinds of tokens, US dollars per million.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rates {
    /// Uncached input.
    pub input: f64,
    /// Input from a cache.
    pub cache_read: f64,
    /// Input to caches, by lifetime: five minutes, thirty minutes, an hour, twelve hours.
    pub cache_write: [f64; 4],
    /// Output.
    pub output: f64,
}

impl Rates {
    /// What tokens cost, US dollars.
    #[must_use]
    pub fn cost(&self, tokens: &Tokens) -> f64 {
        let writes = tokens.cache_write_5m * self.cache_write[0]
            + tokens.cache_write_30m * self.cache_write[1]
            + tokens.cache_write_1h * self.cache_write[2]
            + tokens.cache_write_12h * self.cache_write[3];
        (tokens.input * self.input
            + tokens.cache_read * self.cache_read
            + writes
            + tokens.output * self.output)
            / 1e6
    }

    /// A mixture with other rates, of which `share` is theirs.
    #[must_use]
    pub fn mixed(&self, other: &Self, share: f64) -> Self {
        let mix = |own: f64, theirs: f64| own * (1.0 - share) + theirs * share;
        let mut cache_write = [0.0; 4];
        for (index, write) in cache_write.iter_mut().enumerate() {
            *write = mix(self.cache_write[index], other.cache_write[index]);
        }
        Self {
            input: mix(self.input, other.input),
            cache_read: mix(self.cache_read, other.cache_read),
            cache_write,
            output: mix(self.output, other.output),
        }
    }

    fn multiply(&mut self, item: Item, factor: f64) {
        let all = item == Item::All;
        let input = all || item == Item::Input;
        if input {
            self.input *= factor;
            self.cache_write.iter_mut().for_each(|write| *write *= factor);
        }
        if input || item == Item::CacheRead {
            self.cache_read *= factor;
        }
        if all || item == Item::Output {
            self.output *= factor;
        }
    }
}

/// Under which terms tokens are priced.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms<'a> {
    /// Who sends the invoice.
    pub seller: &'a str,
    /// Who serves, when known.
    pub host: &'a str,
    /// Tier.
    pub tier: Tier,
    /// Least length of the prompt, tokens.
    pub prompt_at_least: f64,
    /// Region, `regional:NAME` where requests must stay in one.
    pub region: &'a str,
    /// Days since 1970.
    pub day: i32,
}

/// What a model costs on a day under some terms, and how sure that is.
#[derive(Debug, Clone, PartialEq)]
pub struct Tariff {
    /// Prices outside the hours of `peak`.
    pub rates: Rates,
    /// Prices in some hours of the day.
    pub peak: Option<(Rates, Hours)>,
    /// The same without tier, to see whether a discount was forgotten.
    pub standard: Rates,
    /// A web search, US dollars.
    pub search_usd: f64,
    /// Days since 1970 from which the price held.
    pub from: i32,
    /// Whose price it is.
    pub seller: String,
    /// The day is before the first or after the last price that is known.
    pub outside_known_days: bool,
    /// The seller's own price is not known: it is the maker's, or another host's.
    pub of_another_seller: bool,
    /// The tier has no known price: the list price was taken.
    pub tier_unknown: bool,
    /// Source.
    pub origin: Origin,
}

impl Tariff {
    /// The rates over a period, seconds since 1970.
    #[must_use]
    pub fn rates_over(&self, start: i64, end: i64) -> Rates {
        match &self.peak {
            None => self.rates,
            Some((peak, hours)) => self.rates.mixed(peak, hours.share(start, end)),
        }
    }
}

impl PriceBook {
    /// What a model costs; `None` when no price of it is known.
    #[must_use]
    pub fn tariff(&self, model: ModelId, terms: &Terms<'_>) -> Option<Tariff> {
        let chosen = self.choose(model, terms)?;
        let base = self.rates(chosen.price, terms, true);
        let peak = chosen.peak.map(|(price, hours)| (self.rates(price, terms, true).0, hours.clone()));
        let search = |condition: &&Condition| condition.condition == "web_search";
        let seller = chosen.price.seller.as_str();
        let maker = self.maker(model);
        let plain = plain(self.names.name(model));
        let search_usd = self
            .conditions
            .iter()
            .filter(|condition| {
                condition.is_about(seller, &plain, terms.day) || condition.is_about(maker, &plain, terms.day)
            })
            .find(search)
            .map_or(0.0, |condition| condition.value);
        Some(Tariff {
            rates: base.0,
            peak,
            standard: self.rates(chosen.price, terms, false).0,
            search_usd,
            from: chosen.price.from,
            seller: chosen.price.seller.clone(),
            outside_known_days: chosen.outside_known_days,
            of_another_seller: chosen.of_another_seller,
            tier_unknown: base.1,
            origin: chosen.price.origin.clone(),
        })
    }

    /// All rates that a seller of a model had on any day, under terms: to find out whether an old price was used.
    pub fn rates_of_other_days<'b>(
        &'b self,
        model: ModelId,
        terms: &'b Terms<'b>,
    ) -> impl Iterator<Item = Rates> + 'b {
        self.prices(model).map(move |price| self.rates(price, terms, true).0)
    }

    fn choose<'b>(&'b self, model: ModelId, terms: &Terms<'_>) -> Option<Chosen<'b>> {
        let all: Vec<&ListPrice> = self.prices(model).collect();
        let own = |price: &&ListPrice| price.own && same_seller(&price.seller, terms.seller);
        let hosted = |price: &&ListPrice| !price.own && same_seller(&price.seller, terms.host);
        let sold = |price: &&ListPrice| !price.own && same_seller(&price.seller, terms.seller);
        let made = |price: &&ListPrice| !price.own && price.first_party;
        let any = |price: &&ListPrice| !price.own;
        let of = |admits: &dyn Fn(&&ListPrice) -> bool| -> Vec<&'b ListPrice> {
            all.iter().copied().filter(|price| admits(price)).collect()
        };
        let groups: [(Vec<&ListPrice>, bool); 5] = [
            (of(&own), false),
            (of(&hosted), false),
            (of(&sold), false),
            (of(&made), !terms.seller.is_empty()),
            (of(&any), true),
        ];
        let (prices, of_another_seller) = groups.into_iter().find(|(prices, _)| !prices.is_empty())?;
        let (held, outside_known_days) = held_on(&prices, terms.day);
        let first = *held.first()?;
        // Of one seller's prices of a day, those of peak hours are apart.
        let of_first = held.iter().copied().filter(|price| price.seller == first.seller);
        let (in_peak, always): (Vec<_>, Vec<_>) = of_first.partition(|price| price.label == Label::Peak);
        let hours = self.hours_of(&first.seller, terms.day);
        let chosen =
            |price: &'b ListPrice, peak| Chosen { price, peak, outside_known_days, of_another_seller };
        let base = latest(&always);
        match (base, latest(&in_peak), hours) {
            (Some(base), Some(peak), Some(hours)) => Some(chosen(base, Some((peak, hours)))),
            // The labelled hours may be the cheap ones.
            (Some(base), None, Some(hours)) if hours.label == Label::OffPeak => {
                let off_peak = latest_of(&always, Label::OffPeak);
                let standard = latest_of(&always, Label::Always);
                match (standard, off_peak) {
                    (Some(standard), Some(off_peak)) => Some(chosen(standard, Some((off_peak, hours)))),
                    _ => Some(chosen(base, None)),
                }
            }
            (Some(base), _, _) => Some(chosen(base, None)),
            (None, peak, _) => peak.map(|peak| chosen(peak, None)),
        }
    }

    /// Rates of a price under terms, and whether the tier's price is unknown.
    fn rates(&self, price: &ListPrice, terms: &Terms<'_>, with_tier: bool) -> (Rates, bool) {
        let model = plain(self.names.name(price.model));
        let maker = self.maker(price.model);
        let day = terms.day;
        // Terms of whoever sells, then those of the maker, where the seller has none.
        let find = |admits: &dyn Fn(&Condition) -> bool| {
            [price.seller.as_str(), terms.seller, maker].into_iter().filter(|who| !who.is_empty()).find_map(
                |who| {
                    let about =
                        |condition: &&Condition| condition.is_about(who, &model, day) && admits(condition);
                    let closest = self.conditions.iter().filter(about).map(Condition::closeness).max()?;
                    Some(
                        self.conditions
                            .iter()
                            .filter(about)
                            .filter(|condition| condition.closeness() == closest)
                            .collect::<Vec<_>>(),
                    )
                },
            )
        };
        let named = |name: &str| find(&|condition| condition.condition == name);
        let input = price.input_usd_per_mtok;
        let first = |name: &str, otherwise: f64| {
            named(name).and_then(|found| found.first().map(|found| value(found, input))).unwrap_or(otherwise)
        };
        let mut rates = Rates {
            input,
            cache_read: price.cached_input_usd_per_mtok.unwrap_or_else(|| first("cache_read", input)),
            cache_write: [
                first("cache_write_5m", input),
                first("cache_write_30m", input),
                first("cache_write_1h", input),
                first("cache_write_12h", input),
            ],
            output: price.output_usd_per_mtok,
        };
        let mut apply = |found: Option<Vec<&Condition>>| {
            let found = found.unwrap_or_default();
            found.iter().for_each(|condition| rates.multiply(condition.item, condition.value));
            !found.is_empty()
        };
        apply(find(&|condition| condition.above().is_some_and(|above| terms.prompt_at_least > above)));
        match terms.region.strip_prefix("regional:") {
            Some(_) => apply(named("regional")),
            None if !terms.region.is_empty() => apply(named(&format!("region:{}", terms.region))),
            None => false,
        };
        let mut tier_unknown = false;
        if with_tier {
            match (terms.tier, price.batch_discount) {
                (Tier::Standard, _) => {}
                (Tier::Free, _) => rates.multiply(Item::All, 0.0),
                (Tier::Batch, Some(discount)) => rates.multiply(Item::All, 1.0 - discount),
                (tier, _) => tier_unknown = !apply(named(tier.as_str())),
            }
        }
        (rates, tier_unknown)
    }
}

struct Chosen<'b> {
    price: &'b ListPrice,
    peak: Option<(&'b ListPrice, &'b Hours)>,
    outside_known_days: bool,
    of_another_seller: bool,
}

/// The prices that held on a day, or where none did the nearest ones, and whether so.
fn held_on<'b>(prices: &[&'b ListPrice], day: i32) -> (Vec<&'b ListPrice>, bool) {
    let held = |day: i32| -> Vec<&'b ListPrice> {
        let holds = |price: &&ListPrice| price.from <= day && price.until.is_none_or(|until| day < until);
        prices.iter().copied().filter(holds).collect()
    };
    let on_day = held(day);
    if !on_day.is_empty() {
        return (on_day, false);
    }
    let before = prices.iter().filter(|price| price.from <= day).map(|price| price.from).max();
    let nearest = before.or_else(|| prices.iter().map(|price| price.from).min());
    let same = |price: &&ListPrice| Some(price.from) == nearest;
    (prices.iter().copied().filter(same).collect(), true)
}

/// The price that began last: where two overlap, the newer one counts.
fn latest<'b>(prices: &[&'b ListPrice]) -> Option<&'b ListPrice> {
    prices.iter().copied().max_by_key(|price| price.from)
}

fn latest_of<'b>(prices: &[&'b ListPrice], label: Label) -> Option<&'b ListPrice> {
    let labelled: Vec<&ListPrice> = prices.iter().copied().filter(|price| price.label == label).collect();
    latest(&labelled)
}

fn value(condition: &Condition, input: f64) -> f64 {
    match condition.basis {
        Basis::TimesInput | Basis::TimesList => condition.value * input,
        Basis::Usd => condition.value,
    }
}
