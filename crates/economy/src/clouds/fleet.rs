//! A fleet of accelerators by month of purchase: units, cost, and what moves them between owners and out of service.

use jevons_numerics::Month;

use crate::clock::Clock;

/// First month of purchase that is kept apart.
const FIRST_YEAR: i32 = 2022;
/// Months kept apart: from January 2022 to December 2035.
pub const MONTHS: usize = 14 * 12;

/// Accelerators of one owner, by month of purchase.
#[derive(Debug, Clone, PartialEq)]
pub struct Fleet {
    units: [f64; MONTHS],
    cost_usd: [f64; MONTHS],
}

impl Default for Fleet {
    fn default() -> Self {
        Self { units: [0.0; MONTHS], cost_usd: [0.0; MONTHS] }
    }
}

/// Place of a month of purchase; what was bought before the first or after the last month kept apart joins it.
#[must_use]
pub fn slot(month: Month) -> usize {
    let months = (month.year() - FIRST_YEAR) * 12 + i32::from(month.month()) - 1;
    months.clamp(0, MONTHS as i32 - 1) as usize
}

impl Fleet {
    /// Adds `units` H100 equivalents bought in `month` for `cost_usd`.
    pub fn add(&mut self, month: Month, units: f64, cost_usd: f64) {
        self.units[slot(month)] += units;
        self.cost_usd[slot(month)] += cost_usd;
    }

    /// H100 equivalents in service.
    #[must_use]
    pub fn units(&self) -> f64 {
        self.units.iter().sum()
    }

    /// H100 equivalents in service that were bought in or before `month`.
    #[must_use]
    pub fn units_bought_by(&self, month: Month) -> f64 {
        self.units[..=slot(month)].iter().sum()
    }

    /// Loses the failed units of a step and retires those older than `life_months`.
    pub fn age(&mut self, month: Month, failures_per_year: f64, life_months: f64, clock: Clock) {
        let now = slot(month);
        let survival = 1.0 - failures_per_year / 12.0;
        for (bought, units) in self.units.iter_mut().enumerate().take(now) {
            let age = (now - bought) as f64;
            // Retirement is spread over a year around the economic life.
            let left = ((life_months + 6.0 - age) / 12.0).clamp(0.0, 1.0);
            let before = ((life_months + 7.0 - age) / 12.0).clamp(0.0, 1.0);
            let kept = if before > 0.0 { left / before } else { 0.0 };
            *units *= clock.kept(survival * kept);
        }
    }

    /// Straight-line depreciation a month with a book life of `life_months`, in USD.
    #[must_use]
    pub fn depreciation_usd(&self, month: Month, life_months: f64) -> f64 {
        let now = slot(month);
        let first = now.saturating_sub(life_months as usize);
        self.cost_usd[first..now].iter().sum::<f64>() / life_months
    }

    /// Book value with a book life of `life_months`, in USD.
    #[must_use]
    pub fn book_usd(&self, month: Month, life_months: f64) -> f64 {
        let now = slot(month);
        let left = |bought: usize| (1.0 - (now - bought.min(now)) as f64 / life_months).max(0.0);
        self.cost_usd.iter().enumerate().take(now + 1).map(|(bought, cost)| cost * left(bought)).sum()
    }

