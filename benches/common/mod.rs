//! Corpora of the benches: real text and names where `../shared/data` is present, the built-in dictionary elsewhere.

#![allow(dead_code, unused_imports)] // Each bench is a crate of its own and uses a part of this.

mod text;

use polyonym::{Builder, Gazetteer};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
pub use text::{shared, text, text_of};

/// Rows of the names that are read when the benches are only tested: enough to run every one of them.
const FEW_ROWS: usize = 100_000;

/// Whether the benches are only tested, each run once: criterion's `--test`.
pub fn is_test() -> bool {
    std::env::args().any(|argument| argument == "--test")
}

/// The gazetteer of a million real names, if the data is there.
pub fn large_gazetteer() -> Option<Gazetteer> {
    Gazetteer::from_owner(large_bytes()?).ok()
}

/// Its file. It is built once for all benches and kept while it is newer than what built it: a changed library or dictionary makes the
/// bench newer.
pub fn large_bytes() -> Option<Vec<u8>> {
    let path = shared("names/gazetteer_known.tsv.gz")?;
    let (tables, changed) = (polyonym_dictionaries::tables().fingerprint(), std::fs::metadata(&path).unwrap());
    let rows = if is_test() { "few" } else { "all" };
    let (folder, ours) = (Path::new(env!("CARGO_TARGET_TMPDIR")), format!("bench-{rows}-"));
    let kept = folder.join(format!("{ours}{tables:016x}-{}-{}.gaz", changed.len(), env!("CARGO_PKG_VERSION")));
    let made = |path: &Path| std::fs::metadata(path).and_then(|m| m.modified()).ok();
    let sources = [std::env::current_exe().unwrap(), path.clone()];
    if made(&kept).is_some_and(|kept| sources.iter().all(|source| made(source).is_some_and(|source| source < kept))) {
        return std::fs::read(kept).ok();
    }
    let bytes = build(&path);
    // Files of other keys would never be read again, and are large.
    for file in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()) {
        if file.file_name().to_string_lossy().starts_with(&ours) {
            std::fs::remove_file(file.path()).unwrap();
        }
    }
    // A bench that is stopped here leaves no half of a file behind under this name.
    let half = folder.join(format!("{}.half", std::process::id()));
    std::fs::write(&half, &bytes).unwrap();
    std::fs::rename(&half, &kept).unwrap();
    Some(bytes)
}

fn build(path: &Path) -> Vec<u8> {
    let mut rows = BufReader::with_capacity(1 << 20, flate2::read::MultiGzDecoder::new(File::open(path).unwrap()));
    let builder = Builder::new(polyonym_dictionaries::tables().clone());
    let builder = if is_test() {
        let mut few = Vec::new();
        for _ in 0..=FEW_ROWS {
            rows.read_until(b'\n', &mut few).unwrap();
        }
        builder.read(few.as_slice(), "gazetteer_known")
    } else {
        builder.read(rows, "gazetteer_known")
    };
    builder.unwrap().finish().unwrap().0
}
