//! Memory maps of gazetteer files: the only unsafe line of the command.
//!
//! A function that maps a file can hardly be sound by itself, for the file may change behind the map; hence it stands alone, and
//! only gazetteers go through it.

use memmap2::Mmap;
use std::fs::File;

/// Maps a file into memory. O(1); pages are read when they are touched.
#[allow(unsafe_code)]
pub fn map(file: &File) -> std::io::Result<Mmap> {
    // SAFETY: The map is read-only, and the bytes must not change while it lives. 'polyonym build' never writes into a file that
    // stands: it writes another one and renames it, so that the map keeps the old one. Whoever changes a gazetteer in place
    // breaks this; the library takes no pointer or length from the bytes without comparing it with the length of the map, and
    // parses text from them each time, so that changed bytes give wrong answers. A file that is cut short ends the process
    // with SIGBUS, which no program can prevent but by reading the file, as `-g <(cat FILE)` does.
    unsafe { Mmap::map(file) }
}
