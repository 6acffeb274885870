//! Expectation maximisation over pairs of words: which pieces of letters stand for which.
//!
//! A joint multigram (Jiampojamarn, Kondrak, Sherif 2007; Bisani, Ney 2008): a pair of words is cut into pieces of a few letters on
//! either side, each pair of pieces has a probability, and a pair of words has the sum over all ways to cut it. A first stage knows pieces
//! of single letters and finds out which letters belong together; the second one allows longer pieces, which begin with the probability
//! of their best parts.
//!
//! Cost: O(pairs × letters × letters × shapes) a round; some 1 kB of memory a pair.

use crate::bytes::index;
use crate::hash::NumberMap;

/// The most letters of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// Two words that are one name, and how much they count.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct WordPair {
    pub(crate) from: Vec<char>,
    pub(crate) to: Vec<char>,
    pub(crate) weight: f64,
}

/// A correspondence: letters, the letters that they stand for, how often.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Piece {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) count: f64,
}

/// Letters of a word that is longer than this are not looked at: it is several words.
const MAX_LETTERS: usize = 24;
/// Rounds with single letters, and with longer pieces.
const ROUNDS: (usize, usize) = (4, 6);
/// What is left of a piece's count when it is expected less often than this, by round of the second stage, is given to others.
const PRUNED: f64 = 0.6;
/// The share of the single letters in the answer: what the longer pieces have not seen together.
const SMOOTHING: f64 = 0.1;

const NONE: u32 = u32::MAX;

/// A piece as a number: 21 bits a letter that is read, 16 one that is written, of which there may be eight.
type Key = (u64, u128);

fn key(from: &[char], to: &[char]) -> Key {
    let pack = |letters: &[char], bits: u32| letters.iter().fold(0u128, |key, &c| key << bits ^ (u128::from(u32::from(c)) + 1));
    (u64::try_from(pack(from, 21)).unwrap_or(u64::MAX), pack(to, 16))
}

/// The pieces of a stage, by number.
#[derive(Default)]
struct Inventory {
    numbers: NumberMap<Key, u32>,
    pieces: Vec<(Vec<char>, Vec<char>)>,
    probability: Vec<f64>,
    expected: Vec<f64>,
}

impl Inventory {
    fn number(&mut self, from: &[char], to: &[char], first: impl FnOnce() -> f64) -> u32 {
        let next = u32::try_from(self.pieces.len()).unwrap_or(NONE);
        let number = *self.numbers.entry(key(from, to)).or_insert(next);
        if number == next {
            self.pieces.push((from.to_vec(), to.to_vec()));
            self.probability.push(first());
            self.expected.push(0.0);
        }
        number
    }

    fn probability(&self, number: u32) -> f64 {
        self.probability.get(index(number)).copied().unwrap_or(0.0)
    }

    /// Ends a round: what was expected becomes what is believed; pieces below `least` are believed no more.
    fn maximise(&mut self, least: f64) {
        let kept: f64 = self.expected.iter().filter(|e| **e >= least).sum();
        for (probability, expected) in self.probability.iter_mut().zip(&mut self.expected) {
            *probability = if *expected >= least && kept > 0.0 { *expected / kept } else { 0.0 };
            *expected = 0.0;
        }
    }

    /// The probability of the best way to cut a pair of strings into pieces.
    fn best(&self, from: &[char], to: &[char], shape: Shape) -> f64 {
        let width = to.len() + 1;
        let mut best = vec![0.0f64; (from.len() + 1) * width];
        best[0] = 1.0;
        for i in 0..=from.len() {
            for j in 0..=to.len() {
                for (a, b) in shapes(shape, i, j) {
                    if let Some(number) = self.numbers.get(&key(&from[i - a..i], &to[j - b..j])) {
                        let through = best[(i - a) * width + j - b] * self.probability(*number);
                        best[i * width + j] = best[i * width + j].max(through);
                    }
                }
            }
        }
        best[best.len() - 1]
    }
}

/// The pieces that may end after `i` letters of one word and `j` of the other.
fn shapes(shape: Shape, i: usize, j: usize) -> impl Iterator<Item = (usize, usize)> {
    let allowed = |a: usize, b: usize| match (a, b) {
        (0, 0) => false,
        // Nothing stands for one letter at a time, and one letter at a time for nothing.
        (0, b) => b == 1,
        (a, 0) => a == 1,
        _ => true,
    };
    (0..=shape.from.min(i)).flat_map(move |a| (0..=shape.to.min(j)).map(move |b| (a, b))).filter(move |&(a, b)| allowed(a, b))
}

/// The ways to cut one pair: the number of each possible piece, in the order of [`shapes`] over all cells.
struct Lattice {
    rows: usize,
    width: usize,
    weight: f64,
    edges: Vec<u32>,
}

