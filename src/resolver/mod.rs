//! Stage 9: one name to ranked entities.
//!
//! The letters of the whole query, folded and without separators, are one look-up. If that finds nothing, the words are tried
//! in another order ("PUTIN, Vladimir"), then without titles ("Dr. Hassan Rouhani"). Words of filiation stay with what
//! they bind, so that "Salman bin Muhammad" does not become "Muhammad bin Salman".
//!
//! ```
//! let gazetteer = polyonym_dictionaries::gazetteer();
//! for candidate in gazetteer.resolve("PUTIN, Vladimir").candidates() {
//!     println!("{} {} {:.2} {:?}", candidate.id(), candidate.label(), candidate.probability(), candidate.evidence());
//! }
//! ```
//!
//! Cost: O(bytes of the query) for a name in its usual order; at most 120 look-ups for other orders, O(names found) to rank.

mod answer;

pub use answer::{Candidate, Resolution, ResolveOptions};

use crate::evidence::Evidence;
use crate::gazetteer::postings::{Name, Record};
use crate::gazetteer::{EntityIx, Gazetteer, Ordinal, View};
use crate::limits::{MAX_QUERY_BYTES, MAX_WORDS_OF_TITLE, MAX_WORDS_PERMUTED, MAX_WORDS_ROTATED};
use crate::token::TokenBuffer;
use crate::words::{TITLE, Words};

impl Gazetteer {
    /// Resolves a name with the default options.
    ///
    /// ```
    /// assert_eq!(polyonym_dictionaries::gazetteer().resolve("Бахрам Касеми").accepted().unwrap().id(), "Q25426370");
    /// ```
    #[must_use]
    pub fn resolve(&self, name: &str) -> Resolution<'_> {
        self.resolve_with(name, &ResolveOptions::default())
    }

    /// Resolves a name.
    ///
    /// ```
    /// let options = polyonym::ResolveOptions::new().only("PER");
    /// assert!(polyonym_dictionaries::gazetteer().resolve_with("Vladimir Putin", &options).accepted().is_some());
    /// ```
    #[must_use]
    pub fn resolve_with(&self, name: &str, options: &ResolveOptions) -> Resolution<'_> {
        let Some(view) = self.view() else { return Resolution::default() };
        match attempts(&view, name).find_map(|attempt| view.ordinal(&attempt.key).map(|ordinal| (attempt, ordinal))) {
            Some((attempt, ordinal)) => {
                let evidence = |n: &str| if attempt.how == How::AsWritten && n == name.trim() { Evidence::Exact } else { Evidence::Folded };
                let names = view.postings.record(ordinal).names().map(|n| (n, evidence(n.text)));
                Resolution { lookalike: attempt.lookalike, ..rank(&view, names, attempt.how.confidence(), options) }
            }
            None => Resolution::default(),
        }
    }
}

/// What was done to a query to make it a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    AsWritten,
    Reordered,
    WithoutTitle,
}

impl How {
    /// The most that such an answer can be sure of. Chosen by hand; the calibration of the transliteration stage replaces them.
    fn confidence(self) -> f64 {
        match self {
            Self::AsWritten => 0.98,
            Self::Reordered => 0.93,
            Self::WithoutTitle => 0.9,
        }
    }
}

/// A key to look up.
pub(crate) struct Attempt {
    pub(crate) how: How,
    pub(crate) key: String,
    /// Whether look-alike letters were put right in the query.
    pub(crate) lookalike: bool,
}

/// The keys to look up, in order; the first that is found ends the search. Bounded: no query makes more than some 300.
pub(crate) fn attempts(view: &View<'_>, name: &str) -> impl Iterator<Item = Attempt> {
    let end = name.floor_char_boundary(MAX_QUERY_BYTES);
    let mut buffer = TokenBuffer::default();
    buffer.fill(&view.fold, name.get(..end).unwrap_or_default());
    let lookalike = buffer.tokens.iter().any(|t| t.lookalike);
    let attempt = move |how| move |key| Attempt { how, key, lookalike };
    let as_written = attempt(How::AsWritten)(buffer.key.clone());
    let words = view.words.bind(&buffer);
    let untitled = without_titles(&words, &view.words).map(<[String]>::to_vec).unwrap_or_default();
    let reordered = orders(words).map(attempt(How::Reordered));
    let plain = (!untitled.is_empty()).then(|| attempt(How::WithoutTitle)(untitled.concat()));
    let untitled = orders(untitled).map(attempt(How::WithoutTitle));
    std::iter::once(as_written).chain(reordered).chain(plain).chain(untitled)
}

/// The words without the titles at either end; `None` when there is no title, or nothing else.
fn without_titles<'w>(words: &'w [String], roles: &Words<'_>) -> Option<&'w [String]> {
    let is_title = |words: &[String]| roles.is(TITLE, &words.concat());
    let most = |rest: &[String]| 1..=rest.len().saturating_sub(1).min(MAX_WORDS_OF_TITLE);
    let mut rest = words;
    while let Some(count) = most(rest).rev().find(|&n| rest.get(..n).is_some_and(is_title)) {
        rest = rest.get(count..)?;
    }
    while let Some(count) = most(rest).rev().find(|&n| rest.get(rest.len() - n..).is_some_and(is_title)) {
        rest = rest.get(..rest.len() - count)?;
    }
    (rest.len() < words.len()).then_some(rest)
}

