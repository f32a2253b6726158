//! How a number is spread over runs: a histogram, with that of another world and a level that matters.

use std::fmt::Write;

use crate::axis::ValueAxis;
use crate::format::Scale;
use crate::input::AxisKind;
use crate::svg::{coordinate, escape, line, spread, text};

const WIDTH: f64 = 520.0;
const HEIGHT: f64 = 210.0;
/// Room above, right, below, left.
const MARGIN: (f64, f64, f64, f64) = (34.0, 16.0, 26.0, 16.0);
const BINS: usize = 24;
/// Beyond these quantiles of all values together the outermost bins collect.
const KEPT: (f64, f64) = (0.01, 0.99);

/// A number over runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    /// What the number is.
    pub title: String,
    /// Its unit by its name.
    pub unit: String,
    /// Its values in the world looked at; what is not finite is left out.
    pub values: Vec<f64>,
    /// What the world looked at is called.
    pub name: String,
    /// The values in another world, and what that is called.
    pub against: Option<(Vec<f64>, String)>,
    /// A value with a meaning, and which.
    pub level: Option<(f64, String)>,
}

/// A drawn distribution: the picture, and the title of its axis. `None` without two values.
pub(crate) fn draw(distribution: &Distribution) -> Option<(String, String)> {
    let finite = |values: &[f64]| -> Vec<f64> {
        let mut values: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        values.sort_by(f64::total_cmp);
        values
    };
    let own = finite(&distribution.values);
    let other = distribution.against.as_ref().map(|(values, _)| finite(values)).unwrap_or_default();
    let mut all = finite(&[own.clone(), other.clone()].concat());
    if own.len() < 2 {
        return None;
    }
    let kept = KEPT.0..=KEPT.1;
    all = [*kept.start(), *kept.end()]
        .map(|place| all[(place * (all.len() - 1) as f64).round() as usize])
        .to_vec();
    let level = distribution.level.as_ref().map(|(value, _)| *value).filter(|value| value.is_finite());
    let scale = Scale::of(&distribution.unit, all.iter().copied().chain(level));
    let ends = all.iter().copied().chain(level).map(|value| scale.scaled(value));
    let axis = ValueAxis::new(ends, AxisKind::Linear, 6);
    let x = |scaled: f64| {
        MARGIN.3 + (WIDTH - MARGIN.3 - MARGIN.1) * axis.height(scaled.clamp(axis.least, axis.greatest))
    };
    let bins = |values: &[f64]| -> Vec<f64> {
        let mut counts = vec![0.0; BINS];
        for value in values {
            let place = axis.height(scale.scaled(*value)).clamp(0.0, 1.0);
            counts[((place * BINS as f64) as usize).min(BINS - 1)] += 1.0 / values.len() as f64;
        }
        counts
    };
    let (mine, theirs) = (bins(&own), bins(&other));
    let tallest = mine.iter().chain(&theirs).copied().fold(0.0, f64::max);
    let bottom = HEIGHT - MARGIN.2;
    let y = |share: f64| bottom - (bottom - MARGIN.0) * share / tallest.max(f64::MIN_POSITIVE);
    let width = (WIDTH - MARGIN.3 - MARGIN.1) / BINS as f64;
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" class=\"spreads s1\" role=\"img\" aria-label=\"{}\">",
        escape(&spoken(distribution, &scale, &own, &other))
    );
    for (place, share) in mine.iter().enumerate().filter(|(_, share)| **share > 0.0) {
        let (left, top) = (MARGIN.3 + place as f64 * width, y(*share));
        let _ = write!(
            svg,
            "<rect class=\"bar\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            coordinate(left),
            coordinate(top),
            coordinate(width - 1.0),
            coordinate(bottom - top)
        );
    }
    if !other.is_empty() {
        let mut path = format!("M{} {}", coordinate(MARGIN.3), coordinate(bottom));
        for (place, share) in theirs.iter().enumerate() {
            let (left, top) = (MARGIN.3 + place as f64 * width, coordinate(y(*share)));
            let _ = write!(path, "L{} {top}L{} {top}", coordinate(left), coordinate(left + width));
        }
        let _ = write!(path, "L{} {}", coordinate(WIDTH - MARGIN.1), coordinate(bottom));
        let _ = write!(svg, "<path class=\"outline\" d=\"{path}\"/>");
    }
    svg.push_str(&line((MARGIN.3, bottom), (WIDTH - MARGIN.1, bottom), "base"));
    for tick in &axis.ticks {
        svg.push_str(&text(x(*tick), bottom + 17.0, "middle", "tick", &axis.label(*tick)));
    }
    let mut labels: Vec<(f64, String, &str)> = Vec::new();
    let median = own[own.len() / 2];
    labels.push((x(scale.scaled(median)), format!("median {}", scale.short(median)), "mid"));
    if let Some((value, meaning)) = &distribution.level
        && value.is_finite()
    {
        labels.push((x(scale.scaled(*value)), format!("{meaning} {}", scale.short(*value)), "level"));
    }
    let mut places: Vec<f64> = labels.iter().map(|(place, ..)| *place).collect();
    spread(&mut places, 120.0, MARGIN.3 + 50.0, WIDTH - MARGIN.1 - 50.0);
    for ((place, words, class), label) in labels.iter().zip(places) {
        svg.push_str(&line((*place, MARGIN.0 - 8.0), (*place, bottom), class));
        svg.push_str(&text(label, MARGIN.0 - 16.0, "middle", "name", words));
    }
    svg.push_str("</svg>");
    Some((svg, scale.axis_title()))
}

/// What a reader hears who does not see the chart.
fn spoken(distribution: &Distribution, scale: &Scale, own: &[f64], other: &[f64]) -> String {
    let at = |values: &[f64], place: f64| values[(place * (values.len() - 1) as f64).round() as usize];
    let said = |name: &str, values: &[f64]| {
        format!(
            "{name}: median {}, nine tenths of runs {}",
            scale.quantity(at(values, 0.5)),
            scale.range(at(values, 0.05), at(values, 0.95))
        )
    };
    let mut spoken = format!("{}. {}", distribution.title, said(&distribution.name, own));
    if let (Some((_, name)), false) = (&distribution.against, other.is_empty()) {
        let _ = write!(spoken, ". {}", said(name, other));
    }
    spoken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distribution_is_drawn_with_its_level_and_without_nonsense() {
        let mut distribution = Distribution {
            title: "Revenue".to_owned(),
            unit: "usd_per_year".to_owned(),
            values: (0..100).map(|run| 1e9 * f64::from(run)).chain([f64::NAN, 9e15]).collect(),
            name: "S01 & more".to_owned(),
            against: Some(((0..100).map(|run| 2e9 * f64::from(run)).collect(), "baseline".to_owned())),
            level: Some((5e10, "asked".to_owned())),
        };
        let (svg, axis) = draw(&distribution).unwrap();
        assert!(
            svg.contains("asked $50") && svg.contains("S01 &amp; more") && svg.contains("outline"),
            "{svg}"
        );
        assert!(!svg.contains("NaN") && axis.contains("billion"), "{axis}");
        distribution.values = vec![3.0; 50];
        distribution.against = None;
        assert!(draw(&distribution).is_some_and(|(svg, _)| !svg.contains("NaN")));
        distribution.values = vec![f64::NAN; 50];
        assert_eq!(draw(&distribution), None);
    }
}
