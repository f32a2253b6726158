//! The stress on made-up runs whose answers can be computed by hand.

use std::collections::BTreeMap;

use jevons_exposure::stress::{
    Action, Case, Course, Drawn, Driver, Judgement, MarketPath, Plan, Position, ProductPosition,
    ScenarioRuns, Stake, StressAssumptions, VendorPath, Verdict, one_run, self_hosting, stress,
};

pub const MONTHS: usize = 24;

pub fn path(price: impl Fn(usize) -> f64) -> MarketPath {
    let steady = vec![1.0; MONTHS];
    MarketPath {
        run: 0,
        vendors: vec![VendorPath {
            name: "OpenAI".to_owned(),
            price: (0..MONTHS).map(price).collect(),
            served: steady.clone(),
            flat_cap: steady.clone(),
            fails: None,
        }],
        market_price: steady.clone(),
        open_price: steady.clone(),
        rent: steady,
        ..MarketPath::default()
    }
}

pub fn position() -> Position {
    let stake = Stake {
        driver: Driver::Maker("OpenAI".to_owned()),
        server: "OpenAI".to_owned(),
        model: String::new(),
        open_weights: false,
        own_service: true,
        announced: Vec::new(),
        retires: Vec::new(),
        paid_usd: 100_000.0,
        list_usd: 100_000.0,
        mtok: 50_000.0,
        uncached_usd: 50_000.0,
        batch_usd: 0.0,
        cheaper: Some(0.2),
        open: Some(0.3),
    };
    let product = ProductPosition {
        name: "bot".to_owned(),
        revenue_usd: Some(400_000.0),
        pass_through: 0.0,
        portability: 0.5,
        frontier: false,
        failover: String::new(),
        failover_server: String::new(),
        failover_weeks: None,
        stakes: vec![stake],
        flat_plans: Vec::new(),
    };
    Position { products: vec![product], ..Position::default() }
}

pub fn assumptions() -> StressAssumptions {
    StressAssumptions::shipped().unwrap()
}

pub fn central() -> Drawn {
    assumptions().central()
}

fn course(position: &Position, path: &MarketPath, action: Action) -> Course {
    let drawn = central();
    Case::new(position, path, &drawn, 1).course(Plan::of(&[action]))
}

pub fn saved(position: &Position, path: &MarketPath, action: Action) -> f64 {
    course(position, path, Action::Nothing).cost() - course(position, path, action).cost()
}

pub fn assert_close(found: f64, known: f64) {
    assert!((found - known).abs() < 1e-6 * known.abs().max(1.0), "{found} instead of {known}");
}

#[test]
fn a_bill_follows_the_price_of_its_vendor_and_nothing_else() {
    let position = position();
    let steady = course(&position, &path(|_| 1.0), Action::Nothing);
    assert_close(steady.cost(), 24.0 * 100_000.0);
    assert_eq!(steady.months_down, 0.0);
    let dearer = path(|month| if month < 12 { 1.0 } else { 3.0 });
    let dear = course(&position, &dearer, Action::Nothing);
    assert_close(dear.cost(), 12.0 * 100_000.0 + 12.0 * 300_000.0);
    // Customers pay their share, three months later.
    let mut passing = position.clone();
    passing.products[0].pass_through = 0.5;
    let passed = course(&passing, &dearer, Action::Nothing);
    assert_close(dear.cost() - passed.cost(), 9.0 * 100_000.0);
}

#[test]
fn a_failure_costs_revenue_until_the_migration_and_the_migration() {
    let position = position();
    let mut failing = path(|_| 1.0);
    failing.vendors[0].fails = Some(6);
    let drawn = central();
    let weeks = 52.18 / 12.0;
    // At a portability of one half the time is that of the assumption.
    let down = (drawn.migration_weeks - drawn.notice_weeks) / weeks;
    let found = course(&position, &failing, Action::Nothing);
    assert_close(found.months_down, down);
    let lost: f64 = found.lost.iter().flatten().sum();
    assert_close(lost, down * 400_000.0 * drawn.revenue_lost_while_down);
    let migration = drawn.engineers_of_a_migration * drawn.migration_weeks * drawn.engineer_usd_per_week;
    assert_close(found.interruption(), lost + migration);
    assert_close(found.bill_of(20), 100_000.0 * drawn.cost_with_another_model);
    // A second vendor takes over what is portable.
    let ready = course(&position, &failing, Action::MultiHome);
    assert_close(ready.months_down, 0.5 * down);
    // What it has prepared needs no migration when its vendor fails: half of the work is left.
    let standing = course(&position, &path(|_| 1.0), Action::MultiHome).once.iter().sum::<f64>();
    assert_close(ready.once.iter().sum::<f64>() - standing, 0.5 * migration);
    // What moves by itself moves in half the time, before the notice is over.
    let mut portable = position.clone();
    portable.products[0].portability = 1.0;
    assert_eq!(course(&portable, &failing, Action::Nothing).months_down, 0.0);
    let mut known = position.clone();
    known.products[0].failover_weeks = Some(1.0);
    assert_eq!(course(&known, &failing, Action::Nothing).months_down, 0.0);
}

