//! Fan charts: history as dots, the median as a line, half, 80 % and 90 % of the runs as bands of falling weight.

use std::fmt::Write;

use jevons_numerics::Month;

use crate::axis::{ValueAxis, year_ticks};
use crate::format::Scale;
use crate::input::{FanBand, FanChart};
use crate::svg::{band_path, coordinate, escape, line, line_path, spread, text};

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 232.0;
/// Room around the plot for labels: above, right, below, left.
const MARGIN: (f64, f64, f64, f64) = (12.0, 58.0, 24.0, 38.0);
/// Months of history shown at most.
const HISTORY_MONTHS: i32 = 60;

/// A band: its class, and which quantiles bound it.
type Band = (&'static str, fn(&FanBand) -> (f64, f64));

const BANDS: [Band; 3] = [
    ("b90", |band| (band.p5, band.p95)),
    ("b80", |band| (band.p10, band.p90)),
    ("b50", |band| (band.p25, band.p75)),
];

/// What the line and the outermost band are, for those who hear the chart.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    middle: &'static str,
    outer: &'static str,
}

/// Quantiles over runs.
pub(crate) const RUNS: Words = Words { middle: "median", outer: "90 % of the runs" };
/// A mean difference with its interval.
pub(crate) const DIFFERENCE: Words = Words { middle: "mean difference", outer: "95 % interval" };

/// A drawn chart.
pub(crate) struct Drawn {
    /// The SVG element.
    pub(crate) svg: String,
    /// Title of the vertical axis.
    pub(crate) axis_title: String,
    /// For each month, tab separated: month, position, median, half, 80 %, 90 % of the runs.
    pub(crate) readings: String,
}

/// What a chart shows beside its runs.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Beside<'b> {
    /// Another line, month by month: the median of what it is compared with.
    pub(crate) line: &'b [f64],
    /// A level with a meaning.
    pub(crate) level: Option<f64>,
}

/// Where months and values stand.
struct Plane<'a> {
    chart: &'a FanChart,
    scale: Scale,
    axis: ValueAxis,
    first: Month,
    last: Month,
}

impl<'a> Plane<'a> {
    fn new(chart: &'a FanChart, beside: Beside<'_>) -> Self {
        let last = chart.first_month.plus((chart.bands.len() as i32 - 1).max(0));
        let earliest = chart.first_month.plus(-HISTORY_MONTHS);
        let shown = |month: Month| month >= earliest && month <= last;
        let history: Vec<(Month, f64)> = chart
            .history
            .iter()
            .copied()
            .filter(|(month, value)| shown(*month) && value.is_finite())
            .collect();
        let first =
            history.iter().map(|(month, _)| *month).chain([chart.first_month]).min().unwrap_or(earliest);
        let values: Vec<f64> = chart
            .bands
            .iter()
            .flat_map(|band| [band.p5, band.p50, band.p95])
            .chain(history.iter().map(|(_, value)| *value))
            .chain(beside.line.iter().copied())
            .chain(beside.level)
            .collect();
        let scale = Scale::of(&chart.unit, values.iter().copied());
        let axis = ValueAxis::new(values.iter().map(|&value| scale.scaled(value)), chart.axis, 4);
        Self { chart, scale, axis, first, last }
    }

    fn x(&self, month: Month) -> f64 {
        let months = f64::from(self.last.since(self.first).max(1));
        MARGIN.3 + (WIDTH - MARGIN.3 - MARGIN.1) * f64::from(month.since(self.first)) / months
    }

    /// Height of a tick of the axis.
    fn y_scaled(&self, value: f64) -> f64 {
        HEIGHT - MARGIN.2 - (HEIGHT - MARGIN.0 - MARGIN.2) * self.axis.height(value)
    }

    fn y(&self, value: f64) -> f64 {
        self.y_scaled(self.scale.scaled(value))
    }

    fn month(&self, position: usize) -> Month {
        self.chart.first_month.plus(position as i32)
    }
}

/// Draws a chart; `number` makes the ids in it unique on the page.
pub(crate) fn draw(chart: &FanChart, number: usize, words: Words) -> Drawn {
    draw_beside(chart, number, words, Beside::default())
}

