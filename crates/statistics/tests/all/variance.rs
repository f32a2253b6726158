//! Sobol's indices against saved runs, analytic values and their own properties.

use jevons_statistics::design::{Design, Saltelli};
use jevons_statistics::sensitivity::{
    Blocks, Bootstrap, Caution, Estimate, VarianceIndices, variance_indices,
};
use proptest::prelude::*;
use serde_json::Value;

use crate::common::{assert_all_near, assert_near, column, ishigami, numbers, reference, sobol_g, table};

const EXACT: f64 = 1e-9;

fn values(estimates: &[Estimate]) -> Vec<f64> {
    estimates.iter().map(|estimate| estimate.value).collect()
}

fn indices(outcomes: &[f64], inputs: usize, second_order: bool) -> VarianceIndices {
    let blocks = Blocks::new(outcomes, inputs, second_order).unwrap();
    variance_indices(&blocks, &Bootstrap::default()).unwrap()
}

fn outcomes(design: &Saltelli, function: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    (0..design.runs().unwrap()).map(|run| function(&design.point(run))).collect()
}

fn assert_agrees(found: &VarianceIndices, reference: &Value, what: &str) {
    assert_all_near(what, &values(&found.first), &numbers(&reference["S1"]), EXACT);
    assert_all_near(what, &values(&found.total), &numbers(&reference["ST"]), EXACT);
    assert_near(what, found.mean, reference["y_mean"].as_f64().unwrap(), EXACT);
    assert_near(what, found.variance, reference["y_var_pop"].as_f64().unwrap(), EXACT);
    let pairs = reference["S2"].as_object().unwrap();
    assert_eq!(found.second.len(), pairs.len());
    for pair in &found.second {
        let expected = pairs[&format!("{},{}", pair.first, pair.second)].as_f64().unwrap();
        assert_near(what, pair.index.value, expected, EXACT);
    }
}

#[test]
fn saved_runs_have_the_published_indices() {
    let reference = reference!("sobol_indices.json");
    for (function, kind, (_, rows)) in [
        ("ishigami", "N64_unscrambled", table!("sobol_ishigami_N64_unscrambled_xy.csv")),
        ("ishigami", "N64_scrambled_seed2026", table!("sobol_ishigami_N64_scrambled_seed2026_xy.csv")),
        ("sobol_g", "N64_unscrambled", table!("sobol_sobol_g_N64_unscrambled_xy.csv")),
        ("sobol_g", "N64_scrambled_seed2026", table!("sobol_sobol_g_N64_scrambled_seed2026_xy.csv")),
    ] {
        let inputs = rows[0].len() - 1;
        let found = indices(&column(&rows, inputs), inputs, true);
        assert_agrees(&found, &reference[function]["salib"][kind], &format!("{function} {kind}"));
    }
}

#[test]
fn the_plain_sequence_gives_the_published_indices() {
    let reference = reference!("sobol_indices.json");
    for blocks in [64, 1024, 4096] {
        let kind = format!("N{blocks}_unscrambled");
        let design = Saltelli::plain(3, blocks, true).unwrap();
        let found = indices(&outcomes(&design, ishigami), 3, true);
        assert_agrees(&found, &reference["ishigami"]["salib"][&kind], &format!("ishigami {kind}"));
        let design = Saltelli::plain(8, blocks, true).unwrap();
        let found = indices(&outcomes(&design, sobol_g), 8, true);
        assert_agrees(&found, &reference["sobol_g"]["salib"][&kind], &format!("sobol_g {kind}"));
    }
}

#[test]
fn groups_have_the_published_indices() {
    let reference = &reference!("sobol_indices.json")["ishigami_groups_g13_g2"];
    let design = Saltelli::plain(3, 4096, false).unwrap().grouped(&[0, 1, 0]).unwrap();
    let found = indices(&outcomes(&design, ishigami), 2, false);
    assert_all_near("first", &values(&found.first), &numbers(&reference["S1"]), EXACT);
    assert_all_near("total", &values(&found.total), &numbers(&reference["ST"]), EXACT);
}

