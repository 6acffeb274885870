//! Cases as data: every file of `tests/cases/` is one script or one phenomenon, every case says in its `name` what it checks.
//!
//! Expected values come from the design pages and from what readers of the language expect, never from what the code printed. A bug
//! becomes a case, with a comment in the file that tells its story.
//!
//! A file may hold `[dictionaries]`, small tables of its own as TSV, which cases name with `dictionary = "…"`; all
//! other cases ask the built-in gazetteer. All numbers are bytes of UTF-8.

use polyonym::{Builder, Candidate, Comparer, Evidence, Gazetteer, Overlap, ResolveOptions, Scratch, TagOptions};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::path::{Path, PathBuf};

/// One file of cases.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    dictionaries: BTreeMap<String, String>,
    #[serde(default)]
    fold: Vec<Fold>,
    #[serde(default)]
    tokens: Vec<Tokens>,
    #[serde(default)]
    tag: Vec<Tag>,
    #[serde(default)]
    resolve: Vec<Resolve>,
    #[serde(default)]
    compare: Vec<Compare>,
    #[serde(default)]
    span: Vec<Span>,
}

/// Whether two texts fold to the same letters and spaces.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fold {
    name: String,
    a: String,
    b: String,
    same: bool,
}

/// The folded letters of the tokens of a text, and what stands before each, if the case says so.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tokens {
    name: String,
    text: String,
    keys: Vec<String>,
    before: Option<Vec<String>>,
}

/// The names in a text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tag {
    name: String,
    text: String,
    dictionary: Option<String>,
    /// Stands before the text, so many times: puts the text astride the chunks that the matcher folds at a time.
    filler: Option<Filler>,
    #[serde(default)]
    overlap: Overlaps,
    only: Option<String>,
    mentions: Vec<Mention>,
}

/// The words of [`Overlap`], which has them itself only with the feature `serde`.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Overlaps {
    #[default]
    Longest,
    All,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filler {
    text: String,
    times: usize,
}

/// A mention: its letters, and where they begin when the text has them twice; the accepted id, empty when nothing may be accepted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mention {
    text: String,
    at: Option<usize>,
    id: String,
    evidence: Option<String>,
    candidates: Option<Vec<String>>,
    /// Whether look-alike letters were put right.
    lookalike: Option<bool>,
}

/// A name by itself.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Resolve {
    name: String,
    query: String,
    dictionary: Option<String>,
    lang: Option<String>,
    kind: Option<String>,
    only: Option<String>,
    limit: Option<usize>,
    /// The accepted id; empty when nothing may be accepted.
    accepted: String,
    /// The best candidate.
    first: Option<String>,
    /// Its evidence.
    evidence: Option<String>,
    /// All candidates, the best first.
    candidates: Option<Vec<String>>,
}

/// Two names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Compare {
    name: String,
    a: String,
    b: String,
    #[serde(rename = "match")]
    is_match: bool,
    evidence: Option<String>,
}

/// Where tokens lie in a text, and where parts of the folded text come from.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Span {
    name: String,
    text: String,
    tokens: Vec<[usize; 2]>,
    #[serde(default)]
    folded: Vec<FoldedPart>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FoldedPart {
    part: String,
    source: [usize; 2],
}

/// Collects what differs, so that one run shows all of it.
#[derive(Default)]
struct Report {
    checked: usize,
    failures: Vec<String>,
}

/// Where a case stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    file: &'a str,
    kind: &'a str,
    name: &'a str,
}

impl Report {
    fn equal<T: PartialEq + Debug>(&mut self, place: Place<'_>, what: &str, expected: T, found: T) {
        if expected != found {
            let Place { file, kind, name } = place;
            self.failures.push(format!("{file} [[{kind}]] {name}: {what}\n    expected {expected:?}\n    found    {found:?}"));
        }
    }
}

/// The gazetteer that a case asks.
struct Gazetteers(BTreeMap<String, Gazetteer>);

