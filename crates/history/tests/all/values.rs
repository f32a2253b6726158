//! Values against the rows they come from, worked by hand.

use jevons_facts::{Kind, Tier};
use jevons_history::{ORIGINS, guidance, origin_date, quarterly, targets};
use jiff::civil::date;

use crate::{shipped, target};

/// Quarters and values in billions of a year.
fn billions(id: &str, year: i16, month: i8, day: i8) -> Vec<(String, f64)> {
    let history = target(id).history(shipped().as_of(date(year, month, day)));
    history.iter().map(|o| (o.quarter.to_string(), (o.value / 1e7).round() / 100.0)).collect()
}

fn last(list: &[(String, f64)]) -> (&str, f64) {
    let (quarter, value) = list.last().unwrap();
    (quarter, *value)
}

#[test]
fn flows_are_four_times_the_quarter_as_known_on_the_date() {
    let nvidia = billions("revenue.Nvidia", 2024, 9, 30);
    assert_eq!(nvidia.len(), 8, "2022-Q3 to 2024-Q2");
    assert_eq!(last(&nvidia), ("2024-Q2", 105.09));
    // The quarter to April was published at the end of May.
    assert_eq!(last(&billions("revenue.Nvidia", 2024, 5, 29)), ("2023-Q4", 73.6));
    assert_eq!(last(&billions("capex.Microsoft", 2025, 9, 30)), ("2025-Q2", 68.32));
    assert_eq!(last(&billions("capex.Oracle", 2025, 12, 31)), ("2025-Q3", 34.01));
    assert_eq!(last(&billions("revenue.CoreWeave", 2025, 12, 31)), ("2025-Q3", 5.46));
}

