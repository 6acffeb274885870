//! `words/equivalents.tsv` to the section `EQUI`.

use super::tables::read;
use crate::automaton::AutomatonBuilder;
use crate::bytes::{put_size, put_varint};
use crate::equivalents::KINDS;
use crate::error::{Error, ErrorKind, Result};
use crate::fold::table::FoldTable;
use crate::token::TokenBuffer;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Words by their folded letters, and the names of their classes.
type Words = BTreeMap<String, BTreeSet<String>>;
/// The kind of each class, as its place in [`KINDS`].
type Classes = BTreeMap<String, u64>;

/// Compiles the table. O(bytes of the table, and sorting its words).
pub(super) fn compile(path: &Path, fold: &[u8]) -> Result<Vec<u8>> {
    let table = FoldTable::new(fold).ok_or_else(|| Error::damaged("the fold table is damaged"))?;
    let mut buffer = TokenBuffer::default();
    let (mut words, mut classes) = (Words::new(), Classes::new());
    for row in read(path, &["class", "kind", "word", "lang", "source"])? {
        let (class, kind, word) = (row.field(0), row.field(1), row.field(2));
        if class.is_empty() {
            return Err(row.error("the class is empty", "name it: words that stand for one another have the same class"));
        }
        let Some((code, _)) = (0..).zip(KINDS).find(|(_, (_, name))| *name == kind) else {
            let remedy = "write number, cognate, nickname, abbreviation, legal or generic";
            return Err(row.error(format!("there is no kind \"{kind}\" of classes"), remedy));
        };
        if *classes.entry(class.to_owned()).or_insert(code) != code {
            return Err(row.error(format!("class \"{class}\" is of another kind already"), "give all its rows one kind"));
        }
        buffer.fill(&table, word);
        if buffer.key.is_empty() {
            return Err(row.error(format!("\"{word}\" has no letters"), "remove the row"));
        }
        words.entry(buffer.key.as_str().to_owned()).or_default().insert(class.to_owned());
    }
    section(&words, &classes).ok_or_else(|| Error::new(ErrorKind::Limit, "the table of equivalents cannot be built", "use fewer words"))
}

/// The section; `None` when it outgrows 32 bits. Its layout is told in `equivalents.rs`.
fn section(words: &Words, classes: &Classes) -> Option<Vec<u8>> {
    let numbers: BTreeMap<&str, u64> = classes.iter().zip(0..).map(|((class, kind), n)| (class.as_str(), n << 3 | kind)).collect();
    let mut automaton = AutomatonBuilder::new()?;
    let (mut stream, mut places) = (Vec::new(), BTreeMap::new());
    for (key, of) in words {
        let mut list = Vec::new();
        put_size(&mut list, of.len());
        of.iter().filter_map(|class| numbers.get(class.as_str())).for_each(|class| put_varint(&mut list, *class));
        let next = u64::try_from(stream.len()).ok()?;
        let place = *places.entry(list.clone()).or_insert(next);
        if place == next {
            stream.append(&mut list);
        }
        automaton.insert(key.as_bytes(), place)?;
    }
    let automaton = automaton.finish()?;
    let length = u32::try_from(automaton.len()).ok()?;
    Some([&length.to_le_bytes()[..], &automaton, &stream].concat())
}
