//! The proof that a view cannot see the future: rows published later may change or vanish, and it returns the same.

use std::collections::BTreeMap;
use std::fmt::Write;

use jevons_facts::files::{self, Files};
use jevons_facts::{Quarter, Release, View, Want, last_day_of, month_of};
use jevons_numerics::Month;
use jiff::civil::Date;
use proptest::prelude::*;

use crate::shipped::shipped;

/// Everything a view returns, without the numbers of lines, as text.
fn told(view: View<'_>) -> String {
    let mut text = String::new();
    for entry in view.entries() {
        let origin = entry.provenance;
        writeln!(
            text,
            "{} {} {} {:?} {:?} {} {} {} {} {} {}",
            origin.file,
            entry.subject,
            entry.measure,
            entry.period,
            entry.value,
            entry.unit,
            origin.kind,
            origin.tier,
            origin.published,
            origin.source_title,
            origin.note
        )
        .unwrap();
    }
    for price in view.prices() {
        let held = price.holds_on(view.as_of(), view);
        writeln!(text, "{} {} until {:?} {held}", price.model, price.from, price.until(view)).unwrap();
    }
    for stake in view.stakes().chain(view.stakes_held()) {
        writeln!(text, "{} {} {} ended {:?}", stake.owner, stake.issuer, stake.percent, stake.ended(view))
            .unwrap();
    }
    let today = view.as_of();
    let quarter = Quarter::of(today);
    let wants = [
        Want::LatestInstant,
        Want::InstantAt(today.saturating_sub(jiff::Span::new().years(1))),
        Want::Quarter(quarter),
        Want::Quarter(quarter.plus(-2)),
        Want::Year(today.year()),
        Want::Year(today.year() - 1),
        Want::TrailingYear,
    ];
    for (entity, metric) in view.pairs() {
        for want in wants {
            let Some(choice) = view.choose(entity, metric, want) else { continue };
            let others: Vec<_> =
                choice.rejected.iter().map(|other| (other.datum.value, other.reason)).collect();
            writeln!(text, "{entity} {metric} {want:?} {} {} {others:?}", choice.value, choice.rule).unwrap();
        }
        let latest = view.latest(entity, metric).map(|choice| (choice.value, choice.period));
        writeln!(text, "{entity} {metric} {latest:?} {}", view.conflicts(entity, metric).len()).unwrap();
    }
    for name in view.series_names() {
        writeln!(text, "{name} {:?}", view.series_at(name, Date::MAX).map(|point| point.value)).unwrap();
    }
    for scalar in view.scalars() {
        let path = format!("{}/{}", scalar.section, scalar.name);
        writeln!(text, "{path} {:?}", view.scalar(&path).map(|scalar| scalar.value)).unwrap();
    }
    text
}

/// What to do with the rows that a view cannot see.
#[derive(Debug, Clone, Copy)]
enum Change {
    Remove,
    Alter,
}

/// The files of the shipped release with everything changed that a view at `today` cannot see.
fn change_the_future(today: Date, change: Change) -> Files {
    let view = shipped().as_of(today);
    let visible: BTreeMap<(&str, u64), bool> =
        shipped().provenances().map(|origin| ((&*origin.file, origin.line), view.sees(origin))).collect();
    let mut files = files::shipped();
    for (name, text) in &mut files {
        if !name.ends_with(".csv") || ["entities.csv", "units.csv"].contains(&name.as_str()) {
            continue;
        }
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&header).unwrap();
        for (index, record) in reader.records().enumerate() {
            let mut record = record.unwrap();
            // Rows are lines in these files; rows that repeat another were dropped and are in no list.
            let seen = visible.get(&(name.as_str(), index as u64 + 2));
            match (seen, change) {
                (Some(true), _) => record = hide_the_end(&header, &record, today),
                (Some(false), Change::Alter) => record = alter(&header, &record),
                (Some(false) | None, _) => continue,
            }
            writer.write_record(&record).unwrap();
        }
        *text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    }
    files
}

/// Forgets the end of a price that has not come yet.
fn hide_the_end(header: &csv::StringRecord, record: &csv::StringRecord, today: Date) -> csv::StringRecord {
    let hidden = |(field, cell): (&str, &str)| {
        let later = field == "effective_to" && cell.parse::<Date>().is_ok_and(|date| date > today);
        if later { String::new() } else { cell.to_owned() }
    };
    header.iter().zip(record).map(hidden).collect()
}

/// Another value, another source, another note.
fn alter(header: &csv::StringRecord, record: &csv::StringRecord) -> csv::StringRecord {
    let altered = |(field, cell): (&str, &str)| match field {
        "value" | "stake_pct" | "output_usd_per_mtok" | "usd_per_gpu_hour" | "blended_usd_per_mtok" => {
            cell.parse::<f64>().map_or(cell.to_owned(), |value| (value * 0.99).to_string())
        }
        "source_title" => "another source".to_owned(),
        "note" if cell.is_empty() => "another note".to_owned(),
        _ => cell.to_owned(),
    };
    header.iter().zip(record).map(altered).collect()
}

fn assert_same(today: Date, change: Change) {
    let other =
        Release::from_files(&change_the_future(today, change)).unwrap_or_else(|error| panic!("{error}"));
    let (before, after) = (told(shipped().as_of(today)), told(other.as_of(today)));
    let differing = before.lines().zip(after.lines()).find(|(left, right)| left != right);
    assert_eq!(differing, None, "{today} {change:?}");
    assert_eq!(before.lines().count(), after.lines().count(), "{today} {change:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_published_later_changes_nothing(months in 0..48_i32, day in 0..28_i32, remove: bool) {
        let month = Month::new(2022, 1).unwrap().plus(months);
        let today = last_day_of(month).saturating_sub(jiff::Span::new().days(day));
        assert_same(today, if remove { Change::Remove } else { Change::Alter });
    }
}

#[test]
fn a_backtest_from_september_2024_does_not_know_2025() {
    let today = last_day_of(Month::new(2024, 9).unwrap());
    assert_same(today, Change::Remove);
    assert_same(today, Change::Alter);
    let view = shipped().as_of_month(month_of(today));
    assert_eq!(view.as_of(), today);
    assert!(view.data().all(|datum| datum.provenance.published <= today));
    assert!(view.choose("Oracle", "capex_guidance_midpoint", Want::Year(2026)).is_none());
}

/// The comparison above would pass on anything if it saw nothing.
#[test]
fn a_change_of_what_was_known_does_show() {
    let today = last_day_of(Month::new(2024, 9).unwrap());
    let mut files = files::shipped();
    let facts = files.get_mut("facts.csv").unwrap();
    assert!(facts.contains("Microsoft,capex_cash,2024-Q2,13.87"), "the row of this test moved");
    *facts = facts.replace("Microsoft,capex_cash,2024-Q2,13.87", "Microsoft,capex_cash,2024-Q2,13.88");
    let other = Release::from_files(&files).unwrap();
    assert_ne!(told(shipped().as_of(today)), told(other.as_of(today)));
}
