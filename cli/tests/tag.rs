//! `tag`: documents in, mentions out; offsets index the caller's own string.

mod common;

use common::{World, run};
use serde_json::{Value, json};

const MIXED: &str = "😀 Vladimir Putin flew to Tel Aviv (תל אביב), then Москва.\nIn Springfield: טהראן, طهران & 莫斯科!";

fn document(text: &str) -> String {
    format!("{}\n", json!({"id": "d", "text": text}))
}

/// The units of a text, to be sliced by offsets.
fn slice(text: &str, unit: &str, start: usize, end: usize) -> String {
    match unit {
        "chars" => text.chars().skip(start).take(end - start).collect(),
        "bytes" => text[start..end].to_owned(),
        _ => String::from_utf16(&text.encode_utf16().collect::<Vec<_>>()[start..end]).unwrap(),
    }
}

fn offset(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

fn texts(answer: &Value) -> Vec<&str> {
    answer["mentions"].as_array().unwrap().iter().map(|m| m["text"].as_str().unwrap()).collect()
}

#[test]
fn exit_codes_are_found_nothing_error() {
    let world = World::new();
    let file = world.write("t.txt", "In Tehran.");
    for (arguments, stdin, code) in [
        (&["tag", &file][..], "", 0),
        (&["tag"], "In Tehran.", 0),
        (&["tag", "-"], "In Tehran.", 0),
        (&["tag"], "Nobody is here.", 1),
        (&["tag"], "", 1),
        (&["tag", "--type", "PER"], "In Tehran.", 1),
        (&["tag", "no-such-file.txt"], "", 2),
        (&["tag", "."], "", 2),
        (&["tag", "--stdin", &file], "", 2),
        (&["tag", "--offsets", "words"], "", 2),
    ] {
        let ran = world.ask(arguments, stdin);
        assert_eq!(ran.code, code, "{arguments:?} {stdin:?}: {}", ran.stderr);
    }
}

#[test]
fn a_document_has_the_keys_of_the_contract_in_order() {
    let ran = World::new().ask(&["tag", "--stdin"], document("In TEHRAN.")).expect(0);
    assert_eq!(
        ran.text(),
        "{\"v\":1,\"id\":\"d\",\"mentions\":[{\"start\":3,\"end\":9,\"text\":\"TEHRAN\",\"id\":\"Q3616\",\"label\":\"Tehran\",\"type\":\"LOC\",\
         \"score\":0.97,\"evidence\":\"folded\",\"candidates\":[{\"id\":\"Q3616\",\"score\":0.97}]}]}\n"
    );
}

#[test]
fn nothing_accepted_is_null_with_candidates() {
    let answer = &World::new().ask(&["tag", "--stdin"], document("In Springfield")).expect(0).json()[0];
    let mention = &answer["mentions"][0];
    assert_eq!((&mention["id"], &mention["label"], &mention["type"]), (&Value::Null, &Value::Null, &Value::Null));
    assert_eq!(mention["candidates"].as_array().map(Vec::len), Some(2));
    assert!(mention["score"].as_f64().unwrap() > 0.0);
}

#[test]
fn offsets_index_the_text_in_every_unit() {
    let world = World::new();
    for unit in ["chars", "bytes", "utf16"] {
        for overlap in ["longest", "all"] {
            let arguments = ["tag", "--stdin", "--offsets", unit, "--overlap", overlap];
            let answer = &world.ask(&arguments, document(MIXED)).expect(0).json()[0];
            assert!(texts(answer).len() >= 6, "{answer}");
            for mention in answer["mentions"].as_array().unwrap() {
                let (start, end) = (offset(&mention["start"]), offset(&mention["end"]));
                assert_eq!(slice(MIXED, unit, start, end), mention["text"].as_str().unwrap(), "{unit}: {mention}");
            }
        }
    }
}

#[test]
fn any_json_value_is_an_id_and_comes_back_as_it_was() {
    let world = World::new();
    for id in ["\"a\\u0062\"", "7", "1.50", "123456789012345678901234567890", "null", "true", "[1, {\"a\": null}]", "{\"b\":2,\"a\":1}"] {
        let ran = world.ask(&["tag", "--stdin"], format!("{{\"id\":{id},\"text\":\"Tehran\"}}\n")).expect(0);
        assert!(ran.text().starts_with(&format!("{{\"v\":1,\"id\":{id},\"mentions\"")), "{}", ran.text());
    }
    assert_eq!(world.ask(&["tag", "--stdin"], "{\"text\":\"Tehran\"}\n").expect(0).json()[0]["id"], Value::Null);
}

#[test]
fn languages_are_hints_that_may_be_absent_null_or_empty() {
    let world = World::new();
    for lang in ["", ",\"lang\":null", ",\"lang\":\"\"", ",\"lang\":\"en\"", ",\"lang\":\"xx\",\"other\":[]"] {
        let answer = &world.ask(&["tag", "--stdin"], format!("{{\"id\":1,\"text\":\"Tehran\"{lang}}}\n")).expect(0).json()[0];
        assert_eq!(texts(answer), ["Tehran"], "{lang}");
    }
}

#[test]
fn odd_characters_stay_within_their_line() {
    let world = World::new();
    for text in ["a\u{85}Tehran", "a\u{2028}Tehran\u{2029}", "\0Tehran\0", "\u{FEFF}Tehran", "line\nTehran\r\n", "\u{1B}[1m Tehran"] {
        let ran = world.ask(&["tag", "--stdin"], document(text)).expect(0);
        assert!(!ran.text().contains(['\u{85}', '\u{2028}', '\u{2029}']), "{text:?}");
        let answers = ran.json();
        assert_eq!((answers.len(), texts(&answers[0])), (1, vec!["Tehran"]), "{text:?}");
        let mention = &answers[0]["mentions"][0];
        assert_eq!(slice(text, "chars", offset(&mention["start"]), offset(&mention["end"])), "Tehran");
    }
}

#[test]
fn a_bad_line_stops_the_run_before_its_output() {
    let world = World::new();
    let good = document("Tehran");
    for (bad, told) in [
        (&b"{\"id\":1,\"text\":\"Teh\xFFran\"}"[..], "byte 20 of the line is not UTF-8"),
        (b"Tehran", "no JSON object"),
        (b"[\"Tehran\"]", "no JSON object"),
        (b"{\"id\":1}", "missing field `text`"),
        (b"{\"id\":1,\"text\":null}", "no document"),
        (b"{\"id\":1,\"text\":7}", "no document"),
        (b"{\"id\":1,\"text\":\"x\",\"lang\":7}", "no document"),
        (b"{\"id\":1,\"text\":\"x\"", "no document"),
        (b"{\"text\":\"\\ud800\"}", "no document"),
    ] {
        let input = [good.as_bytes(), bad, b"\n", good.as_bytes()].concat();
        let ran = world.ask(&["tag", "--stdin"], &input).expect(2);
        ran.told("standard input:2: ").told(told);
        assert_eq!(ran.json().len(), 1, "{told}");
        let ran = world.ask(&["tag", "--stdin", "--skip-errors"], &input).expect(0);
        ran.told("standard input:2: ").told("1 bad input line skipped");
        assert_eq!(ran.json().len(), 2, "{told}");
    }
}

#[test]
fn deeply_nested_json_neither_crashes_nor_hangs() {
    let world = World::new();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    // As an id it comes back as it was; as a text it is a bad line.
    let ran = world.ask(&["tag", "--stdin"], format!("{{\"id\":{deep},\"text\":\"Tehran\"}}\n")).expect(0);
    assert!(ran.text().contains(&deep));
    world.ask(&["tag", "--stdin"], format!("{{\"id\":1,\"text\":{deep}}}\n")).expect(2).told("standard input:1: ");
    // As a line of resolve it is a name that nobody has, and longer than any query that is looked at.
    world.ask(&["resolve", "--stdin"], format!("{{\"name\":{deep}}}\n")).expect(1);
}

#[test]
fn blank_lines_are_no_documents() {
    let input = format!("\n{}  \r\n\n", document("Tehran"));
    assert_eq!(World::new().ask(&["tag", "--stdin"], input).expect(0).json().len(), 1);
}

#[test]
fn invalid_utf8_in_files_is_a_separator_and_offsets_stay_true() {
    let world = World::new();
    // (bytes, unit, start and end of the last mention)
    for (bytes, unit, start, end) in [
        (&b"\xFFTehran"[..], "bytes", 1, 7),
        (b"\xFFTehran", "chars", 1, 7),
        (b"\xFFTehran", "utf16", 1, 7),
        // A character that is cut short is one U+FFFD, three bytes that begin nothing are three.
        (b"\xF0\x9F\x98 Tehran\xF0", "bytes", 4, 10),
        (b"\xF0\x9F\x98 Tehran\xF0", "chars", 2, 8),
        (b"\xED\xA0\x80Tehran", "bytes", 3, 9),
        (b"\xED\xA0\x80Tehran", "chars", 3, 9),
        (b"\xC0\xAF\xFE\xFFMoscow\xFF\xFF Tehran", "bytes", 13, 19),
        (b"\xC0\xAF\xFE\xFFMoscow\xFF\xFF Tehran", "chars", 13, 19),
        (b"Tel\xFFAviv", "bytes", 0, 8),
    ] {
        let file = world.write("bad.txt", bytes);
        let ran = world.ask(&["tag", "--format", "jsonl", "--offsets", unit, &file], "");
        let mention = ran.json()[0]["mentions"].as_array().unwrap().last().cloned().unwrap_or_default();
        if bytes.starts_with(b"Tel") {
            // Whether a name reaches over the separator is the library's to say; if it does, the offsets are those of the file.
            assert!(mention.is_null() || offset(&mention["end"]) == end, "{mention}");
            continue;
        }
        assert_eq!((offset(&mention["start"]), offset(&mention["end"])), (start, end), "{bytes:?} {unit}");
    }
}

#[test]
fn files_are_documents_with_their_path_as_id() {
    let world = World::new();
    let (one, two) = (world.write("one.txt", "Tehran"), world.write("two.txt", "Moscow, Москва"));
    let answers = world.ask(&["tag", "--format", "jsonl", &one, &two], "").expect(0).json();
    assert_eq!((answers[0]["id"].as_str(), answers[1]["id"].as_str()), (Some(&*one), Some(&*two)));
    assert_eq!(texts(&answers[1]), ["Moscow", "Москва"]);
}

#[test]
fn all_mentions_are_more_than_the_longest() {
    let world = World::new();
    let table = "id\tname\na\tNew York\nb\tNew York Times\nc\tYork\n";
    run(&["build", "-o", &world.path("york.gaz")], table).expect(0);
    let gazetteer = world.path("york.gaz");
    let tag = |overlap: &str| run(&["tag", "-g", &gazetteer, "--stdin", "--overlap", overlap], document("New York Times")).expect(0).json();
    assert_eq!(texts(&tag("longest")[0]), ["New York Times"]);
    assert_eq!(texts(&tag("all")[0]), ["New York", "New York Times", "York"]);
    // Formats in which nothing may overlap take the longest.
    for format in ["html", "conll", "displacy"] {
        let all = run(&["tag", "-g", &gazetteer, "--format", format, "--overlap", "all"], "New York Times").expect(0).text();
        let longest = run(&["tag", "-g", &gazetteer, "--format", format], "New York Times").expect(0).text();
        assert_eq!(all, longest, "{format}");
    }
}

#[test]
fn the_table_is_for_people() {
    let text = World::new().ask(&["tag"], "Tehran, تهران طهران\nSpringfield").expect(0).text();
    let mut lines = text.lines();
    assert!(lines.next().unwrap().contains("START"), "{text}");
    assert!(text.contains("\u{2068}طهران\u{2069}") && text.contains("(2 candidates)"), "{text}");
    assert!(!text.contains('\u{1B}'));
}

#[test]
fn brat_offsets_and_references_fit() {
    let text = "In Vladimir\nPutin and Tehran, Springfield and Tel  Aviv";
    let annotations = World::new().ask(&["tag", "--format", "brat"], text).expect(0).text();
    let mut names = 0;
    for line in annotations.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        assert_eq!(fields.len(), 3, "{line}");
        if fields[0].starts_with('T') {
            names += 1;
            let (kind, places) = fields[1].split_once(' ').unwrap();
            assert!(["PER", "LOC", "MISC"].contains(&kind), "{line}");
            let parts = places.split(';').map(|place| {
                let (start, end) = place.split_once(' ').unwrap();
                slice(text, "chars", start.parse().unwrap(), end.parse().unwrap())
            });
            assert_eq!(parts.collect::<Vec<_>>().join(" "), fields[2], "{line}");
        } else {
            assert!(fields[1].starts_with("Reference T") && fields[1].contains(" polyonym:"), "{line}");
        }
    }
    assert!(names >= 2 && annotations.contains("N1\tReference T"), "{annotations}");
}

