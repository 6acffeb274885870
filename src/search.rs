//! One word to the words of the lexicon that it may be.
//!
//! The word is read as the likeliest skeletons; the words of the lexicon that have one of them are aligned with it, each by the table of its
//! own writing system. A budget bounds the words that are looked at.

use crate::gazetteer::View;
use crate::gazetteer::lexicon::Place;
use crate::limits::MAX_WORDS_ALIGNED;
use crate::translit::reading::{Likeness, Reading};

/// Skeletons of a word that are looked up.
const SKELETONS: usize = 16;
/// Words that are handed on.
const WORDS: usize = 64;
/// The least share of the gain of the likeliest spelling that a word must reach.
const LEAST_SHARE: f32 = 0.35;

/// A word of the lexicon that may be the one that was asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Similar {
    pub(crate) place: Place,
    /// In how many keys it stands.
    pub(crate) names: u32,
    pub(crate) likeness: Likeness,
}

impl Reading<'_> {
    /// The words of the lexicon that it may be, the best first.
    pub(crate) fn search(&mut self, view: &View<'_>) -> Vec<Similar> {
        let pivot = self.model.pivot();
        let classes = view.model.classes;
        let (lattices, _) = self.lattices(pivot);
        let mut skeletons: Vec<_> = lattices.iter().flat_map(|l| classes.likeliest(l, SKELETONS)).collect();
        skeletons.sort_by(|a, b| a.1.total_cmp(&b.1));
        if self.spelling.system == Some(pivot) {
            skeletons.insert(0, (classes.skeleton(&self.spelling.letters), 0.0));
        }
        let mut budget = MAX_WORDS_ALIGNED;
        let mut least = LEAST_SHARE;
        let mut found: Vec<Similar> = Vec::new();
        let mut letters = Vec::new();
        let mut tried: Vec<_> = Vec::new();
        for (skeleton, _) in skeletons {
            if tried.contains(&skeleton.classes) {
                continue;
            }
            tried.push(skeleton.classes);
            for word in view.lexicon.words(skeleton) {
                if budget == 0 {
                    break;
                }
                budget -= 1;
                word.spell(&mut letters);
                let likeness = self.agree(word.system, &letters, least);
                found.extend(likeness.map(|likeness| Similar { place: word.place, names: word.names, likeness }));
                if found.len() >= 2 * WORDS {
                    found.sort_unstable_by(order);
                    found.truncate(WORDS);
                    least = found.last().map_or(least, |f| f.likeness.share);
                }
            }
        }
        found.sort_unstable_by(order);
        found.dedup_by_key(|f| f.place);
        found.truncate(WORDS);
        found
    }
}

fn order(a: &Similar, b: &Similar) -> std::cmp::Ordering {
    b.likeness.share.total_cmp(&a.likeness.share).then(a.place.cmp(&b.place))
}
