//! Inflected names in sentences: `tests/inflection/LANG.tsv`, one sentence a row, with the form that stands in it and the name that
//! dictionaries list. A dictionary of all names of the file is built, and the sentence must give exactly that form with that name's id; where
//! the name is `-`, the form is a word that only looks like one, and nothing may be accepted there.

use polyonym::compile::DictionaryRow;
use polyonym::{Builder, Evidence, Gazetteer, ResolveOptions, Scratch, TagOptions};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The least forms that a language has sentences for.
const LEAST: usize = 12;

struct Row {
    line: usize,
    text: String,
    form: String,
    lemma: String,
}

fn rows(path: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("text\tform\tlemma"), "{}", path.display());
    let row = |(line, text): (usize, &str)| {
        let fields: Vec<&str> = text.split('\t').collect();
        let [text, form, lemma] = fields.as_slice() else { panic!("{}:{}: not three columns", path.display(), line + 2) };
        Row { line: line + 2, text: (*text).to_owned(), form: (*form).to_owned(), lemma: (*lemma).to_owned() }
    };
    lines.enumerate().map(row).collect()
}

fn gazetteer(rows: &[Row]) -> Gazetteer {
    let mut builder = Builder::new(polyonym_dictionaries::tables().clone());
    let lemmas: BTreeSet<&str> = rows.iter().map(|r| r.lemma.as_str()).filter(|l| *l != "-").collect();
    for lemma in lemmas {
        let row = DictionaryRow { id: format!("x:{lemma}"), name: lemma.to_owned(), ..DictionaryRow::default() };
        builder = builder.row(&row).unwrap();
    }
    Gazetteer::from_owner(builder.finish().unwrap().0).unwrap()
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inflection");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn names_in_sentences() {
    let mut faults = Vec::new();
    for path in files() {
        let lang = path.file_stem().unwrap().to_str().unwrap();
        let rows = rows(&path);
        assert!(rows.iter().filter(|r| r.lemma != "-").count() >= LEAST, "{}: under {LEAST} forms", path.display());
        let gazetteer = gazetteer(&rows);
        // Letters that correspond are another matter: here only endings may be taken off.
        let options = TagOptions::new().transliteration(false).resolve(ResolveOptions::new().lang(lang));
        let mut scratch = Scratch::new();
        for row in &rows {
            let found: Vec<(String, String, Evidence)> = gazetteer
                .tag_with(&row.text, &options, &mut scratch)
                .filter_map(|m| m.accepted().map(|c| (m.text().to_owned(), c.id().to_owned(), c.evidence())))
                .collect();
            let right = match row.lemma.as_str() {
                "-" => !found.iter().any(|(text, ..)| text.contains(&row.form) || row.form.contains(text.as_str())),
                lemma => found.iter().any(|(text, id, _)| *text == row.form && *id == format!("x:{lemma}")),
            };
            if !right {
                faults.push(format!("{}:{}: {} ({}) in \"{}\": {found:?}", path.display(), row.line, row.form, row.lemma, row.text));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Every row of the tables does what its example says, whatever else the language's other rows do.
#[test]
fn every_example_of_the_tables() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("dictionaries/affix");
    let (mut faults, mut examples) = (Vec::new(), 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let lang = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        for (line, row) in text.lines().enumerate().skip(1).filter(|_| lang != "languages") {
            let fields: Vec<&str> = row.split('\t').collect();
            let (form, lemma) = (fields[5], fields[6]);
            let forms = polyonym_dictionaries::tables().forms(form, Some(&lang));
            let folded = polyonym_dictionaries::tables().fold(lemma);
            examples += 1;
            if !forms.iter().any(|f| f.lemma() == folded.text()) {
                faults.push(format!("{}:{}: {form} gives no {lemma}", path.display(), line + 1));
            }
        }
    }
    assert!(examples > 2000, "{examples} examples");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