#[test]
fn indices_converge_to_the_analytic_ones() {
    let reference = reference!("sobol_indices.json");
    let analytic = |function: &str, kind: &str| numbers(&reference[function]["analytic"][kind]);
    let design = Saltelli::plain(3, 4096, false).unwrap();
    let found = indices(&outcomes(&design, ishigami), 3, false);
    assert_all_near("first", &values(&found.first), &analytic("ishigami", "S1"), 2.1e-4);
    assert_all_near("total", &values(&found.total), &analytic("ishigami", "ST"), 4e-4);
    let design = Saltelli::plain(8, 4096, false).unwrap();
    let found = indices(&outcomes(&design, sobol_g), 8, false);
    assert_all_near("first", &values(&found.first), &analytic("sobol_g", "S1"), 1.5e-3);
    assert_all_near("total", &values(&found.total), &analytic("sobol_g", "ST"), 1.7e-3);
}

#[test]
fn errors_of_scrambled_designs_shrink_with_their_size() {
    let analytic = numbers(&reference!("sobol_indices.json")["ishigami"]["analytic"]["ST"]);
    let error = |blocks| {
        let worst = |seed| {
            let design = Saltelli::scrambled(3, blocks, false, seed).unwrap();
            let found = indices(&outcomes(&design, ishigami), 3, false);
            let misses = values(&found.total).into_iter().zip(&analytic).map(|(a, b)| (a - b).abs());
            misses.fold(0.0, f64::max)
        };
        (0..5).map(worst).sum::<f64>() / 5.0
    };
    let (few, many) = (error(128), error(2048));
    assert!(many < 0.006 && many < few / 8.0, "{few} with 128 blocks, {many} with 2,048");
}

