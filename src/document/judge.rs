//! When the letters of a name are not enough: common words, titles, other persons beside a part of a name.

use super::introduced::{Part, Unit, units};
use super::page::{Capitals, Page};
use super::spots::Spot;
use crate::equivalents::Kind;
use crate::resolver::{Found, Support, clear, distinct};
use crate::token::Boundary;
use crate::words::FILIATION;

/// The types of persons and places.
pub(super) const PERSON: &str = "PER";
pub(super) const PLACE: &str = "LOC";
/// How much more a person weighs beside a title.
const TITLED: f64 = 8.0;
/// How much more an entity weighs in text that is better known, where the dictionaries do not say how important the bearers of a name are.
pub(super) const RENOWN: [f64; 4] = [1.0, 2.0, 10.0, 40.0];
/// Keys of a gazetteer from which on every other word is the name of some village: one word alone names only what is known.
const DENSE: u32 = 100_000;
const KNOWN: usize = 2;
/// What is known so well that it needs no capital, and may have an ending.
pub(super) const FAMOUS: usize = 3;
/// Letters of an abbreviation that may as well stand for something else.
const SHORT: usize = 4;
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
    let generic = |unit: &Unit| is_of(page, &unit.letters, &[Kind::Generic]);
    units.len() > 1 && (spot.found.len() > 1 || is_dense(page)) && units.iter().all(generic)
}

fn is_dense(page: &Page<'_, '_, '_>) -> bool {
    page.view.postings.len() >= DENSE
}

/// Whether the words are no name as they stand: without a capital where names have one, function words alone, numbers, a month, or cut off
/// behind the d' of something.
pub(super) fn is_plain(page: &Page<'_, '_, '_>, spot: &Spot<'_>) -> bool {
    let mut cased = (spot.first..=spot.last).filter(|i| page.facts(*i).cased).peekable();
    let small = cased.peek().is_some() && page.has_capitals && !cased.any(|i| page.facts(i).upper) && !is_as_written(page, spot);
    let says_nothing = |i: usize| {
        let key = page.key(i);
        !key.chars().any(char::is_alphabetic) || page.facts(i).stopword && !is_abbreviation(page, i) || page.is_calendar(key)
    };
    let cut = page.facts(spot.last).stopword && page.buffer.after(spot.last) == Boundary::Soft;
    small || cut || names(page, spot).all(says_nothing)
}

/// Whether the text has the names, capitals and all, as the gazetteer has them, so that a small letter at the beginning says nothing: eBay.
fn is_as_written(page: &Page<'_, '_, '_>, spot: &Spot<'_>) -> bool {
    let surface = page.surface(spot.first, spot.last);
    surface.chars().any(char::is_uppercase) && spot.found.iter().all(|f| f.matched == surface)
}

/// The tokens that make the words of a spot a name: all of them, or those with capitals where there are some.
fn names<'p>(page: &'p Page<'_, '_, '_>, spot: &Spot<'_>) -> impl Iterator<Item = usize> + use<'p> {
    let all = spot.first..=spot.last;
    // A function word has its capital from the beginning of the sentence: Der Mann.
    let large = |i: usize| page.facts(i).upper && !(page.facts(i).stopword && page.facts(i).opens);
    let upper = all.clone().any(large);
    all.filter(move |i| large(*i) || !upper)
}

fn is_of(page: &Page<'_, '_, '_>, word: &str, kinds: &[Kind]) -> bool {
    page.view.equivalents.of(word).any(|class| kinds.contains(&class.kind))
}

/// Whether a word is a given name.
fn is_given(page: &Page<'_, '_, '_>, word: &str) -> bool {
    is_of(page, word, &[Kind::Cognate, Kind::Nickname])
}

fn is_abbreviation(page: &Page<'_, '_, '_>, at: usize) -> bool {
    page.surface(at, at).chars().filter(|c| c.is_uppercase()).count() > 1
}

/// The token of a name that is one word, or one word with a capital beside function words and endings without one: the Royal, Dük'ü.
fn only_word(page: &Page<'_, '_, '_>, spot: &Spot<'_>) -> Option<usize> {
    let mut names = names(page, spot);
    let first = names.next()?;
    let ending = |i: usize| !page.facts(i).upper && page.token(i).is_some_and(|t| t.before <= Boundary::Soft);
    let others = || (spot.first..=spot.last).all(|i| i == first || page.facts(i).stopword || i > first && ending(i));
    let one = units(page, &spot.words).len() == 1 || names.next().is_none() && others();
    one.then_some(first)
}

