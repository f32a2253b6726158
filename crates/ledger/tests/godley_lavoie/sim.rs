//! Model SIM (chapter 3): government money and nothing else.
//!
//! ```text
//! Y  = C + G                       national income
//! T  = theta Y                     taxes
//! YD = Y - T                       disposable income
//! C  = alpha1 YD + alpha2 H(-1)    consumption
//! dHs = G - T                      money supplied
//! dHh = YD - C                     money held
//! ```
//!
//! Hidden equation: money supplied is money held, though nothing above says so.

use std::collections::BTreeMap;

use jevons_ledger::{AgentId, Flow, Instrument, Ledger, Money, RegistryBuilder};

use crate::book::{Economy, Scale, assert_within, circulate, close, first_month};

/// The economy of chapter 3; the government issues money.
pub struct Sim {
    pub ledger: Ledger,
    households: AgentId,
    production: AgentId,
    government: AgentId,
    /// alpha1
    pub propensity_out_of_income: f64,
    /// alpha2
    pub propensity_out_of_wealth: f64,
    /// theta
    tax_rate: f64,
    /// G
    pub government_purchases: f64,
}

const SCALE: Scale = Scale(1_000_000_000_000);

impl Sim {
    /// The economy in which households own `money` units.
    pub fn new(money: f64) -> Self {
        let mut builder = RegistryBuilder::new();
        let mut agent = |name| {
            let sector = builder.sector(name);
            builder.agent(name, sector)
        };
        let (households, production, government) =
            (agent("Households"), agent("Production"), agent("Government"));
        let mut ledger = Ledger::new(builder.money_issuer(government)).unwrap();
        ledger.begin_step(first_month());
        ledger.endow_deposits(households, SCALE.money(money)).unwrap();
        close(&mut ledger);
        Self {
            ledger,
            households,
            production,
            government,
            propensity_out_of_income: 0.6,
            propensity_out_of_wealth: 0.4,
            tax_rate: 0.2,
            government_purchases: 20.0,
        }
    }

    /// Money that households hold.
    pub fn money(&self) -> Money {
        self.ledger.deposits(self.households)
    }

    /// Income after tax that consumption of `c` gives rise to.
    pub fn disposable_income(&self, c: f64) -> f64 {
        (1.0 - self.tax_rate) * (c + self.government_purchases)
    }

    /// Consumption that the income it gives rise to makes people want.
    fn consumption(&self) -> f64 {
        let (alpha1, alpha2) = (self.propensity_out_of_income, self.propensity_out_of_wealth);
        let autonomous = alpha2 * SCALE.units(self.money()) + alpha1 * self.disposable_income(0.0);
        autonomous / (1.0 - alpha1 * (1.0 - self.tax_rate))
    }

    /// Posts the period in which households consume `consumption`.
    pub fn post(&mut self, consumption: f64) {
        let month = self.ledger.month().plus(1);
        self.ledger.begin_step(month);
        let purchases = SCALE.money(self.government_purchases);
        self.ledger.pay(Flow::GovernmentPurchases, self.government, self.production, purchases).unwrap();
        circulate(&mut self.ledger, self.households, self.production, SCALE.money(consumption));
        let income = SCALE.units(self.ledger.flow(Flow::Wages, self.households));
        let tax = SCALE.money(self.tax_rate * income);
        self.ledger.pay(Flow::IncomeTax, self.households, self.government, tax).unwrap();
        close(&mut self.ledger);
        assert_eq!(self.ledger.owed(Instrument::Deposits, self.government), self.money(), "Hs = Hh");
    }
}

impl Economy for Sim {
    fn step(&mut self) {
        let money_before = SCALE.units(self.money());
        self.post(self.consumption());
        let wanted = self.propensity_out_of_income * self.observe()["YD"]
            + self.propensity_out_of_wealth * money_before;
        assert!(
            (self.observe()["C"] - wanted).abs() < 1e-10,
            "people consume what their income makes them want"
        );
    }

    fn observe(&self) -> BTreeMap<&'static str, f64> {
        let flow = |flow| SCALE.units(self.ledger.flow(flow, self.households));
        let (y, t, c) = (flow(Flow::Wages), -flow(Flow::IncomeTax), -flow(Flow::Consumption));
        let issued = SCALE.units(self.ledger.issued(Instrument::Deposits, self.government));
        BTreeMap::from([
            ("Y", y),
            ("T", t),
            ("YD", y - t),
            ("C", c),
            ("dH", issued),
            ("H", SCALE.units(self.money())),
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
fn grows_out_of_an_empty_economy() {
    let mut sim = Sim::new(0.0);
    sim.assert_path(include_str!("sim_from_nothing.txt"));
    sim.run(295);
    sim.assert_printed(&[("Y", "100.000000"), ("T", "20.000000"), ("YD", "80.000000"), ("C", "80.000000")]);
    // Within three and a bit cents of the goal the change of money rounds to nothing.
    assert_within(sim.money(), SCALE.exactly(80, 1), 4);
}

#[test]
fn stays_in_its_steady_state_to_the_cent() {
    let mut sim = Sim::new(80.0);
    sim.run(200);
    assert_eq!(sim.money(), SCALE.exactly(80, 1));
    assert_eq!(sim.ledger.flow(Flow::Wages, sim.households), SCALE.exactly(100, 1));
    sim.assert_matrices(include_str!("sim_matrices.txt"));
}

#[test]
fn more_government_purchases_raise_income() {
    let mut sim = Sim::new(80.0);
    sim.step();
    sim.government_purchases = 25.0;
    sim.assert_path(include_str!("sim_more_purchases.txt"));
    sim.run(300);
    sim.assert_printed(&[("Y", "125.000000")]);
    assert_within(sim.money(), SCALE.exactly(100, 1), 4);
}

#[test]
fn a_higher_propensity_to_consume_raises_income_only_for_a_while() {
    let mut sim = Sim::new(80.0);
    sim.step();
    sim.propensity_out_of_income = 0.7;
    sim.assert_path(include_str!("sim_higher_propensity.txt"));
    sim.run(300);
    sim.assert_printed(&[("Y", "100.000000")]);
    assert_within(sim.money(), SCALE.exactly(60, 1), 4);
}
