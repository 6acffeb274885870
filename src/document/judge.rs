//! When the letters of a name are not enough: common words, titles, other persons beside a part of a name.

use super::introduced::{Part, Unit, units};
use super::page::Page;
use super::spots::Spot;
use crate::equivalents::Kind;
use crate::resolver::{Found, Support, clear, distinct};

/// The type of persons.
pub(super) const PERSON: &str = "PER";
/// How much more a person weighs beside a title.
const TITLED: f64 = 8.0;
/// How much more an entity weighs in text that is better known, where the dictionaries do not say how important the bearers of a name are.
pub(super) const RENOWN: [f64; 4] = [1.0, 2.0, 10.0, 40.0];
/// Keys of a gazetteer from which on every other word is the name of some village: one word alone names only what is known.
const DENSE: u32 = 100_000;
const KNOWN: usize = 2;
/// The share of capitals among words inside sentences above which they say nothing: languages that write all nouns so.
const MANY_CAPITALS: f64 = 0.25;

/// Weighs a spot by what stands beside it, without the rest of the document.
pub(super) fn alone(page: &mut Page<'_, '_, '_>, spot: &mut Spot<'_>) {
    let entities = &page.view.entities;
    let told = spot.found.iter().any(|f| f.prior);
    for found in spot.found.iter_mut().filter(|_| !told) {
        found.weight *= RENOWN.get(entities.renown(found.entity)).copied().unwrap_or(1.0);
    }
    let person = |found: &Found<'_>| page.view.entities.entity_type(found.entity) == PERSON;
    let titled = spot.found.iter().any(person) && page.has_title(spot.first, spot.last);
    let doubtful = is_doubtful(page, spot) || is_generic(page, spot);
    for found in &mut spot.found {
        if titled && page.view.entities.entity_type(found.entity) == PERSON {
            found.weight *= TITLED;
            if found.weak || doubtful {
                found.support = Some(Support::Title);
            }
            found.weak = false;
        } else {
            found.weak |= doubtful;
        }
    }
    distinct(&mut spot.found);
}

/// Whether a name of several entities is made of words that many have, so that only what stands around it says which one is meant: the
/// Supreme Court, the Central Bank. How often each is meant elsewhere says nothing of this document.
fn is_generic(page: &Page<'_, '_, '_>, spot: &Spot<'_>) -> bool {
    let units = units(page, &spot.words);
    let generic = |unit: &Unit| page.view.equivalents.of(&unit.letters).any(|class| class.kind == Kind::Generic);
    units.len() > 1 && spot.found.len() > 1 && units.iter().all(generic)
}

/// Whether the words may as well be no name: without a capital where names have one, digits alone, a function word, a common word, or one that
/// stands elsewhere in the document without a capital.
fn is_doubtful(page: &Page<'_, '_, '_>, spot: &Spot<'_>) -> bool {
    let cased = (spot.first..=spot.last).any(|i| page.facts(i).cased);
    if cased && page.has_capitals && !(spot.first..=spot.last).any(|i| page.facts(i).upper) {
        return true;
    }
    let [_] = units(page, &spot.words)[..] else { return false };
    let (at, word) = (spot.first, spot.words.iter().map(|(letters, _)| letters.as_str()).collect::<String>());
    let word = word.as_str();
    let best = spot.found.iter().map(|f| page.view.entities.renown(f.entity)).max().unwrap_or(0);
    if page.view.postings.len() >= DENSE && best < KNOWN {
        return true;
    }
    let facts = page.facts(at);
    let abbreviation = page.surface(at, at).chars().filter(|c| c.is_uppercase()).count() > 1;
    let common = page.is_common(word) || facts.stopword;
    // An ordinary word as it stands is no form of a name.
    if word != page.key(at) && spot.first == spot.last && page.is_common(page.key(at)) {
        return true;
    }
    let small = page.is_small_elsewhere(at) && !abbreviation;
    if !word.chars().any(char::is_alphabetic) || facts.stopword && !abbreviation {
        return true;
    }
    match facts.cased {
        true => facts.opens && common && !abbreviation || small,
        false => common,
    }
}

