//! Rows, sorted into the sections of a gazetteer.

use super::filter;
use super::lexicon::{LexiconWriter, Sound};
use super::meta;
use super::store::{FoldedName, Refused, StoredRow};
use super::tables::Kinds;
use crate::automaton::AutomatonBuilder;
use crate::bytes::index;
use crate::error::{Error, ErrorKind, Result};
use crate::fold::table::FoldTable;
use crate::gazetteer::entities::{Attributes, write};
use crate::gazetteer::filter::build;
use crate::gazetteer::postings::PostingsWriter;
use crate::gazetteer::{AttributesIx, EntityIx};
use crate::limits::{MAX_SPELLINGS_OF_KEY, MAX_TYPES};
use crate::tables::Tables;
use crate::token::Boundary;
use crate::words::COMMON;
use std::collections::BTreeMap;
use xxhash_rust::xxh3::Xxh3;

/// What part of the names of a thing that is well known sounds alike at least, one in so many, unless many names do: of the entities of a table
/// of half a million that are below, nearly all are ordinary words (day, soil, hail); countries with roots of several kinds (Deutschland,
/// Germany, Niemcy) and cities with several romanisations are above.
const SOUND_ALIKE: u32 = 8;
const MANY_ALIKE: u32 = 15;

/// A distinct name, with its key and its boundaries.
struct SortedName<'s> {
    text: &'s str,
    folded: &'s FoldedName,
}

/// Everything in the order of the file: names by key and spelling, ids and attributes by their bytes, rows by all of these.
pub(super) struct Sorted<'s> {
    names: Vec<SortedName<'s>>,
    pub(super) ids: Vec<&'s str>,
    attributes: Vec<Attributes<'s>>,
    rows: Vec<StoredRow>,
}

pub(super) struct Sections {
    pub(super) meta: String,
    pub(super) automaton: Vec<u8>,
    pub(super) filter: Vec<u8>,
    pub(super) postings: Vec<u8>,
    pub(super) entities: Vec<u8>,
    pub(super) attributes: Vec<u8>,
    pub(super) lexicon: Vec<u8>,
    pub(super) names: u64,
}

/// The sorted order of `items`: the items, and for each old place the new one.
fn ranked<T>(items: impl Iterator<Item = T>, compare: impl Fn(&T, &T) -> std::cmp::Ordering) -> (Vec<T>, Vec<u32>) {
    let mut numbered: Vec<(T, u32)> = items.zip(0..).collect();
    numbered.sort_unstable_by(|a, b| compare(&a.0, &b.0));
    let mut ranks = vec![0; numbered.len()];
    for (rank, (_, old)) in (0..).zip(&numbered) {
        if let Some(place) = ranks.get_mut(index(*old)) {
            *place = rank;
        }
    }
    (numbered.into_iter().map(|(item, _)| item).collect(), ranks)
}

fn rank_of(ranks: &[u32], old: u32) -> u32 {
    ranks.get(index(old)).copied().unwrap_or(u32::MAX)
}

