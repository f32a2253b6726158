//! The few pieces of SVG that the charts are made of.

use std::fmt::Write;

/// Text that may stand in an element or a quoted attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // Not allowed in XML, whatever the escape.
            control if control.is_control() && !matches!(control, '\n' | '\t') => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A coordinate: a tenth of a pixel is finer than any screen.
pub(crate) fn coordinate(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    // No minus zero in the file.
    format!("{}", rounded + 0.0)
}

/// A path through points; it breaks where `None` stands.
pub(crate) fn line_path(points: impl IntoIterator<Item = Option<(f64, f64)>>) -> String {
    let mut path = String::new();
    let mut command = 'M';
    for point in points {
        match point {
            Some((x, y)) => {
                let _ = write!(path, "{command}{} {}", coordinate(x), coordinate(y));
                command = 'L';
            }
            None => command = 'M',
        }
    }
    path
}

/// The outlines of the areas between an upper and a lower edge; gaps split it.
pub(crate) fn band_path(edges: &[Option<(f64, f64, f64)>]) -> String {
    let mut path = String::new();
    for part in edges.split(Option::is_none) {
        let points: Vec<(f64, f64, f64)> = part.iter().flatten().copied().collect();
        if points.is_empty() {
            continue;
        }
        let upper = points.iter().map(|&(x, high, _)| Some((x, high)));
        let lower = points.iter().rev().map(|&(x, _, low)| Some((x, low)));
        path.push_str(&line_path(upper.chain(lower)));
        path.push('Z');
    }
    path
}

/// A text element; `class` says how it looks, `anchor` is `start`, `middle` or `end`.
pub(crate) fn text(x: f64, y: f64, anchor: &str, class: &str, content: &str) -> String {
    let (x, y, content) = (coordinate(x), coordinate(y), escape(content));
    format!("<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" class=\"{class}\">{content}</text>")
}

/// A straight line.
pub(crate) fn line(from: (f64, f64), to: (f64, f64), class: &str) -> String {
    let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(coordinate);
    format!("<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" class=\"{class}\"/>")
}

/// Moves labels apart that would overlap, as little as possible and in their order, and keeps them in bounds.
pub(crate) fn spread(positions: &mut [f64], distance: f64, least: f64, greatest: f64) {
    let mut order: Vec<usize> = (0..positions.len()).collect();
    order.sort_by(|&left, &right| positions[left].total_cmp(&positions[right]));
    let mut floor = least;
    for &index in &order {
        positions[index] = positions[index].max(floor);
        floor = positions[index] + distance;
    }
    let mut ceiling = greatest;
    for &index in order.iter().rev() {
        positions[index] = positions[index].min(ceiling);
        ceiling = positions[index] - distance;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_break_at_gaps() {
        let points = [Some((0.0, 1.0)), Some((1.0, 2.25)), None, Some((3.0, -0.04))];
        assert_eq!(line_path(points), "M0 1L1 2.3M3 0");
        let edges = [Some((0.0, 1.0, 5.0)), Some((1.0, 2.0, 6.0)), None, Some((3.0, 3.0, 4.0))];
        assert_eq!(band_path(&edges), "M0 1L1 2L1 6L0 5ZM3 3L3 4Z");
        assert_eq!(band_path(&[None]), "");
    }

    #[test]
    fn nothing_escapes_from_text() {
        assert_eq!(escape("<b a='\"'>&\u{0}é"), "&lt;b a=&#39;&quot;&#39;&gt;&amp;\u{fffd}é");
    }

    #[test]
    fn labels_move_apart_within_bounds() {
        let mut positions = [10.0, 11.0, 50.0, 99.0];
        spread(&mut positions, 12.0, 0.0, 100.0);
        assert_eq!(positions, [10.0, 22.0, 50.0, 99.0]);
        let mut low = [95.0, 99.0, 97.0];
        spread(&mut low, 12.0, 0.0, 100.0);
        assert_eq!(low, [76.0, 100.0, 88.0]);
    }
}
