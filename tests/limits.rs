//! P4, P5, P6, P8: work and memory are bounded, whatever the input. Counted, not timed, but for single queries.

mod common;

use common::{gazetteer, tables};
use polyonym::{Builder, ErrorKind, Scratch, limits};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// Counts the allocations of each thread, and the bytes that it holds.
struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
    static HELD: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

fn note(change: isize) {
    // A thread that ends may allocate after its counters are gone.
    let _ = HELD.try_with(|held| {
        held.set(held.get() + change);
        let _ = PEAK.try_with(|peak| peak.set(peak.get().max(held.get())));
    });
}

// SAFETY: every call is handed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
        note(layout.size() as isize);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        note(-(layout.size() as isize));
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Allocations and the most bytes held at once while `work` runs.
fn measure(work: impl FnOnce()) -> (usize, isize) {
    let before = (ALLOCATIONS.get(), HELD.get());
    PEAK.set(before.1);
    work();
    (ALLOCATIONS.get() - before.0, PEAK.get() - before.1)
}

#[test]
fn a_warm_matcher_does_not_allocate() {
    let gazetteer = polyonym_dictionaries::gazetteer();
    let mut scratch = Scratch::new();
    let text =
        "Tehran and the Islamic Republic of Iran, Москва и США, دمشق وطهران, 北京和东京, Deir ez-Zor, İstanbul, xyzzy. ".repeat(2_000);
    let matches = gazetteer.find(&text, &mut scratch).count();
    assert!(matches > 10_000, "{matches}");
    let (allocations, _) = measure(|| assert_eq!(gazetteer.find(&text, &mut scratch).count(), matches));
    println!("{allocations} allocations for {} bytes and {matches} matches", text.len());
    // Views of the sections are made once a call; nothing depends on the text.
    assert!(allocations <= 8, "{allocations}");
}

/// Text and names that make a matcher walk far and find nothing.
fn adversaries() -> Vec<(&'static str, String, String)> {
    let nested: String = (1..=60).map(|n| format!("x:{n}\t{}\n", vec!["ab"; n].join(" "))).collect();
    let deep = format!("x:1\t{}b\n", "a".repeat(254));
    let words = format!("x:1\t{} b\n", vec!["aa"; 120].join(" "));
    let soft = format!("x:1\t{}b\n", "a-".repeat(200));
    vec![
        ("nested names", nested.clone(), "ab ".repeat(20_000)),
        ("nested names, the last word missing", nested, "ab ab ab ac ".repeat(5_000)),
        ("a long name, one word", deep.clone(), "a".repeat(60_000)),
        ("a long name, many words", words, "aa ".repeat(20_000)),
        ("a long name, soft boundaries", soft, "a-".repeat(30_000)),
        ("a long name of single characters", format!("x:1\t{}国\n", "中".repeat(80)), "中".repeat(20_000)),
    ]
}

#[test]
fn steps_are_linear_in_the_text() {
    for (what, rows, text) in adversaries() {
        let gazetteer = gazetteer(&format!("id\tname\n{rows}"));
        let steps = |text: &str| {
            let mut scratch = Scratch::new();
            let mut matches = gazetteer.find(text, &mut scratch);
            while matches.next().is_some() {}
            matches.steps()
        };
        let (one, sixteen) = (steps(&text), steps(&text.repeat(16)));
        let per_byte = one as f64 / text.len() as f64;
        println!("{what}: {per_byte:.1} steps a byte; {one} steps, {sixteen} for 16 times the text");
        assert!(per_byte <= (limits::MAX_KEY_BYTES + 1) as f64, "{what}: {per_byte}");
        assert!(sixteen as f64 <= 17.6 * one as f64, "{what}");
    }
}

