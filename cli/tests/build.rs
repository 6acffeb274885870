//! `build`, `dump`, `diff`, `stats`: tables to gazetteers and back.

mod common;

use common::{TABLE, World, run};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

#[test]
fn every_packing_gives_the_same_bytes() {
    let world = World::new();
    let (head, tail) = TABLE.as_bytes().split_at(TABLE.len() / 3);
    let members = [gzip(head), gzip(tail)].concat();
    let frames = [zstd(head), zstd(tail)].concat();
    // The content decides, not the name.
    let inputs = [
        ("t.tsv", TABLE.as_bytes().to_vec()),
        ("t.tsv.gz", gzip(TABLE.as_bytes())),
        ("members", members),
        ("t.txt", zstd(TABLE.as_bytes())),
        ("frames", frames),
    ];
    for (name, bytes) in inputs {
        let table = world.write(name, &bytes);
        run(&["build", "-o", &world.path("a.gaz"), &table], "").expect(0);
        run(&["build", "-o", &world.path("b.gaz"), "-"], &bytes).expect(0);
        run(&["build", "-o", &world.path("c.gaz")], &bytes).expect(0);
        for built in ["a.gaz", "b.gaz", "c.gaz"] {
            assert!(world.read(built) == world.read("small.gaz"), "{name} {built}");
        }
    }
}

#[test]
fn a_table_in_two_parts_gives_the_same_bytes() {
    let world = World::new();
    let (header, rows) = TABLE.split_once('\n').unwrap();
    let middle = rows.lines().count() / 2;
    let part = |rows: Vec<&str>| format!("{header}\n{}\n", rows.join("\n"));
    let (one, two) = (part(rows.lines().skip(middle).collect()), part(rows.lines().take(middle).collect()));
    run(&["build", "-o", &world.path("a.gaz"), &world.write("1.tsv", one), "-"], two).expect(0);
    assert!(world.read("a.gaz") == world.read("small.gaz"));
}

#[test]
fn dump_and_build_give_the_same_bytes() {
    let world = World::new();
    for gazetteer in [Some(world.gazetteer()), None] {
        let source: Vec<&str> = gazetteer.iter().flat_map(|g| ["-g", g]).collect();
        let dumped = run(&[&["dump"][..], &source].concat(), "").expect(0);
        run(&["build", "-o", &world.path("a.gaz")], &dumped.stdout).expect(0);
        run(&["build", "-o", &world.path("b.gaz")], run(&["dump", &world.path("a.gaz")], "").stdout).expect(0);
        assert!(world.read("a.gaz") == world.read("b.gaz"));
        if gazetteer.is_some() {
            assert!(world.read("a.gaz") == world.read("small.gaz"));
        }
    }
}

#[test]
fn dump_has_every_row_in_both_formats() {
    let world = World::new();
    let rows = TABLE.lines().count() - 1;
    let text = world.ask(&["dump"], "").expect(0).text();
    assert_eq!(text.lines().count(), rows + 1);
    assert!(text.contains("Q7747\tPER\tVladimir Putin\ten\tlabel\t12.5\town:test\n"), "{text}");
    let rows_as_json = world.ask(&["dump", "--format", "jsonl"], "").expect(0).json();
    assert_eq!(rows_as_json.len(), rows);
    let putin = rows_as_json.iter().find(|row| row["name"] == "Vladimir Putin").unwrap();
    assert_eq!((&putin["type"], &putin["prior"]), (&"PER".into(), &12.5.into()));
}

#[test]
fn a_lenient_build_skips_and_reports_rows() {
    let world = World::new();
    let bad = "id\tname\textra\nQ1\tGood\t\nQ2\tB\u{1}d\t\nQ3\n\tempty\t\nQ4\tMосква\t\n";
    let ran = run(&["build", "-o", &world.path("a.gaz")], bad).expect(0);
    ran.told("column \"extra\" is ignored").told("standard input:3:5: error[control]").told("standard input:4:").told("error[scripts]");
    ran.told("1 rows, 4 skipped");
    assert!(ran.stdout.is_empty());
}

#[test]
fn skipped_rows_are_told_twenty_at_a_time() {
    let world = World::new();
    let bad = format!("id\tname\nQ1\tGood\n{}", "Q2\t\n".repeat(50));
    let ran = run(&["build", "-o", &world.path("a.gaz")], &bad).expect(0);
    assert_eq!(ran.stderr.matches("error[empty]").count(), 20);
    ran.told("30 more rows");
    let ran = run(&["build", "--verbose", "-o", &world.path("a.gaz")], &bad).expect(0);
    assert_eq!(ran.stderr.matches("error[empty]").count(), 50);
}

#[test]
fn a_strict_build_stops_with_the_place_and_keeps_the_old_file() {
    let world = World::new();
    let old = world.read("small.gaz");
    for (table, told) in [
        ("id\tname\nQ1\tA b\n", "error[source]"),
        ("id\tname\tsource\nQ2\tAb\tt\nQ1\tAb\tt\n", "standard input:3:1: error[order]"),
        ("id\tname\tsource\nQ1\tAb\tt\nQ1\tAb\tt\n", "error[duplicate]"),
        ("id\tname\tsource\nQ1\te\u{301}a\tt\n", "error[nfc]"),
        ("id\tname\tsource\nQ1\tAb \tt\n", "error[space]"),
        ("id\tname\tsource\nQ1\tMосква\tt\n", "error[scripts]"),
        ("id\tname\tsource\nQ1\n", "error[columns]"),
        ("no header\n", "the header has no column"),
    ] {
        run(&["build", "--strict", "-o", &world.gazetteer()], table).expect(2).told(told);
        assert!(world.read("small.gaz") == old, "{told}");
    }
    assert_eq!(world.files().len(), 1, "no temporary file stays: {:?}", world.files());
}

