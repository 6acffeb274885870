//! P11: Unicode as published. The test files are those of the Debian package unicode-data (Unicode 15); characters newer than
//! that are covered by the properties over all scalar values.

mod common;

use common::{Random, rounds, tables};
use std::path::Path;
use unicode_normalization::UnicodeNormalization;

fn published(name: &str) -> Option<String> {
    let path = Path::new("/usr/share/unicode").join(name);
    let unpack = |file| std::io::read_to_string(bzip2::read::MultiBzDecoder::new(file)).ok();
    let text = std::fs::read_to_string(&path).ok().or_else(|| std::fs::File::open(path.with_extension("txt.bz2")).ok().and_then(unpack));
    if text.is_none() {
        eprintln!("skipped: {} is absent (Debian package unicode-data)", path.display());
    }
    text
}

fn string(field: &str) -> String {
    field.split_whitespace().map(|hex| char::from_u32(u32::from_str_radix(hex, 16).unwrap()).unwrap()).collect()
}

fn fold(text: &str) -> String {
    tables().fold(text).text().to_owned()
}

#[test]
fn every_line_of_normalization_test_folds_alike() {
    let Some(text) = published("NormalizationTest.txt") else { return };
    let mut lines = 0;
    // U+318D is typed as a middle dot between Korean words: dictionaries/fold/boundaries.tsv makes it a separator, its jamo is none.
    for line in text.lines().filter(|l| !l.starts_with(['#', '@']) && !l.is_empty() && !l.starts_with("318D;")) {
        let forms: Vec<String> = line.split(';').take(5).map(string).collect();
        let folds: Vec<String> = forms.iter().map(|f| fold(f)).collect();
        assert!(folds.iter().all(|f| *f == folds[0]), "{line}\n{folds:?}");
        assert!(unicode_normalization::is_nfc(&folds[0]), "{line}: {:?}", folds[0]);
        lines += 1;
    }
    println!("{lines} lines of NormalizationTest");
    assert!(lines > 18_000, "{lines}");
}

#[test]
fn every_full_case_folding_folds_alike() {
    let Some(text) = published("CaseFolding.txt") else { return };
    let mut lines = 0;
    for line in text.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
        let fields: Vec<&str> = line.split("; ").collect();
        if matches!(fields[1], "C" | "F") {
            assert_eq!(fold(&string(fields[0])), fold(&string(fields[2])), "{line}");
            // The case stage itself, as the crate that the tables are compiled with does it.
            let case: String = caseless_fold(&string(fields[0]));
            assert_eq!(case, string(fields[2]), "{line}");
            lines += 1;
        }
    }
    println!("{lines} lines of CaseFolding");
    assert!(lines > 1_500, "{lines}");
}

fn caseless_fold(text: &str) -> String {
    caseless::default_case_fold_str(text)
}

#[test]
fn folding_twice_is_folding_once_on_every_scalar_value() {
    let mut count = 0;
    for c in '\0'..=char::MAX {
        let once = fold(c.encode_utf8(&mut [0; 4]));
        assert_eq!(fold(&once), once, "U+{:04X}", u32::from(c));
        assert!(unicode_normalization::is_nfc(&once), "U+{:04X}", u32::from(c));
        count += 1;
    }
    assert_eq!(count, 1_112_064);
}

/// Characters that fold in unusual ways, or that combine.
pub fn troublemakers() -> Vec<char> {
    let listed = "aeiouАЕИЙйёїґ\u{300}\u{301}\u{306}\u{308}\u{30A}\u{327}\u{328}\u{323}\u{31B}\u{345}\u{34F}İıſßẞŁłØÆæĳﬁﷺﷲ½…ǅКΣσςΐΰ\
        أإآؤئةىيکك\u{64B}\u{651}\u{653}\u{654}\u{655}\u{670}ـ\u{5B0}\u{5BC}שׁﬁקּךם\u{200B}\u{200C}\u{200D}\u{AD}\u{FEFF}\u{202E}\u{FE0F}\
        かがハ\u{3099}\u{309A}ｶﾞーヶ\u{1100}\u{1161}\u{11A8}가각ㄱㅏ中國学\u{93C}\u{94D}क़कि\u{9BE}\u{9C7}\u{9D7}ড়\u{BC6}\u{BBE}กำ\u{E38}\u{E49}ော\u{1037}\
        \u{F73}\u{F71}\u{F72}\u{1B35}\u{11127}\u{1D15E}\u{E000}\u{378} -'’.,·&١۲①Ⅷ™";
    listed.chars().collect()
}

#[test]
fn folding_random_strings_is_stable_and_ignores_canonical_form() {
    let troublemakers = troublemakers();
    let mut random = Random(11);
    for _ in 0..rounds(300_000) {
        let text: String = (0..random.below(6) + 1).map(|_| *random.pick(&troublemakers)).collect();
        let once = fold(&text);
        assert_eq!(fold(&once), once, "{text:?} {:?}", text.escape_unicode().to_string());
        assert_eq!(fold(&text.nfd().collect::<String>()), once, "NFD of {:?}", text.escape_unicode().to_string());
        assert_eq!(fold(&text.nfc().collect::<String>()), once, "NFC of {:?}", text.escape_unicode().to_string());
    }
}

#[test]
fn versions_of_unicode_are_the_ones_that_were_tested() {
    let meta: Vec<(String, String)> = polyonym_dictionaries::gazetteer().meta().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
    let version = |name: &str| meta.iter().find(|(key, _)| key == name).map(|(_, v)| v.as_str());
    let versions = ["unicode-normalization", "unicode-properties", "unicode-script"].map(version);
    assert_eq!(versions, [Some("18.0.0"); 3], "a new version of Unicode: run all of these tests, then note it here");
}

#[test]
fn words_are_those_of_uax_29_where_words_are_spaced() {
    use unicode_segmentation::UnicodeSegmentation;
    // Departures on purpose: soft separators (apostrophes, hyphens, full stops, colons) cut our words, and marks of boundaries vanish.
    let texts = [
        "The quick brown fox can jump 32 feet, right",
        "Владимир Путин прибыл в Дамаск 7 сентября",
        "التقى وليد المعلم وزير الخارجية الروسي في دمشق",
        "Ο πρωθυπουργός της Ελλάδας μίλησε στη Βουλή",
        "이재명 대통령은 서울에서 회담했다",
        "प्रधानमंत्री नरेन्द्र मोदी दिल्ली में",
        "ראש הממשלה בנימין נתניהו בירושלים",
        "Թբիլիսի և Երևան քաղաքները",
        "საქართველოს პრემიერი თბილისში",
    ];
    for text in texts {
        let ours: Vec<&str> = tables().tokens(text).iter().map(|t| &text[t.range()]).collect::<Vec<_>>();
        let theirs: Vec<&str> = text.unicode_words().collect();
        assert_eq!(ours, theirs, "{text}");
    }
}
