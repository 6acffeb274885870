//! Rows in memory, sorted into the sections of a gazetteer.

use super::meta;
use super::rows::{DictionaryRow, RowFault};
use super::tables::Kinds;
use crate::automaton::AutomatonBuilder;
use crate::bytes::index;
use crate::container::assemble;
use crate::error::{Error, ErrorKind, Result};
use crate::gazetteer::entities::{Attributes, write};
use crate::gazetteer::postings::PostingsWriter;
use crate::gazetteer::{ATTR, AttributesIx, ENTS, EntityIx, FILT, NAME, POST, filter};
use crate::limits::{MAX_KEY_BYTES, MAX_SPELLINGS_OF_KEY, MAX_TYPES};
use crate::tables::{META, Tables};
use crate::token::{Boundary, TokenBuffer};
use crate::words::COMMON;
use std::collections::{BTreeMap, HashMap};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// Strings, each kept once, by number.
#[derive(Default)]
struct Interner {
    numbers: HashMap<Box<str>, u32>,
}

impl Interner {
    fn number(&mut self, string: &str) -> u32 {
        if let Some(&number) = self.numbers.get(string) {
            return number;
        }
        let number = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        self.numbers.insert(string.into(), number);
        number
    }

    /// The strings by number.
    fn strings(&self) -> Vec<&str> {
        let mut all: Vec<(u32, &str)> = self.numbers.iter().map(|(s, &n)| (n, &**s)).collect();
        all.sort_unstable();
        all.into_iter().map(|(_, s)| s).collect()
    }
}

/// A row, in numbers.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
struct StoredRow {
    name: u32,
    id: u32,
    attributes: u32,
    prior: Option<f64>,
}

/// What a name is to the matcher, found once for each distinct name.
struct FoldedName {
    key: Box<str>,
    boundaries: Box<[(usize, Boundary)]>,
}

/// Rows, kept until all have come.
#[derive(Default)]
pub(crate) struct Store {
    names: Interner,
    ids: Interner,
    attributes: Interner,
    folded: Vec<FoldedName>,
    rows: Vec<StoredRow>,
    buffer: TokenBuffer,
}

/// A finished build.
pub(crate) struct Built {
    pub(crate) bytes: Vec<u8>,
    pub(crate) entities: u32,
    pub(crate) names: u64,
    pub(crate) refused: Vec<RowFault>,
}

impl Store {
    /// Keeps a row; refuses names without letters and names that are too long.
    pub(crate) fn add(&mut self, row: &DictionaryRow, tables: &Tables, table: &str) -> std::result::Result<(), RowFault> {
        let refuse =
            |code: &str, message: String| RowFault { table: table.to_owned(), line: row.line, column: 1, code: code.to_owned(), message };
        if !self.names.numbers.contains_key(row.name.as_str()) {
            let fold = tables.fold_table().ok_or_else(|| refuse("tables", "the tables are damaged".to_owned()))?;
            self.buffer.fill(&fold, &row.name);
            if self.buffer.key.is_empty() {
                return Err(refuse("letters", format!("\"{}\" has no letters or digits; remove the row", row.name)));
            }
            if self.buffer.key.len() > MAX_KEY_BYTES {
                let length = self.buffer.key.len();
                return Err(refuse("limit", format!("the name folds to over {MAX_KEY_BYTES} bytes ({length}); shorten it")));
            }
            let boundary = |t: &crate::token::Token| (t.before != Boundary::Joint).then_some((t.key_start, t.before));
            let boundaries = self.buffer.tokens.iter().skip(1).filter_map(boundary).collect();
            self.folded.push(FoldedName { key: self.buffer.key.as_str().into(), boundaries });
        }
        let attributes = [&*row.kind_of_entity, &*row.lang, &*row.kind, &*row.source].join("\t");
        let stored = StoredRow {
            name: self.names.number(&row.name),
            id: self.ids.number(&row.id),
            attributes: self.attributes.number(&attributes),
            prior: row.prior,
        };
        self.rows.push(stored);
        Ok(())
    }

