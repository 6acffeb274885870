//! Dictionaries to a gazetteer: nothing above this module imports it.
//!
//! ```
//! let tables = polyonym_dictionaries::tables();
//! let (bytes, report) = polyonym::Builder::new(tables.clone())
//!     .read("id\tname\nx:ada\tAda Lovelace\n".as_bytes(), "ada.tsv").unwrap()
//!     .finish().unwrap();
//! assert_eq!(report.names(), 1);
//! let gazetteer = polyonym::Gazetteer::from_owner(bytes).unwrap();
//! assert_eq!(gazetteer.resolve("LOVELACE, Ada").accepted().unwrap().id(), "x:ada");
//! ```
//!
//! Cost: O(rows log rows) time; some 150 bytes of memory a row, and the names themselves.

mod affix;
mod assemble;
mod equivalents;
pub(crate) mod filter;
mod fold;
mod lexicon;
pub(crate) mod lint;
pub(crate) mod meta;
mod rows;
mod store;
pub(crate) mod tables;
mod translit;
pub(crate) mod write;

pub use lint::lint_name;
pub use rows::{DictionaryRow, RowFault, RowReader};

use crate::error::{Error, Result};
use crate::limits::MAX_SKIPPED_REPORTED;
use crate::tables::Tables;
use std::io::BufRead;
use std::path::Path;
use store::Store;

/// Builds a gazetteer from dictionaries.
///
/// Lenient by default: a row that breaks a rule is skipped, counted and reported. Strict: it is an error, and rows must also be
/// sorted, unique, in NFC, and have a source.
///
/// ```
/// let builder = polyonym::Builder::new(polyonym_dictionaries::tables().clone()).strict(true);
/// let error = builder.read("id\tname\nQ794\tIran\n".as_bytes(), "t.tsv").err().unwrap();
/// assert_eq!(error.to_string(), "t.tsv:2:1: error[source]: the row has no source; say where the name comes from");
/// ```
pub struct Builder {
    tables: Tables,
    strict: bool,
    store: Store,
    report: Report,
}

impl Builder {
    /// An empty, lenient builder.
    ///
    /// ```
    /// let _ = polyonym::Builder::new(polyonym_dictionaries::tables().clone());
    /// ```
    #[must_use]
    pub fn new(tables: Tables) -> Self {
        Self { tables, strict: false, store: Store::default(), report: Report::default() }
    }

    /// Whether a row that breaks a rule is an error.
    ///
    /// ```
    /// let _ = polyonym::Builder::new(polyonym_dictionaries::tables().clone()).strict(true);
    /// ```
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Adds the rows of a file, plain TSV.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or has no header; when strict, at the first row that breaks a rule.
    ///
    /// ```
    /// let builder = polyonym::Builder::new(polyonym_dictionaries::tables().clone());
    /// let builder = builder.names("dictionaries/names/people.tsv").unwrap();
    /// ```
    pub fn names(self, path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let file = std::fs::File::open(path).map_err(|e| Error::io(path, "open", e))?;
        self.read(std::io::BufReader::new(file), &path.display().to_string())
    }

    /// Adds the rows that `input` holds; `table` is its name in messages.
    ///
    /// # Errors
    ///
    /// As for [`names`](Self::names).
    ///
    /// ```
    /// let builder = polyonym::Builder::new(polyonym_dictionaries::tables().clone());
    /// assert!(builder.read("no header".as_bytes(), "t.tsv").is_err());
    /// ```
    pub fn read(mut self, input: impl BufRead, table: &str) -> Result<Self> {
        let mut rows = RowReader::new(input, table)?;
        let ignored = rows.ignored_columns().iter().map(|c| format!("{table}:1: column \"{c}\" is ignored"));
        self.report.notes.extend(ignored);
        let mut previous: Option<DictionaryRow> = None;
        for row in &mut rows {
            let checked = row.and_then(|row| {
                if self.strict {
                    lint::strict_row(&row, previous.as_ref(), table)?;
                }
                lint::row(&row, table)?;
                Ok(row)
            });
            match checked {
                Ok(row) => {
                    self.add(&row, table)?;
                    previous = Some(row);
                }
                Err(fault) => self.refuse(fault)?,
            }
        }
        Ok(self)
    }

    /// Adds one row that a program made.
    ///
    /// # Errors
    ///
    /// When strict and the row breaks a rule.
    ///
    /// ```
    /// use polyonym::compile::DictionaryRow;
    /// let row = DictionaryRow { id: "x:ada".into(), name: "Ada".into(), ..Default::default() };
    /// let builder = polyonym::Builder::new(polyonym_dictionaries::tables().clone()).row(&row).unwrap();
    /// assert_eq!(builder.finish().unwrap().1.entities(), 1);
    /// ```
    pub fn row(mut self, row: &DictionaryRow) -> Result<Self> {
        let strict = if self.strict { lint::strict_row(row, None, "row") } else { Ok(()) };
        match row.validate("row").and(strict).and(lint::row(row, "row")) {
            Ok(()) => self.add(row, "row")?,
            Err(fault) => self.refuse(fault)?,
        }
        Ok(self)
    }

