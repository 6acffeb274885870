//! The words of all names, sorted by their skeletons, each with the names that it stands in.
//!
//! Layout of the section `LEXI`: `u32` bytes of an automaton that maps skeletons to places in the stream, the automaton, padding to 8, the stream:
//!
//! ```text
//! group  = words, word, word, ..., places, u32 place, ...   (the words of a skeleton, then those whose further one it is)
//! word   = system | wide << 7 (a byte), letters (a byte), each letter (a byte, or u16 when wide), names, length of postings, postings
//! postings = ordinals of keys, ascending, as differences
//! ```
//!
//! Integers without a width are LEB128 varints.

use super::Ordinal;
use crate::automaton::Automaton;
use crate::bytes::{Cursor, index, u16_at, u32_at};
use crate::translit::System;
use crate::translit::skeleton::Skeleton;

/// A view of the section.
pub(crate) struct Lexicon<'a> {
    skeletons: Automaton<'a>,
    stream: &'a [u8],
}

/// Where a word stands in the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place(pub(crate) u32);

/// A word of the lexicon.
#[derive(Clone, Copy)]
pub(crate) struct Word<'a> {
    pub(crate) place: Place,
    pub(crate) system: System,
    /// In how many keys it stands.
    pub(crate) names: u32,
    wide: bool,
    letters: &'a [u8],
    postings: &'a [u8],
}

impl<'a> Lexicon<'a> {
    pub(crate) fn new(section: &'a [u8]) -> Option<Self> {
        let length = index(u32_at(section, 0)?);
        let padded = length.checked_add(4)?.next_multiple_of(8);
        let skeletons = Automaton::new(section.get(4..length.checked_add(4)?)?)?;
        Some(Self { skeletons, stream: section.get(padded..)? })
    }

    /// The words of a skeleton. O(words of the skeleton).
    pub(crate) fn words(&self, skeleton: Skeleton) -> impl Iterator<Item = Word<'a>> + use<'a> {
        let key: Vec<u8> = skeleton.key().collect();
        let place = self.skeletons.get(&key).and_then(|v| usize::try_from(v).ok());
        let stream = self.stream;
        let mut cursor = Cursor(place.and_then(|p| stream.get(p..)).unwrap_or_default());
        let mut own = cursor.size().unwrap_or(0);
        let mut others: Option<usize> = None;
        std::iter::from_fn(move || {
            if own > 0 {
                own -= 1;
                let at = u32::try_from(stream.len() - cursor.0.len()).ok()?;
                return Word::read(&mut cursor, Place(at));
            }
            let left = match others {
                Some(left) => left,
                None => cursor.size()?,
            };
            others = Some(left.checked_sub(1)?);
            let at = cursor.u32()?;
            Word::read(&mut Cursor(stream.get(index(at)..)?), Place(at))
        })
    }

    /// The word at a place.
    pub(crate) fn word(&self, place: Place) -> Option<Word<'a>> {
        Word::read(&mut Cursor(self.stream.get(index(place.0)..)?), place)
    }
}

impl<'a> Word<'a> {
    fn read(cursor: &mut Cursor<'a>, place: Place) -> Option<Self> {
        let [head, count] = *cursor.take(2)?.first_chunk::<2>()?;
        let wide = head & 0x80 != 0;
        let letters = cursor.take(usize::from(count) * if wide { 2 } else { 1 })?;
        let names = u32::try_from(cursor.varint()?).ok()?;
        let length = cursor.size()?;
        let postings = cursor.take(length)?;
        Some(Self { place, system: System(u16::from(head & 0x7F)), names, wide, letters, postings })
    }

    /// Number of letters.
    pub(crate) fn len(&self) -> usize {
        if self.wide { self.letters.len() / 2 } else { self.letters.len() }
    }

    /// Puts the letters into `out`.
    pub(crate) fn spell(&self, out: &mut Vec<u16>) {
        out.clear();
        if self.wide {
            out.extend(self.letters.chunks_exact(2).filter_map(|c| u16_at(c, 0)));
        } else {
            out.extend(self.letters.iter().map(|b| u16::from(*b)));
        }
    }

    /// The keys that it stands in, ascending.
    pub(crate) fn keys(&self) -> impl Iterator<Item = Ordinal> + use<'a> {
        let mut cursor = Cursor(self.postings);
        let mut last = 0u64;
        std::iter::from_fn(move || {
            last = last.checked_add(cursor.varint()?)?;
            u32::try_from(last).ok().map(Ordinal)
        })
    }
}