impl Gazetteers {
    fn build(file: &str, dictionaries: &BTreeMap<String, String>) -> Self {
        let build = |(name, rows): (&String, &String)| {
            let builder = Builder::new(polyonym_dictionaries::tables().clone());
            let (bytes, report) = builder.read(rows.as_bytes(), name).and_then(Builder::finish).unwrap_or_else(|e| panic!("{file}: {e}"));
            assert_eq!(report.faults(), [], "{file}: {name}");
            (name.clone(), Gazetteer::from_owner(bytes).unwrap())
        };
        Self(dictionaries.iter().map(build).collect())
    }

    fn get(&self, name: Option<&String>) -> &Gazetteer {
        match name {
            Some(name) => self.0.get(name).unwrap_or_else(|| panic!("no dictionary {name}")),
            None => polyonym_dictionaries::gazetteer(),
        }
    }
}

fn check_fold(report: &mut Report, place: Place<'_>, case: &Fold) {
    let [a, b] = [&case.a, &case.b].map(|text| polyonym_dictionaries::tables().fold(text).text().to_owned());
    assert!(!case.a.is_empty() && case.a != case.b, "{} {}: a case folds two different texts", place.file, place.name);
    let relation = |same| if same { "the same" } else { "different" };
    let what = format!("{:?} folds to {a:?}, {:?} to {b:?}", case.a, case.b);
    report.equal(place, &what, relation(case.same), relation(a == b));
}

fn check_tokens(report: &mut Report, place: Place<'_>, case: &Tokens) {
    let tokens = polyonym_dictionaries::tables().tokens(&case.text);
    let keys: Vec<String> = tokens.iter().map(|t| t.key().to_owned()).collect();
    report.equal(place, &format!("tokens of {:?}", case.text), &case.keys, &keys);
    if let Some(before) = &case.before {
        let found: Vec<String> = tokens.iter().map(|t| format!("{:?}", t.before()).to_lowercase()).collect();
        report.equal(place, &format!("boundaries of {:?}", case.text), before, &found);
    }
}

fn check_tag(report: &mut Report, place: Place<'_>, case: &Tag, gazetteers: &Gazetteers) {
    let filler = case.filler.as_ref().map(|f| f.text.repeat(f.times)).unwrap_or_default();
    let text = format!("{filler}{}", case.text);
    // Names as they stand: what documents and endings add has its own tests.
    let plain = TagOptions::new().document(false).inflection(false);
    let mut options = plain.overlap(match case.overlap {
        Overlaps::Longest => Overlap::Longest,
        Overlaps::All => Overlap::All,
    });
    if let Some(only) = &case.only {
        options = options.resolve(ResolveOptions::new().only(only));
    }
    let mut scratch = Scratch::new();
    let found: Vec<_> = gazetteers.get(case.dictionary.as_ref()).tag_with(&text, &options, &mut scratch).collect();
    let place_of = |m: &Mention| {
        let count = case.text.matches(&m.text).count();
        assert!(count > 0, "{} {}: {:?} is not in the text", place.file, place.name, m.text);
        assert!(count == 1 || m.at.is_some(), "{} {}: {:?} stands {count} times; give at", place.file, place.name, m.text);
        let at = filler.len() + m.at.unwrap_or_else(|| case.text.find(&m.text).unwrap_or_default());
        (at..at + m.text.len(), m.id.clone())
    };
    let expected: Vec<_> = case.mentions.iter().map(place_of).collect();
    let listed: Vec<_> = found.iter().map(|m| (m.range(), m.accepted().map(|c| c.id().to_owned()).unwrap_or_default())).collect();
    report.equal(place, &format!("mentions in {:?}", case.text), &expected, &listed);
    for (expected, found) in case.mentions.iter().zip(&found) {
        let what = |of: &str| format!("{of} of {:?} in {:?}", found.text(), case.text);
        report.equal(place, &what("letters"), expected.text.as_str(), found.text());
        if let Some(evidence) = &expected.evidence {
            report.equal(place, &what("evidence"), Some(evidence.as_str()), found.candidates().first().map(|c| c.evidence().as_str()));
        }
        if let Some(candidates) = &expected.candidates {
            let ids: Vec<String> = found.candidates().iter().map(|c| c.id().to_owned()).collect();
            report.equal(place, &what("candidates"), candidates, &ids);
        }
        if let Some(lookalike) = expected.lookalike {
            report.equal(place, &what("look-alikes"), lookalike, found.is_lookalike());
        }
    }
}

