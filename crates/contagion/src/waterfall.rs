//! Waterfalls of profit: who gets which part of a cumulated profit, to the cent.
//!
//! Profit is shared in stages. In each stage the holders share every cent in fixed proportions; a stage ends when a
//! certain holder has received a certain amount. A holder may have a cap on all it ever receives; what its share yields
//! beyond goes to one holder of the remainder, and so does everything after the last stage.
//!
//! This covers participation in capped profits as it was reported of OpenAI from 2019 to 2025: the first investors'
//! return capped at a multiple of what they put in, a cap that may grow each year ([`CapGrowth`]); a lead partner that
//! has a larger share until its money is back, a smaller one then until its own cap, and the remainder to the nonprofit
//! ([`LeadPartner`]).
//!
//! Sources: OpenAI, "OpenAI LP" (March 2019), for returns capped at 100 times and the excess to the nonprofit; press
//! reports of 2023 and 2024 for growth of the cap by 20 % a year from 2025 and for Microsoft's share of 75 % of profits
//! until its money is back and 49 % afterwards. The contracts are not public: every term is an argument.

use jevons_numerics::{Month, math};

/// A waterfall that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidWaterfall {
    /// A stage or the remainder names a holder that does not exist.
    #[error("holder {found} is named, but there are only {holders} (numbers start at 0)")]
    UnknownHolder {
        /// The number named.
        found: usize,
        /// Holders there are.
        holders: usize,
    },
    /// The holder of the remainder has a cap.
    #[error("{name} holds the remainder and cannot have a cap: nobody would hold what lies beyond")]
    RemainderIsCapped {
        /// Name of the holder.
        name: String,
    },
    /// A stage shares nothing, or more parts than can be counted exactly.
    #[error("stage {stage}: the parts add up to {found}; expected 1 to {LARGEST_SUM_OF_PARTS}")]
    Parts {
        /// Number of the stage, from 1.
        stage: usize,
        /// Sum of its parts.
        found: u128,
    },
    /// A holder has two shares of one stage.
    #[error("stage {stage}: {name} has two shares; add them up")]
    SharedTwice {
        /// Number of the stage, from 1.
        stage: usize,
        /// Name of the holder.
        name: String,
    },
    /// A stage waits for a holder that has no share in it.
    #[error("stage {stage} ends when {name} has received its amount, but gives {name} no share")]
    NeverEnds {
        /// Number of the stage, from 1.
        stage: usize,
        /// Name of the holder.
        name: String,
    },
    /// An amount is negative.
    #[error("{what} of {name} is {found} cents; expected zero or more")]
    NegativeAmount {
        /// Which amount.
        what: &'static str,
        /// Name of the holder.
        name: String,
        /// The amount in cents.
        found: i64,
    },
    /// Shares of a lead partner's terms do not fit into the whole.
    #[error("{what} is {found} basis points; expected at most {most}")]
    BasisPoints {
        /// Which share.
        what: &'static str,
        /// What it is.
        found: u32,
        /// What it may be.
        most: u32,
    },
}

const LARGEST_SUM_OF_PARTS: u64 = 1_000_000_000_000_000_000;
const WHOLE_BASIS_POINTS: u32 = 10_000;

/// Somebody who takes part in profit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Name.
    pub name: String,
    /// Most that it can ever receive, in cents; `None` without a cap.
    pub cap_cents: Option<i64>,
}

/// A holder's share of a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Number of the holder.
    pub holder: usize,
    /// Its parts, out of the sum of all parts of the stage.
    pub parts: u64,
}

/// When a stage ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// When this holder has received this much in all stages together, or as much as its cap allows.
    HolderHas {
        /// Number of the holder.
        holder: usize,
        /// Amount in cents.
        cents: i64,
    },
    /// Never.
    Forever,
}

/// A stretch of profit that is shared in fixed proportions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Who shares.
    pub shares: Vec<Share>,
    /// When it ends.
    pub until: Until,
}

/// Holders and the stages in which they share profit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waterfall {
    holders: Vec<Holder>,
    stages: Vec<Stage>,
    remainder: usize,
}

/// A stretch of profit in which nobody reaches a cap or the end of the stage: parts of each holder, how much each may
/// still receive, and how long the stretch is at most.
struct Stretch {
    parts: Vec<u64>,
    room: Vec<i64>,
    sum: u64,
    cents: Option<i64>,
}

