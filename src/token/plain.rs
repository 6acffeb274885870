//! The short way of plain text to tokens: words of plain letters, characters that are tokens, and the separators between them.
//!
//! A word is folded whole, before its token is opened; nothing is asked of each letter. What is not plain is left to the general path, which
//! goes on where this one stops; a letter with a mark that may compose with it is given back.
//!
//! Cost: O(bytes), some 1 ns a byte, and a few ns a token.

use super::{MAX_KEY_BYTES, TokenBuffer};
use crate::fold::Sink;
use crate::fold::plain::{Plain, eight_at, entry_at, is_alone, stretch};
use crate::fold::table::{Class, Entry, FoldTable, Form, Separator};
use std::ops::Range;

impl TokenBuffer {
    /// Takes plain text from the start of the range on; returns where the general path must go on.
    pub(super) fn take_plain(&mut self, table: &FoldTable<'_>, plain: &Plain, text: &str, range: Range<usize>) -> usize {
        self.key.reserve(range.len());
        // Nothing that begins behind the range combines with what is in it.
        let bytes = text.as_bytes().get(..range.end).unwrap_or_default();
        let mut at = range.start;
        while at < range.end {
            let (from, written) = (at, self.key.len());
            let word = stretch(table, plain, bytes, at..range.end, &mut self.key);
            at = word.end;
            // What stands behind most words; a mark behind it gives it back, below.
            if bytes.get(at) == Some(&b' ') {
                if at > from {
                    self.word(from..at, written, word.capital);
                }
                self.hard(Separator::Space);
                at += 1;
                continue;
            }
            let next = entry_at(table, bytes, at);
            let combines = next.is_some_and(|(entry, _)| entry.combines());
            if combines && at > range.start {
                // What stands before it is given back: the last letter, or a separator, which does no harm twice.
                if at > from {
                    self.key.pop();
                }
                at = text.floor_char_boundary(at - 1);
            }
            if self.key.len() > written {
                self.word(from..at, written, word.capital);
            }
            let Some((entry, width)) = next.filter(|_| !combines) else { return at };
            let Some(end) = self.take_other(table, bytes, entry, at..at + width) else { return at };
            at = end;
        }
        at
    }

    /// Adds letters that were written from `written` on to the open token, or opens one for them.
    #[inline]
    fn word(&mut self, source: Range<usize>, written: usize, capital: bool) {
        if self.open != Some(Class::Word) {
            self.close_at(written);
            self.open(Class::Word, source.clone(), written);
            if let Some(token) = self.tokens.last_mut() {
                token.capital = capital;
            }
        } else if let Some(token) = self.tokens.last_mut() {
            token.end = source.end;
            token.capital |= capital;
        }
        // As in the general path, a token that no name is as long as keeps just enough letters to equal none.
        if let Some(start) = self.tokens.last().map(|t| t.key_start).filter(|start| self.key.len() - start > MAX_KEY_BYTES) {
            self.key.truncate(start + MAX_KEY_BYTES + 1);
        }
    }

    /// Takes a separator, or characters that are tokens; returns where the next character stands, or nothing when it is neither.
    #[inline]
    fn take_other(&mut self, table: &FoldTable<'_>, text: &[u8], entry: Entry, source: Range<usize>) -> Option<usize> {
        match entry.class() {
            // A line's end counts, and twice is not once.
            Class::Hard if entry.form() != Form::Many && (entry.separator() != Separator::Line || is_alone(table, text, source.end)) => {
                self.hard(entry.separator());
                Some(source.end)
            }
            Class::Soft if is_alone(table, text, source.end) => {
                self.soft();
                Some(source.end)
            }
            Class::Single => self.singles(table, text, entry, source),
            _ => None,
        }
    }

