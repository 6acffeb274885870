//! Stage 9: one name to ranked entities.
//!
//! The letters of the whole query, folded and without separators, are one look-up. If that finds nothing, the words are tried
//! in all other orders ("PUTIN, Vladimir"), then without titles ("Dr. Hassan Rouhani"). Words of filiation stay with what
//! they bind, so that "Salman bin Muhammad" does not become "Muhammad bin Salman"; words that were moved must be words of
//! the name, so that "Lon, Don" is not London.
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
pub(crate) mod inflected;
pub(crate) mod similar;

pub use answer::{Candidate, Resolution, ResolveOptions, Support};

use crate::evidence::Evidence;
use crate::gazetteer::postings::{Bearer, Bearers, Name};
use crate::gazetteer::{EntityIx, Gazetteer, View};
use crate::limits::{MAX_BEARERS_RANKED, MAX_QUERY_BYTES, MAX_WORDS_PERMUTED, MAX_WORDS_ROTATED};
use crate::token::{Boundary, Token, TokenBuffer};

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
        let query = Query::new(&view, name);
        for how in How::ALL {
            // Every order of the words counts: two of them may be names of two people.
            let hits: Vec<Hit<'_>> = query.attempts(how).flat_map(|attempt| query.hits(&view, &attempt)).collect();
            let resolution = rank(&view, hits.into_iter(), how.confidence(), options);
            if !resolution.candidates.is_empty() {
                return Resolution { lookalike: query.lookalike, ..resolution };
            }
        }
        let similar = similar::resolve(&view, name, options);
        let resolution = match inflected::resolve(&view, name, options) {
            Some(inflected) => inflected::join(inflected, similar, options),
            None => similar,
        };
        Resolution { lookalike: query.lookalike, ..resolution }
    }
}

/// What is done to a query to make it a key, in the order in which it is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    AsWritten,
    Reordered,
    WithoutTitle,
}

impl How {
    pub(crate) const ALL: [Self; 3] = [Self::AsWritten, Self::Reordered, Self::WithoutTitle];

    /// The most that such an answer can be sure of. Chosen by hand: labelled names are fitted where the letters differ.
    fn confidence(self) -> f64 {
        match self {
            Self::AsWritten => 0.98,
            Self::Reordered => 0.93,
            Self::WithoutTitle => 0.9,
        }
    }
}

/// A query, folded and cut into words.
pub(crate) struct Query<'q> {
    text: &'q str,
    /// The letters as written, and where in them something separates words so firmly that nobody would write them as one.
    key: String,
    firm: Vec<usize>,
    words: Vec<String>,
    /// The words without titles, when there are any.
    untitled: Vec<String>,
    /// Whether look-alike letters were put right in the query.
    lookalike: bool,
}

/// A key to look up, and where words meet in it.
pub(crate) struct Attempt {
    how: How,
    pub(crate) key: String,
    joints: Vec<usize>,
}

impl<'q> Query<'q> {
    pub(crate) fn new(view: &View<'_>, text: &'q str) -> Self {
        let mut buffer = TokenBuffer::default();
        // No name is so long, and a query that is cut must not be taken for a name.
        if text.len() <= MAX_QUERY_BYTES {
            buffer.fill(&view.fold, text);
        }
        if buffer.is_cut() {
            buffer.clear();
        }
        let words = view.words.bind(&buffer);
        let rest = view.words.without_titles(&words);
        let untitled = if rest.len() < words.len() { rest.to_vec() } else { Vec::new() };
        let lookalike = buffer.tokens.iter().any(|t| t.lookalike);
        Self { text: text.trim(), firm: firm_joints(&buffer, text), key: buffer.key.as_str().to_owned(), words, untitled, lookalike }
    }