#[test]
fn conll_has_every_letter_and_iob2_tags() {
    let text = "Mr. Vladimir Putin left. He saw Tel Aviv!\n\n他在莫斯科。Springfield 'Москва' x";
    let world = World::new();
    let lines = world.ask(&["tag", "--format", "conll"], text).expect(0).text();
    let mut letters = String::new();
    let mut before = "O".to_owned();
    for line in lines.lines() {
        if line.is_empty() {
            before = "O".to_owned();
            continue;
        }
        let fields: Vec<&str> = line.split('\t').collect();
        assert_eq!(fields.len(), 3, "{line}");
        letters.push_str(fields[0]);
        let tag = fields[1];
        assert!(tag == "O" || tag.starts_with("B-") || (tag.starts_with("I-") && before != "O"), "{lines}");
        tag.clone_into(&mut before);
    }
    assert_eq!(letters, text.split_whitespace().collect::<String>());
    for part in
        ["Vladimir\tB-PER\tQ7747\nPutin\tI-PER\tQ7747\n", "Tel\tB-LOC\tx:tel-aviv\nAviv\tI-LOC\tx:tel-aviv\n!", "Springfield\tB-LOC\t_\n"]
    {
        assert!(lines.contains(part), "{part:?} is not in {lines}");
    }
    // Sentences end behind their signs, not behind "Mr.".
    assert_eq!(lines.split("\n\n").filter(|s| !s.is_empty()).count(), 4, "{lines}");
}

