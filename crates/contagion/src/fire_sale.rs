//! Fire sales: holders whose leverage ratio is too low sell, prices fall, and the holders of the same assets lose.
//!
//! The price of an asset falls with what is sold of it, as a share of all there is:
//!
//! ```text
//! p(after) = p(before) * exp(-beta * sold / outstanding)
//! beta = -ln(1 - y) / x      so that selling the share x of all moves the price down by the share y
//! ```
//!
//! In every step all orders of the step before are settled at once, each at the mean of the prices before and after;
//! then every holder looks at its leverage ratio, equity over assets. Below `minimum` it defaults, and everything that
//! it can sell is put up for sale. Below `buffer` it wants to shrink its assets to equity over `target`: it pays off
//! debt with its cash, and puts up for sale, in proportion to what it holds of each asset, what the cash lacks. Orders
//! depend on nobody's turn.
//!
//! More shock need not mean more defaults: whoever is forced to shrink early sells at a better price than whoever is
//! forced to later, and a holder that starts below its buffer sells without any shock.
//!
//! Sources: R. Cifuentes, G. Ferrucci and H. S. Shin, "Liquidity Risk and Contagion", Journal of the European Economic
//! Association 3 (2005), doi:10.1162/jeea.2005.3.2-3.556, for the price; J. D. Farmer, A. M. Kleinnijenhuis,
//! P. Nahai-Williamson and T. Wetzer, "Foundations of System-Wide Financial Stress Testing with Heterogeneous
//! Institutions", Bank of England staff working paper 861 (2020), for the order of events; R. Greenwood, A. Landier and
//! D. Thesmar, "Vulnerable Banks", Journal of Financial Economics 115 (2015), doi:10.1016/j.jfineco.2014.11.006, for
//! sales in proportion to holdings.

use jevons_numerics::math;

use crate::input::{InvalidInput, Place, amount, amounts, length, number};

/// How strongly sales move the price of one asset.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PriceImpact {
    beta: f64,
}

impl PriceImpact {
    /// Sales move no price.
    pub const NONE: Self = Self { beta: 0.0 };

    /// Selling `share_sold` of all there is moves the price down by `price_fall`, both as shares.
    ///
    /// # Errors
    /// When `share_sold` is not above 0 and at most 1, or `price_fall` not from 0 to below 1.
    pub fn calibrated(share_sold: f64, price_fall: f64) -> Result<Self, InvalidInput> {
        let sold = share_sold > 0.0 && share_sold <= 1.0;
        number("the share sold", Place::Whole, share_sold, sold, "a share above 0 and at most 1")?;
        let fall = (0.0..1.0).contains(&price_fall);
        number("the fall of the price", Place::Whole, price_fall, fall, "a share from 0 to below 1")?;
        // Adding zero turns the -0 of no fall into 0.
        Ok(Self { beta: -math::ln_one_plus(-price_fall) / share_sold + 0.0 })
    }

    /// The exponent by which the logarithm of the price falls when everything is sold.
    #[must_use]
    pub const fn beta(self) -> f64 {
        self.beta
    }

    /// The price after `sold` of `outstanding` were sold at once; the same price when there is none of the asset.
    #[must_use]
    pub fn price_after(self, price: f64, sold: f64, outstanding: f64) -> f64 {
        if outstanding > 0.0 { price * math::exp(-self.beta * (sold / outstanding)) } else { price }
    }
}

/// Leverage ratios (equity over assets) at which holders act.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LeverageRule {
    /// Below it a holder defaults.
    pub minimum: f64,
    /// Below it a holder shrinks its assets.
    pub buffer: f64,
    /// The ratio to which it shrinks them.
    pub target: f64,
}

/// Balance sheets and markets before the shock. Holders times assets are written row after row, a row for each holder.
#[derive(Debug, Clone, Copy)]
pub struct Holders<'a> {
    /// Cash of each holder; their number is the number of holders.
    pub cash: &'a [f64],
    /// Quantity of each tradable asset that each holder has.
    pub quantities: &'a [f64],
    /// Value of each holder's other assets, which nobody buys.
    pub other_assets: &'a [f64],
    /// Debts that can be paid off early.
    pub repayable_debts: &'a [f64],
    /// Debts that cannot.
    pub other_debts: &'a [f64],
}

