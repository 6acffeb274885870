//! `learn --held-out`: how often tables find the right word among all words of a file, for words that they were not learned from.
//!
//! The Latin words whose crc32 is divisible by 5 are held out, with all their pairs, and the tables of each language are learned from the
//! rest of its pairs alone. A sample of the words that stand for those held out is then aligned with every Latin word.
//!
//! ```text
//! $ polyonym learn --recipe dictionaries/translit/recipe.tsv --held-out pairs.tsv
//! lang  pairs  learned  held_out  targets  first  words  first_of_all  all_words
//! ```
//!
//! Cost: that of learning, and O(targets × words) alignments of two words.

use crate::learn::{Line, crc};
use crate::outcome::{Done, Failure, Outcome, tell};
use crate::unpack;
use polyonym::learn::{Correspondences, Ranking};
use polyonym::{Tables, limits};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// One Latin word of so many is held out.
const SHARE: u32 = 5;
/// A language with fewer pairs is left out: there is little to learn from, and little to ask for.
const LEAST_PAIRS: usize = 500;
/// Words of a language that are looked up.
const TARGETS: usize = 300;

/// A pair of words, and how it counts.
struct Pair {
    latin: String,
    target: String,
    count: f64,
    source: String,
    /// Whether the Latin word is held out.
    held: bool,
}

/// Prints the figures of every language of `file` that has enough pairs and a line in the recipe.
pub fn run(file: &Path, recipe: &Path, lines: &[Line]) -> Done {
    let start = Instant::now();
    let languages = read(file)?;
    let folder = Folder::new(&recipe.with_file_name(".."))?;
    let mut out = crate::arguments::output();
    writeln!(out, "lang\tpairs\tlearned\theld_out\ttargets\tfirst\twords\tfirst_of_all\tall_words")?;
    let all: BTreeSet<String> = languages.values().flat_map(|pairs| latin(pairs)).collect();
    let mut found = false;
    for (lang, pairs) in languages.iter().filter(|(_, pairs)| pairs.len() >= LEAST_PAIRS) {
        let Some(line) = line(lines, file, lang) else {
            tell!("{lang}: no table of the recipe is learned from it; left out");
            continue;
        };
        let targets = targets(pairs);
        let (table, learned) = learn(line, pairs, &targets);
        tell!("{lang}: {learned} pairs learned, {:.0} s", start.elapsed().as_secs_f64());
        let tables = folder.open(&line.table, &table)?;
        let right = right(pairs, &targets);
        let held = pairs.iter().filter(|pair| pair.held).count();
        write!(out, "{lang}\t{}\t{learned}\t{held}\t{}", pairs.len(), right.len())?;
        for words in [&latin(pairs), &all] {
            write!(out, "\t{}\t{}", first(&tables, words, &right), words.len())?;
        }
        writeln!(out)?;
        out.flush()?;
        tell!("{lang}: {} words looked up, {:.0} s", right.len(), start.elapsed().as_secs_f64());
        found = true;
    }
    Ok(Outcome::found(found))
}

/// The pairs of a file by language.
fn read(file: &Path) -> Result<BTreeMap<String, Vec<Pair>>, Failure> {
    let (raw, _) = unpack::open(file)?;
    let input = unpack::unpack(raw, limits::MAX_UNPACKED_BYTES).map_err(|e| Failure::read(file.display(), &e))?;
    let mut lines = input.lines();
    let header = lines.next().transpose().map_err(|e| Failure::read(file.display(), &e))?.unwrap_or_default();
    let column = |name: &str| header.split('\t').position(|h| h == name);
    let (Some(lang), Some(latin), Some(target)) = (column("lang"), column("latin"), column("target")) else {
        return Err(Failure::at(file.display(), "no columns lang, latin and target; add a header"));
    };
    let (count, source) = (column("count"), column("source"));
    let mut languages: BTreeMap<String, Vec<Pair>> = BTreeMap::new();
    for line in lines {
        let line = line.map_err(|e| Failure::read(file.display(), &e))?;
        let fields: Vec<&str> = line.split('\t').collect();
        let field = |column: usize| fields.get(column).copied().unwrap_or_default().to_owned();
        let pair = Pair {
            latin: field(latin),
            target: field(target),
            count: count.and_then(|c| field(c).parse().ok()).unwrap_or(1.0),
            source: source.map(field).unwrap_or_default(),
            held: crc(&field(latin)).is_multiple_of(SHARE),
        };
        languages.entry(field(lang)).or_default().push(pair);
    }
    Ok(languages)
}

/// The distinct Latin words of pairs, folded.
fn latin(pairs: &[Pair]) -> BTreeSet<String> {
    pairs.iter().map(|pair| folded(&pair.latin)).filter(|word| !word.is_empty()).collect()
}

