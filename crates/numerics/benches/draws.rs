//! Speed of batched draws over a population.

use std::hint::black_box;

use jevons_numerics::Streams;

const AGENTS: usize = 100_000;

fn main() {
    divan::main();
}

#[divan::bench]
fn uniforms_one_by_one(bencher: divan::Bencher<'_, '_>) {
    let mut out = vec![0.0; AGENTS];
    bencher.counter(divan::counter::ItemsCount::new(AGENTS)).bench_local(|| {
        let draws = Streams::new(black_box(7), 1).at(2, 3);
        for (agent, value) in out.iter_mut().enumerate() {
            *value = draws.uniform(agent as u32);
        }
    });
}

#[divan::bench]
fn uniforms_in_batches(bencher: divan::Bencher<'_, '_>) {
    let mut out = vec![0.0; AGENTS];
    bencher
        .counter(divan::counter::ItemsCount::new(AGENTS))
        .bench_local(|| Streams::new(black_box(7), 1).at(2, 3).fill_uniform(0, &mut out));
}

#[divan::bench]
fn lognormals_in_batches(bencher: divan::Bencher<'_, '_>) {
    let mut out = vec![0.0; AGENTS];
    bencher
        .counter(divan::counter::ItemsCount::new(AGENTS))
        .bench_local(|| Streams::new(black_box(7), 1).at(2, 3).fill_lognormal(0, 1.0, 0.5, &mut out));
}

#[divan::bench]
fn normals_in_batches(bencher: divan::Bencher<'_, '_>) {
    let mut out = vec![0.0; AGENTS];
    bencher
        .counter(divan::counter::ItemsCount::new(AGENTS))
        .bench_local(|| Streams::new(black_box(7), 1).at(2, 3).fill_normal(0, &mut out));
}
