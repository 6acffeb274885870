//! Names of the gazetteer that a query may be a spelling of.
//!
//! Every word of the query is searched in the lexicon; names that hold similar words are counted by how much the words say; the best of
//! them are aligned with the query part by part.

use super::{Candidate, Resolution, ResolveOptions};
use crate::calibration::{Features, NAMESAKES, Use};
use crate::compare::align::{Alignment, align};
use crate::compare::side::{Lexical, Role, Side};
use crate::compare::words::WordPairs;
use crate::evidence::Evidence;
use crate::gazetteer::lexicon::Place;
use crate::gazetteer::postings::{Bearer, Bearers, Name};
use crate::gazetteer::{EntityIx, Ordinal, View};
use crate::hash::NumberMap;
use crate::limits::{MAX_BEARERS_RANKED, MAX_NAMES_COUNTED, MAX_QUERY_BYTES};
use crate::search::keys::Spelled;
use crate::search::{Effort, Similar};
use crate::token::{Boundary, TokenBuffer};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Words that stand in more keys than this are counted where a rarer word has led, and nowhere else.
const FREQUENT: u32 = 3000;
/// What each word takes from a name that has more or fewer of them than the query, where whole names are looked for, in nats; and how many
/// names are looked at so.
const OTHER: f32 = 2.0;
const RERANKED: usize = 512;
/// Words of the longest name of which each two neighbours are searched as one word as well.
const MAX_JOINED: usize = 4;
/// The longest name that is searched as one word, in letters.
const MAX_GLUED: usize = 24;

/// A name that may be meant, and how it agrees with the query.
pub(crate) struct Likeness<'g> {
    pub(crate) name: Name<'g>,
    pub(crate) bearers: Bearers<'g>,
    /// Shared by the spellings of one key.
    pub(crate) alignment: Rc<Alignment>,
    /// Entities that bear a name of its key.
    pub(crate) namesakes: u32,
}

/// A search for names like one query.
pub(crate) struct Search<'v, 'g> {
    view: &'v View<'g>,
    words: WordPairs<'g>,
    found: HashMap<String, Vec<Similar>>,
    /// How rare words are.
    weights: HashMap<String, f32>,
    /// Names in the gazetteer.
    total: f32,
    effort: Effort,
    /// Whether a bound was reached.
    pub(crate) partial: bool,
    /// Whether a word was romanised because no table knows its script.
    pub(crate) romanised: bool,
}

impl<'v, 'g> Search<'v, 'g> {
    pub(crate) fn new(view: &'v View<'g>, effort: Effort) -> Self {
        let total = f32::from(u16::try_from(view.postings.len() >> 8).unwrap_or(u16::MAX)) * 256.0 + 256.0;
        Self {
            view,
            words: WordPairs::new(view.model),
            found: HashMap::new(),
            weights: HashMap::new(),
            total,
            effort,
            partial: false,
            romanised: false,
        }
    }

    pub(crate) fn view(&self) -> &'v View<'g> {
        self.view
    }

    /// How rare a word is that stands in so many keys, in nats.
    fn rarity(&self, names: u32) -> f32 {
        let names = f32::from(u16::try_from(names.min(0xFFFF)).unwrap_or(u16::MAX)).max(1.0);
        (self.total / names).ln().max(0.5)
    }

    /// The rarity of a word by its letters; one that the lexicon does not have is as rare as can be.
    fn weight(&mut self, word: &str) -> f32 {
        if let Some(weight) = self.weights.get(word) {
            return *weight;
        }
        let weight = self.weigh(word);
        self.weights.insert(word.to_owned(), weight);
        weight
    }

