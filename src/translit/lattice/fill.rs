//! Two words aligned: the best way to cut both into pieces that correspond.
//!
//! A cell stands for so many letters read and so many written; each piece, and each error, leads from one cell to a later one.

use super::{BUCKETS, Lattice, SAME, SKIP, SUBSTITUTE, bucket};
use crate::limits::MAX_WORD_LETTERS;
use crate::translit::UNKNOWN;
use crate::translit::table::pack;

/// The cost of two letters in each other's place.
const SWAP: f32 = -3.0;

/// How well two words agree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Agreement {
    /// The log likelihood ratio: both are one word, over both are chance; in nats.
    pub(crate) gain: f32,
    /// Letters that no piece explains.
    pub(crate) errors: u8,
}

/// One piece of an alignment: what was read, what was written, its gain; an error when no table knows it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) read: std::ops::Range<usize>,
    pub(crate) written: std::ops::Range<usize>,
    pub(crate) gain: f32,
    pub(crate) error: bool,
}

/// Buffers of [`Lattice::agree`], kept between calls.
#[derive(Default)]
pub(crate) struct Cells {
    gain: Vec<f32>,
    errors: Vec<u8>,
    packed: Vec<u64>,
    /// The pieces by which cells were reached: letters read and written, their gain. Empty where no alignment is asked for.
    back: Vec<(u8, u8, f32)>,
}

/// A cell on the way: where it is, and how it was reached.
#[derive(Clone, Copy)]
struct Reached {
    cell: usize,
    gain: f32,
    errors: u8,
}

/// A piece, or an error, that leads from one cell to another.
#[derive(Clone, Copy)]
struct Move {
    read: u8,
    written: u8,
    gain: f32,
    error: u8,
}

impl Cells {
    /// Goes from one cell on to `to`, where that is better than what was found before.
    #[inline]
    fn relax<const TRACE: bool>(&mut self, from: Reached, to: usize, step: Move) {
        let through = from.gain + step.gain;
        let Some(gain) = self.gain.get_mut(to).filter(|gain| through > **gain) else { return };
        *gain = through;
        if let Some(errors) = self.errors.get_mut(to) {
            *errors = from.errors.saturating_add(step.error);
        }
        if TRACE && let Some(back) = self.back.get_mut(to) {
            *back = (step.read, step.written, step.gain);
        }
    }
}

impl Lattice {
    /// Fills the cells for a word of the system that is written. O(letters × letters) in the usual case.
    fn fill<const TRACE: bool>(&self, word: &[u16], cells: &mut Cells, floor: f32) -> bool {
        let (n, width) = (self.letters, word.len() + 1);
        let size = (n + 1) * width;
        cells.gain.clear();
        cells.gain.resize(size, f32::NEG_INFINITY);
        cells.errors.clear();
        cells.errors.resize(size, 0);
        cells.back.clear();
        if TRACE {
            cells.back.resize(size, (0, 0, 0.0));
        }
        // What the word has at each place, in pieces of every length; they are lent while the cells are filled.
        let mut packed = std::mem::take(&mut cells.packed);
        packed.clear();
        for at in 0..word.len() {
            let piece = |length: usize| word.get(at..at + length).map_or(u64::MAX, |p| pack(p, self.bits));
            packed.extend((1..=self.longest).map(piece));
        }
        if let Some(first) = cells.gain.first_mut() {
            *first = 0.0;
        }
        let mut hope = f32::INFINITY;
        let mut reached = true;
        for (i, rest) in self.rest.iter().enumerate() {
            // What was reached in the row before may have passed over this one.
            let before = hope;
            hope = self.fill_row::<TRACE>(i, word, &packed, cells, (*rest, floor)) + rest;
            if hope == f32::NEG_INFINITY && before == f32::NEG_INFINITY {
                reached = false;
                break;
            }
        }
        cells.packed = packed;
        reached
    }

