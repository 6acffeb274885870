//! Every error that a user can meet has a place, says what was found, and what to do about it.
//!
//! Tables of input and full message: a message that changes is a change that users see.

use polyonym::{Builder, ErrorKind, Gazetteer, Tables};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

/// A folder of this process and test alone, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("polyonym-messages-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The message without the path of this folder.
    fn shorten(&self, message: &str) -> String {
        message.replace(&format!("{}/", self.0.display()), "").replace(&self.0.display().to_string(), ".")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Collects what differs.
#[derive(Default)]
struct Report(Vec<String>);

impl Report {
    fn check(&mut self, case: &str, expected: &str, found: &str) {
        if expected != found {
            self.0.push(format!("{case}\n    expected {expected}\n    found    {found}"));
        }
        // A remedy is what follows the last semicolon.
        if found.rsplit_once("; ").is_none_or(|(_, remedy)| remedy.trim().is_empty()) {
            self.0.push(format!("{case}\n    has no remedy: {found}"));
        }
    }

    fn end(self) {
        assert!(self.0.is_empty(), "{} messages:\n{}", self.0.len(), self.0.join("\n"));
    }
}

fn small_gazetteer() -> Vec<u8> {
    let builder = Builder::new(polyonym_dictionaries::tables().clone());
    builder.read("id\tname\nx:ada\tAda Lovelace\n".as_bytes(), "ada.tsv").unwrap().finish().unwrap().0
}

/// A file with another header, whose checksum is right.
fn with_header(mut file: Vec<u8>, change: impl FnOnce(&mut [u8])) -> Vec<u8> {
    change(&mut file[..56]);
    let hash = xxh3_64(&file[..56]).to_le_bytes();
    file[56..64].copy_from_slice(&hash);
    file
}

/// A file with another tag of its first section, whose checksums are right.
fn with_tag(file: Vec<u8>, tag: [u8; 4]) -> Vec<u8> {
    let mut file = file;
    file[64..68].copy_from_slice(&tag);
    let count = usize::try_from(u32::from_le_bytes(file[12..16].try_into().unwrap())).unwrap();
    let table = xxh3_64(&file[64..64 + 32 * count]).to_le_bytes();
    with_header(file, |header| header[24..32].copy_from_slice(&table))
}

#[test]
fn files_that_are_no_gazetteer() {
    let folder = Folder::new("files");
    let good = small_gazetteer();
    let text_mode: Vec<u8> = good.iter().copied().filter(|&b| b != b'\r').collect();
    let seven_bits: Vec<u8> = good.iter().map(|&b| b & 0x7F).collect();
    let mut flipped = good.clone();
    *flipped.last_mut().unwrap() ^= 1;
    let mut header = good.clone();
    header[40] = 1;
    let mut longer = good.clone();
    longer.extend_from_slice(&[0; 8]);
    let lengths = |found: usize| {
        format!("f.gaz: the file has {found} bytes instead of {}; copy the file again or rebuild it with 'polyonym build'", good.len())
    };
    let again = "copy the file again or rebuild it with 'polyonym build'";
    let cases: Vec<(&str, Vec<u8>, ErrorKind, String)> = vec![
        ("empty", Vec::new(), ErrorKind::Foreign, "f.gaz: the file is empty; copy it again or rebuild it with 'polyonym build'".into()),
        (
            "foreign",
            b"id\tname\n".to_vec(),
            ErrorKind::Foreign,
            "f.gaz: not a polyonym file; make one with 'polyonym build -o FILE TABLE'".into(),
        ),
        ("gzip", vec![0x1F, 0x8B, 8, 0], ErrorKind::Foreign, "f.gaz: the file is gzip-compressed; unpack it first".into()),
        (
            "text mode",
            text_mode,
            ErrorKind::Foreign,
            "f.gaz: the file was changed by a text-mode transfer; copy it again in binary mode".into(),
        ),
        (
            "first byte lost",
            good[1..].to_vec(),
            ErrorKind::Foreign,
            "f.gaz: the file was changed by a text-mode transfer; copy it again in binary mode".into(),
        ),
        ("seven bits", seven_bits, ErrorKind::Foreign, "f.gaz: not a polyonym file; make one with 'polyonym build -o FILE TABLE'".into()),
        ("ends inside the header", good[..40].to_vec(), ErrorKind::Damaged, format!("f.gaz: the file ends inside its header; {again}")),
        ("damaged header", header, ErrorKind::Damaged, format!("f.gaz: the header is damaged; {again}")),
        ("truncated", good[..good.len() - 8].to_vec(), ErrorKind::Damaged, lengths(good.len() - 8)),
        ("bytes behind", longer, ErrorKind::Damaged, lengths(good.len() + 8)),
        ("one bit", flipped, ErrorKind::Damaged, format!("f.gaz: section LEXI does not fit its checksum; {again}")),
        (
            "newer format",
            with_header(good.clone(), |h| h[8] = 9),
            ErrorKind::Newer,
            "f.gaz: the file has format 9, this version reads format 1; rebuild it with 'polyonym build' or update polyonym".into(),
        ),
        (
            "unknown section that must be understood",
            with_tag(good.clone(), *b"XXXX"),
            ErrorKind::Newer,
            "f.gaz: the file has a section \"XXXX\" that this version does not know; update polyonym".into(),
        ),
        (
            "unknown section that may be skipped",
            with_tag(good.clone(), *b"xxxx"),
            ErrorKind::Damaged,
            format!("f.gaz: section META is missing; {again}"),
        ),
    ];
    let mut report = Report::default();
    for (case, bytes, kind, expected) in cases {
        let path = folder.write("f.gaz", &bytes);
        let error = Gazetteer::open(&path).unwrap_err();
        report.check(case, &expected, &folder.shorten(&error.to_string()));
        assert_eq!(error.kind(), kind, "{case}");
        // What is in memory has no place; the rest of the message is the same.
        let error = Gazetteer::from_owner(bytes).unwrap_err();
        report.check(case, expected.strip_prefix("f.gaz: ").unwrap(), &error.to_string());
    }
    let tables = polyonym_dictionaries::tables().to_bytes().unwrap();
    let path = folder.write("tables.bin", tables);
    let error = folder.shorten(&Gazetteer::open(path).unwrap_err().to_string());
    report.check("tables alone", &format!("tables.bin: section NAME is missing; {again}"), &error);
    report.end();
}

#[test]
fn paths_that_cannot_be_read_or_written() {
    let folder = Folder::new("paths");
    let shorten = |error: polyonym::Error| {
        assert_eq!(error.kind(), ErrorKind::Io);
        assert!(std::error::Error::source(&error).is_some());
        // What the operating system says stands in brackets; its words differ.
        let message = folder.shorten(&error.to_string());
        let (what, rest) = message.split_once(": cannot ").unwrap_or_default();
        let (doing, rest) = rest.split_once(": ").unwrap_or_default();
        let remedy = rest.split_once("; ").map_or("", |(_, remedy)| remedy);
        format!("{what}: cannot {doing}: (…); {remedy}")
    };
    let builder = || Builder::new(polyonym_dictionaries::tables().clone());
    let mut report = Report::default();
    report.check(
        "no gazetteer",
        "none.gaz: cannot read: (…); check the path",
        &shorten(Gazetteer::open(folder.0.join("none.gaz")).unwrap_err()),
    );
    report.check(
        "no gazetteer, unverified",
        "none.gaz: cannot read: (…); check the path",
        &shorten(Gazetteer::open_unverified(folder.0.join("none.gaz")).unwrap_err()),
    );
    report.check(
        "no table",
        "none.tsv: cannot open: (…); check the path",
        &shorten(builder().names(folder.0.join("none.tsv")).unwrap_err()),
    );
    report.check(
        "no folder of tables",
        "none/fold: cannot list: (…); check the path",
        &shorten(Tables::open(folder.0.join("none")).unwrap_err()),
    );
    report.check(
        "no folder to write to",
        "none/a.gaz: cannot create: (…); check the path",
        &shorten(builder().write(folder.0.join("none/a.gaz")).unwrap_err()),
    );
    // Any remedy will do, but there must be one.
    for (case, error) in [
        ("a folder for a gazetteer", Gazetteer::open(&folder.0).unwrap_err().to_string()),
        ("a folder for a table", builder().names(&folder.0).unwrap_err().to_string()),
    ] {
        report.check(case, &error, &error);
    }
    report.end();
}

/// A table, whether the build is strict, and the message.
type RowCase<'a> = (&'a str, Vec<u8>, bool, &'a str);

#[test]
fn rows_that_break_a_rule() {
    let full = |rows: &str| format!("id\ttype\tname\tlang\tkind\tprior\tsource\n{rows}").into_bytes();
    let short = |rows: &str| format!("id\tname\n{rows}").into_bytes();
    let header = "begin the table with a line such as 'id TAB type TAB name TAB lang TAB kind TAB prior TAB source'";
    let no_name = format!("t.tsv:1: the header has no column \"name\"; {header}");
    let no_id = format!("t.tsv:1: the header has no column \"id\"; {header}");
    let twice = format!("t.tsv:1: the header has column \"name\" twice; {header}");
    let ok = "Q1\tLOC\tA a\ten\tlabel\t\tx\n";
    let mut utf8 = short("Q1\t");
    utf8.extend_from_slice(b"caf\xE9\n");
    let cases: Vec<RowCase<'_>> = vec![
        ("empty table", Vec::new(), false, &no_id),
        ("no header", short("")[3..].to_vec(), false, &no_id),
        ("no column of names", b"id\tlabel\n".to_vec(), false, &no_name),
        ("a column twice", b"id\tname\tname\n".to_vec(), false, &twice),
        ("columns missing", short("Q1\n"), true, "t.tsv:2:3: error[columns]: the row has 1 of 2 columns; separate columns with TAB"),
        ("too many columns", short("Q1\tA\tB\n"), true, "t.tsv:2:7: error[columns]: the row has 3 of 2 columns; separate columns with TAB"),
        ("no name", short("Q1\t \n"), true, "t.tsv:2:4: error[empty]: the name is empty; fill it in or remove the row"),
        ("no id", short("\tA\n"), true, "t.tsv:2:1: error[empty]: the id is empty; fill it in or remove the row"),
        ("a control character", short("Q1\tA\u{1}b\n"), true, "t.tsv:2:5: error[control]: control character U+0001; remove it"),
        ("not UTF-8", utf8, true, "t.tsv:2:7: error[utf8]: byte 7 of the line is not UTF-8; convert the table to UTF-8"),
        (
            "no number",
            full("Q1\tLOC\tA a\ten\tlabel\tmany\tx\n"),
            true,
            "t.tsv:2:21: error[prior]: \"many\" is no number from 0; leave it empty",
        ),
        (
            "a number below 0",
            full("Q1\tLOC\tA a\ten\tlabel\t-1\tx\n"),
            true,
            "t.tsv:2:21: error[prior]: \"-1\" is no number from 0; leave it empty",
        ),
        (
            "no finite number",
            full("Q1\tLOC\tA a\ten\tlabel\tinf\tx\n"),
            true,
            "t.tsv:2:21: error[prior]: \"inf\" is no number from 0; leave it empty",
        ),
        (
            "no source",
            full("Q1\tLOC\tA a\ten\tlabel\t\t\n"),
            true,
            "t.tsv:2:1: error[source]: the row has no source; say where the name comes from",
        ),
        (
            "not NFC",
            full("Q1\tLOC\te\u{301}a\ten\tlabel\t\tx\n"),
            true,
            "t.tsv:2:8: error[nfc]: name is not NFC: \"e\u{301}a\"; run 'polyonym check --fix'",
        ),
        (
            "white space",
            full("Q1\tLOC\tA  a\ten\tlabel\t\tx\n"),
            true,
            "t.tsv:2:8: error[space]: \"A  a\" has white space at an end or twice; run 'polyonym check --fix'",
        ),
        ("a row twice", full(&format!("{ok}{ok}")), true, "t.tsv:3:1: error[duplicate]: the row stands twice; run 'polyonym check --fix'"),
        (
            "not sorted",
            full(&format!("Q2\tLOC\tB b\ten\tlabel\t\tx\n{ok}")),
            true,
            "t.tsv:3:1: error[order]: the rows are not sorted; run 'polyonym check --fix'",
        ),
        (
            "directional control",
            full("Q1\tLOC\tA\u{202E}a\ten\tlabel\t\tx\n"),
            true,
            "t.tsv:2:8: error[invisible]: invisible character U+202E; remove it",
        ),
        (
            "look-alike letters",
            full("Q1\tLOC\tMосква\tru\tlabel\t\tx\n"),
            true,
            "t.tsv:2:8: error[scripts]: \"Mосква\" mixes scripts that look alike; correct it or set lang to mul",
        ),
        (
            "no letters",
            full("Q1\tLOC\t…\ten\tlabel\t\tx\n"),
            true,
            "t.tsv:2:8: error[letters]: \"…\" has no letters or digits; remove the row",
        ),
    ];
    let mut report = Report::default();
    for (case, table, strict, expected) in cases {
        let builder = Builder::new(polyonym_dictionaries::tables().clone()).strict(strict);
        let error = builder.read(table.as_slice(), "t.tsv").and_then(Builder::finish).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Row, "{case}");
        report.check(case, expected, &error.to_string());
        if strict && !["source", "nfc", "space", "duplicate", "order"].iter().any(|code| expected.contains(&format!("[{code}]"))) {
            // A lenient build skips the row and says the same.
            let (_, lenient) =
                Builder::new(polyonym_dictionaries::tables().clone()).read(table.as_slice(), "t.tsv").and_then(Builder::finish).unwrap();
            assert_eq!(lenient.skipped(), 1, "{case}");
            report.check(case, expected, &lenient.faults()[0].to_string());
        }
    }
    report.end();
}

