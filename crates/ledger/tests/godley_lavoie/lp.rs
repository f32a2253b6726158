//! Model LP (chapter 5): bills and long-term bonds with a market price.
//!
//! ```text
//! Y   = C + G                                                        national income
//! YDr = Y - T + rb(-1) Bh(-1) + BLh(-1)                              regular disposable income
//! T   = theta (Y + rb(-1) Bh(-1) + BLh(-1))                          taxes
//! CG  = (pbl - pbl(-1)) BLh(-1)                                      capital gains
//! V   = V(-1) + YDr - C + CG                                         wealth
//! C   = alpha1 YDre + alpha2 V(-1),  YDre = YDr(-1)                  consumption out of expected income
//! Ve  = V(-1) + YDre - C + CG                                        expected wealth
//! Bh      = Ve (l20 + l22 rb + l23 ERr + l24 YDre / Ve)              bills demanded
//! pbl BLh = Ve (l30 + l32 rb + l33 ERr + l34 YDre / Ve)              bonds demanded, at market value
//! ERr = rbl + chi (pble - pbl) / pbl,  rbl = 1 / pbl,  pble = pbl    expected return on bonds
//! Hh  = V - Bh - pbl BLh                                             money held
//! dBs = G + rb(-1) Bs(-1) + BLs(-1) - T - rb(-1) Bcb(-1) - pbl dBLs  bills supplied
//! Bcb = Bs - Bh,  dHs = dBcb                                         bills that the central bank takes; money
//! ```
//!
//! A bond pays one unit a period for ever. Hidden equation: Hh = Hs. The ledger keeps values, not numbers of bonds: one
//! bond of the model is counted as its yearly coupon in cents, so that the value is exactly coupon times price.

use std::collections::BTreeMap;

use jevons_ledger::{AgentId, Flow, Instrument, Ledger, Money, RegistryBuilder};

use crate::book::{Economy, Scale, assert_within, circulate, close, first_month};

const BILLS: Instrument = Instrument::GovernmentSecurities;
const BONDS: Instrument = Instrument::Bonds;

/// alpha1, alpha2
const PROPENSITY_OUT_OF_INCOME: f64 = 0.8;
const PROPENSITY_OUT_OF_WEALTH: f64 = 0.2;
/// theta
const TAX_RATE: f64 = 0.1938;
/// G
const GOVERNMENT_PURCHASES: f64 = 20.0;
/// Constant, and coefficients of the bill rate, the expected bond return and income over wealth.
const BILL_DEMAND: [f64; 4] = [0.44196, 1.1, -1.0, -0.03];
const BOND_DEMAND: [f64; 4] = [0.3997, -1.0, 1.1, -0.03];

/// The rates that policy sets, and the steady state that belongs to them in exact fractions over `denominator`.
#[derive(Clone, Copy)]
struct Regime {
    /// rb
    bill_rate: f64,
    /// pbl, in whole units
    bond_price: i64,
    denominator: i64,
    income_after_tax: i64,
    bills: i64,
    coupons: i64,
    money: i64,
}

const LOW_RATES: Regime = Regime {
    bill_rate: 0.03,
    bond_price: 20,
    denominator: 4_208_428_511,
    income_after_tax: 403_100_000_000,
    bills: 159_208_376_000,
    coupons: 7_955_178_500,
    money: 84_788_054_000,
};

const HIGH_RATES: Regime = Regime {
    bill_rate: 0.04,
    bond_price: 15,
    denominator: 8_976_620_833,
    income_after_tax: 906_975_000_000,
    bills: 353_079_321_000,
    coupons: 24_369_410_500,
    money: 188_354_521_500,
};

struct Lp {
    ledger: Ledger,
    scale: Scale,
    households: AgentId,
    production: AgentId,
    government: AgentId,
    central_bank: AgentId,
    /// rb, pbl
    bill_rate: f64,
    bond_price: i64,
    /// rb(-1), pbl(-1)
    bill_rate_before: f64,
    bond_price_before: i64,
    /// YDre
    expected_income: f64,
}

