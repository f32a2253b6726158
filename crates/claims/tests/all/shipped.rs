//! The claims inside the binary are whole, tested, and rest on facts that the release has.

use std::collections::BTreeMap;

use jevons_claims::{Sort, Verdict};

use crate::common::{parameters, release, shipped};

/// Predictions with a date that history has answered.
const ANSWERED: [&str; 24] = [
    "Z-032", "Z-098", "Z-096", "Z-106", "Z-118", "Z-065", "Z-134", "Z-025", "Z-062", "Z-074", "D-046",
    "D-068", "D-070", "D-103", "D-125", "D-112", "D-124", "D-079", "H-001", "H-022", "G-002", "G-049",
    "G-036", "L-008",
];

#[test]
fn every_statement_is_there() {
    let mut by_document: BTreeMap<&str, usize> = BTreeMap::new();
    for claim in shipped().claims() {
        *by_document.entry(claim.document.as_str()).or_default() += 1;
    }
    let counts: Vec<(&str, usize)> = by_document.into_iter().collect();
    assert_eq!(
        counts,
        [
            ("discussion-2025-02", 36),
            ("discussion-2026-05", 31),
            ("essay-2024-09", 146),
            ("podcast-2025-01", 128),
            ("questions-2024-02", 94),
        ]
    );
}

#[test]
fn every_statement_has_a_test_of_its_own() {
    let untested: Vec<&str> =
        shipped().claims().iter().filter(|claim| !claim.is_tested()).map(|claim| claim.id.as_str()).collect();
    assert!(untested.is_empty(), "{untested:?}");
}

/// A rule that asks only whether a fact is there would hold whatever the world is like.
#[test]
fn no_rule_asks_only_whether_something_is_on_record() {
    for claim in shipped().claims() {
        let Some(holds) = claim.record.as_ref().and_then(|record| record.holds.as_ref()) else { continue };
        let parts: Vec<&str> = holds.text.split(" and ").collect();
        let empty = parts.iter().all(|part| {
            let amount =
                part.starts_with("number(") || part.starts_with("fact(") || part.starts_with("price(");
            amount && part.trim_end().ends_with("> 0")
        });
        assert!(!empty, "{}: {}", claim.id, holds.text);
    }
}

#[test]
fn predictions_that_history_has_answered_are_decided_by_the_record() {
    for id in ANSWERED {
        let claim = shipped().claim(id).unwrap_or_else(|| panic!("{id}"));
        let answer = shipped().answer(claim, release().whole(), parameters(), None);
        let record = answer.record.unwrap_or_else(|| panic!("{id} has no test against the record"));
        // A ruling that forces training anew has not come and may come.
        let expected = if id == "Z-065" { Verdict::Open == record.verdict } else { record.verdict.decides() };
        assert!(expected, "{id}: {} ({})", record.verdict, record.reason);
        assert!(!record.evidence.is_empty(), "{id} shows no fact");
    }
}

/// What history said, one by one: a change of these is a change of the record or of a rule, and wants a look.
#[test]
fn verdicts_on_answered_predictions() {
    let said = |id: &str| {
        let claim = shipped().claim(id).unwrap();
        shipped().answer(claim, release().whole(), parameters(), None).record.unwrap().verdict
    };
    for (id, verdict) in [
        ("Z-032", Verdict::Holds),
        ("Z-096", Verdict::Fails),
        ("Z-106", Verdict::Fails),
        ("Z-118", Verdict::Holds),
        ("Z-062", Verdict::Fails),
        ("Z-074", Verdict::Fails),
        ("D-046", Verdict::Fails),
        ("D-070", Verdict::Holds),
        ("D-103", Verdict::Fails),
        ("D-112", Verdict::Fails),
        ("D-124", Verdict::Holds),
        ("D-079", Verdict::Mixed),
        ("H-001", Verdict::Holds),
        ("G-049", Verdict::Holds),
    ] {
        assert_eq!(said(id), verdict, "{id}");
    }
}

#[test]
fn the_release_has_every_fact_that_a_test_asks_for() {
    for claim in shipped().claims() {
        let Some(test) = &claim.record else { continue };
        let answer = test.answer(&claim.figures, release().whole());
        if test.missing.is_some() {
            // It asks for what is not public, and says so by what it does not find.
            assert_eq!(answer.verdict, Verdict::NotDecidable, "{}", claim.id);
            assert!(test.holds.is_none() || !answer.missing.is_empty(), "{}", claim.id);
            continue;
        }
        assert!(answer.missing.is_empty(), "{}: {:?}", claim.id, answer.missing);
        for shown in &answer.shown {
            assert!(shown.value.is_finite(), "{}: {} has no value", claim.id, shown.label);
        }
    }
}

#[test]
fn no_verdict_rests_on_the_lowest_tier() {
    let mut kept_back = 0;
    for claim in shipped().claims() {
        let Some(test) = &claim.record else { continue };
        let answer = test.answer(&claim.figures, release().whole());
        if answer.tier == Some(jevons_facts::Tier::D) {
            assert!(!answer.verdict.decides(), "{} is decided by tier D", claim.id);
            kept_back += 1;
        }
    }
    assert!(kept_back > 0, "the rule has nothing to do");
}

#[test]
fn every_published_result_is_reproduced() {
    assert_eq!(shipped().checks().len(), 26);
    for check in shipped().checks() {
        let answer = check.answer(release().whole());
        for line in &answer.lines {
            assert_ne!(line.reproduced, Some(false), "{}: {} is {}", check.id, line.label, line.value);
        }
        assert!(answer.missing.is_empty(), "{}: {:?}", check.id, answer.missing);
        assert!(check.claims.iter().all(|id| shipped().claim(id).is_some()), "{}", check.id);
    }
}

#[test]
fn assumptions_name_parameters_and_have_an_answer() {
    let tested = shipped().claims().iter().filter(|claim| claim.assumption.is_some());
    for claim in tested {
        let answer = claim.assumption.as_ref().unwrap().answer(parameters());
        assert!(answer.is_some(), "{}", claim.id);
    }
}

#[test]
fn questions_have_an_answer_in_plain_words() {
    let questions: Vec<_> = shipped().claims().iter().filter(|claim| claim.sort == Sort::Question).collect();
    assert!(questions.len() > 55);
    for claim in questions {
        let asked = claim.record.as_ref().map(|test| &test.question).into_iter();
        let asked: Vec<&String> = asked.chain(claim.model.as_ref().map(|test| &test.question)).collect();
        let plain = asked.iter().all(|text| text.ends_with('?'));
        assert!(plain && (!asked.is_empty() || claim.assumption.is_some()), "{}", claim.id);
    }
}
