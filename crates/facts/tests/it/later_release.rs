//! A later release of the same form, with companies of its own, loads without any change of the program.

use std::path::{Path, PathBuf};

use jevons_facts::files::{self, Files};
use jevons_facts::{Kind, Quarter, Release, Tier, Want};
use jiff::civil::date;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/next")
}

pub fn next_files() -> Files {
    files::read_folder(&folder()).unwrap()
}

fn next() -> Release {
    Release::from_folder(&folder()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn it_loads_clean_with_its_own_date_and_entities() {
    let release = next();
    assert_eq!((release.name(), release.date()), ("made-up spring release", date(2026, 3, 31)));
    assert_eq!(release.warnings(), []);
    let kiln = release.entities().get("Kiln").unwrap();
    assert_eq!(
        (kiln.name.as_str(), kiln.class.as_str(), kiln.region.as_str()),
        ("Kiln Compute", "neocloud", "SE")
    );
    assert!(release.entities().get("Nvidia").is_some(), "entities known before stay known");
}

#[test]
fn a_restatement_counts_from_its_publication_on() {
    let release = next();
    let fourth = Want::Quarter(Quarter::new(2025, 4).unwrap());
    let january = release.as_of(date(2026, 1, 31)).choose("Kiln", "capex_cash", fourth).unwrap();
    assert_eq!((january.value, january.kind()), (1.4, Kind::ReportedByPress));
    let march = release.as_of(date(2026, 3, 31)).choose("Kiln", "capex_cash", fourth).unwrap();
    assert_eq!((march.value, march.rejected.len()), (1.5, 1));
    let year = release.as_of(date(2026, 3, 31)).choose("Kiln", "capex_cash", Want::TrailingYear).unwrap();
    assert!((year.value - 4.8).abs() < 1e-12);
    assert_eq!(year.period.to_string(), "2025-01-01..2025-12-31");
    assert!(release.as_of(date(2026, 1, 1)).choose("Kiln", "capex_cash", Want::TrailingYear).is_none());
}

#[test]
fn a_later_value_without_a_source_does_not_displace_a_sourced_one() {
    let view = next();
    let view = view.as_of(date(2026, 3, 31));
    let revenue = view.choose("Lantern AI", "annualised_revenue", Want::LatestInstant).unwrap();
    assert_eq!((revenue.value, revenue.tier()), (0.6, Tier::C));
    assert_eq!(revenue.rejected[0].reason, "tier D: unsourced or contradicted");
    let earlier =
        view.choose("Lantern AI", "annualised_revenue", Want::InstantAt(date(2025, 11, 30))).unwrap();
    assert_eq!(earlier.value, 0.4);
}

#[test]
fn guidance_counts_only_where_nothing_has_happened() {
    let release = next();
    let view = release.as_of(date(2026, 3, 31));
    assert_eq!(view.choose("Kiln", "capex_guidance_midpoint", Want::Year(2026)).unwrap().value, 8.0);
    assert!(view.choose("Kiln", "capex_guidance_midpoint", Want::LatestInstant).is_none());
}

#[test]
fn a_flow_without_a_start_gets_it_from_its_label() {
    let release = next();
    let periods: Vec<String> = release
        .whole()
        .facts("Lantern", "total_revenue")
        .iter()
        .map(|datum| datum.period.to_string())
        .collect();
    assert_eq!(periods, ["2024-10-01..2024-12-31", "2024-07-01..2025-06-30"]);
    let costs = release.whole().facts("Lantern", "total_costs")[0].period;
    assert_eq!(costs.to_string(), "2024-07-01..2025-06-30", "its note calls the year fiscal");
}

#[test]
fn the_latest_vintage_of_a_number_counts() {
    let release = next();
    let value = |as_of, path: &str| release.as_of(as_of).scalar(path).map(|scalar| scalar.value);
    assert_eq!(value(date(2026, 3, 31), "parameters/rack_power"), Some(130.0));
    assert_eq!(value(date(2025, 12, 31), "parameters/rack_power"), Some(125.0));
    assert_eq!(value(date(2025, 1, 1), "parameters/rack_power"), None);
    assert_eq!(
        value(date(1990, 1, 1), "parameters/recovery_of_leases"),
        Some(40.0),
        "literature has no date"
    );
    assert_eq!(value(date(2026, 3, 30), "parameters/contract_length"), None);
    assert_eq!(value(date(2026, 3, 31), "contract_length"), Some(5.0), "known at the release at the latest");
}

#[test]
fn tables_of_another_year_are_found_and_structural() {
    let release = next();
    let view = release.as_of(date(2020, 1, 1));
    assert_eq!((view.us_sectors().count(), view.us_occupations().count()), (1, 1));
    assert_eq!(view.distributions().count(), 2, "firms, but not tea houses");
    assert!(view.distributions().all(|point| view.is_ahead(&point.provenance)));
}

#[test]
fn a_price_ends_when_the_next_begins() {
    let release = next();
    let held = |as_of| {
        let view = release.as_of(as_of);
        view.prices_held().map(|price| price.input_usd_per_mtok).collect::<Vec<_>>()
    };
    assert_eq!(held(date(2026, 1, 31)), [2.0]);
    assert_eq!(held(date(2026, 2, 1)), [1.0]);
    assert_eq!(held(date(2026, 7, 1)), [1.0, 0.1], "price lists may run past the release");
}

#[test]
fn without_registries_the_shipped_ones_stand_in() {
    let mut files = next_files();
    for name in ["release.toml", "entities.csv"] {
        files.remove(name);
    }
    let release = Release::from_files(&files).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(release.date(), date(2026, 3, 31), "from the heading of its README");
    assert_eq!(release.entities().get("Kiln Compute").unwrap().class, "unregistered");
    let messages: Vec<String> = release.warnings().iter().map(ToString::to_string).collect();
    assert!(messages[0].contains("release.toml") && messages[0].contains("2026-03-31"), "{messages:?}");
    assert!(
        messages.iter().any(|message| message.contains("`Kiln Compute` is in no registry")),
        "{messages:?}"
    );

    files.remove("README.md");
    let release = Release::from_files(&files).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(release.date(), date(2026, 3, 3), "the latest publication of a fact");
}

#[test]
fn the_digest_depends_on_names_and_bytes_of_the_files_that_are_read() {
    let digest = |files: &Files| Release::from_files(files).unwrap().digest().to_owned();
    let files = next_files();
    let mut other_text = files.clone();
    other_text.get_mut("facts.csv").unwrap().push('\n');
    let mut other_name = files.clone();
    let sectors = other_name.remove("us_sectors_2025.csv").unwrap();
    other_name.insert("us_sectors_2026.csv".to_owned(), sectors);
    let mut other_readme = files.clone();
    other_readme.insert("README.md".to_owned(), "# Other words".to_owned());
    assert_ne!(digest(&files), digest(&other_text));
    assert_ne!(digest(&files), digest(&other_name));
    assert_eq!(digest(&files), digest(&other_readme), "words about the data are not data");
}
