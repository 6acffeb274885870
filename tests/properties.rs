//! P3: any text: no panic, and spans that are valid in the caller's string.

mod common;

use common::{Random, gazetteer, rounds, tables};
use polyonym::{Gazetteer, Overlap, Scratch, TagOptions};

/// Characters that cause trouble beside others.
const TROUBLE: &str = "aZ0 -'’.·\u{301}\u{308}\u{327}\u{345}\u{64B}\u{651}\u{654}\u{670}\u{5BC}\u{3099}\u{93C}\u{94D}\u{9BE}\u{BD7}\u{E38}\u{1037}\u{F74}\u{1161}\u{11A8}\u{200B}\u{200C}\u{200D}\u{AD}\u{FEFF}\u{202E}\u{2069}\u{FE0F}\u{E0100}İıßﬁﷺ½ǅΣςЙёكی中国かがカｶｱ가กิဗေा்😀🇮🇷\0\n\r\u{85}\u{2028}\u{E000}\u{10FFFF}";

fn small() -> Gazetteer {
    gazetteer("id\tname\nx:a\ta\nx:ab\tab\nx:iran\tIran\nx:zh\t中国\nx:ka\tカカ\nx:s\tssss\nx:ko\t가가\n")
}

/// Folds, tokenises and tags `text`; every span must be a part of it. `resolve` does not panic on it; where it is to be asked, as it takes long.
fn check(text: &str, gazetteer: &Gazetteer, scratch: &mut Scratch, resolve: bool) {
    let folded = tables().fold(text);
    let mut last = 0;
    for (at, c) in folded.text().char_indices() {
        let source = folded.source(at..at + c.len_utf8());
        assert!(text.get(source.clone()).is_some(), "{text:?}: {source:?}");
        if c != ' ' {
            assert!(source.start >= last && !source.is_empty(), "{text:?}: {source:?} after {last}");
            last = source.start;
        }
    }
    for token in tables().tokens(text) {
        assert!(text.get(token.range()).is_some_and(|t| !t.is_empty()), "{text:?}: {token:?}");
        assert!(!token.key().is_empty());
    }
    for overlap in [Overlap::Longest, Overlap::All] {
        let options = TagOptions::new().overlap(overlap);
        for mention in gazetteer.tag_with(text, &options, scratch) {
            assert_eq!(text.get(mention.range()), Some(mention.text()), "{text:?}");
        }
    }
    if resolve {
        let _ = gazetteer.resolve(text);
    }
}

#[test]
fn every_scalar_value_alone_and_beside_trouble() {
    let gazetteer = small();
    let mut scratch = Scratch::new();
    let trouble: Vec<char> = TROUBLE.chars().collect();
    assert!(trouble.len() >= 64, "{}", trouble.len());
    let (mut text, mut count) = (String::new(), 0u32);
    // All neighbours of a character in one text: c alone, then c before and behind each troublemaker.
    for c in '\0'..=char::MAX {
        text.clear();
        text.push(c);
        for t in &trouble {
            text.push(*t);
            text.push(c);
        }
        let folded = tables().fold(&text);
        let length = folded.text().len();
        assert!(length <= 11 * text.len(), "U+{:04X}: {length} of {}", u32::from(c), text.len());
        for token in tables().tokens(&text) {
            assert!(text.get(token.range()).is_some(), "U+{:04X}", u32::from(c));
        }
        // The whole check for those that a table or a normalisation can treat unlike their neighbours.
        if count % 64 == 0 || u32::from(c) < 0x3400 {
            check(&text, &gazetteer, &mut scratch, count % 97 == 0);
        }
        count += 1;
    }
    assert_eq!(count, 1_112_064);
}

#[test]
fn random_texts() {
    let gazetteer = small();
    let mut scratch = Scratch::new();
    let trouble: Vec<char> = TROUBLE.chars().collect();
    let mut random = Random(3);
    for round in 0..rounds(60_000) {
        let text: String =
            (0..random.below(24))
                .map(|_| {
                    if random.below(8) == 0 { char::from_u32(random.below(0x110000) as u32).unwrap_or('x') } else { *random.pick(&trouble) }
                })
                .collect();
        check(&text, &gazetteer, &mut scratch, round % 20 == 0);
    }
}

#[test]
fn a_text_in_chunks_has_the_matches_of_its_parts() {
    // Tagging folds 16 KiB at a time: a name is moved over every place around the edge of a chunk.
    let gazetteer = gazetteer("id\tname\nx:zor\tDeir ez-Zor\nx:e\te\u{301}te\u{301}\nx:long\tabcdefghij klmnopqrst uvwxyz\n");
    let mut scratch = Scratch::new();
    for name in ["Deir ez-Zor", "e\u{301}te\u{301}", "ABCDEFGHIJ  klmnopqrst uvwxyz"] {
        for before in (16 << 10) - 40..(16 << 10) + 4 {
            let text = format!("{} {name}, x", "y".repeat(before));
            let found: Vec<_> = gazetteer.find(&text, &mut scratch).map(|m| m.range()).collect();
            let expected = before + 1..before + 1 + name.len();
            assert_eq!(found, vec![expected; 1], "{name} after {before}");
        }
    }
}
