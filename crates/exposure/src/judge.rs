//! Prices rows one after the other: model, tariff, cost at list prices, and the reasons of differences.

use std::collections::BTreeMap;

use crate::company::Company;
use crate::models::ModelId;
use crate::prices::{PriceBook, Rates, Tariff, Terms};
use crate::reasons::{Case, Reason};
use crate::row::{Row, Tier};

/// Which stated cost a difference is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stated {
    /// What a gateway or an observer computed.
    Logged,
    /// What was charged.
    Billed,
    /// What the file gives as list price.
    Listed,
}

impl Stated {
    /// In words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Logged => "logged",
            Self::Billed => "billed",
            Self::Listed => "listed",
        }
    }
}

/// A part of the difference between a stated cost and the cost at list prices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Which cost.
    pub of: Stated,
    /// Why.
    pub reason: Reason,
    /// Stated less list, US dollars.
    pub usd: f64,
}

/// What is known of a row once it is priced.
#[derive(Debug, Clone, Default)]
pub struct Judgement {
    /// The model of the price book.
    pub model: Option<ModelId>,
    /// Position of the tariff, in [`Judge::tariff`].
    pub tariff: Option<usize>,
    /// Cost at list prices, US dollars; `None` without a price or without tokens.
    pub recomputed_usd: Option<f64>,
    /// What a failed call would have cost, US dollars.
    pub failed_usd: f64,
    /// Costs that the file states, US dollars: logged, billed, listed.
    pub stated_usd: [Option<f64>; 3],
    /// Credits, US dollars.
    pub credits_usd: f64,
    /// Why they differ.
    pub differences: Vec<Difference>,
    /// Share of the row's time in hours with another price.
    pub peak_share: f64,
}

/// Prices rows, and remembers tariffs.
pub struct Judge<'a> {
    book: &'a PriceBook,
    company: &'a Company,
    models: BTreeMap<String, Option<ModelId>>,
    tariffs: Vec<Tariff>,
    known: BTreeMap<TermsKey, Option<usize>>,
    sellers: BTreeMap<String, u32>,
    /// Lengths of prompts at which prices change, tokens.
    bounds: Vec<f64>,
}

/// Model, seller, host, region, tier, band of context, day.
type TermsKey = (ModelId, u32, u32, u32, Tier, usize, i32);

impl<'a> Judge<'a> {
    /// A judge by a price book and a company's exchange rates.
    #[must_use]
    pub fn new(book: &'a PriceBook, company: &'a Company) -> Self {
        let mut bounds: Vec<f64> =
            book.conditions().iter().filter_map(crate::prices::Condition::above).collect();
        bounds.sort_by(f64::total_cmp);
        bounds.dedup();
        Self {
            book,
            company,
            models: BTreeMap::new(),
            tariffs: Vec::new(),
            known: BTreeMap::new(),
            sellers: BTreeMap::new(),
            bounds,
        }
    }

    /// A tariff that a judgement names.
    #[must_use]
    pub fn tariff(&self, position: usize) -> Option<&Tariff> {
        self.tariffs.get(position)
    }

    /// Least length of the row's prompts as far as prices depend on it, tokens.
    #[must_use]
    pub fn band(&self, row: &Row) -> f64 {
        let prompt = if row.is_one_request() { row.tokens.all_input() } else { row.prompt_at_least };
        self.bounds.iter().rev().find(|bound| prompt > **bound).map_or(0.0, |bound| bound + 1.0)
    }

    /// The model that a file's name means.
    pub fn model(&mut self, name: &str) -> Option<ModelId> {
        if let Some(&model) = self.models.get(name) {
            return model;
        }
        let model = self.book.names.find(name);
        self.models.insert(name.to_owned(), model);
        model
    }

    fn name_id(&mut self, name: &str) -> u32 {
        if let Some(&id) = self.sellers.get(name) {
            return id;
        }
        let id = u32::try_from(self.sellers.len()).unwrap_or(u32::MAX);
        self.sellers.insert(name.to_owned(), id);
        id
    }

    fn tariff_of(&mut self, model: ModelId, row: &Row) -> Option<usize> {
        let day = row.start.map_or(0, crate::moment::day_of);
        let band = self.band(row);
        let bound =
            self.bounds.iter().position(|bound| bound + 1.0 == band).map_or(0, |position| position + 1);
        let (seller, host, region) =
            (self.name_id(&row.seller), self.name_id(&row.host), self.name_id(&row.region));
        let key = (model, seller, host, region, row.tier, bound, day);
        if let Some(&known) = self.known.get(&key) {
            return known;
        }
        let terms = terms(row, band, day);
        let position = self.book.tariff(model, &terms).map(|tariff| {
            // Days of one price share a tariff.
            self.tariffs.iter().rposition(|known| *known == tariff).unwrap_or_else(|| {
                self.tariffs.push(tariff);
                self.tariffs.len() - 1
            })
        });
        self.known.insert(key, position);
        position
    }

