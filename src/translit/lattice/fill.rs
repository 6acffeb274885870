//! Two words aligned: the best way to cut both into pieces that correspond.
//!
//! A cell stands for so many letters read and so many written; each piece, and each error, leads from one cell to a later one. The cells
//! are filled a written letter at a time, and kept: the words of a lexicon come in alphabetical order, and one that begins like the word
//! before it goes on where they part. Where no cell can still gain what is asked for, all words that begin so are done with.

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

/// The cells of the word that was compared last: a column for each of its letters, and one before them.
#[derive(Debug)]
pub(super) struct Cells {
    word: Vec<u16>,
    /// What the cells had to gain with the rest of the letters, or were dropped.
    floor: f32,
    gain: Vec<f32>,
    errors: Vec<u8>,
    /// The pieces by which cells were reached: letters read and written, their gain. Empty where no alignment is asked for.
    back: Vec<(u8, u8, f32)>,
    /// How many columns in a row, up to each one, have no cell left.
    dead: Vec<usize>,
}

impl Default for Cells {
    fn default() -> Self {
        let (gain, errors, back) = (Vec::new(), Vec::new(), Vec::new());
        Self { word: Vec::new(), floor: f32::NEG_INFINITY, gain, errors, back, dead: Vec::new() }
    }
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
    fn relax<const TRACE: bool>(&mut self, from: usize, to: usize, step: Move) {
        let Some(&before) = self.gain.get(from) else { return };
        let through = before + step.gain;
        let Some(gain) = self.gain.get_mut(to).filter(|gain| through > **gain) else { return };
        *gain = through;
        let errors = self.errors.get(from).map_or(u8::MAX, |errors| errors.saturating_add(step.error));
        if let Some(place) = self.errors.get_mut(to) {
            *place = errors;
        }
        if TRACE && let Some(back) = self.back.get_mut(to) {
            *back = (step.read, step.written, step.gain);
        }
    }

    fn reached(&self, cell: usize) -> bool {
        self.gain.get(cell).is_some_and(|gain| *gain > f32::NEG_INFINITY)
    }

    /// Makes room for column `at`, and forgets those behind it.
    fn open<const TRACE: bool>(&mut self, at: usize, height: usize) {
        self.gain.truncate(at * height);
        self.errors.truncate(at * height);
        self.gain.resize((at + 1) * height, f32::NEG_INFINITY);
        self.errors.resize((at + 1) * height, 0);
        if TRACE {
            self.back.resize((at + 1) * height, (0, 0, 0.0));
        }
        self.dead.truncate(at);
    }
}

impl Lattice {
    /// Fills the cells for a word of the system that is written, as far as it is another one than before; `false` when it cannot gain the
    /// floor. O(letters × letters × pieces a letter) at most.
    fn fill<const TRACE: bool>(&self, word: &[u16], cells: &mut Cells, floor: f32) -> bool {
        if floor < cells.floor {
            cells.dead.clear();
        }
        cells.floor = floor;
        let common = cells.word.iter().zip(word).take_while(|(a, b)| a == b).count();
        let known = cells.dead.len().min(common + 1);
        cells.dead.truncate(known);
        cells.word.clear();
        cells.word.extend_from_slice(word);
        // A piece reaches so many columns, and letters that changed places two.
        let reach = self.longest.max(2);
        for at in known..=word.len() {
            if cells.dead.last().is_some_and(|dead| *dead >= reach) {
                return false;
            }
            self.column::<TRACE>(at, cells);
        }
        cells.dead.last() == Some(&0)
    }

    /// Fills one column from those before it, and then from its own cells.
    fn column<const TRACE: bool>(&self, at: usize, cells: &mut Cells) {
        let height = self.letters + 1;
        let top = at * height;
        cells.open::<TRACE>(at, height);
        if at == 0 {
            cells.gain.first_mut().into_iter().for_each(|gain| *gain = 0.0);
        } else {
            self.pull::<TRACE>(at, cells);
        }
        let mut alive = false;
        for (i, rest) in self.rest.iter().enumerate() {
            let cell = top + i;
            let Some(gain) = cells.gain.get_mut(cell).filter(|gain| **gain > f32::NEG_INFINITY) else { continue };
            if *gain + rest < cells.floor {
                *gain = f32::NEG_INFINITY;
                continue;
            }
            alive = true;
            if i < self.letters {
                for edge in self.bucket(i, BUCKETS - 1) {
                    let step = Move { read: edge.read, written: 0, gain: edge.gain, error: 0 };
                    cells.relax::<TRACE>(cell, cell + usize::from(edge.read), step);
                }
                cells.relax::<TRACE>(cell, cell + 1, Move { read: 1, written: 0, gain: SKIP, error: 1 });
            }
        }
        let dead = if alive { 0 } else { cells.dead.last().map_or(1, |dead| dead + 1) };
        cells.dead.push(dead);
    }

