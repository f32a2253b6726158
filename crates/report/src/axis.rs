//! Axes: round tick marks for values, years for months.

use jevons_numerics::{Month, math};

use crate::input::AxisKind;

/// A vertical axis from its lower to its upper end, in the units in which it is labelled.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ValueAxis {
    pub(crate) least: f64,
    pub(crate) greatest: f64,
    pub(crate) ticks: Vec<f64>,
    kind: AxisKind,
}

impl ValueAxis {
    /// An axis with about `wanted` ticks that holds all values; zero is on it unless it is far from all of them.
    pub(crate) fn new(values: impl IntoIterator<Item = f64>, kind: AxisKind, wanted: usize) -> Self {
        let finite: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
        let positive = finite.iter().all(|&value| value > 0.0) && !finite.is_empty();
        let (least, greatest) =
            finite.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, greatest), &value| {
                (least.min(value), greatest.max(value))
            });
        match kind {
            _ if finite.is_empty() => Self::linear(0.0, 1.0, wanted),
            // Less than an order of magnitude shows better by differences.
            AxisKind::Logarithmic if positive && greatest > least * 8.0 => Self::logarithmic(least, greatest),
            _ if least >= 0.0 && least < greatest * 0.7 => Self::linear(0.0, greatest, wanted),
            _ if greatest <= 0.0 && greatest > least * 0.7 => Self::linear(least, 0.0, wanted),
            _ if greatest > least => Self::linear(least, greatest, wanted),
            // A level line stands in the middle.
            _ if least == 0.0 => Self::linear(0.0, 1.0, wanted),
            _ => Self::linear(least - least.abs() * 0.5, least + least.abs() * 0.5, wanted),
        }
    }

    fn linear(least: f64, greatest: f64, wanted: usize) -> Self {
        let step = round_step((greatest - least) / wanted.max(1) as f64);
        let (first, last) = ((least / step).floor(), (greatest / step).ceil());
        let count = (last - first) as usize;
        let ticks: Vec<f64> = (0..=count).map(|tick| (first + tick as f64) * step).collect();
        Self { least: first * step, greatest: last * step, ticks, kind: AxisKind::Linear }
    }

    fn logarithmic(least: f64, greatest: f64) -> Self {
        let (low, high) = (math::log10(least), math::log10(greatest));
        let decades = high - low;
        // 1, 2, 5 over one or two decades, powers of ten beyond.
        let steps: &[f64] = if decades < 2.5 { &[1.0, 2.0, 5.0] } else { &[1.0] };
        let mut ticks = Vec::new();
        for exponent in (low.floor() as i32)..=(high.ceil() as i32) {
            let power = math::pow(10.0, f64::from(exponent));
            ticks.extend(steps.iter().map(|step| step * power));
        }
        let first = ticks.iter().rposition(|&tick| tick <= least * 1.000_001).unwrap_or(0);
        let last = ticks.iter().position(|&tick| tick >= greatest * 0.999_999).unwrap_or(ticks.len() - 1);
        let ticks = ticks[first..=last].to_vec();
        Self { least: ticks[0], greatest: ticks[ticks.len() - 1], ticks, kind: AxisKind::Logarithmic }
    }

    /// Height of a value: 0 at the lower end, 1 at the upper end.
    pub(crate) fn height(&self, value: f64) -> f64 {
        match self.kind {
            AxisKind::Linear => (value - self.least) / (self.greatest - self.least),
            AxisKind::Logarithmic => {
                math::log10(value / self.least) / math::log10(self.greatest / self.least)
            }
        }
    }

    pub(crate) fn is_logarithmic(&self) -> bool {
        self.kind == AxisKind::Logarithmic
    }

    /// Label of a tick, with just the digits that tell it from its neighbours.
    pub(crate) fn label(&self, tick: f64) -> String {
        let gap = match self.kind {
            AxisKind::Linear => self.ticks.get(1).map_or(1.0, |second| second - self.ticks[0]),
            AxisKind::Logarithmic => tick,
        };
        let mut decimals = 0;
        let mut scaled = gap;
        while decimals < 8 && (scaled - scaled.round()).abs() > 1e-6 * scaled.abs() {
            scaled *= 10.0;
            decimals += 1;
        }
        let text = format!("{:.decimals$}", tick.abs());
        let (whole, fraction) =
            text.split_once('.').map_or((text.as_str(), ""), |(whole, fraction)| (whole, fraction));
        let sign = if tick < 0.0 { "\u{2212}" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{sign}{}{point}{fraction}", crate::format::thousands(whole))
    }
}

