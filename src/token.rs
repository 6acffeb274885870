//! Stage 2: folded text to tokens.
//!
//! A token is a word where a script spaces its words, a single character where it does not (Han, Hiragana, Thai ...), and
//! a whole run of Katakana, as UAX 29 has it: "マリア" must not hold "マリ" (Mali). The classes come with the fold table, so no
//! language is guessed. Folded tokens are written one after another without separators into one *key buffer*: a name
//! that covers several tokens is one slice of it, and what stood between them is kept as a [`Boundary`].
//!
//! ```
//! let tokens = polyonym_dictionaries::tables().tokens("Deir ez-Zor, 北京");
//! let keys: Vec<&str> = tokens.iter().map(|t| t.key()).collect();
//! assert_eq!(keys, ["deir", "ez", "zor", "北", "京"]);
//! ```
//!
//! Cost: O(bytes of text), in the same pass as the fold; each token is hashed as it ends.

mod plain;

use crate::fold::plain::Letters;
use crate::fold::table::{Class, FoldTable, Separator};
use crate::fold::{self, Sink, lookalike};
use crate::hash;
use crate::limits::MAX_KEY_BYTES;
use std::ops::Range;

/// What stands before a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum Boundary {
    /// Nothing: the script does not space its words.
    Joint,
    /// One separator that may be absent from other spellings of a name: a hyphen, an apostrophe, ZWNJ.
    Soft,
    /// White space, several soft separators, or the start of the text.
    Hard,
    /// Punctuation or the end of a paragraph: what stands on both sides is one name only if the name is written so.
    Break,
}

/// A token in the buffers of [`TokenBuffer`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    /// Where its folded letters lie in the key buffer.
    pub(crate) key_start: usize,
    pub(crate) key_end: usize,
    /// Where it lies in the text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// [`hash::letters`] of its folded letters.
    pub(crate) hash: u64,
    pub(crate) before: Boundary,
    /// Whether look-alike letters of another script were put right in it.
    pub(crate) lookalike: bool,
    /// False only when no letter of it is a capital in the text.
    pub(crate) capital: bool,
}

/// The tokens of a stretch of text, and the letters of all of them.
#[derive(Debug)]
pub(crate) struct TokenBuffer {
    pub(crate) key: Letters,
    pub(crate) tokens: Vec<Token>,
    /// What may begin with the first tokens, when names are searched: for the matcher.
    pub(crate) starts: Vec<u8>,
    /// The class of the token that is being written, if one is.
    open: Option<Class>,
    /// What stands before the next token.
    before: Boundary,
    /// Whether a line has ended since the last token.
    line: bool,
    /// The first finished token that may mix scripts and was not looked at yet.
    suspect: Option<usize>,
}

impl Default for TokenBuffer {
    fn default() -> Self {
        Self {
            key: Letters::default(),
            tokens: Vec::new(),
            starts: Vec::new(),
            open: None,
            before: Boundary::Hard,
            line: false,
            suspect: None,
        }
    }
}

impl TokenBuffer {
    /// Empties the buffers and keeps their memory.
    pub(crate) fn clear(&mut self) {
        self.key.clear();
        self.tokens.clear();
        self.starts.clear();
        self.open = None;
        self.before = Boundary::Hard;
        self.line = false;
        self.suspect = None;
    }

    /// The tokens of a whole text, in place of what was here.
    pub(crate) fn fill(&mut self, table: &FoldTable<'_>, text: &str) {
        self.clear();
        self.append(table, text, 0..text.len());
        self.finish(table);
    }

    /// Appends the tokens of the characters that begin in `range`, which continues where the last call ended. The last
    /// token is unfinished until the next call or [`close`](Self::close).
    pub(crate) fn append(&mut self, table: &FoldTable<'_>, text: &str, range: Range<usize>) {
        fold::fold(table, text, range, self);
        self.repair(table);
    }

    /// Finishes the last token.
    pub(crate) fn finish(&mut self, table: &FoldTable<'_>) {
        self.close();
        self.repair(table);
    }

