//! A word, ready to be compared with many others: at each of its letters, what the pieces that begin there may be in another system.

use super::table::{Index, pack, unpack};
use crate::limits::MAX_WORD_LETTERS;
use super::{Model, Spelling, System, UNKNOWN};

/// What it costs to pass over a letter that no piece explains, and to take one letter for another: typing errors, and facts that the
/// tables have not seen. In nats, beside gains of two to three a letter.
const SKIP: f32 = -4.0;
const SUBSTITUTE: f32 = -5.0;
/// The cost of two letters in each other's place.
const SWAP: f32 = -3.0;
/// The cost of a letter that no piece knows, in nats.
const UNREAD: f32 = 15.0;
/// The gain of a letter that is the same in both words, though no piece says so.
const SAME: f32 = 1.0;
/// Buckets by first letter at each place of a word.
const BUCKETS: usize = 16;

#[derive(Clone, Copy, Debug)]
struct Edge {
    packed: u64,
    gain: f32,
    cost: f32,
    /// Letters read and written.
    read: u8,
    written: u8,
}

/// One word, prepared.
pub(crate) struct Lattice {
    pub(crate) letters: usize,
    pub(crate) to: System,
    bits: u32,
    longest: usize,
    edges: Vec<Edge>,
    /// For each place and bucket where its edges begin; one more at the end. The last bucket of a place has the edges that write nothing.
    starts: Vec<u16>,
    /// The gain of each letter that is written for nothing, by letter; the last one stands for all others.
    inserts: Vec<f32>,
    /// The most that the letters from each place on can gain.
    rest: Vec<f32>,
    /// Letters of the word, where they are of the system that is written: what is alike agrees though no piece says so.
    same: Vec<u16>,
    /// The gain of the best words that could be written, whatever they are.
    pub(crate) best: f32,
}

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
#[cfg_attr(not(test), allow(dead_code, reason = "tests look at alignments piece by piece"))]
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

fn bucket(letter: u16) -> usize {
    usize::from(letter) % (BUCKETS - 1)
}

impl Lattice {
    /// Prepares a word to be read as words of `to`, by every table that joins the two. O(letters × pieces a letter).
    pub(crate) fn all(model: &Model<'_>, word: &Spelling, to: System) -> Vec<Self> {
        let Some(from) = word.system else { return Vec::new() };
        model.between(from, to).filter_map(|index| Self::new(index, word, from == to, to)).collect()
    }

    fn new(index: Index<'_>, word: &Spelling, mirrored: bool, to: System) -> Option<Self> {
        let letters = word.letters.len();
        if letters > MAX_WORD_LETTERS {
            return None;
        }
        let mut lattice = Self {
            letters,
            to,
            bits: index.to_bits,
            longest: index.written,
            edges: Vec::with_capacity(letters * 24),
            starts: Vec::with_capacity(letters * BUCKETS + 1),
            inserts: inserts(index),
            rest: Vec::new(),
            same: if mirrored { word.letters.clone() } else { Vec::new() },
            best: 0.0,
        };
        let mut here: Vec<Edge> = Vec::new();
        for at in 0..letters {
            here.clear();
            for read in 1..=index.read.min(letters - at) {
                let piece = word.letters.get(at..at + read).unwrap_or_default();
                if piece.contains(&UNKNOWN) {
                    break;
                }
                let read = u8::try_from(read).unwrap_or(u8::MAX);
                here.extend(index.written(piece).map(|w| Edge { packed: w.packed, gain: w.gain, cost: w.cost, read, written: w.letters }));
            }
            lattice.place(&mut here);
        }
        lattice.starts.push(u16::try_from(lattice.edges.len()).ok()?);
        lattice.best = lattice.most();
        lattice.rest = lattice.rests();
        Some(lattice)
    }

    /// Adds the edges of one place, sorted into buckets.
    fn place(&mut self, here: &mut [Edge]) {
        let (bits, nothing) = (self.bits, BUCKETS - 1);
        let bucket_of = |e: &Edge| match e.written {
            0 => nothing,
            n => usize::try_from(e.packed.checked_shr(u32::from(n - 1) * bits).unwrap_or(0)).unwrap_or(0) % (BUCKETS - 1),
        };
        here.sort_by_key(bucket_of);
        let base = self.edges.len();
        for b in 0..BUCKETS {
            let before = here.partition_point(|e| bucket_of(e) < b);
            self.starts.push(u16::try_from(base + before).unwrap_or(u16::MAX));
        }
        self.edges.extend_from_slice(here);
    }