/// Markets of the tradable assets.
#[derive(Debug, Clone, Copy)]
pub struct Markets<'a> {
    /// Price of each asset after the shock, per unit of quantity.
    pub prices: &'a [f64],
    /// All there is of each asset, in units of quantity: what holders have, and what others have who do not sell.
    pub outstanding: &'a [f64],
    /// How sales move each price.
    pub impacts: &'a [PriceImpact],
}

/// What a fire sale did.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FireSaleOutcome {
    /// The step in which each holder defaulted, from 1; `None` for those that did not.
    pub default_step: Vec<Option<u32>>,
    /// Prices after the last sale that was settled.
    pub prices: Vec<f64>,
    /// Quantity of each asset that was sold and settled.
    pub sold: Vec<f64>,
    /// Equity of each holder after the last step; may be negative.
    pub equity: Vec<f64>,
    /// Leverage ratio of each holder after the last step; NaN where there are no assets.
    pub leverage: Vec<f64>,
}

/// Runs fire sales; its buffers stay.
#[derive(Debug, Clone, Default)]
pub struct FireSale {
    cash: Vec<f64>,
    quantities: Vec<f64>,
    on_sale: Vec<f64>,
    repayable: Vec<f64>,
    prices_before: Vec<f64>,
    offered: Vec<f64>,
    outcome: FireSaleOutcome,
}

impl FireSale {
    /// A fire sale without buffers yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs `steps` steps: settlement of the orders of the step before, then defaults and new orders. Orders of the
    /// last step are not settled.
    ///
    /// # Errors
    /// When lists do not fit each other, a number is negative or not finite, holders have more of an asset than there
    /// is, or not `0 <= minimum <= buffer` and `target` above 0.
    pub fn run(
        &mut self,
        holders: &Holders<'_>,
        markets: &Markets<'_>,
        rule: LeverageRule,
        steps: u32,
    ) -> Result<&FireSaleOutcome, InvalidInput> {
        check(holders, markets, rule)?;
        self.begin(holders, markets);
        for step in 1..=steps {
            self.settle(markets);
            for holder in 0..holders.cash.len() {
                if self.outcome.default_step[holder].is_none() {
                    self.act(holders, holder, rule, step);
                }
            }
        }
        for holder in 0..holders.cash.len() {
            let (assets, equity) = self.position(holders, holder);
            self.outcome.equity.push(equity);
            self.outcome.leverage.push(if assets > 0.0 { equity / assets } else { f64::NAN });
        }
        Ok(&self.outcome)
    }

    fn begin(&mut self, holders: &Holders<'_>, markets: &Markets<'_>) {
        let refill = |list: &mut Vec<f64>, from: &[f64]| {
            list.clear();
            list.extend_from_slice(from);
        };
        refill(&mut self.cash, holders.cash);
        refill(&mut self.quantities, holders.quantities);
        refill(&mut self.repayable, holders.repayable_debts);
        refill(&mut self.outcome.prices, markets.prices);
        refill(&mut self.prices_before, markets.prices);
        self.on_sale.clear();
        self.on_sale.resize(holders.quantities.len(), 0.0);
        for list in [&mut self.offered, &mut self.outcome.sold] {
            list.clear();
            list.resize(markets.prices.len(), 0.0);
        }
        self.outcome.default_step.clear();
        self.outcome.default_step.resize(holders.cash.len(), None);
        self.outcome.equity.clear();
        self.outcome.leverage.clear();
    }

