//! What polyonym and its rivals have in common: they find names.

use crate::names::Name;
use crate::text::Text;
use std::ops::Range;

/// A name in a text: where, in what the peer was given (bytes, or characters), and its place among the names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub start: usize,
    pub end: usize,
    pub name: u32,
}

/// A name in the raw text, in bytes, and the letters of the name: what must be the same for all.
pub type Answer = (Range<usize>, String);

/// Something that finds names.
pub trait Peer {
    /// Its name in `target/peers.json`.
    fn name(&self) -> &'static str;
    /// Bytes of memory that its dictionary takes.
    fn bytes(&self) -> usize;
    /// Bytes of the file that says more about the names than where they stand.
    fn file_bytes(&self) -> Option<usize> {
        None
    }
    /// Appends the names in a text, in order. This is what is timed.
    fn find(&mut self, text: &Text, found: &mut Vec<Found>);
    /// The same, comparable.
    fn answers(&mut self, text: &Text, names: &[Name]) -> Vec<Answer> {
        let mut found = Vec::new();
        self.find(text, &mut found);
        let [starts, ends] =
            if self.counts_characters() { [&text.char_starts, &text.char_ends] } else { [&text.line.starts, &text.line.ends] };
        let letters = |name: u32| names[usize::try_from(name).unwrap()].letters.clone();
        found.iter().map(|f| (text.raw_range(f.start..f.end, starts, ends), letters(f.name))).collect()
    }
    /// Whether places are in characters, not in bytes.
    fn counts_characters(&self) -> bool {
        false
    }
}
