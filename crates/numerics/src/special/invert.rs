//! Solving `F(t) = target` for a smooth increasing distribution function of a transformed variable.

/// What a distribution function is at one point: both tails and the density, all with respect to `t`.
pub(super) struct Point {
    pub(super) below: f64,
    pub(super) above: f64,
    pub(super) density: f64,
}

/// Newton steps on the logarithm of the smaller tail, kept inside a bracket that bisection narrows when they leave it.
///
/// The tails of the laws solved here are close to exponential in `t`, so their logarithms are nearly straight and the
/// steps converge from anywhere.
pub(super) fn solve(target: f64, start: f64, limit: f64, point: impl Fn(f64) -> Point) -> f64 {
    const STEPS: usize = 200;
    let (mut low, mut high) = (-limit, limit);
    let mut t = start.clamp(low, high);
    for _ in 0..STEPS {
        let Point { below, above, density } = point(t);
        let lower_tail = target <= 0.5;
        let (excess, slope) = if lower_tail {
            (crate::math::ln(below / target), density / below)
        } else {
            (-crate::math::ln(above / (1.0 - target)), density / above)
        };
        if excess == 0.0 {
            break;
        }
        // A tail that underflowed has an infinite logarithm, whose sign is still right for the bracket.
        if excess > 0.0 {
            high = t;
        } else {
            low = t;
        }
        let newton = t - excess / slope;
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        // The error after a Newton step is about the square of the step, so there is no need to go on to standstill.
        let done = (next - t).abs() <= 4.0 * f64::EPSILON * (1.0 + t.abs());
        t = next;
        if done {
            break;
        }
    }
    t
}
