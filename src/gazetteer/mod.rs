//! The compiled file: container, names automaton, filter, postings, entities. Everything is read in place.

pub(crate) mod entities;
mod facts;
pub(crate) mod filter;
pub(crate) mod lexicon;
pub(crate) mod postings;

use crate::affix::Affixes;
use crate::automaton::Automaton;
use crate::bytes::Bytes;
use crate::calibration::Calibration;
use crate::container::{Container, Tag};
use crate::equivalents::Equivalents;
use crate::error::{Error, ErrorKind, Result};
use crate::fold::table::FoldTable;
use crate::tables::{AFFX, CALI, EQUI, FOLD, KIND, META, TRAN, Tables, WORD};
use crate::translit::Model;
use crate::words::Words;
use entities::{AttributeTable, Entities};
pub use facts::{Entity, Row, Statistics};
use filter::Filter;
use lexicon::Lexicon;
use postings::Postings;
use std::path::Path;
use std::sync::Arc;

pub(crate) const NAME: Tag = *b"NAME";
pub(crate) const POST: Tag = *b"POST";
pub(crate) const ENTS: Tag = *b"ENTS";
pub(crate) const ATTR: Tag = *b"ATTR";
pub(crate) const FILT: Tag = *b"FILT";
pub(crate) const LEXI: Tag = *b"LEXI";
const ALL: [Tag; 14] = [META, FOLD, WORD, KIND, TRAN, EQUI, CALI, AFFX, NAME, POST, ENTS, ATTR, FILT, LEXI];

/// The number of a key, in key order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ordinal(pub(crate) u32);

/// The number of an entity, in order of ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct EntityIx(pub(crate) u32);

/// The number of a distinct combination of type, language, kind and source of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AttributesIx(pub(crate) u32);

/// Names and the entities that bear them: one immutable file, opened.
///
/// It is cheap to clone and can be shared between threads. Nothing is built in memory at the start: bytes are read where they lie.
///
/// ```
/// let gazetteer = polyonym_dictionaries::gazetteer();
/// let answer = gazetteer.resolve("Иран");
/// assert_eq!(answer.accepted().unwrap().id(), "Q794");
/// ```
#[derive(Clone)]
pub struct Gazetteer(Arc<Inner>);

struct Inner {
    container: Container,
    tables: Tables,
    meta: Bytes,
    names: Bytes,
    postings: Bytes,
    entities: Bytes,
    attributes: Bytes,
    filter: Bytes,
    lexicon: Bytes,
    /// The letters of every writing system by number.
    letters: Vec<Vec<Option<char>>>,
}

