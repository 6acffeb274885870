//! Attested spellings of one name, and likely confusions, in some thirty languages: `tests/spellings/*.tsv`. The weights of comparisons
//! were fitted to these pairs; `tests/pairs/labelled.tsv` was not looked at, and measures.

use polyonym::Comparer;
use std::path::{Path, PathBuf};

struct Pair {
    one: String,
    other: String,
    same: bool,
}

fn pairs(path: &Path) -> Vec<Pair> {
    let text = std::fs::read_to_string(path).unwrap();
    let row = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        assert_eq!(fields.len(), 6, "{}: {line}", path.display());
        assert!(matches!(fields[3], "true" | "false"), "{}: {line}", path.display());
        Pair { one: fields[1].to_owned(), other: fields[2].to_owned(), same: fields[3] == "true" }
    };
    text.lines().skip(1).map(row).collect()
}

fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir("tests/spellings").unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files
}

fn comparer() -> Comparer {
    Comparer::new(polyonym_dictionaries::tables().clone())
}

/// Precision and recall of the decisions on some pairs.
fn measure(comparer: &Comparer, pairs: &[Pair]) -> (f64, f64) {
    let decided: Vec<(bool, bool)> = pairs.iter().map(|p| (p.same, comparer.compare(&p.one, &p.other).is_match())).collect();
    let count = |same, matched| decided.iter().filter(|d| **d == (same, matched)).count() as f64;
    let right = count(true, true);
    (right / (right + count(false, true)).max(1.0), right / (right + count(true, false)).max(1.0))
}

#[test]
fn spellings_are_one_name_and_confusions_are_two() {
    let comparer = comparer();
    let mut all = Vec::new();
    for file in files() {
        let pairs = pairs(&file);
        let (precision, recall) = measure(&comparer, &pairs);
        println!("{:60} {:4} pairs, precision {precision:.3}, recall {recall:.3}", file.display(), pairs.len());
        all.extend(pairs);
    }
    assert!(all.iter().filter(|p| p.same).count() >= 600);
    let (precision, recall) = measure(&comparer, &all);
    assert!(precision >= 0.88 && recall >= 0.85, "{precision:.3} {recall:.3}");
}

#[test]
fn pairs_that_nothing_was_fitted_to() {
    let (precision, recall) = measure(&comparer(), &pairs(Path::new("tests/pairs/labelled.tsv")));
    println!("precision {precision:.3}, recall {recall:.3}");
    assert!(precision >= 0.83 && recall >= 0.83, "{precision:.3} {recall:.3}");
}

#[test]
fn comparing_is_symmetric() {
    let comparer = comparer();
    for pair in files().iter().flat_map(|f| pairs(f)) {
        assert_eq!(comparer.compare(&pair.one, &pair.other), comparer.compare(&pair.other, &pair.one), "{} / {}", pair.one, pair.other);
    }
}

#[test]
fn more_evidence_does_not_lower_the_probability() {
    let comparer = comparer();
    let p = |one: &str, other: &str| comparer.compare(one, other).probability();
    for (full, respelled, less) in [
        ("Vladimir Putin", "Владимир Путин", "Путин"),
        ("Qasem Soleimani", "Касем Сулеймани", "Сулеймани"),
        ("Bahram Qassemi", "بهرام قاسمی", "قاسمی"),
        ("Angela Merkel", "Ангела Меркель", "Меркель"),
    ] {
        assert!(p(full, respelled) >= p(full, less), "{full}");
        assert!(p(full, full) >= p(full, respelled), "{full}");
    }
}
