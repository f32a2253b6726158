//! Announced changes of prices: what was known on a day, and what the stress makes of it.

use jevons_exposure::Company;
use jevons_exposure::dependence::Graph;
use jevons_exposure::moment::day_of_date;
use jevons_exposure::reprice::{Profile, UseKey, cost_of};
use jevons_exposure::row::{Tier, Tokens};
use jevons_exposure::stress::{Bill, Case, MarketPath, Plan, Position, single_model_path};
use jevons_exposure::uses::Use;

use crate::common::book;
use crate::stress::{MONTHS, assert_close, central, path};

fn day(text: &str) -> i32 {
    day_of_date(text.parse().unwrap())
}

fn input() -> Tokens {
    Tokens { input: 1e6, ..Tokens::default() }
}

/// Usage of a million tokens of input of a model.
fn using(model: &str, seller: &str, prompt_at_least: u32) -> (Vec<Use>, Profile) {
    let id = book().names.find(model).unwrap();
    let key = UseKey {
        model: id,
        seller: seller.to_owned(),
        host: String::new(),
        tier: Tier::Standard,
        prompt_at_least,
        peak_percent: 0,
    };
    let of = Use {
        model: book().names.name(id).to_owned(),
        maker: book().maker(id).to_owned(),
        seller: seller.to_owned(),
        tokens: input(),
        list_usd: 1_000.0,
        paid_usd: 1_000.0,
        ..Use::default()
    };
    (vec![of], Profile::from([(key, (input(), 1_000.0))]))
}

fn position(model: &str, seller: &str, on: &str) -> Position {
    let (uses, profile) = using(model, seller, 0);
    let bill = Bill { uses: &uses, profile: &profile, day: day(on) };
    Position::new(&bill, &Company::default(), book(), &Graph::shipped().unwrap())
}

#[test]
fn a_promotion_that_ends_is_in_the_stress() {
    let position = position("gemini-3.6-flash", "Google", "2026-10-31");
    let [change] = position.announced.as_slice() else { panic!("{:?}", position.announced) };
    assert_eq!((change.date.as_str(), change.month, &change.successor), ("2027-01-01", 2, &None));
    assert_close(change.factor, 2.0);
    let mut steady: MarketPath = path(|_| 1.0);
    steady.vendors[0].name = "Google DeepMind".to_owned();
    let mut drawn = central();
    drawn.single_model_changes_per_year = 0.0;
    let course = Case::new(&position, &steady, &drawn, 1).course(Plan::default());
    assert_close(course.bill_of(1), 1_000.0);
    assert_close(course.bill_of(2), 2_000.0);
    assert_close(course.bill_of(23), 2_000.0);
}

#[test]
fn a_model_that_is_retired_moves_to_its_makers_nearest() {
    let position = position("gpt-5", "OpenAI", "2026-10-31");
    let [change] = position.announced.as_slice() else { panic!("{:?}", position.announced) };
    assert_eq!(change.date, "2026-12-11");
    let successor = book().names.find(change.successor.as_deref().unwrap()).unwrap();
    let ratio = cost_of(book(), successor, &input(), day("2026-12-11")).unwrap()
        / cost_of(book(), book().names.find("gpt-5").unwrap(), &input(), day("2026-10-31")).unwrap();
    assert_close(change.factor, ratio);
    assert_eq!(position.products[0].stakes[0].retires, [1]);
    let drawn = central();
    let course = Case::new(&position, &path(|_| 1.0), &drawn, 1).course(Plan::default());
    let work = drawn.engineers_of_a_migration * drawn.succession_weeks * drawn.engineer_usd_per_week;
    assert_close(course.once[1], work);
}

#[test]
fn the_book_as_it_was_knows_what_was_announced_and_nothing_else() {
    let pro = book().names.find("deepseek-v4-pro").unwrap();
    let price = |known_on: &str, of: &str| {
        cost_of(&book().as_known_on(day(known_on)), pro, &input(), day(of)).unwrap()
    };
    // That the discount would be permanent was said twelve days before.
    assert_close(price("2026-05-21", "2026-06-10"), 1.74);
    assert_close(price("2026-05-25", "2026-05-25"), 1.74);
    assert_close(price("2026-05-25", "2026-06-10"), 0.435);
    // Nobody knew beforehand that o3 would become five times cheaper.
    let o3 = book().names.find("o3").unwrap();
    let before = book().as_known_on(day("2025-06-01"));
    assert_close(cost_of(&before, o3, &input(), day("2025-07-01")).unwrap(), 10.0);
    assert_close(cost_of(book(), o3, &input(), day("2025-07-01")).unwrap(), 2.0);
    // What lies ahead of the newest look was announced by then, and not known long before.
    let flash = book().names.find("gemini-3.6-flash").unwrap();
    assert_close(
        cost_of(&book().as_known_on(book().looked_up()), flash, &input(), day("2027-01-02")).unwrap(),
        1.5,
    );
    assert_close(
        cost_of(&book().as_known_on(day("2026-09-01")), flash, &input(), day("2027-01-02")).unwrap(),
        0.75,
    );
}

#[test]
fn single_models_change_as_often_as_the_record_says_and_mean_nothing() {
    let position = position("o3", "OpenAI", "2026-10-31");
    let factors = &position.recorded_changes;
    let mean = factors.iter().map(|factor| factor.ln()).sum::<f64>() / factors.len() as f64;
    assert!(factors.len() > 20 && mean.abs() < 1e-9, "{} {mean}", factors.len());
    let drawn = central();
    let changed = (0..1_000)
        .filter(|run| single_model_path("o3", factors, &drawn, (1, *run), MONTHS).last() != Some(&1.0))
        .count();
    // 1 - exp(-0.26) is 23 %.
    assert!((180..280).contains(&changed), "{changed}");
    let mut never = drawn;
    never.single_model_changes_per_year = 0.0;
    assert_eq!(single_model_path("o3", factors, &never, (1, 3), MONTHS), vec![1.0; MONTHS]);
}

#[test]
fn what_stands_in_for_a_promotion_costs_what_is_usual() {
    let position = position("gemini-3.6-flash", "Google", "2026-10-31");
    let mut failing: MarketPath = path(|_| 1.0);
    failing.vendors[0].name = "Google DeepMind".to_owned();
    failing.vendors[0].fails = Some(6);
    let mut drawn = central();
    drawn.single_model_changes_per_year = 0.0;
    let course = Case::new(&position, &failing, &drawn, 1).course(Plan::default());
    assert_close(course.bill_of(20), 2_000.0 * drawn.cost_with_another_model);
}