impl Gazetteer {
    /// Reads a file into memory and verifies every checksum; after that nothing can fail. O(bytes).
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is no gazetteer, is damaged or truncated, or was written in a newer format.
    ///
    /// ```
    /// let error = polyonym::Gazetteer::open("Cargo.toml").unwrap_err();
    /// assert!(error.to_string().contains("not a polyonym file"));
    /// ```
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Self::read(path.as_ref())
            .and_then(Self::from_owner)
            .map_err(|e| if e.kind() == ErrorKind::Io { e } else { e.at(path.as_ref().display()) })
    }

    /// Like [`open`](Self::open), without the checksums of the sections: for files that were verified when they were stored.
    /// A damaged file may then give wrong answers, or panic inside the crate `fst`.
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open), as far as header and section table show it.
    ///
    /// ```
    /// assert!(polyonym::Gazetteer::open_unverified("Cargo.toml").is_err());
    /// ```
    pub fn open_unverified(path: impl AsRef<Path>) -> Result<Self> {
        let open = |bytes| Self::from_owner_unverified(bytes).map_err(|e| e.at(path.as_ref().display()));
        Self::read(path.as_ref()).and_then(open)
    }

    fn read(path: &Path) -> Result<Vec<u8>> {
        std::fs::read(path).map_err(|e| Error::io(path, "read", e))
    }

    /// Opens a gazetteer that `owner` holds: a `Vec<u8>`, a `&'static [u8]`, or the caller's memory map. Verifies; O(bytes).
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open).
    ///
    /// ```
    /// let error = polyonym::Gazetteer::from_owner("gazetteer?").unwrap_err();
    /// assert_eq!(error.kind(), polyonym::ErrorKind::Foreign);
    /// ```
    pub fn from_owner(owner: impl AsRef<[u8]> + Send + Sync + 'static) -> Result<Self> {
        let container = Container::parse(Bytes::new(Arc::new(owner)), &ALL)?;
        container.verify()?;
        Self::new(container)
    }

    /// [`from_owner`](Self::from_owner) without the checksums of the sections: O(bytes of the tables), some 0.4 MB; names are touched
    /// only where they are asked.
    ///
    /// # Errors
    ///
    /// As for [`open_unverified`](Self::open_unverified).
    ///
    /// ```
    /// assert!(polyonym::Gazetteer::from_owner_unverified("gazetteer?").is_err());
    /// ```
    pub fn from_owner_unverified(owner: impl AsRef<[u8]> + Send + Sync + 'static) -> Result<Self> {
        Self::new(Container::parse(Bytes::new(Arc::new(owner)), &ALL)?)
    }

    fn new(container: Container) -> Result<Self> {
        let tables = Tables::from_container(&container)?;
        let inner = Inner {
            letters: tables.model().map(|model| model.letters()).unwrap_or_default(),
            tables,
            meta: container.section(META)?,
            names: container.section(NAME)?,
            postings: container.section(POST)?,
            entities: container.section(ENTS)?,
            attributes: container.section(ATTR)?,
            filter: container.section(FILT)?,
            lexicon: container.section(LEXI)?,
            container,
        };
        let gazetteer = Self(Arc::new(inner));
        let fits = gazetteer.view().is_some_and(|view| u32::try_from(view.names.len()) == Ok(view.postings.len()));
        fits.then_some(gazetteer).ok_or_else(|| Error::damaged("the sections do not fit each other"))
    }

    /// Verifies every checksum and reads every name once: O(bytes).
    ///
    /// # Errors
    ///
    /// When anything does not fit, with the section.
    ///
    /// ```
    /// polyonym_dictionaries::gazetteer().verify().unwrap();
    /// ```
    pub fn verify(&self) -> Result<()> {
        self.0.container.verify()?;
        let view = self.view().ok_or_else(|| Error::damaged("the sections do not fit each other"))?;
        if !view.names.verify() {
            return Err(Error::damaged("the names automaton does not fit its checksum"));
        }
        if !view.postings.verify(view.entities.len(), view.attributes.len()) {
            return Err(Error::damaged("the names and their bearers cannot be read"));
        }
        Ok(())
    }

    /// The tables that it was built with.
    ///
    /// ```
    /// assert_eq!(polyonym_dictionaries::gazetteer().tables().fold("ẞ").text(), "ss");
    /// ```
    #[must_use]
    pub fn tables(&self) -> &Tables {
        &self.0.tables
    }

    /// What the file says of itself, as pairs: crate and Unicode versions, counts, the hash of its rows.
    ///
    /// ```
    /// let names: Vec<&str> = polyonym_dictionaries::gazetteer().meta().map(|(key, _)| key).collect();
    /// assert!(names.contains(&"polyonym"));
    /// ```
    pub fn meta(&self) -> impl Iterator<Item = (&str, &str)> {
        std::str::from_utf8(self.0.meta.get()).unwrap_or_default().lines().filter_map(|line| line.split_once('='))
    }

    /// Sizes of the file and of its parts, in bytes, and what is in it.
    ///
    /// ```
    /// assert!(polyonym_dictionaries::gazetteer().statistics().entities() > 900);
    /// ```
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        let sections: Vec<_> = self.0.container.sizes().collect();
        let (entities, keys) = self.view().map_or((0, 0), |v| (v.entities.len(), v.postings.len()));
        let names = self.meta().find(|(key, _)| *key == "names").and_then(|(_, n)| n.parse().ok()).unwrap_or(0);
        Statistics { entities, keys, names, bytes: self.0.container.len(), sections }
    }

    /// The entity with this id. O(log entities).
    ///
    /// ```
    /// let gazetteer = polyonym_dictionaries::gazetteer();
    /// assert_eq!(gazetteer.entity("Q794").unwrap().label(), "Iran");
    /// ```
    #[must_use]
    pub fn entity(&self, id: &str) -> Option<Entity<'_>> {
        let view = self.view()?;
        view.entities.find(id).map(|ix| view.entity(ix))
    }

    /// Every entity, in byte order of ids.
    ///
    /// ```
    /// assert!(polyonym_dictionaries::gazetteer().entities().any(|e| e.id() == "Q7747"));
    /// ```
    pub fn entities(&self) -> impl Iterator<Item = Entity<'_>> {
        let view = self.view();
        let count = view.as_ref().map_or(0, |v| v.entities.len());
        (0..count).filter_map(move |ix| view.as_ref().map(|v| v.entity(EntityIx(ix))))
    }

    /// Hands every dictionary row of the gazetteer to `visit`, in the order of folded keys, names and ids. O(bytes).
    ///
    /// ```
    /// let mut rows = 0;
    /// polyonym_dictionaries::gazetteer().for_each_row(|row| rows += usize::from(row.id == "Q794"));
    /// assert!(rows > 15);
    /// ```
    pub fn for_each_row<'g>(&'g self, mut visit: impl FnMut(Row<'g>)) {
        let Some(view) = self.view() else { return };
        for ordinal in (0..view.postings.len()).map(Ordinal) {
            for (name, bearers) in view.postings.record(ordinal).names_and_bearers() {
                for bearer in bearers {
                    for (attributes, prior) in bearer.rows() {
                        let a = view.attributes.get(attributes);
                        let id = view.entities.id(bearer.entity);
                        visit(Row { id, entity_type: a.entity_type, name: name.text, lang: a.lang, kind: a.kind, prior, source: a.source });
                    }
                }
            }
        }
    }

    /// Views of all sections; none when the owner of the bytes has changed them since they were opened.
    pub(crate) fn view(&self) -> Option<View<'_>> {
        let inner = &*self.0;
        Some(View {
            fold: inner.tables.fold_table()?,
            words: inner.tables.words()?,
            model: inner.tables.model()?,
            equivalents: inner.tables.equivalents()?,
            calibration: inner.tables.calibration()?,
            lexicon: Lexicon::new(inner.lexicon.get())?,
            names: Automaton::new(inner.names.get())?,
            filter: Filter::new(inner.filter.get())?,
            postings: Postings::new(inner.postings.get())?,
            entities: Entities::new(inner.entities.get())?,
            attributes: AttributeTable::new(inner.attributes.get())?,
            tables: &inner.tables,
            letters: &inner.letters,
        })
    }
}

