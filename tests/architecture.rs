//! The invariants of ARCHITECTURE.md, most of them absences, as tests that read the sources.
//!
//! A rule is a function from sources, pairs of path and text, to violations. Each is run twice: on the sources of the project, which
//! must have none, and on a small sample that breaks it, which must have one: a rule that cannot fire is none.

use std::path::{Path, PathBuf};

/// A source: its path from the root of the project, and its text.
type Source = (String, String);

/// The floors of the house: a module uses modules of its own floor and of those below. Nothing calls upwards.
const FLOORS: [(&str, u8); 29] = [
    ("error", 0),
    ("limits", 0),
    ("bytes", 0),
    ("container", 0),
    ("automaton", 0),
    ("evidence", 0),
    ("hash", 0),
    ("fold", 1),
    ("token", 2),
    ("words", 2),
    ("equivalents", 2),
    ("tables", 2),
    ("calibration", 2),
    ("affix", 2),
    ("parts", 3),
    ("translit", 2),
    ("gazetteer", 4),
    ("compare", 4),
    ("search", 5),
    ("variants", 5),
    ("matcher", 6),
    ("resolver", 6),
    ("explain", 7),
    ("document", 7),
    ("compile", 8),
    ("learn", 8),
    // The root hands out what the modules make; nobody asks it.
    ("lib", 9),
    ("main", 9),
    ("build", 9),
];

/// Names of languages and scripts: they are data, not code. Words such as "han" or "polish" mean other things too often to be here.
const NAMES: [&str; 42] = [
    "arabic",
    "aramaic",
    "armenian",
    "bengali",
    "burmese",
    "chinese",
    "cyrillic",
    "czech",
    "devanagari",
    "english",
    "ethiopic",
    "french",
    "georgian",
    "german",
    "greek",
    "gujarati",
    "gurmukhi",
    "hangul",
    "hebrew",
    "hindi",
    "hiragana",
    "indic",
    "japanese",
    "kana",
    "kanji",
    "katakana",
    "khmer",
    "korean",
    "kurdish",
    "latin",
    "malayalam",
    "mongolian",
    "persian",
    "russian",
    "sinhala",
    "spanish",
    "syriac",
    "tamil",
    "telugu",
    "tibetan",
    "turkish",
    "ukrainian",
];

/// Tags of languages that code is tempted to ask for.
const TAGS: [&str; 16] = ["ar", "ara", "de", "en", "eng", "es", "fa", "fas", "fr", "he", "ja", "ko", "ru", "rus", "tr", "zh"];

const MAX_LINES: usize = 450;

// ---------------------------------------------------------------------------------------------------------------- reading Rust

/// Rust without comments and tests: its code, in which literals are empty, and the literals with their lines.
struct Lexed {
    code: String,
    literals: Vec<(usize, String)>,
}

