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

use crate::limits::{MAX_QUERY_BYTES, MAX_VARIANTS, MAX_WORD_LETTERS, MAX_WORDS_VARIED};
use crate::tables::Tables;
use crate::token::{Boundary, FoldedToken};
use crate::translit::lattice::Lattice;
use crate::translit::{Model, Spelling, System};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// Spellings of a word that are kept at each of its letters, at least.
const BEAM: usize = 64;
/// A spelling whose best pieces are this much less probable than the likeliest ones is let go: it would not be listed.
const TAIL: f64 = 1e-3;
/// Words of the pivot that are read on, where no table joins two systems.
const ROMANISATIONS: usize = 5;
/// What is taken off the count of a piece of a convention: what was seen a few times is as often chance.
const DISCOUNT: f64 = 5.0;
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
    /// correspondences as `dictionaries/translit/` and [`learn`](crate::learn) have it: TAB-separated lines of the letters written, the
    /// letters of the pivot that they stand for, the cost in nats, and how often the piece was seen, if it is known. Lines of another form, the header among them, say nothing, and neither do
    /// letters of another system than the wanted one: without [`system`](Self::system), of any. O(bytes of the table).
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

    /// The likely spellings of a name, by writing system in alphabetical order and probability. The name as it is is no variant of
    /// itself, except by a convention that was asked for. Nothing for what is no name: over [`MAX_QUERY_BYTES`] long, of more than [`MAX_WORDS_VARIED`] words, or with a
    /// word of over [`MAX_WORD_LETTERS`] letters.
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

    /// Letters with the form that they have at the end of a word, where the fold makes both one (sigma, nun). Unicode has that form just before
    /// the letter.
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

/// What a word may be, and how probable that is.
type Reading = (String, f64);

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

/// One reading of each text, likeliest first.
fn merge(mut readings: Vec<Reading>) -> Vec<Reading> {
    readings.sort_by(|a, b| a.0.cmp(&b.0));
    readings.dedup_by(|a, b| {
        let same = a.0 == b.0;
        b.1 += if same { a.1 } else { 0.0 };
        same
    });
    readings.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    readings
}

/// Readings as shares of their sum.
fn shares(readings: Vec<Reading>) -> Vec<Reading> {
    let sum: f64 = readings.iter().map(|(_, p)| p).sum();
    readings.into_iter().map(|(text, p)| (text, p / sum)).collect()
}

/// Pieces by what they stand for, in letters of the pivot.
#[derive(Clone, Debug, Default)]
struct Convention {
    pieces: BTreeMap<String, Vec<(String, f64)>>,
    longest: usize,
}

impl Convention {
    fn parse(table: &str) -> Self {
        let mut convention = Self::default();
        for line in table.lines() {
            let mut fields = line.split('\t');
            let (Some(written), Some(read), Some(cost)) = (fields.next(), fields.next(), fields.next().and_then(|c| c.parse::<f64>().ok())) else {
                continue;
            };
            let count = fields.next().and_then(|c| c.parse::<f64>().ok()).filter(|c| *c > 0.0);
            let trust = count.map_or(1.0, |count| (1.0 - DISCOUNT / count).max(0.0));
            if !read.is_empty() && cost.is_finite() && trust > 0.0 {
                convention.longest = convention.longest.max(read.chars().count());
                convention.pieces.entry(read.to_owned()).or_default().push((written.to_owned(), (-cost.max(0.0)).exp() * trust));
            }
        }
        convention
    }
}

/// A piece that may stand for some letters of a word.
struct Piece {
    read: usize,
    written: String,
    probability: f64,
}

/// Writes words in other systems.
struct Writer<'a> {
    model: Model<'a>,
    letters: Vec<Vec<Option<char>>>,
    /// Forms of letters at the end of a word.
    finals: BTreeMap<char, char>,
    convention: Option<&'a Convention>,
    width: usize,
}

