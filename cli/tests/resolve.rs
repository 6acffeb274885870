//! `resolve`, `compare`, `explain`: lines in, lines out.

mod common;

use common::{World, run};
use serde_json::{Value, json};

fn first(answer: &Value) -> Option<&str> {
    answer["candidates"][0]["id"].as_str()
}

#[test]
fn exit_codes_are_found_nothing_error() {
    let world = World::new();
    let missing = world.path("missing.gaz");
    let table: &[(&[&str], i32)] = &[
        (&["resolve", "Tehran"], 0),
        (&["resolve", "no such name"], 1),
        (&["resolve", "no such name", "Tehran"], 0),
        (&["resolve", "--type", "PER", "Tehran"], 1),
        (&["resolve"], 2),
        (&["resolve", "--stdin", "Tehran"], 2),
        (&["resolve", "--limit", "x", "Tehran"], 2),
        (&["explain", "Tehran"], 0),
        (&["explain", "Tehran", "Q3616"], 0),
        (&["explain", "Tehran", "Q649"], 1),
        (&["explain", "no such name"], 1),
    ];
    for (arguments, code) in table {
        let ran = world.ask(arguments, "");
        assert_eq!(ran.code, *code, "{arguments:?}: {}", ran.stderr);
        assert_eq!(ran.code == 2, !ran.stderr.is_empty(), "{arguments:?}: {}", ran.stderr);
    }
    run(&["resolve", "-g", &missing, "Tehran"], "").expect(2).told("missing.gaz: cannot read");
    run(&["nonsense"], "").expect(2);
}

#[test]
fn an_answer_has_the_keys_of_the_contract_in_order() {
    let ran = World::new().ask(&["resolve", "--stdin"], "TEHRAN\n").expect(0);
    assert_eq!(
        ran.text(),
        "{\"v\":1,\"query\":\"TEHRAN\",\"accepted\":\"Q3616\",\"candidates\":[{\"id\":\"Q3616\",\"label\":\"Tehran\",\"type\":\"LOC\",\
         \"score\":0.98,\"evidence\":\"folded\",\"matched\":\"Tehran\"}]}\n"
    );
}

#[test]
fn every_line_has_one_answer_in_order() {
    // (line, query that is echoed, id)
    let table: &[(&str, &str, Option<&str>)] = &[
        ("Tehran", "Tehran", Some("Q3616")),
        ("", "", None),
        ("Tehran\r", "Tehran", Some("Q3616")),
        ("\r", "", None),
        // The letters of the whole line are the name, whatever stands between them.
        ("Te\u{85}hran", "Te\u{85}hran", Some("Q3616")),
        ("Moscow\u{2028}", "Moscow\u{2028}", Some("Q649")),
        ("\u{2029}Moscow", "\u{2029}Moscow", Some("Q649")),
        ("Moscow\0", "Moscow\0", Some("Q649")),
        ("\u{B}Moscow\u{C}", "\u{B}Moscow\u{C}", Some("Q649")),
        ("Москва", "Москва", Some("Q649")),
        ("\"quoted\\", "\"quoted\\", None),
        ("😀", "😀", None),
        ("   ", "   ", None),
        ("Putin, Vladimir", "Putin, Vladimir", Some("Q7747")),
    ];
    let input: String = table.iter().map(|(line, ..)| format!("{line}\n")).collect();
    let ran = World::new().ask(&["resolve", "--stdin"], input).expect(0);
    // Whoever splits at other line ends counts the same lines.
    assert!(!ran.text().contains(['\u{85}', '\u{2028}', '\u{2029}']));
    let answers = ran.json();
    assert_eq!(answers.len(), table.len());
    for ((line, query, id), answer) in table.iter().zip(&answers) {
        assert_eq!(answer["query"], json!(query), "{line:?}");
        assert_eq!(first(answer), *id, "{line:?}");
        assert_eq!(answer["accepted"].as_str(), *id, "{line:?}");
    }
}

#[test]
fn a_last_line_without_end_counts() {
    let world = World::new();
    for (input, count) in [("", 0), ("\n", 1), ("Tehran", 1), ("Tehran\nMoscow", 2), ("Tehran\n\n", 2)] {
        assert_eq!(world.ask(&["resolve", "--stdin"], input).json().len(), count, "{input:?}");
    }
}

