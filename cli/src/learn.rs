//! `learn`: name pairs to correspondence tables.

use crate::outcome::{Done, Failure, Outcome, tell};
use crate::{calibrate, frequencies, held_out, unihan, unpack};
use polyonym::learn::{Calibrator, Learner};
use polyonym::limits;
use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::time::Instant;
use unicode_script::{Script, UnicodeScript};

/// Names of an entity in one script that are paired with those of the other; more say nothing new.
const MAX_NAMES: usize = 24;

/// Learn which letters stand for which from pairs of names
///
/// PAIRS are tables of TAB-separated columns with a header, plain or packed: pairs (`from` and `to`, or `latin` and `target`; `count`, `lang` and `source` if
/// they have them), or dictionaries (`id`, `name`), whose names of one entity in two scripts are pairs. With --recipe all tables of a recipe are learned
/// at once; this is how those of dictionaries/translit/ are made:
/// polyonym learn --recipe dictionaries/translit/recipe.tsv --data DATA -o dictionaries/translit
#[derive(clap::Args)]
pub struct Learn {
    /// Pairs of names
    #[arg(value_name = "PAIRS", required_unless_present_any = ["recipe", "calibrate", "labelled", "frequencies"], conflicts_with = "recipe")]
    pairs: Vec<PathBuf>,
    /// The table to write; with --recipe, the folder of tables. Default: standard output
    #[arg(short, long, value_name = "FILE", group = "goal")]
    output: Option<PathBuf>,
    /// Tables to learn, and from what: table, from, to, pieces, letters, least, input, langs, sources
    #[arg(long, value_name = "FILE", requires = "goal")]
    recipe: Option<PathBuf>,
    /// Print how often tables learned as the recipe says find the right Latin word for words that they were not learned from. PAIRS are
    /// cut into those with a Latin word whose crc32 is divisible by 5 and the others, from which alone the tables are learned
    #[arg(long, value_name = "PAIRS", requires = "recipe", group = "goal", conflicts_with = "sample")]
    held_out: Option<PathBuf>,
    /// The folder that the inputs of the recipe lie in
    #[arg(long, value_name = "DIR", default_value = ".")]
    data: PathBuf,
    /// Learn the tables alone whose name begins so
    #[arg(long, value_name = "PREFIX", requires = "recipe", default_value = "")]
    only: String,
    /// Scripts of the names that are read (ISO 15924, with commas between); default: every one but that of --to
    #[arg(long, value_name = "S", default_value = "")]
    from: String,
    /// Script of the names that they stand for
    #[arg(long, value_name = "S", default_value = "Latn")]
    to: String,
    /// The most letters of a piece on both sides
    #[arg(long, value_name = "AxB", default_value = "2x3")]
    pieces: String,
    /// Languages of the names that are read, with commas between; default: all
    #[arg(long, value_name = "L", default_value = "")]
    lang: String,
    /// Leave out pieces that are expected, or words that stand in names, less often; default: 2, or with --frequencies 40
    #[arg(long, value_name = "N")]
    least: Option<String>,
    /// Count the words of the names (`name`; `type` and `source` if they have them) of dictionaries, all but those of places: in how many
    /// of a million distinct names each stands. This is how dictionaries/words/frequency.tsv is made
    #[arg(long, value_name = "NAMES", num_args = 1.., conflicts_with_all = ["recipe", "pairs"])]
    frequencies: Vec<PathBuf>,
    /// Say that the words of --frequencies come from there; default: the sources of the names
    #[arg(long, value_name = "TEXT", requires = "frequencies")]
    source: Option<String>,
    /// Fit the weights of features to labelled names: query, category, id, n_conf, gold_all; rows whose crc32(id) is divisible by 5 are left
    /// for reports
    #[arg(long, value_name = "QUERIES", conflicts_with_all = ["recipe", "pairs"])]
    calibrate: Vec<PathBuf>,
    /// Fit the weights of comparisons to labelled pairs: name1, name2, is_match
    #[arg(long, value_name = "PAIRS", conflicts_with_all = ["recipe", "pairs"])]
    labelled: Vec<PathBuf>,
    /// The gazetteer that the labelled names are looked up in; as many as --calibrate
    #[arg(short, long, value_name = "FILE", requires = "calibrate")]
    gazetteer: Vec<PathBuf>,
    /// Take this share of the rows of entities or pairs, one in N, chosen by a hash: a sample, for tests
    #[arg(long, value_name = "N", default_value_t = 1)]
    sample: u64,
}

