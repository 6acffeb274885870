//! The texts: by script, raw for polyonym and folded for its rivals.

use crate::common::text_of;
use crate::line::{Classes, Gap, Line};
use polyonym::{FoldedToken, Tables};
use std::ops::Range;

/// What the texts are called, and the languages that each is made of in equal parts.
pub const SCRIPTS: [(&str, &[&str]); 5] =
    [("latin", &["en"]), ("arabic", &["ar"]), ("persian", &["fa"]), ("cyrillic", &["ru"]), ("cjk", &["zh", "ja"])];

/// A text as every rival wants it.
pub struct Text {
    pub name: String,
    pub raw: String,
    pub tokens: Vec<FoldedToken>,
    pub line: Line,
    /// The characters of the line, and where in them each token begins and ends.
    pub chars: Vec<char>,
    pub char_starts: Vec<usize>,
    pub char_ends: Vec<usize>,
}

impl Text {
    pub fn new(name: &str, raw: String, tables: &Tables, classes: &mut Classes) -> Self {
        let tokens = tables.tokens(&raw);
        let line = Line::new(&tokens, classes, Gap::Break);
        let mut count = vec![0; line.text.len() + 1];
        for (number, (at, c)) in (1..).zip(line.text.char_indices()) {
            count[at + c.len_utf8()] = number;
        }
        let chars = line.text.chars().collect();
        let [char_starts, char_ends] = [&line.starts, &line.ends].map(|places| places.iter().map(|at| count[*at]).collect());
        Self { name: name.to_owned(), raw, tokens, line, chars, char_starts, char_ends }
    }

    /// The bytes of the raw text from the first token that begins at or behind `start` to the last one that ends at or before `end`, where
    /// tokens begin and end at these places.
    pub fn raw_range(&self, found: Range<usize>, starts: &[usize], ends: &[usize]) -> Range<usize> {
        let first = starts.partition_point(|at| *at < found.start);
        let last = ends.partition_point(|at| *at <= found.end) - 1;
        self.tokens[first].range().start..self.tokens[last].range().end
    }
}

/// The texts by script, of `bytes` bytes each at most.
pub fn texts(bytes: usize, tables: &Tables) -> Vec<Text> {
    let mut classes = Classes::new(tables);
    let raw = |langs: &[&str]| langs.iter().map(|lang| text_of(lang, bytes / langs.len())).collect::<Vec<_>>().join("\n\n");
    SCRIPTS.iter().map(|(name, langs)| Text::new(name, raw(langs), tables, &mut classes)).collect()
}