fn check_resolve(report: &mut Report, place: Place<'_>, case: &Resolve, gazetteers: &Gazetteers) {
    let mut options = ResolveOptions::new();
    if let Some(limit) = case.limit {
        options = options.limit(limit);
    }
    if let Some(lang) = &case.lang {
        options = options.lang(lang);
    }
    if let Some(kind) = &case.kind {
        options = options.entity_type(kind);
    }
    if let Some(only) = &case.only {
        options = options.only(only);
    }
    let answer = gazetteers.get(case.dictionary.as_ref()).resolve_with(&case.query, &options);
    let what = |of: &str| format!("{of} of {:?}", case.query);
    let ids: Vec<String> = answer.candidates().iter().map(|c| c.id().to_owned()).collect();
    report.equal(
        place,
        &format!("accepted of {:?}, candidates {ids:?}", case.query),
        case.accepted.as_str(),
        answer.accepted().map_or("", Candidate::id),
    );
    if let Some(first) = &case.first {
        report.equal(place, &what("first candidate"), Some(first), ids.first());
    }
    if let Some(evidence) = &case.evidence {
        report.equal(place, &what("evidence"), Some(evidence.as_str()), answer.candidates().first().map(|c| c.evidence().as_str()));
    }
    if let Some(candidates) = &case.candidates {
        report.equal(place, &what("candidates"), candidates, &ids);
    }
    // What no answer may break: probabilities sum to at most one, and stronger evidence comes first.
    let total: f64 = answer.candidates().iter().map(Candidate::probability).sum();
    report.equal(place, &what("probabilities at most 1"), true, total <= 1.0 + 1e-9);
    report.equal(place, &what("stronger evidence first"), true, answer.candidates().is_sorted_by(|a, b| a.evidence() >= b.evidence()));
}

fn check_compare(report: &mut Report, place: Place<'_>, case: &Compare) {
    let comparer = Comparer::new(polyonym_dictionaries::tables().clone());
    let (one, other) = (comparer.compare(&case.a, &case.b), comparer.compare(&case.b, &case.a));
    report.equal(place, &format!("{:?} and {:?} at {:.3}", case.a, case.b, one.probability()), case.is_match, one.is_match());
    report.equal(place, "the same both ways", one, other);
    if let Some(evidence) = &case.evidence {
        report.equal(
            place,
            &format!("evidence of {:?} and {:?}", case.a, case.b),
            Some(evidence.as_str()),
            one.evidence().map(Evidence::as_str),
        );
    }
}

fn check_span(report: &mut Report, place: Place<'_>, case: &Span) {
    let tables = polyonym_dictionaries::tables();
    let found: Vec<[usize; 2]> = tables.tokens(&case.text).iter().map(|t| [t.range().start, t.range().end]).collect();
    report.equal(place, &format!("token ranges of {:?}", case.text), &case.tokens, &found);
    for &[start, end] in &found {
        report.equal(place, "ranges on character boundaries", true, case.text.get(start..end).is_some());
    }
    let folded = tables.fold(&case.text);
    for FoldedPart { part, source } in &case.folded {
        let at = folded.text().find(part.as_str());
        report.equal(place, &format!("{part:?} in {:?}", folded.text()), true, at.is_some());
        if let Some(at) = at {
            let range = folded.source(at..at + part.len());
            report.equal(place, &format!("source of {part:?} in {:?}", case.text), *source, [range.start, range.end]);
        }
    }
}