    /// Puts the letters of finished tokens that mix scripts right; everything behind the first one is written anew.
    fn repair(&mut self, table: &FoldTable<'_>) {
        let Some(first) = self.suspect.take() else { return };
        let Some(at) = self.tokens.get(first).map(|t| t.key_start) else { return };
        let tail = self.key.split_off(at);
        let finished = self.finished();
        for (i, token) in self.tokens.iter_mut().enumerate().skip(first) {
            let end = if i < finished { token.key_end } else { at + tail.len() };
            let letters = tail.get(token.key_start - at..end - at).unwrap_or_default();
            // A token that was cut is no name; put right, it might become short enough to be one.
            let suspect = i < finished && letters.len() <= MAX_KEY_BYTES && lookalike::is_suspect(letters);
            let repaired = suspect.then(|| lookalike::repair(table.lookalikes(), letters)).flatten();
            token.key_start = self.key.len();
            token.lookalike |= repaired.is_some();
            self.key.push_str(repaired.as_deref().unwrap_or(letters));
            token.key_end = self.key.len();
            token.hash = hash::letters(self.key.bytes().get(token.key_start..).unwrap_or_default());
        }
    }

    #[inline]
    fn close(&mut self) {
        self.close_at(self.key.len());
    }

    /// Ends the token that is open at this place of the key buffer.
    #[inline]
    fn close_at(&mut self, end: usize) {
        if self.open.take().is_none() {
            return;
        }
        if let Some(token) = self.tokens.last_mut() {
            token.key_end = end;
            let (mut hasher, mut at, mut high) = (hash::Letters::default(), token.key_start, 0);
            let mut low = 0;
            loop {
                let eight = hash::first(self.key.eight(at), end - at);
                hasher.add(eight);
                high |= eight & HIGH;
                low |= hash::first(!eight, end - at) & HIGH;
                at += 8;
                if at >= end {
                    break;
                }
            }
            token.hash = hasher.finish();
            // Bytes outside ASCII and others: only then a look at the letters.
            if high != 0 && low != 0 && self.key.get(token.key_start..end).is_some_and(lookalike::is_suspect) {
                self.suspect.get_or_insert(self.tokens.len() - 1);
            }
        }
    }

    /// Begins a token whose letters begin at `written`; none is open.
    #[inline]
    fn open(&mut self, class: Class, source: Range<usize>, written: usize) {
        self.tokens.push(Token {
            key_start: written,
            key_end: written,
            start: source.start,
            end: source.end,
            hash: 0,
            before: self.before,
            lookalike: false,
            capital: true,
        });
        self.open = Some(class);
        self.before = Boundary::Joint;
        self.line = false;
    }

    /// Drops the first `count` tokens and their letters.
    pub(crate) fn drain(&mut self, count: usize) {
        let letters = self.tokens.get(count).map_or(self.key.len(), |t| t.key_start);
        self.tokens.drain(..count.min(self.tokens.len()));
        self.starts.drain(..count.min(self.starts.len()));
        self.key.drop_first(letters);
        for token in &mut self.tokens {
            token.key_start -= letters;
            token.key_end = token.key_end.saturating_sub(letters);
        }
    }

    /// Tokens that will not change any more: all but one that is being written.
    #[inline]
    pub(crate) fn finished(&self) -> usize {
        self.tokens.len() - usize::from(self.open.is_some())
    }

    /// Whether a token is longer than any name, and so was cut.
    pub(crate) fn is_cut(&self) -> bool {
        self.tokens.iter().any(|t| t.key_end - t.key_start > MAX_KEY_BYTES)
    }

    /// The folded letters of a token.
    pub(crate) fn key_of(&self, token: &Token) -> &str {
        self.key.get(token.key_start..token.key_end).unwrap_or_default()
    }

    /// What stands behind token `i`.
    #[inline]
    pub(crate) fn after(&self, i: usize) -> Boundary {
        self.tokens.get(i + 1).map_or(Boundary::Break, |t| t.before)
    }
}

/// Bytes that the short way makes room for at a time.
const MOST_PLAIN: usize = 16 << 10;

/// The highest bit of each of eight bytes.
const HIGH: u64 = 0x8080_8080_8080_8080;