impl std::fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Gazetteer").field(&self.statistics()).finish()
    }
}

/// The sections of a gazetteer, ready to be read.
pub(crate) struct View<'g> {
    pub(crate) fold: FoldTable<'g>,
    pub(crate) words: Words<'g>,
    pub(crate) model: Model<'g>,
    pub(crate) equivalents: Equivalents<'g>,
    pub(crate) calibration: Calibration<'g>,
    pub(crate) lexicon: Lexicon<'g>,
    pub(crate) names: Automaton<'g>,
    pub(crate) filter: Filter<'g>,
    pub(crate) postings: Postings<'g>,
    pub(crate) entities: Entities<'g>,
    pub(crate) attributes: AttributeTable<'g>,
    /// Tables that not every question needs.
    tables: &'g Tables,
    /// The letters of every writing system by number.
    pub(crate) letters: &'g [Vec<Option<char>>],
}

impl<'g> View<'g> {
    /// The ordinal of a key.
    pub(crate) fn ordinal(&self, key: &str) -> Option<Ordinal> {
        self.names.get(key.as_bytes()).and_then(|v| u32::try_from(v).ok()).map(Ordinal)
    }

    /// The endings and prefixes of words. O(languages).
    pub(crate) fn affixes(&self) -> Option<Affixes<'g>> {
        self.tables.affixes()
    }

    pub(crate) fn entity(&self, ix: EntityIx) -> Entity<'g> {
        Entity {
            id: self.entities.id(ix),
            label: self.postings.name_at(self.entities.label(ix)),
            entity_type: self.entities.entity_type(ix),
        }
    }
}