#[test]
fn memory_of_the_matcher_does_not_grow_with_the_text() {
    let gazetteer = polyonym_dictionaries::gazetteer();
    let texts = [
        ("a word of 4 MB", "x".repeat(4 << 20)),
        ("a million marks", format!("e{}", "\u{301}".repeat(1_000_000))),
        ("a million kept marks", format!("क{}", "\u{94D}".repeat(1_000_000))),
        ("a million invisible characters", "\u{AD}".repeat(1_000_000)),
        ("ligatures that unfold eighteen times", "\u{FDFA}".repeat(300_000)),
        ("single characters", "中".repeat(1_000_000)),
        ("separators", " ".repeat(4 << 20)),
        ("soft separators", "a-".repeat(2 << 20)),
        ("no hard separator", "ab\u{200C}".repeat(1 << 20)),
    ];
    for (what, text) in texts {
        let mut scratch = Scratch::new();
        let (_, peak) = measure(|| {
            let _ = gazetteer.find(&text, &mut scratch).count();
        });
        println!("{what}: {} KiB held for {} KiB of text", peak >> 10, text.len() >> 10);
        // 16 KiB of text at a time: at most 16 Ki tokens of 48 bytes, twice for growth, and folded letters of eleven times the text.
        assert!(peak <= 4 << 20, "{what}: {peak} bytes");
    }
}

#[test]
fn folded_text_is_at_most_eleven_times_as_long() {
    let mut worst = (0.0, 'x');
    for c in '\0'..=char::MAX {
        let folded = tables().fold(c.encode_utf8(&mut [0; 4])).text().len();
        let ratio = folded as f64 / c.len_utf8() as f64;
        worst = if ratio > worst.0 { (ratio, c) } else { worst };
    }
    println!("U+{:04X} folds to {} times its bytes", u32::from(worst.1), worst.0);
    assert!(worst.0 <= 11.0);
}

#[test]
fn an_endless_line_is_refused_in_bounded_memory() {
    let table = format!("id\tname\nx:1\t{}\nx:2\tAda\n", "a".repeat(8 << 20));
    // The tables go into the file; those that are built in have megabytes.
    let small = common::forge::tiny_tables();
    let mut report = None;
    let (_, peak) = measure(|| {
        let builder = Builder::new(small.clone()).read(std::io::BufReader::with_capacity(8192, table.as_bytes()), "t.tsv").unwrap();
        report = Some(builder.finish().unwrap().1);
    });
    let report = report.unwrap();
    assert_eq!((report.skipped(), report.names()), (1, 1));
    assert_eq!(report.faults()[0].to_string(), "t.tsv:2:1: error[limit]: the line has over 4096 bytes; check its line ends");
    println!("{} KiB held for a line of 8 MiB, the sections of the file among them", peak >> 10);
    assert!(peak < 4 << 20, "{peak}");
}

#[test]
fn bounds_of_names_hold_exactly() {
    let build = |name: &str| {
        let rows = format!("id\tname\nx:1\t{name}\n");
        Builder::new(tables().clone()).strict(false).read(rows.as_bytes(), "t.tsv").unwrap().finish().unwrap().1
    };
    for (name, kept) in [
        ("a".repeat(255), 1),
        ("a".repeat(256), 0),
        ("a ".repeat(255), 1),
        ("a ".repeat(256), 0),
        ("中".repeat(85), 1),
        ("中".repeat(86), 0),
    ] {
        assert_eq!(build(name.trim()).names(), kept, "{} bytes of {}", name.len(), &name[..4]);
    }
}

#[test]
fn spellings_beyond_the_bound_are_refused_by_name() {
    let spellings: String =
        (0..70).map(|n| format!("x:1\t{}\n", (0..7).map(|bit| if n >> bit & 1 == 1 { 'A' } else { 'a' }).collect::<String>())).collect();
    let rows = format!("id\tname\n{spellings}");
    let (_, report) = Builder::new(tables().clone()).read(rows.as_bytes(), "t.tsv").unwrap().finish().unwrap();
    assert_eq!((report.names(), report.skipped()), (64, 6));
    assert!(report.faults()[0].to_string().contains("spellings that fold alike"));
}

