//! Texts and dictionaries that are made to be slow: promise that time is linear in the text, and that no text is much slower than others.
//!
//! ```text
//! cargo bench --bench worst_case                 # three minutes
//! cargo bench --bench worst_case -- --quick      # an eighth of the text: shows the figures, judges nothing
//! ```
//!
//! Fails when 16 times the text takes more than 17.6 times as long, or when a text takes ten times as long a byte as the median one with
//! the built-in dictionary. Names are found in 1 MiB and 16 MiB; a document that is tagged has 16 KiB and 256 KiB. Steps instead of seconds
//! are counted in `tests/limits.rs`; rivals on such texts are in the bench peers.

use polyonym::{Builder, Gazetteer, Scratch, TagOptions};
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How many times longer the longer text is, and how many times longer it may take.
const TIMES: usize = 16;
const MOST_TIMES: f64 = 17.6;
/// How many times the median of time a byte the slowest text may take.
const MOST_MEDIANS: f64 = 10.0;
/// Rounds for each text, more of them where they are short, or as many as begin within the longest time; medians count.
const ROUNDS: usize = 5;
const SHORTEST: Duration = Duration::from_millis(300);
const LONGEST: Duration = Duration::from_secs(2);
/// How many times shorter a document is than a text in which names are found.
const SHORTER: usize = 64;

/// What is found: names as they stand, or everything but names by their sound.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Find,
    Tag,
}

struct Row {
    what: &'static str,
    mode: Mode,
    /// Seconds for each byte of the short text.
    seconds: f64,
    /// How many times longer the long text took than the short one in the same round.
    times: f64,
    /// Whether the dictionary is the built-in one.
    builtin: bool,
}

