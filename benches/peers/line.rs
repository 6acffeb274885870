//! Folded letters in one line, as the rivals get them for free: tokens of polyonym, and canonical separators between them.
//!
//! A word has a space on both sides, which neighbours share: `" deir ez zor "`. Characters of scripts that space nothing stand without
//! separators (`北京`), so that rivals read no byte more than in the plain text. Other separators are such that no name has them.

use polyonym::{Boundary, FoldedToken, Tables};
use std::collections::HashMap;

/// What stands between two tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Nothing, between characters of a script that spaces nothing.
    None,
    /// White space, or one hyphen, apostrophe or full stop.
    Space,
    /// Nothing, where a word and something else meet: a marker, for "社 A" is not "社A".
    Turn,
    /// Punctuation, or the end of a paragraph.
    Break,
}

/// How a script puts its words together.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Word,
    /// A stretch of a script that spaces nothing and is not cut (Katakana).
    Run,
    /// A character that is a token by itself.
    Character,
}

/// Classes of letters, asked of the tables once for each letter.
pub struct Classes<'t> {
    tables: &'t Tables,
    known: HashMap<char, Class>,
}

impl<'t> Classes<'t> {
    pub fn new(tables: &'t Tables) -> Self {
        Self { tables, known: HashMap::new() }
    }

    /// The class of a token, which is that of its first letter.
    pub fn of(&mut self, token: &FoldedToken) -> Class {
        let Some(letter) = token.key().chars().next() else { return Class::Word };
        let count = |text: String| self.tables.tokens(&text).len();
        *self.known.entry(letter).or_insert_with(|| match (count(format!("{letter}{letter}")), count(format!("a{letter}"))) {
            (2, _) => Class::Character,
            (_, 2) => Class::Run,
            _ => Class::Word,
        })
    }

    /// What stands before a token, given the one before it.
    fn gap(&mut self, left: &FoldedToken, right: &FoldedToken, breaks: Gap) -> Gap {
        match right.before() {
            Boundary::Joint if self.of(left) == Class::Character && self.of(right) == Class::Character => Gap::None,
            Boundary::Joint => Gap::Turn,
            Boundary::Soft | Boundary::Hard => Gap::Space,
            Boundary::Break => breaks,
        }
    }
}

/// Tokens in one line.
#[derive(Default)]
pub struct Line {
    pub text: String,
    /// Where each token begins and ends in `text`, in bytes.
    pub starts: Vec<usize>,
    pub ends: Vec<usize>,
    /// What stands before each token; before the first one [`Gap::Break`].
    pub gaps: Vec<Gap>,
}

impl Line {
    /// Writes tokens; what a [`Gap::Break`] is written as says `breaks`. O(bytes).
    pub fn new(tokens: &[FoldedToken], classes: &mut Classes, breaks: Gap) -> Self {
        let mut line = Self::default();
        let mut left: Option<&FoldedToken> = None;
        for token in tokens {
            let between = left.map_or(Gap::Break, |left| classes.gap(left, token, breaks));
            let behind_word = left.is_some_and(|left| classes.of(left) != Class::Character);
            line.separate(between, left.is_none(), behind_word, classes.of(token) != Class::Character);
            line.gaps.push(between);
            line.starts.push(line.text.len());
            line.text.push_str(token.key());
            line.ends.push(line.text.len());
            left = Some(token);
        }
        if left.is_some_and(|left| classes.of(left) != Class::Character) {
            line.text.push(' ');
        }
        line
    }

    fn separate(&mut self, gap: Gap, first: bool, behind_word: bool, before_word: bool) {
        let space = |is: bool| if is { " " } else { "" };
        match gap {
            Gap::None => {}
            Gap::Space => self.text.push(' '),
            Gap::Break if first => self.text.push_str(space(before_word)),
            Gap::Break => self.text.push_str("  "),
            Gap::Turn => {
                self.text.push_str(space(behind_word));
                self.text.push('\u{1}');
                self.text.push_str(space(before_word));
            }
        }
    }
}