#[test]
fn too_many_types_are_an_error() {
    let rows: String = (0..256).map(|n| format!("x:{n}\tT{n}\tname {n}\n")).collect();
    let builder = Builder::new(tables().clone()).read(format!("id\ttype\tname\n{rows}").as_bytes(), "t.tsv").unwrap();
    let error = builder.finish().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    assert_eq!(error.to_string(), "the dictionaries have 256 types, over 255; use fewer words in the column type");
}

#[test]
fn a_hostile_query_costs_little() {
    let gazetteer = polyonym_dictionaries::gazetteer();
    for query in [
        "a ".repeat(1 << 20),
        "ب".repeat(1 << 20),
        "x".repeat(200),
        "\u{301}".repeat(1 << 20),
        "Dr ".repeat(5000),
        "a b c d e f g h".to_owned(),
    ] {
        let start = std::time::Instant::now();
        let answer = gazetteer.resolve(&query);
        // Names that are a little alike may be offered; none is accepted.
        assert_eq!(answer.accepted(), None, "{:?}", answer.candidates());
        assert!(start.elapsed().as_millis() < 400, "{} bytes took {:?}", query.len(), start.elapsed());
    }
}

/// Words and names that have as many readings as can be, none of which is a name.
fn unreadable() -> Vec<(&'static str, String)> {
    let mut random = common::Random(6);
    let mut letters = |alphabet: &str, count: usize| -> String {
        let alphabet: Vec<char> = alphabet.chars().collect();
        (0..count).map(|_| *random.pick(&alphabet)).collect()
    };
    let longest = limits::MAX_WORD_LETTERS;
    let mut queries = vec![
        ("one letter 200 times", "x".repeat(200)),
        ("200 vowels", letters("aeiouy", 200)),
        ("200 letters", letters("abcdefghijklmnopqrstuvwxyz", 200)),
        ("200 Cyrillic letters", letters("абвгдежзийклмнопрстуфхцчшщьюя", 200)),
        ("200 Arabic letters", letters("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", 200)),
        ("200 Hangul syllables", letters("가나다라마바사아자차카타파하", 200)),
        ("200 Han characters", letters("阿北京東西南山川田中村上下大小", 200)),
        ("the longest word", letters("aeioukst", longest)),
        ("the longest word of vowels", "aeiou".repeat(longest / 5)),
        ("the longest word of one consonant", "k".repeat(longest)),
        ("the longest Cyrillic word", letters("абвгдежзийклмн", longest)),
        ("the longest Arabic word", letters("اويهعقكمنلر", longest)),
        ("the longest run of kana", letters("アイウエオカキクケコシンー", longest)),
        ("300 times the commonest word", "muhammad ".repeat(300)),
        ("300 articles", "al ".repeat(300)),
        ("300 initials", letters("abcdefghijklmn", 300).chars().flat_map(|c| [c, ' ']).collect()),
        ("300 Han words", "中 ".repeat(300)),
    ];
    let words: Vec<String> = (0..300).map(|_| letters("aeioubdgklmnrst", 6)).collect();
    queries.push(("300 words", words.join(" ")));
    queries.push(("300 words with hyphens", words.join("-")));
    queries.push(("16 words", words[..16].join(" ")));
    queries.push(("8 longest words", (0..8).map(|_| letters("aeioukst", longest)).collect::<Vec<_>>().join(" ")));
    queries
}