/// Checks every case of one file.
fn check_file(report: &mut Report, file: &str, cases: &File) {
    let count = cases.fold.len() + cases.tokens.len() + cases.tag.len() + cases.resolve.len() + cases.compare.len() + cases.span.len();
    assert!(count > 0, "{file} has no cases");
    report.checked += count;
    let used: BTreeSet<&String> =
        cases.tag.iter().filter_map(|c| c.dictionary.as_ref()).chain(cases.resolve.iter().filter_map(|c| c.dictionary.as_ref())).collect();
    assert_eq!(used, cases.dictionaries.keys().collect(), "{file}: dictionaries that cases name, and those that stand there");
    let gazetteers = Gazetteers::build(file, &cases.dictionaries);
    let place = |kind, name| Place { file, kind, name };
    cases.fold.iter().for_each(|c| check_fold(report, place("fold", &c.name), c));
    cases.tokens.iter().for_each(|c| check_tokens(report, place("tokens", &c.name), c));
    cases.tag.iter().for_each(|c| check_tag(report, place("tag", &c.name), c, &gazetteers));
    cases.resolve.iter().for_each(|c| check_resolve(report, place("resolve", &c.name), c, &gazetteers));
    cases.compare.iter().for_each(|c| check_compare(report, place("compare", &c.name), c));
    cases.span.iter().for_each(|c| check_span(report, place("span", &c.name), c));
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

#[test]
fn cases() {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut report = Report::default();
    for path in &paths {
        let name = path.file_name().and_then(|n| n.to_str()).unwrap();
        assert!(name.ends_with(".toml"), "{name} is not a file of cases");
        let text = std::fs::read_to_string(path).unwrap();
        let cases: File = toml::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        check_file(&mut report, name, &cases);
    }
    println!("{} cases in {} files", report.checked, paths.len());
    assert!(report.failures.is_empty(), "{} disagree:\n{}", report.failures.len(), report.failures.join("\n"));
    assert!(report.checked >= 200, "only {} cases", report.checked);
}

/// A checker that cannot fail is none: every kind of case must be able to disagree.
#[test]
fn every_kind_of_case_can_fail() {
    let wrong = [
        "[[fold]]\nname = 'f'\na = 'a'\nb = 'b'\nsame = true",
        "[[tokens]]\nname = 't'\ntext = 'a b'\nkeys = ['ab']",
        "[[tokens]]\nname = 't'\ntext = 'a b'\nkeys = ['a', 'b']\nbefore = ['hard', 'soft']",
        "[[tag]]\nname = 'g'\ntext = 'Tehran'\nmentions = []",
        "[[tag]]\nname = 'g'\ntext = 'in Tehran'\nmentions = [{ text = 'Tehran', id = 'Q1' }]",
        "[[tag]]\nname = 'g'\ntext = 'TEHRAN'\nmentions = [{ text = 'TEHRAN', id = 'Q3616', evidence = 'exact' }]",
        "[[tag]]\nname = 'g'\ntext = 'Tehran'\nmentions = [{ text = 'Tehran', id = 'Q3616', candidates = [] }]",
        "[[resolve]]\nname = 'r'\nquery = 'Tehran'\naccepted = ''",
        "[[resolve]]\nname = 'r'\nquery = 'Tehran'\naccepted = 'Q3616'\nfirst = 'Q1'",
        "[[resolve]]\nname = 'r'\nquery = 'Tehran'\naccepted = 'Q3616'\nevidence = 'folded'",
        "[[resolve]]\nname = 'r'\nquery = 'Tehran'\naccepted = 'Q3616'\ncandidates = []",
        "[[compare]]\nname = 'c'\na = 'Tehran'\nb = 'Moscow'\nmatch = true",
        "[[compare]]\nname = 'c'\na = 'Tehran'\nb = 'TEHRAN'\nmatch = true\nevidence = 'exact'",
        "[[span]]\nname = 's'\ntext = 'Tehran'\ntokens = [[0, 5]]",
        "[[span]]\nname = 's'\ntext = 'Tehran'\ntokens = [[0, 6]]\nfolded = [{ part = 'teh', source = [0, 4] }]",
        "[[span]]\nname = 's'\ntext = 'Tehran'\ntokens = [[0, 6]]\nfolded = [{ part = 'Teh', source = [0, 3] }]",
    ];
    for text in wrong {
        let mut report = Report::default();
        check_file(&mut report, "sample", &toml::from_str(text).unwrap());
        assert_eq!(report.failures.len(), 1, "{text}\n{:?}", report.failures);
    }
    assert!(toml::from_str::<File>("[[fold]]\nname = 'f'\na = 'a'\nb = 'b'\nsame = true\nunknown = 1").is_err());
    assert!(toml::from_str::<File>("[[unknown]]\nname = 'f'").is_err());
    assert!(std::panic::catch_unwind(|| check_file(&mut Report::default(), "empty", &toml::from_str("").unwrap())).is_err());
}
