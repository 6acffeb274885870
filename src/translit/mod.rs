//! Stage 4: which letters of one writing system stand for which of another.
//!
//! The tables of `dictionaries/translit/` hold *pieces*: a few letters, the letters they correspond to, and how probable that is. Two
//! words are aligned by the best way to cut both into pieces ([`lattice`]); the *gain* of a piece is its probability over what chance
//! would give, in nats, so that long agreement counts more than short and rare letters more than frequent ones. A word also has a
//! *skeleton*, a few classes of consonants, by which similar words are found ([`skeleton`]).
//!
//! Layout of the section `TRAN`; all integers little-endian:
//!
//! ```text
//! u32 number of systems, u32 number of tables, u32 number of blocks
//! system  = name, 8 bytes padded with 0; u32 flags (1: letters are decomposed, 2: words are not spaced); u32 bits of a letter in a packed piece
//! table   = u32 from, u32 to (systems); u32 offset, u32 length of the forward index; the same of the backward index
//! a byte for each letter of the pivot, from letter 0: its class at the beginning of a word << 4 | inside (u32 length before)
//! u16 block number for each 64 scalar values; blocks of 64 × u32: system << 16 | letter, 0 where there is none
//! index   = see table.rs
//! ```

pub(crate) mod lattice;
mod letters;
pub(crate) mod reading;
pub(crate) mod skeleton;
pub(crate) mod table;

use crate::bytes::{index, u16_at, u32_at};
use skeleton::Classes;
use table::Index;
use unicode_normalization::UnicodeNormalization;

pub(crate) const HEADER: usize = 12;
pub(crate) const SYSTEM: usize = 16;
pub(crate) const TABLE: usize = 24;
/// Scalar values of a block, and blocks of the code space.
pub(crate) const BLOCK: usize = 64;
pub(crate) const BLOCKS: usize = 0x11_0000 / BLOCK;

/// A letter that no table knows.
pub(crate) const UNKNOWN: u16 = 0;

/// The number of a writing system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct System(pub(crate) u16);

/// A word in the letters of its writing system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spelling {
    pub(crate) system: Option<System>,
    /// Letters by number, from 1.
    pub(crate) letters: Vec<u16>,
    /// Whether it was romanised letter by letter, because no table knows its script.
    pub(crate) romanised: bool,
}

/// A view of the section.
#[derive(Clone, Copy)]
pub(crate) struct Model<'a> {
    systems: &'a [u8],
    tables: &'a [u8],
    pub(crate) classes: Classes<'a>,
    pages: &'a [u8],
    blocks: &'a [u8],
    section: &'a [u8],
}

impl<'a> Model<'a> {
    pub(crate) fn new(section: &'a [u8]) -> Option<Self> {
        let [systems, tables, blocks] = [0, 4, 8].map(|at| u32_at(section, at).map(index));
        let (systems, rest) = section.get(HEADER..)?.split_at_checked(systems?.checked_mul(SYSTEM)?)?;
        let (tables, rest) = rest.split_at_checked(tables?.checked_mul(TABLE)?)?;
        let (classes, rest) = rest.get(4..)?.split_at_checked(index(u32_at(rest, 0)?))?;
        let (pages, rest) = rest.split_at_checked(BLOCKS * 2)?;
        let blocks = rest.get(..blocks?.checked_mul(BLOCK * 4)?)?;
        let model = Self { systems, tables, classes: Classes(classes), pages, blocks, section };
        let whole = (0..tables.len() / TABLE).all(|t| model.index(t, false).is_some() && model.index(t, true).is_some());
        whole.then_some(model)
    }

    /// The system with this name.
    pub(crate) fn system(&self, name: &str) -> Option<System> {
        let is = |record: &[u8]| record.get(..8).is_some_and(|n| n.split(|b| *b == 0).next() == Some(name.as_bytes()));
        self.systems.chunks_exact(SYSTEM).position(is).and_then(|at| u16::try_from(at).ok()).map(System)
    }

