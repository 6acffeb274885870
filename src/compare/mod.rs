//! Stage 7: two names to one probability that they are the same name.
//!
//! For now the comparison knows folded tokens only: equal letters, equal words in another order, equal words without titles, and the
//! share of common words. The transliteration model takes its place behind the same interface.
//!
//! ```
//! let comparer = polyonym::Comparer::new(polyonym_dictionaries::tables().clone());
//! assert!(comparer.compare("PUTIN, Vladimir", "Vladimir Putin").is_match());
//! assert!(!comparer.compare("Vladimir Putin", "Lyudmila Putina").is_match());
//! ```
//!
//! Cost: O(bytes of both names + words of one × words of the other).

pub(crate) mod align;
pub(crate) mod side;

use crate::evidence::Evidence;
use crate::tables::Tables;
use crate::token::TokenBuffer;

/// The probability above which two names count as one.
const MATCH: f64 = 0.5;

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

    /// Compares two names.
    ///
    /// ```
    /// let comparer = polyonym::Comparer::new(polyonym_dictionaries::tables().clone());
    /// assert!(!comparer.compare("Muhammad bin Salman", "Salman bin Muhammad").is_match());
    /// ```
    #[must_use]
    pub fn compare(&self, one: &str, other: &str) -> Comparison {
        let (Some(fold), Some(roles)) = (self.tables.fold_table(), self.tables.words()) else { return Comparison::new(0.0, None) };
        if one.trim() == other.trim() && !self.tables.tokens(one).is_empty() {
            return Comparison::new(0.99, Some(Evidence::Exact));
        }
        let mut buffer = TokenBuffer::default();
        buffer.fill(&fold, one);
        let (a, key, cut) = (roles.bind(&buffer), buffer.key.clone(), buffer.is_cut());
        buffer.fill(&fold, other);
        let b = roles.bind(&buffer);
        if cut || buffer.is_cut() {
            return Comparison::new(0.0, None);
        }
        if key.is_empty() || buffer.key.is_empty() {
            return Comparison::new(0.0, None);
        }
        if key == buffer.key {
            return Comparison::new(0.97, Some(Evidence::Folded));
        }
        let (bare_a, bare_b) = (roles.without_titles(&a), roles.without_titles(&b));
        // "Ali Khan" and "Ali Shah" would be one Ali: when both lose a title and one word is left, the titles count as words.
        let too_bare = bare_a.len() < a.len() && bare_b.len() < b.len() && bare_a.len().min(bare_b.len()) < 2;
        let (a, b) = if too_bare { (&a[..], &b[..]) } else { (bare_a, bare_b) };
        let (a, b) = (sorted(a), sorted(b));
        if a == b {
            return Comparison::new(0.93, Some(Evidence::Folded));
        }
        let share = common_share(&a, &b);
        // Half of the letters in common is a shared given name; it takes nearly all of them to say more than that.
        Comparison::new(0.9 * share * share, (share > 0.0).then_some(Evidence::Folded))
    }
}

fn sorted(words: &[String]) -> Vec<&str> {
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    words.sort_unstable();
    words
}

/// The letters of common words over those of the longer name; both lists are sorted.
fn common_share(a: &[&str], b: &[&str]) -> f64 {
    let letters = |words: &[&str]| u32::try_from(words.iter().map(|w| w.chars().count()).sum::<usize>()).unwrap_or(u32::MAX);
    let mut rest = b.iter().peekable();
    let mut common = Vec::new();
    for word in a {
        while rest.next_if(|other| *other < word).is_some() {}
        common.extend(rest.next_if_eq(&word));
    }
    let common: Vec<&str> = common.into_iter().copied().collect();
    let longer = letters(a).max(letters(b));
    if longer == 0 { 0.0 } else { f64::from(letters(&common)) / f64::from(longer) }
}
