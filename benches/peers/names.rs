//! The dictionary: folded names that mean the same to polyonym and to all rivals.
//!
//! Names are real ones of `../shared/data` where it is present, else made of syllables. What keeps a name out is counted in [`Left`].

use crate::common::shared;
use crate::line::{Class, Classes, Gap, Line};
use crate::text::Text;
use polyonym::compile::{RowReader, lint_name};
use polyonym::limits::{MAX_KEY_BYTES, MIN_TAGGED_LETTERS};
use polyonym::{Boundary, FoldedToken, Tables};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::BufReader;
use std::ops::Range;

/// A name as every rival wants it.
#[derive(Clone)]
pub struct Name {
    /// The line of its tokens without the space before it: what tries hold. Automata that search everywhere have the space as well.
    pub closed: String,
    /// Whether it begins with a word, and so has a space before it.
    pub opens: bool,
    /// What polyonym reads: words with one space between them.
    pub spelled: String,
    /// Its letters alone: the key of polyonym.
    pub letters: String,
    /// What stands before each token, and where in `closed` it is.
    pub tokens: Box<[(Gap, Range<usize>)]>,
    /// The names as they were written, before folding.
    pub written: Vec<String>,
}

impl Name {
    /// With the separators on both sides.
    pub fn bounded(&self) -> String {
        format!("{}{}", if self.opens { " " } else { "" }, self.closed)
    }
}

/// Distinct names that were left out, by reason, and those that are kept.
#[derive(Clone, Copy, Debug, Default)]
pub struct Left {
    pub kept: usize,
    /// One letter, over 255 bytes, or refused by the builder for look-alike or invisible letters.
    pub refused: usize,
    /// Folded, they fold to something else.
    pub unstable: usize,
    /// A space beside a letter of a script that spaces nothing: polyonym finds them without that space as well.
    pub spaced: usize,
    /// A hyphen or apostrophe stands in one of the texts where the name has nothing: polyonym finds these, rivals would need a second key.
    pub crossed: usize,
}

/// The distinct names, sorted by [`Name::closed`].
pub struct Names {
    pub all: Vec<Name>,
    pub left: Left,
}

/// All names of the first `most` rows on which polyonym and its rivals agree in these texts. O(bytes of names and texts).
pub fn names(tables: &Tables, texts: &[Text], most: usize) -> Names {
    let mut classes = Classes::new(tables);
    let (mut left, mut distinct) = (Left::default(), BTreeMap::<String, Name>::new());
    for written in written_names(most) {
        match fold(&written, tables, &mut classes) {
            Ok(name) => distinct.entry(name.closed.clone()).or_insert(name).written.push(written),
            Err(Refusal::Refused) => left.refused += 1,
            Err(Refusal::Unstable) => left.unstable += 1,
            Err(Refusal::Spaced) => left.spaced += 1,
        }
    }
    let crossed = crossed(texts, &distinct, &mut classes);
    left.crossed = crossed.len();
    distinct.retain(|closed, _| !crossed.contains(closed));
    left.kept = distinct.len();
    Names { all: distinct.into_values().collect(), left }
}

/// `count` of the names, taken at equal distances.
pub fn some(names: &[Name], count: usize) -> Vec<Name> {
    (0..count).map(|i| names[i * names.len() / count].clone()).collect()
}

enum Refusal {
    Refused,
    Unstable,
    Spaced,
}