    /// Sells everything that is on sale.
    fn settle(&mut self, markets: &Markets<'_>) {
        let assets = markets.prices.len();
        for asset in 0..assets {
            let (sold, price) = (self.offered[asset], self.outcome.prices[asset]);
            self.prices_before[asset] = price;
            self.outcome.prices[asset] =
                markets.impacts[asset].price_after(price, sold, markets.outstanding[asset]);
            self.outcome.sold[asset] += sold;
            self.offered[asset] = 0.0;
        }
        for (position, on_sale) in self.on_sale.iter_mut().enumerate() {
            let (holder, asset) = (position / assets, position % assets);
            let price = f64::midpoint(self.prices_before[asset], self.outcome.prices[asset]);
            self.cash[holder] += *on_sale * price;
            self.quantities[position] -= *on_sale;
            *on_sale = 0.0;
        }
    }

    /// Assets and equity of a holder at current prices.
    fn position(&self, holders: &Holders<'_>, holder: usize) -> (f64, f64) {
        let prices = &self.outcome.prices;
        let row = holder * prices.len()..(holder + 1) * prices.len();
        let tradable: f64 = self.quantities[row].iter().zip(prices).map(|(held, price)| held * price).sum();
        let assets = self.cash[holder] + tradable + holders.other_assets[holder];
        (assets, assets - self.repayable[holder] - holders.other_debts[holder])
    }

    fn act(&mut self, holders: &Holders<'_>, holder: usize, rule: LeverageRule, step: u32) {
        let (assets, equity) = self.position(holders, holder);
        // Without assets there is no ratio: whoever owes nothing either has nothing to do.
        if equity < rule.minimum * assets {
            self.outcome.default_step[holder] = Some(step);
            self.offer(holder, f64::INFINITY);
        } else if equity < rule.buffer * assets {
            let too_much = (assets - equity / rule.target).max(0.0);
            let pays = too_much.min(self.cash[holder]).min(self.repayable[holder]);
            self.cash[holder] -= pays;
            self.repayable[holder] -= pays;
            self.offer(holder, too_much - pays - self.cash[holder]);
        }
    }

    /// Puts assets worth `value` on sale, in proportion to their value, or all if that is less.
    fn offer(&mut self, holder: usize, value: f64) {
        let prices = &self.outcome.prices;
        let row = holder * prices.len()..(holder + 1) * prices.len();
        let held = &self.quantities[row.clone()];
        let worth: f64 = held.iter().zip(prices).map(|(held, price)| held * price).sum();
        if worth <= 0.0 || value <= 0.0 {
            return;
        }
        let share = if value < worth { value / worth } else { 1.0 };
        for (asset, (on_sale, held)) in self.on_sale[row].iter_mut().zip(held).enumerate() {
            *on_sale = share * held;
            self.offered[asset] += *on_sale;
        }
    }
}

fn check(holders: &Holders<'_>, markets: &Markets<'_>, rule: LeverageRule) -> Result<(), InvalidInput> {
    let (count, assets) = (holders.cash.len(), markets.prices.len());
    amounts("cash", holders.cash, count)?;
    amounts("other assets", holders.other_assets, count)?;
    amounts("repayable debts", holders.repayable_debts, count)?;
    amounts("other debts", holders.other_debts, count)?;
    amounts("prices", markets.prices, assets)?;
    amounts("outstanding quantities", markets.outstanding, assets)?;
    length("price impacts", markets.impacts.len(), assets)?;
    length("quantities (holders times assets)", holders.quantities.len(), count * assets)?;
    for (position, &quantity) in holders.quantities.iter().enumerate() {
        let place = Place::Entry { row: position / assets, column: position % assets };
        amount("quantity", place, quantity)?;
    }
    for (asset, &outstanding) in markets.outstanding.iter().enumerate() {
        let held: f64 = (0..count).map(|holder| holders.quantities[holder * assets + asset]).sum();
        // Sums of the same quantities in another order may differ by rounding.
        let enough = held <= outstanding * (1.0 + 1e-9);
        number("outstanding quantity", Place::Node(asset), outstanding, enough, "at least what is held")?;
    }
    let ordered = (0.0..=rule.buffer).contains(&rule.minimum) && rule.buffer.is_finite();
    number("the minimum leverage ratio", Place::Whole, rule.minimum, ordered, "from 0 to the buffer")?;
    let target = rule.target > 0.0 && rule.target.is_finite();
    number("the target leverage ratio", Place::Whole, rule.target, target, "above 0")
}
