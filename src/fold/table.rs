//! The fold of every scalar value as a flat two-level table, read in place from the file that carries it.
//!
//! Layout of the section `FOLD`: `u32` number of blocks, `u32` bytes of strings, 17,408 block numbers (`u16`, one for
//! each 64 scalar values), the blocks (64 entries of `u32`), the strings (UTF-8, each with a `u8` length before it), the look-alikes
//! ([`super::lookalike`]).
//! One entry: bits 0-20 payload, 21-22 [`Form`], 24-26 [`Class`], 28 [`MAY_COMPOSE`], 29 [`IS_MARK`], 30 [`IS_SPACE`],
//! 31 [`IS_LINE`].

use super::plain::Plain;
use crate::bytes::{index, u16_at, u32_at};

/// Scalar values in one block.
pub(crate) const BLOCK: usize = 64;
/// Blocks of the whole code space.
pub(crate) const BLOCKS: usize = 0x11_0000 / BLOCK;
const HEADER: usize = 8;

/// Set when the folded character may compose with, or be reordered before, what precedes it.
pub(crate) const MAY_COMPOSE: u32 = 1 << 28;
/// Set on combining marks that, alone between two letters, need no composition.
pub(crate) const IS_MARK: u32 = 1 << 29;
/// Set on separators that are white space.
pub(crate) const IS_SPACE: u32 = 1 << 30;
/// Set on white space that ends a line.
pub(crate) const IS_LINE: u32 = 1 << 31;
const PAYLOAD: u32 = 0x1F_FFFF;

/// Letters of words that fold to themselves or to one other letter, and that combine with nothing.
pub(crate) const PLAIN_SAME: u32 = 1 << 24;
pub(crate) const PLAIN_ONE: u32 = 1 << 24 | 1 << 21;

/// What a character is to the tokeniser, after folding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Separates words: white space, punctuation, symbols, controls.
    Hard = 0,
    /// A letter or digit of a script that spaces its words.
    Word = 1,
    /// A character that is a token by itself.
    Single = 2,
    /// May stand or not stand inside a name: hyphen, apostrophe, ZWNJ.
    Soft = 3,
    /// A combining mark that is kept.
    Mark = 4,
    /// Invisible, and passed over: bidi controls, soft hyphen.
    Ignored = 5,
    /// A combining mark that is dropped; it belongs to the span of its letter.
    Dropped = 6,
    /// A letter of a script whose runs are words though nothing is spaced: Katakana.
    Run = 7,
}

impl Class {
    /// Whether characters of this class are written into keys.
    pub(crate) fn is_letter(self) -> bool {
        matches!(self, Self::Word | Self::Single | Self::Mark | Self::Run)
    }
}

/// What separates words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Separator {
    Space,
    /// The end of a line; two of them end a paragraph.
    Line,
    Punctuation,
}

/// How the payload of an entry is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The character folds to itself.
    Same = 0,
    /// The payload is the one character it folds to.
    One = 1,
    /// The payload is the place of a string.
    Many = 2,
    /// It folds to nothing.
    Empty = 3,
}

/// The fold of one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry(pub(crate) u32);

impl Entry {
    #[cfg(feature = "compile")]
    pub(crate) fn new(payload: u32, form: Form, class: Class, flags: u32) -> Self {
        let form = match form {
            Form::Same => 0,
            Form::One => 1,
            Form::Many => 2,
            Form::Empty => 3,
        };
        let class = match class {
            Class::Hard => 0,
            Class::Word => 1,
            Class::Single => 2,
            Class::Soft => 3,
            Class::Mark => 4,
            Class::Ignored => 5,
            Class::Dropped => 6,
            Class::Run => 7,
        };
        Self(payload & PAYLOAD | form << 21 | class << 24 | flags)
    }

    #[inline]
    pub(crate) fn class(self) -> Class {
        match self.0 >> 24 & 7 {
            0 => Class::Hard,
            1 => Class::Word,
            2 => Class::Single,
            3 => Class::Soft,
            4 => Class::Mark,
            5 => Class::Ignored,
            6 => Class::Dropped,
            _ => Class::Run,
        }
    }

    #[inline]
    pub(crate) fn form(self) -> Form {
        match self.0 >> 21 & 3 {
            0 => Form::Same,
            1 => Form::One,
            2 => Form::Many,
            _ => Form::Empty,
        }
    }

    #[inline]
    pub(crate) fn payload(self) -> u32 {
        self.0 & PAYLOAD
    }

    #[inline]
    pub(crate) fn may_compose(self) -> bool {
        self.0 & MAY_COMPOSE != 0
    }

    /// What kind of separator a character of class [`Class::Hard`] is.
    #[inline]
    pub(crate) fn separator(self) -> Separator {
        match (self.0 & IS_SPACE != 0, self.0 & IS_LINE != 0) {
            (_, true) => Separator::Line,
            (true, false) => Separator::Space,
            (false, false) => Separator::Punctuation,
        }
    }