impl Waterfall {
    /// A waterfall of these stages; beyond all caps and stages everything goes to the holder `remainder`.
    ///
    /// # Errors
    /// See [`InvalidWaterfall`].
    pub fn new(holders: Vec<Holder>, stages: Vec<Stage>, remainder: usize) -> Result<Self, InvalidWaterfall> {
        let known = |found: usize| {
            holders.get(found).ok_or(InvalidWaterfall::UnknownHolder { found, holders: holders.len() })
        };
        let name = known(remainder)?.name.clone();
        if holders[remainder].cap_cents.is_some() {
            return Err(InvalidWaterfall::RemainderIsCapped { name });
        }
        let not_negative = |what, holder: &Holder, found: i64| {
            let error = InvalidWaterfall::NegativeAmount { what, name: holder.name.clone(), found };
            if found < 0 { Err(error) } else { Ok(()) }
        };
        for holder in &holders {
            holder.cap_cents.map_or(Ok(()), |cap| not_negative("the cap", holder, cap))?;
        }
        for (index, Stage { shares, until }) in stages.iter().enumerate() {
            let stage = index + 1;
            for (position, share) in shares.iter().enumerate() {
                let name = known(share.holder)?.name.clone();
                if shares[..position].iter().any(|earlier| earlier.holder == share.holder) {
                    return Err(InvalidWaterfall::SharedTwice { stage, name });
                }
            }
            let found: u128 = shares.iter().map(|share| u128::from(share.parts)).sum();
            if !(1..=u128::from(LARGEST_SUM_OF_PARTS)).contains(&found) {
                return Err(InvalidWaterfall::Parts { stage, found });
            }
            if let Until::HolderHas { holder, cents } = *until {
                let named = known(holder)?;
                not_negative("the amount that ends a stage", named, cents)?;
                if !shares.iter().any(|share| share.holder == holder && share.parts > 0) {
                    return Err(InvalidWaterfall::NeverEnds { stage, name: named.name.clone() });
                }
            }
        }
        Ok(Self { holders, stages, remainder })
    }

    /// The holders, in the order of [`Waterfall::distribute`].
    #[must_use]
    pub fn holders(&self) -> &[Holder] {
        &self.holders
    }

    /// What each holder has received when `profit_cents` have been made in all. The amounts add up to the profit; a
    /// loss gives nothing to anybody. Cents are given by largest remainders in each stretch, so that nobody is more
    /// than a cent a stretch away from its exact share.
    #[must_use]
    pub fn distribute(&self, profit_cents: i64) -> Vec<i64> {
        let mut received = vec![0; self.holders.len()];
        let (mut stage, mut rest) = (0, profit_cents.max(0));
        while rest > 0 {
            let stretch = self.stretch(&mut stage, &received);
            let amount = stretch.cents.map_or(rest, |cents| cents.min(rest));
            self.share_out(amount, &stretch, &mut received);
            rest -= amount;
        }
        received
    }

    /// The cumulated profit from which on a holder's share is at least `cents`; `None` when it never is.
    #[must_use]
    pub fn profit_needed(&self, holder: usize, cents: i64) -> Option<i64> {
        let mut received = vec![0; self.holders.len()];
        let (mut stage, mut profit) = (0, 0_i64);
        loop {
            let missing = cents.saturating_sub(*received.get(holder)?);
            if missing <= 0 {
                return Some(profit);
            }
            let stretch = self.stretch(&mut stage, &received);
            let needed = cents_for(missing, stretch.parts[holder], stretch.sum);
            if let Some(needed) = needed.filter(|&needed| stretch.cents.is_none_or(|length| needed <= length))
            {
                return profit.checked_add(needed);
            }
            // The last stretch has no end: who has not enough there never will.
            let length = stretch.cents?;
            self.share_out(length, &stretch, &mut received);
            profit = profit.checked_add(length)?;
        }
    }

    /// The stretch that begins when holders have `received` so much in the stages up to `stage`, which is moved on.
    fn stretch(&self, stage: &mut usize, received: &[i64]) -> Stretch {
        let room = |holder: usize| {
            self.holders[holder].cap_cents.map_or(i64::MAX, |cap| cap.saturating_sub(received[holder]))
        };
        let mut stretch = Stretch {
            parts: vec![0; self.holders.len()],
            room: (0..self.holders.len()).map(room).collect(),
            sum: 0,
            cents: None,
        };
        while let Some(Stage { shares, until }) = self.stages.get(*stage) {
            if let Until::HolderHas { holder, cents } = *until {
                stretch.room[holder] = room(holder).min(cents.saturating_sub(received[holder]));
                if stretch.room[holder] <= 0 {
                    stretch.room[holder] = room(holder);
                    *stage += 1;
                    continue;
                }
            }
            for share in shares {
                let capped = stretch.room[share.holder] <= 0;
                stretch.parts[if capped { self.remainder } else { share.holder }] += share.parts;
                stretch.sum += share.parts;
            }
            let ends = stretch.parts.iter().zip(&stretch.room).filter(|(_, room)| **room < i64::MAX);
            stretch.cents = ends.filter_map(|(&parts, &room)| cents_for(room, parts, stretch.sum)).min();
            return stretch;
        }
        stretch.parts[self.remainder] = 1;
        stretch.sum = 1;
        stretch
    }

    /// Shares out an amount that is not longer than the stretch.
    fn share_out(&self, amount: i64, stretch: &Stretch, received: &mut [i64]) {
        let exact = |parts: u64| i128::from(amount) * i128::from(parts);
        let sum = i128::from(stretch.sum);
        let mut missing = i128::from(amount);
        let mut order: Vec<usize> = Vec::with_capacity(stretch.parts.len());
        for (holder, &parts) in stretch.parts.iter().enumerate() {
            let cents = exact(parts) / sum;
            missing -= cents;
            // At most the amount, so that it fits.
            received[holder] += cents as i64;
            if exact(parts) % sum > 0 && cents < i128::from(stretch.room[holder]) {
                order.push(holder);
            }
        }
        order.sort_by_key(|&holder| std::cmp::Reverse(exact(stretch.parts[holder]) % sum));
        for holder in order {
            if missing > 0 {
                received[holder] += 1;
                missing -= 1;
            }
        }
        received[self.remainder] += missing as i64;
    }
}

