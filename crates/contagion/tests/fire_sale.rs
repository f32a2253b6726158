//! Fire sales: cases by hand, and what every fire sale must satisfy.
#![allow(clippy::unwrap_used)]

use jevons_contagion::fire_sale::{FireSale, FireSaleOutcome, Holders, LeverageRule, Markets, PriceImpact};
use proptest::prelude::*;

/// Default below 3 %, selling below 4 %, down to 5 %.
const RULE: LeverageRule = LeverageRule { minimum: 0.03, buffer: 0.04, target: 0.05 };

/// Holders of one asset.
#[derive(Debug, Clone)]
struct Books {
    cash: Vec<f64>,
    quantities: Vec<f64>,
    other_assets: Vec<f64>,
    repayable: Vec<f64>,
    other_debts: Vec<f64>,
}

impl Books {
    fn run(&self, price: f64, outstanding: f64, impact: PriceImpact, steps: u32) -> FireSaleOutcome {
        let holders = Holders {
            cash: &self.cash,
            quantities: &self.quantities,
            other_assets: &self.other_assets,
            repayable_debts: &self.repayable,
            other_debts: &self.other_debts,
        };
        let markets = Markets { prices: &[price], outstanding: &[outstanding], impacts: &[impact] };
        FireSale::new().run(&holders, &markets, RULE, steps).unwrap().clone()
    }

    fn held(&self) -> f64 {
        self.quantities.iter().sum()
    }

    fn equity(&self, holder: usize, price: f64) -> f64 {
        self.cash[holder] + self.quantities[holder] * price + self.other_assets[holder]
            - self.repayable[holder]
            - self.other_debts[holder]
    }
}

/// Selling 5 % of all moves the price by 1 %.
fn one_percent() -> PriceImpact {
    PriceImpact::calibrated(0.05, 0.01).unwrap()
}

/// Assets 100 (cash 1, 50 for sale, 49 other), equity 3.5, half of the debt repayable.
fn thin() -> Books {
    Books {
        cash: vec![1.0],
        quantities: vec![50.0],
        other_assets: vec![49.0],
        repayable: vec![50.0],
        other_debts: vec![46.5],
    }
}

#[test]
fn the_price_falls_as_calibrated() {
    for (sold, fall) in [(0.05, 0.01), (0.05, 0.05), (0.10, 0.05), (1.0, 0.3), (0.2, 0.0)] {
        let impact = PriceImpact::calibrated(sold, fall).unwrap();
        assert!((impact.price_after(2.0, sold * 300.0, 300.0) - 2.0 * (1.0 - fall)).abs() < 1e-12);
        // Selling twice as much in two sales or in one is the same.
        let at_once = impact.price_after(1.0, 2.0, 10.0);
        assert!((impact.price_after(impact.price_after(1.0, 1.0, 10.0), 1.0, 10.0) - at_once).abs() < 1e-15);
    }
    assert_eq!(PriceImpact::calibrated(0.1, 0.0).unwrap(), PriceImpact::NONE);
    assert_eq!(one_percent().price_after(3.0, 0.0, 0.0), 3.0);
}

#[test]
fn a_holder_below_its_buffer_pays_debt_with_cash_and_sells_what_is_missing() {
    // It wants assets of 3.5 / 0.05 = 70: 30 less. It pays 1 and sells 29 of 50, settled a step later.
    let first = thin().run(1.0, 100.0, one_percent(), 1);
    assert_eq!((first.prices[0], first.sold[0], first.equity[0]), (1.0, 0.0, 3.5));
    assert!((first.leverage[0] - 3.5 / 99.0).abs() < 1e-15);

    let second = thin().run(1.0, 100.0, one_percent(), 2);
    // 29 of 100 sold, in steps of 5: 0.99 to the power 5.8; the sale at the mean price, 21 left at the new one.
    let price = (5.8 * 0.99_f64.ln()).exp();
    let equity = 3.5 - 29.0 * (1.0 - price) / 2.0 - 21.0 * (1.0 - price);
    assert!((second.sold[0] - 29.0).abs() < 1e-12);
    assert!((second.prices[0] - price).abs() < 1e-12);
    assert!((second.equity[0] - equity).abs() < 1e-12);
    assert_eq!(second.default_step, [Some(2)], "{equity} over 70 is below 3 %");
}

