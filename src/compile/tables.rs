//! A folder of tables to compiled [`Tables`].

use super::fold::{Rules, ScriptRule, Spacing};
use crate::automaton::AutomatonBuilder;
use crate::bytes::Bytes;
use crate::calibration::{NAMES, WEIGHTS};
use crate::container::assemble;
use crate::error::{Error, ErrorKind, Result};
use crate::fold::table::{Class, Entry, FoldTable, Form, IS_MARK, IS_SPACE};
use crate::tables::{META, Tables};
use crate::token::TokenBuffer;
use crate::words::{
    CALENDAR, COMMON, CONJUNCTION, COURTESY, DEMONYM, FAMILY, FILIATION, FREQUENCY_SHIFT, GLUED, KUNYA, PARTICLE, PATRONYMIC, SUFFIX,
    TITLE_AFTER, TITLE_BEFORE,
};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use unicode_script::Script;

const COMMON_AND_CALENDAR: u64 = COMMON | CALENDAR;

/// Tables of `words/` and the role that their first column has.
const TABLES: [(&str, u64); 6] = [
    ("titles.tsv", TITLE_BEFORE),
    ("particles.tsv", PARTICLE),
    ("common.tsv", COMMON),
    ("calendar.tsv", COMMON_AND_CALENDAR),
    ("demonyms.tsv", DEMONYM),
    ("structure.tsv", FAMILY),
];

impl Tables {
    /// Compiles the tables of a folder of dictionaries: those in `fold/`, `words/`, `translit/` and `affix/`.
    ///
    /// # Errors
    ///
    /// When a table cannot be read or a row is not as dictionaries/README.md says; the message names file and line.
    ///
    /// ```
    /// let tables = polyonym::Tables::open("dictionaries").unwrap();
    /// assert_eq!(tables.fold("Đorđe").text(), "dorde");
    /// ```
    pub fn open(folder: impl AsRef<Path>) -> Result<Self> {
        open(folder.as_ref())
    }

    /// The tables as the bytes of a file, for [`from_owner`](Self::from_owner).
    ///
    /// # Errors
    ///
    /// When a section outgrows 4 GiB, which tables of letters and words do not.
    ///
    /// ```
    /// assert!(polyonym_dictionaries::tables().to_bytes().unwrap().starts_with(b"\x89PLYM"));
    /// ```
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let meta = super::meta::tables();
        let mut sections = vec![(META, meta.into_bytes())];
        sections.extend(self.sections());
        assemble(&sections)
    }
}

/// Compiles the tables of `folder`.
pub(crate) fn open(folder: &Path) -> Result<Tables> {
    let fold = rules(&folder.join("fold"))?.compile()?;
    let words = words(&folder.join("words"), &fold)?;
    let kinds = kinds(&folder.join("words"))?;
    let translit = super::translit::compile(&folder.join("translit"))?;
    let equivalents = super::equivalents::compile(&folder.join("words/equivalents.tsv"), &fold)?;
    let bytes = |b: Vec<u8>| Bytes::new(Arc::new(b));
    let calibration = calibration(&folder.join("translit").join("calibration.tsv"))?;
    let affixes = super::affix::compile(folder, &fold)?;
    Tables::new([fold, words, kinds.into_bytes(), translit, equivalents, calibration, affixes].map(bytes))
}

/// A row of a table: its fields, and where it stands.
pub(super) struct TableRow {
    fields: Vec<String>,
    place: String,
}

impl TableRow {
    pub(super) fn field(&self, i: usize) -> &str {
        self.fields.get(i).map_or("", String::as_str)
    }

    pub(super) fn error(&self, what: impl Into<String>, remedy: &'static str) -> Error {
        Error::new(ErrorKind::Row, what, remedy).at(&self.place)
    }

    /// The one character that the first column names as `U+XXXX`.
    pub(super) fn scalar(&self) -> Result<char> {
        let code = self.field(0).strip_prefix("U+").and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        let c = code.ok_or_else(|| self.error(format!("\"{}\" is no code point", self.field(0)), "write it as U+0643"))?;
        let literal = self.field(1);
        if literal != self.field(0) && !literal.chars().eq([c]) {
            return Err(self.error(format!("\"{literal}\" is not {}", self.field(0)), "make the two columns agree"));
        }
        Ok(c)
    }
}