/// The least of 1, 2, 2.5, 5 times a power of ten that is not below `step`.
fn round_step(step: f64) -> f64 {
    let power = math::pow(10.0, math::log10(step).floor());
    let found = [1.0, 2.0, 2.5, 5.0].into_iter().find(|round| round * power >= step * 0.999_999);
    found.unwrap_or(10.0) * power
}

/// Januaries of the months shown, not more of them than fit: with the labels they have.
pub(crate) fn year_ticks(first: Month, last: Month, most: usize) -> Vec<(Month, String)> {
    let years = first.year() + i32::from(first.month() > 1)..=last.year();
    let count = (years.end() - years.start() + 1).max(0) as usize;
    let every = [1, 2, 5, 10].into_iter().find(|every| count <= most * every).unwrap_or(20) as i32;
    years
        .filter(|year| every == 1 || year.rem_euclid(every) == 0)
        .filter_map(|year| Some((Month::new(year, 1)?, year.to_string())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(values: &[f64], kind: AxisKind) -> Vec<String> {
        let axis = ValueAxis::new(values.iter().copied(), kind, 4);
        axis.ticks.iter().map(|&tick| axis.label(tick)).collect()
    }

    #[test]
    fn ticks_are_round_and_hold_the_values() {
        use AxisKind::{Linear, Logarithmic};
        assert_eq!(labels(&[3.0, 189.0], Linear), ["0", "50", "100", "150", "200"]);
        assert_eq!(labels(&[0.02, 0.09], Linear), ["0.000", "0.025", "0.050", "0.075", "0.100"]);
        assert_eq!(labels(&[-30.0, 55.0], Linear), ["\u{2212}50", "\u{2212}25", "0", "25", "50", "75"]);
        assert_eq!(labels(&[95.0, 103.0], Linear), ["94", "96", "98", "100", "102", "104"]);
        assert_eq!(labels(&[-8.0, -1.0], Linear), ["\u{2212}8", "\u{2212}6", "\u{2212}4", "\u{2212}2", "0"]);
        assert_eq!(labels(&[1_100.0, 4_000.0], Linear), ["0", "1,000", "2,000", "3,000", "4,000"]);
        assert_eq!(labels(&[0.3, 9.0], Logarithmic), ["0.2", "0.5", "1", "2", "5", "10"]);
        assert_eq!(labels(&[0.03, 900.0], Logarithmic), ["0.01", "0.1", "1", "10", "100", "1,000"]);
        assert_eq!(labels(&[1.0, 3.0], Logarithmic)[0], "0", "too narrow for a logarithmic axis");
        assert_eq!(labels(&[0.0, 30.0], Logarithmic)[0], "0", "zero has no logarithm");
    }

    #[test]
    fn empty_and_level_series_have_axes() {
        for values in [&[][..], &[f64::NAN], &[0.0, 0.0], &[7.0, 7.0], &[-7.0], &[f64::INFINITY]] {
            let axis = ValueAxis::new(values.iter().copied(), AxisKind::Linear, 4);
            assert!(axis.greatest > axis.least && axis.ticks.len() > 2, "{values:?}: {axis:?}");
            for value in values.iter().filter(|value| value.is_finite()) {
                assert!((0.0..=1.0).contains(&axis.height(*value)), "{value}");
            }
        }
    }

    #[test]
    fn years_are_labelled_as_often_as_they_fit() {
        let ticks = |first: &str, last: &str| -> Vec<String> {
            year_ticks(first.parse().unwrap(), last.parse().unwrap(), 5)
                .into_iter()
                .map(|tick| tick.1)
                .collect()
        };
        assert_eq!(ticks("2026-12", "2031-11"), ["2027", "2028", "2029", "2030", "2031"]);
        assert_eq!(ticks("2022-01", "2031-11"), ["2022", "2024", "2026", "2028", "2030"]);
        assert_eq!(ticks("2026-02", "2026-11"), [""; 0]);
    }
}
