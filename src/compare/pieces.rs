//! Which letters of one name stand for which of another: what an explanation shows.

use super::Comparer;
use super::align::LEAST_SHARE;
use super::side::{Lexical, Side};
use crate::token::TokenBuffer;
use crate::translit::lattice::Step;
use crate::translit::reading::Reading;
use crate::translit::{Model, Spelling};

/// Parts of two names that were taken for one another, or a part of one that stays alone.
///
/// ```
/// let comparer = polyonym::Comparer::new(polyonym_dictionaries::tables().clone());
/// let parts = comparer.correspondences("Ghasemi", "Касеми");
/// assert_eq!((parts[0].one(), parts[0].other()), ("ghasemi", "касеми"));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Correspondence {
    one: String,
    other: String,
    share: f64,
    pieces: Vec<CorrespondingPiece>,
}

/// Letters that stand for letters.
///
/// ```
/// let comparer = polyonym::Comparer::new(polyonym_dictionaries::tables().clone());
/// let parts = comparer.correspondences("Ghasemi", "Касеми");
/// assert!(parts[0].pieces().iter().all(|piece| piece.is_known()));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CorrespondingPiece {
    from: String,
    to: String,
    gain: f64,
    known: bool,
}

impl Correspondence {
    /// The folded letters of the first name; empty when the part of the other one stays alone.
    ///
    /// ```
    /// let comparer = polyonym::Comparer::new(polyonym_dictionaries::tables().clone());
    /// assert_eq!(comparer.correspondences("Putin", "Путин")[0].one(), "putin");
    /// ```
    #[must_use]
    pub fn one(&self) -> &str {
        &self.one
    }

    /// The folded letters of the other name; empty when the part of the first one stays alone.
    ///
    /// ```
    /// let comparer = polyonym::Comparer::new(polyonym_dictionaries::tables().clone());
    /// assert_eq!(comparer.correspondences("Vladimir Putin", "Putin")[0].other(), "");
    /// ```
    #[must_use]
    pub fn other(&self) -> &str {
        &self.other
    }

    /// How well they agree: about 1 for a usual respelling, 0 for a part that stays alone.
    ///
    /// ```
    /// let comparer = polyonym::Comparer::new(polyonym_dictionaries::tables().clone());
    /// assert!(comparer.correspondences("Putin", "Путин")[0].share() > 0.8);
    /// ```
    #[must_use]
    pub fn share(&self) -> f64 {
        self.share
    }

    /// The pieces, in order; none for equal letters and for words that are equivalent by a table.
    ///
    /// ```
    /// let comparer = polyonym::Comparer::new(polyonym_dictionaries::tables().clone());
    /// assert!(comparer.correspondences("Putin", "Putin")[0].pieces().is_empty());
    /// ```
    #[must_use]
    pub fn pieces(&self) -> &[CorrespondingPiece] {
        &self.pieces
    }
}

impl CorrespondingPiece {
    /// Letters of the first name.
    ///
    /// ```
    /// let comparer = polyonym::Comparer::new(polyonym_dictionaries::tables().clone());
    /// let letters: String = comparer.correspondences("Putin", "Путин")[0].pieces().iter().map(|p| p.from()).collect();
    /// assert_eq!(letters, "putin");
    /// ```
    #[must_use]
    pub fn from(&self) -> &str {
        &self.from
    }

    /// Letters of the other name.
    ///
    /// ```
    /// let comparer = polyonym::Comparer::new(polyonym_dictionaries::tables().clone());
    /// let letters: String = comparer.correspondences("Putin", "Путин")[0].pieces().iter().map(|p| p.to()).collect();
    /// assert_eq!(letters, "путин");
    /// ```
    #[must_use]
    pub fn to(&self) -> &str {
        &self.to
    }

    /// The logarithm of how much likelier the piece is in two spellings of one name than by chance, in nats.
    ///
    /// ```
    /// let comparer = polyonym::Comparer::new(polyonym_dictionaries::tables().clone());
    /// assert!(comparer.correspondences("Putin", "Путин")[0].pieces()[0].gain() > 0.0);
    /// ```
    #[must_use]
    pub fn gain(&self) -> f64 {
        self.gain
    }

    /// Whether a table has the piece; otherwise it is an error of typing, or something that the tables have not seen.
    ///
    /// ```
    /// let comparer = polyonym::Comparer::new(polyonym_dictionaries::tables().clone());
    /// assert!(comparer.correspondences("Putin", "Путин")[0].pieces()[0].is_known());
    /// ```
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.known
    }
}

