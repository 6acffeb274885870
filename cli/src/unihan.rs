//! Readings of Han characters, from the file `Unihan_Readings.txt` of the Unicode Character Database.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead};
use std::path::Path;

/// The first line of the file; a table has its header there.
pub const FIRST: &str = "#";
/// The table of other romanisations of Mandarin syllables, beside the tables that are learned.
pub const SYLLABLES: &str = "mandarin.tsv";
/// What a reading counts beside names that were seen: enough to be kept.
pub const WEIGHT: f64 = 8.0;
/// A character that has one of these is in use: it stands in the Chinese standard of 2013, or in the Korean one.
const IN_USE: [&str; 2] = ["kTGHZ2013", "kHangul"];

/// Characters in use with their readings, by property.
pub struct Readings {
    properties: BTreeMap<String, BTreeSet<(String, String)>>,
}

impl Readings {
    /// Reads the rest of the file behind its first line.
    pub fn read(input: impl BufRead, syllables: &Path) -> io::Result<Self> {
        let other = std::fs::read_to_string(syllables)?;
        let other: Vec<(&str, &str)> = other.lines().skip(1).filter_map(|line| line.split_once('\t')).collect();
        let mut properties = BTreeMap::<String, BTreeSet<(String, String)>>::new();
        for line in input.lines() {
            let line = line?;
            let mut fields = line.split('\t');
            let (Some(code), Some(property), Some(value)) = (fields.next(), fields.next(), fields.next()) else { continue };
            let number = code.strip_prefix("U+").and_then(|hex| u32::from_str_radix(hex, 16).ok());
            let Some(character) = number.and_then(char::from_u32) else { continue };
            let readings = properties.entry(property.to_owned()).or_default();
            for reading in value.split([' ', ',']).map(plain).filter(|reading| !reading.is_empty()) {
                if property == "kMandarin" {
                    let bare = toneless(&reading);
                    let spellings = other.iter().filter(|(syllable, _)| *syllable == bare).filter_map(|(_, row)| row.split('\t').next());
                    readings.extend(spellings.map(|spelling| (character.to_string(), spelling.to_owned())));
                }
                readings.insert((character.to_string(), reading));
            }
        }
        let in_use: BTreeSet<String> =
            IN_USE.iter().filter_map(|p| properties.get(*p)).flatten().map(|(character, _)| character.clone()).collect();
        properties.values_mut().for_each(|readings| readings.retain(|(character, _)| in_use.contains(character)));
        Ok(Self { properties })
    }

    /// The readings of some properties, each with its character.
    pub fn of(&self, properties: &BTreeSet<String>) -> impl Iterator<Item = (String, String)> {
        properties.iter().filter_map(|p| self.properties.get(p)).flatten().cloned()
    }
}

/// A reading without what the file says about it: "hao2" is hao, "10625.040:xi\u{e0}o" xi\u{e0}o, and "SAKI" saki.
fn plain(reading: &str) -> String {
    let (before, after) = reading.split_once(':').unwrap_or((reading, ""));
    let reading = if before.starts_with(|c: char| c.is_ascii_digit()) { after } else { before };
    reading.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

/// A syllable of pinyin without its tone.
fn toneless(syllable: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    syllable.nfd().filter(|c| !matches!(c, '\u{300}' | '\u{301}' | '\u{304}' | '\u{30C}')).nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_read_as_they_are_written() {
        let file =
            "U+54EE\tkHangul\t\u{d6a8}:0N\nU+54EE\tkMandarin\txi\u{101}o\nU+54EE\tkJapaneseKun\tHOERU\nU+3400\tkMandarin\tqi\u{16b}\n";
        let folder = tempfile::tempdir().unwrap();
        let syllables = folder.path().join(SYLLABLES);
        std::fs::write(&syllables, "pinyin\tspelling\tsystem\tsource\nxiao\thsiao\twade-giles\town\n").unwrap();
        let readings = Readings::read(file.as_bytes(), &syllables).unwrap();
        let of = |property: &str| readings.of(&BTreeSet::from([property.to_owned()])).map(|(_, reading)| reading).collect::<Vec<_>>();
        assert_eq!(of("kHangul"), ["\u{d6a8}"]);
        assert_eq!(of("kMandarin"), ["hsiao", "xi\u{101}o"]);
        assert_eq!(of("kJapaneseKun"), ["hoeru"]);
    }
}