/// Input that ends with an error of the operating system.
struct Broken(usize);

impl std::io::Read for Broken {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let text = b"id\tname\nQ1\tA\n";
        let Some(&byte) = text.get(self.0) else { return Err(std::io::Error::other("the disk is gone")) };
        self.0 += 1;
        buffer[0] = byte;
        Ok(1)
    }
}

#[test]
fn input_that_breaks_off() {
    let builder = Builder::new(polyonym_dictionaries::tables().clone());
    let error = builder.read(std::io::BufReader::new(Broken(0)), "t.tsv").unwrap_err().to_string();
    let mut report = Report::default();
    assert!(error.starts_with("t.tsv:3:1: error[io]: cannot read: the disk is gone"), "{error}");
    // Any remedy will do, but there must be one.
    report.check("input that breaks off", &error, &error);
    report.end();
}

#[test]
fn limits() {
    let table = |id: &str, name: &str| format!("id\tname\n{id}\t{name}\n").into_bytes();
    let long_line = "t.tsv:2:1: error[limit]: the line has over 4096 bytes; check its line ends";
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a line", table("Q1", &"a b ".repeat(1100)), long_line),
        ("a line of megabytes", table("Q1", &"a b ".repeat(1_000_000)), long_line),
        ("a name", table("Q1", &"a b ".repeat(257)), "t.tsv:2:4: error[limit]: the field has 1028 bytes, over 1024; shorten it"),
        ("an id", table(&"x".repeat(256), "Ada"), "t.tsv:2:1: error[limit]: the field has 256 bytes, over 255; shorten it"),
        ("a key", table("Q1", &"a".repeat(256)), "t.tsv:2:4: error[limit]: the name folds to over 255 bytes (256); shorten it"),
    ];
    let mut report = Report::default();
    for (case, table, expected) in cases {
        let (_, lenient) =
            Builder::new(polyonym_dictionaries::tables().clone()).read(table.as_slice(), "t.tsv").and_then(Builder::finish).unwrap();
        report.check(case, expected, &lenient.faults()[0].to_string());
        // Strict tables have a source in each row.
        let strict: String = String::from_utf8(table).unwrap().lines().map(|l| format!("{l}\tsource\n")).collect();
        let error = Builder::new(polyonym_dictionaries::tables().clone()).strict(true).read(strict.as_bytes(), "t.tsv").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Limit, "{case}");
        report.check(case, expected, &error.to_string());
    }
    let types: String = (0..256).map(|i| format!("Q{i}\tT{i}\tName\n")).collect();
    let error = Builder::new(polyonym_dictionaries::tables().clone())
        .read(format!("id\ttype\tname\n{types}").as_bytes(), "t.tsv")
        .and_then(Builder::finish)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    report.check("types", "the dictionaries have 256 types, over 255; use fewer words in the column type", &error.to_string());
    // Spellings that fold alike: each of seven letters is a capital or not.
    let spelling =
        |n: u32| "abcdefg".chars().enumerate().map(|(i, c)| if n >> i & 1 == 1 { c.to_ascii_uppercase() } else { c }).collect::<String>();
    let rows: String = (0..65).map(|n| format!("Q1\t{}\n", spelling(n))).collect();
    let (_, lenient) = Builder::new(polyonym_dictionaries::tables().clone())
        .read(format!("id\tname\n{rows}").as_bytes(), "t.tsv")
        .and_then(Builder::finish)
        .unwrap();
    assert_eq!(lenient.skipped(), 1);
    let fault = lenient.faults()[0].to_string();
    let expected = "error[limit]: \"abcdefg\" is one of over 64 spellings that fold alike; remove some";
    report.check("spellings", expected, fault.split_once(": ").unwrap().1);
    let place = fault.split(": ").next().unwrap();
    assert!(place.starts_with("t.tsv"), "the place of too many spellings is {place}, not a table");
    report.end();
}

