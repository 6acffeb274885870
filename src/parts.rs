//! The words of a name, as search and comparison see them: stretches of folded letters between separators.

use crate::token::{Boundary, TokenBuffer};
#[cfg(feature = "compile")]
use crate::words::{PARTICLE, Words};
use std::ops::Range;

/// A stretch of letters that no separator cuts; where in the key it lies, and what stands before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) range: Range<usize>,
    pub(crate) before: Boundary,
}

/// The parts of a folded text.
pub(crate) fn parts(buffer: &TokenBuffer) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for token in &buffer.tokens {
        match parts.last_mut().filter(|_| token.before == Boundary::Joint) {
            Some(part) => part.range.end = token.key_end,
            None => parts.push(Part { range: token.key_start..token.key_end, before: token.before }),
        }
    }
    parts
}

/// The parts of a key whose boundaries are known.
pub(crate) fn parts_of(key: &str, boundaries: impl Iterator<Item = (usize, Boundary)>) -> Vec<Part> {
    let mut parts = vec![Part { range: 0..key.len(), before: Boundary::Hard }];
    for (at, before) in boundaries {
        if let Some(last) = parts.last_mut() {
            last.range.end = at;
        }
        parts.push(Part { range: at..key.len(), before });
    }
    parts
}

/// The stretches of a name that are words of the lexicon: what stands between spaces; of what has hyphens or apostrophes inside also
/// the parts, and what follows a particle.
#[cfg(feature = "compile")]
pub(crate) fn words(key: &str, parts: &[Part], roles: &Words<'_>) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        let end = (at + 1..parts.len()).find(|&i| parts.get(i).is_some_and(|p| p.before >= Boundary::Hard)).unwrap_or(parts.len());
        let inside = parts.get(at..end).unwrap_or_default();
        let (Some(first), Some(last)) = (inside.first(), inside.last()) else { break };
        words.push(first.range.start..last.range.end);
        if let [_, second, ..] = inside {
            if key.get(first.range.clone()).is_some_and(|w| roles.is(PARTICLE, w)) {
                words.push(second.range.start..last.range.end);
            } else {
                words.extend(inside.iter().filter(|p| p.range.len() > 3).map(|p| p.range.clone()));
            }
        }
        at = end;
    }
    words
}
