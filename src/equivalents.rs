//! Words that stand for one another without sounding alike: Bill and William, Ltd and Limited, II and 2. Data of
//! `dictionaries/words/equivalents.tsv`.
//!
//! Layout of the section `EQUI`: `u32` bytes of an automaton that maps the folded letters of words to places in the stream, the automaton,
//! the stream:
//!
//! ```text
//! list  = classes (their number), class, ...   (ascending; words of the same classes share a list)
//! class = number << 3 | kind                   (kinds by their place in KINDS)
//! ```
//!
//! Integers without a width are LEB128 varints.

use crate::automaton::Automaton;
use crate::bytes::{Cursor, index, u32_at};

/// What the words of a class are to each other; the strongest reason to take one for the other first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// The same number, written in another way.
    Number,
    /// Forms of one name in several languages: John, Juan, Ivan.
    Cognate,
    /// A name and what its bearers are called by.
    Nickname,
    /// A word and its short form.
    Abbreviation,
    /// A form of company, which many have.
    Legal,
    /// Words such as bank or ministry, which tell little.
    Generic,
}

/// The kinds, and what the table calls them. The place of a kind is its number in the section; the order is that of [`Kind`].
pub(crate) const KINDS: [(Kind, &str); 6] = [
    (Kind::Number, "number"),
    (Kind::Cognate, "cognate"),
    (Kind::Nickname, "nickname"),
    (Kind::Abbreviation, "abbreviation"),
    (Kind::Legal, "legal"),
    (Kind::Generic, "generic"),
];

/// A class that a word is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Class {
    pub(crate) number: u32,
    pub(crate) kind: Kind,
}

impl Class {
    fn read(cursor: &mut Cursor<'_>) -> Option<Self> {
        let class = cursor.varint()?;
        let &(kind, _) = KINDS.get(usize::try_from(class & 7).ok()?)?;
        Some(Self { number: u32::try_from(class >> 3).ok()?, kind })
    }
}

/// A view of the section.
pub(crate) struct Equivalents<'a> {
    words: Automaton<'a>,
    stream: &'a [u8],
}

impl<'a> Equivalents<'a> {
    /// O(1).
    pub(crate) fn new(section: &'a [u8]) -> Option<Self> {
        let (words, stream) = section.get(4..)?.split_at_checked(index(u32_at(section, 0)?))?;
        Some(Self { words: Automaton::new(words)?, stream })
    }

