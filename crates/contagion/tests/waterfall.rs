//! Waterfalls: reported terms of capped profit participation, cases by hand, and what every waterfall must satisfy.
#![allow(clippy::unwrap_used)]

use jevons_contagion::waterfall::{
    CapGrowth, Holder, InvalidWaterfall, LeadPartner, Share, Stage, Until, Waterfall,
};
use jevons_numerics::Month;
use proptest::prelude::*;

const BILLION: i64 = 100_000_000_000;

fn holder(name: &str, cap_cents: Option<i64>) -> Holder {
    Holder { name: name.to_owned(), cap_cents }
}

fn share(holder: usize, parts: u64) -> Share {
    Share { holder, parts }
}

/// A partner with 75 % that put in 13 billion, holders of units at a valuation of 150 billion (in units of 100 million),
/// the first of whom put in 6.5 billion, and a nonprofit.
fn reported(recoups: bool, cap_cents: Option<i64>) -> LeadPartner {
    LeadPartner {
        partner: holder("Partner", cap_cents),
        first_share_basis_points: 7_500,
        recoups_cents: recoups.then_some(13 * BILLION),
        then_share_basis_points: 4_900,
        then_nonprofit_basis_points: 200,
        unit_holders: vec![(holder("Round of 2024", None), 65), (holder("Other units", None), 1_435)],
        nonprofit: "Nonprofit".to_owned(),
    }
}

const ROUND_OF_2024: usize = 1;
const NONPROFIT: usize = 3;

#[test]
fn with_three_quarters_for_the_partner_forever_a_holder_waits_for_600_billion() {
    let flat = reported(false, None).waterfall().unwrap();
    assert_eq!(flat.profit_needed(ROUND_OF_2024, 65 * BILLION / 10), Some(600 * BILLION));
    let received = flat.distribute(600 * BILLION);
    assert_eq!(received, [450 * BILLION, 65 * BILLION / 10, 1_435 * BILLION / 10, 0]);
}

#[test]
fn thirteen_billion_are_repaid_after_seventeen_and_a_third() {
    let flat = reported(false, None).waterfall().unwrap();
    let needed = flat.profit_needed(0, 13 * BILLION).unwrap();
    assert_eq!(needed, 1_733_333_333_334, "a third of a cent more than 17,333,333,333.33 dollars");
    assert_eq!(flat.distribute(needed)[0], 13 * BILLION);
}

#[test]
fn with_the_fall_to_49_percent_the_same_holder_waits_for_315_billion() {
    let corrected = reported(true, None).waterfall().unwrap();
    let needed = corrected.profit_needed(ROUND_OF_2024, 65 * BILLION / 10).unwrap();
    // 17.33 billion at 25 % of 6.5 / 150, then 49 % of it.
    let first = 13.0 / 0.75;
    let (slow, fast) = (0.25 * 6.5 / 150.0, 0.49 * 6.5 / 150.0);
    let expected = first + (6.5 - first * slow) / fast;
    assert!((needed as f64 / BILLION as f64 - expected).abs() < 1e-9, "{needed} for {expected} billion");
    assert!((expected - 314.6).abs() < 0.05);
    let received = corrected.distribute(needed);
    assert_eq!(received[ROUND_OF_2024], 65 * BILLION / 10);
    assert!((received[NONPROFIT] as f64 / BILLION as f64 - 0.02 * (expected - first)).abs() < 1e-9);
}

#[test]
fn beyond_the_partners_cap_its_share_is_the_nonprofits() {
    let capped = reported(true, Some(92 * BILLION)).waterfall().unwrap();
    // The cap is reached at 17.33 + 79 / 0.49 = 178.56 billion.
    let reached = capped.profit_needed(0, 92 * BILLION).unwrap();
    assert!((reached as f64 / BILLION as f64 - (13.0 / 0.75 + 79.0 / 0.49)).abs() < 1e-9);
    assert_eq!(capped.profit_needed(0, 92 * BILLION + 1), None);
    let (before, after) = (capped.distribute(reached), capped.distribute(reached + 100 * BILLION));
    assert_eq!((before[0], after[0]), (92 * BILLION, 92 * BILLION));
    // 49 % of the partner and its own 2 %.
    assert!((after[NONPROFIT] - before[NONPROFIT] - 51 * BILLION).abs() <= 1);
    // Others do not notice: they wait as long as without the cap.
    let uncapped = reported(true, None).waterfall().unwrap();
    let needed = capped.profit_needed(ROUND_OF_2024, 65 * BILLION / 10).unwrap();
    assert!((needed - uncapped.profit_needed(ROUND_OF_2024, 65 * BILLION / 10).unwrap()).abs() <= 50);
}

