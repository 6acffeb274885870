//! Files of the shared data, and running text.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

/// A file of the shared data, if it is there: beside the project, and so beside a folder above each of its packages.
pub fn shared(path: &str) -> Option<PathBuf> {
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    folders.map(|folder| folder.join("../shared/data").join(path)).find(|p| p.exists())
}

/// Some 500 KB of running text of a language, cut at a line; without data, names of the built-in dictionary in that language.
pub fn text(lang: &str) -> String {
    text_of(lang, 500_000)
}

/// The same of `size` bytes at most.
pub fn text_of(lang: &str, size: usize) -> String {
    let mut text = String::new();
    if let Some(path) = shared(&format!("text/{lang}.txt.gz")) {
        let mut file = flate2::read::MultiGzDecoder::new(BufReader::new(File::open(path).unwrap()));
        let mut bytes = vec![0; size];
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
