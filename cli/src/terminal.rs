//! Names on a terminal: right-to-left ones isolated, controls made harmless, columns aligned.

use std::borrow::Cow;
use std::fmt::Display;
use std::io::{self, Write};
use unicode_script::{Script, UnicodeScript};

/// Scripts that are written from right to left.
const RIGHT_TO_LEFT: [Script; 8] = [
    Script::Arabic,
    Script::Hebrew,
    Script::Syriac,
    Script::Thaana,
    Script::Nko,
    Script::Adlam,
    Script::Samaritan,
    Script::Hanifi_Rohingya,
];

/// A name for a terminal. Escape sequences in a text must not reach it, and a right-to-left name must not reorder the line.
pub fn isolated(name: &str) -> String {
    let clean = harmless(name);
    if clean.chars().any(|c| RIGHT_TO_LEFT.contains(&c.script())) { format!("\u{2068}{clean}\u{2069}") } else { clean.into_owned() }
}

/// The text with controls as U+FFFD and line ends as spaces, and without characters that direct the order of others.
pub fn harmless(text: &str) -> Cow<'_, str> {
    let directs = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if !text.chars().any(|c| c.is_control() || directs(c) || matches!(c, '\u{2028}' | '\u{2029}')) {
        return text.into();
    }
    let replaced = text.chars().filter(|c| !directs(*c)).map(|c| match c {
        '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    });
    replaced.collect::<String>().into()
}

/// Columns that a text takes on a terminal, nearly: marks take none, letters of China, Japan and Korea two.
pub fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

fn char_width(c: char) -> usize {
    if c.is_ascii() {
        return 1;
    }
    match c {
        '\u{200B}'..='\u{200F}' | '\u{2066}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' => 0,
        '\u{3000}'..='\u{303E}' | '\u{FF01}'..='\u{FF60}' | '\u{1F300}'..='\u{1FAFF}' => 2,
        _ if unicode_normalization::char::is_combining_mark(c) => 0,
        _ => match c.script() {
            Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul | Script::Bopomofo | Script::Yi => 2,
            Script::Inherited => 0,
            _ => 1,
        },
    }
}

/// Rows to be printed in aligned columns.
#[derive(Default)]
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table whose first row names the columns.
    pub fn new(header: &[&str]) -> Self {
        Self { rows: vec![header.iter().map(|h| (*h).to_owned()).collect()] }
    }

    pub fn row<const N: usize>(&mut self, cells: [&dyn Display; N]) {
        self.rows.push(cells.iter().map(ToString::to_string).collect());
    }

    /// Writes the rows, columns two spaces apart. Numbers are set to the right.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let cells = |i: usize| self.rows.iter().filter_map(move |row| row.get(i));
        let widths: Vec<usize> = (0..columns).map(|i| cells(i).map(|c| width(c)).max().unwrap_or(0)).collect();
        let is_number = |c: &String| !c.is_empty() && c.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',');
        let right: Vec<bool> = (0..columns).map(|i| self.rows.len() > 1 && cells(i).skip(1).all(is_number)).collect();
        for row in &self.rows {
            let mut line = String::new();
            for (i, cell) in row.iter().enumerate() {
                let space = " ".repeat(widths[i] - width(cell));
                let (before, behind) = if right[i] { (space.as_str(), "") } else { ("", space.as_str()) };
                line.extend([before, cell, behind, "  "]);
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// A number with its thousands set off: 1,234,567.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{isolated, thousands, width};

    #[test]
    fn names_are_made_fit_for_a_terminal() {
        for (name, expected) in [
            ("Tehran", "Tehran"),
            ("طهران", "\u{2068}طهران\u{2069}"),
            ("תל אביב", "\u{2068}תל אביב\u{2069}"),
            ("a\u{1B}[31mb", "a\u{FFFD}[31mb"),
            ("a\nb\u{2028}c", "a b c"),
            ("a\u{202E}b", "ab"),
        ] {
            assert_eq!(isolated(name), expected, "{name:?}");
        }
    }

    #[test]
    fn width_and_thousands() {
        for (text, expected) in [("abc", 3), ("東京", 4), ("é", 1), ("e\u{301}", 1), ("\u{2068}א\u{2069}", 1), ("서울", 4)] {
            assert_eq!(width(text), expected, "{text:?}");
        }
        for (number, expected) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(number), expected);
        }
    }
}
