//! Model PC (chapter 4): a choice between money and bills.
//!
//! ```text
//! Y  = C + G                                            national income
//! YD = Y - T + r(-1) Bh(-1)                             disposable income
//! T  = theta (Y + r(-1) Bh(-1))                         taxes
//! C  = alpha1 YD + alpha2 V(-1)                         consumption
//! V  = V(-1) + YD - C                                   wealth
//! Bh = V (lambda0 + lambda1 r) - lambda2 YD             bills demanded
//! Hh = V - Bh                                           money held
//! dBs = G + r(-1) Bs(-1) - T - r(-1) Bcb(-1)            bills supplied
//! Bcb = Bs - Bh                                         bills that the central bank takes
//! dHs = dBcb                                            money supplied
//! ```
//!
//! Hidden equation: Hh = Hs.

use std::collections::BTreeMap;

use jevons_ledger::{AgentId, Flow, Instrument, Ledger, Money, RegistryBuilder};

use crate::book::{Economy, Scale, assert_within, circulate, close, first_month};

const BILLS: Instrument = Instrument::GovernmentSecurities;

/// A multiple of 37, 111 and 59, the denominators of the steady states.
const SCALE: Scale = Scale(37 * 3 * 59 * 100_000_000);

struct Pc {
    ledger: Ledger,
    households: AgentId,
    production: AgentId,
    government: AgentId,
    central_bank: AgentId,
    /// alpha1
    propensity_out_of_income: f64,
    /// r
    rate: f64,
    /// r(-1), the rate that bills sold in the period before bear
    rate_before: f64,
}

/// alpha2
const PROPENSITY_OUT_OF_WEALTH: f64 = 0.4;
/// lambda0, lambda1, lambda2
const BILLS_OUT_OF_WEALTH: f64 = 0.635;
const BILLS_BY_RATE: f64 = 5.0;
const BILLS_BY_INCOME: f64 = 0.01;
/// theta
const TAX_RATE: f64 = 0.2;
/// G
const GOVERNMENT_PURCHASES: f64 = 20.0;

impl Pc {
    /// The economy in the steady state at a rate of 2.5 %: bills 2400/37, money 800/37.
    fn steady() -> Self {
        let mut builder = RegistryBuilder::new();
        let mut agent = |name| {
            let sector = builder.sector(name);
            builder.agent(name, sector)
        };
        let (households, production) = (agent("Households"), agent("Production"));
        let (government, central_bank) = (agent("Government"), agent("Central bank"));
        let mut ledger = Ledger::new(builder.money_issuer(central_bank)).unwrap();
        ledger.begin_step(first_month());
        let (bills, money) = (SCALE.exactly(2400, 37), SCALE.exactly(800, 37));
        ledger.endow(BILLS, government, households, bills).unwrap();
        ledger.endow(BILLS, government, central_bank, money).unwrap();
        ledger.endow_deposits(households, money).unwrap();
        close(&mut ledger);
        let rate = 0.025;
        Self {
            ledger,
            households,
            production,
            government,
            central_bank,
            propensity_out_of_income: 0.6,
            rate,
            rate_before: rate,
        }
    }

    fn bills(&self, holder: AgentId) -> Money {
        self.ledger.position(BILLS, holder, self.government)
    }

    fn wealth(&self) -> Money {
        self.ledger.net_worth(self.households)
    }

    fn consumption(&self, interest: f64) -> f64 {
        let alpha1 = self.propensity_out_of_income;
        let after_tax = 1.0 - TAX_RATE;
        let autonomous = alpha1 * after_tax * (GOVERNMENT_PURCHASES + interest)
            + PROPENSITY_OUT_OF_WEALTH * SCALE.units(self.wealth());
        autonomous / (1.0 - alpha1 * after_tax)
    }

    /// The central bank buys the bills that pay for `outlays`, and hands its interest on as profit.
    fn finance(&mut self, outlays: Money, interest_of_central_bank: Money) {
        let (government, central_bank) = (self.government, self.central_bank);
        self.ledger.issue(BILLS, government, central_bank, outlays).unwrap();
        self.ledger.pay(Flow::Interest, government, central_bank, interest_of_central_bank).unwrap();
        self.ledger.pay(Flow::Dividends, central_bank, government, interest_of_central_bank).unwrap();
    }

    /// Households bring their bills to `target`, with the central bank on the other side.
    fn rebalance(&mut self, target: Money) {
        let change = target.checked_sub(self.bills(self.households)).unwrap();
        let (seller, buyer) = if change.is_negative() {
            (self.households, self.central_bank)
        } else {
            (self.central_bank, self.households)
        };
        let size = Money::from_cents(change.cents().abs());
        self.ledger.trade(BILLS, self.government, seller, buyer, size).unwrap();
    }
}

