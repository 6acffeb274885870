//! From what two names have in common to a probability: weights of features, fitted on labelled names by `polyonym learn --calibrate`.
//!
//! A candidate's score is the sum of its features times their weights. When two names are compared, the logistic function of the score is
//! the probability. When a name is resolved, two questions are asked, as in a nested logit model (McFadden 1978): whether any candidate is
//! meant, and if so which one. With I the logarithm of the sum of all exp(score), the first has the log odds λ·I, and a candidate's share
//! of the second is exp(score - I). λ, between 0 and 1, is less the more alike the candidates are: many poor ones do not make a good one.
//! The log odds of a candidate are then made straight by a line (Platt 1999), so that of the answers with a probability of .8 eight of ten
//! are right.
//!
//! Layout of the section `CALI`: `u32` number of weights, then `f32` for each of them: those of resolving, those of comparing. A weight for
//! each feature, λ, offset and slope of the line.

use crate::bytes::{index, u32_at};

/// Features of a candidate.
pub(crate) const FEATURES: usize = 28;
/// The feature that is the logarithm of the number of entities that bear the name. Its weight is not fitted: namesakes share what their
/// name has.
pub(crate) const NAMESAKES: usize = 27;
/// Weights for each use: one a feature, and those of the following places.
pub(crate) const WEIGHTS: usize = FEATURES + 3;
pub(crate) const NEST: usize = FEATURES;
pub(crate) const ODDS_OFFSET: usize = FEATURES + 1;
pub(crate) const ODDS_SLOPE: usize = FEATURES + 2;

/// Names of the weights, in their order.
#[cfg(any(feature = "compile", feature = "learn"))]
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
    "contradictions",
    "detour",
    "gain-detour",
    "namesakes",
    "nest",
    "odds-offset",
    "odds-slope",
];

/// The features of a pair of names; the first one is always 1.
pub(crate) type Features = [f32; FEATURES];

/// No weight is so large: what is not a number, or beyond numbers, is refused.
const LARGEST: f32 = 1e6;

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
        let finite = (0..2 * WEIGHTS).all(|i| u32_at(weights, i * 4).is_some_and(|bits| f32::from_bits(bits).abs() < LARGEST));
        (count == WEIGHTS && weights.len() == 2 * 4 * WEIGHTS && finite).then_some(Self(weights))
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
        let [nest, offset, slope] = [NEST, ODDS_OFFSET, ODDS_SLOPE].map(|place| f64::from(self.weight(Use::Resolve, place)));
        let any = logistic(nest * (f64::from(highest) + total.ln()));
        let straight = |share: f64| logistic(offset + slope * log_odds(any * share / total));
        let mut probabilities: Vec<f64> = shares.into_iter().map(straight).collect();
        let excess = probabilities.iter().sum::<f64>().max(1.0);
        probabilities.iter_mut().for_each(|p| *p /= excess);
        probabilities
    }
}

pub(crate) fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// The log odds of a probability; those of 0 and 1 are as large as can be told.
pub(crate) fn log_odds(probability: f64) -> f64 {
    let p = probability.clamp(1e-12, 1.0 - 1e-12);
    (p / (1.0 - p)).ln()
}
