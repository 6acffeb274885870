//! Entities and the attributes of dictionary rows: flat tables beside the postings.
//!
//! Layout of the section `ENTS`: a string table of types, a string table of ids (sorted), then for each entity `u8` type and, after
//! padding to four bytes, `u32` place of its label in the stream of postings, then two bits of renown, the first entity lowest. Section `ATTR`: a string table, one string for each
//! distinct `type TAB lang TAB kind TAB source`, the commonest first; then one byte for each, 1 when such rows are weak.
//! String table: `u32` count, `u32` bytes, `u32` end of each string, the strings.

use super::{AttributesIx, EntityIx};
use crate::bytes::{Cursor, index, u32_at};

/// Strings one after another, and where each ends.
#[derive(Clone, Copy)]
pub(crate) struct Strings<'a> {
    ends: &'a [u8],
    bytes: &'a [u8],
}

impl<'a> Strings<'a> {
    fn read(cursor: &mut Cursor<'a>) -> Option<Self> {
        let count = index(cursor.u32()?);
        let len = index(cursor.u32()?);
        Some(Self { ends: cursor.take(count.checked_mul(4)?)?, bytes: cursor.take(len)? })
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len() / 4
    }

    pub(crate) fn get(&self, i: usize) -> &'a str {
        let read = || {
            let start = if i == 0 { 0 } else { index(u32_at(self.ends, (i - 1) * 4)?) };
            std::str::from_utf8(self.bytes.get(start..index(u32_at(self.ends, i * 4)?))?).ok()
        };
        read().unwrap_or_default()
    }

    /// The place of `wanted` among sorted strings.
    fn search(&self, wanted: &str) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.get(middle).cmp(wanted) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }
}

/// From how many names that sound alike on an entity is of the second, third and fourth class of renown. Of the entities of a table of half a
/// million, 14 % have the first number or more, 3 % the second, 0.6 % the third.
#[cfg(feature = "compile")]
pub(crate) const RENOWNED: [u32; 3] = [3, 5, 12];

/// A view of the section `ENTS`.
#[derive(Clone, Copy)]
pub(crate) struct Entities<'a> {
    types: Strings<'a>,
    ids: Strings<'a>,
    type_of: &'a [u8],
    label_of: &'a [u8],
    renown: &'a [u8],
}

impl<'a> Entities<'a> {
    pub(crate) fn new(section: &'a [u8]) -> Option<Self> {
        let mut cursor = Cursor(section);
        let types = Strings::read(&mut cursor)?;
        let ids = Strings::read(&mut cursor)?;
        let type_of = cursor.take(ids.len())?;
        cursor.take((section.len() - cursor.0.len()).next_multiple_of(4) - (section.len() - cursor.0.len()))?;
        let label_of = cursor.take(ids.len() * 4)?;
        let renown = cursor.take(ids.len().div_ceil(4))?;
        cursor.0.is_empty().then_some(Self { types, ids, type_of, label_of, renown })
    }

    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.ids.len()).unwrap_or(u32::MAX)
    }

    pub(crate) fn id(&self, entity: EntityIx) -> &'a str {
        self.ids.get(index(entity.0))
    }

    pub(crate) fn entity_type(&self, entity: EntityIx) -> &'a str {
        self.type_of.get(index(entity.0)).map_or("", |&t| self.types.get(usize::from(t)))
    }

    /// How well known an entity is, 0 to 3, by how many names that sound alike the dictionaries have for it: see [`RENOWNED`].
    pub(crate) fn renown(&self, entity: EntityIx) -> usize {
        let at = index(entity.0);
        self.renown.get(at / 4).map_or(0, |byte| usize::from(byte >> (at % 4 * 2) & 3))
    }

    /// Where the label lies in the stream of postings.
    pub(crate) fn label(&self, entity: EntityIx) -> u32 {
        u32_at(self.label_of, index(entity.0) * 4).unwrap_or(u32::MAX)
    }

    /// The entity with this id; O(log entities).
    pub(crate) fn find(&self, id: &str) -> Option<EntityIx> {
        self.ids.search(id).and_then(|i| u32::try_from(i).ok()).map(EntityIx)
    }
}

