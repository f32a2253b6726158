//! The release inside the binary: it loads clean, and the traps its README names are handled.

use std::sync::OnceLock;

use jevons_facts::{Kind, Quarter, Release, Tier, Want};
use jiff::civil::{Date, date};

/// The shipped release, loaded once for all tests.
pub fn shipped() -> &'static Release {
    static RELEASE: OnceLock<Release> = OnceLock::new();
    RELEASE.get_or_init(|| match Release::shipped() {
        Ok(release) => release,
        Err(error) => panic!("{error}"),
    })
}

fn value(as_of: Date, entity: &str, metric: &str, want: Want) -> Option<f64> {
    shipped().as_of(as_of).choose(entity, metric, want).map(|choice| choice.value)
}

#[test]
fn all_rows_are_read() {
    let count = |file: &str| shipped().provenances().filter(|origin| &*origin.file == file).count();
    for (file, rows) in [
        ("facts.csv", 863),
        ("balances.csv", 3696),
        ("events.csv", 58),
        ("series.csv", 576),
        ("parameters.csv", 199),
        ("priors.csv", 30),
        ("price_for_capability.csv", 33),
        ("capability.csv", 953),
        ("accelerators.csv", 37),
        ("accelerator_shipments.csv", 78),
        ("tech_facts.csv", 95),
        ("token_demand.csv", 27),
        ("populations.csv", 230),
        ("distributions.csv", 729),
        ("ownership.csv", 65),
        ("ownership_terms.csv", 5),
        ("us_sectors_2024.csv", 68),
        ("us_sector_labour_2025.csv", 22),
        ("us_occupations_2025.csv", 22),
        ("us_macro_quarterly.csv", 116),
        // Two lists collected by machine, without the rows that repeat another letter by letter.
        ("llm_prices.csv", 597 - 17),
        ("gpu_rental_prices.csv", 128 - 2),
    ] {
        assert_eq!(count(file), rows, "{file}");
    }
}

#[test]
fn the_release_knows_its_name_date_and_digest() {
    let release = shipped();
    assert_eq!((release.name(), release.date()), ("2025-12-31", date(2025, 12, 31)));
    assert_eq!(release.digest().len(), 64);
    assert_eq!(release.digest(), Release::shipped().unwrap().digest());
    assert!(release.credits()[0].contains("Epoch AI"));
}

#[test]
fn fiscal_quarters_are_mapped_to_the_calendar() {
    let start = date(2025, 12, 31);
    // Nvidia's fiscal 2025 ran to January 2025: its four quarters are the calendar's 2024.
    let nvidia = value(start, "Nvidia", "capex_cash", Want::Year(2024)).unwrap();
    assert!((nvidia - 3.236).abs() < 1e-3, "{nvidia}");
    // Oracle's quarter from June to August 2025 is the calendar's third.
    let third = Quarter::new(2025, 3).unwrap();
    let view = shipped().as_of(start);
    let oracle = view.choose("Oracle", "total_revenue", Want::Quarter(third)).unwrap();
    assert_eq!(oracle.period.to_string(), "2025-06-01..2025-08-31");
}

#[test]
fn a_year_that_the_note_calls_fiscal_is_the_companys_own() {
    let view = shipped().as_of(date(2025, 12, 31));
    let guidance = view.facts("Oracle", "oci_revenue_guidance");
    assert_eq!(guidance[0].period.to_string(), "2025-06-01..2026-05-31");
}

#[test]
fn a_trailing_year_is_four_quarters_or_the_latest_fiscal_year() {
    let view = shipped().as_of(date(2024, 9, 30));
    let microsoft = view.choose("Microsoft", "total_revenue", Want::TrailingYear).unwrap();
    assert!((microsoft.value - 245.122).abs() < 1e-3);
    assert_eq!((microsoft.data.len(), microsoft.rule), (4, "sum of the latest four quarters"));
    let tsmc = view.choose("TSMC", "total_revenue", Want::TrailingYear).unwrap();
    assert_eq!((tsmc.data.len(), tsmc.period.end()), (1, date(2023, 12, 31)));
}

#[test]
fn percentages_never_add_up_to_a_year() {
    assert_eq!(value(date(2025, 12, 31), "Microsoft", "azure_growth_yoy", Want::TrailingYear), None);
}

