//! Two words of two names, as the transliteration model sees them; each word is prepared once.

use super::align::{Agreement, LEAST_SHARE};
use crate::translit::reading::{Likeness, Reading};
use crate::translit::{Model, Spelling};
use std::collections::HashMap;

/// Compares words, and remembers those it has prepared.
pub(crate) struct WordPairs<'m> {
    model: Model<'m>,
    readings: HashMap<String, Reading<'m>>,
    spellings: HashMap<String, Vec<Spelling>>,
}

impl<'m> WordPairs<'m> {
    pub(crate) fn new(model: Model<'m>) -> Self {
        Self { model, readings: HashMap::new(), spellings: HashMap::new() }
    }

    /// The reading of a word.
    pub(crate) fn reading(&mut self, word: &str) -> Option<&mut Reading<'m>> {
        if !self.readings.contains_key(word) {
            self.readings.insert(word.to_owned(), Reading::new(self.model, word));
        }
        self.readings.get_mut(word)
    }

    /// How well two words agree; nothing when they do not.
    pub(crate) fn agree(&mut self, one: &str, other: &str) -> Option<Agreement> {
        if !self.spellings.contains_key(other) {
            self.spellings.insert(other.to_owned(), self.model.spellings(other));
        }
        self.reading(one);
        let (reading, spellings) = (self.readings.get_mut(one)?, self.spellings.get(other)?);
        let agree = |s: &Spelling| reading.agree(s.system?, &s.letters, LEAST_SHARE);
        let likeness = spellings.iter().filter_map(agree).max_by(|a, b| a.share.total_cmp(&b.share))?;
        let Likeness { gain, share, errors, same_system, detour } = likeness;
        Some(Agreement { gain, share, errors, equal: false, same_system, translated: false, detour })
    }
}
