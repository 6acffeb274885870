//! The container of every polyonym file: a header, a table of sections, the sections. FORMAT.md is its specification; the byte
//! offsets of the format are known here and nowhere else.
//!
//! Opening costs O(sections) without the checksums of the sections and O(bytes) with them.

use crate::bytes::{Bytes, index, u16_at, u32_at, u64_at};
use crate::error::{Error, ErrorKind, Result};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// Begins every file. The high bit catches 7-bit transfer, CR LF and LF catch text-mode transfer, U+001A ends a `type` on DOS.
const MAGIC: [u8; 8] = *b"\x89PLYM\r\n\x1A";
/// Format of the files that this version writes and reads. A reader refuses another major number.
pub(crate) const MAJOR: u16 = 1;
#[cfg(feature = "compile")]
const MINOR: u16 = 0;
const HEADER: usize = 64;
const ENTRY: usize = 32;
const MAX_SECTIONS: usize = 64;

/// Four letters that name a section. An upper-case first letter must be understood, a lower-case one may be skipped.
pub(crate) type Tag = [u8; 4];

/// The sections of a file, checked to lie inside it.
#[derive(Clone)]
pub(crate) struct Container {
    sections: Arc<[Section]>,
    whole: Bytes,
}

struct Section {
    tag: Tag,
    bytes: Bytes,
    /// With its padding, as the checksum has it.
    padded: Bytes,
    hash: u64,
}

impl Container {
    /// Reads the header and the table of sections; both are small and always verified.
    pub(crate) fn parse(whole: Bytes, known: &[Tag]) -> Result<Self> {
        let file = whole.get();
        check_magic(file)?;
        let damaged = || Error::damaged("the header is damaged");
        let header = file.get(..HEADER).ok_or_else(|| Error::damaged("the file ends inside its header"))?;
        let major = u16_at(header, 8).ok_or_else(damaged)?;
        if u64_at(header, 56) != Some(xxh3_64(header.get(..56).ok_or_else(damaged)?)) {
            return Err(damaged());
        }
        if major != MAJOR {
            let what = format!("the file has format {major}, this version reads format {MAJOR}");
            return Err(Error::new(ErrorKind::Newer, what, "rebuild it with 'polyonym build' or update polyonym"));
        }
        let length = u64_at(header, 16).ok_or_else(damaged)?;
        if u64::try_from(file.len()) != Ok(length) {
            return Err(Error::damaged(format!("the file has {} bytes instead of {length}", file.len())));
        }
        let count = index(u32_at(header, 12).ok_or_else(damaged)?);
        let table = (count <= MAX_SECTIONS).then(|| file.get(HEADER..HEADER + count * ENTRY)).flatten().ok_or_else(damaged)?;
        if u64_at(header, 24) != Some(xxh3_64(table)) || header.get(32..56).ok_or_else(damaged)?.iter().any(|&b| b != 0) {
            return Err(damaged());
        }
        let sections = Self::sections(&whole, table, known)?;
        Ok(Self { sections: sections.into(), whole })
    }

    fn sections(whole: &Bytes, table: &[u8], known: &[Tag]) -> Result<Vec<Section>> {
        let mut expected = HEADER + table.len();
        let mut sections = Vec::new();
        for entry in table.chunks_exact(ENTRY) {
            let read = || {
                let tag: Tag = *entry.first_chunk()?;
                let offset = usize::try_from(u64_at(entry, 8)?).ok()?;
                let length = usize::try_from(u64_at(entry, 16)?).ok()?;
                let end = offset.checked_add(length)?;
                let padded = end.checked_next_multiple_of(8)?;
                let ok = offset == expected && u32_at(entry, 4) == Some(0);
                expected = padded;
                let section =
                    Section { tag, bytes: whole.slice(offset..end)?, padded: whole.slice(offset..padded)?, hash: u64_at(entry, 24)? };
                ok.then_some(section)
            };
            let section = { read }().ok_or_else(|| Error::damaged("the table of sections is damaged"))?;
            if section.tag.first().is_some_and(u8::is_ascii_uppercase) && !known.contains(&section.tag) {
                let what = format!("the file has a section {:?} that this version does not know", String::from_utf8_lossy(&section.tag));
                return Err(Error::new(ErrorKind::Newer, what, "update polyonym"));
            }
            sections.push(section);
        }
        if expected != whole.get().len() {
            return Err(Error::damaged("bytes follow the last section"));
        }
        Ok(sections)
    }