    /// Takes characters that are tokens, as long as nothing combines with them.
    fn singles(&mut self, table: &FoldTable<'_>, text: &[u8], first: Entry, source: Range<usize>) -> Option<usize> {
        let (mut entry, mut at, mut end) = (first, source.start, source.end);
        loop {
            let next = entry_at(table, text, end);
            if entry.form() != Form::Same || next.is_some_and(|(next, _)| next.combines()) {
                return (at > source.start).then_some(at);
            }
            self.close();
            let written = self.key.len();
            self.key.reserve(end - at);
            self.key.put(eight_at(text, at), end - at);
            self.open(Class::Single, at..end, written);
            match next {
                Some((next, width)) if next.class() == Class::Single => (entry, at, end) = (next, end, end + width),
                _ => return Some(end),
            }
        }
    }
}

#[cfg(test)]
#[cfg(feature = "compile")]
mod tests {
    use super::*;
    use crate::tables::{FOLD, Tables};

    /// Characters that end a stretch, or may.
    const TROUBLE: &str = "aZ0 -'’.·\u{301}\u{308}\u{327}\u{345}\u{64B}\u{651}\u{654}\u{670}\u{5BC}\u{3099}\u{93C}\u{94D}\u{9BE}\u{BD7}\u{E38}\u{1037}\u{F74}\u{1161}\u{11A8}\u{200B}\u{200C}\u{200D}\u{AD}\u{FEFF}\u{202E}\u{2069}\u{FE0F}\u{E0100}İıßﬁﷺ½ǅΣςЙёكی中国かがカｶｱ가กิဗေா်😀🇮🇷\0\n\r\u{85}\u{2028}\u{E000}\u{10FFFF}ӑӐḊẹ";

    fn tokens(table: &FoldTable<'_>, text: &str, cut: usize) -> (Vec<String>, String) {
        let mut buffer = TokenBuffer::default();
        let cut = crate::fold::chunk_end(table, text, cut);
        buffer.append(table, text, 0..cut);
        buffer.append(table, text, cut..text.len());
        buffer.finish(table);
        let all =
            buffer.tokens.iter().map(|t| format!("{} {:?}", buffer.key_of(t), (t.start..t.end, t.hash, t.before, t.lookalike))).collect();
        let capitals_seen = buffer.tokens.iter().all(|t| t.capital || !text[t.start..t.end].contains(char::is_uppercase));
        assert!(capitals_seen, "{text:?}");
        (all, buffer.key.as_str().to_owned())
    }

    fn both(tables: &Tables, text: &str, cut: usize) {
        let short = tables.fold_table().unwrap();
        assert!(short.plain().is_some());
        let general = short.with(None);
        assert_eq!(tokens(&short, text, cut), tokens(&general, text, cut), "{text:?} cut at {cut}");
    }

    #[test]
    fn the_short_way_gives_what_the_general_one_gives() {
        let bytes = polyonym_dictionaries::tables().to_bytes().unwrap();
        let tables = Tables::from_owner(bytes).unwrap();
        assert!(tables.sections().iter().any(|(tag, _)| *tag == FOLD));
        let trouble: Vec<char> = TROUBLE.chars().collect();
        let mut text = String::new();
        for c in '\0'..=char::MAX {
            text.clear();
            // Each character beside eight of them; the whole planes pass by, so that each class of characters meets all.
            for t in trouble.iter().cycle().skip(u32::from(c) as usize * 8 % trouble.len()).take(8) {
                text.extend([c, *t, c, ' ', *t, c, c, 'x', ' ', 'é', c]);
            }
            // Above the first plane there is little that is not like its neighbours.
            if u32::from(c) < 0x1_1000 || u32::from(c) % 61 == 0 {
                both(&tables, &text, text.len() / 3);
            }
        }
        let mut state = 1_u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % below
        };
        for round in 0..20_000 {
            let length = if round % 100 == 0 { 700 } else { 24 };
            let letters = random(3) + 1;
            let text: String = (0..random(length))
                .map(|_| match random(4 * letters) {
                    0 => trouble[random(trouble.len())],
                    1 => char::from_u32(u32::try_from(random(0x3000)).unwrap()).unwrap_or('x'),
                    n => ['a', 'Q', 'ж', 'Ж', 'ب', 'é', 'ሀ', '中', '7', 'ỹ'][n % 10],
                })
                .collect();
            both(&tables, &text, random(text.len() + 1));
        }
    }
}
