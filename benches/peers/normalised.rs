//! A walk over an FST of text that is normalised on the way by the crate unicode-normalization, in the measured time: what one writes
//! without a fold table.
//!
//! NFKD, marks stripped, lower case; tokens are runs of letters and digits, and single characters of scripts that space nothing. Names are
//! normalised the same way from their written forms, so matches are nearly those of the others, but not all: no letter conventions (ي is
//! not ی, ł not l), no full case folding.

use crate::names::Name;
use crate::peer::{Found, Peer};
use crate::rivals::Fst;
use crate::text::Text;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The transducer, the number of the name for each of its keys, and buffers that are kept.
pub struct Normalised {
    fst: Fst,
    names: Vec<u32>,
    line: Line,
}

/// Normalised text, and where its tokens begin.
#[derive(Default)]
struct Line {
    text: String,
    starts: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Before {
    Letter,
    Space,
    Break,
}

impl Line {
    /// Normalises `text` in place of what was here; O(bytes). `within` is what punctuation is to be.
    fn fill(&mut self, text: &str, within: Before) {
        self.text.clear();
        self.starts.clear();
        let (mut before, mut word) = (Before::Break, false);
        for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
            if !c.is_alphanumeric() {
                let soft = c.is_whitespace() || matches!(c, '-' | '\'' | '’' | '.' | '\u{200C}');
                let this = if soft { Before::Space } else { within };
                before = if this > before { this } else { before };
                continue;
            }
            let single = is_unspaced(c);
            if single || !word || before != Before::Letter {
                self.begin(before, word, !single);
            }
            self.text.extend(c.to_lowercase());
            (before, word) = (Before::Letter, !single);
        }
        self.text.push_str(if word { " " } else { "" });
    }

    /// Writes the separators before a token: a word has a space on both sides.
    fn begin(&mut self, before: Before, behind_word: bool, word: bool) {
        let first = self.starts.is_empty();
        let spaces = match before {
            Before::Letter => usize::from(behind_word) + usize::from(word),
            Before::Space => 1,
            Before::Break => 2,
        };
        (0..if first { 0 } else { spaces }).for_each(|_| self.text.push(' '));
        self.starts.push(self.text.len());
    }
}

/// Whether a letter is of a script that spaces nothing; those of the texts.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{309F}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

impl Normalised {
    pub fn new(names: &[Name]) -> Self {
        let (mut keys, mut line) = (BTreeMap::new(), Line::default());
        for (name, number) in names.iter().zip(0..) {
            for written in &name.written {
                line.fill(written, Before::Space);
                if !line.text.is_empty() {
                    keys.entry(line.text.clone()).or_insert(number);
                }
            }
        }
        Self { fst: Fst::new(keys.keys().map(String::as_str)), names: keys.into_values().collect(), line }
    }
}

impl Peer for Normalised {
    fn name(&self) -> &'static str {
        "fst_unicode_normalization"
    }

    fn bytes(&self) -> usize {
        self.fst.bytes()
    }

    /// Places are in the normalised text: no way leads back to the raw one.
    fn find(&mut self, text: &Text, found: &mut Vec<Found>) {
        self.line.fill(&text.raw, Before::Break);
        let before = found.len();
        self.fst.find_from(&self.line.starts, self.line.text.as_bytes(), found);
        for each in &mut found[before..] {
            each.name = self.names[usize::try_from(each.name).unwrap()];
        }
    }
}
