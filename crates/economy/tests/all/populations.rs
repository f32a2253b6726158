//! Results do not depend on the sizes of populations beyond sampling noise.

use jevons_economy::roster::PopulationSizes;
use jevons_economy::simulate::Simulate;
use jevons_economy::simulation::Simulation;

use crate::common::{opening_of, parameters, release, series};

#[test]
fn half_the_members_tell_the_same_story() {
    let revenue = |sizes: PopulationSizes| {
        let opening = opening_of(release(), "2026-01", sizes);
        let economy = Simulation::new(opening, parameters().clone(), 1, 24);
        let total: f64 = (0..8)
            .map(|run| {
                let output = economy.run(run).unwrap();
                *series(&economy, &output, "market.lab_revenue", "").last().unwrap()
            })
            .sum();
        total / 8.0
    };
    let whole = revenue(PopulationSizes::default());
    let half = revenue(PopulationSizes { startups: 1_000, enterprises: 2_000, consumers: 250 });
    let ratio = half / whole;
    assert!((0.85..1.15).contains(&ratio), "half the members give {ratio:.3} of lab revenue");
}
