//! How fast an economy opens, starts, and goes through a month, a run and a small ensemble.

#![expect(clippy::unwrap_used, reason = "a benchmark stops at the first surprise")]

use divan::Bencher;
use divan::counter::ItemsCount;
use jevons_economy::clock::StepLength;
use jevons_economy::inputs;
use jevons_economy::opening::Opening;
use jevons_economy::parameters::Parameters;
use jevons_economy::roster::PopulationSizes;
use jevons_economy::schedule;
use jevons_economy::simulate::Simulate;
use jevons_economy::simulation::Simulation;
use jevons_economy::world::World;
use jevons_facts::Release;
use jevons_parameters::{ParameterSet, SourceIndex, shipped};

fn main() {
    divan::main();
}

struct AnySource;

impl SourceIndex for AnySource {
    fn contains(&self, _: &str) -> bool {
        true
    }

    fn nearest(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

fn parameters() -> ParameterSet {
    match ParameterSet::parse(&shipped(), Parameters::KEYS, &AnySource) {
        Ok(set) => set,
        Err(wrong) => panic!("{}", wrong.render(false)),
    }
}

fn opening() -> Opening {
    let release = Release::shipped().unwrap();
    let central = Parameters::from_values(&parameters().central());
    Opening::assemble(&release, "2026-01".parse().unwrap(), PopulationSizes::default(), &central).unwrap()
}

#[divan::bench]
fn opening_from_facts(bencher: Bencher) {
    let release = Release::shipped().unwrap();
    let central = Parameters::from_values(&parameters().central());
    bencher.bench_local(|| {
        Opening::assemble(&release, "2026-01".parse().unwrap(), PopulationSizes::default(), &central).unwrap()
    });
}

#[divan::bench]
fn one_month(bencher: Bencher) {
    let opening = opening();
    let values = inputs::baseline(&parameters().central());
    let mut world = World::start(&opening, &values, StepLength::Month, 1, 0);
    let mut step = 0;
    bencher.bench_local(|| {
        // After nine years the fleets' calendar ends: begin again.
        if step == 100 {
            step = 0;
            world = World::start(&opening, &values, StepLength::Month, 1, 0);
        }
        world.step = step;
        world.month = opening.first_month.plus(step as i32);
        schedule::month(&mut world, &mut |_| ()).unwrap();
        step += 1;
    });
}

#[divan::bench(sample_count = 40)]
fn one_run_of_60_months(bencher: Bencher) {
    let economy = Simulation::new(opening(), parameters(), 1, 60);
    let mut run = 0;
    bencher.bench_local(|| {
        run += 1;
        economy.run(run).unwrap()
    });
}

#[divan::bench(args = [1, 2], sample_count = 5)]
fn sixteen_runs_on_threads(bencher: Bencher, threads: usize) {
    let economy = Simulation::new(opening(), parameters(), 1, 60);
    bencher.counter(ItemsCount::new(16_u32)).bench_local(|| {
        std::thread::scope(|scope| {
            for thread in 0..threads {
                let economy = &economy;
                scope.spawn(move || {
                    for run in (thread..16).step_by(threads) {
                        economy.run(run as u32).unwrap();
                    }
                });
            }
        });
    });
}
