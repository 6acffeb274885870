//! Words of a document that look like a name and are none: names of the gazetteer that sound so.
//!
//! Stretches of words with capitals, and in scripts without capitals two or three words, are searched as
//! [`Gazetteer::resolve`](crate::Gazetteer::resolve) searches a name, as they stand and without their endings. Each stretch is searched once in a
//! document, each word once for all of them.

use super::judge::{FAMOUS, PERSON, PLACE, RENOWN};
use super::page::Page;
use super::spots::Spot;
use crate::affix::Form;
use crate::calibration::{log_odds, logistic};
use crate::gazetteer::View;
use crate::limits::MAX_SOUNDS_SEARCHED;
use crate::resolver::similar::{Bearing, Search, entities_of};
use crate::resolver::{Found, clear};
use crate::search::Effort;
use crate::token::{Boundary, TokenBuffer};
use crate::translit::System;
use std::collections::HashMap;
use std::rc::Rc;

/// Tokens of the longest stretch that is searched, and in scripts without capitals.
const MAX_TOKENS: usize = 6;
const MAX_UNCASED: usize = 3;
/// Entities that are kept of those that a stretch may name.
const CANDIDATES: usize = 5;
/// Function words in a row inside a stretch: University of the ...
const MAX_BETWEEN: usize = 2;
/// Ways to take endings off the words of a stretch that are searched, beside the words as they stand.
const MAX_LEMMAS: usize = 3;
/// The probability that decides for a name of several words; without capitals, which are evidence themselves; and for one word.
const ACCEPTED: f64 = 0.8;
const ACCEPTED_UNCASED: f64 = 0.9;
const ACCEPTED_ALONE: f64 = 0.9;
/// Letters that a stretch must have in a script with capitals.
const LEAST_LETTERS: usize = 5;
/// The share of capitals among words inside sentences above which one word with a capital is not searched: German writes all nouns so.
const MANY_CAPITALS: f64 = 0.4;
/// The keys of the gazetteer that probabilities were fitted to, and how much less likely chance agreement is in one of fewer names, in nats
/// for each nat of its size: with a name of another script, and within one script, where words of a language agree with names of it at any
/// size. Chosen by the links of training documents (`benches/record/2026-11-23-running-text.md`).
const FITTED: u32 = 900_000;
const SIZE: f64 = 0.8;
const SIZE_WITHIN: f64 = 0.25;
/// How much endings make a name less probable, a nat.
const ENDING: f64 = 0.1;

/// The weight of the parts of a name that may stay alone: a title, a particle.
const LEAST_SAID: f32 = 1.0;

/// Words of a stretch, folded, and what stands before each.
type Words = Vec<(String, Boundary)>;

/// Entities with their names and probabilities.
type Answer<'g> = Rc<Vec<(Found<'g>, f64)>>;

struct Sounds<'v, 'g> {
    search: Search<'v, 'g>,
    known: HashMap<String, Answer<'g>>,
    letters: TokenBuffer,
    /// How much smaller the gazetteer is than the one that probabilities were fitted to, in nats.
    smaller: f64,
    /// The only type that is wanted.
    only: Option<String>,
}

