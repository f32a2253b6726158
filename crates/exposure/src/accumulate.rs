//! Sums of rows in cells small enough to be cut in every way that the summary needs, and few enough to stay in memory.

use std::collections::BTreeMap;

use crate::company::Company;
use crate::formats::Format;
use crate::judge::{Judgement, Stated};
use crate::models::ModelId;
use crate::prices::{PriceBook, Tariff};
use crate::reasons::Reason;
use crate::row::{Row, Tier, Tokens};

/// Numbers for names.
#[derive(Debug, Default)]
pub struct Interner {
    ids: BTreeMap<String, u32>,
    names: Vec<String>,
}

impl Interner {
    /// The number of a name.
    pub fn id(&mut self, name: &str) -> u32 {
        if let Some(&id) = self.ids.get(name) {
            return id;
        }
        let id = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.ids.insert(name.to_owned(), id);
        self.names.push(name.to_owned());
        id
    }

    /// The name of a number.
    #[must_use]
    pub fn name(&self, id: u32) -> &str {
        self.names.get(id as usize).map_or("", String::as_str)
    }
}

/// What the rows of a cell have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellKey {
    /// Format of the source.
    pub format: Format,
    /// Who sends the invoice, by its number.
    pub seller: u32,
    /// Days since 1970.
    pub day: i32,
    /// The model as it is called everywhere, by its number.
    pub model: u32,
    /// The same in the price book.
    pub known: Option<ModelId>,
    /// Product.
    pub product: u32,
    /// Key, by name or hash.
    pub key: u32,
    /// Tier.
    pub tier: Tier,
    /// Who serves.
    pub host: u32,
    /// Least length of prompts as far as prices depend on it, tokens.
    pub prompt_at_least: u32,
    /// Share of the time in hours with another price, in hundredths.
    pub peak_percent: u8,
}

/// Sums over rows.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sums {
    /// Rows.
    pub rows: u64,
    /// Requests.
    pub requests: f64,
    /// Requests that failed.
    pub failed: f64,
    /// Tokens.
    pub tokens: Tokens,
    /// Tokens of models without a price.
    pub unpriced_tokens: f64,
    /// Reasoning, where it is reported, tokens.
    pub reasoning: f64,
    /// Output of rows that report reasoning, tokens.
    pub output_with_reasoning: f64,
    /// Output of models that reason, in rows that do not report it, tokens.
    pub output_hidden: f64,
    /// Sound and pictures, tokens.
    pub media_tokens: f64,
    /// Searches by the vendor's tool.
    pub web_searches: f64,
    /// What they cost, US dollars.
    pub search_usd: f64,
    /// Cost at list prices where requests are counted, US dollars.
    pub counted_requests_usd: f64,
    /// Cost at list prices, US dollars.
    pub recomputed_usd: f64,
    /// Part of it at tiers with a discount, US dollars.
    pub batch_usd: f64,
    /// What failed calls would have cost, US dollars.
    pub failed_usd: f64,
    /// Costs that files state, US dollars: logged, billed, listed.
    pub stated_usd: [f64; 3],
    /// Rows that state them.
    pub stated_rows: [u64; 3],
    /// Credits, US dollars.
    pub credits_usd: f64,
}

impl Sums {
    /// Adds others.
    pub fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.add_usage(other);
        for index in 0..3 {
            self.stated_usd[index] += other.stated_usd[index];
            self.stated_rows[index] += other.stated_rows[index];
        }
        self.credits_usd += other.credits_usd;
    }

    /// Adds the usage of others and not what was paid.
    pub fn add_usage(&mut self, other: &Self) {
        self.requests += other.requests;
        self.failed += other.failed;
        self.tokens.add(&other.tokens);
        self.unpriced_tokens += other.unpriced_tokens;
        self.reasoning += other.reasoning;
        self.output_with_reasoning += other.output_with_reasoning;
        self.output_hidden += other.output_hidden;
        self.media_tokens += other.media_tokens;
        self.web_searches += other.web_searches;
        self.search_usd += other.search_usd;
        self.counted_requests_usd += other.counted_requests_usd;
        self.recomputed_usd += other.recomputed_usd;
        self.batch_usd += other.batch_usd;
        self.failed_usd += other.failed_usd;
    }
}

/// What prices rest on, beside the price list itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Caveat {
    /// The day lies before the first or after the last known price.
    OutsideKnownDays,
    /// The maker's price, or another host's, stands for the seller's.
    OfAnotherSeller,
    /// The tier has no known price.
    TierUnknown,
    /// The day is known but not the hour, and prices differ by hour.
    HourUnknown,
    /// Cached input is not reported.
    CacheNotReported,
    /// Sound and pictures are priced like text.
    MediaAsText,
    /// The price has no source.
    UnsourcedPrice,
}

impl Caveat {
    /// In words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OutsideKnownDays => "priced at the nearest known day: none is known for the day itself",
            Self::OfAnotherSeller => {
                "priced at the list of the maker or of another host: none is known of the seller"
            }
            Self::TierUnknown => "tier without a known price: list price taken",
            Self::HourUnknown => "hours unknown: peak and off-peak prices mixed by the length of their hours",
            Self::CacheNotReported => {
                "cached input not reported: all input priced as uncached, an upper bound"
            }
            Self::MediaAsText => "sound or pictures priced like text",
            Self::UnsourcedPrice => "the first day or the price itself has no source (tier D)",
        }
    }
}

/// Rows and money that something was found on.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize)]
pub struct Extent {
    /// Rows.
    pub rows: u64,
    /// US dollars.
    pub usd: f64,
}

