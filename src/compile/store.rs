//! Rows in memory, in numbers, until all have come.

use super::assemble::Sorted;
use super::rows::{DictionaryRow, RowFault};
use super::tables::Kinds;
use crate::bytes::index;
use crate::container::assemble;
use crate::error::{Error, ErrorKind, Result};
use crate::gazetteer::{ATTR, ENTS, FILT, LEXI, NAME, POST};
use crate::limits::MAX_KEY_BYTES;
use crate::tables::{META, Tables};
use crate::token::{Boundary, TokenBuffer};
use std::collections::HashMap;

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

/// A row, in numbers: those of the store at first, then those of the sorted strings, which are those of the file.
#[derive(Clone, Copy)]
pub(super) struct StoredRow {
    pub(super) name: u32,
    pub(super) id: u32,
    pub(super) attributes: u32,
    pub(super) prior: Option<f64>,
    /// Where the row stands: number of the table, line. It does not take part in the order.
    pub(super) place: (u32, u64),
}

impl PartialEq for StoredRow {
    fn eq(&self, other: &Self) -> bool {
        self.order() == other.order()
    }
}

impl StoredRow {
    /// Rows are sorted by this; no prior comes before any.
    pub(super) fn order(&self) -> (u32, u32, u32, u64) {
        (self.name, self.id, self.attributes, self.prior.map_or(0, |p| p.to_bits().saturating_add(1)))
    }
}

/// A row that was taken out after all had come.
pub(super) struct Refused {
    pub(super) place: (u32, u64),
    pub(super) message: String,
}

/// What a name is to the matcher, found once for each distinct name.
pub(super) struct FoldedName {
    pub(super) key: Box<str>,
    pub(super) boundaries: Box<[(usize, Boundary)]>,
    /// Where a token begins without anything before it.
    pub(super) joints: Box<[usize]>,
}

/// Rows, kept until all have come.
#[derive(Default)]
pub(crate) struct Store {
    names: Interner,
    ids: Interner,
    attributes: Interner,
    /// Names of the tables, for messages.
    tables: Interner,
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
        let refuse = |code: &str, message: String| RowFault {
            table: table.to_owned(),
            line: row.line,
            column: row.column,
            code: code.to_owned(),
            message,
        };
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
            let joint = |t: &crate::token::Token| (t.before == Boundary::Joint).then_some(t.key_start);
            let joints = self.buffer.tokens.iter().skip(1).filter_map(joint).collect();
            self.folded.push(FoldedName { key: self.buffer.key.as_str().into(), boundaries, joints });
        }
        let attributes = [&*row.entity_type, &*row.lang, &*row.kind, &*row.source].join("\t");
        let stored = StoredRow {
            name: self.names.number(&row.name),
            id: self.ids.number(&row.id),
            attributes: self.attributes.number(&attributes),
            prior: row.prior,
            place: (self.tables.number(table), row.line),
        };
        self.rows.push(stored);
        Ok(())
    }

    /// Sorts and writes everything.
    pub(crate) fn assemble(&mut self, tables: &Tables) -> Result<Built> {
        let kinds = Kinds::new(tables);
        let (names, ids, attributes) = (self.names.strings(), self.ids.strings(), self.attributes.strings());
        let (sorted, refused) = Sorted::new(&names, &ids, &attributes, &self.folded, std::mem::take(&mut self.rows));
        let refused = refused.into_iter().map(|Refused { place: (table, line), message }| {
            let table = self.tables.strings().get(index(table)).copied().unwrap_or_default().to_owned();
            RowFault { table, line, column: 1, code: "limit".to_owned(), message }
        });
        let refused = refused.collect();
        let too_large =
            || Error::new(ErrorKind::Limit, "the gazetteer is too large for its format", "split the dictionary into several gazetteers");
        let sections = sorted.sections(tables, &kinds)?.ok_or_else(too_large)?;
        let entities = u32::try_from(sorted.ids.len()).map_err(|_| too_large())?;
        let mut parts = vec![(META, sections.meta.into_bytes())];
        parts.extend(tables.sections());
        parts.extend([
            (NAME, sections.automaton),
            (FILT, sections.filter),
            (POST, sections.postings),
            (ENTS, sections.entities),
            (ATTR, sections.attributes),
            (LEXI, sections.lexicon),
        ]);
        Ok(Built { bytes: assemble(&parts)?, entities, names: sections.names, refused })
    }
}
