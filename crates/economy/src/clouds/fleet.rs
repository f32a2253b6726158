//! A fleet of accelerators by month of purchase: units, book life and economic life (M02).

use jevons_numerics::Month;

/// First month of purchase that is kept apart.
const FIRST_YEAR: i32 = 2022;
/// Months kept apart: from January 2022 to December 2035.
const MONTHS: usize = 14 * 12;

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

fn slot(month: Month) -> usize {
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

    /// Loses failed units and retires those older than `life_months`.
    pub fn age(&mut self, month: Month, failures_per_year: f64, life_months: f64) {
        let now = slot(month);
        let survival = 1.0 - failures_per_year / 12.0;
        for (bought, units) in self.units.iter_mut().enumerate().take(now) {
            let age = (now - bought) as f64;
            // Retirement is spread over a year around the economic life.
            let left = ((life_months + 6.0 - age) / 12.0).clamp(0.0, 1.0);
            let before = ((life_months + 7.0 - age) / 12.0).clamp(0.0, 1.0);
            let kept = if before > 0.0 { left / before } else { 0.0 };
            *units *= survival * kept;
        }
    }

    /// Straight-line depreciation of the month with a book life of `life_months`, in USD.
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

    /// Scales units (not cost) by `factor`.
    pub fn scale_units(&mut self, factor: f64) {
        self.units.iter_mut().for_each(|units| *units *= factor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            fleet.age(month, 0.06, 36.0);
            if months == 12 {
                assert!((fleet.units() - 1_000.0 * 0.995_f64.powi(12)).abs() < 1e-9);
            }
        }
        assert!((written - 36_000.0).abs() < 1e-6, "{written}");
        assert!(fleet.units() < 1e-9);
        assert_eq!(fleet.book_usd(start.plus(48), 36.0), 0.0);
    }
}
