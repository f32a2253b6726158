//! Draws are uniform, independent in every coordinate of their address, and functions of that address alone.

use jevons_numerics::special::regularized_gamma_upper;
use jevons_numerics::{Draws, Streams};
use proptest::prelude::*;

const SAMPLE: usize = 200_000;

/// Probability of a chi-square statistic at least this large.
fn chance_of(chi_square: f64, degrees_of_freedom: usize) -> f64 {
    regularized_gamma_upper(0.5 * degrees_of_freedom as f64, 0.5 * chi_square)
}

fn chi_square(counts: &[usize]) -> f64 {
    let expected = counts.iter().sum::<usize>() as f64 / counts.len() as f64;
    counts.iter().map(|count| (*count as f64 - expected).powi(2) / expected).sum()
}

/// The seed is fixed, so a fair generator passes always or never: one in a thousand is far enough from both.
#[track_caller]
fn assert_plausible(what: &str, chance: f64) {
    assert!((0.001..0.999).contains(&chance), "{what}: chance {chance}");
}

/// A named way to walk through the address space.
type Walk = (&'static str, fn(u32) -> f64);

/// One walk along each coordinate.
const WALKS: [Walk; 6] = [
    ("agents", |i| Streams::new(1, 2).at(3, 4).uniform(i)),
    ("steps", |i| Streams::new(1, 2).at(3, i).uniform(5)),
    ("streams", |i| Streams::new(1, 2).at(i, 4).uniform(5)),
    ("indices", |i| Streams::new(1, 2).at(3, 4).nth(i).uniform(5)),
    ("runs", |i| Streams::new(1, i).at(3, 4).uniform(5)),
    ("seed", |i| Streams::new(u64::from(i), 2).at(3, 4).uniform(5)),
];

#[test]
fn uniforms_are_even_along_every_coordinate() {
    for (name, walk) in WALKS {
        let mut counts = vec![0; 1000];
        for i in 0..SAMPLE as u32 {
            counts[(walk(i) * 1000.0) as usize] += 1;
        }
        assert_plausible(name, chance_of(chi_square(&counts), 999));
    }
}

#[test]
fn neighbours_are_independent_along_every_coordinate() {
    for (name, walk) in WALKS {
        let values: Vec<f64> = (0..SAMPLE as u32).map(walk).collect();
        for lag in [1, 2, 3, 8, 64] {
            let products: f64 = values.iter().zip(&values[lag..]).map(|(a, b)| (a - 0.5) * (b - 0.5)).sum();
            let correlation = 12.0 * products / (SAMPLE - lag) as f64;
            let limit = 3.5 / (SAMPLE as f64).sqrt();
            assert!(correlation.abs() < limit, "{name} at lag {lag}: {correlation}");
        }
        // Pairs of neighbours fill the square evenly, which a correlation alone would not show.
        let mut cells = vec![0; 32 * 32];
        for pair in values.chunks_exact(2) {
            cells[(pair[0] * 32.0) as usize * 32 + (pair[1] * 32.0) as usize] += 1;
        }
        assert_plausible(name, chance_of(chi_square(&cells), 1023));
    }
}

#[test]
fn every_bit_is_fair() {
    let draws = Streams::new(9, 9).at(9, 9);
    let mut ones = [0_usize; 64];
    for agent in 0..SAMPLE as u32 {
        let bits = draws.bits(agent);
        for (bit, count) in ones.iter_mut().enumerate() {
            *count += (bits >> bit & 1) as usize;
        }
    }
    let half = SAMPLE as f64 / 2.0;
    let statistic: f64 = ones.iter().map(|count| (*count as f64 - half).powi(2) / (half / 2.0)).sum();
    assert_plausible("bits", chance_of(statistic, 64));
}

#[test]
fn normals_have_the_normal_moments_and_tails() {
    let mut values = vec![0.0; SAMPLE];
    Streams::new(11, 0).at(1, 1).fill_normal(0, &mut values);
    let n = SAMPLE as f64;
    let moment = |power: i32| values.iter().map(|value| value.powi(power)).sum::<f64>() / n;
    // Standard errors of the first four moments of a normal sample.
    for (power, expected, error) in
        [(1, 0.0, 1.0), (2, 1.0, 2.0_f64.sqrt()), (3, 0.0, 15.0_f64.sqrt()), (4, 3.0, 96.0_f64.sqrt())]
    {
        let miss = (moment(power) - expected) * n.sqrt() / error;
        assert!(miss.abs() < 3.5, "moment {power} is {miss} standard errors off");
    }
    let beyond = values.iter().filter(|value| value.abs() > 3.0).count() as f64;
    assert!((beyond / n - 0.0027).abs() < 4e-4, "{beyond}");
}

#[test]
fn whole_numbers_below_a_bound_are_equally_likely() {
    let draws = Streams::new(5, 5).at(5, 5);
    let mut counts = vec![0; 7];
    for agent in 0..70_000 {
        counts[draws.below(agent, 7) as usize] += 1;
    }
    assert_plausible("below 7", chance_of(chi_square(&counts), 6));
    assert_eq!((draws.below(1, 1), draws.below(1, 0)), (0, 0));
    let happened = (0..70_000).filter(|agent| draws.happens(*agent, 0.3)).count() as f64;
    assert!((happened / 70_000.0 - 0.3).abs() < 0.006, "{happened}");
}

fn draws() -> impl Strategy<Value = Draws> {
    (any::<u64>(), any::<u32>(), any::<u32>(), any::<u32>(), any::<u32>())
        .prop_map(|(seed, run, stream, step, index)| Streams::new(seed, run).at(stream, step).nth(index))
}

proptest! {
    /// Adding agents, cutting the population into shards or visiting it in another order changes no draw.
    #[test]
    fn a_batch_gives_each_agent_its_own_draw(draws in draws(), first in 0..u32::MAX - 100, length in 0..100_usize, cut in 0..100_usize) {
        let single: Vec<u64> = (0..length as u32).map(|i| draws.uniform(first + i).to_bits()).collect();
        let normals: Vec<u64> = (0..length as u32).map(|i| draws.normal(first + i).to_bits()).collect();
        let mut whole = vec![0.0; length];
        draws.fill_uniform(first, &mut whole);
        prop_assert_eq!(&whole.iter().map(|value| value.to_bits()).collect::<Vec<_>>(), &single);
        let cut = cut.min(length);
        let (left, right) = whole.split_at_mut(cut);
        draws.fill_normal(first + cut as u32, right);
        draws.fill_normal(first, left);
        prop_assert_eq!(&whole.iter().map(|value| value.to_bits()).collect::<Vec<_>>(), &normals);
        draws.fill_lognormal(first, -1.0, 2.0, &mut whole);
        for (agent, value) in (first..).zip(&whole) {
            prop_assert_eq!(value.to_bits(), draws.lognormal(agent, -1.0, 2.0).to_bits());
        }
    }

    /// No other purpose, step, run, seed, agent or index shares a draw: a new mechanism or shock cannot repeat one.
    #[test]
    fn different_addresses_give_different_draws(
        seed: u64, run in 0..u32::MAX, stream in 0..u32::MAX, step in 0..u32::MAX, agent in 0..u32::MAX, index in 0..u32::MAX,
    ) {
        let bits = |seed, run, stream, step, agent, index| Streams::new(seed, run).at(stream, step).nth(index).bits(agent);
        let here = bits(seed, run, stream, step, agent, index);
        prop_assert_eq!(here, bits(seed, run, stream, step, agent, index));
        for there in [
            bits(seed.wrapping_add(1), run, stream, step, agent, index),
            bits(seed, run + 1, stream, step, agent, index),
            bits(seed, run, stream + 1, step, agent, index),
            bits(seed, run, stream, step + 1, agent, index),
            bits(seed, run, stream, step, agent + 1, index),
            bits(seed, run, stream, step, agent, index + 1),
            bits(seed, run, step, stream, agent ^ 1, index),
        ] {
            prop_assert_ne!(here, there);
        }
    }

    #[test]
    fn the_second_of_two_uniforms_is_the_next_index(draws in draws(), agent: u32) {
        prop_assume!(draws != draws.nth(u32::MAX));
        let (first, second) = draws.uniform2(agent);
        prop_assert_eq!(first, draws.uniform(agent));
        prop_assert_ne!(first, second);
        prop_assert!(first > 0.0 && first < 1.0 && second > 0.0 && second < 1.0);
    }
}

#[test]
fn runs_of_one_seed_have_different_keys() {
    let mut seen: Vec<u64> = (0..100_000).map(|run| Streams::new(42, run).at(0, 0).bits(0)).collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 100_000);
}
