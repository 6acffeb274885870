//! The tables that give text its meaning: folds, words, kinds of names. A gazetteer carries those it was built with.

use crate::affix::{Affixes, WordForm};
use crate::automaton::Automaton;
use crate::bytes::Bytes;
use crate::calibration::Calibration;
use crate::container::{Container, Tag};
use crate::equivalents::Equivalents;
use crate::error::{Error, Result};
use crate::fold::Folded;
use crate::fold::plain::Plain;
use crate::fold::table::FoldTable;
use crate::token::{FoldedToken, TokenBuffer};
use crate::translit::Model;
use crate::words::{COMMON, Words};
use std::sync::Arc;
use xxhash_rust::xxh3::Xxh3;

/// Sections of a file of tables; a gazetteer has these and more.
pub(crate) const META: Tag = *b"META";
pub(crate) const FOLD: Tag = *b"FOLD";
pub(crate) const WORD: Tag = *b"WORD";
pub(crate) const KIND: Tag = *b"KIND";
pub(crate) const TRAN: Tag = *b"TRAN";
pub(crate) const EQUI: Tag = *b"EQUI";
pub(crate) const CALI: Tag = *b"CALI";
pub(crate) const AFFX: Tag = *b"AFFX";
const ALL: [Tag; 8] = [META, FOLD, WORD, KIND, TRAN, EQUI, CALI, AFFX];

/// Compiled tables: immutable, cheap to clone, shared between threads.
///
/// They come from a folder of dictionaries ([`Tables::open`]), from the package polyonym-dictionaries, or from a gazetteer
/// ([`Gazetteer::tables`](crate::Gazetteer::tables)).
///
/// ```
/// let tables = polyonym_dictionaries::tables();
/// assert_eq!(tables.fold("Ёлкин").text(), "елкин");
/// ```
#[derive(Clone)]
pub struct Tables {
    fold: Bytes,
    words: Bytes,
    /// Read by builds alone, but part of the fingerprint.
    #[cfg_attr(not(feature = "compile"), expect(dead_code))]
    kinds: Bytes,
    translit: Bytes,
    equivalents: Bytes,
    calibration: Bytes,
    affixes: Bytes,
    /// The short way of plain letters through the fold table.
    plain: Option<Arc<Plain>>,
    fingerprint: u64,
}

impl Tables {
    /// Tables compiled earlier, held by `owner`: bytes in memory, in the program, or in a map of the caller's.
    ///
    /// # Errors
    ///
    /// When the bytes are not a file of tables, or are damaged. O(bytes).
    ///
    /// ```
    /// let bytes = polyonym_dictionaries::tables().to_bytes().unwrap();
    /// let again = polyonym::Tables::from_owner(bytes).unwrap();
    /// assert_eq!(again.fingerprint(), polyonym_dictionaries::tables().fingerprint());
    /// ```
    pub fn from_owner(owner: impl AsRef<[u8]> + Send + Sync + 'static) -> Result<Self> {
        let container = Container::parse(Bytes::new(Arc::new(owner)), &ALL)?;
        container.verify()?;
        Self::from_container(&container)
    }

    pub(crate) fn from_container(container: &Container) -> Result<Self> {
        let section = |tag| container.section(tag);
        Self::new([section(FOLD)?, section(WORD)?, section(KIND)?, section(TRAN)?, section(EQUI)?, section(CALI)?, section(AFFX)?])
    }

    /// The sections in the order of the fields.
    pub(crate) fn new(sections: [Bytes; 7]) -> Result<Self> {
        let mut hash = Xxh3::new();
        for section in &sections {
            hash.update(&u64::try_from(section.get().len()).unwrap_or(u64::MAX).to_le_bytes());
            hash.update(section.get());
        }
        let [fold, words, kinds, translit, equivalents, calibration, affixes] = sections;
        let readable = FoldTable::new(fold.get()).is_some()
            && Automaton::new(words.get()).is_some()
            && std::str::from_utf8(kinds.get()).is_ok()
            && Model::new(translit.get()).is_some()
            && Equivalents::new(equivalents.get()).is_some()
            && Calibration::new(calibration.get()).is_some()
            && Affixes::new(affixes.get()).is_some();
        if !readable {
            return Err(Error::damaged("the tables are damaged"));
        }
        let plain = FoldTable::new(fold.get()).and_then(|table| Plain::new(&table)).map(Arc::new);
        Ok(Self { fold, words, kinds, translit, equivalents, calibration, affixes, plain, fingerprint: hash.digest() })
    }

