//! The funnel from trial to production, and seats that are bought ahead of use and renewed by it (M28).
//!
//! Symbols: A share of pilots abandoned, c yearly hazard of leaving production, v measured value per dollar relative to
//! the opening (M31), t use of seats before any is given back, k threshold of use at renewal, h habit of one enterprise.

use jevons_numerics::math;
use jevons_numerics::random::Streams;
use jevons_parameters::parameters;

use super::{ABANDONED, PRODUCTION};
use crate::clock::Clock;
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::streams;
use crate::trail::Channel;
use crate::world::World;

/// M28: the pilot funnel, and seats.
pub const M28: Mechanism = Mechanism {
    id: Id::M28,
    name: "Pilot funnel and seats",
    file: "enterprises/funnel.rs",
    what: "A pilot is cheap, ends after some months, and is then abandoned or goes into production; some of those in \
           production give up later. Seats are bought for a year and ahead of use: in the month of renewal those are given \
           back that measured use does not justify.",
    equations: "pilot -> abandoned with probability odds(A, v), else production; production -> abandoned at odds(c, v) / 12\n\
                odds(p, v) = logistic(logit p - enterprises.value.hazard_response ln v)\n\
                seats' = max(seats, wanted r) within the year, wanted r at renewal\n\
                r = clip(t h / enterprises.seats.renewal_utilisation, 0.1, 1) over the same at the opening\n\
                t = 1 - (1 - enterprises.seats.utilisation) exp(-enterprises.seats.utilisation_gain_per_year x years)",
    symbols: &[
        ("v", "measured value per dollar relative to the opening (M31)"),
        ("h", "habit of an enterprise, lognormal with mean 1"),
        ("wanted", "seats in step with use, USD a month at the prices of the opening"),
    ],
    off: "Every pilot goes into production, nobody gives up, and seats follow use.",
    sources: &["judgement", "facts: surveys of pilots and seats sold"],
    claims: &[
        "Z-045", "Z-046", "Z-047", "Z-049", "Z-093", "Z-106", "Z-107", "Z-114", "Z-118", "Z-119", "D-110",
    ],
    probe: Probe {
        outcome: "ent.production_share",
        agent: "",
        effect: Effect::Lowers,
        months: 36,
        at_least: 0.1,
        given: &[],
    },
};

parameters! {
    /// Seats.
    pub struct SeatParameters {
        /// Share of seats bought that is used before any is given back.
        utilisation: "enterprises.seats.utilisation" for ["M28"],
        /// Spread of that share between enterprises (log).
        utilisation_spread: "enterprises.seats.utilisation_spread" for ["M28"],
        /// Speed at which idle seats come into use by habit, per year.
        utilisation_gain_per_year: "enterprises.seats.utilisation_gain_per_year" for ["M28"],
        /// Use below which seats are given back at renewal.
        renewal_utilisation: "enterprises.seats.renewal_utilisation" for ["M28"],
        /// Share of the seats at the opening that have not met a renewal yet.
        unrenewed_share: "enterprises.seats.unrenewed_share" for ["M28"],
        /// What a seat costs a month after discounts, in USD.
        seat_usd_per_month: "enterprises.seats.usd_per_seat_month" for ["M28", "M29"],
        /// Office seats in the world to which an assistant can be added.
        office_seats: "enterprises.seats.office_seats" for ["M28", "M29"],
    }
}

/// Least share of seats that survives a renewal.
const LEAST_KEPT: f64 = 0.1;
/// Share of those in production that must give up in one month to be news.
const NEWS_SHARE: f64 = 0.03;

/// Seats of enterprises, in columns; amounts in the units of use (spending at opening prices, all products).
#[derive(Debug, Clone, Default)]
pub struct Seats {
    contract: Vec<f64>,
    base: Vec<f64>,
    kept: Vec<f64>,
    habit: Vec<f64>,
    /// Seats under contract now.
    pub bought: f64,
    /// Seats in use now.
    pub used: f64,
    /// Pilots that ended and those of them that were abandoned, means over about a year.
    pub pilots: [f64; 2],
}

/// What holds for the seats of all enterprises in one step.
#[derive(Debug, Clone, Copy)]
pub struct SeatMonth {
    /// Use of seats before any is given back.
    pub utilisation: f64,
    /// Use below which seats are given back.
    pub threshold: f64,
    /// Steps since the opening.
    pub step: u32,
    /// Steps in a year: a contract's term.
    pub year: u32,
    /// Whether seats are renewed one by one at all.
    pub on: bool,
}

/// Share of seats that an enterprise renews when it uses `used` of them.
#[must_use]
pub fn renewed_share(used: f64, threshold: f64) -> f64 {
    (used / threshold.max(0.01)).clamp(LEAST_KEPT, 1.0)
}

impl Seats {
    /// Seats at the opening, in step with use: some have met a renewal before, the others meet their first.
    #[must_use]
    pub fn new(p: &SeatParameters, count: usize, streams: &Streams) -> Self {
        let draws = streams.at(streams::SEATS, 0);
        let s = p.utilisation_spread;
        let habit: Vec<f64> =
            (0..count).map(|i| math::exp(s * draws.normal(i as u32) - 0.5 * s * s)).collect();
        let base = (0..count)
            .map(|i| {
                let new = draws.uniform(1_000_000 + i as u32) < p.unrenewed_share;
                if new { 1.0 } else { renewed_share(p.utilisation * habit[i], p.renewal_utilisation) }
            })
            .collect();
        Self { contract: vec![0.0; count], base, kept: vec![1.0; count], habit, ..Self::default() }
    }