    /// The keys to look up. Bounded: no query makes more than some 300.
    pub(crate) fn attempts(&self, how: How) -> Box<dyn Iterator<Item = Attempt> + '_> {
        let of = move |words: Vec<&str>| {
            let mut attempt = Attempt { how, key: String::new(), joints: Vec::new() };
            for word in words {
                attempt.joints.extend((!attempt.key.is_empty()).then_some(attempt.key.len()));
                attempt.key.push_str(word);
            }
            attempt
        };
        match how {
            How::AsWritten => Box::new(std::iter::once(Attempt { how, key: self.key.clone(), joints: self.firm.clone() })),
            How::Reordered => Box::new(orders(&self.words).map(of)),
            How::WithoutTitle if self.untitled.is_empty() => Box::new(std::iter::empty()),
            How::WithoutTitle => {
                let plain = self.untitled.iter().map(String::as_str).collect();
                Box::new(std::iter::once(plain).chain(orders(&self.untitled)).map(of))
            }
        }
    }

    /// The names that an attempt finds.
    fn hits<'g>(&self, view: &View<'g>, attempt: &Attempt) -> Vec<Hit<'g>> {
        let Some(ordinal) = view.ordinal(&attempt.key) else { return Vec::new() };
        let hit = |(name, bearers): (Name<'g>, Bearers<'g>)| {
            let separated = |at: &usize| name.boundaries().any(|(place, _)| place == *at);
            let apart = attempt.joints.iter().all(separated);
            let as_written = attempt.how == How::AsWritten;
            let evidence = if as_written && name.text == self.text { Evidence::Exact } else { Evidence::Folded };
            // Words that were moved may not become one ("Lon", "Don"); those that stand so may, but not over an initial ("M. Ali").
            (apart || as_written).then_some(Hit { matched: name.text, bearers, evidence, weak: !apart, cost: 0.0 })
        };
        view.postings.record(ordinal).names_and_bearers().filter_map(hit).collect()
    }
}

/// Where a query has punctuation between words, or a capital alone beside a word: written as one, it would be another name ("M. Ali").
/// Capitals alone in a row are an abbreviation ("U S A").
fn firm_joints(buffer: &TokenBuffer, text: &str) -> Vec<usize> {
    let is_initial = |t: &Token| {
        let mut letters = text.get(t.start..t.end).unwrap_or_default().chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
    };
    let firm = |pair: &[Token]| match pair {
        [a, b] if b.before == Boundary::Break || b.before == Boundary::Hard && is_initial(a) != is_initial(b) => Some(b.key_start),
        _ => None,
    };
    buffer.tokens.windows(2).filter_map(firm).collect()
}

/// Other orders of the words: all of them for a few words, rotations and the reverse for more.
fn orders(words: &[String]) -> Box<dyn Iterator<Item = Vec<&str>> + '_> {
    let n = words.len();
    if !(2..=MAX_WORDS_ROTATED).contains(&n) {
        return Box::new(std::iter::empty());
    }
    if n > MAX_WORDS_PERMUTED {
        let reverse = words.iter().rev().map(String::as_str).collect();
        let rotate = move |by: usize| words.iter().cycle().skip(by).take(n).map(String::as_str).collect();
        return Box::new((1..n).map(rotate).chain(std::iter::once(reverse)));
    }
    let count: usize = (1..=n).product();
    Box::new((1..count).map(|number| permutation(words, number)))
}

/// The words in the order with this number, in the factorial number system; 0 is the order as given.
fn permutation(words: &[String], mut number: usize) -> Vec<&str> {
    let mut left: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut order = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let step: usize = (1..left.len()).product();
        order.push(left.remove(number / step));
        number %= step;
    }
    order
}

/// A name that was found, and who bears it.
pub(crate) struct Hit<'g> {
    pub(crate) matched: &'g str,
    pub(crate) bearers: Bearers<'g>,
    pub(crate) evidence: Evidence,
    /// Whether it may not decide, whatever its rows say.
    pub(crate) weak: bool,
    /// How unlikely it is that the words are forms of the name's, in nats.
    pub(crate) cost: f32,
}

/// A bearer of a name that was found.
#[derive(Clone, Debug)]
pub(crate) struct Found<'g> {
    pub(crate) entity: EntityIx,
    pub(crate) evidence: Evidence,
    pub(crate) weak: bool,
    pub(crate) weight: f64,
    pub(crate) matched: &'g str,
    /// Whether the dictionaries say how important it is.
    pub(crate) prior: bool,
    /// What else in the document speaks for it.
    pub(crate) support: Option<Support>,
}

/// Ranks the bearers of names: by evidence, then weak names behind others, then by weight.
pub(crate) fn rank<'g>(view: &View<'g>, hits: impl Iterator<Item = Hit<'g>>, confidence: f64, options: &ResolveOptions) -> Resolution<'g> {
    decide(view, &bearers(view, hits, options), confidence, options)
}