    /// The vintages in service: place of the month of purchase, units, and cost in USD.
    pub fn vintages(&self) -> impl Iterator<Item = (usize, f64, f64)> + '_ {
        let both = self.units.iter().zip(&self.cost_usd).enumerate();
        both.filter(|(_, (units, _))| **units > 0.0).map(|(bought, (units, cost))| (bought, *units, *cost))
    }

    /// Keeps `survival` of the vintage of `bought` and takes the share `leaving` of the rest out of service; returns what
    /// the books, with a life of `life_months`, still carry of those that leave. Failures stay in the books to their end.
    pub fn retire(
        &mut self,
        month: Month,
        bought: usize,
        survival: f64,
        leaving: f64,
        life_months: f64,
    ) -> f64 {
        self.units[bought] *= survival * (1.0 - leaving);
        let cost = self.cost_usd[bought] * leaving;
        self.cost_usd[bought] -= cost;
        cost * (1.0 - (slot(month).saturating_sub(bought)) as f64 / life_months).max(0.0)
    }

    /// Takes `share` off the cost of all vintages: their book value falls by as much, and so does their depreciation.
    pub fn write_down(&mut self, share: f64) {
        self.cost_usd.iter_mut().for_each(|cost| *cost *= 1.0 - share);
    }

    /// Takes `share` of the units and cost of every vintage bought from `first` to `last` out of this fleet, to be sold.
    #[must_use]
    pub fn take(&mut self, first: Month, last: Month, share: f64) -> Self {
        let mut taken = Self::default();
        for bought in slot(first)..=slot(last) {
            taken.units[bought] = self.units[bought] * share;
            taken.cost_usd[bought] = self.cost_usd[bought] * share;
            self.units[bought] -= taken.units[bought];
            self.cost_usd[bought] -= taken.cost_usd[bought];
        }
        taken
    }

    /// Adds the units of `other`, each to its vintage, for which `price_usd` was paid in all.
    ///
    /// The cost is spread in proportion to units and grossed up for the part of `life_months` that is over in `month`,
    /// so that the book value of what was bought is what was paid for it.
    pub fn join(&mut self, other: &Self, price_usd: f64, month: Month, life_months: f64) {
        let now = slot(month);
        let left = |bought: usize| 1.0 - (now - bought.min(now)) as f64 / life_months;
        let young = |bought: usize| left(bought) > 0.05;
        let total: f64 = other.vintages().filter(|(b, ..)| young(*b)).map(|(_, units, _)| units).sum();
        for (bought, units, _) in other.vintages() {
            self.units[bought] += units;
            if young(bought) {
                self.cost_usd[bought] += price_usd * units / total / left(bought);
            }
        }
        if total <= 0.0 {
            self.cost_usd[now] += price_usd;
        }
    }

    /// Scales units and cost by `factor`.
    pub fn scale(&mut self, factor: f64) {
        self.units.iter_mut().chain(&mut self.cost_usd).for_each(|amount| *amount *= factor);
    }

    /// Scales units (not cost) by `factor`.
    pub fn scale_units(&mut self, factor: f64) {
        self.units.iter_mut().for_each(|units| *units *= factor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_sold_change_owner_by_vintage_and_enter_the_books_at_their_price() {
        let start = Month::new(2024, 1).unwrap();
        let (mut seller, mut buyer) = (Fleet::default(), Fleet::default());
        seller.add(start, 100.0, 1_000.0);
        seller.add(start.plus(12), 50.0, 600.0);
        let sold = seller.take(start, start.plus(6), 0.5);
        assert_eq!((sold.units(), seller.units()), (50.0, 100.0));
        let now = start.plus(18);
        buyer.join(&sold, 200.0, now, 60.0);
        assert_eq!(buyer.units(), 50.0);
        assert!((buyer.book_usd(now, 60.0) - 200.0).abs() < 1e-9);
        let old = seller.take(start, now, 1.0);
        buyer.join(&old, 30.0, start.plus(100), 60.0);
        assert_eq!(seller.units(), 0.0);
        assert!((buyer.units() - 150.0).abs() < 1e-9);
    }

    #[test]
    fn units_fail_and_retire_and_cost_is_written_off_in_full() {
        let start = Month::new(2024, 1).unwrap();
        let mut fleet = Fleet::default();
        fleet.add(start, 1_000.0, 36_000.0);
        assert_eq!(fleet.book_usd(start, 36.0), 36_000.0);
        let mut written = 0.0;
        for months in 1..=48 {
            let month = start.plus(months);
            written += fleet.depreciation_usd(month, 36.0);
            fleet.age(month, 0.06, 36.0, Clock::default());
            if months == 12 {
                assert!((fleet.units() - 1_000.0 * 0.995_f64.powi(12)).abs() < 1e-9);
            }
        }
        assert!((written - 36_000.0).abs() < 1e-6, "{written}");
        assert!(fleet.units() < 1e-9);
        assert_eq!(fleet.book_usd(start.plus(48), 36.0), 0.0);
    }
}
