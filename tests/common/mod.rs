//! What several tests share: the built-in tables, small gazetteers, real data where it is present.

#![allow(dead_code)] // Each test is a crate of its own and uses a part of this.

pub mod forge;

use polyonym::{Builder, Gazetteer, Tables};
use std::path::PathBuf;

/// The tables that are under test.
pub fn tables() -> &'static Tables {
    polyonym_dictionaries::tables()
}

/// A gazetteer of these rows, with their header line.
pub fn gazetteer(rows: &str) -> Gazetteer {
    Gazetteer::from_owner(bytes(rows)).expect("a fresh build opens")
}

/// The bytes of a gazetteer of these rows.
pub fn bytes(rows: &str) -> Vec<u8> {
    let builder = Builder::new(tables().clone()).read(rows.as_bytes(), "rows").expect("rows have a header");
    builder.finish().expect("rows build").0
}

/// A file of the shared data, or nothing, and then it says so.
pub fn shared(path: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is absent", path.display());
    None
}

/// A small generator of numbers (SplitMix64), so that random tests repeat.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// One of `choices`.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }
}

/// How many rounds a random test makes: `rounds`, times POLYONYM_TEST_ROUNDS when that is set.
pub fn rounds(rounds: usize) -> usize {
    rounds * std::env::var("POLYONYM_TEST_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1)
}
