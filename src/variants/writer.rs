//! One word in other systems: the pieces that may stand for its letters, and a beam over them.
//!
//! ```text
//! spell([[Piece { read: 1, written: "п", probability: 0.02 }, ...], ...], 64) == [("путин", 1e-9), ...]
//! ```
//!
//! Cost: O(letters × beam × pieces a letter).

use super::Word;
use crate::translit::lattice::Lattice;
use crate::translit::{Model, Spelling, System};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// A spelling whose best pieces are this much less probable than the likeliest ones is let go: it would not be listed.
const TAIL: f64 = 1e-3;
/// Words of the pivot that are read on, where no table joins two systems.
const ROMANISATIONS: usize = 5;
/// What is taken off the count of a piece of the pivot for the pivot: what was seen a few times is as often chance, and the letters may
/// stay what they are.
const DISCOUNT: f64 = 8.0;

/// What a word may be, and how probable that is.
pub(super) type Reading = (String, f64);

/// One reading of each text, likeliest first.
pub(super) fn merge(mut readings: Vec<Reading>) -> Vec<Reading> {
    readings.sort_by(|a, b| a.0.cmp(&b.0));
    readings.dedup_by(|a, b| {
        let same = a.0 == b.0;
        b.1 += if same { a.1 } else { 0.0 };
        same
    });
    readings.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    readings
}

/// Readings as shares of their sum.
pub(super) fn shares(readings: Vec<Reading>) -> Vec<Reading> {
    let sum: f64 = readings.iter().map(|(_, p)| p).sum();
    readings.into_iter().map(|(text, p)| (text, p / sum)).collect()
}

/// Pieces by what they stand for, in letters of the pivot.
#[derive(Clone, Debug, Default)]
pub(super) struct Convention {
    pieces: BTreeMap<String, Vec<Correspondence>>,
    longest: usize,
}

#[derive(Clone, Debug)]
struct Correspondence {
    written: String,
    probability: f64,
    count: f64,
}

impl Convention {
    pub(super) fn parse(table: &str) -> Self {
        let mut convention = Self::default();
        for line in table.lines() {
            let mut fields = line.split('\t');
            let (Some(written), Some(read)) = (fields.next(), fields.next()) else { continue };
            let mut number = || fields.next().and_then(|c| c.parse::<f64>().ok()).filter(|n| *n > 0.0);
            let (cost, count) = (number(), number().unwrap_or(f64::INFINITY));
            if let Some(cost) = cost.filter(|c| c.is_finite() && !read.is_empty()) {
                convention.longest = convention.longest.max(read.chars().count());
                let piece = Correspondence { written: written.to_owned(), probability: (-cost).exp(), count };
                convention.pieces.entry(read.to_owned()).or_default().push(piece);
            }
        }
        convention
    }
}

/// A piece that may stand for some letters of a word.
pub(super) struct Piece {
    pub(super) read: usize,
    pub(super) written: String,
    pub(super) probability: f64,
}

/// Writes words in other systems.
pub(super) struct Writer<'a> {
    pub(super) model: Model<'a>,
    pub(super) letters: Vec<Vec<Option<char>>>,
    /// Forms of letters at the end of a word.
    pub(super) finals: BTreeMap<char, char>,
    pub(super) convention: Option<&'a Convention>,
    pub(super) width: usize,
}

