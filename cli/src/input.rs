//! Lines of stdin, and what becomes of bad ones.
//!
//! A line ends at LF alone: U+0085 and U+2028 are letters of a name like others. Stdout is flushed before the program would wait
//! for input, so that it can serve as a co-process: a line in, a line out.

use crate::outcome::{Failure, tell};
use std::fmt::Display;
use std::io::{BufRead, BufReader, Read, StdinLock, Write};

/// Bytes of one line of stdin. A document of that size is a file that has lost its line ends.
const MAX_LINE: u64 = 1 << 30;

/// Bad lines that are told one by one when they are skipped; more are only counted.
const TOLD: u64 = 20;

/// Reads stdin line by line.
pub struct Lines {
    input: BufReader<StdinLock<'static>>,
    line: Vec<u8>,
    number: u64,
}

impl Lines {
    pub fn stdin() -> Self {
        Self { input: BufReader::with_capacity(1 << 16, std::io::stdin().lock()), line: Vec::new(), number: 0 }
    }

    /// The number of the line that was read last, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The next line without LF and without one CR before it. O(bytes of the line).
    pub fn next(&mut self, out: &mut impl Write) -> Result<Option<&[u8]>, Failure> {
        if !self.input.buffer().contains(&b'\n') {
            out.flush()?;
        }
        self.line.clear();
        self.number += 1;
        let place = format_args!("standard input:{}", self.number).to_string();
        let read = (&mut self.input).take(MAX_LINE).read_until(b'\n', &mut self.line).map_err(|e| Failure::read(&place, &e))?;
        if read == 0 {
            return Ok(None);
        }
        if self.line.last() == Some(&b'\n') {
            self.line.pop();
        } else if self.line.len() as u64 == MAX_LINE {
            return Err(Failure::at(place, format!("the line has over {MAX_LINE} bytes; check the line ends")));
        }
        if self.line.last() == Some(&b'\r') {
            self.line.pop();
        }
        Ok(Some(&self.line))
    }
}

/// Bad lines: the first one ends the run, or they are told and counted.
#[derive(Debug)]
pub struct BadLines {
    skip: bool,
    count: u64,
}

impl BadLines {
    pub fn new(skip: bool) -> Self {
        Self { skip, count: 0 }
    }

    /// Reports a bad line. An error when bad lines are not to be skipped.
    pub fn meet(&mut self, line: u64, what: impl Display) -> Result<(), Failure> {
        let message = format!("standard input:{line}: {what}");
        if !self.skip {
            return Err(Failure::Message(format!("{message}; correct it, or pass over such lines with --skip-errors")));
        }
        self.count += 1;
        if self.count <= TOLD {
            tell!("skipped: {message}");
        }
        Ok(())
    }

    /// Tells how many bad lines there were.
    pub fn finish(&self) {
        if self.count > 0 {
            tell!("{} bad input line{} skipped", self.count, if self.count == 1 { "" } else { "s" });
        }
    }
}

/// A line as text, or what is wrong with it.
pub fn utf8(line: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(line).map_err(|e| format!("byte {} of the line is not UTF-8", e.valid_up_to() + 1))
}