/// A folder of tables that compiles, with some files replaced.
fn tables(folder: &Folder, changes: &[(&str, &str)]) -> String {
    let good = [
        ("fold/letters.tsv", "code\tfrom\tto\tsource\nU+0142\tł\tl\town:test\n"),
        ("fold/scripts.tsv", "script\tmarks\tspacing\tsource\nLatn\tstrip\twords\town:test\n"),
        ("fold/boundaries.tsv", "code\tfrom\tboundary\tsource\nU+002D\t-\tsoft\town:test\n"),
        ("words/titles.tsv", "title\tlang\tposition\ttype\tsource\nDr\ten\tbefore\tacademic\town:test\n"),
        ("words/particles.tsv", "particle\tlang\tkind\tsource\nbin\tar\tfiliation\town:test\n"),
        ("words/common.tsv", "word\tlang\tname\tsource\nmay\ten\tMay\town:test\n"),
        ("words/calendar.tsv", "word\tlang\tkind\tsource\nmay\ten\tmonth\town:test\n"),
        ("words/structure.tsv", "word\tlang\trole\tsource\nxi\tzh\tfamily\town:test\n"),
        ("words/demonyms.tsv", "word\tlang\tplace\tsource\nspanish\ten\tSpain\town:test\n"),
        ("words/stopwords.tsv", "word\tlang\tsource\nthe\ten\town:test\n"),
        ("affix/languages.tsv", "lang\tscript\tleast\tagreement\tsuffixes\tvowels\tsource\nen\tLatn\t4\tlast\t1\taeiouy\town:test\n"),
        ("affix/en.tsv", "affix\trestore\tstem\tcases\tcost\tform\tlemma\tsource\n-s\t\t!s\tgen\t2\tAssads\tAssad\town:test\n"),
        ("words/equivalents.tsv", "class\tkind\tword\tlang\tsource\nbill\tnickname\tBill\ten\town:test\n"),
        ("words/frequency.tsv", "word\tpermillion\tsource\nbill\t120\town:test\n"),
        (
            "translit/systems.tsv",
            "system\tscripts\tletters\twords\ttables\trole\tsource\nlatn\tLatn\tcomposed\tspaced\tmixed\tpivot\town:test\n",
        ),
        ("translit/classes.tsv", "letter\tinitial\tinside\tsource\na\ta\t\town:test\n"),
    ];
    for (file, text) in good.iter().chain(changes) {
        folder.write(file, text);
    }
    for file in ["words/kinds.tsv", "words/rules.tsv", "translit/calibration.tsv"] {
        if changes.iter().all(|(f, _)| f != &file) {
            let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("dictionaries").join(file);
            folder.write(file, std::fs::read(source).unwrap());
        }
    }
    Tables::open(&folder.0).err().map_or(String::new(), |e| {
        assert_eq!(e.kind(), ErrorKind::Row, "{e}");
        folder.shorten(&e.to_string())
    })
}

