//! A whole name to the keys of the gazetteer that it may be a spelling of.
//!
//! The pieces that the name may be written as are walked through the transducer of the keys: at each letter the cheapest ways that are
//! the beginning of some key go on. Names of several frequent words, which no word leads to, are found so, and short ones, whose
//! skeletons say little; typing errors and words in another order are not.

use crate::automaton::{Automaton, State};
use crate::gazetteer::{Ordinal, View};
use crate::translit::lattice::{Edge, Lattice};
use crate::translit::reading::Reading;

/// Beginnings of keys that go on at each letter.
const BEAM: usize = 96;
/// How much dearer than the cheapest one a beginning may be, in nats.
const WINDOW: f32 = 10.0;
/// How much dearer than the cheapest spelling a key may be, in nats.
const DEAREST: f32 = 16.0;
/// How much the gain of a piece counts beside its cost: by cost alone, short keys with few and frequent letters would crowd out the others.
const GAIN: f32 = 0.3;

/// A key, and what it is dearer than the cheapest spelling, in nats.
pub(crate) type Spelled = (Ordinal, f32);

impl Reading<'_> {
    /// The keys that the word may be written as, in no order; a key may come more than once. O(letters × pieces a letter) for each table.
    pub(crate) fn keys(&mut self, view: &View<'_>) -> Vec<Spelled> {
        let mut found = Vec::new();
        for (system, letters) in view.model.systems().zip(view.letters) {
            // Keys have syllables where the pieces have the letters that they are made of.
            if !view.model.decomposed(system) {
                let (lattices, detour) = self.lattices(system);
                // Over the pivot, one way is enough.
                let count = if detour > 0.0 { 1 } else { lattices.len() };
                lattices.iter().take(count).for_each(|lattice| walk(lattice, &view.names, letters, detour, &mut found));
            }
        }
        found
    }
}

/// Bytes of the longest piece.
const LONGEST: usize = 32;

/// A piece as the bytes of a key.
struct Piece {
    read: usize,
    bytes: [u8; LONGEST],
    length: usize,
    cost: f32,
    /// Bytes that it begins with as the piece before it does.
    shared: usize,
}

fn walk(lattice: &Lattice, names: &Automaton<'_>, letters: &[Option<char>], detour: f32, found: &mut Vec<Spelled>) {
    let mut beams: Vec<Vec<(State, f32)>> = vec![Vec::new(); lattice.letters + 1];
    if let Some(first) = beams.first_mut() {
        first.push((names.start(), detour));
    }
    let cheapest = lattice.cheapest(price);
    let mut pieces: Vec<Piece> = Vec::new();
    for at in 0..lattice.letters {
        let mut beam = beams.get_mut(at).map(std::mem::take).unwrap_or_default();
        best(&mut beam);
        if beam.is_empty() {
            continue;
        }
        pieces.clear();
        lattice.for_each_edge(at, |edge| pieces.extend(piece(lattice, letters, edge)));
        pieces.sort_unstable_by(|a, b| a.bytes.cmp(&b.bytes).then(a.length.cmp(&b.length)));
        for i in 1..pieces.len() {
            let Some([before, piece]) = pieces.get_mut(i - 1..=i) else { break };
            let alike = before.bytes.iter().zip(&piece.bytes).take_while(|(a, b)| a == b).count();
            piece.shared = alike.min(before.length).min(piece.length);
        }
        for (state, cost) in beam {
            step(names, state, &pieces, |piece, state| {
                if let Some(next) = beams.get_mut(at + piece.read) {
                    next.push((state, cost + piece.cost));
                }
            });
        }
    }
    let mut last = beams.pop().unwrap_or_default();
    best(&mut last);
    let key = |(state, cost): (State, f32)| {
        let ordinal = u32::try_from(names.value(state)?).ok()?;
        Some((Ordinal(ordinal), cost - cheapest)).filter(|(_, more)| *more <= DEAREST)
    };
    found.extend(last.into_iter().filter_map(key));
}

/// Goes on from one state by all pieces, which are sorted: where one cannot go on, those that begin so need not be tried.
fn step(names: &Automaton<'_>, from: State, pieces: &[Piece], mut reach: impl FnMut(&Piece, State)) {
    let mut states = [from; LONGEST + 1];
    let mut walked = 0;
    for piece in pieces {
        if piece.shared > walked {
            continue;
        }
        walked = piece.shared;
        while walked < piece.length {
            let (Some(&state), Some(byte)) = (states.get(walked), piece.bytes.get(walked..=walked)) else { return };
            let Some(next) = names.step(state, byte) else { break };
            walked += 1;
            if let Some(place) = states.get_mut(walked) {
                *place = next;
            }
        }
        if let Some(&state) = states.get(walked).filter(|_| walked == piece.length) {
            reach(piece, state);
        }
    }
}

/// What a piece counts in a walk.
fn price(edge: &Edge) -> f32 {
    edge.cost * (1.0 - GAIN) - edge.gain * GAIN
}

/// The piece in the bytes of its letters; nothing when a letter is not known or it is too long.
fn piece(lattice: &Lattice, letters: &[Option<char>], edge: &Edge) -> Option<Piece> {
    let mut piece = Piece { read: usize::from(edge.read), bytes: [0; LONGEST], length: 0, cost: price(edge), shared: 0 };
    for i in (0..u32::from(edge.written)).rev() {
        let letter = letters.get(usize::from(lattice.letter(edge.packed, i))).copied().flatten()?;
        let place = piece.bytes.get_mut(piece.length..piece.length + letter.len_utf8())?;
        letter.encode_utf8(place);
        piece.length += letter.len_utf8();
    }
    Some(piece)
}

/// Keeps the cheapest, each once.
fn best(beam: &mut Vec<(State, f32)>) {
    beam.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    beam.dedup_by_key(|(state, _)| *state);
    beam.sort_unstable_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    beam.truncate(BEAM);
    let dearest = beam.first().map_or(0.0, |(_, cost)| cost + WINDOW);
    beam.retain(|(_, cost)| *cost <= dearest);
}
