//! Stage 5, the other way round: one name to the spellings it is likely to have elsewhere.
//!
//! Every word is read by the tables of stage 3 as a word of the wanted writing system; where no table joins two systems the pivot
//! stands between them. All ways to cut a word into pieces that write the same letters count together, so that the *probability*
//! of a spelling is its share of all that the word may become; that of a name is the product over its words.
//!
//! ```
//! let options = polyonym::VariantOptions::new().system("latn").limit(3);
//! let variants = polyonym_dictionaries::tables().variants("Путин", &options);
//! assert_eq!(variants[0].text(), "Putin");
//! ```
//!
//! Cost: O(letters × beam × pieces a letter) for each word and system; a word's beam has some hundred spellings.

mod writer;

use crate::limits::{MAX_QUERY_BYTES, MAX_VARIANTS, MAX_WORD_LETTERS, MAX_WORDS_VARIED};
use crate::tables::Tables;
use crate::token::{Boundary, FoldedToken};
use crate::translit::{Model, Spelling};
use std::collections::BTreeMap;
use writer::{Convention, Reading, Writer, merge};

/// Spellings of a word that are kept at each of its letters, at least.
const BEAM: usize = 64;
/// Letters that are capitals in words of capitals alone: Unicode gives their small letters no title case (Georgian).
const NO_TITLE_CASE: std::ops::RangeInclusive<u32> = 0x1C90..=0x1CBF;

/// A likely spelling of a name.
///
/// ```
/// let variants = polyonym_dictionaries::tables().variants("Tehran", &polyonym::VariantOptions::new().system("cyrl"));
/// assert!(variants.iter().any(|v| v.text() == "Техран"));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Variant {
    text: String,
    system: String,
    probability: f64,
}

impl Variant {
    /// The spelling, NFC: folded letters, which have no marks that the fold takes off. A word begins with a capital where its system has
    /// capitals, unless it had a small letter in the name.
    ///
    /// ```
    /// let variants = polyonym_dictionaries::tables().variants("Владимир", &polyonym::VariantOptions::new().system("latn"));
    /// assert_eq!(variants[0].text(), "Vladimir");
    /// ```
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its writing system: an ISO 15924 code in small letters, as the dictionaries have it.
    ///
    /// ```
    /// let variants = polyonym_dictionaries::tables().variants("Putin", &polyonym::VariantOptions::new().system("cyrl"));
    /// assert_eq!(variants[0].system(), "cyrl");
    /// ```
    #[must_use]
    pub fn system(&self) -> &str {
        &self.system
    }

    /// Its share of all spellings that were weighed in this writing system, 0 to 1.
    ///
    /// ```
    /// let variants = polyonym_dictionaries::tables().variants("Putin", &polyonym::VariantOptions::new().system("cyrl"));
    /// assert!(variants[0].probability() > 0.3 && variants[0].probability() >= variants[1].probability());
    /// ```
    #[must_use]
    pub fn probability(&self) -> f64 {
        self.probability
    }
}

/// What [`Tables::variants`] looks for.
///
/// ```
/// let options = polyonym::VariantOptions::new().limit(2).system("grek");
/// assert_eq!(polyonym_dictionaries::tables().variants("Anna", &options).len(), 2);
/// ```
#[derive(Clone, Debug)]
pub struct VariantOptions {
    limit: usize,
    system: Option<String>,
    convention: Option<Convention>,
}

impl Default for VariantOptions {
    fn default() -> Self {
        Self { limit: 5, system: None, convention: None }
    }
}

impl VariantOptions {
    /// Five spellings in each writing system.
    ///
    /// ```
    /// let variants = polyonym_dictionaries::tables().variants("Anna", &polyonym::VariantOptions::new());
    /// assert!(variants.iter().filter(|v| v.system() == "cyrl").count() <= 5);
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// At most this many spellings in each writing system; more than [`MAX_VARIANTS`] are not weighed.
    ///
    /// ```
    /// let options = polyonym::VariantOptions::new().system("cyrl").limit(1);
    /// assert_eq!(polyonym_dictionaries::tables().variants("Anna", &options).len(), 1);
    /// ```
    #[must_use]
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = limit.min(MAX_VARIANTS);
        self
    }

    /// Spellings in this writing system alone, by its name in [`Tables::systems`]; another name finds nothing.
    ///
    /// ```
    /// let options = polyonym::VariantOptions::new().system("grek");
    /// assert!(polyonym_dictionaries::tables().variants("Anna", &options).iter().all(|v| v.system() == "grek"));
    /// ```
    #[must_use]
    pub fn system(mut self, system: &str) -> Self {
        self.system = Some(system.to_owned());
        self
    }

    /// Spellings by the convention of one language, in place of what all languages of the system do. `table` is a table of
    /// correspondences as `dictionaries/translit/` has it, and `polyonym learn` writes it: TAB-separated lines of the letters written, the
    /// letters of the pivot that they stand for, the cost in nats, and how often the piece was seen. Lines of another form, the header
    /// among them, say nothing, and neither do pieces of another system than the wanted one. O(bytes of the table).
    ///
    /// ```
    /// let (system, table) = polyonym_dictionaries::conventions("fr").next().unwrap();
    /// let options = polyonym::VariantOptions::new().system(system).convention(table);
    /// assert!(polyonym_dictionaries::tables().variants("Путин", &options).iter().any(|v| v.text() == "Poutin"));
    /// ```
    #[must_use]
    pub fn convention(mut self, table: &str) -> Self {
        self.convention = Some(Convention::parse(table));
        self
    }
}

