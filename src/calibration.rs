//! From what two names have in common to a probability: weights of features, fitted on labelled names by `polyonym learn --calibrate`.
//!
//! A candidate's score is the sum of its features times their weights. When two names are compared, the logistic function of the score is
//! the probability. When a name is resolved, two questions are asked, as in a nested logit model (McFadden 1978): whether any candidate is
//! meant, and if so which one. With I the logarithm of the sum of all exp(score), the first has the log odds λ·I, and a candidate's share
//! of the second is exp(score - I). λ, between 0 and 1, is less the more alike the candidates are: many poor ones do not make a good one.
//!
//! Layout of the section `CALI`: `u32` number of weights, then `f32` for each of them: those of resolving, those of comparing. A weight for
//! each feature, and λ.

use crate::bytes::{index, u32_at};

/// Features of a candidate.
pub(crate) const FEATURES: usize = 29;
/// Weights for each use: one a feature, and λ.
pub(crate) const WEIGHTS: usize = FEATURES + 1;

/// Names of the weights, in their order.
pub(crate) const NAMES: [&str; WEIGHTS] = [
    "one",
    "shared",
    "gain",
    "share",
    "least-share",
    "alone-query",
    "alone-name",
    "alone-both",
    "errors",
    "crossings",
    "initials",
    "equal",
    "covered",
    "numbers-differ",
    "generic",
    "joined",
    "doubt",
    "filiation",
    "deficit-across",
    "deficit-within",
    "across",
    "gain-across",
    "share-across",
    "translated",
    "detour",
    "gain-detour",
    "namesakes",
    "systems",
    "names",
    "nest",
];

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
        (count == WEIGHTS && weights.len() == 2 * 4 * WEIGHTS).then_some(Self(weights))
    }

    fn weight(&self, of: Use, place: usize) -> f32 {
        let start = if of == Use::Resolve { 0 } else { WEIGHTS };
        u32_at(self.0, (start + place) * 4).map_or(0.0, f32::from_bits)
    }

    /// The score of features: log odds when names are compared, log weight when they are resolved.
    pub(crate) fn score(&self, features: &Features, of: Use) -> f32 {
        features.iter().enumerate().map(|(i, f)| f * self.weight(of, i)).sum()
    }

    /// The probabilities of candidates by their scores; what they lack of 1 is that of none of them.
    pub(crate) fn probabilities(&self, scores: &[f32]) -> Vec<f64> {
        let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let shares: Vec<f64> = scores.iter().map(|s| f64::from(s - highest).exp()).collect();
        let total: f64 = shares.iter().sum();
        let odds = f64::from(self.weight(Use::Resolve, FEATURES)) * (f64::from(highest) + total.ln());
        let any = 1.0 / (1.0 + (-odds).exp());
        shares.into_iter().map(|share| any * share / total).collect()
    }
}
