//! The command among others: pipes, colours, completions, manual, demo, bench.

mod common;

use common::{World, command, run, run_command};
use std::io::Read;
use std::process::Stdio;

/// Whether a text has escape sequences.
fn coloured(text: &[u8]) -> bool {
    text.contains(&0x1B)
}

#[test]
fn a_closed_pipe_is_silent() {
    let world = World::new();
    let text = world.write("t.txt", "In Tehran and Moscow. ".repeat(100_000));
    let commands: [&[&str]; 3] = [&["dump"], &["tag", "--format", "jsonl", &text], &["tag", &text]];
    for arguments in commands {
        let mut child = command().args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut [0; 10]).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = command().args(["resolve", "Tehran"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output: cannot write"));
}

#[test]
fn no_terminal_and_no_color_give_no_escapes() {
    let world = World::new();
    let page = world.path("demo.html");
    let commands: [&[&str]; 6] =
        [&["demo", "-o", &page], &["resolve", "Tehran"], &["stats"], &["--help"], &["explain", "Tehran"], &["nonsense"]];
    for arguments in commands {
        let ran = run(arguments, "");
        assert!(!coloured(&ran.stdout) && !coloured(ran.stderr.as_bytes()), "{arguments:?}");
    }
    let ran = run_command(command().args(["demo", "-o", &page]).env("NO_COLOR", "1").env("CLICOLOR_FORCE", "1"), "");
    assert!(!coloured(&ran.stdout));
    let ran = run_command(command().args(["demo", "-o", &page]).env("CLICOLOR_FORCE", "1"), "");
    assert!(coloured(&ran.stdout));
}

#[test]
fn demo_finds_names_in_every_sentence_and_writes_a_page() {
    let world = World::new();
    let ran = run_command(command().arg("demo").current_dir(world.folder.path()), "").expect(0);
    ran.told("wrote demo.html");
    let text = ran.text();
    let (sentences, table) = text.split_once("\n\n").unwrap();
    assert!(sentences.lines().count() >= 13);
    for sentence in sentences.lines() {
        assert!(sentence.contains("|Q"), "no name with an id: {sentence}");
        assert!(!sentence.contains("|?]"), "a name without an id: {sentence}");
    }
    assert!(table.lines().count() > 10 && table.contains("Q7747"), "{table}");
    let page = String::from_utf8(world.read("demo.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.matches("<article").count() == sentences.lines().count());
    run(&["demo", "-o", &world.path("no/such/folder/demo.html")], "").expect(2);
}

#[test]
fn completions_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let text = run(&["completions", shell], "").expect(0).text();
        assert!(text.contains("polyonym") && text.contains("resolve"), "{shell}");
    }
    run(&["completions", "cmd"], "").expect(2);
}

#[test]
fn man_pages_name_every_command() {
    let page = run(&["man"], "").expect(0).text();
    assert!(page.contains(".TH polyonym") && page.contains("resolve"), "{page}");
    let world = World::new();
    run(&["man", "--all", &world.path("man")], "").expect(0);
    let pages = std::fs::read_dir(world.path("man")).unwrap().count();
    assert!(pages >= 14, "{pages}");
}

#[test]
fn help_and_version_go_to_stdout() {
    for arguments in [&["--help"][..], &["--version"], &["tag", "--help"], &["help", "build"]] {
        let ran = run(arguments, "").expect(0);
        assert!(!ran.stdout.is_empty() && ran.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn bench_measures_texts_and_checks_its_answers() {
    let world = World::new();
    let text = world.write("t.txt", "In Tehran and Moscow. ".repeat(1000));
    let report = &world.ask(&["bench", "--format", "json", &text], "").expect(0).json()[0];
    assert_eq!(report["texts"][0]["mentions"], 2000);
    for figure in ["/texts/0/find_mb_per_s", "/texts/0/tag_mb_per_s", "/open_verified_ms", "/open_unverified_ms", "/resolve/p99_us"] {
        assert!(report.pointer(figure).and_then(serde_json::Value::as_f64).is_some_and(|f| f > 0.0), "{figure}: {report}");
    }
    assert!(world.ask(&["bench", &text], "").expect(0).text().contains("TAG MB/S"));
}

#[cfg(unix)]
#[test]
fn a_gazetteer_may_come_from_a_pipe() {
    let world = World::new();
    let script = format!("cat '{}' | '{}' resolve -g /dev/stdin Tehran", world.gazetteer(), env!("CARGO_BIN_EXE_polyonym"));
    assert!(std::process::Command::new("sh").args(["-c", &script]).output().unwrap().status.success());
}