/// Names that sound like stretches of the document, but for what is a clear name of several words.
pub(super) fn spots<'g>(page: &mut Page<'_, '_, 'g>, all: &[Spot<'g>]) -> Vec<Spot<'g>> {
    let smaller = (f64::from(FITTED) / f64::from(page.view.postings.len().max(1))).ln().clamp(0.0, 6.0);
    let mut sounds = Sounds {
        search: Search::new(page.view, Effort::IN_TEXT),
        known: HashMap::new(),
        letters: TokenBuffer::default(),
        smaller,
        only: page.options.resolve.only.clone(),
    };
    // Where a known name ends that begins here or before: stretches inside it are not searched.
    let mut ends = vec![0; page.buffer.tokens.len()];
    for spot in all {
        let several = spot.words.len() > 1 && clear(&spot.found).is_some();
        ends.iter_mut().enumerate().take(spot.last + 1).skip(spot.first).for_each(|(at, end)| {
            if several || at == spot.first {
                *end = spot.last + 1;
            }
        });
    }
    let mut spots = Vec::new();
    let mut at = 0;
    while at < page.buffer.tokens.len() {
        let inside = at > 0 && ends.get(at - 1) == ends.get(at) && ends.get(at).is_some_and(|e| *e > at);
        let known = ends.get(at).copied().unwrap_or(0);
        let lasts = if inside { Vec::new() } else { stretches(page, at) };
        let found = lasts.into_iter().rev().filter(|last| *last >= known).find_map(|last| sounds.spot(page, at, last));
        // What a part of the stretch names as it stands needs no other words.
        let named = |s: &Spot<'_>, f: &Found<'_>| spots_within(all, s).any(|k| clear(&k.found).is_some_and(|k| k.entity == f.entity));
        let found = found.filter(|s| s.found.first().is_some_and(|f| !named(s, f)));
        at = found.as_ref().map_or(at, |s: &Spot<'_>| s.last) + 1;
        spots.extend(found);
    }
    spots
}

fn spots_within<'s, 'g>(all: &'s [Spot<'g>], outer: &Spot<'_>) -> impl Iterator<Item = &'s Spot<'g>> {
    let (first, last) = (outer.first, outer.last);
    let from = all.partition_point(|s| s.first < first);
    all.iter().skip(from).take_while(move |s| s.first <= last).filter(move |s| s.last <= last)
}

/// The last tokens of the stretches that begin here, the longest last.
fn stretches(page: &mut Page<'_, '_, '_>, at: usize) -> Vec<usize> {
    let fits = |page: &mut Page<'_, '_, '_>, i: usize| {
        let facts = page.facts(i);
        let doubtful = facts.stopword || facts.opens && page.is_small_elsewhere(i) || is_demonym(page, i);
        page.key(i).chars().any(char::is_alphabetic) && !doubtful && (facts.upper || !facts.cased)
    };
    let cased = page.facts(at).cased;
    if !fits(page, at) || page.is_initial(at) || page.title_here(at) || page.is_small_elsewhere(at) {
        return Vec::new();
    }
    let mut lasts = vec![at];
    let mut between = 0;
    for i in at + 1..(at + if cased { MAX_TOKENS } else { MAX_UNCASED }).min(page.buffer.tokens.len()) {
        if !page.touches(i) || page.token(i).is_none_or(|t| t.before == Boundary::Joint) || page.facts(i).cased != cased {
            break;
        }
        if fits(page, i) {
            lasts.push(i);
            between = 0;
        } else if cased
            && between < MAX_BETWEEN
            && !page.is_conjunction(page.key(i))
            && (page.facts(i).stopword || page.is_particle(page.key(i)))
        {
            between += 1;
        } else {
            break;
        }
    }
    lasts
}

/// The words of a stretch; single letters of scripts with capitals say too little to count.
pub(super) fn words(page: &Page<'_, '_, '_>, first: usize, last: usize) -> usize {
    (first..=last).filter(|i| !page.facts(*i).cased || page.key(*i).chars().nth(1).is_some()).count()
}

/// Whether a word is an adjective of a place, inflected or not.
fn is_demonym(page: &mut Page<'_, '_, '_>, at: usize) -> bool {
    page.is_demonym(page.key(at)) || page.forms(at).is_some_and(|forms| forms.iter().any(|f| page.is_demonym(&f.lemma)))
}

