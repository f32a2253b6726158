//! How fast use of each provider grows: its own trend fades into the market's, and surprises come on top (M21, M30).
//!
//! Symbols: g growth of use (log a year), m own trend at the opening, M the market's rate, x surprise, h half-life.
//!
//! - g = f m + (1 - f) M + x with f = 2^(-t / h); hosts of open weights grow at M + x.
//! - x' = rho x + s sqrt(1 - rho^2) (c z + sqrt(1 - c^2) z_own): a stationary deviation of standard deviation s, part
//!   of it common to all, drawn from its long-run distribution at the opening, as today's trend is known no better.

use jevons_numerics::math;
use jevons_numerics::random::Streams;

use crate::enterprises::{HOSTS, PROVIDERS};
use crate::roster::lab;
use crate::streams;
use crate::world::World;

/// Correlation of surprises between providers, as the weight of the common draw: half of the variance.
const COMMON_WEIGHT: f64 = 0.707;
/// Place of the common draw in its stream.
const COMMON: u32 = 1_000;

/// Surprises in growth at the opening, log a year.
#[must_use]
pub fn opening_surprises(streams: &Streams, deviation: f64) -> [f64; PROVIDERS] {
    // The month before the first, so that it never meets a month of the run.
    let draws = streams.at(streams::GROWTH_SURPRISE, u32::MAX);
    surprises(|place| draws.normal(place)).map(|z| deviation * z)
}

/// Surprises of one step out of standard normals by place.
fn surprises(normal: impl Fn(u32) -> f64) -> [f64; PROVIDERS] {
    let own_weight = math::sqrt(1.0 - COMMON_WEIGHT * COMMON_WEIGHT);
    let common = normal(COMMON);
    std::array::from_fn(|v| COMMON_WEIGHT * common + own_weight * normal(v as u32))
}

/// Phase 5, first: surprises move.
pub fn surprise(world: &mut World<'_>) {
    let p = &world.parameters.labs;
    let keep = world.clock.kept(math::exp(-math::ln(2.0) / p.growth_surprise_half_life_months));
    let fresh = p.growth_surprise * math::sqrt(1.0 - keep * keep);
    let luck = world.draws(streams::GROWTH_SURPRISE);
    for (surprise, z) in world.labs.surprise.iter_mut().zip(surprises(|place| luck.normal(place))) {
        *surprise = keep * *surprise + fresh * z;
    }
}

impl World<'_> {
    /// Share of a lab's own trend at the opening that is left.
    #[must_use]
    pub fn momentum_left(&self) -> f64 {
        let half_life = self.parameters.labs.momentum_half_life_months;
        math::exp(-math::ln(2.0) * self.months_elapsed() / half_life)
    }

    /// Growth of use with provider `v`, log a year.
    #[must_use]
    pub fn usage_growth(&self, v: usize) -> f64 {
        let market = self.parameters.enterprises.usage_growth_per_year;
        let trend = if v == HOSTS {
            market
        } else {
            let left = self.momentum_left();
            left * self.labs.momentum[v] + (1.0 - left) * market
        };
        trend + self.labs.surprise[v]
    }

    /// Mean of `value` over the labs, weighted by their shares of subscriptions.
    #[must_use]
    pub fn subscription_mean(&self, value: impl Fn(usize) -> f64) -> f64 {
        (0..lab::COUNT).map(|l| self.consumers.share[l] * value(l)).sum()
    }
}