/// The line of the recipe that learns from this file and language; else one that learns from the language at all.
fn line<'l>(lines: &'l [Line], file: &Path, lang: &str) -> Option<&'l Line> {
    let of = |l: &&Line| l.langs.contains(lang);
    let same = |l: &&Line| Path::new(&l.input).file_name() == file.file_name();
    lines.iter().filter(of).find(same).or_else(|| lines.iter().find(of))
}

/// The words that are looked up: of those that stand for a word held out, the first ones in the order of a hash.
fn targets(pairs: &[Pair]) -> BTreeSet<&str> {
    let held: BTreeSet<(u32, &str)> = pairs.iter().filter(|p| p.held).map(|p| (crc(&p.target), p.target.as_str())).collect();
    held.into_iter().map(|(_, target)| target).take(TARGETS).collect()
}

/// Learns what the pairs that are not held out say, and how many those are. A pair that is spelled as one held out but for capitals or
/// marks is none of them, and neither is one with a word that is looked up: pieces of a few characters would hold it whole.
fn learn(line: &Line, pairs: &[Pair], targets: &BTreeSet<&str>) -> (Correspondences, usize) {
    let latin: BTreeSet<String> = pairs.iter().filter(|p| p.held).map(|p| folded(&p.latin)).collect();
    let targets: BTreeSet<String> = targets.iter().map(|t| folded(t)).collect();
    // The sources that the recipe leaves out are asked for, but not learned from.
    let known = |p: &&Pair| line.takes_source(&p.source) && !latin.contains(&folded(&p.latin)) && !targets.contains(&folded(&p.target));
    let mut learner = line.learner();
    let mut learned = 0;
    for pair in pairs.iter().filter(known) {
        learner.pair(&pair.target, &pair.latin, pair.count);
        learned += 1;
    }
    (learner.learn(|_| ()), learned)
}

/// The words that are looked up, each with the folded Latin words that it is paired with.
fn right<'p>(pairs: &'p [Pair], targets: &BTreeSet<&str>) -> BTreeMap<&'p str, BTreeSet<String>> {
    let mut right: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for pair in pairs.iter().filter(|p| targets.contains(p.target.as_str())) {
        right.entry(&pair.target).or_default().insert(folded(&pair.latin));
    }
    right
}

/// How often the word that gains most is a right one; where several gain the same, all must be.
fn first(tables: &Tables, words: &BTreeSet<String>, right: &BTreeMap<&str, BTreeSet<String>>) -> usize {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let ranking = Ranking::new(tables, words.iter().copied());
    let found = |(target, right): &(&&str, &BTreeSet<String>)| {
        let first = ranking.first(target);
        !first.is_empty() && first.iter().all(|place| words.get(*place).is_some_and(|word| right.contains(*word)))
    };
    right.iter().filter(found).count()
}

/// The folded letters of a name as one word.
fn folded(name: &str) -> String {
    polyonym_dictionaries::tables().tokens(name).iter().map(polyonym::FoldedToken::key).collect()
}

/// A folder of dictionaries with one table of correspondences at a time; it vanishes with its owner.
struct Folder(PathBuf);

impl Folder {
    /// Copies what tables need beside the correspondences.
    fn new(dictionaries: &Path) -> Result<Self, Failure> {
        let folder = Self(std::env::temp_dir().join(format!("polyonym-held-out-{}", std::process::id())));
        let made =
            |path: &Path| std::fs::create_dir(path).map_err(|e| Failure::at(path.display(), format!("cannot make: {e}; check the folder")));
        made(&folder.0)?;
        for part in ["affix", "fold", "words", "translit"] {
            made(&folder.0.join(part))?;
            let from = dictionaries.join(part);
            let entries = std::fs::read_dir(&from).map_err(|e| Failure::read(from.display(), &e))?;
            for entry in entries {
                let path = entry.map_err(|e| Failure::read(from.display(), &e))?.path();
                let name = path.file_name().unwrap_or_default();
                if part != "translit" || ["systems.tsv", "classes.tsv", "calibration.tsv"].iter().any(|n| name == *n) {
                    std::fs::copy(&path, folder.0.join(part).join(name)).map_err(|e| Failure::read(path.display(), &e))?;
                }
            }
        }
        Ok(folder)
    }

    /// The tables with these correspondences and no others.
    fn open(&self, name: &str, table: &Correspondences) -> Result<Tables, Failure> {
        let path = self.0.join("translit").join(format!("{name}.tsv"));
        let failed = |e: std::io::Error| Failure::at(path.display(), format!("cannot write: {e}; check the folder"));
        std::fs::write(&path, table.to_tsv()).map_err(failed)?;
        let tables = Tables::open(&self.0)?;
        std::fs::remove_file(&path).map_err(failed)?;
        Ok(tables)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays behind in a folder for temporary files does no harm.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