/// The columns of a row that many rows share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Attributes<'a> {
    pub(crate) entity_type: &'a str,
    pub(crate) lang: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) source: &'a str,
}

impl<'a> Attributes<'a> {
    /// The columns of a line that joins them with tabs.
    pub(crate) fn split(line: &'a str) -> Self {
        let mut fields = line.split('\t');
        let mut next = || fields.next().unwrap_or_default();
        Self { entity_type: next(), lang: next(), kind: next(), source: next() }
    }
}

/// A view of the section `ATTR`.
#[derive(Clone, Copy)]
pub(crate) struct AttributeTable<'a> {
    rows: Strings<'a>,
    weak: &'a [u8],
}

impl<'a> AttributeTable<'a> {
    pub(crate) fn new(section: &'a [u8]) -> Option<Self> {
        let mut cursor = Cursor(section);
        let rows = Strings::read(&mut cursor)?;
        let weak = cursor.take(rows.len())?;
        cursor.0.is_empty().then_some(Self { rows, weak })
    }

    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    pub(crate) fn get(&self, i: AttributesIx) -> Attributes<'a> {
        Attributes::split(self.rows.get(index(i.0)))
    }

    /// Whether rows of this kind alone never decide for their entity.
    #[inline]
    pub(crate) fn is_weak(&self, i: AttributesIx) -> bool {
        self.weak.get(index(i.0)) == Some(&1)
    }
}

#[cfg(feature = "compile")]
pub(crate) mod write {
    use super::{Attributes, RENOWNED};

    /// `None` when the strings outgrow 32 bits.
    fn put_strings<'s>(out: &mut Vec<u8>, strings: impl Iterator<Item = &'s str> + Clone) -> Option<()> {
        let bytes: usize = strings.clone().map(str::len).sum();
        out.extend_from_slice(&u32::try_from(strings.clone().count()).ok()?.to_le_bytes());
        out.extend_from_slice(&u32::try_from(bytes).ok()?.to_le_bytes());
        let mut end = 0;
        for string in strings.clone() {
            end += string.len();
            out.extend_from_slice(&u32::try_from(end).ok()?.to_le_bytes());
        }
        strings.for_each(|string| out.extend_from_slice(string.as_bytes()));
        Some(())
    }

    /// The section `ENTS`; the slices behind the types are parallel, `type_of` are places in `types`, `renown` says how many names of an entity sound alike.
    pub(crate) fn entities(types: &[&str], ids: &[&str], type_of: &[u8], labels: &[u32], renown: &[u32]) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        put_strings(&mut out, types.iter().copied())?;
        put_strings(&mut out, ids.iter().copied())?;
        out.extend_from_slice(type_of);
        out.resize(out.len().next_multiple_of(4), 0);
        labels.iter().for_each(|label| out.extend_from_slice(&label.to_le_bytes()));
        let class = |count: &u32| u8::try_from(RENOWNED.iter().filter(|least| count >= least).count()).unwrap_or(0);
        out.extend(renown.chunks(4).map(|four| four.iter().rev().fold(0, |byte, count| byte << 2 | class(count))));
        Some(out)
    }

    /// The section `ATTR`.
    pub(crate) fn attributes(rows: &[(Attributes<'_>, bool)]) -> Option<Vec<u8>> {
        let lines: Vec<String> = rows.iter().map(|(a, _)| [a.entity_type, a.lang, a.kind, a.source].join("\t")).collect();
        let mut out = Vec::new();
        put_strings(&mut out, lines.iter().map(String::as_str))?;
        out.extend(rows.iter().map(|(_, weak)| u8::from(*weak)));
        Some(out)
    }
}
