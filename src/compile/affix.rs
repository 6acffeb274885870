//! `affix/*.tsv` and `words/stopwords.tsv` to the section `AFFX`.

use super::tables::{TableRow, read};
use crate::affix::{CONSONANT, MAX_CASES, MAX_LANGUAGES, PREFIX, SUFFIX, VOWEL};
use crate::automaton::AutomatonBuilder;
use crate::bytes::{put_size, put_varint};
use crate::error::{Error, ErrorKind, Result};
use crate::fold::Folded;
use crate::fold::table::FoldTable;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A table of affixes: a language, or several that share their endings.
struct Language {
    tags: String,
    least: usize,
    suffixes: usize,
    agrees: bool,
    script: String,
    vowels: String,
}

/// A rule, folded.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rule {
    language: usize,
    cost: u64,
    cases: u64,
    affix: String,
    restore: String,
    stem: String,
}

/// Compiles the tables. O(bytes of the tables, and sorting their rows).
pub(super) fn compile(folder: &Path, fold: &[u8]) -> Result<Vec<u8>> {
    let table = FoldTable::new(fold).ok_or_else(|| Error::damaged("the fold table is damaged"))?;
    let languages = languages(&folder.join("affix").join("languages.tsv"), &table)?;
    let first = |l: &Language| l.tags.split(',').next().unwrap_or_default().to_owned();
    let mut cases = Vec::new();
    let mut rules: BTreeMap<Vec<u8>, BTreeSet<Rule>> = BTreeMap::new();
    for (number, language) in languages.iter().enumerate() {
        let path = folder.join("affix").join(format!("{}.tsv", first(language)));
        for row in read(&path, &["affix", "restore", "stem", "cases", "cost", "form", "lemma", "source"])? {
            let (key, rule) = rule(&row, &table, number, &mut cases)?;
            rules.entry(key).or_default().insert(rule);
        }
    }
    let mut stopwords: BTreeMap<String, u64> = BTreeMap::new();
    for row in read(&folder.join("words").join("stopwords.tsv"), &["word", "lang", "source"])? {
        let Some((bit, _)) = (0..).zip(&languages).find(|(_, l)| first(l) == row.field(1)) else {
            return Err(row.error(format!("\"{}\" is no table of affixes", row.field(1)), "use the first tag of a row of languages.tsv"));
        };
        let key = folded(&table, row.field(0));
        if key.is_empty() {
            return Err(row.error(format!("\"{}\" has no letters", row.field(0)), "remove the row"));
        }
        *stopwords.entry(key).or_default() |= 1 << bit;
    }
    section(&languages, &cases, &stopwords, &rules)
        .ok_or_else(|| Error::new(ErrorKind::Limit, "the table of affixes cannot be built", "use fewer rows"))
}

fn folded(table: &FoldTable<'_>, text: &str) -> String {
    Folded::new(table, text).text().to_owned()
}

fn languages(path: &Path, table: &FoldTable<'_>) -> Result<Vec<Language>> {
    let mut languages = Vec::new();
    for row in read(path, &["lang", "script", "least", "agreement", "suffixes", "vowels", "source"])? {
        let number = |i: usize| row.field(i).parse::<usize>().ok().filter(|n| (1..=9).contains(n));
        let remedy = "least and suffixes are numbers from 1 to 9, agreement is all or last";
        let numbers = number(2).zip(number(4)).filter(|_| matches!(row.field(3), "all" | "last"));
        let (least, suffixes) = numbers.ok_or_else(|| row.error("the row cannot be read", remedy))?;
        languages.push(Language {
            tags: row.field(0).to_owned(),
            least,
            suffixes,
            agrees: row.field(3) == "all",
            script: row.field(1).to_owned(),
            vowels: folded(table, row.field(5)),
        });
    }
    if languages.len() > MAX_LANGUAGES {
        let what = format!("{} languages, over {MAX_LANGUAGES}", languages.len());
        return Err(Error::new(ErrorKind::Limit, what, "join languages that share their endings").at(path.display()));
    }
    Ok(languages)
}

/// A rule and its key: the side and the letters of the affix, outermost first.
fn rule(row: &TableRow, table: &FoldTable<'_>, language: usize, cases: &mut Vec<String>) -> Result<(Vec<u8>, Rule)> {
    let (affix, form, lemma) = (row.field(0), row.field(5), row.field(6));
    let (letters, suffix) = match (affix.strip_prefix('-'), affix.strip_suffix('-')) {
        (Some(letters), None) if !letters.is_empty() => (letters, true),
        (None, Some(letters)) if !letters.is_empty() => (letters, false),
        _ => return Err(row.error(format!("\"{affix}\" is no affix"), "write the hyphen where the stem is, such as -s")),
    };
    let remedy = "the form is stem and affix, the lemma the stem and what is restored";
    let cut =
        |word: &str, off: &str| if suffix { word.strip_suffix(off).map(str::to_owned) } else { word.strip_prefix(off).map(str::to_owned) };
    let rest = |word: &str, stem: &str| {
        if suffix { word.strip_prefix(stem).map(str::to_owned) } else { word.strip_suffix(stem).map(str::to_owned) }
    };
    let [whole, lemma] = [form, lemma].map(|text| folded(table, text));
    // Marks fold together with the letter that they stand on, so affixes are folded in their examples, where they stand there letter by letter.
    let raw = cut(form, letters);
    let made = raw.as_ref().map(|stem| if suffix { format!("{stem}{}", row.field(1)) } else { format!("{}{stem}", row.field(1)) });
    let stem = raw.map(|stem| folded(table, &stem)).or_else(|| cut(&whole, &folded(table, letters)));
    let letters = stem.as_ref().and_then(|stem| rest(&whole, stem));
    let restore = stem.as_ref().and_then(|stem| rest(&lemma, stem));
    let fits = |restore: &String| made.map_or(*restore == folded(table, row.field(1)), |made| folded(table, &made) == lemma);
    let restore = restore.filter(fits);
    let (Some(letters), Some(restore)) = (letters, restore) else {
        return Err(row.error(format!("\"{form}\" without \"{affix}\" and with \"{}\" is not \"{}\"", row.field(1), row.field(6)), remedy));
    };
    if letters.is_empty() || letters == restore {
        return Err(row.error(format!("\"{affix}\" folds to nothing, or to what is restored"), "remove the row: the fold does it"));
    }
    let (side, key) = if suffix { (SUFFIX, letters.chars().rev().collect()) } else { (PREFIX, letters) };
    let rule =
        Rule { language, cost: cost(row)?, cases: case_bits(row, cases)?, affix: affix.to_owned(), restore, stem: condition(row, table)? };
    Ok(([&[side], key.as_bytes()].concat(), rule))
}