    /// Compares every section with its checksum; O(bytes of the file).
    pub(crate) fn verify(&self) -> Result<()> {
        for section in self.sections.iter() {
            let padding = section.padded.get().get(section.bytes.get().len()..).unwrap_or_default();
            if xxh3_64(section.padded.get()) != section.hash || padding.iter().any(|&b| b != 0) {
                return Err(Error::damaged(format!("section {} does not fit its checksum", String::from_utf8_lossy(&section.tag))));
            }
        }
        Ok(())
    }

    /// The section `tag`, which must be there.
    pub(crate) fn section(&self, tag: Tag) -> Result<Bytes> {
        let found = self.sections.iter().find(|s| s.tag == tag).map(|s| s.bytes.clone());
        found.ok_or_else(|| Error::damaged(format!("section {} is missing", String::from_utf8_lossy(&tag))))
    }

    /// Tag and bytes of every section, in file order.
    pub(crate) fn sizes(&self) -> impl Iterator<Item = (String, usize)> {
        self.sections.iter().map(|s| (String::from_utf8_lossy(&s.tag).into_owned(), s.bytes.get().len()))
    }

    /// Bytes of the whole file.
    pub(crate) fn len(&self) -> usize {
        self.whole.get().len()
    }
}

fn check_magic(file: &[u8]) -> Result<()> {
    if file.starts_with(&MAGIC) {
        return Ok(());
    }
    let (what, remedy) = match file {
        [] => ("the file is empty", "copy it again or rebuild it with 'polyonym build'"),
        [0x89, b'P', b'L', b'Y', b'M', ..] | [b'P', b'L', b'Y', b'M', ..] => {
            ("the file was changed by a text-mode transfer", "copy it again in binary mode")
        }
        [0x1F, 0x8B, ..] => ("the file is gzip-compressed", "unpack it first"),
        _ => ("not a polyonym file", "make one with 'polyonym build -o FILE TABLE'"),
    };
    Err(Error::new(ErrorKind::Foreign, what, remedy))
}

/// The bytes of a file with these sections, in this order.
#[cfg(feature = "compile")]
pub(crate) fn assemble(sections: &[(Tag, Vec<u8>)]) -> Result<Vec<u8>> {
    let mut table = Vec::new();
    let mut body = Vec::new();
    let start = HEADER + sections.len() * ENTRY;
    let wide = |n: usize| u64::try_from(n).unwrap_or(u64::MAX).to_le_bytes();
    for (tag, bytes) in sections {
        if bytes.len() > crate::limits::MAX_SECTION_BYTES {
            let what = format!("section {} has {} bytes, over 4 GiB", String::from_utf8_lossy(tag), bytes.len());
            return Err(Error::new(ErrorKind::Limit, what, "split the dictionary into several gazetteers"));
        }
        let at = body.len();
        body.extend_from_slice(bytes);
        body.resize(body.len().next_multiple_of(8), 0);
        table.extend_from_slice(tag);
        table.extend_from_slice(&[0; 4]);
        table.extend_from_slice(&wide(start + at));
        table.extend_from_slice(&wide(bytes.len()));
        table.extend_from_slice(&xxh3_64(body.get(at..).unwrap_or_default()).to_le_bytes());
    }
    let mut file = MAGIC.to_vec();
    file.extend_from_slice(&MAJOR.to_le_bytes());
    file.extend_from_slice(&MINOR.to_le_bytes());
    file.extend_from_slice(&u32::try_from(sections.len()).unwrap_or(u32::MAX).to_le_bytes());
    file.extend_from_slice(&wide(start + body.len()));
    file.extend_from_slice(&xxh3_64(&table).to_le_bytes());
    file.resize(HEADER - 8, 0);
    let hash = xxh3_64(&file);
    file.extend_from_slice(&hash.to_le_bytes());
    file.extend_from_slice(&table);
    file.extend_from_slice(&body);
    Ok(file)
}
