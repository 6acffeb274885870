//! What a document introduces: persons whose parts of names stand for them, abbreviations.

use super::judge::{PERSON, PLACE, Stranger, is_plain};
use super::page::Page;
use super::spots::Spot;
use crate::evidence::Evidence;
use crate::gazetteer::EntityIx;
use crate::limits::{MAX_PARTS_INTRODUCED, MAX_PARTS_OF_KEY, MAX_WORDS_OF_PART};
use crate::matcher::forms::{Keys, Reading, Walk};
use crate::resolver::{Found, Support, clear, distinct};
use crate::token::Boundary;
use crate::words::{FAMILY, FILIATION, KUNYA};
use std::collections::{BTreeMap, HashSet};

/// How sure a mention can be that is only a part of a name.
const CONFIDENCE: f64 = 0.9;
/// Letters that a part must have: those of an alphabet, and syllables and characters, which have three bytes each.
const LEAST_LETTERS: usize = 3;
const LEAST_LETTERS_UNSPACED: usize = 2;
const LEAST_BYTES: usize = 6;
/// How much more a person weighs who is named in full in the same paragraph before.
const NEAR: f64 = 10.0;
/// The initials of a name that are an abbreviation of it, and the letters of any abbreviation.
const LEAST_INITIALS: usize = 3;
const MOST_LETTERS: usize = 12;

/// A part of a name that stands in the document in full, or an abbreviation of one.
#[derive(Clone, Debug)]
pub(super) struct Part<'g> {
    pub(super) found: Found<'g>,
    /// The first and last tokens of the full name wherever it stands, in order.
    anchors: Vec<(usize, usize)>,
    /// The words of the full name.
    pub(super) words: Vec<String>,
    /// Whether the full name ends with it.
    pub(super) is_last: bool,
    /// Whether it needs a title.
    titled: bool,
}

impl<'g> Part<'g> {
    /// The full name as it is written; the same at all anchors.
    fn surface<'p>(&self, page: &Page<'p, '_, '_>) -> Option<&'p str> {
        self.anchors.first().map(|&(first, last)| page.surface(first, last))
    }

    /// Whether another part differs from this one in its place alone.
    fn is_same(&self, page: &Page<'_, '_, '_>, other: &Part<'g>) -> bool {
        let one = |part: &Part<'g>| (part.found.entity, part.found.evidence, part.found.support, part.is_last, part.titled);
        one(self) == one(other) && self.words == other.words && self.surface(page) == other.surface(page)
    }

    /// The last anchor that begins at a token or before it.
    fn anchor_before(&self, at: usize) -> Option<(usize, usize)> {
        let next = self.anchors.partition_point(|(first, _)| *first <= at);
        next.checked_sub(1).and_then(|i| self.anchors.get(i)).copied()
    }
}

/// The letters of a part of a person's name, and how it may stand for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Short {
    letters: String,
    is_last: bool,
    titled: bool,
}

/// Parts by their letters, to be walked like names.
#[derive(Default)]
pub(super) struct Introduced<'g> {
    keys: Vec<String>,
    parts: Vec<Vec<Part<'g>>>,
    /// The entities that have a name of several words in the document.
    named: HashSet<EntityIx>,
}

impl Keys for Introduced<'_> {
    /// The keys that begin so, and how many bytes were read.
    type State = (usize, usize, usize);

    fn start(&self) -> Self::State {
        (0, self.keys.len(), 0)
    }

    fn step(&self, (low, high, read): Self::State, letters: &[u8]) -> Option<Self::State> {
        let keys = self.keys.get(low..high)?;
        let rest = |key: &String| key.as_bytes().get(read..).unwrap_or_default().to_owned();
        let below = keys.partition_point(|key| rest(key).as_slice() < letters);
        let within = keys.get(below..)?.partition_point(|key| rest(key).starts_with(letters));
        (within > 0).then_some((low + below, low + below + within, read + letters.len()))
    }

    fn value(&self, (low, high, read): Self::State) -> Option<u32> {
        let shortest = self.keys.get(low..high)?.first()?;
        (shortest.len() == read).then(|| u32::try_from(low).ok()).flatten()
    }
}