    fn weigh(&self, word: &str) -> f32 {
        let model = self.view.model;
        let spelling = model.spell(word);
        if Some(model.pivot()) != spelling.system {
            return self.total.ln();
        }
        let mut letters = Vec::new();
        let same = |w: &crate::gazetteer::lexicon::Word<'_>| {
            Some(w.system) == spelling.system && w.len() == spelling.letters.len() && {
                w.spell(&mut letters);
                letters == spelling.letters
            }
        };
        let known = self.view.lexicon.words(model.classes.skeleton(&spelling.letters)).find(same);
        self.rarity(known.map_or(1, |w| w.names))
    }

    /// The words of the lexicon like `word`, searched once.
    fn similar(&mut self, word: &str) -> Vec<Similar> {
        if let Some(found) = self.found.get(word) {
            return found.clone();
        }
        let Some(reading) = self.words.reading(word) else { return Vec::new() };
        let (found, partial) = reading.search(self.view, self.effort);
        self.romanised |= reading.spelling.romanised;
        self.partial |= partial;
        self.found.insert(word.to_owned(), found.clone());
        found
    }

    /// The keys that the whole query may be a spelling of, the cheapest first.
    fn spelled(&mut self, query: &Side) -> Vec<Spelled> {
        if self.effort.keys == 0 {
            return Vec::new();
        }
        let whole = query.text(0, query.words.len());
        let mut found = self.words.reading(whole).map(|reading| reading.keys(self.view)).unwrap_or_default();
        found.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        found.dedup_by_key(|(key, _)| *key);
        found.sort_unstable_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        found.truncate(self.effort.keys);
        found
    }

    /// The names most like the query, not in order.
    pub(crate) fn names(&mut self, buffer: &TokenBuffer) -> Vec<Likeness<'g>> {
        let view = self.view;
        let lexical = Lexical { roles: &view.words, equivalents: &view.equivalents };
        let query = Side::new(buffer, &lexical, |_| 0.0);
        let mut counted: NumberMap<u32, f32> = NumberMap::default();
        for cut in cuts(&query, self.view) {
            self.count(&cut, &mut counted);
        }
        let spelled = self.spelled(&query);
        spelled.iter().for_each(|(key, _)| _ = counted.remove(&key.0));
        let mut best: Vec<(u32, f32)> = counted.into_iter().collect();
        let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if self.effort.whole {
            if best.len() > RERANKED {
                best.select_nth_unstable_by(RERANKED, order);
                best.truncate(RERANKED);
            }
            best.iter_mut().for_each(|(ordinal, value)| *value -= OTHER * self.others(Ordinal(*ordinal), query.words.len()));
        }
        if best.len() > self.effort.names {
            best.select_nth_unstable_by(self.effort.names, order);
            best.truncate(self.effort.names);
        }
        best.sort_unstable_by(order);
        best.extend(spelled.into_iter().map(|(key, more)| (key.0, -more)));
        let query = self.weighed(query);
        let mut likely = Vec::new();
        let mut letters = TokenBuffer::default();
        for (ordinal, _) in best {
            let record = self.view.postings.record(Ordinal(ordinal));
            // Spellings of one key differ in separators; the first one speaks for all.
            let Some((name, _)) = record.names_and_bearers().next() else { continue };
            letters.fill(&self.view.fold, name.text);
            let side = Side::known(letters.key.as_str().to_owned(), name.boundaries(), &lexical, |_| 0.0);
            let side = self.weighed(side);
            let alignment = Rc::new(self.align(&query, &side));
            if alignment.pairs.is_empty() {
                continue;
            }
            let bearing: HashSet<EntityIx> =
                record.names_and_bearers().flat_map(|(_, bearers)| bearers).take(MAX_BEARERS_RANKED).map(|b| b.entity).collect();
            let namesakes = u32::try_from(bearing.len()).unwrap_or(u32::MAX);
            let of = |(name, bearers)| Likeness { name, bearers, alignment: Rc::clone(&alignment), namesakes };
            likely.extend(record.names_and_bearers().map(of));
        }
        likely
    }

    /// How many words a name has more or fewer than so many.
    fn others(&self, ordinal: Ordinal, words: usize) -> f32 {
        let name = self.view.postings.record(ordinal).names_and_bearers().next();
        let spaces = name.map_or(0, |(name, _)| name.boundaries().filter(|(_, b)| *b >= Boundary::Hard).count());
        f32::from(u16::try_from((spaces + 1).abs_diff(words)).unwrap_or(u16::MAX))
    }

    fn weighed(&mut self, mut side: Side) -> Side {
        let weights: Vec<f32> = (0..side.words.len()).map(|i| self.weight(side.text(i, i + 1))).collect();
        for (word, weight) in side.words.iter_mut().zip(weights) {
            match word.role {
                Role::Name | Role::Number => word.weight = weight,
                Role::Generic => word.weight = weight.min(3.0),
                Role::Initial | Role::Particle | Role::Title | Role::Legal => {}
            }
        }
        side
    }

    fn align(&mut self, query: &Side, name: &Side) -> Alignment {
        let words = &mut self.words;
        align(query, name, &self.view.equivalents, &mut |a, b| words.agree(a, b))
    }

    /// Counts the names that hold words like those of one way to cut the query.
    fn count(&mut self, words: &[String], counted: &mut NumberMap<u32, f32>) {
        let mut own: NumberMap<u32, f32> = NumberMap::default();
        let mut slots: Vec<Vec<Similar>> = words.iter().map(|w| self.similar(w)).collect();
        slots.sort_by_key(|s| s.iter().map(|w| w.names).min().unwrap_or(u32::MAX));
        let mut budget = MAX_NAMES_COUNTED;
        for frequent in [false, true] {
            for slot in &slots {
                let mut best: NumberMap<u32, f32> = NumberMap::default();
                for word in slot.iter().filter(|w| (w.names > FREQUENT) == frequent) {
                    let value = (self.rarity(word.names) + 2.0).min(word.likeness.gain) * word.likeness.share.min(1.0);
                    let adds = !frequent || own.is_empty();
                    for ordinal in keys(self.view, word.place).take(budget) {
                        if !adds && !own.contains_key(&ordinal) {
                            continue;
                        }
                        budget -= usize::from(adds);
                        let place = best.entry(ordinal).or_insert(value);
                        *place = place.max(value);
                    }
                }
                for (ordinal, value) in best {
                    *own.entry(ordinal).or_default() += value;
                }
            }
        }
        self.partial |= budget == 0;
        for (ordinal, value) in own {
            let place = counted.entry(ordinal).or_insert(value);
            *place = place.max(value);
        }
    }
}

