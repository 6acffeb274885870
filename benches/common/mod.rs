//! Corpora of the benches: real text and names where `../shared/data` is present, the built-in dictionary elsewhere.

#![allow(dead_code)] // Each bench is a crate of its own and uses a part of this.

use polyonym::{Builder, Gazetteer};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

/// A file of the shared data, if it is there.
pub fn shared(path: &str) -> Option<PathBuf> {
    Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path)).filter(|p| p.exists())
}

/// Some 500 KB of running text of a language, cut at a line; without data, names of the built-in dictionary in that language.
pub fn text(lang: &str) -> String {
    let mut text = String::new();
    if let Some(path) = shared(&format!("text/{lang}.txt.gz")) {
        let mut file = flate2::read::MultiGzDecoder::new(BufReader::new(File::open(path).unwrap()));
        let mut bytes = vec![0; 500_000];
        let mut read = 0;
        while let Ok(n @ 1..) = file.read(&mut bytes[read..]) {
            read += n;
        }
        bytes.truncate(read);
        let end = bytes.iter().rposition(|&b| b == b'\n').unwrap_or(0);
        text.push_str(std::str::from_utf8(&bytes[..end]).unwrap());
    } else {
        println!("{lang}: ../shared is absent, a text of names stands in");
        polyonym_dictionaries::gazetteer().for_each_row(|row| {
            if row.lang == lang {
                text += row.name;
                text += ", xyzzy. ";
            }
        });
    }
    text
}

/// The gazetteer of a million real names, if the data is there. It is built anew, so that it fits the code.
pub fn large_gazetteer() -> Option<Gazetteer> {
    Gazetteer::from_owner(large_builder()?.finish().unwrap().0).ok()
}

/// A builder that holds the million names.
pub fn large_builder() -> Option<Builder> {
    let path = shared("names/gazetteer_known.tsv.gz")?;
    let rows = BufReader::with_capacity(1 << 20, flate2::read::MultiGzDecoder::new(File::open(path).unwrap()));
    Some(Builder::new(polyonym_dictionaries::tables().clone()).read(rows, "gazetteer_known").unwrap())
}
