//! What each key of the names automaton stands for: the names that fold to it, and the entities that bear them.
//!
//! Layout of the section `POST`: `u32` number of records, one `u32` offset into the stream for each 8 records, the stream. A record
//! is a varint length and names; all integers are LEB128 varints:
//!
//! ```text
//! record = name, name, ..., then for each of them its pairs
//! name   = boundaries << 2 | cased << 1 | more names follow
//!          (distance << 2 | 0 soft, 1 hard, 2 break) for each boundary
//!          length, bytes of the name as written
//! pair   = entity << 1 | more pairs of this name follow, row, row, ...
//! row    = attributes << 2 | has prior << 1 | more rows follow, [prior]
//! prior  = integer << 1, or 1 and eight bytes of an f64
//! ```
//!
//! Names stand before all pairs, so that the matcher, which needs no bearers, reads no more than them. Reading costs O(bytes read)
//! after at most seven skips.

use super::{AttributesIx, EntityIx, Ordinal};
use crate::bytes::{Cursor, index, u32_at};
use crate::token::Boundary;

/// Records that share one offset.
const GROUP: u32 = 8;

/// A view of the section.
#[derive(Clone, Copy)]
pub(crate) struct Postings<'a> {
    count: u32,
    offsets: &'a [u8],
    stream: &'a [u8],
}

impl<'a> Postings<'a> {
    pub(crate) fn new(section: &'a [u8]) -> Option<Self> {
        let count = u32_at(section, 0)?;
        let (offsets, stream) = section.get(4..)?.split_at_checked(index(count.div_ceil(GROUP)) * 4)?;
        Some(Self { count, offsets, stream })
    }

    /// Number of records, which is that of the keys.
    pub(crate) fn len(&self) -> u32 {
        self.count
    }

    /// Whether the records follow each other as the offsets say and can be read, with bearers below `entities` and attributes below
    /// `attributes`; O(bytes).
    pub(crate) fn verify(&self, entities: u32, attributes: u32) -> bool {
        let mut cursor = Cursor(self.stream);
        let whole = |record: Record<'_>| {
            let mut names = record.names_and_bearers().peekable();
            names.peek().is_some()
                && names.all(|(_, bearers)| {
                    let mut bearers = bearers.peekable();
                    bearers.peek().is_some() && bearers.all(|b| b.entity.0 < entities && b.rows().all(|(a, _)| a.0 < attributes))
                })
        };
        for number in 0..self.count {
            let at = self.stream.len() - cursor.0.len();
            let grouped = u32_at(self.offsets, index(number / GROUP) * 4).map(index);
            if number.is_multiple_of(GROUP) && grouped != Some(at) {
                return false;
            }
            match cursor.size().and_then(|length| cursor.take(length)) {
                Some(record) if whole(Record(record)) => {}
                _ => return false,
            }
        }
        cursor.0.is_empty()
    }

    /// The names of one key.
    pub(crate) fn record(&self, ordinal: Ordinal) -> Record<'a> {
        let read = || {
            let base = index(u32_at(self.offsets, index(ordinal.0 / GROUP) * 4)?);
            let mut cursor = Cursor(self.stream.get(base..)?);
            for _ in 0..ordinal.0 % GROUP {
                let length = cursor.size()?;
                cursor.take(length)?;
            }
            let length = cursor.size()?;
            cursor.take(length)
        };
        Record(if ordinal.0 < self.count { read() } else { None }.unwrap_or_default())
    }

    /// The name whose length stands at `offset` of the stream: how entities point at their label.
    pub(crate) fn name_at(&self, offset: u32) -> &'a str {
        let read = || {
            let mut cursor = Cursor(self.stream.get(index(offset)..)?);
            let length = cursor.size()?;
            std::str::from_utf8(cursor.take(length)?).ok()
        };
        read().unwrap_or_default()
    }
}

/// The names that fold to one key.
#[derive(Clone, Copy)]
pub(crate) struct Record<'a>(&'a [u8]);