#[test]
fn a_cap_of_100_that_grows_by_a_fifth_a_year_soon_binds_nobody() {
    let cap = CapGrowth { multiple: 100.0, growth_per_year: 0.2, grows_from: Month::new(2025, 1).unwrap() };
    let at = |year, month| cap.multiple_at(Month::new(year, month).unwrap());
    assert_eq!((at(2019, 3), at(2025, 1), at(2025, 12)), (100.0, 100.0, 100.0));
    assert!((at(2026, 1) - 120.0).abs() < 1e-12);
    assert_eq!((at(2030, 1).round(), at(2035, 1).round()), (249.0, 619.0));
    assert!((at(2030, 1) - 248.832).abs() < 1e-9);
    let month = Month::new(2025, 6).unwrap();
    assert_eq!(cap.cap_cents(1_000_000_000, month), Some(100_000_000_000));
    assert_eq!(cap.cap_cents(i64::MAX, month), None);
}

#[test]
fn a_capped_first_investor_leaves_the_excess_to_the_nonprofit() {
    let waterfall = Waterfall::new(
        vec![holder("First close", Some(1_000)), holder("Staff", None), holder("Nonprofit", None)],
        vec![Stage { shares: vec![share(0, 1), share(1, 3)], until: Until::Forever }],
        2,
    )
    .unwrap();
    assert_eq!(waterfall.distribute(4_000), [1_000, 3_000, 0]);
    assert_eq!(waterfall.distribute(8_000), [1_000, 6_000, 1_000]);
    assert_eq!(waterfall.profit_needed(2, 1_000), Some(8_000));
    assert_eq!(waterfall.profit_needed(0, 1_001), None);
    assert_eq!(waterfall.profit_needed(9, 1), None, "there is no such holder");
    assert_eq!(waterfall.profit_needed(1, 0), Some(0));
}

#[test]
fn stages_follow_each_other_and_the_remainder_is_one_holders() {
    // 100 to the lender, then halves until the fund has 60, then all to the foundation.
    let waterfall = Waterfall::new(
        vec![holder("Lender", None), holder("Fund", None), holder("Foundation", None)],
        vec![
            Stage { shares: vec![share(0, 1)], until: Until::HolderHas { holder: 0, cents: 100 } },
            Stage {
                shares: vec![share(0, 1), share(1, 1)],
                until: Until::HolderHas { holder: 1, cents: 60 },
            },
        ],
        2,
    )
    .unwrap();
    let cases = [
        (-50, [0, 0, 0]),
        (0, [0, 0, 0]),
        (99, [99, 0, 0]),
        (101, [101, 0, 0]),
        (102, [101, 1, 0]),
        (220, [160, 60, 0]),
        (1_000, [160, 60, 780]),
        (i64::MAX, [160, 60, i64::MAX - 220]),
    ];
    for (profit, expected) in cases {
        assert_eq!(waterfall.distribute(profit), expected, "{profit}");
    }
    assert_eq!(waterfall.profit_needed(1, 60), Some(220));
    assert_eq!(waterfall.profit_needed(1, 61), None);
}

#[test]
fn units_that_nobody_holds_are_the_nonprofits() {
    let lonely = LeadPartner { unit_holders: vec![], ..reported(false, None) }.waterfall().unwrap();
    assert_eq!(lonely.distribute(400), [300, 100]);
}

