//! Model BMW (chapter 7): bank money, created by loans that pay for capital.
//!
//! ```text
//! Y  = C + I                            national income
//! C  = alpha0 + alpha1 YD + alpha2 M(-1)  consumption
//! YD = WB + rm(-1) M(-1)                disposable income
//! M  = M(-1) + YD - C                   deposits held
//! KT = kappa Y(-1)                      capital aimed at
//! I  = gamma (KT - K(-1)) + DA          investment
//! DA = AF = delta K(-1)                 depreciation, and the funds set aside for it
//! K  = K(-1) + I - DA                   capital
//! L  = L(-1) + I - AF                   loans
//! WB = Y - rl(-1) L(-1) - AF            wages: what is left
//! W  = WB / N,  N = Y / pr              wage rate and employment
//! rm = rl                               banks live on nothing
//! ```
//!
//! Hidden equation: deposits held are loans made, M = L. Firms keep a current and a capital account, as in the book's
//! matrices, because nobody can pay itself.

use std::collections::BTreeMap;

use jevons_ledger::{AgentId, Change, Flow, Instrument, Ledger, Money, RealAsset, RegistryBuilder};

use crate::book::{Economy, Scale, assert_within, close, first_month};

const LOANS: Instrument = Instrument::TermLoans;
const CAPITAL: RealAsset = RealAsset::OtherFixedAssets;

/// A multiple of 67, the denominator of one of the steady states.
const SCALE: Scale = Scale(67 * 10_000_000_000);

/// alpha2
const PROPENSITY_OUT_OF_WEALTH: f64 = 0.10;
/// delta
const DEPRECIATION_RATE: f64 = 0.10;
/// kappa
const CAPITAL_TO_INCOME: f64 = 1.0;
/// gamma
const ADJUSTMENT_SPEED: f64 = 0.15;
/// rl = rm
const INTEREST_RATE: f64 = 0.04;
/// pr
const OUTPUT_PER_WORKER: f64 = 1.0;

struct Bmw {
    ledger: Ledger,
    households: AgentId,
    current_account: AgentId,
    capital_account: AgentId,
    bank: AgentId,
    /// alpha0
    autonomous_consumption: f64,
    /// alpha1
    propensity_out_of_income: f64,
    /// Y(-1)
    income_before: f64,
}

impl Bmw {
    /// The economy in which capital, loans and deposits are `capital` units and so was income.
    fn new(capital: f64) -> Self {
        let mut builder = RegistryBuilder::new();
        let mut agent = |name| {
            let sector = builder.sector(name);
            builder.agent(name, sector)
        };
        let (households, bank) = (agent("Households"), agent("Banks"));
        let (current_account, capital_account) = (agent("Firms, current"), agent("Firms, capital"));
        let mut ledger = Ledger::new(builder.money_issuer(bank)).unwrap();
        ledger.begin_step(first_month());
        ledger.endow_asset(CAPITAL, capital_account, SCALE.money(capital)).unwrap();
        ledger.endow(LOANS, capital_account, bank, SCALE.money(capital)).unwrap();
        ledger.endow_deposits(households, SCALE.money(capital)).unwrap();
        close(&mut ledger);
        Self {
            ledger,
            households,
            current_account,
            capital_account,
            bank,
            autonomous_consumption: 25.0,
            propensity_out_of_income: 0.75,
            income_before: capital,
        }
    }

    fn deposits(&self) -> Money {
        self.ledger.deposits(self.households)
    }

    fn loans(&self) -> Money {
        self.ledger.owed(LOANS, self.capital_account)
    }

    fn capital(&self) -> Money {
        self.ledger.real(CAPITAL, self.capital_account)
    }

    /// C when YD = C + I - AF: interest that firms pay and households receive leaves no trace in the sum.
    fn consumption(&self, net_investment: f64) -> f64 {
        let alpha1 = self.propensity_out_of_income;
        let autonomous = self.autonomous_consumption
            + alpha1 * net_investment
            + PROPENSITY_OUT_OF_WEALTH * SCALE.units(self.deposits());
        autonomous / (1.0 - alpha1)
    }

    /// The capital account buys capital goods out of the funds set aside and of new loans, or pays loans back.
    fn invest(&mut self, investment: Money, funds: Money) {
        let (current, capital, bank) = (self.current_account, self.capital_account, self.bank);
        let borrowed = investment.checked_sub(funds).unwrap();
        self.ledger.pay(Flow::IntragroupFunding, current, capital, funds).unwrap();
        self.ledger.issue(LOANS, capital, bank, borrowed.at_least_zero()).unwrap();
        self.ledger.pay_for_asset(Flow::OtherInvestment, capital, current, investment, CAPITAL).unwrap();
        self.ledger.redeem(LOANS, capital, bank, (-borrowed).at_least_zero()).unwrap();
    }
}

