//! Hours of the day and days of the week at which a price holds.

use super::{Label, Origin};
use crate::moment::DAY_SECONDS;

/// Seconds of a day, from and to.
pub type Spans = Vec<(i64, i64)>;

/// Hours at which the price of a label holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Hours {
    /// Who sells.
    pub seller: String,
    /// Which prices.
    pub label: Label,
    /// Seconds of a day, from and to; past midnight they are two.
    spans: Spans,
    /// Monday is the first.
    days: [bool; 7],
    /// First day, days since 1970.
    pub from: i32,
    /// First day on which they no longer hold.
    pub until: Option<i32>,
    /// Source.
    pub origin: Origin,
}

impl Hours {
    /// Reads `01:00-04:00 06:00-10:00` and `Mon-Fri`.
    #[must_use]
    pub fn parse(hours: &str, days: &str) -> Option<(Spans, [bool; 7])> {
        let mut spans = Vec::new();
        for span in hours.split_whitespace() {
            let (from, to) = span.split_once('-')?;
            let (from, to) = (clock(from)?, clock(to)?);
            match from < to {
                true => spans.push((from, to)),
                false => spans.extend([(from, DAY_SECONDS), (0, to)]),
            }
        }
        let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        let (first, last) = days.split_once('-')?;
        let position = |day: &str| names.iter().position(|name| *name == day);
        let (first, last) = (position(first)?, position(last)?);
        let mut admitted = [false; 7];
        (first..=last).for_each(|day| admitted[day] = true);
        (!spans.is_empty() && first <= last).then_some((spans, admitted))
    }

    /// Hours of a seller.
    #[must_use]
    pub fn new(
        seller: String,
        label: Label,
        (spans, days): (Spans, [bool; 7]),
        (from, until): (i32, Option<i32>),
        origin: Origin,
    ) -> Self {
        Self { seller, label, spans, days, from, until, origin }
    }

    /// Which share of a period, seconds since 1970, lies in them: 0 or 1 of a moment.
    #[must_use]
    pub fn share(&self, start: i64, end: i64) -> f64 {
        if end <= start {
            return f64::from(u8::from(self.within(start, start + 1) > 0));
        }
        // Of long periods a week says all.
        let end = end.min(start.saturating_add(7 * DAY_SECONDS));
        self.within(start, end) as f64 / (end - start) as f64
    }

    fn within(&self, start: i64, end: i64) -> i64 {
        let (first, last) = (start.div_euclid(DAY_SECONDS), (end - 1).div_euclid(DAY_SECONDS));
        let mut seconds = 0;
        for day in first..=last {
            // The first of January 1970 was a Thursday.
            let weekday = (day + 3).rem_euclid(7);
            if !usize::try_from(weekday).is_ok_and(|weekday| self.days[weekday]) {
                continue;
            }
            for (from, to) in &self.spans {
                let from = (day * DAY_SECONDS + from).max(start);
                seconds += ((day * DAY_SECONDS + to).min(end) - from).max(0);
            }
        }
        seconds
    }
}

/// Seconds since midnight of `16:30`.
fn clock(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
    ((0..=24).contains(&hour) && (0..60).contains(&minute)).then_some(hour * 3600 + minute * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(spans: &str, days: &str) -> Hours {
        let origin = Origin { source: String::new(), tier: String::new(), place: String::new() };
        Hours::new(String::new(), Label::Peak, Hours::parse(spans, days).unwrap(), (0, None), origin)
    }

    #[test]
    fn hours_are_those_of_the_week() {
        let peak = hours("01:00-04:00 06:00-10:00", "Mon-Fri");
        let at = |text: &str| crate::moment::parse(text).unwrap();
        assert_eq!(peak.share(at("2026-10-01T02:00:00Z"), at("2026-10-01T03:00:00Z")), 1.0);
        assert_eq!(peak.share(at("2026-10-01T12:00:00Z"), at("2026-10-01T13:00:00Z")), 0.0);
        // Saturday.
        assert_eq!(peak.share(at("2026-10-03T02:00:00Z"), at("2026-10-03T02:00:00Z")), 0.0);
        assert_eq!(peak.share(at("2026-10-01T03:30:00Z"), at("2026-10-01T04:30:00Z")), 0.5);
        // A whole day has seven of its hours.
        assert_eq!(peak.share(at("2026-10-01"), at("2026-10-02")), 7.0 / 24.0);
        let night = hours("16:30-00:30", "Mon-Sun");
        assert_eq!(night.share(at("2025-03-01T00:10:00Z"), at("2025-03-01T00:10:00Z")), 1.0);
        assert_eq!(night.share(at("2025-03-01"), at("2025-03-02")), 8.0 / 24.0);
    }
}
