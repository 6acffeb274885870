//! Dictionary rows: tab-separated text to values, with the place and the remedy of every fault.
//!
//! ```
//! use polyonym::compile::RowReader;
//! let table = "id\tname\tlang\nQ794\tIran\ten\n";
//! let row = RowReader::new(table.as_bytes(), "t.tsv").unwrap().next().unwrap().unwrap();
//! assert_eq!((row.id.as_str(), row.name.as_str(), row.line), ("Q794", "Iran", 2));
//! ```

use crate::error::{Error, ErrorKind, Result};
use crate::limits::{MAX_ID_BYTES, MAX_LINE_BYTES, MAX_NAME_BYTES};
use std::io::BufRead;

/// The columns that mean something; others are ignored and reported.
const COLUMNS: [&str; 7] = ["id", "type", "name", "lang", "kind", "prior", "source"];

/// One row of a dictionary.
///
/// ```
/// let row = polyonym::compile::DictionaryRow { id: "x:ada".into(), name: "Ada".into(), ..Default::default() };
/// assert_eq!(row.prior, None);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DictionaryRow {
    /// Canonical id.
    pub id: String,
    /// Column `type`: `PER`, `LOC`, `ORG` or any word.
    pub entity_type: String,
    /// The name as written.
    pub name: String,
    /// Language tag, BCP 47 or ISO 639-3; may be empty.
    pub lang: String,
    /// Kind of name: `label`, `alias`, `native`, `short`, `weak` ...; may be empty.
    pub kind: String,
    /// A weight: page links, population, mentions.
    pub prior: Option<f64>,
    /// Where the row comes from.
    pub source: String,
    /// Line of the table it was read from, from 1; 0 when it was made by a program.
    pub line: u64,
    /// Where the name begins in that line, in code points from 1; 0 when it was made by a program.
    pub column: usize,
}

/// What is wrong with a row, and where.
///
/// ```
/// use polyonym::compile::RowReader;
/// let fault = RowReader::new("id\tname\nQ794\n".as_bytes(), "t.tsv").unwrap().next().unwrap().unwrap_err();
/// assert_eq!(fault.to_string(), "t.tsv:2:5: error[columns]: the row has 1 of 2 columns; separate columns with TAB");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RowFault {
    /// The table.
    pub table: String,
    /// Line, from 1.
    pub line: u64,
    /// Column in code points, from 1.
    pub column: usize,
    /// A short name of the rule that is broken.
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl std::fmt::Display for RowFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { table, line, column, code, message } = self;
        write!(f, "{table}:{line}:{column}: error[{code}]: {message}")
    }
}

impl From<RowFault> for Error {
    fn from(fault: RowFault) -> Self {
        let kind = match fault.code.as_str() {
            "limit" => ErrorKind::Limit,
            "io" => ErrorKind::Io,
            _ => ErrorKind::Row,
        };
        Self::new(kind, fault.to_string(), "")
    }
}

/// Whether a number can be a prior: from 0 to 2^53, beyond which an f64 does not hold every integer.
pub(super) fn is_prior(number: f64) -> bool {
    (0.0..=9_007_199_254_740_992.0).contains(&number)
}

impl DictionaryRow {
    /// What is wrong with the row by itself; rows of a table are checked field by field as they are read.
    pub(super) fn validate(&self, table: &str) -> std::result::Result<(), RowFault> {
        let refuse = |code: &str, message: String| {
            Err(RowFault { table: table.to_owned(), line: self.line, column: 1, code: code.to_owned(), message })
        };
        let name = (&self.name, MAX_NAME_BYTES);
        for (field, limit) in
            [&self.id, &self.entity_type, &self.lang, &self.kind, &self.source].map(|f| (f, MAX_ID_BYTES)).into_iter().chain([name])
        {
            if field.len() > limit {
                return refuse("limit", format!("a field has {} bytes, over {limit}; shorten it", field.len()));
            }
            if let Some(c) = field.chars().find(|c| c.is_control()) {
                return refuse("control", format!("control character U+{:04X}; remove it", u32::from(c)));
            }
        }
        if self.id.trim().is_empty() || self.name.trim().is_empty() {
            return refuse("empty", "the id or the name is empty; fill it in or remove the row".to_owned());
        }
        if self.prior.is_some_and(|p| !is_prior(p)) {
            return refuse("prior", "the prior is no number from 0 to 2^53; leave it out".to_owned());
        }
        Ok(())
    }
}