    /// Sorts and writes everything.
    pub(crate) fn assemble(&mut self, tables: &Tables) -> Result<Built> {
        let (names, ids, attributes) = (self.names.strings(), self.ids.strings(), self.attributes.strings());
        let mut sorted = Sorted::new(&names, &ids, &attributes, &self.folded, std::mem::take(&mut self.rows));
        let refused = sorted.limit_spellings();
        let kinds = Kinds::new(tables);
        let labels = sorted.labels(&kinds);
        let too_large =
            || Error::new(ErrorKind::Limit, "the gazetteer is too large for its format", "split the dictionary into several gazetteers");
        let sections = sorted.sections(tables, &kinds, &labels)?.ok_or_else(too_large)?;
        let entities = u32::try_from(labels.len()).map_err(|_| too_large())?;
        let mut parts = vec![(META, sections.meta.into_bytes())];
        parts.extend(tables.sections());
        parts.extend([
            (NAME, sections.automaton),
            (FILT, sections.filter),
            (POST, sections.postings),
            (ENTS, sections.entities),
            (ATTR, sections.attributes),
        ]);
        Ok(Built { bytes: assemble(&parts)?, entities, names: sections.names, refused })
    }
}

/// Rows in the order of the file, and what their numbers stand for.
struct Sorted<'s> {
    names: &'s [&'s str],
    ids: &'s [&'s str],
    folded: &'s [FoldedName],
    /// Attributes by number of the store.
    attributes: Vec<Attributes<'s>>,
    rows: Vec<StoredRow>,
}

struct Sections {
    meta: String,
    automaton: Vec<u8>,
    filter: Vec<u8>,
    postings: Vec<u8>,
    entities: Vec<u8>,
    attributes: Vec<u8>,
    names: u64,
}