/// The cost in hundredths of a nat.
fn cost(row: &TableRow) -> Result<u64> {
    let fault = || row.error(format!("\"{}\" is no cost", row.field(4)), "write nats with one or two decimals, such as 0.5");
    let (whole, rest) = row.field(4).split_once('.').unwrap_or((row.field(4), "0"));
    let digits = if rest.len() == 1 { format!("{whole}{rest}0") } else { format!("{whole}{rest}") };
    digits.parse().ok().filter(|cost| (1..10_000).contains(cost) && rest.len() <= 2).ok_or_else(fault)
}

fn case_bits(row: &TableRow, cases: &mut Vec<String>) -> Result<u64> {
    let mut bits = 0;
    for case in row.field(3).split(',') {
        if case.is_empty() {
            return Err(row.error("the row names no case", "say which cases the form may be, such as gen,acc"));
        }
        let place = cases.iter().position(|c| c == case).unwrap_or_else(|| {
            cases.push(case.to_owned());
            cases.len() - 1
        });
        if place >= MAX_CASES {
            return Err(row.error(format!("over {MAX_CASES} names of cases"), "use the names that other tables use"));
        }
        bits |= 1 << place;
    }
    Ok(bits)
}

fn condition(row: &TableRow, table: &FoldTable<'_>) -> Result<String> {
    let condition = row.field(2);
    if condition.is_empty() {
        return Ok(String::new());
    }
    let (sign, alternatives) = condition.strip_prefix('!').map_or(("", condition), |rest| ("!", rest));
    let mut parts = Vec::new();
    for alternative in alternatives.split('|') {
        let part = if matches!(alternative, VOWEL | CONSONANT) { alternative.to_owned() } else { folded(table, alternative) };
        if part.is_empty() {
            return Err(
                row.error(format!("\"{alternative}\" in the condition folds to nothing"), "write letters, C or V, with | between them")
            );
        }
        parts.push(part);
    }
    Ok(sign.to_owned() + &parts.join("|"))
}

/// The section; `None` when it outgrows 32 bits. Its layout is told in `affix.rs`.
fn section(
    languages: &[Language],
    cases: &[String],
    stopwords: &BTreeMap<String, u64>,
    rules: &BTreeMap<Vec<u8>, BTreeSet<Rule>>,
) -> Option<Vec<u8>> {
    let put_text = |out: &mut Vec<u8>, text: &str| {
        put_size(out, text.len());
        out.extend_from_slice(text.as_bytes());
    };
    let scripts: BTreeSet<&str> = languages.iter().map(|l| l.script.as_str()).collect();
    let mut out = Vec::new();
    put_size(&mut out, languages.len());
    for language in languages {
        put_text(&mut out, &language.tags);
        put_size(&mut out, language.least);
        put_size(&mut out, language.suffixes);
        put_size(&mut out, usize::from(language.agrees));
        put_size(&mut out, scripts.iter().position(|s| *s == language.script).unwrap_or(0));
        put_text(&mut out, &language.vowels);
    }
    put_size(&mut out, cases.len());
    cases.iter().for_each(|case| put_text(&mut out, case));
    let mut stream = Vec::new();
    let mut automaton = AutomatonBuilder::new()?;
    for (key, rules) in rules {
        automaton.insert(key, u64::try_from(stream.len()).ok()?)?;
        put_size(&mut stream, rules.len());
        for rule in rules {
            put_size(&mut stream, rule.language);
            put_varint(&mut stream, rule.cost);
            put_varint(&mut stream, rule.cases);
            put_text(&mut stream, &rule.affix);
            put_text(&mut stream, &rule.restore);
            put_text(&mut stream, &rule.stem);
        }
    }
    let mut words = AutomatonBuilder::new()?;
    stopwords.iter().try_for_each(|(word, languages)| words.insert(word.as_bytes(), *languages))?;
    for automaton in [words.finish()?, automaton.finish()?] {
        out.extend_from_slice(&u32::try_from(automaton.len()).ok()?.to_le_bytes());
        out.extend_from_slice(&automaton);
    }
    out.append(&mut stream);
    Some(out)
}