#[test]
fn a_bomb_ends_with_an_error_that_names_the_limit() {
    let world = World::new();
    let table = format!("id\tname\n{}", "Q1\tAda Lovelace\n".repeat(10_000));
    for bytes in [gzip(table.as_bytes()), zstd(table.as_bytes())] {
        assert!(bytes.len() < 2_000);
        let bomb = world.write("bomb", &bytes);
        for command in [&["build", "-o", &world.path("a.gaz")][..], &["check"]] {
            let arguments = [command, &["--max-unpacked", "100000", &bomb]].concat();
            run(&arguments, "").expect(2).told("bomb").told("over 100000 bytes, which is the limit");
        }
        run(&["build", "-o", &world.path("a.gaz"), "--max-unpacked", &table.len().to_string(), &bomb], "").expect(0);
    }
    assert_eq!(world.files().len(), 3);
}

#[test]
fn damaged_packed_tables_are_errors() {
    let world = World::new();
    for mut bytes in [gzip(TABLE.as_bytes()), zstd(TABLE.as_bytes())] {
        bytes.truncate(bytes.len() / 2);
        run(&["build", "-o", &world.path("a.gaz")], &bytes).expect(2).told("standard input");
    }
    run(&["build", "-o", &world.path("a.gaz"), "no-such.tsv"], "").expect(2).told("no-such.tsv: cannot read");
    run(&["build", "-o", &world.path("no/such/folder/a.gaz")], TABLE).expect(2).told("a.gaz");
    run(&["build"], TABLE).expect(2);
}

#[test]
fn tables_may_come_from_a_folder() {
    let world = World::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../dictionaries");
    run(&["build", "-o", &world.path("a.gaz"), "--tables", folder], TABLE).expect(0);
    run(&["resolve", "-g", &world.path("a.gaz"), "MOSCOW"], "").expect(0);
    run(&["build", "-o", &world.path("a.gaz"), "--tables", &world.path("nowhere")], TABLE).expect(2).told("nowhere");
}

#[test]
fn the_summary_tells_counts_and_no_progress_on_pipes() {
    let world = World::new();
    let ran = run(&["build", "-o", &world.path("a.gaz")], TABLE).expect(0);
    ran.told("13 rows, 0 skipped; 12 names of 7 entities").told("bytes a name").told("rows/s");
    assert!(!ran.stderr.contains(['\u{1B}', '\r']), "{:?}", ran.stderr);
    if cfg!(target_os = "linux") {
        ran.told("MiB of memory");
    }
}

#[test]
fn diff_prints_rows_that_only_one_has() {
    let world = World::new();
    let changed = TABLE.replace("莫斯科\tzh\talias", "モスクワ\tja\talias");
    run(&["build", "-o", &world.path("new.gaz")], changed).expect(0);
    let (old, new) = (world.gazetteer(), world.path("new.gaz"));
    let same = run(&["diff", &old, &old], "").expect(0);
    assert!(same.stdout.is_empty());
    let ran = run(&["diff", &old, &new], "").expect(1);
    assert_eq!(ran.text(), "+\tQ649\tLOC\tモスクワ\tja\talias\t\town:test\n-\tQ649\tLOC\t莫斯科\tzh\talias\t\town:test\n");
    run(&["diff", &old, &world.path("missing.gaz")], "").expect(2);
}

#[test]
fn stats_count_in_both_formats() {
    let world = World::new();
    let json = &world.ask(&["stats", "--format", "json"], "").expect(0).json()[0];
    assert_eq!((json["entities"].as_u64(), json["names"].as_u64(), json["rows"].as_u64()), (Some(7), Some(12), Some(13)));
    assert_eq!(json["rows_by_type"]["PER"], 2);
    assert_eq!(
        (&json["names_by_script"]["Cyrl"], &json["names_by_script"]["Hebr"], &json["names_by_script"]["Hani"]),
        (&2.into(), &1.into(), &1.into())
    );
    assert_eq!(json["rows_by_lang"]["ru"], 2);
    assert_eq!(json["bytes"].as_u64().unwrap(), world.read("small.gaz").len() as u64);
    let table = world.ask(&["stats"], "").expect(0).text();
    assert!(table.contains("entities") && table.contains("Cyrl") && table.contains("POST"), "{table}");
    assert_eq!(run(&["stats", &world.gazetteer()], "").expect(0).text(), table);
}

#[test]
fn a_damaged_gazetteer_is_refused_by_every_command() {
    let world = World::new();
    let mut bytes = world.read("small.gaz");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let (damaged, good) = (world.write("damaged.gaz", &bytes), world.gazetteer());
    let foreign = world.write("foreign.gaz", "no gazetteer");
    for file in [&damaged, &foreign, &world.write("empty.gaz", ""), &world.write("short.gaz", &bytes[..100])] {
        let commands: [&[&str]; 7] = [
            &["resolve", "-g", file, "x"],
            &["tag", "-g", file],
            &["explain", "-g", file, "x"],
            &["stats", "-g", file],
            &["dump", "-g", file],
            &["diff", file, &good],
            &["bench", "-g", file],
        ];
        for arguments in commands {
            let ran = run(arguments, "").expect(2);
            ran.told(file);
            assert!(ran.stdout.is_empty(), "{arguments:?}");
        }
    }
}

#[test]
fn no_verify_opens_a_sound_gazetteer_just_as_well() {
    let world = World::new();
    assert_eq!(world.ask(&["resolve", "--no-verify", "Tehran"], "").expect(0).text(), world.ask(&["resolve", "Tehran"], "").text());
    run(&["--no-verify", "resolve", "-g", &world.write("empty.gaz", ""), "x"], "").expect(2);
}
