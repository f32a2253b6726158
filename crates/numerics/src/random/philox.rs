//! Philox4x32-10, the counter-based generator of Random123.

const MULTIPLIERS: [u64; 2] = [0xd251_1f53, 0xcd9e_8d57];
const KEY_STEPS: [u32; 2] = [0x9e37_79b9, 0xbb67_ae85];
const ROUNDS: usize = 10;

/// Enciphers a 128-bit counter (four words, least significant first) under a 64-bit key.
#[must_use]
pub fn philox4x32_10(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    encipher(counter, &schedule(key))
}

/// The keys of all rounds, the same for every counter of a batch.
#[inline]
pub(super) fn schedule(key: [u32; 2]) -> [[u32; 2]; ROUNDS] {
    std::array::from_fn(|round| {
        [0, 1].map(|word: usize| key[word].wrapping_add(KEY_STEPS[word].wrapping_mul(round as u32)))
    })
}

#[inline(always)]
pub(super) fn encipher(counter: [u32; 4], schedule: &[[u32; 2]; ROUNDS]) -> [u32; 4] {
    let [mut c0, mut c1, mut c2, mut c3] = counter;
    for key in schedule {
        let (first, second) = (MULTIPLIERS[0] * u64::from(c0), MULTIPLIERS[1] * u64::from(c2));
        (c0, c1) = ((second >> 32) as u32 ^ c1 ^ key[0], second as u32);
        (c2, c3) = ((first >> 32) as u32 ^ c3 ^ key[1], first as u32);
    }
    [c0, c1, c2, c3]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The known-answer vectors of Random123 for philox4x32 with 10 rounds.
    #[test]
    fn known_answers_of_random123() {
        let answers = [
            ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            ([u32::MAX; 4], [u32::MAX; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ];
        for (counter, key, expected) in answers {
            assert_eq!(philox4x32_10(counter, key), expected, "{counter:x?} {key:x?}");
        }
    }
}
