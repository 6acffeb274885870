//! Name pairs to correspondence tables: nothing above this module imports it.
//!
//! ```
//! use polyonym::learn::Learner;
//! let mut learner = Learner::new(polyonym_dictionaries::tables().clone()).least(0.5);
//! for (name, latin) in [("Иван Иванов", "Ivan Ivanov"), ("Нина Иванова", "Nina Ivanova"), ("Анна Ванина", "Anna Vanina")] {
//!     learner.pair(name, latin, 1.0);
//! }
//! let table = learner.learn(|_| ());
//! assert!(table.rows().any(|row| row.from.contains('в') && row.to.contains('v')));
//! ```
//!
//! Cost: some 4 kB of memory a distinct pair of words, some 20 µs a pair and round.

#![expect(clippy::indexing_slicing, clippy::as_conversions, reason = "runs on the maker's own data, and every index is a loop's")]

mod align;
mod calibrate;
mod rank;
mod words;

pub use calibrate::{Calibrator, features};
pub use rank::Ranking;

use crate::tables::Tables;
use crate::token::TokenBuffer;
use align::{Shape, WordPair};
use std::collections::{BTreeMap, BTreeSet};
use words::{Words, letters, plausible};

/// Collects pairs of names and learns their correspondences.
///
/// ```
/// let tables = polyonym_dictionaries::tables().clone();
/// let mut learner = polyonym::learn::Learner::new(tables);
/// learner.pair("Нина", "Nina", 1.0);
/// assert_eq!(learner.learn(|_| ()).rows().count(), 0); // nothing is expected twice
/// ```
pub struct Learner {
    tables: Tables,
    shape: Shape,
    decomposed: bool,
    least: f64,
    plain: bool,
    readings: bool,
    seen: BTreeSet<char>,
    pairs: BTreeMap<(String, String), f64>,
    buffer: TokenBuffer,
}

/// What the learner tells while it works.
///
/// ```
/// let tables = polyonym_dictionaries::tables().clone();
/// let mut learner = polyonym::learn::Learner::new(tables);
/// learner.pair("Нина", "Nina", 1.0);
/// let mut rounds = 0;
/// let _ = learner.learn(|round| rounds = round.of);
/// assert!(rounds > 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Round {
    /// Its number, from 1.
    pub number: usize,
    /// Rounds in all.
    pub of: usize,
    /// Pairs of words that are looked at.
    pub pairs: usize,
    /// The mean log probability of a pair under the table of the round before, in nats.
    pub likelihood: f64,
}

/// A learned table.
///
/// ```
/// let table = polyonym::learn::Correspondences::default();
/// assert_eq!(table.to_tsv(), "from\tto\tcost\tcount\n");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Correspondences {
    rows: Vec<Row>,
}

/// A row of a table: letters, what they stand for, the cost in nats, how often it was seen.
///
/// ```
/// let row = polyonym::learn::Row { from: "ш".into(), to: "sh".into(), cost: 4.5, count: 12.0 };
/// assert!(row.cost > 0.0);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Folded letters of one system.
    pub from: String,
    /// Folded letters of the other.
    pub to: String,
    /// The negative logarithm of the probability of the piece among all pieces, in nats.
    pub cost: f64,
    /// How often the piece is expected in the pairs.
    pub count: f64,
}

impl Learner {
    /// A learner without pairs: pieces of up to two letters, that stand for up to three.
    ///
    /// ```
    /// let tables = polyonym_dictionaries::tables().clone();
    /// assert_eq!(polyonym::learn::Learner::new(tables).pairs(), 0);
    /// ```
    #[must_use]
    pub fn new(tables: Tables) -> Self {
        let shape = Shape { from: 2, to: 3 };
        Self {
            tables,
            shape,
            decomposed: false,
            least: 2.0,
            plain: false,
            readings: false,
            seen: BTreeSet::new(),
            pairs: BTreeMap::new(),
            buffer: TokenBuffer::default(),
        }
    }

