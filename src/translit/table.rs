//! The pieces of one table in one direction, read in place.
//!
//! ```text
//! u32 longest piece read, u32 longest piece written, u32 letters (L), u32 pieces read (K), u32 pieces written (O)
//! u32 × (L + 2): where the pieces that begin with each letter begin; the first one is that of pieces without letters
//! K × (u64 packed letters, u32 first of its written pieces), in order of first letter and packed letters, and one more behind
//! O × (u64 packed letters, i16 gain in 1/256 nat, u8 number of letters, u8 cost in 1/16 nat)
//! ```

use crate::bytes::{index, u16_at, u32_at, u64_at};

const HEADER: usize = 20;
pub(crate) const READ: usize = 12;
pub(crate) const WRITTEN: usize = 12;
/// Gains are stored in steps of 1/256 nat.
pub(crate) const STEP: f32 = 256.0;
/// Costs are stored in steps of 1/16 nat.
pub(crate) const COST_STEP: f32 = 16.0;

/// A view of one index.
#[derive(Clone, Copy)]
pub(crate) struct Index<'a> {
    /// Letters of the longest pieces.
    pub(crate) read: usize,
    pub(crate) written: usize,
    pub(crate) from_bits: u32,
    pub(crate) to_bits: u32,
    first: &'a [u8],
    keys: &'a [u8],
    outs: &'a [u8],
}

/// A piece that may be written for another one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Written {
    pub(crate) packed: u64,
    pub(crate) letters: u8,
    /// The logarithm of its probability over chance, in nats.
    pub(crate) gain: f32,
    /// The negative logarithm of its probability, in nats.
    pub(crate) cost: f32,
}

/// Letters in one integer, the first one highest.
#[inline]
pub(crate) fn pack(letters: &[u16], bits: u32) -> u64 {
    letters.iter().fold(0, |packed, &letter| packed << bits | u64::from(letter))
}

/// The letters of a packed piece.
pub(crate) fn unpack(packed: u64, letters: usize, bits: u32) -> Vec<u16> {
    let mask = (1u64 << bits) - 1;
    let at = |i: usize| u32::try_from(letters - 1 - i).ok().and_then(|i| packed.checked_shr(i * bits)).unwrap_or(0) & mask;
    (0..letters).map(|i| u16::try_from(at(i)).unwrap_or(0)).collect()
}

impl<'a> Index<'a> {
    pub(crate) fn new(bytes: &'a [u8], from_bits: u32, to_bits: u32) -> Option<Self> {
        let at = |i: usize| u32_at(bytes, i * 4).map(index);
        let (read, written, letters, keys, outs) = (at(0)?, at(1)?, at(2)?, at(3)?, at(4)?);
        let fits = |count: usize, bits: u32| (1..=16).contains(&bits) && u32::try_from(count).is_ok_and(|c| c * bits <= 64);
        if read > 8 || written > 8 || !fits(read, from_bits) || !fits(written, to_bits) {
            return None;
        }
        let (first, rest) = bytes.get(HEADER..)?.split_at_checked(letters.checked_add(2)?.checked_mul(4)?)?;
        let (keys, rest) = rest.split_at_checked(keys.checked_add(1)?.checked_mul(READ)?)?;
        let outs = rest.get(..outs.checked_mul(WRITTEN)?)?;
        Some(Self { read, written, from_bits, to_bits, first, keys, outs })
    }

    /// What may be written for these letters. O(log of the pieces that begin with the first one).
    pub(crate) fn written(&self, letters: &[u16]) -> impl Iterator<Item = Written> + use<'a> {
        let range = self.find(letters).unwrap_or(0..0);
        let outs = self.outs.get(range.start * WRITTEN..range.end * WRITTEN).unwrap_or_default();
        outs.chunks_exact(WRITTEN).filter_map(|out| {
            let gain = i16::from_le_bytes(u16_at(out, 8)?.to_le_bytes());
            let (letters, cost) = (*out.get(10)?, f32::from(*out.get(11)?) / COST_STEP);
            Some(Written { packed: u64_at(out, 0)?, letters, gain: f32::from(gain) / STEP, cost })
        })
    }

    fn find(&self, letters: &[u16]) -> Option<std::ops::Range<usize>> {
        let slot = letters.first().map_or(0, |l| usize::from(*l));
        let (start, end) = (index(u32_at(self.first, slot * 4)?), index(u32_at(self.first, slot * 4 + 4)?));
        let packed = pack(letters, self.from_bits);
        let keys = self.keys.get(start * READ..end * READ)?;
        let (mut low, mut high) = (0, keys.len() / READ);
        while low < high {
            let middle = (low + high) / 2;
            if u64_at(keys, middle * READ)? < packed {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (u64_at(keys, low * READ).filter(|_| low * READ < keys.len())? == packed).then_some(())?;
        let at = (start + low) * READ + 8;
        Some(index(u32_at(self.keys, at)?)..index(u32_at(self.keys, at + READ)?))
    }
}
