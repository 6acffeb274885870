//! `learn --frequencies`: in how many of a million names a word stands.
//!
//! Distinct names of persons and organisations are folded and cut as names are when they are compared; a word counts once a name.
//!
//! ```text
//! $ polyonym learn --frequencies names.tsv.gz -o dictionaries/words/frequency.tsv
//! ```
//!
//! Cost: O(bytes) time; the distinct names and words are held in memory.

use crate::outcome::Failure;
use crate::unpack;
use polyonym::{Boundary, Tables, limits};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::BufRead;
use std::path::{Path, PathBuf};

/// Names of places are left out: "river" says little of a person.
const LEFT_OUT: &str = "LOC";

/// The table of the words that stand in `least` names of `files` or more. `source` is that of every row; by default, those of the names.
pub fn table(files: &[PathBuf], least: u64, source: Option<&str>) -> Result<String, Failure> {
    let mut counts = Counts::default();
    for file in files {
        counts.read(file, source.is_none())?;
    }
    let derived = counts.sources.iter().map(String::as_str).collect::<Vec<_>>().join(",");
    let (source, names) = (source.unwrap_or(&derived), counts.names.len() as f64);
    let mut text = String::from("word\tpermillion\tsource\n");
    for (word, count) in counts.words.iter().filter(|(_, count)| **count >= least) {
        text += &format!("{word}\t{:.0}\t{source}\n", 1e6 * *count as f64 / names);
    }
    Ok(text)
}

#[derive(Default)]
struct Counts {
    /// Names that were counted, as they are written.
    names: HashSet<String>,
    /// By word: names that it stands in. A `BTreeMap` has them in the order of their bytes.
    words: BTreeMap<String, u64>,
    sources: BTreeSet<String>,
}

impl Counts {
    /// Counts the names of a dictionary. A row without a source is an error where the table has none of its own to give.
    fn read(&mut self, file: &Path, sourced: bool) -> Result<(), Failure> {
        let (raw, _) = unpack::open(file)?;
        let input = unpack::unpack(raw, limits::MAX_UNPACKED_BYTES).map_err(|e| Failure::read(file.display(), &e))?;
        let mut lines = input.lines();
        let header = lines.next().transpose().map_err(|e| Failure::read(file.display(), &e))?.unwrap_or_default();
        let column = |name: &str| header.split('\t').position(|h| h == name);
        let (kind, source) = (column("type"), column("source"));
        let name = column("name").ok_or_else(|| Failure::at(file.display(), "no column name; add a header"))?;
        for (line, number) in lines.zip(2..) {
            let line = line.map_err(|e| Failure::read(file.display(), &e))?;
            let fields: Vec<&str> = line.split('\t').collect();
            let field = |column: Option<usize>| column.and_then(|c| fields.get(c)).copied().unwrap_or_default();
            if field(kind) == LEFT_OUT {
                continue;
            }
            if sourced && field(source).is_empty() {
                let place = format!("{}:{number}", file.display());
                return Err(Failure::at(place, "the name has no source; name all sources with --source"));
            }
            if sourced {
                self.sources.extend(field(source).split(',').map(str::to_owned));
            }
            self.name(field(Some(name)));
        }
        Ok(())
    }

    fn name(&mut self, name: &str) {
        if self.names.insert(name.to_owned()) {
            for word in words(polyonym_dictionaries::tables(), name) {
                *self.words.entry(word).or_default() += 1;
            }
        }
    }
}

/// The distinct folded words of a name, those with a letter: tokens that no separator stands between are one word.
fn words(tables: &Tables, name: &str) -> BTreeSet<String> {
    let mut words: Vec<String> = Vec::new();
    for token in tables.tokens(name) {
        match words.last_mut().filter(|_| token.before() == Boundary::Joint) {
            Some(word) => word.push_str(token.key()),
            None => words.push(token.key().to_owned()),
        }
    }
    words.into_iter().filter(|word| word.chars().any(char::is_alphabetic)).collect()
}
