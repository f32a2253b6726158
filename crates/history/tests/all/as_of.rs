//! Nothing published after an origin shows through: everything later is altered in every file, and nothing changes.

use std::collections::BTreeMap;

use jevons_facts::files::{self, Files};
use jevons_facts::{Release, View};
use jevons_history::guidance::{Guidance, guidance};
use jevons_history::{ORIGINS, Observation, origin_date, targets};
use jiff::civil::Date;

use crate::shipped;

/// All that an origin knows of all targets.
fn told(view: View<'_>) -> Vec<(String, Vec<Observation>, Vec<Guidance>)> {
    targets()
        .into_iter()
        .map(|target| (target.id.clone(), target.history(view), guidance(&target, view)))
        .collect()
}

/// The shipped files with every value that `today` cannot see taken a hundredth lower, and how many those are.
fn later_facts_altered(today: Date) -> (Files, usize) {
    let view = shipped().as_of(today);
    let seen: BTreeMap<(&str, u64), bool> =
        shipped().provenances().map(|origin| ((&*origin.file, origin.line), view.sees(origin))).collect();
    let mut altered = 0;
    let mut files = files::shipped();
    for (name, text) in files.iter_mut().filter(|(name, _)| name.ends_with(".csv")) {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&header).unwrap();
        for (index, record) in reader.records().enumerate() {
            let record = record.unwrap();
            let hidden = seen.get(&(name.as_str(), index as u64 + 2)) == Some(&false);
            let cells = header.iter().zip(&record).map(|(field, cell)| {
                let is_value =
                    ["value", "usd_per_gpu_hour", "blended_usd_per_mtok", "trillion_tokens_per_month"]
                        .contains(&field);
                match cell.parse::<f64>() {
                    Ok(number) if hidden && is_value => {
                        altered += 1;
                        (number * 0.99).to_string()
                    }
                    _ => cell.to_owned(),
                }
            });
            writer.write_record(cells.collect::<Vec<String>>()).unwrap();
        }
        *text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    }
    (files, altered)
}

#[test]
fn facts_published_after_an_origin_change_nothing_that_it_knows() {
    for origin in ORIGINS.map(origin_date) {
        let (files, altered) = later_facts_altered(origin);
        assert!(altered > 300, "{origin}: only {altered} values were altered");
        let other = Release::from_files(&files).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(told(shipped().as_of(origin)), told(other.as_of(origin)), "{origin}");
        // The comparison can fail: the release as a whole does notice, and so do the outcomes.
        assert_ne!(told(shipped().as_of(shipped().date())), told(other.as_of(shipped().date())), "{origin}");
        let outcomes = |release: &Release| -> Vec<Vec<Observation>> {
            targets().iter().map(|target| target.outcomes(release.as_of(release.date()), origin)).collect()
        };
        assert_ne!(outcomes(shipped()), outcomes(&other), "{origin}");
    }
}