impl Economy for Bmw {
    fn step(&mut self) {
        let interest_on_loans = SCALE.money(INTEREST_RATE * SCALE.units(self.loans()));
        let interest_on_deposits = SCALE.money(INTEREST_RATE * SCALE.units(self.deposits()));
        let deposits_before = SCALE.units(self.deposits());
        let depreciation = SCALE.money(DEPRECIATION_RATE * SCALE.units(self.capital()));
        let gap = CAPITAL_TO_INCOME * self.income_before - SCALE.units(self.capital());
        let investment = SCALE.money(ADJUSTMENT_SPEED * gap + SCALE.units(depreciation));
        let consumption = self.consumption(SCALE.units(investment) - SCALE.units(depreciation));

        let month = self.ledger.month().plus(1);
        self.ledger.begin_step(month);
        let (households, firms, bank) = (self.households, self.current_account, self.bank);
        self.ledger.pay(Flow::Interest, bank, households, interest_on_deposits).unwrap();
        self.ledger.pay(Flow::Consumption, households, firms, SCALE.money(consumption)).unwrap();
        self.ledger.pay(Flow::Interest, firms, bank, interest_on_loans).unwrap();
        self.ledger.consume_asset(Change::Depreciation, CAPITAL, self.capital_account, depreciation).unwrap();
        self.invest(investment, depreciation);
        // Wages are what is left, to the cent: the rounding of consumption and interest ends up in them.
        self.ledger.pay(Flow::Wages, firms, households, self.ledger.deposits(firms)).unwrap();
        close(&mut self.ledger);

        let wanted = self.autonomous_consumption
            + self.propensity_out_of_income * self.observe()["YD"]
            + PROPENSITY_OUT_OF_WEALTH * deposits_before;
        assert!(
            (self.observe()["C"] - wanted).abs() < 1e-10,
            "people consume what their income makes them want"
        );
        assert_eq!(self.deposits(), self.loans(), "M = L");
        assert_eq!(self.loans(), self.capital(), "capital is financed by loans alone");
        assert!(self.ledger.net_worth(bank).is_zero(), "banks live on nothing");
        self.income_before = self.observe()["Y"];
    }

    fn observe(&self) -> BTreeMap<&'static str, f64> {
        let flow = |flow, agent| SCALE.units(self.ledger.flow(flow, agent));
        let c = flow(Flow::Consumption, self.current_account);
        let i = flow(Flow::OtherInvestment, self.current_account);
        let wages = flow(Flow::Wages, self.households);
        BTreeMap::from([
            ("Y", c + i),
            ("C", c),
            ("I", i),
            ("AF", flow(Flow::IntragroupFunding, self.capital_account)),
            ("YD", wages + flow(Flow::Interest, self.households)),
            ("WB", wages),
            ("W", wages / ((c + i) / OUTPUT_PER_WORKER)),
            ("M", SCALE.units(self.deposits())),
            ("L", SCALE.units(self.loans())),
            ("K", SCALE.units(self.capital())),
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
    let mut bmw = Bmw::new(200.0);
    bmw.run(200);
    bmw.assert_printed(&[
        ("Y", "200.000000"),
        ("C", "180.000000"),
        ("YD", "180.000000"),
        ("K", "200.000000"),
        ("L", "200.000000"),
        ("M", "200.000000"),
        ("I", "20.000000"),
        ("AF", "20.000000"),
        ("WB", "172.000000"),
        ("W", "0.860000"),
    ]);
    assert_eq!(bmw.capital(), SCALE.exactly(200, 1));
    assert_eq!(bmw.ledger.flow(Flow::Wages, bmw.households), SCALE.exactly(172, 1));
}

#[test]
fn more_autonomous_consumption_raises_income_capital_and_loans() {
    let mut bmw = Bmw::new(200.0);
    bmw.step();
    bmw.autonomous_consumption = 28.0;
    bmw.run(2);
    bmw.assert_matrices(include_str!("bmw_matrices.txt"));
    bmw.run(600);
    bmw.assert_printed(&[
        ("Y", "224.000000"),
        ("C", "201.600000"),
        ("K", "224.000000"),
        ("I", "22.400000"),
        ("WB", "192.640000"),
    ]);
    assert_within(bmw.capital(), SCALE.exactly(224, 1), 50);
}

#[test]
fn thrift_lowers_income_and_capital() {
    let mut bmw = Bmw::new(200.0);
    bmw.step();
    bmw.propensity_out_of_income = 0.74;
    bmw.run(600);
    bmw.assert_printed(&[
        ("Y", "186.567164"),
        ("C", "167.910448"),
        ("K", "186.567164"),
        ("WB", "160.447761"),
    ]);
    assert_within(bmw.capital(), SCALE.exactly(12_500, 67), 50);
}