    /// The most letters of pieces on either side: 1 to 3, and 1 to 8.
    ///
    /// ```
    /// let tables = polyonym_dictionaries::tables().clone();
    /// let mut learner = polyonym::learn::Learner::new(tables).longest(1, 1).least(0.5);
    /// learner.pair("Нина", "Nina", 1.0);
    /// assert!(learner.learn(|_| ()).rows().all(|row| row.to.chars().count() < 2));
    /// ```
    #[must_use]
    pub fn longest(mut self, from: usize, to: usize) -> Self {
        self.shape = Shape { from: from.clamp(1, 3), to: to.clamp(1, 8) };
        self
    }

    /// Whether letters of the first system are decomposed (syllables into their parts).
    ///
    /// ```
    /// let tables = polyonym_dictionaries::tables().clone();
    /// let mut learner = polyonym::learn::Learner::new(tables).decomposed(true).least(0.5);
    /// learner.pair("김", "Kim", 1.0);
    /// assert!(learner.learn(|_| ()).rows().all(|row| !row.from.contains('김')));
    /// ```
    #[must_use]
    pub fn decomposed(mut self, decomposed: bool) -> Self {
        self.decomposed = decomposed;
        self
    }

    /// Whether letters of the names that no pair explains stand for their plainest romanisation, as the crate any_ascii gives it.
    ///
    /// ```
    /// let tables = polyonym_dictionaries::tables().clone();
    /// let mut learner = polyonym::learn::Learner::new(tables).longest(1, 6).plain(true);
    /// learner.see("北京");
    /// assert!(learner.learn(|_| ()).rows().any(|row| row.from == "北" && row.to == "bei"));
    /// ```
    #[must_use]
    pub fn plain(mut self, plain: bool) -> Self {
        self.plain = plain;
        self
    }

    /// Whether a letter has several readings, which no plain romanisation tells: then only the lengths of two words say whether
    /// they may be one.
    ///
    /// ```
    /// let tables = polyonym_dictionaries::tables().clone();
    /// let mut learner = polyonym::learn::Learner::new(tables).readings(true);
    /// assert_eq!(learner.pair("鈴木", "Suzuki", 1.0), 1); // read letter by letter it would be Lingmu
    /// ```
    #[must_use]
    pub fn readings(mut self, readings: bool) -> Self {
        self.readings = readings;
        self
    }

    /// Notes the letters of a name that may have no pair.
    ///
    /// ```
    /// let tables = polyonym_dictionaries::tables().clone();
    /// let mut learner = polyonym::learn::Learner::new(tables).plain(true);
    /// learner.see("上海");
    /// assert_eq!(learner.pairs(), 0);
    /// ```
    pub fn see(&mut self, name: &str) {
        if self.plain {
            let words = Words::new(&self.tables, name, &mut self.buffer);
            self.seen.extend(words.spaced.iter().flat_map(|w| w.chars()));
        }
    }

    /// Pieces that are expected less often are left out; 2 by default.
    ///
    /// ```
    /// let tables = polyonym_dictionaries::tables().clone();
    /// let mut learner = polyonym::learn::Learner::new(tables).least(0.5);
    /// learner.pair("Нина", "Nina", 1.0);
    /// assert!(learner.learn(|_| ()).rows().any(|row| row.from.contains('н') && row.to.contains('n')));
    /// ```
    #[must_use]
    pub fn least(mut self, count: f64) -> Self {
        self.least = count;
        self
    }

    /// Adds two spellings of a name, word by word; those that cannot be paired, or can hardly be one name, are left out.
    /// Returns the number of words that were paired. O(letters).
    ///
    /// ```
    /// let tables = polyonym_dictionaries::tables().clone();
    /// let mut learner = polyonym::learn::Learner::new(tables);
    /// assert_eq!(learner.pair("Анна Ванина", "Anna Vanina", 1.0), 2);
    /// assert_eq!(learner.pair("Анна", "Anna Vanina", 1.0), 0);
    /// ```
    pub fn pair(&mut self, from: &str, to: &str, weight: f64) -> usize {
        let one = Words::new(&self.tables, from, &mut self.buffer);
        let other = Words::new(&self.tables, to, &mut self.buffer);
        let mut paired = 0;
        for (a, b) in one.beside(&other) {
            let possible = if self.readings { words::fits(a, b) } else { plausible(a, b) };
            if possible {
                paired += 1;
                *self.pairs.entry((a.to_owned(), b.to_owned())).or_default() += weight;
            }
        }
        paired
    }