#[test]
fn json_lines_carry_hints() {
    // (line, query, id)
    let table: &[(&str, &str, Option<&str>)] = &[
        (r#"{"name":"Tehran"}"#, "Tehran", Some("Q3616")),
        (r#"{"name":"Tehran","lang":"en","type":"LOC"}"#, "Tehran", Some("Q3616")),
        (r#"{"name":"Tehran","lang":null,"type":null}"#, "Tehran", Some("Q3616")),
        (r#"{"name":"Tehran","lang":"","type":"","more":[1,{}]}"#, "Tehran", Some("Q3616")),
        (r#"  {"type":"PER","name":"Te\u0068ran"}  "#, "Tehran", Some("Q3616")),
        (r#"{"name":""}"#, "", None),
        (r#"{"name":null}"#, "", None),
        // No objects, or no name: the line itself is the name.
        (r#"{"nam":"Tehran"}"#, r#"{"nam":"Tehran"}"#, None),
        (r#"{"name":"Tehran""#, r#"{"name":"Tehran""#, None),
        (r#"["Tehran"]"#, r#"["Tehran"]"#, Some("Q3616")),
        (r#""Tehran""#, r#""Tehran""#, Some("Q3616")),
        ("null", "null", None),
        ("7", "7", None),
    ];
    let input: String = table.iter().map(|(line, ..)| format!("{line}\n")).collect();
    let answers = World::new().ask(&["resolve", "--stdin"], input).expect(0).json();
    for ((line, query, id), answer) in table.iter().zip(&answers) {
        assert_eq!(answer["query"].as_str(), Some(*query), "{line}");
        match id {
            Some(id) => assert_eq!(first(answer), Some(*id), "{line}"),
            None => assert!(answer["accepted"].is_null(), "{line}"),
        }
    }
}

#[test]
fn a_type_hint_excludes_nothing_and_the_option_does() {
    let world = World::new();
    let line = "{\"name\":\"Tehran\",\"type\":\"PER\"}\n";
    assert_eq!(first(&world.ask(&["resolve", "--stdin"], line).json()[0]), Some("Q3616"));
    assert_eq!(first(&world.ask(&["resolve", "--stdin", "--type", "PER"], line).json()[0]), None);
}

#[test]
fn two_ids_on_one_name_are_both_given_and_none_is_accepted() {
    let world = World::new();
    let answer = &world.ask(&["resolve", "--stdin"], "Springfield\n").json()[0];
    assert_eq!(answer["accepted"], Value::Null);
    assert_eq!(answer["candidates"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        world.ask(&["resolve", "--stdin", "--limit", "1"], "Springfield\n").json()[0]["candidates"].as_array().map(Vec::len),
        Some(1)
    );
}

#[test]
fn a_line_that_is_not_utf8_stops_the_run_before_its_output() {
    let ran = World::new().ask(&["resolve", "--stdin"], b"Tehran\nMos\xFFcow\nMoscow\n").expect(2);
    ran.told("standard input:2: byte 4 of the line is not UTF-8");
    assert_eq!(ran.json().len(), 1);
}

#[test]
fn with_skip_errors_bad_lines_are_counted_and_still_answered() {
    let input = b"Tehran\nMos\xFFcow\n{\"name\":[]}\nMoscow\n";
    let ran = World::new().ask(&["resolve", "--stdin", "--skip-errors"], input).expect(0);
    ran.told("standard input:2:").told("standard input:3:").told("2 bad input lines skipped");
    let answers = ran.json();
    let firsts: Vec<_> = answers.iter().map(first).collect();
    assert_eq!(firsts, [Some("Q3616"), None, None, Some("Q649")]);
    assert_eq!(answers[1]["query"], json!("Mos\u{FFFD}cow"));
}

#[test]
fn the_table_isolates_right_to_left_names_and_others_do_not() {
    let world = World::new();
    assert!(world.ask(&["resolve", "طهران"], "").expect(0).text().contains("\u{2068}طهران\u{2069}"));
    for format in ["jsonl", "tsv"] {
        assert!(!world.ask(&["resolve", "--format", format, "طهران"], "").expect(0).text().contains('\u{2068}'), "{format}");
    }
}

#[test]
fn the_table_lets_no_escape_sequence_through() {
    let ran = World::new().ask(&["resolve", "\u{1B}]0;owned\u{7}Tehran"], "");
    assert!(!ran.text().contains('\u{1B}') && !ran.text().contains('\u{7}'));
}

#[test]
fn tsv_has_a_row_for_every_candidate_and_for_every_name_without() {
    let ran = World::new().ask(&["resolve", "--format", "tsv", "Springfield", "nobody", "Tehran"], "").expect(0);
    let text = ran.text();
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == 8), "{text}");
    let names: Vec<(&str, &str)> = rows.iter().map(|row| (row[0], row[1])).collect();
    let expected = [("query", "accepted"), ("Springfield", "no"), ("Springfield", "no"), ("nobody", "no"), ("Tehran", "yes")];
    assert_eq!(names, expected);
}

#[test]
fn the_built_in_dictionary_serves_without_g() {
    assert_eq!(first(&run(&["resolve", "--stdin"], "Тегеран\n").expect(0).json()[0]), Some("Q3616"));
}

#[test]
fn answers_come_before_the_input_ends() {
    use std::io::{BufRead, BufReader, Write};
    let world = World::new();
    let mut child = common::command()
        .args(["resolve", "-g", &world.gazetteer(), "--stdin"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for name in ["Tehran", "Moscow"] {
        writeln!(input, "{name}").unwrap();
        let mut line = String::new();
        // Without the flush this read would wait for ever.
        output.read_line(&mut line).unwrap();
        assert!(line.contains(name), "{line}");
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn compare_answers_every_pair() {
    // (line, match, evidence)
    let table: &[(&str, bool, Option<&str>)] = &[
        ("Vladimir Putin\tPUTIN, Vladimir", true, Some("folded")),
        ("Vladimir Putin\tVladimir Putin\tPerson", true, Some("exact")),
        ("Vladimir Putin\tVladimir Putin\t", true, Some("exact")),
        ("Vladimir Putin\tVladimir Putin\tnonsense", true, Some("exact")),
        ("Tehran\tMoscow\tLOC", false, None),
        ("\t", false, None),
        ("Te\u{2028}hran\tTehran\r", true, Some("folded")),
    ];
    let input: String = table.iter().map(|(line, ..)| format!("{line}\n")).collect();
    let ran = run(&["compare", "--stdin"], input).expect(0);
    assert!(ran.text().starts_with("{\"v\":1,\"score\":0."), "{}", ran.text());
    let answers = ran.json();
    assert_eq!(answers.len(), table.len());
    for ((line, is_match, evidence), answer) in table.iter().zip(&answers) {
        assert_eq!(answer["match"], json!(is_match), "{line:?}");
        if *is_match || evidence.is_some() {
            assert_eq!(answer["evidence"].as_str(), *evidence, "{line:?}");
        }
        assert_eq!(answer.as_object().unwrap().keys().count(), 4, "{answer}");
    }
}

#[test]
fn compare_takes_arguments_too() {
    let table: &[(&[&str], i32, &str)] = &[
        (&["compare", "Łódź", "LODZ"], 0, "match 0.97"),
        (&["compare", "Tehran", "Moscow"], 1, "no match 0.0"),
        (&["compare", "--format", "jsonl", "Tehran", "Moscow"], 1, "{\"v\":1,\"score\":0.0"),
        (&["compare", "Tehran"], 2, ""),
        (&["compare"], 2, ""),
    ];
    for (arguments, code, begin) in table {
        let ran = run(arguments, "").expect(*code);
        assert!(ran.text().starts_with(begin), "{arguments:?}: {}", ran.text());
    }
}

#[test]
fn compare_refuses_bad_lines() {
    let input = b"a\tb\nonly one\nA\ta\n1\t2\t3\t4\n\xFF\tb\n";
    let ran = run(&["compare", "--stdin"], input).expect(2);
    ran.told("standard input:2: 1 columns");
    assert_eq!(ran.json().len(), 1);
    let ran = run(&["compare", "--stdin", "--skip-errors"], input).expect(0);
    ran.told("standard input:4: 4 columns").told("standard input:5: byte 1").told("3 bad input lines skipped");
    assert_eq!(ran.json().len(), 2);
}

#[test]
fn explain_tells_it_in_text_and_json() {
    let world = World::new();
    let text = world.ask(&["explain", "PUTIN, Vladimir", "Q7747"], "").expect(0).text();
    assert!(text.contains("in another order") && text.contains("Q7747 Vladimir Putin: reached"), "{text}");
    let json = &world.ask(&["explain", "--format", "json", "PUTIN, Vladimir", "Q7747"], "").expect(0).json()[0];
    assert_eq!((json["name"].as_str(), json["accepted"].as_str()), (Some("PUTIN, Vladimir"), Some("Q7747")));
    assert!(world.ask(&["explain", "طهران"], "").text().contains("\u{2068}"));
}