#[test]
fn impossible_terms_are_named() {
    let holders = || vec![holder("A", None), holder("B", Some(5))];
    let stage = |shares: &[Share], until| Stage { shares: shares.to_vec(), until };
    let forever = |shares: &[Share]| vec![stage(shares, Until::Forever)];
    let until = |holder, cents| vec![stage(&[share(0, 1)], Until::HolderHas { holder, cents })];
    let refused = |holders, stages, remainder| Waterfall::new(holders, stages, remainder).unwrap_err();
    let most = 1_000_000_000_000_000_000;
    let lead = |first, then, nonprofit| {
        LeadPartner {
            first_share_basis_points: first,
            then_share_basis_points: then,
            then_nonprofit_basis_points: nonprofit,
            ..reported(true, None)
        }
        .waterfall()
        .unwrap_err()
    };
    let messages = [
        refused(holders(), vec![], 2),
        refused(holders(), vec![], 1),
        refused(holders(), forever(&[share(7, 1)]), 0),
        refused(holders(), forever(&[]), 0),
        refused(holders(), forever(&[share(0, most), share(1, 1)]), 0),
        refused(holders(), forever(&[share(1, 1), share(1, 1)]), 0),
        refused(holders(), until(1, 5), 0),
        refused(holders(), until(0, -5), 0),
        refused(vec![holder("A", None), holder("B", Some(-5))], vec![], 0),
        lead(10_001, 0, 0),
        lead(7_500, 4_900, 5_101),
        lead(0, 4_900, 0),
    ]
    .map(|error: InvalidWaterfall| error.to_string());
    assert_eq!(
        messages,
        [
            "holder 2 is named, but there are only 2 (numbers start at 0)",
            "B holds the remainder and cannot have a cap: nobody would hold what lies beyond",
            "holder 7 is named, but there are only 2 (numbers start at 0)",
            "stage 1: the parts add up to 0; expected 1 to 1000000000000000000",
            "stage 1: the parts add up to 1000000000000000001; expected 1 to 1000000000000000000",
            "stage 1: B has two shares; add them up",
            "stage 1 ends when B has received its amount, but gives B no share",
            "the amount that ends a stage of A is -5 cents; expected zero or more",
            "the cap of B is -5 cents; expected zero or more",
            "the partner's first share is 10001 basis points; expected at most 10000",
            "the nonprofit's later share is 5101 basis points; expected at most 5100",
            "stage 1 ends when Partner has received its amount, but gives Partner no share",
        ]
    );
}

/// Up to five holders, the last of whom has the remainder, and up to four stages.
fn waterfalls() -> impl Strategy<Value = Waterfall> {
    let cents = 0..2_000_000_i64;
    (2..6_usize).prop_flat_map(move |count| {
        let caps = prop::collection::vec(prop::option::of(cents.clone()), count - 1);
        let parts = prop::collection::vec(prop_oneof![Just(0_u64), 1..10_000_u64], count);
        let stage = (parts, 0..count, cents.clone(), any::<bool>());
        (caps, prop::collection::vec(stage, 0..4)).prop_map(move |(caps, stages)| {
            let mut holders: Vec<Holder> = caps.into_iter().map(|cap| holder("Holder", cap)).collect();
            holders.push(holder("Remainder", None));
            let stages = stages.into_iter().map(|(mut parts, named, cents, ends)| {
                parts[named] += 1;
                Stage {
                    shares: parts.iter().enumerate().map(|(holder, &parts)| share(holder, parts)).collect(),
                    until: if ends { Until::HolderHas { holder: named, cents } } else { Until::Forever },
                }
            });
            Waterfall::new(holders, stages.collect(), count - 1).unwrap()
        })
    })
}

proptest! {
    #[test]
    fn amounts_add_up_to_the_profit_and_caps_hold(waterfall in waterfalls(), profit in -1_000..20_000_000_i64) {
        let received = waterfall.distribute(profit);
        prop_assert_eq!(received.iter().sum::<i64>(), profit.max(0));
        for (cents, holder) in received.iter().zip(waterfall.holders()) {
            prop_assert!(*cents >= 0 && holder.cap_cents.is_none_or(|cap| *cents <= cap));
        }
    }

    /// A cent is given to one holder; rounding may move one more a stretch.
    #[test]
    fn more_profit_takes_from_nobody(waterfall in waterfalls(), profit in 0..20_000_000_i64, more in 0..1_000_i64) {
        let (before, after) = (waterfall.distribute(profit), waterfall.distribute(profit + more));
        for (before, after) in before.iter().zip(&after) {
            prop_assert!(after >= &(before - 1) && after <= &(before + more + 1));
        }
    }

    #[test]
    fn the_profit_needed_is_enough_and_no_more(waterfall in waterfalls(), who in 0..5_usize, cents in 1..2_000_000_i64) {
        let who = who % waterfall.holders().len();
        match waterfall.profit_needed(who, cents) {
            Some(needed) => {
                prop_assert!(waterfall.distribute(needed)[who] >= cents);
                prop_assert!(waterfall.distribute(needed - 1)[who] <= cents);
                prop_assert!(waterfall.distribute(needed + 12_345)[who] >= cents);
            }
            None => prop_assert!(waterfall.distribute(i64::MAX)[who] < cents),
        }
    }
}
