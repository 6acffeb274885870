//! Running text in a gazetteer of a hundred thousand names, in which every other word is the name of some place: what is accepted alone,
//! and what needs more than its letters.

use polyonym::{Builder, Gazetteer, ResolveOptions, Scratch, TagOptions};
use std::fmt::Write;
use std::sync::OnceLock;

/// Places that nobody heard of, with names of three syllables: enough for the rules of large gazetteers.
fn hamlets(rows: &mut String) {
    let syllables: Vec<String> = "bcdfghklmnprstvz".chars().flat_map(|c| "aeiou".chars().map(move |v| format!("{c}{v}"))).collect();
    let count = syllables.len();
    for number in 0..101_000 {
        let [one, two, three] = [number / count / count, number / count % count, number % count].map(|i| &syllables[i]);
        let capital: String = one.chars().take(1).flat_map(char::to_uppercase).chain(one.chars().skip(1)).collect();
        let _ = writeln!(rows, "x:hamlet-{number}\tLOC\t{capital}{two}{three}x\t\tlabel");
    }
}

/// What the documents are about: a name, or several names of one entity with `|` between them.
const KNOWN: [(&str, &str, &str); 13] = [
    ("x:perth", "LOC", "Perth|Perthe|Pertha|Peerth|Pearth|Parth|Perthh|Purth|Pirth|Porth|Pertth|Perrth|Pért|Perta"),
    ("x:obama-town", "LOC", "Obama|Obame|Obaama|Obamma|Oobama"),
    ("x:apple-hill", "LOC", "Orchard|Apfel|Mela|Pomme|Omena|Almafa|Jablko|Elma|Manzana|Sagar|Appel|Eple|Tuffah|Seb|Olma|Measann"),
    ("x:peru", "LOC", "Peru|PERU|Perou|Piru|Pero|Peroo|Perru|Peiru|Paru|Poru|Pyru|Puru"),
    ("x:burshtyn", "LOC", "Burshtyn|RAF|Burstyn|Burschtyn|Burchtyn|Burštyn|Bursztyn"),
    ("x:air-force", "ORG", "Royal Air Force"),
    ("x:court-of-a", "ORG", "Supreme Court"),
    ("x:bank-of-a", "ORG", "Central Bank"),
    ("x:somebody", "PER", "Angela Merkel"),
    ("x:auction", "ORG", "eBuyer|eBuyera|eBuyere|eBuyeri|eBuyero|eBuyeru|eBouyer"),
    ("x:mayville", "LOC", "May|Maye|Mai|Maie|Maay|Mey|Maya|Mayo|Moy|Maii|Maj|Muy|Miy"),
    ("x:two-a", "LOC", "Port Gavota"),
    ("x:two-b", "LOC", "Port Gavota"),
];

fn gazetteer() -> &'static Gazetteer {
    static GAZETTEER: OnceLock<Gazetteer> = OnceLock::new();
    GAZETTEER.get_or_init(|| {
        let mut rows = String::from("id\ttype\tname\tlang\tkind\n");
        hamlets(&mut rows);
        for (id, entity_type, names) in KNOWN {
            for (kind, name) in ["label"].into_iter().chain(std::iter::repeat("alias")).zip(names.split('|')) {
                let _ = writeln!(rows, "{id}\t{entity_type}\t{name}\t\t{kind}");
            }
        }
        let builder = Builder::new(polyonym_dictionaries::tables().clone()).read(rows.as_bytes(), "rows").unwrap();
        Gazetteer::from_owner(builder.finish().unwrap().0).unwrap()
    })
}

/// What is accepted in an English text, as `words=id`.
fn accepted(text: &str) -> Vec<String> {
    let options = TagOptions::new().resolve(ResolveOptions::new().lang("en"));
    let mut scratch = Scratch::new();
    let mentions = gazetteer().tag_with(text, &options, &mut scratch);
    mentions.filter_map(|m| m.accepted().map(|c| format!("{}={}", m.text(), c.id()))).collect()
}

#[test]
fn one_word_is_accepted_for_what_is_well_known() {
    assert_eq!(accepted("The ship left Perth on a Friday."), ["Perth=x:perth"]);
    assert!(accepted("The ship left Bacebox and Fanidux on a Friday.").is_empty(), "hamlets");
    assert_eq!(accepted("They sold it on eBuyer, and the buyer was glad."), ["eBuyer=x:auction"]);
    assert!(accepted("They ate an Apfel, an Omena and a Pomme.").is_empty(), "translations of a word are no renown");
}

#[test]
fn a_word_inside_a_longer_unknown_name_is_not_accepted() {
    assert!(accepted("The speech of Barack Obama was long.").is_empty());
    assert!(accepted("The doctors of the Perth Royal Infirmary met.").is_empty());
    assert_eq!(accepted("The doctors who live near Perth met."), ["Perth=x:perth"]);
}

#[test]
fn titles_of_courtesy_name_no_places() {
    assert!(accepted("The letter of Mr Perth was read, and that of Mrs. Perth.").is_empty());
    assert_eq!(accepted("The letter from Perth was read."), ["Perth=x:perth"]);
}

#[test]
fn abbreviations_stand_for_names_with_capitals_or_from_the_document() {
    assert!(accepted("The planes of the RAF were late.").is_empty());
    assert_eq!(accepted("They flew over the PERU"), ["PERU=x:peru"]);
    assert!(accepted("They follow the rules of PERU 18030 here.").is_empty());
    assert_eq!(
        accepted("The planes of the Royal Air Force (RAF) were late; the RAF was sorry."),
        ["Royal Air Force=x:air-force", "RAF=x:air-force", "RAF=x:air-force"]
    );
}

#[test]
fn generic_words_months_and_namesakes_are_not_decided() {
    assert!(accepted("The Supreme Court and the Central Bank were silent.").is_empty());
    assert!(accepted("They came back in May, and left on the last day of May.").is_empty());
    assert!(accepted("The harbour of Port Gavota is deep.").is_empty());
    assert_eq!(accepted("The chancellor, Angela Merkel, was silent."), ["Angela Merkel=x:somebody"]);
}
