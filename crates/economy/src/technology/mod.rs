//! Technology: cheaper inference, more tokens per task, better models, and open weights that follow (M16, M17, M19, M24).
//!
//! Symbols: e efficiency index (work per accelerator-hour, 1 at the opening), n tokens per task (1 at the opening), s
//! computation per token of the models in use (1 at the opening).
//!
//! Cost of serving one task is proportional to n s / e. Better models are in `training`, efficiency in `efficiency`.
//!
//! Sources: Epoch AI on algorithmic progress and prices at constant capability; see `data/parameters/technology.toml`.

pub mod data;
pub mod efficiency;
pub mod techniques;
pub mod training;

use jevons_numerics::math;
use jevons_parameters::parameters;

use crate::clock::{Clock, StepLength};
use crate::labs::plans;
use crate::mechanism::Mechanism;
use crate::open_weights::{complement, sponsors};
use crate::roster::lab;
use crate::world::World;
use efficiency::Methods;
use training::Training;

/// Mechanisms of this layer.
pub const MECHANISMS: &[&Mechanism] = &[&training::M16, &efficiency::M17, &data::M20, &techniques::M50];

parameters! {
    /// Technology.
    pub struct TechnologyParameters {
        /// Factor by which the same accelerator does more of the same work each year.
        efficiency_gain_per_year: "technology.efficiency_gain_per_year" for ["M17"],
        /// Factor by which tokens per task grow each year.
        tokens_per_task_growth_per_year: "technology.tokens_per_task_growth_per_year" for ["M19"],
        /// Factor by which the computation behind one token of a frontier model grows each year.
        model_compute_growth_per_year: "technology.model_compute_growth_per_year" for ["M16", "M19"],
        /// Capability points per tenfold increase of effective training compute.
        points_per_order_of_magnitude: "technology.points_per_order_of_magnitude" for ["M16"],
        /// Orders of magnitude of algorithmic progress in training each year.
        algorithmic_orders_per_year: "technology.algorithmic_orders_per_year" for ["M17"],
        /// Expected months between releases of one lab.
        months_between_releases: "technology.months_between_releases" for ["M16"],
        /// Months by which open weights follow the frontier.
        open_weight_lag_months: "open_weights.lag_months" for ["M24"],
        /// Log price per capability point below the frontier.
        price_ladder_per_point: "technology.price_ladder_per_point" for ["M17", "M30"],
        /// Price below which serving a million tokens does not fall, in USD.
        price_floor_usd_per_mtok: "technology.price_floor_usd_per_mtok" for ["M17"],
    }
}

/// Months of frontier quality remembered for the lag of open weights.
const MEMORY_MONTHS: usize = 48;

/// State of technology.
#[derive(Debug, Clone)]
pub struct Technology {
    /// Work per accelerator-hour, 1 at the opening.
    pub efficiency: f64,
    /// Tokens per task, 1 at the opening.
    pub tokens_per_task: f64,
    /// Tokens per task that the race for quality has added, as a factor.
    pub reasoning: f64,
    /// Computation per token of the models in use, 1 at the opening.
    pub model_compute: f64,
    /// Quality of each lab's best released model.
    pub quality: [f64; lab::COUNT],
    /// Quality of each lab at the opening.
    pub opening_quality: [f64; lab::COUNT],
    /// The training ladder.
    pub training: Training,
    /// Methods that not everybody has yet.
    pub methods: Methods,
    /// Best released quality.
    pub frontier: f64,
    /// Best released quality at the opening.
    pub opening_frontier: f64,
    /// Best quality whose weights are open.
    pub open: f64,
    /// Rise of the frontier in this step, in points.
    pub advance: f64,
    /// The frontier step by step, newest first.
    history: [f64; MEMORY_MONTHS * StepLength::MOST_STEPS],
}

impl Technology {
    /// Technology at the opening; the frontier of the past is extrapolated at `points_per_year`.
    #[must_use]
    pub fn new(
        quality: [f64; lab::COUNT],
        open: f64,
        points_per_year: f64,
        training: Training,
        clock: Clock,
    ) -> Self {
        let frontier = quality.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut history = [0.0; MEMORY_MONTHS * StepLength::MOST_STEPS];
        for (steps_ago, past) in history.iter_mut().enumerate() {
            *past = frontier - points_per_year * clock.per_step(steps_ago as f64) / 12.0;
        }
        Self {
            efficiency: 1.0,
            tokens_per_task: 1.0,
            reasoning: 1.0,
            model_compute: 1.0,
            quality,
            opening_quality: quality,
            training,
            methods: Methods::default(),
            frontier,
            opening_frontier: frontier,
            open,
            advance: 0.0,
            history,
        }
    }

    /// Points by which the frontier has moved in a year when training compute tripled: what everybody is used to.
    #[must_use]
    pub fn usual_advance_per_year(p: &TechnologyParameters) -> f64 {
        p.points_per_order_of_magnitude * (p.algorithmic_orders_per_year + 0.5)
    }

    /// Remembers the frontier of this step.
    pub fn remember_frontier(&mut self) {
        let newer = self.history.len() - 1;
        self.history.copy_within(0..newer, 1);
        self.history[0] = self.frontier;
    }

    /// The frontier of so many months ago, at most the oldest remembered.
    #[must_use]
    pub fn frontier_ago(&self, months: f64, clock: Clock) -> f64 {
        let oldest = clock.steps(MEMORY_MONTHS as u32) as usize - 1;
        self.history[(clock.per_month(months).round().max(0.0) as usize).min(oldest)]
    }

    /// Cost of serving one task relative to the opening, at an unchanged price of compute.
    #[must_use]
    pub fn work_per_task(&self) -> f64 {
        self.tokens_per_task * self.model_compute / self.efficiency
    }

    /// Price at which a seller whose best model has `quality` and costs `price` offers the capability that was the
    /// frontier at the opening, both in USD per million tokens; `None` while its best falls short of it.
    #[must_use]
    pub fn constant_capability_price(
        &self,
        p: &TechnologyParameters,
        quality: f64,
        price: f64,
    ) -> Option<f64> {
        let beyond = quality - self.opening_frontier;
        let cheaper = price * math::exp(-p.price_ladder_per_point * beyond);
        (beyond >= 0.0).then(|| cheaper.max(p.price_floor_usd_per_mtok.min(price)))
    }
}

/// Phase 2: efficiency, tokens per task, releases, open weights.
pub fn step(world: &mut World<'_>) {
    let growth = world.parameters.technology.model_compute_growth_per_year;
    world.technology.model_compute *= math::exp(world.clock.per_step(math::ln(growth) / 12.0));
    plans::lengthen(world);
    efficiency::step(world);
    training::step(world);
    sponsors::follow(world);
    complement::give_away(world);
}