#[test]
fn web_annotations_select_by_place_and_by_quotation() {
    let page = &World::new().ask(&["tag", "--stdin", "--format", "webannotation"], document(MIXED)).expect(0).json()[0];
    assert_eq!((page["@context"].as_str(), page["type"].as_str()), (Some("http://www.w3.org/ns/anno.jsonld"), Some("AnnotationPage")));
    let items = page["items"].as_array().unwrap();
    assert!(items.len() >= 6);
    for item in items {
        assert_eq!(item["type"], "Annotation");
        let [place, quote] = item["target"]["selector"].as_array().unwrap().as_slice() else { panic!("{item}") };
        assert_eq!((place["type"].as_str(), quote["type"].as_str()), (Some("TextPositionSelector"), Some("TextQuoteSelector")));
        let exact = quote["exact"].as_str().unwrap();
        assert_eq!(slice(MIXED, "chars", offset(&place["start"]), offset(&place["end"])), exact);
        let around = format!("{}{exact}{}", quote["prefix"].as_str().unwrap(), quote["suffix"].as_str().unwrap());
        assert!(MIXED.contains(&around), "{around}");
    }
    assert_eq!(items[0]["body"][0]["source"], "http://www.wikidata.org/entity/Q7747");
    assert!(items.iter().any(|i| i["body"][0]["source"] == "urn:polyonym:x:tel-aviv"));
}