impl<'s> Sorted<'s> {
    /// Sorts; takes out the spellings of a key beyond the bound, and says which rows they are.
    pub(super) fn new(
        names: &[&'s str],
        ids: &[&'s str],
        attributes: &[&'s str],
        folded: &'s [FoldedName],
        mut rows: Vec<StoredRow>,
    ) -> (Self, Vec<Refused>) {
        let all = names.iter().zip(folded).map(|(text, folded)| SortedName { text, folded });
        let (names, name_ranks) = ranked(all, |a, b| a.folded.key.cmp(&b.folded.key).then(a.text.cmp(b.text)));
        let mut refused_names = vec![false; names.len()];
        let mut at = 0;
        for group in names.chunk_by(|a, b| a.folded.key == b.folded.key) {
            refused_names.iter_mut().take(at + group.len()).skip(at + MAX_SPELLINGS_OF_KEY).for_each(|r| *r = true);
            at += group.len();
        }
        let mut refused = Vec::new();
        rows.retain_mut(|row| {
            row.name = rank_of(&name_ranks, row.name);
            let keep = refused_names.get(index(row.name)) == Some(&false);
            if !keep {
                let text = names.get(index(row.name)).map_or("", |n| n.text);
                let message = format!("\"{text}\" is one of over {MAX_SPELLINGS_OF_KEY} spellings that fold alike; remove some");
                refused.push(Refused { place: row.place, message });
            }
            keep
        });
        let mut used = vec![false; ids.len()];
        for row in &rows {
            if let Some(used) = used.get_mut(index(row.id)) {
                *used = true;
            }
        }
        // Ids without a row sort to the end, where they are cut off.
        let (ids, id_ranks) = ranked(ids.iter().zip(&used), |a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let ids = ids.into_iter().filter(|(_, used)| **used).map(|(id, _)| *id).collect();
        let (attributes, attribute_ranks) = ranked(attributes.iter().map(|line| Attributes::split(line)), Ord::cmp);
        for row in &mut rows {
            row.id = rank_of(&id_ranks, row.id);
            row.attributes = rank_of(&attribute_ranks, row.attributes);
        }
        rows.sort_unstable_by_key(StoredRow::order);
        rows.dedup();
        (Self { names, ids, attributes, rows }, refused)
    }

    fn key(&self, row: &StoredRow) -> &'s str {
        self.names.get(index(row.name)).map_or("", |n| &*n.folded.key)
    }

    fn name(&self, row: &StoredRow) -> &'s str {
        self.names.get(index(row.name)).map_or("", |n| n.text)
    }

    fn attributes_of(&self, row: &StoredRow) -> Attributes<'s> {
        self.attributes.get(index(row.attributes)).copied().unwrap_or_default()
    }

    /// For each entity the number of the name that is its label. Rank of the kind, then the language of labels, then the smallest name.
    fn labels(&self, kinds: &Kinds) -> Vec<u32> {
        let ranks: Vec<(u8, bool)> = self.attributes.iter().map(|a| label_rank(a, kinds)).collect();
        let mut best: Vec<Option<(u8, bool, &str, u32)>> = vec![None; self.ids.len()];
        for row in &self.rows {
            let (rank, foreign) = ranks.get(index(row.attributes)).copied().unwrap_or((u8::MAX, true));
            let candidate = (rank, foreign, self.name(row), row.name);
            if let Some(best) = best.get_mut(index(row.id)) {
                *best = Some(best.map_or(candidate, |b| b.min(candidate)));
            }
        }
        best.into_iter().map(|b| b.map_or(u32::MAX, |(.., name)| name)).collect()
    }

    /// For each entity how many of its names sound alike: those that hold a word of the skeleton that most of them do; or a quarter of its
    /// names, where old and new romanisations hide what is alike. What is known everywhere keeps its sound from language to language. Names of
    /// which few do are the translations of an ordinary word, and count for nothing: tables that a program joined have villages called "apple",
    /// "Apfel", "تفاح".
    fn renown(&self, bearers: &[(u32, u32)], sounds: Vec<Sound>) -> Vec<u32> {
        let of_name = |name: u32| {
            let from = bearers.partition_point(|(n, _)| *n < name);
            bearers.iter().skip(from).take_while(move |(n, _)| *n == name).map(|(_, entity)| *entity)
        };
        let mut all: Vec<(u32, u32, u32)> = Vec::with_capacity(sounds.len());
        for sound in sounds {
            all.extend(of_name(sound.name).map(|entity| (entity, sound.skeleton, sound.name)));
        }
        all.sort_unstable();
        all.dedup();
        let mut names_of = vec![0; self.ids.len()];
        for (_, entity) in bearers {
            names_of.get_mut(index(*entity)).into_iter().for_each(|count: &mut u32| *count += 1);
        }
        let mut counts = vec![0; self.ids.len()];
        for names in all.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            if let Some(count) = names.first().and_then(|(entity, ..)| counts.get_mut(index(*entity))) {
                *count = (*count).max(u32::try_from(names.len()).unwrap_or(u32::MAX));
            }
        }
        for (count, all) in counts.iter_mut().zip(names_of) {
            let translated = *count < MANY_ALIKE && *count * SOUND_ALIKE < all;
            *count = if translated { 0 } else { all.div_ceil(4).max(*count) };
        }
        counts
    }

