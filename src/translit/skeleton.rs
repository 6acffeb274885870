//! The skeleton of a word: the classes of its consonants in the pivot's letters, and whether it begins with a vowel.
//!
//! Words of one name have one of a few skeletons in common, whatever their script, so that a lexicon sorted by skeletons hands out a few
//! hundred words instead of a million. It is a filter and decides nothing.

use super::lattice::Lattice;

/// Bits of a class; 0 is none.
const BITS: u32 = 4;
/// Classes of a skeleton; more are cut off.
const MAX_CLASSES: u32 = 15;
/// How much worse than the best one a skeleton may be, in nats.
const WINDOW: f32 = 9.0;

/// Classes of consonants, packed, the first one lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Skeleton {
    pub(crate) classes: u64,
    length: u8,
    last: u8,
    begun: bool,
}

impl Skeleton {
    /// The skeleton with one letter more. Doubled classes count once.
    #[inline]
    fn with(mut self, class: Class) -> Self {
        let next = if self.begun { class.inside } else { class.initial };
        self.begun = true;
        if next != 0 && next != self.last && u32::from(self.length) < MAX_CLASSES {
            self.classes |= u64::from(next) << (u32::from(self.length) * BITS);
            self.length += 1;
        }
        self.last = next;
        self
    }

    /// The key in the automaton: a byte a class.
    pub(crate) fn key(self) -> impl Iterator<Item = u8> {
        (0..u32::from(self.length)).map(move |i| u8::try_from(self.classes >> (i * BITS) & 15).unwrap_or(0))
    }
}

/// What a letter of the pivot is in a skeleton, at the beginning of a word and inside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Class {
    pub(crate) initial: u8,
    pub(crate) inside: u8,
}

/// The classes of all letters of the pivot, by letter.
#[derive(Clone, Copy)]
pub(crate) struct Classes<'a>(pub(crate) &'a [u8]);

impl Classes<'_> {
    #[inline]
    fn of(&self, letter: u16) -> Class {
        match self.0.get(usize::from(letter)) {
            Some(byte) => Class { initial: byte >> 4, inside: byte & 15 },
            None => Class::default(),
        }
    }

    /// The skeleton of a word of the pivot. O(letters).
    pub(crate) fn skeleton(&self, letters: &[u16]) -> Skeleton {
        letters.iter().fold(Skeleton::default(), |skeleton, letter| skeleton.with(self.of(*letter)))
    }

    /// The steps from one letter of a lattice on, each once.
    fn steps(&self, lattice: &Lattice, at: usize, steps: &mut Vec<Step>) {
        steps.clear();
        lattice.for_each_edge(at, |edge| {
            if edge.written <= MAX_WRITTEN {
                let letters = (0..u32::from(edge.written)).rev().map(|i| self.of(lattice.letter(edge.packed, i)));
                let classes = letters.zip(0u32..).fold(0, |all, (c, i)| all | u64::from(c.initial << 4 | c.inside) << (i * 8));
                steps.push(Step { read: edge.read, written: edge.written, classes, cost: edge.cost });
            }
        });
        steps.sort_unstable_by(|a, b| (a.read, a.written, a.classes).cmp(&(b.read, b.written, b.classes)).then(a.cost.total_cmp(&b.cost)));
        steps.dedup_by_key(|s| (s.read, s.written, s.classes));
    }

    /// The likeliest skeletons of a word that is read as words of the pivot, best first, with their costs; at most `count`, from a beam of
    /// that many at each letter. O(letters × count × pieces a letter).
    pub(crate) fn likeliest(&self, lattice: &Lattice, count: usize) -> Vec<(Skeleton, f32)> {
        let mut beams: Vec<Vec<(Skeleton, f32)>> = vec![Vec::new(); lattice.letters + 1];
        if let Some(first) = beams.first_mut() {
            first.push((Skeleton::default(), 0.0));
        }
        // The cheapest skeleton of each place so far: what is dearer by the window need not be kept.
        let mut cheapest = vec![f32::INFINITY; beams.len()];
        let mut steps: Vec<Step> = Vec::new();
        for at in 0..lattice.letters {
            let mut beam = std::mem::take(beams.get_mut(at).unwrap_or(&mut Vec::new()));
            best(&mut beam, count);
            if beam.is_empty() {
                continue;
            }
            self.steps(lattice, at, &mut steps);
            for step in &steps {
                let to = at + usize::from(step.read);
                let (Some(next), Some(cheapest)) = (beams.get_mut(to), cheapest.get_mut(to)) else { continue };
                for (skeleton, so_far) in &beam {
                    let cost = so_far + step.cost;
                    if cost <= *cheapest + WINDOW {
                        *cheapest = cheapest.min(cost);
                        next.push((step.letters().fold(*skeleton, Skeleton::with), cost));
                    }
                }
            }
        }
        let mut last = beams.pop().unwrap_or_default();
        // Words that differ in how they end are one at the end.
        last.iter_mut().for_each(|(s, _)| (s.last, s.begun) = (0, true));
        best(&mut last, count);
        last
    }
}

/// What pieces that differ in letters of one class are to skeletons: letters read, the classes of those written, and the least cost.
struct Step {
    read: u8,
    written: u8,
    /// Packed, the first letter lowest: initial class and inner one, four bits each.
    classes: u64,
    cost: f32,
}

impl Step {
    #[inline]
    fn letters(&self) -> impl Iterator<Item = Class> + use<> {
        let (classes, written) = (self.classes, u32::from(self.written));
        let bits = move |shift: u32| u8::try_from(classes >> shift & 15).unwrap_or(0);
        (0..written).map(move |i| Class { initial: bits(i * 8 + 4), inside: bits(i * 8) })
    }
}

/// Letters of a piece that fit a [`Step`]; tables write fewer.
const MAX_WRITTEN: u8 = 8;

/// Keeps the best `count`, each once.
fn best(beam: &mut Vec<(Skeleton, f32)>, count: usize) {
    beam.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    beam.dedup_by_key(|(skeleton, _)| *skeleton);
    beam.sort_unstable_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    let worst = beam.first().map_or(0.0, |(_, cost)| cost + WINDOW);
    beam.retain(|(_, cost)| *cost <= worst);
    beam.truncate(count);
}
