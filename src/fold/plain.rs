//! Plain letters at the speed of memory: what most text is made of.
//!
//! A letter is *plain* when it folds to one letter of a word, alone: no mark behind it, nothing to compose with. Eight ASCII letters are
//! folded at once in one integer; letters of two bytes have a table of what to write, made when the tables are opened; those of three
//! bytes are looked up in the fold table and copied. A stretch ends at whatever is not plain, which the general path of [`super::fold`]
//! takes. Both paths give the same letters; the general one is the oracle of this one.
//!
//! Cost: O(bytes), some 1 ns a byte.

use super::table::{Class, Entry, FoldTable, Form, PLAIN_ONE, PLAIN_SAME};
use crate::bytes::{index, u64_at};
use std::ops::Range;

/// Characters of at most two bytes.
const TWO_BYTES: usize = 0x800;
/// In an entry of [`Plain`], beside the bytes to be written and, from bit 16 on, their number.
const LETTER: u32 = 1 << 18;
const CAPITAL: u32 = 1 << 19;
/// A mark that stands alone behind a letter without composing.
const MARK: u32 = 1 << 20;

/// What characters of at most two bytes fold to, ready to be written.
pub(crate) struct Plain(Box<[u32; TWO_BYTES]>);

impl Plain {
    /// Of a table. `None` where letters, digits and the space of ASCII are not those of every other table. O(1): 2048 look-ups.
    pub(crate) fn new(table: &FoldTable<'_>) -> Option<Self> {
        let ascii = |c: &char| {
            let entry = table.entry(*c);
            let same = entry.0 == PLAIN_SAME && c.to_ascii_lowercase() == *c;
            same || entry.is_plain() && entry.form() == Form::One && entry.payload() == u32::from(c.to_ascii_lowercase())
        };
        let ordinary = ('\0'..='\x7F').filter(char::is_ascii_alphanumeric).all(|c| ascii(&c));
        let space = table.entry(' ').is_space();
        let entry = |c: char| {
            let entry = table.entry(c);
            let kind = match entry.class() {
                Class::Word if entry.is_plain() => LETTER,
                Class::Mark | Class::Dropped if entry.combines() && !entry.may_compose() => MARK,
                _ => return 0,
            };
            let to = match (entry.class(), entry.form()) {
                (Class::Dropped, Form::Empty) => None,
                (Class::Word | Class::Mark, Form::Same) => Some(c),
                (Class::Word | Class::Mark, Form::One) => char::from_u32(entry.payload()),
                _ => return 0,
            };
            let mut buffer = [0; 4];
            let length = to.map_or(0, |c| c.encode_utf8(&mut buffer).len());
            match u32::try_from(length) {
                Ok(count @ 0..=2) => u32::from_le_bytes(buffer) | count << 16 | kind | if c.is_uppercase() { CAPITAL } else { 0 },
                _ => 0,
            }
        };
        let mut entries = Box::new([0; TWO_BYTES]);
        entries.iter_mut().zip('\0'..).for_each(|(to, c)| *to = entry(c));
        (ordinary && space).then_some(Self(entries))
    }

    #[inline]
    fn entry(&self, lead: u8, trail: u8) -> u32 {
        self.0.get(usize::from(lead & 0x1F) << 6 | usize::from(trail & 0x3F)).copied().unwrap_or(0)
    }
}

/// A stretch of plain letters of words, and lone marks behind them.
pub(crate) struct Stretch {
    /// Where it ends in the text.
    pub(crate) end: usize,
    /// False only when it has no capitals.
    pub(crate) capital: bool,
}