fn main() -> ExitCode {
    let has = |option: &str| std::env::args().any(|argument| argument == option);
    let is_test = has("--test") || !has("--bench");
    let bytes = if is_test { 1 << 12 } else { 1 << if has("--quick") { 17 } else { 20 } };
    println!("| text | mode | MB/s | {TIMES} times the text takes | times the median |\n|---|---|---|---|---|");
    let rows = rows(bytes);
    let mut passed = true;
    for mode in [Mode::Find, Mode::Tag] {
        let of_mode: Vec<&Row> = rows.iter().filter(|row| row.mode == mode).collect();
        let median = median(of_mode.iter().filter(|row| row.builtin).map(|row| row.seconds).collect());
        for row in of_mode {
            passed &= row.print(median);
        }
    }
    let judged = !is_test && !has("--quick");
    println!("\n{}", if passed { "as promised" } else { "not as promised; on a busy machine, run it again" });
    if passed || !judged { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

impl Row {
    /// Prints a line, and says whether it is as promised.
    fn print(&self, median: f64) -> bool {
        let (times, medians) = (self.times, self.seconds / median);
        let mode = if self.mode == Mode::Find { "find" } else { "tag" };
        let other = if self.builtin { String::new() } else { ", its own dictionary".to_owned() };
        println!("| {}{other} | {mode} | {:.1} | {times:.2} | {medians:.2} |", self.what, 1e-6 / self.seconds);
        times <= MOST_TIMES && (medians <= MOST_MEDIANS || !self.builtin)
    }
}

fn rows(bytes: usize) -> Vec<Row> {
    let builtin = polyonym_dictionaries::gazetteer();
    let mut rows = Vec::new();
    for (what, piece) in texts() {
        rows.extend([Mode::Find, Mode::Tag].map(|mode| row(what, &piece, builtin, true, mode, bytes)));
    }
    for (what, names, piece) in dictionaries() {
        let table = format!("id\tname\n{names}");
        let builder = Builder::new(polyonym_dictionaries::tables().clone()).read(table.as_bytes(), what).unwrap();
        let gazetteer = Gazetteer::from_owner(builder.finish().unwrap().0).unwrap();
        rows.extend([Mode::Find, Mode::Tag].map(|mode| row(what, &piece, &gazetteer, false, mode, bytes)));
    }
    rows
}

fn row(what: &'static str, piece: &str, gazetteer: &Gazetteer, builtin: bool, mode: Mode, bytes: usize) -> Row {
    let bytes = if mode == Mode::Tag { bytes / SHORTER } else { bytes };
    let short = piece.repeat(bytes / piece.len() + 1);
    let long = short.repeat(TIMES);
    let (start, mut seconds, mut times) = (Instant::now(), Vec::new(), Vec::new());
    while times.is_empty() || start.elapsed() < if times.len() < ROUNDS { LONGEST } else { SHORTEST } {
        // As many bytes as in the long text, so that both have their share of what else the machine does.
        let of_short = (0..TIMES).map(|_| pass(gazetteer, &short, mode)).sum::<f64>() / TIMES as f64;
        seconds.push(of_short / f64::from(u32::try_from(short.len()).unwrap()));
        times.push(pass(gazetteer, &long, mode) / of_short);
    }
    Row { what, mode, seconds: median(seconds), times: median(times), builtin }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Seconds.
fn pass(gazetteer: &Gazetteer, text: &str, mode: Mode) -> f64 {
    let mut scratch = Scratch::new();
    let options = TagOptions::new().inflection(true).document(true).transliteration(false);
    let start = Instant::now();
    black_box(match mode {
        Mode::Find => gazetteer.find(text, &mut scratch).count(),
        Mode::Tag => gazetteer.tag_with(text, &options, &mut scratch).count(),
    });
    start.elapsed().as_secs_f64()
}

/// Texts for the built-in dictionary: each is a piece that is repeated.
fn texts() -> Vec<(&'static str, String)> {
    vec![
        ("plain English", "The price of bread rose again, said the ministers of three countries after their talks. ".to_owned()),
        ("plain Russian", "Цена хлеба снова выросла, сказали министры трёх соседних стран после встречи. ".to_owned()),
        ("plain Arabic", "ارتفع سعر الخبز مرة أخرى كما قال الوزراء بعد محادثاتهم. ".to_owned()),
        ("plain Chinese", "面包的价格又上涨了，三个邻国的部长在会谈后说，什么都没有决定。".to_owned()),
        ("names alone", "Vladimir Putin, Tehran, Москва, دمشق, 北京, Bahram Qassemi, ".to_owned()),
        ("first words of names", "Vladimir United Islamic Recep Deir Abdul ".to_owned()),
        ("inflected names", "Путиным Москвой Тегераном Helsingissä Ankara'da للأسد ".to_owned()),
        ("initials", "V. P. A. B. ".to_owned()),
        ("brackets", "United Nations (UN (UN (".to_owned()),
        ("hyphens", "a-b-c-d-e-f-".to_owned()),
        ("apostrophes", "a'b'c'd'e'f'".to_owned()),
        ("an endless word", "a".to_owned()),
        ("an endless word of Han", "中".to_owned()),
        ("an endless word of Thai", "มอสโกปู".to_owned()),
        ("marks without end", "e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}".to_owned()),
        ("kept marks without end", "क\u{94D}\u{94D}\u{94D}\u{94D}".to_owned()),
        ("joiners", "ab\u{200C}".to_owned()),
        ("soft hyphens", "\u{AD}".to_owned()),
        ("ligatures that unfold eighteen times", "\u{FDFA}".to_owned()),
        ("letters of two scripts", "Mосква Рutin ".to_owned()),
        ("capitals", "MOSCOW TEHRAN PUTIN ".to_owned()),
        ("full stops", ". . . ".to_owned()),
        ("line ends", "Moscow\n\n".to_owned()),
    ]
}

/// Dictionaries that a text is made for: what, rows, the piece.
fn dictionaries() -> Vec<(&'static str, String, String)> {
    let nested: String = (1..=60).map(|n| format!("x:{n}\t{}\n", vec!["ab"; n].join(" "))).collect();
    vec![
        ("nested names", nested.clone(), "ab ".to_owned()),
        ("nested names, the last word missing", nested, "ab ab ab ac ".to_owned()),
        ("a long name, one word", format!("x:1\t{}b\n", "a".repeat(254)), "a".to_owned()),
        ("a long name, many words", format!("x:1\t{} b\n", vec!["aa"; 120].join(" ")), "aa ".to_owned()),
        ("a long name, hyphens", format!("x:1\t{}b\n", "a-".repeat(200)), "a-".to_owned()),
        ("a long name of single characters", format!("x:1\t{}国\n", "中".repeat(80)), "中".to_owned()),
    ]
}