#[test]
fn displacy_takes_the_entities() {
    let rendered = &World::new().ask(&["tag", "--stdin", "--format", "displacy"], document(MIXED)).expect(0).json()[0];
    assert_eq!((rendered["text"].as_str(), rendered["title"].as_str()), (Some(MIXED), Some("d")));
    let mut end = 0;
    for entity in rendered["ents"].as_array().unwrap() {
        assert!(offset(&entity["start"]) >= end, "sorted, apart: {entity}");
        end = offset(&entity["end"]);
        assert!(entity["label"].is_string() && entity["kb_id"].is_string());
    }
    assert_eq!(rendered["ents"][0]["kb_url"], "https://www.wikidata.org/wiki/Q7747");
}

#[test]
fn html_is_one_escaped_page_without_requests() {
    let text = "<script>alert(1)</script> & Tehran \"quoted\"\nطهران\u{1B}\0 Springfield";
    let page = World::new().ask(&["tag", "--stdin", "--format", "html"], document(text)).expect(0).text();
    assert!(page.starts_with("<!DOCTYPE html>") && page.trim_end().ends_with("</html>"));
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; <mark"));
    assert!(page.matches("<p dir=\"auto\">").count() == 2 && page.matches("</p>").count() == 2);
    assert_eq!(page.matches("<mark").count(), page.matches("</mark>").count());
    assert!(page.contains("data-id=\"Q3616\"") && page.contains("mark class=\"open\""));
    assert!(!page.contains("src=") && !page.contains("<link") && !page.contains("url("));
    assert!(!page.contains('\u{1B}') && !page.contains('\0'));
}