/// Reads the rows of one table, line by line, in bounded memory.
///
/// ```
/// use polyonym::compile::RowReader;
/// let rows = RowReader::new("name\tid\nIran\tQ794\n".as_bytes(), "t.tsv").unwrap();
/// assert_eq!(rows.count(), 1);
/// ```
pub struct RowReader<R> {
    input: R,
    table: String,
    line: u64,
    buffer: Vec<u8>,
    /// For each column of the file, its place in [`COLUMNS`].
    columns: Vec<Option<usize>>,
    ignored: Vec<String>,
    /// Whether the input could not be read on.
    failed: bool,
}

impl<R: BufRead> RowReader<R> {
    /// Reads the header line; `table` is the name to use in messages.
    ///
    /// # Errors
    ///
    /// When the input cannot be read, or its header lacks the columns `id` and `name`.
    ///
    /// ```
    /// let error = polyonym::compile::RowReader::new("a\tb\n".as_bytes(), "t.tsv").err().unwrap();
    /// assert!(error.to_string().starts_with("t.tsv:1: the header has no column"));
    /// ```
    pub fn new(input: R, table: impl Into<String>) -> Result<Self> {
        let mut reader =
            Self { input, table: table.into(), line: 0, buffer: Vec::new(), columns: Vec::new(), ignored: Vec::new(), failed: false };
        let header = match reader.read_line() {
            Some(Ok(())) => String::from_utf8_lossy(&reader.buffer).into_owned(),
            Some(Err(fault)) => return Err(fault.into()),
            None => String::new(),
        };
        let header = header.strip_prefix('\u{FEFF}').unwrap_or(&header);
        for name in header.split('\t') {
            let place = COLUMNS.iter().position(|c| *c == name);
            if place.is_none() {
                reader.ignored.push(name.to_owned());
            }
            reader.columns.push(place);
        }
        for (place, column) in COLUMNS.iter().enumerate() {
            let count = reader.columns.iter().flatten().filter(|&&c| c == place).count();
            let what = match (count, *column) {
                (0, "id" | "name") => format!("the header has no column \"{column}\""),
                (0 | 1, _) => continue,
                _ => format!("the header has column \"{column}\" twice"),
            };
            let remedy = "begin the table with a line such as 'id TAB type TAB name TAB lang TAB kind TAB prior TAB source'";
            return Err(Error::new(ErrorKind::Row, what, remedy).at(format!("{}:1", reader.table)));
        }
        Ok(reader)
    }

    /// Columns of the table that mean nothing to polyonym.
    ///
    /// ```
    /// let rows = polyonym::compile::RowReader::new("id\tname\tscript\n".as_bytes(), "t.tsv").unwrap();
    /// assert_eq!(rows.ignored_columns(), ["script"]);
    /// ```
    pub fn ignored_columns(&self) -> &[String] {
        &self.ignored
    }

    fn fault(&self, column: usize, code: &str, message: impl Into<String>) -> RowFault {
        RowFault { table: self.table.clone(), line: self.line, column, code: code.to_owned(), message: message.into() }
    }