#[test]
fn the_company_beats_the_press_and_a_conflict_loses() {
    let view = shipped().as_of(date(2025, 12, 31));
    let openai = view.choose("OpenAI", "annualised_revenue", Want::LatestInstant).unwrap();
    assert_eq!((openai.value, openai.kind()), (20.0, Kind::Actual));
    assert_eq!(openai.rejected[0].reason, "a kind farther from the event");
    let meta = view.choose("Meta", "capex_cash", Want::Quarter(Quarter::new(2023, 4).unwrap())).unwrap();
    assert_eq!((meta.value, meta.rejected[0].reason), (7.59, "its note marks a conflict"));
}

#[test]
fn tier_d_counts_only_where_there_is_nothing_else() {
    let view = shipped().as_of(date(2025, 12, 31));
    let nebius = view.choose("Nebius", "total_assets", Want::LatestInstant).unwrap();
    assert_eq!(nebius.tier(), Tier::D);
    for datum in view.data().filter(|datum| datum.provenance.tier == Tier::D) {
        let all_weak = view
            .facts(&datum.entity, &datum.metric)
            .iter()
            .all(|other| other.provenance.tier == Tier::D || other.provenance.kind.looks_forward());
        if let Some(choice) = view.choose(&datum.entity, &datum.metric, Want::LatestInstant) {
            assert!(all_weak || choice.tier() != Tier::D, "{} {}", datum.entity, datum.metric);
        }
    }
}

#[test]
fn market_series_are_known_at_the_end_of_their_month_and_others_later() {
    let view = shipped().as_of(date(2024, 9, 30));
    assert_eq!(
        view.series_at("us_treasury_10y", date(2024, 12, 31)).unwrap().period.end(),
        date(2024, 9, 30)
    );
    assert_eq!(view.us_macro().last().unwrap().quarter.to_string(), "2024-Q2");
    let next_day = shipped().as_of(date(2024, 8, 14)).us_macro().count();
    assert_eq!(shipped().as_of(date(2024, 8, 13)).us_macro().count() + 1, next_day, "45 days after June");
}

#[test]
fn the_end_of_a_price_or_stake_is_known_when_it_has_come() {
    let release = shipped();
    let (before, after) = (release.as_of(date(2024, 7, 1)), release.as_of(date(2025, 12, 31)));
    let ended: Vec<_> = before.prices().filter(|price| price.until(after).is_some()).collect();
    assert!(!ended.is_empty());
    for price in before.prices() {
        assert!(price.until(before).is_none_or(|until| until <= before.as_of()), "{}", price.model);
    }
    let profit_share = |view: jevons_facts::View<'_>| {
        view.stakes_held()
            .iter()
            .any(|stake| stake.basis == "profit_share_tier1" && stake.owner == "Microsoft")
    };
    assert!(profit_share(release.as_of(date(2024, 9, 30))));
    assert!(!profit_share(release.as_of(date(2025, 10, 31))));
}

#[test]
fn conditional_stakes_are_not_held() {
    let held = shipped().as_of(date(2025, 12, 31)).stakes_held();
    assert!(!held.iter().any(|stake| stake.owner == "Core Scientific holders"));
    assert!(
        held.iter()
            .any(|stake| stake.issuer == "OpenAI" && stake.owner == "Microsoft" && stake.percent == 27.0)
    );
}

#[test]
fn structural_rows_are_open_to_any_start_and_say_so() {
    let view = shipped().as_of(date(2023, 1, 31));
    let firms = view.scalar("3_enterprises/us_employer_firms").unwrap();
    assert!(view.is_ahead(&firms.provenance));
    assert_eq!(view.us_sectors().count(), 68);
    assert!(view.scalar("parameters/capex_per_gw_ai_dc").is_none(), "published in 2025");
}

#[test]
fn aliases_find_the_entity() {
    let view = shipped().as_of(date(2025, 12, 31));
    assert_eq!(view.facts("Google", "capex_cash"), view.facts("Alphabet", "capex_cash"));
    assert_eq!(view.entity("Zhipu (Z.ai)").unwrap().name, "Z.ai");
}

#[test]
fn references_name_rows() {
    let view = shipped().as_of(date(2025, 12, 31));
    let count = |reference: &str| view.rows_named(reference).len();
    assert_eq!(count("populations:us_employer_firms"), 1);
    assert_eq!(count("series:us_ig_oas"), 29);
    assert!(count("facts:capex_cash") > 50, "by metric");
    assert!(count("facts:Nvidia") > 50, "by entity");
    assert_eq!((count("parameters:us_employer_firms"), count("us_employer_firms")), (0, 0));
}