impl Writer<'_> {
    fn char(&self, system: System, letter: u16) -> Option<char> {
        self.letters.get(usize::from(system.0))?.get(usize::from(letter)).copied().flatten()
    }

    /// The word in letters of the pivot: as it is if it has them already.
    fn in_pivot(&self, spelling: &Spelling) -> Vec<Reading> {
        let pivot = self.model.pivot();
        if spelling.system == Some(pivot) {
            return vec![(spelling.letters.iter().filter_map(|l| self.char(pivot, *l)).collect(), 1.0)];
        }
        let mut readings = self.direct(spelling, pivot);
        readings.truncate(ROMANISATIONS);
        shares(readings)
    }

    /// What a word may be in the letters of `to`; shares of 1.
    fn readings(&self, word: &Word, to: System) -> Vec<Reading> {
        // Numbers are written alike everywhere.
        if !word.text.chars().any(char::is_alphabetic) {
            return vec![(word.text.clone(), 1.0)];
        }
        let readings = match self.convention {
            Some(convention) => over(&word.pivot, |text| spell(&self.conventional(convention, text, to), self.width)),
            None => {
                let direct = self.direct(&word.spelling, to);
                let joined = word.spelling.system.is_some_and(|from| self.model.between(from, to).next().is_some());
                if joined { direct } else { over(&word.pivot, |text| self.direct(&self.model.spell(text), to)) }
            }
        };
        shares(merge(readings.into_iter().filter_map(|(text, p)| Some((self.written_out(&text, to)?, p))).collect()))
    }

    /// The letters as they are written: parts of syllables composed, the last one in the form of its place. Nothing where parts are left over.
    fn written_out(&self, text: &str, to: System) -> Option<String> {
        let mut text: String = text.nfc().collect();
        let left_over = self.model.decomposed(to) && text.chars().any(|c| self.model.letter(c).is_some());
        let last = text.pop().filter(|_| !left_over)?;
        text.push(self.finals.get(&last).copied().filter(|_| !text.is_empty()).unwrap_or(last));
        Some(text)
    }

    /// What a word may be by every table that joins its system with `to`. Tables of several languages count by how probable they find a
    /// letter of the word: its language is not known, and a language of few letters would take all.
    fn direct(&self, spelling: &Spelling, to: System) -> Vec<Reading> {
        let lattices = Lattice::all(&self.model, spelling, to);
        let letters = f64::from(u32::try_from(spelling.letters.len()).unwrap_or(u32::MAX));
        let of = |lattice: &Lattice| {
            let readings = spell(&self.pieces(lattice), self.width);
            let weight = readings.iter().map(|(_, p)| p).sum::<f64>().powf(1.0 / letters);
            shares(readings).into_iter().map(move |(text, p)| (text, p * weight))
        };
        merge(lattices.iter().flat_map(of).collect())
    }

    fn pieces(&self, lattice: &Lattice) -> Vec<Vec<Piece>> {
        let at = |place: usize| {
            let mut pieces = Vec::new();
            lattice.for_each_edge(place, |read, packed, written, cost| {
                let letters = (0..u32::from(written)).rev().map(|i| self.char(lattice.to, lattice.letter(packed, i)));
                if let Some(written) = letters.collect::<Option<String>>() {
                    pieces.push(Piece { read, written, probability: (-f64::from(cost)).exp() });
                }
            });
            pieces
        };
        (0..lattice.letters).map(at).collect()
    }

    /// The pieces of a convention for a word of the pivot, those alone that are written in `to`.
    fn conventional(&self, convention: &Convention, text: &str, to: System) -> Vec<Vec<Piece>> {
        let letters: Vec<char> = text.chars().collect();
        let written_in = |piece: &str| piece.chars().all(|c| self.model.letter(c).is_some_and(|(system, _)| system == to));
        let at = |place: usize| {
            let mut pieces = Vec::new();
            let mut read = String::new();
            for (length, c) in (1..=convention.longest).zip(letters.iter().skip(place)) {
                read.push(*c);
                let found = convention.pieces.get(&read).into_iter().flatten().filter(|(written, _)| written_in(written));
                pieces.extend(found.map(|(written, probability)| Piece { read: length, written: written.clone(), probability: *probability }));
            }
            pieces
        };
        (0..letters.len()).map(at).collect()
    }
}

/// Readings of readings.
fn over(first: &[Reading], next: impl Fn(&str) -> Vec<Reading>) -> Vec<Reading> {
    let on = |(text, p): &Reading| shares(next(text)).into_iter().map(|(text, q)| (text, p * q)).collect::<Vec<_>>();
    merge(first.iter().flat_map(on).collect())
}

/// The likeliest texts that pieces write, from a beam of `width` texts at each letter; `pieces` has those that begin at each.
fn spell(pieces: &[Vec<Piece>], width: usize) -> Vec<Reading> {
    let rest = rests(pieces);
    let whole = rest.first().copied().unwrap_or(0.0);
    let mut beams: Vec<Vec<Reading>> = vec![Vec::new(); pieces.len() + 1];
    if let Some(start) = beams.first_mut().filter(|_| whole > 0.0) {
        start.push((String::new(), 1.0));
    }
    for (place, here) in pieces.iter().enumerate() {
        let mut beam = merge(beams.get_mut(place).map(std::mem::take).unwrap_or_default());
        beam.truncate(width);
        for (text, probability) in &beam {
            for piece in here {
                let (to, through) = (place + piece.read, probability * piece.probability);
                let likely = rest.get(to).is_some_and(|best| through * best >= whole * TAIL);
                if let Some(next) = beams.get_mut(to).filter(|_| likely) {
                    next.push((format!("{text}{}", piece.written), through));
                }
            }
        }
    }
    let mut last = merge(beams.pop().unwrap_or_default());
    last.truncate(width);
    last
}

/// The probability of the best pieces from each letter on.
fn rests(pieces: &[Vec<Piece>]) -> Vec<f64> {
    let mut rest = vec![0.0f64; pieces.len()];
    rest.push(1.0);
    for (place, here) in pieces.iter().enumerate().rev() {
        let through = |piece: &Piece| rest.get(place + piece.read).map_or(0.0, |best| best * piece.probability);
        let best = here.iter().map(through).fold(0.0, f64::max);
        if let Some(slot) = rest.get_mut(place) {
            *slot = best;
        }
    }
    rest
}

#[cfg(test)]
mod tests {
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
        let words: Vec<Vec<Reading>> =
            [[("a", 0.6), ("b", 0.3), ("c", 0.1)], [("x", 0.5), ("y", 0.4), ("z", 0.1)]].map(|w| w.map(|(t, p)| (t.to_owned(), p)).to_vec()).to_vec();
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
