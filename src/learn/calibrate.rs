//! Labelled names to the weights of features: which candidate is meant, if any.

use crate::calibration::{FEATURES, NAMES, NAMESAKES, NEST, ODDS_OFFSET, ODDS_SLOPE, WEIGHTS, log_odds, logistic};
use crate::compare::Comparer;
use crate::gazetteer::Gazetteer;
use crate::resolver::similar;

/// The candidates of a name, the best first: their ids and features.
///
/// ```
/// let gazetteer = polyonym_dictionaries::gazetteer();
/// let found = polyonym::learn::features(gazetteer, "Bahram Qasemi");
/// assert!(found.iter().any(|(id, _)| id == "Q25426370"));
/// ```
#[must_use]
pub fn features(gazetteer: &Gazetteer, name: &str) -> Vec<(String, [f32; FEATURES])> {
    let Some(view) = gazetteer.view() else { return Vec::new() };
    let found = similar::entities(&view, name);
    found.entities.iter().map(|b| (view.entities.id(b.entity).to_owned(), b.features)).collect()
}

/// Steps of the fit, and how strongly weights are held near 0.
const STEPS: u32 = 600;
const RIDGE: f64 = 1e-3;

/// A labelled name.
#[derive(Debug)]
struct Example {
    candidates: Vec<[f32; FEATURES]>,
    /// Which of them are right.
    right: Vec<bool>,
    /// How often it counts.
    weight: f64,
}

/// Fits weights to labelled names by maximum likelihood: among the candidates and none of them, the right one should be likely.
///
/// ```
/// use polyonym::learn::{Calibrator, features};
/// let gazetteer = polyonym_dictionaries::gazetteer();
/// let mut calibrator = Calibrator::default();
/// calibrator.name(&features(gazetteer, "Bahram Qasemi"), 1.0, |id| id == "Q25426370");
/// assert!(calibrator.fit(&[], "own:example").starts_with("feature\tresolve\tcompare\tsource\n"));
/// ```
#[derive(Debug, Default)]
pub struct Calibrator {
    names: Vec<Example>,
    /// Pairs of names, and whether they are one.
    pairs: Vec<([f32; FEATURES], bool)>,
}

impl Calibrator {
    /// Adds a name and its candidates; `weight` is how often it counts, `right` says which candidate is meant.
    ///
    /// ```
    /// let mut calibrator = polyonym::learn::Calibrator::default();
    /// calibrator.name(&[], 1.0, |_| false); // a name that nobody in the gazetteer bears
    /// ```
    pub fn name(&mut self, candidates: &[(String, [f32; FEATURES])], weight: f64, right: impl Fn(&str) -> bool) {
        let right = candidates.iter().map(|(id, _)| right(id)).collect();
        self.names.push(Example { candidates: candidates.iter().map(|(_, f)| *f).collect(), right, weight });
    }

    /// Adds two names and whether they are one.
    ///
    /// ```
    /// let comparer = polyonym::Comparer::new(polyonym_dictionaries::tables().clone());
    /// let mut calibrator = polyonym::learn::Calibrator::default();
    /// calibrator.pair(&comparer, "Qasem Soleimani", "Касем Сулеймани", true);
    /// ```
    pub fn pair(&mut self, comparer: &Comparer, one: &str, other: &str, same: bool) {
        let mut seen = None;
        comparer.compared(one, other, |features| seen = Some(*features));
        self.pairs.extend(seen.map(|features| (features, same)));
    }

    /// The weights as a table; columns of which no examples were added keep the values of `before`.
    ///
    /// ```
    /// let table = polyonym::learn::Calibrator::default().fit(&[], "own:example");
    /// assert!(table.lines().nth(1).unwrap().ends_with("0.0000\town:example"));
    /// ```
    #[must_use]
    pub fn fit(&self, before: &[(f64, f64)], source: &str) -> String {
        let old = |column: fn(&(f64, f64)) -> f64| std::array::from_fn(|i| before.get(i).map_or(neutral(i), column));
        let names = |weights: &[f64; FEATURES + 1], gradient: &mut [f64; FEATURES + 1]| {
            self.names.iter().map(|example| choice(example, weights, gradient)).sum()
        };
        let pairs = |weights: &[f64; FEATURES], gradient: &mut [f64; FEATURES]| {
            self.pairs.iter().map(|(f, same)| decision(f, *same, weights, gradient)).sum()
        };
        let mut resolve: [f64; WEIGHTS] = old(|w| w.0);
        if !self.names.is_empty() {
            let weights = fit(names, self.names.len(), |place, weight| if place == NAMESAKES { -1.0 } else { held(place, weight) });
            resolve[..=NEST].copy_from_slice(&weights);
            // λ is fitted by its logarithm, which may have any sign.
            resolve[NEST] = weights[NEST].exp();
            let first: Vec<([f32; 2], bool)> = self.names.iter().filter_map(|example| first(example, &weights)).collect();
            let line =
                |weights: &[f64; 2], gradient: &mut [f64; 2]| first.iter().map(|(f, right)| decision(f, *right, weights, gradient)).sum();
            [resolve[ODDS_OFFSET], resolve[ODDS_SLOPE]] = fit(line, first.len(), |_, weight| weight);
        }
        let mut compare: [f64; WEIGHTS] = old(|w| w.1);
        if !self.pairs.is_empty() {
            compare[..FEATURES].copy_from_slice(&fit(pairs, self.pairs.len(), |_, weight| weight));
        }
        let mut text = String::from("feature\tresolve\tcompare\tsource\n");
        for ((name, a), b) in NAMES.iter().zip(resolve).zip(compare) {
            text += &format!("{name}\t{a:.4}\t{b:.4}\t{source}\n");
        }
        text
    }
}

