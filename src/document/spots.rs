//! Names of the gazetteer in a document, as they are written or inflected.

use super::page::Page;
use crate::affix::Form;
use crate::evidence::Evidence;
use crate::gazetteer::Ordinal;
use crate::limits::MIN_TAGGED_LETTERS;
use crate::matcher::forms::{Reading, Walk};
use crate::matcher::{Overlap, agrees};
use crate::resolver::{Found, Hit, bearers};
use crate::token::Boundary;
use std::rc::Rc;

/// The most that the name of a mention alone can be sure of, as it stands and inflected.
pub(super) const CONFIDENCE: f64 = 0.97;
pub(super) const INFLECTED_CONFIDENCE: f64 = 0.93;
/// How much dearer than the cheapest a reading of the same words may be, in nats.
const DEARER: f32 = 1.0;

/// Tokens that may name somebody.
#[derive(Clone, Debug)]
pub(super) struct Spot<'g> {
    pub(super) first: usize,
    pub(super) last: usize,
    /// Who may be meant, the best first.
    pub(super) found: Vec<Found<'g>>,
    pub(super) confidence: f64,
    /// The words of the name, folded and without their endings: letters, and what stands before.
    pub(super) words: Vec<(String, Boundary)>,
    /// Whether they are the end of the name that they are a part of; true of whole names.
    pub(super) ends_name: bool,
}

/// The names of the gazetteer: from each token on the longest one, or all of them.
pub(super) fn of_gazetteer<'g>(page: &mut Page<'_, '_, 'g>) -> Vec<Spot<'g>> {
    let mut spots = Vec::new();
    let mut at = 0;
    while at < page.buffer.tokens.len() {
        let mut here = from(page, at);
        let next = here.last().map_or(at + 1, |spot: &Spot<'_>| spot.last + 1);
        if page.options.overlap == Overlap::Longest {
            here.drain(..here.len().saturating_sub(1));
            at = next;
        } else {
            at += 1;
        }
        spots.append(&mut here);
    }
    spots
}

/// The names that begin at a token, the longest last.
fn from<'g>(page: &mut Page<'_, '_, 'g>, at: usize) -> Vec<Spot<'g>> {
    if !may_begin(page, at) {
        return Vec::new();
    }
    let (view, buffer) = (page.view, page.buffer);
    let mut readings = Vec::new();
    let mut forms = |j: usize| -> Option<Rc<[Form]>> {
        let facts = page.facts(j);
        // A word of a script with capitals is no inflected name without one; inside a name it may be.
        (!facts.cased || facts.upper || j > at).then(|| page.forms(j)).flatten()
    };
    Walk::new(&view.names, buffer, &mut forms, &mut readings).from(at);
    readings.sort_by(|a, b| a.last.cmp(&b.last).then(a.cost.total_cmp(&b.cost)).then(a.value.cmp(&b.value)));
    let mut spots: Vec<Spot<'g>> = Vec::new();
    for of_length in readings.chunk_by(|a, b| a.last == b.last) {
        spots.extend(spot(page, at, of_length));
    }
    spots
}

/// Whether the filter lets a name begin with this token.
fn may_begin(page: &mut Page<'_, '_, '_>, at: usize) -> bool {
    let Some(token) = page.token(at).copied() else { return false };
    if page.buffer.after(at) < Boundary::Hard || page.view.filter.may_contain(token.hash) {
        return true;
    }
    let facts = page.facts(at);
    let filter = &page.view.filter;
    (!facts.cased || facts.upper) && page.forms(at).is_some_and(|forms| forms.iter().any(|f| filter.may_contain(f.hash)))
}

/// What readings of the same tokens, the cheapest first, say together.
fn spot<'g>(page: &Page<'_, '_, 'g>, at: usize, readings: &[Reading]) -> Option<Spot<'g>> {
    let view = page.view;
    let last = readings.first()?.last;
    let tokens = page.buffer.tokens.get(at..=last)?;
    let key = page.buffer.key.get(tokens.first()?.key_start..tokens.last()?.key_end)?;
    if page.is_demonym(key) {
        return None;
    }
    let surface = page.surface(at, last);
    let mut hits = Vec::new();
    let mut best: Option<&Reading> = None;
    for reading in readings {
        // Words that are a name as they stand are not taken for forms of another one.
        if best.is_some_and(|b| b.cost == 0.0 && reading.cost > 0.0 || reading.cost > b.cost + DEARER) {
            break;
        }
        if reading.key.chars().nth(MIN_TAGGED_LETTERS - 1).is_none() {
            continue;
        }
        let fitting = view.postings.record(Ordinal(reading.value)).names_and_bearers();
        let fitting = fitting.filter(|(name, _)| agrees(&view.fold, name, tokens, &reading.starts, reading.cost > 0.0, page.text));
        let before = hits.len();
        hits.extend(fitting.map(|(name, bearers)| {
            let evidence = match reading.cost > 0.0 {
                true => Evidence::Inflected,
                false if name.text == surface => Evidence::Exact,
                false => Evidence::Folded,
            };
            let base = best.map_or(reading.cost, |b| b.cost);
            Hit { matched: name.text, bearers, evidence, weak: false, cost: reading.cost - base }
        }));
        if hits.len() > before {
            best.get_or_insert(reading);
        }
    }
    let best = best?;
    let found = bearers(view, hits.into_iter(), &page.options.resolve);
    let confidence = if best.cost > 0.0 { INFLECTED_CONFIDENCE } else { CONFIDENCE };
    let ends = best.starts.iter().skip(1).copied().chain([best.key.len()]);
    let words = best.starts.iter().zip(ends).zip(tokens);
    let words = words.map(|((start, end), token)| (best.key.get(*start..end).unwrap_or_default().to_owned(), token.before)).collect();
    (!found.is_empty()).then_some(Spot { first: at, last, found, confidence, words, ends_name: true })
}