#[test]
fn rationing_loses_revenue_and_bill() {
    let position = position();
    let mut rationed = path(|_| 1.0);
    rationed.vendors[0].served = vec![0.8; MONTHS];
    let found = course(&position, &rationed, Action::Nothing);
    assert_close(found.bill_of(3), 80_000.0);
    assert_close(found.lost[0][3], 0.2 * 400_000.0 * central().revenue_lost_while_down);
    let second = course(&position, &rationed, Action::MultiHome);
    assert!(second.lost[0][20] < 0.51 * found.lost[0][20], "{} {}", second.lost[0][20], found.lost[0][20]);
}

#[test]
fn flat_plans_are_metered_when_their_vendor_caps_them() {
    let mut position = position();
    position.products[0].stakes.clear();
    position.products[0].flat_plans = vec![("OpenAI".to_owned(), 1_000.0, 5_000.0)];
    let mut capped = path(|_| 2.0);
    capped.vendors[0].flat_cap = vec![0.6; MONTHS];
    assert_close(course(&position, &path(|_| 2.0), Action::Nothing).bill_of(0), 1_000.0);
    assert_close(course(&position, &capped, Action::Nothing).bill_of(0), 1_000.0 + 0.4 * 2.0 * 5_000.0);
}

#[test]
fn each_hedge_is_worth_something_where_it_should_and_costs_where_it_should() {
    let position = position();
    let steady = path(|_| 1.0);
    let rise = path(|month| if month < 3 { 1.0 } else { 4.0 });
    let collapse = path(|month| if month < 3 { 1.0 } else { 0.2 });
    // A commitment wins in a rise and loses in a collapse.
    assert!(saved(&position, &rise, Action::Commit) > 0.0);
    assert!(saved(&position, &collapse, Action::Commit) < 0.0);
    // A second vendor costs its upkeep where nothing happens, and saves in a rise.
    assert!(saved(&position, &steady, Action::MultiHome) < 0.0);
    assert!(saved(&position, &rise, Action::MultiHome) > 500_000.0);
    // Who waits pays nothing where nothing happens, and more than who is ready in a rise.
    assert_eq!(saved(&position, &steady, Action::WaitAndSwitch), 0.0);
    assert!(saved(&position, &rise, Action::WaitAndSwitch) > 0.0);
    // Open weights at a host: what is movable, where it is cheaper.
    assert!(saved(&position, &rise, Action::OpenHosted) > saved(&position, &steady, Action::OpenHosted));
    // Caching and cheaper models save at any price, in proportion to it.
    for action in [Action::CacheAndBatch, Action::CheaperTiers] {
        assert!(saved(&position, &rise, action) > saved(&position, &collapse, action), "{action:?}");
    }
    assert!(saved(&position, &rise, Action::PassThrough) > 0.0);
    assert_eq!(saved(&position, &steady, Action::PassThrough), 0.0);
}

#[test]
fn rented_accelerators_are_no_hedge_against_a_shortage_and_own_ones_are() {
    let position = position();
    let mut crunch = path(|_| 4.0);
    let own = course(&position, &crunch, Action::OpenOwned).cost();
    let rented = course(&position, &crunch, Action::OpenRented).cost();
    crunch.rent = vec![20.0; MONTHS];
    assert_close(course(&position, &crunch, Action::OpenOwned).cost(), own);
    let dear = course(&position, &crunch, Action::OpenRented).cost();
    let nothing = course(&position, &crunch, Action::Nothing).cost();
    assert!(dear > rented && dear >= nothing, "{rented} {dear} {nothing}");
}

#[test]
fn judgement_at_its_ends_moves_only_what_has_no_source() {
    let assumptions = assumptions();
    let against = assumptions.draw(1, 5, Judgement::AgainstHedging);
    let drawn = assumptions.draw(1, 5, Judgement::Drawn);
    assert_eq!(against.cost_with_another_model, 2.0);
    assert_eq!(assumptions.draw(1, 5, Judgement::ForHedging).cost_with_another_model, 0.6);
    assert_eq!(against.migration_weeks, drawn.migration_weeks, "its source is of tier C");
    assert_ne!(drawn.migration_weeks, assumptions.draw(1, 6, Judgement::Drawn).migration_weeks);
    // The median and the 90 % quantile of migrations are those of the file.
    let mut weeks: Vec<f64> =
        (0..2_000).map(|run| assumptions.draw(3, run, Judgement::Drawn).migration_weeks).collect();
    weeks.sort_by(f64::total_cmp);
    assert!(
        (weeks[1_000] - 5.0).abs() < 0.4 && (weeks[1_800] - 17.4).abs() < 2.0,
        "{} {}",
        weeks[1_000],
        weeks[1_800]
    );
}