#[test]
fn tables_of_letters() {
    let folder = Folder::new("letters");
    assert_eq!(tables(&folder, &[]), "", "the folder as it stands");
    let letters = "fold/letters.tsv";
    let scripts = "fold/scripts.tsv";
    let boundaries = "fold/boundaries.tsv";
    let cases: [(&str, &str, &str, &str); 14] = [
        (
            "bad code point",
            letters,
            "code\tfrom\tto\tsource\n0142\tł\tl\tx\n",
            "fold/letters.tsv:2: \"0142\" is no code point; write it as U+0643",
        ),
        (
            "no scalar value",
            letters,
            "code\tfrom\tto\tsource\nU+D800\tł\tl\tx\n",
            "fold/letters.tsv:2: \"U+D800\" is no code point; write it as U+0643",
        ),
        (
            "another letter",
            letters,
            "code\tfrom\tto\tsource\nU+0142\tl\tl\tx\n",
            "fold/letters.tsv:2: \"l\" is not U+0142; make the two columns agree",
        ),
        (
            "wrong header",
            letters,
            "code\tfrom\tto\nU+0142\tł\tl\n",
            "fold/letters.tsv:1: the header is not \"code from to source\"; write these columns, with TAB between them",
        ),
        (
            "missing source",
            letters,
            "code\tfrom\tto\tsource\nU+0142\tł\tl\t\n",
            "fold/letters.tsv:2: the row has not 4 columns, the last of them a source; complete the row",
        ),
        (
            "missing column",
            letters,
            "code\tfrom\tto\tsource\nU+0142\tł\tl\n",
            "fold/letters.tsv:2: the row has not 4 columns, the last of them a source; complete the row",
        ),
        (
            "a letter twice",
            letters,
            "code\tfrom\tto\tsource\nU+0142\tł\tl\tx\nU+0142\tł\tw\tx\n",
            "fold/letters.tsv:3: U+0142 has a row already; remove one of the two",
        ),
        (
            "round in circles",
            letters,
            "code\tfrom\tto\tsource\nU+0142\tł\tđ\tx\nU+0111\tđ\tł\tx\n",
            "the fold of U+0110 does not come to an end; make the targets of the rows stable",
        ),
        (
            "no script",
            scripts,
            "script\tmarks\tspacing\tsource\nXxxx\tstrip\twords\tx\n",
            "fold/scripts.tsv:2: \"Xxxx\" is no script; use an ISO 15924 code",
        ),
        (
            "bad word for marks",
            scripts,
            "script\tmarks\tspacing\tsource\nLatn\tdrop\twords\tx\n",
            "fold/scripts.tsv:2: marks are not \"drop\"; write strip or keep",
        ),
        (
            "bad word for spacing",
            scripts,
            "script\tmarks\tspacing\tsource\nLatn\tkeep\tyes\tx\n",
            "fold/scripts.tsv:2: spacing is not \"yes\"; write words, characters or runs",
        ),
        (
            "header of scripts",
            scripts,
            "script\tsource\nLatn\tx\n",
            "fold/scripts.tsv:1: the header is not \"script marks spacing source\"; write these columns, with TAB between them",
        ),
        (
            "bad word for a boundary",
            boundaries,
            "code\tfrom\tboundary\tsource\nU+002D\t-\tmedium\tx\n",
            "fold/boundaries.tsv:2: a boundary is not \"medium\"; write soft, space, hard or drop",
        ),
        (
            "bad code point of a boundary",
            boundaries,
            "code\tfrom\tboundary\tsource\nU+2D\t=\tsoft\tx\n",
            "fold/boundaries.tsv:2: \"=\" is not U+2D; make the two columns agree",
        ),
    ];
    let mut report = Report::default();
    for (case, file, text, expected) in cases {
        report.check(case, expected, &tables(&folder, &[(file, text)]));
    }
    report.end();
}