#[test]
fn debt_that_cannot_be_repaid_early_stays() {
    // It wants 30 less; it has 40 in cash, but only 10 of debt that it may repay. The rest of the cash suffices for
    // the other 20, so that nothing is sold.
    let books = Books {
        cash: vec![40.0],
        quantities: vec![50.0],
        other_assets: vec![10.0],
        repayable: vec![10.0],
        other_debts: vec![86.5],
    };
    let outcome = books.run(1.0, 50.0, one_percent(), 1);
    assert!((outcome.leverage[0] - 3.5 / 90.0).abs() < 1e-15);
    assert_eq!(books.run(1.0, 50.0, one_percent(), 2).sold, [0.0]);
}

#[test]
fn without_price_impact_selling_costs_nothing_and_reaches_the_target() {
    let calm = thin().run(1.0, 50.0, PriceImpact::NONE, 4);
    assert!((calm.equity[0] - 3.5).abs() < 1e-12);
    assert!((calm.leverage[0] - 0.05).abs() < 1e-12);
    assert_eq!(calm.default_step, [None]);
}

#[test]
fn a_bankrupt_holder_sells_everything_one_step_later() {
    let shocked = |steps| thin().run(0.9, 100.0, one_percent(), steps);
    assert_eq!((shocked(1).default_step, shocked(1).sold), (vec![Some(1)], vec![0.0]));
    assert_eq!((shocked(2).sold, shocked(2).default_step), (vec![50.0], vec![Some(1)]));
    assert_eq!(shocked(6).prices, shocked(2).prices, "there is nothing left to sell");
}

#[test]
fn sales_happen_without_any_shock_where_a_holder_starts_below_its_buffer() {
    let mut pair = thin();
    pair.cash.push(5.0);
    pair.quantities.push(50.0);
    pair.other_assets.push(45.0);
    pair.repayable.push(50.0);
    pair.other_debts.push(44.0);
    let outcome = pair.run(1.0, 1_000.0, one_percent(), 2);
    assert!(outcome.sold[0] > 28.0);
    // The other holder started with 6 and did nothing, and loses what the price lost.
    assert!((outcome.equity[1] - (6.0 - 50.0 * (1.0 - outcome.prices[0]))).abs() < 1e-12);
}

/// More shock can mean fewer defaults, so that no test and no user may take the opposite for granted.
#[test]
fn defaults_are_not_monotone_in_the_shock() {
    // Both have 100 of assets and 7 of equity; the first has 50 for sale, the second 20.
    let pair = Books {
        cash: vec![5.0, 5.0],
        quantities: vec![50.0, 20.0],
        other_assets: vec![45.0, 75.0],
        repayable: vec![50.0, 50.0],
        other_debts: vec![43.0, 43.0],
    };
    let defaults = |fall: f64| {
        let outcome = pair.run(1.0 - fall, 70.0, one_percent(), 6);
        outcome.default_step.iter().filter(|step| step.is_some()).count()
    };
    assert_eq!([0.0, 0.07, 0.08].map(defaults), [0, 2, 1]);
}

#[test]
fn assets_are_sold_in_proportion_to_their_value() {
    // 30 less: 1 from cash, 29 from 50 that are 40 of one asset at 1 and 5 of another at 2.
    let holders = Holders {
        cash: &[1.0],
        quantities: &[40.0, 5.0],
        other_assets: &[49.0],
        repayable_debts: &[50.0],
        other_debts: &[46.5],
    };
    let impacts = [one_percent(), PriceImpact::NONE];
    let markets = Markets { prices: &[1.0, 2.0], outstanding: &[400.0, 5.0], impacts: &impacts };
    let mut fire_sale = FireSale::new();
    let outcome = fire_sale.run(&holders, &markets, RULE, 2).unwrap().clone();
    assert!((outcome.sold[0] - 29.0 * 40.0 / 50.0).abs() < 1e-12);
    assert!((outcome.sold[1] - 29.0 * 5.0 / 50.0).abs() < 1e-12);
    assert!((outcome.prices[0] - impacts[0].price_after(1.0, 23.2, 400.0)).abs() < 1e-15);
    assert_eq!(outcome.prices[1], 2.0);
    // A second run does not remember the first.
    assert_eq!(&outcome, fire_sale.run(&holders, &markets, RULE, 2).unwrap());
}