    /// Goes on from the cells of one row that can still gain the floor, with what the rest of the letters gain at most; returns the highest gain.
    fn fill_row<const TRACE: bool>(&self, i: usize, word: &[u16], packed: &[u64], cells: &mut Cells, (rest, floor): (f32, f32)) -> f32 {
        let width = word.len() + 1;
        let row = i * width;
        let (own, next) = (self.same.get(i), self.same.get(i + 1));
        let mut highest = f32::NEG_INFINITY;
        let reached = |cells: &Cells, cell: usize| Some(Reached { cell, gain: *cells.gain.get(cell)?, errors: *cells.errors.get(cell)? });
        for j in 0..width {
            let Some(from) = reached(cells, row + j).filter(|from| from.gain + rest >= floor && from.gain > f32::NEG_INFINITY) else {
                continue;
            };
            highest = highest.max(from.gain);
            if let Some(&letter) = word.get(j) {
                if i < self.letters {
                    let pieces = packed.get(j * self.longest..(j + 1) * self.longest).unwrap_or_default();
                    for edge in self.bucket(i, bucket(letter)) {
                        let written = usize::from(edge.written);
                        if pieces.get(written.wrapping_sub(1)) == Some(&edge.packed) {
                            let to = from.cell + usize::from(edge.read) * width + written;
                            cells.relax::<TRACE>(from, to, Move { read: edge.read, written: edge.written, gain: edge.gain, error: 0 });
                        }
                    }
                    let same = own == Some(&letter) && letter != UNKNOWN;
                    let (gain, error) = if same { (SAME, 0) } else { (SUBSTITUTE, 1) };
                    cells.relax::<TRACE>(from, from.cell + width + 1, Move { read: 1, written: 1, gain, error });
                    // Two letters in each other's place are one error.
                    if next == Some(&letter) && own == word.get(j + 1) {
                        let swapped = Move { read: 2, written: 2, gain: SWAP, error: 1 };
                        cells.relax::<TRACE>(from, from.cell + 2 * width + 2, swapped);
                    }
                }
                let gain = self.inserts.get(usize::from(letter)).copied().unwrap_or(SKIP);
                cells.relax::<TRACE>(from, from.cell + 1, Move { read: 0, written: 1, gain, error: u8::from(gain <= SKIP) });
            }
            if i < self.letters {
                for edge in self.bucket(i, BUCKETS - 1) {
                    let to = from.cell + usize::from(edge.read) * width;
                    cells.relax::<TRACE>(from, to, Move { read: edge.read, written: 0, gain: edge.gain, error: 0 });
                }
                cells.relax::<TRACE>(from, from.cell + width, Move { read: 1, written: 0, gain: SKIP, error: 1 });
            }
        }
        highest
    }

    /// How well the word agrees with another one, of the system that is written; not at all when its gain is below `floor`.
    pub(crate) fn agree(&self, word: &[u16], floor: f32, cells: &mut Cells) -> Agreement {
        if word.len() > MAX_WORD_LETTERS || !self.fill::<false>(word, cells, floor) {
            return Agreement { gain: f32::NEG_INFINITY, errors: u8::MAX };
        }
        Agreement { gain: cells.gain.last().copied().unwrap_or(f32::NEG_INFINITY), errors: cells.errors.last().copied().unwrap_or(u8::MAX) }
    }

