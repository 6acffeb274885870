//! Names to the words that are aligned: one to one, in order, where both names have as many.

use crate::tables::Tables;
use crate::token::{Boundary, TokenBuffer};
use unicode_normalization::UnicodeNormalization;

/// The folded words of a name: cut at white space, or at hyphens and apostrophes as well.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) spaced: Vec<String>,
    pub(crate) parts: Vec<String>,
}

impl Words {
    pub(crate) fn new(tables: &Tables, name: &str, buffer: &mut TokenBuffer) -> Self {
        let mut words = Self::default();
        let Some(fold) = tables.fold_table() else { return words };
        buffer.fill(&fold, name);
        for token in &buffer.tokens {
            let letters = buffer.key_of(token);
            for (list, least) in [(&mut words.spaced, Boundary::Hard), (&mut words.parts, Boundary::Soft)] {
                match list.last_mut().filter(|_| token.before < least) {
                    Some(word) => word.push_str(letters),
                    None => list.push(letters.to_owned()),
                }
            }
        }
        words
    }

    /// The words of two names side by side, where they can be paired by their places.
    pub(crate) fn beside<'w>(&'w self, other: &'w Self) -> Vec<(&'w str, &'w str)> {
        let lists =
            [(&self.spaced, &other.spaced), (&self.parts, &other.parts), (&self.parts, &other.spaced), (&self.spaced, &other.parts)];
        let equal = lists.into_iter().find(|(a, b)| a.len() == b.len());
        equal.map(|(a, b)| a.iter().map(String::as_str).zip(b.iter().map(String::as_str)).collect()).unwrap_or_default()
    }
}

/// The letters of a word as pieces see them.
pub(crate) fn letters(word: &str, decomposed: bool) -> Vec<char> {
    if decomposed { word.nfd().collect() } else { word.chars().collect() }
}

/// Whether two words may be spellings of one name, before any table is known: the consonants of their plainest romanisations have half
/// of their letters in common.
pub(crate) fn plausible(one: &str, other: &str) -> bool {
    let bones = |word: &str| -> Vec<char> {
        let plain = any_ascii::any_ascii(word).to_ascii_lowercase();
        let mut bones: Vec<char> = plain.chars().filter(char::is_ascii_alphabetic).map(class).filter(|c| *c != ' ').collect();
        bones.dedup();
        bones
    };
    let (a, b) = (bones(one), bones(other));
    if a.is_empty() || b.is_empty() {
        return a.len() + b.len() < 2;
    }
    common(&a, &b) * 2 >= a.len().max(b.len())
}

/// Whether a word may be the reading of another: one to seven letters for each of its own.
pub(crate) fn fits(one: &str, other: &str) -> bool {
    let (n, m) = (one.chars().count(), other.chars().count());
    n <= m && m <= n * 7
}

/// A rough class of sounds.
fn class(c: char) -> char {
    match c {
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | 'w' => ' ',
        'b' | 'p' | 'f' | 'v' => 'b',
        'c' | 'k' | 'q' | 'g' | 'x' => 'k',
        'd' | 't' => 't',
        's' | 'z' | 'j' => 's',
        'l' | 'r' => 'r',
        'm' | 'n' => 'n',
        other => other,
    }
}

/// The length of the longest common subsequence.
fn common(a: &[char], b: &[char]) -> usize {
    let mut row = vec![0usize; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y { diagonal + 1 } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    row[b.len()]
}