/// Whether the words may as well be no name: digits alone, a common word, one that stands elsewhere in the document without a capital, or
/// one of a little-known place.
fn is_doubtful(page: &Page<'_, '_, '_>, spot: &Spot<'_>) -> bool {
    if is_plain(page, spot) {
        return true;
    }
    let best = spot.found.iter().map(|f| page.view.entities.renown(f.entity)).max().unwrap_or(0);
    let place = |f: &Found<'_>| page.view.entities.entity_type(f.entity) == PLACE;
    let Some(at) = only_word(page, spot) else {
        if !is_dense(page) {
            return false;
        }
        // Without capitals, two ordinary words beside each other are some hamlet.
        let uncased = best == 0 && !page.facts(spot.first).cased && spot.found.iter().all(place);
        return uncased || best < KNOWN && begins_only(page, spot) || continues(page, spot);
    };
    let word: String = spot.words.iter().skip(at - spot.first).map(|(letters, _)| letters.as_str()).collect();
    let word = word.as_str();
    let facts = page.facts(at);
    let abbreviation = is_abbreviation(page, at);
    let common = page.is_common(word) || facts.stopword;
    // What a village has in common with an ordinary word, or with somebody's given name, is chance.
    let given = is_given(page, word) || is_given(page, page.key(at));
    let chance = common || !facts.cased && word != page.key(at) || spot.found.iter().all(place) && given;
    let least = if chance && !abbreviation || is_glued(page, spot) { FAMOUS } else { KNOWN };
    let dense = is_dense(page);
    if dense && (best < least || !abbreviation && is_of(page, word, &[Kind::Generic])) {
        return true;
    }
    if !abbreviation && is_of(page, word, &[Kind::Number]) {
        return true;
    }
    // An ordinary word as it stands is no form of a name.
    if word != page.key(at) && at == spot.last && page.is_common(page.key(at)) {
        return true;
    }
    let small = page.is_small_elsewhere(at) && !abbreviation && !is_as_written(page, spot);
    if abbreviation && dense && is_another_abbreviation(page, spot) {
        return true;
    }
    match facts.cased {
        true => common && !abbreviation && (facts.opens || dense && page.capitals.share() > MANY_CAPITALS) || small,
        false => common,
    }
}

/// Whether only the first word has a capital, which the beginning of a sentence or its shortness explains, though the name has them inside: "I
/// believe" is not the company I Believe.
fn begins_only(page: &Page<'_, '_, '_>, spot: &Spot<'_>) -> bool {
    let mut large = (spot.first..=spot.last).filter(|i| page.facts(*i).upper);
    let explained = |i: usize| page.facts(i).opens || page.key(i).chars().nth(1).is_none();
    let inside = |name: &str| name.split_whitespace().skip(1).any(|word| word.starts_with(char::is_uppercase));
    page.facts(spot.first).cased && large.all(explained) && spot.found.iter().all(|f| inside(f.matched))
}

/// Whether the words bind a father's name to a name before them, of which they are the rest: the bin Salman of Mohammed bin Salman.
fn continues(page: &Page<'_, '_, '_>, spot: &Spot<'_>) -> bool {
    let Some(before) = spot.first.checked_sub(1).filter(|_| page.is_spaced(spot.first)) else { return false };
    let facts = page.facts(before);
    let name = if facts.cased { facts.upper && !facts.stopword } else { page.view.words.is_frequent(page.key(before)) };
    name && page.view.words.is(FILIATION, page.key(spot.first))
}

/// Whether what an apostrophe parts is one word in the name: "Dük'ü" is not the village of Dukku.
fn is_glued(page: &Page<'_, '_, '_>, spot: &Spot<'_>) -> bool {
    let parted = (spot.first..spot.last).any(|i| page.buffer.after(i) == Boundary::Soft);
    parted && spot.found.iter().all(|f| f.matched.chars().all(char::is_alphabetic))
}

/// Whether a few capitals, or some in brackets, abbreviate something else than a name that is written with small letters: the RAF is not in
/// Burshtyn, and a "Peace Research Institute (SIPRI)" not in Cyprus; or begin the number of something: GB 18030.
fn is_another_abbreviation(page: &Page<'_, '_, '_>, spot: &Spot<'_>) -> bool {
    let bracketed = page.gap(spot.first).trim_end().ends_with(['(', '（']);
    let short = page.surface(spot.first, spot.last).chars().count() <= SHORT;
    let behind = page.key(spot.last + 1);
    let numbered = page.touches(spot.last + 1) && !behind.is_empty() && behind.chars().all(char::is_numeric);
    short && numbered
        || (bracketed || short) && page.has_capitals && spot.found.first().is_some_and(|f| f.matched.chars().any(char::is_lowercase))
}

