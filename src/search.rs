//! One word to the words of the lexicon that it may be.
//!
//! The word is read as the likeliest skeletons; the words of the lexicon that have one of them are aligned with it, each by the table of its
//! own writing system. A budget bounds the words that are looked at; whether it was hit is part of the answer.

use crate::gazetteer::View;
use crate::gazetteer::lexicon::Place;
use crate::limits::MAX_WORDS_ALIGNED;
use crate::translit::lattice::Cells;
use crate::translit::reading::Reading;

/// Skeletons of a word that are looked up.
const SKELETONS: usize = 24;
/// Words that are handed on.
const WORDS: usize = 64;
/// The least share of the best gain that a word must reach, and the least gain, in nats.
const LEAST_SHARE: f32 = 0.3;
const LEAST_GAIN: f32 = 2.0;

/// A word of the lexicon that may be the one that was asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Similar {
    pub(crate) place: Place,
    /// In how many keys it stands.
    pub(crate) names: u32,
    pub(crate) gain: f32,
    pub(crate) errors: u8,
}

impl Reading<'_> {
    /// The words of the lexicon that it may be, the best first; whether the budget ended the search.
    pub(crate) fn search(&mut self, view: &View<'_>, cells: &mut Cells) -> (Vec<Similar>, bool) {
        let pivot = self.model.pivot();
        let classes = view.model.classes;
        let (lattices, _) = self.lattices(pivot);
        let mut skeletons: Vec<_> = lattices.iter().flat_map(|l| classes.likeliest(l, SKELETONS)).collect();
        skeletons.sort_by(|a, b| a.1.total_cmp(&b.1));
        if self.spelling.system == Some(pivot) {
            skeletons.insert(0, (classes.skeleton(&self.spelling.letters), 0.0));
        }
        let mut budget = MAX_WORDS_ALIGNED;
        let mut floor = LEAST_GAIN;
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
                let Some((gain, errors, best)) = self.agree(word.system, &letters, floor, cells) else { continue };
                if gain >= LEAST_SHARE * best {
                    found.push(Similar { place: word.place, names: word.names, gain, errors });
                }
                if found.len() >= 2 * WORDS {
                    found.sort_unstable_by(|a, b| b.gain.total_cmp(&a.gain).then(a.place.cmp(&b.place)));
                    found.truncate(WORDS);
                    floor = found.last().map_or(floor, |f| f.gain);
                }
            }
        }
        found.sort_unstable_by(|a, b| b.gain.total_cmp(&a.gain).then(a.place.cmp(&b.place)));
        found.dedup_by_key(|f| f.place);
        found.truncate(WORDS);
        (found, budget == 0)
    }
}
