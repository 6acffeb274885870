//! The one error type: where, what, and what to do about it.
//!
//! Errors exist at the edges only: opening a file, reading a dictionary, building. Searching cannot fail.

use std::fmt;
use std::io;
use std::path::Path;

/// What went wrong, in a form that a program can branch on.
///
/// More kinds may come; match with a wildcard arm.
///
/// ```
/// let error = polyonym::Gazetteer::from_owner(vec![0u8; 100]).unwrap_err();
/// assert_eq!(error.kind(), polyonym::ErrorKind::Foreign);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The operating system refused to read or write; `source()` has its reason.
    Io,
    /// The file is not a polyonym file at all, or was changed by a text-mode transfer.
    Foreign,
    /// The file is a polyonym file, but bytes of it are missing or changed.
    Damaged,
    /// The file was written in a format that this version does not read.
    Newer,
    /// A row of a dictionary or table is not as it must be.
    Row,
    /// A bound of [`crate::limits`] was exceeded.
    Limit,
}

/// An error with its place and its remedy.
///
/// The message reads `place: what was found; what to do`.
///
/// ```
/// let error = polyonym::Gazetteer::open("no-such-file.gaz").unwrap_err();
/// assert!(error.to_string().starts_with("no-such-file.gaz: "));
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    place: String,
    what: String,
    remedy: &'static str,
    source: Option<io::Error>,
}

/// The result of every fallible function of the crate.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub(crate) fn new(kind: ErrorKind, what: impl Into<String>, remedy: &'static str) -> Self {
        Self(Box::new(Inner { kind, place: String::new(), what: what.into(), remedy, source: None }))
    }

    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self::new(ErrorKind::Damaged, what, "copy the file again or rebuild it with 'polyonym build'")
    }

    pub(crate) fn io(path: &Path, doing: &str, source: io::Error) -> Self {
        let remedy = match source.kind() {
            io::ErrorKind::NotFound => "check the path",
            io::ErrorKind::PermissionDenied => "check the permissions",
            io::ErrorKind::StorageFull => "free some space",
            io::ErrorKind::IsADirectory => "give a file instead of a folder",
            _ => "try again, or use another place",
        };
        let what = format!("cannot {doing}: {source}");
        Self(Box::new(Inner { kind: ErrorKind::Io, place: path.display().to_string(), what, remedy, source: Some(source) }))
    }

    /// Names the place of an error that has none yet; an inner place, such as a line, is kept behind it.
    #[must_use]
    pub(crate) fn at(mut self, place: impl fmt::Display) -> Self {
        self.0.place = if self.0.place.is_empty() { place.to_string() } else { format!("{place}: {}", self.0.place) };
        self
    }

    /// What went wrong, for programs.
    ///
    /// ```
    /// let error = polyonym::Gazetteer::open("no-such-file.gaz").unwrap_err();
    /// assert_eq!(error.kind(), polyonym::ErrorKind::Io);
    /// ```
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { place, what, remedy, .. } = &*self.0;
        if !place.is_empty() {
            write!(f, "{place}: ")?;
        }
        f.write_str(what)?;
        if !remedy.is_empty() {
            write!(f, "; {remedy}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({:?}, {self})", self.0.kind)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|e| -> &(dyn std::error::Error + 'static) { e })
    }
}
