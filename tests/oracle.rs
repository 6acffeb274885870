//! P12: the matcher gives what a naive matcher gives, on random dictionaries and texts that share prefixes, nest and mix scripts.

mod common;

use common::{Random, gazetteer, rounds, tables};
use polyonym::{Boundary, FoldedToken, Overlap, Scratch, TagOptions};
use std::ops::Range;

/// Pieces that names and texts are made of; no common word can be put together from them, for such names need their case.
const PIECES: [&str; 20] = ["q", "w", "qw", "wq", "qwqw", "qq", "Q", "QW", "é", "ß", "ы", "Ы", "ё", "ي", "ی", "中", "国", "カ", "が", "กา"];
const SEPARATORS: [&str; 10] = [" ", "-", "", "'", ". ", "  ", "\u{200C}", "·", ", ", "\n"];

fn compose(random: &mut Random, most: usize, in_text: bool) -> String {
    let mut text = String::new();
    for i in 0..random.below(most) + 1 {
        if i > 0 {
            // Names are one line of a table: the last separator is for texts alone.
            let choices = if in_text { &SEPARATORS[..] } else { &SEPARATORS[..9] };
            text.push_str(random.pick::<&str>(choices));
        }
        text.push_str(random.pick::<&str>(&PIECES));
    }
    text
}

fn key(tokens: &[FoldedToken]) -> String {
    tokens.iter().map(FoldedToken::key).collect()
}

/// Places of boundaries inside tokens, in bytes of their key.
fn inner(tokens: &[FoldedToken]) -> Vec<(usize, Boundary)> {
    let mut at = 0;
    let mut places = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        if i > 0 {
            places.push((at, token.before()));
        }
        at += token.key().len();
    }
    places
}

/// The rules of the matcher, written down once more without any care for speed. Names here never need their case.
fn is_name(name: &[FoldedToken], part: &[FoldedToken]) -> bool {
    let (of_name, of_text) = (inner(name), inner(part));
    key(name) == key(part)
        && key(part).chars().count() > 1
        && of_text.iter().all(|(at, b)| *b != Boundary::Hard || of_name.iter().any(|(a, b)| a == at && *b != Boundary::Joint))
        && of_text.iter().all(|(at, b)| *b != Boundary::Break || of_name.contains(&(*at, Boundary::Break)))
        && of_name.iter().all(|(at, b)| *b < Boundary::Hard || of_text.iter().any(|(a, _)| a == at))
}

fn naive(names: &[Vec<FoldedToken>], text: &str, overlap: Overlap) -> Vec<Range<usize>> {
    let tokens = tables().tokens(text);
    let mut found = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        let ends: Vec<usize> = (i..tokens.len()).filter(|&j| names.iter().any(|n| is_name(n, &tokens[i..=j]))).collect();
        let range = |j: usize| tokens[i].range().start..tokens[j].range().end;
        match overlap {
            Overlap::All => found.extend(ends.iter().map(|&j| range(j))),
            Overlap::Longest => found.extend(ends.last().map(|&j| range(j))),
        }
        i = if overlap == Overlap::Longest { ends.last().map_or(i + 1, |j| j + 1) } else { i + 1 };
    }
    found
}

#[test]
fn matches_are_those_of_the_naive_matcher() {
    let mut random = Random(12);
    let mut scratch = Scratch::new();
    let (mut pairs, mut matches) = (0u64, 0u64);
    for _ in 0..rounds(3_000) {
        // Names in lower case match any case; those that need their capitals are the subject of cases/case.toml.
        let names: Vec<String> = (0..random.below(12) + 1).map(|_| compose(&mut random, 4, false).to_lowercase()).collect();
        let rows: String = names.iter().map(|n| format!("x:{}\t{n}\tmul\n", n.len())).collect();
        let gazetteer = gazetteer(&format!("id\tname\tlang\n{rows}"));
        let tokens: Vec<Vec<FoldedToken>> = names.iter().map(|n| tables().tokens(n)).collect();
        for _ in 0..20 {
            let text = compose(&mut random, 12, true);
            for overlap in [Overlap::Longest, Overlap::All] {
                let options = TagOptions::new().overlap(overlap);
                let found: Vec<_> = gazetteer.find_with(&text, &options, &mut scratch).map(|m| m.range()).collect();
                assert_eq!(found, naive(&tokens, &text, overlap), "{overlap:?}\nnames {names:?}\ntext {text:?}");
                pairs += 1;
                matches += found.len() as u64;
            }
        }
    }
    println!("{pairs} pairs, {matches} matches");
    assert!(matches > 10_000, "the texts must hold names: {matches}");
}

/// A name at every place around the edge of a chunk, beside neighbours that fill it: an unfinished token was once stepped over.
#[test]
fn matches_do_not_depend_on_where_the_text_is_cut() {
    let gazetteer = gazetteer("id\tname\nx:times\tTehran Times\nx:tehran\tTehran\nx:beijing\t北京\nx:zor\tDeir ez-Zor\n");
    let mut scratch = Scratch::new();
    let neighbours =
        [format!("Tehran Times-{} ", "x".repeat(1000)), format!("北京{} ", "カ".repeat(400)), format!("{}-Deir-ez-Zor", "y".repeat(300))];
    for neighbour in &neighbours {
        let expected: Vec<_> = gazetteer.find(neighbour, &mut scratch).map(|m| m.range()).collect();
        assert_eq!(expected.len(), 1, "{neighbour}");
        for before in (15_000..16_500).step_by(3).chain(16_330..16_400) {
            let text = format!("{}{neighbour}", " ".repeat(before));
            for overlap in [Overlap::Longest, Overlap::All] {
                let options = TagOptions::new().overlap(overlap);
                let found: Vec<_> = gazetteer.find_with(&text, &options, &mut scratch).map(|m| m.range()).collect();
                let last = found.last().map(|r| r.start - before..r.end - before);
                assert_eq!(last.as_ref(), expected.last(), "{before} spaces before {neighbour:.20}");
            }
        }
    }
}
