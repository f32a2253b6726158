//! Usage by what its cost and its fate depend on: product, model, maker, seller and host, with its cost of a month.

use std::collections::BTreeMap;

use crate::accumulate::{CellKey, Interner, Sums};
use crate::prices::PriceBook;
use crate::row::{Tier, Tokens};
use crate::summary::SellerCheck;

/// Days of a month of cost, as everywhere in the summary.
pub const DAYS_OF_A_MONTH: f64 = 30.0;

/// Usage of a product, of a model, from a seller, at a host.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Use {
    /// Product; empty when none is known.
    pub product: String,
    /// Model as the price book calls it.
    pub model: String,
    /// Who makes the model; empty when only hosts sell it.
    pub maker: String,
    /// Whether its weights are open.
    pub open_weights: bool,
    /// Who sends the invoice.
    pub seller: String,
    /// Who serves, as the file says.
    pub host: String,
    /// Tokens of a month.
    pub tokens: Tokens,
    /// Cost of a month at list prices, US dollars.
    pub list_usd: f64,
    /// Cost of a month as it is paid: at the share of list that the seller's bill shows, US dollars.
    pub paid_usd: f64,
    /// Part of the cost that already has a discount for waiting (batch and flex), US dollars.
    pub batch_usd: f64,
}

type Key<'a> = (&'a str, &'a str, &'a str, &'a str);

/// The uses of counted cells, the dearest first. `days` is the length of the period.
pub(crate) fn uses(
    names: &Interner,
    book: &PriceBook,
    counted: &[(&CellKey, Sums)],
    sellers: &[SellerCheck],
    days: i32,
) -> Vec<Use> {
    let to_month = if days > 0 { DAYS_OF_A_MONTH / f64::from(days) } else { 0.0 };
    let mut found: BTreeMap<Key<'_>, Use> = BTreeMap::new();
    for (key, part) in counted {
        let Some(known) = key.known.filter(|_| part.recomputed_usd > 0.0) else { continue };
        let (product, model) = (names.name(key.product), names.name(key.model));
        let (seller, host) = (names.name(key.seller), names.name(key.host));
        let paid = sellers.iter().find(|check| check.seller == seller).map_or(1.0, SellerCheck::paid_share);
        let of = found.entry((product, model, seller, host)).or_insert_with(|| Use {
            product: product.to_owned(),
            model: model.to_owned(),
            maker: book.maker(known).to_owned(),
            open_weights: book.has_open_weights(known),
            seller: seller.to_owned(),
            host: host.to_owned(),
            ..Use::default()
        });
        of.tokens.add(&part.tokens.times(to_month));
        of.list_usd += part.recomputed_usd * to_month;
        of.paid_usd += part.recomputed_usd * to_month * paid;
        if matches!(key.tier, Tier::Batch | Tier::Flex) {
            of.batch_usd += part.recomputed_usd * to_month * paid;
        }
    }
    let mut uses: Vec<Use> = found.into_values().collect();
    uses.sort_by(|a, b| b.paid_usd.total_cmp(&a.paid_usd));
    uses
}

impl SellerCheck {
    /// What is paid as a share of list, by the days that have a bill; 1 without one. Bills far from list are bills of
    /// something else.
    #[must_use]
    pub fn paid_share(&self) -> f64 {
        let (Some(billed), Some(difference)) = (self.billed_usd, self.difference_usd) else { return 1.0 };
        let list = billed - difference;
        let share = if list > 0.0 { billed / list } else { 1.0 };
        if (0.3..=1.5).contains(&share) { share } else { 1.0 }
    }
}