    /// Whether it can take part in reordering at all.
    #[inline]
    pub(crate) fn combines(self) -> bool {
        self.0 & (MAY_COMPOSE | IS_MARK) != 0
    }

    /// Whether it is white space, and nothing more.
    pub(crate) fn is_space(self) -> bool {
        self.class() == Class::Hard && self.form() == Form::Empty && self.separator() == Separator::Space && !self.combines()
    }

    /// Whether it is a letter of a word that folds to one letter and combines with nothing.
    #[inline]
    pub(crate) fn is_plain(self) -> bool {
        matches!(self.0 & !PAYLOAD, PLAIN_SAME | PLAIN_ONE)
    }
}

/// A view of the section; every read is checked.
#[derive(Clone, Copy)]
pub(crate) struct FoldTable<'a> {
    blocks: &'a [u8],
    entries: &'a [u8],
    strings: &'a [u8],
    lookalikes: &'a [u8],
    /// The first 64 and the next 64 entries: ASCII, without the way through the block numbers.
    ascii: [&'a [u8]; 2],
    /// The short way of plain letters; without it everything goes the general way.
    plain: Option<&'a Plain>,
}

impl<'a> FoldTable<'a> {
    /// The view of `section`, if its parts have the lengths that it says.
    pub(crate) fn new(section: &'a [u8]) -> Option<Self> {
        let count = index(u32_at(section, 0)?);
        let length = index(u32_at(section, 4)?);
        let (blocks, rest) = section.get(HEADER..)?.split_at_checked(BLOCKS * 2)?;
        let (entries, rest) = rest.split_at_checked(count.checked_mul(BLOCK * 4)?)?;
        let (strings, lookalikes) = rest.split_at_checked(length)?;
        let block = |i: usize| entries.get(usize::from(u16_at(blocks, i * 2)?) * BLOCK * 4..)?.get(..BLOCK * 4);
        let ascii = [block(0)?, block(1)?];
        Some(Self { blocks, entries, strings, lookalikes, ascii, plain: None })
    }

    /// The same table with a short way for plain letters, which was made of it.
    pub(crate) fn with(self, plain: Option<&'a Plain>) -> Self {
        Self { plain, ..self }
    }

    pub(crate) fn plain(&self) -> Option<&'a Plain> {
        self.plain
    }

    /// The fold of `c`. A damaged table says "separator".
    #[inline]
    pub(crate) fn entry(&self, c: char) -> Entry {
        self.at(index(u32::from(c)))
    }

    /// The fold of a scalar value.
    #[inline]
    pub(crate) fn at(&self, c: usize) -> Entry {
        let block = u16_at(self.blocks, c / BLOCK * 2).map_or(0, usize::from);
        Entry(u32_at(self.entries, (block * BLOCK + c % BLOCK) * 4).unwrap_or(0))
    }

    /// The fold of an ASCII character.
    #[inline]
    pub(crate) fn ascii(&self, byte: u8) -> Entry {
        let [low, high] = self.ascii;
        Entry(u32_at(if byte < 64 { low } else { high }, usize::from(byte % 64) * 4).unwrap_or(0))
    }

    /// The table for [`super::lookalike::repair`].
    pub(crate) fn lookalikes(&self) -> &'a [u8] {
        self.lookalikes
    }

    /// The string of an entry of form [`Form::Many`].
    pub(crate) fn string(&self, entry: Entry) -> &'a str {
        let at = index(entry.payload());
        let read = || {
            let (&len, rest) = self.strings.get(at..)?.split_first()?;
            std::str::from_utf8(rest.get(..usize::from(len))?).ok()
        };
        read().unwrap_or_default()
    }

    /// Bytes of what `c` folds to; none for separators.
    pub(crate) fn folded_len(&self, c: char) -> usize {
        let entry = self.entry(c);
        match (entry.class(), entry.form()) {
            (_, Form::Empty) => 0,
            (class, Form::Same | Form::One) if !class.is_letter() => 0,
            (_, Form::Same) => c.len_utf8(),
            (_, Form::One) => char::from_u32(entry.payload()).map_or(0, char::len_utf8),
            (_, Form::Many) => self.string(entry).chars().filter(|&c| self.entry(c).class().is_letter()).map(char::len_utf8).sum(),
        }
    }

    /// Appends what `c` folds to.
    pub(crate) fn append(&self, c: char, out: &mut String) {
        let entry = self.entry(c);
        match entry.form() {
            Form::Same => out.push(c),
            Form::One => out.extend(char::from_u32(entry.payload())),
            Form::Many => out.push_str(self.string(entry)),
            Form::Empty => {}
        }
    }
}