impl Comparer {
    /// How two names are aligned, part by part, in the order of the first one; then the parts of the other one that stay alone.
    ///
    /// ```
    /// let comparer = polyonym::Comparer::new(polyonym_dictionaries::tables().clone());
    /// assert_eq!(comparer.correspondences("Bashar al-Assad", "بشار الأسد").len(), 2);
    /// ```
    #[must_use]
    pub fn correspondences(&self, one: &str, other: &str) -> Vec<Correspondence> {
        self.corresponding(one, other).unwrap_or_default()
    }

    fn corresponding(&self, one: &str, other: &str) -> Option<Vec<Correspondence>> {
        let (fold, roles, equivalents, model) =
            (self.tables.fold_table()?, self.tables.words()?, self.tables.equivalents()?, self.tables.model()?);
        let lexical = Lexical { roles: &roles, equivalents: &equivalents };
        let mut buffer = TokenBuffer::default();
        buffer.fill(&fold, one);
        let a = Side::new(&buffer, &lexical, |w| roles.rarity(w));
        buffer.fill(&fold, other);
        let b = Side::new(&buffer, &lexical, |w| roles.rarity(w));
        let alignment = self.align(&a, &b, &equivalents)?;
        let swapped = a.key > b.key;
        let mut parts: Vec<(usize, Correspondence)> = Vec::new();
        let (mut used_a, mut used_b) = (vec![false; a.words.len()], vec![false; b.words.len()]);
        for pair in &alignment.pairs {
            let (x, y) = if swapped { (&pair.other, &pair.one) } else { (&pair.one, &pair.other) };
            used_a.iter_mut().take(x.end).skip(x.start).for_each(|u| *u = true);
            used_b.iter_mut().take(y.end).skip(y.start).for_each(|u| *u = true);
            let (left, right) = (a.text(x.start, x.end), b.text(y.start, y.end));
            let without = if swapped { (pair.without.1, pair.without.0) } else { pair.without };
            let (from, to) = (a.said(x, without.0), b.said(y, without.1));
            let spelled = from != to && !pair.initial && equivalents.shared(from, to).is_none();
            let article = |whole: &str, bare: &str| whole.strip_suffix(bare).unwrap_or_default().to_owned();
            let mut pieces = if spelled { pieces(model, from, to) } else { Vec::new() };
            if without != (false, false) && !pieces.is_empty() {
                let (from, to) = (article(left, from), article(right, to));
                pieces.insert(0, CorrespondingPiece { from, to, gain: 0.0, known: true });
            }
            let share = f64::from(pair.agreement.share);
            parts.push((x.start, Correspondence { one: left.to_owned(), other: right.to_owned(), share, pieces }));
        }
        let alone =
            |one: &str, other: &str| Correspondence { one: one.to_owned(), other: other.to_owned(), share: 0.0, pieces: Vec::new() };
        parts.extend(used_a.iter().enumerate().filter(|(_, used)| !**used).map(|(i, _)| (i, alone(a.text(i, i + 1), ""))));
        parts.sort_by_key(|(at, _)| *at);
        let rest = used_b.iter().enumerate().filter(|(_, used)| !**used).map(|(j, _)| alone("", b.text(j, j + 1)));
        Some(parts.into_iter().map(|(_, part)| part).chain(rest).collect())
    }
}

/// The pieces of the best alignment of two words.
fn pieces(model: Model<'_>, one: &str, other: &str) -> Vec<CorrespondingPiece> {
    let mut reading = Reading::new(model, one);
    let mut best: Option<(f32, Vec<CorrespondingPiece>)> = None;
    for spelling in model.spellings(other) {
        let Some(system) = spelling.system else { continue };
        let Some(likeness) = reading.agree(system, &spelling.letters, LEAST_SHARE) else { continue };
        if best.as_ref().is_some_and(|(share, _)| *share >= likeness.share) {
            continue;
        }
        let from = letters(&model, &reading.spelling);
        let to = letters(&model, &Spelling { system: Some(system), ..spelling.clone() });
        let steps = reading.steps(system, &spelling.letters);
        let text = |letters: &[String], range: std::ops::Range<usize>| letters.get(range).unwrap_or_default().concat();
        let piece =
            |s: Step| CorrespondingPiece { from: text(&from, s.read), to: text(&to, s.written), gain: f64::from(s.gain), known: !s.error };
        best = Some((likeness.share, steps.into_iter().map(piece).collect()));
    }
    best.map(|(_, pieces)| pieces).unwrap_or_default()
}

fn letters(model: &Model<'_>, spelling: &Spelling) -> Vec<String> {
    let alphabets = model.letters();
    let alphabet = alphabets.get(usize::from(spelling.system.unwrap_or_default().0));
    let letter = |l: &u16| alphabet.and_then(|a| a.get(usize::from(*l))).copied().flatten().map_or_else(|| String::from("?"), String::from);
    spelling.letters.iter().map(letter).collect()
}