#[test]
fn dated_values_are_the_last_of_their_quarter_and_quarters_without_one_are_left_out() {
    let anthropic = billions("revenue.Anthropic", 2025, 12, 31);
    let quarters: Vec<&str> = anthropic.iter().map(|(quarter, _)| quarter.as_str()).collect();
    assert_eq!(quarters, ["2023-Q4", "2024-Q1", "2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]);
    assert_eq!(last(&anthropic), ("2025-Q4", 9.0));
    let history = target("revenue.OpenAI").history(shipped().as_of(date(2024, 12, 31)));
    let september = history.iter().find(|o| o.quarter.to_string() == "2024-Q3").unwrap();
    assert_eq!((september.month.to_string().as_str(), september.kind), ("2024-09", Kind::ReportedByPress));
}

#[test]
fn venture_funding_falls_back_on_the_other_count() {
    let history = target("funding.venture").history(shipped().as_of(date(2025, 12, 31)));
    let of = |quarter: &str| history.iter().find(|o| o.quarter.to_string() == quarter).unwrap();
    assert_eq!(of("2024-Q1").value, 13.1 * 4e9, "CB Insights");
    assert_eq!(of("2024-Q2").value, 24.0 * 4e9, "Crunchbase");
    assert_eq!(of("2025-Q1").value, 68.8 * 4e9, "CB Insights, though Crunchbase has it too");
}

#[test]
fn the_capability_held_constant_is_the_highest_that_an_origin_knew() {
    let price = |year, month, day| {
        let view = shipped().as_of(date(year, month, day));
        target("price.constant_capability").history(view).last().unwrap().value
    };
    assert_eq!(price(2023, 12, 31), 37.5, "GPT-4");
    assert_eq!(price(2024, 9, 30), 5.25, "o1-preview's level");
    // From September 2024 on, that level: not the higher ones that came later.
    let outcomes =
        target("price.constant_capability").outcomes(shipped().as_of(shipped().date()), date(2024, 9, 30));
    let path: Vec<f64> = outcomes.iter().map(|o| o.value).collect();
    assert_eq!(path, [5.25, 0.96, 0.35, 0.1375, 0.1375]);
}

#[test]
fn outcomes_are_later_than_the_origin_and_never_of_tier_d() {
    for target in targets() {
        for origin in ORIGINS.map(origin_date) {
            let known = target.history(shipped().as_of(origin));
            let outcomes = target.outcomes(shipped().as_of(shipped().date()), origin);
            assert!(known.iter().all(|o| o.tier != Tier::D && o.published <= origin), "{}", target.id);
            assert!(outcomes.iter().all(|o| o.tier != Tier::D && o.is_after(origin)), "{}", target.id);
            assert!(known.iter().chain(&outcomes).all(|o| o.value > 0.0 && o.log_deviation > 0.0));
        }
    }
}

#[test]
fn gaps_are_filled_on_a_line_in_logarithms() {
    let history = target("revenue.Anthropic").history(shipped().as_of(date(2024, 12, 31)));
    let filled = quarterly(&history);
    let observed: Vec<bool> = filled.iter().map(|point| point.observed).collect();
    assert_eq!(observed, [true, true, false, false, true]);
    let ratio = filled[2].value / filled[1].value;
    for pair in filled[1..].windows(2) {
        assert!((pair[1].value / pair[0].value - ratio).abs() < 1e-12);
    }
}

#[test]
fn guidance_is_what_was_said_last_less_what_is_known() {
    // Nvidia in September 2024: 32.5 for the third quarter in all, of which the data centre had 26.272 of 30.04.
    let view = shipped().as_of(date(2024, 9, 30));
    let nvidia = guidance::guidance(&target("revenue.Nvidia"), view);
    let share = 26.272
        / view
            .choose("Nvidia", "total_revenue", jevons_facts::Want::Quarter(nvidia[0].quarter.plus(-1)))
            .unwrap()
            .value;
    assert_eq!((nvidia.len(), nvidia[0].quarter.to_string().as_str()), (1, "2024-Q3"));
    assert!((nvidia[0].value / (32.5 * share * 4e9) - 1.0).abs() < 1e-12);
    // Alphabet in September 2025: 85 for the year, 17.197 and 22.446 known, the rest over two quarters.
    let view = shipped().as_of(date(2025, 9, 30));
    let alphabet = guidance::guidance(&target("capex.Alphabet"), view);
    let said: Vec<(String, f64)> = alphabet.iter().map(|g| (g.quarter.to_string(), g.value)).collect();
    let rest = (85.0 - 17.197 - 22.446) / 2.0 * 4e9;
    assert!((said[0].1 / rest - 1.0).abs() < 1e-12 && said[0].1 == said[1].1, "{said:?}");
    assert_eq!((said[0].0.as_str(), said[1].0.as_str()), ("2025-Q3", "2025-Q4"));
    // Oracle's fiscal year 2026 began in June 2025: the quarters from the third on, 35 by the end of September.
    let oracle = guidance::guidance(&target("capex.Oracle"), view);
    let quarters: Vec<String> = oracle.iter().map(|g| g.quarter.to_string()).collect();
    assert_eq!(quarters, ["2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2"]);
    assert_eq!(oracle[0].value, 35.0 / 4.0 * 4e9);
}

#[test]
fn a_labs_forecast_of_a_year_is_a_path_that_comes_to_it() {
    // OpenAI at the end of 2024: a pace of 5.5, and 11.6 forecast for 2025.
    let view = shipped().as_of(date(2024, 12, 31));
    let openai = guidance::guidance(&target("revenue.OpenAI"), view);
    assert_eq!(openai.len(), 12);
    let sum: f64 = openai.iter().map(|said| said.value / 12.0).sum();
    assert!((sum / 11.6e9 - 1.0).abs() < 1e-9, "{sum}");
    let ratios: Vec<f64> = openai.windows(2).map(|pair| pair[1].value / pair[0].value).collect();
    assert!(ratios.iter().all(|ratio| (ratio - ratios[0]).abs() < 1e-9 && *ratio > 1.0), "{ratios:?}");
    assert!((openai[0].value / ratios[0] / 5.5e9 - 1.0).abs() < 1e-9, "it starts at the last known pace");
    // In September 2024 the rest of 2024 and then 2025; nothing was forecast in June.
    let view = shipped().as_of(date(2024, 9, 30));
    let months = guidance::guidance(&target("revenue.OpenAI"), view);
    assert_eq!(months.len(), 15);
    assert!(guidance::guidance(&target("revenue.OpenAI"), shipped().as_of(date(2024, 6, 30))).is_empty());
    // The release knows no forecast of Anthropic for a year that is over.
    assert!(guidance::guidance(&target("revenue.Anthropic"), view).is_empty());
}