/// Draws a chart with another line or a level in it.
pub(crate) fn draw_beside(chart: &FanChart, number: usize, words: Words, beside: Beside<'_>) -> Drawn {
    let plane = Plane::new(chart, beside);
    let hue = chart.sector.map_or("ink".to_owned(), |sector| format!("s{}", sector % crate::tables::HUES));
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" class=\"fan {hue}\" role=\"img\" aria-labelledby=\"fan{number}t fan{number}d\">\
         <title id=\"fan{number}t\">{}</title><desc id=\"fan{number}d\">{}</desc>",
        escape(&heading(chart)),
        escape(&spoken(&plane, words)),
    );
    draw_axes(&plane, &mut svg);
    for (class, bounds) in BANDS {
        let edge = |(position, band): (usize, &FanBand)| {
            let (low, high) = bounds(band);
            let known = low.is_finite() && high.is_finite();
            known.then(|| (plane.x(plane.month(position)), plane.y(high), plane.y(low)))
        };
        let edges: Vec<_> = chart.bands.iter().enumerate().map(edge).collect();
        let _ = write!(svg, "<path class=\"{class}\" d=\"{}\"/>", band_path(&edges));
    }
    let median = chart.bands.iter().enumerate().map(|(position, band)| {
        band.p50.is_finite().then(|| (plane.x(plane.month(position)), plane.y(band.p50)))
    });
    let _ = write!(svg, "<path class=\"median\" d=\"{}\"/>", line_path(median));
    draw_history(&plane, &mut svg);
    let other = beside.line.iter().enumerate().map(|(position, value)| {
        value.is_finite().then(|| (plane.x(plane.month(position)), plane.y(*value)))
    });
    if !beside.line.is_empty() {
        let _ = write!(svg, "<path class=\"other\" d=\"{}\"/>", line_path(other));
    }
    if let Some(level) = beside.level.filter(|level| level.is_finite()) {
        let y = plane.y(level);
        svg.push_str(&line((MARGIN.3, y), (WIDTH - MARGIN.1, y), "level"));
    }
    draw_end_labels(&plane, &mut svg);
    svg.push_str("<g class=\"reading\" hidden=\"\"><line class=\"cursor\"/><circle r=\"3.5\"/></g></svg>");
    let mut axis_title = plane.scale.axis_title();
    if plane.axis.is_logarithmic() {
        axis_title.push_str(", logarithmic");
    }
    if !chart.note.is_empty() {
        let joint = if axis_title.is_empty() { "" } else { ", " };
        axis_title = format!("{axis_title}{joint}{}", chart.note);
    }
    Drawn { svg, axis_title, readings: readings(&plane) }
}

/// Title and agent.
pub(crate) fn heading(chart: &FanChart) -> String {
    if chart.agent.is_empty() { chart.title.clone() } else { format!("{}, {}", chart.title, chart.agent) }
}

fn draw_axes(plane: &Plane<'_>, svg: &mut String) {
    let right = WIDTH - MARGIN.1;
    for &tick in &plane.axis.ticks {
        let y = plane.y_scaled(tick);
        let base = tick == 0.0 || (plane.axis.least > 0.0 && tick == plane.axis.least);
        svg.push_str(&line((MARGIN.3, y), (right, y), if base { "base" } else { "grid" }));
        svg.push_str(&text(MARGIN.3 - 6.0, y + 4.0, "end", "tick", &plane.axis.label(tick)));
    }
    let bottom = HEIGHT - MARGIN.2;
    for (month, label) in year_ticks(plane.first, plane.last, 6) {
        let x = plane.x(month);
        svg.push_str(&line((x, bottom), (x, bottom + 4.0), "mark"));
        svg.push_str(&text(x, bottom + 17.0, "middle", "tick", &label));
    }
    if plane.first < plane.chart.first_month {
        let x = plane.x(plane.chart.first_month);
        svg.push_str(&line((x, MARGIN.0), (x, bottom), "opening"));
    }
}

fn draw_history(plane: &Plane<'_>, svg: &mut String) {
    for &(month, value) in &plane.chart.history {
        if month >= plane.first && month <= plane.last && value.is_finite() {
            let (x, y) = (coordinate(plane.x(month)), coordinate(plane.y(value)));
            let _ = write!(
                svg,
                "<circle class=\"history\" cx=\"{x}\" cy=\"{y}\" r=\"2.6\"><title>{month}: {}</title></circle>",
                escape(&plane.scale.quantity(value))
            );
        }
    }
}