fn keys<'g>(view: &View<'g>, place: Place) -> impl Iterator<Item = u32> + use<'g> {
    view.lexicon.word(place).into_iter().flat_map(|w| w.keys()).map(|o| o.0)
}

/// The ways to cut a query into words: at spaces; at every separator; with a particle glued to what follows; without the article that a word is written with; with two neighbours as one word; as one; and, where the
/// script does not space its words, in two.
fn cuts(query: &Side, view: &View<'_>) -> Vec<Vec<String>> {
    let n = query.words.len();
    let mut cuts: Vec<Vec<String>> = Vec::new();
    let mut add = |cut: Vec<String>| {
        if !cut.is_empty() && !cuts.contains(&cut) {
            cuts.push(cut);
        }
    };
    let grouped = |joined: &dyn Fn(usize) -> bool| -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for i in 0..n {
            match words.last_mut().filter(|_| i > 0 && joined(i)) {
                Some(word) => word.push_str(query.text(i, i + 1)),
                None => words.push(query.text(i, i + 1).to_owned()),
            }
        }
        words
    };
    let before = |i: usize| query.words.get(i).map_or(Boundary::Hard, |w| w.part.before);
    let particle = |i: usize| query.words.get(i).is_some_and(|w| w.role == Role::Particle);
    let content = |i: usize| query.words.get(i).is_some_and(|w| matches!(w.role, Role::Name | Role::Number | Role::Generic));
    add(grouped(&|i| before(i) < Boundary::Hard));
    let names: Vec<String> = (0..n).filter(|&i| content(i)).map(|i| query.text(i, i + 1).to_owned()).collect();
    add(names);
    add(grouped(&|i| particle(i - 1)));
    if query.words.iter().any(|w| w.glued > 0) {
        add((0..n).filter(|&i| content(i)).map(|i| query.bare(i).unwrap_or(query.text(i, i + 1)).to_owned()).collect());
    }
    for at in (1..n).filter(|_| (3..=MAX_JOINED).contains(&n)) {
        add(grouped(&|i| i == at));
    }
    let whole = query.text(0, n);
    if n > 1 && whole.chars().count() <= MAX_GLUED {
        add(vec![whole.to_owned()]);
    }
    if n == 1 && view.model.unspaced(whole) {
        for (at, _) in whole.char_indices().skip(1).take(5) {
            let (a, b) = whole.split_at_checked(at).unwrap_or(("", ""));
            add(vec![a.to_owned(), b.to_owned()]);
        }
    }
    cuts
}

/// An entity whose name may be meant, by its best name.
pub(crate) struct Bearing<'g> {
    pub(crate) entity: EntityIx,
    pub(crate) name: Name<'g>,
    pub(crate) alignment: Rc<Alignment>,
    /// What the score is made of.
    #[cfg_attr(not(feature = "learn"), expect(dead_code))]
    pub(crate) features: Features,
    pub(crate) score: f32,
    /// How important the dictionaries say that it is.
    pub(crate) prior: Option<f64>,
}

/// What a search found.
#[derive(Default)]
pub(crate) struct Found<'g> {
    /// The entities that the name may mean, the best first.
    pub(crate) entities: Vec<Bearing<'g>>,
    partial: bool,
    romanised: bool,
}