impl Writer<'_> {
    fn char(&self, system: System, letter: u16) -> Option<char> {
        self.letters.get(usize::from(system.0))?.get(usize::from(letter)).copied().flatten()
    }

    /// The word in letters of the pivot: as it is if it has them already.
    pub(super) fn in_pivot(&self, spelling: &Spelling) -> Vec<Reading> {
        let pivot = self.model.pivot();
        if spelling.system == Some(pivot) {
            return vec![(spelling.letters.iter().filter_map(|l| self.char(pivot, *l)).collect(), 1.0)];
        }
        let mut readings = self.direct(spelling, pivot);
        readings.truncate(ROMANISATIONS);
        shares(readings)
    }

    /// What a word may be in the letters of `to`; shares of 1.
    pub(super) fn readings(&self, word: &Word, to: System) -> Vec<Reading> {
        // Numbers are written alike everywhere.
        if !word.text.chars().any(char::is_alphabetic) {
            return vec![(word.text.clone(), 1.0)];
        }
        let readings = match self.convention {
            Some(convention) => over(&word.pivot, |text| spell(&self.conventional(convention, text, to), self.width)),
            None => {
                let direct = self.direct(&word.spelling, to);
                let joined = word.spelling.system.is_some_and(|from| self.model.between(from, to).next().is_some());
                if joined { direct } else { over(&word.pivot, |text| self.direct(&self.model.spell(text), to)) }
            }
        };
        shares(merge(readings.into_iter().filter_map(|(text, p)| Some((self.written_out(&text, to)?, p))).collect()))
    }

    /// The letters as they are written: parts of syllables composed, the last one in the form of its place. Nothing where parts are left
    /// over.
    fn written_out(&self, text: &str, to: System) -> Option<String> {
        let mut text: String = text.nfc().collect();
        let left_over = self.model.decomposed(to) && text.chars().any(|c| self.model.letter(c).is_some());
        let last = text.pop().filter(|_| !left_over)?;
        text.push(self.finals.get(&last).copied().filter(|_| !text.is_empty()).unwrap_or(last));
        Some(text)
    }

    /// What a word may be by every table that joins its system with `to`. Tables of several languages count by how probable they find a
    /// letter of the word: its language is not known, and a language of few letters would take all.
    fn direct(&self, spelling: &Spelling, to: System) -> Vec<Reading> {
        let lattices = Lattice::all(&self.model, spelling, to);
        let letters = f64::from(u32::try_from(spelling.letters.len()).unwrap_or(u32::MAX));
        let of = |lattice: &Lattice| {
            let readings = spell(&self.pieces(lattice), self.width);
            let weight = readings.iter().map(|(_, p)| p).sum::<f64>().powf(1.0 / letters);
            shares(readings).into_iter().map(move |(text, p)| (text, p * weight))
        };
        merge(lattices.iter().flat_map(of).collect())
    }

    fn pieces(&self, lattice: &Lattice) -> Vec<Vec<Piece>> {
        let at = |place: usize| {
            let mut pieces = Vec::new();
            lattice.for_each_edge(place, |edge| {
                let letters = (0..u32::from(edge.written)).rev().map(|i| self.char(lattice.to, lattice.letter(edge.packed, i)));
                if let Some(written) = letters.collect::<Option<String>>() {
                    pieces.push(Piece { read: usize::from(edge.read), written, probability: (-f64::from(edge.cost)).exp() });
                }
            });
            pieces
        };
        (0..lattice.letters).map(at).collect()
    }

    /// The pieces of a convention for a word of the pivot, those alone that are written in `to`.
    fn conventional(&self, convention: &Convention, text: &str, to: System) -> Vec<Vec<Piece>> {
        let letters: Vec<char> = text.chars().collect();
        let written_in = |piece: &str| piece.chars().all(|c| self.model.letter(c).is_some_and(|(system, _)| system == to));
        let discount = if to == self.model.pivot() { DISCOUNT } else { 0.0 };
        let at = |place: usize| {
            let mut pieces = Vec::new();
            let mut read = String::new();
            for (length, c) in (1..=convention.longest).zip(letters.iter().skip(place)) {
                read.push(*c);
                let found = convention.pieces.get(&read).into_iter().flatten().filter(|c| c.count > discount && written_in(&c.written));
                let piece = |c: &Correspondence| Piece {
                    read: length,
                    written: c.written.clone(),
                    probability: c.probability * (1.0 - discount / c.count),
                };
                pieces.extend(found.map(piece));
            }
            pieces
        };
        (0..letters.len()).map(at).collect()
    }
}

/// Readings of readings.
fn over(first: &[Reading], next: impl Fn(&str) -> Vec<Reading>) -> Vec<Reading> {
    let on = |(text, p): &Reading| shares(next(text)).into_iter().map(|(text, q)| (text, p * q)).collect::<Vec<_>>();
    merge(first.iter().flat_map(on).collect())
}

/// The likeliest texts that pieces write, from a beam of `width` texts at each letter; `pieces` has those that begin at each.
pub(super) fn spell(pieces: &[Vec<Piece>], width: usize) -> Vec<Reading> {
    let rest = rests(pieces);
    let whole = rest.first().copied().unwrap_or(0.0);
    let mut beams: Vec<Vec<Reading>> = vec![Vec::new(); pieces.len() + 1];
    if let Some(start) = beams.first_mut().filter(|_| whole > 0.0) {
        start.push((String::new(), 1.0));
    }
    for (place, here) in pieces.iter().enumerate() {
        let mut beam = merge(beams.get_mut(place).map(std::mem::take).unwrap_or_default());
        beam.truncate(width);
        for (text, probability) in &beam {
            for piece in here {
                let (to, through) = (place + piece.read, probability * piece.probability);
                let likely = rest.get(to).is_some_and(|best| through * best >= whole * TAIL);
                if let Some(next) = beams.get_mut(to).filter(|_| likely) {
                    next.push((format!("{text}{}", piece.written), through));
                }
            }
        }
    }
    let mut last = merge(beams.pop().unwrap_or_default());
    last.truncate(width);
    last
}

/// The probability of the best pieces from each letter on.
fn rests(pieces: &[Vec<Piece>]) -> Vec<f64> {
    let mut rest = vec![0.0f64; pieces.len()];
    rest.push(1.0);
    for (place, here) in pieces.iter().enumerate().rev() {
        let through = |piece: &Piece| rest.get(place + piece.read).map_or(0.0, |best| best * piece.probability);
        let best = here.iter().map(through).fold(0.0, f64::max);
        if let Some(slot) = rest.get_mut(place) {
            *slot = best;
        }
    }
    rest
}
