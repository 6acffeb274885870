//! Stage 1: text to folded text, with a way back to the caller's bytes.
//!
//! Folding makes spellings equal that differ only in form: Unicode normalisation (NFKD), full case folding, combining marks
//! where their script can do without them, letter conventions (ي = ی, ł = l, ё = е), then recomposition (NFC). All of it
//! depends on single characters, so it is one look-up in a table that `dictionaries/fold/` is compiled to, except where a mark
//! may compose with what stands before it: only such runs of a few characters go through unicode-normalization.
//!
//! ```
//! let tables = polyonym_dictionaries::tables();
//! assert_eq!(tables.fold("Łódź").text(), "lodz");
//! assert_eq!(tables.fold("Çavuşoğlu").text(), tables.fold("ÇAVUŞOĞLU").text());
//! assert_eq!(tables.fold("قاسمي").text(), tables.fold("قاسمی").text());
//! ```
//!
//! Cost: O(bytes of text) time; the output is at most eleven times as long as the input, in bytes.

pub(crate) mod lookalike;
pub(crate) mod plain;
pub(crate) mod table;

use crate::limits::MAX_MARKS_IN_RUN;
use std::ops::Range;
use table::{Class, Entry, FoldTable, Form, Separator};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Receives the folded characters in order; `source` is where they come from, in bytes of the text.
pub(crate) trait Sink {
    /// Takes what is plain from the start of the range on, and says where that ends; `None` when it has no way of its own for it.
    fn plain(&mut self, _: &FoldTable<'_>, _text: &str, _range: Range<usize>) -> Option<usize> {
        None
    }
    /// A letter, digit or kept mark.
    fn letter(&mut self, c: char, class: Class, source: Range<usize>);
    /// A dropped mark: the source of the letter before it reaches to `end`.
    fn extend(&mut self, end: usize);
    /// A separator that may be absent from other spellings of a name.
    fn soft(&mut self);
    /// A separator of words.
    fn hard(&mut self, separator: Separator);
}

/// Folds the characters of `text` that begin in `range`, whose ends must be ends that [`chunk_end`] gives.
pub(crate) fn fold(table: &FoldTable<'_>, text: &str, range: Range<usize>, sink: &mut impl Sink) {
    let bytes = text.as_bytes();
    let mut run = Run::default();
    let mut at = range.start;
    while at < range.end {
        let plain = sink.plain(table, text, at..range.end);
        at = plain.unwrap_or_else(|| fold_ascii(table, bytes, at..range.end, sink));
        let Some(c) = text.get(at..range.end).and_then(|rest| rest.chars().next()) else { return };
        let mut next = Some((at, c, table.entry(c)));
        // Characters are looked up once: each is the next one before it is the current one.
        while let Some((start, c, entry)) = next {
            let end = start + c.len_utf8();
            at = end;
            next = text.get(end..range.end).and_then(|rest| rest.chars().next()).map(|c| (end, c, table.entry(c)));
            let follower = next.map(|(_, _, entry)| entry);
            if must_compose(table, text, entry, follower, end) {
                at = run.read(table, text, start..range.end);
                for c in run.fold(table).chars() {
                    emit(table, c, table.entry(c), start..at, sink);
                }
                sink.extend(at);
                break;
            }
            emit(table, c, entry, start..end, sink);
            if plain.is_some() || next.is_some_and(|(_, c, _)| c.is_ascii()) {
                break;
            }
        }
    }
}

/// Folds ASCII as long as the character behind is ASCII too, and so cannot combine; returns where it stops.
#[inline]
fn fold_ascii(table: &FoldTable<'_>, bytes: &[u8], range: Range<usize>, sink: &mut impl Sink) -> usize {
    let mut at = range.start;
    while at < range.end
        && let Some(&byte) = bytes.get(at)
        && byte < 0x80
        && bytes.get(at + 1).is_none_or(|next| *next < 0x80)
    {
        let entry = table.ascii(byte);
        match (entry.class(), entry.form()) {
            (Class::Hard, _) => sink.hard(entry.separator()),
            (class, Form::Same) => sink.letter(char::from(byte), class, at..at + 1),
            _ => emit(table, char::from(byte), entry, at..at + 1, sink),
        }
        at += 1;
    }
    at
}

/// Whether a character and what follows it have to go through normalisation. A mark alone after a letter need not, if it
/// composes with nothing (vowelled Arabic, Indic scripts); two in a row may be out of order.
#[inline]
fn must_compose(table: &FoldTable<'_>, text: &str, entry: Entry, follower: Option<Entry>, end: usize) -> bool {
    entry.may_compose()
        || follower.is_some_and(|f| {
            f.may_compose() || f.combines() && (entry.combines() || entry.form() == Form::Many || second_combines(table, text, end))
        })
}

/// Whether the character after the one that begins at `at` combines.
fn second_combines(table: &FoldTable<'_>, text: &str, at: usize) -> bool {
    text.get(at..).and_then(|rest| rest.chars().nth(1)).is_some_and(|c| table.entry(c).combines())
}

/// The first place at or after `at` where `text` can be cut without changing its fold; O(length of one run of marks).
pub(crate) fn chunk_end(table: &FoldTable<'_>, text: &str, at: usize) -> usize {
    let at = text.ceil_char_boundary(at);
    let rest = text.get(at..).unwrap_or_default();
    rest.char_indices().find(|&(_, c)| !table.entry(c).combines()).map_or(text.len(), |(i, _)| at + i)
}

