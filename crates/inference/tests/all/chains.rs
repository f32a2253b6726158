//! Diagnostics of chains against ArviZ, to 1e-6 and better.

use std::collections::BTreeMap;

use jevons_inference::diagnostics;
use serde_json::Value;

fn reference() -> Value {
    serde_json::from_str(include_str!("../data/calibration_diagnostics.json")).unwrap()
}

fn sets() -> BTreeMap<String, Vec<Vec<f64>>> {
    let mut reader = csv::Reader::from_reader(include_str!("../data/mcmc_chains.csv").as_bytes());
    let mut sets: BTreeMap<String, Vec<Vec<f64>>> = BTreeMap::new();
    for row in reader.records().map(Result::unwrap) {
        let chains = sets.entry(row[0].to_owned()).or_default();
        let chain: usize = row[1].parse().unwrap();
        if chains.len() == chain {
            chains.push(Vec::new());
        }
        chains[chain].push(row[3].parse().unwrap());
    }
    sets
}

#[test]
fn chains_are_diagnosed_as_by_arviz() {
    let reference = reference();
    let sets = sets();
    assert_eq!(sets.len(), 3);
    for (name, chains) in &sets {
        assert_eq!((chains.len(), chains[0].len()), (4, 500));
        let expected = &reference[name];
        let close = |key: &str, found: f64| {
            let wanted = expected[key].as_f64().unwrap();
            assert!((found / wanted - 1.0).abs() < 1e-9, "{name} {key}: {found} for {wanted}");
        };
        close("rhat_rank", diagnostics::r_hat(chains).unwrap());
        close("rhat_split", diagnostics::r_hat_split(chains).unwrap());
        close("ess_bulk", diagnostics::effective_size_bulk(chains).unwrap());
        close("ess_tail", diagnostics::effective_size_tail(chains).unwrap());
        close("ess_mean", diagnostics::effective_size_mean(chains).unwrap());
        close("mcse_mean", diagnostics::standard_error_of_mean(chains).unwrap());
        let pooled: Vec<f64> = chains.iter().flatten().copied().collect();
        let (low, high) = diagnostics::highest_density_interval(&pooled, 0.94).unwrap();
        let wanted = &expected["hdi_94_pooled"];
        assert!((low - wanted[0].as_f64().unwrap()).abs() < 1e-12, "{name}: {low}");
        assert!((high - wanted[1].as_f64().unwrap()).abs() < 1e-12, "{name}: {high}");
    }
}

#[test]
fn constant_chains_are_worth_all_their_draws() {
    let chains = vec![vec![2.0; 10]; 2];
    assert_eq!(diagnostics::effective_size_bulk(&chains).unwrap(), 20.0);
}