/// One line of a recipe: a table and an input.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pub table: String,
    from: Vec<Script>,
    to: Vec<Script>,
    pieces: (usize, usize),
    decomposed: bool,
    plain: bool,
    readings: bool,
    least: f64,
    pub input: String,
    pub langs: BTreeSet<String>,
    sources: BTreeSet<String>,
}

impl Line {
    fn parse(fields: &[&str], place: &str) -> Result<Self, Failure> {
        let [table, from, to, pieces, letters, least, input, langs, sources] = fields else {
            return Err(Failure::at(place, format!("{} columns, not 9", fields.len())));
        };
        let script =
            |s: &str| Script::from_short_name(s).ok_or_else(|| Failure::at(place, format!("\"{s}\" is no script; use an ISO 15924 code")));
        let scripts = |text: &str| text.split(',').filter(|s| !s.is_empty()).map(script).collect::<Result<Vec<_>, _>>();
        let list = |text: &str| text.split(',').filter(|t| !t.is_empty()).map(str::to_owned).collect();
        let numbers: Option<(usize, usize)> = pieces.split_once('x').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
        Ok(Self {
            table: (*table).to_owned(),
            from: scripts(from)?,
            to: scripts(to)?,
            pieces: numbers.ok_or_else(|| Failure::at(place, format!("pieces are not \"{pieces}\"; write 2x3")))?,
            decomposed: letters.contains("decomposed"),
            plain: *letters == "plain",
            readings: *letters == "plain" || letters.contains("readings"),
            least: least.parse().map_err(|_| Failure::at(place, format!("\"{least}\" is no count")))?,
            input: (*input).to_owned(),
            langs: list(langs),
            sources: list(sources),
        })
    }

    fn reads(&self, script: Script) -> bool {
        if self.from.is_empty() { !self.to.contains(&script) } else { self.from.contains(&script) }
    }

    fn takes_lang(&self, langs: &str) -> bool {
        self.langs.is_empty() || langs.split(',').any(|l| self.langs.contains(l))
    }

    pub fn takes_source(&self, sources: &str) -> bool {
        self.sources.is_empty() || sources.split(',').any(|s| self.sources.contains(s))
    }

    pub fn learner(&self) -> Learner {
        let tables = polyonym_dictionaries::tables().clone();
        Learner::new(tables)
            .longest(self.pieces.0, self.pieces.1)
            .decomposed(self.decomposed)
            .least(self.least)
            .plain(self.plain)
            .readings(self.readings)
    }
}

