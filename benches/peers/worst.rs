//! Texts that are made to be slow, out of the names of the dictionary.

use crate::line::Classes;
use crate::names::Name;
use crate::text::Text;
use polyonym::Tables;
use polyonym::limits::MAX_KEY_BYTES;
use std::collections::HashMap;

/// Bytes of each text.
const BYTES: usize = 300_000;

/// The texts: what they are for stands beside their making.
pub fn texts(names: &[Name], tables: &Tables) -> Vec<Text> {
    let mut classes = Classes::new(tables);
    let mut text = |name: &str, raw: String| Text::new(name, raw, tables, &mut classes);
    let long = longest(names);
    vec![
        // Every word is in a name, and no filter says no.
        text("names_alone", filled(scattered(names).map(|name| name.spelled.as_str()), ", ")),
        // Walks go deep and find nothing: long names without their last letter.
        text("almost_long_names", filled(long.iter().map(|name| cut(&name.spelled)), " qz ")),
        // The word that begins most names, again and again.
        text("commonest_first_word", filled(std::iter::repeat(commonest_first_word(names)), " ")),
        // Words that are as long as a name may be.
        text("endless_words", filled(std::iter::repeat("a".repeat(MAX_KEY_BYTES).as_str()), " ")),
        // All words of long names without separators that could end a name.
        text("names_without_end", filled(long.iter().map(|name| name.spelled.as_str()), " ")),
    ]
}

/// Names in an order that has nothing to do with the alphabet.
fn scattered(names: &[Name]) -> impl Iterator<Item = &Name> {
    // A prime that divides no number of names here.
    const STRIDE: usize = 7_368_787;
    (0..names.len()).map(|i| &names[i * STRIDE % names.len()])
}

/// The thousand names with most bytes among some.
fn longest(names: &[Name]) -> Vec<&Name> {
    let mut some: Vec<&Name> = scattered(names).take(100_000).collect();
    some.sort_by_key(|name| std::cmp::Reverse(name.spelled.len()));
    some.truncate(1000);
    some
}

fn cut(name: &str) -> &str {
    name.char_indices().next_back().map_or("", |(at, _)| &name[..at])
}

fn commonest_first_word(names: &[Name]) -> &str {
    let mut counts = HashMap::<&str, usize>::new();
    for name in names {
        *counts.entry(&name.closed[name.tokens[0].1.clone()]).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(word, count)| (*count, *word)).map_or("", |(word, _)| word)
}

/// Pieces one after another, from the first one again at the end, until there are enough bytes.
fn filled<'n>(pieces: impl Iterator<Item = &'n str>, between: &str) -> String {
    let pieces: Vec<&str> = pieces.take(BYTES).collect();
    let mut text = String::new();
    for piece in pieces.iter().cycle() {
        if text.len() + piece.len() + between.len() > BYTES {
            break;
        }
        text += piece;
        text += between;
    }
    text
}
