//! Price events of the record: known changes come out, unchanged models count too, announcements are held against the book.

use jevons_exposure::moment::day_of_date;
use jevons_exposure::price_events::{Record, agreements, all_changes, price_events};

use crate::common::book;

fn day(text: &str) -> i32 {
    day_of_date(text.parse().unwrap())
}

#[test]
fn known_changes_of_prices_come_out() {
    let record = Record::shipped().unwrap();
    let events = price_events(book(), &record.mix, day("2023-01-01"));
    let of = |model: &str, date: &str| {
        let found = events.iter().find(|event| event.model == model && event.date == date);
        &found.unwrap_or_else(|| panic!("{model} on {date}")).factors
    };
    // Everything of o3 became five times cheaper, whatever it is used for.
    for factor in of("o3", "2025-06-10") {
        assert!((factor - 0.2).abs() < 1e-9, "{factor}");
    }
    // DeepSeek made cached input dearer than all else: agents, who mostly read from caches, paid more than chats.
    let [chat, _, agents] = of("deepseek-v4-pro", "2026-08-17")[..] else { panic!("three kinds of usage") };
    assert!(chat > 1.5 && agents > chat, "{chat} {agents}");
    // What was told beforehand says so.
    let told = events.iter().find(|event| event.model == "deepseek-v4-pro" && event.date == "2026-06-03");
    assert_eq!(told.map(|event| event.announced_days), Some(12));
    assert!(events.windows(2).all(|pair| pair[0].day <= pair[1].day));
    assert!(events.len() > 20, "{}", events.len());
}

#[test]
fn models_whose_price_stays_are_part_of_the_record() {
    let record = Record::shipped().unwrap();
    let all = all_changes(book(), &record.mix[0], day("2025-03-01"), day("2025-09-01"));
    let steady = all.iter().filter(|change| change.factor == 1.0).count();
    assert!(steady * 2 > all.len() && all.len() > 15, "{steady} of {}", all.len());
}

#[test]
fn announcements_agree_with_the_price_book() {
    let found = agreements(book(), &Record::shipped().unwrap()).unwrap();
    assert!(found.len() >= 3);
    for agreement in &found {
        assert!(agreement.agrees, "{agreement:?}");
        assert!(agreement.late_days.is_some_and(|days| (-1..=3).contains(&days)), "{agreement:?}");
    }
}