impl Extent {
    fn add(&mut self, usd: f64) {
        self.rows += 1;
        self.usd += usd;
    }
}

/// A model without a price, and how much of it there is.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct UnknownSums {
    /// Rows.
    pub rows: u64,
    /// Tokens.
    pub tokens: f64,
    /// Charged or logged, US dollars.
    pub stated_usd: f64,
}

/// All sums.
#[derive(Debug, Default)]
pub struct Accumulated {
    /// Names of sellers, hosts, models, products and keys.
    pub names: Interner,
    /// Cells.
    pub cells: BTreeMap<CellKey, Sums>,
    /// Differences by source, seller, stated cost and reason.
    pub differences: BTreeMap<(Format, u32, Stated, Reason), Extent>,
    /// What prices rest on.
    pub caveats: BTreeMap<(Format, Caveat), Extent>,
    /// Models that the price book does not know, by their names in the files.
    pub unknown: BTreeMap<String, UnknownSums>,
}

impl Accumulated {
    /// Adds a row.
    pub fn add(
        &mut self,
        format: Format,
        row: &Row,
        judged: &Judgement,
        tariff: Option<&Tariff>,
        band: f64,
        (book, company): (&PriceBook, &Company),
    ) {
        let model = judged.model.map_or(row.model.as_str(), |model| book.names.name(model));
        let key = self.key(format, row, judged, model, band, (book, company));
        let mut sums = sums(row, judged, judged.model.is_some_and(|model| book.reasons(model)));
        sums.search_usd = tariff.map_or(0.0, |tariff| row.web_searches * tariff.search_usd);
        self.cells.entry(key).or_default().add(&sums);
        for difference in &judged.differences {
            self.differences
                .entry((format, key.seller, difference.of, difference.reason))
                .or_default()
                .add(difference.usd);
        }
        if judged.recomputed_usd.is_none() && !row.money_only && row.tokens.total() > 0.0
            || (judged.model.is_none() && !row.model.is_empty())
        {
            let unknown = self.unknown.entry(row.model.clone()).or_default();
            unknown.rows += 1;
            unknown.tokens += row.tokens.total();
            unknown.stated_usd += judged.stated_usd[1].or(judged.stated_usd[0]).unwrap_or(0.0);
        }
        if let (Some(tariff), Some(usd)) = (tariff, judged.recomputed_usd) {
            for caveat in caveats(row, judged, tariff) {
                self.caveats.entry((format, caveat)).or_default().add(usd);
            }
        }
    }

    fn key(
        &mut self,
        format: Format,
        row: &Row,
        judged: &Judgement,
        model: &str,
        band: f64,
        (book, company): (&PriceBook, &Company),
    ) -> CellKey {
        // A log that does not say who sold is a log of the maker's own interface.
        let maker = judged.model.map_or("", |model| book.maker(model));
        let seller = if row.seller.is_empty() { maker } else { &row.seller };
        let host = if row.host.is_empty() { seller } else { &row.host };
        let key = match row.key_name.is_empty() {
            false => row.key_name.clone(),
            true => row.key.map(|key| key.to_string()).unwrap_or_default(),
        };
        CellKey {
            format,
            seller: self.names.id(seller),
            day: row.start.map_or(0, crate::moment::day_of),
            model: self.names.id(model),
            known: judged.model,
            product: self.names.id(company.product_of(row)),
            key: self.names.id(&key),
            tier: row.tier,
            host: self.names.id(host),
            prompt_at_least: band as u32,
            peak_percent: (judged.peak_share * 100.0) as u8,
        }
    }
}

fn sums(row: &Row, judged: &Judgement, reasons: bool) -> Sums {
    let mut sums = Sums {
        rows: 1,
        requests: row.requests,
        failed: if row.failed { row.requests } else { 0.0 },
        tokens: row.tokens,
        media_tokens: row.media_tokens,
        web_searches: row.web_searches,
        recomputed_usd: judged.recomputed_usd.unwrap_or(0.0),
        failed_usd: judged.failed_usd,
        credits_usd: judged.credits_usd,
        ..Sums::default()
    };
    if judged.recomputed_usd.is_none() {
        sums.unpriced_tokens = row.tokens.total();
    }
    if matches!(row.tier, Tier::Batch | Tier::Flex) {
        sums.batch_usd = sums.recomputed_usd;
    }
    match row.reasoning {
        Some(reasoning) => {
            sums.reasoning = reasoning.min(row.tokens.output);
            sums.output_with_reasoning = row.tokens.output;
        }
        None if reasons => sums.output_hidden = row.tokens.output,
        None => {}
    }
    for (index, stated) in judged.stated_usd.iter().enumerate() {
        if let Some(stated) = stated {
            sums.stated_usd[index] = *stated;
            sums.stated_rows[index] = 1;
        }
    }
    sums
}

fn caveats(row: &Row, judged: &Judgement, tariff: &Tariff) -> impl Iterator<Item = Caveat> {
    let mixed = judged.peak_share > 0.0 && judged.peak_share < 1.0;
    let found = [
        (tariff.outside_known_days, Caveat::OutsideKnownDays),
        (tariff.of_another_seller, Caveat::OfAnotherSeller),
        (tariff.tier_unknown, Caveat::TierUnknown),
        (mixed, Caveat::HourUnknown),
        (row.cache_unknown, Caveat::CacheNotReported),
        (row.media_tokens > 0.0, Caveat::MediaAsText),
        (tariff.origin.tier == "D", Caveat::UnsourcedPrice),
    ];
    found.into_iter().filter(|(holds, _)| *holds).map(|(_, caveat)| caveat)
}