/// The rows of a table whose header must be `header`; the last column is the source, which no row may leave empty.
pub(super) fn read(path: &Path, header: &[&str]) -> Result<Vec<TableRow>> {
    let text = std::fs::read_to_string(path).map_err(|e| Error::io(path, "read", e))?;
    let mut rows = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let place = format!("{}:{}", path.display(), number + 1);
        let fields: Vec<String> = line.split('\t').map(str::to_owned).collect();
        let row = TableRow { fields, place };
        if number == 0 {
            if row.fields != header {
                return Err(row.error(format!("the header is not \"{}\"", header.join(" ")), "write these columns, with TAB between them"));
            }
        } else if row.fields.len() != header.len() || row.fields.last().is_none_or(String::is_empty) {
            return Err(row.error(format!("the row has not {} columns, the last of them a source", header.len()), "complete the row"));
        } else {
            rows.push(row);
        }
    }
    Ok(rows)
}

fn rules(folder: &Path) -> Result<Rules> {
    let mut rules = Rules::default();
    let entries = std::fs::read_dir(folder).map_err(|e| Error::io(folder, "list", e))?;
    let mut paths = entries.map(|e| e.map(|e| e.path())).collect::<std::io::Result<Vec<_>>>().map_err(|e| Error::io(folder, "list", e))?;
    paths.retain(|p| p.extension().is_some_and(|e| e == "tsv"));
    paths.sort();
    for path in paths {
        match path.file_name().and_then(|n| n.to_str()).unwrap_or_default() {
            "scripts.tsv" => scripts(&path, &mut rules)?,
            "boundaries.tsv" => boundaries(&path, &mut rules)?,
            "lookalikes.tsv" => lookalikes(&path, &mut rules)?,
            _ => {
                for row in read(&path, &["code", "from", "to", "source"])? {
                    if rules.letters.insert(row.scalar()?, row.field(2).to_owned()).is_some() {
                        return Err(row.error(format!("{} has a row already", row.field(0)), "remove one of the two"));
                    }
                }
            }
        }
    }
    Ok(rules)
}

fn scripts(path: &Path, rules: &mut Rules) -> Result<()> {
    for row in read(path, &["script", "marks", "spacing", "source"])? {
        let script = Script::from_short_name(row.field(0))
            .ok_or_else(|| row.error(format!("\"{}\" is no script", row.field(0)), "use an ISO 15924 code"))?;
        let strips_marks = match row.field(1) {
            "strip" => true,
            "keep" => false,
            other => return Err(row.error(format!("marks are not \"{other}\""), "write strip or keep")),
        };
        let spacing = match row.field(2) {
            "words" => Spacing::Words,
            "characters" => Spacing::Characters,
            "runs" => Spacing::Runs,
            other => return Err(row.error(format!("spacing is not \"{other}\""), "write words, characters or runs")),
        };
        rules.scripts.insert(script, ScriptRule { strips_marks, spacing });
    }
    Ok(())
}

fn boundaries(path: &Path, rules: &mut Rules) -> Result<()> {
    for row in read(path, &["code", "from", "boundary", "source"])? {
        let entry = match row.field(2) {
            "soft" => Entry::new(0, Form::Empty, Class::Soft, 0),
            "space" => Entry::new(0, Form::Empty, Class::Hard, IS_SPACE),
            "hard" => Entry::new(0, Form::Empty, Class::Hard, 0),
            "drop" => Entry::new(0, Form::Empty, Class::Ignored, IS_MARK),
            other => return Err(row.error(format!("a boundary is not \"{other}\""), "write soft, space, hard or drop")),
        };
        rules.boundaries.insert(row.scalar()?, entry);
    }
    Ok(())
}

fn lookalikes(path: &Path, rules: &mut Rules) -> Result<()> {
    for row in read(path, &["code", "from", "to", "script", "source"])? {
        let script = Script::from_short_name(row.field(3))
            .ok_or_else(|| row.error(format!("\"{}\" is no script", row.field(3)), "use an ISO 15924 code"))?;
        let letter = row.scalar()?;
        let ascii = row.field(2).chars().next().filter(|c| row.field(2).len() == 1 && c.is_ascii_lowercase());
        let ascii =
            ascii.ok_or_else(|| row.error(format!("\"{}\" is no small ASCII letter", row.field(2)), "write one letter from a to z"))?;
        let pairs = &mut rules.lookalikes;
        match pairs.iter_mut().find(|(s, _)| *s == script) {
            Some((_, pairs)) => pairs.push((letter, ascii)),
            None => pairs.push((script, vec![(letter, ascii)])),
        }
    }
    Ok(())
}

