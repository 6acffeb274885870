//! One word to the words of the lexicon that it may be.
//!
//! The word is read as the likeliest skeletons; the words of the lexicon that have one of them are aligned with it, each by the table of its
//! own writing system. A budget bounds the words that are looked at.

pub(crate) mod keys;

use crate::gazetteer::View;
use crate::gazetteer::lexicon::Place;
use crate::limits::{MAX_KEYS_ALIGNED, MAX_NAMES_ALIGNED, MAX_WORDS_ALIGNED};
use crate::translit::reading::{Likeness, Reading};
use std::collections::HashSet;

/// Skeletons of a word that are looked up.
const SKELETONS: usize = 16;
/// How hard a search tries.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    /// Words of the lexicon that one word is aligned with.
    words: usize,
    /// The least share of the gain of the likeliest spelling that a word must reach.
    least_share: f32,
    /// Names that are aligned, the best ones counted.
    pub(crate) names: usize,
    /// Names that are aligned because the whole query may be written so; 0 spares that search.
    pub(crate) keys: usize,
    /// Whether names go first that have as many words as the query.
    pub(crate) whole: bool,
}

impl Effort {
    /// For one name.
    pub(crate) const FULL: Self =
        Self { words: MAX_WORDS_ALIGNED, least_share: 0.35, names: MAX_NAMES_ALIGNED, keys: MAX_KEYS_ALIGNED, whole: false };
    /// For the many words of a text, where only a name that they spell as a whole counts.
    pub(crate) const IN_TEXT: Self = Self { words: MAX_WORDS_ALIGNED, least_share: 0.35, names: 24, keys: 0, whole: true };
}

/// Words that are handed on: of the system of the word, which are many and near, and of all others.
const WORDS: usize = 64;

/// A word of the lexicon that may be the one that was asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Similar {
    pub(crate) place: Place,
    /// In how many keys it stands.
    pub(crate) names: u32,
    pub(crate) likeness: Likeness,
}

impl Reading<'_> {
    /// The words of the lexicon that it may be, the best first, and whether there were more words to look at than the budget allows.
    pub(crate) fn search(&mut self, view: &View<'_>, effort: Effort) -> (Vec<Similar>, bool) {
        let pivot = self.model.pivot();
        let classes = view.model.classes;
        let (lattices, _) = self.lattices(pivot);
        let mut skeletons: Vec<_> = Vec::new();
        for lattice in lattices.iter() {
            let found = classes.likeliest(lattice, SKELETONS);
            // Costs under two tables have no common measure; how much worse one is than the best has.
            let best = found.first().map_or(0.0, |(_, cost)| *cost);
            skeletons.extend(found.into_iter().map(|(skeleton, cost)| (skeleton, cost - best)));
        }
        skeletons.sort_by(|a, b| a.1.total_cmp(&b.1));
        if self.spelling.system == Some(pivot) {
            skeletons.insert(0, (classes.skeleton(&self.spelling.letters), 0.0));
        }
        let mut seen = HashSet::new();
        skeletons.retain(|(skeleton, _)| seen.insert(skeleton.classes));
        let mut letters = Vec::new();
        let [mut within, mut across] = [(); 2].map(|()| Best { least: effort.least_share, found: Vec::new() });
        let (mut budget, mut partial) = (effort.words, false);
        for (skeleton, _) in skeletons {
            for word in view.lexicon.words(skeleton) {
                if budget == 0 {
                    partial = true;
                    break;
                }
                budget -= 1;
                word.spell(&mut letters);
                let best = if self.spelling.system == Some(word.system) { &mut within } else { &mut across };
                if let Some(likeness) = self.agree(word.system, &letters, best.least) {
                    best.push(Similar { place: word.place, names: word.names, likeness });
                }
            }
        }
        ([within, across].into_iter().flat_map(Best::finish).collect(), partial)
    }
}

/// The best words so far, and the share that a further one must reach.
struct Best {
    least: f32,
    found: Vec<Similar>,
}

impl Best {
    fn push(&mut self, word: Similar) {
        self.found.push(word);
        if self.found.len() >= 2 * WORDS {
            self.cut();
            self.least = self.found.last().map_or(self.least, |f| f.likeness.share);
        }
    }

    /// Keeps the best, each once: a word has several skeletons.
    fn cut(&mut self) {
        self.found.sort_unstable_by(order);
        self.found.dedup_by_key(|f| f.place);
        self.found.truncate(WORDS);
    }

    fn finish(mut self) -> Vec<Similar> {
        self.cut();
        self.found
    }
}

fn order(a: &Similar, b: &Similar) -> std::cmp::Ordering {
    b.likeness.share.total_cmp(&a.likeness.share).then(a.place.cmp(&b.place))
}
