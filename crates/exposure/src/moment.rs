//! Moments as files write them: ISO 8601 with and without a zone, dates, and seconds or nanoseconds since 1970.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// Seconds of a day.
pub const DAY_SECONDS: i64 = 86_400;
/// Earliest and latest moment that usage of a language model can have: 2018 and 2100.
const PLAUSIBLE: std::ops::Range<i64> = 1_514_764_800..4_102_444_800;

/// Seconds since 1970; what has no zone is UTC.
#[must_use]
pub fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    let seconds = match text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        true => from_number(text.parse().ok()?),
        false => written(text)?,
    };
    PLAUSIBLE.contains(&seconds).then_some(seconds)
}

/// Seconds, milliseconds, microseconds or nanoseconds since 1970, by their size.
fn from_number(number: f64) -> i64 {
    let seconds = match number {
        n if n < 1e11 => n,
        n if n < 1e14 => n / 1e3,
        n if n < 1e17 => n / 1e6,
        n => n / 1e9,
    };
    seconds as i64
}

fn written(text: &str) -> Option<i64> {
    // A zone ends in `Z` or stands behind the time with its sign.
    let has_zone = text.ends_with(['Z', 'z']) || text.get(11..).is_some_and(|time| time.contains(['+', '-']));
    if has_zone {
        return text.parse::<Timestamp>().ok().map(Timestamp::as_second);
    }
    let text = text.strip_suffix(" UTC").unwrap_or(text);
    let local = match text.len() {
        10 => text.parse::<Date>().ok()?.to_datetime(jiff::civil::Time::midnight()),
        _ => text.parse::<DateTime>().ok()?,
    };
    Offset::UTC.to_timestamp(local).ok().map(Timestamp::as_second)
}

/// Days since 1970 of a moment.
#[must_use]
pub fn day_of(seconds: i64) -> i32 {
    i32::try_from(seconds.div_euclid(DAY_SECONDS)).unwrap_or(0)
}

/// The date of a number of days since 1970.
#[must_use]
pub fn date_of(day: i32) -> Date {
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.checked_add(SignedDuration::from_hours(24 * i64::from(day))).unwrap_or(epoch)
}

/// Days since 1970 of a date.
#[must_use]
pub fn day_of_date(date: Date) -> i32 {
    let seconds = date.to_datetime(jiff::civil::Time::midnight());
    Offset::UTC.to_timestamp(seconds).map_or(0, |timestamp| day_of(timestamp.as_second()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_ways_of_writing_mean_the_same() {
        let expected = Some(1_790_812_800);
        for text in [
            "2026-10-01",
            "2026-10-01T00:00:00Z",
            "2026-10-01T00:00:00.000Z",
            "2026-10-01T02:00:00+02:00",
            "2026-10-01 00:00:00",
            "2026-10-01 00:00:00.000",
            "2026-10-01 00:00:00.000000",
            "2026-10-01 00:00:00 UTC",
            "1790812800",
            "1790812800000",
            "1790812800000000000",
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_moment_is_none() {
        for text in ["", "yesterday", "2026-13-01", "0", "99999999999999999999999", "1.2.3", "12"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn days_and_dates_agree() {
        let date = jiff::civil::date(2026, 10, 1);
        assert_eq!(date_of(day_of_date(date)), date);
        assert_eq!(day_of(1_790_812_800 - 1) + 1, day_of_date(date));
    }
}
