//! Learning tables of correspondences: the same pairs give the same table, byte for byte, in whatever order they come.

#![cfg(feature = "learn")]

mod common;

use common::{Random, tables};
use polyonym::learn::Learner;

/// 200 given names as they are commonly written: half of them Cyrillic, half of them Arabic, the common Latin spellings beside them.
const PAIRS: &str = include_str!("learn/pairs.tsv");

/// The pairs whose first letter is in the range.
fn pairs(script: std::ops::RangeInclusive<char>) -> Vec<(&'static str, &'static str)> {
    let pairs: Vec<_> = PAIRS.lines().skip(1).filter_map(|line| line.split_once('\t')).collect();
    assert_eq!(pairs.len(), 200);
    pairs.into_iter().filter(|(from, _)| from.starts_with(|c| script.contains(&c))).collect()
}

fn learn(pairs: &[(&str, &str)]) -> String {
    let mut learner = Learner::new(tables().clone());
    for (from, to) in pairs {
        assert_eq!(learner.pair(from, to, 1.0), 1, "{from} {to}");
    }
    learner.learn(|_| ()).to_tsv()
}

#[test]
fn a_sample_of_names_gives_the_committed_tables() {
    let samples = [
        ("cyrl-latn.tsv", 'А'..='я', include_str!("learn/cyrl-latn.tsv"), [("в", "v"), ("н", "n"), ("р", "r")]),
        ("arab-latn.tsv", '\u{620}'..='\u{64A}', include_str!("learn/arab-latn.tsv"), [("م", "m"), ("ن", "n"), ("د", "d")]),
    ];
    let mut different = Vec::new();
    for (name, script, committed, known) in samples {
        let pairs = pairs(script);
        assert_eq!(pairs.len(), 100, "{name}");
        let table = learn(&pairs);
        if table != committed {
            let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
            std::fs::write(&path, &table).unwrap();
            different.push(format!("tests/learn/{name} and {}", path.display()));
        }
        for (from, to) in known {
            assert!(table.contains(&format!("\n{from}\t{to}\t")), "{name}: {from} is not known as {to}");
        }
    }
    assert!(different.is_empty(), "what is learned is not what is committed; compare and replace:\n  {}", different.join("\n  "));
}

#[test]
fn the_order_of_pairs_does_not_matter() {
    let mut pairs = pairs('\u{620}'..='\u{64A}');
    let expected = learn(&pairs);
    let mut random = Random(5);
    for _ in 0..5 {
        for i in (1..pairs.len()).rev() {
            pairs.swap(i, random.below(i + 1));
        }
        assert!(learn(&pairs) == expected, "{pairs:?}");
    }
}

#[test]
fn learning_goes_on_from_what_it_knows() {
    let mut learner = Learner::new(tables().clone());
    let mut rounds: Vec<f64> = Vec::new();
    for (from, to) in pairs('А'..='я') {
        learner.pair(from, to, 1.0);
    }
    let _ = learner.learn(|round| {
        assert_eq!((round.number, round.of, round.pairs), (rounds.len() + 1, 10, learner.pairs()));
        rounds.push(round.likelihood);
    });
    // Single letters first, then longer pieces: within a stage the pairs grow likelier with each round, as expectation maximisation must.
    assert!(rounds[..4].is_sorted(), "{rounds:?}");
    assert!(rounds[9] > rounds[0] + 1.0, "{rounds:?}");
}

#[test]
fn words_that_cannot_be_one_name_are_left_out() {
    let mut learner = Learner::new(tables().clone());
    for (from, to) in [("Иван", "Gregory"), ("Иван Петров", "Ivan"), ("", "Ivan"), ("Иван", ""), ("…", "Ivan")] {
        assert_eq!(learner.pair(from, to, 1.0), 0, "{from} {to}");
    }
    assert_eq!(learner.pairs(), 0);
    assert_eq!(learner.learn(|_| ()).to_tsv(), "from\tto\tcost\tcount\n");
}
