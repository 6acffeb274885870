//! Positions in the caller's own string, in the unit that the caller counts in.

use crate::decode::Repair;
use std::cell::Cell;

/// What offsets count.
#[derive(clap::ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Code points, as Python, brat and Web Annotation count
    #[default]
    Chars,
    /// Bytes of UTF-8
    Bytes,
    /// UTF-16 code units, as JavaScript, Java and C# count
    Utf16,
}

/// Turns byte positions of a text into offsets. Going through a text in order costs O(bytes) in all.
pub struct Offsets<'a> {
    text: &'a str,
    unit: Unit,
    repairs: &'a [Repair],
    /// A position and its offset, to count on from.
    last: Cell<(usize, usize)>,
}

impl<'a> Offsets<'a> {
    /// `repairs` are the places where the text differs from the bytes of the file.
    pub fn new(text: &'a str, unit: Unit, repairs: &'a [Repair]) -> Self {
        Self { text, unit, repairs, last: Cell::new((0, 0)) }
    }

    /// The offset of a byte position, which must be a character boundary.
    pub fn at(&self, position: usize) -> usize {
        if self.unit == Unit::Bytes {
            let before = self.repairs.partition_point(|r| r.text_end <= position);
            return before.checked_sub(1).map_or(position, |i| position - self.repairs[i].text_end + self.repairs[i].original_end);
        }
        let (last, offset) = self.last.get();
        let offset = if position >= last {
            offset + self.count(&self.text[last..position])
        } else {
            // Overlapping mentions go back a little.
            offset - self.count(&self.text[position..last])
        };
        self.last.set((position, offset));
        offset
    }

    fn count(&self, text: &str) -> usize {
        match self.unit {
            Unit::Chars => text.chars().count(),
            Unit::Bytes => text.len(),
            Unit::Utf16 => text.encode_utf16().count(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Offsets, Unit};
    use crate::decode::decode;

    #[test]
    fn offsets_count_in_the_callers_unit() {
        // bytes of the file, unit, (position in the text, offset) in any order.
        let check = |bytes: &[u8], unit, expected: &[(usize, usize)]| {
            let decoded = decode(bytes.to_vec());
            let offsets = Offsets::new(&decoded.text, unit, &decoded.repairs);
            for &(position, offset) in expected {
                assert_eq!(offsets.at(position), offset, "{bytes:?} {unit:?} at {position}");
            }
        };
        check("a😀b".as_bytes(), Unit::Chars, &[(0, 0), (1, 1), (5, 2), (6, 3), (1, 1)]);
        check("a😀b".as_bytes(), Unit::Utf16, &[(5, 3), (1, 1), (6, 4)]);
        check("a😀b".as_bytes(), Unit::Bytes, &[(5, 5), (1, 1)]);
        check("תל אביב".as_bytes(), Unit::Chars, &[(5, 3), (13, 7)]);
        // One invalid byte becomes three bytes of text; of a cut sequence of three bytes one character remains.
        check(b"a\xFFb", Unit::Bytes, &[(0, 0), (1, 1), (4, 2), (5, 3)]);
        check(b"a\xFFb", Unit::Chars, &[(4, 2), (5, 3)]);
        check(b"a\xF0\x9F\x98b\xFF\xFFc", Unit::Bytes, &[(1, 1), (4, 4), (5, 5), (8, 6), (11, 7), (12, 8)]);
        check(b"a\xF0\x9F\x98b\xFF\xFFc", Unit::Chars, &[(4, 2), (5, 3), (11, 5)]);
    }
}