    /// The pieces of the best alignment.
    pub(crate) fn steps(&self, word: &[u16]) -> Vec<Step> {
        let mut cells = Cells::default();
        if word.len() > MAX_WORD_LETTERS {
            return Vec::new();
        }
        self.fill::<true>(word, &mut cells, f32::NEG_INFINITY);
        let width = word.len() + 1;
        let (mut i, mut j) = (self.letters, word.len());
        let mut steps = Vec::new();
        while i + j > 0 {
            let cell = i * width + j;
            let Some(&(read, written, gain)) = cells.back.get(cell) else { break };
            let (a, b) = (usize::from(read), usize::from(written));
            if a + b == 0 || a > i || b > j {
                break;
            }
            let before = (i - a) * width + j - b;
            let error = cells.errors.get(cell) > cells.errors.get(before);
            steps.push(Step { read: i - a..i, written: j - b..j, gain, error });
            (i, j) = (i - a, j - b);
        }
        steps.reverse();
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks at the alignment of two words under each table that joins them.
    fn aligned(one: &str, other: &str, mut look: impl FnMut(Agreement, Vec<Step>)) {
        let tables = crate::tables::Tables::from_owner(polyonym_dictionaries::tables().to_bytes().unwrap()).unwrap();
        let model = tables.model().unwrap();
        let (x, y) = (model.spell(one), model.spell(other));
        let lattices = Lattice::all(&model, &x, y.system.unwrap());
        assert!(!lattices.is_empty(), "no table joins {one} and {other}");
        for lattice in lattices {
            let agreement = lattice.agree(&y.letters, f32::NEG_INFINITY, &mut Cells::default());
            let steps = lattice.steps(&y.letters);
            let (mut i, mut j) = (0, 0);
            for step in &steps {
                assert_eq!((step.read.start, step.written.start), (i, j), "{one} {other}: a step does not begin where the last one ends");
                (i, j) = (step.read.end, step.written.end);
            }
            assert_eq!((i, j), (x.letters.len(), y.letters.len()), "{one} {other}: the steps do not cover both words");
            let sum: f32 = steps.iter().map(|s| s.gain).sum();
            assert!((sum - agreement.gain).abs() < 1e-3, "{one} {other}: the steps gain {sum} of {}", agreement.gain);
            let errors = steps.iter().filter(|s| s.error).count();
            assert_eq!(errors, usize::from(agreement.errors), "{one} {other}");
            look(agreement, steps);
        }
    }

    fn fewest_errors(one: &str, other: &str) -> u8 {
        let mut fewest = u8::MAX;
        aligned(one, other, |agreement, _| fewest = fewest.min(agreement.errors));
        fewest
    }

    #[test]
    fn attested_spellings_have_no_errors() {
        for (one, other) in [("мусазаде", "musazade"), ("محمد", "muhammad"), ("путин", "putin"), ("γιωργοσ", "giorgos")]
        {
            assert_eq!(fewest_errors(one, other), 0, "{one} {other}");
            assert_eq!(fewest_errors(other, one), 0, "{other} {one}");
            aligned(one, other, |agreement, _| assert!(agreement.gain > 8.0, "{one} {other}: {agreement:?}"));
        }
    }

    #[test]
    fn a_typing_error_is_one_error() {
        for (one, other) in [("путин", "putxin"), ("александр", "aleksqndr"), ("jonathan", "jonahtan")] {
            assert!(fewest_errors(one, other) <= 1, "{one} {other}");
        }
        assert_eq!(fewest_errors("путин", "putxin"), 1);
    }

    #[test]
    fn what_gains_less_than_the_floor_does_not_agree() {
        let tables = crate::tables::Tables::from_owner(polyonym_dictionaries::tables().to_bytes().unwrap()).unwrap();
        let model = tables.model().unwrap();
        let (one, other) = (model.spell("александр"), model.spell("washington"));
        for lattice in Lattice::all(&model, &one, other.system.unwrap()) {
            let mut cells = Cells::default();
            let free = lattice.agree(&other.letters, f32::NEG_INFINITY, &mut cells);
            assert!(free.gain < lattice.best / 2.0, "{free:?}");
            assert_eq!(lattice.agree(&other.letters, lattice.best / 2.0, &mut cells).gain, f32::NEG_INFINITY);
            // Buffers that were left by another word change nothing.
            assert_eq!(lattice.agree(&other.letters, f32::NEG_INFINITY, &mut cells), free);
        }
    }
}