/// The fewest cents of which `parts` out of `sum`, rounded down, are at least `wanted`; `None` when no number is.
fn cents_for(wanted: i64, parts: u64, sum: u64) -> Option<i64> {
    if parts == 0 {
        return None;
    }
    let (scaled, parts) = (i128::from(wanted) * i128::from(sum), i128::from(parts));
    i64::try_from(scaled / parts + i128::from(scaled % parts > 0)).ok()
}

/// A cap on returns that grows: `multiple` times the investment, times one plus `growth_per_year` for every full year
/// since `grows_from`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CapGrowth {
    /// Multiple of the investment before the cap grows.
    pub multiple: f64,
    /// Growth per year, as a share.
    pub growth_per_year: f64,
    /// Month from which years are counted.
    pub grows_from: Month,
}

impl CapGrowth {
    /// The multiple of the investment that may be returned at most in a month.
    #[must_use]
    pub fn multiple_at(&self, month: Month) -> f64 {
        let years = (month.since(self.grows_from) / 12).max(0).unsigned_abs();
        self.multiple * math::pow_whole(1.0 + self.growth_per_year, years)
    }

    /// The cap in cents on the return of an investment, in a month; `None` when it is not a number of cents that 64
    /// bits hold.
    #[must_use]
    pub fn cap_cents(&self, investment_cents: i64, month: Month) -> Option<i64> {
        math::round_half_even(investment_cents as f64 * self.multiple_at(month))
    }
}

/// Terms of a lead partner with a larger share of profit until its money is back, beside holders of units and a
/// nonprofit. Shares are in basis points of profit (7,500 are 75 %).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadPartner {
    /// The partner, with its cap if it has one.
    pub partner: Holder,
    /// Its share at first; the holders of units have the rest.
    pub first_share_basis_points: u32,
    /// What it must have received until its share falls, in cents; `None` when it never falls.
    pub recoups_cents: Option<i64>,
    /// Its share afterwards.
    pub then_share_basis_points: u32,
    /// The nonprofit's share afterwards; the holders of units have the rest.
    pub then_nonprofit_basis_points: u32,
    /// Holders of units and their numbers of units, any common measure: valuation, money, units.
    pub unit_holders: Vec<(Holder, u64)>,
    /// Name of the nonprofit, which holds the remainder.
    pub nonprofit: String,
}

impl LeadPartner {
    /// The waterfall of these terms. Its holders are the partner, the holders of units in their order, and the nonprofit.
    ///
    /// # Errors
    /// When shares exceed the whole, and as [`Waterfall::new`].
    pub fn waterfall(self) -> Result<Waterfall, InvalidWaterfall> {
        let most = |what, found, most| {
            if found > most {
                Err(InvalidWaterfall::BasisPoints { what, found, most })
            } else {
                Ok(most - found)
            }
        };
        let units_first =
            most("the partner's first share", self.first_share_basis_points, WHOLE_BASIS_POINTS)?;
        let after_partner =
            most("the partner's later share", self.then_share_basis_points, WHOLE_BASIS_POINTS)?;
        let units_then =
            most("the nonprofit's later share", self.then_nonprofit_basis_points, after_partner)?;
        let units: Vec<u64> = self.unit_holders.iter().map(|(_, units)| *units).collect();
        let sum_of_units = units.iter().fold(0_u64, |sum, &units| sum.saturating_add(units));
        let all_units = sum_of_units.max(1);
        let nonprofit = units.len() + 1;
        let stage = |partner: u32, each: u32, rest: u32, until| {
            let parts = |share: u32, units: u64| u64::from(share).saturating_mul(units);
            let mut shares = vec![Share { holder: 0, parts: parts(partner, all_units) }];
            let holders = units.iter().enumerate();
            shares.extend(
                holders.map(|(index, &units)| Share { holder: index + 1, parts: parts(each, units) }),
            );
            // What nobody holds units for is the nonprofit's.
            let unheld = if sum_of_units == 0 { each } else { 0 };
            shares.push(Share { holder: nonprofit, parts: parts(rest + unheld, all_units) });
            Stage { shares, until }
        };
        let until = self.recoups_cents.map_or(Until::Forever, |cents| Until::HolderHas { holder: 0, cents });
        let stages = vec![
            stage(self.first_share_basis_points, units_first, 0, until),
            stage(self.then_share_basis_points, units_then, self.then_nonprofit_basis_points, Until::Forever),
        ];
        let mut holders = vec![self.partner];
        holders.extend(self.unit_holders.into_iter().map(|(holder, _)| holder));
        holders.push(Holder { name: self.nonprofit, cap_cents: None });
        Waterfall::new(holders, stages, nonprofit)
    }
}