#[test]
fn intervals_are_about_as_wide_as_published_ones_and_hold_the_truth() {
    // Resampled with other random numbers: a standard deviation from 100 resamples is known to 7 %.
    let reference = &reference!("sobol_indices.json")["ishigami"];
    let design = Saltelli::plain(3, 1024, false).unwrap();
    let found = indices(&outcomes(&design, ishigami), 3, false);
    let published = &reference["salib"]["N1024_unscrambled"];
    for (estimates, kind) in [(&found.first, "S1"), (&found.total, "ST")] {
        let widths = numbers(&published[format!("{kind}_conf95")]);
        let truth = numbers(&reference["analytic"][kind]);
        for ((estimate, width), truth) in estimates.iter().zip(widths).zip(truth) {
            assert!((estimate.half_width / width - 1.0).abs() < 0.35, "{estimate:?} against {width}");
            assert!(estimate.low() <= truth && truth <= estimate.high(), "{estimate:?} misses {truth}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_additive_model_has_no_interactions(seed: u64, weights in prop::array::uniform3(0.2_f64..3.0)) {
        let model = |point: &[f64]| point.iter().zip(weights).map(|(x, weight)| weight * x).sum::<f64>();
        let design = Saltelli::scrambled(3, 512, true, seed).unwrap();
        let found = indices(&outcomes(&design, model), 3, true);
        let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
        for (input, weight) in weights.iter().enumerate() {
            let share = weight * weight / squares;
            prop_assert!((found.first[input].value - share).abs() < 0.03, "{:?} {}", found.first, share);
            prop_assert!((found.total[input].value - share).abs() < 0.03, "{:?} {}", found.total, share);
        }
        prop_assert!(found.second.iter().all(|pair| pair.index.value.abs() < 0.05), "{:?}", found.second);
    }

    #[test]
    fn scale_and_offset_of_the_outcome_do_not_matter(offset in -1e3_f64..1e3, scale in 0.01_f64..1e3) {
        let design = Saltelli::plain(3, 64, true).unwrap();
        let plain = outcomes(&design, ishigami);
        let other: Vec<f64> = plain.iter().map(|value| offset + scale * value).collect();
        let (plain, other) = (indices(&plain, 3, true), indices(&other, 3, true));
        for (a, b) in values(&plain.first).into_iter().zip(values(&other.first)) {
            prop_assert!((a - b).abs() < 1e-6);
        }
    }
}

#[test]
fn runs_without_an_outcome_cost_their_block_only() {
    let design = Saltelli::plain(3, 256, false).unwrap();
    let mut all = outcomes(&design, ishigami);
    all[7] = f64::NAN;
    all[500] = f64::INFINITY;
    let found = indices(&all, 3, false);
    assert_eq!((found.blocks, found.left_out), (254, 2));
    let texts: Vec<String> = found.cautions(&["a", "b", "c"]).iter().map(Caution::to_string).collect();
    assert!(texts[0].starts_with("2 of 256 blocks are left out because"), "{texts:?}");
}

#[test]
fn cautions_speak_plainly() {
    let (_, rows) = table!("sobol_ishigami_N64_unscrambled_xy.csv");
    let found = indices(&column(&rows, 3), 3, true);
    let texts: Vec<String> = found.cautions(&["x1", "x2", "x3"]).iter().map(Caution::to_string).collect();
    insta::assert_snapshot!(texts.join("\n"), @"
    With 64 blocks an index is known to +-0.34 at worst, so inputs that differ by less cannot be put in order. About 2876 blocks would give +-0.05.
    First-order indices of `x3` come out below zero, the lowest at -0.025 +-0.294. An index cannot be negative: read them as zero, as far as these runs can tell.
    Total indices of `x2` come out below first-order indices, by up to 0.148, which cannot be: the difference is error of sampling.
    ");
}

#[test]
fn cautions_name_a_few_inputs_only() {
    let names = |count: usize| (0..count).map(|number| format!("x{number}")).collect();
    let negative =
        |count, clearly| Caution::Negative { names: names(count), lowest: -0.2, half_width: 0.1, clearly };
    insta::assert_snapshot!(negative(1, false), @"First-order indices of `x0` come out below zero, the lowest at -0.200 +-0.100. An index cannot be negative: read them as zero, as far as these runs can tell.");
    insta::assert_snapshot!(negative(9, true), @"First-order indices of `x0`, `x1`, `x2`, `x3` and 5 others come out below zero, the lowest at -0.200 +-0.100. An index cannot be negative: there are too few runs, or a few extreme outcomes decide it.");
    insta::assert_snapshot!(Caution::TotalBelowFirst { names: names(5), gap: 0.1 }, @"Total indices of `x0`, `x1`, `x2`, `x3` and one other come out below first-order indices, by up to 0.100, which cannot be: the difference is error of sampling.");
    let coarse = |half_width| Caution::Coarse { blocks: 64, half_width, needed: 9_000 };
    insta::assert_snapshot!(coarse(0.6), @"With 64 blocks an index is known to +-0.60 at worst, so inputs that differ by less cannot be put in order. About 9000 blocks would give +-0.05.");
    insta::assert_snapshot!(coarse(142.0), @"With 64 blocks the largest indices are not known at all: a few extreme outcomes decide the variance. Use many more runs, or explain an outcome that is less extreme, such as whether it happens.");
    insta::assert_snapshot!(Caution::SumAboveOne { sum: 1.2, half_width: 0.3 }, @"First-order indices add up to 1.20 +-0.30, more than all of the variance: part of them is error of sampling.");
}

#[test]
fn what_cannot_be_analysed_says_why() {
    let refusal = |outcomes: &[f64]| Blocks::new(outcomes, 2, false).unwrap_err().to_string();
    insta::assert_snapshot!(refusal(&[1.0; 7]), @"outcomes of blocks: 7 found; expected 8");
    insta::assert_snapshot!(refusal(&[1.0; 8]), @"the outcome is 1 in all 8 runs: what does not vary explains nothing and needs no explanation");
    insta::assert_snapshot!(refusal(&[1.0, 2.0, 3.0, 4.0]), @"
    whole blocks: 1 found, and at least 2 are needed
    hint: a block is one run for each input and two more; indices compare blocks
    ");
    let blocks = Blocks::new(&[1.0, 2.0, 3.0, 4.0, 5.0, 7.0, 6.0, 8.0], 2, false).unwrap();
    let refusal = |bootstrap| variance_indices(&blocks, &bootstrap).unwrap_err().to_string();
    insta::assert_snapshot!(refusal(Bootstrap { level: 1.0, ..Bootstrap::default() }), @"level of intervals is 1; expected a probability between 0 and 1, both excluded");
    insta::assert_snapshot!(refusal(Bootstrap { resamples: 1, ..Bootstrap::default() }), @"
    resamples: 1 found, and at least 2 are needed
    hint: an interval is as wide as estimates from resampled data differ
    ");
}