    /// A number that is equal for equal tables only (xxh3 of their bytes). Gazetteers that are used together must agree in it.
    ///
    /// ```
    /// let tables = polyonym_dictionaries::tables();
    /// assert_eq!(tables.fingerprint(), polyonym_dictionaries::gazetteer().tables().fingerprint());
    /// ```
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// Folds a text; see [`Folded`]. O(bytes).
    ///
    /// ```
    /// assert_eq!(polyonym_dictionaries::tables().fold("ΣΊΣΥΦΟΣ").text(), "σισυφοσ");
    /// ```
    #[must_use]
    pub fn fold(&self, text: &str) -> Folded {
        self.fold_table().map(|table| Folded::new(&table, text)).unwrap_or_default()
    }

    /// Folds a text and cuts it into tokens. O(bytes).
    ///
    /// ```
    /// let tokens = polyonym_dictionaries::tables().tokens("Mr. Qassemi");
    /// assert_eq!(tokens.len(), 2);
    /// ```
    #[must_use]
    pub fn tokens(&self, text: &str) -> Vec<FoldedToken> {
        self.fold_table().map(|table| FoldedToken::all(&table, text)).unwrap_or_default()
    }

    /// Whether a name, folded, is also an ordinary word of some language, so that in text it needs its capitals. O(bytes).
    ///
    /// ```
    /// assert!(polyonym_dictionaries::tables().is_common_word("May"));
    /// assert!(!polyonym_dictionaries::tables().is_common_word("Tehran"));
    /// ```
    #[must_use]
    pub fn is_common_word(&self, name: &str) -> bool {
        let mut buffer = TokenBuffer::default();
        let Some((table, words)) = self.fold_table().zip(self.words()) else { return false };
        buffer.fill(&table, name);
        words.is(COMMON, buffer.key.as_str())
    }

    /// What a word may be a form of, in one language (BCP 47) or in all that the tables know; the cheapest first. O(letters × rules that fit).
    ///
    /// ```
    /// let forms = polyonym_dictionaries::tables().forms("Kaczyńskiego", Some("pl"));
    /// assert!(forms.iter().any(|f| f.lemma() == "kaczynski"));
    /// assert!(polyonym_dictionaries::tables().forms("Kaczyńskiego", Some("xx")).is_empty());
    /// ```
    #[must_use]
    pub fn forms(&self, word: &str, lang: Option<&str>) -> Vec<WordForm> {
        let Some(affixes) = self.affixes() else { return Vec::new() };
        let languages = lang.map_or_else(|| affixes.all(), |lang| affixes.tagged(lang));
        WordForm::all(&affixes, self.fold(word).text(), languages)
    }

    pub(crate) fn fold_table(&self) -> Option<FoldTable<'_>> {
        Some(FoldTable::new(self.fold.get())?.with(self.plain.as_deref()))
    }

    pub(crate) fn model(&self) -> Option<Model<'_>> {
        Model::new(self.translit.get())
    }

    pub(crate) fn calibration(&self) -> Option<Calibration<'_>> {
        Calibration::new(self.calibration.get())
    }

    pub(crate) fn affixes(&self) -> Option<Affixes<'_>> {
        Affixes::new(self.affixes.get())
    }

    pub(crate) fn words(&self) -> Option<Words<'_>> {
        Words::new(self.words.get())
    }

    pub(crate) fn equivalents(&self) -> Option<Equivalents<'_>> {
        Equivalents::new(self.equivalents.get())
    }
}

#[cfg(feature = "compile")]
impl Tables {
    pub(crate) fn sections(&self) -> [(Tag, Vec<u8>); 7] {
        let all = [
            (FOLD, &self.fold),
            (WORD, &self.words),
            (KIND, &self.kinds),
            (TRAN, &self.translit),
            (EQUI, &self.equivalents),
            (CALI, &self.calibration),
            (AFFX, &self.affixes),
        ];
        all.map(|(tag, bytes)| (tag, bytes.get().to_vec()))
    }

    pub(crate) fn kinds(&self) -> &str {
        std::str::from_utf8(self.kinds.get()).unwrap_or_default()
    }
}

impl std::fmt::Debug for Tables {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tables({:016x})", self.fingerprint)
    }
}