impl<'a> Record<'a> {
    /// The names, in byte order.
    pub(crate) fn names(self) -> impl Iterator<Item = Name<'a>> {
        let mut cursor = Cursor(self.0);
        let mut more = true;
        std::iter::from_fn(move || {
            let name;
            (name, more) = more.then(|| Name::read(&mut cursor)).flatten()?;
            Some(name)
        })
    }

    /// The names with their bearers.
    pub(crate) fn names_and_bearers(self) -> impl Iterator<Item = (Name<'a>, Bearers<'a>)> {
        let mut names = Cursor(self.0);
        while Name::read(&mut names).is_some_and(|(_, more)| more) {}
        let mut pairs = names;
        self.names().map(move |name| {
            let bearers = Bearers { pairs, more: true };
            // Behind the last bearer of this name those of the next one begin.
            let mut rest = bearers.clone();
            while rest.next().is_some() {}
            pairs = rest.pairs;
            (name, bearers)
        })
    }
}

/// One name as written, with what the matcher needs of it.
#[derive(Clone, Copy)]
pub(crate) struct Name<'a> {
    pub(crate) text: &'a str,
    /// Whether the letters that are capitals here must be capitals in the text.
    pub(crate) cased: bool,
    boundaries: Cursor<'a>,
}

impl<'a> Name<'a> {
    fn read(cursor: &mut Cursor<'a>) -> Option<(Self, bool)> {
        let head = cursor.varint()?;
        let from = *cursor;
        for _ in 0..head >> 2 {
            cursor.varint()?;
        }
        let boundaries = Cursor(from.0.get(..from.0.len() - cursor.0.len())?);
        let length = cursor.size()?;
        let text = std::str::from_utf8(cursor.take(length)?).ok()?;
        Some((Self { text, cased: head & 2 != 0, boundaries }, head & 1 == 1))
    }

    /// Places in the key, in bytes, where the name has a boundary that is written.
    pub(crate) fn boundaries(&self) -> impl Iterator<Item = (usize, Boundary)> + use<'a> {
        let mut cursor = self.boundaries;
        let mut at = 0usize;
        std::iter::from_fn(move || {
            let field = cursor.size()?;
            at = at.checked_add(field >> 2)?;
            Some((at, [Boundary::Soft, Boundary::Hard, Boundary::Break].get(field & 3).copied()?))
        })
    }
}

/// The entities that bear a name.
#[derive(Clone)]
pub(crate) struct Bearers<'a> {
    pairs: Cursor<'a>,
    more: bool,
}

impl<'a> Iterator for Bearers<'a> {
    type Item = Bearer<'a>;

    fn next(&mut self) -> Option<Bearer<'a>> {
        if !std::mem::take(&mut self.more) {
            return None;
        }
        let head = self.pairs.varint()?;
        let entity = EntityIx(u32::try_from(head >> 1).ok()?);
        let rows = self.pairs;
        while read_row(&mut self.pairs)?.1 {}
        self.more = head & 1 == 1;
        Some(Bearer { entity, rows })
    }
}

/// An entity that bears a name, with the dictionary rows that say so.
#[derive(Clone, Copy)]
pub(crate) struct Bearer<'a> {
    pub(crate) entity: EntityIx,
    rows: Cursor<'a>,
}

impl<'a> Bearer<'a> {
    /// Attributes and prior of each row.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (AttributesIx, Option<f64>)> + use<'a> {
        let mut cursor = self.rows;
        let mut more = true;
        std::iter::from_fn(move || {
            let row;
            (row, more) = more.then(|| read_row(&mut cursor)).flatten()?;
            Some(row)
        })
    }
}

type Row = (AttributesIx, Option<f64>);

#[inline]
fn read_row(cursor: &mut Cursor<'_>) -> Option<(Row, bool)> {
    let head = cursor.varint()?;
    let prior = if head & 2 == 0 {
        None
    } else {
        let value = cursor.varint()?;
        Some(if value & 1 == 0 { integer(value >> 1) } else { f64::from_le_bytes(*cursor.take(8)?.first_chunk()?) })
    };
    Some(((AttributesIx(u32::try_from(head >> 2).ok()?), prior), head & 1 == 1))
}