    /// Prices a row.
    pub fn judge(&mut self, row: &Row) -> Judgement {
        let mut judgement = Judgement { model: self.model(&row.model), ..Judgement::default() };
        let rate = self.company.rate(&row.currency);
        let stated = [row.logged, row.billed, row.listed];
        for (usd, stated) in judgement.stated_usd.iter_mut().zip(stated) {
            *usd = rate.and_then(|rate| stated.map(|stated| stated * rate));
        }
        judgement.credits_usd = row.credits * rate.unwrap_or(0.0);
        judgement.tariff = judgement.model.and_then(|model| self.tariff_of(model, row));
        let has_tokens = !row.money_only && (row.tokens.total() > 0.0 || row.web_searches > 0.0);
        let rates = judgement.tariff.map(|position| self.rates(position, row, &mut judgement.peak_share));
        if let (Some(rates), Some(position), true) = (rates, judgement.tariff, has_tokens) {
            let usd = rates.cost(&row.tokens) + row.web_searches * self.tariffs[position].search_usd;
            // Vendors do not charge for calls that fail.
            let recomputed = if row.failed { 0.0 } else { usd };
            judgement.recomputed_usd = Some(recomputed);
            judgement.failed_usd = usd - recomputed;
            let case = Case { row, tariff: &self.tariffs[position], rates, usd: recomputed };
            differences(&mut judgement, row, |stated| {
                let day = row.start.map_or(0, crate::moment::day_of);
                let terms = terms(row, 0.0, day);
                let model = judgement_model(self.models.get(&row.model));
                case.explain(
                    stated,
                    model.into_iter().flat_map(|model| {
                        self.book.rates_of_other_days(model, &terms).collect::<Vec<Rates>>()
                    }),
                )
            });
        } else {
            let reason = match (rate, has_tokens) {
                (None, _) => Reason::OtherCurrency,
                (_, true) => Reason::NoPrice,
                (_, false) => Reason::NoTokens,
            };
            without_price(&mut judgement, reason);
        }
        judgement
    }

    fn rates(&self, position: usize, row: &Row, peak_share: &mut f64) -> Rates {
        let tariff = &self.tariffs[position];
        let start = row.start.unwrap_or(0);
        let end = row.end.unwrap_or(start);
        if let Some((_, hours)) = &tariff.peak {
            *peak_share = hours.share(start, end);
        }
        tariff.rates_over(start, end)
    }
}

fn judgement_model(found: Option<&Option<ModelId>>) -> Option<ModelId> {
    found.copied().flatten()
}

fn terms(row: &Row, band: f64, day: i32) -> Terms<'_> {
    Terms {
        seller: &row.seller,
        host: &row.host,
        tier: row.tier,
        prompt_at_least: band,
        region: &row.region,
        day,
    }
}

/// Parts the differences between what is stated and the cost at list prices by their reasons: they add up to it.
fn differences(judgement: &mut Judgement, row: &Row, mut explain: impl FnMut(f64) -> Reason) {
    let Some(recomputed) = judgement.recomputed_usd else { return };
    let [logged, billed, listed] = judgement.stated_usd;
    let mut found = Vec::new();
    if let Some(logged) = logged {
        found.push(Difference { of: Stated::Logged, reason: explain(logged), usd: logged - recomputed });
    }
    if let Some(listed) = listed {
        found.push(Difference { of: Stated::Listed, reason: explain(listed), usd: listed - recomputed });
    }
    if let Some(billed) = billed {
        let mut left = billed;
        if judgement.credits_usd != 0.0 {
            left += judgement.credits_usd;
            found.push(Difference {
                of: Stated::Billed,
                reason: Reason::Credits,
                usd: -judgement.credits_usd,
            });
        }
        if let Some(listed) = listed.filter(|listed| left < listed - 1e-9) {
            found.push(Difference { of: Stated::Billed, reason: Reason::Discount, usd: left - listed });
            left = listed;
        }
        found.push(Difference { of: Stated::Billed, reason: explain(left), usd: left - recomputed });
    }
    // A currency without a rate has no stated cost.
    if row.billed.or(row.logged).is_some() && billed.or(logged).is_none() {
        found.push(Difference { of: Stated::Billed, reason: Reason::OtherCurrency, usd: 0.0 });
    }
    judgement.differences = found;
}

/// What can be said without a price: discounts and credits that the file itself shows.
fn without_price(judgement: &mut Judgement, reason: Reason) {
    let [logged, billed, listed] = judgement.stated_usd;
    let mut found = Vec::new();
    if let Some(logged) = logged {
        found.push(Difference { of: Stated::Logged, reason, usd: logged });
    }
    if let Some(billed) = billed {
        let before = billed + judgement.credits_usd;
        if judgement.credits_usd != 0.0 {
            found.push(Difference {
                of: Stated::Billed,
                reason: Reason::Credits,
                usd: -judgement.credits_usd,
            });
        }
        let listed = listed.filter(|listed| before < listed - 1e-9);
        if let Some(listed) = listed {
            found.push(Difference { of: Stated::Billed, reason: Reason::Discount, usd: before - listed });
        }
        found.push(Difference { of: Stated::Billed, reason, usd: listed.unwrap_or(before) });
    } else if reason == Reason::OtherCurrency {
        found.push(Difference { of: Stated::Billed, reason, usd: 0.0 });
    }
    judgement.differences = found;
}