#[inline]
fn emit(table: &FoldTable<'_>, c: char, entry: Entry, source: Range<usize>, sink: &mut impl Sink) {
    match entry.class() {
        Class::Hard if entry.form() != Form::Many => sink.hard(entry.separator()),
        Class::Soft => sink.soft(),
        Class::Ignored => {}
        Class::Dropped => sink.extend(source.end),
        class => match entry.form() {
            Form::Same => sink.letter(c, class, source),
            Form::One => {
                if let Some(c) = char::from_u32(entry.payload()) {
                    sink.letter(c, class, source);
                }
            }
            // Each character of the string is its own fold; its class is looked up because strings may hold spaces.
            Form::Many => {
                for c in table.string(entry).chars() {
                    emit_plain(table.entry(c), c, source.clone(), sink);
                }
            }
            Form::Empty => sink.extend(source.end),
        },
    }
}

fn emit_plain(entry: Entry, c: char, source: Range<usize>, sink: &mut impl Sink) {
    match entry.class() {
        Class::Hard => sink.hard(entry.separator()),
        Class::Soft => sink.soft(),
        Class::Ignored | Class::Dropped => {}
        class => sink.letter(c, class, source),
    }
}

/// A letter with the marks behind it, normalised together; its buffers are kept for the next one.
#[derive(Default)]
struct Run {
    source: String,
    folded: String,
}

impl Run {
    /// Takes the first character of `range` and the marks that follow it; marks beyond the Stream-Safe Text Format of UAX 15 are
    /// dropped. Returns where the run ends.
    fn read(&mut self, table: &FoldTable<'_>, text: &str, range: Range<usize>) -> usize {
        self.source.clear();
        let mut end = range.start;
        for (count, c) in text.get(range).unwrap_or_default().chars().enumerate() {
            if count > 0 && !table.entry(c).combines() {
                break;
            }
            if count <= MAX_MARKS_IN_RUN {
                self.source.push(c);
            }
            end += c.len_utf8();
        }
        end
    }

    /// The fold of the run: normalise, fold each character, until nothing changes. Two rounds are the rule; a table whose rows went
    /// round in circles was refused when it was compiled.
    fn fold(&mut self, table: &FoldTable<'_>) -> &str {
        for _ in 0..4 {
            self.folded.clear();
            for c in self.source.nfc() {
                // Separators stay what they are: folded, they would be nothing.
                match table.entry(c).class() {
                    Class::Hard | Class::Soft => self.folded.push(c),
                    Class::Ignored => {}
                    _ => table.append(c, &mut self.folded),
                }
            }
            if self.folded == self.source {
                break;
            }
            std::mem::swap(&mut self.source, &mut self.folded);
        }
        &self.source
    }
}

/// Folded text and where each of its characters comes from.
///
/// Words stand one space apart; separators that a name may have or not (hyphen, apostrophe, ZWNJ) have vanished.
///
/// ```
/// let folded = polyonym_dictionaries::tables().fold("İstanbul’da");
/// assert_eq!(folded.text(), "istanbulda");
/// assert_eq!(folded.source(0..8), 0..9); // "İstanbul": İ has two bytes
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    text: String,
    /// For each character of `text`: where it begins in `text`, and its source.
    origins: Vec<(usize, Range<usize>)>,
}

impl Folded {
    pub(crate) fn new(table: &FoldTable<'_>, text: &str) -> Self {
        let mut sink = FoldedSink { folded: Self::default(), before: Before::Hard };
        fold(table, text, 0..text.len(), &mut sink);
        sink.folded
    }

    /// The folded text, NFC.
    ///
    /// ```
    /// assert_eq!(polyonym_dictionaries::tables().fold(" al-Assad,  Bashar ").text(), "alassad bashar");
    /// ```
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the original that the bytes `range` of the folded text come from; an empty range at 0 when it lies outside.
    /// O(log of the characters).
    ///
    /// ```
    /// let folded = polyonym_dictionaries::tables().fold("ﷺ 😀 Straße");
    /// let at = folded.text().find("strasse").unwrap();
    /// assert_eq!(folded.source(at..at + 7), 9..16);
    /// ```
    #[must_use]
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        let first = self.origins.partition_point(|(at, _)| *at < range.start);
        let last = self.origins.partition_point(|(at, _)| *at < range.end);
        match self.origins.get(first..last) {
            Some([(_, one)]) => one.clone(),
            Some([(_, a), .., (_, b)]) => a.start..b.end,
            _ => 0..0,
        }
    }
}

/// What stands before the next character.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    Letter,
    Soft,
    Hard,
}

struct FoldedSink {
    folded: Folded,
    before: Before,
}

impl Sink for FoldedSink {
    fn letter(&mut self, c: char, class: Class, source: Range<usize>) {
        let before = std::mem::replace(&mut self.before, Before::Letter);
        if class == Class::Mark && before != Before::Letter {
            // A mark without a letter to stand on.
            self.before = before;
            return;
        }
        // Where a soft separator keeps two characters from composing it may not vanish: folding again would join them.
        let apart = before == Before::Hard || before == Before::Soft && is_nfc_quick(std::iter::once(c)) != IsNormalized::Yes;
        if apart && !self.folded.text.is_empty() {
            self.folded.text.push(' ');
        }
        self.folded.origins.push((self.folded.text.len(), source));
        self.folded.text.push(c);
    }

    fn extend(&mut self, end: usize) {
        if let Some((_, source)) = self.folded.origins.last_mut().filter(|_| self.before == Before::Letter) {
            source.end = end;
        }
    }

    fn soft(&mut self) {
        if self.before == Before::Letter {
            self.before = Before::Soft;
        }
    }

    fn hard(&mut self, _: Separator) {
        self.before = Before::Hard;
    }
}
