//! What the filter in front of the names must know of a name: [`crate::gazetteer::filter`].
//!
//! A text may write a name with other separators than the dictionary. Where the name has a soft one the text may have none, so that two tokens
//! of the name are one of the text; where it has a harder one some token of the text ends. So a token of the text that begins at some place of the
//! name, and has no soft boundary behind it, ends at one of the places that [`ends`] gives.
//!
//! Cost: O(bytes of the name), and two entries a name on average.

use super::store::FoldedName;
use crate::gazetteer::filter::{pair, whole};
use crate::hash;
use crate::limits::MIN_TAGGED_LETTERS;
use crate::token::Boundary;

/// The entries of a name; `small` says that it needs no capital of the text.
pub(super) fn entries(name: &FoldedName, small: bool, hashes: &mut Vec<u64>) {
    let hash = |from: usize, to: usize| hash::letters(name.key.as_bytes().get(from..to).unwrap_or_default());
    let all = name.key.len();
    for &(at, boundary) in name.boundaries.iter().chain(&[(all, Boundary::Break)]) {
        hashes.push(hash(0, at));
        if boundary >= Boundary::Hard {
            break;
        }
    }
    for (first, boundary) in ends(name, 0) {
        if first == all {
            if name.key.chars().nth(MIN_TAGGED_LETTERS - 1).is_some() {
                hashes.push(whole(hash(0, all), false));
                hashes.extend(small.then(|| whole(hash(0, all), true)));
            }
            continue;
        }
        for (second, _) in ends(name, first) {
            let tokens = (hash(0, first), hash(first, second));
            hashes.push(pair(tokens.0, tokens.1, false));
            hashes.extend((boundary == Boundary::Break).then(|| pair(tokens.0, tokens.1, true)));
        }
    }
}

/// Where a token of a text may end that begins at `from`: at soft boundaries, and at the first one that is not soft or the end of the name.
fn ends(name: &FoldedName, from: usize) -> impl Iterator<Item = (usize, Boundary)> {
    let mut places: Vec<(usize, Boundary)> = name.boundaries.to_vec();
    places.extend(name.joints.iter().map(|at| (*at, Boundary::Joint)));
    places.push((name.key.len(), Boundary::Hard));
    places.sort_unstable_by_key(|(at, _)| *at);
    let mut over = false;
    let soft = move |(_, boundary): &(usize, Boundary)| !std::mem::replace(&mut over, *boundary != Boundary::Soft);
    places.into_iter().filter(move |(at, _)| *at > from).take_while(soft)
}
