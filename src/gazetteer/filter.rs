//! A filter in front of the names: most words of a text begin no name, and a cache line or two say so.
//!
//! A blocked Bloom filter (Putze, Sanders, Singler 2009): each hash sets four bits in one block of 64 bytes. At a million names most words begin
//! some name, so the filter is asked more than that. It holds, for each name,
//!
//! * its *first words*: the letters up to each boundary, as far as the first hard one;
//! * the *whole* of it where a text may write it as one token, and once more where it needs no capital: most names of one word need theirs,
//!   and most words of a text have none;
//! * the *pairs* of first and second token that a text may write it with, and those at a break of the name once more: most commas of a text
//!   are in no name.
//!
//! The filter can only say no; the automaton decides every match.
//!
//! Layout of the section `FILT`: blocks of 64 bytes, at least one.

use crate::bytes::{index, u64_at};
use crate::hash;

const BLOCK: usize = 64;

/// What a hash stands for is mixed into it.
const WHOLE: u64 = 0xA076_1D64_78BD_642F;
const SMALL: u64 = 0xE703_7ED1_A0B4_28DB;
const BREAK: u64 = 0x8EBC_6AF0_9C88_C6E3;

/// A view of the filter.
#[derive(Clone, Copy)]
pub(crate) struct Filter<'a>(&'a [u8]);

impl<'a> Filter<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Option<Self> {
        (!bytes.is_empty() && bytes.len().is_multiple_of(BLOCK)).then_some(Self(bytes))
    }

    /// Whether a name may begin with a token of this hash, behind which a hard boundary stands.
    #[inline]
    pub(crate) fn may_contain(&self, hash: u64) -> bool {
        let at = block_of(hash, self.0.len() / BLOCK) * BLOCK;
        let Some(block) = self.0.get(at..).and_then(|rest| rest.first_chunk::<BLOCK>()) else { return true };
        // All four are read at once: a branch on each would wait for the block.
        bits(hash).into_iter().fold(1, |all, bit| all & (u64_at(block, bit / 64 * 8).unwrap_or(u64::MAX) >> (bit % 64))) == 1
    }

    /// Whether a token of this hash may be a name; `capital` is false only when it has no capital.
    #[inline]
    pub(crate) fn may_be(&self, hash: u64, capital: bool) -> bool {
        self.may_contain(whole(hash, !capital))
    }

    /// Whether a name may begin with two tokens of these hashes, with a break between them or without; the second one stands before a
    /// boundary that is not soft.
    #[inline]
    pub(crate) fn may_go_on(&self, first: u64, second: u64, at_break: bool) -> bool {
        self.may_contain(pair(first, second, at_break))
    }
}

/// The entry of a name that is one token, for texts that have capitals, or for those that have none.
#[inline]
pub(crate) fn whole(hash: u64, small: bool) -> u64 {
    hash::pair(hash, if small { SMALL } else { WHOLE })
}

/// The entry of two tokens that begin a name.
#[inline]
pub(crate) fn pair(first: u64, second: u64, at_break: bool) -> u64 {
    hash::pair(first, if at_break { second ^ BREAK } else { second })
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
