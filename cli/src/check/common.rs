//! Words that are too common to be names by themselves: they would be found in every text.
//!
//! Short on purpose, and from knowledge of the languages: the words that a dictionary catches by accident, from a column that has slipped or
//! an alias that was shortened too far. Words that are names as well (May, Will, Chad) belong to the gazetteer's own table of such
//! words, which decides by their capitals.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Words between white space.
const WORDS: &str = include_str!("common.txt");

/// Whether a folded name is a common word.
pub fn is_common(folded: &str) -> bool {
    static COMMON: LazyLock<HashSet<String>> = LazyLock::new(|| {
        // The fold of the tables decides which letters are one.
        let tables = polyonym_dictionaries::tables();
        WORDS.split_whitespace().map(|word| tables.fold(word).text().to_owned()).collect()
    });
    COMMON.contains(folded)
}