/// The keys of other orders of the words: all of them for a few words, rotations and the reverse for more.
fn orders(words: Vec<String>) -> Box<dyn Iterator<Item = String>> {
    let n = words.len();
    if !(2..=MAX_WORDS_ROTATED).contains(&n) {
        return Box::new(std::iter::empty());
    }
    if n > MAX_WORDS_PERMUTED {
        let reverse = words.iter().rev().map(String::as_str).collect::<String>();
        let rotate = move |by: usize| words.iter().cycle().skip(by).take(n).map(String::as_str).collect::<String>();
        return Box::new((1..n).map(rotate).chain(std::iter::once(reverse)));
    }
    let count: usize = (1..=n).product();
    Box::new((1..count).map(move |number| permutation(&words, number)))
}

/// The words in the order with this number, in the factorial number system; 0 is the order as given.
fn permutation(words: &[String], mut number: usize) -> String {
    let mut left: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut key = String::new();
    while !left.is_empty() {
        let step: usize = (1..left.len()).product();
        key.push_str(left.remove(number / step));
        number %= step;
    }
    key
}

/// A bearer of a name that was found.
struct Found<'g> {
    entity: EntityIx,
    evidence: Evidence,
    weak: bool,
    weight: f64,
    matched: &'g str,
}

/// Ranks the bearers of names: by evidence, then weak names behind others, then by weight.
pub(crate) fn rank<'g>(
    view: &View<'g>,
    names: impl Iterator<Item = (Name<'g>, Evidence)>,
    confidence: f64,
    options: &ResolveOptions,
) -> Resolution<'g> {
    let mut found: Vec<Found<'g>> = Vec::new();
    for (name, evidence) in names {
        for bearer in name.bearers() {
            let kind = view.entities.kind(bearer.entity);
            if options.only.as_deref().is_some_and(|only| only != kind) {
                continue;
            }
            let weight = options.kind.as_deref().map_or(1.0, |hint| if hint == kind { KIND_HINT } else { 1.0 });
            let mut one = Found { entity: bearer.entity, evidence, weak: true, weight, matched: name.text };
            weigh(view, &bearer, options, &mut one);
            found.push(one);
        }
    }
    // The same entity under several spellings of the key: its best one stays.
    found.sort_by(|a, b| a.entity.cmp(&b.entity).then_with(|| order(a, b)));
    found.dedup_by_key(|f| f.entity);
    found.sort_by(order);
    let total: f64 = found.iter().map(share).sum();
    let candidate = |f: &Found<'g>| Candidate {
        id: view.entities.id(f.entity).into(),
        label: view.entity(f.entity).label().into(),
        kind: view.entities.kind(f.entity).into(),
        probability: confidence * share(f) / total,
        evidence: f.evidence,
        matched: f.matched.into(),
    };
    let accepted = found.first().filter(|f| !f.weak && share(f) / total >= ACCEPTED_SHARE).map(|f| view.entities.id(f.entity).into());
    Resolution { accepted, candidates: found.iter().take(options.limit).map(candidate).collect(), lookalike: false }
}

/// How much more an entity of the hinted type weighs, and a name of the hinted language.
const KIND_HINT: f64 = 8.0;
const LANG_HINT: f64 = 2.0;
/// How much less a name weighs that is only folded beside one that is exact, and one that is weak beside one that is not.
const FOLDED_SHARE: f64 = 0.2;
const WEAK_SHARE: f64 = 0.1;
/// The share among the bearers of a name that decides for one of them.
const ACCEPTED_SHARE: f64 = 0.8;

fn weigh(view: &View<'_>, bearer: &crate::gazetteer::postings::Bearer<'_>, options: &ResolveOptions, found: &mut Found<'_>) {
    let mut prior: f64 = 0.0;
    let mut hinted = false;
    for (attributes, row_prior) in bearer.rows() {
        found.weak &= view.attributes.is_weak(attributes);
        prior = prior.max(row_prior.unwrap_or(0.0));
        hinted |= options.lang.as_deref().is_some_and(|lang| primary(lang) == primary(view.attributes.get(attributes).lang));
    }
    found.weight *= (1.0 + prior) * if hinted { LANG_HINT } else { 1.0 };
}

/// The primary subtag of a language tag.
fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}

fn share(f: &Found<'_>) -> f64 {
    f.weight * if f.evidence == Evidence::Exact { 1.0 } else { FOLDED_SHARE } * if f.weak { WEAK_SHARE } else { 1.0 }
}

fn order(a: &Found<'_>, b: &Found<'_>) -> std::cmp::Ordering {
    b.evidence.cmp(&a.evidence).then(a.weak.cmp(&b.weak)).then(b.weight.total_cmp(&a.weight)).then(a.entity.cmp(&b.entity))
}

impl<'g> View<'g> {
    /// The names of a key.
    pub(crate) fn record(&self, ordinal: Ordinal) -> Record<'g> {
        self.postings.record(ordinal)
    }
}