    /// The pieces that end with the letter before column `at`, from the columns where they begin.
    fn pull<const TRACE: bool>(&self, at: usize, cells: &mut Cells) {
        let height = self.letters + 1;
        let top = at * height;
        let Some(&letter) = cells.word.get(at - 1) else { return };
        let second = at.checked_sub(2).and_then(|i| cells.word.get(i)).copied();
        let mut ends = [u64::MAX; 8];
        for (length, end) in (1..=self.longest.min(at)).zip(&mut ends) {
            *end = cells.word.get(at - length..at).map_or(u64::MAX, |piece| pack(piece, self.bits));
        }
        for i in 0..self.letters {
            for edge in self.bucket(i, bucket(letter)) {
                let written = usize::from(edge.written);
                if ends.get(written.wrapping_sub(1)) == Some(&edge.packed) {
                    let from = top - written * height + i;
                    if cells.reached(from) {
                        let step = Move { read: edge.read, written: edge.written, gain: edge.gain, error: 0 };
                        cells.relax::<TRACE>(from, top + i + usize::from(edge.read), step);
                    }
                }
            }
            let from = top - height + i;
            if cells.reached(from) {
                let same = self.same.get(i) == Some(&letter) && letter != UNKNOWN;
                let (gain, error) = if same { (SAME, 0) } else { (SUBSTITUTE, 1) };
                cells.relax::<TRACE>(from, top + i + 1, Move { read: 1, written: 1, gain, error });
            }
            // Two letters in each other's place are one error.
            if second.is_some() && self.same.get(i + 1).copied() == second && self.same.get(i) == Some(&letter) {
                let from = top - 2 * height + i;
                if cells.reached(from) {
                    cells.relax::<TRACE>(from, top + i + 2, Move { read: 2, written: 2, gain: SWAP, error: 1 });
                }
            }
        }
        let gain = self.inserts.get(usize::from(letter)).copied().unwrap_or(SKIP);
        for i in 0..height {
            let from = top - height + i;
            if cells.reached(from) {
                cells.relax::<TRACE>(from, top + i, Move { read: 0, written: 1, gain, error: u8::from(gain <= SKIP) });
            }
        }
    }

    /// How well the word agrees with another one, of the system that is written; not at all when its gain is below `floor`.
    pub(crate) fn agree(&mut self, word: &[u16], floor: f32) -> Option<Agreement> {
        if word.len() > MAX_WORD_LETTERS {
            return None;
        }
        let mut cells = std::mem::take(&mut self.cells);
        let filled = self.fill::<false>(word, &mut cells, floor);
        let last = word.len() * (self.letters + 1) + self.letters;
        let agreement = match (cells.gain.get(last), cells.errors.get(last)) {
            (Some(&gain), Some(&errors)) if filled && gain > f32::NEG_INFINITY && gain >= floor => Some(Agreement { gain, errors }),
            _ => None,
        };
        self.cells = cells;
        agreement
    }

    /// The pieces of the best alignment.
    pub(crate) fn steps(&self, word: &[u16]) -> Vec<Step> {
        let mut cells = Cells::default();
        if word.len() > MAX_WORD_LETTERS || !self.fill::<true>(word, &mut cells, f32::NEG_INFINITY) {
            return Vec::new();
        }
        let height = self.letters + 1;
        let (mut i, mut j) = (self.letters, word.len());
        let mut steps = Vec::new();
        while i + j > 0 {
            let cell = j * height + i;
            let Some(&(read, written, gain)) = cells.back.get(cell) else { break };
            let (a, b) = (usize::from(read), usize::from(written));
            if a + b == 0 || a > i || b > j {
                break;
            }
            let before = (j - b) * height + i - a;
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
        for mut lattice in lattices {
            let agreement = lattice.agree(&y.letters, f32::NEG_INFINITY).unwrap();
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
        for mut lattice in Lattice::all(&model, &one, other.system.unwrap()) {
            let free = lattice.agree(&other.letters, f32::NEG_INFINITY).unwrap();
            assert!(free.gain < lattice.best / 2.0, "{free:?}");
            assert_eq!(lattice.agree(&other.letters, lattice.best / 2.0), None);
            // Cells that were dropped for a higher floor are filled anew.
            assert_eq!(lattice.agree(&other.letters, f32::NEG_INFINITY), Some(free));
        }
    }

    #[test]
    fn words_that_begin_alike_agree_as_if_each_came_alone() {
        let tables = crate::tables::Tables::from_owner(polyonym_dictionaries::tables().to_bytes().unwrap()).unwrap();
        let model = tables.model().unwrap();
        let one = model.spell("муаллем");
        let words = ["m", "mu", "muall", "muallem", "muallim", "mualllim", "moallem", "moalem", "", "muallem", "umallem", "washington"];
        let pivot = model.pivot();
        for floor in [f32::NEG_INFINITY, 0.0, 6.0] {
            for place in 0..Lattice::all(&model, &one, pivot).len() {
                let fresh = || Lattice::all(&model, &one, pivot).swap_remove(place);
                let mut kept = fresh();
                for word in words {
                    let letters = model.spell(word).letters;
                    assert_eq!(kept.agree(&letters, floor), fresh().agree(&letters, floor), "{word} from {floor}");
                }
            }
        }
    }
}