    /// Begins a step.
    pub fn begin(&mut self) {
        (self.bought, self.used) = (0.0, 0.0);
    }

    /// Seats of enterprise `i` in this step when use would call for `wanted`.
    pub fn month(&mut self, i: usize, wanted: f64, month: &SeatMonth) -> f64 {
        if wanted <= 0.0 {
            // Whoever starts again starts with new seats.
            (self.contract[i], self.base[i], self.kept[i]) = (0.0, 1.0, 1.0);
            return 0.0;
        }
        let in_use = (month.utilisation * self.habit[i]).min(1.0);
        let renews = (i as u32 + month.step).is_multiple_of(month.year);
        if !month.on {
            (self.kept[i], self.contract[i]) = (1.0, wanted);
        } else if renews {
            self.kept[i] = renewed_share(in_use, month.threshold) / self.base[i];
            self.contract[i] = wanted * self.kept[i];
        } else {
            self.contract[i] = self.contract[i].max(wanted * self.kept[i]);
        }
        self.bought += self.contract[i];
        self.used += (wanted / self.base[i] * in_use).min(self.contract[i]);
        self.contract[i]
    }

    /// Notes the pilots that ended in this step and how many of them were abandoned.
    pub fn pilots_ended(&mut self, ended: u32, abandoned: u32, clock: Clock) {
        for (mean, now) in self.pilots.iter_mut().zip([ended, abandoned]) {
            *mean += clock.closed(clock.per_month(f64::from(now)) - *mean, 12.0);
        }
    }
}

impl World<'_> {
    /// What holds for seats in this step.
    #[must_use]
    pub fn seat_month(&self) -> SeatMonth {
        let p = &self.parameters.seats;
        let years = self.months_elapsed() / 12.0;
        let idle = (1.0 - p.utilisation) * math::exp(-p.utilisation_gain_per_year * years);
        SeatMonth {
            utilisation: (1.0 - idle) * self.enterprises.mandate,
            threshold: p.renewal_utilisation,
            step: self.clock.steps_elapsed(self.step),
            year: self.clock.steps(12),
            on: self.on(Id::M28),
        }
    }

    /// Seats per office seat in the world, of all assistants sold by the seat.
    #[must_use]
    pub fn attach_rate(&self) -> f64 {
        let p = &self.parameters.seats;
        let world = self.enterprises.spend[2] / (1.0 - self.parameters.enterprises.foreign_share);
        world / (p.seat_usd_per_month * self.enterprises.seat_price).max(0.01) / p.office_seats
    }

    /// A wave of those who gave up is news that reaches the sellers.
    pub fn note_abandonment(&mut self, gave_up: u32, lost_usd_per_month: f64) {
        let e = &self.enterprises;
        let production = e.shares[usize::from(PRODUCTION)] * e.state.len() as f64;
        let news = self.clock.per_step(NEWS_SHARE);
        if f64::from(gave_up) <= news * (production + f64::from(gave_up)) {
            return;
        }
        let roster = &self.opening.roster;
        let agent = self.ledger.registry().agent_of(roster.enterprises);
        let through = [Channel::Costs, Channel::Confidence];
        let cents = (lost_usd_per_month * 100.0) as i64;
        let id = self.event_through(EventKind::Abandonment, agent, None, cents, &through);
        self.mark_sellers(id);
    }

    /// Marks what labs, clouds and start-ups can sell.
    pub fn mark_sellers(&mut self, event: u32) {
        let roster = &self.opening.roster;
        let startups = self.ledger.registry().agent_of(roster.startups);
        for agent in roster.labs.into_iter().chain(roster.clouds).chain([startups]) {
            self.mark(Channel::Sales, agent, event);
        }
    }

    /// Enterprises in production that give up because a scenario says so, and what they spent.
    pub fn give_up_by_lever(&mut self) -> (u32, f64) {
        let share = self.levers.production_abandonment[0];
        if share <= 0.0 || !self.on(Id::M28) {
            return (0, 0.0);
        }
        let draws = self.draws(streams::GIVING_UP);
        let e = &mut self.enterprises;
        let (mut gone, mut lost) = (0, 0.0);
        for i in 0..e.state.len() {
            if e.state[i] == PRODUCTION && draws.happens(i as u32, share) {
                (e.state[i], e.steps_in_state[i]) = (ABANDONED, 0);
                lost += e.potential[i] * e.usage[i];
                gone += 1;
            }
        }
        (gone, lost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seats(unrenewed: f64) -> Seats {
        let p = SeatParameters {
            utilisation: 0.2,
            utilisation_spread: 0.0,
            utilisation_gain_per_year: 0.0,
            renewal_utilisation: 0.4,
            unrenewed_share: unrenewed,
            seat_usd_per_month: 20.0,
            office_seats: 1e8,
        };
        Seats::new(&p, 1, &Streams::new(1, 0))
    }

    fn year(seats: &mut Seats, utilisation: f64) -> Vec<f64> {
        let month = |step| SeatMonth { utilisation, threshold: 0.4, step, year: 12, on: true };
        (1..=13).map(|step| seats.month(0, 10.0, &month(step))).collect()
    }

    #[test]
    fn new_seats_are_given_back_at_renewal_and_not_before() {
        let months = year(&mut seats(1.0), 0.2);
        assert_eq!(months[..11], [10.0; 11]);
        assert_eq!(months[11..], [5.0; 2]);
    }

    #[test]
    fn seats_that_met_a_renewal_are_in_step_with_use_until_use_changes() {
        assert_eq!(year(&mut seats(0.0), 0.2), [10.0; 13]);
        assert!((year(&mut seats(0.0), 0.3)[12] - 15.0).abs() < 1e-9);
    }
}
