//! How long clearing and DebtRank take in a network of the size of the economy's named agents, and that they do not
//! allocate once their buffers are there.

#![expect(clippy::unwrap_used, reason = "a benchmark stops at the first surprise")]

use divan::{AllocProfiler, Bencher};
use jevons_contagion::clearing::{BankruptcyCosts, Claims, ClearingSolver, Network, RankedNetwork};
use jevons_contagion::debtrank::{DebtRank, Form};
use jevons_numerics::Streams;

#[global_allocator]
static ALLOC: AllocProfiler = AllocProfiler::system();

const NODES: usize = 40;

fn main() {
    divan::main();
}

/// About every fourth pair owes something; assets in units of what is owed outside.
fn network(assets: f64) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
    let draws = Streams::new(1, 1).at(0, 0);
    let debt = |at: usize| {
        let owes = !at.is_multiple_of(NODES + 1) && draws.uniform(at as u32) < 0.25;
        if owes { draws.nth(1).uniform(at as u32) } else { 0.0 }
    };
    let external: Vec<f64> =
        (0..NODES).map(|node| assets * 2.0 * draws.nth(2).uniform(node as u32)).collect();
    (external, (0..NODES * NODES).map(debt).collect(), vec![1.0; NODES])
}

const COSTS: BankruptcyCosts = BankruptcyCosts { external_assets_kept: 0.8, receipts_kept: 0.9 };

/// The argument is the mean of external assets: 2, 24 and all 40 default.
#[divan::bench(args = [20.0, 2.0, 0.5])]
fn clear_40_nodes(bencher: Bencher, assets: f64) {
    let (external_assets, liabilities, owed_outside) = network(assets);
    let network =
        Network { external_assets: &external_assets, liabilities: &liabilities, owed_outside: &owed_outside };
    let mut solver = ClearingSolver::new();
    solver.clear(&network, COSTS).unwrap();
    bencher.bench_local(|| solver.clear(&network, COSTS).unwrap().rounds);
}

#[divan::bench(args = [2.0])]
fn clear_40_nodes_in_three_classes(bencher: Bencher, assets: f64) {
    let (external_assets, liabilities, owed_outside) = network(assets);
    let thirds: Vec<f64> = liabilities.iter().map(|debt| debt / 3.0).collect();
    let claims = Claims { liabilities: &thirds, owed_outside: &owed_outside };
    let collateral: Vec<f64> = external_assets.iter().map(|assets| assets / 2.0).collect();
    let network = RankedNetwork {
        external_assets: &external_assets,
        collateral: &collateral,
        secured: Some(claims),
        unsecured: &[claims, claims],
    };
    let mut solver = ClearingSolver::new();
    solver.clear_ranked(&network, COSTS).unwrap();
    bencher.bench_local(|| solver.clear_ranked(&network, COSTS).unwrap().rounds);
}

#[divan::bench]
fn debtrank_of_40_nodes(bencher: Bencher) {
    let (_, exposures, _) = network(1.0);
    let mut debtrank = DebtRank::new();
    debtrank.set_exposures(&exposures, &[8.0; NODES]).unwrap();
    let mut shock = [0.0; NODES];
    shock[0] = 1.0;
    debtrank.spread(Form::Linear, &shock).unwrap();
    bencher.bench_local(|| debtrank.spread(Form::Linear, &shock).unwrap().rounds);
}