#[test]
fn wrong_input_is_named() {
    let books = thin();
    let refused = |change: &dyn Fn(&mut Holders<'_>, &mut Markets<'_>, &mut LeverageRule)| {
        let mut holders = Holders {
            cash: &books.cash,
            quantities: &books.quantities,
            other_assets: &books.other_assets,
            repayable_debts: &books.repayable,
            other_debts: &books.other_debts,
        };
        let mut markets = Markets { prices: &[1.0], outstanding: &[60.0], impacts: &[PriceImpact::NONE] };
        let mut rule = RULE;
        change(&mut holders, &mut markets, &mut rule);
        FireSale::new().run(&holders, &markets, rule, 1).unwrap_err().to_string()
    };
    let messages = [
        refused(&|holders, _, _| holders.other_assets = &[]),
        refused(&|holders, _, _| holders.cash = &[-1.0]),
        refused(&|holders, _, _| holders.quantities = &[1.0, 2.0]),
        refused(&|holders, _, _| holders.quantities = &[f64::NAN]),
        refused(&|_, markets, _| markets.outstanding = &[49.0]),
        refused(&|_, markets, _| markets.impacts = &[]),
        refused(&|_, _, rule| rule.minimum = 0.05),
        refused(&|_, _, rule| rule.target = 0.0),
        PriceImpact::calibrated(0.0, 0.1).unwrap_err().to_string(),
        PriceImpact::calibrated(0.1, 1.0).unwrap_err().to_string(),
    ];
    assert_eq!(
        messages,
        [
            "other assets: 0 numbers for 1 nodes; expected 1",
            "cash of node 0 is -1; expected a finite amount, zero or more",
            "quantities (holders times assets): 2 numbers for 1 nodes; expected 1",
            "quantity in row 0, column 0 is NaN; expected a finite amount, zero or more",
            "outstanding quantity of node 0 is 49; expected at least what is held",
            "price impacts: 0 numbers for 1 nodes; expected 1",
            "the minimum leverage ratio is 0.05; expected from 0 to the buffer",
            "the target leverage ratio is 0; expected above 0",
            "the share sold is 0; expected a share above 0 and at most 1",
            "the fall of the price is 1; expected a share from 0 to below 1",
        ]
    );
}

fn books() -> impl Strategy<Value = Books> {
    let list = |low: f64, high: f64, count: usize| prop::collection::vec(low..high, count);
    (1..6_usize).prop_flat_map(move |count| {
        (
            list(0.0, 5.0, count),
            list(0.0, 60.0, count),
            list(10.0, 60.0, count),
            list(0.0, 40.0, count),
            list(0.0, 60.0, count),
        )
            .prop_map(|(cash, quantities, other_assets, repayable, other_debts)| Books {
                cash,
                quantities,
                other_assets,
                repayable,
                other_debts,
            })
    })
}

proptest! {
    #[test]
    fn prices_only_fall_and_nobody_sells_what_it_has_not(
        books in books(), price in 0.5..1.0f64, fall in 0.0..0.3f64, steps in 0..8_u32,
    ) {
        let impact = PriceImpact::calibrated(0.1, fall).unwrap();
        let outcome = books.run(price, books.held(), impact, steps);
        prop_assert!(outcome.sold[0] <= books.held() + 1e-9);
        prop_assert!(outcome.prices[0] <= price);
        // The price remembers only how much was sold.
        prop_assert!((outcome.prices[0] - impact.price_after(price, outcome.sold[0], books.held())).abs() < 1e-9);
        // Equity is lost to prices alone, at most on everything that was held.
        for (holder, equity) in outcome.equity.iter().enumerate() {
            let lost = books.equity(holder, price) - equity;
            prop_assert!((-1e-9..=books.quantities[holder] * (price - outcome.prices[0]) + 1e-9).contains(&lost));
        }
    }

    #[test]
    fn whoever_defaults_was_below_the_minimum_and_whoever_does_not_is_not(
        books in books(), price in 0.5..1.0f64, fall in 0.0..0.3f64,
    ) {
        let impact = PriceImpact::calibrated(0.1, fall).unwrap();
        let outcome = books.run(price, books.held(), impact, 1);
        for (holder, step) in outcome.default_step.iter().enumerate() {
            let equity = books.equity(holder, price);
            let assets = books.cash[holder] + books.quantities[holder] * price + books.other_assets[holder];
            prop_assert_eq!(step.is_some(), equity < RULE.minimum * assets);
        }
    }
}