impl<'g> Introduced<'g> {
    /// Collects what the clear ones of the spots introduce. O(spots × words of their names).
    pub(super) fn new(page: &mut Page<'_, '_, 'g>, spots: &[Spot<'g>]) -> Self {
        let mut parts: BTreeMap<String, Vec<Part<'g>>> = BTreeMap::new();
        let mut named = HashSet::new();
        let mut count = 0;
        // What is named again and again is one part with many anchors.
        let mut introduce = |page: &Page<'_, '_, '_>, key: String, part: Part<'g>| {
            if count >= MAX_PARTS_INTRODUCED {
                return;
            }
            count += 1;
            let of_key = parts.entry(key).or_default();
            if let Some(known) = of_key.iter_mut().find(|known| known.is_same(page, &part)) {
                known.anchors.extend(part.anchors);
            } else if of_key.len() < MAX_PARTS_OF_KEY {
                of_key.push(part);
            }
        };
        for spot in spots {
            let Some(found) = clear(&spot.found) else { continue };
            let words = units(page, &spot.words);
            if words.len() > 1 || found.evidence == Evidence::Transliterated {
                named.insert(found.entity);
            }
            let kind = page.view.entities.entity_type(found.entity);
            let part = |support, is_last, titled| Part {
                found: Found { support: Some(support), weak: false, weight: 1.0, ..found.clone() },
                anchors: vec![(spot.first, spot.last)],
                words: words.iter().map(|w| w.letters.clone()).collect(),
                is_last,
                titled,
            };
            // A name that the gazetteer has in another spelling stands for itself, inflected as well.
            if found.evidence <= Evidence::Transliterated {
                introduce(page, words.iter().map(|w| w.letters.as_str()).collect(), part(Support::Name, true, false));
            }
            if kind == PERSON || kind.is_empty() {
                let written: Vec<(String, Boundary)> =
                    (spot.first..=spot.last).zip(&spot.words).map(|(i, (_, before))| (page.key(i).to_owned(), *before)).collect();
                let mut parts = parts_of(page, &words);
                parts.extend(parts_of(page, &units(page, &written)));
                parts.sort();
                parts.dedup();
                for short in parts {
                    introduce(page, short.letters, part(Support::Part, short.is_last, short.titled));
                }
            } else if let Some(key) = initials(page, spot) {
                introduce(page, key, part(Support::Abbreviation, true, false));
            }
            if kind != PERSON
                && let Some(key) = bracketed(page, spot, found.matched)
            {
                introduce(page, key, part(Support::Abbreviation, true, false));
            }
        }
        let (keys, parts) = parts.into_iter().unzip();
        Self { keys, parts, named }
    }

    /// Marks those candidates of a spot whose other, fuller names stand in the document.
    pub(super) fn speak_for(&self, page: &Page<'_, '_, 'g>, spot: &mut Spot<'g>) {
        let full = units(page, &spot.words).len() > 1;
        if full && clear(&spot.found).is_some() || is_plain(page, spot) || page.options.overlap == crate::matcher::Overlap::All {
            return;
        }
        let surname = !full && page.is_surname(spot.first);
        for found in &mut spot.found {
            let other = surname && page.view.entities.entity_type(found.entity) == PLACE;
            if self.named.contains(&found.entity) && !other {
                found.support.get_or_insert(Support::Name);
                found.weak = false;
            }
        }
        distinct(&mut spot.found);
    }

    /// Where parts and abbreviations stand in the document. O(tokens × forms).
    pub(super) fn spots(&self, page: &mut Page<'_, '_, 'g>, known: &[Spot<'g>]) -> Vec<Spot<'g>> {
        let mut found = Vec::new();
        let mut at = 0;
        let places = Stranger::new(page, known);
        while at < page.buffer.tokens.len() {
            let spot = self.from(page, at, &places);
            at = spot.as_ref().map_or(at, |s| s.last) + 1;
            found.extend(spot);
        }
        found
    }

    /// The longest part that begins at a token, behind initials if there are some.
    fn from(&self, page: &mut Page<'_, '_, 'g>, at: usize, strangers: &Stranger) -> Option<Spot<'g>> {
        let mut name = at;
        while name < at + 3 && page.is_initial(name) && page.token(name + 1).is_some_and(|t| t.before < Boundary::Break) {
            name += 1;
        }
        let mut readings = Vec::new();
        let buffer = page.buffer;
        Walk::new(self, buffer, &mut |j| page.forms(j), &mut readings).from(name);
        readings.sort_by(|a, b| b.last.cmp(&a.last).then(a.cost.total_cmp(&b.cost)));
        readings.iter().find_map(|reading| self.read(page, at, name, reading, strangers))
    }

    /// Whether a token is what the name of some person of the document ends with.
    fn is_surname(&self, page: &mut Page<'_, '_, '_>, at: usize) -> bool {
        let ends = |key: &str| {
            let place = self.keys.binary_search_by(|k| k.as_str().cmp(key)).ok();
            place.and_then(|p| self.parts.get(p)).is_some_and(|parts| parts.iter().any(|p| p.is_last))
        };
        ends(page.key(at)) || page.forms(at).is_some_and(|forms| forms.iter().any(|f| ends(&f.lemma)))
    }

    fn read(&self, page: &mut Page<'_, '_, 'g>, at: usize, name: usize, reading: &Reading, strangers: &Stranger) -> Option<Spot<'g>> {
        let last = reading.last;
        let cased = (name..=last).any(|i| page.facts(i).cased);
        if cased && !(name..=last).any(|i| page.facts(i).upper) || page.facts(name).stopword && name == last {
            return None;
        }
        // Separators of the name may be any but those that end it.
        if (name + 1..=last).any(|i| page.token(i).is_none_or(|t| t.before == Boundary::Break)) {
            return None;
        }
        let surface = page.surface(name, last);
        let mut found: Vec<Found<'g>> = Vec::new();
        let mut ends_name = false;
        let surname = at.checked_sub(1).is_some_and(|before| self.is_surname(page, before));
        for part in self.parts.get(crate::bytes::index(reading.value))? {
            // Inside the full name, its parts are nothing of their own.
            let before = part.anchor_before(name);
            if before.is_some_and(|(_, end)| last <= end) {
                continue;
            }
            let near = before.is_some_and(|(first, _)| strangers.near(first, name));
            // A surname that is a month needs its full name or a title near: "in May".
            let month = part.found.support == Some(Support::Part) && name == last && at == name && page.is_calendar(&reading.key);
            if month && !near && !page.has_title(name, last) {
                continue;
            }
            let fits = match part.found.support {
                Some(Support::Abbreviation) => at == name && (!cased || surface.chars().filter(|c| c.is_uppercase()).count() > 1),
                Some(Support::Name) => at == name && strangers.allow(page, at, last, part, surname),
                _ if part.titled => page.has_title(name, last),
                _ => {
                    strangers.allow(page, at, last, part, surname)
                        && (at == name || (at..name).any(|i| initial_of(page.key(i), part, &reading.key)))
                }
            };
            if fits {
                let evidence = match (reading.cost > 0.0, Some(surface) == part.surface(page)) {
                    (true, _) => Evidence::Inflected,
                    (false, true) => Evidence::Exact,
                    (false, false) => Evidence::Folded,
                };
                ends_name |= part.is_last;
                let weight = f64::from(-reading.cost).exp() * if near { NEAR } else { 1.0 };
                found.push(Found { evidence: evidence.min(part.found.evidence), weight, ..part.found.clone() });
            }
        }
        distinct(&mut found);
        let words = vec![(reading.key.clone(), Boundary::Hard)];
        (!found.is_empty()).then_some(Spot { first: at, last, found, confidence: CONFIDENCE, words, ends_name })
    }
}

/// A word of a name: letters between separators.
pub(super) struct Unit {
    pub(super) letters: String,
    /// Tokens that it has; several only where a script does not space its words.
    tokens: usize,
}

/// The words of a name: tokens that nothing separates are one, and short ones that a hyphen or an apostrophe joins, but for particles.
pub(super) fn units(page: &Page<'_, '_, '_>, words: &[(String, Boundary)]) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let unspaced = |letters: &str| page.view.model.unspaced(letters);
    let short = |letters: &str| letters.chars().count() < LEAST_LETTERS && !page.is_particle(letters) && !unspaced(letters);
    for (i, (letters, before)) in words.iter().enumerate() {
        let joins = |unit: &Unit| match before {
            Boundary::Joint => true,
            Boundary::Soft => short(letters) || short(&unit.letters),
            Boundary::Hard | Boundary::Break => false,
        };
        match units.last_mut().filter(|unit| i > 0 && joins(unit)) {
            Some(unit) => {
                unit.letters.push_str(letters);
                unit.tokens += 1;
            }
            None => units.push(Unit { letters: letters.clone(), tokens: 1 }),
        }
    }
    units
}

/// The parts of a person's name that may stand for it, and whether the name ends with them: stretches of its words.
fn parts_of(page: &Page<'_, '_, '_>, words: &[Unit]) -> Vec<Short> {
    let roles = &page.view.words;
    let binds = |w: &Unit| page.is_particle(&w.letters);
    let long = |w: &Unit| {
        let letters = w.letters.chars().count();
        letters >= LEAST_LETTERS || letters >= LEAST_LETTERS_UNSPACED && w.letters.len() >= LEAST_BYTES
    };
    let names = |w: &Unit| !binds(w) && long(w);
    // The family name before the given one may be short, or an ordinary word: Xi, Moon.
    let family = words.first().filter(|w| words.len() > 1 && roles.is(FAMILY, &w.letters));
    let mut parts: Vec<Short> = family.map(|w| Short { letters: w.letters.clone(), is_last: false, titled: false }).into_iter().collect();
    for first in 0..words.len() {
        // The father of somebody, or the son, is another person: bin Salman, Abu Mazen.
        let bound = |at: usize| words.get(at).is_some_and(|w| roles.is(KUNYA, &w.letters) || at > 0 && roles.is(FILIATION, &w.letters));
        if first.checked_sub(1).is_some_and(bound) {
            continue;
        }
        for last in first..words.len().min(first + MAX_WORDS_OF_PART) {
            let Some([head @ .., end]) = words.get(first..=last) else { continue };
            // A given name that is an ordinary word stands for nobody: Mark, Will.
            if head.is_empty() && last + 1 < words.len() && page.is_common(&end.letters) {
                continue;
            }
            if head.is_empty() && first > 0 && last + 1 < words.len() && roles.is_patronymic(&end.letters) {
                continue;
            }
            if names(end) && head.len() + 1 < words.len() && head.iter().all(|w| names(w) || binds(w)) {
                let letters = words.get(first..=last).unwrap_or_default().iter().map(|w| w.letters.as_str()).collect();
                parts.push(Short { letters, is_last: last + 1 == words.len(), titled: false });
            }
        }
    }
    // Where given and family name are written as one word, nothing shows where one ends: the short name needs a title.
    if let [whole] = words
        && whole.letters.len() >= LEAST_BYTES
    {
        let begins = |count: usize| whole.letters.chars().take(count).collect::<String>();
        let family = (1..=LEAST_LETTERS_UNSPACED).rev().find(|n| roles.is(FAMILY, &begins(*n)) && begins(*n).len() >= n * LEAST_BYTES / 2);
        let first = (whole.tokens > LEAST_LETTERS_UNSPACED).then_some(LEAST_LETTERS_UNSPACED);
        let letters = family.into_iter().chain(first.filter(|n| family != Some(*n)));
        parts.extend(letters.map(|n| Short { letters: begins(n), is_last: false, titled: true }));
    }
    parts
}

/// The first letters of the words of a name, but for function words.
fn initials(page: &Page<'_, '_, '_>, spot: &Spot<'_>) -> Option<String> {
    // Characters that are not spaced are no initials.
    if page.view.model.unspaced(page.key(spot.first)) {
        return None;
    }
    let initials: String =
        (spot.first..=spot.last).filter(|i| !page.facts(*i).stopword).filter_map(|i| page.key(i).chars().next()).collect();
    (initials.chars().count() >= LEAST_INITIALS).then_some(initials)
}

/// The abbreviation in brackets behind a name: it begins as a word of the name does, as it is written or as the gazetteer has it.
fn bracketed(page: &Page<'_, '_, '_>, spot: &Spot<'_>, matched: &str) -> Option<String> {
    let at = spot.last + 1;
    let token = page.token(at)?;
    let opens = page.gap(at).trim().starts_with(['(', '（']);
    let closes = page.text.get(token.end..)?.trim_start_matches(['"', '”', '»', '’', '“']).starts_with([')', '）']);
    let letters = page.key(at).chars().count();
    let facts = page.facts(at);
    let capitals = page.surface(at, at).chars().filter(|c| c.is_uppercase()).count();
    let romanised =
        |word: &str| word.chars().next().and_then(|c| any_ascii::any_ascii_char(c).chars().next()).map(|c| c.to_ascii_lowercase());
    let first = romanised(page.key(at)).filter(char::is_ascii_alphabetic)?;
    let written = page.surface(spot.first, spot.last);
    let begins =
        || [written, matched].iter().flat_map(|name| name.split(|c: char| !c.is_alphanumeric())).any(|w| romanised(w) == Some(first));
    (opens && closes && (2..=MOST_LETTERS).contains(&letters) && (!facts.cased || capitals > 1) && begins())
        .then(|| page.key(at).to_owned())
}

/// Whether a letter begins one of the words of the name that are not written out.
fn initial_of(letter: &str, part: &Part<'_>, written: &str) -> bool {
    part.words.iter().any(|word| word.starts_with(letter) && !written.contains(word.as_str()))
}