    fn add(&mut self, row: &DictionaryRow, table: &str) -> Result<()> {
        self.report.rows += 1;
        match self.store.add(row, &self.tables, table) {
            Ok(()) => Ok(()),
            Err(fault) => self.refuse(fault),
        }
    }

    fn refuse(&mut self, fault: RowFault) -> Result<()> {
        if self.strict || fault.code == "io" {
            return Err(fault.into());
        }
        self.report.skipped += 1;
        if self.report.faults.len() < MAX_SKIPPED_REPORTED {
            self.report.faults.push(fault);
        }
        Ok(())
    }

    /// The bytes of the gazetteer. The same rows give the same bytes, in whatever order they came.
    ///
    /// # Errors
    ///
    /// When a bound of the format is exceeded: 4 GiB in a section, 255 types.
    ///
    /// ```
    /// let (bytes, _) = polyonym::Builder::new(polyonym_dictionaries::tables().clone()).finish().unwrap();
    /// assert_eq!(polyonym::Gazetteer::from_owner(bytes).unwrap().statistics().entities(), 0);
    /// ```
    pub fn finish(mut self) -> Result<(Vec<u8>, Report)> {
        let built = self.store.assemble(&self.tables)?;
        for fault in built.refused {
            self.refuse(fault)?;
        }
        self.report.entities = built.entities;
        self.report.names = built.names;
        self.report.bytes = built.bytes.len();
        Ok((built.bytes, self.report))
    }

    /// Writes the gazetteer to a file, which is replaced as a whole: a temporary file beside it, fsync, rename, fsync of the directory.
    ///
    /// # Errors
    ///
    /// As for [`finish`](Self::finish), and when the file cannot be written; the old file then still stands.
    ///
    /// ```
    /// let path = std::env::temp_dir().join("polyonym-doc.gaz");
    /// let report = polyonym::Builder::new(polyonym_dictionaries::tables().clone())
    ///     .names("dictionaries/names/people.tsv").unwrap()
    ///     .write(&path).unwrap();
    /// println!("{} entities, {} names, {} bytes", report.entities(), report.names(), report.bytes());
    /// # std::fs::remove_file(path).unwrap();
    /// ```
    pub fn write(self, path: impl AsRef<Path>) -> Result<Report> {
        let (bytes, report) = self.finish()?;
        write::replace(path.as_ref(), &bytes)?;
        Ok(report)
    }
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder").field("strict", &self.strict).field("report", &self.report).finish_non_exhaustive()
    }
}

/// What a build did.
///
/// ```
/// let builder = polyonym::Builder::new(polyonym_dictionaries::tables().clone());
/// let (_, report) = builder.read("id\tname\nQ1\tA\u{1}\n".as_bytes(), "t.tsv").unwrap().finish().unwrap();
/// assert_eq!(report.skipped(), 1);
/// assert!(report.faults()[0].to_string().starts_with("t.tsv:2:5: error[control]"));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Report {
    entities: u32,
    names: u64,
    bytes: usize,
    rows: u64,
    skipped: u64,
    faults: Vec<RowFault>,
    notes: Vec<String>,
}

impl Report {
    /// Number of entities.
    ///
    /// ```
    /// assert_eq!(polyonym::compile::Report::default().entities(), 0);
    /// ```
    #[must_use]
    pub fn entities(&self) -> u32 {
        self.entities
    }

    /// Number of distinct names as written.
    ///
    /// ```
    /// assert_eq!(polyonym::compile::Report::default().names(), 0);
    /// ```
    #[must_use]
    pub fn names(&self) -> u64 {
        self.names
    }

    /// Bytes of the gazetteer.
    ///
    /// ```
    /// assert_eq!(polyonym::compile::Report::default().bytes(), 0);
    /// ```
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Rows that were read and kept rules of form, those skipped later among them.
    ///
    /// ```
    /// assert_eq!(polyonym::compile::Report::default().rows(), 0);
    /// ```
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Rows that were skipped.
    ///
    /// ```
    /// assert_eq!(polyonym::compile::Report::default().skipped(), 0);
    /// ```
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// Why rows were skipped: the first thousand.
    ///
    /// ```
    /// assert!(polyonym::compile::Report::default().faults().is_empty());
    /// ```
    #[must_use]
    pub fn faults(&self) -> &[RowFault] {
        &self.faults
    }

    /// Remarks, such as columns that were ignored.
    ///
    /// ```
    /// assert!(polyonym::compile::Report::default().notes().is_empty());
    /// ```
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}