/// The last median in full weight, the ends of the 90 % band beside it.
fn draw_end_labels(plane: &Plane<'_>, svg: &mut String) {
    let last = plane.chart.bands.iter().enumerate().rev().find(|(_, band)| band.p50.is_finite());
    let Some((position, band)) = last else { return };
    let x = plane.x(plane.month(position)) + 6.0;
    let values = [band.p95, band.p50, band.p5];
    let mut heights = values.map(|value| plane.y(value));
    spread(&mut heights, 13.0, MARGIN.0 - 2.0, HEIGHT - MARGIN.2);
    // Equal values need one label.
    let level = band.p95 == band.p5;
    for ((value, y), class) in values.into_iter().zip(heights).zip(["end", "end strong", "end"]) {
        if class == "end strong" || !level {
            // The unit stands on the axis; the label has room for the number and its scale.
            let label =
                if class == "end strong" { plane.scale.short(value) } else { plane.scale.number(value) };
            svg.push_str(&text(x, y + 4.0, "start", class, &label));
        }
    }
}

/// What a screen reader says.
fn spoken(plane: &Plane<'_>, words: Words) -> String {
    let mut spoken = plane.chart.description.clone();
    let known = plane.chart.bands.iter().enumerate().rev().find(|(_, band)| band.p50.is_finite());
    if let Some((position, band)) = known {
        let _ = write!(
            spoken,
            " In {}: {} {}, {} {}.",
            plane.month(position),
            words.middle,
            plane.scale.quantity(band.p50),
            words.outer,
            plane.scale.range(band.p5, band.p95)
        );
    }
    spoken
}

fn readings(plane: &Plane<'_>) -> String {
    let row = |(position, band): (usize, &FanBand)| {
        let month = plane.month(position);
        [
            month.to_string(),
            coordinate(plane.x(month)),
            if band.p50.is_finite() { coordinate(plane.y(band.p50)) } else { String::new() },
            plane.scale.quantity(band.p50),
            plane.scale.range(band.p25, band.p75),
            plane.scale.range(band.p10, band.p90),
            plane.scale.range(band.p5, band.p95),
        ]
        .join("\t")
    };
    plane.chart.bands.iter().enumerate().map(row).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::AxisKind;

    fn chart(bands: Vec<FanBand>, history: Vec<(Month, f64)>) -> FanChart {
        FanChart {
            title: "Revenue".to_owned(),
            agent: "A & B <labs>".to_owned(),
            unit: "usd_per_year".to_owned(),
            description: "What customers pay.".to_owned(),
            note: String::new(),
            sector: Some(2),
            axis: AxisKind::Linear,
            first_month: "2026-12".parse().unwrap(),
            bands,
            history,
        }
    }

    fn band(median: f64, spread: f64) -> FanBand {
        let at = |z: f64| median + z * spread;
        FanBand {
            p5: at(-1.6),
            p10: at(-1.3),
            p25: at(-0.7),
            p50: median,
            p75: at(0.7),
            p90: at(1.3),
            p95: at(1.6),
        }
    }

    fn coordinates(svg: &str) -> Vec<f64> {
        svg.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'))
            .filter(|part| part.contains('.') || part.len() > 2)
            .filter_map(|part| part.parse().ok())
            .collect()
    }

    #[test]
    fn a_chart_has_its_title_bands_history_and_labels() {
        let bands =
            (0..36).map(|month| band(2e10 + 1e9 * f64::from(month), 2e8 * f64::from(month))).collect();
        let history = vec![("2026-06".parse().unwrap(), 1.5e10), ("2001-01".parse().unwrap(), 9e19)];
        let drawn = draw(&chart(bands, history), 4, RUNS);
        assert!(drawn.svg.contains("<title id=\"fan4t\">Revenue, A &amp; B &lt;labs&gt;</title>"));
        assert!(drawn.svg.contains("In 2029-11: median $55"), "{}", drawn.svg);
        for class in ["b90", "b80", "b50", "median", "history", "opening", "end strong", "s2"] {
            assert!(drawn.svg.contains(class), "{class}");
        }
        assert_eq!(drawn.svg.matches("<circle class=\"history\"").count(), 1, "too old is not shown");
        assert_eq!(drawn.axis_title, "billion US dollars per year");
        assert_eq!(drawn.readings.lines().count(), 36);
        assert!(drawn.readings.starts_with("2026-12\t"));
        assert!(coordinates(&drawn.svg).iter().all(|value| (0.0..2_100.0).contains(value)), "{}", drawn.svg);
    }

    #[test]
    fn series_that_end_or_never_apply_are_drawn_without_nonsense() {
        let nothing = band(f64::NAN, f64::NAN);
        for bands in [vec![], vec![nothing], vec![band(1e9, 1e8), nothing, nothing], vec![band(0.0, 0.0); 3]]
        {
            let drawn = draw(&chart(bands, vec![]), 0, DIFFERENCE);
            assert!(!drawn.svg.contains("NaN") && !drawn.svg.contains("inf"), "{}", drawn.svg);
        }
    }
}