#[test]
fn an_id_cannot_break_out_of_any_format() {
    let world = World::new();
    let table = "id\tname\ttype\n\"><script>x\tAda Lovelace\t\"><b> x\n";
    run(&["build", "-o", &world.path("evil.gaz")], table).expect(0);
    let gazetteer = world.path("evil.gaz");
    let tag = |format: &str| run(&["tag", "-g", &gazetteer, "--format", format], "Ada Lovelace").expect(0).text();
    assert!(!tag("html").contains("<script") && !tag("html").contains("<b>"));
    for format in ["jsonl", "displacy", "webannotation"] {
        assert!(serde_json::from_str::<Value>(&tag(format)).is_ok(), "{format}");
    }
    assert!(tag("conll").lines().all(|line| line.is_empty() || line.split('\t').count() == 3));
    assert_eq!(tag("brat").lines().map(|line| line.split('\t').count()).collect::<Vec<_>>(), [3, 3]);
}

#[test]
fn many_documents_are_told_apart_in_every_format() {
    let world = World::new();
    let input =
        format!("{}{}", json!({"id": "first", "text": "Tehran"}), "\n").repeat(1) + &json!({"id": "second", "text": "Moscow"}).to_string();
    for (format, mark) in
        [("table", "# second"), ("brat", "# second"), ("conll", "# newdoc id = second"), ("html", "<h2 dir=\"auto\">second</h2>")]
    {
        assert!(world.ask(&["tag", "--stdin", "--format", format], &input).expect(0).text().contains(mark), "{format}");
    }
}

#[test]
fn nif_phrases_refer_to_their_context() {
    let turtle = World::new().ask(&["tag", "--stdin", "--format", "nif"], document(MIXED)).expect(0).text();
    let length = MIXED.chars().count();
    assert!(turtle.starts_with("@prefix nif:") && turtle.contains(&format!("<d#char=0,{length}> a nif:Context")), "{turtle}");
    assert!(turtle.contains("itsrdf:taIdentRef <http://www.wikidata.org/entity/Q7747>"), "{turtle}");
    let mut phrases = 0;
    for block in turtle.split(" .\n").filter(|block| block.contains("nif:Phrase")) {
        phrases += 1;
        let (start, end) = block.split_once("#char=").unwrap().1.split_once('>').unwrap().0.split_once(',').unwrap();
        let anchor: String = serde_json::from_str(block.split_once("nif:anchorOf ").unwrap().1).unwrap();
        assert_eq!(slice(MIXED, "chars", start.parse().unwrap(), end.parse().unwrap()), anchor);
    }
    assert!(phrases >= 6);
}