/// Exact: the writer stores as integers only those that an f64 holds.
fn integer(value: u64) -> f64 {
    let high = u32::try_from(value >> 32).unwrap_or(u32::MAX);
    let low = u32::try_from(value & 0xFFFF_FFFF).unwrap_or(u32::MAX);
    f64::from(high) * 4_294_967_296.0 + f64::from(low)
}

#[cfg(feature = "compile")]
pub(crate) use write::PostingsWriter;

#[cfg(feature = "compile")]
mod write {
    use super::{AttributesIx, Boundary, EntityIx, GROUP};
    use crate::bytes::{put_size, put_varint};

    /// Writes the section, record after record.
    #[derive(Default)]
    pub(crate) struct PostingsWriter {
        count: u32,
        offsets: Vec<u8>,
        stream: Vec<u8>,
        record: Vec<u8>,
        /// Pairs of the open record, which follow its names.
        pairs: Vec<u8>,
        /// Places of label names inside the open record, and whom they are for.
        labels: Vec<(EntityIx, usize)>,
        /// Where in the open record the last name stands.
        name_at: usize,
    }

    impl PostingsWriter {
        /// Begins a name; its bearers follow.
        pub(crate) fn name(&mut self, text: &str, cased: bool, more: bool, boundaries: &[(usize, Boundary)]) {
            put_size(&mut self.record, boundaries.len() << 2 | usize::from(cased) << 1 | usize::from(more));
            let mut last = 0;
            for &(at, boundary) in boundaries {
                let kind = match boundary {
                    Boundary::Joint | Boundary::Soft => 0,
                    Boundary::Hard => 1,
                    Boundary::Break => 2,
                };
                put_size(&mut self.record, (at - last) << 2 | kind);
                last = at;
            }
            self.name_at = self.record.len();
            put_size(&mut self.record, text.len());
            self.record.extend_from_slice(text.as_bytes());
        }

        /// Adds a bearer of the last name; its rows follow. `is_label` says that the name is the entity's label.
        pub(crate) fn bearer(&mut self, entity: EntityIx, more: bool, is_label: bool) {
            if is_label {
                self.labels.push((entity, self.name_at));
            }
            put_varint(&mut self.pairs, u64::from(entity.0) << 1 | u64::from(more));
        }

        pub(crate) fn row(&mut self, attributes: AttributesIx, prior: Option<f64>, more: bool) {
            let head = u64::from(attributes.0) << 2 | u64::from(prior.is_some()) << 1 | u64::from(more);
            put_varint(&mut self.pairs, head);
            if let Some(prior) = prior {
                match exact_integer(prior) {
                    Some(value) => put_varint(&mut self.pairs, value << 1),
                    None => {
                        put_varint(&mut self.pairs, 1);
                        self.pairs.extend_from_slice(&prior.to_le_bytes());
                    }
                }
            }
        }

        /// Ends a record; tells where each label in it lies in the stream. `None` when the stream has outgrown 32 bits.
        pub(crate) fn end(&mut self, mut label: impl FnMut(EntityIx, u32)) -> Option<()> {
            if self.count.is_multiple_of(GROUP) {
                self.offsets.extend_from_slice(&u32::try_from(self.stream.len()).ok()?.to_le_bytes());
            }
            self.count += 1;
            self.record.append(&mut self.pairs);
            put_size(&mut self.stream, self.record.len());
            let base = self.stream.len();
            for (entity, at) in self.labels.drain(..) {
                label(entity, u32::try_from(base + at).ok()?);
            }
            self.stream.append(&mut self.record);
            Some(())
        }

        pub(crate) fn finish(mut self) -> Vec<u8> {
            let mut section = self.count.to_le_bytes().to_vec();
            section.append(&mut self.offsets);
            section.append(&mut self.stream);
            section
        }
    }

    /// `prior` as an integer of at most 53 bits, which an f64 holds exactly.
    fn exact_integer(prior: f64) -> Option<u64> {
        let whole = prior.fract() == 0.0 && (0.0..9_007_199_254_740_992.0).contains(&prior) && prior.is_sign_positive();
        whole.then(|| format!("{prior:.0}").parse().ok()).flatten()
    }
}
