//! From what two names have in common to a probability: weights of features, fitted on labelled names by `polyonym learn --calibrate`.
//!
//! A candidate's score is the sum of its features times their weights. When a name is resolved, the candidates and the possibility that
//! none of them is meant share the probability as `exp(score)`, the scores of rivals being in the sum; when two names are compared, the
//! logistic function of the score is the probability.
//!
//! Layout of the section `CALI`: `u32` number of features, then `f32` for each feature and use: the weights of resolving, those of comparing.

use crate::bytes::{index, u32_at};

/// Features of an alignment.
pub(crate) const FEATURES: usize = 24;

/// The features of a pair of names; the first one is always 1.
pub(crate) type Features = [f32; FEATURES];

/// What a probability is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    Resolve,
    Compare,
}

/// A view of the section.
#[derive(Clone, Copy)]
pub(crate) struct Calibration<'a>(&'a [u8]);

impl<'a> Calibration<'a> {
    pub(crate) fn new(section: &'a [u8]) -> Option<Self> {
        let count = index(u32_at(section, 0)?);
        let weights = section.get(4..)?;
        (count == FEATURES && weights.len() == 2 * 4 * FEATURES).then_some(Self(weights))
    }

    /// The score of features: log odds when names are compared, log weight when they are resolved.
    pub(crate) fn score(&self, features: &Features, of: Use) -> f32 {
        let start = if of == Use::Resolve { 0 } else { FEATURES };
        let weight = |i: usize| u32_at(self.0, (start + i) * 4).map_or(0.0, f32::from_bits);
        features.iter().enumerate().map(|(i, f)| f * weight(i)).sum()
    }
}