impl Lp {
    /// The economy in the steady state of `regime`; exact when the scale is a multiple of its denominator.
    fn steady(regime: Regime, scale: Scale) -> Self {
        let mut builder = RegistryBuilder::new();
        let mut agent = |name| {
            let sector = builder.sector(name);
            builder.agent(name, sector)
        };
        let (households, production) = (agent("Households"), agent("Production"));
        let (government, central_bank) = (agent("Government"), agent("Central bank"));
        let mut ledger = Ledger::new(builder.money_issuer(central_bank)).unwrap();
        let share = |numerator: i64| scale.money(numerator as f64 / regime.denominator as f64);
        let money = share(regime.money);
        let bonds = Money::from_cents(share(regime.coupons).cents() * regime.bond_price);
        ledger.begin_step(first_month());
        ledger.endow(BILLS, government, households, share(regime.bills)).unwrap();
        ledger.endow(BONDS, government, households, bonds).unwrap();
        ledger.endow(BILLS, government, central_bank, money).unwrap();
        ledger.endow_deposits(households, money).unwrap();
        close(&mut ledger);
        Self {
            ledger,
            scale,
            households,
            production,
            government,
            central_bank,
            bill_rate: regime.bill_rate,
            bond_price: regime.bond_price,
            bill_rate_before: regime.bill_rate,
            bond_price_before: regime.bond_price,
            expected_income: regime.income_after_tax as f64 / regime.denominator as f64,
        }
    }

    fn bills(&self, holder: AgentId) -> Money {
        self.ledger.position(BILLS, holder, self.government)
    }

    /// What the bonds of households pay a period, at the price at which the ledger carries them.
    fn coupons(&self, price: i64) -> Money {
        let value = self.ledger.position(BONDS, self.households, self.government).cents();
        assert_eq!(value % price, 0, "bonds are carried at coupon times price");
        Money::from_cents(value / price)
    }

    fn wealth(&self) -> f64 {
        self.scale.units(self.ledger.net_worth(self.households))
    }

    /// Government pays `amount`, with bills sold to the central bank when it has not the money.
    fn government_pays(&mut self, flow: Flow, to: AgentId, amount: Money) {
        self.raise(amount);
        self.ledger.pay(flow, self.government, to, amount).unwrap();
    }

    fn raise(&mut self, amount: Money) {
        let short = amount.saturating_sub(self.ledger.deposits(self.government)).at_least_zero();
        self.ledger.issue(BILLS, self.government, self.central_bank, short).unwrap();
    }

    /// Households bring bills and bonds to their targets: what is sold first, then what is bought.
    fn rebalance(&mut self, bills: Money, coupons: Money) {
        let (households, government, central_bank) = (self.households, self.government, self.central_bank);
        let more_bills = bills.checked_sub(self.bills(households)).unwrap();
        let bonds = Money::from_cents(coupons.cents() * self.bond_price);
        let more_bonds = bonds.checked_sub(self.ledger.position(BONDS, households, government)).unwrap();
        self.raise((-more_bonds).at_least_zero());
        self.ledger.redeem(BONDS, government, households, (-more_bonds).at_least_zero()).unwrap();
        self.ledger
            .trade(BILLS, government, households, central_bank, (-more_bills).at_least_zero())
            .unwrap();
        self.ledger.issue(BONDS, government, households, more_bonds.at_least_zero()).unwrap();
        self.ledger.trade(BILLS, government, central_bank, households, more_bills.at_least_zero()).unwrap();
    }

    /// The share of expected wealth that one row of the portfolio matrix asks for.
    fn demand(&self, row: [f64; 4], wealth: f64) -> f64 {
        // The price is expected to stay, so that the expected return is the coupon alone.
        let expected_return = 1.0 / self.bond_price as f64;
        let [constant, by_bill_rate, by_bond_return, by_income] = row;
        wealth * (constant + by_bill_rate * self.bill_rate + by_bond_return * expected_return)
            + by_income * self.expected_income
    }
}

