//! Stage 7: two names to one probability that they are the same name.
//!
//! The words of both names are paired by the transliteration model; what was left out, what contradicts, order and rarity of the words
//! make the features of which a probability is made. No gazetteer is needed: the rarity of words comes from a table.
//!
//! ```
//! let comparer = polyonym::Comparer::new(polyonym_dictionaries::tables().clone());
//! assert!(comparer.compare("PUTIN, Vladimir", "Vladimir Putin").is_match());
//! assert!(!comparer.compare("Vladimir Putin", "Lyudmila Putina").is_match());
//! ```
//!
//! Cost: O(words of one × words of the other × letters of both).

pub(crate) mod align;
mod pieces;
pub(crate) mod side;
pub(crate) mod words;

pub use pieces::{Correspondence, CorrespondingPiece};

use crate::calibration::{Features, Use, logistic};
use crate::equivalents::Equivalents;
use crate::evidence::Evidence;
use crate::tables::Tables;
use crate::token::TokenBuffer;
use align::{Alignment, align};
use side::{Lexical, Side};
use words::WordPairs;

/// The probability above which two names count as one.
const MATCH: f64 = 0.5;
/// The probability of names of the same words, in another order or without titles.
const SAME_WORDS: f64 = 0.95;
/// What is left of the probability when the same words stand in another order of filiation.
const FILIATION: f64 = 0.2;

/// Compares names; it needs tables, and no gazetteer.
///
/// ```
/// let comparer = polyonym::Comparer::new(polyonym_dictionaries::tables().clone());
/// assert_eq!(comparer.compare("Łódź", "LODZ").evidence(), Some(polyonym::Evidence::Folded));
/// ```
#[derive(Clone, Debug)]
pub struct Comparer {
    tables: Tables,
}

/// How two names compare.
///
/// ```
/// let comparer = polyonym::Comparer::new(polyonym_dictionaries::tables().clone());
/// assert!(comparer.compare("Tehran", "Tehran").probability() > 0.9);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Comparison {
    #[cfg_attr(feature = "serde", serde(rename = "score"))]
    probability: f64,
    #[cfg_attr(feature = "serde", serde(rename = "match"))]
    is_match: bool,
    evidence: Option<Evidence>,
}

impl Comparison {
    fn new(probability: f64, evidence: Option<Evidence>) -> Self {
        Self { probability, is_match: probability >= MATCH, evidence }
    }

    /// How likely it is that both are one name, 0 to 1; equal when the names are swapped.
    ///
    /// ```
    /// let comparer = polyonym::Comparer::new(polyonym_dictionaries::tables().clone());
    /// assert_eq!(comparer.compare("", "Tehran").probability(), 0.0);
    /// ```
    #[must_use]
    pub fn probability(&self) -> f64 {
        self.probability
    }

    /// Whether the probability is enough to act on.
    ///
    /// ```
    /// let comparer = polyonym::Comparer::new(polyonym_dictionaries::tables().clone());
    /// assert!(comparer.compare("Abdul Rahman", "Abdulrahman").is_match());
    /// ```
    #[must_use]
    pub fn is_match(&self) -> bool {
        self.is_match
    }

    /// How they agree; nothing when they do not.
    ///
    /// ```
    /// let comparer = polyonym::Comparer::new(polyonym_dictionaries::tables().clone());
    /// assert_eq!(comparer.compare("Tehran", "Moscow").evidence(), None);
    /// ```
    #[must_use]
    pub fn evidence(&self) -> Option<Evidence> {
        self.evidence
    }
}

impl Comparer {
    /// A comparer with these tables.
    ///
    /// ```
    /// let _ = polyonym::Comparer::new(polyonym_dictionaries::tables().clone());
    /// ```
    #[must_use]
    pub fn new(tables: Tables) -> Self {
        Self { tables }
    }

    /// Compares two names. The answer is the same when they are swapped.
    ///
    /// ```
    /// let comparer = polyonym::Comparer::new(polyonym_dictionaries::tables().clone());
    /// assert!(comparer.compare("Qasim Suleymany", "Qasem Soleimani").is_match());
    /// assert!(!comparer.compare("Muhammad bin Salman", "Salman bin Muhammad").is_match());
    /// ```
    #[must_use]
    pub fn compare(&self, one: &str, other: &str) -> Comparison {
        self.compared(one, other, |_| ()).unwrap_or_else(|| Comparison::new(0.0, None))
    }

    /// Compares two names; `see` sees the features that the probability is made of, if there are any.
    pub(crate) fn compared(&self, one: &str, other: &str, mut see: impl FnMut(&Features)) -> Option<Comparison> {
        let (fold, roles) = (self.tables.fold_table()?, self.tables.words()?);
        let equivalents = self.tables.equivalents()?;
        let lexical = Lexical { roles: &roles, equivalents: &equivalents };
        let mut buffer = TokenBuffer::default();
        buffer.fill(&fold, one);
        let (a, bound, cut) = (Side::new(&buffer, &lexical, |w| roles.rarity(w)), roles.bind(&buffer), buffer.is_cut());
        buffer.fill(&fold, other);
        let (b, other_bound) = (Side::new(&buffer, &lexical, |w| roles.rarity(w)), roles.bind(&buffer));
        if one.trim() == other.trim() && !a.key.is_empty() {
            return Some(Comparison::new(0.99, Some(Evidence::Exact)));
        }
        if cut || buffer.is_cut() || a.key.is_empty() || b.key.is_empty() {
            return None;
        }
        if a.key == b.key {
            return Some(Comparison::new(0.97, Some(Evidence::Folded)));
        }
        let alignment = self.align(&a, &b, &equivalents)?;
        let features = alignment.symmetric();
        see(&features);
        if alignment.pairs.is_empty() {
            return Some(Comparison::new(0.0, None));
        }
        // Words bound by filiation may change places as a whole: "bin Salman, Muhammad".
        let whole = alignment.equal && sorted(&bound) == sorted(&other_bound);
        let filiation = alignment.filiation && alignment.crossings > 0 && !whole;
        // The same words, but for titles, say what they say without any weights.
        if alignment.evidence() == Evidence::Folded && !filiation {
            return Some(Comparison::new(SAME_WORDS, Some(Evidence::Folded)));
        }
        let score = self.tables.calibration()?.score(&features, Use::Compare);
        let probability = logistic(f64::from(score));
        // Words of filiation that change places make another person of the same words.
        let probability = if filiation { probability * FILIATION } else { probability };
        Some(Comparison::new(probability, Some(alignment.evidence())))
    }

    /// Aligns two names; the one with the smaller letters is read first, whichever way they are given.
    fn align(&self, a: &Side, b: &Side, equivalents: &Equivalents<'_>) -> Option<Alignment> {
        let (a, b) = if a.key <= b.key { (a, b) } else { (b, a) };
        let mut words = WordPairs::new(self.tables.model()?);
        Some(align(a, b, equivalents, &mut |x, y| words.agree(x, y)))
    }
}

fn sorted(words: &[String]) -> Vec<&str> {
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    words.sort_unstable();
    words
}