/// Appends what the plain letters from `range.start` on fold to; there must be room for as many bytes as the range has.
#[inline]
pub(crate) fn stretch(table: &FoldTable<'_>, plain: &Plain, text: &[u8], range: Range<usize>, out: &mut Letters) -> Stretch {
    let text = text.get(..range.end).unwrap_or_default();
    let mut at = range.start;
    // The length stays in a register: through memory each letter would wait for the one before it.
    let (to, mut len) = (out.bytes.as_mut_slice(), out.len);
    let (mut capitals, mut seen) = (0, 0);
    // Whether a mark would stand behind a letter.
    let mut letter = false;
    while let Some(&lead) = text.get(at) {
        match lead {
            0..0x80 => {
                let eight = Eight::read(eight_at(text, at));
                put(to, &mut len, eight.lower, eight.count);
                at += eight.count;
                capitals |= eight.capitals;
                letter = true;
                if eight.stops {
                    break;
                }
            }
            0xC2..0xE0 => {
                let Some(&trail) = text.get(at + 1) else { break };
                let entry = plain.entry(lead, trail);
                if entry & LETTER == 0 && !(entry & MARK != 0 && letter && is_alone(table, text, at + 2)) {
                    break;
                }
                put(to, &mut len, u64::from(entry & 0xFFFF), index(entry >> 16 & 3));
                at += 2;
                seen |= entry;
                letter = entry & LETTER != 0;
            }
            0xE0..0xF0 => {
                let Some(three) = text.get(at..).and_then(|t| t.first_chunk::<3>()) else { break };
                let Some((bytes, is_letter)) = of_three(table, *three) else { break };
                if !(is_letter || letter && is_alone(table, text, at + 3)) {
                    break;
                }
                put(to, &mut len, u64::from(u32::from_le_bytes(bytes)), if bytes == [0; 4] { 0 } else { width(bytes[0]) });
                at += 3;
                letter = is_letter;
                // Whether it is a capital would take longer to find out than to look where it matters.
                seen |= CAPITAL;
            }
            _ => break,
        }
    }
    out.len = len;
    Stretch { end: at, capital: seen & CAPITAL != 0 || capitals != 0 }
}

/// What a character of three bytes writes, padded with zeros, and whether it is a letter: else it is a mark that may stand alone.
#[inline]
fn of_three(table: &FoldTable<'_>, three: [u8; 3]) -> Option<([u8; 4], bool)> {
    let [a, b, c] = three.map(u32::from);
    let entry = table.at(index((a & 0xF) << 12 | (b & 0x3F) << 6 | c & 0x3F));
    if entry.0 == PLAIN_SAME {
        return Some(([three[0], three[1], three[2], 0], true));
    }
    let mark = entry.combines() && !entry.may_compose();
    match (entry.class(), entry.form()) {
        (Class::Word, Form::One) if entry.0 & !0x1F_FFFF == PLAIN_ONE => {}
        (Class::Mark, Form::Same) if mark => return Some(([three[0], three[1], three[2], 0], false)),
        (Class::Dropped, Form::Empty) if mark => return Some(([0; 4], false)),
        _ => return None,
    }
    let mut bytes = [0; 4];
    let to = char::from_u32(entry.payload()).filter(|c| c.len_utf8() < 4 && *c != '\0')?;
    to.encode_utf8(&mut bytes);
    Some((bytes, true))
}

/// The fold of the character that begins at `at`, and its bytes; none at the end.
#[inline]
pub(crate) fn entry_at(table: &FoldTable<'_>, text: &[u8], at: usize) -> Option<(Entry, usize)> {
    let rest = text.get(at..)?;
    let bits = |place: usize| rest.get(place).map_or(0, |byte| usize::from(byte & 0x3F));
    let lead = *rest.first()?;
    let (value, width) = match lead {
        0..0x80 => return Some((table.ascii(lead), 1)),
        0x80..0xE0 => (usize::from(lead & 0x1F) << 6 | bits(1), 2),
        0xE0..0xF0 => (usize::from(lead & 0xF) << 12 | bits(1) << 6 | bits(2), 3),
        0xF0.. => (usize::from(lead & 7) << 18 | bits(1) << 12 | bits(2) << 6 | bits(3), 4),
    };
    Some((table.at(value), width))
}

/// Whether no character that begins at `at` combines with what stands before it.
#[inline]
pub(crate) fn is_alone(table: &FoldTable<'_>, text: &[u8], at: usize) -> bool {
    entry_at(table, text, at).is_none_or(|(entry, _)| !entry.combines())
}

/// Bytes of the character that begins with `lead`, of a text of at most three bytes a character.
#[inline]
fn width(lead: u8) -> usize {
    match lead {
        0..0x80 => 1,
        0x80..0xE0 => 2,
        _ => 3,
    }
}

/// Eight bytes of text as one integer, the first one lowest.
struct Eight {
    /// How many of them, from the first one on, are ASCII letters or digits.
    count: usize,
    lower: u64,
    /// Bits where one of these is a capital.
    capitals: u64,
    /// Whether ASCII follows that is neither.
    stops: bool,
}

const HIGH: u64 = 0x8080_8080_8080_8080;