    /// The name of a system.
    pub(crate) fn name(&self, system: System) -> &'a str {
        let name = self.systems.get(usize::from(system.0) * SYSTEM..).and_then(|r| r.get(..8)).unwrap_or_default();
        std::str::from_utf8(name.split(|b| *b == 0).next().unwrap_or_default()).unwrap_or_default()
    }

    fn flags(&self, system: System) -> u32 {
        u32_at(self.systems, usize::from(system.0) * SYSTEM + 8).unwrap_or(0)
    }

    /// Whether a word is of a script that does not space its words, or whose names are written as one.
    pub(crate) fn unspaced(&self, word: &str) -> bool {
        self.spell(word).system.is_some_and(|s| self.flags(s) & 2 != 0)
    }

    /// Bits of a letter in a packed piece of this system.
    pub(crate) fn bits(&self, system: System) -> u32 {
        u32_at(self.systems, usize::from(system.0) * SYSTEM + 12).unwrap_or(16)
    }

    /// The pivot: the system that every other one has a table with. It is the first one of the section.
    pub(crate) fn pivot(&self) -> System {
        System(0)
    }

    /// System and number of a letter.
    #[inline]
    pub(crate) fn letter(&self, c: char) -> Option<(System, u16)> {
        let code = index(u32::from(c));
        let page = usize::from(u16_at(self.pages, code / BLOCK * 2)?);
        let entry = u32_at(self.blocks, (page * BLOCK + code % BLOCK) * 4).filter(|e| *e != 0)?;
        Some((System(u16::try_from(entry >> 16).ok()?), u16::try_from(entry & 0xFFFF).ok()?))
    }

    /// The letters of a folded word. Where no table knows its script they are romanised one by one. O(letters).
    pub(crate) fn spell(&self, word: &str) -> Spelling {
        let mut spelling = Spelling::default();
        let mut unknown = 0;
        let mut add = |spelling: &mut Spelling, c: char| match self.letter(c) {
            Some((system, letter)) if *spelling.system.get_or_insert(system) == system => spelling.letters.push(letter),
            _ => {
                unknown += 1;
                spelling.letters.push(UNKNOWN);
            }
        };
        for c in word.chars() {
            // Only whole syllables decompose into letters of the same system.
            match self.letter(c) {
                None if spelling.system.is_none_or(|s| self.flags(s) & 1 == 1) => {
                    std::iter::once(c).nfd().for_each(|c| add(&mut spelling, c))
                }
                _ => add(&mut spelling, c),
            }
        }
        if unknown * 2 <= spelling.letters.len() {
            return spelling;
        }
        self.romanise(word)
    }

    /// The word in the letters of the pivot, letter by letter, as the crate any_ascii has them.
    fn romanise(&self, word: &str) -> Spelling {
        let romanised = any_ascii::any_ascii(word);
        let letters = romanised.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase());
        let letters = letters.map(|c| self.letter(c).map_or(UNKNOWN, |(_, letter)| letter)).collect();
        Spelling { system: Some(self.pivot()), letters, romanised: true }
    }

    /// The spelling of a word, and beside it its plain romanisation, for what the tables have not seen.
    pub(crate) fn spellings(&self, word: &str) -> Vec<Spelling> {
        let own = self.spell(word);
        let plain = (own.system != Some(self.pivot()) && !own.romanised).then(|| self.romanise(word));
        std::iter::once(own).chain(plain).collect()
    }

    /// The indexes by which a word of `from` is read as words of `to`: one a table that joins the two.
    pub(crate) fn between(&self, from: System, to: System) -> impl Iterator<Item = Index<'a>> {
        let is =
            |record: &[u8], a: System, b: System| u32_at(record, 0) == Some(u32::from(a.0)) && u32_at(record, 4) == Some(u32::from(b.0));
        let tables = self.tables.chunks_exact(TABLE).enumerate();
        tables.filter_map(move |(t, record)| match (is(record, from, to), is(record, to, from)) {
            (true, _) => self.index(t, false),
            (false, true) => self.index(t, true),
            _ => None,
        })
    }

    fn index(&self, table: usize, backward: bool) -> Option<Index<'a>> {
        let record = self.tables.get(table * TABLE..(table + 1) * TABLE)?;
        let (from, to) = (u32_at(record, 0)?, u32_at(record, 4)?);
        let at = if backward { 16 } else { 8 };
        let (offset, length) = (index(u32_at(record, at)?), index(u32_at(record, at + 4)?));
        let bytes = self.section.get(offset..offset.checked_add(length)?)?;
        let (from, to) = if backward { (to, from) } else { (from, to) };
        let bits = |system: u32| Some(self.bits(System(u16::try_from(system).ok()?)));
        Index::new(bytes, bits(from)?, bits(to)?)
    }
}
