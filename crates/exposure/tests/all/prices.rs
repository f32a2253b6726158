//! The price book: what holds when, under which terms, and where usage would have cost something else.

use jevons_exposure::Assumptions;
use jevons_exposure::moment::{day_of_date, parse};
use jevons_exposure::prices::{Terms, same_seller};
use jevons_exposure::reasons::Reason;
use jevons_exposure::reprice::{days_of_change, on_day, with_other_models};
use jevons_exposure::row::{Tier, Tokens};

use crate::common::{book, study_samples, summary};

fn day(text: &str) -> i32 {
    day_of_date(text.parse().unwrap())
}

fn terms<'a>(seller: &'a str, date: &str) -> Terms<'a> {
    Terms { seller, host: seller, tier: Tier::Standard, prompt_at_least: 0.0, region: "", day: day(date) }
}

/// Cost of a million tokens of uncached input, cached input, five-minute writes, one-hour writes and output.
fn prices(model: &str, terms: &Terms<'_>) -> [f64; 5] {
    let model = book().names.find(model).unwrap();
    let rates = book().tariff(model, terms).unwrap().rates;
    [rates.input, rates.cache_read, rates.cache_write[0], rates.cache_write[2], rates.output]
}

#[test]
fn prices_are_those_of_their_day() {
    assert_eq!(prices("claude-sonnet-5-5", &terms("Anthropic", "2026-10-12")), [2.0, 0.2, 2.5, 4.0, 10.0]);
    assert_eq!(prices("claude-sonnet-5-5", &terms("Anthropic", "2026-10-20")), [2.0, 0.1, 2.5, 4.0, 10.0]);
    assert_eq!(prices("claude-opus-5-5", &terms("Anthropic", "2026-11-01")), [4.0, 0.2, 5.0, 8.0, 20.0]);
    let before = terms("Anthropic", "2026-10-01");
    let haiku = book().names.find("claude-haiku-5-5").unwrap();
    assert!(book().tariff(haiku, &before).unwrap().outside_known_days);
}

#[test]
fn tiers_bands_and_regions_change_them() {
    let list = terms("OpenAI", "2026-10-12");
    assert_eq!(prices("gpt-5.4", &list)[4], 15.0);
    assert_eq!(prices("gpt-5.4", &Terms { tier: Tier::Batch, ..list })[4], 7.5);
    assert_eq!(prices("gpt-5.4", &Terms { tier: Tier::Flex, ..list })[0], 1.25);
    assert_eq!(prices("gpt-5.4", &Terms { tier: Tier::Priority, ..list })[4], 30.0);
    assert_eq!(prices("gpt-5.5", &Terms { tier: Tier::Priority, ..list })[4], 75.0);
    assert_eq!(prices("gpt-5.4", &Terms { tier: Tier::Free, ..list })[4], 0.0);
    let long = Terms { prompt_at_least: 272_001.0, ..list };
    assert_eq!((prices("gpt-5.4", &long)[0], prices("gpt-5.4", &long)[4]), (5.0, 22.5));
    let claude = terms("Anthropic", "2026-10-12");
    let long = Terms { prompt_at_least: 100_001.0, ..claude };
    assert_eq!((prices("claude-haiku-5-5", &long)[0], prices("claude-haiku-5-5", &long)[4]), (0.5, 2.5));
    let inside = Terms { region: "us", ..claude };
    assert!((prices("claude-opus-5-5", &inside)[0] - 4.4).abs() < 1e-12);
    assert_eq!(prices("claude-opus-5-5", &Terms { tier: Tier::Fast, ..claude })[4], 40.0);
    // The surcharge for long prompts of Opus 4.6 ended in March 2026.
    let long = |date: &str| Terms { prompt_at_least: 200_001.0, ..terms("Anthropic", date) };
    assert_eq!(prices("claude-opus-4-6", &long("2026-03-01"))[0], 10.0);
    assert_eq!(prices("claude-opus-4-6", &long("2026-04-01"))[0], 5.0);
}