/// A byte in each of eight places.
const fn all(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

impl Eight {
    /// Adding to a byte below 0x80 what it lacks to 0x80 sets its highest bit when it is large enough: comparisons without carries.
    #[inline]
    fn read(bytes: u64) -> Self {
        let low = bytes & !HIGH;
        let letter = low | all(0x20);
        let alphabetic = letter.wrapping_add(all(0x80 - b'a')) & !letter.wrapping_add(all(0x7F - b'z'));
        let digit = low.wrapping_add(all(0x80 - b'0')) & !low.wrapping_add(all(0x7F - b'9'));
        let ascii = !bytes & HIGH;
        let others = !((alphabetic | digit) & ascii) & HIGH;
        let count = index(others.trailing_zeros() / 8);
        // All bits below the first one that is no letter.
        let ours = others.wrapping_sub(1) & !others;
        let capitals = alphabetic & ascii & !(bytes << 2) & ours;
        // The lowest bit that is set is that of the first byte which is neither.
        let stops = others & others.wrapping_neg() & ascii != 0;
        Self { count, lower: bytes | capitals >> 2, capitals, stops }
    }
}

/// Eight bytes of a text as one integer, the first one lowest; zeros behind its end.
#[inline]
pub(crate) fn eight_at(text: &[u8], at: usize) -> u64 {
    u64_at(text, at).unwrap_or_else(|| tail(text, at))
}

/// The last bytes of a text, padded with zeros.
#[cold]
fn tail(text: &[u8], at: usize) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(text.get(at..).unwrap_or_default()).for_each(|(to, from)| *to = *from);
    u64::from_le_bytes(bytes)
}

/// Folded letters, one after another: UTF-8, behind which room is kept, so that eight bytes can be written where one is meant.
#[derive(Clone, Debug, Default)]
pub(crate) struct Letters {
    bytes: Vec<u8>,
    len: usize,
}

/// Bytes behind the letters that may hold anything.
const ROOM: usize = 8;

/// Writes eight bytes at `len` and counts some of them.
#[inline]
fn put(to: &mut [u8], len: &mut usize, letters: u64, count: usize) {
    if let Some(place) = to.get_mut(*len..).and_then(|rest| rest.first_chunk_mut::<8>()) {
        *place = letters.to_le_bytes();
        *len += count;
    }
}

impl Letters {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(crate) fn clear(&mut self) {
        self.len = 0;
    }

    /// Makes room for `more` bytes.
    pub(crate) fn reserve(&mut self, more: usize) {
        let needed = self.len + more + ROOM;
        if self.bytes.len() < needed {
            self.bytes.resize(needed, 0);
        }
    }

    /// Appends the lowest `count` bytes of `letters`, which are whole characters, at most eight; there must be room.
    #[inline]
    pub(crate) fn put(&mut self, letters: u64, count: usize) {
        put(&mut self.bytes, &mut self.len, letters, count);
    }

    pub(crate) fn push(&mut self, c: char) {
        self.push_str(c.encode_utf8(&mut [0; 4]));
    }

    pub(crate) fn push_str(&mut self, letters: &str) {
        self.reserve(letters.len());
        if let Some(place) = self.bytes.get_mut(self.len..self.len + letters.len()) {
            place.copy_from_slice(letters.as_bytes());
            self.len += letters.len();
        }
    }

    /// Keeps the first `len` bytes and the rest of the character that they would cut.
    pub(crate) fn truncate(&mut self, len: usize) {
        let rest = self.bytes.get(len..self.len).unwrap_or_default();
        self.len = len.min(self.len) + rest.iter().take_while(|b| **b & 0xC0 == 0x80).count();
    }

    /// Takes the last character off.
    pub(crate) fn pop(&mut self) {
        let trailing = self.bytes().iter().rev().take_while(|b| **b & 0xC0 == 0x80).count();
        self.len = self.len.saturating_sub(trailing + 1);
    }

    /// Takes everything from `at` on off and returns it.
    pub(crate) fn split_off(&mut self, at: usize) -> String {
        let tail = self.get(at..self.len).unwrap_or_default().to_owned();
        self.len = self.len.min(at);
        tail
    }

    /// Drops the first `count` bytes.
    pub(crate) fn drop_first(&mut self, count: usize) {
        self.bytes.copy_within(count.min(self.len)..self.len, 0);
        self.len = self.len.saturating_sub(count);
    }

    #[inline]
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// The eight bytes from `at` on; what stands behind the letters may be anything.
    #[inline]
    pub(crate) fn eight(&self, at: usize) -> u64 {
        u64_at(&self.bytes, at).unwrap_or(0)
    }

    /// The letters of a range that lies inside and cuts no character. O(bytes of it).
    pub(crate) fn get(&self, range: Range<usize>) -> Option<&str> {
        std::str::from_utf8(self.bytes().get(range)?).ok()
    }

    /// All letters. O(bytes).
    pub(crate) fn as_str(&self) -> &str {
        self.get(0..self.len).unwrap_or_default()
    }
}