/// Takes single words back that stand beside a word which may belong to the same, longer name: in a large gazetteer, some place is called
/// like a part of most names. Obama behind Barack, Perth before Royal Infirmary.
pub(super) fn beside(page: &mut Page<'_, '_, '_>, spots: &mut [Spot<'_>]) {
    if !is_dense(page) {
        return;
    }
    let given = |page: &Page<'_, '_, '_>, at: usize| {
        let key = page.key(at);
        page.view.words.is_frequent(key) && !page.is_common(key) && !page.is_small_elsewhere(at)
    };
    // Words of well-known names are no part of the next one.
    let (mut known, mut places) = (vec![false; page.buffer.tokens.len()], vec![false; page.buffer.tokens.len()]);
    let place = |s: &Spot<'_>| clear(&s.found).is_some_and(|f| page.view.entities.entity_type(f.entity) == PLACE);
    let famous = |s: &Spot<'_>| clear(&s.found).is_some_and(|f| page.view.entities.renown(f.entity) >= FAMOUS);
    for spot in spots.iter().filter(|s| clear(&s.found).is_some() && (s.first < s.last || famous(s) && !given(page, s.first))) {
        known.iter_mut().take(spot.last + 1).skip(spot.first).for_each(|k| *k = true);
        if spot.first < spot.last || place(spot) {
            places.iter_mut().take(spot.last + 1).skip(spot.first).for_each(|k| *k = true);
        }
    }
    let surnames = (1..page.buffer.tokens.len()).filter(|&at| {
        let unknown = |at: usize| page.facts(at).upper && places.get(at) == Some(&false);
        let behind_given = || page.is_spaced(at) && unknown(at) && unknown(at - 1) && is_given(page, page.key(at - 1));
        !page.facts(at).stopword && (page.courtesy_before(at) || behind_given())
    });
    page.surnames = surnames.filter_map(|at| page.token(at).map(|t| t.hash)).collect();
    let name_like = |page: &Page<'_, '_, '_>, at: usize, many_capitals: bool| {
        let (facts, key) = (page.facts(at), page.key(at));
        let word = key.chars().nth(1).is_some() && key.chars().any(char::is_alphabetic) && !facts.stopword && !page.is_demonym(key);
        let large = facts.upper && !many_capitals && (!facts.opens || given(page, at));
        word && known.get(at) == Some(&false) && if facts.cased { large } else { given(page, at) }
    };
    for spot in spots.iter_mut() {
        let (first, behind) = (spot.first, spot.last + 1);
        if only_word(page, spot).is_none() {
            continue;
        }
        let titled = spot.found.first().is_some_and(|f| f.support == Some(Support::Title));
        let many_capitals = page.capitals.least_share() > MANY_CAPITALS && !is_given(page, page.key(first));
        let before = first.checked_sub(1).filter(|_| page.is_spaced(first));
        let surname = page.is_surname(first) && spot.found.iter().all(|f| page.view.entities.entity_type(f.entity) != PERSON);
        let named_before = before.is_some_and(|at| name_like(page, at, many_capitals) && !page.title_before(first));
        let named_behind = page.is_spaced(behind) && name_like(page, behind, many_capitals) && !page.title_here(behind);
        let inside = named_behind || !titled && (page.courtesy_before(first) || surname || named_before);
        spot.found.iter_mut().for_each(|f| f.weak |= inside);
        distinct(&mut spot.found);
    }
}

/// Joins what the gazetteer and the document say of the same words. A given name of somebody does not outrank a place that is clear
/// by itself: Paris Hilton is in Paris.
pub(super) fn join<'g>(page: &Page<'_, '_, 'g>, spot: &mut Spot<'g>, other: Spot<'g>) {
    let place = clear(&spot.found).is_some_and(|f| page.view.entities.entity_type(f.entity) != PERSON);
    let given = |f: &Found<'_>| f.support == Some(Support::Part) && !other.ends_name;
    spot.found.extend(other.found.iter().filter(|f| !(place && given(f))).cloned());
}

/// Counts the words that are no names and do not open a sentence, and those of them with a capital.
pub(super) fn capitals(page: &Page<'_, '_, '_>, spots: &[Spot<'_>]) -> Capitals {
    let mut named = vec![false; page.buffer.tokens.len()];
    for spot in spots {
        named.iter_mut().take(spot.last + 1).skip(spot.first).for_each(|n| *n = true);
    }
    let inside = page.facts.iter().enumerate().filter(|(at, f)| f.cased && !f.opens && !f.stopword && named.get(*at) == Some(&false));
    let (words, upper) = inside.fold((0, 0), |(words, upper), (_, f)| (words + 1, upper + u32::from(f.upper)));
    Capitals { words, upper }
}

/// Whether a part of a name beside other names belongs to somebody else.
pub(super) struct Stranger {
    /// Tokens of names that are no persons'.
    known: Vec<bool>,
    /// The paragraph of each token.
    paragraphs: Vec<u32>,
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
        Self { known, paragraphs }
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
            let telling = page.capitals.least_share() <= MANY_CAPITALS && !(page.is_shouted(before) && page.is_shouted(first));
            let name_like = if facts.cased { facts.upper && (named || long && !facts.opens && telling) } else { named };
            let known = self.known.get(before) == Some(&true);
            if name_like && !surname && !initial && !known && !facts.stopword && !own(page, before) && !page.title_before(first) {
                return false;
            }
        }
        let behind = last + 1;
        if page.touches(behind) && !part.is_last {
            let facts = page.facts(behind);
            let long = page.key(behind).chars().nth(1).is_some();
            let name_like = if facts.cased { facts.upper && long } else { page.view.words.is_frequent(page.key(behind)) };
            if name_like && !facts.stopword && self.known.get(behind) != Some(&true) && !own(page, behind) {
                return false;
            }
        }
        true
    }
}