impl Economy for Lp {
    fn step(&mut self) {
        let (scale, households, government) = (self.scale, self.households, self.government);
        let wealth_before = self.wealth();
        let interest = |bills: Money| scale.money(self.bill_rate_before * scale.units(bills));
        let (to_households, to_central_bank) =
            (interest(self.bills(households)), interest(self.bills(self.central_bank)));
        let coupons = self.coupons(self.bond_price_before);
        let consumption =
            PROPENSITY_OUT_OF_INCOME * self.expected_income + PROPENSITY_OUT_OF_WEALTH * wealth_before;

        let month = self.ledger.month().plus(1);
        self.ledger.begin_step(month);
        let gain = Money::from_cents(coupons.cents() * (self.bond_price - self.bond_price_before));
        self.ledger.revalue(BONDS, government, households, gain).unwrap();
        self.government_pays(Flow::Interest, self.central_bank, to_central_bank);
        self.ledger.pay(Flow::Dividends, self.central_bank, government, to_central_bank).unwrap();
        self.government_pays(Flow::Interest, households, to_households);
        self.government_pays(Flow::Interest, households, coupons);
        self.government_pays(Flow::GovernmentPurchases, self.production, scale.money(GOVERNMENT_PURCHASES));
        circulate(&mut self.ledger, households, self.production, scale.money(consumption));
        let [wages, returns] =
            [Flow::Wages, Flow::Interest].map(|flow| scale.units(self.ledger.flow(flow, households)));
        let tax = scale.money(TAX_RATE * (wages + returns));
        self.ledger.pay(Flow::IncomeTax, households, government, tax).unwrap();

        let expected_wealth = wealth_before + self.expected_income - consumption + scale.units(gain);
        let bills = scale.money(self.demand(BILL_DEMAND, expected_wealth));
        let coupons = scale.money(self.demand(BOND_DEMAND, expected_wealth) / self.bond_price as f64);
        self.rebalance(bills, coupons);
        let spare = self.ledger.deposits(government);
        self.ledger.redeem(BILLS, government, self.central_bank, spare).unwrap();
        close(&mut self.ledger);

        assert_eq!(self.ledger.deposits(households), self.bills(self.central_bank), "Hh = Hs");
        self.expected_income = wages + returns - scale.units(tax);
        (self.bill_rate_before, self.bond_price_before) = (self.bill_rate, self.bond_price);
    }

    fn observe(&self) -> BTreeMap<&'static str, f64> {
        let flow = |flow| self.scale.units(self.ledger.flow(flow, self.households));
        let (y, t) = (flow(Flow::Wages), -flow(Flow::IncomeTax));
        BTreeMap::from([
            ("Y", y),
            ("T", t),
            ("YD", y + flow(Flow::Interest) - t),
            ("C", -flow(Flow::Consumption)),
            ("V", self.wealth()),
            ("Bh", self.scale.units(self.bills(self.households))),
            ("BLh", self.scale.units(self.coupons(self.bond_price))),
            ("Hh", self.scale.units(self.ledger.deposits(self.households))),
        ])
    }

    fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn scale(&self) -> Scale {
        self.scale
    }
}

const LOW_RATES_PRINTED: [(&str, &str); 8] = [
    ("Y", "115.783972"),
    ("YD", "95.783972"),
    ("C", "95.783972"),
    ("V", "95.783972"),
    ("Bh", "37.830838"),
    ("BLh", "1.890297"),
    ("Hh", "20.147201"),
    ("T", "23.025222"),
];

const HIGH_RATES_PRINTED: [(&str, &str); 8] = [
    ("Y", "121.037464"),
    ("YD", "101.037464"),
    ("C", "101.037464"),
    ("V", "101.037464"),
    ("Bh", "39.333211"),
    ("BLh", "2.714764"),
    ("Hh", "20.982787"),
    ("T", "24.288093"),
];

#[test]
fn stays_in_both_steady_states_to_the_cent() {
    for (regime, multiple, printed) in
        [(LOW_RATES, 200, LOW_RATES_PRINTED), (HIGH_RATES, 100, HIGH_RATES_PRINTED)]
    {
        let scale = Scale(regime.denominator * multiple);
        let mut lp = Lp::steady(regime, scale);
        lp.run(200);
        lp.assert_printed(&printed);
        assert_eq!(lp.bills(lp.households), scale.exactly(regime.bills, regime.denominator));
        assert_eq!(lp.coupons(regime.bond_price), scale.exactly(regime.coupons, regime.denominator));
        assert_eq!(lp.ledger.deposits(lp.households), scale.exactly(regime.money, regime.denominator));
    }
}

#[test]
fn higher_rates_cost_holders_of_bonds_first_and_raise_income_later() {
    let scale = Scale(HIGH_RATES.denominator * 100);
    let mut lp = Lp::steady(LOW_RATES, scale);
    lp.step();
    lp.assert_printed(&LOW_RATES_PRINTED);
    let coupons = lp.coupons(LOW_RATES.bond_price);
    (lp.bill_rate, lp.bond_price) = (HIGH_RATES.bill_rate, HIGH_RATES.bond_price);
    lp.step();
    let loss = lp.ledger.change(jevons_ledger::Change::Revaluation, lp.households);
    assert_eq!(loss.cents(), -5 * coupons.cents(), "CG = (15 - 20) BLh(-1)");
    lp.assert_matrices(include_str!("lp_matrices.txt"));
    lp.step();
    assert!(lp.observe()["Y"] < 115.0, "consumption falls with wealth");
    lp.run(600);
    lp.assert_printed(&HIGH_RATES_PRINTED);
    assert_within(lp.bills(lp.households), scale.exactly(HIGH_RATES.bills, HIGH_RATES.denominator), 50);
}
