//! A filter in front of the names: most words of a text begin no name, and one cache line says so.
//!
//! A blocked Bloom filter (Putze, Sanders, Singler 2009): each hash sets four bits in one block of 64 bytes. An entry is
//! the hash of what the first *hard word* of a name may look like in text: the letters up to each boundary of the name, as far as
//! the first hard one. A token of the text that is followed by a hard boundary and is not in the filter begins no name.
//! The filter can only say no; the automaton decides every match.
//!
//! Layout of the section `FILT`: blocks of 64 bytes, at least one.

use crate::bytes::{index, u64_at};

const BLOCK: usize = 64;

/// A view of the filter.
#[derive(Clone, Copy)]
pub(crate) struct Filter<'a>(&'a [u8]);

impl<'a> Filter<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Option<Self> {
        (!bytes.is_empty() && bytes.len().is_multiple_of(BLOCK)).then_some(Self(bytes))
    }

    /// Whether a name may begin with a token of this hash.
    #[inline]
    pub(crate) fn may_contain(&self, hash: u64) -> bool {
        let at = block_of(hash, self.0.len() / BLOCK) * BLOCK;
        bits(hash).into_iter().all(|bit| u64_at(self.0, at + bit / 64 * 8).is_none_or(|word| word >> (bit % 64) & 1 == 1))
    }
}

/// Upper half of the hash, scaled to the number of blocks.
#[inline]
fn block_of(hash: u64, blocks: usize) -> usize {
    let blocks = u32::try_from(blocks).unwrap_or(u32::MAX);
    index(u32::try_from(((hash >> 32) * u64::from(blocks)) >> 32).unwrap_or(0))
}

/// Four bits of the block, nine bits of the hash each.
#[inline]
fn bits(hash: u64) -> [usize; 4] {
    [0, 9, 18, 27].map(|shift| usize::try_from(hash.rotate_right(shift) & 0x1FF).unwrap_or(0))
}

/// The section for these hashes, at 12 bits each.
#[cfg(feature = "compile")]
pub(crate) fn build(hashes: &[u64]) -> Vec<u8> {
    const BITS_PER_ENTRY: usize = 12;
    let blocks = (hashes.len() * BITS_PER_ENTRY).div_ceil(BLOCK * 8).max(1);
    let mut bytes = vec![0u8; blocks * BLOCK];
    for &hash in hashes {
        let at = block_of(hash, blocks) * BLOCK;
        for bit in bits(hash) {
            if let Some(byte) = bytes.get_mut(at + bit / 8) {
                *byte |= 1 << (bit % 8);
            }
        }
    }
    bytes
}