#[test]
fn hours_of_the_day_change_them() {
    let model = book().names.find("deepseek-v4-pro").unwrap();
    let tariff = book().tariff(model, &terms("DeepSeek", "2026-10-05")).unwrap();
    let input = |moment: &str| {
        let at = parse(moment).unwrap();
        tariff.rates_over(at, at).input
    };
    assert_eq!(input("2026-10-05T02:00:00Z"), 1.32);
    assert_eq!(input("2026-10-05T05:00:00Z"), 0.66);
    assert_eq!(input("2026-10-04T02:00:00Z"), 0.66, "a Sunday");
    // Before the two prices there was one.
    let before = book().tariff(model, &terms("DeepSeek", "2026-07-01")).unwrap();
    assert!(before.peak.is_none());
    assert_eq!(before.rates.input, 0.435);
}

#[test]
fn a_seller_without_prices_of_its_own_sells_at_the_makers() {
    let model = book().names.find("claude-opus-5-5").unwrap();
    let tariff = book().tariff(model, &terms("Amazon Bedrock", "2026-10-12")).unwrap();
    assert!(tariff.of_another_seller && tariff.seller == "Anthropic");
    let model = book().names.find("deepseek-v4-pro").unwrap();
    let tariff = book().tariff(model, &terms("Microsoft Azure", "2026-10-12")).unwrap();
    assert!(!tariff.of_another_seller && tariff.rates.input == 1.74);
    assert!(same_seller("Google", "Google Cloud") && !same_seller("Google", "OpenAI"));
}

#[test]
fn logs_that_forget_the_hours_are_found_out() {
    for (name, rows) in [("litellm_spendlogs.csv", 4), ("langfuse_observations_v2.jsonl", 3)] {
        let summary = summary(&study_samples(&[name]));
        let found = summary.differences.iter().find(|line| line.reason == Reason::OtherHours);
        assert_eq!(found.map(|line| line.rows), Some(rows), "{name}");
    }
    let focus = summary(&study_samples(&["focus_1_3_llm.csv"]));
    assert!(focus.differences.iter().any(|line| line.reason == Reason::OtherDay && line.rows == 6));
}

#[test]
fn the_same_usage_on_another_day() {
    let summary = summary(&study_samples(&["deepseek_amount.csv"]));
    // Before August 2026 the model cost 0.435 and 0.87 at all hours.
    let other = on_day(&summary.profile, book(), day("2026-07-01"));
    assert_eq!(other.covered, 1.0);
    let tokens: Tokens = summary.profile.values().fold(Tokens::default(), |mut all, (tokens, _)| {
        all.add(tokens);
        all
    });
    let expected = (tokens.input * 0.435 + tokens.cache_read * 0.003_625 + tokens.output * 0.87) / 1e6;
    assert!((other.usd - expected).abs() < 1e-9, "{} {expected}", other.usd);
    // The price of cached input rose more than the headline: the bill more than doubled.
    assert!(summary.total.list_usd > 2.0 * other.usd);
    // Before the model was sold nothing could be bought.
    assert_eq!(on_day(&summary.profile, book(), day("2024-01-01")).covered, 0.0);
    let same = on_day(&summary.profile, book(), summary.last);
    assert!((same.usd - summary.total.list_usd).abs() < 1e-2 * summary.total.list_usd);
    let changes = days_of_change(&summary.profile, book(), summary.last);
    assert_eq!(changes[0], day("2026-08-17"));
}

#[test]
fn the_same_usage_with_other_models() {
    let summary = summary(&study_samples(&["openai_usage_completions.json"]));
    let assumptions = Assumptions::shipped().unwrap();
    let others = with_other_models(&summary.profile, book(), &assumptions, summary.last, 3);
    assert!(others.len() > 10);
    assert!(
        others.iter().all(|other| other.low_usd <= other.central_usd && other.central_usd <= other.high_usd)
    );
    assert!(others.windows(2).all(|pair| pair[0].central_usd <= pair[1].central_usd));
    // All usage at the price of the dearest of its models costs more than it does.
    let astra = others.iter().find(|other| other.model == "gpt-6-astra").unwrap();
    assert!(astra.central_usd > summary.total.list_usd);
}
