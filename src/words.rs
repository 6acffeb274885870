//! Words that are not names but stand with them: titles, particles, common words. Data of `dictionaries/words/`.
//!
//! One automaton maps the folded letters of each word to the roles it has; a look-up costs O(bytes of the word).

use crate::automaton::Automaton;
use crate::limits::MAX_WORDS_OF_TITLE;
use crate::token::{Boundary, TokenBuffer};

/// Roles of a word, as bits.
/// A title that stands before names, and one that stands behind them.
pub(crate) const TITLE_BEFORE: u64 = 1;
pub(crate) const TITLE_AFTER: u64 = 16;
/// Binds the word behind it: bin, van, al.
pub(crate) const PARTICLE: u64 = 2;
pub(crate) const COMMON: u64 = 4;
/// Belongs to the word before it: Jr., III, -nejad.
pub(crate) const SUFFIX: u64 = 8;
/// Is written together with the word behind it: the Arabic article.
pub(crate) const GLUED: u64 = 32;
/// An adjective of a place, or what its people are called: Iranian.
pub(crate) const DEMONYM: u64 = 64;
/// A month or a day of the week: common, and written with a capital all the same.
pub(crate) const CALENDAR: u64 = 128;
/// Joins two names: and.
pub(crate) const CONJUNCTION: u64 = 256;
/// Binds the name of somebody else, which alone is not this one: bin Salman; and so does Abu Mazen, at the beginning of a name as well.
pub(crate) const FILIATION: u64 = 512;
pub(crate) const KUNYA: u64 = 1024;
/// A family name that stands before the given name: Xi, Kim.
pub(crate) const FAMILY: u64 = 2048;
/// What patronymics end with: -ovich. Words may have it as their end, too.
pub(crate) const PATRONYMIC: u64 = 4096;
/// A title of courtesy, which no place has: Mr, Dr.
pub(crate) const COURTESY: u64 = 8192;
/// The letters of such an end.
const PATRONYMIC_LETTERS: std::ops::RangeInclusive<usize> = 3..=7;
/// The most letters of such a particle, and the least that are left of a word without it.
const LONGEST_GLUED: usize = 3;
const LEAST_BARE: usize = 3;

/// The roles take two bytes; above them stands in how many of a million names the word is.
pub(crate) const FREQUENCY_SHIFT: u32 = 16;

/// A view of the section `WORD`.
pub(crate) struct Words<'a>(Automaton<'a>);

impl<'a> Words<'a> {
    pub(crate) fn new(section: &'a [u8]) -> Option<Self> {
        Automaton::new(section).map(Self)
    }

    /// Whether the word with these folded letters has this role.
    pub(crate) fn is(&self, role: u64, key: &str) -> bool {
        self.0.get(key.as_bytes()).is_some_and(|roles| roles & role != 0)
    }

    /// The word without the particle that it is written together with, if there is one.
    pub(crate) fn bare<'w>(&self, word: &'w str) -> Option<&'w str> {
        let cuts = word.char_indices().map(|(at, _)| at).skip(1).take(LONGEST_GLUED);
        let rest = cuts.filter(|&at| self.is(GLUED, word.get(..at).unwrap_or_default())).last().and_then(|at| word.get(at..))?;
        (rest.chars().count() >= LEAST_BARE).then_some(rest)
    }

    /// Whether a word is a father's name by its end: Vladimirovich. O(letters of the longest end).
    pub(crate) fn is_patronymic(&self, word: &str) -> bool {
        let ends = word.char_indices().rev().zip(1..).take_while(|(_, letters)| *letters <= *PATRONYMIC_LETTERS.end());
        ends.filter(|(_, letters)| PATRONYMIC_LETTERS.contains(letters))
            .any(|((at, _), _)| at > 0 && self.is(PATRONYMIC, word.get(at..).unwrap_or_default()))
    }

    /// Whether many names have this word.
    pub(crate) fn is_frequent(&self, key: &str) -> bool {
        self.0.get(key.as_bytes()).is_some_and(|value| value >> FREQUENCY_SHIFT > 0)
    }

    /// How rare a word is among names, in nats; one that the table of frequencies does not have is taken for one of 20 in a million.
    pub(crate) fn rarity(&self, key: &str) -> f32 {
        let listed = self.0.get(key.as_bytes()).map(|value| value >> FREQUENCY_SHIFT).filter(|n| *n > 0);
        let count = u16::try_from(listed.unwrap_or(20).min(0xFFFF)).unwrap_or(u16::MAX);
        (1e6 / f32::from(count)).ln()
    }

    /// The words of a name, to be put in another order: what stands between hard boundaries, a particle together with the word that it
    /// binds, so that "bin Salman" is never torn apart. A title at the start stays a word ("Sr." is a suffix as well).
    pub(crate) fn bind(&self, name: &TokenBuffer) -> Vec<String> {
        let mut bound: Vec<String> = Vec::new();
        let mut binds = false;
        let mut titles = true;
        for word in spaced(name) {
            titles &= self.is(TITLE_BEFORE, &word);
            let behind = !titles && self.is(SUFFIX, &word);
            let particle = !titles && !behind && self.is(PARTICLE, &word);
            match bound.last_mut().filter(|_| binds || behind) {
                Some(last) => last.push_str(&word),
                None => bound.push(word),
            }
            binds = particle;
        }
        bound
    }

    /// The words without the titles at either end; at least one word is left.
    pub(crate) fn without_titles<'w>(&self, words: &'w [String]) -> &'w [String] {
        let is = |role, words: &[String]| self.is(role, &words.concat());
        let most = |rest: &[String]| 1..=rest.len().saturating_sub(1).min(MAX_WORDS_OF_TITLE);
        let mut rest = words;
        while let Some(count) = most(rest).rev().find(|&n| rest.get(..n).is_some_and(|w| is(TITLE_BEFORE, w))) {
            rest = rest.get(count..).unwrap_or_default();
        }
        while let Some(count) = most(rest).rev().find(|&n| rest.get(rest.len() - n..).is_some_and(|w| is(TITLE_AFTER, w))) {
            rest = rest.get(..rest.len() - count).unwrap_or_default();
        }
        rest
    }
}

/// The folded letters between hard boundaries.
fn spaced(name: &TokenBuffer) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for token in &name.tokens {
        match words.last_mut().filter(|_| token.before < Boundary::Hard) {
            Some(word) => word.push_str(name.key_of(token)),
            None => words.push(name.key_of(token).to_owned()),
        }
    }
    words
}