/// Cuts comments off and literals out. It knows comments, strings, raw strings, characters and lifetimes: all that the project uses.
fn lex(text: &str) -> Lexed {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut lexed = Lexed { code: String::new(), literals: Vec::new() };
    let (mut i, mut line) = (0, 1);
    while i < chars.len() {
        let from = i;
        match (at(i), at(i + 1)) {
            ('/', '/') => {
                while i < chars.len() && at(i) != '\n' {
                    i += 1;
                }
            }
            ('/', '*') => {
                let mut depth = 0;
                loop {
                    match (at(i), at(i + 1)) {
                        ('/', '*') => (depth, i) = (depth + 1, i + 2),
                        ('*', '/') => (depth, i) = (depth - 1, i + 2),
                        _ => i += 1,
                    }
                    if depth == 0 || i >= chars.len() {
                        break;
                    }
                }
            }
            ('r', '"' | '#') if !at(i.wrapping_sub(1)).is_alphanumeric() || at(i.wrapping_sub(1)) == 'b' => {
                let hashes = (i + 1..).take_while(|&j| at(j) == '#').count();
                if at(i + 1 + hashes) == '"' {
                    let start = i + 2 + hashes;
                    let closes = |j: usize| at(j) == '"' && (0..hashes).all(|k| at(j + 1 + k) == '#');
                    let end = (start..chars.len()).find(|&j| closes(j)).unwrap_or(chars.len());
                    lexed.literals.push((line, chars[start..end].iter().collect()));
                    lexed.code.push_str("\"\"");
                    i = (end + 1 + hashes).min(chars.len());
                } else {
                    lexed.code.push('r');
                    i += 1;
                }
            }
            ('"', _) => {
                let mut end = i + 1;
                while end < chars.len() && at(end) != '"' {
                    end += if at(end) == '\\' { 2 } else { 1 };
                }
                lexed.literals.push((line, unescape(&chars[i + 1..end.min(chars.len())])));
                lexed.code.push_str("\"\"");
                i = end + 1;
            }
            ('\'', next) if next == '\\' || at(i + 2) == '\'' => {
                let end = if next == '\\' { (i + 3..).find(|&j| at(j) == '\'' || j >= chars.len()).unwrap_or(i + 3) } else { i + 2 };
                lexed.literals.push((line, unescape(&chars[i + 1..end.min(chars.len())])));
                lexed.code.push_str("' '");
                i = end + 1;
            }
            (c, _) => {
                lexed.code.push(c);
                i += 1;
            }
        }
        let lines = chars[from..i.min(chars.len())].iter().filter(|&&c| c == '\n').count();
        // Lines inside comments and literals are kept, so that a violation can name its line.
        let kept = usize::from(chars[from] == '\n');
        lexed.code.extend(std::iter::repeat_n('\n', lines - kept));
        line += lines;
    }
    without_tests(lexed)
}

/// The characters of a literal; escapes that are no letters vanish.
fn unescape(literal: &[char]) -> String {
    let text: String = literal.iter().collect();
    let mut parts = text.split("\\u{");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (hex, rest) = part.split_once('}').unwrap_or((part, ""));
        out.extend(u32::from_str_radix(hex, 16).ok().and_then(char::from_u32));
        out.push_str(rest);
    }
    out
}

