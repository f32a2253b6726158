//! How evenly points lie in the unit cube: the distance between their distribution and the uniform one.
//!
//! All four are means over all boxes of some kind of the squared difference between the share of points in a box and
//! its volume; smaller is more even. `points` holds one slice of coordinates a point; without points, or with points of
//! different lengths, the result is NaN. The work grows with the square of the number of points.

use jevons_numerics::math::{pow_whole, sqrt};

/// Squared centred discrepancy (Hickernell 1998): boxes between a point and the nearest corner.
#[must_use]
pub fn centred<P: AsRef<[f64]>>(points: &[P]) -> f64 {
    let half = |x: f64| (x - 0.5).abs();
    squared(
        points,
        |dimensions| pow_whole(13.0 / 12.0, dimensions),
        |x| 1.0 + 0.5 * half(x) - 0.5 * half(x) * half(x),
        |x, y| 1.0 + 0.5 * half(x) + 0.5 * half(y) - 0.5 * (x - y).abs(),
    )
}

/// Squared wrap-around discrepancy (Hickernell 1998): boxes on the torus.
#[must_use]
pub fn wrap_around<P: AsRef<[f64]>>(points: &[P]) -> f64 {
    // The single sum of the other measures has a constant integrand here: one product of ones too many is taken back.
    squared(
        points,
        |dimensions| 2.0 - pow_whole(4.0 / 3.0, dimensions),
        |_| 1.0,
        |x, y| {
            let distance = (x - y).abs();
            1.5 - distance * (1.0 - distance)
        },
    )
}

/// Squared mixture discrepancy (Zhou, Fang and Ning 2013): between centred and wrap-around.
#[must_use]
pub fn mixture<P: AsRef<[f64]>>(points: &[P]) -> f64 {
    let half = |x: f64| (x - 0.5).abs();
    squared(
        points,
        |dimensions| pow_whole(19.0 / 12.0, dimensions),
        |x| 5.0 / 3.0 - 0.25 * half(x) - 0.25 * half(x) * half(x),
        |x, y| {
            let distance = (x - y).abs();
            1.875 - 0.25 * half(x) - 0.25 * half(y) - 0.75 * distance + 0.5 * distance * distance
        },
    )
}

/// L2 star discrepancy (Warnock 1972): boxes anchored at the origin. Unlike the others it is not squared.
#[must_use]
pub fn l2_star<P: AsRef<[f64]>>(points: &[P]) -> f64 {
    sqrt(squared(
        points,
        |dimensions| pow_whole(1.0 / 3.0, dimensions),
        |x| 0.5 * (1.0 - x * x),
        |x, y| 1.0 - x.max(y),
    ))
}

/// `whole - 2/n sum prod single + 1/n^2 sum sum prod pair`.
fn squared<P: AsRef<[f64]>>(
    points: &[P],
    whole: impl Fn(u32) -> f64,
    single: impl Fn(f64) -> f64,
    pair: impl Fn(f64, f64) -> f64,
) -> f64 {
    let Some(first) = points.first() else { return f64::NAN };
    let dimensions = first.as_ref().len();
    if points.iter().any(|point| point.as_ref().len() != dimensions) {
        return f64::NAN;
    }
    let count = points.len() as f64;
    let singles: f64 =
        points.iter().map(|point| point.as_ref().iter().map(|&x| single(x)).product::<f64>()).sum();
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(&x, &y)| pair(x, y)).product::<f64>();
    let pairs: f64 =
        points.iter().map(|a| points.iter().map(|b| product(a.as_ref(), b.as_ref())).sum::<f64>()).sum();
    whole(dimensions as u32) - 2.0 / count * singles + pairs / (count * count)
}