    /// All sections; `None` in the result when one outgrows 32 bits.
    pub(super) fn sections(&self, tables: &Tables, kinds: &Kinds) -> Result<Option<Sections>> {
        let types = self.types()?;
        let labels = self.labels(kinds);
        let (by_frequency, numbers) = self.attributes_by_frequency(kinds);
        let words = tables.words();
        let Some(fold) = tables.fold_table() else { return Ok(None) };
        let mut writer = PostingsWriter::default();
        let mut label_places = vec![u32::MAX; self.ids.len()];
        let mut hashes = Vec::new();
        let mut lexicon = LexiconWriter::default();
        let mut bearers_of_keys: Vec<(u32, u32)> = Vec::new();
        let (mut names, mut keys) = (0u64, 0u64);
        let build = move || {
            let mut automaton = AutomatonBuilder::new()?;
            for group in self.rows.chunk_by(|a, b| self.key(a) == self.key(b)) {
                let key = self.key(group.first()?);
                automaton.insert(key.as_bytes(), keys)?;
                keys += 1;
                let common = words.as_ref().is_some_and(|w| w.is(COMMON, key));
                let ordinal = u32::try_from(keys - 1).ok()?;
                bearers_of_keys.extend(group.iter().map(|row| (ordinal, row.id)));
                let mut spellings = group.chunk_by(|a, b| a.name == b.name).peekable();
                while let Some(rows) = spellings.next() {
                    let name = self.names.get(index(rows.first()?.name))?;
                    if let Some(words) = &words {
                        lexicon.name(key, &name.folded.boundaries, ordinal, words);
                    }
                    let needs_case = common || kinds.needs_case(name.text, words_of(&name.folded.boundaries));
                    let cased = needs_case || rows.iter().any(|r| kinds.is_cased(self.attributes_of(r).kind));
                    // Where a script has no capitals, none can be missing.
                    let cased = cased && has_capitals(&fold, name.text);
                    filter::entries(name.folded, !cased, &mut hashes);
                    writer.name(name.text, cased, spellings.peek().is_some(), &name.folded.boundaries);
                    names += 1;
                    bearers(rows, &labels, &numbers, &mut writer)?;
                }
                writer.end(|entity, place| {
                    if let Some(label) = label_places.get_mut(index(entity.0)) {
                        *label = place;
                    }
                })?;
            }
            hashes.sort_unstable();
            hashes.dedup();
            let (lexicon, sounds) = lexicon.finish(tables)?;
            bearers_of_keys.dedup();
            let renown = self.renown(&bearers_of_keys, sounds);
            Some(Sections {
                meta: self.meta(keys, names),
                automaton: automaton.finish()?,
                filter: build(&hashes),
                postings: writer.finish(),
                entities: write::entities(&types.0, &self.ids, &types.1, &label_places, &renown)?,
                attributes: write::attributes(&by_frequency)?,
                lexicon,
                names,
            })
        };
        Ok({ build }())
    }

    /// The distinct types, sorted, and the type of each entity: the one that most of its rows give, ties to the smallest.
    fn types(&self) -> Result<(Vec<&'s str>, Vec<u8>)> {
        let mut types: Vec<&str> = self.attributes.iter().map(|a| a.entity_type).collect();
        types.sort_unstable();
        types.dedup();
        if types.len() > MAX_TYPES {
            let what = format!("the dictionaries have {} types, over {MAX_TYPES}", types.len());
            return Err(Error::new(ErrorKind::Limit, what, "use fewer words in the column type"));
        }
        let of_attributes: Vec<u8> = self.attributes.iter().map(|a| place(&types, a.entity_type)).collect();
        let mut counts: Vec<BTreeMap<u8, u32>> = vec![BTreeMap::new(); self.ids.len()];
        for row in &self.rows {
            if let (Some(counts), Some(kind)) = (counts.get_mut(index(row.id)), of_attributes.get(index(row.attributes))) {
                *counts.entry(*kind).or_default() += 1;
            }
        }
        // Rows without a type do not outvote one that has it.
        let named = |kind: u8| types.get(usize::from(kind)).is_some_and(|t| !t.is_empty());
        let most =
            |counts: &BTreeMap<u8, u32>| counts.iter().rev().max_by_key(|(kind, n)| (named(**kind), **n)).map_or(0, |(kind, _)| *kind);
        let of_entities = counts.iter().map(most).collect();
        Ok((types, of_entities))
    }