/// Takes out the items under `#[cfg(test)]`.
fn without_tests(mut lexed: Lexed) -> Lexed {
    while let Some(start) = lexed.code.find("#[cfg(test)]") {
        let Some(open) = lexed.code[start..].find(['{', ';']).map(|i| start + i) else { break };
        let mut depth = 0;
        let closes = |(i, c): (usize, char)| {
            depth += match c {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            (depth == 0).then_some(open + i)
        };
        let end = lexed.code[open..].char_indices().find_map(closes).unwrap_or(lexed.code.len() - 1);
        let line = |at: usize, code: &str| code[..at].matches('\n').count() + 1;
        let tests = line(start, &lexed.code)..=line(end, &lexed.code);
        lexed.literals.retain(|(line, _)| !tests.contains(line));
        let blank: String = lexed.code[start..=end].chars().filter(|&c| c == '\n').collect();
        lexed.code.replace_range(start..=end, &blank);
    }
    lexed
}

/// The places in `code` where `word` stands as a whole word, as line numbers.
fn lines_with(code: &str, word: &str) -> Vec<usize> {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let whole = |&(at, _): &(usize, &str)| !is_part(code[..at].chars().next_back()) && !is_part(code[at + word.len()..].chars().next());
    code.match_indices(word).filter(whole).map(|(at, _)| code[..at].matches('\n').count() + 1).collect()
}

/// The words of an identifier or a text: cut at what is no letter, and where small letters turn to capitals.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut small = false;
    for c in text.chars() {
        if !c.is_alphabetic() || c.is_uppercase() && small {
            words.push(String::new());
        }
        small = c.is_lowercase();
        if c.is_alphabetic() {
            words.last_mut().unwrap().extend(c.to_lowercase());
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

// ---------------------------------------------------------------------------------------------------------------------- rules

/// A violation names its file, its line and what is wrong.
type Rule = fn(&[Source]) -> Vec<String>;

fn is_library(path: &str) -> bool {
    path.starts_with("src/")
}

/// The module of a source: the first word of its path under `src/`.
fn module(path: &str) -> &str {
    path.trim_start_matches("src/").split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

fn floor(module: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|&(_, floor)| floor)
}

/// The modules that follow `crate::` in the code, with their lines.
fn uses(code: &str) -> Vec<(usize, String)> {
    let mut uses = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let line = code[..at].matches('\n').count() + 1;
        let rest = &code[at + "crate::".len()..];
        let name = |s: &str| s.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        let Some(group) = rest.strip_prefix('{') else {
            uses.push((line, name(rest)));
            continue;
        };
        let mut depth = 0;
        let mut start = 0;
        for (i, c) in group.char_indices() {
            if depth == 0 && matches!(c, ',' | '}') {
                uses.push((line, name(&group[start..i])));
                start = i + 1;
            }
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                _ => {}
            }
        }
    }
    uses.retain(|(_, name)| !name.is_empty());
    uses
}

fn nothing_calls_upwards(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources.iter().filter(|(path, _)| is_library(path)) {
        let Some(own) = floor(module(path)) else {
            found.push(format!("{path}: the module {} has no floor; give it one in FLOORS and in ARCHITECTURE.md", module(path)));
            continue;
        };
        for (line, target) in uses(&lex(text).code) {
            // What begins with a capital is an item of the root: the re-exports, which only documentation may use.
            match floor(&target) {
                Some(floor) if floor <= own => {}
                Some(_) => found.push(format!("{path}:{line}: {} uses {target}, which is above it", module(path))),
                None => found.push(format!("{path}:{line}: crate::{target} is no module; name the module that it comes from")),
            }
        }
    }
    found
}

/// The parts of the gazetteer do not see each other; only its `mod.rs` sees them.
fn siblings_are_strangers(sources: &[Source]) -> Vec<String> {
    let parts = |path: &str| path.strip_prefix("src/gazetteer/").map(|p| p.trim_end_matches(".rs").to_owned()).filter(|p| p != "mod");
    let all: Vec<String> = sources.iter().filter_map(|(path, _)| parts(path)).collect();
    let mut found = Vec::new();
    for (path, text) in sources.iter().filter(|(path, _)| parts(path).is_some()) {
        let code = lex(text).code;
        for part in &all {
            for way in [format!("super::{part}"), format!("gazetteer::{part}")] {
                found.extend(lines_with(&code, &way).iter().map(|line| format!("{path}:{line}: {way} is a sibling")));
            }
        }
    }
    found
}

fn nothing_is_unsafe(sources: &[Source]) -> Vec<String> {
    let of = |(path, text): &Source| {
        let lines = lines_with(&lex(text).code, "unsafe");
        lines.into_iter().map(|line| format!("{path}:{line}: unsafe")).collect::<Vec<_>>()
    };
    sources.iter().flat_map(of).collect()
}

fn fst_is_used_in_one_file(sources: &[Source]) -> Vec<String> {
    let uses = |(path, text): &&Source| path != "src/automaton.rs" && !lines_with(&lex(text).code, "fst").is_empty();
    sources.iter().filter(uses).map(|(path, _)| format!("{path}: fst belongs to src/automaton.rs")).collect()
}

fn languages_are_data(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources.iter().filter(|(path, _)| is_library(path)) {
        let Lexed { code, literals } = lex(text);
        for (line, literal) in &literals {
            if let Some(c) = literal.chars().find(|c| !c.is_ascii() && c.is_alphabetic()) {
                found.push(format!("{path}:{line}: the letter U+{:04X} in a literal", u32::from(c)));
            }
            if TAGS.contains(&literal.as_str()) {
                found.push(format!("{path}:{line}: the language \"{literal}\" in a literal"));
            }
        }
        let lines = code.lines().zip(1..).map(|(line, n)| (n, line)).chain(literals.iter().map(|(n, literal)| (*n, literal.as_str())));
        for (line, text) in lines {
            for word in words(text).iter().filter(|w| NAMES.contains(&w.as_str())) {
                found.push(format!("{path}:{line}: the name {word} in code"));
            }
            for value in text.split("Script::").skip(1) {
                let value: String = value.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if value.starts_with(char::is_uppercase) && !matches!(value.as_str(), "Common" | "Inherited") {
                    found.push(format!("{path}:{line}: the script {value} in code"));
                }
            }
        }
    }
    found
}

fn files_are_touched_in_one_place(sources: &[Source]) -> Vec<String> {
    let may = |path: &str| path == "src/gazetteer/mod.rs" || path.starts_with("src/compile/");
    let mut found = Vec::new();
    for (path, text) in sources.iter().filter(|(path, _)| is_library(path) && !may(path)) {
        let code = lex(text).code;
        for word in ["fs", "File", "OpenOptions"] {
            found.extend(lines_with(&code, word).iter().map(|line| format!("{path}:{line}: {word}: files are touched elsewhere")));
        }
    }
    found
}

/// No environment, no globals, no clocks, no printing: the answer depends on the file and the text alone.
fn nothing_from_outside(sources: &[Source]) -> Vec<String> {
    const OUTSIDE: [&str; 14] = [
        "std::env",
        "option_env!",
        "thread_local!",
        "SystemTime",
        "Instant",
        "static mut",
        "LazyLock",
        "OnceLock",
        "println!",
        "eprintln!",
        "print!",
        "eprint!",
        "dbg!",
        "process::exit",
    ];
    let mut found = Vec::new();
    for (path, text) in sources.iter().filter(|(path, _)| is_library(path)) {
        let code = lex(text).code;
        for word in OUTSIDE {
            let whole = word.trim_end_matches('!');
            let with_mark = |line: &usize| word == whole || code.lines().nth(line - 1).is_some_and(|l| l.contains(word));
            let lines = lines_with(&code, whole);
            found.extend(lines.iter().filter(|line| with_mark(line)).map(|line| format!("{path}:{line}: {word}")));
        }
        // A global is an item; a lifetime has its quotation mark.
        let globals =
            code.lines().zip(1..).filter(|(line, _)| line.split_whitespace().take_while(|w| *w != "fn").take(2).any(|w| w == "static"));
        found.extend(globals.map(|(_, line)| format!("{path}:{line}: a global")));
    }
    found
}

/// Errors exist at the edges; what answers questions has none.
fn searching_cannot_fail(sources: &[Source]) -> Vec<String> {
    const SURE: [&str; 8] = ["fold", "token", "words", "compare", "search", "matcher", "resolver", "explain"];
    let mut found = Vec::new();
    for (path, text) in sources.iter().filter(|(path, _)| is_library(path) && SURE.contains(&module(path))) {
        let lines = uses(&lex(text).code).into_iter().filter(|(_, target)| target == "error");
        found.extend(lines.map(|(line, _)| format!("{path}:{line}: {} cannot fail, and needs no error", module(path))));
    }
    found
}

fn files_are_short(sources: &[Source]) -> Vec<String> {
    let long = |(path, text): &&Source| is_library(path) && text.lines().count() >= MAX_LINES;
    sources.iter().filter(long).map(|(path, text)| format!("{path}: {} lines, {MAX_LINES} or more", text.lines().count())).collect()
}

fn every_file_opens_with_its_documentation(sources: &[Source]) -> Vec<String> {
    sources.iter().filter(|(_, text)| !text.starts_with("//! ")).map(|(path, _)| format!("{path}: the first line is not //!")).collect()
}

/// Every dependency of every `Cargo.toml` has a line above it that says what it buys.
fn every_dependency_has_its_reason(manifests: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in manifests {
        let mut inside = false;
        let mut above = "";
        for (line, n) in text.lines().zip(1..) {
            if let Some(section) = line.strip_prefix('[') {
                inside = section.trim_end_matches(']').ends_with("dependencies");
                // [dependencies.name] is one dependency.
                if section.contains("dependencies.") && !above.starts_with("# ") {
                    found.push(format!("{path}:{n}: {line} has no reason above it"));
                }
            } else if inside && line.starts_with(|c: char| c.is_ascii_alphabetic()) && !above.starts_with("# ") {
                let name = line.split([' ', '=', '.']).next().unwrap_or_default();
                found.push(format!("{path}:{n}: {name} has no reason above it"));
            }
            above = line;
        }
    }
    found
}

// -------------------------------------------------------------------------------------------------------- the sources and samples

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The files under a folder of the project whose names end so; nothing where the folder is not there.
fn files(folder: &str, ending: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_str().is_some_and(|p| p.ends_with(ending)) {
                let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn library() -> Vec<Source> {
    let sources = files("src", ".rs");
    assert!(sources.len() > 15 && sources.iter().any(|(path, _)| path == "src/lib.rs"), "{} sources", sources.len());
    sources
}

fn library_and_dictionaries() -> Vec<Source> {
    let mut sources = library();
    sources.extend(files("dictionaries/src", ".rs"));
    sources
}

fn manifests() -> Vec<Source> {
    let folders = ["cli", "dictionaries", "import", "serve", "python"];
    let paths = std::iter::once("Cargo.toml".to_owned()).chain(folders.map(|f| format!("{f}/Cargo.toml")));
    paths.filter_map(|path| std::fs::read_to_string(root().join(&path)).ok().map(|text| (path, text))).collect()
}

/// The project keeps the rule, and each sample breaks it once.
fn check(rule: Rule, sources: &[Source], samples: &[(&str, &str)]) {
    for &(path, text) in samples {
        let found = rule(&[(path.to_owned(), text.to_owned())]);
        assert_eq!(found.len(), 1, "the rule does not see what is wrong with {path}: {text}\n{found:?}");
    }
    let found = rule(sources);
    assert!(found.is_empty(), "{} violations:\n  {}", found.len(), found.join("\n  "));
}

#[test]
fn floors() {
    check(
        nothing_calls_upwards,
        &library(),
        &[
            ("src/token.rs", "use crate::gazetteer::Gazetteer;"),
            ("src/fold/table.rs", "use crate::{bytes::index, token::{Boundary, Token}, limits::MAX_KEY_BYTES};"),
            ("src/tables.rs", "fn open() { crate::compile::tables::open() }"),
            ("src/error.rs", "use crate::fold;"),
            ("src/matcher.rs", "use crate::Gazetteer;"),
            ("src/utils.rs", "fn help() {}"),
        ],
    );
    let keeps = "//! use crate::matcher;\n/// crate::matcher\nuse crate::error::Error; // crate::matcher\nconst A: &str = \"crate::matcher\";\n\
                 #[cfg(test)]\nmod tests { use crate::matcher; fn f() { if true {} } }\nuse crate::fold;";
    assert_eq!(nothing_calls_upwards(&[("src/token.rs".to_owned(), keeps.to_owned())]), [""; 0]);
}

#[test]
fn parts_of_the_gazetteer() {
    check(
        siblings_are_strangers,
        &library(),
        &[("src/gazetteer/filter.rs", "use super::filter::Filter;"), ("src/gazetteer/filter.rs", "use crate::gazetteer::filter::Filter;")],
    );
    let two = [("src/gazetteer/filter.rs", "use super::postings::Name;"), ("src/gazetteer/postings.rs", "use super::{EntityIx};")];
    assert_eq!(siblings_are_strangers(&two.map(|(p, t)| (p.to_owned(), t.to_owned()))).len(), 1);
}

#[test]
fn no_unsafe() {
    check(
        nothing_is_unsafe,
        &library_and_dictionaries(),
        &[
            ("src/a.rs", "#![deny(unsafe_code)]\nfn f() { unsafe { g() } } // unsafe"),
            ("dictionaries/src/lib.rs", "unsafe fn f() {}"),
            ("src/a.rs", "const A: char = '\"'; unsafe impl Send for B {} const C: &str = \"unsafe\";"),
            ("src/a.rs", "fn f<'a>(x: &'a str) -> &'a str { r#\"unsafe\"#; unsafe { x } } /* unsafe /* unsafe */ unsafe */"),
        ],
    );
}

#[test]
fn one_file_for_the_transducers() {
    check(fst_is_used_in_one_file, &library_and_dictionaries(), &[("src/matcher.rs", "use fst::Map;")]);
    let own = [("src/automaton.rs".to_owned(), "use fst::raw::Fst;".to_owned())];
    assert_eq!(fst_is_used_in_one_file(&own), [""; 0]);
}

#[test]
fn no_languages_in_code() {
    check(
        languages_are_data,
        &library(),
        &[
            ("src/a.rs", "const YEH: char = 'ي';"),
            ("src/a.rs", "const YEH: &str = \"x\\u{64A}\";"),
            ("src/a.rs", "if lang == \"en\" { }"),
            ("src/a.rs", "let not_english = 1;"),
            ("src/a.rs", "fn isLatinLetter() {}"),
            ("src/a.rs", "let message = \"only for Arabic\";"),
            ("src/a.rs", "matches!(script, Script::Thai)"),
        ],
    );
    let keeps = "//! Arabic ي\n/// Hangul\nmatches!(s, Script::Common | Script::Inherited); let dash = '—'; let bom = '\\u{FEFF}'; // Greek\n\
                 #[cfg(test)]\nmod tests { const A: &str = \"ي\"; fn latin() {} }";
    assert_eq!(languages_are_data(&[("src/a.rs".to_owned(), keeps.to_owned())]), [""; 0]);
}

#[test]
fn places_that_touch_files() {
    check(
        files_are_touched_in_one_place,
        &library(),
        &[("src/tables.rs", "let bytes = std::fs::read(path);"), ("src/matcher.rs", "fn f(file: File) {}")],
    );
    let keeps = [("src/gazetteer/mod.rs".to_owned(), "std::fs::read(path)".to_owned()), ("src/a.rs".to_owned(), "// std::fs".to_owned())];
    assert_eq!(files_are_touched_in_one_place(&keeps), [""; 0]);
}

#[test]
fn no_environment_no_globals_no_clocks() {
    check(
        nothing_from_outside,
        &library(),
        &[
            ("src/a.rs", "let home = std::env::var(\"HOME\");"),
            ("src/a.rs", "thread_local! { }"),
            ("src/a.rs", "let t = Instant::now();"),
            ("src/a.rs", "pub static COUNT: AtomicUsize = AtomicUsize::new(0);"),
            ("src/a.rs", "let t = std::time::SystemTime::now();"),
            ("src/a.rs", "dbg!(x);"),
        ],
    );
    let keeps = "env!(\"CARGO_PKG_VERSION\"); fn f(a: &'static str) {}\nlet print = 1;";
    assert_eq!(nothing_from_outside(&[("src/a.rs".to_owned(), keeps.to_owned())]), [""; 0]);
}

#[test]
fn no_errors_in_searching() {
    check(searching_cannot_fail, &library(), &[("src/resolver.rs", "use crate::error::Result;")]);
}

#[test]
fn short_files() {
    check(files_are_short, &library(), &[("src/a.rs", &"\n".repeat(MAX_LINES))]);
}

#[test]
fn documented_files() {
    check(every_file_opens_with_its_documentation, &library_and_dictionaries(), &[("src/a.rs", "use std::fmt;\n//! Late.")]);
}

#[test]
fn reasons_of_dependencies() {
    let manifests = manifests();
    assert!(manifests.len() >= 2);
    check(
        every_dependency_has_its_reason,
        &manifests,
        &[
            ("Cargo.toml", "[dependencies]\n# Transducers.\nfst = \"0.4\"\nserde = \"1\"\n"),
            ("Cargo.toml", "[dev-dependencies]\nserde.workspace = true"),
            ("Cargo.toml", "[target.'cfg(unix)'.dependencies]\nlibc = \"1\""),
            ("Cargo.toml", "\n[dependencies.serde]\nversion = \"1\""),
        ],
    );
    let keeps = "[package]\nname = \"a\"\n[dependencies]\n# Why.\nfst = \"0.4\"\n";
    assert_eq!(every_dependency_has_its_reason(&[("Cargo.toml".to_owned(), keeps.to_owned())]), [""; 0]);
}
