//! A word, ready to be compared with many others: at each of its letters, what the pieces that begin there may be in another system.

use super::table::{Index, pack, unpack};
use crate::limits::MAX_WORD_LETTERS;
use super::{Model, Spelling, System, UNKNOWN};

/// What it costs to pass over a letter that no piece explains, and to take one letter for another: typing errors, and facts that the
/// tables have not seen. In nats, beside gains of two to three a letter.
const SKIP: f32 = -4.0;
const SUBSTITUTE: f32 = -5.0;
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
    back: Vec<(u8, u8, f32)>,
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
            n => usize::try_from(e.packed >> (u32::from(n - 1) * bits)).unwrap_or(0) % (BUCKETS - 1),
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
        u16::try_from(packed >> (i * self.bits) & ((1 << self.bits) - 1)).unwrap_or(0)
    }

    /// The gain of the likeliest path.
    fn most(&self) -> f32 {
        let mut best = vec![(f32::INFINITY, 0.0f32); self.letters + 1];
        best[0] = (0.0, 0.0);
        for at in 0..self.letters {
            let (cost, gain) = best[at];
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
        best[self.letters].1
    }

    /// The most that the letters from each place on can gain.
    fn rests(&self) -> Vec<f32> {
        let mut rest = vec![0.0f32; self.letters + 1];
        for at in (0..self.letters).rev() {
            let same = if self.same.is_empty() { SKIP } else { SAME };
            let mut best = rest[at + 1] + same;
            for b in 0..BUCKETS {
                for edge in self.bucket(at, b) {
                    best = best.max(rest.get(at + usize::from(edge.read)).copied().unwrap_or(0.0) + edge.gain);
                }
            }
            rest[at] = best;
        }
        rest
    }

    /// Fills the cells for a word of the system that is written. O(letters × letters) in the usual case.
    fn fill(&self, word: &[u16], cells: &mut Cells, floor: f32, trace: bool) -> bool {
        let (n, m) = (self.letters, word.len());
        let width = m + 1;
        cells.gain.clear();
        cells.gain.resize((n + 1) * width, f32::NEG_INFINITY);
        cells.errors.clear();
        cells.errors.resize((n + 1) * width, 0);
        if trace {
            cells.back.clear();
            cells.back.resize((n + 1) * width, (0, 0, 0.0));
        }
        cells.packed.clear();
        for at in 0..m {
            for length in 1..=self.longest {
                let piece = word.get(at..at + length).map_or(u64::MAX, |p| pack(p, self.bits));
                cells.packed.push(piece);
            }
        }
        let Cells { gain, errors, packed, back } = cells;
        gain[0] = 0.0;
        let mut relax = |errors: &mut [u8], gain: &mut [f32], from: usize, to: usize, by: f32, error: u8, step: (usize, usize)| {
            let through = gain[from] + by;
            if through > gain[to] {
                gain[to] = through;
                errors[to] = errors[from].saturating_add(error);
                if trace {
                    back[to] = (u8::try_from(step.0).unwrap_or(0), u8::try_from(step.1).unwrap_or(0), by);
                }
            }
        };
        let mut hope = f32::INFINITY;
        for i in 0..=n {
            let rest = self.rest.get(i).copied().unwrap_or(0.0);
            // What was reached in the row before may have passed over this one.
            let before = hope;
            hope = f32::NEG_INFINITY;
            for j in 0..=m {
                let cell = i * width + j;
                let here = gain[cell] + rest;
                if here < floor {
                    continue;
                }
                hope = hope.max(here);
                if let Some(&letter) = word.get(j) {
                    if i < n {
                        for edge in self.bucket(i, bucket(letter)) {
                            let written = usize::from(edge.written);
                            if packed[j * self.longest + written - 1] == edge.packed {
                                let read = usize::from(edge.read);
                                relax(errors, gain, cell, (i + read) * width + j + written, edge.gain, 0, (read, written));
                            }
                        }
                        let same = self.same.get(i) == Some(&letter) && letter != UNKNOWN;
                        let (by, error) = if same { (SAME, 0) } else { (SUBSTITUTE, 1) };
                        relax(errors, gain, cell, cell + width + 1, by, error, (1, 1));
                        // Two letters in each other's place are one error.
                        if self.same.get(i + 1) == Some(&letter) && self.same.get(i) == word.get(j + 1) && self.same.get(i).is_some() {
                            relax(errors, gain, cell, cell + 2 * width + 2, SUBSTITUTE + 2.0, 1, (2, 2));
                        }
                    }
                    let by = self.inserts.get(usize::from(letter)).copied().unwrap_or(SKIP);
                    relax(errors, gain, cell, cell + 1, by, u8::from(by <= SKIP), (0, 1));
                }
                if i < n {
                    for edge in self.bucket(i, BUCKETS - 1) {
                        let read = usize::from(edge.read);
                        relax(errors, gain, cell, cell + read * width, edge.gain, 0, (read, 0));
                    }
                    relax(errors, gain, cell, cell + width, SKIP, 1, (1, 0));
                }
            }
            if hope == f32::NEG_INFINITY && before == f32::NEG_INFINITY {
                return false;
            }
        }
        true
    }

    /// How well the word agrees with another one, of the system that is written; not at all when its gain is below `floor`.
    pub(crate) fn agree(&self, word: &[u16], floor: f32, cells: &mut Cells) -> Agreement {
        if word.len() > MAX_WORD_LETTERS || !self.fill(word, cells, floor, false) {
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
        self.fill(word, &mut cells, f32::NEG_INFINITY, true);
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
        beams[0].push((Vec::new(), 0.0));
        for at in 0..self.letters {
            let mut beam = std::mem::take(&mut beams[at]);
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
            beams[at] = Vec::new();
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

    #[test]
    fn probe() {
        let tables = polyonym_dictionaries::tables();
        let bytes = tables.to_bytes().unwrap();
        let tables = crate::tables::Tables::from_owner(bytes).unwrap();
        let model = tables.model().unwrap();
        for (a, b) in [("musazade", "musazadeh"), ("musazade","мусазаде"), ("мусазаде", "musazade"), ("محمد","muhammad"), ("muhammad","محمد"), ("سوريا","سوري"),("문성동", "munseongdong"), ("シモウト", "shimoto"), ("太平","taiping")] {
            let (x, y) = (model.spell(a), model.spell(b));
            for lattice in Lattice::all(&model, &x, y.system.unwrap()) {
            println!("edges {}", lattice.edges.len()); println!("{a} {b} {:?} best {} {:?}", lattice.agree(&y.letters, f32::NEG_INFINITY, &mut Cells::default()), lattice.best, lattice.steps(&y.letters).iter().map(|s| (a.chars().skip(s.read.start).take(s.read.len()).collect::<String>(), b.chars().skip(s.written.start).take(s.written.len()).collect::<String>(), s.gain)).collect::<Vec<_>>());
            let pivot = &lattice;
            let classes = model.classes;
            println!("  {:?}", classes.likeliest(pivot, 5).iter().map(|(s, g)| (s.key().collect::<Vec<u8>>(), *g)).collect::<Vec<_>>());
            println!("  {:?}", classes.skeleton(&y.letters).key().collect::<Vec<u8>>()); }
        }
    }
}
