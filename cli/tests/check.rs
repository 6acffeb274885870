//! `check`: every code, every repair.

mod common;

use common::{TABLE, World, run};

/// The findings of a table as (line:column, severity[code]).
fn findings(world: &World, table: &[u8]) -> Vec<String> {
    let path = world.write("t.tsv", table);
    let ran = run(&["check", &path], "");
    let text = ran.text();
    assert_eq!(ran.code, i32::from(!text.is_empty()), "{text}{}", ran.stderr);
    let of_line = |line: &str| {
        let rest = line.strip_prefix(&format!("{path}:")).unwrap_or_else(|| panic!("{line}"));
        let (place, rest) = rest.split_once(": ").unwrap();
        format!("{place} {}", rest.split_once(": ").unwrap().0)
    };
    text.lines().map(of_line).collect()
}

#[test]
fn every_code_has_its_place() {
    let world = World::new();
    let long = "x".repeat(1025);
    let line = format!("Q1\t\tAb\t\t\t\t{}\n", "y".repeat(5000));
    // The part behind the header, and what is found.
    let table: Vec<(String, &[&str])> = vec![
        ("Q1\tLOC\tAb\t\t\t\tt\n".into(), &[]),
        ("Q1\tLOC\tAb\t\t\t\t\n".into(), &["2:14 error[source]"]),
        ("Q1\tLOC\te\u{301}a\t\t\t\tt\n".into(), &["2:8 error[nfc]"]),
        ("Q1\tLOC\tAb \t\t\t\tt\n".into(), &["2:8 error[space]"]),
        ("Q1\tLOC\tAb  c\t\t\t\tt\n".into(), &["2:8 error[space]"]),
        ("Q2\t\tAb\t\t\t\tt\nQ1\t\tCd\t\t\t\tt\n".into(), &["3:1 error[order]"]),
        ("Q1\t\tAb\t\t\t\tt\nQ1\t\tAb\t\t\t\tt\n".into(), &["3:1 error[duplicate]"]),
        ("Q1\t\tMосква\t\t\t\tt\n".into(), &["2:5 error[scripts]"]),
        ("Q1\t\tMосква\tmul\t\t\tt\n".into(), &[]),
        ("Q1\t\tA\u{202E}b\t\t\t\tt\n".into(), &["2:5 error[invisible]"]),
        ("Q1\t\tA\u{1}b\t\t\t\tt\n".into(), &["2:6 error[control]"]),
        ("Q1\t\t\t\t\t\tt\n".into(), &["2:5 error[empty]"]),
        ("\t\tAb\t\t\t\tt\n".into(), &["2:1 error[empty]"]),
        ("Q1\t\tAb\n".into(), &["2:7 error[columns]"]),
        ("Q1\t\tAb\t\t\tmany\tt\n".into(), &["2:10 error[prior]"]),
        ("Q1\t\tAb\t\t\t-1\tt\n".into(), &["2:10 error[prior]"]),
        (format!("Q1\t\t{long}\t\t\t\tt\n"), &["2:5 error[limit]"]),
        (line, &["2:1 error[limit]"]),
        ("Q1\t\t…\t\t\t\tt\n".into(), &["2:5 error[letters]"]),
        (format!("Q1\t\t{}\t\t\t\tt\n", "x".repeat(300)), &["2:5 error[limit]"]),
        ("Q1\t\tnice\t\t\t\tt\n".into(), &["2:5 warning[common]"]),
        ("Q1\t\tnice\t\tweak\t\tt\n".into(), &[]),
        ("Q1\t\tWHO\t\t\t\tt\n".into(), &[]),
        ("Q1\t\tAb\t\tlabel\t\tt\nQ1\t\tCd\t\tlabel\t\tt\n".into(), &["3:9 warning[label]"]),
        ("Q1\t\tAb\t\t\t\tt\nQ2\t\tAB\t\t\t\tt\n".into(), &["3:5 warning[collision]"]),
    ];
    for (rows, expected) in table {
        let found = findings(&world, format!("id\ttype\tname\tlang\tkind\tprior\tsource\n{rows}").as_bytes());
        assert_eq!(found, expected, "{:?}", rows.chars().take(60).collect::<String>());
    }
}

#[test]
fn faults_of_the_file_itself() {
    let world = World::new();
    assert_eq!(findings(&world, b""), ["1:1 error[header]"]);
    assert_eq!(findings(&world, b"no header\nx\n"), ["1:1 error[header]"]);
    assert_eq!(findings(&world, b"id\tname\tname\n"), ["1:1 error[header]"]);
    assert_eq!(findings(&world, b"id\tname\tsource\nQ1\tA\xFFb\tt\n"), ["2:5 error[utf8]"]);
    // The columns may stand in any order.
    assert_eq!(findings(&world, b"name\tsource\tid\nAb\t\tQ1\nC  d\tt\tQ2\n"), ["2:4 error[source]", "3:1 error[space]"]);
}