#[test]
fn tables_of_words() {
    let folder = Folder::new("words");
    let cases: [(&str, &str, &str, &str); 17] = [
        (
            "a title without letters",
            "words/titles.tsv",
            "title\tlang\tposition\ttype\tsource\n-\ten\tbefore\tx\tx\n",
            "words/titles.tsv:2: \"-\" has no letters; remove the row",
        ),
        (
            "header of titles",
            "words/titles.tsv",
            "title\tsource\nDr\tx\n",
            "words/titles.tsv:1: the header is not \"title lang position type source\"; write these columns, with TAB between them",
        ),
        (
            "header of particles",
            "words/particles.tsv",
            "particle\tsource\nbin\tx\n",
            "words/particles.tsv:1: the header is not \"particle lang kind source\"; write these columns, with TAB between them",
        ),
        (
            "a particle without a source",
            "words/particles.tsv",
            "particle\tlang\tkind\tsource\nbin\tar\tfiliation\t\n",
            "words/particles.tsv:2: the row has not 4 columns, the last of them a source; complete the row",
        ),
        (
            "header of common words",
            "words/common.tsv",
            "word\tsource\nmay\tx\n",
            "words/common.tsv:1: the header is not \"word lang name source\"; write these columns, with TAB between them",
        ),
        (
            "header of the calendar",
            "words/calendar.tsv",
            "word\tsource\nmay\tx\n",
            "words/calendar.tsv:1: the header is not \"word lang kind source\"; write these columns, with TAB between them",
        ),
        (
            "a part of a calendar",
            "words/calendar.tsv",
            "word\tlang\tkind\tsource\nmay\ten\tyear\tx\n",
            "words/calendar.tsv:2: \"year\" is no part of a calendar; write month or weekday",
        ),
        (
            "header of the structure of names",
            "words/structure.tsv",
            "word\tsource\nxi\tx\n",
            "words/structure.tsv:1: the header is not \"word lang role source\"; write these columns, with TAB between them",
        ),
        (
            "a role in a name",
            "words/structure.tsv",
            "word\tlang\trole\tsource\nxi\tzh\tmiddle\tx\n",
            "words/structure.tsv:2: no word of a name has the role \"middle\"; write family or patronymic",
        ),
        (
            "header of equivalents",
            "words/equivalents.tsv",
            "class\tword\tsource\nbill\tBill\tx\n",
            "words/equivalents.tsv:1: the header is not \"class kind word lang source\"; write these columns, with TAB between them",
        ),
        (
            "an equivalent without a source",
            "words/equivalents.tsv",
            "class\tkind\tword\tlang\tsource\nbill\tnickname\tBill\ten\t\n",
            "words/equivalents.tsv:2: the row has not 5 columns, the last of them a source; complete the row",
        ),
        (
            "no class",
            "words/equivalents.tsv",
            "class\tkind\tword\tlang\tsource\n\tnickname\tBill\ten\tx\n",
            "words/equivalents.tsv:2: the class is empty; name it: words that stand for one another have the same class",
        ),
        (
            "a kind of equivalents",
            "words/equivalents.tsv",
            "class\tkind\tword\tlang\tsource\nbill\tnick\tBill\ten\tx\n",
            "words/equivalents.tsv:2: there is no kind \"nick\" of classes; write number, cognate, nickname, abbreviation, legal or generic",
        ),
        (
            "a class of two kinds",
            "words/equivalents.tsv",
            "class\tkind\tword\tlang\tsource\nbill\tnickname\tBill\ten\tx\nbill\tcognate\tGuillaume\tfr\tx\n",
            "words/equivalents.tsv:3: class \"bill\" is of another kind already; give all its rows one kind",
        ),
        (
            "an equivalent without letters",
            "words/equivalents.tsv",
            "class\tkind\tword\tlang\tsource\nbill\tnickname\t-\ten\tx\n",
            "words/equivalents.tsv:2: \"-\" has no letters; remove the row",
        ),
        (
            "a kind",
            "words/kinds.tsv",
            "kind\tlabel\tweak\tcased\tsource\nlabel\tfirst\tno\tno\tx\n",
            "words/kinds.tsv:2: label is a rank or empty, weak and cased are yes or no; correct the row",
        ),
        (
            "a rule of case",
            "words/rules.tsv",
            "rule\tvalue\tsource\ncapitals\tfew\tx\n",
            "words/rules.tsv:2: there is no rule \"capitals\" with such a value; write capitals and a number of letters, initial and a number of words, or label and a language",
        ),
    ];
    let mut report = Report::default();
    for (case, file, text, expected) in cases {
        report.check(case, expected, &tables(&folder, &[(file, text)]));
    }
    report.end();
}
