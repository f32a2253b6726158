//! The dates from which the model is asked what comes next.

use jevons_facts::last_day_of;
use jevons_numerics::Month;
use jiff::civil::Date;

/// Last months whose facts a forecaster knows; forecasts begin with the month after.
pub const ORIGINS: [Month; 7] = [
    month(2023, 12),
    month(2024, 6),
    month(2024, 9),
    month(2024, 12),
    month(2025, 3),
    month(2025, 6),
    month(2025, 9),
];

/// Quarters ahead at most.
pub const LAST_HORIZON: usize = 8;

/// The last day that a forecaster of this origin knows.
#[must_use]
pub fn origin_date(origin: Month) -> Date {
    last_day_of(origin)
}

// Checked when the crate is compiled.
const fn month(year: i32, month: u8) -> Month {
    match Month::new(year, month) {
        Some(month) => month,
        None => panic!("a month"),
    }
}