fn fold(written: &str, tables: &Tables, classes: &mut Classes) -> Result<Name, Refusal> {
    let tokens = tables.tokens(written);
    let letters: String = tokens.iter().map(FoldedToken::key).collect();
    if letters.chars().count() < MIN_TAGGED_LETTERS || letters.len() > MAX_KEY_BYTES || tokens.iter().any(FoldedToken::is_lookalike) {
        return Err(Refusal::Refused);
    }
    for (left, right) in tokens.iter().zip(&tokens[1..]).filter(|(_, right)| right.before() != Boundary::Joint) {
        if classes.of(left) != classes.of(right) || classes.of(left) == Class::Character {
            return Err(Refusal::Spaced);
        }
    }
    let line = Line::new(&tokens, classes, Gap::Space);
    let space = |i: usize| if i > 0 && line.gaps[i] == Gap::Space { " " } else { "" };
    let spelled: String = tokens.iter().enumerate().flat_map(|(i, token)| [space(i), token.key()]).collect();
    if lint_name(&spelled, "").is_some() {
        return Err(Refusal::Refused);
    }
    let again = Line::new(&tables.tokens(&spelled), classes, Gap::Space);
    if again.text != line.text {
        return Err(Refusal::Unstable);
    }
    let before = line.starts[0];
    let closed = line.text[before..].to_owned();
    let places = line.starts.iter().zip(&line.ends).map(|(start, end)| start - before..end - before);
    let tokens = line.gaps.iter().copied().zip(places).collect();
    Ok(Name { closed, opens: before > 0, spelled, letters, tokens, written: Vec::new() })
}

/// Tokens that a name may have across a hyphen; longer names across one were not seen.
const MOST_TOKENS: usize = 16;

/// Names whose letters stand in a text across a hyphen, an apostrophe or the like, but with other separators than the name has.
fn crossed(texts: &[Text], names: &BTreeMap<String, Name>, classes: &mut Classes) -> HashSet<String> {
    let mut by_letters = HashMap::<&str, Vec<&str>>::new();
    for name in names.values() {
        by_letters.entry(&name.letters).or_default().push(&name.closed);
    }
    let mut crossed = HashSet::new();
    for tokens in texts.iter().map(|text| &text.tokens) {
        for at in (1..tokens.len()).filter(|at| tokens[*at].before() == Boundary::Soft) {
            for first in at.saturating_sub(MOST_TOKENS)..at {
                for end in at + 1..=tokens.len().min(first + MOST_TOKENS) {
                    let window = &tokens[first..end];
                    if window[1..].iter().any(|token| token.before() == Boundary::Break) {
                        break;
                    }
                    let letters: String = window.iter().map(FoldedToken::key).collect();
                    let Some(found) = by_letters.get(letters.as_str()) else { continue };
                    let line = Line::new(window, classes, Gap::Space);
                    let others = found.iter().filter(|closed| line.text[line.starts[0]..] != ***closed);
                    crossed.extend(others.map(|closed| (*closed).to_owned()));
                }
            }
        }
    }
    crossed
}

/// The distinct names of the first `most` rows, as they are written.
fn written_names(most: usize) -> HashSet<String> {
    let Some(path) = shared("names/gazetteer_known.tsv.gz") else {
        println!("names: ../shared is absent, generated names stand in");
        return generated().take(most).collect();
    };
    let input = flate2::read::MultiGzDecoder::new(File::open(path).unwrap());
    RowReader::new(BufReader::new(input), "gazetteer_known").unwrap().flatten().take(most).map(|row| row.name).collect()
}

/// The names of the built-in dictionary, then a million of two or three made-up words; always the same.
fn generated() -> impl Iterator<Item = String> {
    const SYLLABLES: [&str; 24] = [
        "ka", "lo", "mi", "ran", "teh", "ber", "ov", "sky", "an", "del", "por", "to", "ви", "ка", "мос", "ров", "ان", "دار", "مح", "الب",
        "东", "山", "新", "大",
    ];
    let mut real = Vec::new();
    polyonym_dictionaries::gazetteer().for_each_row(|row| real.push(row.name.to_owned()));
    // The generator of Knuth's MMIX; its upper bits are used.
    let mut state = 1_u64;
    let mut next = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((state >> 33) % below).unwrap()
    };
    let made = (0..1_000_000).map(move |_| {
        // Syllables of one script: four tables of 12, 4, 4 and 4; more of them where there are fewer to choose from.
        let (first, count, more) = [(0, 12, 0), (12, 4, 2), (16, 4, 2), (20, 4, 2)][next(4)];
        let mut word = |syllables: usize| (0..syllables).map(|_| SYLLABLES[first + next(count)]).collect::<String>();
        [word(3 + more), word(4)].join(if first == 20 { "" } else { " " })
    });
    real.into_iter().chain(made)
}
