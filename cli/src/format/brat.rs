//! brat standoff: <https://brat.nlplab.org/standoff.html>.
//!
//! `T1 TAB PER 0 14 TAB text`, and `N1 TAB Reference T1 polyonym:Q7747 TAB label` where an id is accepted. A name over a line
//! end is given in fragments, as brat wants it. Several documents are separated by lines `# ID`, for a .ann file is one document.

use super::{Document, Placed, label};
use crate::outcome::Failure;
use std::io::Write;
use std::ops::Range;

pub fn document(out: &mut impl Write, document: &Document<'_>, title: Option<&str>) -> Result<(), Failure> {
    if let Some(title) = title {
        writeln!(out, "# {}", one_line(title))?;
    }
    let mut references = 0;
    for (number, placed) in (1..).zip(document.mentions) {
        let ranges = fragments(document.text, placed.mention.range());
        let places: Vec<String> =
            ranges.iter().map(|r| format!("{} {}", document.offsets.at(r.start), document.offsets.at(r.end))).collect();
        let texts: Vec<&str> = ranges.iter().map(|r| &document.text[r.clone()]).collect();
        writeln!(out, "T{number}\t{} {}\t{}", label(&placed.mention), places.join(";"), one_line(&texts.join(" ")))?;
        references += reference(out, placed, number, references + 1)?;
    }
    Ok(())
}

fn reference(out: &mut impl Write, placed: &Placed<'_>, mention: u64, number: u64) -> Result<u64, Failure> {
    let Some(accepted) = placed.mention.accepted() else { return Ok(0) };
    // The reference is one word.
    let id: String = accepted.id().chars().map(|c| if c.is_whitespace() { "%20".to_owned() } else { c.to_string() }).collect();
    writeln!(out, "N{number}\tReference T{mention} polyonym:{id}\t{}", one_line(accepted.label()))?;
    Ok(1)
}

/// The parts of a range between line ends.
fn fragments(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    for line in text[range].split('\n') {
        let trimmed = line.trim_end_matches('\r');
        if !trimmed.is_empty() {
            parts.push(start..start + trimmed.len());
        }
        start += line.len() + 1;
    }
    parts
}

/// The same number of characters, without line ends and TAB.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}