impl<'g> Sounds<'_, 'g> {
    fn spot(&mut self, page: &mut Page<'_, '_, 'g>, first: usize, last: usize) -> Option<Spot<'g>> {
        let cased = page.facts(first).cased;
        let words = words(page, first, last);
        // A word of its own needs a capital that the beginning of a sentence does not explain; where a million names may be meant, none is
        // sure enough.
        let shouted = |page: &Page<'_, '_, '_>| page.surface(first, last).chars().all(|c| !c.is_lowercase());
        let plain = |page: &Page<'_, '_, '_>| {
            page.capitals.share() > MANY_CAPITALS || shouted(page) || !page.is_large_somewhere(first) || page.is_common(page.key(first))
        };
        if words == 1 && (self.smaller <= 0.0 || plain(page)) {
            return None;
        }
        if cased && (first..=last).map(|i| page.key(i).chars().count()).sum::<usize>() < LEAST_LETTERS {
            return None;
        }
        let own: Words = (first..=last).filter_map(|i| page.token(i).map(|t| (page.key(i).to_owned(), t.before))).collect();
        let accepted = match page.facts(first).cased {
            _ if words == 1 => ACCEPTED_ALONE,
            true => ACCEPTED,
            false => ACCEPTED_UNCASED,
        };
        let plain = !cased && own.iter().any(|(word, _)| page.is_common(word));
        let mut best: Option<(f64, Answer<'g>, Words)> = None;
        for (words, cost) in std::iter::once((own.clone(), 0.0)).chain(lemmas(page, first, last, &own)) {
            let surface = (words == own).then(|| page.surface(first, last));
            let answer = self.answer(&words, surface, plain)?;
            let probability = answer.iter().map(|(_, p)| p).sum::<f64>() * (-ENDING * cost).exp();
            if best.as_ref().is_none_or(|(p, ..)| probability > *p) {
                best = Some((probability, answer, words));
            }
        }
        let (_, answer, words) = best.filter(|(p, ..)| *p >= accepted)?;
        let total: f64 = answer.iter().map(|(_, p)| p).sum();
        let found: Vec<Found<'g>> = answer.iter().map(|(f, _)| f.clone()).collect();
        Some(Spot { first, last, found, confidence: total, words, ends_name: true })
    }

    /// Whether a name of the same script may be the same name. A place keeps its words and their order;
    /// where nothing shows a name, its words are the same or translated. A person keeps the last name, where names have capitals.
    fn may_be_same(&self, bearing: &Bearing<'g>, plain: bool, cased: bool) -> bool {
        let view = self.search.view();
        let alignment = &bearing.alignment;
        let renown = view.entities.renown(bearing.entity);
        if view.entities.entity_type(bearing.entity) == PLACE {
            let kept = alignment.crossings == 0 && alignment.alone.0 == 0.0 || alignment.translated > 0;
            let same = !plain || alignment.equal || alignment.translated > 0 || renown >= FAMOUS;
            kept && same
        } else {
            !cased || alignment.ends
        }
    }

    /// What some words may name, searched once; `plain` where one of them is an ordinary word, and nothing shows a name. Nothing when the budget of the document is spent.
    fn answer(&mut self, words: &[(String, Boundary)], surface: Option<&str>, plain: bool) -> Option<Answer<'g>> {
        let mut text = String::new();
        for (i, (letters, before)) in words.iter().enumerate() {
            if i > 0 {
                text.push(if *before == Boundary::Soft { '-' } else { ' ' });
            }
            text.push_str(letters);
        }
        if let Some(surface) = surface {
            text = surface.to_owned();
        }
        if let Some(answer) = self.known.get(&text) {
            return Some(Rc::clone(answer));
        }
        if self.known.len() >= MAX_SOUNDS_SEARCHED {
            return None;
        }
        let view = self.search.view();
        self.letters.fill(&view.fold, &text);
        let entities = entities_of(&mut self.search, &self.letters);
        // Nothing that was written may stay alone, and of what is known only words of a person's name: a father's name, a middle name.
        // In a large gazetteer, a hamlet is none.
        let person = |e: &Bearing<'_>| words.len() > 1 && view.entities.entity_type(e.entity) == PERSON;
        let cased = words.iter().any(|(w, _)| w.chars().any(|c| !c.to_uppercase().eq([c])));
        let own = system(view, &text);
        let across = |e: &Bearing<'_>| system(view, e.name.text) != own;
        let clear = |e: &Bearing<'_>| {
            let entity_type = view.entities.entity_type(e.entity);
            let wanted = self.only.as_deref().is_none_or(|only| only == entity_type);
            wanted
                && e.alignment.alone.0 <= LEAST_SAID
                && (cased && words.len() > 1 || e.alignment.errors == 0)
                && (words.len() > 1 || across(e))
                && (across(e) || self.may_be_same(e, plain, cased))
                && (person(e) || e.alignment.alone.1 <= LEAST_SAID)
                && (entity_type != PLACE || self.smaller > 0.0 || e.alignment.alone.0 == 0.0 && view.entities.renown(e.entity) > 0)
        };
        let entities: Vec<Bearing<'_>> = entities.into_iter().filter(clear).collect();
        let scores: Vec<f32> = entities.iter().map(|e| e.score).collect();
        let probabilities = view.calibration.probabilities(&scores);
        let any: f64 = probabilities.iter().sum();
        let size = if entities.first().is_some_and(across) { SIZE } else { SIZE_WITHIN };
        let shifted = logistic(log_odds(any) + size * self.smaller);
        // Of those that sound alike, the text means rather the one that is better known.
        let told = entities.iter().any(|e| e.prior.is_some());
        let known = |e: &Bearing<'_>| match told {
            true => 1.0 + e.prior.unwrap_or(0.0),
            false => RENOWN.get(view.entities.renown(e.entity)).copied().unwrap_or(1.0),
        };
        let weights: Vec<f64> = entities.iter().zip(probabilities).map(|(e, p)| p * known(e)).collect();
        let total: f64 = weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let mut found: Vec<(Found<'g>, f64)> = Vec::new();
        for (e, weight) in entities.iter().zip(weights) {
            let evidence = e.alignment.evidence();
            let found_one = Found { entity: e.entity, evidence, weak: false, weight, matched: e.name.text, prior: told, support: None };
            found.push((found_one, shifted * weight / total));
        }
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.entity.cmp(&b.0.entity)));
        found.truncate(CANDIDATES);
        let answer: Answer<'g> = Rc::new(found);
        self.known.insert(text, Rc::clone(&answer));
        Some(answer)
    }
}

