//! A second writer of the container, after FORMAT.md alone: for files that are damaged or forged on purpose, and for tables so small
//! that every bit of a file can be flipped.

use polyonym::{Builder, Tables};
use xxhash_rust::xxh3::xxh3_64;

/// The sections of a file, by its own table.
pub fn sections(file: &[u8]) -> Vec<([u8; 4], Vec<u8>)> {
    let u64_at = |at: usize| u64::from_le_bytes(file[at..at + 8].try_into().unwrap()) as usize;
    let count = u32::from_le_bytes(file[12..16].try_into().unwrap()) as usize;
    let section = |i: usize| {
        let at = 64 + 32 * i;
        (file[at..at + 4].try_into().unwrap(), file[u64_at(at + 8)..u64_at(at + 8) + u64_at(at + 16)].to_vec())
    };
    (0..count).map(section).collect()
}

/// A file of these sections with every checksum right.
pub fn assemble(sections: &[([u8; 4], Vec<u8>)], major: u16) -> Vec<u8> {
    let (mut table, mut body) = (Vec::new(), Vec::new());
    let start = 64 + 32 * sections.len();
    for (tag, bytes) in sections {
        let at = body.len();
        body.extend_from_slice(bytes);
        body.resize(body.len().next_multiple_of(8), 0);
        table.extend_from_slice(tag);
        table.extend_from_slice(&[0; 4]);
        table.extend_from_slice(&((start + at) as u64).to_le_bytes());
        table.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        table.extend_from_slice(&xxh3_64(&body[at..]).to_le_bytes());
    }
    let mut file = b"\x89PLYM\r\n\x1A".to_vec();
    file.extend_from_slice(&major.to_le_bytes());
    file.extend_from_slice(&0u16.to_le_bytes());
    file.extend_from_slice(&(sections.len() as u32).to_le_bytes());
    file.extend_from_slice(&((start + body.len()) as u64).to_le_bytes());
    file.extend_from_slice(&xxh3_64(&table).to_le_bytes());
    file.resize(56, 0);
    file.extend_from_slice(&xxh3_64(&file).to_le_bytes());
    file.extend_from_slice(&table);
    file.extend_from_slice(&body);
    file
}

/// Tables that fold the ASCII letters and nothing else; words and correspondences are those of `tests/tiny/`.
pub fn tiny_tables() -> Tables {
    const WORD: u32 = 1 << 24;
    const ONE: u32 = 1 << 21;
    let mut blocks = vec![0u32; 3 * 64];
    for letter in b'a'..=b'z' {
        blocks[usize::from(letter)] = WORD;
        blocks[usize::from(letter - 32)] = WORD | ONE | u32::from(letter);
    }
    let mut fold = Vec::new();
    fold.extend_from_slice(&3u32.to_le_bytes());
    fold.extend_from_slice(&0u32.to_le_bytes());
    (0..0x11_0000 / 64u32).for_each(|i| fold.extend_from_slice(&(i.min(2) as u16).to_le_bytes()));
    blocks.iter().for_each(|entry| fold.extend_from_slice(&entry.to_le_bytes()));
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tiny");
    let sections = sections(&Tables::open(folder).unwrap().to_bytes().unwrap());
    let replaced = sections.into_iter().map(|(tag, bytes)| (tag, if &tag == b"FOLD" { fold.clone() } else { bytes }));
    Tables::from_owner(assemble(&replaced.collect::<Vec<_>>(), 1)).unwrap()
}

/// A small gazetteer with those tables.
pub fn tiny_gazetteer() -> Vec<u8> {
    let rows = "id\ttype\tname\tlang\tkind\tprior\tsource\n\
        Q794\tLOC\tIran\ten\tlabel\t12\town:test\n\
        Q794\tLOC\tIslamic Republic of Iran\ten\talias\t\town:test\n\
        x:zor\tLOC\tDeir ez-Zor\ten\tlabel\t0.5\town:test\n\
        x:us\tLOC\tUS\ten\tshort\t\town:test\n\
        x:other\tPER\tiran\tfa\tweak\t\town:test\n";
    Builder::new(tiny_tables()).read(rows.as_bytes(), "rows").unwrap().finish().unwrap().0
}