impl Learn {
    pub fn run(&self) -> Done {
        let start = Instant::now();
        if !self.calibrate.is_empty() || !self.labelled.is_empty() {
            let mut calibrator = Calibrator::default();
            for pairs in &self.labelled {
                calibrate::compare(&mut calibrator, pairs)?;
            }
            for (queries, gazetteer) in self.calibrate.iter().zip(&self.gazetteer) {
                calibrate::look_up(&mut calibrator, queries, gazetteer)?;
                tell!("{}: looked up, {:.0} s", queries.display(), start.elapsed().as_secs_f64());
            }
            let before = self.output.as_ref().and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
            let weight = |line: &str, column: usize| line.split('\t').nth(column).and_then(|w| w.parse().ok()).unwrap_or(0.0);
            let before: Vec<(f64, f64)> = before.lines().skip(1).map(|line| (weight(line, 1), weight(line, 2))).collect();
            let table = calibrator.fit(&before, "learned:queries.dev,person.dev,tests/spellings");
            match &self.output {
                Some(file) => write(file, &table)?,
                None => print!("{table}"),
            }
            return Ok(Outcome::Found);
        }
        if !self.frequencies.is_empty() {
            let least = self.least.as_deref().unwrap_or("40");
            let least = least.parse().map_err(|_| Failure::at("--least", format!("\"{least}\" is no number of names")))?;
            let table = frequencies::table(&self.frequencies, least, self.source.as_deref())?;
            match &self.output {
                Some(file) => write(file, &table)?,
                None => print!("{table}"),
            }
            return Ok(Outcome::Found);
        }
        let lines = self.lines()?;
        if let (Some(pairs), Some(recipe)) = (&self.held_out, &self.recipe) {
            return held_out::run(pairs, recipe, &lines);
        }
        let mut learners: BTreeMap<String, Learner> = lines.iter().map(|l| (l.table.clone(), l.learner())).collect();
        let inputs: BTreeSet<&str> = lines.iter().map(|l| l.input.as_str()).collect();
        for input in inputs {
            let here: Vec<&Line> = lines.iter().filter(|l| l.input == input).collect();
            let path = if self.recipe.is_some() { self.data.join(input) } else { PathBuf::from(input) };
            self.read(&path, &here, &mut learners)?;
            tell!("{}: read, {:.0} s", path.display(), start.elapsed().as_secs_f64());
        }
        for (name, learner) in &learners {
            let table = learner.learn(|round| {
                let (number, of) = (round.number, round.of);
                tell!(
                    "{name}: round {number} of {of}, {} pairs, {:.3} nats a pair, {:.0} s",
                    round.pairs,
                    -round.likelihood,
                    start.elapsed().as_secs_f64()
                );
            });
            let text = table.to_tsv();
            match (&self.output, &self.recipe) {
                (Some(folder), Some(_)) => write(&folder.join(format!("{name}.tsv")), &text)?,
                (Some(file), None) => write(file, &text)?,
                (None, _) => print!("{text}"),
            }
        }
        Ok(Outcome::Found)
    }

    fn lines(&self) -> Result<Vec<Line>, Failure> {
        let Some(recipe) = &self.recipe else {
            let input = |path: &PathBuf| {
                let path = path.display().to_string();
                let least = self.least.as_deref().unwrap_or("2");
                Line::parse(&["table", &self.from, &self.to, &self.pieces, "composed", least, &path, &self.lang, ""], "learn")
            };
            return self.pairs.iter().map(input).collect();
        };
        let text = std::fs::read_to_string(recipe).map_err(|e| Failure::read(recipe.display(), &e))?;
        let rows = text.lines().zip(1..).skip(1).filter(|(line, _)| line.starts_with(&self.only));
        rows.map(|(line, n)| Line::parse(&line.split('\t').collect::<Vec<_>>(), &format!("{}:{n}", recipe.display()))).collect()
    }