    /// Reads a line without its end into the buffer; over-long lines are read to their end and refused.
    fn read_line(&mut self) -> Option<std::result::Result<(), RowFault>> {
        self.buffer.clear();
        self.line += 1;
        let limit = u64::try_from(MAX_LINE_BYTES + 2).unwrap_or(u64::MAX);
        let read = std::io::Read::take(&mut self.input, limit).read_until(b'\n', &mut self.buffer);
        match read {
            Err(e) => return Some(Err(self.fault(1, "io", format!("cannot read: {e}; check the input")))),
            Ok(0) => return None,
            Ok(_) => {}
        }
        if self.buffer.last() == Some(&b'\n') {
            self.buffer.pop();
        } else if self.buffer.len() > MAX_LINE_BYTES
            && let Err(e) = self.input.skip_until(b'\n')
        {
            return Some(Err(self.fault(1, "io", format!("cannot read: {e}; check the input"))));
        }
        if self.buffer.last() == Some(&b'\r') {
            self.buffer.pop();
        }
        if self.buffer.len() > MAX_LINE_BYTES {
            return Some(Err(self.fault(1, "limit", format!("the line has over {MAX_LINE_BYTES} bytes; check its line ends"))));
        }
        Some(Ok(()))
    }

    fn parse(&self) -> std::result::Result<DictionaryRow, RowFault> {
        let text = std::str::from_utf8(&self.buffer).map_err(|e| {
            let before = self.buffer.get(..e.valid_up_to()).unwrap_or_default();
            let column = String::from_utf8_lossy(before).chars().count() + 1;
            self.fault(column, "utf8", format!("byte {} of the line is not UTF-8; convert the table to UTF-8", e.valid_up_to() + 1))
        })?;
        let mut row = DictionaryRow { line: self.line, ..DictionaryRow::default() };
        let mut at = 1;
        let mut count = 0;
        for (field, column) in text.split('\t').zip(self.columns.iter().map(Some).chain(std::iter::repeat(None))) {
            count += 1;
            if let Some(Some(column)) = column {
                self.set(&mut row, *column, field, at)?;
            }
            at += field.chars().count() + 1;
        }
        if count != self.columns.len() {
            let message = format!("the row has {count} of {} columns; separate columns with TAB", self.columns.len());
            return Err(self.fault(at - 1, "columns", message));
        }
        Ok(row)
    }

    fn set(&self, row: &mut DictionaryRow, column: usize, field: &str, at: usize) -> std::result::Result<(), RowFault> {
        let (target, limit) = match COLUMNS.get(column).copied().unwrap_or_default() {
            "id" => (&mut row.id, MAX_ID_BYTES),
            "type" => (&mut row.entity_type, MAX_ID_BYTES),
            "name" => {
                row.column = at;
                (&mut row.name, MAX_NAME_BYTES)
            }
            "lang" => (&mut row.lang, MAX_ID_BYTES),
            "kind" => (&mut row.kind, MAX_ID_BYTES),
            "source" => (&mut row.source, MAX_ID_BYTES),
            _ => {
                if !field.is_empty() {
                    let number = field.parse().ok().filter(|n: &f64| n.is_finite() && *n >= 0.0);
                    row.prior =
                        Some(number.ok_or_else(|| self.fault(at, "prior", format!("\"{field}\" is no number from 0; leave it empty")))?);
                }
                return Ok(());
            }
        };
        if field.len() > limit {
            return Err(self.fault(at, "limit", format!("the field has {} bytes, over {limit}; shorten it", field.len())));
        }
        if let Some((i, c)) = field.chars().enumerate().find(|(_, c)| c.is_control()) {
            return Err(self.fault(at + i, "control", format!("control character U+{:04X}; remove it", u32::from(c))));
        }
        if matches!(COLUMNS.get(column), Some(&"id" | &"name")) && field.trim().is_empty() {
            return Err(self.fault(
                at,
                "empty",
                format!("the {} is empty; fill it in or remove the row", COLUMNS.get(column).unwrap_or(&"")),
            ));
        }
        target.push_str(field);
        Ok(())
    }
}

impl<R: BufRead> Iterator for RowReader<R> {
    type Item = std::result::Result<DictionaryRow, RowFault>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.failed {
            match self.read_line()? {
                Err(fault) => {
                    self.failed = fault.code == "io";
                    return Some(Err(fault));
                }
                Ok(()) if self.buffer.is_empty() => {}
                Ok(()) => return Some(self.parse()),
            }
        }
        None
    }
}