impl Economy for Pc {
    fn step(&mut self) {
        let interest = |bills: Money| SCALE.money(self.rate_before * SCALE.units(bills));
        let (to_households, to_central_bank) =
            (interest(self.bills(self.households)), interest(self.bills(self.central_bank)));
        let consumption = SCALE.money(self.consumption(SCALE.units(to_households)));
        let purchases = SCALE.money(GOVERNMENT_PURCHASES);
        let wealth_before = SCALE.units(self.wealth());

        let month = self.ledger.month().plus(1);
        self.ledger.begin_step(month);
        let outlays =
            purchases.checked_add(to_households).and_then(|sum| sum.checked_add(to_central_bank)).unwrap();
        self.finance(outlays, to_central_bank);
        self.ledger.pay(Flow::Interest, self.government, self.households, to_households).unwrap();
        self.ledger.pay(Flow::GovernmentPurchases, self.government, self.production, purchases).unwrap();
        circulate(&mut self.ledger, self.households, self.production, consumption);
        let income = self.ledger.flow(Flow::Wages, self.households).checked_add(to_households).unwrap();
        let tax = SCALE.money(TAX_RATE * SCALE.units(income));
        self.ledger.pay(Flow::IncomeTax, self.households, self.government, tax).unwrap();

        let disposable = SCALE.units(income) - SCALE.units(tax);
        let wealth = SCALE.units(self.wealth());
        let demanded =
            wealth * (BILLS_OUT_OF_WEALTH + BILLS_BY_RATE * self.rate) - BILLS_BY_INCOME * disposable;
        self.rebalance(SCALE.money(demanded));
        let spare = self.ledger.deposits(self.government);
        self.ledger.redeem(BILLS, self.government, self.central_bank, spare).unwrap();
        close(&mut self.ledger);

        let wanted = self.propensity_out_of_income * disposable + PROPENSITY_OUT_OF_WEALTH * wealth_before;
        assert!(
            (self.observe()["C"] - wanted).abs() < 1e-10,
            "people consume what their income makes them want"
        );
        let supplied = self.bills(self.central_bank);
        assert_eq!(self.ledger.deposits(self.households), supplied, "Hh = Hs");
        self.rate_before = self.rate;
    }

    fn observe(&self) -> BTreeMap<&'static str, f64> {
        let flow = |flow| SCALE.units(self.ledger.flow(flow, self.households));
        let (y, t, interest) = (flow(Flow::Wages), -flow(Flow::IncomeTax), flow(Flow::Interest));
        BTreeMap::from([
            ("Y", y),
            ("T", t),
            ("YD", y + interest - t),
            ("C", -flow(Flow::Consumption)),
            ("V", SCALE.units(self.wealth())),
            ("Bh", SCALE.units(self.bills(self.households))),
            ("Bcb", SCALE.units(self.bills(self.central_bank))),
            ("Hh", SCALE.units(self.ledger.deposits(self.households))),
        ])
    }

    fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn scale(&self) -> Scale {
        SCALE
    }
}

#[test]
fn stays_in_its_steady_state_to_the_cent() {
    let mut pc = Pc::steady();
    pc.run(200);
    pc.assert_printed(&[
        ("Y", "106.486486"),
        ("YD", "86.486486"),
        ("C", "86.486486"),
        ("V", "86.486486"),
        ("Bh", "64.864865"),
        ("Hh", "21.621622"),
        ("Bcb", "21.621622"),
        ("T", "21.621622"),
    ]);
    assert_eq!(pc.bills(pc.households), SCALE.exactly(2400, 37));
    assert_eq!(pc.ledger.deposits(pc.households), SCALE.exactly(800, 37));
    assert_eq!(pc.ledger.flow(Flow::Wages, pc.households), SCALE.exactly(3940, 37));
    pc.assert_matrices(include_str!("pc_matrices.txt"));
}

#[test]
fn a_higher_rate_raises_income_through_interest() {
    let mut pc = Pc::steady();
    pc.step();
    pc.rate = 0.035;
    pc.assert_path(include_str!("pc_higher_rate.txt"));
    pc.run(400);
    pc.assert_printed(&[
        ("Y", "110.090090"),
        ("YD", "90.090090"),
        ("C", "90.090090"),
        ("V", "90.090090"),
        ("Bh", "72.072072"),
        ("Hh", "18.018018"),
        ("Bcb", "18.018018"),
        ("T", "22.522523"),
    ]);
    assert_within(pc.wealth(), SCALE.exactly(10_000, 111), 10);
    assert_within(pc.bills(pc.households), SCALE.exactly(8_000, 111), 10);
}

#[test]
fn a_higher_propensity_to_consume_lowers_wealth_and_income() {
    let mut pc = Pc::steady();
    pc.step();
    pc.propensity_out_of_income = 0.7;
    pc.run(400);
    pc.assert_printed(&[
        ("Y", "104.745763"),
        ("YD", "84.745763"),
        ("C", "84.745763"),
        ("V", "63.559322"),
        ("Bh", "47.457627"),
        ("Hh", "16.101695"),
        ("Bcb", "16.101695"),
        ("T", "21.186441"),
    ]);
    assert_within(pc.wealth(), SCALE.exactly(3_750, 59), 10);
}
