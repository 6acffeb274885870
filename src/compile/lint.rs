//! The rules of dictionary rows: those of every build, and those of strict tables.

use super::rows::{DictionaryRow, RowFault};
use unicode_normalization::{UnicodeNormalization, is_nfc};
use unicode_security::RestrictionLevel;
use unicode_security::restriction_level::RestrictionLevelDetection;

/// The language tag of names that belong to no language, and may mix look-alike scripts.
const MULTILINGUAL: &str = "mul";

fn fault(table: &str, row: &DictionaryRow, code: &str, message: impl Into<String>) -> RowFault {
    // The rules about order and source are about the whole row.
    let column = if matches!(code, "source" | "duplicate" | "order") { 1 } else { row.column };
    RowFault { table: table.to_owned(), line: row.line, column, code: code.to_owned(), message: message.into() }
}

/// What is wrong with a name by itself, as a short name of the rule and a message: invisible directional controls, a byte order
/// mark, look-alike letters of several scripts in one word (UTS 39, beyond "highly restrictive").
///
/// ```
/// use polyonym::compile::lint_name;
/// assert_eq!(lint_name("Москва", "ru"), None);
/// assert_eq!(lint_name("Mосква", "ru").unwrap().0, "scripts"); // Latin M
/// assert_eq!(lint_name("Mосква", "mul"), None);
/// ```
#[must_use]
pub fn lint_name(name: &str, lang: &str) -> Option<(&'static str, String)> {
    let control = |c: &char| matches!(c, '\u{FEFF}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if let Some(c) = name.chars().find(control) {
        return Some(("invisible", format!("invisible character U+{:04X}; remove it", u32::from(c))));
    }
    if lang != MULTILINGUAL
        && let Some(word) = name.split(|c: char| !c.is_alphanumeric()).find(|word| mixes_scripts(word))
    {
        return Some(("scripts", format!("\"{word}\" mixes scripts that look alike; correct it or set lang to {MULTILINGUAL}")));
    }
    None
}

/// Whether one word mixes scripts that UTS 39 calls confusable. Numerals and letters outside identifiers ("ʻ", "½") do not count.
fn mixes_scripts(word: &str) -> bool {
    if word.is_ascii() {
        return false;
    }
    let letters: String = word.chars().filter(|c| c.is_alphabetic()).nfc().collect();
    letters.detect_restriction_level() >= RestrictionLevel::MinimallyRestrictive
        && !unicode_security::MixedScript::is_single_script(letters.as_str())
}

/// The rules of every build.
pub(super) fn row(row: &DictionaryRow, table: &str) -> Result<(), RowFault> {
    lint_name(&row.name, &row.lang).map_or(Ok(()), |(code, message)| Err(fault(table, row, code, message)))
}

/// The rules of strict tables alone.
pub(super) fn strict_row(row: &DictionaryRow, previous: Option<&DictionaryRow>, table: &str) -> Result<(), RowFault> {
    let refuse = |code: &str, message: String| Err(fault(table, row, code, message));
    if row.source.is_empty() {
        return refuse("source", "the row has no source; say where the name comes from".to_owned());
    }
    if !is_nfc(&row.name) {
        return refuse("nfc", format!("name is not NFC: \"{}\"; run 'polyonym check --fix'", row.name));
    }
    if row.name.trim() != row.name || row.name.contains("  ") {
        return refuse("space", format!("\"{}\" has white space at an end or twice; run 'polyonym check --fix'", row.name));
    }
    if let Some(previous) = previous {
        match key(previous).cmp(&key(row)) {
            std::cmp::Ordering::Less => {}
            std::cmp::Ordering::Equal => return refuse("duplicate", "the row stands twice; run 'polyonym check --fix'".to_owned()),
            std::cmp::Ordering::Greater => return refuse("order", "the rows are not sorted; run 'polyonym check --fix'".to_owned()),
        }
    }
    Ok(())
}

/// What strict tables are sorted by: the columns in their usual order, which is the order of the lines.
fn key(row: &DictionaryRow) -> String {
    let prior = row.prior.map(|p| p.to_string()).unwrap_or_default();
    [&row.id, &row.entity_type, &row.name, &row.lang, &row.kind, &prior, &row.source].map(String::as_str).join("\t")
}