impl Tables {
    /// The names of all writing systems that names are read from and spelled in, in alphabetical order.
    ///
    /// ```
    /// assert!(polyonym_dictionaries::tables().systems().contains(&"cyrl"));
    /// ```
    #[must_use]
    pub fn systems(&self) -> Vec<&str> {
        let Some(model) = self.model() else { return Vec::new() };
        let mut names: Vec<&str> = model.systems().map(|s| model.name(s)).collect();
        names.sort_unstable();
        names
    }

    /// The likely spellings of a name, by writing system in alphabetical order, and by probability. The name as it is is no variant of
    /// itself, except by a convention that was asked for. Nothing for what is no name: over [`MAX_QUERY_BYTES`] long, of more than
    /// [`MAX_WORDS_VARIED`] words, or with a word of over [`MAX_WORD_LETTERS`] letters.
    ///
    /// ```
    /// let variants = polyonym_dictionaries::tables().variants("Vladimir Putin", &polyonym::VariantOptions::new());
    /// let cyrillic: Vec<&str> = variants.iter().filter(|v| v.system() == "cyrl").map(|v| v.text()).collect();
    /// assert_eq!(cyrillic[0], "Владимир Путин");
    /// ```
    #[must_use]
    pub fn variants(&self, name: &str, options: &VariantOptions) -> Vec<Variant> {
        let Some(model) = self.model() else { return Vec::new() };
        let letters = model.letters();
        let finals = self.finals(&model, &letters);
        let writer = Writer { model, letters, finals, convention: options.convention.as_ref(), width: BEAM.max(2 * options.limit) };
        let words = self.words_of(name, &writer);
        let mut variants = Vec::new();
        for system in self.systems() {
            if options.system.as_deref().is_some_and(|wanted| wanted != system) {
                continue;
            }
            let Some(to) = model.system(system) else { continue };
            let of_word = |word: &Word| word.cased(writer.readings(word, to));
            let readings: Vec<Vec<Reading>> = words.iter().map(of_word).collect();
            let as_it_is = |text: &str| options.convention.is_none() && alike(text, &words);
            // One more, for the name itself is dropped.
            let names = products(&readings, options.limit + 1).into_iter().filter(|(text, _)| !as_it_is(text)).take(options.limit);
            variants.extend(names.map(|(text, probability)| Variant { text, system: system.to_owned(), probability }));
        }
        variants
    }

    /// Letters with the form that they have at the end of a word, where the fold makes both one (sigma, nun). Unicode has that form just
    /// before the letter.
    fn finals(&self, model: &Model<'_>, letters: &[Vec<Option<char>>]) -> BTreeMap<char, char> {
        let spaced = model.systems().zip(letters).filter(|(system, _)| model.spaced(*system));
        let of = |c: &char| {
            let before = u32::from(*c).checked_sub(1).and_then(char::from_u32).filter(|b| b.is_alphabetic() && !b.is_uppercase())?;
            self.fold(before.encode_utf8(&mut [0; 4])).text().chars().eq([*c]).then_some((*c, before))
        };
        spaced.flat_map(|(_, letters)| letters.iter().flatten().filter_map(of)).collect()
    }

    /// The words of a name: tokens that no white space divides are one.
    fn words_of(&self, name: &str, writer: &Writer<'_>) -> Vec<Word> {
        if name.len() > MAX_QUERY_BYTES {
            return Vec::new();
        }
        let mut words: Vec<Word> = Vec::new();
        for token in self.tokens(name) {
            let joined = matches!(token.before(), Boundary::Joint | Boundary::Soft);
            match words.last_mut().filter(|_| joined) {
                Some(word) => word.join(&token, name),
                None => {
                    let mut word = Word::default();
                    word.join(&token, name);
                    words.push(word);
                }
            }
        }
        if words.len() > MAX_WORDS_VARIED || words.iter().any(|w| w.text.chars().count() > MAX_WORD_LETTERS) {
            return Vec::new();
        }
        for word in &mut words {
            word.spelling = writer.model.spell(&word.text);
            word.pivot = writer.in_pivot(&word.spelling);
        }
        words
    }
}

/// A word of the name.
#[derive(Default)]
struct Word {
    /// Folded.
    text: String,
    /// Whether it has a capital, or letters that know none.
    capital: bool,
    spelling: Spelling,
    /// The word in letters of the pivot.
    pivot: Vec<Reading>,
}

