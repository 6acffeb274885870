//! P7: a build is atomic. Whenever it is killed, and wherever its writing fails, the old file or the new one opens.

mod common;

use common::{TABLE, World, command, run};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Kills that the test makes; POLYONYM_TEST_ROUNDS multiplies them.
const KILLS: u64 = 200;

fn rounds(count: u64) -> u64 {
    count * std::env::var("POLYONYM_TEST_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1)
}

/// Two tables of some size, whose gazetteers answer differently.
fn tables(world: &World) -> [String; 2] {
    ["old", "new"].map(|which| {
        let mut table = String::from("id\tname\n");
        for number in 0..400 {
            table += &format!("x:{which}-{number}\tname {number}\n");
        }
        world.write(&format!("{which}.tsv"), table)
    })
}

/// Which of the two gazetteers stands there; it must open and answer.
fn standing(path: &str) -> String {
    let answer = run(&["resolve", "-g", path, "name 7", "--format", "jsonl"], "").expect(0);
    answer.json()[0]["candidates"][0]["id"].as_str().expect("a candidate").to_owned()
}

#[test]
fn a_build_killed_at_any_moment_leaves_the_old_file_or_the_new_one() {
    let world = World::new();
    let [old, new] = tables(&world);
    let path = world.path("target.gaz");
    run(&["build", "-o", &path, &old], "").expect(0);
    let start = Instant::now();
    run(&["build", "-o", &path, &new], "").expect(0);
    // How long a whole build takes, by what the kills show: other tests run at the same time, and the machine may be busy.
    let mut whole = start.elapsed();
    let (mut states, mut current) = ([0u64; 2], 1);
    for number in 0..rounds(KILLS) {
        let wanted = 1 - current;
        let table = [&old, &new][wanted];
        let mut child = command().args(["build", "-o", &path, table]).stderr(Stdio::null()).spawn().expect("a build starts");
        // Instants spread evenly over somewhat more than a whole build.
        let part = 1.2 * (number % 97) as f64 / 97.0;
        std::thread::sleep(whole.mul_f64(part) + Duration::from_micros(number % 50));
        let _ = child.kill();
        child.wait().expect("a build ends");
        current = match standing(&path).as_str() {
            "x:old-7" => 0,
            "x:new-7" => 1,
            other => panic!("{other} after kill {number}"),
        };
        let ended = current == wanted;
        states[usize::from(ended)] += 1;
        if part > 1.0 && !ended {
            whole = whole.mul_f64(1.25);
        } else if part < 0.5 && ended {
            whole = whole.mul_f64(0.8);
        }
    }
    println!("{} kills: the old file stood {} times, the new one {} times", rounds(KILLS), states[0], states[1]);
    assert!(states.iter().all(|&n| n > 0), "both outcomes must occur: {states:?}");
    // A killed build leaves its temporary file at most, under a name that is hidden and its own.
    let others: Vec<_> = world.files().into_iter().filter(|f| !f.to_string_lossy().starts_with(".target.gaz.")).collect();
    assert_eq!(others.len(), 4, "{others:?}");
}

#[cfg(unix)]
#[test]
fn a_write_that_fails_anywhere_leaves_the_old_file() {
    let world = World::new();
    let path = world.gazetteer();
    let before = world.read("small.gaz");
    let table = world.write("other.tsv", TABLE.replace("Tehran", "Isfahan"));
    let size = before.len() / 1024;
    let mut failed = 0;
    // The first and the last blocks one by one, between them some two hundred places.
    for kib in (0..=size).filter(|kib| *kib < 40 || size - kib < 10 || kib % (size / 200).max(1) == 0) {
        // The shell limits the size of files to so many KiB; writing beyond it is an error, as on a full disk.
        let script = format!("trap '' XFSZ; ulimit -f {kib}; exec \"$0\" build -o \"$1\" \"$2\"");
        let binary = env!("CARGO_BIN_EXE_polyonym");
        let output = Command::new("bash").args(["-c", &script, binary, &path, &table]).output().expect("bash runs");
        if output.status.success() {
            assert!(kib >= size, "{kib}");
            continue;
        }
        failed += 1;
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{kib}: {told}");
        assert!(told.contains("cannot write"), "{told}");
        assert!(world.read("small.gaz") == before, "the old file changed after {kib} KiB");
        assert_eq!(world.files().len(), 2, "a failed build leaves nothing behind: {:?}", world.files());
    }
    println!("{failed} failing writes, the old file stood after each");
    assert!(failed >= size.min(200));
}

#[cfg(target_os = "linux")]
#[test]
fn a_build_writes_flushes_renames_and_flushes_the_folder() {
    if Command::new("strace").arg("-V").output().is_err() {
        eprintln!("skipped: strace is absent");
        return;
    }
    let world = World::new();
    let (path, table) = (world.path("traced.gaz"), world.write("t.tsv", TABLE));
    let calls = "trace=openat,write,fsync,rename,renameat,renameat2";
    let binary = env!("CARGO_BIN_EXE_polyonym");
    let output =
        Command::new("strace").args(["-f", "-y", "-e", calls, binary, "build", "-o", &path, &table]).output().expect("strace runs");
    let trace = String::from_utf8_lossy(&output.stderr);
    let places: Vec<Option<usize>> =
        [("write(", ".new>"), ("fsync(", ".new>"), ("rename", "traced.gaz\""), ("fsync(", &format!("{}>", world.folder.path().display()))]
            .iter()
            .map(|(call, what)| trace.lines().position(|line| line.contains(call) && line.contains(what)))
            .collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}\n{trace}");
}
