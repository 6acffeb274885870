//! A whole name to the keys of the gazetteer that it may be a spelling of.
//!
//! The pieces that the name may be written as are walked through the transducer of the keys: at each letter the cheapest ways that are
//! the beginning of some key go on. Names of several frequent words, which no word leads to, are found so, and short ones, whose
//! skeletons say little; typing errors and words in another order are not.

use crate::automaton::{Automaton, State};
use crate::gazetteer::{Ordinal, View};
use crate::translit::lattice::Lattice;
use crate::translit::reading::Reading;

/// Beginnings of keys that go on at each letter.
const BEAM: usize = 48;
/// How much dearer than the cheapest one a beginning may be, in nats.
const WINDOW: f32 = 12.0;
/// How much dearer than the likeliest spelling a key may be, in nats.
const DEAREST: f32 = 16.0;

/// A key, and what it costs more than the likeliest spelling, in nats.
pub(crate) type Spelled = (Ordinal, f32);

impl Reading<'_> {
    /// The keys that the word may be written as, in no order; a key may come more than once. O(letters × pieces a letter) for each table.
    pub(crate) fn keys(&mut self, view: &View<'_>) -> Vec<Spelled> {
        let mut found = Vec::new();
        for (system, letters) in view.model.systems().zip(view.letters()) {
            // Keys have syllables where the pieces have the letters that they are made of.
            if !view.model.decomposed(system) {
                let (lattices, detour) = self.lattices(system);
                lattices.iter().for_each(|lattice| walk(lattice, &view.names, letters, detour, &mut found));
            }
        }
        found
    }
}

/// A piece as the bytes of a key.
struct Piece {
    read: usize,
    bytes: [u8; 32],
    length: usize,
    cost: f32,
}

fn walk(lattice: &Lattice, names: &Automaton<'_>, letters: &[Option<char>], detour: f32, found: &mut Vec<Spelled>) {
    let mut beams: Vec<Vec<(State, f32)>> = vec![Vec::new(); lattice.letters + 1];
    if let Some(first) = beams.first_mut() {
        first.push((names.start(), detour));
    }
    let mut pieces: Vec<Piece> = Vec::new();
    for at in 0..lattice.letters {
        let mut beam = beams.get_mut(at).map(std::mem::take).unwrap_or_default();
        best(&mut beam);
        if beam.is_empty() {
            continue;
        }
        pieces.clear();
        lattice.for_each_edge(at, |read, packed, written, cost| pieces.extend(piece(lattice, letters, (read, packed, written, cost))));
        for piece in &pieces {
            let (Some(next), Some(bytes)) = (beams.get_mut(at + piece.read), piece.bytes.get(..piece.length)) else { continue };
            next.extend(beam.iter().filter_map(|(state, cost)| Some((names.step(*state, bytes)?, cost + piece.cost))));
        }
    }
    let mut last = beams.pop().unwrap_or_default();
    best(&mut last);
    let key = |(state, cost): (State, f32)| {
        let ordinal = u32::try_from(names.value(state)?).ok()?;
        Some((Ordinal(ordinal), cost - lattice.cheapest)).filter(|(_, more)| *more <= DEAREST)
    };
    found.extend(last.into_iter().filter_map(key));
}

/// The piece in the bytes of its letters; nothing when a letter is not known or it is too long.
fn piece(lattice: &Lattice, letters: &[Option<char>], (read, packed, written, cost): (usize, u64, u8, f32)) -> Option<Piece> {
    let mut piece = Piece { read, bytes: [0; 32], length: 0, cost };
    for i in (0..u32::from(written)).rev() {
        let letter = letters.get(usize::from(lattice.letter(packed, i))).copied().flatten()?;
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