/// The writing system of a text, by the first of its letters that a table knows.
fn system(view: &View<'_>, text: &str) -> Option<System> {
    text.chars().flat_map(char::to_lowercase).find_map(|c| view.model.letter(c)).map(|(system, _)| system)
}

/// The cheapest ways to take the endings off all words that have one, in cases that agree.
fn lemmas(page: &mut Page<'_, '_, '_>, first: usize, last: usize, own: &[(String, Boundary)]) -> Vec<(Words, f64)> {
    let mut ways: Vec<(Words, f64, u64)> = vec![(Vec::new(), 0.0, u64::MAX)];
    for (i, (letters, before)) in (first..=last).zip(own) {
        let forms = page.forms(i);
        let allowed = |f: &&Form| (!f.first || i == first) && (!f.last || i == last);
        let forms: Vec<&Form> = forms.iter().flat_map(|f| f.iter()).filter(allowed).take(6).collect();
        let mut next = Vec::new();
        for (words, cost, cases) in &ways {
            let mut add = |lemma: &str, more: f64, of: u64| {
                let mut words = words.clone();
                words.push((lemma.to_owned(), *before));
                next.push((words, cost + more, of));
            };
            // A word as it stands is dearer than one with an ending that agrees, where there are some.
            add(letters, 2.0, *cases);
            forms.iter().filter(|f| f.cases & cases != 0).for_each(|f| add(&f.lemma, f64::from(f.cost), f.cases & cases));
        }
        next.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
        next.truncate(4 * MAX_LEMMAS);
        ways = next;
    }
    ways.retain(|(words, ..)| words != own);
    ways.truncate(MAX_LEMMAS);
    ways.into_iter().map(|(words, cost, _)| (words, cost)).collect()
}
