//! What a company's file does not say about bearing a shock: ranges with their tiers, drawn once a run, or put at an end.

use std::collections::BTreeMap;

use jevons_numerics::distribution::Distribution;
use jevons_numerics::math;
use jevons_numerics::random::Streams;
use jevons_numerics::special::normal_ppf;
use serde::{Deserialize, Serialize};

const FILE: &str = "data/exposure/stress.toml";
const TEXT: &str = include_str!("../../../../data/exposure/stress.toml");
/// Stream of the draws; apart from those of the economy, whose seeds they share.
const STREAM: u32 = 0x6578_706f;
/// Normal quantile of 90 %.
const Z90: f64 = 1.281_551_565_544_6;

/// The end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The low value.
    Low,
    /// The high value.
    High,
}

/// A range, where it comes from, and which of its ends speaks against hedging.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StressRange {
    /// Low value.
    pub low: f64,
    /// Central value.
    pub central: f64,
    /// High value.
    pub high: f64,
    /// Unit, in words.
    pub unit: String,
    /// Tier of the source; D is judgement.
    pub tier: String,
    /// The end that makes hedges worth less.
    pub against_hedging: End,
    /// Source.
    pub source: String,
}

macro_rules! stress_assumptions {
    ($($(#[$meta:meta])* $name:ident),* $(,)?) => {
        /// The ranges.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct StressAssumptions { $($(#[$meta])* pub $name: StressRange),* }

        /// One value of each range.
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub struct Drawn { $($(#[$meta])* pub $name: f64),* }

        impl StressAssumptions {
            /// All of them by name, in the order of the file.
            #[must_use]
            pub fn all(&self) -> Vec<(&'static str, &StressRange)> {
                vec![$((stringify!($name), &self.$name)),*]
            }

            fn by_name(&mut self, name: &str) -> Option<&mut StressRange> {
                match name { $(stringify!($name) => Some(&mut self.$name),)* _ => None }
            }

            fn values(&self, mut value: impl FnMut(&'static str, &StressRange) -> f64) -> Drawn {
                Drawn { $($name: value(stringify!($name), &self.$name)),* }
            }
        }
    };
}

stress_assumptions! {
    /// Time to move a product to another model.
    migration_weeks,
    /// Time for which a failing vendor goes on serving.
    notice_weeks,
    /// Share of revenue lost with what is not served.
    revenue_lost_while_down,
    /// Engineers who work on a migration.
    engineers_of_a_migration,
    /// What one of them costs.
    engineer_usd_per_week,
    /// Cost of the same work with another model at equal prices.
    cost_with_another_model,
    /// Until higher costs reach the customers' prices.
    months_until_passed_on,
    /// Until a second vendor is ready.
    preparing_weeks,
    /// Work on keeping it ready.
    upkeep_engineers,
    /// Discounts lost by having two.
    discount_lost_by_splitting,
    /// Usage that open weights can take over where frontier models are asked for.
    movable_frontier,
    /// The same where less is asked for.
    movable_mid,
    /// Discount for a commitment.
    commitment_discount,
    /// Share of usage that is committed.
    committed_share,
    /// Share of uncached input that could be cached.
    further_cacheable,
    /// Price of cached input over that of input.
    cached_price,
    /// Usage that can wait.
    deferrable,
    /// Discount for what can wait.
    batch_discount,
    /// Usage that cheaper models can take over.
    routable_to_cheaper,
    /// Revenue lost by dearer products.
    customers_lost_per_price,
    /// Pass-through beyond that of the products' file.
    further_pass_through,
    /// Throughput of a node.
    tokens_per_second_of_a_node,
    /// Share of a node's hours that are used.
    utilisation,
    /// Rent of a GPU.
    gpu_usd_per_hour,
    /// Share of GPUs in the cost of hosting.
    gpu_share_of_hosting,
    /// Engineers for a fleet.
    hosting_engineers,
    /// Price of a node.
    node_usd,
    /// Power, space and repairs of a node.
    running_an_owned_node_usd_per_month,
    /// What a node is sold for in the end.
    value_of_an_owned_node_in_the_end,
    /// How often a host fails that the economy has only as a class.
    host_failure_per_year,
    /// Share of these hosts that a default of their class takes along.
    hosts_hit_by_a_default_of_their_class,
    /// Probability that a cloud stops serving when its lenders carry it on.
    stops_when_restructured,
    /// Time to move to another host of the same model.
    host_migration_weeks,
    /// Cost of the same model at another host.
    cost_at_another_host,
    /// Until a maker has replaced machines of a cloud that stopped.
    weeks_until_machines_are_replaced,
    /// How often the price of a single model changes beside that of its maker.
    single_model_changes_per_year,
    /// Time to move to a successor of the same maker when a model is retired.
    succession_weeks,
    /// Work that a further prepared option does not need again.
    preparation_shared,
}

/// Where the ranges of judgement are put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// Drawn like all others.
    Drawn,
    /// At the ends that speak against hedging.
    AgainstHedging,
    /// At the ends that speak for it.
    ForHedging,
}

impl StressAssumptions {
    /// Those inside the program.
    ///
    /// # Errors
    /// When the file inside the program is wrong: a defect.
    pub fn shipped() -> Result<Self, String> {
        let all: Self = toml::from_str(TEXT).map_err(|error| format!("{FILE}: {error}"))?;
        for (name, range) in all.all() {
            if !(range.low <= range.central && range.central <= range.high) {
                return Err(format!("{FILE}: {name} is out of order"));
            }
        }
        Ok(all)
    }

    /// Puts a company's own values, low, central and high, in the place of assumptions.
    ///
    /// # Errors
    /// The name and what was expected.
    pub fn replace(&mut self, own: &BTreeMap<String, [f64; 3]>) -> Result<(), String> {
        for (name, [low, central, high]) in own {
            let names: Vec<&str> = self.all().into_iter().map(|(name, _)| name).collect();
            let Some(range) = self.by_name(name) else {
                let near = names
                    .into_iter()
                    .max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)));
                let hint = near.map(|near| format!("\n  hint: did you mean `{near}`?")).unwrap_or_default();
                return Err(format!("assume.{name}: there is no assumption of this name{hint}"));
            };
            if !(0.0 <= *low && low <= central && central <= high && high.is_finite()) {
                return Err(format!(
                    "assume.{name}: found [{low}, {central}, {high}], expected low, central and high value in this order"
                ));
            }
            (range.low, range.central, range.high) = (*low, *central, *high);
            "own".clone_into(&mut range.tier);
            "the company's own file".clone_into(&mut range.source);
        }
        Ok(())
    }

    /// The values of a run.
    #[must_use]
    pub fn draw(&self, seed: u64, run: u32, judgement: Judgement) -> Drawn {
        let draws = Streams::new(seed, run).at(STREAM, 0);
        let mut number = 0;
        self.values(|name, range| {
            number += 1;
            let u = draws.uniform(number);
            let (against, for_it) = match range.against_hedging {
                End::Low => (range.low, range.high),
                End::High => (range.high, range.low),
            };
            let end = match judgement {
                Judgement::Drawn => None,
                Judgement::AgainstHedging => Some(against),
                Judgement::ForHedging => Some(for_it),
            };
            match end.filter(|_| range.tier == "D") {
                Some(end) => end,
                None if name == "migration_weeks" => lognormal(range, u),
                None => pert(range, u),
            }
        })
    }

    /// The central values.
    #[must_use]
    pub fn central(&self) -> Drawn {
        self.values(|_, range| range.central)
    }
}

fn pert(range: &StressRange, u: f64) -> f64 {
    Distribution::pert(range.low, range.central, range.high).map_or(range.central, |law| law.ppf(u))
}

/// Median at the central value, 90 % below the high one.
fn lognormal(range: &StressRange, u: f64) -> f64 {
    if range.central <= 0.0 || range.high <= range.central {
        return range.central;
    }
    range.central * math::exp(math::ln(range.high / range.central) / Z90 * normal_ppf(u))
}