    fn bucket(&self, at: usize, bucket: usize) -> &[Edge] {
        let slot = at * BUCKETS + bucket;
        match self.starts.get(slot..slot + 2) {
            Some([start, end]) => self.edges.get(usize::from(*start)..usize::from(*end)).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Hands out the pieces that begin at a letter: letters read, what is written, packed, letters written, cost.
    pub(crate) fn for_each_edge(&self, at: usize, mut visit: impl FnMut(usize, u64, u8, f32)) {
        for b in 0..BUCKETS {
            for edge in self.bucket(at, b) {
                visit(usize::from(edge.read), edge.packed, edge.written, edge.cost);
            }
        }
        // A letter that no piece knows is passed over.
        if self.edges_at(at) == 0 {
            visit(1, 0, 0, UNREAD);
        }
    }

    fn edges_at(&self, at: usize) -> usize {
        let place = |slot: usize| self.starts.get(slot).copied().map_or(0, usize::from);
        place((at + 1) * BUCKETS) - place(at * BUCKETS)
    }

    /// Letter `i` of a packed piece, from the last one.
    #[inline]
    pub(crate) fn letter(&self, packed: u64, i: u32) -> u16 {
        u16::try_from(packed.checked_shr(i * self.bits).unwrap_or(0) & ((1 << self.bits) - 1)).unwrap_or(0)
    }

    /// The gain of the likeliest path.
    fn most(&self) -> f32 {
        let mut best = vec![(f32::INFINITY, 0.0f32); self.letters + 1];
        if let Some(first) = best.first_mut() {
            *first = (0.0, 0.0);
        }
        for at in 0..self.letters {
            let (cost, gain) = best.get(at).copied().unwrap_or_default();
            let mut relax = |to: usize, by: f32, more: f32| {
                if let Some(next) = best.get_mut(to).filter(|next| cost + by < next.0) {
                    *next = (cost + by, gain + more);
                }
            };
            relax(at + 1, UNREAD, SKIP);
            for b in 0..BUCKETS {
                self.bucket(at, b).iter().for_each(|edge| relax(at + usize::from(edge.read), edge.cost, edge.gain));
            }
        }
        best.last().map_or(0.0, |(_, gain)| *gain)
    }

    /// The most that the letters from each place on can gain.
    fn rests(&self) -> Vec<f32> {
        let mut rest = vec![0.0f32; self.letters + 1];
        let same = if self.same.is_empty() { SKIP } else { SAME };
        for at in (0..self.letters).rev() {
            let (before, after) = rest.split_at_mut(at + 1);
            let behind = |read: usize| read.checked_sub(1).and_then(|r| after.get(r)).copied().unwrap_or(0.0);
            let pieces = (0..BUCKETS).flat_map(|b| self.bucket(at, b)).map(|edge| behind(usize::from(edge.read)) + edge.gain);
            let best = pieces.fold(behind(1) + same, f32::max);
            if let Some(place) = before.last_mut() {
                *place = best;
            }
        }
        rest
    }

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
            let Some(from) = reached(cells, row + j).filter(|from| from.gain + rest >= floor && from.gain > f32::NEG_INFINITY) else { continue };
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
    #[cfg_attr(not(test), allow(dead_code, reason = "tests look at alignments piece by piece"))]
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

    /// The likeliest words that are written for this one, best first, with their costs in nats: at most `count`, from a
    /// beam of that many at each letter.
    pub(crate) fn likeliest(&self, count: usize) -> Vec<(Vec<u16>, f32)> {
        let mut beams: Vec<Vec<(Vec<u16>, f32)>> = vec![Vec::new(); self.letters + 1];
        if let Some(first) = beams.first_mut() {
            first.push((Vec::new(), 0.0));
        }
        for at in 0..self.letters {
            let mut beam = beams.get_mut(at).map(std::mem::take).unwrap_or_default();
            beam.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
            beam.dedup_by(|a, b| a.0 == b.0);
            beam.truncate(count);
            for (word, cost) in &beam {
                for b in 0..BUCKETS {
                    for edge in self.bucket(at, b) {
                        let mut longer = word.clone();
                        longer.extend(unpack(edge.packed, usize::from(edge.written), self.bits));
                        if let Some(next) = beams.get_mut(at + usize::from(edge.read)) {
                            next.push((longer, cost + edge.cost));
                        }
                    }
                }
            }
        }
        let mut last = beams.pop().unwrap_or_default();
        last.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
        let mut seen = std::collections::HashSet::new();
        last.retain(|(word, _)| seen.insert(word.clone()));
        last.truncate(count);
        last
    }
}

/// The gains of letters that are written for nothing, by letter.
fn inserts(index: Index<'_>) -> Vec<f32> {
    let mut gains = Vec::new();
    for written in index.written(&[]).filter(|w| w.letters == 1) {
        let at = usize::try_from(written.packed).unwrap_or(0);
        if gains.len() <= at {
            gains.resize(at + 1, SKIP);
        }
        if let Some(place) = gains.get_mut(at) {
            *place = written.gain.clamp(SKIP, 0.0);
        }
    }
    gains
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
        for (one, other) in [("мусазаде", "musazade"), ("محمد", "muhammad"), ("путин", "putin"), ("γιωργοσ", "giorgos")] {
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