    /// The classes of a word with these folded letters, ascending; words of several parts are glued, as names are. O(bytes of the key).
    pub(crate) fn of(&self, key: &str) -> impl Iterator<Item = Class> + use<'a> {
        let place = self.words.get(key.as_bytes()).and_then(|place| usize::try_from(place).ok());
        let mut cursor = Cursor(place.and_then(|place| self.stream.get(place..)).unwrap_or_default());
        let classes = cursor.size().unwrap_or(0);
        (0..classes).map_while(move |_| Class::read(&mut cursor))
    }

    /// The strongest kind of the classes that hold both words. O(bytes of the keys + classes of both).
    pub(crate) fn shared(&self, one: &str, other: &str) -> Option<Kind> {
        let mut others = self.of(other).peekable();
        let both = self.of(one).filter(|class| {
            while others.next_if(|other| other.number < class.number).is_some() {}
            others.peek() == Some(class)
        });
        both.map(|class| class.kind).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::automaton::AutomatonBuilder;
    use crate::bytes::{put_size, put_varint};

    /// A section of words, sorted, each with its classes.
    fn section(words: &[(&str, &[(u32, Kind)])]) -> Vec<u8> {
        let (mut automaton, mut stream) = (AutomatonBuilder::new().unwrap(), Vec::new());
        for (word, classes) in words {
            automaton.insert(word.as_bytes(), stream.len().try_into().unwrap()).unwrap();
            put_size(&mut stream, classes.len());
            for (number, kind) in *classes {
                let code = KINDS.iter().position(|(k, _)| k == kind).unwrap();
                put_varint(&mut stream, u64::from(*number) << 3 | u64::try_from(code).unwrap());
            }
        }
        let automaton = automaton.finish().unwrap();
        [&u32::try_from(automaton.len()).unwrap().to_le_bytes()[..], &automaton, &stream].concat()
    }

    fn sample() -> Vec<u8> {
        section(&[
            ("alex", &[(0, Kind::Nickname), (1, Kind::Nickname)]),
            ("alexander", &[(0, Kind::Nickname), (900, Kind::Cognate)]),
            ("alexandra", &[(1, Kind::Nickname)]),
            ("alexandre", &[(0, Kind::Nickname), (7, Kind::Generic), (900, Kind::Cognate)]),
            ("bank", &[(7, Kind::Generic)]),
        ])
    }

    #[test]
    fn words_have_their_classes() {
        let section = sample();
        let equivalents = Equivalents::new(&section).unwrap();
        let of = |key: &str| equivalents.of(key).map(|c| (c.number, c.kind)).collect::<Vec<_>>();
        assert_eq!(of("alexander"), [(0, Kind::Nickname), (900, Kind::Cognate)]);
        assert_eq!(of("bank"), [(7, Kind::Generic)]);
        for unknown in ["", "al", "banks", "\u{627}"] {
            assert_eq!(of(unknown), [], "{unknown}");
        }
    }

    #[test]
    fn the_strongest_class_of_both_is_shared() {
        let section = sample();
        let equivalents = Equivalents::new(&section).unwrap();
        for (one, other, kind) in [
            ("alex", "alexandra", Some(Kind::Nickname)),
            ("alexander", "alexandre", Some(Kind::Cognate)),
            ("alexandre", "bank", Some(Kind::Generic)),
            ("bank", "bank", Some(Kind::Generic)),
            ("alexander", "alexandra", None),
            ("alexander", "bank", None),
            ("nobody", "nobody", None),
            ("alex", "", None),
        ] {
            assert_eq!(equivalents.shared(one, other), kind, "{one} {other}");
            assert_eq!(equivalents.shared(other, one), kind, "{other} {one}");
        }
        assert!(KINDS.is_sorted_by_key(|(kind, _)| *kind), "strongest first");
    }

    #[cfg(feature = "compile")]
    #[test]
    fn the_table_of_the_folder_is_read() {
        let tables = crate::tables::Tables::open(concat!(env!("CARGO_MANIFEST_DIR"), "/dictionaries")).unwrap();
        let equivalents = tables.equivalents().unwrap();
        let key = |text: &str| tables.tokens(text).iter().map(|t| t.key().to_owned()).collect::<String>();
        for (one, other, kind) in [
            ("Bill", "William", Some(Kind::Nickname)),
            ("Juan", "Иван", Some(Kind::Cognate)),
            ("II", "2", Some(Kind::Number)),
            ("Joint-Stock Company", "JSC", Some(Kind::Legal)),
            ("Bank", "Банк", Some(Kind::Generic)),
            ("Tehran", "Bank", None),
        ] {
            assert_eq!(equivalents.shared(&key(one), &key(other)), kind, "{one} {other}");
        }
    }

    /// What was forged is read to its end, and no further.
    #[test]
    fn damage_is_no_panic() {
        let whole = sample();
        let words = 4 + index(u32_at(&whole, 0).unwrap());
        for length in 0..whole.len() {
            let cut = Equivalents::new(&whole[..length]);
            assert_eq!(cut.is_some(), length >= words, "{length}");
            assert!(cut.is_none_or(|e| e.of("alexandre").count() <= 3));
        }
        for at in words..whole.len() {
            for byte in [0x00, 0x07, 0x7F, 0x80, 0xFF] {
                let mut forged = whole.clone();
                forged[at] = byte;
                let equivalents = Equivalents::new(&forged).unwrap();
                assert!(equivalents.of("alex").count() <= whole.len());
                let _ = equivalents.shared("alexander", "alexandre");
            }
        }
        assert!(Equivalents::new(&[0xFF; 64]).is_none());
    }
}
