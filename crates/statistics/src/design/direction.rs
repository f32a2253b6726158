//! Direction numbers of Sobol's sequence, from the table of Joe and Kuo.

/// Bits of a coordinate.
pub(super) const BITS: usize = 32;

/// Dimensions for which there are direction numbers.
pub const DIMENSIONS_MAX: usize = 1024;

const TABLE: &str = include_str!("direction_numbers.txt");

/// Direction numbers of the first dimensions: bit `BITS - 1 - k` of number `k` is its highest.
pub(super) fn directions(dimensions: usize) -> Vec<[u32; BITS]> {
    let first = std::array::from_fn(|position| 1 << (BITS - 1 - position));
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    std::iter::once(first).chain(lines.map(of_line)).take(dimensions).collect()
}

/// One line: dimension, degree, coefficients, initial numbers.
fn of_line(line: &str) -> [u32; BITS] {
    let numbers: Vec<u32> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let (degree, coefficients, initial) = (numbers[1] as usize, numbers[2], &numbers[3..]);
    let mut directions = [0; BITS];
    for position in 0..BITS {
        directions[position] = if position < degree {
            initial[position] << (BITS - 1 - position)
        } else {
            let oldest = directions[position - degree];
            (1..degree).fold(oldest ^ (oldest >> degree), |sum, back| {
                let taken = (coefficients >> (degree - 1 - back)) & 1;
                sum ^ (taken * directions[position - back])
            })
        };
    }
    directions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        let all = directions(usize::MAX);
        assert_eq!(all.len(), DIMENSIONS_MAX);
        for (dimension, directions) in all.iter().enumerate() {
            for (position, direction) in directions.iter().enumerate() {
                // The lowest set bit makes the matrix triangular with a full diagonal, and the sequence stratified.
                let lowest = BITS - 1 - position;
                assert_eq!(direction.trailing_zeros() as usize, lowest, "dimension {dimension}, {position}");
            }
        }
    }
}
