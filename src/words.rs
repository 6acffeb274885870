//! Words that are not names but stand with them: titles, particles, common words. Data of `dictionaries/words/`.
//!
//! One automaton maps the folded letters of each word to the roles it has; a look-up costs O(bytes of the word).

use crate::automaton::Automaton;
use crate::token::{Boundary, TokenBuffer};

/// Roles of a word, as bits.
pub(crate) const TITLE: u64 = 1;
/// Binds the word behind it: bin, van, al.
pub(crate) const PARTICLE: u64 = 2;
pub(crate) const COMMON: u64 = 4;
/// Belongs to the word before it: Jr., III.
pub(crate) const GENERATION: u64 = 8;

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

    /// The words of a name: what stands between hard boundaries, a particle together with the word that it binds, so that "bin
    /// Salman" is never torn apart when words are put in another order.
    pub(crate) fn bind(&self, name: &TokenBuffer) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        let mut bound = false;
        for token in &name.tokens {
            let key = name.key_of(token);
            let behind = self.is(GENERATION, key);
            match words.last_mut().filter(|_| bound || behind || token.before < Boundary::Hard) {
                Some(word) => word.push_str(key),
                None => words.push(key.to_owned()),
            }
            // A whole word binds, not the last part of one ("H.E."), and a title at the start is a title ("Sr." is both).
            let opens = words.last().is_some_and(|word| word == key);
            bound = opens && self.is(PARTICLE, key) && !(words.len() == 1 && self.is(TITLE, key));
        }
        words
    }
}
