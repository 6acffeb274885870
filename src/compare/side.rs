//! One of two names that are compared: its parts, what they are, and how much they say.

use crate::equivalents::{Equivalents, Kind};
use crate::parts::{Part, parts, parts_of};
use crate::token::{Boundary, TokenBuffer};
use crate::words::{PARTICLE, TITLE_AFTER, TITLE_BEFORE, Words};

/// What a part is in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// It names: given name, surname, the word that makes a firm this firm.
    Name,
    /// One letter that stands for a name.
    Initial,
    /// An article or a word of filiation, which may be left out.
    Particle,
    /// A title at the start or the end.
    Title,
    /// Digits, and words for numbers, which decide.
    Number,
    /// A word that many firms or places have: bank, village.
    Generic,
    /// A legal form.
    Legal,
}

/// A part of a name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Word {
    pub(crate) part: Part,
    pub(crate) role: Role,
    /// How much it says that two names share it, in nats: the rarer, the more.
    pub(crate) weight: f32,
    /// Bytes of the particle that it begins with, and may lose; 0 when there is none.
    pub(crate) glued: usize,
}

/// A name, ready to be compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Side {
    pub(crate) key: String,
    pub(crate) words: Vec<Word>,
}

/// Parts of a name that are looked at; a name has no more.
pub(crate) const MAX_PARTS: usize = 16;

impl Side {
    /// A name from its tokens. `weight` says how rare a word is.
    pub(crate) fn new(buffer: &TokenBuffer, lexical: &Lexical<'_>, weight: impl Fn(&str) -> f32) -> Self {
        Self::of(buffer.key.as_str().to_owned(), parts(buffer), lexical, weight)
    }

    /// A name whose key and boundaries are known.
    pub(crate) fn known(
        key: String,
        boundaries: impl Iterator<Item = (usize, Boundary)>,
        lexical: &Lexical<'_>,
        weight: impl Fn(&str) -> f32,
    ) -> Self {
        let parts = parts_of(&key, boundaries);
        Self::of(key, parts, lexical, weight)
    }

    fn of(key: String, mut parts: Vec<Part>, lexical: &Lexical<'_>, weight: impl Fn(&str) -> f32) -> Self {
        parts.truncate(MAX_PARTS);
        let count = parts.len();
        let mut words: Vec<Word> = Vec::with_capacity(count);
        for (at, part) in parts.into_iter().enumerate() {
            let letters = key.get(part.range.clone()).unwrap_or_default();
            let titled = words.iter().all(|w| w.role == Role::Title);
            let role = role(letters, at, count, titled, lexical);
            let weight = match role {
                Role::Particle | Role::Title => 0.5,
                Role::Initial => 1.5,
                Role::Legal => 0.3,
                Role::Generic => weight(letters).min(2.0),
                Role::Name | Role::Number => weight(letters),
            };
            let glued = lexical.roles.bare(letters).map_or(0, |bare| letters.len() - bare.len());
            words.push(Word { part, role, weight, glued });
        }
        Self { key, words }
    }

    /// The letters of a part without the particle that it is written together with, if there is one.
    pub(crate) fn bare(&self, at: usize) -> Option<&str> {
        let word = self.words.get(at).filter(|w| w.glued > 0)?;
        self.key.get(word.part.range.start + word.glued..word.part.range.end)
    }

    /// The letters of the parts of a pair, of which one may be looked at without its article.
    pub(crate) fn said(&self, range: &std::ops::Range<usize>, without_article: bool) -> &str {
        self.bare(range.start).filter(|_| without_article).unwrap_or_else(|| self.text(range.start, range.end))
    }

    /// The letters of the parts from `start` to before `end`.
    pub(crate) fn text(&self, start: usize, end: usize) -> &str {
        match self.words.get(start..end) {
            Some([first, .., last]) => self.key.get(first.part.range.start..last.part.range.end).unwrap_or_default(),
            Some([one]) => self.key.get(one.part.range.clone()).unwrap_or_default(),
            _ => "",
        }
    }
}

/// What is known of words.
pub(crate) struct Lexical<'a> {
    pub(crate) roles: &'a Words<'a>,
    pub(crate) equivalents: &'a Equivalents<'a>,
}

fn role(letters: &str, at: usize, count: usize, titled: bool, lexical: &Lexical<'_>) -> Role {
    let Lexical { roles, equivalents } = lexical;
    let mut chars = letters.chars();
    let first = chars.next();
    if letters.chars().all(char::is_numeric) {
        return Role::Number;
    }
    if chars.next().is_none() && first.is_some_and(char::is_alphabetic) && count > 1 && letters.len() < 3 {
        return Role::Initial;
    }
    if count > 1 && at + 1 < count && roles.is(PARTICLE, letters) {
        return Role::Particle;
    }
    if count > 2 && (titled && at + 2 < count && roles.is(TITLE_BEFORE, letters) || at + 1 == count && roles.is(TITLE_AFTER, letters)) {
        return Role::Title;
    }
    if count < 2 {
        return Role::Name;
    }
    // A word that is a name as well is taken for one.
    let mut role = Role::Name;
    for class in equivalents.of(letters) {
        role = match class.kind {
            Kind::Number => return Role::Number,
            Kind::Legal => Role::Legal,
            Kind::Generic => Role::Generic,
            Kind::Cognate | Kind::Nickname => return Role::Name,
            Kind::Abbreviation => role,
        };
    }
    role
}
