//! Input that may be compressed: gzip and bzip2 (of several members too) and Zstandard, known by their content, not by the file name.
//!
//! What comes out is bounded: a gzip bomb ends with an error that names the limit.

use crate::outcome::Failure;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

const GZIP: [u8; 2] = [0x1F, 0x8B];
const BZIP2: [u8; 3] = *b"BZh";
const ZSTD: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];

/// Opens a file, or stdin for `-`. The second value is its size on disk, where it has one.
pub fn open(path: &Path) -> Result<(Box<dyn Read>, Option<u64>), Failure> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin().lock()), None));
    }
    let file = File::open(path).map_err(|e| Failure::read(path.display(), &e))?;
    let metadata = file.metadata().map_err(|e| Failure::read(path.display(), &e))?;
    if metadata.is_dir() {
        return Err(Failure::at(path.display(), "cannot read: it is a folder; name the files in it"));
    }
    Ok((Box::new(file), metadata.is_file().then_some(metadata.len())))
}

/// The bytes of `input`, unpacked if they are packed; at most `limit` bytes come out of packed input.
pub fn unpack(mut input: impl Read + 'static, limit: u64) -> io::Result<Box<dyn BufRead>> {
    // A pipe may give fewer bytes than were asked for.
    let mut head = Vec::with_capacity(ZSTD.len());
    input.by_ref().take(ZSTD.len() as u64).read_to_end(&mut head)?;
    let packed = packing(&head);
    let whole = BufReader::with_capacity(1 << 16, Cursor::new(head).chain(input));
    Ok(match packed {
        Some(Packing::Gzip) => bounded(flate2::bufread::MultiGzDecoder::new(whole), limit),
        Some(Packing::Bzip2) => bounded(bzip2::bufread::MultiBzDecoder::new(whole), limit),
        Some(Packing::Zstd) => bounded(zstd::stream::read::Decoder::with_buffer(whole)?, limit),
        None => Box::new(whole),
    })
}

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    Gzip,
    Bzip2,
    Zstd,
}

/// How a file that begins with these bytes is packed.
pub fn packing(head: &[u8]) -> Option<Packing> {
    let known = [(&GZIP[..], Packing::Gzip), (&BZIP2, Packing::Bzip2), (&ZSTD, Packing::Zstd)];
    known.into_iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, packing)| packing)
}

fn bounded(input: impl Read + 'static, limit: u64) -> Box<dyn BufRead> {
    Box::new(BufReader::with_capacity(1 << 16, Bounded { input, limit, left: limit }))
}

/// Passes on at most so many bytes, and fails where more would come.
struct Bounded<R> {
    input: R,
    limit: u64,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            let message = format!("the input unpacks to over {} bytes, which is the limit; unpack it first if it is meant", self.limit);
            io::Error::other(message)
        })?;
        Ok(read)
    }
}
