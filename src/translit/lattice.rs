//! A word, ready to be compared with many others: at each of its letters, what the pieces that begin there may be in another system.

mod fill;

use super::table::{Index, unpack};
use super::{Model, Spelling, System, UNKNOWN};
use crate::limits::MAX_WORD_LETTERS;
use fill::Cells;
pub(crate) use fill::Step;

/// What it costs to pass over a letter that no piece explains, and to take one letter for another: typing errors, and facts that the
/// tables have not seen. In nats, beside gains of two to three a letter.
const SKIP: f32 = -4.0;
const SUBSTITUTE: f32 = -5.0;
/// The cost of a letter that no piece knows, in nats.
const UNREAD: f32 = 15.0;
/// The gain of a letter that is the same in both words, though no piece says so.
const SAME: f32 = 1.0;
/// Buckets by the last letter written, at each place of a word.
const BUCKETS: usize = 16;

/// A piece that may be written for the letters at some place of the word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    /// What is written, packed.
    pub(crate) packed: u64,
    /// The logarithm of its probability over chance, and the negative logarithm of its probability, in nats.
    pub(crate) gain: f32,
    pub(crate) cost: f32,
    /// Letters read and written.
    pub(crate) read: u8,
    pub(crate) written: u8,
}

/// A letter that no piece knows is passed over.
const PASSED: Edge = Edge { packed: 0, gain: SKIP, cost: UNREAD, read: 1, written: 0 };

/// One word, prepared.
pub(crate) struct Lattice {
    pub(crate) letters: usize,
    pub(crate) to: System,
    bits: u32,
    longest: usize,
    edges: Vec<Edge>,
    /// For each place and bucket where its edges begin; one more at the end. A bucket has the edges whose last letter written is one of a
    /// few; the last bucket of a place has those that write nothing.
    starts: Vec<u16>,
    /// The gain of each letter that is written for nothing, by letter; the last one stands for all others.
    inserts: Vec<f32>,
    /// The most that the letters from each place on can gain.
    rest: Vec<f32>,
    /// Letters of the word, where they are of the system that is written: what is alike agrees though no piece says so.
    same: Vec<u16>,
    /// The gain of the best words that could be written, whatever they are.
    pub(crate) best: f32,
    cells: Cells,
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
            cells: Cells::default(),
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
            lattice.place(&here);
        }
        lattice.starts.push(u16::try_from(lattice.edges.len()).ok()?);
        lattice.best = lattice.most();
        lattice.rest = lattice.rests();
        Some(lattice)
    }

    /// Adds the edges of one place, bucket by bucket. O(edges).
    fn place(&mut self, here: &[Edge]) {
        let mask = (1u64 << self.bits) - 1;
        let bucket_of = |e: &Edge| match e.written {
            0 => BUCKETS - 1,
            _ => bucket(u16::try_from(e.packed & mask).unwrap_or(0)),
        };
        let base = self.edges.len();
        let mut next = [base; BUCKETS];
        for edge in here {
            next.iter_mut().skip(bucket_of(edge) + 1).for_each(|start| *start += 1);
        }
        self.starts.extend(next.iter().map(|&start| u16::try_from(start).unwrap_or(u16::MAX)));
        self.edges.extend_from_slice(here);
        for edge in here {
            let Some(start) = next.get_mut(bucket_of(edge)) else { continue };
            if let Some(place) = self.edges.get_mut(*start) {
                *place = *edge;
            }
            *start += 1;
        }
    }

    fn bucket(&self, at: usize, bucket: usize) -> &[Edge] {
        let slot = at * BUCKETS + bucket;
        match self.starts.get(slot..slot + 2) {
            Some([start, end]) => self.edges.get(usize::from(*start)..usize::from(*end)).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Hands out the pieces that begin at a letter.
    pub(crate) fn for_each_edge(&self, at: usize, mut visit: impl FnMut(&Edge)) {
        (0..BUCKETS).flat_map(|b| self.bucket(at, b)).for_each(&mut visit);
        if self.edges_at(at) == 0 {
            visit(&PASSED);
        }
    }

    /// The price of the cheapest way to write the word, where each piece has its `price`.
    pub(crate) fn cheapest(&self, price: impl Fn(&Edge) -> f32) -> f32 {
        let mut cheapest = vec![f32::INFINITY; self.letters + 1];
        if let Some(first) = cheapest.first_mut() {
            *first = 0.0;
        }
        for at in 0..self.letters {
            let before = cheapest.get(at).copied().unwrap_or(f32::INFINITY);
            self.for_each_edge(at, |edge| {
                if let Some(place) = cheapest.get_mut(at + usize::from(edge.read)) {
                    *place = place.min(before + price(edge));
                }
            });
        }
        cheapest.last().copied().unwrap_or_default()
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