    /// Distinct pairs of words so far.
    ///
    /// ```
    /// let tables = polyonym_dictionaries::tables().clone();
    /// let mut learner = polyonym::learn::Learner::new(tables);
    /// learner.pair("Анна Анна", "Anna Anna", 1.0);
    /// assert_eq!(learner.pairs(), 1);
    /// ```
    #[must_use]
    pub fn pairs(&self) -> usize {
        self.pairs.len()
    }

    /// Learns. The same pairs give the same table, in whatever order they came.
    ///
    /// ```
    /// let tables = polyonym_dictionaries::tables().clone();
    /// let mut learner = polyonym::learn::Learner::new(tables).least(0.5);
    /// learner.pair("Нина", "Nina", 1.0);
    /// let table = learner.learn(|round| assert!(round.number <= round.of && round.pairs == 1));
    /// assert_eq!(table, learner.learn(|_| ()));
    /// ```
    #[must_use]
    pub fn learn(&self, mut tell: impl FnMut(Round)) -> Correspondences {
        // A word that is in every village's name says the same each time: its weight grows with the logarithm.
        let pair = |((from, to), weight): (&(String, String), &f64)| WordPair {
            from: letters(from, self.decomposed),
            to: letters(to, self.decomposed),
            weight: 1.0 + weight.max(1.0).ln(),
        };
        let pairs: Vec<WordPair> = self.pairs.iter().map(pair).collect();
        let count = pairs.len();
        let pieces = align::learn(&pairs, self.shape, |number, of, likelihood| tell(Round { number, of, pairs: count, likelihood }));
        let mut pieces: Vec<_> = pieces.into_iter().filter(|p| p.count >= self.least).collect();
        let known: BTreeSet<(&str, &str)> = pieces.iter().map(|p| (p.from.as_str(), p.to.as_str())).collect();
        let plain = |c: &char| {
            let (from, to) = (c.to_string(), any_ascii::any_ascii_char(*c).to_ascii_lowercase());
            let spelled = (2..=self.shape.to).contains(&to.len()) && to.chars().all(|c| c.is_ascii_alphabetic());
            (spelled && !known.contains(&(from.as_str(), to.as_str()))).then_some(align::Piece { from, to, count: self.least })
        };
        let more: Vec<_> = self.seen.iter().filter(|c| !c.is_ascii()).filter_map(plain).collect();
        pieces.extend(more);
        pieces.sort_by(|a, b| (&a.from, &a.to).cmp(&(&b.from, &b.to)));
        let total: f64 = pieces.iter().map(|p| p.count).sum();
        let row = |p: align::Piece| Row { cost: -(p.count / total).ln(), from: p.from, to: p.to, count: p.count };
        Correspondences { rows: pieces.into_iter().map(row).collect() }
    }
}

impl Correspondences {
    /// The rows, sorted by their letters.
    ///
    /// ```
    /// let table = polyonym::learn::Correspondences::default();
    /// assert!(table.rows().next().is_none());
    /// ```
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter()
    }

    /// The table as text: a header, then a row a line.
    ///
    /// ```
    /// let tables = polyonym_dictionaries::tables().clone();
    /// let mut learner = polyonym::learn::Learner::new(tables).least(0.5);
    /// learner.pair("Нина", "Nina", 1.0);
    /// assert!(learner.learn(|_| ()).to_tsv().starts_with("from\tto\tcost\tcount\n"));
    /// ```
    #[must_use]
    pub fn to_tsv(&self) -> String {
        let mut text = String::from("from\tto\tcost\tcount\n");
        for row in &self.rows {
            text += &format!("{}\t{}\t{:.2}\t{:.0}\n", row.from, row.to, row.cost, row.count);
        }
        text
    }
}
