//! Errors of observation against pairs of sources that report one thing twice.

use jevons_facts::{Kind, Tier};
use jevons_history::{deviation_of_kind, deviation_of_tier, targets};
use jevons_numerics::math::{ln, sqrt};

use crate::{shipped, target};

#[test]
fn every_tier_and_kind_has_an_error_and_worse_ones_have_larger_ones() {
    assert!(Tier::ALL.windows(2).all(|pair| deviation_of_tier(pair[0]) < deviation_of_tier(pair[1])));
    assert!(Kind::ALL.windows(2).all(|pair| deviation_of_kind(pair[0]) <= deviation_of_kind(pair[1])));
}

/// Two values of one period differ by the square root of two times the error of each.
#[test]
fn errors_are_of_the_size_by_which_sources_differ() {
    let view = shipped().as_of(shipped().date());
    let mut differences = Vec::new();
    for target in targets() {
        let Some((_, entity)) = target.id.split_once('.') else { continue };
        for metric in ["capex_cash", "annualised_revenue"] {
            for choice in view.conflicts(entity, metric) {
                let chosen = choice.data[0];
                let rivals = choice.rejected.iter().map(|rejected| rejected.datum);
                let usable = rivals.filter(|d| d.provenance.tier != Tier::D && d.unit == chosen.unit);
                differences.extend(usable.map(|rival| {
                    let of = |datum: &jevons_facts::Datum| {
                        let tier = deviation_of_tier(datum.provenance.tier);
                        let kind = deviation_of_kind(datum.provenance.kind);
                        tier * tier + kind * kind
                    };
                    ln(rival.value / chosen.value) / sqrt(of(chosen) + of(rival))
                }));
            }
        }
    }
    assert!(differences.len() >= 6, "{differences:?}");
    let mean_square = differences.iter().map(|z| z * z).sum::<f64>() / differences.len() as f64;
    // Too few pairs to fit a size to; enough to see that it is not off by an order of magnitude.
    assert!((0.02..2.0).contains(&mean_square), "{mean_square}: {differences:?}");
}

#[test]
fn a_worse_source_of_the_same_target_counts_for_less() {
    let history = target("revenue.OpenAI").history(shipped().as_of(shipped().date()));
    let of = |kind: Kind| history.iter().find(|o| o.kind == kind).unwrap().log_deviation;
    assert!(of(Kind::Actual) < of(Kind::ReportedByPress));
}