fn score(features: &[f32], weights: &[f64]) -> f64 {
    features.iter().zip(weights).map(|(f, w)| f64::from(*f) * w).sum()
}

/// The log likelihood of one name; adds its gradient. See [`crate::calibration`] for the model.
fn choice(example: &Example, weights: &[f64; FEATURES + 1], gradient: &mut [f64; FEATURES + 1]) -> f64 {
    let Example { candidates, right, weight } = example;
    let scores: Vec<f64> = candidates.iter().map(|f| score(f, weights)).collect();
    let highest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if scores.is_empty() {
        return 0.0;
    }
    let shares: Vec<f64> = scores.iter().map(|s| (s - highest).exp()).collect();
    let total: f64 = shares.iter().sum();
    let good: f64 = shares.iter().zip(right).filter(|(_, r)| **r).map(|(s, _)| s).sum();
    let (inclusive, nest) = (highest + total.ln(), weights[NEST].exp());
    let any = logistic(nest * inclusive);
    // How the likelihood rises with the inclusive value, by way of whether any candidate is meant.
    let rises = if good > 0.0 { 1.0 - any } else { -any };
    gradient[NEST] += weight * rises * nest * inclusive;
    for ((features, share), r) in candidates.iter().zip(&shares).zip(right) {
        let chosen = if good == 0.0 { 0.0 } else { f64::from(u8::from(*r)) * share / good - share / total };
        let by = weight * (rises * nest * share / total + chosen);
        gradient.iter_mut().zip(features).for_each(|(g, f)| *g += by * f64::from(*f));
    }
    weight * (if good > 0.0 { any * good / total } else { 1.0 - any }).max(f64::MIN_POSITIVE).ln()
}

/// One and the log odds of the first candidate, which has the highest score, and whether it is right.
fn first(example: &Example, weights: &[f64; FEATURES + 1]) -> Option<([f32; 2], bool)> {
    let Example { candidates, right, .. } = example;
    let scores: Vec<f64> = candidates.iter().map(|f| score(f, weights)).collect();
    let (place, highest) = scores.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let total: f64 = scores.iter().map(|s| (s - highest).exp()).sum();
    let any = logistic(weights[NEST].exp() * (highest + total.ln()));
    Some(([1.0, log_odds(any / total) as f32], right[place]))
}

/// The log likelihood of one yes or no; adds its gradient.
fn decision<const N: usize>(features: &[f32; N], same: bool, weights: &[f64; N], gradient: &mut [f64; N]) -> f64 {
    let p = logistic(score(features, weights));
    let share = f64::from(u8::from(same)) - p;
    gradient.iter_mut().zip(features).for_each(|(g, f)| *g += share * f64::from(*f));
    (if same { p } else { 1.0 - p }).max(1e-300).ln()
}

/// Features that never make a candidate less likely, and those that never make it more likely: a closer likeness must not cost anything,
/// whatever the examples are. The weights of comparing are not held so: with these bounds a missing surname costs nothing.
const HELPS: [&str; 9] = ["shared", "gain", "share", "least-share", "equal", "covered", "gain-across", "share-across", "initials"];
const HARMS: [&str; 14] = [
    "alone-query",
    "alone-name",
    "alone-both",
    "errors",
    "crossings",
    "numbers-differ",
    "generic",
    "joined",
    "doubt",
    "filiation",
    "deficit-across",
    "deficit-within",
    "contradictions",
    "detour",
];

/// The weight that changes nothing.
fn neutral(place: usize) -> f64 {
    match place {
        NAMESAKES => -1.0,
        NEST | ODDS_SLOPE => 1.0,
        _ => 0.0,
    }
}

/// Holds a weight on the side of zero where its feature belongs.
fn held(place: usize, weight: f64) -> f64 {
    match NAMES.get(place) {
        Some(name) if HELPS.contains(name) => weight.max(0.0),
        Some(name) if HARMS.contains(name) => weight.min(0.0),
        _ => weight,
    }
}

/// Climbs the likelihood by steps that adapt to each weight (Adam), within the bounds that `hold` sets it; the same sums give the same weights.
fn fit<const N: usize>(likelihood: impl Fn(&[f64; N], &mut [f64; N]) -> f64, count: usize, hold: impl Fn(usize, f64) -> f64) -> [f64; N] {
    let count = count.max(1) as f64;
    let (mut weights, mut first, mut second) = ([0.0; N], [0.0; N], [0.0; N]);
    for step in 1..=STEPS {
        let mut gradient = [0.0; N];
        likelihood(&weights, &mut gradient);
        let rate = 0.3 / (1.0 + f64::from(step) / 100.0);
        for i in 0..N {
            let g = gradient[i] / count - RIDGE * weights[i];
            first[i] = 0.9 * first[i] + 0.1 * g;
            second[i] = 0.99 * second[i] + 0.01 * g * g;
            let (m, v) = (first[i] / (1.0 - 0.9f64.powf(f64::from(step))), second[i] / (1.0 - 0.99f64.powf(f64::from(step))));
            weights[i] = hold(i, weights[i] + rate * m / (v.sqrt() + 1e-9));
        }
    }
    weights
}