impl Word {
    fn join(&mut self, token: &FoldedToken, name: &str) {
        self.text.push_str(token.key());
        let first = name.get(token.range()).and_then(|t| t.chars().next());
        self.capital |= first.is_some_and(|c| !has_title_case(c));
    }

    /// Spellings with a capital where the word has one and their letters know it.
    fn cased(&self, mut readings: Vec<Reading>) -> Vec<Reading> {
        if !self.capital {
            return readings;
        }
        for (text, _) in readings.iter_mut().filter(|(text, _)| text.chars().next().is_some_and(has_title_case)) {
            let mut letters = text.chars();
            *text = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        }
        readings
    }
}

/// Whether a small letter has a capital that begins words.
fn has_title_case(c: char) -> bool {
    let mut capital = c.to_uppercase();
    let first = capital.next().unwrap_or(c);
    c.is_lowercase() && first != c && !NO_TITLE_CASE.contains(&u32::from(first))
}

/// Whether a spelling is the name as it is.
fn alike(text: &str, words: &[Word]) -> bool {
    let mut cut = text.split(' ');
    words.iter().all(|word| cut.next().is_some_and(|t| t.to_uppercase() == word.text.to_uppercase())) && cut.next().is_none()
}

/// The likeliest names that have one reading of each word, best first. A product of few is best in few of its factors, so that the best
/// names of some words and the next one's readings give the best names of one word more.
fn products(words: &[Vec<Reading>], limit: usize) -> Vec<Reading> {
    let Some((first, rest)) = words.split_first() else { return Vec::new() };
    let mut names = first.clone();
    names.truncate(limit);
    for readings in rest {
        let join = |(a, p): &Reading| readings.iter().take(limit).map(|(b, q)| (format!("{a} {b}"), p * q)).collect::<Vec<_>>();
        names = merge(names.iter().flat_map(join).collect());
        names.truncate(limit);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::writer::{Piece, spell};
    use super::*;

    fn tables() -> Tables {
        Tables::from_owner(polyonym_dictionaries::tables().to_bytes().unwrap()).unwrap()
    }

    #[test]
    fn letters_that_look_different_at_the_end() {
        let tables = tables();
        let model = tables.model().unwrap();
        let finals: Vec<(char, char)> = tables.finals(&model, &model.letters()).into_iter().collect();
        assert_eq!(finals, [('σ', 'ς'), ('כ', 'ך'), ('מ', 'ם'), ('נ', 'ן'), ('פ', 'ף'), ('צ', 'ץ')]);
    }

    #[test]
    fn small_letters_that_begin_words_as_capitals() {
        for (c, has) in [('a', true), ('ж', true), ('σ', true), ('պ', true), ('პ', false), ('A', false), ('م', false), ('1', false)] {
            assert_eq!(has_title_case(c), has, "{c}");
        }
    }

    #[test]
    fn the_best_products_of_all() {
        let readings = |all: [(&str, f64); 3]| all.map(|(text, p)| (text.to_owned(), p)).to_vec();
        let words = [readings([("a", 0.6), ("b", 0.3), ("c", 0.1)]), readings([("x", 0.5), ("y", 0.4), ("z", 0.1)])];
        let best: Vec<String> = products(&words, 4).into_iter().map(|(text, _)| text).collect();
        assert_eq!(best, ["a x", "a y", "b x", "b y"]);
        assert_eq!(products(&[words[0].clone(), Vec::new()], 4), []);
        assert_eq!(products(&[], 4), []);
    }

    #[test]
    fn ways_to_write_the_same_count_together() {
        let piece = |read, written: &str, probability| Piece { read, written: written.to_owned(), probability };
        let pieces = [vec![piece(1, "a", 0.5), piece(2, "ab", 0.1), piece(2, "c", 0.2)], vec![piece(1, "b", 0.4)]];
        let found = spell(&pieces, 10);
        assert_eq!(found.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>(), ["ab", "c"]);
        assert!((found[0].1 - 0.3).abs() < 1e-9);
        assert_eq!(spell(&[Vec::new(), vec![piece(1, "b", 0.4)]], 10), []);
    }

    #[test]
    fn what_is_no_name_has_no_variants() {
        let tables = tables();
        let of = |name: &str| tables.variants(name, &VariantOptions::new().system("cyrl")).len();
        assert_eq!(of("Anna Anna Anna Anna Anna Anna Anna Anna"), 5);
        for name in ["", " ", "--", "a b c d e f g h i", &"a".repeat(41), &"Anna ".repeat(1000)] {
            assert_eq!(of(name), 0, "{name}");
        }
        assert_eq!(tables.variants("Anna", &VariantOptions::new().system("none")), []);
        assert_eq!(tables.variants("Anna", &VariantOptions::new().limit(0)), []);
    }
}