/// The section `WORD`.
fn words(folder: &Path, fold: &[u8]) -> Result<Vec<u8>> {
    let table = FoldTable::new(fold).ok_or_else(|| Error::damaged("the fold table is damaged"))?;
    let mut buffer = TokenBuffer::default();
    let mut roles: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
    for (file, role) in TABLES {
        let header: &[&str] = match role {
            TITLE_BEFORE => &["title", "lang", "position", "type", "source"],
            PARTICLE => &["particle", "lang", "kind", "source"],
            DEMONYM => &["word", "lang", "place", "source"],
            FAMILY => &["word", "lang", "role", "source"],
            COMMON_AND_CALENDAR => &["word", "lang", "kind", "source"],
            _ => &["word", "lang", "name", "source"],
        };
        for row in read(&folder.join(file), header)? {
            buffer.fill(&table, row.field(0));
            if buffer.key.is_empty() {
                return Err(row.error(format!("\"{}\" has no letters", row.field(0)), "remove the row"));
            }
            let behind = match role {
                TITLE_BEFORE => row.field(2) == "after",
                // "-nejad" and "-zadeh" are written with the hyphen that joins them to the word before.
                PARTICLE => row.field(2) == "generation" || row.field(0).starts_with('-'),
                _ => false,
            };
            let role = match (role, behind, row.field(2)) {
                (TITLE_BEFORE, true, _) => TITLE_AFTER,
                (TITLE_BEFORE, false, _) if row.field(3) == "honorific" => TITLE_BEFORE | COURTESY,
                (PARTICLE, true, _) => SUFFIX,
                (PARTICLE, false, "prefix") => PARTICLE | GLUED,
                // The letters of "a/l" are those of the article.
                (PARTICLE, false, "filiation") if buffer.tokens.len() == 1 => PARTICLE | FILIATION,
                (PARTICLE, false, "kunya") => PARTICLE | KUNYA,
                (PARTICLE, false, "conjunction") => PARTICLE | CONJUNCTION,
                (FAMILY, _, "family") => FAMILY,
                (FAMILY, _, "patronymic") => PATRONYMIC,
                (FAMILY, _, other) => {
                    return Err(row.error(format!("no word of a name has the role \"{other}\""), "write family or patronymic"));
                }
                (COMMON_AND_CALENDAR, _, other) if !["month", "weekday"].contains(&other) => {
                    return Err(row.error(format!("\"{other}\" is no part of a calendar"), "write month or weekday"));
                }
                (role, ..) => role,
            };
            *roles.entry(buffer.key.bytes().to_vec()).or_default() |= role;
        }
    }
    for row in read(&folder.join("frequency.tsv"), &["word", "permillion", "source"])? {
        let count: u64 = row.field(1).parse().map_err(|_| row.error("the count is no number", "count the words anew"))?;
        buffer.fill(&table, row.field(0));
        let place = roles.entry(buffer.key.bytes().to_vec()).or_default();
        *place += count << FREQUENCY_SHIFT;
    }
    roles.remove(&Vec::new());
    let build = || {
        let mut automaton = AutomatonBuilder::new()?;
        roles.iter().try_for_each(|(key, roles)| automaton.insert(key, *roles))?;
        automaton.finish()
    };
    build().ok_or_else(|| Error::new(ErrorKind::Limit, "the table of words cannot be built", "use fewer words"))
}

/// The section `KIND`: the rows of `kinds.tsv` and `rules.tsv` that builds need, as text.
fn kinds(folder: &Path) -> Result<String> {
    let mut text = String::new();
    for row in read(&folder.join("kinds.tsv"), &["kind", "label", "weak", "cased", "source"])? {
        let yes_no = |i| matches!(row.field(i), "yes" | "no");
        if !(yes_no(2) && yes_no(3) && (row.field(1).is_empty() || row.field(1).parse::<u8>().is_ok())) {
            return Err(row.error("label is a rank or empty, weak and cased are yes or no", "correct the row"));
        }
        text += &format!("kind\t{}\t{}\t{}\t{}\n", row.field(0), row.field(1), row.field(2), row.field(3));
    }
    for row in read(&folder.join("rules.tsv"), &["rule", "value", "source"])? {
        let number = row.field(1).parse::<usize>().is_ok();
        if !matches!((row.field(0), number), ("capitals" | "initial", true) | ("label", false)) {
            let remedy = "write capitals and a number of letters, initial and a number of words, or label and a language";
            return Err(row.error(format!("there is no rule \"{}\" with such a value", row.field(0)), remedy));
        }
        text += &format!("{}\t{}\n", row.field(0), row.field(1));
    }
    Ok(text)
}