impl Lattice {
    /// Adds what is expected of each piece, under the present probabilities, to `inventory`; returns the log probability of the pair.
    fn expect(&self, inventory: &mut Inventory, shape: Shape) -> f64 {
        let (rows, width) = (self.rows, self.width);
        let mut forward = vec![0.0f64; rows * width];
        let mut backward = vec![0.0f64; rows * width];
        forward[0] = 1.0;
        let mut edges = self.edges.iter();
        for i in 0..rows {
            for j in 0..width {
                let mut sum = forward[i * width + j];
                for (a, b) in shapes(shape, i, j) {
                    sum += forward[(i - a) * width + j - b] * inventory.probability(*edges.next().unwrap_or(&NONE));
                }
                forward[i * width + j] = sum;
            }
        }
        let last = rows * width - 1;
        let total = forward[last];
        if total <= f64::MIN_POSITIVE {
            return 0.0;
        }
        backward[last] = 1.0;
        let mut edges = self.edges.iter().rev();
        for i in (0..rows).rev() {
            for j in (0..width).rev() {
                let after = backward[i * width + j];
                // The order of the forward pass, from its end.
                for &(a, b) in shapes(shape, i, j).collect::<Vec<_>>().iter().rev() {
                    let number = *edges.next().unwrap_or(&NONE);
                    let probability = inventory.probability(number);
                    if probability == 0.0 || after == 0.0 {
                        continue;
                    }
                    let before = (i - a) * width + j - b;
                    if let Some(expected) = inventory.expected.get_mut(index(number)) {
                        *expected += self.weight * forward[before] * probability * after / total;
                    }
                    backward[before] += probability * after;
                }
            }
        }
        self.weight * total.ln()
    }
}

/// The lattices of all pairs; `first` says how probable a piece is before anything is known: its letters, and where it stands.
fn lattices(pairs: &[WordPair], shape: Shape, inventory: &mut Inventory, first: impl Fn(&[char], &[char]) -> f64) -> Vec<Lattice> {
    let lattice = |pair: &WordPair| {
        let mut edges = Vec::new();
        for i in 0..=pair.from.len() {
            for j in 0..=pair.to.len() {
                for (a, b) in shapes(shape, i, j) {
                    let (from, to) = (&pair.from[i - a..i], &pair.to[j - b..j]);
                    edges.push(inventory.number(from, to, || first(from, to)));
                }
            }
        }
        Lattice { rows: pair.from.len() + 1, width: pair.to.len() + 1, weight: pair.weight, edges }
    };
    pairs.iter().map(lattice).collect()
}

/// Learns the pieces of `pairs`. `tell` hears of each round: its number, the rounds in all, the mean log probability of a pair.
pub(crate) fn learn(pairs: &[WordPair], shape: Shape, mut tell: impl FnMut(usize, usize, f64)) -> Vec<Piece> {
    let usable: Vec<WordPair> =
        pairs.iter().filter(|p| (1..=MAX_LETTERS).contains(&p.from.len()) && (1..=MAX_LETTERS).contains(&p.to.len())).cloned().collect();
    let total: f64 = usable.iter().map(|p| p.weight).sum();
    let mut round = 0;
    let mut rounds = |lattices: &[Lattice], inventory: &mut Inventory, shape: Shape, count: usize, least: f64| {
        for n in 0..count {
            round += 1;
            let likelihood: f64 = lattices.iter().map(|l| l.expect(inventory, shape)).sum();
            tell(round, ROUNDS.0 + ROUNDS.1, likelihood / total.max(1.0));
            if n + 1 < count {
                inventory.maximise(least * f64::from(u32::try_from(n).unwrap_or(0)).min(3.0) / 3.0);
            }
        }
    };
    // Letters of scripts whose words are short stand for many letters of the other: a piece is as long as the words say.
    let ratio = usable.iter().map(|p| p.to.len() as f64 / p.from.len() as f64).sum::<f64>() / (usable.len().max(1) as f64);
    let single = Shape { from: 1, to: if ratio > 1.8 { shape.to } else { shape.to.min(2) } };
    let mut small = Inventory::default();
    let guess = |from: &[char], to: &[char]| {
        let wanted = if from.is_empty() { 0.0 } else { ratio };
        (-(to.len() as f64 - wanted).abs()).exp() * if from.is_empty() || to.is_empty() { 0.02 } else { 1.0 } * 1e-3
    };
    let first = lattices(&usable, single, &mut small, guess);
    rounds(&first, &mut small, single, ROUNDS.0, 0.0);
    drop(first);
    let small_counts = small.expected.clone();
    small.maximise(0.0);
    let mut large = Inventory::default();
    let second = lattices(&usable, shape, &mut large, |from, to| small.best(from, to, single));
    rounds(&second, &mut large, shape, ROUNDS.1, PRUNED);
    let mut counts = large.expected;
    for ((from, to), count) in small.pieces.iter().zip(&small_counts) {
        let number = large.numbers.get(&key(from, to)).copied().unwrap_or(NONE);
        if let Some(place) = counts.get_mut(index(number)) {
            *place += SMOOTHING * count;
        }
    }
    let piece = |((from, to), count): (&(Vec<char>, Vec<char>), f64)| Piece { from: from.iter().collect(), to: to.iter().collect(), count };
    let mut pieces: Vec<Piece> = large.pieces.iter().zip(counts).filter(|(_, count)| *count > 0.05).map(piece).collect();
    pieces.sort_by(|a, b| (&a.from, &a.to).cmp(&(&b.from, &b.to)));
    pieces
}