/// The bearers of names, each entity once, the best first.
pub(crate) fn bearers<'g>(view: &View<'g>, hits: impl Iterator<Item = Hit<'g>>, options: &ResolveOptions) -> Vec<Found<'g>> {
    let mut found: Vec<Found<'g>> = Vec::new();
    for hit in hits {
        for bearer in hit.bearers.take(MAX_BEARERS_RANKED) {
            let entity_type = view.entities.entity_type(bearer.entity);
            if options.only.as_deref().is_some_and(|only| only != entity_type) {
                continue;
            }
            let weight = options.entity_type.as_deref().map_or(1.0, |hint| if hint == entity_type { TYPE_HINT } else { 1.0 });
            let weight = weight * f64::from(-hit.cost).exp();
            let (entity, evidence, matched) = (bearer.entity, hit.evidence, hit.matched);
            let mut one = Found { entity, evidence, weak: true, weight, matched, prior: false, support: None };
            weigh(view, &bearer, options, &mut one);
            one.weak |= hit.weak;
            found.push(one);
        }
    }
    distinct(&mut found);
    found
}

/// Keeps each entity once, by its best name, and sorts them, the best first.
pub(crate) fn distinct(found: &mut Vec<Found<'_>>) {
    found.sort_by(|a, b| a.entity.cmp(&b.entity).then_with(|| order(a, b)));
    found.dedup_by_key(|f| f.entity);
    found.sort_by(order);
}

/// The answer that ranked bearers make: nothing is accepted where none has a clear share of the weight.
pub(crate) fn decide<'g>(view: &View<'g>, found: &[Found<'g>], confidence: f64, options: &ResolveOptions) -> Resolution<'g> {
    let total = total(found);
    let candidate = |f: &Found<'g>| Candidate {
        id: view.entities.id(f.entity).into(),
        label: view.entity(f.entity).label().into(),
        entity_type: view.entities.entity_type(f.entity).into(),
        probability: confidence * share(f) / total,
        evidence: f.evidence,
        matched: f.matched.into(),
    };
    let first = clear(found).filter(|_| options.limit > 0);
    Resolution {
        accepted: first.map(|f| view.entities.id(f.entity).into()),
        candidates: found.iter().take(options.limit).map(candidate).collect(),
        support: first.and_then(|f| f.support),
        ..Resolution::default()
    }
}

/// The bearer that has a clear share of the weight, if one has.
pub(crate) fn clear<'f, 'g>(found: &'f [Found<'g>]) -> Option<&'f Found<'g>> {
    found.first().filter(|f| !f.weak && share(f) / total(found) >= ACCEPTED_SHARE)
}

fn total(found: &[Found<'_>]) -> f64 {
    found.iter().map(share).sum()
}

/// How much more an entity of the hinted type weighs, and a name of the hinted language.
const TYPE_HINT: f64 = 8.0;
const LANG_HINT: f64 = 2.0;
/// How much more an entity weighs that the document speaks for.
const SUPPORTED: f64 = 100.0;
/// How much less a name weighs that is only folded beside one that is exact, and one that is weak beside one that is not.
const FOLDED_SHARE: f64 = 0.2;
const WEAK_SHARE: f64 = 0.1;
/// The share among the bearers of a name that decides for one of them.
const ACCEPTED_SHARE: f64 = 0.8;

fn weigh(view: &View<'_>, bearer: &Bearer<'_>, options: &ResolveOptions, found: &mut Found<'_>) {
    let mut prior: f64 = 0.0;
    let mut hinted = false;
    for (attributes, row_prior) in bearer.rows() {
        found.weak &= view.attributes.is_weak(attributes);
        prior = prior.max(row_prior.unwrap_or(0.0));
        found.prior |= row_prior.is_some();
        let lang = || primary(view.attributes.get(attributes).lang);
        hinted |= options.lang.as_deref().map(primary).is_some_and(|hint| !hint.is_empty() && hint.eq_ignore_ascii_case(lang()));
    }
    found.weight *= (1.0 + prior) * if hinted { LANG_HINT } else { 1.0 };
}

/// The primary subtag of a language tag.
fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}

fn share(f: &Found<'_>) -> f64 {
    if f.support.is_some() {
        return SUPPORTED * f.weight * if f.weak { WEAK_SHARE } else { 1.0 };
    }
    f.weight * if f.evidence == Evidence::Exact { 1.0 } else { FOLDED_SHARE } * if f.weak { WEAK_SHARE } else { 1.0 }
}

fn order(a: &Found<'_>, b: &Found<'_>) -> std::cmp::Ordering {
    let supported = |f: &Found<'_>| f.support.is_some();
    supported(b)
        .cmp(&supported(a))
        .then(b.evidence.cmp(&a.evidence))
        .then(a.weak.cmp(&b.weak))
        .then(b.weight.total_cmp(&a.weight))
        .then(a.entity.cmp(&b.entity))
}