    /// Reads an input once for all tables that are learned from it.
    fn read(&self, path: &Path, lines: &[&Line], learners: &mut BTreeMap<String, Learner>) -> Result<(), Failure> {
        let (raw, _) = unpack::open(path)?;
        let mut input = unpack::unpack(raw, limits::MAX_UNPACKED_BYTES).map_err(|e| Failure::read(path.display(), &e))?;
        let mut text = String::new();
        let mut next = |text: &mut String| {
            text.clear();
            input.read_line(text).map_err(|e| Failure::read(path.display(), &e))
        };
        next(&mut text)?;
        if text.trim_end() == unihan::FIRST {
            let spellings = self.output.as_ref().map(|folder| folder.join(unihan::SYLLABLES));
            let readings = unihan::Readings::read(input, &spellings.unwrap_or_default()).map_err(|e| Failure::read(path.display(), &e))?;
            for line in lines {
                for (character, reading) in readings.of(&line.langs).step_by(usize::try_from(self.sample).unwrap_or(1)) {
                    if let Some(learner) = learners.get_mut(&line.table) {
                        learner.pair(&character, &reading, unihan::WEIGHT);
                    }
                }
            }
            return Ok(());
        }
        let header: Vec<String> = text.trim_end().split('\t').map(str::to_owned).collect();
        let column = |names: &[&str]| header.iter().position(|h| names.contains(&h.as_str()));
        let (id, name, lang, source) = (column(&["id"]), column(&["name"]), column(&["lang"]), column(&["source"]));
        let (from, to, count) = (column(&["from", "target"]), column(&["to", "latin"]), column(&["count"]));
        let mut entity = Entity::default();
        let mut number = 1u64;
        while next(&mut text)? > 0 {
            number += 1;
            let fields: Vec<&str> = text.trim_end_matches(['\n', '\r']).split('\t').collect();
            let field = |column: Option<usize>| column.and_then(|c| fields.get(c)).copied().unwrap_or_default();
            if let (Some(_), Some(_)) = (from, to) {
                if self.sample > 1 && !number.is_multiple_of(self.sample) {
                    continue;
                }
                for line in lines.iter().filter(|l| l.takes_lang(field(lang)) && l.takes_source(field(source))) {
                    let count: f64 = field(count).parse().unwrap_or(1.0);
                    if let Some(learner) = learners.get_mut(&line.table) {
                        learner.pair(field(from), field(to), count);
                    }
                }
            } else if let (Some(_), Some(_)) = (id, name) {
                if entity.id != field(id) {
                    entity.pair(lines, learners, self.sample);
                    entity = Entity { id: field(id).to_owned(), names: Vec::new() };
                }
                entity.names.push((field(name).to_owned(), field(lang).to_owned(), field(source).to_owned()));
            } else {
                return Err(Failure::at(path.display(), "no columns from and to, latin and target, or id and name; add a header"));
            }
        }
        entity.pair(lines, learners, self.sample);
        Ok(())
    }
}

/// The names of an entity, whose rows stand together.
#[derive(Default)]
struct Entity {
    id: String,
    names: Vec<(String, String, String)>,
}

impl Entity {
    fn pair(&self, lines: &[&Line], learners: &mut BTreeMap<String, Learner>, sample: u64) {
        if sample > 1 && !self.id.bytes().map(u64::from).sum::<u64>().is_multiple_of(sample) {
            return;
        }
        let scripts: Vec<Script> = self.names.iter().map(|(name, ..)| script(name)).collect();
        for line in lines {
            let named = || self.names.iter().zip(&scripts).filter(|((_, _, source), _)| line.takes_source(source));
            let from: BTreeSet<&str> =
                named().filter(|((_, lang, _), s)| line.reads(**s) && line.takes_lang(lang)).map(|((n, ..), _)| n.as_str()).collect();
            if from.is_empty() {
                continue;
            }
            if let Some(learner) = learners.get_mut(&line.table) {
                from.iter().for_each(|name| learner.see(name));
            }
            let to: BTreeSet<&str> = named().filter(|(_, s)| line.to.contains(s)).map(|((n, ..), _)| n.as_str()).collect();
            let Some(learner) = learners.get_mut(&line.table) else { continue };
            let weight = 1.0 / (to.len().clamp(1, MAX_NAMES) as f64);
            for name in from.iter().take(MAX_NAMES) {
                for other in to.iter().take(MAX_NAMES).filter(|o| *o != name) {
                    learner.pair(name, other, weight);
                }
            }
        }
    }
}

/// The script of the first letter that has one.
fn script(name: &str) -> Script {
    name.chars().map(|c| c.script()).find(|s| !matches!(s, Script::Common | Script::Inherited)).unwrap_or(Script::Common)
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|e| Failure::at(path.display(), format!("cannot write: {e}; check the folder")))
}

/// The checksum by which rows are chosen for reports.
pub fn crc(text: &str) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(text.as_bytes());
    crc.sum()
}
