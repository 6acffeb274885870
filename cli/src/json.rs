//! JSON lines: one value a line, whatever the reader takes for a line.
//!
//! JSON allows U+0085, U+2028 and U+2029 in strings, but some readers end a line at them (Python's `splitlines`); they
//! are written as escapes.

use crate::outcome::Failure;
use serde::Serialize;
use serde_json::ser::Formatter;
use serde_json::value::RawValue;
use std::io::{self, Write};

/// Compact JSON without characters that end a line anywhere.
struct OneLine;

impl Formatter for OneLine {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        escape_line_ends(writer, fragment)
    }

    fn write_raw_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // Outside its strings JSON has none of these characters, so that the escape always stands where it is one.
        escape_line_ends(writer, fragment)
    }
}

fn escape_line_ends<W: ?Sized + Write>(writer: &mut W, mut text: &str) -> io::Result<()> {
    let ends = ['\u{85}', '\u{2028}', '\u{2029}'];
    while !text.is_ascii() {
        let Some((at, c)) = text.char_indices().find(|(_, c)| ends.contains(c)) else { break };
        writer.write_all(&text.as_bytes()[..at])?;
        write!(writer, "\\u{:04x}", u32::from(c))?;
        text = &text[at + c.len_utf8()..];
    }
    writer.write_all(text.as_bytes())
}

/// Writes a value and LF.
pub fn line(out: &mut impl Write, value: &impl Serialize) -> Result<(), Failure> {
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, OneLine))?;
    out.write_all(b"\n")?;
    Ok(())
}

/// A probability with four decimals: more would be noise, and would differ between machines.
pub fn round(score: f64) -> f64 {
    (score * 1e4).round() / 1e4
}

/// Any text as a JSON value, to be given back as a document's id.
pub fn raw(text: &str) -> Box<RawValue> {
    serde_json::value::to_raw_value(text).expect("a string is always JSON")
}