/// P6. A search by sound costs 20 ms at most in a release build; the factor is for debug builds and busy machines.
#[test]
fn a_search_by_sound_is_bounded() {
    let gazetteer = polyonym_dictionaries::gazetteer();
    let mut slow = Vec::new();
    for (what, query) in unreadable() {
        let once = || {
            let start = std::time::Instant::now();
            let answer = gazetteer.resolve(&query);
            let took = start.elapsed();
            assert_eq!(answer.accepted(), None, "{what}: {query}: {:?}", answer.candidates());
            took.as_millis()
        };
        let (_, peak) = measure(|| drop(gazetteer.resolve(&query)));
        let took = (0..3).map(|_| once()).min().unwrap_or(0);
        println!("{what}: {took} ms, {} KiB held", peak >> 10);
        if took > 400 || peak > 32 << 20 {
            slow.push(format!("{what}: {took} ms, {peak} bytes: {query}"));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

#[test]
fn words_are_searched_by_sound_up_to_their_bound() {
    let mut random = common::Random(7);
    let mut syllables = |letters: usize| -> String {
        (0..letters)
            .map(|i| {
                *random.pick(if i % 2 == 0 { &['b', 'd', 'g', 'k', 'l', 'm', 'n', 'r', 's', 't'][..] } else { &['a', 'e', 'i', 'o', 'u'] })
            })
            .collect()
    };
    for (letters, found) in [(limits::MAX_WORD_LETTERS, true), (limits::MAX_WORD_LETTERS + 1, false), (200, false)] {
        let name = syllables(letters);
        let own = gazetteer(&format!("id\tname\nx:1\t{name}\n"));
        assert_eq!(own.resolve(&name).accepted().map(polyonym::Candidate::id), Some("x:1"), "{name}");
        // Inside the word: at its end, another letter may be an ending.
        let mistyped = format!("{}{}{}", &name[..1], if name[1..].starts_with('a') { 'o' } else { 'a' }, &name[2..]);
        assert_eq!(!own.resolve(&mistyped).candidates().is_empty(), found, "{letters} letters: {mistyped}");
    }
}

#[test]
fn an_answer_says_when_a_bound_was_reached() {
    let vowels = ['a', 'e', 'i', 'o', 'u'];
    let digits = |n: usize| (0..5).map(move |place| vowels[n / 5usize.pow(place) % 5]);
    // Names that sound alike: one skeleton has them all.
    let name = |n: usize| digits(n).enumerate().map(|(i, v)| if i == 2 { format!("{v}n") } else { v.to_string() }).collect::<String>();
    let rows = |count: usize| (0..count).map(|n| format!("x:{n}\tm{}\n", name(n))).collect::<String>();
    for (count, partial) in [(limits::MAX_WORDS_ALIGNED / 2, false), (limits::MAX_WORDS_ALIGNED * 2, true)] {
        let gazetteer = gazetteer(&format!("id\tname\n{}", rows(count)));
        let answer = gazetteer.resolve("Мануэн");
        assert!(!answer.candidates().is_empty());
        assert_eq!(answer.is_partial(), partial, "{count} names");
    }
}

#[test]
fn twenty_thousand_bearers_of_one_name_are_ranked_and_none_is_accepted() {
    let rows: String = (0..20_000).map(|n| format!("x:{n}\tAda\n")).collect();
    let gazetteer = gazetteer(&format!("id\tname\n{rows}"));
    let answer = gazetteer.resolve("Ada");
    assert_eq!((answer.candidates().len(), answer.accepted()), (5, None));
}

#[test]
fn what_is_cut_is_never_taken_for_the_whole() {
    let gazetteer = polyonym_dictionaries::gazetteer();
    let padded = format!("Tehran{}is not Moscow", " ".repeat(4090));
    assert!(gazetteer.resolve(&padded).candidates().is_empty());
    let comparer = polyonym::Comparer::new(tables().clone());
    let [one, other] = ['b', 'c'].map(|last| format!("{}{last}", "a".repeat(300)));
    assert!(!comparer.compare(&one, &other).is_match());
    assert!(comparer.compare(&one, &one).is_match());
    // A word that is cut and has look-alikes put right is shorter in bytes, but no shorter a word.
    let name = "oaa".repeat(64);
    let own = common::gazetteer(&format!("id\tname\nx:1\t{name}\n"));
    let text = format!("{}{}", "\u{43E}aa".repeat(64), "a".repeat(1000));
    assert_eq!(own.find(&text, &mut Scratch::new()).count(), 0);
    assert_eq!(own.find(&name, &mut Scratch::new()).count(), 1);
}

#[test]
fn rows_of_programs_are_checked_like_rows_of_tables() {
    use polyonym::compile::DictionaryRow;
    let row = |change: &dyn Fn(&mut DictionaryRow)| {
        let mut row = DictionaryRow { id: "x:1".into(), name: "Ada".into(), ..Default::default() };
        change(&mut row);
        Builder::new(tables().clone()).row(&row).unwrap().finish().unwrap().1
    };
    assert_eq!(row(&|_| ()).names(), 1);
    type Change<'c> = &'c dyn Fn(&mut DictionaryRow);
    let faults: [(&str, Change<'_>); 7] = [
        ("control", &|r| r.lang = "en\tlabel".into()),
        ("control", &|r| r.name = "A\nda".into()),
        ("empty", &|r| r.name = " ".into()),
        ("limit", &|r| r.id = "x".repeat(300)),
        ("prior", &|r| r.prior = Some(f64::NAN)),
        ("prior", &|r| r.prior = Some(f64::INFINITY)),
        ("prior", &|r| r.prior = Some(-1.0)),
    ];
    for (code, change) in faults {
        let report = row(change);
        assert_eq!((report.skipped(), report.faults()[0].code.as_str()), (1, code));
    }
    let strict =
        Builder::new(tables().clone()).strict(true).row(&DictionaryRow { id: "x:1".into(), name: "Ada".into(), ..Default::default() });
    assert!(strict.unwrap_err().to_string().contains("no source"));
}

#[test]
fn scratch_serves_several_texts_whose_mentions_are_kept() {
    let gazetteer = polyonym_dictionaries::gazetteer();
    let mut scratch = Scratch::new();
    let texts = ["Tehran", "Москва"];
    let all: Vec<_> = texts.iter().flat_map(|text| gazetteer.tag(text, &mut scratch).collect::<Vec<_>>()).collect();
    assert_eq!(all.len(), 2);
}

/// A name that stands again and again introduces its parts once, and so many namesakes are not told apart by a given name.
#[test]
fn a_document_costs_in_proportion_to_its_length() {
    let gazetteer = polyonym_dictionaries::gazetteer();
    let options = polyonym::TagOptions::new().transliteration(false);
    let mut scratch = Scratch::new();
    let names = "Angela Merkel. Vladimir Putin. Emmanuel Macron. Merkel, Putin and Macron met Sergei Lavrov; Mr Lavrov left. ";
    let mut cost = |times: usize| {
        let text = names.repeat(times);
        measure(|| assert_eq!(gazetteer.tag_with(&text, &options, &mut scratch).count(), 8 * times))
    };
    cost(1000);
    let (short, long) = (cost(100), cost(1000));
    println!("{short:?}, ten times the text {long:?}");
    assert!(long.0 <= 11 * short.0 && long.1 <= 11 * short.1, "{short:?}, ten times the text {long:?}");
}

#[test]
fn many_namesakes_of_a_document_are_not_told_apart_by_a_given_name() {
    let surname =
        |n: usize| ["a", "e", "i", "o", "u"].map(|v| format!("{}{v}", ["b", "d", "k", "l", "m"][n / 5 % 5]))[n % 5].repeat(2 + n / 25);
    let names: Vec<String> = (0..4 * limits::MAX_PARTS_OF_KEY).map(|n| format!("Muhammad {}", surname(n))).collect();
    let rows: String = names.iter().enumerate().map(|(n, name)| format!("x:{n}\tPER\t{name}\n")).collect();
    let gazetteer = gazetteer(&format!("id\ttype\tname\n{rows}"));
    let text = format!("{}. Then Muhammad left.", names.join(". "));
    let mut scratch = Scratch::new();
    let options = polyonym::TagOptions::new().transliteration(false);
    let mentions: Vec<_> = gazetteer.tag_with(&text, &options, &mut scratch).collect();
    assert_eq!(mentions.iter().filter(|m| m.accepted().is_some()).count(), names.len(), "the full names and no other");
    assert!(mentions.last().is_some_and(|m| m.text() == "Muhammad" && m.accepted().is_none()), "{:?}", mentions.last());
}