/// The entities that a name may mean.
pub(crate) fn entities<'g>(view: &View<'g>, text: &str) -> Found<'g> {
    let mut buffer = TokenBuffer::default();
    if text.len() <= MAX_QUERY_BYTES {
        buffer.fill(&view.fold, text);
    }
    if buffer.is_cut() || buffer.key.is_empty() {
        return Found::default();
    }
    let mut search = Search::new(view, Effort::FULL);
    let entities = entities_of(&mut search, &buffer);
    Found { entities, partial: search.partial, romanised: search.romanised }
}

/// The entities that a name may mean whose tokens are in a buffer, the best first.
pub(crate) fn entities_of<'g>(search: &mut Search<'_, 'g>, buffer: &TokenBuffer) -> Vec<Bearing<'g>> {
    let view = search.view;
    let likely = search.names(buffer);
    let mut found: Vec<Bearing<'g>> = Vec::new();
    for Likeness { name, bearers, alignment, namesakes } in likely {
        let mut features = alignment.features();
        features[NAMESAKES] = f32::from(u16::try_from(namesakes.max(1)).unwrap_or(u16::MAX)).ln();
        let score = view.calibration.score(&features, Use::Resolve);
        let of = |bearer: Bearer<'_>| {
            let prior = bearer.rows().filter_map(|(_, prior)| prior).reduce(f64::max);
            Bearing { entity: bearer.entity, name, alignment: Rc::clone(&alignment), features, score, prior }
        };
        found.extend(bearers.take(MAX_BEARERS_RANKED).map(of));
    }
    found.sort_by(|a, b| a.entity.cmp(&b.entity).then(b.score.total_cmp(&a.score)));
    found.dedup_by_key(|b| b.entity);
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entity.cmp(&b.entity)));
    found
}

/// The probability of the best that decides for it: on the labelled names that the weights were fitted to it gives a precision of .98.
const ACCEPTED: f64 = 0.975;
/// A candidate that has less than this share of the probability of one of weaker evidence does not go before it.
const COMPARABLE: f64 = 0.25;

/// Resolves a name by its likeness to names.
pub(super) fn resolve<'g>(view: &View<'g>, text: &str, options: &ResolveOptions) -> Resolution<'g> {
    let Found { entities: mut found, partial, romanised } = entities(view, text);
    found.retain(|b| options.only.as_deref().is_none_or(|only| only == view.entities.entity_type(b.entity)));
    let scores: Vec<f32> = found.iter().map(|b| b.score).collect();
    let mut likely: Vec<Candidate<'g>> = Vec::new();
    for (b, probability) in found.iter().zip(view.calibration.probabilities(&scores)) {
        likely.push(Candidate {
            id: view.entities.id(b.entity).into(),
            label: view.entity(b.entity).label().into(),
            entity_type: view.entities.entity_type(b.entity).into(),
            probability,
            evidence: b.alignment.evidence(),
            matched: b.name.text.into(),
        });
    }
    let mut candidates = by_evidence(likely);
    let accepted = candidates.first().filter(|c| c.probability >= ACCEPTED && options.limit > 0).map(|c| c.id.clone());
    candidates.truncate(options.limit);
    Resolution { accepted, candidates, romanised, partial, ..Resolution::default() }
}

/// Puts candidates, the likeliest first, in an order in which weaker evidence never outranks stronger: one of stronger evidence comes
/// first if it is about as probable, and is left out otherwise.
fn by_evidence(candidates: Vec<Candidate<'_>>) -> Vec<Candidate<'_>> {
    let mut kept = candidates;
    let mut likeliest: [Option<f64>; 2] = [None; 2];
    kept.retain(|c| {
        let weaker = match c.evidence {
            Evidence::Fuzzy => None,
            Evidence::Transliterated => likeliest[0],
            _ => likeliest[0].or(likeliest[1]).map(|_| f64::max(likeliest[0].unwrap_or(0.0), likeliest[1].unwrap_or(0.0))),
        };
        match c.evidence {
            Evidence::Fuzzy => _ = likeliest[0].get_or_insert(c.probability),
            Evidence::Transliterated => _ = likeliest[1].get_or_insert(c.probability),
            _ => {}
        }
        weaker.is_none_or(|p| c.probability >= COMPARABLE * p)
    });
    kept.sort_by_key(|c| std::cmp::Reverse(c.evidence));
    let mut least = 1.0f64;
    for c in &mut kept {
        least = least.min(c.probability);
        c.probability = least;
    }
    kept
}