#[test]
fn all_faults_are_told_not_only_the_first() {
    let world = World::new();
    let rows = b"id\tname\tsource\nQ9\t Ab\t\nQ1\n\tx\tt\nQ2\tnice\tt\nQ3\tnice\t\n";
    let found = findings(&world, rows);
    let codes: Vec<&str> = found.iter().map(|f| f.split_once(' ').unwrap().1).collect();
    for code in ["error[source]", "error[space]", "error[columns]", "error[empty]", "error[order]", "warning[common]", "warning[collision]"]
    {
        assert!(codes.contains(&code), "{code} is not in {found:?}");
    }
}

#[test]
fn a_name_of_over_a_thousand_ids_is_crowded() {
    let world = World::new();
    let rows: String = (1000..2001).map(|i| format!("Q{i}\tSmith\tt\n")).collect();
    let found = findings(&world, format!("id\tname\tsource\n{rows}").as_bytes());
    assert_eq!(found.iter().filter(|f| f.ends_with("warning[crowded]")).collect::<Vec<_>>(), ["1002:7 warning[crowded]"]);
}

#[test]
fn collisions_are_seen_over_tables() {
    let world = World::new();
    let one = world.write("one.tsv", "id\tname\tsource\nQ1\tParis\tt\n");
    let two = world.write("two.tsv", "id\tname\tsource\nQ2\tPARIS\tt\n");
    let ran = run(&["check", &one, &two], "").expect(1);
    assert!(ran.text().starts_with(&format!("{two}:2:4: warning[collision]: ")) && ran.text().contains("one.tsv:2"), "{}", ran.text());
    ran.told("0 errors, 1 warning");
    run(&["check", "--errors-only", &one, &two], "").expect(0);
}

#[test]
fn exit_codes_are_clean_findings_unreadable() {
    let world = World::new();
    let good = world.write("good.tsv", TABLE.replace("x:springfield-b\tLOC\tSpringfield\ten\tlabel\t\town:test\n", ""));
    run(&["check", &good], "").expect(0);
    run(&["check"], "").expect(0).told("built-in gazetteer is sound");
    run(&["check", &world.gazetteer()], "").expect(0).told("sound");
    run(&["check", &world.path("missing.tsv")], "").expect(2).told("cannot read");
    run(&["check", "-"], "id\tname\nQ1\tAb\n").expect(1);
    let mut bytes = world.read("small.gaz");
    let last = bytes.len() - 9;
    bytes[last] ^= 4;
    let ran = run(&["check", &world.write("damaged.gaz", &bytes)], "").expect(1);
    assert!(ran.text().contains("damaged.gaz: error[damaged]: "), "{}", ran.text());
}

#[test]
fn fix_sorts_normalises_and_trims() {
    let world = World::new();
    let before =
        "\u{FEFF}name\tid\tnote\tsource\tprior\r\n Zoe\u{308}  K \tQ2\tkept\tt\t1.0\r\n\r\nAda\tQ10\t\tt\t\nAda\tQ10\tdouble\tt\t\n";
    let path = world.write("t.tsv", before);
    run(&["check", "--fix", &path], "").expect(0).told("t.tsv: fixed");
    let after = world.read("t.tsv");
    assert_eq!(String::from_utf8(after.clone()).unwrap(), "name\tid\tnote\tsource\tprior\nAda\tQ10\t\tt\t\nZoë K\tQ2\tkept\tt\t1.0\n");
    // What is fixed stays as it is, builds strictly, and no temporary file remains.
    assert!(!run(&["check", "--fix", &path], "").expect(0).stderr.contains("fixed"));
    assert_eq!(world.read("t.tsv"), after);
    run(&["build", "--strict", "-o", &world.path("t.gaz"), &path], "").expect(0);
    assert_eq!(world.files().len(), 3, "{:?}", world.files());
}

#[test]
fn fix_gives_the_strict_order_of_any_shuffle() {
    let world = World::new();
    let (header, rows) = TABLE.split_once('\n').unwrap();
    let mut lines: Vec<&str> = rows.lines().collect();
    lines.reverse();
    let path = world.write("t.tsv", format!("{header}\n{}\n", lines.join("\n")));
    run(&["check", "--fix", "--errors-only", &path], "").expect(0);
    assert_eq!(String::from_utf8(world.read("t.tsv")).unwrap(), TABLE);
}

#[test]
fn fix_leaves_alone_what_it_cannot_read() {
    let world = World::new();
    for table in [&b"id\tname\nQ2\tb\nQ1\n"[..], b"id\tname\nQ2\tb\nQ1\t\xFF\n", b"no header\nb\na\n"] {
        let path = world.write("t.tsv", table);
        run(&["check", "--fix", &path], "").expect(1).told("not fixed: line");
        assert_eq!(world.read("t.tsv"), table);
    }
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, TABLE.as_bytes()).unwrap();
    run(&["check", "--fix", &world.write("t.gz", packed.finish().unwrap())], "").expect(2).told("unpack it");
}

#[cfg(unix)]
#[test]
fn fix_keeps_links_and_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let path = world.write("t.tsv", "id\tname\tsource\nQ2\tBob\tt\nQ1\tAl\tt\n");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink(&path, world.path("link.tsv")).unwrap();
    run(&["check", "--fix", &world.path("link.tsv")], "").expect(0);
    assert!(std::fs::symlink_metadata(world.path("link.tsv")).unwrap().is_symlink());
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
}
