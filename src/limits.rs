//! Every bound of the crate, with its reason.
//!
//! Over a bound a strict build fails with file and line, a lenient build skips the row, counts and reports it; nothing
//! is cut silently. Text and queries have no bound of their own: what cannot be a name of the gazetteer is passed over.
//!
//! ```
//! assert!(polyonym::limits::MAX_NAME_BYTES < polyonym::limits::MAX_LINE_BYTES);
//! ```

/// Bytes of one line of a dictionary, without its line end. The longest name of Wikidata has some 250 letters; a longer line
/// is a file that has lost its line ends.
pub const MAX_LINE_BYTES: usize = 4096;

/// Bytes of one name as written, UTF-8.
pub const MAX_NAME_BYTES: usize = 1024;

/// Bytes of a folded name without its separators. It bounds the steps that the matcher spends on one token.
pub const MAX_KEY_BYTES: usize = 255;

/// Bytes of an id.
pub const MAX_ID_BYTES: usize = 255;

/// Spellings that fold to one key: "Deir ez-Zor", "DEIR EZ ZOR", "Deir Ez-Zor"... The real table of 1.03 million names exceeds it
/// nowhere; a match keeps them as the bits of one word.
pub const MAX_SPELLINGS_OF_KEY: usize = 64;

/// Distinct values of the column `type`; a type is one byte of an entity.
pub const MAX_TYPES: usize = 255;

/// Combining marks in one run, after which further ones are dropped: the Stream-Safe Text Format of UAX 15 has 30.
pub const MAX_MARKS_IN_RUN: usize = 30;

/// Bearers of one name that are ranked, in order of ids. The real table has 2,125 of "１丁目" at most, and `check` warns over 1,000:
/// with so many, nothing can be accepted but by its prior.
pub const MAX_BEARERS_RANKED: usize = 10_000;

/// Letters of a name that may be found in running text. A one-letter name ("Å", "Y", "中") would fire everywhere; `resolve`
/// still finds it.
pub const MIN_TAGGED_LETTERS: usize = 2;

/// Words of a query whose every order is looked up (120 look-ups for 5); longer queries are only rotated and reversed.
pub const MAX_WORDS_PERMUTED: usize = 5;

/// Words of a query that is looked up in other orders at all: no name has more.
pub const MAX_WORDS_ROTATED: usize = 32;

/// Words of one title: "secretary of the supreme national security council" has seven.
pub const MAX_WORDS_OF_TITLE: usize = 8;

/// Bytes of a query; a longer one is no name and finds nothing.
pub const MAX_QUERY_BYTES: usize = 4096;

/// Bytes of a gazetteer section: offsets in the file are 32 bits wide.
pub const MAX_SECTION_BYTES: usize = 0xFFFF_FFFF;

/// Bytes that a compressed dictionary may unpack to, against decompression bombs. The row bound above limits a line, this one the whole.
pub const MAX_UNPACKED_BYTES: u64 = 64 << 30;

/// Rows of a lenient build that are reported one by one; further ones are only counted.
pub const MAX_SKIPPED_REPORTED: usize = 1000;

/// Letters of a word that is searched for by its sound; longer ones are found as they are written alone.
pub const MAX_WORD_LETTERS: usize = 40;

/// Words of the lexicon that one word of a query is aligned with: the budget of a search.
pub const MAX_WORDS_ALIGNED: usize = 1000;

/// Names that are counted for one way to cut a query into words.
pub const MAX_NAMES_COUNTED: usize = 60_000;

/// Names that are aligned with a query, the best ones counted.
pub const MAX_NAMES_ALIGNED: usize = 64;

/// Names that are aligned with a query because the whole of it may be written so, the likeliest ones.
pub const MAX_KEYS_ALIGNED: usize = 48;

/// Spellings of a name in one writing system that are weighed; further ones have no weight worth the name.
pub const MAX_VARIANTS: usize = 50;

/// Words of a name that is spelled in other writing systems: no person's name has more, and the weights of ten words say nothing.
pub const MAX_WORDS_VARIED: usize = 8;

/// Steps of one walk through the names by the forms of the words of a text, each of them a look-up of some letters.
pub const MAX_FORMS_WALKED: usize = 512;

/// Words whose forms are remembered from document to document; beyond that all are forgotten.
pub const MAX_FORMS_REMEMBERED: usize = 50_000;

/// Parts of names and abbreviations that one document introduces; further ones are passed over. A name of ten words has some thirty.
pub const MAX_PARTS_INTRODUCED: usize = 50_000;

/// Parts with the same letters that one document introduces, of different names; further ones are passed over. Who is meant among so many
/// Muhammads is not told by the letters.
pub const MAX_PARTS_OF_KEY: usize = 64;

/// Words of a part of a name.
pub const MAX_WORDS_OF_PART: usize = 4;

/// Stretches of words of one document that are searched by their sound.
pub const MAX_SOUNDS_SEARCHED: usize = 10_000;