/// The section `CALI`.
fn calibration(path: &Path) -> Result<Vec<u8>> {
    let rows = read(path, &["feature", "resolve", "compare", "source"])?;
    let mut weights = [[0f32; WEIGHTS]; 2];
    for (place, row) in rows.iter().enumerate() {
        if NAMES.get(place) != Some(&row.field(0)) {
            let what = format!("\"{}\" where \"{}\" belongs", row.field(0), NAMES.get(place).unwrap_or(&"the end"));
            return Err(row.error(what, "fit the table anew"));
        }
        for (of, column) in weights.iter_mut().zip(1..) {
            let weight = row.field(column).parse().ok().filter(|w: &f32| w.is_finite());
            let weight = weight.ok_or_else(|| row.error(format!("\"{}\" is no number", row.field(column)), "fit the table anew"))?;
            of.get_mut(place).into_iter().for_each(|w| *w = weight);
        }
    }
    if rows.len() < WEIGHTS {
        let what = format!("{} weights, not {WEIGHTS}", rows.len());
        return Err(Error::new(ErrorKind::Row, what, "fit the table anew").at(path.display()));
    }
    let mut section = u32::try_from(WEIGHTS).unwrap_or(0).to_le_bytes().to_vec();
    weights.iter().flatten().for_each(|w| section.extend_from_slice(&w.to_le_bytes()));
    Ok(section)
}

/// What kinds of names mean to a build; read from the section `KIND`.
#[derive(Debug, Default)]
pub(crate) struct Kinds {
    rank: BTreeMap<String, u8>,
    weak: Vec<String>,
    cased: Vec<String>,
    capitals: usize,
    initial: usize,
    label_languages: Vec<String>,
}

impl Kinds {
    pub(crate) fn new(tables: &Tables) -> Self {
        let mut kinds = Self::default();
        for line in tables.kinds().lines() {
            match line.split('\t').collect::<Vec<_>>().as_slice() {
                ["kind", kind, rank, weak, cased] => {
                    kinds.rank.extend(rank.parse().ok().map(|rank| ((*kind).to_owned(), rank)));
                    kinds.weak.extend((*weak == "yes").then(|| (*kind).to_owned()));
                    kinds.cased.extend((*cased == "yes").then(|| (*kind).to_owned()));
                }
                ["capitals", letters] => kinds.capitals = letters.parse().unwrap_or(0),
                ["initial", words] => kinds.initial = words.parse().unwrap_or(0),
                ["label", lang] => kinds.label_languages.push((*lang).to_owned()),
                _ => {}
            }
        }
        kinds
    }

    /// How fit a name of this kind is to be the label; lower is better.
    pub(crate) fn label_rank(&self, kind: &str) -> u8 {
        self.rank.get(kind).copied().unwrap_or(u8::MAX)
    }

    /// Whether labels are preferably names of this language.
    pub(crate) fn is_label_language(&self, lang: &str) -> bool {
        self.label_languages.iter().any(|l| l == lang)
    }

    pub(crate) fn is_weak(&self, kind: &str) -> bool {
        self.weak.iter().any(|k| k == kind)
    }

    pub(crate) fn is_cased(&self, kind: &str) -> bool {
        self.cased.iter().any(|k| k == kind)
    }

    /// Whether a name of so many words matches in text only where its capitals are capitals.
    pub(crate) fn needs_case(&self, name: &str, words: usize) -> bool {
        self.is_abbreviation(name) || self.needs_initial(name, words)
    }

    /// Whether a name is so short and so wholly in capitals that it is an abbreviation.
    fn is_abbreviation(&self, name: &str) -> bool {
        let letters = name.chars().filter(|c| c.is_alphabetic());
        let count = letters.clone().count();
        (1..=self.capitals).contains(&count) && letters.clone().any(char::is_uppercase) && !letters.clone().any(char::is_lowercase)
    }

    /// Whether a name of so few words, capitalised as names are, needs its capitals: in lower case it would be a word ("host", the
    /// Turkish spelling of Khost).
    fn needs_initial(&self, name: &str, words: usize) -> bool {
        let mut letters = name.chars().filter(|c| c.is_alphabetic());
        words <= self.initial && letters.next().is_some_and(char::is_uppercase) && !letters.any(char::is_uppercase)
    }
}