impl Sink for TokenBuffer {
    fn plain(&mut self, table: &FoldTable<'_>, text: &str, range: Range<usize>) -> Option<usize> {
        let plain = table.plain()?;
        let end = if range.len() > MOST_PLAIN { fold::chunk_end(table, text, range.start + MOST_PLAIN) } else { range.end };
        // Only a run of marks without end is longer; it needs less room the general way.
        (end - range.start <= 2 * MOST_PLAIN).then(|| self.take_plain(table, plain, text, range.start..end.min(range.end)))
    }

    #[inline]
    fn letter(&mut self, c: char, class: Class, source: Range<usize>) {
        let continues = match (self.open, class) {
            (Some(_), Class::Mark) => true,
            (Some(open), Class::Word | Class::Run) => open == class,
            _ => false,
        };
        if continues {
            if let Some(token) = self.tokens.last_mut() {
                token.end = source.end;
                // Whether it is one is not asked here; most are not.
                token.capital = true;
                // No name is that long; the token keeps just enough letters to equal none.
                if self.key.len() - token.key_start > MAX_KEY_BYTES {
                    return;
                }
            }
        } else if class == Class::Mark {
            // A mark without a letter to stand on.
            return;
        } else {
            self.close();
            self.open(class, source, self.key.len());
        }
        self.key.push(c);
    }

    fn extend(&mut self, end: usize) {
        if let (Some(_), Some(token)) = (self.open, self.tokens.last_mut()) {
            token.end = end;
        }
    }

    #[inline]
    fn soft(&mut self) {
        self.close();
        // Two separators in a row separate words: a dash typed as "--", an initial's full stop and a space.
        self.before = if self.before == Boundary::Joint { Boundary::Soft } else { self.before.max(Boundary::Hard) };
    }

    #[inline]
    fn hard(&mut self, separator: Separator) {
        self.close();
        let ends_paragraph = separator == Separator::Line && std::mem::replace(&mut self.line, true);
        let breaks = ends_paragraph || separator == Separator::Punctuation;
        self.before = self.before.max(if breaks { Boundary::Break } else { Boundary::Hard });
    }
}

/// One token of a text, with its folded letters: what [`Tables::tokens`](crate::Tables::tokens) returns.
///
/// ```
/// let tokens = polyonym_dictionaries::tables().tokens("al-Assad");
/// assert_eq!(tokens[1].key(), "assad");
/// assert_eq!(tokens[1].range(), 3..8);
/// assert_eq!(tokens[1].before(), polyonym::Boundary::Soft);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FoldedToken {
    key: String,
    range: Range<usize>,
    before: Boundary,
    lookalike: bool,
}

impl FoldedToken {
    pub(crate) fn all(table: &FoldTable<'_>, text: &str) -> Vec<Self> {
        let mut buffer = TokenBuffer::default();
        buffer.fill(table, text);
        let folded = |t: &Token| Self { key: buffer.key_of(t).to_owned(), range: t.start..t.end, before: t.before, lookalike: t.lookalike };
        buffer.tokens.iter().map(folded).collect()
    }

    /// The folded letters, NFC; of a token of over 255 bytes, which no name has, the first 256 or so.
    ///
    /// ```
    /// assert_eq!(polyonym_dictionaries::tables().tokens("Łódź")[0].key(), "lodz");
    /// ```
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Where the token lies in the text, in bytes.
    ///
    /// ```
    /// assert_eq!(polyonym_dictionaries::tables().tokens("  Łódź")[0].range(), 2..9);
    /// ```
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// What stands before it.
    ///
    /// ```
    /// let tokens = polyonym_dictionaries::tables().tokens("Bashar al-Assad");
    /// assert_eq!(tokens[1].before(), polyonym::Boundary::Hard);
    /// ```
    #[must_use]
    pub fn before(&self) -> Boundary {
        self.before
    }

    /// Whether it mixed look-alike letters of two scripts, which were put right.
    ///
    /// ```
    /// let tokens = polyonym_dictionaries::tables().tokens("Mосква"); // with a Latin M
    /// assert!(tokens[0].is_lookalike() && tokens[0].key() == "москва");
    /// ```
    #[must_use]
    pub fn is_lookalike(&self) -> bool {
        self.lookalike
    }
}
