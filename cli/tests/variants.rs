//! `variants`: a name in other scripts and conventions.

mod common;

use common::run;
use serde_json::Value;
use std::time::{Duration, Instant};

/// The spellings that a run gives, as (script, text).
fn spellings(arguments: &[&str]) -> Vec<(String, String)> {
    let all = [&["variants", "--format", "jsonl"], arguments].concat();
    let answers = run(&all, "").json();
    let text = |v: &Value, key: &str| v[key].as_str().unwrap().to_owned();
    answers[0]["variants"].as_array().unwrap().iter().map(|v| (text(v, "script"), text(v, "text"))).collect()
}

#[test]
fn attested_spellings_are_among_the_first_five() {
    // (name, options, script, spelling as the tables write it: without marks)
    let table: &[(&str, &[&str], &str, &str)] = &[
        ("Путин", &["--script", "Latn"], "Latn", "Putin"),
        ("Путин", &["--script", "Latn"], "Latn", "Poutin"),
        ("Путин", &[], "Grek", "Πουτιν"),
        ("Путин", &[], "Hebr", "פוטין"),
        ("Путин", &[], "Hang", "푸틴"),
        ("Putin", &["--script", "Kana"], "Hani", "プチン"),
        ("Qassemi", &["--script", "Arab"], "Arab", "قاسمی"),
        ("Qassemi", &["--script", "cyrl"], "Cyrl", "Касеми"),
        ("Владимир Путин", &["--script", "Latn"], "Latn", "Vladimir Putin"),
        ("Vladimir Putin", &["--script", "Cyrl"], "Cyrl", "Владимир Путин"),
        ("vladimir Putin", &["--script", "Cyrl"], "Cyrl", "владимир Путин"),
        // A script without capitals: names begin with them.
        ("פוטין", &["--script", "Latn"], "Latn", "Putin"),
        // No capitals at the beginning of words alone.
        ("Putin", &["--script", "Geor"], "Geor", "პუტინი"),
        ("Louis 14", &["--script", "Cyrl"], "Cyrl", "Луис 14"),
        // Conventions of one script.
        ("Mahmoud", &["--lang", "tr"], "Latn", "Mahmud"),
        ("Yeltsin", &["--lang", "de"], "Latn", "Jelzin"),
        ("Khrushchev", &["--lang", "pl"], "Latn", "Chruszczew"),
        ("Лукашенко", &["--lang", "pl"], "Latn", "Lukaszenko"),
        ("Putin", &["--lang", "uk"], "Cyrl", "Путін"),
        ("Putin", &["--lang", "uk-UA"], "Cyrl", "Путін"),
    ];
    for (name, options, script, spelling) in table {
        let found = spellings(&[&[*name], *options].concat());
        assert!(found.contains(&((*script).to_owned(), (*spelling).to_owned())), "{name} {options:?}: no {spelling} among {found:?}");
        assert!(found.iter().filter(|(s, _)| s == script).count() <= 5);
    }
}

#[test]
fn weights_fall_within_a_script_and_sum_to_one_at_most() {
    let answers = run(&["variants", "Muallem", "--format", "jsonl", "-k", "9"], "").expect(0).json();
    assert_eq!((&answers[0]["v"], &answers[0]["name"]), (&Value::from(1), &Value::from("Muallem")));
    let variants = answers[0]["variants"].as_array().unwrap();
    assert!(variants.len() > 50);
    let weight = |v: &Value| v["weight"].as_f64().unwrap();
    for of in variants.chunk_by(|a, b| a["script"] == b["script"]) {
        assert!(of.len() <= 9 && of.windows(2).all(|w| weight(&w[0]) >= weight(&w[1])), "{of:?}");
        assert!(of.iter().map(weight).sum::<f64>() <= 1.001 && of.iter().all(|v| weight(v) >= 0.0), "{of:?}");
        let mut texts: Vec<&str> = of.iter().map(|v| v["text"].as_str().unwrap()).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), of.len(), "{of:?}");
    }
    // The name itself is none of its variants.
    assert!(!spellings(&["Muallem", "--script", "Latn"]).iter().any(|(_, text)| text.eq_ignore_ascii_case("muallem")));
}

#[test]
fn the_same_name_gives_the_same_spellings() {
    let ask = || run(&["variants", "Abdolreza Rahmani Fazli", "--format", "tsv"], "").expect(0).text();
    let first = ask();
    assert!(first.starts_with("script\ttext\tweight\n") && first.lines().skip(1).all(|row| row.split('\t').count() == 3), "{first}");
    assert_eq!(ask(), first);
}

#[test]
fn the_table_isolates_right_to_left_spellings() {
    let text = run(&["variants", "Qassemi", "--script", "Arab"], "").expect(0).text();
    assert!(text.starts_with("SCRIPT  SPELLING") && text.contains("\u{2068}قاسمی\u{2069}"), "{text}");
}

#[test]
fn what_is_no_name_has_no_spellings() {
    let start = Instant::now();
    let hostile = ["a".repeat(4000), "ж ".repeat(2000), "北".repeat(1300), "\u{301}".repeat(2000), "a\u{1B}".repeat(2000)];
    for name in hostile.iter().map(String::as_str).chain(["", " ", "...", "a b c d e f g h i"]) {
        for format in ["table", "tsv", "jsonl"] {
            run(&["variants", name, "--format", format], "").expect(1);
        }
    }
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn the_longest_names_cost_little() {
    let start = Instant::now();
    let name = ["абвгдежзиклмнопрстуфхцчшщэюяабвгдежзиклм"; 8].join(" ");
    run(&["variants", &name, "-k", "1000000000"], "").expect(0);
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

#[test]
fn scripts_and_languages_that_no_table_has_are_errors() {
    run(&["variants", "Putin", "--script", "Zzzz"], "").expect(2).told("--script Zzzz: no table has this script; there are Arab, Armn,");
    run(&["variants", "Putin", "--lang", "tlh"], "").expect(2).told("--lang tlh: no table has this language");
    run(&["variants", "Putin", "--lang", "fr", "--script", "Arab"], "").expect(2).told("in script Arab");
    run(&["variants"], "").expect(2);
    run(&["variants", "Putin", "-k", "x"], "").expect(2);
    run(&["variants", "Putin", "-k", "0"], "").expect(1);
}
