//! Columns: token TAB IOB2 tag TAB id (`_` where there is none); a blank line ends a sentence.
//!
//! Words are those of the fold, so that scripts without spaces are cut too; other characters are tokens of their own. Sentences end at
//! line ends and behind their signs, not behind titles such as "Mr.". Mentions that overlap are reduced to the longest.

use super::{Document, label};
use crate::outcome::Failure;
use polyonym::Tables;
use std::io::Write;
use std::ops::Range;

/// Signs that end a sentence: in scripts without spaces by themselves, the first four before white space alone.
const ENDS: [char; 11] = ['.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।', '։'];

/// The longest title that ends in a full stop: "Mrs", "Gen". A capital and two small letters.
const MAX_TITLE: usize = 3;

pub fn document(out: &mut impl Write, document: &Document<'_>, title: Option<&str>, tables: &Tables) -> Result<(), Failure> {
    if let Some(title) = title {
        writeln!(out, "# newdoc id = {}", title.replace(['\n', '\r'], " "))?;
    }
    let mentions = document.flat();
    let mut mentions = mentions.iter().peekable();
    let (mut open, mut last_end) = (false, 0);
    let ranges = cut(tokens(document.text, tables), document.mentions.iter().map(|p| p.mention.range()));
    for token in ranges {
        while mentions.next_if(|p| p.mention.range().end <= token.start).is_some() {}
        let mention = mentions.peek().filter(|p| p.mention.range().start < token.end);
        let inside = mention.is_some_and(|p| p.mention.range().start < token.start);
        if open && !inside && ends_sentence(document.text, last_end, token.start) {
            writeln!(out)?;
        }
        let text = &document.text[token.clone()];
        match mention {
            None => writeln!(out, "{text}\tO\t_")?,
            Some(placed) => {
                let id = placed.mention.accepted().map_or("_", |c| c.id());
                writeln!(out, "{text}\t{}-{}\t{id}", if inside { "I" } else { "B" }, label(&placed.mention))?;
            }
        }
        (open, last_end) = (true, token.end);
    }
    if open {
        writeln!(out)?;
    }
    Ok(())
}

/// Words, and the visible characters between them.
fn tokens(text: &str, tables: &Tables) -> Vec<Range<usize>> {
    let mut tokens: Vec<Range<usize>> = Vec::new();
    let mut end = 0;
    let words = tables.tokens(text);
    for word in words.iter().map(polyonym::FoldedToken::range).chain(std::iter::once(text.len()..text.len())) {
        // Characters that the fold expands may belong to two tokens.
        if word.start < end || (word.is_empty() && word.start < text.len()) {
            continue;
        }
        let visible = |c: &char| !c.is_whitespace() && !c.is_control();
        let between = text[end..word.start].char_indices().filter(|(_, c)| visible(c));
        tokens.extend(between.map(|(i, c)| end + i..end + i + c.len_utf8()));
        if !word.is_empty() {
            tokens.push(word.clone());
        }
        end = word.end;
    }
    tokens
}

/// Cuts tokens where a mention begins or ends within.
fn cut(tokens: Vec<Range<usize>>, mentions: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut places: Vec<usize> = mentions.flat_map(|m| [m.start, m.end]).collect();
    places.sort_unstable();
    places.dedup();
    let mut pieces = Vec::with_capacity(tokens.len());
    for token in tokens {
        let mut start = token.start;
        let from = places.partition_point(|p| *p <= token.start);
        for place in places[from..].iter().take_while(|p| **p < token.end) {
            pieces.push(start..*place);
            start = *place;
        }
        pieces.push(start..token.end);
    }
    pieces
}

/// Whether a sentence ends between two tokens, the first of which ends at `end`.
fn ends_sentence(text: &str, end: usize, next: usize) -> bool {
    let gap = &text[end..next];
    if gap.contains('\n') {
        return true;
    }
    // Quotes and brackets close behind the sign.
    let before = text[..end].trim_end_matches(['"', '\'', ')', ']', '”', '’', '»', '」', '』']);
    let Some(sign) = before.chars().next_back().filter(|c| ENDS.contains(c)) else { return false };
    if text[next..].starts_with(['"', '\'', ')', ']', '”', '’', '»', '」', '』']) && gap.is_empty() {
        return false;
    }
    match sign {
        '.' => !gap.is_empty() && !is_title(&before[..before.len() - 1]) && !text[next..].starts_with(char::is_lowercase),
        '!' | '?' | '…' => !gap.is_empty(),
        _ => true,
    }
}

/// Whether a text ends in what may be a title or an initial.
fn is_title(text: &str) -> bool {
    let word = text.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let mut letters = word.chars();
    let short = word.chars().count() <= MAX_TITLE;
    short && letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
}