impl<'s> Sorted<'s> {
    fn new(names: &'s [&'s str], ids: &'s [&'s str], attributes: &[&'s str], folded: &'s [FoldedName], rows: Vec<StoredRow>) -> Self {
        let split = |line: &&'s str| {
            let mut fields = line.split('\t');
            let mut next = || fields.next().unwrap_or_default();
            Attributes { kind_of_entity: next(), lang: next(), kind: next(), source: next() }
        };
        let mut sorted = Self { names, ids, folded, attributes: attributes.iter().map(split).collect(), rows };
        let mut rows = std::mem::take(&mut sorted.rows);
        rows.sort_unstable_by(|a, b| sorted.compare(a, b));
        rows.dedup();
        sorted.rows = rows;
        sorted
    }

    fn compare(&self, a: &StoredRow, b: &StoredRow) -> std::cmp::Ordering {
        let place = |r: &StoredRow| (self.key(r.name), self.name(r.name), self.id(r.id));
        let prior = |r: &StoredRow| r.prior.map_or(0, |p| p.to_bits() + 1);
        place(a).cmp(&place(b)).then_with(|| self.attributes_of(a).cmp(&self.attributes_of(b))).then_with(|| prior(a).cmp(&prior(b)))
    }

    fn key(&self, name: u32) -> &'s str {
        self.folded.get(index(name)).map_or("", |f| &*f.key)
    }

    fn name(&self, name: u32) -> &'s str {
        self.names.get(index(name)).copied().unwrap_or_default()
    }

    fn id(&self, id: u32) -> &'s str {
        self.ids.get(index(id)).copied().unwrap_or_default()
    }

    fn attributes_of(&self, row: &StoredRow) -> Attributes<'s> {
        self.attributes.get(index(row.attributes)).copied().unwrap_or_default()
    }

    /// Takes out the spellings of a key beyond the bound, and says which.
    fn limit_spellings(&mut self) -> Vec<RowFault> {
        let mut refused = Vec::new();
        let mut kept = Vec::with_capacity(self.rows.len());
        for group in self.rows.chunk_by(|a, b| self.key(a.name) == self.key(b.name)) {
            for (number, rows) in group.chunk_by(|a, b| a.name == b.name).enumerate() {
                if number < MAX_SPELLINGS_OF_KEY {
                    kept.extend_from_slice(rows);
                    continue;
                }
                for row in rows {
                    let message =
                        format!("\"{}\" is one of over {MAX_SPELLINGS_OF_KEY} spellings that fold alike; remove some", self.name(row.name));
                    refused.push(RowFault { table: self.id(row.id).to_owned(), line: 0, column: 1, code: "limit".to_owned(), message });
                }
            }
        }
        self.rows = kept;
        refused
    }

    /// For each entity, by id: the name that is its label. Rank of the kind, then English, then the smallest name.
    fn labels(&self, kinds: &Kinds) -> BTreeMap<&'s str, u32> {
        let mut best: BTreeMap<&str, (u8, bool, &str, u32)> = BTreeMap::new();
        for row in &self.rows {
            let a = self.attributes_of(row);
            let not_english = !matches!(a.lang, "en" | "eng");
            let weak = kinds.is_weak(a.kind);
            let rank = if weak { u8::MAX } else { kinds.label_rank(a.kind).min(u8::MAX - 1) };
            let candidate = (rank, not_english, self.name(row.name), row.name);
            best.entry(self.id(row.id)).and_modify(|b| *b = (*b).min(candidate)).or_insert(candidate);
        }
        best.into_iter().map(|(id, (.., name))| (id, name)).collect()
    }

    /// All sections; `None` in the result when one outgrows 32 bits.
    fn sections(&self, tables: &Tables, kinds: &Kinds, labels: &BTreeMap<&str, u32>) -> Result<Option<Sections>> {
        let ids: Vec<&str> = labels.keys().copied().collect();
        let types = self.types(&ids)?;
        let by_frequency = self.attributes_by_frequency(kinds);
        let numbers: HashMap<Attributes<'_>, u32> = by_frequency.iter().zip(0..).map(|((a, _), n)| (*a, n)).collect();
        let words = tables.words();
        let mut writer = PostingsWriter::default();
        let mut label_places = vec![u32::MAX; ids.len()];
        let mut hashes = Vec::new();
        let (mut names, mut keys) = (0u64, 0u64);
        let build = || {
            let mut automaton = AutomatonBuilder::new()?;
            for group in self.rows.chunk_by(|a, b| self.key(a.name) == self.key(b.name)) {
                let key = self.key(group.first()?.name);
                automaton.insert(key.as_bytes(), keys)?;
                keys += 1;
                let common = words.as_ref().is_some_and(|w| w.is(COMMON, key));
                let mut spellings = group.chunk_by(|a, b| a.name == b.name).peekable();
                while let Some(rows) = spellings.next() {
                    let name = rows.first()?.name;
                    let boundaries = &self.folded.get(index(name))?.boundaries;
                    first_words(key, boundaries, &mut hashes);
                    let cased =
                        common || kinds.is_abbreviation(self.name(name)) || rows.iter().any(|r| kinds.is_cased(self.attributes_of(r).kind));
                    writer.name(self.name(name), cased, spellings.peek().is_some(), boundaries);
                    names += 1;
                    self.bearers(rows, name, &ids, labels, &numbers, &mut writer)?;
                }
                writer.end(|entity, place| {
                    if let Some(label) = label_places.get_mut(index(entity.0)) {
                        *label = place;
                    }
                })?;
            }
            hashes.sort_unstable();
            hashes.dedup();
            Some(Sections {
                meta: self.meta(keys, names, ids.len()),
                automaton: automaton.finish()?,
                filter: filter::build(&hashes),
                postings: writer.finish(),
                entities: write::entities(&types.0, &ids, &types.1, &label_places)?,
                attributes: write::attributes(&by_frequency)?,
                names,
            })
        };
        Ok({ build }())
    }

    /// Writes who bears one name.
    fn bearers(
        &self,
        rows: &[StoredRow],
        name: u32,
        ids: &[&str],
        labels: &BTreeMap<&str, u32>,
        numbers: &HashMap<Attributes<'_>, u32>,
        writer: &mut PostingsWriter,
    ) -> Option<()> {
        let mut bearers = rows.chunk_by(|a, b| a.id == b.id).peekable();
        while let Some(rows) = bearers.next() {
            let id = self.id(rows.first()?.id);
            let entity = EntityIx(u32::try_from(ids.binary_search(&id).ok()?).ok()?);
            writer.bearer(entity, bearers.peek().is_some(), labels.get(id) == Some(&name));
            for (i, row) in rows.iter().enumerate() {
                let attributes = AttributesIx(*numbers.get(&self.attributes_of(row))?);
                writer.row(attributes, row.prior, i + 1 < rows.len());
            }
        }
        Some(())
    }

    /// The distinct types, sorted, and the type of each entity: the one that most of its rows give, ties to the smallest.
    fn types(&self, ids: &[&str]) -> Result<(Vec<&'s str>, Vec<u8>)> {
        let mut counts: HashMap<&str, BTreeMap<&str, usize>> = HashMap::new();
        for row in &self.rows {
            *counts.entry(self.id(row.id)).or_default().entry(self.attributes_of(row).kind_of_entity).or_default() += 1;
        }
        let most = |id: &str| counts.get(id).and_then(|c| c.iter().rev().max_by_key(|(_, n)| **n)).map_or("", |(t, _)| *t);
        let mut types: Vec<&str> = self.rows.iter().map(|r| self.attributes_of(r).kind_of_entity).collect();
        types.sort_unstable();
        types.dedup();
        if types.len() > MAX_TYPES {
            let what = format!("the dictionaries have {} types, over {MAX_TYPES}", types.len());
            return Err(Error::new(ErrorKind::Limit, what, "use fewer words in the column type"));
        }
        let number = |id: &&str| types.binary_search(&most(id)).ok().and_then(|i| u8::try_from(i).ok()).unwrap_or(0);
        let of_entities = ids.iter().map(number).collect();
        Ok((types, of_entities))
    }

    /// The distinct attributes, the commonest first, so that their numbers are short; with whether they are weak.
    fn attributes_by_frequency(&self, kinds: &Kinds) -> Vec<(Attributes<'s>, bool)> {
        let mut counts: HashMap<Attributes<'_>, usize> = HashMap::new();
        for row in &self.rows {
            *counts.entry(self.attributes_of(row)).or_default() += 1;
        }
        let mut all: Vec<_> = counts.into_iter().collect();
        all.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        all.into_iter().map(|(a, _)| (a, kinds.is_weak(a.kind))).collect()
    }

    fn meta(&self, keys: u64, names: u64, entities: usize) -> String {
        let mut hash = Xxh3::new();
        for row in &self.rows {
            let a = self.attributes_of(row);
            let prior = row.prior.map_or(String::new(), |p| p.to_string());
            for field in [self.id(row.id), a.kind_of_entity, self.name(row.name), a.lang, a.kind, &prior, a.source] {
                hash.update(field.as_bytes());
                hash.update(b"\t");
            }
        }
        meta::lines(&[
            ("rows", self.rows.len().to_string()),
            ("rows-xxh3", format!("{:016x}", hash.digest())),
            ("keys", keys.to_string()),
            ("names", names.to_string()),
            ("entities", entities.to_string()),
        ])
    }
}

/// The hashes that the filter must know of a name: see [`filter`].
fn first_words(key: &str, boundaries: &[(usize, Boundary)], hashes: &mut Vec<u64>) {
    for &(at, boundary) in boundaries.iter().chain(&[(key.len(), Boundary::Hard)]) {
        hashes.extend(key.as_bytes().get(..at).map(xxh3_64));
        if boundary == Boundary::Hard {
            break;
        }
    }
}
