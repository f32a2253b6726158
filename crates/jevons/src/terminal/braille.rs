//! Charts from braille characters, each two dots wide and four high.

/// The 90 % and 50 % band and the median of a series, month by month; NaN where it does not apply.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// 5 % quantile.
    pub p5: f64,
    /// 25 % quantile.
    pub p25: f64,
    /// Median.
    pub p50: f64,
    /// 75 % quantile.
    pub p75: f64,
    /// 95 % quantile.
    pub p95: f64,
}

/// A field of dots, drawn by row and column from the upper left.
struct Dots {
    rows: usize,
    columns: usize,
    set: Vec<bool>,
}

impl Dots {
    fn new(lines: usize, characters: usize) -> Self {
        let (rows, columns) = (lines * 4, characters * 2);
        Self { rows, columns, set: vec![false; rows * columns] }
    }

    fn draw(&mut self, row: usize, column: usize) {
        if row < self.rows && column < self.columns {
            self.set[row * self.columns + column] = true;
        }
    }

    fn line(&self, line: usize) -> String {
        // Bits of the dots of a braille character: left column from above, then right column.
        const BITS: [[u32; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
        (0..self.columns / 2)
            .map(|character| {
                let mut code = 0x2800;
                for (row, bits) in BITS.iter().enumerate() {
                    for (column, bit) in bits.iter().enumerate() {
                        if self.set[(line * 4 + row) * self.columns + character * 2 + column] {
                            code |= bit;
                        }
                    }
                }
                char::from_u32(code).unwrap_or(' ')
            })
            .collect()
    }
}

/// Where values lie between the least and the greatest.
struct Span {
    least: f64,
    greatest: f64,
}

impl Span {
    fn of(values: impl Iterator<Item = f64>) -> Option<Self> {
        let (least, greatest) = values
            .filter(|value| value.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, greatest), value| {
                (least.min(value), greatest.max(value))
            });
        (least <= greatest).then_some(Self { least, greatest })
    }

    /// Row of a value, 0 on top; the middle when all values are equal, `None` for NaN.
    fn row(&self, value: f64, rows: usize) -> Option<usize> {
        if value.is_nan() {
            return None;
        }
        let height = self.greatest - self.least;
        let share = if height > 0.0 { (self.greatest - value) / height } else { 0.5 };
        Some((share * (rows - 1) as f64).round() as usize)
    }
}

/// Position in a series of `length` that stands at `column` of `columns`.
fn sample(column: usize, columns: usize, length: usize) -> usize {
    if columns < 2 { length - 1 } else { (column * (length - 1) + (columns - 1) / 2) / (columns - 1) }
}

/// The course of a series in one line of `characters`; blank where it does not apply.
#[must_use]
pub fn sparkline(values: &[f64], characters: usize) -> String {
    let mut dots = Dots::new(1, characters);
    if let Some(span) = Span::of(values.iter().copied()) {
        for column in 0..dots.columns {
            if let Some(row) = span.row(values[sample(column, dots.columns, values.len())], dots.rows) {
                dots.draw(row, column);
            }
        }
    }
    dots.line(0)
}

/// A fan chart of some lines: the median solid, half of the runs densely dotted, 90 % of them sparsely.
///
/// Also returns the values at the upper and lower edge, `None` when nothing applies.
#[must_use]
pub fn fan(bands: &[Band], lines: usize, characters: usize) -> (Vec<String>, Option<(f64, f64)>) {
    let mut dots = Dots::new(lines, characters);
    let Some(span) = Span::of(bands.iter().flat_map(|band| [band.p5, band.p50, band.p95])) else {
        return ((0..lines).map(|line| dots.line(line)).collect(), None);
    };
    let mut before: Option<usize> = None;
    for column in 0..dots.columns {
        let band = bands[sample(column, dots.columns, bands.len())];
        let rows = |low: f64, high: f64| Some(span.row(high, dots.rows)?..=span.row(low, dots.rows)?);
        let wide = rows(band.p5, band.p95).into_iter().flatten();
        let sparse: Vec<usize> = wide.filter(|row| column % 2 == 0 && (row + column / 2) % 2 == 0).collect();
        let narrow = rows(band.p25, band.p75).into_iter().flatten();
        let dense: Vec<usize> = narrow.filter(|row| (row + column) % 2 == 0).collect();
        sparse.into_iter().chain(dense).for_each(|row| dots.draw(row, column));
        // The median has no gaps: from the row before to the row now.
        let now = span.row(band.p50, dots.rows);
        if let Some(now) = now {
            let from = before.unwrap_or(now);
            (from.min(now)..=from.max(now)).for_each(|row| dots.draw(row, column));
        }
        before = now;
    }
    ((0..lines).map(|line| dots.line(line)).collect(), Some((span.greatest, span.least)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sparkline_rises_and_falls_with_its_series() {
        let rising: Vec<f64> = (0..16).map(f64::from).collect();
        assert_eq!(sparkline(&rising, 8), "⣀⡠⠤⠤⠒⠒⠊⠉");
        assert_eq!(sparkline(&[3.0; 9], 4), "⠤⠤⠤⠤", "level");
        assert_eq!(sparkline(&[1.0, f64::NAN, f64::NAN, f64::NAN], 2), "⠄⠀", "closed");
        assert_eq!(sparkline(&[f64::NAN; 3], 3), "⠀⠀⠀");
        assert_eq!(sparkline(&[1.0], 2).chars().count(), 2);
    }

    #[test]
    fn a_fan_shows_bands_and_a_median_without_gaps() {
        let bands: Vec<Band> = (0..24)
            .map(|month| {
                let month = f64::from(month);
                let at = |z: f64| month + z * month / 2.0;
                Band { p5: at(-1.6), p25: at(-0.7), p50: at(0.0), p75: at(0.7), p95: at(1.6) }
            })
            .collect();
        let (lines, edges) = fan(&bands, 5, 20);
        insta::assert_snapshot!(lines.join("\n"));
        let (greatest, least) = edges.unwrap();
        assert!((greatest - 41.4).abs() < 1e-9 && least == 0.0);
        let nothing = Band { p5: f64::NAN, p25: f64::NAN, p50: f64::NAN, p75: f64::NAN, p95: f64::NAN };
        assert_eq!(fan(&[nothing], 1, 2), (vec!["⠀⠀".to_owned()], None));
    }
}