#[test]
fn a_company_replaces_assumptions_by_name() {
    let mut assumptions = assumptions();
    let own = |name: &str, values: [f64; 3]| BTreeMap::from([(name.to_owned(), values)]);
    assumptions.replace(&own("notice_weeks", [1.0, 1.0, 1.0])).unwrap();
    assert_eq!(assumptions.draw(1, 1, Judgement::AgainstHedging).notice_weeks, 1.0);
    let error = assumptions.replace(&own("notice_week", [1.0; 3])).unwrap_err();
    assert!(
        error.contains("assume.notice_week") && error.contains("hint: did you mean `notice_weeks`?"),
        "{error}"
    );
    let error = assumptions.replace(&own("notice_weeks", [3.0, 1.0, 2.0])).unwrap_err();
    assert!(error.contains("found [3, 1, 2], expected low, central and high value"), "{error}");
}

pub fn runs(price: fn(usize) -> f64, position: &Position, failures: bool) -> ScenarioRuns {
    let run = |number| {
        let path = MarketPath { run: number, ..path(price) };
        one_run(position, &assumptions(), 1, &path, failures)
    };
    ScenarioRuns { name: "X".to_owned(), title: String::new(), runs: (0..24).map(run).collect() }
}

#[test]
fn verdicts_need_more_than_judgement() {
    let mut position = position();
    position.cash_usd = Some(1_000_000.0);
    position.other_costs_usd = 300_000.0;
    let steady = stress(&position, &[runs(|_| 1.0, &position, true)]);
    let verdict = |result: &jevons_exposure::stress::StressResult, action: Action| {
        result.hedges.iter().find(|hedge| hedge.action == action).unwrap().verdict
    };
    // Nothing happens: no judgement makes a second vendor pay enough to be sure of it, nor passing on a rise that never comes.
    assert_ne!(verdict(&steady, Action::MultiHome), Verdict::Pays);
    assert_eq!(verdict(&steady, Action::PassThrough), Verdict::DoesNotPay);
    assert_eq!(
        verdict(&steady, Action::WaitAndSwitch),
        Verdict::Open,
        "another model may be cheaper: nobody knows"
    );
    assert_eq!(steady.scenarios[0].runway.as_ref().unwrap().out, 0.0);
    assert_eq!(steady.failures[0].vendor, "OpenAI");
    assert!(steady.failures[0].interruption.p50 > 0.0);
    assert_close(steady.failures[0].share.p50, 1.0);
    // Prices rise thirty times: waiting and switching pays even at the worst, and money runs out.
    let dear = |month| if month < 3 { 1.0 } else { 30.0 };
    let result = stress(&position, &[runs(|_| 1.0, &position, true), runs(dear, &position, false)]);
    assert_eq!(verdict(&result, Action::WaitAndSwitch), Verdict::Open, "not where nothing happens");
    let alone = stress(&position, &[runs(dear, &position, false)]);
    assert_eq!(verdict(&alone, Action::WaitAndSwitch), Verdict::Pays);
    assert_eq!(alone.scenarios[0].runway.as_ref().unwrap().out, 1.0);
    assert!(alone.scenarios[0].regret > 0.0 && alone.scenarios[0].best != Action::Nothing);
    assert!(alone.scenarios[0].bill.len() == MONTHS && alone.scenarios[0].last_month.p50 > 29.0);
}

#[test]
fn serving_oneself_pays_only_where_machines_are_used() {
    let found = self_hosting(&position(), &assumptions(), 1).unwrap();
    assert_close(found.api_usd_per_mtok, 2.0);
    let cheaper: Vec<f64> = found.by_utilisation.iter().map(|row| row.cheaper).collect();
    assert!(cheaper.windows(2).all(|pair| pair[0] <= pair[1]), "{cheaper:?}");
    let costs: Vec<f64> = found.by_utilisation.iter().map(|row| row.usd_per_mtok.p50).collect();
    assert_close(costs[0] * 0.1, costs[4]);
    let mut nothing = position();
    nothing.products[0].stakes[0].open = None;
    assert!(self_hosting(&nothing, &assumptions(), 1).is_none());
}
