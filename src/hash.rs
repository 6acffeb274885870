//! Hashes: of letters, for the filters, and of numbers that nobody chooses to hurt, ordinals and places of a verified file.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// 2^64 divided by the golden ratio; odd.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// Hashes letters eight bytes at a time, as they are folded. Different letters of up to eight bytes have different hashes.
///
/// Stored in files: h = 0; for each eight bytes, little-endian and padded with zeros, h = mix(h xor them); at the end h = mix(h), where mix(x) is
/// y xor (y >> 32) with y = x × 0x9E3779B97F4A7C15 modulo 2^64.
#[derive(Default)]
pub(crate) struct Letters(u64);

impl Letters {
    #[inline]
    pub(crate) fn add(&mut self, eight: u64) {
        self.0 = mix(self.0 ^ eight);
    }

    #[inline]
    pub(crate) fn finish(self) -> u64 {
        mix(self.0)
    }
}

/// The hash of some letters.
pub(crate) fn letters(bytes: &[u8]) -> u64 {
    let mut hash = Letters::default();
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        word.iter_mut().zip(chunk).for_each(|(w, b)| *w = *b);
        hash.add(u64::from_le_bytes(word));
    }
    hash.finish()
}

/// The hash of two things by theirs, in this order: mix(mix(first) xor second).
#[inline]
pub(crate) fn pair(first: u64, second: u64) -> u64 {
    mix(mix(first) ^ second)
}

/// The first `count` bytes of eight, one at least, the others zero.
#[inline]
pub(crate) fn first(eight: u64, count: usize) -> u64 {
    let others = 8 * (8 - count.clamp(1, 8));
    eight & (u64::MAX >> others)
}

#[inline]
fn mix(value: u64) -> u64 {
    let product = value.wrapping_mul(GOLDEN);
    product ^ product >> 32
}

/// A map whose keys are numbers.
pub(crate) type NumberMap<K, V> = HashMap<K, V, BuildHasherDefault<Mix>>;

/// Multiplies and rotates; a few times as fast as the standard hasher.
#[derive(Default)]
pub(crate) struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 29
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word.iter_mut().zip(chunk).for_each(|(w, b)| *w = *b);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(GOLDEN);
    }

    fn write_u128(&mut self, value: u128) {
        let (high, low) = (value >> 64, value & u128::from(u64::MAX));
        self.write_u64(u64::try_from(low).unwrap_or_default());
        self.write_u64(u64::try_from(high).unwrap_or_default());
    }
}
