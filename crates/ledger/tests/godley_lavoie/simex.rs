//! Model SIMEX (chapter 3): SIM with households that must expect their income.
//!
//! ```text
//! C   = alpha1 YDe + alpha2 H(-1)    consumption out of expected income
//! YDe = YD(-1)                       adaptive expectations
//! Hd  = H(-1) + YDe - C              money that households plan to hold
//! ```
//!
//! All else as in SIM. Mistakes show up as money that was not planned: H - Hd = YD - YDe.

use std::collections::BTreeMap;

use jevons_ledger::Ledger;

use crate::book::{Economy, Scale, assert_within};
use crate::sim::Sim;

struct Simex {
    sim: Sim,
    expected_income: f64,
    planned_money: f64,
}

impl Economy for Simex {
    fn step(&mut self) {
        let money = self.scale().units(self.sim.money());
        let consumption = self.sim.propensity_out_of_income * self.expected_income
            + self.sim.propensity_out_of_wealth * money;
        self.planned_money = money + self.expected_income - consumption;
        self.sim.post(consumption);
        let surprise = self.sim.observe()["YD"] - self.expected_income;
        let unplanned = self.scale().units(self.sim.money()) - self.planned_money;
        assert!((surprise - unplanned).abs() < 1e-11, "H - Hd = YD - YDe");
        self.expected_income = self.sim.observe()["YD"];
    }

    fn observe(&self) -> BTreeMap<&'static str, f64> {
        let mut observed = self.sim.observe();
        observed.insert("Hd", self.planned_money);
        observed
    }

    fn ledger(&self) -> &Ledger {
        self.sim.ledger()
    }

    fn scale(&self) -> Scale {
        self.sim.scale()
    }
}

#[test]
fn grows_out_of_an_empty_economy_that_expects_sixteen() {
    let mut simex = Simex { sim: Sim::new(0.0), expected_income: 16.0, planned_money: 0.0 };
    simex.assert_path(include_str!("simex_from_nothing.txt"));
    simex.run(300);
    simex.assert_printed(&[("Y", "100.000000"), ("H", "80.000000"), ("Hd", "80.000000")]);
    assert_within(simex.sim.money(), simex.scale().exactly(80, 1), 10);
}

#[test]
fn stays_in_its_steady_state_to_the_cent() {
    let mut simex = Simex { sim: Sim::new(80.0), expected_income: 80.0, planned_money: 80.0 };
    simex.run(200);
    assert_eq!(simex.sim.money(), simex.scale().exactly(80, 1));
}

#[test]
fn wrong_expectations_do_not_move_the_steady_state() {
    let mut simex = Simex { sim: Sim::new(80.0), expected_income: 100.0, planned_money: 80.0 };
    simex.run(300);
    simex.assert_printed(&[("Y", "100.000000"), ("H", "80.000000")]);
}