/// Joins what the gazetteer and the document say of the same words. A given name of somebody does not outrank a place that is clear
/// by itself: Paris Hilton is in Paris.
pub(super) fn join<'g>(page: &Page<'_, '_, 'g>, spot: &mut Spot<'g>, other: Spot<'g>) {
    let place = clear(&spot.found).is_some_and(|f| page.view.entities.entity_type(f.entity) != PERSON);
    let given = |f: &Found<'_>| f.support == Some(Support::Part) && !other.ends_name;
    spot.found.extend(other.found.iter().filter(|f| !(place && given(f))).cloned());
}

/// Whether so many words that are no names have capitals that a capital says nothing: in German, in headlines.
pub(super) fn many_capitals(page: &Page<'_, '_, '_>, spots: &[Spot<'_>], share: f64) -> bool {
    let mut named = vec![false; page.buffer.tokens.len()];
    for spot in spots {
        named.iter_mut().take(spot.last + 1).skip(spot.first).for_each(|n| *n = true);
    }
    let inside = page.facts.iter().enumerate().filter(|(at, f)| f.cased && !f.opens && !f.stopword && named.get(*at) == Some(&false));
    let (all, upper) = inside.fold((0u32, 0u32), |(all, upper), (_, f)| (all + 1, upper + u32::from(f.upper)));
    f64::from(upper) > share * f64::from(all)
}

/// Whether a part of a name beside other names belongs to somebody else.
pub(super) struct Stranger {
    /// Tokens of names that are no persons'.
    known: Vec<bool>,
    /// The paragraph of each token.
    paragraphs: Vec<u32>,
    many_capitals: bool,
}

impl Stranger {
    pub(super) fn new(page: &Page<'_, '_, '_>, spots: &[Spot<'_>]) -> Self {
        let mut known = vec![false; page.buffer.tokens.len()];
        for spot in spots {
            let person = clear(&spot.found).is_none_or(|f| page.view.entities.entity_type(f.entity) == PERSON);
            if !person {
                known.iter_mut().take(spot.last + 1).skip(spot.first).for_each(|k| *k = true);
            }
        }
        let mut paragraph = 0;
        let mut paragraphs = Vec::with_capacity(known.len());
        for at in 0..known.len() {
            paragraph += u32::from(page.gap(at).contains('\n'));
            paragraphs.push(paragraph);
        }
        Self { known, paragraphs, many_capitals: many_capitals(page, spots, MANY_CAPITALS) }
    }

    /// Whether the full name stands before this place in its paragraph.
    pub(super) fn near(&self, anchor: usize, at: usize) -> bool {
        anchor < at && self.paragraphs.get(anchor) == self.paragraphs.get(at)
    }

    /// Whether nothing beside the words speaks for another bearer of this part of a name. `surname` says that the word before ends somebody's
    /// name: it is no given name.
    pub(super) fn allow(&self, page: &mut Page<'_, '_, '_>, first: usize, last: usize, part: &Part<'_>, surname: bool) -> bool {
        let own = |page: &mut Page<'_, '_, '_>, at: usize| {
            let key = page.key(at).to_owned();
            part.words.contains(&key) || page.forms(at).is_some_and(|forms| forms.iter().any(|f| part.words.contains(&f.lemma)))
        };
        let before = first.checked_sub(1).filter(|_| page.touches(first));
        if let Some(before) = before {
            let facts = page.facts(before);
            let initial = page.is_initial(before);
            if initial && !page.title_here(before) && !part.words.iter().any(|w| w.starts_with(page.key(before))) {
                return false;
            }
            let long = page.key(before).chars().nth(1).is_some();
            let named = long && page.view.words.is_frequent(page.key(before));
            let name_like = if facts.cased { facts.upper && (named || long && !facts.opens && !self.many_capitals) } else { named };
            let known = self.known.get(before) == Some(&true);
            if name_like && !surname && !initial && !known && !facts.stopword && !own(page, before) && !page.title_before(first) {
                return false;
            }
        }
        let behind = last + 1;
        if page.touches(behind) && !part.is_last {
            let facts = page.facts(behind);
            let name_like = page.view.words.is_frequent(page.key(behind)) && (facts.upper || !facts.cased);
            if name_like && !facts.stopword && !own(page, behind) {
                return false;
            }
        }
        true
    }
}
