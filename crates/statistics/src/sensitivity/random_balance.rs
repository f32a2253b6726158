//! First-order indices from frequencies: an outcome in the order of an input is a signal, and what the input explains
//! alone is its slow part.

use std::f64::consts::PI;

use jevons_numerics::math;

use crate::moments::{mean, order};

/// Frequencies that count as slow.
const HARMONICS: usize = 10;

pub(super) fn first_order(outcome: &[f64], input: &[f64]) -> f64 {
    let order = order(input);
    // Up over every second run and down over the others, so that the signal closes without a jump.
    let up = order.iter().step_by(2);
    let down = order.iter().skip(1).step_by(2).rev();
    let signal: Vec<f64> = up.chain(down).map(|&run| outcome[run]).collect();
    let (centre, runs) = (mean(&signal), signal.len() as f64);
    let power = |harmonic: usize| {
        let (mut real, mut imaginary) = (0.0, 0.0);
        for (time, value) in signal.iter().enumerate() {
            // The angle is reduced exactly, as whole steps around the circle.
            let step = (harmonic * time) % signal.len();
            let angle = 2.0 * PI * step as f64 / runs;
            real += (value - centre) * math::cos(angle);
            imaginary += (value - centre) * math::sin(angle);
        }
        real * real + imaginary * imaginary
    };
    let slow: f64 = (1..=HARMONICS.min((signal.len() - 1) / 2)).map(power).sum();
    let all: f64 = signal.iter().map(|value| (value - centre) * (value - centre)).sum();
    let share = 2.0 * slow / (runs * all);
    // Slow frequencies take their part of noise, too.
    let part = 2.0 * HARMONICS as f64 / runs;
    if part < 1.0 { share - part / (1.0 - part) * (1.0 - share) } else { share }
}