    /// The distinct attributes, the commonest first, so that their numbers are short, with whether they are weak; and the number of each.
    fn attributes_by_frequency(&self, kinds: &Kinds) -> (Vec<(Attributes<'s>, bool)>, Vec<u32>) {
        let mut counts = vec![0u32; self.attributes.len()];
        for row in &self.rows {
            if let Some(count) = counts.get_mut(index(row.attributes)) {
                *count += 1;
            }
        }
        let counted = self.attributes.iter().zip(counts);
        let (order, numbers) = ranked(counted, |a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let used = order.into_iter().filter(|(_, n)| *n > 0);
        (used.map(|(a, _)| (*a, kinds.is_weak(a.kind))).collect(), numbers)
    }

    fn meta(&self, keys: u64, names: u64) -> String {
        let mut hash = Xxh3::new();
        for row in &self.rows {
            let a = self.attributes_of(row);
            let id = self.ids.get(index(row.id)).copied().unwrap_or_default();
            let prior = row.prior.map_or(String::new(), |p| p.to_string());
            for field in [id, a.entity_type, self.name(row), a.lang, a.kind, &prior, a.source] {
                hash.update(field.as_bytes());
                hash.update(b"\t");
            }
        }
        meta::lines(&[
            ("rows", self.rows.len().to_string()),
            ("rows-xxh3", format!("{:016x}", hash.digest())),
            ("keys", keys.to_string()),
            ("names", names.to_string()),
            ("entities", self.ids.len().to_string()),
        ])
    }
}

/// How fit names of these attributes are to be the label; smaller is better. A weak name is one only where there is no other.
fn label_rank(a: &Attributes<'_>, kinds: &Kinds) -> (u8, bool) {
    let rank = if kinds.is_weak(a.kind) { u8::MAX } else { kinds.label_rank(a.kind).min(u8::MAX - 1) };
    (rank, !kinds.is_label_language(a.lang))
}

/// The place of a type that is among `types`; there are at most 255.
fn place(types: &[&str], kind: &str) -> u8 {
    types.binary_search(&kind).ok().and_then(|i| u8::try_from(i).ok()).unwrap_or(0)
}

/// Writes who bears one name.
fn bearers(rows: &[StoredRow], labels: &[u32], numbers: &[u32], writer: &mut PostingsWriter) -> Option<()> {
    let mut bearers = rows.chunk_by(|a, b| a.id == b.id).peekable();
    while let Some(rows) = bearers.next() {
        let first = rows.first()?;
        writer.bearer(EntityIx(first.id), bearers.peek().is_some(), labels.get(index(first.id)) == Some(&first.name));
        for (i, row) in rows.iter().enumerate() {
            writer.row(AttributesIx(rank_of(numbers, row.attributes)), row.prior, i + 1 < rows.len());
        }
    }
    Some(())
}

/// Whether a name has capitals that a text can lack.
fn has_capitals(fold: &FoldTable<'_>, name: &str) -> bool {
    name.chars().any(|c| c.is_uppercase() && fold.folded_len(c) > 0)
}

/// The words of a name: stretches between hard boundaries.
fn words_of(boundaries: &[(usize, Boundary)]) -> usize {
    1 + boundaries.iter().filter(|(_, boundary)| *boundary >= Boundary::Hard).count()
}
